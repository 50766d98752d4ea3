"""Runs with a model that says what a test wants, on a workspace in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from nodewright.assistant import Assistant, Order, Outcome, Place
from nodewright.document import Snapshot, Span, encode
from nodewright.javascript.parsing import language_of
from nodewright.messages import Completion, Message, Usage
from nodewright.project import confine, read_project
from nodewright.prompts import PersonaPack, load_pack
from nodewright.rules import RuleBook, load_rules


@cache
def rule_book() -> RuleBook:
    """The built-in rules, read once."""
    return load_rules()


@cache
def pack() -> PersonaPack:
    """The built-in persona, read once."""
    return load_pack()


class Scripted:
    """A model that gives its answers in order, the last one again and again; 10 tokens each way."""

    def __init__(self, *answers: str) -> None:
        self.answers = answers
        self.asked: list[list[str]] = []

    async def __call__(
        self, messages: Sequence[Message], on_tokens: Callable[[int], None]
    ) -> Completion:
        """The next answer; what was asked is kept, the words of each message."""
        self.asked.append([message.content.text for message in messages])
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return Completion(answer, Usage(10, 10))


def order_for(
    root: Path, path: str, text: str, select: tuple[int, int], action: str, request: str = ""
) -> Order:
    """A run on whole lines (1-based, inclusive) of a document of the workspace ``root``."""
    file = root / path
    language = language_of(file.name)
    assert language is not None
    lines = text.split("\n")
    start = len(encode("\n".join(lines[: select[0] - 1]))) + (select[0] > 1)
    return Order(
        snapshot=Snapshot(file.as_uri(), 1, text, language),
        path=path,
        selection=Span(start, len(encode("\n".join(lines[: select[1]])))),
        action=pack().actions[action],
        request=request,
        facts=read_project(file, [root], language),
        place=Place(
            exists=lambda name: (root / name).exists(),
            confined=lambda name: confine(root, name) is not None,
            ignored=lambda name: False,
        ),
    )


async def run(order: Order, model: Scripted, form: str = "full") -> Outcome:
    """The whole way of a run, up to the edit that would be handed to the editor."""
    assert form in ("full", "compact")
    kind = "compact" if form == "compact" else "full"
    assistant = Assistant(rule_book(), pack(), pack().persona, model, "scripted", kind)
    return await assistant.run(order, lambda stage: None)
