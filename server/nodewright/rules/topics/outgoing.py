"""What leaves the server unencrypted or unchecked: secrets, downloads, mail, headers, archives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries, string_value
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.composed import compose
from nodewright.rules.topics.web_values import carriers, checked, literal_object, only_value, report
from nodewright.rules.view import Site

_PLAIN = re.compile(r"http://(?P<host>[^/:?#\s]*)")
_NEAR = re.compile(
    r"(?i)^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|\[::1|\0"
    r"|host\.docker|[^.]*$)|\.(?:local|internal|localhost|test|example|svc|lan|cluster\.local)$"
)
_SHELL_FETCH = re.compile(r"\b(?:curl|wget)\b[^|;&]*\s['\"]?(http://[^\s'\"|;&]+)")
_ESCAPES = re.compile(
    r"(?i)escape|encode|sanit|purify|striptags|\bhe\.|xss|validator|render|template"
)
_LARGEST = "10 * 1024 * 1024"
_GIT = (
    "git",
    "hg",
    "svn",
    "ssh",
    "rsync",
    "tar",
    "find",
    "curl",
    "wget",
    "zip",
    "ffmpeg",
    "rg",
    "grep",
)


def _address(site: Site, node: Node | None) -> str:
    """The fixed text of an address; what is put in is a NUL, a constant is looked through."""
    if node is None:
        return ""
    if node.type == "identifier":
        known = _constant(site, node)
        if known is not None:
            return known
        node = only_value(site, node) or node
    made = compose(node, site.view.facts.source)
    first = made.holes[0] if made.holes else None
    begins = _constant(site, first) if first is not None and first.id != node.id else None
    return f"{begins}{made.text[1:]}" if begins is not None else made.text


def _constant(site: Site, name: Node) -> str | None:
    """The text of a constant that the module declares elsewhere."""
    binding = site.resolve(name) if name.type == "identifier" else None
    if binding is None:
        return None
    if binding.outer is not None:
        return binding.outer.literal
    value = only_value(site, name)
    return string_value(value, site.view.facts.source) if value is not None else None


def _is_plain(text: str) -> bool:
    found = _PLAIN.match(text)
    return found is not None and not _NEAR.search(found.group("host"))


def options_unencrypted(site: Site, node: Node) -> bool:
    """``axios({ url: 'http://...' })``: the address stands in an object of options."""
    given = arguments(node)
    options = literal_object(site, given[0]) if given else None
    url = (options or {}).get("url") or (options or {}).get("uri")
    if given and given[0].type not in ("object", "identifier"):
        return False
    address = _address(site, url)
    if url is None or not _is_plain(address):
        return False
    site.captured["URL"] = url
    site.words["HOST"] = address.split("/")[2][:60].replace("\0", "…")
    return True


def base_unencrypted(site: Site, node: Node) -> bool:
    """``fetch(`${API}/login`)`` where the constant begins with ``http:``."""
    given = arguments(node)
    if not given or given[0].type not in ("template_string", "binary_expression"):
        return False
    made = compose(given[0], site.view.facts.source)
    first = made.holes[0] if made.holes else None
    if first is None or first.type != "identifier" or not _is_plain(_address(site, given[0])):
        return False
    site.captured["URL"] = given[0]
    site.words["HOST"] = _address(site, given[0]).split("/")[2][:60].replace("\0", "…")
    return True


def program_by_shell(site: Site, node: Node) -> bool:
    """``exec('curl http://... | sh')``."""
    given = arguments(node)
    found = _SHELL_FETCH.search(_address(site, given[0])) if given else None
    if found is None or not _is_plain(found.group(1)):
        return False
    site.words["HOST"] = found.group(1).split("/")[2][:60].replace("\0", "…")
    return True


def unpacks_without_limit(site: Site, node: Node) -> bool:
    """The client's bytes are unpacked, and nothing says how many there may be."""
    given = arguments(node)
    if not given:
        return False
    steps = site.view.taint.steps(given[0])
    if steps is None or any("maxOutputLength" in site.text(a) for a in given[1:]):
        return False
    return report(site, steps)


def limit_unpacking(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that adds ``maxOutputLength`` of ten megabytes."""
    given = arguments(site.node)
    limit = f"maxOutputLength: {_LARGEST}"
    if len(given) > 1 and given[1].type == "object":
        entries = object_entries(given[1], site.view.facts.source)
        start = given[1].start_byte + 1
        text = f" {limit}{',' if entries else ' '}"
        return (TextChange(Span(start, start), text),)
    if len(given) == 1 or given[1].type in FUNCTIONS or given[1].type == "identifier":
        end = given[0].end_byte
        return (TextChange(Span(end, end), f", {{ {limit} }}"),)
    return None


def unpacking_pipe(site: Site, node: Node) -> bool:
    """``req.pipe(zlib.createGunzip())``: what comes out is counted by nobody in the handler."""
    called, given = callee(node), arguments(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    handler = site.view.requests.enclosing(node.start_byte)
    if receiver is None or handler is None or handler.request is None or not given:
        return False
    if site.text(receiver) != site.text(handler.request) or given[0].type != "call_expression":
        return False
    unpackers = r"zlib#create(?:Gunzip|Inflate|InflateRaw|Unzip|BrotliDecompress)\(\)$"
    if not re.match(unpackers, site.origin(given[0])):
        return False
    text = site.text(handler.function.node)
    return not re.search(r"(?i)maxOutputLength|limit|max|length\s*>|destroy\(|bytes", text)


def html_of_mail(site: Site, node: Node) -> bool:
    """The HTML of a mail holds client input that nobody escaped."""
    given = arguments(node)
    options = literal_object(site, given[0]) if given else None
    html = (options or {}).get("html")
    if options is None or html is None or not {"to", "from", "subject"} & options.keys():
        return False
    steps = site.view.taint.steps(html)
    if steps is None or html.type == "call_expression":
        return False
    names = carriers(site, html)
    if _ESCAPES.search(site.text(html)) or any(_ESCAPES.search(name) for name in names):
        return False
    site.captured["HTML"] = html
    return report(site, steps)


def open_relay(site: Site, node: Node) -> bool:
    """Both the receiver and the text of a mail are what the client says."""
    given = arguments(node)
    options = literal_object(site, given[0]) if given else None
    if options is None:
        return False
    to, text = options.get("to"), options.get("text") or options.get("html")
    if to is None or text is None or text.type not in ("identifier", "member_expression"):
        return False
    sent, said = site.view.taint.steps(to), site.view.taint.steps(text)
    if sent is None or said is None or checked(site, to):
        return False
    site.captured["TO"] = to
    return report(site, sent)


def header_named_by_client(site: Site, node: Node) -> bool:
    """``res.setHeader(req.query.name, ...)`` or ``res.set(req.query)``: the client names it."""
    given = arguments(node)
    handler = site.view.requests.enclosing(node.start_byte)
    if not given or handler is None:
        return False
    if len(given) == 1 and not re.search(r"\.(?:query|body)$", site.text(given[0])):
        return False
    if string_value(given[0], site.view.facts.source):
        return False
    steps = site.view.taint.steps(given[0])
    return steps is not None and not checked(site, given[0]) and report(site, steps)


def head_written_by_hand(site: Site, node: Node) -> bool:
    """``socket.write('HTTP/1.1 302 ...\\r\\nLocation: ' + input)`` without an encoding."""
    given = arguments(node)
    if not given:
        return False
    text = compose(given[0], site.view.facts.source).text
    if not re.match(r"(?:HTTP/1\.[01] |(?:GET|POST|PUT|HEAD|CONNECT|MAIL|RCPT|EHLO) )", text):
        return False
    if "\r\n" not in text or "\0" not in text:
        return False
    steps = site.view.taint.steps(given[0])
    return steps is not None and report(site, steps)


def option_of_client(site: Site, node: Node) -> bool:
    """``execFile('git', ['clone', req.body.url])``: what begins with a dash is an option."""
    given = arguments(node)
    program = string_value(given[0], site.view.facts.source) if given else None
    listed = given[1] if len(given) > 1 else None
    if listed is not None and listed.type == "identifier":
        listed = only_value(site, listed)
    if program is None or program.split("/")[-1] not in _GIT or listed is None:
        return False
    if listed.type != "array":
        return False
    for element in listed.named_children:
        if string_value(element, site.view.facts.source) == "--":
            return False
        if element.type in ("string", "template_string", "binary_expression", "spread_element"):
            continue
        steps = site.view.taint.steps(element)
        if steps is not None and not _begins_are_checked(site, element):
            site.words["PROGRAM"] = program
            site.captured["VALUE"] = element
            return report(site, steps)
    return False


def _begins_are_checked(site: Site, element: Node) -> bool:
    handler = site.view.requests.enclosing(element.start_byte)
    text = site.text(handler.function.node) if handler is not None else ""
    return "startsWith('-" in text or 'startsWith("-' in text or checked(site, element)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "options-unencrypted": options_unencrypted,
    "base-unencrypted": base_unencrypted,
    "program-by-shell": program_by_shell,
    "unpacks-without-limit": unpacks_without_limit,
    "unpacking-pipe": unpacking_pipe,
    "html-of-mail": html_of_mail,
    "open-relay": open_relay,
    "header-named-by-client": header_named_by_client,
    "head-written-by-hand": head_written_by_hand,
    "option-of-client": option_of_client,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"limit-unpacking": limit_unpacking}
