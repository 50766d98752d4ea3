"""Repairs whose decision is not in the code: they read it from the environment, or take a usual
one. All of them are suggestions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, string_value, unwrap
from nodewright.rules.layout import indent_unit, line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.refusing import block_of, put_before, refusal
from nodewright.rules.topics.catching import guarded
from nodewright.rules.topics.composed import HOLE, compose
from nodewright.rules.topics.importing import module_name
from nodewright.rules.topics.values import definition_of
from nodewright.rules.topics.web_values import chosen_outside, literal_object
from nodewright.rules.view import Site

_PLAIN = ("identifier", "member_expression", "subscript_expression")
_HOSTS = "(process.env.ALLOWED_HOSTS ?? '').split(',')"


def _put(node: Node, text: str) -> TextChange:
    return TextChange(Span(node.start_byte, node.end_byte), text)


def secure_in_production(site: Site) -> tuple[TextChange, ...] | None:
    """The edit by which a cookie travels over TLS only, except on the machine of a developer."""
    given = arguments(site.node)
    options = literal_object(site, given[2]) if len(given) > 2 else None
    flag = (options or {}).get("secure")
    return (_put(flag, "process.env.NODE_ENV === 'production'"),) if flag is not None else None


def own_origins(site: Site) -> tuple[TextChange, ...] | None:
    """The edit by which only the origins named in CORS_ORIGIN are allowed."""
    given = arguments(site.node)
    options = literal_object(site, given[0]) if given else None
    if options is not None:
        origin = options.get("origin")
        text = "process.env.CORS_ORIGIN?.split(',') ?? false"
        return (_put(origin, text),) if origin is not None and origin.parent is not None else None
    return (_put(given[1], "process.env.CORS_ORIGIN ?? ''"),) if len(given) == 2 else None


def allowed_hosts(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that refuse addresses whose host is not named in ALLOWED_HOSTS."""
    target = unwrap(site.one("TARGET"))
    leave = refusal(site, site.node, "This host is not allowed")
    value = definition_of(site, target)
    if leave is None:
        return None
    is_host = target.parent is not None and target.parent.type == "pair"
    key = target.parent.child_by_field_name("key") if is_host and target.parent else None
    alone = key is not None and site.text(key) in ("host", "hostname")
    if not alone and value.type not in (*_PLAIN, "template_string", "binary_expression"):
        return None
    if "await" in site.text(target):
        return None
    host = site.text(target) if alone else f"new URL({site.text(target)}).hostname"
    test = f"if (!{_HOSTS}.includes({host}))"
    return put_before(site, site.node, block_of(test, leave))


def own_address(site: Site) -> tuple[TextChange, ...] | None:
    """The edit by which a link begins with PUBLIC_URL in place of the Host header."""
    value = site.node.child_by_field_name("value")
    made = compose(value, site.view.facts.source) if value is not None else None
    if made is None or value is None or value.type != "template_string":
        return None
    for index, hole in made.values:
        if not re.search(r"(?i)host|origin", site.text(hole)):
            continue
        before = re.search(rf"(?:https?|{HOLE}):?//$", made.text[:index])
        start = before.start() if before is not None else index
        if before is None and made.text[:index].endswith(("/", ":")):
            return None
        span = Span(made.spans[start].start, made.spans[index].end)
        return (TextChange(span, "${process.env.PUBLIC_URL}"),)
    return None


def generated_name(site: Site) -> tuple[TextChange, ...] | None:
    """The edit by which an upload gets a name of its own, with the extension of the old one."""
    chosen = site.one("NAME")
    found = re.search(r"\(\s*null\s*,\s*(\w+\.originalname)", site.text(chosen))
    crypto, path = module_name(site, "crypto"), module_name(site, "path")
    if found is None or crypto is None or path is None:
        return None
    at = chosen.start_byte + len(site.text(chosen)[: found.start(1)].encode())
    text = f"`${{{crypto[0]}.randomUUID()}}${{{path[0]}.extname({found.group(1)})}}`"
    imports = [*crypto[1], *path[1]]
    if len(imports) == 2 and imports[0].span == imports[1].span:
        joined = imports[0].text.rstrip("\r\n") + imports[1].text
        imports = [TextChange(imports[0].span, joined)]
        if not imports[0].text.startswith(("\n", "\r")):
            return None
    return (*imports, TextChange(Span(at, at + len(found.group(1).encode())), text))


def smaller_body(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that limits a body to one megabyte."""
    return (_put(site.one("LIMIT"), "'1mb'"),)


def public_folder(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that serves the folder ``public`` in place of the project."""
    given = arguments(site.node)
    said = string_value(given[0], site.view.facts.source) if given else None
    if said is not None and re.fullmatch(r"\.?/*", said):
        return (_put(given[0], "'public'"),)
    if not given or site.text(given[0]) not in ("__dirname", "process.cwd()"):
        return None
    known = module_name(site, "path")
    if known is None:
        return None
    return (*known[1], _put(given[0], f"{known[0]}.join({site.text(given[0])}, 'public')"))


def keep_out_of_log(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that writes ``[redacted]`` where the secret stood in the line."""
    if site.span is None:
        return None
    root, source = site.view.facts.root, site.view.facts.source
    node = root.named_descendant_for_byte_range(site.span.start, site.span.end)
    if node is None:
        return None
    if node.type == "shorthand_property_identifier":
        return (_put(node, f"{site.text(node)}: '[redacted]'"),)
    if source[site.span.start - 2 : site.span.start] == b"${":
        return (TextChange(Span(site.span.start - 2, site.span.end + 1), "[redacted]"),)
    return (TextChange(site.span, "'[redacted]'"),)


def read_as_json(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``eval('(' + text + ')')`` or a deserializer to ``JSON.parse(text)``."""
    called, given = callee(site.node), arguments(site.node)
    if called is None or len(given) != 1 or site.node.type != "call_expression":
        return None
    made = compose(given[0], site.view.facts.source)
    if made.text not in (HOLE, f"({HOLE})"):
        return None
    value = unwrap(made.values[0][1])
    if value.type not in (*_PLAIN, "call_expression") or not chosen_outside(site, value):
        return None
    parsed = f"JSON.parse({site.text(value)})"
    if site.view.requests.enclosing(site.node.start_byte) is not None:
        return guarded(site, parsed, "Invalid JSON")
    return (_put(site.node, parsed),)


def pause_before_retry(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that waits for a second at the end of the catch clause of a retry."""
    body = site.node.child_by_field_name("body")
    if body is None:
        return None
    source = site.view.facts.source
    inside = source[body.start_byte + 1 : body.end_byte - 1]
    wait = "await new Promise((resolve) => setTimeout(resolve, 1_000));"
    start = body.start_byte + 1 + len(inside.rstrip())
    if not re.search(rb"[\r\n]", inside):
        return (TextChange(Span(start, body.end_byte - 1), f" {wait} "),)
    base, eol = line_indent(source, body.end_byte - 1), line_break(source)
    text = f"{eol}{base}{indent_unit(source, body)}{wait}{eol}{base}"
    return (TextChange(Span(start, body.end_byte - 1), text),)


FIX_MAKERS: Mapping[str, FixMaker] = {
    "secure-in-production": secure_in_production,
    "own-origins": own_origins,
    "allowed-hosts": allowed_hosts,
    "own-address": own_address,
    "generated-name": generated_name,
    "smaller-body": smaller_body,
    "public-folder": public_folder,
    "keep-out-of-log": keep_out_of_log,
    "read-as-json": read_as_json,
    "pause-before-retry": pause_before_retry,
}
