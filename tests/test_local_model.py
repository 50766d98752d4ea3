"""Where the real models of the tests come from: put together, checked, kept; no network here."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

import attrs
import pytest
from local_model.catalogue import CATALOGUE, ModelFile, model_named
from local_model.fetching import Unavailable, fetch

PIECES = [b"GGUF first,", b" second,", b" and third"]


def a_model(whole: bytes = b"".join(PIECES), size: int | None = None) -> ModelFile:
    """A model in three wheels, whose file should be ``whole``."""
    return ModelFile(
        name="tiny",
        title="Tiny-1B",
        quantization="Q4_1",
        package="tiny-part{part}",
        version="1.0",
        member="tiny_part{part}/data/part{part:02}.bin",
        parts=3,
        bytes=len(whole) if size is None else size,
        sha256=hashlib.sha256(whole).hexdigest(),
        download=1,
        context=512,
        memory=0.1,
        licence="none stated",
    )


@attrs.define
class Index:
    """A package index that holds the three wheels, and counts what is asked of it."""

    asked: list[str] = attrs.Factory(list)

    def download(self, requirement: str, folder: Path) -> Path:
        self.asked.append(requirement)
        number = len(self.asked) % 3 or 3
        wheel = folder / f"tiny_part{number}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"tiny_part{number}/__init__.py", "raise SystemExit('imported')")
            archive.writestr(f"tiny_part{number}/data/part{number:02}.bin", PIECES[number - 1])
        return wheel


def test_the_pieces_are_put_together_in_order_and_kept(tmp_path: Path) -> None:
    """Three wheels become one checked file, and a second call asks the index for nothing."""
    index, cache = Index(), tmp_path / "cache"
    path = fetch(a_model(), cache, index.download, lambda _: None)
    assert path.read_bytes() == b"".join(PIECES)
    assert index.asked == ["tiny-part1==1.0", "tiny-part2==1.0", "tiny-part3==1.0"]
    assert fetch(a_model(), cache, index.download, lambda _: None) == path
    assert len(index.asked) == 3
    assert list(cache.iterdir()) == [path]


def test_another_file_than_expected_is_thrown_away(tmp_path: Path) -> None:
    """A wrong SHA-256 is said, and nothing of the file stays."""
    with pytest.raises(Unavailable, match="another file than expected"):
        fetch(a_model(b"other bytes of the same kind."), tmp_path, Index().download, print)
    assert list(tmp_path.iterdir()) == []


def test_a_piece_larger_than_the_whole_is_refused(tmp_path: Path) -> None:
    """A bomb in an archive is not unpacked to its end."""
    with pytest.raises(Unavailable, match="larger than the whole model"):
        fetch(a_model(size=5), tmp_path, Index().download, print)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    """A file of the right length with other bytes is noticed before a model is loaded from it."""
    index = Index()
    path = fetch(a_model(), tmp_path, index.download, print)
    path.write_bytes(b"x" * len(b"".join(PIECES)))
    said: list[str] = []
    assert fetch(a_model(), tmp_path, index.download, said.append) == path
    assert path.read_bytes() == b"".join(PIECES)
    assert "damaged" in said[0]


def test_a_wheel_without_its_piece_is_said(tmp_path: Path) -> None:
    """A package that changed its layout gives a sentence with the name of what is missing."""
    changed = ModelFile(**{**vars(a_model()), "member": "elsewhere/part{part}.bin"})
    with pytest.raises(Unavailable, match=r"does not hold elsewhere/part1\.bin"):
        fetch(changed, tmp_path, Index().download, print)


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_the_facts_of_each_model_are_whole(name: str) -> None:
    """Exact version, full SHA-256, a wheel and a member for each part, and a licence stated."""
    model = model_named(name)
    assert re.fullmatch(r"[0-9a-f]{64}", model.sha256)
    assert len({requirement for requirement, _ in model.wheels()}) == model.parts
    assert all(re.fullmatch(r"[\w-]+==\d[\w.]*", r) for r, _ in model.wheels())
    assert all("{" not in member for _, member in model.wheels())
    assert model.licence


def test_an_unknown_model_is_answered_with_the_names_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"no model 'gpt-5'; there are smollm2, "):
        model_named("gpt-5")


def test_the_product_needs_none_of_it() -> None:
    """The runtime is in an extra of its own, and no dependency of the package."""
    text = (Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8")
    needed, _, extras = text.partition("[project.optional-dependencies]")
    assert "llamacpp" not in needed
    assert re.search(r'^model = \["xllamacpp==[\d.]+"\]', extras, re.MULTILINE)
