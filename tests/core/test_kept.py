"""Answers that were of use are kept: privately, within bounds, and only those."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from nodewright.kept import MOST_BYTES, OLDEST, Asked, KeptAnswers, kept_answers
from nodewright.messages import Completion, Message, Origin, Usage
from nodewright.redaction import Clearing

SECRET = "const key = 'AKIAQ7ZLWN3XK5VTRB2D';"


class Model:
    """Answers in order, and counts how often it is asked."""

    def __init__(self, *answers: str | Completion) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def __call__(
        self, messages: Sequence[Message], on_tokens: Callable[[int], None]
    ) -> Completion:
        self.asked += 1
        answer = self.answers.pop(0)
        return answer if isinstance(answer, Completion) else Completion(answer, Usage(100, 10))


def messages(*texts: str, clearing: Clearing | None = None) -> list[Message]:
    clearing = clearing or Clearing()
    return [Message("user", clearing.clear(text, Origin("request"))) for text in texts]


async def ask(asked: Asked, *texts: str) -> Completion:
    return await asked(messages(*texts), lambda count: None)


@pytest.fixture
def kept(tmp_path: Path) -> KeptAnswers:
    return KeptAnswers(tmp_path / "cache" / "answers")


async def test_a_question_whose_answer_was_of_use_is_not_asked_again(kept: KeptAnswers) -> None:
    model = Model("the answer")
    first = Asked(kept, model, "m")
    assert (await ask(first, "why?")).text == "the answer"
    await first.keep()
    again = await ask(Asked(kept, model, "m"), "why?")
    assert again.text == "the answer"
    assert again.usage == Usage(kept=True)
    assert model.asked == 1


async def test_nothing_is_kept_of_a_run_that_was_of_no_use(kept: KeptAnswers) -> None:
    model = Model("one", "two")
    await ask(Asked(kept, model, "m"), "why?")
    assert (await ask(Asked(kept, model, "m"), "why?")).text == "two"


async def test_an_answer_that_nobody_wants_any_more_is_asked_for_anew(kept: KeptAnswers) -> None:
    model = Model("one", "two")
    first = Asked(kept, model, "m")
    await ask(first, "why?")
    await first.keep()
    second = Asked(kept, model, "m")
    await ask(second, "why?")
    await second.forget()
    assert (await ask(Asked(kept, model, "m"), "why?")).text == "two"


async def test_after_a_repair_the_answer_that_passed_belongs_to_the_question(
    kept: KeptAnswers,
) -> None:
    model = Model("bad", "good", "the report")
    first = Asked(kept, model, "m")
    await ask(first, "why?")
    await ask(first, "why?", "bad", "repair it")
    await ask(first, "tell what changed")
    await first.keep()
    second = Asked(kept, model, "m")
    assert (await ask(second, "why?")).text == "good"
    assert (await ask(second, "tell what changed")).text == "the report"
    assert model.asked == 3


async def test_another_model_is_another_question(kept: KeptAnswers) -> None:
    model = Model("one", "two")
    first = Asked(kept, model, "m")
    await ask(first, "why?")
    await first.keep()
    assert (await ask(Asked(kept, model, "n"), "why?")).text == "two"


async def test_half_an_answer_is_not_kept(kept: KeptAnswers) -> None:
    model = Model(Completion("half an", Usage(1, 1), truncated=True), "whole")
    first = Asked(kept, model, "m")
    await ask(first, "why?")
    await first.keep()
    assert (await ask(Asked(kept, model, "m"), "why?")).text == "whole"


async def test_the_same_secrets_are_the_same_question_and_never_on_the_disk(
    kept: KeptAnswers,
) -> None:
    """Each run marks its placeholders anew; the kept answer speaks of those of this run."""
    one, two = messages(SECRET, clearing=Clearing()), messages(SECRET, clearing=Clearing())
    assert one[0].content.text != two[0].content.text
    model = Model(one[0].content.text)
    first = Asked(kept, model, "m")
    await first(one, lambda count: None)
    await first.keep()
    again = await Asked(kept, model, "m")(two, lambda count: None)
    assert again.text == two[0].content.text
    (file,) = kept.folder.iterdir()
    assert b"AKIAQ7" not in file.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_nobody_else_can_read_them(kept: KeptAnswers) -> None:
    before = os.umask(0)
    try:
        kept.put("k", "the answer")
    finally:
        os.umask(before)
    (file,) = kept.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.folder.stat().st_mode) == 0o700


def test_what_was_not_of_use_for_long_goes_and_the_rest_stays_within_its_size(
    kept: KeptAnswers,
) -> None:
    size = MOST_BYTES // 30
    for number in range(40):
        kept.put(f"k{number}", "x" * size)
        path = kept.folder / f"k{number}.json"
        if path.exists():
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 100 + number))
    assert kept.get("k39")
    assert kept.get("k0") is None
    assert sum(path.stat().st_size for path in kept.folder.iterdir()) <= MOST_BYTES
    old = kept.folder / "k39.json"
    os.utime(old, (0, old.stat().st_mtime - OLDEST - 1))
    kept.put("new", "x")
    assert kept.get("k39") is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"text": 1}', b'{"text": " "}', b"\xff", b"[" * 100_000]
)
def test_a_file_that_is_no_answer_is_none(kept: KeptAnswers, content: bytes) -> None:
    kept.put("k", "the answer")
    (kept.folder / "k.json").write_bytes(content)
    assert kept.get("k") is None


def test_a_folder_that_cannot_be_made_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = KeptAnswers(tmp_path / "file" / "answers")
    kept.put("k", "the answer")
    assert kept.get("k") is None
    assert kept.clear() == 0


def test_all_are_let_go_at_once(kept: KeptAnswers) -> None:
    kept.put("a", "one")
    kept.put("b", "two")
    assert kept.clear() == 2
    assert kept.clear() == 0
    assert kept.get("a") is None


def test_the_variable_names_the_folder_and_empty_it_keeps_nothing(tmp_path: Path) -> None:
    named = kept_answers({"NODEWRIGHT_CACHE": str(tmp_path)})
    assert named is not None
    assert named.folder == tmp_path / "answers"
    assert kept_answers({"NODEWRIGHT_CACHE": ""}) is None
    usual = kept_answers({})
    assert usual is not None
    assert "nodewright" in str(usual.folder)
