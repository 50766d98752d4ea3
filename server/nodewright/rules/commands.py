"""Shell commands built from request input, and how to run the same program without a shell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, object_entries
from nodewright.javascript.tree_facts import TreeFacts
from nodewright.rules.composed import HOLE, Composed, compose
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_PLAIN_WORD = re.compile(r"^[\w./:=,@%+-]+$")
_FILE_FORMS = {"exec": "execFile", "execSync": "execFileSync"}


def with_shell(site: Site, node: Node) -> bool:
    """The call asks for a shell: ``spawn(command, { shell: true })``."""
    for argument in arguments(node)[1:]:
        if argument.type == "object":
            shell = object_entries(argument, site.view.facts.source).get("shell")
            return shell is not None and site.text(shell) != "false"
    return False


def run_without_shell(site: Site) -> tuple[TextChange, ...] | None:
    """The edits from ``exec('prog ' + x)`` to ``execFile('prog', [x])``.

    None where the command is more than one program with plain words and whole values.
    """
    called, given = callee(site.node), arguments(site.node)
    if called is None or not given:
        return None
    words = _words(site, compose(given[0], site.view.facts.source))
    name = called.child_by_field_name("property") or called
    form = _FILE_FORMS.get(site.text(name))
    if words is None or form is None or _asks_for_shell(site, given[1:]):
        return None
    command = TextChange(
        Span(given[0].start_byte, given[0].end_byte),
        f"{words[0]}, [{', '.join(words[1:])}]",
    )
    rename = TextChange(Span(name.start_byte, name.end_byte), form)
    if called.type == "member_expression":
        return (rename, command)
    imported = import_beside(site.view.whole(), site.text(name), form)
    return (imported, rename, command) if imported is not None else None


def _asks_for_shell(site: Site, rest: list[Node]) -> bool:
    known = ("object", "identifier", *FUNCTIONS)
    return any(
        node.type not in known
        or (node.type == "object" and "shell" in object_entries(node, site.view.facts.source))
        for node in rest
    )


def _words(site: Site, text: Composed) -> list[str] | None:
    """The words of the command as JavaScript expressions; None when a shell is really needed."""
    found: list[str] = []
    for word in re.finditer(r"\S+", text.text):
        first, last = word.start(), word.end() - 1
        if text.text[first] in "'\"" and text.text[last] == text.text[first] and last > first:
            first, last = first + 1, last - 1
        said = text.text[first : last + 1]
        if HOLE not in said:
            if not _PLAIN_WORD.match(said):
                return None
            found.append(f"'{said}'")
            continue
        rest = said.replace(HOLE, "")
        if rest and not _PLAIN_WORD.match(rest):
            return None
        found.append(_expression(site, text, first, last))
    return found if len(found) > 1 and found[0].startswith("'") else None


def _expression(site: Site, text: Composed, first: int, last: int) -> str:
    value = text.holes[first]
    if first == last and value is not None:
        return site.text(value)
    written = ""
    for index in range(first, last + 1):
        value = text.holes[index]
        written += f"${{{site.text(value)}}}" if value is not None else text.text[index]
    return f"`{written}`"


def import_beside(facts: TreeFacts, name: str, wanted: str) -> TextChange | None:
    """Import ``wanted`` where ``name`` is imported or destructured; None when that is not plain."""
    if wanted in facts.module.names:
        return None
    binding = facts.module.names.get(name)
    if binding is None or binding.node is None:
        return None
    holder = binding.node
    if holder.type not in ("import_specifier", "shorthand_property_identifier_pattern"):
        return None
    return TextChange(Span(holder.end_byte, holder.end_byte), f", {wanted}")


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"with-shell": with_shell}
FIX_MAKERS: Mapping[str, FixMaker] = {"run-without-shell": run_without_shell}
