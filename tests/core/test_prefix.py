"""The beginning of a prompt is the same bytes from call to call, so that providers cache it."""

from __future__ import annotations

import json
from itertools import takewhile
from pathlib import Path

import pytest
from scripted import Scripted, order_for, run

SECRET = "const key = 'AKIAQ7ZLWN3XK5VTRB2D';\n"
FILES = ("const a = 1;\nmodule.exports = { a };\n", f"{SECRET}module.exports = {{ key }};\n")


def project(folder: Path, name: str) -> Path:
    root = folder / name
    root.mkdir()
    (root / "package.json").write_text(json.dumps({"name": name, "dependencies": {"express": "5"}}))
    return root


async def asked(root: Path, text: str, form: str, request: str) -> list[str]:
    """The texts of the messages that a run sends first."""
    model = Scripted("nonsense")
    await run(order_for(root, "a.js", text, (1, 2), "api-design", request), model, form)
    return model.asked[0]


@pytest.mark.parametrize("form", ["full", "compact"])
async def test_the_system_message_is_the_same_for_all_code_requests_and_projects(
    tmp_path: Path, form: str
) -> None:
    prompts = [
        await asked(project(tmp_path, f"p{number}"), text, form, request)
        for number, (text, request) in enumerate(zip(FILES, ("", "why?"), strict=True))
    ]
    assert len({prompt[0] for prompt in prompts}) == 1


@pytest.mark.parametrize("form", ["full", "compact"])
async def test_the_same_question_is_the_same_bytes(tmp_path: Path, form: str) -> None:
    root = project(tmp_path, "p")
    assert await asked(root, FILES[0], form, "why?") == await asked(root, FILES[0], form, "why?")


async def test_what_changes_comes_last(tmp_path: Path) -> None:
    """Two selections of one project share the system message and what is told of the project."""
    root = project(tmp_path, "p")
    one, two = [await asked(root, text, "full", "") for text in ("const a = 1;\n", "let b;\n")]
    assert one[0] == two[0]
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one[1], two[1], strict=False))
    assert "express" in "".join(first for first, _ in same)


async def test_a_repair_round_begins_with_all_that_was_sent_before(tmp_path: Path) -> None:
    model = Scripted("nonsense", "nonsense")
    order = order_for(project(tmp_path, "p"), "a.js", FILES[1], (1, 2), "fix-backend")
    await run(order, model)
    first, second = model.asked[:2]
    assert second[: len(first)] == first
