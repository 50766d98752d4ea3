"""No text gets to a model around the redaction: shown by the types and by reading the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nodewright.messages import CLEARS, Cleared, Message, Origin
from nodewright.redaction import Clearing

HOUSE = Path(__file__).resolve().parent.parent / "server" / "nodewright"
CLEARING = "redaction/clearing.py"
MODULES = {
    path.relative_to(HOUSE).as_posix(): ast.parse(path.read_text("utf-8"))
    for path in HOUSE.rglob("*.py")
}
WRITES_MESSAGES = {"prompts/render.py"}
READS_MESSAGES = {
    *("llm/protocols.py", "llm/heard.py", "llm/repeatable.py"),
    *("assistant/preview.py", "handlers/preview.py"),
    "kept.py",
}
READS_FILES = {"read_text", "read_bytes", "open", "readlines", "scandir", "iterdir"}


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            if called == name or (isinstance(called, ast.Name) and called.id == name):
                yield node


def names(tree: ast.AST) -> set[str]:
    """Every name that a module speaks of."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return found | {node.name for node in ast.walk(tree) if isinstance(node, ast.alias)}


def test_one_module_makes_cleared_text() -> None:
    """It alone derives from Cleared, and its class is named nowhere else."""
    assert f"nodewright.{CLEARING[:-3].replace('/', '.')}" == CLEARS
    makers = {
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(b) == "Cleared" for b in node.bases)
    }
    assert makers == {CLEARING}
    spoken = {module: names(tree) for module, tree in MODULES.items()}
    assert {module for module, said in spoken.items() if "_Text" in said} == {CLEARING}
    assert {m for m, said in spoken.items() if said & {"__new__", "__setstate__"}} == set()


def test_in_that_module_every_cleared_text_is_redacted() -> None:
    """Each ``_Text(...)`` takes the result of ``redact`` as its text."""
    made = list(calls(MODULES[CLEARING], "_Text"))
    assert made
    for call in made:
        first = call.args[0]
        assert isinstance(first, ast.Call)
        assert ast.unparse(first.func).endswith("redactor.redact")


def test_messages_are_written_in_one_module_and_read_in_few() -> None:
    writing = {m for m, tree in MODULES.items() if list(calls(tree, "Message"))}
    assert writing == WRITES_MESSAGES
    reading = {
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node).endswith("content.text")
    }
    assert reading == READS_MESSAGES


def test_what_writes_prompts_reads_no_file_but_the_persona() -> None:
    """Context comes from the editor and from project facts; nothing reads a file for a prompt."""
    reading = {
        module
        for module, tree in MODULES.items()
        if module.split("/")[0] in ("prompts", "assistant", "redaction", "llm")
        and any(list(calls(tree, name)) for name in READS_FILES)
    }
    assert reading == {"prompts/pack.py"}


def test_a_message_refuses_text_that_was_not_cleared() -> None:
    with pytest.raises(TypeError, match="cleared text only"):
        Message("user", "const password = 'hunter2';")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="abstract"):
        Cleared()  # type: ignore[abstract]
    with pytest.raises(TypeError, match="is made in"):
        type("Forged", (Cleared,), {})
    cleared = Clearing().clear("a", Origin("request"))
    with pytest.raises(AttributeError):
        cleared.text = "b"  # type: ignore[misc]


FORGERIES = """\
from nodewright.messages import Cleared, Message, Origin
from nodewright.redaction import Clearing

Message("user", "text")
Message("user", Cleared())
fine = Message("user", Clearing().clear("text", Origin("request")))
fine.content = "text"
Clearing().join("", ["text"])
"""


def test_the_type_checker_refuses_every_other_road(tmp_path: Path) -> None:
    file = tmp_path / "forgeries.py"
    file.write_text(FORGERIES)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(file)],
        capture_output=True,
        text=True,
        env={"MYPYPATH": str(HOUSE.parent), "PATH": "", "MYPY_CACHE_DIR": str(tmp_path / "cache")},
        cwd=tmp_path,
    )
    refused = {int(line.split(":")[1]) for line in done.stdout.split("\n") if ": error:" in line}
    assert refused == {4, 5, 7, 8}, done.stdout + done.stderr
