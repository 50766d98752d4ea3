"""The check that no safeguard is lost: who may call, what is taken, how often, and what is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, string_value

CHECK = "guards-kept"

# What a name says that its function guards against; the first that fits counts.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("the forged-request guard", re.compile(r"csrf|csurf|xsrf|lusca|sameOrigin", re.I)),
    ("the rate limit", re.compile(r"rate_?limit|limiter|throttl|slowDown|bruteForce", re.I)),
    ("the security headers", re.compile(r"helmet|hsts|frameguard|noSniff|securityHeaders", re.I)),
    (
        "the check of a signature",
        re.compile(
            r"timingSafeEqual|verif(?:y|ies|ied)\w*(?:Sig|Hmac|Webhook|Token|Jwt)?|constructEvent"
            r"|checkSignature|isValidSignature|validSignature",
            re.I,
        ),
    ),
    (
        "the check of who calls",
        re.compile(
            r"(?:is|require|ensure|check|assert|must|has|can|only|needs?)_?"
            r"(?:\w*(?:Auth|Login|LoggedIn|Signed|User|Admin|Owner|Role|Permission|Scope|Access"
            r"|Session|Tenant|Allowed|Member)\w*)"
            r"|authenti\w*|authoriz\w*|auth(?:Guard|Middleware|Required|z)?|permit|guard|passport"
            r"|ownership|acl|rbac|protect\w*",
            re.I,
        ),
    ),
    (
        "the check of the input",
        re.compile(
            r"validat\w*|safeParse\w*|parseAsync|sanitize\w*|escapeHtml|DOMPurify|celebrate"
            r"|checkSchema|is(?:Valid|Safe|UUID|Uuid|Email|Int|Integer)\w*|assertValid\w*|allowlist"
            r"|whitelist",
            re.I,
        ),
    ),
)
# What a handler answers when it turns a request away, by the kind of guard that does so.
_STATUS = {
    "401": "the check of who calls",
    "403": "the check of who calls",
    "429": "the rate limit",
    "400": "the check of the input",
    "422": "the check of the input",
}
_ANSWERS = frozenset({"status", "sendStatus", "code", "writeHead", "throw", "createError"})
_CONVERSIONS = frozenset(
    {
        "from",
        "Buffer",
        "String",
        "URL",
        "encodeURIComponent",
        "decodeURIComponent",
        "stringify",
        "concat",
        "push",
    }
)
"""What takes a value to make another one of it, and never a handler."""
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "all", "use", "options", "head"})
_SCHEMA = re.compile(r"(?:\w*[sS]chema|z\.\w.*|[bB]ody|[pP]arams|[qQ]uery)(?:\(.*\))?", re.S)
TOP = ""


@dataclass(slots=True)
class Place:
    """A named function, a route, or the top of a file (named ``TOP``), with its guards.

    ``guards`` counts by kind, ``handed`` those among them that are handed over by name, as in
    ``app.use(auth)``; ``named`` keeps for each kind how its guard is written;
    ``words`` are all names that occur, to find what was moved into a helper.
    """

    at: int
    guards: Counter[str] = field(default_factory=Counter)
    handed: Counter[str] = field(default_factory=Counter)
    named: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    catches: int = 0


def keeps_guards(evidence: Evidence) -> list[Failure]:
    """Each place that was guarded still is, by itself, by a helper or by a guard for all."""
    if evidence.before.tree is None or evidence.after.broken:
        return []
    before = dict(evidence.once(places_of, evidence.before))
    after = dict(evidence.once(places_of, evidence.after))
    helpers = dict(after)
    for text in evidence.created:
        helpers.update(item for item in evidence.once(places_of, text) if item[0] != TOP)
    whole_before, whole_after = _sum(before), _sum(helpers)
    failures: list[Failure] = []
    for name, place in before.items():
        for kind in place.guards:
            if name in after:
                lost = not _guarded(name, kind, after, helpers, before)
            else:
                lost = whole_after[kind] < whole_before[kind]
            if lost:
                at = after[name].at if name in after else 0
                failures.append(
                    evidence.after.failure(CHECK, _said(name, kind, place, after.get(name)), at)
                )
    return failures


def _said(name: str, kind: str, place: Place, now: Place | None) -> str:
    where = f"`{name}`" if name else "the file"
    gone = (place.handed - now.handed) if now else place.handed
    dropped = [key.removeprefix(f"{kind} ") for key in gone if key.startswith(f"{kind} ")]
    written = dropped[0] if dropped else place.named.get(kind, "")
    shown = f" (`{written}`)" if written else ""
    return f"{where} would lose {kind}{shown}; keep it, or take it out by hand if that is meant"


def _guarded(
    name: str,
    kind: str,
    after: Mapping[str, Place],
    helpers: Mapping[str, Place],
    before: Mapping[str, Place],
) -> bool:
    """True where the place, a helper it uses, or a new guard of the whole file does it."""
    fewer = after[name].handed[kind] < before[name].handed[kind]
    if after[name].guards[kind] and not fewer:
        return True
    top, old = after.get(TOP), before.get(TOP)
    if name and top is not None and top.guards[kind] > (old.guards[kind] if old else 0):
        return True
    seen, waiting = {name}, list(after[name].words)
    while waiting:
        word = waiting.pop()
        if word in seen or word not in helpers:
            continue
        seen.add(word)
        if helpers[word].guards[kind] and not fewer:
            return True
        waiting += helpers[word].words
    return False


def _sum(places: Mapping[str, Place]) -> Counter[str]:
    total: Counter[str] = Counter()
    for place in places.values():
        total += place.guards
    return total


def places_of(text: Text) -> Iterable[tuple[str, Place]]:
    """The guarded places of a text by name; what lies in no named one belongs to the top."""
    found: dict[str, Place] = {TOP: Place(0)}
    stack: list[tuple[Node, Place]] = []
    if text.tree is not None:
        stack.append((text.tree.root_node, found[TOP]))
    while stack:
        node, place = stack.pop()
        name = _name(text, node)
        if name:
            place.words.add(name.split(" ")[-1])
            place = found.setdefault(name, Place(node.start_byte))
        _count(text, node, place)
        stack += [(child, place) for child in node.named_children]
    return found.items()


def _name(text: Text, node: Node) -> str:
    """The name of a function or class member, or verb and path of a route."""
    if node.type == "call_expression":
        return _route(text, node)
    if node.type not in FUNCTIONS:
        return ""
    named, holder = node.child_by_field_name("name"), node.parent
    if named is None and holder is not None and holder.type == "variable_declarator":
        named = holder.child_by_field_name("name")
    elif named is None and holder is not None and holder.type == "pair":
        named = holder.child_by_field_name("key")
    elif named is None and holder is not None and holder.type == "assignment_expression":
        named = holder.child_by_field_name("left")
    return text_of(named).split(".")[-1] if named is not None else ""


def _route(text: Text, call: Node) -> str:
    called, given = callee(call), arguments(call)
    if called is None or called.type != "member_expression" or len(given) < 2:
        return ""
    verb = text_of(called.child_by_field_name("property"))
    path = string_value(given[0], text.source)
    return f"{verb.upper()} {path}" if verb in _VERBS and path and path.startswith("/") else ""


def _count(text: Text, node: Node, place: Place) -> None:
    """Note what the node itself does for the place it stands in."""
    if node.type == "catch_clause":
        place.catches += 1
    elif node.type in ("identifier", "property_identifier", "shorthand_property_identifier"):
        place.words.add(text_of(node))
        kind = _kind(text_of(node)) if _handed_over(node) else ""
        if kind:
            place.handed[kind] += 1
            place.handed[f"{kind} {text_of(node)}"] += 1
            _note(place, kind, text_of(node))
    elif node.type in ("call_expression", "new_expression"):
        called = callee(node) or node.child_by_field_name("constructor")
        name = _last(called)
        _note(place, _kind(name) or _schema(called), name)
        turned = next((s for s in _statuses(text, node, name) if s in _STATUS), "")
        if turned:
            _note(place, _STATUS[turned], turned)
    elif node.type == "assignment_expression":
        value = text_of(node.child_by_field_name("right"))
        if value in _STATUS and "status" in text_of(node.child_by_field_name("left")).lower():
            _note(place, _STATUS[value], value)
    elif node.type == "pair":
        key, value = (text_of(node.child_by_field_name(part)) for part in ("key", "value"))
        if value in _STATUS and re.search(r"status|code", key, re.I):
            _note(place, _STATUS[value], value)
    elif node.type == "decorator":
        _note(place, _kind(text_of(node).lstrip("@").split("(")[0]), text_of(node)[:40])


def _note(place: Place, kind: str, written: str) -> None:
    if kind:
        place.guards[kind] += 1
        place.named.setdefault(kind, written)


def _kind(name: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(name)), "")


def _schema(called: Node | None) -> str:
    """``schema.parse(x)`` checks the input; ``JSON.parse(x)`` does not."""
    if called is None or called.type != "member_expression":
        return ""
    holder = text_of(called.child_by_field_name("object"))
    parses = text_of(called.child_by_field_name("property")) == "parse"
    return "the check of the input" if parses and _SCHEMA.fullmatch(holder) else ""


def _last(called: Node | None) -> str:
    if called is not None and called.type == "member_expression":
        return text_of(called.child_by_field_name("property"))
    return text_of(called)


def _handed_over(node: Node) -> bool:
    """True for a name among the arguments of a call: ``app.use(auth)``, also in a list.

    A member is one where handlers are put together: ``url.auth`` in ``Buffer.from()`` is data.
    """
    holder = node.parent
    member = node.type != "identifier" and holder is not None and holder.type == "member_expression"
    if holder is not None and member:
        holder = holder.parent
    while holder is not None and holder.type == "array":
        holder = holder.parent
    if holder is None or holder.type != "arguments" or holder.parent is None:
        return False
    called = callee(holder.parent) or holder.parent.child_by_field_name("constructor")
    return not member or called is None or _last(called) not in _CONVERSIONS


def _statuses(text: Text, call: Node, name: str) -> Iterator[str]:
    if name in _ANSWERS or name.endswith(("Error", "Exception")):
        yield from (text_of(argument) for argument in arguments(call))
        told = {"Unauthorized": "401", "Forbidden": "403", "BadRequest": "400",
                "TooManyRequests": "429", "Unprocessable": "422", "Validation": "400"}  # fmt: skip
        yield from (status for word, status in told.items() if word in name)


def lost_catches(evidence: Evidence) -> Iterator[str]:
    """A sentence for each place that caught errors and lets them go on now."""
    if evidence.before.tree is None or evidence.after.broken:
        return
    after = dict(evidence.once(places_of, evidence.after))
    for name, place in evidence.once(places_of, evidence.before):
        if name in after and after[name].catches < place.catches:
            where = f"`{name}`" if name else "The file"
            yield f"{where} no longer catches an error that it caught; its caller has to."
