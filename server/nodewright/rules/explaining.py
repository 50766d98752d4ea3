"""Explain a rule to the person who just ran into it, as Markdown."""

from __future__ import annotations

import re

from nodewright.document import Finding, Severity
from nodewright.rules.model import Rule

_METAVARIABLE = re.compile(r"\${1,3}[A-Z][A-Z0-9_]*")
_SEVERITY = {
    "error": "Error: fix it before it is deployed",
    "warning": "Warning: it will hurt under load or on a bad day",
    "information": "Information: worth a look",
    "hint": "Hint",
}
_NO_FIX = "There is no automatic fix"


def explain(rule: Rule) -> str:
    """Title, severity and class; why it hurts, what to do, what the fix costs, how to test it."""
    return _text(rule, f"### {rule.title}", rule.severity, "")


def explain_finding(rule: Rule, finding: Finding, places: str) -> str:
    """The same of one finding: its message for the title, and its own severity.

    ``places``: the places that explain it, as Markdown. They come after the advice: an editor
    that shows a diagnostic above the hover has shown them already.
    """
    title = finding.message if rule.docs.why else f"{finding.message}\n\n{rule.title}"
    return _text(rule, title, finding.severity, places)


def _text(rule: Rule, title: str, severity: Severity, places: str) -> str:
    classes = " · ".join((*rule.cwe, *rule.owasp))
    docs = rule.docs
    parts = [
        title,
        " · ".join(filter(None, (f"`{rule.id}`", _SEVERITY[severity], classes))),
        docs.why,
        f"**Instead.** {docs.instead}" if docs.instead else "",
        f"**What leads to it.**\n\n{places}" if places else "",
        f"**Fix.** {_fixes(rule)}",
        f"**Test it.** {docs.test}" if docs.test else "",
    ]
    if rule.links:
        parts.append("**Read on.** " + " · ".join(f"<{link}>" for link in rule.links))
    return "\n\n".join(filter(None, parts)) + "\n"


def _general(title: str) -> str:
    """A fix's title without a finding to fill it in: ``Await $F()`` becomes ``Await …()``."""
    return _METAVARIABLE.sub("…", title)


def _fixes(rule: Rule) -> str:
    safety = rule.docs.safety
    if not rule.fixes:
        return safety if safety.startswith(_NO_FIX) else f"{_NO_FIX}.\n\n{safety}".rstrip()
    kinds: dict[str, list[str]] = {}
    for fix in rule.fixes:
        kind = "safe" if fix.safe else "suggested"
        known = kinds.setdefault(_general(fix.title), [])
        if kind not in known:
            known.append(kind)
    named = (f"*{title}* ({' or '.join(known)})" for title, known in kinds.items())
    return f"{', '.join(named)}.\n\n{safety}".rstrip()
