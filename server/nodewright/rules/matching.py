"""Run the rules of a book over one chunk: dispatch, match, test, and say what was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from nodewright.document import Finding, Severity, Span
from nodewright.javascript.bindings import Call
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments
from nodewright.rules.across.statements import method_statements
from nodewright.rules.known_keys import KNOWN_KEY, MARKS
from nodewright.rules.model import Clause, Rule, Table
from nodewright.rules.nodes import comparisons, directory_names, nested_regexes
from nodewright.rules.pattern import Captured, Forms
from nodewright.rules.view import Site, View
from nodewright.rules.words import Words

Report = Callable[[Rule, Exception], None]
"""Hears of a rule that failed."""

_LOWER: Mapping[Severity, Severity] = {
    "error": "warning",
    "warning": "information",
    "information": "hint",
    "hint": "hint",
}
"""How serious an offence is when only callers of the package can bring it about."""
_WORD = re.compile(r"\$(?:\$\$)?([A-Z][A-Z0-9_]*)")
_LONGEST_WORD = 40


def sites(table: Table, view: View, report: Report) -> Iterator[tuple[Rule, Clause, Site]]:
    """All places of the chunk where a clause holds; a rule that raises is reported and skipped."""
    forms = Forms(view.facts.source)
    for clauses, node, captured in _candidates(table, view, report):
        site: Site | None = None
        for rule, clause in clauses:
            if site is None or site.is_used(len(captured)):
                site = Site(view, node, dict(captured))
            try:
                if _holds(clause, site, forms):
                    yield rule, clause, site
                    site = None
                elif clause.callers and view.is_library:
                    site = Site(view.of_callers(), node, dict(captured))
                    if _holds(clause, site, forms):
                        yield rule, clause, site
                    site = None
            except Exception as error:  # a broken rule must not silence the others
                report(rule, error)
                site = None


def _holds(clause: Clause, site: Site, forms: Forms) -> bool:
    if clause.first is not None and not clause.first(site, site.node):
        return False
    pattern = clause.pattern
    if pattern is not None and not forms.match(pattern, site.node, site.captured):
        return False
    for name, test in clause.tests:
        if name != "self" and name not in site.captured:
            return False
        if not test(site, site.one(name)):
            return False
    return True


def _candidates(
    table: Table, view: View, report: Report
) -> Iterator[tuple[Iterable[tuple[Rule, Clause]], Node, Captured]]:
    facts, root = view.facts, view.facts.root
    tried = table.chosen(facts.source[root.start_byte : root.end_byte])
    for call in facts.calls:
        form = "name" if call.receiver is None else "member"
        for key in (f"{form}:{call.name}", f"{form}:*"):
            if clauses := tried[key]:
                yield clauses, call.node, {}
        key = _origin_key(table, view, call)
        if key and (clauses := tried[key]):
            yield clauses, call.node, _numbered(call.node)
    for node in facts.news:
        constructor = node.child_by_field_name("constructor")
        key = f"new:{facts.text(constructor)}" if constructor is not None else ""
        for either in (key, "new:*"):
            if clauses := tried[either]:
                yield clauses, node, {}
        tail = f"{key[4:].split('.')[-1]}()"
        if tail in table.tails and (clauses := tried[f"from:{facts.origin(node)}"]):
            yield clauses, node, _numbered(node)
    for kind, find in _KINDS.items():
        nodes = find(view) if kind in table.clauses else ()
        if nodes and (clauses := tried[kind]):
            for node in nodes:
                yield clauses, node, {}


@cache
def _key_marks() -> Words:
    return Words(MARKS)


def _known_keys(view: View) -> Iterator[Node]:
    """The literals of the chunk that hold a key of a well-known shape."""
    root = view.facts.root
    start = root.start_byte
    text = view.facts.source[start : root.end_byte]
    if not _key_marks().said(text):
        return
    for found in KNOWN_KEY.finditer(text):
        low, high = start + found.start(), start + found.end()
        node = root.named_descendant_for_byte_range(low, high)
        for _ in range(3):
            if node is not None and node.type not in ("string", "template_string"):
                node = node.parent
        if node is not None and node.type in ("string", "template_string"):
            yield node


_KINDS: Mapping[str, Callable[[View], Iterable[Node]]] = {
    "declarator": lambda view: view.facts.declarators,
    "pair": lambda view: view.facts.pairs,
    "field": lambda view: view.facts.fields,
    "assignment": lambda view: view.facts.assignments,
    "function": lambda view: [function.node for function in view.facts.functions],
    "import": lambda view: view.facts.imports,
    "indexed-call": lambda view: view.facts.indexed_calls,
    "catch": lambda view: view.facts.catches,
    "method-statement": method_statements,
    "comparison": comparisons,
    "regex": nested_regexes,
    "directory-name": directory_names,
    "known-key": _known_keys,
}
"""Where the nodes are that a clause with ``node:`` is tried on."""


def _origin_key(table: Table, view: View, call: Call) -> str:
    """The ``from:MODULE#NAME`` key of ``call``; empty when no rule can ask for it."""
    if call.receiver is not None and call.name not in table.tails:
        return ""
    if call.receiver is None and view.facts.resolve(call.name, call.node.start_byte) is None:
        return ""
    origin = view.facts.origin(call.callee)
    return f"from:{origin}" if origin else ""


def _numbered(call: Node) -> Captured:
    given = arguments(call)
    captured: Captured = {f"ARG{index}": node for index, node in enumerate(given, start=1)}
    captured["ARGS"] = given
    return captured


def finding(rule: Rule, clause: Clause, site: Site) -> Finding:
    """What a clause says of a site, in bytes of the whole file."""
    node = site.one(clause.point)
    span = site.span or Span(node.start_byte, node.end_byte)
    related = tuple(step for step in site.related if step.span != span)
    from_callers = site.view.from_callers
    message = substitute(clause.callers if from_callers else clause.message, site, _short)
    severity = _LOWER[clause.severity] if from_callers else clause.severity
    return Finding(rule.id, severity, span, message, (), related, rule.tags)


def substitute(template: str, site: Site, write: Callable[[str], str]) -> str:
    """``template`` with metavariables and the site's words filled in, each through ``write``."""

    def one(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in site.words:
            return site.words[name]
        node = site.node if name == "SELF" else site.captured.get(name)
        if node is None:
            return found.group(0)
        if isinstance(node, list):
            if not node:
                return ""
            source = site.view.facts.source[node[0].start_byte : node[-1].end_byte]
            return write(source.decode("utf-8", "replace"))
        return write(site.text(node))

    return _WORD.sub(one, template)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_WORD else f"{flat[: _LONGEST_WORD - 1]}…"


def chunk_findings(table: Table, view: View, report: Report) -> tuple[Finding, ...]:
    """All findings of the chunk in document order, one for a rule and place."""
    found: dict[tuple[str, Span], Finding] = {}
    for rule, clause, site in sites(table, view, report):
        try:
            made = finding(rule, clause, site)
        except Exception as error:  # as above
            report(rule, error)
            continue
        found.setdefault((made.rule, made.span), made)
    return tuple(sorted(found.values(), key=lambda f: (f.span, f.rule)))
