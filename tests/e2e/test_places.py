"""Files wherever people keep them: odd names, links, several folders, no folder at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from e2e.conftest import ROOT, answer
from e2e.peer import Peer
from e2e.test_wire import BAD, PROGRESS, command, handler_of, options
from loopback import LoopbackModel

EDITS = {
    "workspace": {
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    **PROGRESS,
}


def copied(folder: Path) -> Path:
    """The example project in a folder of any name."""
    shutil.copytree(ROOT / "examples" / "upload-service", folder)
    return folder


async def offered_edit(
    peer: Peer, model: LoopbackModel, uri: str, text: str, name: str = "server"
) -> list[dict[str, Any]]:
    """Run *Fix backend* on a whole document; the document changes that the client is asked for."""
    model.answer(answer("stream-the-upload").replace("src/server.js", f"src/{name}.js"))
    peer.open(uri, text)
    await peer.ask("workspace/executeCommand", command(uri, range=handler_of(text)))
    asked = lambda: [m for m in peer.asked if m["method"] == "workspace/applyEdit"]  # noqa: E731
    await peer.until(lambda: bool(asked() or peer.told()))
    assert peer.told() == []
    return asked()[-1]["params"]["edit"]["documentChanges"]


@pytest.mark.parametrize(
    "name",
    ["with space", "ünïcode 文", "per%cent", "ha#sh", "ques?tion", "semi;colon", "a+b&c=d", "%41"],
)
async def test_any_folder_and_file_name_works(
    tmp_path: Path, model: LoopbackModel, name: str
) -> None:
    """Diagnostics, edit and created file name the place in the client's own spelling."""
    if os.name == "nt" and "?" in name:
        pytest.skip("Windows has no such names")
    root = copied(tmp_path / name)
    file = root / "src" / f"{name}.js"
    text = (root / "src" / "server.js").read_text()
    file.write_text(text)
    uri = file.as_uri()
    async with Peer() as peer:
        await peer.begin(root, EDITS, options(model), workspaceFolders=[folder(root)])
        changes = await offered_edit(peer, model, uri, text, name)
        await peer.until(lambda: bool(peer.published(uri)))
        assert peer.published(uri)[-1]["diagnostics"]
        assert changes[0]["textDocument"] == {"uri": uri, "version": 1}
        assert changes[1]["kind"] == "create"
        assert same(changes[1]["uri"], root / "test" / "import.test.js")


def folder(path: Path) -> dict[str, str]:
    """A workspace folder."""
    return {"uri": path.as_uri(), "name": path.name}


def same(uri: str, path: Path) -> bool:
    """True when a URI means a path, whatever it escapes."""
    return unquote(uri) == unquote(path.as_uri())


async def test_two_spellings_of_a_uri_are_one_document() -> None:
    """A document opened with one spelling is found, changed and closed with the other."""
    opened, other = "file:///some%20dir/a%2Bb.js", "file:///some dir/a+b.js"
    async with Peer() as peer:
        await peer.begin(None, EDITS)
        peer.open(opened, BAD)
        await peer.until(lambda: bool(peer.published(opened)))
        assert await peer.hover(other, 0, 14) is not None
        await peer.ask("workspace/executeCommand", command(other))
        edits = lambda: [m for m in peer.asked if m["method"] == "workspace/applyEdit"]  # noqa: E731
        await peer.until(lambda: bool(edits()))
        changes = edits()[0]["params"]["edit"]["documentChanges"]
        assert changes[0]["textDocument"]["uri"] == opened
        peer.notify("workspace/didChangeConfiguration", {"settings": {}})
        assert peer.published(other) == []
        peer.notify("textDocument/didClose", {"textDocument": {"uri": other}})
        assert await peer.hover(opened, 0, 14) is None


@pytest.mark.parametrize("opened_by_link", [True, False])
async def test_a_workspace_behind_a_link_is_a_workspace(
    tmp_path: Path, model: LoopbackModel, opened_by_link: bool
) -> None:
    """Root and file may be spelled by link or by real place; the new file goes to the root's."""
    real = copied(tmp_path / "real")
    (real / "package.json").unlink()
    link = tmp_path / "link"
    link.symlink_to(real, target_is_directory=True)
    file = (link if opened_by_link else real) / "src" / "server.js"
    async with Peer() as peer:
        await peer.begin(link, EDITS, options(model), workspaceFolders=[folder(link)])
        changes = await offered_edit(peer, model, file.as_uri(), file.read_text())
        assert changes[0]["textDocument"]["uri"] == file.as_uri()
        assert changes[1]["uri"] == (link / "test" / "import.test.js").as_uri()


async def test_without_a_folder_the_nearest_package_is_the_root(
    tmp_path: Path, model: LoopbackModel
) -> None:
    """``rootUri: null`` and no folders: package.json says where tests go."""
    root = copied(tmp_path / "alone")
    file = root / "src" / "server.js"
    async with Peer() as peer:
        await peer.begin(None, EDITS, options(model), workspaceFolders=None)
        changes = await offered_edit(peer, model, file.as_uri(), file.read_text())
        assert changes[1]["uri"] == (root / "test" / "import.test.js").as_uri()


async def test_folders_that_come_and_go_are_followed(tmp_path: Path) -> None:
    """A folder added later brings its agents; the last one that goes leaves nothing behind."""
    first, second = copied(tmp_path / "one"), copied(tmp_path / "two")
    agents = second / ".github" / "agents"
    agents.mkdir(parents=True)
    specification = ROOT / "tests" / "data" / "backend-expert-nodejs.agent.md"
    mine = specification.read_text().replace("Backend Expert - Node.js", "Our Own Expert")
    (agents / "own.agent.md").write_text(mine)

    def brains() -> list[str]:
        notes = [m for m in peer.heard if m.get("method") == "window/logMessage"]
        return [m["params"]["message"] for m in notes if "persona:" in m["params"]["message"]]

    async with Peer() as peer:
        await peer.begin(first, EDITS, workspaceFolders=[folder(first)])
        for added, removed in (([second], []), ([], [first, second])):
            event = {"added": [folder(p) for p in added], "removed": [folder(p) for p in removed]}
            peer.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        await peer.until(lambda: len(brains()) == 3)
        names = [text.rpartition("persona: ")[2] for text in brains()]
        assert "Our Own Expert" in names[1]
        assert names[0] == names[2] != names[1]


@pytest.mark.parametrize(
    ("uri", "language", "ours"),
    [
        ("file:///tmp/a.js", "", True),
        ("file:///tmp/a.js", "python", True),
        ("file:///tmp/script", "javascript", True),
        ("file:///tmp/a.txt", "javascript", True),
        ("file:///tmp/a.txt", "plaintext", False),
        ("untitled:Untitled-1", "typescriptreact", True),
        ("untitled:Untitled-1", "plaintext", False),
        ("git:/tmp/a.js?%7B%22ref%22%3A%22HEAD%22%7D", "javascript", True),
        ("", "javascript", True),
    ],
)
async def test_extension_first_then_language(uri: str, language: str, ours: bool) -> None:
    """What is ours by name or by language is analysed, and nothing else."""
    async with Peer() as peer:
        await peer.begin()
        peer.open(uri, BAD, language)
        assert (await peer.hover(uri, 0, 14) is not None) is ours
        assert await peer.end() == 0


@pytest.mark.parametrize("persona", ["~nobody-here/x.agent.md", "a\0b", "/", ".", "~"])
async def test_a_persona_that_is_nowhere_is_one_sentence(persona: str) -> None:
    """An odd path is told of, and the built-in persona works."""
    async with Peer() as peer:
        assert "result" in await peer.begin(options={"persona": persona})
        await peer.until(lambda: bool(peer.told()))
        assert len(peer.told()) == 1
        assert "Traceback" not in peer.told()[0]
        assert await peer.end() == 0
