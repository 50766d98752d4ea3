"""Quote values for a POSIX shell, where a command needs its shell for pipes or redirections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee, string_value, unwrap
from nodewright.rules.layout import line_break
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.commands import MANY
from nodewright.rules.topics.composed import HOLE, Composed, compose
from nodewright.rules.topics.web_values import chosen_outside
from nodewright.rules.view import Site

_NAME = "shellEscape"
_COMPOSED = ("template_string", "binary_expression")
_PLAIN = ("identifier", "member_expression", "subscript_expression", "call_expression")
_WINDOWS = re.compile(
    r"(?i)^\s*(?:wmic|powershell|cmd|reg|tasklist|taskkill|net|sc|for)\b|%~\$|\.exe\b"
)
_DEEPEST = 3


def quote_values(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that put input in quotes that it cannot leave, and the function that does so."""
    called, given = callee(site.node), arguments(site.node)
    command = _command_of(site, given)
    if command is None or called is None or re.search(r"(?i)command(?:Sync)?$", site.text(called)):
        return None
    changes: list[TextChange] = []
    for text in _texts(site, command, 0):
        made = compose(text, site.view.facts.source)
        if _WINDOWS.search(made.text):
            return None
        for change in _quoted(site, made):
            if change is None:
                return None
            if change not in changes:
                changes.append(change)
    helper = _helper(site)
    return (*changes, *helper) if changes and helper is not None else None


def _command_of(site: Site, given: list[Node]) -> Node | None:
    """The text that a shell reads: the first argument, or what follows ``'-c'``."""
    listed = given[1] if len(given) > 1 else None
    if listed is not None and listed.type == "array" and listed.named_child_count == 2:
        flag = string_value(listed.named_children[0], site.view.facts.source)
        return listed.named_children[1] if flag == "-c" else None
    return given[0] if given else None


def _texts(site: Site, node: Node, depth: int) -> Iterator[Node]:
    """The texts put together that ``node`` is, also through names of the same function."""
    value = unwrap(node)
    if value.type in _COMPOSED:
        yield value
        for _, hole in compose(value, site.view.facts.source).values:
            if hole.type == "identifier" and depth < _DEEPEST:
                yield from _texts(site, hole, depth + 1)
        return
    binding = site.resolve(value) if value.type == "identifier" else None
    if binding is None or binding.outer is not None or depth > _DEEPEST:
        return
    function = site.view.facts.function_at(value.start_byte)
    for definition in binding.definitions:
        same = site.view.facts.function_at(definition.at) is function
        if definition.value is not None and not definition.path and same:
            yield from _texts(site, definition.value, depth + 1)


def _quoted(site: Site, made: Composed) -> Iterator[TextChange | None]:
    """One edit for each value from outside; None for one that cannot be quoted as a whole."""
    for index, hole in made.values:
        if not chosen_outside(site, hole):
            continue
        inner = unwrap(hole)
        if inner.type == "identifier" and any(True for _ in _texts(site, inner, 0)):
            continue  # quoted where it is put together
        closed = hole.parent is not None and hole.parent.type == "template_substitution"
        program = re.search(r"(?:^|[|;&(`])[\s\"']*$", made.text[:index]) is not None
        if program or (inner.type not in _PLAIN and not closed) or MANY.search(site.text(inner)):
            yield None
            continue
        quote = _open_quote(made.text[:index])
        call = f"{_NAME}({site.text(inner)})"
        span = Span(hole.start_byte, hole.end_byte)
        alone = quote and made.text[index - 1] == quote == made.text[index + 1 : index + 2]
        if not quote:
            yield TextChange(span, call)
        elif alone:
            yield TextChange(made.spans[index - 1], "")
            yield TextChange(span, call)
            yield TextChange(made.spans[index + 1], "")
        elif closed:
            whole = Span(made.spans[index].start, made.spans[index].end)
            yield TextChange(whole, f"{quote}${{{call}}}{quote}")
        else:
            written = "'\"'" if quote == '"' else '"\'"'
            yield TextChange(span, f"{written} + {call} + {written}")


def _open_quote(before: str) -> str:
    """The quote of the shell that is open at the end of ``before``; empty when there is none."""
    opened = ""
    for character in before.replace(HOLE, " "):
        if character == opened:
            opened = ""
        elif not opened and character in "'\"":
            opened = character
    return opened


def _helper(site: Site) -> tuple[TextChange, ...] | None:
    """The function that quotes, at the end of the file, unless it is there already."""
    facts = site.view.whole()
    known = facts.module.names.get(_NAME)
    if known is not None:
        return () if known.kind == "function" else None
    eol = line_break(facts.source)
    typed = site.view.language != "javascript"
    head = f"{_NAME}(text: unknown): string" if typed else f"{_NAME}(text)"
    lines = (
        f"function {head} {{",
        "  return `'${String(text).replace(/'/g, \"'\\\\''\")}'`;",
        "}",
    )
    end = len(facts.source)
    gap = "" if not facts.source or facts.source.endswith((b"\n", b"\r")) else eol
    return (TextChange(Span(end, end), f"{gap}{eol}{eol.join(lines)}{eol}"),)


FIX_MAKERS: Mapping[str, FixMaker] = {"quote-values": quote_values}
