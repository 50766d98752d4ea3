"""Measure how often an edit repairs the code: ``python bench/quality/run.py MODEL``.

MODEL is the name of a model behind ``--base-url``, one of tests/local_model (``qwen-1.5b``), or
``perfect``: a scripted model that knows the solutions. Each contender works on each case; tests
that no model sees decide. A result is one line of results/MODEL.jsonl, and what stands there is not
run again.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cases import HERE, BadCaseError, Case, read_cases
from contenders import CONTENDERS, Endpoint, run
from installing import install
from judging import judge
from levers import LEVERS
from meter import Meter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from scripted import PerfectModel
from table import render, render_levers, write_tables

RESULTS = HERE / "results"
KEY = "QUALITY_KEY"
"""The environment variable that holds the key of the service; a local model needs none."""


def main() -> int:
    """Run what is missing, then write the tables; 1 where the cases cannot be run."""
    options = _options()
    try:
        cases = read_cases(options.case)
    except BadCaseError as error:
        sys.exit(str(error))
    if problem := install():
        sys.exit(problem)
    chosen = options.only or (["nodewright"] if options.model == "perfect" else list(CONTENDERS))
    path = RESULTS / f"{options.model.replace('/', '-')}.jsonl"
    missing = _missing(cases, chosen, options.runs, read_results(path))
    if missing:
        with served(options) as service, Meter(service.base_url) as meter:
            key = os.environ.setdefault(KEY, "none")
            form = options.answer_form or "auto"
            endpoint = Endpoint(meter.base_url, service.name, key, answer_form=form)
            _run_all(missing, endpoint, meter, path, service.before)
    results = {options.model: read_results(path)}
    print("\n\n".join(filter(None, (render(results), render_levers(results)))))
    if not options.case:
        write_tables(RESULTS, HERE / "README.md")
    return 0


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("model", help="a model's name, one of tests/local_model, or perfect")
    options.add_argument("--base-url", help="an OpenAI-compatible service; its key is in $" + KEY)
    options.add_argument("--runs", type=int, default=1, help="runs of each case")
    options.add_argument("--case", action="append", help="only cases with this in their name")
    contenders = [*CONTENDERS, *LEVERS]
    options.add_argument(
        "--only",
        action="append",
        choices=contenders,
        metavar="CONTENDER",
        help=f"one of {', '.join(contenders)}; may be repeated",
    )
    options.add_argument("--answer-form", choices=["auto", "full", "compact"])
    return options.parse_args()


@dataclass(frozen=True)
class Service:
    """Where the model is asked, and what to tell it before a case."""

    base_url: str
    name: str
    before: Callable[[Case], None] = lambda case: None


@contextmanager
def served(options: argparse.Namespace) -> Iterator[Service]:
    """The service to ask; a local one lives as long as this."""
    if options.base_url:
        yield Service(options.base_url, options.model)
    elif options.model == "perfect":
        with PerfectModel() as model:
            yield Service(model.base_url, "perfect", partial(setattr, model, "case"))
    else:
        sys.path.insert(0, str(HERE.parent.parent / "tests"))
        from local_model.fetching import fetched
        from local_model.running import LocalModel

        with LocalModel(fetched(options.model), context=16_384, drafting=True) as local:
            os.environ[KEY] = local.key
            yield Service(local.base_url, local.name)


def _missing(
    cases: Sequence[Case], contenders: Sequence[str], runs: int, results: Sequence[dict[str, Any]]
) -> list[tuple[int, Case, str]]:
    """What has no result yet: whole cases first, so that an interrupted run compares fairly."""
    done = {(r["run"], r["case"], r["contender"], r["of"]) for r in results}
    return [
        (number, case, contender)
        for number in range(1, runs + 1)
        for case in cases
        for contender in contenders
        if (number, case.name, contender, fingerprint(case)) not in done
    ]


def _run_all(
    missing: Sequence[tuple[int, Case, str]],
    endpoint: Endpoint,
    meter: Meter,
    path: Path,
    before: Callable[[Case], None],
) -> None:
    path.parent.mkdir(exist_ok=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with (
        Progress(*columns, TimeElapsedColumn()) as progress,
        path.open("a", encoding="utf-8") as out,
    ):
        task = progress.add_task("quality", total=len(missing))
        for number, case, contender in missing:
            progress.update(task, description=f"{case.name}: {contender}")
            before(case)
            try:
                line = _one(number, case, contender, endpoint, meter)
            except (RuntimeError, OSError, asyncio.TimeoutError) as error:
                # The next start tries it again; the other cases are worth something without it.
                progress.print(f"{case.name}, {contender}: no result, {type(error).__name__}")
            else:
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                out.flush()
            progress.advance(task)


def _one(
    number: int, case: Case, contender: str, endpoint: Endpoint, meter: Meter
) -> dict[str, Any]:
    """One line of results; what was said is kept, code is not."""
    spent = meter.start()
    begun = time.perf_counter()
    edit = run(contender, case, endpoint)
    seconds = time.perf_counter() - begun
    judgement = judge(case, edit)
    return {
        "run": number,
        "case": case.name,
        "of": fingerprint(case),
        "contender": contender,
        "expect": case.expect,
        "verdict": judgement.verdict,
        "why": judgement.why,
        "well_formed": edit.well_formed,
        "ending": edit.ending,
        "said": list(edit.why)[:6],
        "seconds": round(seconds, 1),
        **{k: round(v, 1) if isinstance(v, float) else v for k, v in asdict(spent).items()},
    }


def read_results(path: Path) -> list[dict[str, Any]]:
    """The lines of a file of results; a later line of the same run counts."""
    if not path.is_file():
        return []
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    latest = {(r["run"], r["case"], r["contender"]): r for r in lines}
    return list(latest.values())


def fingerprint(case: Case) -> str:
    """Twelve digits of all files of a case: a changed case is run again."""
    digest = hashlib.sha256()
    for path in sorted(p for p in case.folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(case.folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main())
