"""What a model or its server put around an answer: reasoning, JSON, HTML, tags and stop words."""

from __future__ import annotations

import html
import json
import re

_NAMES = r"(?:think|thinking|thought|reasoning|reflection|scratchpad|analysis)"
_THINK = re.compile(rf"\s*[<\[\u25c1]({_NAMES})[>\]\u25b7]", re.I)
_THOUGHT = re.compile(rf"^[ \t]*[<\[\u25c1]/{_NAMES}[>\]\u25b7][ \t]*$", re.I | re.M)
_THOUGHT_INLINE = re.compile(rf"[<\[\u25c1]/{_NAMES}[>\]\u25b7]", re.I)
# The channels of the harmony format: what counts follows the last "final".
_CHANNEL = re.compile(r"<\|channel\|>\s*(\w+)[^<]*<\|message\|>")
# Special tokens of chat templates that a server let through.
_STOPS = re.compile(
    r"(?:<\|(?:im_end|eot_id|end|endoftext|end_of_text|return|eom_id|end\u2581of\u2581sentence)\|>"
    r"|<\uff5cend\u2581of\u2581sentence\uff5c>|</s>|<end_of_turn>|\[/INST\]|<eos>)\s*\Z"
)
_TAG = re.compile(
    r"\A\s*<(answer|output|response|result|final)>[ \t]*\n(.*)\n[ \t]*</\1>\s*\Z", re.S | re.I
)
_FENCED_JSON = re.compile(r"\A\s*```(?:json)?[ \t]*\n(.*)\n[ \t]*```\s*\Z", re.S)
_ESCAPED_MARK = re.compile(r"^\s*(?:&lt;){5,9}\s*SEARCH", re.M)
_PLAIN_MARK = re.compile(r"^\s*<{5,9}\s*SEARCH", re.M)
_MARKS = re.compile(
    r"^\s*(?:<{5,9}\s*SEARCH|#{1,6}\s*(?:EDIT|CREATE|REWRITE|Changes)\b)", re.M | re.I
)
MAX_DEPTH = 8
"""Levels of JSON that are looked into for the answer."""


def unwrapped(text: str) -> str | None:
    """The answer itself, in LF; None where it ends inside of the model's reasoning."""
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    without = _without_reasoning(plain)
    if without is None:
        return None
    plain = _without_stops(without)
    tagged = _TAG.match(plain)
    plain = _from_json(tagged[2] if tagged else plain)
    if _ESCAPED_MARK.search(plain) and not _PLAIN_MARK.search(plain):
        plain = html.unescape(plain)
    return plain


def _without_stops(text: str) -> str:
    while found := _STOPS.search(text):
        text = text[: found.start()]
    return text


def _without_reasoning(text: str) -> str | None:
    """The text after a reasoning preamble; None when the preamble never ends."""
    channels = list(_CHANNEL.finditer(text))
    if channels:
        last = channels[-1]
        return text[last.end() :] if last[1].lower() == "final" else None
    closed = _THOUGHT.search(text)
    if _THINK.match(text):
        end = closed.end() if closed else -1
        inline = _THOUGHT_INLINE.search(text)
        if inline and (end < 0 or inline.end() < end):
            end = inline.end()
        return text[end:] if end >= 0 else None
    if closed and not re.search(r"[<\[]think", text[: closed.start()], re.I):
        return text[closed.end() :]
    return text


def _from_json(text: str) -> str:
    """The one text that a JSON object or string holds, where it reads like an answer."""
    fenced = _FENCED_JSON.match(text)
    inner = fenced[1] if fenced else text
    if inner.lstrip()[:1] not in ("{", '"', "["):
        return text
    try:
        held = json.loads(inner, strict=False)
    except (ValueError, RecursionError):
        return text
    for said in _texts(held):
        if _MARKS.search(said) or "END OF ANSWER" in said:
            return said.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _texts(held: object) -> list[str]:
    """The texts of a JSON value, the longest first."""
    level, found = [held], list[str]()
    for _ in range(MAX_DEPTH):
        following: list[object] = []
        for value in level:
            if isinstance(value, str):
                found.append(value)
            elif isinstance(value, dict):
                following += value.values()
            elif isinstance(value, list):
                following += value
        level = following
    return sorted(found, key=len, reverse=True)
