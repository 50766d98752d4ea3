"""Filters of text that let through what they are meant to stop: HTML, quotes, schemes, entities."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, climb, string_value
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.reading_input import replace_each
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.view import Site

_SCRIPT = re.compile(r"<\\?/?\(?(?:\?:)?\\?s?script", re.IGNORECASE)
_CLOSED = re.compile(r"<\\?/\(?(?:\?:)?script(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_ROOM = re.compile(r"\\s|\[\^|\.|\\b|\[\\s")
_ANY = re.compile(r"(?<!\\)\.(?:[*+]|\{)")
_COMMENT = re.compile(r"<!--.*-->")
_LONGEST_CHAIN = 20
_QUOTE_ONLY = re.compile(r"^/\(?(?:\[(?P<set>[^\]]*)\]|(?P<one>['\"`]))\)?/(?P<flags>[a-z]*)$")
_ESCAPES_SLASH = re.compile(
    r"replace(?:All)?\(\s*(?:/\(?\[?[^/\n]*\\\\[^/\n]*/|['\"]\\\\['\"])|JSON\.stringify|(?i:escape)"
)
_PLAIN = {
    "&amp;": "&",
    "&#38;": "&",
    "&#x26;": "&",
    "%25": "%",
    "\\\\": "\\",
}
"""What stands for the character by which everything else is escaped."""
_ESCAPED = re.compile(r"^(?:&(?:lt|gt|quot|apos|nbsp|#x?[0-9a-fA-F]+);|%[0-9A-Fa-f]{2})$")
_SCHEMES = ("javascript", "data", "vbscript")


# -- HTML by regular expression -------------------------------------------------------------


def html_by_pattern(site: Site, node: Node) -> bool:
    """``/<script.*?>.*?<\\/script>/.test(html)``: HTML has more ways to write it than that."""
    called, given = callee(node), arguments(node)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    if last is None or receiver is None or not given:
        return False
    written = receiver if site.text(last) in ("test", "exec") else given[0]
    if written.type != "regex":
        return False
    if site.text(last).startswith("replace") and _is_removed(site, given):
        return False  # incomplete-sanitization says it
    return _is_leaky(site, written)


def kept_html_pattern(site: Site, node: Node) -> bool:
    """``const SCRIPTS = /<script>.*<\\/script>/g``, a filter for later."""
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    return value is not None and value.type == "regex" and _is_leaky(site, value)


def _is_removed(site: Site, given: list[Node]) -> bool:
    return len(given) == 2 and string_value(given[1], site.view.facts.source) == ""


def _is_leaky(site: Site, written: Node) -> bool:
    text = site.text(written)
    body, flags = text[1 : text.rfind("/")], text[text.rfind("/") + 1 :]
    if in_test_file(site) or not (_SCRIPT.search(body) or _COMMENT.fullmatch(body)):
        return False
    fault = _fault(body.replace("\\/", "/"), flags)
    if fault:
        site.words["FAULT"] = fault
        site.span = Span(written.start_byte, written.end_byte)
    return bool(fault)


def _fault(body: str, flags: str) -> str:
    """The way of writing it that gets past the expression; empty when none is known."""
    closed = _CLOSED.search(body)
    if _COMMENT.fullmatch(body):
        return "a comment may also end in --!>"
    if closed is None or not re.match(r"\^?<\(?(?:\?:)?\\?s?script", body):
        return ""
    if "i" not in flags and not re.search(r"\[sS\]|\[Ss\]", body):
        return "<SCRIPT> is a script, too"
    if _ANY.search(body) and "s" not in flags and not re.search(r"\[\\s\\S\]|\[\^\]|\\n", body):
        return "it does not reach over the end of a line"
    if not _ROOM.search(closed.group("rest")):
        return "</script > ends a script, too"
    return ""


# -- quotes without backslashes -------------------------------------------------------------


def escapes_quotes_only(site: Site, node: Node) -> bool:
    """``text.replace(/'/g, "\\\\'")``: a backslash in the text takes the new one away."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or len(given) != 2 or in_test_file(site):
        return False
    return _is_quote(site, given[0]) and leaves_backslashes(site, node)


def leaves_backslashes(site: Site, node: Node) -> bool:
    """A quote gets a backslash, and nothing around it escapes the backslashes of the text."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or len(given) != 2:
        return False
    put = string_value(given[1], site.view.facts.source)
    if put is None or not re.fullmatch(r"\\(?:['\"`]|\$[&1])", put):
        return False
    if _ESCAPES_SLASH.search(site.text(receiver)):
        return False
    function = site.view.facts.function_at(node.start_byte)
    around = site.text(function.node) if function is not None else _statement(site, node)
    return not _ESCAPES_SLASH.search(around)


def _is_quote(site: Site, wanted: Node) -> bool:
    said = string_value(wanted, site.view.facts.source)
    if said is not None:
        called = wanted.parent.parent if wanted.parent is not None else None
        whole = called is not None and site.text(callee(called) or called).endswith("replaceAll")
        return whole and said in "'\"`" and len(said) == 1
    found = _QUOTE_ONLY.match(site.text(wanted)) if wanted.type == "regex" else None
    if found is None or "g" not in found.group("flags"):
        return False
    named = found.group("set")
    if named is None:
        return True
    return "\\" not in named and bool(set(named) & set("'\"`")) and set(named) <= set("'\"`$")


def _statement(site: Site, node: Node) -> str:
    statement = next(
        (p for p in climb(node) if p.type.endswith(("statement", "declaration"))), None
    )
    return site.text(statement) if statement is not None else ""


def escape_backslashes(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that escapes the backslashes before the quotes."""
    called = callee(site.node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None:
        return None
    at = Span(receiver.end_byte, receiver.end_byte)
    first = TextChange(at, ".replace(/\\\\/g, '\\\\\\\\')")
    each = () if _is_quote(site, arguments(site.node)[0]) else replace_each(site)
    return (first, *each) if each is not None else None


# -- entities in the wrong order ------------------------------------------------------------


def _steps(site: Site, node: Node) -> list[tuple[Node, str, str]]:
    """The replacements of a chain that ends with ``node``, first one first: what, by what."""
    found: list[tuple[Node, str, str]] = []
    here: Node | None = node
    for _ in range(_LONGEST_CHAIN):
        if here is None or here.type != "call_expression":
            break
        called, given = callee(here), arguments(here)
        last = called.child_by_field_name("property") if called is not None else None
        if called is None or last is None or site.text(last) not in ("replace", "replaceAll"):
            break
        if len(given) == 2:
            put = string_value(given[1], site.view.facts.source)
            found.append((here, _wanted(site, given[0]), put if put is not None else "\0"))
        here = called.child_by_field_name("object")
    return found[::-1]


def _wanted(site: Site, node: Node) -> str:
    said = string_value(node, site.view.facts.source)
    if said is not None:
        return said
    if node.type != "regex":
        return "\0"
    text = site.text(node)
    return re.sub(r"\\(.)", r"\1", text[1 : text.rfind("/")]).lower()


def unescapes_twice(site: Site, node: Node) -> bool:
    """``&amp;`` becomes ``&`` before ``&lt;`` becomes ``<``: ``&amp;lt;`` ends as ``<``."""
    steps = _steps(site, node)
    if len(steps) < 2 or _continues(site, node) or in_test_file(site):
        return False
    for number, (call, wanted, put) in enumerate(steps[:-1]):
        plain = _PLAIN.get(wanted)
        if plain is None or put != plain:
            continue
        later = [w for _, w, p in steps[number + 1 :] if _ESCAPED.match(w) and p != w]
        if later and later[0][0] == wanted[0]:
            site.words.update(WHAT=wanted, THEN=later[0], TWICE=f"{wanted}{later[0][1:]}")
            return _point_at_last(site, call)
    return False


def escapes_twice(site: Site, node: Node) -> bool:
    """``<`` becomes ``&lt;`` before ``&`` becomes ``&amp;``: the page shows ``&lt;``."""
    steps = _steps(site, node)
    if len(steps) < 2 or _continues(site, node) or in_test_file(site):
        return False
    for number, (call, wanted, put) in enumerate(steps):
        if wanted != "&" or put not in ("&amp;", "&#38;"):
            continue
        before = [(w, p) for _, w, p in steps[:number] if _ESCAPED.match(p) and w in "<>\"'"]
        if before:
            site.words.update(WHAT=before[0][1])
            return _point_at_last(site, call)
    return False


def unescapes_in_turn(site: Site, node: Node) -> bool:
    """The same in statements: ``s = s.replace(/&amp;/g, '&'); s = s.replace(/&lt;/g, '<');``."""
    left, right, statement = (
        node.child_by_field_name("left"),
        node.child_by_field_name("right"),
        node.parent,
    )
    if left is None or right is None or statement is None or left.type != "identifier":
        return False
    steps = _steps(site, right)
    if len(steps) != 1 or statement.type != "expression_statement" or in_test_file(site):
        return False
    call, wanted, put = steps[0]
    name = re.escape(site.text(left))
    if wanted not in _PLAIN or put != _PLAIN[wanted]:
        return False
    begins = re.escape(wanted[0])
    again = re.compile(
        rf"{name}\s*=\s*{name}\.replace(?:All)?\(\s*[/'\"]({begins}(?:lt;|gt;|quot;|apos;|#\w+;|[0-9A-F]{{2}}))"
    )
    here = statement.next_named_sibling
    for _ in range(_LONGEST_CHAIN):
        found = again.match(site.text(here)) if here is not None else None
        if here is None or (found is None and here.type != "expression_statement"):
            return False
        if found is not None and found.group(1) != wanted:
            twice = f"{wanted}{found.group(1)[1:]}"
            site.words.update(WHAT=wanted, THEN=found.group(1), TWICE=twice)
            return _point_at_last(site, call)
        here = here.next_named_sibling
    return False


def _point_at_last(site: Site, call: Node) -> bool:
    """The finding stands at the one replacement that comes at the wrong time."""
    called = callee(call)
    last = called.child_by_field_name("property") if called is not None else None
    site.span = Span(last.start_byte if last is not None else call.start_byte, call.end_byte)
    return True


def _continues(site: Site, node: Node) -> bool:
    """The chain goes on: its last call is the one to look at."""
    parent = node.parent
    outer = parent.parent if parent is not None and parent.type == "member_expression" else None
    if outer is None or outer.type != "call_expression" or parent is None:
        return False
    last = parent.child_by_field_name("property")
    return last is not None and site.text(last) in ("replace", "replaceAll")


def in_right_order(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that move the replacement of ``&`` to the end, or for escaping to the start."""
    steps = _steps(site, site.node)
    if not steps or site.span is None or any(put == "\0" for _, _, put in steps):
        return None
    moved = next((call for call, _, _ in steps if call.end_byte == site.span.end), None)
    called = callee(moved) if moved is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    first = callee(steps[0][0])
    start = first.child_by_field_name("object") if first is not None else None
    if moved is None or receiver is None or start is None:
        return None
    source = site.view.facts.source
    text = source[receiver.end_byte : moved.end_byte].decode("utf-8", "replace")
    wanted = next(w for call, w, _ in steps if call.id == moved.id)
    at = start.end_byte if wanted == "&" else site.node.end_byte
    if "//" in text.replace("\\/", "") or at in (receiver.end_byte, moved.end_byte):
        return None
    return (
        TextChange(Span(receiver.end_byte, moved.end_byte), ""),
        TextChange(Span(at, at), text),
    )


# -- schemes --------------------------------------------------------------------------------


def forgets_schemes(site: Site, node: Node) -> bool:
    """``url.startsWith('javascript:')`` as the only scheme that is turned away."""
    given = arguments(node)
    said = string_value(given[0], site.view.facts.source) if given else None
    if said is None or said.lower().rstrip(":") != "javascript" or ":" not in said:
        return False
    function = site.view.facts.function_at(node.start_byte)
    around = site.text(function.node) if function is not None else _statement(site, node)
    missing = [name for name in _SCHEMES if f"{name}" not in around.lower()]
    if not missing or in_test_file(site) or re.search(r"https\??:|protocol", around):
        return False
    site.words["MISSING"] = " and ".join(f"{name}:" for name in missing)
    return True


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "html-by-pattern": html_by_pattern,
    "kept-html-pattern": kept_html_pattern,
    "escapes-quotes-only": escapes_quotes_only,
    "leaves-backslashes": leaves_backslashes,
    "unescapes-twice": unescapes_twice,
    "unescapes-in-turn": unescapes_in_turn,
    "escapes-twice": escapes_twice,
    "forgets-schemes": forgets_schemes,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "escape-backslashes": escape_backslashes,
    "in-right-order": in_right_order,
}
