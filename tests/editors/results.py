"""What a check is, and how the parts tell of theirs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from editors.ground import CACHE

RESULTS = CACHE / "results"


@dataclass(frozen=True)
class Check:
    """One behaviour, as a sentence, and what came of it; ``why`` says what went wrong."""

    says: str
    passed: bool
    seconds: float
    why: str = ""


def table(part: str, checks: Sequence[Check]) -> str:
    """The checks of one editor, to read."""
    width = max((len(check.says) for check in checks), default=0)
    lines = [f"{part}: {sum(c.passed for c in checks)} of {len(checks)} checks passed"]
    for check in checks:
        verdict = "ok  " if check.passed else "FAIL"
        lines.append(f"  {verdict}  {check.says:<{width}}  {check.seconds:6.1f} s")
        lines += [f"        {line}" for line in check.why.strip().split("\n") if check.why]
    return "\n".join(lines)


def keep(part: str, checks: Sequence[Check]) -> None:
    """Leave the results where the command that runs all parts finds them."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{part}.json").write_text(json.dumps([asdict(c) for c in checks], indent=1))


def kept(part: str) -> list[Check]:
    """The results of a part; empty when it did not get that far."""
    file = RESULTS / f"{part}.json"
    return [Check(**entry) for entry in json.loads(file.read_text())] if file.is_file() else []
