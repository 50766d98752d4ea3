"""Protections that are there and were switched off: helmet's options."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.topics.web_values import literal_object
from nodewright.rules.view import Site

_PROTECTS = {
    "contentSecurityPolicy": "an injected script may load and send whatever it likes",
    "frameguard": "any site may show these pages in a frame",
    "xFrameOptions": "any site may show these pages in a frame",
    "hsts": "a browser may come back over plain HTTP",
    "strictTransportSecurity": "a browser may come back over plain HTTP",
    "noSniff": "a browser may run an upload as a script",
    "xContentTypeOptions": "a browser may run an upload as a script",
}


def header_switched_off(site: Site, node: Node) -> bool:
    """``helmet({ frameguard: false })``."""
    return _switches_off(site, node, 0)


def header_option_off(site: Site, node: Node) -> bool:
    """``fastify.register(helmet, { frameguard: false })``."""
    return _switches_off(site, node, 1)


def _switches_off(site: Site, node: Node, at: int) -> bool:
    given = arguments(node)[at:]
    options = literal_object(site, given[0]) if given else None
    if not options or in_test_file(site):
        return False
    for name, harm in _PROTECTS.items():
        value = options.get(name)
        if value is not None and site.text(value) == "false" and value.parent is not None:
            site.words.update(NAME=name, HARM=harm)
            site.span = Span(value.parent.start_byte, value.parent.end_byte)
            return True
    return False


def leave_header_on(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that takes the entries with ``false`` out of an object written in the call."""
    options = arguments(site.node)[-1]
    if options.type != "object":
        return None
    source = site.view.facts.source
    kept: list[str] = []
    for entry in options.named_children:
        key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
        off = value is not None and site.text(value) == "false"
        if entry.type == "comment" or b"\n" in source[entry.start_byte : entry.end_byte]:
            return None
        if not (off and key is not None and site.text(key).strip("'\"") in _PROTECTS):
            kept.append(site.text(entry))
    text = f"{{ {', '.join(kept)} }}" if kept else ""
    return (TextChange(Span(options.start_byte, options.end_byte), text),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "header-switched-off": header_switched_off,
    "header-option-off": header_option_off,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"leave-header-on": leave_header_on}
