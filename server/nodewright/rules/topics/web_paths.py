"""Predicates about file names that a client or an archive chooses, and how to hold them back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, climb, unwrap
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.web_values import (
    CHECKS,
    around,
    before,
    carriers,
    checked,
    literal_object,
    parts,
    report,
    source_text,
    tainted,
)
from nodewright.rules.view import Site

_SAFE_UPLOAD = re.compile(r"^(?:\w+\.)?(?:req\w*|ctx|context)\.files?\b")
_CLIENT_NAME = re.compile(r"\boriginalname\b|\boriginalFilename\b|\.name\b")
_PATH_CHECKS = CHECKS[:-1] + r"|\brelative\([^()]*{name}\b|[pP]athInside\w*\([^()]*{name}\b)"
_ENTRY = re.compile(r"(?<![\w.$]){name}\.(?:path|fileName|filename|entryName|name|relativePath)\b")
_ENTRIES = re.compile(
    r"getEntries\(|(?i:zip|tar|archive)\w*(?:\(\))?\.(?:files|entries)|(?i:zip|archive)Entries"
)


def path_from_request(site: Site, node: Node) -> bool:
    """A path is made of client input that nobody has checked against a folder."""
    steps = tainted(site, node)
    if steps is None or _is_made_by_server(site, node, source_text(site, steps)):
        return False
    text = before(site, node)
    if _mentions_dots(text) or checked(site, node, _PATH_CHECKS) or _normalised(site, node):
        return False
    return report(site, steps)


def unrooted_path(site: Site, node: Node) -> bool:
    """The same for ``res.sendFile(path)``, which refuses ``..`` by itself when given a root."""
    for argument in arguments(site.node)[1:]:
        entries = literal_object(site, argument)
        if argument.type == "identifier" and entries is None and not _is_callback(site, argument):
            return False
        if entries is not None and ("root" in entries or "..." in entries):
            return False
    return path_from_request(site, node)


def _is_callback(site: Site, node: Node) -> bool:
    return site.text(node) in ("next", "cb", "callback", "done")


def _is_made_by_server(site: Site, node: Node, source: str) -> bool:
    """An upload's path is chosen by the library that stored it; its original name is not."""
    texts = [source, *carriers(site, node)]
    taken = "." not in source and any(re.match(r"files?\b", text) for text in texts)
    if not taken and not _SAFE_UPLOAD.search(source):
        return False
    return not any(_CLIENT_NAME.search(text) for text in texts)


def _mentions_dots(text: str) -> bool:
    """The code before speaks of ``..`` in a test or in a replacement."""
    return any(
        re.search(r"\.{2}|\\\.\\\.|\\\.\{2", line)
        and re.search(r"includes|indexOf|startsWith|replace|test\(|match|split|===|throw", line)
        and not re.search(r"\brequire\(|__dirname|\bimport\b|\.\.\.", line)
        for line in text.splitlines()
    )


def _normalised(site: Site, node: Node) -> bool:
    """``new URL()`` takes ``..`` out of a path, as long as nothing is decoded after it."""
    texts = [site.text(part) for part in parts(site, node) if part.type == "new_expression"]
    if not any(re.match(r"new\s+URL\(", text) for text in texts):
        return False
    return not re.search(r"decodeURI|unescape|searchParams|\.query\b", before(site, node))


def entry_outside(site: Site, node: Node) -> bool:
    """A path is made of the name that an archive gives an entry, and nobody has checked it."""
    return mentions_entry(site, node) and not _entry_checked(site, node, around(site, node))


def mentions_entry(site: Site, node: Node) -> bool:
    """A part of the value is the name that an archive gives an entry."""
    texts = [site.text(part) for part in parts(site, node) if part.type == "member_expression"]
    names = entry_names(site, node)
    patterns = [_ENTRY.pattern.format(name=re.escape(name)) for name in names]
    return any(re.match(pattern, text) for pattern in patterns for text in texts)


def entry_names(site: Site, node: Node) -> list[str]:
    """Names around ``node`` that hold an archive entry: of a callback or of a loop."""
    found: list[str] = []
    for parent in climb(node):
        if parent.type == "for_in_statement":
            left, right = parent.child_by_field_name("left"), parent.child_by_field_name("right")
            if left is not None and right is not None and _ENTRIES.search(site.text(right)):
                found.append(site.text(left))
        function = site.view.facts.function_at(node.start_byte)
        if parent.type == "arguments" and parent.parent is not None:
            called = callee(parent.parent)
            head = site.text(called) if called is not None else ""
            first = parent.named_children[0] if parent.named_child_count else None
            on_entry = head.endswith(".on") and first is not None
            opened = on_entry and first is not None and site.text(first)[1:-1] == "entry"
            each = head.endswith((".forEach", ".map")) and _ENTRIES.search(head)
            while (opened or each) and function is not None:
                if function.node.parent is not None and function.node.parent.id == parent.id:
                    found += [site.text(p).split(":")[0] for p in function.parameters[:1]]
                function = function.parent
    return found


def _entry_checked(site: Site, node: Node, text: str) -> bool:
    if "basename" in text or re.search(r"['\"`]\.\.|\\\.\\\.|\brelative\(|isPathInside", text):
        return True
    return "startsWith(" in text or checked(site, node)


def send_below_root(site: Site) -> tuple[TextChange, ...] | None:
    """The edits from ``sendFile(path.join(DIR, x))`` to ``sendFile(x, { root: DIR })``."""
    called, given = callee(site.node), arguments(site.node)
    last = called.child_by_field_name("property") if called is not None else None
    if last is None or site.text(last) != "sendFile" or not given or len(given) > 2:
        return None
    joined = unwrap(given[0])
    if len(given) == 2 and given[1].type == "object":
        return None
    if joined.type != "call_expression" or site.origin(callee(joined) or joined) not in (
        "path#join",
        "path#resolve",
    ):
        return None
    inside = arguments(joined)
    if len(inside) < 2 or any(tainted(site, part) is not None for part in inside[:-1]):
        return None
    if len(inside) == 2:
        root = site.text(inside[0])
    else:
        head = site.view.facts.source[joined.start_byte : inside[-2].end_byte]
        root = head.decode("utf-8", "replace") + ")"
    name = site.text(inside[-1])
    whole = Span(given[0].start_byte, given[0].end_byte)
    return (TextChange(whole, f"{name}, {{ root: {root} }}"),)


def keep_file_name(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that put ``path.basename()`` around the last part of ``path.join(DIR, x)``."""
    given = arguments(site.node)
    joined = unwrap(given[0]) if given else None
    if joined is not None and joined.type == "identifier":
        binding = site.resolve(joined)
        values = [d.value for d in binding.definitions if d.value] if binding is not None else []
        joined = unwrap(values[0]) if len(values) == 1 else joined
    if joined is None or joined.type != "call_expression":
        return None
    called = callee(joined)
    if called is None or called.type != "member_expression":
        return None
    if site.origin(called) not in ("path#join", "path#resolve"):
        return None
    inside = arguments(joined)
    if len(inside) < 2 or any(tainted(site, part) is not None for part in inside[:-1]):
        return None
    module = called.child_by_field_name("object")
    last = inside[-1]
    if module is None or last.type not in ("identifier", "member_expression"):
        return None
    if not _is_one_segment(site.text(last)):
        return None
    wrapped = f"{site.text(module)}.basename({site.text(last)})"
    return (TextChange(Span(last.start_byte, last.end_byte), wrapped),)


def _is_one_segment(name: str) -> bool:
    """False for a name that says it may hold folders, as ``req.url`` and ``filePath`` do."""
    return not re.search(r"(?i)path|url|dir|folder|\*|\[0\]|params\[", name)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "path-from-request": path_from_request,
    "unrooted-path": unrooted_path,
    "entry-outside": entry_outside,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "send-below-root": send_below_root,
    "keep-file-name": keep_file_name,
}
