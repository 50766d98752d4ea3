"""Blocking calls that a request waits for, and their counterparts that do not block."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee
from nodewright.javascript.tree_facts import TreeFacts, module_of
from nodewright.rules.view import Site

_SAME_IN_PROMISES = frozenset(
    (
        "access",
        "appendFile",
        "chmod",
        "copyFile",
        "cp",
        "lstat",
        "mkdir",
        "mkdtemp",
        "readFile",
        "readdir",
        "readlink",
        "realpath",
        "rename",
        "rm",
        "rmdir",
        "stat",
        "symlink",
        "truncate",
        "unlink",
        "utimes",
        "writeFile",
    )
)
_PROMISED_BY_THEMSELVES = frozenset(("bcrypt", "bcryptjs", "fs-extra"))


def names_its_call(site: Site, node: Node) -> bool:
    """Always true; keeps the name of what is called for the message."""
    called = callee(node)
    site.words["CALL"] = " ".join(site.text(called).split())[:60] if called is not None else ""
    return True


def await_promise_form(site: Site) -> tuple[TextChange, ...] | None:
    """The edits from ``fs.readFileSync(x)`` to ``await fs.promises.readFile(x)``.

    None when the innermost function is not async, or there is no form with the same arguments.
    """
    called = callee(site.node)
    function = site.view.facts.function_at(site.node.start_byte)
    if called is None or function is None or not function.is_async:
        return None
    module, _, written = site.origin(called).partition("#")
    plain = written.split("#")[-1].removesuffix("Sync")
    if module in ("fs", "graceful-fs") and plain in _SAME_IN_PROMISES:
        return _with_promises(site, called, plain)
    if module_of(module) in _PROMISED_BY_THEMSELVES and called.type == "member_expression":
        last = called.child_by_field_name("property")
        assert last is not None
        return (*_await(site.node), _put(last, plain))
    return None


def _with_promises(site: Site, called: Node, plain: str) -> tuple[TextChange, ...] | None:
    if called.type == "member_expression":
        last = called.child_by_field_name("property")
        return (*_await(site.node), _put(last, f"promises.{plain}")) if last is not None else None
    imported = _promises_import(site.view.whole(), site.text(called))
    if imported is None:
        return None
    name, changes = imported
    return (*changes, *_await(site.node), _put(called, f"{name}.{plain}"))


def _promises_import(facts: TreeFacts, name: str) -> tuple[str, tuple[TextChange, ...]] | None:
    """The name under which ``fs.promises`` can be used, and the import that may be missing."""
    for known, binding in facts.module.names.items():
        if facts.origin_of_binding(binding) in ("fs#promises", "fs/promises"):
            return known, ()
    own = facts.module.names.get(name)
    node = own.node if own is not None else None
    if node is None or "fsPromises" in facts.module.names:
        return None
    word = {
        "import_specifier": "promises as fsPromises",
        "shorthand_property_identifier_pattern": "promises: fsPromises",
    }.get(node.type)
    if word is None:
        return None
    return "fsPromises", (TextChange(Span(node.end_byte, node.end_byte), f", {word}"),)


def _put(node: Node, text: str) -> TextChange:
    return TextChange(Span(node.start_byte, node.end_byte), text)


def _await(call: Node) -> tuple[TextChange, ...]:
    """Put ``await`` before the call, in parentheses where something follows on its value."""
    before, after = Span(call.start_byte, call.start_byte), Span(call.end_byte, call.end_byte)
    parent = call.parent
    follows = ("member_expression", "subscript_expression", "non_null_expression")
    if parent is not None and parent.type == "await_expression":
        return ()
    if parent is not None and parent.type in (*follows, "call_expression", "binary_expression"):
        return (TextChange(before, "(await "), TextChange(after, ")"))
    return (TextChange(before, "await "),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"names-its-call": names_its_call}
