"""The tests of a file, as jest, vitest, mocha, node:test, tap and ava write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nodewright.answer.evidence import Text
from nodewright.answer.values import UNKNOWN, Values
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb

_MODULES = re.compile(
    r"^(?:test|vitest|@jest/globals|mocha|ava|tap|tape|@playwright/test|bun:test|node:test)(?:\.|$)"
)
_LEAVES = frozenset({"it", "test", "specify", "xit", "fit", "xtest", "xspecify", "ftest"})
_GROUPS = frozenset({"describe", "suite", "context", "xdescribe", "fdescribe", "xcontext"})
_OFF = frozenset({"xit", "xtest", "xspecify", "xdescribe", "xcontext", "fit", "ftest", "fdescribe",
                  "skip", "only", "todo", "failing", "fails", "skipIf", "runIf", "fixme",
                  "pending"})  # fmt: skip
_OPTIONS = ("skip", "only", "todo", "fails", "failing")
# What a test is handed: `t.skip()`, `this.skip()`, `ctx.todo()`.
_HANDLES = frozenset({"t", "this", "ctx", "context", "tc", "task"})
_ASSERTS = re.compile(
    r"^(?:(?:chai|vitest|@jest/globals|node:test|bun:test|@playwright/test)\.)?(?:"
    r"expect(?:\.soft|\.poll)?\(\)|assert(?:/strict)?(?:\.\w+)*$|strict(?:\.\w+)*$"
    r"|expectTypeOf\(\)|sinon\.assert\.\w+$|(?:should|must)\b)"
)
_HANDED = frozenset({"is", "not", "deepEqual", "like", "truthy", "falsy", "true", "false", "throws",
                     "throwsAsync", "notThrows", "notThrowsAsync", "regex", "snapshot", "equal",
                     "equals", "same", "strictSame", "ok", "notOk", "match", "has", "hasStrict",
                     "rejects", "resolves", "doesNotThrow", "isEqual", "strictEqual",
                     "notEqual"})  # fmt: skip
_HELPERS = re.compile(r"^(?:assert|expect|should|verify|check|ensure|must)[A-Z_]?\w*$")
_VAGUE = re.compile(
    r"\b(?:toBeDefined|toBeTruthy|toBeFalsy|toBeInstanceOf|anything|truthy|falsy|ok|notOk|exist"
    r"|exists|isOk|isNotOk|isDefined|be\.ok|be\.true|not\.toThrow|doesNotThrow|notThrows\w*"
    r"|doesNotReject)\b\(?"
)
_LITERALS = frozenset({"true", "false", "number", "string", "null", "undefined"})


@dataclass(frozen=True, slots=True)
class TestCase:
    """One test: how often it asserts, how often exactly, and where it stands."""

    __test__ = False

    title: str
    asserts: int
    exact: int
    empty: bool
    at: int


def tests_of(text: Text) -> list[TestCase]:
    """Every test with a title, in document order."""
    values = text.values
    if values is None or text.tree is None:
        return []
    found: list[TestCase] = []
    for node in text.of_type("call_expression"):
        words = _runner(values, node)
        given = arguments(node) if words else []
        if not words or words[0] not in _LEAVES or not given:
            continue
        body = next((g for g in reversed(given) if g.type in FUNCTIONS), None)
        if body is None and len(given) < 2:
            continue
        title = values.text(given[0])
        if title == UNKNOWN:
            title = " ".join(text_of(given[0]).split())[:80]
        found.append(_test(values, title, body, node))
    return found


def _test(values: Values, title: str, body: Node | None, call: Node) -> TestCase:
    if body is None:  # a function by name: what it asserts stands elsewhere
        return TestCase(title, 1, 1, False, call.start_byte)
    asserts = [node for node in walk(body) if _counts(values, node)]
    exact = sum(not _VAGUE.search(_whole(node)) for node in asserts)
    block = body.child_by_field_name("body")
    empty = (
        block is not None
        and block.type == "statement_block"
        and not [child for child in block.named_children if child.type != "comment"]
    )
    return TestCase(title, len(asserts), exact, empty, call.start_byte)


def switched_off(text: Text) -> Iterator[tuple[str, int]]:
    """Each place that keeps tests from running: its words, and the byte offset."""
    values = text.values
    if values is None or text.tree is None:
        return
    for node in text.of_type("call_expression"):
        words = _runner(values, node)
        off = next((word for word in words if word in _OFF), "")
        if off:
            yield ".".join(words[: words.index(off) + 1]), node.start_byte
        elif words:
            yield from _by_option(values, words, node)
        else:
            yield from _by_handle(values, node)


def _by_option(values: Values, words: list[str], call: Node) -> Iterator[tuple[str, int]]:
    for given in arguments(call):
        entries = values.entries(given) if given.type in ("object", "identifier") else {}
        for name in _OPTIONS:
            if name in entries and text_of(entries[name]) not in ("false", "undefined", "null"):
                yield f"{words[0]} with {name}", call.start_byte


def _by_handle(values: Values, call: Node) -> Iterator[tuple[str, int]]:
    called = callee(call)
    if called is None:
        return
    if called.type == "identifier" and text_of(called) == "pending":
        yield "pending", call.start_byte
    owner = called.child_by_field_name("object")
    if owner is None:
        return
    name = values.origin(called).rsplit(".", 1)[-1]
    held = text_of(owner)
    if name in ("skip", "todo") and (held in _HANDLES or _is_handle(call, held)):
        yield f"{held}.{name}", call.start_byte


def _is_handle(node: Node, name: str) -> bool:
    """True for the first parameter of a function that a test is."""
    for parent in climb(node):
        if parent.type in FUNCTIONS:
            holder = parent.parent
            call = holder.parent if holder is not None else None
            listed = parent.child_by_field_name("parameters") or parent.child_by_field_name(
                "parameter"
            )
            words = re.findall(r"[\w$]+", text_of(listed))
            if words[:1] == [name]:
                first = text_of(callee(call)).split(".")[0] if call is not None else ""
                return first in _LEAVES
    return False


def _runner(values: Values, node: Node) -> list[str]:
    """The words of what registers a test: ``it.skip.each`` as three; none for other calls."""
    if node.type != "call_expression":
        return []
    called = callee(node)
    if called is None or called.type not in (
        "identifier", "member_expression", "subscript_expression", "call_expression"
    ):  # fmt: skip
        return []
    told = _MODULES.sub("", values.origin(called) + ".").strip(".").replace("()", "")
    words = [word for word in told.split(".") if word] or ["test"]
    if words[0] in ("test", "default") and words[1:2] and words[1] in _LEAVES | _GROUPS:
        words = words[1:]
    if words[0] in _HANDLES and words[1:] == ["test"]:
        words = ["test"]
    modifier = words[0] in _OFF and bool(_MODULES.match(values.origin(called)))
    if modifier:
        words = ["test", *words]
    return words if words[0] in _LEAVES | _GROUPS else []


def _counts(values: Values, node: Node) -> bool:
    """True for an assertion that can fail and is heard when it does."""
    if node.type != "call_expression":
        return False
    called = callee(node)
    if called is None:
        return False
    return _asserts(values, node, called) and not _trivial(node) and not _swallowed(values, node)


def _asserts(values: Values, node: Node, called: Node) -> bool:
    origin = values.origin(called)
    if called.type == "identifier":
        plain = _ASSERTS.match(f"{origin}()") or _ASSERTS.match(origin)
        return bool(plain or _HELPERS.match(text_of(called)))
    owner, _, last = origin.rpartition(".")
    if owner in ("expect", "vitest.expect", "@jest/globals.expect"):
        return False  # `expect.assertions(2)` and matchers such as `expect.any(String)`
    if last == "expect" or last == "should":
        return True
    held = owner.rsplit(".", 1)[-1]
    if held in _HANDLES or held == "assert":
        return last in _HANDED or held == "assert"
    return bool(_ASSERTS.match(origin)) and not origin.startswith("expect()")


def _whole(node: Node) -> str:
    """The text of an assertion with all that is chained to it."""
    top = node
    while top.parent is not None and top.parent.type in ("member_expression", "call_expression"):
        top = top.parent
    return text_of(top)[len(text_of(node)) :] or text_of(node)


def _trivial(node: Node) -> bool:
    """``expect(true).toBe(true)``, ``assert(1)``: nothing of the program is looked at."""
    given = arguments(node)
    asked = text_of(callee(node)).endswith(".expect")  # of an answer, as in supertest
    return bool(given) and not asked and all(part.type in _LITERALS for part in given)


def _swallowed(values: Values, node: Node) -> bool:
    """Inside of a ``try`` whose ``catch`` neither throws nor asserts."""
    for parent in climb(node):
        if parent.type in FUNCTIONS:
            return False
        if parent.type == "try_statement":
            body = parent.child_by_field_name("body")
            handler = parent.child_by_field_name("handler")
            inside = body is not None and body.start_byte <= node.start_byte < body.end_byte
            if inside and handler is not None and not _speaks(handler):
                return True
    return False


def _speaks(handler: Node) -> bool:
    words = re.compile(r"^(?:expect|assert|fail|done|t\.|should|next|reject)")
    return any(
        inner.type == "throw_statement"
        or (inner.type == "call_expression" and words.match(text_of(callee(inner))))
        for inner in walk(handler)
    )
