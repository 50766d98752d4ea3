"""What a model that knows the solution would answer, in the form that nodewright asks for."""

from __future__ import annotations

from difflib import SequenceMatcher

from cases import Case

END = "=== END OF ANSWER ==="
_WORDS = {
    "cannot-do": ("Cannot do", "This cannot be done without breaking what the code is for."),
    "question": ("Question", "A fact that decides the repair is missing: which one holds?"),
    "no-change": ("No change needed", "The code does what it should; nothing is wrong with it."),
}


def full_answer(case: Case, headings: list[str]) -> str:
    """The report, then the changes that turn the project into the solution."""
    report = "".join(f"## {heading}\n\nAs the change shows.\n\n" for heading in headings)
    if case.expect == "decline":
        heading, words = _WORDS[case.said["ending"]]
        return f"{report}## {heading}\n\n{words}\n\n{END}\n"
    return f"{report}## Changes\n\n{''.join(changes(case))}{END}\n"


def compact_answer(case: Case) -> str:
    """One code block with the selected lines as they are in the solution."""
    if case.expect == "decline":
        return _WORDS[case.said["ending"]][1]
    created = created_files(case)
    return fenced(next(iter(created.values())) if created else selection_after(case) or "")


def solution_of(case: Case) -> dict[str, str]:
    """The files of the solution, by their paths."""
    folder = case.folder / "solution"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in files}


def created_files(case: Case) -> dict[str, str]:
    """Files of the solution that the project has not."""
    return {n: t for n, t in solution_of(case).items() if not (case.project / n).exists()}


def selection_after(case: Case) -> str | None:
    """The selected lines in the solution; None where what stands around them changes, too."""
    first, last = case.lines
    before = case.text.split("\n")
    after = solution_of(case).get(case.file, case.text).split("\n")
    head, tail = before[:first], before[last + 1 :]
    if after[:first] != head or (tail and after[len(after) - len(tail) :] != tail):
        return None
    return "\n".join(after[first : len(after) - len(tail)]) + "\n"


def changes(case: Case) -> list[str]:
    """The blocks of changes: the selection, lines elsewhere in the document, new files."""
    blocks = []
    alone = selection_after(case)
    if alone is not None and case.file in solution_of(case):
        blocks.append(f"### REWRITE SELECTION\n{fenced(alone)}\n")
    elif case.file in solution_of(case):
        blocks.append(_edits(case))
    for name, text in created_files(case).items():
        blocks.append(f"### CREATE {name}\n{fenced(text)}\n")
    return blocks


def _edits(case: Case) -> str:
    """Each changed stretch as SEARCH and REPLACE, with as many lines above as make it unique."""
    before = case.text.split("\n")
    after = solution_of(case)[case.file].split("\n")
    pairs = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        above = 0
        while a - above > 0 and not _unique(before[a - above : b], case.text):
            above += 1
        search, replace = before[a - above : b], before[a - above : a] + after[c:d]
        if not _unique(search, case.text):
            search, replace = [*search, before[b]], [*replace, before[b]]
        pairs.append(
            "<<<<<<< SEARCH\n"
            + "\n".join(search)
            + "\n=======\n"
            + "".join(f"{line}\n" for line in replace)
            + ">>>>>>> REPLACE\n"
        )
    return f"### EDIT {case.file}\n" + "\n".join(pairs) + "\n"


def _unique(lines: list[str], text: str) -> bool:
    searched = "\n".join(lines)
    return bool(searched.strip()) and f"\n{text}\n".count(f"\n{searched}\n") == 1


def fenced(text: str) -> str:
    """A code block around a text that may hold code blocks itself."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}js\n{text.removesuffix(chr(10))}\n{fence}\n"
