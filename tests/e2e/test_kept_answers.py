"""An undone action is redone without paying, an explanation is there at once the second time."""

from __future__ import annotations

from pathlib import Path

from e2e.conftest import Start, answer
from e2e.editor import Editor
from e2e.test_main_job import opened
from loopback import LoopbackModel
from lsprotocol import types
from pygls import uris

KEPT = "an answer kept from before, no tokens"


def report_of(editor: Editor) -> str:
    """The last report that the editor was asked to show."""
    path = uris.to_fs_path(editor.client.shown_documents[-1].uri)
    return Path(path).read_text("utf-8")


async def test_an_undone_action_is_redone_by_another_server_without_the_model(
    start: Start, model: LoopbackModel
) -> None:
    first = await start(model=model)
    uri, selection = opened(first)
    model.answer(answer("stream-the-upload"))
    await first.run(uri, "fix-backend", selection)
    assert "applied" in (await first.ended())[-1]
    done = first.buffers[uri].text

    second = await start(model=model)
    uri, selection = opened(second)
    await second.run(uri, "fix-backend", selection)
    assert "applied" in (await second.ended())[-1]
    assert second.buffers[uri].text == done
    assert KEPT in report_of(second)
    assert len(model.asked) == 1


async def test_a_refused_answer_is_not_kept(
    start: Start, model: LoopbackModel, kept_answers: Path
) -> None:
    editor = await start(model=model)
    uri = editor.open("src/add.js", text="exports.add = (a, b) => a + b;\n")
    for runs in (1, 2):
        model.answer("nonsense", "nonsense")
        await editor.run(uri, "fix-backend", editor.span(uri, "exports", ";"))
        assert (await editor.ended(runs))[-1] == "refused; nothing was changed"
        assert len(model.asked) == 2 * runs
    assert not list((kept_answers / "answers").glob("*"))


async def test_the_command_forgets_and_the_setting_keeps_nothing(
    start: Start, model: LoopbackModel, kept_answers: Path
) -> None:
    editor = await start(model=model)
    uri, selection = opened(editor)
    model.answer(answer("stream-the-upload"))
    await editor.run(uri, "fix-backend", selection)
    await editor.ended()
    assert len(list((kept_answers / "answers").iterdir())) == 1
    await editor.client.workspace_execute_command_async(
        types.ExecuteCommandParams("nodewright.forget", [])
    )
    assert not list((kept_answers / "answers").iterdir())
    assert "1 kept answer was deleted." in [m.message for m in editor.client.messages]

    careful = await start(model=model, options={"model.keepAnswers": False})
    uri, selection = opened(careful)
    model.answer(answer("stream-the-upload"))
    await careful.run(uri, "fix-backend", selection)
    assert "applied" in (await careful.ended())[-1]
    assert not list((kept_answers / "answers").iterdir())
