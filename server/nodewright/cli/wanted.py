"""What a run of ``nodewright check`` looks for; small, for it is loaded before the engine is."""

from __future__ import annotations

from dataclasses import dataclass

from nodewright.cli.found import SEVERITIES
from nodewright.document import Finding, Severity


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run looks for and what it repairs.

    ``rules``: only these; None for all. ``severity``: nothing milder than this. ``suggested``:
    repair with suggested fixes, too, and not with safe ones alone.
    """

    rules: frozenset[str] | None = None
    severity: Severity = "hint"
    fix: bool = False
    suggested: bool = False

    def __call__(self, finding: Finding) -> bool:
        """True for a finding that this run is about."""
        grave = SEVERITIES.index(finding.severity) >= SEVERITIES.index(self.severity)
        return grave and (self.rules is None or finding.rule in self.rules)
