"""Write the pages that are rendered from the product's own data.

    python docs/generate.py

Run it in the environment that nodewright is installed in. A stale page fails tests/test_docs.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from nodewright.answer import describe_checks
from nodewright.prompts import Action, load_pack
from nodewright.rules import Rule, explain, load_rules
from nodewright.settings import settings_reference

DOCS = Path(__file__).resolve().parent

FAMILIES = {
    "async": "Promises and blocking calls",
    "compatibility": "Node versions and module systems",
    "crypto": "Cryptography, tokens and leaked secrets",
    "data": "Data from outside",
    "deprecated": "Deprecated interfaces",
    "errors": "Errors, callbacks and answers",
    "injection": "Injection",
    "lifecycle": "Transactions, timers and life cycle",
    "performance": "Performance and memory",
    "resources": "Resources",
    "secrets": "Secrets and tokens",
    "web": "Web input, answers and settings",
}
OFFLINE = {
    "nothing": "nothing; it needs a model",
    "findings": "explains what the rules find in the selection",
    "fixes": "repairs what the rules can repair in the selection, and says what is left",
}
HOW_TO_CHOOSE = """# Actions

What the expert can be asked to do. In an editor, select code and open the light bulb; or write one
of the phrases as a comment above the code, with your words after a colon, and open the light bulb
there:

```js
// fix backend: memory grows until OOM after uploading CSVs
```

In a terminal, `nodewright fix FILE:START-END --action ID --prompt "your words"` does the same.

Whatever an action does, its edit passes [the checks](checks.md) first. How to write an action of
your own stands in [Your own expert](persona.md). This page is written by `docs/generate.py`.
"""
HOW_TO_RULES = """# Rules

These run without a model and without a network, while you type, in `nodewright check`, and on every
edit that a model proposes. A *safe* fix keeps what the code does for honest input, and may be part
of "fix all"; a *suggested* one needs a look. A fix is offered only where it was tried on the very
text: it parses, the finding is gone, and nothing new is found.

The texts below are what an editor shows on hover, and `nodewright explain RULE` in a terminal.
This page is written by `docs/generate.py`.
"""
HOW_TO_CHECKS = """# Checks

The edit of an action passes all of these before it may reach the buffer, whether a model wrote it
or the rules did. What fails goes back to the model with the precise reason, at most two rounds;
then the run ends as a refusal with the reasons, and the file stays as it was. The report names what
was checked.

Before the checks, an answer must be whole (one without its end marker counts as cut off), and each
change must fit exactly one place of the text. An edit that passes may still be wrong: read the
change, and run your tests.

This page is written by `docs/generate.py`.
"""


def actions_page() -> str:
    """``docs/actions.md``, from the persona pack."""
    return _joined(HOW_TO_CHOOSE, *map(_action, load_pack().actions.values()))


def _action(action: Action) -> str:
    may = [
        *(["change the selected file"] if action.allow.edit else []),
        *(["change what the file exports"] if action.allow.change_exports else []),
        *(["create files"] if action.allow.create_files else []),
    ]
    comment = " or ".join(f"`// {phrase}: …`" for phrase in action.phrases)
    facts = {
        "Comment": comment or "none",
        "May": ", ".join(may) or "change nothing: it only tells",
        "Report": " · ".join(action.report),
        "Without a model": OFFLINE[action.offline],
        "Kind": f"`{action.kind}`",
    }
    lines = [f"## {action.title}", "", f"`{action.id}`. {action.brief}", ""]
    if action.requires_prompt:
        lines += ["It needs your words: a comment above the code, or `--prompt`.", ""]
    return "\n".join([*lines, *(f"- {name}: {fact}." for name, fact in facts.items())])


def rules_page() -> str:
    """``docs/rules.md``, from the rule book."""
    rules = list(load_rules().rules.values())
    rows = [
        f"| [{rule.id}](#{anchor(rule.title)}) | {rule.title} | {rule.severity} "
        f"| {', '.join(rule.cwe) or 'none'} | {rule.fix_kind or 'none'} |"
        for rule in rules
    ]
    table = "\n".join(["| Rule | Title | Severity | CWE | Fix |", "|---|---|---|---|---|", *rows])
    return _joined(HOW_TO_RULES, table, *_families(rules))


def _families(rules: list[Rule]) -> Iterator[str]:
    for family, members in groupby(rules, key=lambda rule: rule.family):
        yield f"## {FAMILIES.get(family, family.capitalize())}"
        yield from map(explain, members)


def anchor(title: str) -> str:
    """The name that GitHub gives a heading, to link to."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def checks_page() -> str:
    """``docs/checks.md``, from the gate."""
    rows = [f"| `{name}` | {title} | {reason} |" for name, title, reason in describe_checks()]
    table = "\n".join(["| Check | Passed, it says | Why |", "|---|---|---|", *rows])
    return _joined(HOW_TO_CHECKS, table)


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "actions.md": actions_page(),
        "checks.md": checks_page(),
        "rules.md": rules_page(),
        "settings.md": settings_reference(),
    }


def main() -> None:
    """Write them all."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
