"""Shell commands built from request input, and how to run the same program without a shell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import (
    FUNCTIONS,
    arguments,
    callee,
    object_entries,
    string_value,
    unwrap,
)
from nodewright.javascript.tree_facts import TreeFacts, module_of
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.composed import HOLE, Composed, compose
from nodewright.rules.topics.values import definition_of
from nodewright.rules.topics.web_values import chosen_outside
from nodewright.rules.view import Site

_PLAIN_WORD = re.compile(r"^[\w./:=,@%+-]+$")
_QUOTED_TEXT = re.compile(r"^[\w./:=,@%+ -]+$")
_WORD = re.compile(r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'])+")
_SHELL = re.compile(r"(?:^|/)(?:sh|bash|zsh|dash|ksh)$")
_NEEDS_SHELL = frozenset(
    (
        *("cd", "export", "source", ".", "alias", "set", "unset", "type", "ulimit", "eval", "exec"),
        *("read", "wait", "if", "for", "while", "time", "umask", "dir", "copy", "del", "start"),
        *("npm", "npx", "yarn", "pnpm", "tsc", "gulp", "grunt", "ng", "vue", "mvn", "gradle"),
    )
)
"""Words that a shell itself understands, and programs that are scripts of a shell on Windows."""
MANY = re.compile(
    r"(?i)(?:[^su]s|args?|arguments|params|command|cmd|rest|extra|suffix|tail)(?:\(\))?$"
)
"""Names of texts that hold more than one word of a command."""
_EXECA_FORMS = {"execaCommand": "execa", "execaCommandSync": "execaSync"}
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
    name = called.child_by_field_name("property") or called
    form = _FILE_FORMS.get(site.text(name))
    if module_of(site.origin(called)) != "child_process":
        form = None
    if form is None:
        return (
            _program_itself(site, given) or _promised(site, called, given) or _by_execa(site, given)
        )
    words = _joined(site, given[0]) or _words(site, _command(site, given[0]))
    if words is None or _asks_for_shell(site, given[1:]):
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


def _joined(site: Site, node: Node) -> list[str] | None:
    """The words of ``[program, 'add', x].join(' ')``; None where one is more than a word."""
    found = definition_of(site, node)
    called = callee(found) if found.type == "call_expression" else None
    listed = called.child_by_field_name("object") if called is not None else None
    given = arguments(found) if called is not None else []
    if called is None or listed is None or listed.type != "array" or len(given) != 1:
        return None
    source = site.view.facts.source
    if not site.text(called).endswith(".join") or string_value(given[0], source) != " ":
        return None
    words: list[str] = []
    for part in listed.named_children:
        said = string_value(part, source)
        if said is not None and _PLAIN_WORD.match(said):
            words.append(f"'{said}'")
        elif part.type in ("identifier", "member_expression") and not MANY.search(site.text(part)):
            words.append(f"String({site.text(part)})" if words else site.text(part))
        elif part.type in ("template_string", "binary_expression"):
            inner = _parted(site, compose(part, source))
            if inner is None or len(inner) != 1:
                return None
            words += inner
        else:
            return None
    fixed = listed.named_children[0]
    return words if len(words) > 1 and not chosen_outside(site, fixed) else None


def _command(site: Site, node: Node) -> Composed:
    """The text of the command, also where it was kept in a name that is set once before."""
    return compose(definition_of(site, node), site.view.facts.source)


def _program_itself(site: Site, given: list[Node]) -> tuple[TextChange, ...] | None:
    """The edit from ``spawn('sh', ['-c', text])`` to the program that the text names."""
    listed = given[1] if len(given) > 1 else None
    if listed is None or listed.type != "array" or listed.named_child_count != 2:
        return None
    shell = string_value(given[0], site.view.facts.source) or ""
    flag = string_value(listed.named_children[0], site.view.facts.source)
    if not _SHELL.search(shell) or flag != "-c" or _asks_for_shell(site, given[2:]):
        return None
    words = _words(site, _command(site, listed.named_children[1]))
    if words is None:
        return None
    text = f"{words[0]}, [{', '.join(words[1:])}]"
    return (TextChange(Span(given[0].start_byte, listed.end_byte), text),)


def _promised(site: Site, called: Node, given: list[Node]) -> tuple[TextChange, ...] | None:
    """The same for ``run = promisify(exec)``, which becomes ``promisify(execFile)`` here."""
    facts = site.view.whole()
    binding = facts.module.names.get(site.text(called))
    values = [d.value for d in binding.definitions if d.value is not None] if binding else []
    if len(values) != 1 or values[0].type != "call_expression":
        return None
    wrapper, inner = callee(values[0]), arguments(values[0])
    words = _words(site, _command(site, given[0]))
    if wrapper is None or len(inner) != 1 or words is None or _asks_for_shell(site, given[1:]):
        return None
    wrapped = facts.text(inner[0])
    if not facts.text(wrapper).endswith("promisify") or wrapped.split(".")[-1] != "exec":
        return None
    imported: tuple[TextChange, ...] = ()
    if wrapped == "exec":
        beside = import_beside(facts, wrapped, "execFile")
        if beside is None:
            return None
        imported = (beside,)
    text = f"{facts.text(wrapper)}({wrapped}File)"
    command = f"{words[0]}, [{', '.join(words[1:])}]"
    return (
        *imported,
        TextChange(Span(called.start_byte, called.end_byte), text),
        TextChange(Span(given[0].start_byte, given[0].end_byte), command),
    )


def _by_execa(site: Site, given: list[Node]) -> tuple[TextChange, ...] | None:
    """The edits from ``execaCommand('git show ' + x)`` to ``execa('git', ['show', x])``."""
    called = callee(site.node)
    form = _EXECA_FORMS.get(site.text(called)) if called is not None else None
    words = _words(site, _command(site, given[0]))
    if called is None or form is None or words is None:
        return None
    names = site.view.whole().module.names
    beside: tuple[TextChange, ...] = ()
    if form not in names:
        imported = import_beside(site.view.whole(), site.text(called), form)
        if imported is None:
            return None
        beside = (imported,)
    command = f"{words[0]}, [{', '.join(words[1:])}]"
    return (
        *beside,
        TextChange(Span(called.start_byte, called.end_byte), form),
        TextChange(Span(given[0].start_byte, given[0].end_byte), command),
    )


def quoted_values(site: Site, node: Node) -> bool:
    """Each value stands in quotes, and the program is one that needs no shell.

    The shell then hands on every text without special characters just as it is.
    """
    given = arguments(node)
    if not given:
        return False
    at = given[0]
    if len(given) > 1 and given[1].type == "array" and given[1].named_child_count == 2:
        at = given[1].named_children[1]
    text = _command(site, at).text
    program = re.match(r"\s*(\S+)", text)
    if program is None or program.group(1) in _NEEDS_SHELL or HOLE in program.group(1):
        return False
    if any(re.search(r"join\(", _origin_text(site, hole)) for _, hole in _command(site, at).values):
        return False
    outside = re.sub(r"\"[^\"]*\"|'[^']*'", "", text)
    return HOLE not in outside and HOLE in text


def _origin_text(site: Site, hole: Node) -> str:
    """What a value is made of, as it is written."""
    return site.text(hole) + site.text(definition_of(site, hole))


def _asks_for_shell(site: Site, rest: list[Node]) -> bool:
    known = ("object", "identifier", *FUNCTIONS)
    return any(
        node.type not in known
        or (node.type == "object" and "shell" in object_entries(node, site.view.facts.source))
        for node in rest
    )


def _words(site: Site, text: Composed) -> list[str] | None:
    """The words of the command as JavaScript expressions; None when a shell is really needed.

    The first word is the program: a fixed text, or a name that no input reaches.
    """
    found = _parted(site, text)
    program = re.match(r"\s*[\"']?\0[\"']?(?=\s)", text.text)
    if found is None or len(found) < 2:
        return None
    if found[0].startswith("'"):
        return found
    value = text.values[0][1]
    if program is None or chosen_outside(site, value):
        return None
    plain = value.type in ("identifier", "member_expression")
    return [site.text(value), *found[1:]] if plain else None


def _parted(site: Site, text: Composed) -> list[str] | None:
    """Each word of a text as a JavaScript expression; None for what only a shell understands."""
    found: list[str] = []
    for word in _WORD.finditer(text.text):
        first, last = word.start(), word.end() - 1
        if text.text[first] in "'\"":
            if last == first or text.text[last] != text.text[first]:
                return None
            first, last = first + 1, last - 1
        said = text.text[first : last + 1]
        if HOLE not in said:
            if not _PLAIN_WORD.match(said):
                return None
            found.append(f"'{said}'")
            continue
        rest = said.replace(HOLE, "")
        quoted = first > word.start()
        if rest and not (_PLAIN_WORD.match(rest) or (quoted and _QUOTED_TEXT.match(rest))):
            return None
        if not quoted and any(_holds_more(site, text.holes[i]) for i in range(first, last + 1)):
            return None
        found.append(_expression(site, text, first, last))
    return found


def _holds_more(site: Site, value: Node | None) -> bool:
    """The name says that the value is more than one word of a command."""
    return value is not None and bool(MANY.search(site.text(unwrap(value))))


def _expression(site: Site, text: Composed, first: int, last: int) -> str:
    value = text.holes[first]
    if first == last and value is not None:
        return f"String({site.text(unwrap(value))})"
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
    declarator = holder.parent
    if holder.type == "identifier" and declarator is not None:
        value = declarator.child_by_field_name("value")
        text = facts.text(value) if value is not None else ""
        if re.fullmatch(rf"(?:require\(\s*['\"][\w:]+['\"]\s*\)|[\w$]+)\.{re.escape(name)}", text):
            made = f", {wanted} = {text.removesuffix(name)}{wanted}"
            return TextChange(Span(declarator.end_byte, declarator.end_byte), made)
        return None
    if holder.type not in ("import_specifier", "shorthand_property_identifier_pattern"):
        return None
    return TextChange(Span(holder.end_byte, holder.end_byte), f", {wanted}")


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "with-shell": with_shell,
    "quoted-values": quoted_values,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"run-without-shell": run_without_shell}
