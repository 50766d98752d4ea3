"""The findings as the project wants them: rules switched off, and severities of its own."""

from __future__ import annotations

from collections.abc import Mapping

from nodewright.document import Finding, Severity
from nodewright.facts import Controls, Level
from nodewright.rules.model import Rule


def in_force(
    found: tuple[Finding, ...], controls: Controls, path: str, rules: Mapping[str, Rule]
) -> tuple[Finding, ...]:
    """``found`` in a file at ``path``, at the levels that hold there."""
    if controls.ignores(path):
        return ()
    layers = controls.layers(path)
    if not layers or not found:
        return found
    kept: list[Finding] = []
    levels: dict[str, Level | None] = {}
    for finding in found:
        if finding.rule not in levels:
            levels[finding.rule] = level_of(rules.get(finding.rule), layers)
        level = levels[finding.rule]
        if level is None or level == finding.severity:
            kept.append(finding)
        elif level != "off":
            kept.append(_at(level, finding))
    return tuple(kept)


def _at(level: Severity, of: Finding) -> Finding:
    """A finding at another level; ``dataclasses.replace`` takes three times as long."""
    return Finding(of.rule, level, of.span, of.message, of.fixes, of.related, of.tags)


def level_of(rule: Rule | None, layers: tuple[Mapping[str, Level], ...]) -> Level | None:
    """What the strongest layer that speaks of a rule says; in one layer its id beats its family."""
    if rule is None:
        return None
    for layer in reversed(layers):
        level = layer.get(rule.id) or layer.get(rule.family)
        if level is not None:
            return level
    return None
