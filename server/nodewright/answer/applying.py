"""When a check does not apply to a proposal: the reasons that the receipt gives."""

from __future__ import annotations

from nodewright.answer.evidence import Evidence


def always(evidence: Evidence) -> str:
    """The question arises for every proposal."""
    return ""


def without_code(evidence: Evidence) -> str:
    """Questions to a syntax tree need a language that is parsed."""
    texts = (evidence.after, *evidence.created)
    return "" if any(text.tree is not None for text in texts) else "no code that is parsed"


def without_target(evidence: Evidence) -> str:
    """Nothing was to be repaired."""
    return "" if evidence.candidate.draft.target else "no finding had to go"


def without_exports(evidence: Evidence) -> str:
    """Nothing is exported, or exports may change."""
    if evidence.around.allowance.change_exports:
        return "the action may change exports"
    return "" if evidence.before.exports else "the file exported nothing"


def without_new_files(evidence: Evidence) -> str:
    """No file is created."""
    return "" if evidence.new_files else "no file is created"


def without_engines(evidence: Evidence) -> str:
    """Nothing says which version of Node the project runs on."""
    return "" if evidence.around.facts.node else "package.json states no engines.node"
