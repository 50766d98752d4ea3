"""What holds of the checks in VS Code without VS Code; ``make editors`` runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VSCODE = ROOT / "tests" / "editors" / "vscode"
IMAGES = ROOT / "client-config" / "vscode" / "images"


def parts_of(constant: str) -> list[str]:
    """The names in one of the lists of run.mjs."""
    source = (VSCODE / "run.mjs").read_text("utf-8")
    found = re.search(rf"^const {constant} = \[(.*)\];$", source, re.MULTILINE)
    assert found, constant
    return re.findall(r"'(\w+)'", found[1])


def sentences() -> list[str]:
    """What all checks say that they check."""
    texts = [
        file.read_text("utf-8") for file in VSCODE.rglob("*") if file.suffix in (".js", ".mjs")
    ]
    pattern = r"^  (?:async '([^']+)'\(\)|await check\('([^']+)',)"
    return [a or b for text in texts for a, b in re.findall(pattern, text, re.MULTILINE)]


def test_every_package_comes_from_the_public_registry() -> None:
    """The lock file names no mirror, and each package with its checksum."""
    lock = json.loads((VSCODE / "package-lock.json").read_text("utf-8"))
    packages = [entry for name, entry in lock["packages"].items() if name]
    assert len(packages) > 100
    for entry in packages:
        assert entry["resolved"].startswith("https://registry.npmjs.org/"), entry
        assert entry["integrity"].startswith("sha512-"), entry


def test_no_file_of_checks_is_forgotten() -> None:
    """Each file of checks is named where they are run."""
    inside = sorted(file.stem for file in (VSCODE / "inside" / "checks").glob("*.js"))
    screen = sorted(file.stem for file in (VSCODE / "screen").glob("*.mjs"))
    assert inside == sorted(parts_of("PARTS"))
    assert screen == sorted(parts_of("SCREENS"))


def test_each_check_is_one_sentence_of_its_own() -> None:
    """At least a dozen checks; no two say the same, and each says it in a sentence."""
    found = sentences()
    assert len(found) >= 12
    assert len({*found}) == len(found)
    for sentence in found:
        assert re.fullmatch(r"[A-Z].*\.", sentence), sentence


def test_the_pictures_of_the_documentation_are_small_and_taken_by_the_checks() -> None:
    """Each picture of the extension's README is one that a check keeps, below 200 KB."""
    source = "".join(file.read_text("utf-8") for file in (VSCODE / "screen").glob("*.mjs"))
    taken = {*re.findall(r"\.picture\('(\w+)'\)", source)}
    page = (ROOT / "client-config" / "vscode" / "README.md").read_text("utf-8")
    shown = {Path(name).stem for name in re.findall(r"\]\(images/([\w-]+\.png)\)", page)}
    assert shown <= taken
    for name in shown:
        assert (IMAGES / f"{name}.png").stat().st_size < 200_000, name
