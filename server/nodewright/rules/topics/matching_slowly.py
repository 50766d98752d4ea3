"""Text from outside that is matched by an expression whose time grows faster than the text.

An expression may stand where it is used, or be a constant of the module: then every statement that
uses it says what it is matched against (``regex:NAME`` among the places that values arrive at).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from nodewright.document import Related, Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, string_value
from nodewright.rules.flow.regex_uses import limited, regex_and_text
from nodewright.rules.topics.ambiguity import is_quadratic, shares_out
from nodewright.rules.topics.values import definition_of, in_test_file
from nodewright.rules.view import Site


@lru_cache(maxsize=2048)
def slow(pattern: str, flags: str) -> bool:
    """True for an expression that is quadratic or worse."""
    return is_quadratic(pattern, flags) or shares_out(pattern, flags)


def matches_input_slowly(site: Site, node: Node) -> bool:
    """A slow expression is used on text from outside right here."""
    found = regex_and_text(node)
    if found is None or in_test_file(site):
        return False
    regex = definition_of(site, found[0])
    pattern = _pattern(site, regex)
    if pattern is None or not slow(*pattern) or limited(site.view.facts, found[1]):
        return False
    flow = site.view.taint.flow(found[1])
    if flow is None or flow.state == "request" or (flow.state == "open"):
        return False
    if site.view.from_callers or flow.is_input:
        site.related += [step for step in flow.steps if step not in site.related]
        site.related.append(Related(_span(node), "It is matched here"))
        site.span = _span(regex)
        return True
    return False


def constant_for_input(site: Site, node: Node) -> bool:
    """A slow expression is kept under a name of the module and used on text from outside."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or value.type not in ("regex", "new_expression"):
        return False
    pattern = _pattern(site, value)
    if pattern is None or not slow(*pattern) or in_test_file(site):
        return False
    states = ("caller", "composed") if site.view.from_callers else ("input",)
    site.span = _span(value)
    return any(site.view.mark(f"flow:{state}:regex:{site.text(name)}") for state in states)


def shared_out(site: Site, node: Node) -> bool:
    """The literal takes exponential time on some texts, whatever it is used on."""
    pattern = _pattern(site, node)
    return pattern is not None and not in_test_file(site) and shares_out(*pattern)


def _pattern(site: Site, node: Node) -> tuple[str, str] | None:
    """Body and flags of a literal or of ``new RegExp('...')``."""
    if node.type == "regex":
        body, flags = node.child_by_field_name("pattern"), node.child_by_field_name("flags")
        if body is None:
            return None
        return site.text(body), site.text(flags) if flags is not None else ""
    called = node.child_by_field_name("constructor") or node.child_by_field_name("function")
    given = arguments(node) if called is not None and site.text(called) == "RegExp" else []
    texts = [string_value(argument, site.view.facts.source) for argument in given]
    if not texts or texts[0] is None:
        return None
    return texts[0], (texts[1] if len(texts) > 1 else None) or ""


def _span(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "matches-input-slowly": matches_input_slowly,
    "constant-for-input": constant_for_input,
    "shared-out": shared_out,
}
