"""Add the tests of a new file to an existing one, so that nothing there changes its meaning."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from nodewright.answer.brought import statement_for
from nodewright.answer.lines import dominant_ending
from nodewright.answer.statements import Statement, statements_of
from nodewright.document import decode, encode
from nodewright.javascript.frames import Names
from nodewright.javascript.lexical import names_of
from nodewright.javascript.parsing import Tree, language_of, parse, syntax_errors

_TEST_NAME = re.compile(r"[._-](?:test|spec)\.[cm]?[jt]sx?$|^(?:test|spec)[._-].*\.[cm]?[jt]sx?$")
_TEST_FOLDERS = frozenset({"test", "tests", "__tests__", "spec", "specs"})
_BOM = "\ufeff"


class NotSureError(Exception):
    """The files cannot be joined; ``str()`` is the reason, as the end of a sentence."""


def is_test_file(path: str) -> bool:
    """True for the name of a file of tests."""
    place = PurePosixPath(path.lower())
    named = bool(_TEST_NAME.search(place.name))
    return language_of(path) is not None and (named or bool(_TEST_FOLDERS & set(place.parts[:-1])))


def can_extend(path: str, existing: str) -> bool:
    """True when tests can be added to a file at all."""
    try:
        return is_test_file(path) and bool(_File(path, existing).tests)
    except NotSureError:
        return False


def extended(path: str, existing: str, new: str) -> str:
    """``existing`` with the imports, helpers and tests of ``new`` that it lacks.

    Nothing of it is changed or moved. Raises NotSureError where something is named as what is
    there already, or would run for the tests that are there, too.
    """
    old, added = _File(path, existing), _File(path, new)
    if not old.tests:
        raise NotSureError("it holds no test at its top level that others could follow")
    imports = _missing_imports(old, added)
    rest = [s.text for s in added.statements if _belongs(old, s)]
    if not any(s.kind == "test" and s.text in rest for s in added.statements):
        raise NotSureError("it holds all of these tests already")
    _refuse_other_meanings(old, added)
    merged = _joined(old, existing, imports, rest)
    _check(_File(path, merged), old, added)
    return merged


class _File:
    """A file of tests, taken apart."""

    def __init__(self, path: str, text: str) -> None:
        language = language_of(path)
        if language is None:
            raise NotSureError("it is no JavaScript or TypeScript")
        self.source = encode(text)
        self.tree: Tree = parse(self.source, language)
        if syntax_errors(self.tree):
            raise NotSureError("it does not parse as it is")
        self.names: Names = names_of(self.tree)
        self.statements = statements_of(self.tree.root_node, self.source)
        self.tests = [s for s in self.statements if s.kind == "test"]
        self.free = {use.name for use in self.names.unbound()}
        self.declared = set(self.names.module.names)
        self.brought = {b.local: b for s in self.statements for b in s.brought}


def _missing_imports(old: _File, added: _File) -> list[str]:
    """Statements for what the new tests import and the file does not."""
    known = {s.plain for s in old.statements if s.kind == "import"}
    lines: list[str] = []
    for statement in (s for s in added.statements if s.kind == "import"):
        missing = []
        for name in statement.brought:
            there = old.brought.get(name.local)
            if there is None and name.local in old.declared:
                raise NotSureError(f"`{name.local}` is something else in it; choose another name")
            if there is not None and there.origin != name.origin:
                raise NotSureError(f"`{name.local}` comes from another module in it; rename yours")
            if there is None or (there.types and not name.types):
                missing.append(name)
        if not statement.brought and statement.plain not in known:
            raise NotSureError("an import for its effect would act on the tests that are there")
        if missing:
            whole = len(missing) == len(statement.brought)
            lines.append(_bare(statement) if whole else statement_for(missing))
    return lines


def _bare(statement: Statement) -> str:
    return decode(statement.node.text or b"")


def _belongs(old: _File, statement: Statement) -> bool:
    """True for a statement to add. Raises NotSureError for one that must not be."""
    if statement.kind in ("directive", "import"):
        return False
    same = any(statement.plain == there.plain for there in old.statements)
    if same and statement.kind in ("helper", "test", "other"):
        return False
    line = statement.plain[:60]
    if statement.kind == "hook":
        raise NotSureError(f"`{line}` would run for its own tests too; put it inside a `describe`")
    if statement.kind == "other":
        raise NotSureError(f"`{line}` would run when it is loaded; put it inside a test")
    if statement.kind == "test":
        if not statement.title:
            raise NotSureError("a new test has no name that is plain text")
        if any(there.title == statement.title for there in old.tests):
            raise NotSureError(f"it has a test named '{statement.title}'; choose another name")
    return True


def _refuse_other_meanings(old: _File, added: _File) -> None:
    """No name may mean something else than before, in the old tests or in the new."""
    same = {s.plain for s in old.statements}
    mine = {
        name
        for s in added.statements
        if s.kind == "helper" and s.plain not in same
        for name in _declared_by(s)
    }
    for name in sorted(mine & old.declared):
        raise NotSureError(f"`{name}` is declared in it already; choose another name")
    for name in sorted((mine | set(added.brought)) & old.free):
        raise NotSureError(f"its own tests use `{name}` as a global; choose another name")
    for name in sorted(added.free & old.declared):
        raise NotSureError(f"`{name}` is no global in it; import it as it does")


def _declared_by(statement: Statement) -> set[str]:
    # The scopes of one declaration are those that its text has by itself.
    tree = parse(statement.node.text or b"", "tsx")
    return set(names_of(tree).module.names)


def _joined(old: _File, existing: str, imports: list[str], rest: list[str]) -> str:
    ending = dominant_ending(existing)
    top, source = old.tests[0].start, old.source
    above = [s for s in old.statements if s.kind in ("import", "directive") and s.end <= top]
    pieces: list[tuple[int, str]] = []
    if imports and above:
        pieces.append((above[-1].end, "\n" + "\n".join(imports)))
    elif imports:
        first = old.statements[0].start
        pieces.append((first, "\n".join(imports) + "\n\n"))
    pieces.append((old.tests[-1].end, "\n\n" + "\n\n".join(rest)))
    out, at = b"", 0
    for place, text in pieces:
        out += source[at:place] + encode(text.replace("\r\n", "\n").replace("\n", ending))
        at = place
    return decode(out + source[at:])


def _check(merged: _File, old: _File, added: _File) -> None:
    """The last word: nothing is declared twice and no name is lost that was known."""
    twice = {name for name, *_ in merged.names.twice()} - {name for name, *_ in old.names.twice()}
    lost = merged.free - old.free - added.free
    for name in sorted(twice | lost):
        raise NotSureError(f"`{name}` would be unknown or declared twice in it")
