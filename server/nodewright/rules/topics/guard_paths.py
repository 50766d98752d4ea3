"""Guards that look at the letters of a path more closely than the routes that they guard."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb, string_value
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.view import Site

_GUARD = re.compile(
    r"(?i)auth|guard|require[sd]?|protect|admin|login|logged|signed|permi|verif|check|restrict|acl"
    r"|allow|deny|secure|role|session|jwt|token|passport|csrf|limit"
)
_REFUSES = re.compile(
    r"\b40[13]\b|\.redirect\(|[nN]ext\(\s*(?:new\b|\w*[eE]rr|['\"])|[fF]orbidden|[uU]nauthori[sz]ed"
    r"|isAuthenticated|\.user\b"
)
_LETTERS = re.compile(r"(?<!\\)[A-Za-z]")
_INDIFFERENT = re.compile(r"toLowerCase|toUpperCase|localeCompare|/[a-z]*i[a-z]*\.test")


def guard_by_cased_regex(site: Site, node: Node) -> bool:
    """``app.use(/^\\/admin/, auth)``: ``/ADMIN`` gets past it, and to the route."""
    given = arguments(node)
    if len(given) < 2 or given[0].type != "regex" or in_test_file(site) or not _is_app(site, node):
        return False
    text = site.text(given[0])
    body, flags = text[1 : text.rfind("/")], text[text.rfind("/") + 1 :]
    spelt = re.sub(r"\\[a-zA-Z]|\[[^\]]*\]|\(\?<\w+>", "", body)
    if "i" in flags or not _LETTERS.search(spelt) or re.search(r"a-zA-Z|A-Za-z", body):
        return False
    if not any(_guards(site, one) for one in given[1:]):
        return False
    site.span = Span(given[0].start_byte, given[0].end_byte)
    return True


def guard_by_cased_text(site: Site, node: Node) -> bool:
    """``if (req.path.startsWith('/admin') && !req.user) return res.sendStatus(401)``."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    path = string_value(given[0], site.view.facts.source) if len(given) == 1 else None
    if receiver is None or path is None or not re.match(r"/[A-Za-z]", path) or in_test_file(site):
        return False
    if not re.fullmatch(r"\w+\.(?:path|url|originalUrl)", site.text(receiver)):
        return False
    handler = site.view.requests.enclosing(node.start_byte)
    if handler is None or handler.is_context or not _hands_on(site, handler.function.node):
        return False
    test = next((p for p in climb(node) if p.type == "if_statement"), None)
    if test is None or _INDIFFERENT.search(site.text(handler.function.node)):
        return False
    condition, then = test.child_by_field_name("condition"), test.child_by_field_name("consequence")
    if condition is None or then is None:
        return False
    inside = condition.start_byte <= node.start_byte < condition.end_byte
    denied = re.search(rf"!\s*{re.escape(site.text(node))}", site.text(condition))
    if not inside or denied or not _REFUSES.search(site.text(then)):
        return False
    site.words["PATTERN"] = path
    return True


def _is_app(site: Site, node: Node) -> bool:
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None:
        return False
    origin = module_of(site.origin(receiver))
    named = re.fullmatch(r"(?:this\.)?(?:app|server|api|\w*[rR]outer)", site.text(receiver))
    return origin == "express" or (bool(named) and origin == "")


def _guards(site: Site, node: Node) -> bool:
    """The middleware turns requests away, or its name says so."""
    if node.type in FUNCTIONS:
        return _hands_on(site, node) and bool(_REFUSES.search(site.text(node)))
    return node.type in ("identifier", "member_expression", "call_expression") and bool(
        _GUARD.search(site.text(node)[:80])
    )


def _hands_on(site: Site, function: Node) -> bool:
    return bool(re.search(r"\bnext\b", site.text(function)))


def ignore_case(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that adds the flag ``i``."""
    first = arguments(site.node)[0]
    return (
        (TextChange(Span(first.end_byte, first.end_byte), "i"),) if first.type == "regex" else None
    )


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "guard-by-cased-regex": guard_by_cased_regex,
    "guard-by-cased-text": guard_by_cased_text,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"ignore-case": ignore_case}
