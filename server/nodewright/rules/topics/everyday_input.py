"""What handlers take for granted of what a client sends: its type, its length, its presence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, unwrap
from nodewright.rules.topics.web_values import only_value
from nodewright.rules.view import Site

_VALIDATORS = (
    *("zod", "joi", "@hapi/joi", "yup", "ajv", "express-validator", "class-validator", "valibot"),
    *("celebrate", "superstruct", "typebox", "@sinclair/typebox", "io-ts", "runtypes", "arktype"),
    *("express-openapi-validator", "fastest-validator", "validator", "jsonschema", "envalid"),
    *(
        "@nestjs/class-validator",
        "express-joi-validation",
        "koa-joi-router",
        "fastify",
        "@hapi/hapi",
    ),
    *(
        "parameter",
        "vine",
        "@vinejs/vine",
        "effect",
        "indicative",
        "is-my-json-valid",
        "json-schema",
    ),
)
_STORES = re.compile(
    r"\.(?:query|execute|create|insert(?:One|Many)?|save|findOneAndUpdate|findByIdAndUpdate"
    r"|updateOne|update|upsert)\("
)
_LOOKS = re.compile(
    r"(?i)valid|schema|typeof|instanceof|isNaN|Number\(|parseInt|isInteger|Array\.isArray|\.parse\("
    r"|\.safeParse|assert|sanitiz|\.test\(|\.length|\bif\s*\(\s*!|\bif\s*\([^)]*body|check|400|422|pick\("
)
_CHANGES = ("post", "put", "patch")


def body_unvalidated(site: Site, node: Node) -> bool:
    """A route stores fields of the body, and nobody looks at them; the project has no validator."""
    given = arguments(node)
    called = callee(node)
    last = called.child_by_field_name("property") if called is not None else None
    if last is None or site.text(last) not in _CHANGES or not given:
        return False
    if site.view.depends_on(*_VALIDATORS) or given[-1].type not in FUNCTIONS:
        return False
    function = site.view.facts.function_at(given[-1].start_byte)
    if function is None or function.node.id != given[-1].id or len(given) > 2:
        return False
    handler = site.view.requests.handler(function)
    if handler is None or handler.request is None or not site.view.requests.is_routed(function):
        return False
    return _stores_body(site, function)


def _stores_body(site: Site, function: Function) -> bool:
    text = site.text(function.node)
    found = re.search(r"\b(?:req|request|ctx\.request|ctx\.req)\.body\b", text)
    if found is None or not _STORES.search(text) or _LOOKS.search(text):
        return False
    start = function.start + len(text[: found.start()].encode())
    site.span = Span(start, start + len(found.group().encode()))
    return True


def text_method_of_query(site: Site, node: Node) -> bool:
    """``req.query.name.trim()``: with ``?name=a&name=b`` it is an array, and has no ``trim``."""
    called = callee(node)
    receiver = called.child_by_field_name("object") if called is not None else None
    if receiver is None or "?." in site.text(called or node)[-20:]:
        return False
    value, name = receiver, ""
    if receiver.type == "identifier":
        name = site.text(receiver)
        only = only_value(site, receiver)
        value = unwrap(only) if only is not None else receiver
        if value is receiver and not _of_query_pattern(site, receiver):
            return False
    handler = site.view.requests.enclosing(node.start_byte)
    if handler is None or (value is not receiver and not _QUERY.match(site.text(value))):
        return False
    if (
        value is receiver
        and receiver.type != "identifier"
        and not _QUERY.match(site.text(receiver))
    ):
        return False
    word = re.escape(name or site.text(receiver))
    text = site.text(handler.function.node)
    looked = (
        rf"typeof\s+{word}|Array\.isArray\(\s*{word}|String\(\s*{word}|{word}\s+instanceof"
        rf"|valid|schema|\[\]\.concat\(\s*{word}|{word}\.(?:map|forEach|join)\("
    )
    if re.search(looked, text) or site.view.depends_on("fastify", "@hapi/hapi", "@nestjs/core"):
        return False
    site.words["VALUE"] = " ".join(site.text(receiver).split())[:40]
    return True


_QUERY = re.compile(r"(?:req|request|_req)\.query(?:\.\w+|\[['\"]\w+['\"]\])$")


def _of_query_pattern(site: Site, name: Node) -> bool:
    """``const { q } = req.query;`` without a default."""
    binding = site.view.facts.local(site.text(name), name.start_byte)
    if binding is None or len(binding.definitions) != 1:
        return False
    only = binding.definitions[0]
    if only.value is None or len(only.path) != 1:
        return False
    return re.fullmatch(r"(?:req|request|_req)\.query", site.text(only.value)) is not None


def loop_as_long_as_said(site: Site, node: Node) -> bool:
    """``for (let i = 0; i < req.body.items.length; i++)``: an object may claim any length."""
    function = site.view.facts.function_at(node.start_byte)
    if function is None or function.node.id != node.id:
        return False
    handler = site.view.requests.handler(function)
    if handler is None:
        return False
    text = site.text(node)
    for found in re.finditer(
        r"\b(?:for\s*\([^;()]*;|while\s*\()\s*\w+\s*<=?\s*([\w.$]+)\.length\s*[;)]", text
    ):
        start = node.start_byte + len(text[: found.start(1)].encode())
        end = start + len(found.group(1).encode())
        inner = site.view.facts.root.named_descendant_for_byte_range(start, end)
        if inner is None or site.view.facts.function_at(start) is not function:
            continue
        steps = site.view.taint.steps(inner)
        word = re.escape(found.group(1))
        checked = rf"Array\.isArray\(\s*{word}|{word}\s+instanceof|{word}\.length\s*>|valid|schema"
        if steps is None or ".body" not in text or re.search(checked, text):
            continue
        if re.search(r"\b(?:query|params|headers|files?)\b", site.text(inner)):
            continue
        site.related += steps
        site.span = Span(start, end + len(".length"))
        site.words["LIST"] = found.group(1)
        return True
    return False


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "body-unvalidated": body_unvalidated,
    "text-method-of-query": text_method_of_query,
    "loop-as-long-as-said": loop_as_long_as_said,
}
