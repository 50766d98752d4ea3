"""Habits with Node's own APIs: callbacks in async functions, temporary files with known names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee
from nodewright.rules.topics.web_values import only_value
from nodewright.rules.view import Site

_RANDOM = re.compile(
    r"(?i)random|uuid|nanoid|mkdtemp|cuid|ulid|tmp\.|tempfile|tempy|uniqid|shortid"
)
_TEMPORARY = re.compile(r"^['\"`]/(?:var/)?tmp/[^'\"`]|\btmpdir\(\)")


def takes_callback(site: Site, node: Node) -> bool:
    """The last argument is a callback that does something."""
    given = arguments(node)
    if len(given) < 2 or given[-1].type not in FUNCTIONS:
        return False
    body = given[-1].child_by_field_name("body")
    return body is not None and (body.type != "statement_block" or body.named_child_count > 0)


def writes_known_temporary(site: Site, node: Node) -> bool:
    """A file in the shared temporary folder is written under a name without chance in it."""
    given = arguments(node)
    if not given or re.search(r"(?i)\btests?\b|spec|fixture|bench|example", site.view.path):
        return False
    if any(re.search(r"['\"](?:wx|ax|r)\+?['\"]", site.text(a)) for a in given[1:]):
        return False
    path = given[0]
    if path.type == "identifier":
        path = only_value(site, path) or path
    text = site.text(path)
    if len(given) == 1 and _is_open(site, node):
        return False
    return bool(_TEMPORARY.search(text)) and not _RANDOM.search(text) and not _named(site, path)


def _is_open(site: Site, node: Node) -> bool:
    called = callee(node)
    return called is not None and re.search(r"open(?:Sync)?$", site.text(called)) is not None


def _named(site: Site, path: Node) -> bool:
    """A name in the path was made by chance elsewhere in the file."""
    waiting = [path]
    while waiting:
        node = waiting.pop()
        waiting += node.named_children
        if node.type == "identifier":
            value = only_value(site, node)
            if value is not None and _RANDOM.search(site.text(value)):
                return True
    return False


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "takes-callback": takes_callback,
    "writes-known-temporary": writes_known_temporary,
}
