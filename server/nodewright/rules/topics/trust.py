"""Decisions that are left to the client: which method runs, and who may do what."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span
from nodewright.javascript.bindings import Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import callee, climb, string_value, unwrap
from nodewright.rules.topics.web_values import report
from nodewright.rules.view import Site

_IN_QUERY = r"(?:password|passwd|pwd|passphrase|cardNumber|card_number|creditCard|cvv|cvc|ssn)"
_POWER = (
    r"(?:is_?admin|admin|is_?(?:logged_?in|authenticated|authorized|superuser|moderator|staff)"
    r"|logged_?in|authenticated|authorized|user_?role|role|x-(?:user-)?role|x-(?:is-)?admin)"
)


def method_of_client(site: Site, node: Node) -> bool:
    """``actions[req.params.name](...)``: the client names the method that is called."""
    called = callee(node)
    index = called.child_by_field_name("index") if called is not None else None
    return index is not None and _chosen(site, index)


def kept_method_of_client(site: Site, node: Node) -> bool:
    """``const f = actions[req.query.f]; f();`` with no look at what came out."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or name.type != "identifier":
        return False
    value = unwrap(value)
    index = value.child_by_field_name("index") if value.type == "subscript_expression" else None
    if index is None:
        return False
    called = site.text(name)
    scope = site.view.facts.scope_at(node.start_byte)
    text = site.view.facts.source[node.end_byte : scope.end].decode("utf-8", "replace")
    if not any(f"{called}{how}" in text for how in ("(", ".call(", ".apply(")):
        return False
    word = re.escape(called)
    if not re.search(rf"(?<![\w.]){word}(?:\.call|\.apply)?\(", text):
        return False
    if re.search(rf"typeof\s+{word}|!\s*{word}\b|\bif\s*\(\s*{word}\s*[)&]|{word}\s*[=!]=", text):
        return False
    if not _chosen(site, index):
        return False
    site.span = Span(value.start_byte, value.end_byte)
    return True


def _chosen(site: Site, index: Node) -> bool:
    """The key is what the client wrote, and neither a number nor looked up before."""
    steps = site.view.taint.steps(index)
    if steps is None or string_value(index, site.view.facts.source) is not None:
        return False
    return report(site, steps)


# -- what a handler reads -------------------------------------------------------------------


def password_in_address(site: Site, node: Node) -> bool:
    """A handler reads a password off the query string."""
    return _reads(
        site,
        node,
        rf"\bREQUEST\.query(?:\.|\[['\"]){_IN_QUERY}\b"
        rf"|\{{[^{{}}]*\b{_IN_QUERY}\b[^{{}}]*\}}\s*=\s*REQUEST\.query\b",
    )


def power_of_client(site: Site, node: Node) -> bool:
    """A condition of a handler believes a cookie, header or query that says who is an admin."""
    function = _function(site, node)
    handler = site.view.requests.handler(function) if function is not None else None
    if handler is None or handler.request is None or handler.request.type != "identifier":
        return False
    request = re.escape(site.text(handler.request))
    pattern = re.compile(
        rf"(?i)\b{request}\.(?:cookies|query|headers)(?:\.{_POWER}\b|\[['\"]{_POWER}['\"]\])"
        rf"|\b{request}\.(?:get|header)\(\s*['\"]{_POWER}['\"]\s*\)"
    )
    text = site.text(node)
    for found in pattern.finditer(text):
        start = node.start_byte + len(text[: found.start()].encode())
        inner = site.view.facts.root.named_descendant_for_byte_range(start, start + 1)
        test = _condition(inner) if inner is not None else None
        if test is not None and not re.search(r"(?i)\.user\b|session|verif|jwt", site.text(test)):
            site.words["WHAT"] = found.group()
            site.span = Span(start, start + len(found.group().encode()))
            return True
    return False


def _condition(node: Node) -> Node | None:
    """The condition of an ``if`` or ``?:`` that ``node`` decides: compared, or taken as it is."""
    here = node
    for around in climb(node):
        if around.type in ("if_statement", "ternary_expression"):
            test = around.child_by_field_name("condition")
            inside = test is not None and test.start_byte <= here.start_byte < test.end_byte
            return test if inside else None
        if around.type == "variable_declarator":
            name, value = around.child_by_field_name("name"), around.child_by_field_name("value")
            said = name.text.decode() if name is not None and name.text else ""
            compared = value is not None and value.type == "binary_expression"
            return (
                value
                if compared and re.match(r"(?i)(?:is_?)?(?:admin|auth|logged)", said)
                else None
            )
        if around.type.endswith(("statement", "declarator", "pair", "arguments")):
            if around.type != "arguments":
                return None
            called = around.parent
            kept = called is not None and called.type == "call_expression"
            if not kept or not _asks_for_header(called):
                return None
        here = around
    return None


def _asks_for_header(call: Node | None) -> bool:
    called = callee(call) if call is not None else None
    last = called.child_by_field_name("property") if called is not None else None
    return last is not None and last.text in (b"get", b"header")


def _function(site: Site, node: Node) -> Function | None:
    function = site.view.facts.function_at(node.start_byte)
    return function if function is not None and function.node.id == node.id else None


def _reads(site: Site, node: Node, pattern: str) -> bool:
    """``node`` is a handler whose text matches ``pattern``; the finding stands at the match."""
    function = _function(site, node)
    handler = site.view.requests.handler(function) if function is not None else None
    if handler is None or handler.request is None or handler.request.type != "identifier":
        return False
    request = re.escape(site.text(handler.request))
    text = site.text(node)
    found = re.search(pattern.replace("REQUEST", request), text)
    if found is None:
        return False
    start = node.start_byte + len(text[: found.start()].encode())
    site.words["WHAT"] = " ".join(found.group().split())
    site.span = Span(start, start + len(found.group().encode()))
    return True


def signs_in_without_new_session(site: Site, node: Node) -> bool:
    """``req.session.user = user`` after a look at a password, in the session that was there."""
    left = node.child_by_field_name("left")
    handler = site.view.requests.enclosing(node.start_byte)
    if left is None or handler is None:
        return False
    named = re.match(
        r"(?:req|request|ctx)\.session\.(?:user(?:_?id|_?name)?|uid|account(?:Id)?|email"
        r"|is_?(?:logged_?in|authenticated|auth)|logged_?in|authenticated)$",
        site.text(left),
        re.IGNORECASE,
    )
    right = node.child_by_field_name("right")
    if (
        named is None
        or right is None
        or re.match(r"(?:null|undefined|false|'')$", site.text(right))
    ):
        return False
    text = site.text(handler.function.node)
    if not re.search(r"(?i)password|passwd|\bpwd\b|bcrypt|argon2|authenticate|credential", text):
        return False
    if re.search(r"regenerate|\.session\s*=\s*(?:null|\{)|migrate|renew|rotate|resetPass", text):
        return False
    if re.search(r"(?i)cookie-session", " ".join(site.view.project.dependencies)):
        return False
    return not site.view.imports("cookie-session", "client-sessions")


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "method-of-client": method_of_client,
    "kept-method-of-client": kept_method_of_client,
    "password-in-address": password_in_address,
    "power-of-client": power_of_client,
    "signs-in-without-new-session": signs_in_without_new_session,
}
