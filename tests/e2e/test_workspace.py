"""Diagnostics that a client pulls: of one document, and of the whole workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from e2e.peer import Peer

PULLS: dict[str, Any] = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"workspaceFolders": True, "diagnostics": {"refreshSupport": True}},
}
BAD = "function run(text) {\n  return eval(text);\n}\n"


def tree(root: Path, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def folder(root: Path) -> list[dict[str, str]]:
    """The workspace's one folder."""
    return [{"uri": root.as_uri(), "name": root.name}]


async def pull(peer: Peer, before: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """One pull of the workspace: its reports by URI."""
    ids = [{"uri": uri, "value": value} for uri, value in (before or {}).items()]
    answer = await peer.ask("workspace/diagnostic", {"previousResultIds": ids, **more})
    return {report["uri"]: report for report in answer["result"]["items"]}


async def test_all_files_are_looked_into_but_those_that_are_ignored(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "src/a.js": BAD,
            "src/b.ts": BAD,
            "src/clean.js": "const a = 1;\n",
            "src/types.d.ts": BAD,
            "src/lib.min.js": BAD,
            "src/binary.js": "\0" + BAD,
            "src/notes.md": BAD,
            "node_modules/x/index.js": BAD,
            "dist/a.js": BAD,
            "generated/a.js": BAD,
            "levels/a.js": BAD,
            ".gitignore": "dist/\n",
            ".nodewrightignore": "generated/\n",
            "nodewright.toml": "ignore = ['levels/']\n",
        },
    )
    (tmp_path / "src" / "latin.js").write_bytes(b"eval('\xff');\n" + BAD.encode())
    async with Peer() as peer:
        answer = await peer.begin(tmp_path, PULLS, workspaceFolders=folder(tmp_path))
        provider = answer["result"]["capabilities"]["diagnosticProvider"]
        assert provider["workspaceDiagnostics"] is True
        found = await pull(peer)
        assert sorted(found) == [(tmp_path / "src" / n).as_uri() for n in ("a.js", "b.ts")]
        for report in found.values():
            assert (report["kind"], report["version"]) == ("full", None)
            (item,) = report["items"]
            assert item["code"] == "code-injection"
            assert item["range"]["start"] == {"line": 1, "character": 9}
        assert await peer.end() == 0


async def test_only_what_changed_is_told_again(tmp_path: Path) -> None:
    """A file is unchanged, changed, repaired, gone, or open with a text of its own."""
    names = ("same.js", "changed.js", "repaired.js", "gone.js", "open.js")
    tree(tmp_path, dict.fromkeys(names, BAD))
    uris = {name: (tmp_path / name).as_uri() for name in names}
    async with Peer() as peer:
        await peer.begin(tmp_path, PULLS, workspaceFolders=folder(tmp_path))
        first = await pull(peer)
        assert sorted(first) == sorted(uris.values())
        before = {uri: report["resultId"] for uri, report in first.items()}
        (tmp_path / "changed.js").write_text("// moved\n" + BAD)
        (tmp_path / "repaired.js").write_text("const a = 1;\n")
        (tmp_path / "gone.js").unlink()
        peer.open(uris["open.js"], "\n\n" + BAD, version=7)
        peer.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uris["open.js"], "version": 8},
                "contentChanges": [{"text": "\n" + BAD}],
            },
        )
        second = await pull(peer, before)
        kinds = {Path(uri).name: report["kind"] for uri, report in second.items()}
        assert kinds == dict.fromkeys(names, "full") | {"same.js": "unchanged"}
        assert second[uris["changed.js"]]["items"][0]["range"]["start"]["line"] == 2
        assert second[uris["repaired.js"]]["items"] == []
        assert second[uris["gone.js"]]["items"] == []
        assert second[uris["open.js"]]["version"] == 8
        assert second[uris["open.js"]]["items"][0]["range"]["start"]["line"] == 2


async def test_reports_come_in_parts_where_the_client_takes_them(tmp_path: Path) -> None:
    tree(tmp_path, {f"src/{number}.js": BAD for number in range(45)})
    async with Peer() as peer:
        await peer.begin(tmp_path, PULLS, workspaceFolders=folder(tmp_path))
        assert await pull(peer, partialResultToken="part") == {}
        told = [m["params"] for m in peer.heard if m.get("method") == "$/progress"]
        assert [p["token"] for p in told] == ["part"] * 3
        parts = [report for p in told for report in p["value"]["items"]]
        assert len({report["uri"] for report in parts}) == 45
        assert all(report["items"][0]["code"] == "code-injection" for report in parts)


async def test_a_look_can_be_cancelled_and_the_server_answers_meanwhile(tmp_path: Path) -> None:
    tree(tmp_path, {f"src/{number}.js": BAD * 40 for number in range(400)})
    uri = (tmp_path / "open.js").as_uri()
    async with Peer() as peer:
        await peer.begin(tmp_path, PULLS, workspaceFolders=folder(tmp_path))
        peer.open(uri, BAD)
        asked = {"previousResultIds": [], "partialResultToken": "part"}
        number = peer.request("workspace/diagnostic", asked)
        await peer.until(lambda: any(m.get("method") == "$/progress" for m in peer.heard))
        assert "eval" in (await peer.hover(uri, 1, 10))["contents"]["value"]
        assert peer.answer(number) is None
        peer.notify("$/cancelRequest", {"id": number})
        await peer.until(lambda: peer.answer(number) is not None)
        assert peer.answer(number)["error"]["code"] == -32800
        assert await peer.end() == 0


@pytest.mark.parametrize("setting", ["workspace", "enabled"])
async def test_a_setting_leaves_closed_files_alone(tmp_path: Path, setting: str) -> None:
    tree(tmp_path, {"a.js": BAD})
    async with Peer() as peer:
        options = {"diagnostics": {setting: False}}
        await peer.begin(tmp_path, PULLS, options, workspaceFolders=folder(tmp_path))
        assert await pull(peer) == {}


async def test_a_document_that_did_not_change_is_not_sent_twice(tmp_path: Path) -> None:
    """And nothing is pushed to a client that pulls."""
    uri = (tmp_path / "a.js").as_uri()
    asked: dict[str, Any] = {"textDocument": {"uri": uri}}
    async with Peer() as peer:
        await peer.begin(tmp_path, PULLS, workspaceFolders=folder(tmp_path))
        peer.open(uri, BAD)
        first = (await peer.ask("textDocument/diagnostic", asked))["result"]
        assert [item["code"] for item in first["items"]] == ["code-injection"]
        asked["previousResultId"] = first["resultId"]
        again = (await peer.ask("textDocument/diagnostic", asked))["result"]
        assert again == {"kind": "unchanged", "resultId": first["resultId"]}
        peer.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": 2},
                "contentChanges": [{"text": "const a = 1;\n"}],
            },
        )
        last = (await peer.ask("textDocument/diagnostic", asked))["result"]
        assert (last["kind"], last["items"]) == ("full", [])
        assert peer.published(uri) == []


async def test_a_changed_configuration_asks_the_client_to_pull_again(tmp_path: Path) -> None:
    uri = (tmp_path / "a.js").as_uri()
    async with Peer() as peer:
        await peer.begin(tmp_path, PULLS, workspaceFolders=folder(tmp_path))
        peer.open(uri, BAD)
        (tmp_path / "nodewright.toml").write_text("rules.injection = 'off'\n")
        change = {"uri": (tmp_path / "nodewright.toml").as_uri(), "type": 1}
        peer.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
        await peer.until(lambda: any(m["method"].endswith("/refresh") for m in peer.asked))
        answer = await peer.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        assert answer["result"]["items"] == []
