"""What an editor's extension gets on top: the proposal to choose from, the status, the report."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import attrs
import pytest_asyncio
from e2e.conftest import answer
from e2e.editor import PATIENCE, Editor
from e2e.test_main_job import HEADER, opened
from loopback import Gate, LoopbackModel, Text

STATUS, PROPOSAL, OUTCOME = "nodewright/status", "nodewright/proposal", "nodewright/outcome"
KEPT = "  const chunks = [];"
READLINE = "const readline = require('node:readline');"


def plain(value: Any) -> Any:
    """A message of a method of ours as JSON, which pygls hands over as objects."""
    if hasattr(value, "_asdict"):
        return {name: plain(found) for name, found in value._asdict().items()}
    return [plain(one) for one in value] if isinstance(value, (list, tuple)) else value


class Extension(Editor):
    """An editor whose extension shows proposals; ``choose`` is its user."""

    def __init__(self, root: Path) -> None:
        super().__init__("visual-studio-code", root)
        asked = {"outcome": True, "status": True, "proposal": True}
        self.capabilities = attrs.evolve(self.capabilities, experimental={"nodewright": asked})
        self.proposals: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.outcomes: list[dict[str, Any]] = []
        self.choose: Callable[[dict[str, Any]], Any] = lambda proposal: {"choice": "apply"}

        @self.client.feature(PROPOSAL)
        async def on_proposal(params: Any) -> Any:
            self.proposals.append(plain(params))
            self._heard.set()
            found = self.choose(self.proposals[-1])
            return await found if asyncio.isfuture(found) else found

        self.client.feature(STATUS)(lambda params: self.statuses.append(plain(params)))
        self.client.feature(OUTCOME)(lambda params: self.outcomes.append(plain(params)))

    async def outcome(self) -> dict[str, Any]:
        """How the run ended."""
        await self.until(lambda: bool(self.outcomes))
        return self.outcomes[-1]


@pytest_asyncio.fixture
async def editor(project: Path, model: LoopbackModel) -> AsyncIterator[Extension]:
    found = Extension(project)
    await found.start({"model.baseUrl": model.base_url, "model.name": "loopback-model"})
    yield found
    await found.stop()


async def asked(editor: Extension, model: LoopbackModel) -> str:
    """Run the fix whose answer streams the upload; the URI of its document."""
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    return uri


async def test_a_proposal_holds_the_texts_their_pieces_and_the_receipt(
    editor: Extension, model: LoopbackModel
) -> None:
    uri = await asked(editor, model)
    outcome = await editor.outcome()
    (shown,) = editor.proposals
    assert shown["uri"] == uri
    assert shown["title"] == "Fix backend"
    assert shown["reasons"] == []
    assert shown["receipt"][0] == "parses"
    before, after = shown["before"].splitlines(), shown["text"].splitlines()
    assert shown["text"].startswith(HEADER)
    texts = [
        ("\n".join(before[slice(*piece["old"])]), "\n".join(after[slice(*piece["new"])]))
        for piece in shown["pieces"]
    ]
    assert ("", READLINE) in texts
    assert not any("Expert AI assistant" in new for _, new in texts)
    (file,) = shown["files"]
    assert file["path"] == "test/import.test.js"
    assert file["before"] is None
    assert outcome["status"] == "applied", outcome["reasons"]
    assert editor.buffers[uri].text == shown["text"]
    assert list(editor.created.values()) == [file["text"]]


async def test_what_is_discarded_changes_nothing_and_stays_readable(
    editor: Extension, model: LoopbackModel
) -> None:
    editor.choose = lambda proposal: {"choice": "discard"}
    uri = await asked(editor, model)
    outcome = await editor.outcome()
    assert outcome["status"] == "refused"
    assert outcome["reasons"] == ["You chose not to apply it; nothing was changed."]
    assert READLINE in outcome["report"]
    assert editor.told() == "", "who said no is not told what they said"
    assert editor.edits == []
    assert READLINE not in editor.buffers[uri].text


async def test_a_chosen_part_is_checked_and_applied_alone(
    editor: Extension, model: LoopbackModel
) -> None:
    """The document without the new test: with its own receipt, the header, and one edit."""
    editor.choose = lambda proposal: {
        "choice": "part",
        "pieces": list(range(len(proposal["pieces"]))),
        "files": [],
    }
    uri = await asked(editor, model)
    outcome = await editor.outcome()
    assert outcome["status"] == "applied", outcome["reasons"]
    assert editor.buffers[uri].text == editor.proposals[0]["text"]
    assert editor.created == {}
    assert len(editor.edits) == 1
    total = len(editor.proposals[0]["pieces"]) + 1
    assert f"{total - 1} of {total} changes, chosen by you" in outcome["report"]


async def test_a_part_that_needs_the_rest_never_reaches_the_buffer(
    editor: Extension, model: LoopbackModel
) -> None:
    """The handler without its import of readline: the user is told why and asked again."""

    def choose(proposal: dict[str, Any]) -> dict[str, Any]:
        if proposal["reasons"]:
            return {"choice": "discard"}
        after = proposal["text"].splitlines()
        without = [
            at
            for at, piece in enumerate(proposal["pieces"])
            if after[slice(*piece["new"])] != [READLINE]
        ]
        assert len(without) == len(proposal["pieces"]) - 1
        return {"choice": "part", "pieces": without, "files": []}

    editor.choose = choose
    uri = await asked(editor, model)
    outcome = await editor.outcome()
    first, second = editor.proposals
    assert first["id"] == second["id"]
    assert any("readline" in reason for reason in second["reasons"])
    assert outcome["status"] == "refused"
    assert editor.edits == []
    assert KEPT in editor.buffers[uri].text


async def test_nothing_chosen_is_nothing_changed(editor: Extension, model: LoopbackModel) -> None:
    answers = [{"choice": "part", "pieces": [], "files": []}, {"choice": "discard"}]
    editor.choose = lambda proposal: answers.pop(0)
    await asked(editor, model)
    await editor.outcome()
    assert "Nothing of the proposal was chosen" in editor.proposals[1]["reasons"][0]
    assert editor.edits == []


async def test_an_unreadable_choice_changes_nothing(
    editor: Extension, model: LoopbackModel
) -> None:
    editor.choose = lambda proposal: ["apply"]
    await asked(editor, model)
    outcome = await editor.outcome()
    assert "could not be read" in outcome["reasons"][0]
    assert editor.edits == []


async def test_text_typed_while_the_diff_is_open_is_kept(
    editor: Extension, model: LoopbackModel
) -> None:
    """The choice is carried over to the newer text, which is checked as ever."""
    deciding: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    editor.choose = lambda proposal: deciding
    uri = await asked(editor, model)
    await editor.until(lambda: bool(editor.proposals))
    editor.type_text(uri, editor.buffers[uri].text + "// typed meanwhile\n")
    deciding.set_result({"choice": "apply"})
    outcome = await editor.outcome()
    assert outcome["status"] == "applied", outcome["reasons"]
    assert READLINE in editor.buffers[uri].text
    assert editor.buffers[uri].text.endswith("// typed meanwhile\n")


async def test_a_newer_run_takes_the_older_question_back(
    editor: Extension, model: LoopbackModel
) -> None:
    undecided: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    choices: list[Any] = [undecided, {"choice": "apply"}]
    editor.choose = lambda proposal: choices.pop(0)
    await asked(editor, model)
    await editor.until(lambda: len(editor.proposals) == 1)
    uri, selection = next(iter(editor.buffers)), opened_again(editor)
    model.answer(answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await editor.until(lambda: len(editor.outcomes) == 2)
    assert [told["status"] for told in editor.outcomes] == ["cancelled", "applied"]
    await asyncio.wait_for(asyncio.wait([undecided]), PATIENCE)
    assert undecided.cancelled()


def opened_again(editor: Extension) -> Any:
    uri = next(iter(editor.buffers))
    return editor.span(uri, "app.post('/products/import'", "chunks.push(chunk)")


def with_a_new_package() -> str:
    """The answer with a package that is in no package.json: a person has to say yes to it."""
    text = answer("stream-the-upload").replace("node:readline", "byline")
    call = "readline.createInterface({ input: req, crlfDelay: Infinity })"
    assert call in text
    return text.replace(call, "readline(req)")


async def test_the_risks_of_a_proposal_that_was_shown_are_not_asked_again(
    editor: Extension, model: LoopbackModel
) -> None:
    """A new dependency is a risk: seen in the diff and agreed to, it needs no second yes."""
    uri, selection = opened(editor)
    model.answer(with_a_new_package())
    await editor.run(uri, "fix-backend", selection)
    outcome = await editor.outcome()
    assert any("byline" in risk for risk in editor.proposals[0]["risks"])
    assert outcome["status"] == "applied", outcome["reasons"]
    (edit,) = editor.edits
    annotations = (edit.edit.change_annotations or {}).values()
    assert not any(annotation.needs_confirmation for annotation in annotations)
    assert "**Look at this:**" in outcome["report"]


async def test_a_proposal_that_was_not_shown_is_confirmed_as_in_every_editor(
    editor: Extension, model: LoopbackModel
) -> None:
    editor.choose = lambda proposal: {"choice": "unseen"}
    uri, selection = opened(editor)
    model.answer(with_a_new_package())
    await editor.run(uri, "fix-backend", selection)
    await editor.outcome()
    annotations = (editor.edits[0].edit.change_annotations or {}).values()
    assert any(annotation.needs_confirmation for annotation in annotations)


async def test_the_status_tells_the_model_and_the_tokens_of_a_run(
    editor: Extension, model: LoopbackModel
) -> None:
    uri, selection = opened(editor)
    gate = Gate()
    model.answer(Text(answer("stream-the-upload"), gate=gate, gate_after=10))
    await editor.until(lambda: bool(editor.statuses))
    assert editor.statuses[-1]["model"] == "loopback-model"
    assert editor.statuses[-1]["host"].startswith("127.0.0.1")
    assert editor.statuses[-1]["work"] == []
    await editor.run(uri, "fix-backend", selection)
    await editor.until(lambda: any(w["tokens"] for s in editor.statuses for w in s["work"]))
    (work,) = editor.statuses[-1]["work"]
    assert work["title"] == "Fix backend"
    assert work["uri"] == uri
    assert work["stage"] == "asking the model"
    gate.open()
    await editor.outcome()
    await editor.until(lambda: editor.statuses[-1]["work"] == [])


async def test_without_a_model_the_status_names_none(project: Path) -> None:
    editor = Extension(project)
    await editor.start()
    await editor.until(lambda: bool(editor.statuses))
    assert editor.statuses[-1]["model"] == ""
    await editor.stop()


async def test_the_page_of_an_outcome_is_named(editor: Extension, model: LoopbackModel) -> None:
    """A prompt that was only shown is no report."""
    uri, selection = opened(editor)
    place = {k: {"line": getattr(selection, k).line, "character": 0} for k in ("start", "end")}
    await editor.command({"action": "fix-backend", "uri": uri, "range": place, "preview": True})
    assert (await editor.outcome())["page"] == "prompt"
    assert model.requests == []
