"""Read one Markdown file with YAML front matter; every way it can be bad is one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

MAX_BYTES = 256 * 1024


class BadFile(Exception):  # noqa: N818  (it names the situation, as the house does)
    """A file of the pack that cannot be used; ``str()`` says why, without the file's name."""


@dataclass(frozen=True, slots=True)
class Page:
    """Front matter and body of one file, lines joined by LF."""

    meta: dict[str, object]
    body: str

    def text(self, key: str) -> str:
        """A value as one line of text; empty when absent, raises BadFile when it is no text."""
        value = self.meta.get(key)
        if value is None:
            return ""
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            return " ".join(str(value).split())
        raise BadFile(f"`{key}` must be text")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a lone text counts as a list of one. Raises BadFile otherwise."""
        value = self.meta.get(key)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, (str, int, float)) for item in items):
            raise BadFile(f"`{key}` must be a list of texts")
        return tuple(" ".join(str(item).split()) for item in items)

    def flag(self, key: str, default: bool) -> bool:
        """A yes or no. Raises BadFile for anything else."""
        value = self.meta.get(key, default)
        if not isinstance(value, bool):
            raise BadFile(f"`{key}` must be true or false")
        return value

    def table(self, key: str) -> Page:
        """A nested mapping, to be read in the same way. Raises BadFile for anything else."""
        value = self.meta.get(key)
        if value is None:
            return Page({}, "")
        if not isinstance(value, dict):
            raise BadFile(f"`{key}` must be a mapping")
        return Page({str(k): v for k, v in value.items()}, "")

    def unknown(self, known: frozenset[str]) -> tuple[str, ...]:
        """Keys that nobody reads, sorted."""
        return tuple(sorted(key for key in self.meta if key not in known))


def decode_page(data: bytes) -> str:
    """The text of a file: UTF-8, BOM removed, lines joined by LF. Raises BadFile."""
    if len(data) > MAX_BYTES:
        raise BadFile(f"it is {len(data) // 1024} KB large, the limit is {MAX_BYTES // 1024} KB")
    if b"\0" in data:
        raise BadFile("it is a binary file, not Markdown")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"it is not UTF-8 (byte {error.start + 1})") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases, parsed in Python.

    The C loader dies of deep nesting and takes the process along, and merged aliases can grow
    without bound. An agent file may come from a repository that nobody has read yet.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            alias = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="aliases are not allowed", problem_mark=alias.start_mark
            )
        return super().compose_node(parent, index)


class _Handler(YAMLHandler):
    def load(self, fm: str, **kwargs: object) -> Any:
        return yaml.load(fm, Loader=_PlainLoader)  # noqa: S506  (it is a SafeLoader)


def parse_page(text: str) -> Page:
    """Front matter and body of ``text`` (LF). Raises BadFile."""
    stripped = text.strip()
    if not stripped:
        raise BadFile("it is empty")
    handler = _Handler()
    if not handler.detect(stripped):
        return Page({}, stripped)
    try:
        handler.split(stripped)
    except ValueError as error:
        raise BadFile("its front matter is not closed by a line `---`") from error
    try:
        meta, body = frontmatter.parse(stripped, handler=handler)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" (line {mark.line + 1}: {error.problem})" if mark else ""
        raise BadFile(f"its front matter is not valid YAML{where}") from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise BadFile("its front matter is not valid YAML") from error
    return Page({str(key): value for key, value in meta.items()}, body)


def parse_called_page(text: str, conditions: frozenset[str]) -> tuple[Page, Page]:
    """A titled page that is sent only ``when`` something calls for it, and that table.

    ``conditions`` are the keys that the table may have. Raises BadFile, also for an empty body.
    """
    page = parse_page(text)
    when = page.table("when")
    unknown = (*page.unknown(frozenset({"title", "when"})), *when.unknown(conditions))
    if unknown:
        raise BadFile(f"it has an unknown key `{unknown[0]}`")
    if not page.body:
        raise BadFile("it holds no text")
    return page, when
