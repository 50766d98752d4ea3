"""Fixtures: the example project in a fresh folder, an editor, a model on loopback."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from e2e.editor import CLIENTS, Editor
from loopback import LoopbackModel

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = Path(__file__).parent / "answers"

Start = Callable[..., Awaitable[Editor]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the example project."""
    folder = tmp_path / "upload-service"
    shutil.copytree(ROOT / "examples" / "upload-service", folder)
    return folder


@pytest_asyncio.fixture
async def model() -> AsyncIterator[LoopbackModel]:
    """A model on loopback that every test scripts for itself."""
    async with LoopbackModel() as running:
        yield running


@pytest_asyncio.fixture
async def start(project: Path) -> AsyncIterator[Start]:
    """Start an editor of some name; all are stopped at the end."""
    editors: list[Editor] = []

    async def begin(
        name: str = "visual-studio-code",
        model: LoopbackModel | None = None,
        options: dict[str, Any] | None = None,
        environ: dict[str, str] | None = None,
        root: Path | None = None,
    ) -> Editor:
        editor = Editor(name, root or project)
        editors.append(editor)
        settings = dict(options or {})
        if model is not None:
            settings.setdefault("model.baseUrl", model.base_url)
            settings.setdefault("model.name", "loopback-model")
        await editor.start(settings, environ)
        return editor

    yield begin
    for editor in editors:
        await editor.stop()


@pytest.fixture(params=CLIENTS)
def client_name(request: pytest.FixtureRequest) -> str:
    """Each captured client in turn."""
    return request.param


def answer(name: str) -> str:
    """A recorded answer."""
    return (ANSWERS / f"{name}.md").read_text(encoding="utf-8")
