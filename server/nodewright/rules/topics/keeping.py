"""Predicates that tell whether a repair keeps what good input shows, so that it is a safe one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee
from nodewright.node_versions import lowest
from nodewright.rules.topics.responses import response_of
from nodewright.rules.topics.values import definition_of, maker
from nodewright.rules.view import Site

_ABORT_TIMEOUT_CAME = (17, 3)
"""Node's version with ``AbortSignal.timeout``."""


def answer_ends_try(site: Site, node: Node) -> bool:
    """The answer is the last statement of the ``try``: nothing fails once it is given."""
    around = node.parent
    tried = around.child_by_field_name("body") if around is not None else None
    handler = site.view.requests.enclosing(node.start_byte)
    response = response_of(site, handler) if handler is not None else None
    if tried is None or response is None:
        return False
    own = [child for child in tried.named_children if child.type != "comment"]
    if not own or own[-1].type not in ("expression_statement", "return_statement"):
        return False
    answers = re.compile(rf"(?<![\w.]){re.escape(site.text(response))}\b")
    return bool(answers.search(site.text(own[-1]))) and not any(
        answers.search(site.text(child)) and "return" not in site.text(child) for child in own[:-1]
    )


def answer_ends_chain(site: Site, node: Node) -> bool:
    """The last ``then`` before the ``catch`` gives the answer, so nothing fails after it."""
    called = callee(node)
    before = called.child_by_field_name("object") if called is not None else None
    handler = site.view.requests.enclosing(node.start_byte)
    response = response_of(site, handler) if handler is not None else None
    if before is None or response is None or before.type != "call_expression":
        return False
    name = re.escape(site.text(response))
    given = arguments(before)
    return len(given) == 1 and bool(re.search(rf"(?<![\w.]){name}\b", site.text(given[0])))


def points_at_stack(site: Site, node: Node) -> bool:
    """What the finding is about is the stack of an error, which no client relies on."""
    if site.span is None:
        return False
    return site.view.facts.source[site.span.start : site.span.end].endswith(b".stack")


def digest_compared(site: Site, node: Node) -> bool:
    """One side is the text of an HMAC's digest, which nothing but the same text equals."""
    for side in ("left", "right"):
        value = node.child_by_field_name(side)
        found = definition_of(site, value) if value is not None else None
        if found is None or maker(site, found, "createHmac") is None:
            continue
        called = callee(found)
        name = called.child_by_field_name("property") if called is not None else None
        if name is not None and site.text(name) == "digest" and arguments(found):
            return True
    return False


def body_read_at_once(site: Site, node: Node) -> bool:
    """The answer is a text or JSON that is read whole: 30 seconds are enough for it."""
    least = lowest(site.view.project.node) if site.view.project.node else None
    if least is not None and least < _ABORT_TIMEOUT_CAME:
        return False
    function = site.view.facts.function_at(node.start_byte)
    text = site.text(function.node) if function is not None else ""
    streams = re.search(r"\.body\b|pipe|getReader|arrayBuffer|\.blob\(|stream", text)
    read = re.search(r"\.(?:json|text)\(\)|\baxios\b|\.data\b", text)
    return read is not None and streams is None


def client_stays(site: Site, node: Node) -> bool:
    """The client of a pool is used only by what is awaited before the end of the function.

    A release that moves must not move past anything awaited, and a transaction must have its own
    way back, since a client that returns inside of one harms whoever gets it next.
    """
    function = site.view.facts.function_at(node.start_byte)
    body = function.body if function is not None else None
    if function is None or body is None or not function.is_async:
        return False
    client, text = re.escape(site.words["CLIENT"]), site.text(body)
    if re.search(r"(?i)['\"`]\s*(?:begin|start\s+transaction)|beginTransaction", text):
        return False
    if re.search(rf"\b{client}\.release\(\s*[^)\s]", text):
        return False
    loose = re.sub(rf"\bawait\s+{client}\.\w+\(|\b{client}\.release\(", "", text)
    declared = re.sub(rf"\b(?:const|let|var)\s+{client}\b", "", loose, count=1)
    if re.search(rf"(?<![\w.]){client}\b", declared):
        return False
    released = [m.end() for m in re.finditer(rf"\b{client}\.release\(\)", text)]
    return not released or "await" not in text[min(released) :]


def file_stays(site: Site, node: Node) -> bool:
    """The open file is used only by calls that are over when the function is."""
    function = site.view.facts.function_at(node.start_byte)
    body = function.body if function is not None else None
    if body is None:
        return False
    name, text = re.escape(site.words["FILE"]), site.text(body)
    if site.words["CLOSE"].startswith("await "):
        loose = re.sub(rf"\bawait\s+{name}\.\w+\(", "", text)
    else:
        loose = re.sub(rf"\b\w+Sync\(\s*{name}\b", "", text)
    declared = re.sub(rf"\b(?:const|let|var)\s+{name}\b", "", loose, count=1)
    return re.search(rf"(?<![\w.]){name}\b", declared) is None


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "answer-ends-try": answer_ends_try,
    "answer-ends-chain": answer_ends_chain,
    "points-at-stack": points_at_stack,
    "digest-compared": digest_compared,
    "body-read-at-once": body_read_at_once,
    "client-stays": client_stays,
    "file-stays": file_stays,
}
