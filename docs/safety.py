"""The generated parts of ``docs/safety.md``: tables from data files that measuring commands write.

The page itself is written by hand. A part stands between two marks, and only what lies between
them is generated::

    <!-- begin NAME -->
    <!-- end NAME -->

To add one: put the marks on the page, and a function that returns its Markdown into ``PARTS``. A
part reads data and measures nothing, so that ``python docs/generate.py`` stays quick.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = Path(__file__).with_name("safety.md")
BENCH = PAGE.parent.parent / "bench"
UNTOLD = ("documents", "upkeeps")
MARKED = re.compile(r"(?ms)^<!-- begin ([\w-]+) -->\n(.*?)^<!-- end \1 -->$")


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """A table in Markdown; cells are written as they print."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def results(name: str) -> dict[str, Any]:
    """The figures that ``python -m hell`` wrote for one part."""
    text = (ROOT / "tests" / "hell" / "results" / f"{name}.yml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def measured(figures: dict[str, Any]) -> str:
    """When and where."""
    return f"Measured on {figures['when']} ({figures['machine']})."


def hovers(figures: dict[str, Any]) -> str:
    """How long hovers took, in words."""
    told = figures["hovers"]
    return (
        f"{told['count']:,} hovers meanwhile: half within {told['p50']:g} ms, 95 % within "
        f"{told['p95']:g} ms, the slowest {told['max']:g} ms"
    )


def network_part() -> str:
    """A row for each fault: its sentence, how long it took, and what was left."""
    figures = results("network")
    by_name: dict[str, list[dict[str, Any]]] = {}
    for seen in figures["faults"]:
        by_name.setdefault(seen["name"], []).append(seen)
    rows = [_fault(name, seen) for name, seen in by_name.items()]
    head = (
        *("The model's server", "The user reads", "Limit", "Took"),
        *("Hovers within 50 ms", "p95 / max", "Memory"),
    )
    kept = sum(not seen["wrong"] and seen["seconds"] <= seen["limit"] for seen in figures["faults"])
    memory = figures["memory"]
    text = (
        f"{len(rows)} faults, each in Chat Completions and in Responses: {kept} of "
        f"{len(figures['faults'])} runs kept every promise. {hovers(figures)}. Resident memory "
        f"was {memory['before']:g} MB before the first fault and {memory['after']:g} MB after the "
        f"last. {measured(figures)}"
    )
    return f"{text}\n\n{table(head, rows)}"


def _fault(name: str, seen: list[dict[str, Any]]) -> tuple[object, ...]:
    """The worse of both protocols; the sentence of each where they differ."""
    sentences = list(dict.fromkeys(_sentence(one["sentence"]) for one in seen))
    worst = max(one["seconds"] for one in seen)
    swift = [max(one["hovers"][key] for one in seen) for key in ("p95", "max")]
    within = [one["hovers"]["swift"] for one in seen if "swift" in one["hovers"]]
    memory = max(one["memory"] for one in seen)
    wrong = [text for one in seen for text in one["wrong"]]
    return (
        name,
        "; or: ".join(sentences) + (f" **{'; '.join(wrong)}**" if wrong else ""),
        f"{seen[0]['limit']:g} s",
        f"{worst:.1f} s",
        f"{min(within):.0%}" if within else "not told",
        f"{swift[0]:.0f} / {swift[1]:.0f} ms",
        f"{memory:+.1f} MB",
    )


def _sentence(text: str) -> str:
    """The first sentence without the address, which differs each time."""
    text = re.sub(r"127\.0\.0\.1(:\d+)?", "HOST", text).replace("|", "\\|")
    return re.split(r"(?<=[a-z)])\. ", text)[0].rstrip(".")


def load_part() -> str:
    """One burst of runs."""
    figures = results("load")
    endings = ", ".join(f"{n} {status}" for status, n in figures["endings"].items())
    return (
        f"{figures['runs']} runs over {figures['documents']} documents, {figures['at_once']} of "
        f"them at once: {endings} in {figures['seconds']:g} s. {hovers(figures)}. Memory grew by "
        f"{figures['memory']['grown']:g} MB. {measured(figures)}" + _wrong(figures)
    )


def fuzz_part() -> str:
    """All seeds of the fuzzer."""
    figures = results("fuzz")
    return (
        f"{figures['messages']:,} messages to {len(figures['seeds'])} servers: "
        f"{figures['answered']:,} of {figures['requests']:,} requests were answered, "
        f"{figures['with_error']:,} of them by an error with a sentence. Every server went on and "
        f"ended well. {measured(figures)}" + _wrong(figures)
    )


def soak_part() -> str:
    """One long life."""
    figures = results("soak")
    steps = ", ".join(f"{n:,} × {name}" for name, n in figures["steps"].items())
    endings = ", ".join(f"{n:,} {status}" for status, n in figures["endings"].items())
    first, last = figures["first"], figures["last"]
    rows = [(name, first[name], last[name]) for name in first if name not in UNTOLD]
    memory = " · ".join(map(str, figures["memory"]))
    return (
        f"{figures['minutes']:g} minutes: {steps}. The runs: {endings}. {figures['answered']:,} of "
        f"{figures['requests']:,} requests were answered{_slowest(figures)}. {hovers(figures)}. "
        f"{measured(figures)}{_wrong(figures)}\n\n"
        f"{table(('At rest', 'After a tenth of the time', 'At the end'), rows)}\n\n"
        f"Resident memory in MB, at even distances over the time: {memory}. The last quarter holds "
        f"{figures['growth']:+.1%} against the second."
    )


def _slowest(figures: dict[str, Any]) -> str:
    """How long the slowest answer took, and how much of that the server could work."""
    if (told := figures.get("slowest")) is None:
        return ""
    return (
        f", the slowest (`{told['method']}`) after {told['seconds']:g} s, in which the machine "
        f"gave the server {told['cpu']:g} s of a processor"
    )


def _wrong(figures: dict[str, Any]) -> str:
    return "".join(f" **Not kept: {text}.**" for text in figures["wrong"])


def redaction_part() -> str:
    """What the detector of secrets hides, from ``python bench/redaction/run.py``."""
    found = json.loads((BENCH / "redaction" / "figures.json").read_text("utf-8"))
    names = {
        "made secrets": f"secrets made after {found['providers']} documented shapes, in six places",
        "made others": "digests, ids, integrity strings, images and the like",
        "secrets in lines": "secrets in lines as people write them",
        "lines without": "such lines without a secret",
        "fresh secrets in lines": "secrets in lines written when the detector was finished",
        "fresh lines without": "such lines without a secret",
    }
    rows: list[tuple[object, ...]] = []
    for name, text in names.items():
        hidden, tried = found["recall"][name]
        rows.append((text, f"{hidden:,} of {tried:,}"))
    return table(("What was tried", "Hidden"), rows)


def answers_part() -> str:
    """How the answers of each kind of damage end, from ``python -m kinds_of_answers``."""
    return _kinds("answers", "What is wrong with the answer", "{cases} answers by {kinds} kinds")


def orders_part() -> str:
    """What becomes of orders in the code, from the same command."""
    return _kinds("orders", "What the order wants", "{cases} orders of {kinds} kinds")


def _kinds(name: str, head: str, said: str) -> str:
    found = json.loads((BENCH / "answers" / "figures.json").read_text("utf-8"))[name]
    total = {key: sum(row[key] for row in found) for key in ("cases", "edits", "refusals", "words")}
    intro = said.format(cases=total["cases"], kinds=len(found))
    rows: list[tuple[object, ...]] = [
        (f"`{row['kind']}`", row["about"], row["cases"], row["edits"], row["refusals"])
        for row in found
    ]
    rest = f", {total['words']} words of the model without a change" if total["words"] else ""
    ends = f"{total['edits']} edits, {total['refusals']} refusals{rest}"
    return f"{intro}: {ends}.\n\n{table(('Kind', head, 'Cases', 'Edits', 'Refusals'), rows)}"


PARTS: Mapping[str, Callable[[], str]] = {
    "answers": answers_part,
    "orders": orders_part,
    "network": network_part,
    "load": load_part,
    "fuzz": fuzz_part,
    "redaction": redaction_part,
    "soak": soak_part,
}


def safety_page() -> str:
    """``docs/safety.md`` with its parts written anew. Raises KeyError for a mark without a part."""

    def anew(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!-- begin {name} -->\n{PARTS[name]().strip()}\n<!-- end {name} -->"

    return MARKED.sub(anew, PAGE.read_text("utf-8"))
