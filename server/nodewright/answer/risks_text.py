"""Destructive commands and statements in the strings of a proposal, its files and its report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.answer.commands import SENTENCES, in_shell, in_sql
from nodewright.answer.evidence import Evidence, Key, Text
from nodewright.answer.values import UNKNOWN, Values, is_sum
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import arguments, callee

TEST_PATH = re.compile(
    r"(^|/)(tests?|__tests__|specs?|e2e|cypress|fixtures?)/|[._-](test|spec)\.\w+$", re.I
)
_RUNS = frozenset({"query", "execute", "raw", "unsafe", "exec", "run", "$executeRaw", "prepare",
                   "$executeRawUnsafe", "$queryRawUnsafe", "execSync", "spawn"})  # fmt: skip
# Their methods are the commands: `git.push(...)`, `shell.rm('-rf', ...)`.
_TOOLS = re.compile(r"(?:^|\.)(git|simpleGit|simple-git|sh|shell|shelljs|docker|kubectl)(?:\(\))*$")
_PROSE = frozenset({".md", ".txt", ".rst"})
_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*(\w*)[^\n]*\n(.*?)^\1[ \t]*$", re.S | re.M)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_SHELLS = frozenset(
    {"", "sh", "bash", "shell", "zsh", "console", "powershell", "ps1", "cmd", "bat"}
)
_CLIENT = re.compile(r"\b(?:psql|mysql|mariadb|sqlite3|sqlcmd|cockroach sql)\b")
_TOLD = re.compile(
    r"(?:sudo )?(?:\S*/)?(?:rm|kubectl|helm|git|docker|docker-compose|terraform|aws|gcloud"
    r"|redis-cli|npx|npm|find|dd|mkfs\S*|curl|wget|psql|mysql|DROP|TRUNCATE|DELETE FROM"
    r"|UPDATE)\b.*",
    re.S,
)


def in_texts(name: str, evidence: Evidence) -> Iterator[str]:
    """The sentence of one risk, with the place, for each text that brings it."""
    for text, _, at in evidence.more(commands_of, name):
        yield f"{SENTENCES[name]} {text.place(at)}"


def commands_of(text: Text) -> Iterator[tuple[Key, int]]:
    """Risk and words of every destructive command of a text, with its byte offset."""
    if text.values is None or text.tree is None:
        yield from _in_script(text)
        return
    for said, at, runs in _sayings(text.values, text.tree.root_node):
        payload = not runs and TEST_PATH.search(text.path) and re.search(r"['\"].*;|--", said, re.S)
        found = [*in_shell(said), *([] if payload else in_sql(said))]
        yield from (((name, " ".join(said.split())), at) for name in dict.fromkeys(found))


def _in_script(text: Text) -> Iterator[tuple[Key, int]]:
    """Scripts, SQL, YAML and the like, line by line; prose is no command."""
    if any(text.path.lower().endswith(suffix) for suffix in _PROSE):
        return
    source = text.source.decode("utf-8", "replace")
    at = 0
    for line in source.split("\n"):
        for name in in_shell(line):
            yield (name, line.strip()), at
        at += len(line.encode()) + 1
    if text.path.lower().endswith((".sql", ".sh", ".prisma", ".yml", ".yaml")):
        for name in in_sql(re.sub(r"(?m)^\s*#.*$", "", source)):
            yield (name, text.path), 0


def _sayings(values: Values, root: Node) -> Iterator[tuple[str, int, bool]]:
    """Every string that the code says as a whole: text, byte offset, whether it is run."""
    for node in walk(root):
        if node.type in ("string", "template_string"):
            if not _is_part(values, node):
                yield values.text(node), node.start_byte, _is_run(node)
        elif node.type == "binary_expression":
            if is_sum(node) and not _is_part(values, node):
                yield values.text(node), node.start_byte, _is_run(node)
        elif node.type == "call_expression":
            if (said := values.text(node)) != UNKNOWN:
                yield said, node.start_byte, True
            yield from ((words, node.start_byte, True) for words in _called(values, node))
        elif node.type == "augmented_assignment_expression":
            yield values.grown(text_of(node.child_by_field_name("left"))), node.start_byte, True


def _is_part(values: Values, node: Node) -> bool:
    """True for a piece of a longer string, which is looked at as a whole."""
    parent = node.parent
    if parent is None or parent.type == "import_statement":
        return True
    if is_sum(parent) or parent.type == "template_substitution":
        return True
    if parent.type == "variable_declarator":
        name = text_of(parent.child_by_field_name("name"))
        return name in values.composed
    if parent.type == "array":
        around = parent.parent
        return around is not None and text_of(around.child_by_field_name("property")) == "join"
    return parent.type == "member_expression"


def _is_run(node: Node) -> bool:
    """True for an argument of what runs statements or commands."""
    given = node.parent
    call = given.parent if given is not None and given.type == "arguments" else given
    if call is None or call.type != "call_expression":
        return False
    return text_of(callee(call)).rsplit(".", 1)[-1] in _RUNS


def _called(values: Values, call: Node) -> Iterator[str]:
    """A command that is given in pieces: ``spawn('rm', ['-rf', dir])``, ``git.push(['-f'])``."""
    words: list[str] = []
    listed = False
    for given in arguments(call):
        inside = values.items(given)
        listed = listed or bool(inside)
        words += [values.text(part) for part in inside] if inside else [values.text(given)]
    if not words:
        return
    if listed or len(words) > 1:
        yield " ".join(words)
    owner, _, method = values.origin(callee(call)).rpartition(".")
    tool = _TOOLS.search(owner)
    if tool is not None and method:
        name = (
            "" if tool[1].startswith("sh") else re.sub(r"^simple-?Git$", "git", tool[1], flags=re.I)
        )
        yield f"{name} {method} {' '.join(words)}"


def in_report(evidence: Evidence) -> Iterator[str]:
    """Destructive commands that the report shows as commands to run."""
    for heading, body in evidence.candidate.sections.items():
        for command in _shown_commands(body):
            found = [*in_shell(command, lenient=True)]
            if _CLIENT.search(command) or command.lower().startswith(_STATEMENTS):
                found += in_sql(command)
            for name in dict.fromkeys(found):
                shown = " ".join(command.split())[:60].replace("`", "'")
                yield f"The report, under “{heading[:40]}”, shows `{shown}`. {SENTENCES[name]}"


_STATEMENTS = ("drop ", "truncate ", "delete from", "update ", "alter table")


def _shown_commands(body: str) -> Iterator[str]:
    for fence in _FENCE.finditer(body):
        if fence[2].lower() == "sql":
            yield from fence[3].split(";")
        elif fence[2].lower() in _SHELLS:
            for line in fence[3].split("\n"):
                yield re.sub(r"^\s*(?:\$|>|#)\s+", "", line)
    prose = _FENCE.sub("", body)
    for inline in _INLINE.finditer(prose):
        if _TOLD.fullmatch(inline[1].strip()):
            yield inline[1].strip()
