"""The check for secrets that were hidden from the model: each back in its place, and only there.

A secret may leave the code where the run is about just that (a finding of it, or the developer's
words), and then only for a value that the environment gives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure, decode, encode
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import callee, climb
from nodewright.redaction import Hidden, Redactor

CHECK = "secrets-kept"

_ENVIRONMENT = re.compile(r"\bprocess(?:\?)?\.env\b|\bimport\.meta\.env\b")
_LOGS = re.compile(
    r"(?:[\w$]+\.)*(?:console|log|logger|logging|winston|pino|debug)(?:\.\w+)*|process\.std\w+\.write"
)
_RESPONSES = re.compile(r"(?:res|response|reply|ctx|h)\b.*\.(?:json|jsonp|send|end|write|render)")
_ERRORS = re.compile(r"(?:\w+\.)*\w*(?:Error|Exception)|createError|assert(?:\.\w+)*")
_ENDS = ("_statement", "_declaration", "arrow_function", "function_expression", "program")
_NAMES = ("identifier", "property_identifier", "shorthand_property_identifier")
_WORDS = {
    "log": "a log line",
    "response": "a response",
    "error": "the text of an error",
    "comment": "a comment",
    "file": "another file",
}


def secrets_kept(evidence: Evidence) -> list[Failure]:
    """Every hidden secret stands as often as before, in the code where it stood."""
    secrets = evidence.around.secrets
    if secrets is None:
        return []
    return [*_made_up(evidence, secrets), *_counted(evidence, secrets), *_shown(evidence, secrets)]


def without_secrets(evidence: Evidence) -> str:
    """Nothing was hidden from the model."""
    secrets = evidence.around.secrets
    return "" if secrets is not None and secrets.hidden else "no secret was in sight"


def moved_secrets(evidence: Evidence) -> Iterator[str]:
    """For each hidden secret that leaves the code, what its owner has to do."""
    secrets = evidence.around.secrets
    if secrets is None:
        return
    count = Counter(
        hidden.value
        for text in (evidence.after, *evidence.created)
        for _, hidden in _sightings(text, secrets)
    )
    for at, hidden in _sightings(evidence.before, secrets):
        count[hidden.value] -= 1
        if count[hidden.value] < 0:
            line = evidence.before.lines.line_of(at) + 1
            yield (
                f"A secret leaves the code (line {line}): set the variable that is read in its "
                "stead before you deploy, and change the secret, for the old one is in the history."
            )


def _made_up(evidence: Evidence, secrets: Redactor) -> Iterator[Failure]:
    for text in (evidence.after, *evidence.created):
        shown = decode(text.source)
        for at, word in secrets.strays(shown):
            message = (
                f"`{word[:80]}` stands for nothing: a word for a hidden secret is copied exactly"
            )
            yield text.failure(CHECK, message, len(encode(shown[:at])))
    for file in evidence.new_files:
        if secrets.strays(file.path) or secrets.restore(file.path) != file.path:
            yield Failure(CHECK, "A word for a hidden secret stands in the name of a file")


def _counted(evidence: Evidence, secrets: Redactor) -> Iterator[Failure]:
    """Doubled and lost ones."""
    before = _sightings(evidence.before, secrets)
    after = [
        (text, at, hidden)
        for text in (evidence.after, *evidence.created)
        for at, hidden in _sightings(text, secrets)
    ]
    stock = Counter(hidden.value for _, hidden in before)
    count = Counter(hidden.value for _, _, hidden in after)
    for text, at, hidden in reversed(after):
        if count[hidden.value] > stock[hidden.value]:
            count[hidden.value] -= 1
            message = f"{hidden.placeholder} would stand here once more than before; write it once"
            yield text.failure(CHECK, message, at)
    for at, hidden in before:
        if count[hidden.value] >= stock[hidden.value]:
            continue
        stock[hidden.value] -= 1
        if not _moved_out(evidence):
            message = f"{hidden.placeholder} would be lost; keep it in its place"
            if evidence.around.secrets_may_move:
                message += ", or read `process.env.NAME` in its stead"
            yield evidence.before.failure(CHECK, message, at)


def _moved_out(evidence: Evidence) -> bool:
    """The run is about taking secrets out of the code, and the environment gives the value now."""
    old = len(_ENVIRONMENT.findall(decode(evidence.before.source)))
    new = len(_ENVIRONMENT.findall(decode(evidence.after.source)))
    return evidence.around.secrets_may_move and new > old


def _shown(evidence: Evidence, secrets: Redactor) -> Iterator[Failure]:
    """Those that moved to where people or other programs read them."""
    stock: Counter[tuple[str, str]] = Counter()
    for place, name, _ in _places(evidence.before, secrets):
        stock[place, name] += 1
    for text in (evidence.after, *evidence.created):
        for place, name, at in _places(text, secrets):
            if text is not evidence.after:
                place = "file"
            stock[place, name] -= 1
            if place and stock[place, name] < 0:
                message = (
                    f"A hidden secret would come to stand in {_WORDS[place]}; leave it where it was"
                )
                yield text.failure(CHECK, message, at)


def _places(text: Text, secrets: Redactor) -> Iterator[tuple[str, str, int]]:
    """Where secrets stand, and the names that hold one: the kind of place, what, and the byte."""
    names: set[str] = set()
    for at, hidden in _sightings(text, secrets):
        node = _node_at(text, at)
        yield _place(node), hidden.value, at
        names |= set(_holders(node))
    for node in _identifiers(text, names):
        if place := _place(node):
            yield place, text_of(node), node.start_byte


def _sightings(text: Text, secrets: Redactor) -> list[tuple[int, Hidden]]:
    """The known secrets of a text with the byte at which each begins."""
    shown = decode(text.source)
    return [(len(encode(shown[:at])), hidden) for at, hidden in secrets.sightings(shown)]


def _node_at(text: Text, at: int) -> Node | None:
    return text.tree.root_node.descendant_for_byte_range(at, at + 1) if text.tree else None


def _identifiers(text: Text, names: set[str]) -> Iterator[Node]:
    if text.tree is None or not names:
        return
    stack = [text.tree.root_node]
    while stack:
        node = stack.pop()
        if node.type in _NAMES and text_of(node) in names:
            yield node
        stack.extend(reversed(node.children))


def _holders(node: Node | None) -> Iterator[str]:
    """The name that a literal is the value of: ``const key = 'x'``, ``{ key: 'x' }``."""
    if node is None:
        return
    inner = node
    for parent in climb(node):
        if parent.type in ("variable_declarator", "pair", "field_definition"):
            for field in ("name", "key", "property"):
                named = parent.child_by_field_name(field)
                if named is not None and named.end_byte <= inner.start_byte:
                    yield text_of(named).strip("'\"")
            return
        if parent.type.endswith(("call_expression", *_ENDS)):
            return
        inner = parent


def _place(node: Node | None) -> str:
    """What reads the value at a node: a log, a response, an error, a comment; nothing: code."""
    if node is None:
        return ""
    if node.type in ("comment", "html_comment"):
        return "comment"
    for parent in climb(node):
        if parent.type in ("comment", "html_comment"):
            return "comment"
        if parent.type == "call_expression":
            called = text_of(callee(parent))
            for name, pattern in (("log", _LOGS), ("response", _RESPONSES), ("error", _ERRORS)):
                if pattern.fullmatch(called):
                    return name
        elif parent.type == "new_expression":
            if _ERRORS.fullmatch(text_of(parent.child_by_field_name("constructor"))):
                return "error"
        elif parent.type == "assignment_expression":
            if re.search(
                r"\.(?:body|statusMessage)\Z", text_of(parent.child_by_field_name("left"))
            ):
                return "response"
        elif parent.type.endswith(_ENDS):
            return ""
    return ""
