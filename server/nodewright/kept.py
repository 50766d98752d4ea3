"""Answers of a model that were of use, kept on their user's disk: the same question is free then.

A question is known by its bytes as they would be sent, and by whom it would go to. What is kept is
the answer as it came, with placeholders where secrets stood; the key of a service is in neither.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path

from nodewright.messages import Complete, Completion, Message, Usage
from nodewright.redaction import UNMARKED, mark_in

log = logging.getLogger(__name__)

VARIABLE = "NODEWRIGHT_CACHE"
"""The environment variable that names another folder; set and empty, nothing is kept."""
MOST_BYTES = 20_000_000
"""Of all answers; one is some 4,000 bytes long, so that thousands are kept."""
LONGEST = 1_000_000
"""Bytes of one answer; a longer one is not kept."""
OLDEST = 30 * 24 * 3600.0
"""Seconds since an answer was last of use, after which it goes."""
_SUFFIX = ".json"


class KeptAnswers:
    """A folder of answers, readable by its user alone. Every method blocks; none raises OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> str | None:
        """The answer to a question, which counts as used now; None where there is none."""
        path = self._path(key)
        try:
            if path.stat().st_size > LONGEST:
                return None
            said = json.loads(path.read_bytes())
            os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            log.warning("a kept answer cannot be read (%s)", type(error).__name__)
            self.forget(key)
            return None
        text = said.get("text") if isinstance(said, dict) else None
        return text if isinstance(text, str) and text.strip() else None

    def put(self, key: str, text: str) -> None:
        """Keep an answer, and let go what is too old or too much."""
        content = json.dumps({"text": text}).encode()
        if len(content) > LONGEST:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = self.folder / f".{secrets.token_hex(8)}"
            handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with open(handle, "wb") as file:
                    file.write(content)
                made.replace(self._path(key))
            finally:
                made.unlink(missing_ok=True)
            self._tidy()
        except OSError as error:
            log.warning("an answer could not be kept (%s)", type(error).__name__)

    def forget(self, key: str) -> None:
        """Let go the answer to one question."""
        with suppress(OSError):
            self._path(key).unlink(missing_ok=True)

    def clear(self) -> int:
        """Let go all answers; returns how many there were."""
        gone = 0
        for path, _, _ in self._all():
            with suppress(OSError):
                path.unlink()
                gone += 1
        return gone

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

    def _all(self) -> list[tuple[Path, float, int]]:
        """Each file with the second of its last use and its bytes, the latest first."""
        found = []
        with suppress(OSError), os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    state = entry.stat(follow_symlinks=False)
                    found.append((Path(entry.path), state.st_mtime, state.st_size))
        return sorted(found, key=lambda one: one[1], reverse=True)

    def _tidy(self) -> None:
        total, now = 0, time.time()
        for path, used, size in self._all():
            total += size
            if total > MOST_BYTES or now - used > OLDEST:
                with suppress(OSError):
                    path.unlink()


def kept_answers(environ: Mapping[str, str]) -> KeptAnswers | None:
    """Those of the user, where the system keeps what can be made again; None: none are kept."""
    named = environ.get(VARIABLE)
    if named == "":
        return None
    home = Path(named).expanduser() if named else user_cache_path("nodewright", False)
    return KeptAnswers(home / "answers")


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer, and the mark of the placeholders in its question; empty without any."""

    completion: Completion
    mark: str


@dataclass
class Asked:
    """The questions of one run, answered from what is kept where that is possible.

    ``who`` tells one service and its settings from another. Nothing is kept before :meth:`keep`:
    only its end tells whether a run was of use.
    """

    kept: KeptAnswers
    complete: Complete
    who: str
    _first: tuple[Message, ...] = ()
    _answers: dict[str, _Answer] = field(default_factory=dict)

    async def __call__(
        self, messages: Sequence[Message], on_tokens: Callable[[int], None]
    ) -> Completion:
        """As :class:`nodewright.messages.Complete`; what was kept costs no tokens."""
        asked = tuple(messages)
        if asked[: len(self._first)] == self._first and self._first:
            # A repair: the answer that passes is the one to the first question, next time.
            return await self._ask(key_of(self.who, self._first), asked, on_tokens)
        self._first = self._first or asked
        key = key_of(self.who, asked)
        known = await asyncio.to_thread(self.kept.get, key)
        if known is None:
            return await self._ask(key, asked, on_tokens)
        mark = _mark_of(asked)
        text = known.replace(UNMARKED, mark) if mark else known
        self._answers[key] = _Answer(Completion(text, Usage(kept=True)), mark)
        return self._answers[key].completion

    async def _ask(
        self, key: str, messages: tuple[Message, ...], on_tokens: Callable[[int], None]
    ) -> Completion:
        completion = await self.complete(messages, on_tokens)
        self._answers[key] = _Answer(completion, _mark_of(messages))
        return completion

    async def keep(self) -> None:
        """The run was of use: the answers that passed are kept."""
        for key, answer in self._answers.items():
            completion = answer.completion
            if not completion.usage.kept and not completion.truncated:
                await asyncio.to_thread(self.kept.put, key, _unmarked(completion.text, answer.mark))

    async def forget(self) -> None:
        """The run was of no use: next time the model is asked anew."""
        for key, answer in self._answers.items():
            if answer.completion.usage.kept:
                await asyncio.to_thread(self.kept.forget, key)


def key_of(who: str, messages: Sequence[Message]) -> str:
    """64 hexadecimal digits of a question and of whom it goes to.

    The mark of the run is left out: the same secrets at the same places are the same question.
    """
    mark = _mark_of(messages)
    said = [who, *((m.role, _unmarked(m.content.text, mark)) for m in messages)]
    return hashlib.sha256(json.dumps(said).encode("utf-8", "surrogatepass")).hexdigest()


def _mark_of(messages: Sequence[Message]) -> str:
    return mark_in(message.content.text for message in messages)


def _unmarked(text: str, mark: str) -> str:
    return text.replace(mark, UNMARKED) if mark else text


def forgotten(kept: KeptAnswers | None) -> str:
    """Let go all answers; the sentence that says so."""
    gone = kept.clear() if kept is not None else 0
    if not gone:
        return "There were no kept answers."
    return "1 kept answer was deleted." if gone == 1 else f"{gone} kept answers were deleted."
