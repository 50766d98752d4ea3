"""Write the figures of a run as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cases import Case
from judging import Heard, Verdict

_HEAD = """# The rules on labelled lines of real packages

Written by `python bench/labelled/run.py`; what the columns mean stands in README.md.
"""


def write_table(
    verdicts: Sequence[Verdict], extras: Sequence[tuple[Case, Heard, bool | None]]
) -> str:
    """The page: both halves together and apart, then each kind of mistake."""
    parts = [_HEAD, _row_head("half")]
    for name, wanted in (("development", False), ("held out", True), ("both", None)):
        chosen = [v for v in verdicts if wanted in (None, v.case.held_out)]
        beside = [e for e in extras if wanted in (None, e[0].held_out)]
        parts.append(_row(name, chosen, beside))
    parts.append("\n" + _row_head("kind of mistake"))
    kinds = sorted({v.line.kind for v in verdicts})
    parts += [
        _row(
            kind,
            [v for v in verdicts if v.line.kind == kind],
            [e for e in extras if e[0].kind == kind],
        )
        for kind in kinds
    ]
    parts.append(
        "\nFound, development and held out apart:\n\n| kind of mistake | development | held out |"
        "\n|---|---|---|"
    )
    for kind in kinds:
        halves = [
            [v for v in verdicts if v.line.kind == kind and v.case.held_out == half]
            for half in (False, True)
        ]
        cells = " | ".join(_share(sum(1 for v in h if v.found), len(h)) for h in halves)
        parts.append(f"| {kind} | {cells} |")
    return "\n".join(parts) + "\n"


def _row_head(first: str) -> str:
    return (
        f"| {first} | packages | lines | recall | precision | not judged | gone after the patch |"
        " fixable |\n|---|---|---|---|---|---|---|---|"
    )


def _row(
    name: str, verdicts: Sequence[Verdict], extras: Sequence[tuple[Case, Heard, bool | None]]
) -> str:
    found = [v for v in verdicts if v.found is not None]
    right = len({id(v.found) for v in found}) + _count(extras, True)
    judged = right + _count(extras, False)
    patched = [v for v in found if v.gone is not None]
    packages = len({v.case.package for v in verdicts})
    cells = (
        str(packages),
        str(len(verdicts)),
        _share(len(found), len(verdicts)),
        _share(right, judged),
        str(_count(extras, None)),
        _share(sum(1 for v in patched if v.gone), len(patched)),
        _share(sum(1 for v in found if v.fixable), len(found)),
    )
    return f"| {name} | " + " | ".join(cells) + " |"


def _count(extras: Iterable[tuple[Case, Heard, bool | None]], right: bool | None) -> int:
    return sum(1 for _, _, verdict in extras if verdict is right)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "none"
