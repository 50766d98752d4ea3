"""Predicates about queries that are no SQL: MongoDB filters, LDAP filters, XPath, programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from nodewright.document import Related, Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, string_value, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import definition_of
from nodewright.rules.topics.web_values import (
    around,
    checked,
    lead,
    literal_object,
    only_value,
    report,
    source_text,
    tainted,
)
from nodewright.rules.view import Site

_MONGO = ("mongoose", "mongodb", "@nestjs/mongoose", "mongojs", "monk", "marsdb", "nedb")
_WITHOUT_EQ = ("nedb", "@seald-io/nedb", "nedb-promises", "marsdb")
"""Databases with the operators of MongoDB except ``$eq``; ``$in`` with one value says the same."""
_CLEANING = (
    "express-mongo-sanitize",
    "mongo-sanitize",
    "@exortek/express-mongo-sanitize",
    "mongo-express-sanitize",
)
_TEXT_CHECKS = (
    r"(?:typeof\s+{name}\b|Types\.ObjectId\.isValid|isValidObjectId"
    r"|\b\w*(?:[vV]alid|[sS]anit|[cC]heck|[eE]nsure|[aA]ssert)\w*\((?:[^()]|\([^()]*\))*?{name}\b"
    r"|{name}\)?\??\.(?:trim|toLowerCase|toUpperCase|split|replace|match|startsWith|test)\()"
)
_VALIDATED = re.compile(r"(?i)valid|schema|celebrate|joi|zod|sanit|check\w*\(")
_SHELLS = frozenset(("sh", "bash", "zsh", "dash", "ksh", "cmd", "cmd.exe", "powershell", "pwsh"))
_PLAIN = (
    "identifier",
    "member_expression",
    "shorthand_property_identifier",
    "subscript_expression",
)
_MOST_DEPTH = 4
_FILTER_ESCAPED = re.compile(r"\.replace\(\s*/\[[^/\n]*\*[^/\n]*\]/g")
_QUOTE_TAKEN = re.compile(r"\.replace(?:All)?\(\s*(?:/\[?(?:\\?['\"]){1,2}\]?/g|(['\"])\\?['\"]\1)")


def operator_from_request(site: Site, node: Node) -> bool:
    """A filter takes a value that may be an object with operators: ``{ $ne: null }``."""
    called, given = callee(site.node), arguments(site.node)
    if called is None or not given or not _is_mongo(site, called):
        return False
    if site.view.depends_on(*_CLEANING) or _is_validated(site):
        return False
    last = called.child_by_field_name("property")
    stages = last is not None and site.text(last) == "aggregate"
    for value in _matched(site, given[0]) if stages else _values(site, given[0], 0):
        steps = _open_steps(site, value)
        if steps is not None:
            site.captured["VALUE"] = value
            site.span = Span(value.start_byte, value.end_byte)
            site.words["NAME"] = " ".join(site.text(value).split())[:60]
            return report(site, steps)
    return False


def _is_mongo(site: Site, called: Node) -> bool:
    receiver = called.child_by_field_name("object")
    if receiver is None or site.text(called).endswith((".pipe", ".then")):
        return False
    text = site.text(receiver)
    if re.search(r"\.collection\(|\bgetCollection\(|\.model\(", text):
        return True
    origin = site.origin(receiver)
    if module_of(origin) in _MONGO:
        return True
    last = re.sub(r"\s+", "", text).split(".")[-1]
    if last[:1].isupper() and last.isidentifier():
        database = site.view.depends_on(*_MONGO)
        other = site.view.depends_on("sequelize", "@prisma/client", "typeorm", "objection")
        local = module_of(origin).startswith((".", "@/", "~/"))
        model = bool(re.search(r"(?i)model|schema|entit", module_of(origin)))
        return not other and (database or (local and model))
    if re.search(r"(?i)collection$|model$", last):
        return site.view.depends_on(*_MONGO)
    return False


def _matched(site: Site, pipeline: Node) -> Iterator[Node]:
    """The values in the ``$match`` stages of an aggregation."""
    pipeline = unwrap(pipeline)
    known = only_value(site, pipeline) if pipeline.type == "identifier" else None
    for stage in (unwrap(known) if known is not None else pipeline).named_children:
        filtered = (literal_object(site, stage) or {}).get("$match")
        if filtered is not None:
            yield from _values(site, filtered, 0)


def _added(site: Site, name: Node) -> Iterator[Node]:
    """What ``name.key = value`` puts into an object after it was made."""
    function = site.view.facts.function_at(name.start_byte)
    for assignment in site.view.facts.assignments:
        left = assignment.child_by_field_name("left")
        right = assignment.child_by_field_name("right")
        if left is None or right is None or left.type != "member_expression":
            continue
        holder = left.child_by_field_name("object")
        if holder is None or site.text(holder) != site.text(name):
            continue
        same = site.view.facts.function_at(left.start_byte) is function
        if same and left.start_byte < name.start_byte:
            yield right


def _values(site: Site, node: Node, depth: int) -> Iterator[Node]:
    """The places of a filter where a value stands; ``$eq`` and texts are safe by themselves."""
    node = unwrap(node)
    if depth > _MOST_DEPTH:
        return
    known = only_value(site, node) if node.type == "identifier" else None
    if known is not None and unwrap(known).type == "object":
        for value in _added(site, node):
            yield from _values(site, value, depth + 1)
        node = unwrap(known)
    if node.type == "array":
        for child in node.named_children:
            yield from _values(site, child, depth + 1)
    elif node.type == "object":
        for key, value in (literal_object(site, node) or {}).items():
            if key not in ("$eq", "$in", "$regex", "$options", "$where", "$text", "$search", "..."):
                yield from _values(site, value, depth + 1)
    elif node.type in _PLAIN or site.text(node).startswith("JSON.parse("):
        yield node


def _open_steps(site: Site, value: Node) -> tuple[Related, ...] | None:
    """The way of input that may be an object: of a parsed body or query, never of a path."""
    steps = tainted(site, value)
    if steps is None:
        return None
    source = source_text(site, steps)
    if not re.search(r"\b(?:body|query)\b", source):
        return None
    if re.search(r"\bquery\b", source) and site.view.project.major("express") == 5:
        return None
    if re.search(r"\b(?:file|files|params|headers)\b", source):
        return None
    return None if checked(site, value, _TEXT_CHECKS) or _is_text(site, value) else steps


def _is_text(site: Site, value: Node) -> bool:
    """The name was made of a text on the way: ``String(x)``, a template, ``x.trim()``."""
    binding = site.resolve(value) if value.type == "identifier" else None
    for definition in binding.definitions if binding is not None else ():
        made = unwrap(definition.value) if definition.value is not None else None
        if made is not None and made.type in ("template_string", "call_expression"):
            return not definition.path
        if made is not None and made.type == "binary_expression" and "+" in site.text(made):
            return True
    return bool(binding is not None and _declared_type(site, binding.node))


def _declared_type(site: Site, node: Node | None) -> bool:
    """A decorated parameter of type string is no proof, but NestJS pipes usually make it one."""
    return node is not None and node.parent is not None and node.parent.type.endswith("_parameter")


def _is_validated(site: Site) -> bool:
    """The route names a middleware that checks the input first."""
    handler = site.view.requests.enclosing(site.node.start_byte)
    if handler is None:
        return False
    call = site.view.requests.registration(handler.function)
    text = around(site, site.node)
    if re.search(
        r"validationResult\(|(?<!JSON)\.(?:safeParse|validate|validateAsync|parse)\(", text
    ):
        return True
    if call is None:
        return False
    others = [a for a in arguments(call.node)[1:] if a.id != handler.function.node.id]
    return any(_VALIDATED.search(site.text(other)) for other in others)


def equal_only(site: Site) -> tuple[TextChange, ...] | None:
    """The edits from ``{ name: x }`` to ``{ name: { $eq: x } }``, for each open value."""
    called, given = callee(site.node), arguments(site.node)
    if called is None or not given:
        return None
    stages = site.text(called).endswith(".aggregate")
    values = _matched(site, given[0]) if stages else _values(site, given[0], 0)
    found = [value for value in values if _open_steps(site, value)]
    if not any(value.id == site.one("VALUE").id for value in found):
        found = [site.one("VALUE")]
    changes = [_equal(site, value) for value in found]
    made = [change for change in changes if change is not None]
    return tuple(made) if len(made) == len(changes) else None


def _equal(site: Site, value: Node) -> TextChange | None:
    text = site.text(value)
    form = "$in: [{}]" if site.view.depends_on(*_WITHOUT_EQ) else "$eq: {}"
    if value.type == "shorthand_property_identifier":
        made = f"{text}: {{ {form.format(text)} }}"
        return TextChange(Span(value.start_byte, value.end_byte), made)
    pair = value.parent
    while pair is not None and pair.type in ("parenthesized_expression", "as_expression"):
        pair = pair.parent
    if pair is None or pair.type != "pair":
        return None
    key = pair.child_by_field_name("key")
    if key is None or site.text(key).lstrip("'\"").startswith("$"):
        return None
    whole = pair.child_by_field_name("value") or value
    return TextChange(
        Span(whole.start_byte, whole.end_byte), f"{{ {form.format(site.text(whole))} }}"
    )


def code_in_filter(site: Site, node: Node) -> bool:
    """``$where`` runs its text as JavaScript in the database."""
    if node.type != "pair":
        return False
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None or site.text(key).strip("'\"") not in ("$where", "$function"):
        return False
    steps = tainted(site, value)
    if steps is None:
        return False
    site.captured["VALUE"] = value
    return report(site, steps)


def chosen_by_request(site: Site, node: Node) -> bool:
    """The value comes from a request, and nobody has compared it with a list."""
    steps = tainted(site, node)
    return steps is not None and not checked(site, node) and report(site, steps)


def program_chosen(site: Site, node: Node) -> bool:
    """The same for the program of a command: what comes before the input holds no blank."""
    return not re.search(r"\s", lead(site, node).text) and chosen_by_request(site, node)


def ldap_filter(site: Site, node: Node) -> bool:
    """The filter of an LDAP search holds client input that is not escaped."""
    if not site.view.depends_on("ldapjs", "ldapts", "ldapauth-fork", "activedirectory"):
        return False
    for argument in arguments(node)[:3]:
        entries = literal_object(site, argument)
        for value in [argument] if entries is None else [entries.get("filter")]:
            steps = tainted(site, value)
            if value is not None and steps is not None and not checked(site, value):
                text = " ".join(site.text(value).split())
                if _FILTER_ESCAPED.search(site.text(definition_of(site, value))):
                    return False
                if entries is not None or re.search(r"=", text):
                    return report(site, steps)
    return False


def xpath_text(site: Site, node: Node) -> bool:
    """The text of an XPath expression holds client input."""
    given = arguments(node)
    steps = tainted(site, given[0]) if given else None
    if steps is None or checked(site, given[0]):
        return False
    if _QUOTE_TAKEN.search(site.text(definition_of(site, given[0]))):
        return False
    return report(site, steps)


def shell_by_name(site: Site, node: Node) -> bool:
    """``spawn('sh', ['-c', text])``: a shell that is started by its name."""
    given = arguments(node)
    listed = unwrap(given[1]) if len(given) > 1 else node
    if listed.type == "identifier":
        listed = only_value(site, listed) or listed
    if listed.type != "array":
        return False
    program = string_value(given[0], site.view.facts.source) or ""
    words = listed.named_children
    flags = [(string_value(w, site.view.facts.source) or "").lower() for w in words]
    if re.split(r"[/\\]", program)[-1].lower() not in _SHELLS:
        return False
    at = next((i for i, flag in enumerate(flags) if flag in ("-c", "/c", "-command", "-lc")), None)
    if at is None or at + 1 >= len(words):
        return False
    steps = tainted(site, words[at + 1])
    return steps is not None and report(site, steps)


def logged_input(site: Site, node: Node) -> bool:
    """A line of the log is put together with a text that may hold line breaks."""
    given = arguments(node)
    if not given or given[0].type not in ("template_string", "binary_expression"):
        return False
    steps = tainted(site, given[0])
    if steps is None or not re.search(r"\.(?:body|query|params)\b", source_text(site, steps)):
        return False
    if re.search(r"JSON\.|\.replace\(|encodeURI|inspect\(", around(site, node)):
        return False
    return not checked(site, given[0]) and report(site, steps)


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "operator-from-request": operator_from_request,
    "chosen-by-request": chosen_by_request,
    "program-chosen": program_chosen,
    "code-in-filter": code_in_filter,
    "ldap-filter": ldap_filter,
    "xpath-text": xpath_text,
    "shell-by-name": shell_by_name,
    "logged-input": logged_input,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"equal-only": equal_only}
