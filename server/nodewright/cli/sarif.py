"""Findings as SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nodewright.about import own_version, repository
from nodewright.cli.found import Found, Place, Repair
from nodewright.document import Severity
from nodewright.rules import Rule, explain

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "SRCROOT"
FINGERPRINT = "nodewright/v1"
LEVEL: Mapping[Severity, str] = {
    "error": "error",
    "warning": "warning",
    "information": "note",
    "hint": "note",
}


def sarif(
    found: Sequence[Found], rules: Mapping[str, Rule], problems: Sequence[str], compared: bool
) -> dict[str, Any]:
    """The log of one run. ``problems`` are sentences about what could not be checked.

    ``compared``: the findings are those that are not in a baseline, which SARIF calls new.
    """
    named = sorted({item.rule for item in found})
    index = {rule: number for number, rule in enumerate(named)}
    roots = sorted({item.root for item in found})
    root = roots[0] if len(roots) == 1 else None
    seen: Counter[tuple[str, str]] = Counter()
    results = []
    for item in found:
        seen[item.file, item.fingerprint] += 1
        result = _result(item, index, root, seen[item.file, item.fingerprint])
        results.append(result | ({"baselineState": "new"} if compared else {}))
    notes = [{"level": "warning", "message": {"text": problem}} for problem in problems]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "nodewright",
                "version": own_version(),
                **({"informationUri": repository()} if repository() else {}),
                "rules": [_rule(name, rules.get(name)) for name in named],
            }
        },
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "columnKind": "utf16CodeUnits",
        "results": results,
    }
    if root is not None:
        run["originalUriBaseIds"] = {ROOT: {"uri": f"{Path(root).as_uri().rstrip('/')}/"}}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def help_link(rule: Rule) -> str | None:
    """The rule's page in the repository, else the first thing to read on; None without either."""
    if home := repository():
        return f"{home}/blob/main/docs/rules/{rule.family}.md#{rule.id}"
    return rule.links[0] if rule.links else None


def _rule(name: str, rule: Rule | None) -> dict[str, Any]:
    """What a service shows of a rule. A finding may have one that no rule book holds."""
    if rule is None:
        return {"id": name}
    text = explain(rule)
    link = help_link(rule)
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.docs.why},
        "help": {"text": text, "markdown": text},
        **({"helpUri": link} if link else {}),
        "defaultConfiguration": {"level": LEVEL[rule.severity]},
        "properties": {"tags": _tags(rule), "fix": rule.fix_kind or "none"},
    }


def _tags(rule: Rule) -> list[str]:
    """The rule's own, and its weaknesses in the form that GitHub reads."""
    weaknesses = (cwe.removeprefix("CWE-") for cwe in rule.cwe)
    return [*rule.tags, *(f"external/cwe/cwe-{number:0>3}" for number in weaknesses)]


def _result(item: Found, index: Mapping[str, int], root: str | None, number: int) -> dict[str, Any]:
    where = _file(item, root)
    result: dict[str, Any] = {
        "ruleId": item.rule,
        "ruleIndex": index[item.rule],
        "level": LEVEL[item.severity],
        "message": {"text": item.message},
        "locations": [_location(where, item.place)],
        "partialFingerprints": {FINGERPRINT: f"{item.fingerprint}:{number}"},
    }
    if item.steps:
        steps = [
            _location(_file(item, root, step.path), step.place, step.message) for step in item.steps
        ]
        result["relatedLocations"] = [{"id": at, **step} for at, step in enumerate(steps, start=1)]
        if "security" in item.tags:
            way = [s for s, step in zip(steps, item.steps, strict=True) if not step.path]
            further = [s for s, step in zip(steps, item.steps, strict=True) if step.path]
            here = _location(where, item.place, item.message)
            result["codeFlows"] = [_flow([*way, here, *further])]
    if item.repairs:
        result["fixes"] = [_fix(repair, where) for repair in item.repairs]
    return result


def _flow(places: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The way of a value, from what the client chose to where it does harm."""
    return {"threadFlows": [{"locations": [{"location": place} for place in places]}]}


def _file(item: Found, root: str | None, path: str = "") -> dict[str, Any]:
    """The finding's file, or the one at ``path`` in its workspace."""
    if root is None:
        return {"uri": (Path(item.root) / (path or item.path)).as_uri()}
    return {"uri": quote(path or item.path), "uriBaseId": ROOT}


def _location(where: dict[str, Any], place: Place, message: str = "") -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": where, "region": _region(place)}
    }
    return {**location, "message": {"text": message}} if message else location


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(repair: Repair, where: dict[str, Any]) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(change.place), "insertedContent": {"text": change.text}}
        for change in repair.changes
    ]
    return {
        "description": {"text": f"{repair.title} ({'safe' if repair.safe else 'suggested'})"},
        "artifactChanges": [{"artifactLocation": where, "replacements": replacements}],
    }
