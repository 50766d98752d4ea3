"""Show the main job in a terminal: the finding, the action, the progress, the diff, the report.

    python3 examples/demo.py

Sets everything up first. Works on a copy of ``examples/upload-service`` and speaks LSP to the
real server process. With OPENAI_API_KEY or OPENAI_BASE_URL set the model does the work, without
them the offline rules.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "upload-service"
FIRST, LAST = "// fix backend:", "app.get('/health'"


def main() -> int:
    """Install if needed, then run the walk-through inside the environment."""
    sys.path.insert(0, str(ROOT / ".ci"))
    from environment import python_with

    return subprocess.run([python_with(""), __file__, "--inside"], cwd=ROOT).returncode


def inside() -> int:
    """The walk-through on a copy of the example."""
    with tempfile.TemporaryDirectory(prefix="nodewright-demo-") as folder:
        project = Path(folder).resolve() / EXAMPLE.name
        shutil.copytree(EXAMPLE, project)
        return asyncio.run(walk_through(project))


async def walk_through(project: Path) -> int:
    """What a person would see in the editor, one thing after the other."""
    from lsprotocol import types
    from nodewright.cli.fix import print_diff
    from nodewright.client import TerminalEditor
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(highlight=False)
    file = project / "src" / "server.js"
    before = file.read_text(encoding="utf-8")
    lines = before.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith(FIRST))
    end = next(i for i, line in enumerate(lines) if line.startswith(LAST)) - 1
    selection = types.Range(types.Position(start, 0), types.Position(end, 0))
    console.rule(f"1. {file.relative_to(project.parent)} is opened")
    said: list[str] = []

    def say(message: str) -> None:
        if message not in said:
            said.append(message)
            console.print(f"  … {message}", style="dim", markup=False)

    async with TerminalEditor(project, {}, say) as editor:
        for found in await editor.open(file, before):
            severity = found.severity.name.lower() if found.severity else ""
            console.print(f"  line {found.range.start.line + 1}: {severity} [b]{found.code}[/b]")
            console.print(f"    {found.message}", markup=False)
        console.rule(f"2. lines {start + 1} to {end} are selected; the light bulb offers")
        titles = await editor.action_titles(selection)
        picked = "Backend Expert: Fix backend"
        for title in titles:
            mark = "[green]→[/green]" if title == picked else " "
            console.print(f"  {mark}", end=" ")
            console.print(title, markup=False)
        console.rule("3. the action runs")
        console.print(f"  with {editor.brain}", markup=False)
        result = await editor.run("fix-backend", selection)
    for reason in result.reasons:
        console.print(f"  {reason}", style="yellow", markup=False)
    console.rule("4. the edit")
    print_diff(console, file, before, result)
    console.rule("5. the report")
    console.print(Markdown(result.report))
    write(project, file, result.text, dict(result.created))
    console.rule("6. the project's tests, after the edit")
    tests = run_tests(project)
    console.print(tests, markup=False)
    console.print(f"The run ended: {result.status}, with {editor.brain}.", markup=False)
    return 0 if result.status in ("applied", "refused") else 2


def write(project: Path, file: Path, text: str, created: dict[str, str]) -> None:
    """Save the copy as an editor would."""
    file.write_text(text, encoding="utf-8")
    for name, content in created.items():
        target = project / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


def run_tests(project: Path) -> str:
    """The last lines of the project's own test run, or why there was none."""
    npm = shutil.which("npm")
    if npm is None:
        return "Node.js is not installed, so the example's tests were not run."
    environ = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(
        [npm, "test", "--silent"], cwd=project, env=environ, capture_output=True, text=True
    )
    counts = [line for line in done.stdout.split("\n") if line.startswith(("# ", "ℹ "))]
    return "\n".join(line for line in counts if line[2:].startswith(("tests", "pass", "fail")))


if __name__ == "__main__":
    sys.exit(inside() if "--inside" in sys.argv else main())
