"""Prove one case: mend the code as an editor would, run both under Node, compare what they show."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nodewright.document import Language
from nodewright.project import read_project
from nodewright.rules import RuleBook, fix_all

from .cases import Case

HERE = Path(__file__).parent
_LONGEST_RUN = 90
"""Seconds that one Node process may take, start included."""
_LANGUAGES: Mapping[str, Language] = {".ts": "typescript", ".tsx": "tsx"}
_SHOWN = 600


@dataclass(frozen=True)
class Verdict:
    """What came of a case; ``why`` is empty when it is proved."""

    case: Case
    why: str

    @property
    def proved(self) -> bool:
        """The fix keeps what good input shows, and every attack has lost its effect."""
        return not self.why


def mended(book: RuleBook, case: Case, folder: Path) -> tuple[str, str]:
    """The code of ``case`` after the safe fixes of its rule, and why that is no repair."""
    source = case.code.encode()
    language = _LANGUAGES.get(Path(case.file).suffix, "javascript")
    facts = read_project(folder / case.file, [folder], language)
    text, fixed, left = fix_all(book, source, language, facts, case.file, case.rule)
    if case.rule not in book.rules:
        return "", f"there is no rule {case.rule}"
    if not fixed:
        found = any(finding.rule == case.rule for finding in left)
        return "", "no safe fix is offered" if found else "the rule does not speak"
    if any(finding.rule == case.rule for finding in left):
        return "", "the rule still speaks after the fix"
    return text.decode(), ""


@cache
def _locked(place: str) -> str:
    """The version that package-lock.json gives a package: it may not be installed."""
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    version: str = lock["packages"][place]["version"]
    return version


def write_project(case: Case, folder: Path) -> None:
    """Put the files of ``case`` into ``folder``, with the packages it asks for."""
    versions = {}
    for name, installed in case.packages.items():
        package = HERE / "node_modules" / installed
        link = folder / "node_modules" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(package, target_is_directory=True)
        versions[name] = _locked(f"node_modules/{installed}")
    kind = {"type": "module"} if case.file.endswith(".mjs") else {}
    about = {"name": "proof", "private": True, **kind, "dependencies": versions}
    for name, text in {**case.files, "package.json": json.dumps(about)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / case.file).write_text(case.code, encoding="utf-8")


def prove(book: RuleBook, case: Case, database: Database | None) -> Verdict:
    """The verdict on ``case``; ``database`` is needed where the case fills one."""
    shown: list[list[str]] = []
    for after in (False, True):
        with tempfile.TemporaryDirectory(prefix="fix-proof-") as name:
            folder = Path(name)
            write_project(case, folder)
            if after:
                text, why = mended(book, case, folder)
                if why:
                    return Verdict(case, why)
                (folder / case.file).write_text(text, encoding="utf-8")
            shown.append(_shown(case, folder, database))
    return Verdict(case, _judge(case, *shown))


def _shown(case: Case, folder: Path, database: Database | None) -> list[str]:
    """What each step shows: the good ones in one process, each attack in one of its own."""
    found: list[str] = []
    for steps in (case.good, *([attack.step] for attack in case.bad)):
        environment = {
            **os.environ,
            "NODE_ENV": "production",
            "NODE_NO_WARNINGS": "1",
            "TZ": "UTC",
            "PROJECT": str(folder),
        }
        environment.pop("NODE_OPTIONS", None)
        if case.postgres is not None:
            if database is None:
                raise RuntimeError(f"{case.name} needs a database")
            environment.update(database.fill(case.postgres))
        found += _run(case, folder, steps, environment)
    return [_masked(text.replace(str(folder), "PROJECT"), case.mask) for text in found]


def _masked(text: str, patterns: Sequence[str]) -> str:
    for pattern in patterns:
        text = re.sub(pattern, "…", text)
    return text


def _run(
    case: Case, folder: Path, steps: Sequence[Mapping[str, Any]], environment: Mapping[str, str]
) -> list[str]:
    results, told = os.pipe()
    work = json.dumps({"steps": list(steps), "prelude": case.prelude})
    command = ["node", str(HERE / "host.mjs"), case.file, str(told)]
    try:
        done = subprocess.run(
            command,
            input=work,
            cwd=folder,
            env=dict(environment),
            pass_fds=(told,),
            capture_output=True,
            text=True,
            timeout=_LONGEST_RUN,
            check=False,
        )
        ended = f"the process ended with code {done.returncode}"
        trouble = done.stderr
    except subprocess.TimeoutExpired:
        ended, trouble = "the process did not end", ""
    finally:
        os.close(told)
    with os.fdopen(results, encoding="utf-8") as stream:
        found = [json.loads(line) for line in stream]
    if len(found) < len(steps):
        named = re.search(r"^\w*Error\b.*$", trouble, re.MULTILINE)
        found.append(f"{ended}: {named.group() if named else ''}")
    return found + ["not reached"] * (len(steps) - len(found))


def _judge(case: Case, before: Sequence[str], after: Sequence[str]) -> str:
    count = len(case.good)
    for step, old, new in zip(case.good, before, after, strict=False):
        if re.match(r"the process|not reached|no answer", old):
            return f"good input {_name(step)} does not work before the fix: {_short(old)}"
        if old != new:
            return (
                f"good input {_name(step)} shows:\n{_short(old)}\nand after the fix:\n{_short(new)}"
            )
    for attack, old, new in zip(case.bad, before[count:], after[count:], strict=True):
        if not re.search(attack.before, old):
            return f"attack {_name(attack.step)} fails before the fix already: {_short(old)}"
        if re.search(attack.before, new):
            return f"attack {_name(attack.step)} still succeeds: {_short(new)}"
        if not re.search(attack.after, new):
            return f"after attack {_name(attack.step)} it shows: {_short(new)}"
    return ""


def _name(step: Mapping[str, Any]) -> str:
    return str(step.get("send") or f"{step['call']}({step.get('with', [])})")[:100]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class Database:
    """PostgreSQL in a process of its own, for as long as the ``with`` lasts."""

    def __enter__(self) -> Database:
        self._process = subprocess.Popen(
            ["node", str(HERE / "postgres.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=HERE,
        )
        self._port = self._hear()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            raise RuntimeError("the database ended; run `node postgres.mjs` to see why")
        return line

    def fill(self, sql: str) -> dict[str, str]:
        """Empty the database, fill it, and say in node-postgres's variables where it is."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(sql) + "\n")
        self._process.stdin.flush()
        self._hear()
        place = {"PGHOST": "127.0.0.1", "PGPORT": self._port, "PGUSER": "postgres"}
        return {**place, "PGDATABASE": "postgres", "PGPASSWORD": "postgres", "PGSSLMODE": "disable"}
