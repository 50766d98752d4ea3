"""Settings out of the environment that nobody looks at before they are used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, climb, unwrap
from nodewright.rules.layout import line_break
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_VALIDATORS = (
    *("envalid", "env-var", "convict", "dotenv-safe", "env-schema", "znv", "@fastify/env"),
    *("@t3-oss/env-core", "@nestjs/config", "ts-dotenv", "configschema", "zod", "joi", "config"),
)
_ENVIRONMENT = re.compile(r"process\.env(?:\.([A-Za-z_]\w*)|\[['\"]([A-Za-z_]\w*)['\"]\])!?$")
_NEEDED = re.compile(
    r"SECRET|PRIVATE_KEY|API_?KEY|TOKEN|PASSW(?:OR)?D|DATABASE_UR[IL]|MONGO\w*UR[IL]|REDIS_UR[IL]"
    r"|_DSN$|CONNECTION_STRING|^DB_(?:HOST|URL|URI|USER|NAME)$"
)


def _variable(site: Site, node: Node | None) -> str:
    """The name of the environment variable that ``node`` is; empty for anything else."""
    found = _ENVIRONMENT.match(site.text(unwrap(node))) if node is not None else None
    return (found.group(1) or found.group(2)) if found is not None else ""


def _unvalidated(site: Site, name: str) -> bool:
    if not name or name == "NODE_ENV" or re.search(r"(?i)\btests?\b|spec", site.view.path):
        return False
    return not site.view.mark(f"env:{name}") and not site.view.depends_on(*_VALIDATORS)


def used_unset(site: Site, node: Node) -> bool:
    """The value is an environment variable that may be unset, and nobody ever asks."""
    name = _variable(site, node)
    site.words["NAME"] = name
    return _unvalidated(site, name) and not _tested_here(site, node, name)


def number_of_unset(site: Site, node: Node) -> bool:
    """``Number(process.env.X)``: ``NaN`` when X is unset, and nothing stands beside the call."""
    given = arguments(node)
    name = _variable(site, given[0]) if given else ""
    site.words["NAME"] = name
    if not _unvalidated(site, name) or _tested_here(site, node, name):
        return False
    return not _has_fallback(node)


def _has_fallback(node: Node) -> bool:
    """``Number(...) || 3000``, or the value goes straight into a test."""
    parent = node.parent
    while parent is not None and parent.type == "parenthesized_expression":
        parent = parent.parent
    return parent is not None and (
        parent.type in ("binary_expression", "ternary_expression")
        or (parent.type == "arguments" and _is_check(parent.parent))
    )


def _is_check(call: Node | None) -> bool:
    called = call.child_by_field_name("function") if call is not None else None
    text = called.text.decode() if called is not None and called.text else ""
    return bool(re.search(r"(?i)isNaN|isInteger|isFinite|valid|check|parse|assert", text))


def constant_unset(site: Site, node: Node) -> bool:
    """``const SECRET = process.env.JWT_SECRET;`` that no statement of the module refuses unset."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None:
        return False
    if site.view.facts.function_at(node.start_byte) is not None:
        return False
    plus = value.type == "unary_expression" and site.text(value).startswith("+")
    inner = value.child_by_field_name("argument") if plus else value
    variable = _variable(site, inner)
    if name.type == "object_pattern" and site.text(value) == "process.env":
        return _one_of_pattern(site, name)
    if name.type != "identifier" or not _unvalidated(site, variable):
        return False
    if not plus and not _NEEDED.search(variable.upper()):
        return False
    if site.view.mark(f"needs:{site.text(name)}"):
        return False
    site.words["NAME"] = variable
    site.span = Span(value.start_byte, value.end_byte)
    return True


def _one_of_pattern(site: Site, pattern: Node) -> bool:
    """``const { JWT_SECRET, PORT = 3000 } = process.env;``: a needed one without a default."""
    for entry in pattern.named_children:
        if entry.type == "shorthand_property_identifier_pattern":
            variable = kept = site.text(entry)
        elif entry.type == "pair_pattern":
            key, value = entry.child_by_field_name("key"), entry.child_by_field_name("value")
            if key is None or value is None or value.type != "identifier":
                continue
            variable, kept = site.text(key), site.text(value)
        else:
            continue
        needed = _NEEDED.search(variable) is not None and _unvalidated(site, variable)
        if needed and not site.view.mark(f"needs:{kept}"):
            site.words["NAME"] = variable
            site.span = Span(entry.start_byte, entry.end_byte)
            return True
    return False


def _tested_here(site: Site, node: Node, name: str) -> bool:
    """The function around looks at the variable, or a condition around the use does."""
    for around in climb(node):
        if around.type in ("if_statement", "ternary_expression"):
            test = around.child_by_field_name("condition")
            if test is not None and name in site.text(test):
                return True
        if around.type == "binary_expression" and re.search(r"&&|\|\||\?\?", site.text(around)):
            return True
    return False


def refuse_unset(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that throws at start when the constant is unset."""
    declaration = site.node.parent
    name = site.node.child_by_field_name("name")
    value = site.node.child_by_field_name("value")
    if declaration is None or name is None or value is None or declaration.named_child_count != 1:
        return None
    if name.type != "identifier":
        return None
    if value.type == "unary_expression":
        return None
    parent = declaration.parent
    if parent is None or parent.type not in ("program", "export_statement"):
        return None
    end = parent.end_byte if parent.type == "export_statement" else declaration.end_byte
    said = f"throw new Error('{site.words['NAME']} is not set')"
    text = f"{line_break(site.view.facts.source)}if (!{site.text(name)}) {said};"
    return (TextChange(Span(end, end), text),)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "used-unset": used_unset,
    "number-of-unset": number_of_unset,
    "constant-unset": constant_unset,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"refuse-unset": refuse_unset}
