"""Walk the lines of a full answer once and collect its parts."""

from __future__ import annotations

from pathlib import PurePosixPath

from nodewright.answer.blocks import (
    BlockError,
    dedent_fence,
    fence_end,
    next_filled,
    search_block,
)
from nodewright.answer.contract import (
    ASIDE_INFO,
    Fence,
    Heading,
    clean_path,
    fence_of,
    heading_of,
    is_end,
    replace_mark,
    search_mark,
    search_path,
)
from nodewright.answer.parsed import ParsedAnswer, SearchReplace, refuse
from nodewright.document import NewFile, Refusal

_MARKDOWN = frozenset({".md", ".mdx", ".markdown"})
_CODE_INFO = frozenset({"js", "jsx", "javascript", "mjs", "cjs", "ts", "tsx", "typescript", "node"})
_WRAPPING = frozenset({"", "md", "markdown", "text", "plaintext"})
_NOTHING = frozenset({"", "-", "n/a", "na", "none", "nothing", "no", "not applicable"})


class Scanner:
    """Walks the lines of a full answer once, up to its end marker."""

    def __init__(self, lines: list[str], headings: frozenset[str]) -> None:
        self.lines = lines
        self.headings = headings
        self.at = 0
        self.level = self._section_level()
        self.target: Heading | None = None
        self.target_line = 0
        self.filled = True
        self.wrapped = False
        self.title = ""
        self.sections: dict[str, list[str]] = {}
        self.special: dict[str, list[str]] = {}
        self.body: list[str] | None = None
        self.edits: list[SearchReplace] = []
        self.rewrites: list[str] = []
        self.files: list[NewFile] = []

    def run(self) -> ParsedAnswer | Refusal:
        """All parts. Raises BlockError at a block that cannot be read."""
        while not is_end(self.lines[self.at]):
            self._step(self.lines[self.at])
            if self.at >= len(self.lines):
                raise BlockError("the end marker stands inside a code block", len(self.lines) - 1)
        self._leave()
        return self._result()

    def _section_level(self) -> int:
        levels = {
            h.level for h in map(heading_of, self.lines) if h and h.kind in {"section", "changes"}
        }
        return max(2, min(levels, default=2))

    def _step(self, line: str) -> None:
        heading = heading_of(line)
        if search_mark(line):
            self._take_block()
        elif replace_mark(line):
            raise BlockError("`>>>>>>> REPLACE` closes no SEARCH block", self.at)
        elif fence_of(line) is not None:
            self._take_fence()
        elif heading is not None:
            self._enter(heading, line)
            self.at += 1
        else:
            self._prose(line)
            self.at += 1

    def _prose(self, line: str) -> None:
        if self.target and not self.filled and not self.target.text and line.strip():
            if self.target.kind != "rewrite":
                self.target = Heading(self.target.kind, self.target.level, clean_path(line))
        elif self.body is not None:
            self.body.append(line)

    def _leave(self) -> None:
        """The current EDIT, CREATE or REWRITE ends here: it must have brought something."""
        if self.target and not self.filled:
            what = {
                "edit": f"`EDIT {self.target.text}` has no SEARCH/REPLACE block",
                "create": f"`CREATE {self.target.text}` has no code block",
                "rewrite": "`REWRITE SELECTION` has no code block",
            }[self.target.kind]
            raise BlockError(what, self.target_line)
        self.target, self.wrapped = None, False

    def _enter(self, heading: Heading, line: str) -> None:
        if heading.kind == "section" and heading.level > self.level:
            if self.body is not None:
                self.body.append(line)
            return
        self._leave()
        self.body = None
        if heading.kind in {"edit", "create", "rewrite"}:
            self.target, self.target_line, self.filled = heading, self.at, False
        elif heading.kind in {"cannot-do", "question", "no-change"}:
            self.body = self.special.setdefault(heading.kind, [])
            self.body.append(heading.text)
        elif heading.kind == "section":
            self.body = self.sections.setdefault(heading.text, [])

    def _take_block(self) -> None:
        if self.target and self.target.kind == "create":
            raise BlockError(
                "a SEARCH block stands under CREATE, which takes a whole file", self.at
            )
        path = (self.target.text if self.target else "") or search_path(self.lines[self.at])
        block = search_block(self.lines, self.at)
        self.edits.append(SearchReplace(path, block.splits, self.at + 1))
        self.at, self.filled = block.after, True

    def _take_fence(self) -> None:
        fence = fence_of(self.lines[self.at])
        assert fence is not None
        follower = next_filled(self.lines, self.at + 1)
        if follower < len(self.lines) and search_mark(self.lines[follower]):
            self.wrapped, self.at = True, follower
        elif fence.info.lower() in _WRAPPING and (self.wrapped or self._stray(follower)):
            self.wrapped, self.at = False, self.at + 1
        elif self.target and not self.filled:
            self._fill(fence)
        else:
            self._pass_over(fence)

    def _stray(self, follower: int) -> bool:
        """A bare fence that wraps the contract itself, not code: a heading or the end follows."""
        if follower >= len(self.lines) or is_end(self.lines[follower]):
            return True
        heading = heading_of(self.lines[follower])
        if heading is None or (self.target and not self.filled):
            return False
        return heading.kind != "section" or heading.text.casefold() in self.headings

    def _code(self, nested: bool) -> str:
        fence = fence_of(self.lines[self.at])
        assert fence is not None
        end = fence_end(self.lines, self.at, self.headings, nested)
        if end is None:
            raise BlockError("a code block is not closed", self.at)
        code = "\n".join(dedent_fence(self.lines[self.at + 1 : end], fence.indent))
        self.at = end + 1
        return code

    def _fill(self, fence: Fence) -> None:
        assert self.target is not None
        if self.target.kind == "edit":
            if fence.info.lower() in ASIDE_INFO:
                self._pass_over(fence)
                return
            raise BlockError(
                f"`EDIT {self.target.text}` holds a code block instead of SEARCH/REPLACE blocks",
                self.at,
            )
        self.filled = True
        if self.target.kind == "rewrite":
            self.rewrites.append(self._code(nested=False))
            return
        if not self.target.text:
            raise BlockError("`CREATE` names no file", self.target_line)
        nested = PurePosixPath(self.target.text).suffix.lower() in _MARKDOWN
        self.files.append(NewFile(self.target.text, self._code(nested)))

    def _pass_over(self, fence: Fence) -> None:
        """A code block of the report, or an example between two changes."""
        start = self.at
        if self.target and self.target.kind != "edit" and fence.info.lower() in _CODE_INFO:
            raise BlockError("a second code block follows where one is expected", start)
        end = fence_end(self.lines, start, self.headings)
        self.at = start + 1 if end is None else end + 1
        if self.body is not None:
            self.body.extend(self.lines[start : self.at])

    def _result(self) -> ParsedAnswer | Refusal:
        if len(set(self.rewrites)) > 1:
            return refuse("contract", "The answer rewrites the selection more than once.")
        said = {
            kind: text
            for kind, body in self.special.items()
            if (text := "\n".join(body).strip()).strip(" .*_").casefold() not in _NOTHING
            or (kind != "question" and not (self.edits or self.rewrites or self.files))
        }
        silent = "The model gave no reason."
        changing = bool(self.edits or self.rewrites or self.files)
        if changing and said.keys() & {"cannot-do", "no-change"}:
            return refuse("contract", "The answer both declines and proposes a change.")
        sections = {title: "\n".join(body).strip() for title, body in self.sections.items()}
        if changing and "question" in said:
            sections["Question"] = said.pop("question")
        if not (changing or said or any(sections.values())):
            return refuse("no-change", "The answer holds no change and no report.")
        return ParsedAnswer(
            edits=tuple(self.edits),
            rewrite=self.rewrites[0] if self.rewrites else None,
            new_files=tuple(dict.fromkeys(self.files)),
            sections={title: body for title, body in sections.items() if body},
            declined=(said["cannot-do"] or silent) if "cannot-do" in said else "",
            question=said.get("question", ""),
            no_change=(said["no-change"] or silent) if "no-change" in said else "",
        )
