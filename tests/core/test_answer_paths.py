"""Where new files may go: every case of ``tests/paths``, by its name and on a real disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from nodewright.answer.naming import same_name, to_confirm, trouble_with
from nodewright.project import confine, twin_of

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "paths" / "cases.yml").read_text("utf-8")
)
PATHS = [(path, case) for case in CASES for path in case["paths"]]
ESCAPES = ("outside of the workspace", "nobody can see", "stream of a file", "reserved name")


@pytest.mark.parametrize(("path", "case"), PATHS, ids=[ascii(path)[:60] for path, _ in PATHS])
def test_a_path_is_judged_by_its_name(path: str, case: dict[str, Any]) -> None:
    """Fine, to be confirmed, or refused with the reason that fits."""
    trouble, doubt = trouble_with(path), to_confirm(path)
    if case["verdict"] == "refused":
        assert case["says"] in trouble
    elif case["verdict"] == "confirm":
        assert not trouble
        assert case["says"] in doubt
    else:
        assert (trouble, doubt) == ("", "")


@pytest.mark.parametrize(("path", "case"), PATHS, ids=[ascii(path)[:60] for path, _ in PATHS])
def test_the_disk_agrees_with_the_names(path: str, case: dict[str, Any], tmp_path: Path) -> None:
    """What a name allows is placed below the root; what escapes by its name escapes nowhere."""
    place = confine(tmp_path, path)
    if case["verdict"] != "refused":
        assert place is not None
    if place is not None:
        assert place.relative_to(tmp_path).parts
    if case.get("says") in ESCAPES:
        assert place is None


def test_cases_are_many_and_said_once() -> None:
    """A path stands in one group only."""
    assert len(PATHS) > 180
    assert len({path for path, _ in PATHS}) == len(PATHS)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/app.js", "src/app.js"),
        ("src/App.js", "src/app.js"),
        ("Src/App.js", "src/app.js"),
        ("SRC/new.js", "src/new.js"),
        ("src/new.js", ""),
        ("new/app.js", ""),
        ("src", "src"),
        ("src/cafe\u0301.js", "src/caf\u00e9.js"),
        ("src/STRASSE.js", "src/straße.js"),
        ("src/both.js", "src/both.js"),
        ("src/OPEN.js", "src/open.js"),
    ],
)
def test_a_file_exists_under_every_spelling_of_its_name(
    tmp_path: Path, path: str, expected: str
) -> None:
    """Case and composed letters do not make another file; nor does a buffer never saved."""
    (tmp_path / "src").mkdir()
    for name in ("app.js", "caf\u00e9.js", "straße.js", "both.js", "Both.js"):
        (tmp_path / "src" / name).touch()
    assert twin_of(tmp_path, path, ["src/open.js"]) == expected
    if expected and path.count("/") == expected.count("/") == 1 and "new" not in path:
        assert same_name(path) == same_name(expected)
