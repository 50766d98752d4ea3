"""The fixes that move a call from an old Node API to the one that took its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, string_value
from nodewright.node_versions import lowest, version
from nodewright.rules.layout import indent_unit, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.commands import import_beside
from nodewright.rules.topics.node_apis import Entry, entry_at
from nodewright.rules.topics.values import option
from nodewright.rules.view import Site

_PARTS = ("util-checks", "removed", "deprecated", "modules")
_SIMPLE = ("identifier", "member_expression", "subscript_expression", "call_expression", "this")
_BINDS_WEAKER = (
    "expression_statement",
    "return_statement",
    "variable_declarator",
    "assignment_expression",
    "parenthesized_expression",
    "arguments",
    "pair",
    "array",
    "arrow_function",
    "template_substitution",
)
_LOGICAL = ("&&", "||")
_RM_CAME = (14, 14)


def port_api(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that the table of APIs says; None where it names no plain replacement."""
    entry = next((e for part in _PARTS if (e := entry_at(site, site.node, part))), None)
    if entry is None or _is_too_new(site, entry):
        return None
    if "module" in entry:
        return _other_module(site, entry["module"])
    called = callee(site.node)
    if called is None:
        return None
    if "callee" in entry:
        return (_put(called, entry["callee"]),)
    if "member" in entry:
        return rename_member(site, called, entry["member"])
    return _as_test(site, entry["test"]) if "test" in entry else None


def _is_too_new(site: Site, entry: Entry) -> bool:
    """The replacement needs a newer Node than the project names."""
    least = lowest(site.view.project.node) if site.view.project.node else None
    return "needs" in entry and least is not None and least < version(entry["needs"])


def rename_member(site: Site, called: Node, name: str) -> tuple[TextChange, ...] | None:
    """The edit from ``os.tmpDir`` to ``os.tmpdir``, also where the name was imported by itself."""
    if called.type == "member_expression":
        last = called.child_by_field_name("property")
        return (_put(last, name),) if last is not None else None
    if "." in name:
        return None
    imported = import_beside(site.view.whole(), site.text(called), name)
    return (imported, _put(called, name)) if imported is not None else None


def _as_test(site: Site, test: str) -> tuple[TextChange, ...] | None:
    given = arguments(site.node)
    if len(given) != 1 or given[0].type == "spread_element":
        return None
    value = site.text(given[0])
    text = test.replace("$1", value if given[0].type in _SIMPLE else f"({value})")
    parent = site.node.parent
    weaker = parent is not None and parent.type in _BINDS_WEAKER
    if parent is not None and parent.type == "binary_expression":
        operator = parent.child_by_field_name("operator")
        weaker = operator is not None and operator.type in _LOGICAL
    return (_put(site.node, text if weaker else f"({text})"),)


def _other_module(site: Site, module: str) -> tuple[TextChange, ...] | None:
    given = arguments(site.node) if site.node.type == "call_expression" else []
    said = site.node.child_by_field_name("source") if not given else given[0]
    if said is None or said.type != "string":
        return None
    prefix = "node:" if "node:" in site.text(said) else ""
    return (TextChange(Span(said.start_byte + 1, said.end_byte - 1), f"{prefix}{module}"),)


def recursive_rmdir(site: Site, node: Node) -> bool:
    """``rmdir`` with the option ``recursive``."""
    value = option(site, arguments(node), 1, "recursive")
    return value is not None and site.text(value) == "true"


def use_rm(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``rmdir`` to ``rm``; None where the project's Node may not have it yet."""
    least = lowest(site.view.project.node) if site.view.project.node else None
    called = callee(site.node)
    if called is None or (least is not None and least < _RM_CAME):
        return None
    name = site.text(called).split(".")[-1]
    return rename_member(site, called, name.replace("rmdir", "rm"))


def access_in_place_of_exists(site: Site) -> tuple[TextChange, ...] | None:
    """The edit to ``fs.access``, with the old name of the answer kept inside of the callback."""
    given, called = arguments(site.node), callee(site.node)
    if len(given) != 2 or called is None or given[1].type not in FUNCTIONS:
        return None
    function, source = given[1], site.view.facts.source
    body = function.child_by_field_name("body")
    listed = function.child_by_field_name("parameters")
    only = function.child_by_field_name("parameter")
    if only is None and listed is not None and listed.named_child_count == 1:
        only = listed.named_children[0]
    if only is None or bare_parameter(only).type != "identifier" or body is None:
        return None
    text, name = site.text(function), site.text(bare_parameter(only))
    if body.type != "statement_block" or re.search(r"\berror\b", text):
        return None
    renamed = rename_member(site, called, "access")
    if renamed is None:
        return None
    said = f"const {name} = !error;"
    first = body.named_children[0] if body.named_child_count else None
    if first is not None and b"\n" in source[body.start_byte : first.start_byte]:
        unit, base = indent_unit(source, body), line_indent(source, body.start_byte)
        said = f"{line_break(source)}{base}{unit}{said}"
    else:
        said = f" {said}"
    at = Span(body.start_byte + 1, body.start_byte + 1)
    return (*renamed, _put(only, "error"), TextChange(at, said))


def as_url(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``url.parse(x)`` to ``new URL(x)``, where nothing but the address is given."""
    given, called = arguments(site.node), callee(site.node)
    if len(given) != 1 or called is None or site.view.taint.steps(given[0]) is not None:
        return None
    if site.view.facts.resolve("URL", site.node.start_byte) is not None:
        return None
    said = string_value(given[0], site.view.facts.source)
    if said is not None and not re.match(r"[a-z]+://", said):
        return None
    return (_put(called, "new URL"),)


def _put(node: Node, text: str) -> TextChange:
    return TextChange(Span(node.start_byte, node.end_byte), text)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"recursive-rmdir": recursive_rmdir}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "port-api": port_api,
    "use-rm": use_rm,
    "access-in-place-of-exists": access_in_place_of_exists,
    "as-url": as_url,
}
