"""Write the pages that are rendered from the product's own data.

    python docs/generate.py

Run it in the environment that nodewright is installed in. A stale page fails tests/test_docs.py.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from nodewright.answer import describe_checks, describe_risks
from nodewright.prompts import Action, load_pack
from nodewright.rules import Example, Rule, explain, load_rules
from nodewright.settings import settings_reference

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

from extension import write_extension  # noqa: E402  (its folder has to be on the path first)
from readme import readme_page  # noqa: E402  (its folder has to be on the path first)
from safety import PARTS, safety_page  # noqa: E402

__all__ = ["PARTS", "anchor", "main", "pages"]
FAMILIES = {
    "async": "Promises and blocking calls",
    "compatibility": "Node versions and module systems",
    "crypto": "Cryptography, tokens and leaked secrets",
    "data": "Data from outside",
    "deprecated": "Deprecated interfaces",
    "errors": "Errors, callbacks and answers",
    "injection": "Injection",
    "lifecycle": "Transactions, timers and life cycle",
    "operations": "Running the service",
    "performance": "Performance and memory",
    "resources": "Resources",
    "secrets": "Secrets and tokens",
    "suppression": "Comments that hide findings",
    "trust": "Trust in what the client says",
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

FIGURES

Each family has a page of its own, with the text that an editor shows on hover and
`nodewright explain RULE` in a terminal, and with examples. `nodewright rules` lists them all.

Add your own: [How to write a rule](write-a-rule.md). This page is written by `docs/generate.py`.
"""
HOW_TO_FAMILY = """The examples are tests: each is run in every language that it names, and each
repair was tried on the very text. Back to [all rules](../rules.md). This page is written by
`docs/generate.py`."""
WEAKNESS = r"https://cwe.mitre.org/data/definitions/\1.html"
HOW_TO_CHECKS = """# Checks

The edit of an action passes all of these before it may reach the buffer, whether a model wrote it
or the rules did. What fails goes back to the model with the precise reason, its line and the lines
around it: at most two rounds, and no second one where the first brought nothing. Then the run ends
as a refusal with the reasons, and the file stays as it was. Where a part of the changes passes all
checks alone, that part is offered instead, for you to confirm; the receipt says what was left out.
The report names what was checked, and the receipt counts the tokens of all rounds.

Before the checks, an answer must be whole (one without its end marker counts as cut off), and each
change must fit exactly one place of the text. An edit that passes may still be wrong: read the
change, and run your tests.

This page is written by `docs/generate.py`.
"""
HOW_TO_RISKS = """## What a person has to confirm

Some things are right only if they are meant. They are no failure: the edit carries a sentence for
each, with file and line, and nothing is applied before you said so: in the preview of an editor
that knows change annotations, else by a question. Where an editor can ask in no way, nothing is
changed.

Code is read by what it amounts to: behind aliases, computed members, strings that are put together,
escapes and `createRequire`, as far as one file shows it. What only running the code would show is
not known.

A package that is in no `package.json` and no lock file (`package-lock.json`, `npm-shrinkwrap.json`,
`yarn.lock`, `pnpm-lock.yaml`, `bun.lock`) is named and asked about; one that is a near miss of a
well-known name is refused. Well-known are the 8,000 that are downloaded most, by the counts of the
npm registry, and others that backends use (`persona/npm-packages.txt`).

`make gate-mutations` switches off each check and each risk in turn, judges all answers of
`tests/answers` again, and fails when none of them notices the loss.
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
    """``docs/rules.md``, from the rule book: the list of all, with links to the families."""
    rules = list(load_rules().rules.values())
    kinds = [rule.fix_kind for rule in rules]
    fixes = len(kinds) - kinds.count(None)
    figures = f"{len(rules)} rules, {fixes} with a fix, {kinds.count('safe')} of them safe."
    families = [*map(_family_table, _families(rules).items())]
    return _joined(HOW_TO_RULES.replace("FIGURES", figures), *families)


def _families(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.family, []).append(rule)
    return found


def _family_table(family: tuple[str, list[Rule]]) -> str:
    name, rules = family
    page = f"rules/{name}.md"
    rows = [
        f"| [{rule.id}]({page}#{rule.id}) | {rule.title} | {rule.severity} "
        f"| {', '.join(rule.cwe) or 'none'} | {rule.fix_kind or 'none'} |"
        for rule in rules
    ]
    head = ["| Rule | Title | Severity | CWE | Fix |", "|---|---|---|---|---|"]
    return f"## {_heading(name)}\n\n[All of it]({page})\n\n" + "\n".join([*head, *rows])


def _heading(family: str) -> str:
    return FAMILIES.get(family, family.capitalize())


def family_page(family: str, rules: Iterable[Rule]) -> str:
    """``docs/rules/<family>.md``: each rule in full, under its id, with examples."""
    return _joined(f"# {_heading(family)}\n\n{HOW_TO_FAMILY}", *map(_in_full, rules))


def _in_full(rule: Rule) -> str:
    _, head, text = explain(rule).split("\n\n", 2)
    head = re.sub(r"\bCWE-(\d+)", rf"[CWE-\1]({WEAKNESS})", head)
    levels = f'`{rule.id} = "off"` (or `"hint"`, `"information"`, `"warning"`, `"error"`)'
    return _joined(
        f"## {rule.id}",
        f"**{rule.title}.**",
        f"{head} · {', '.join(rule.languages)}",
        text,
        *_examples(rule),
        f"**Options.** {levels} under `[rules]` in [nodewright.toml](../configuration.md).",
    )


def _examples(rule: Rule) -> Iterator[str]:
    """Up to two findings in different shapes, a repair, and code that is left alone."""
    bad = [example for example in rule.examples if example.at]
    repaired = [example for example in bad if example.fixed is not None]
    shown = [*repaired[:1], *(example for example in bad if example not in repaired[:1])][:2]
    for example in shown:
        lines = sorted({line for line, _ in example.at})
        where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(map(str, lines))}"
        yield f"**Found** in {where}{_project(example)}:"
        yield _fenced(example, example.code)
        if example.fixed is not None:
            yield "**Repaired:**"
            yield _fenced(example, example.fixed)
    for example in [example for example in rule.examples if not example.at][:2]:
        yield f"**Left alone**{_project(example)}:"
        yield _fenced(example, example.code)


def _project(example: Example) -> str:
    """What an example takes for granted of its project, where that matters."""
    facts = example.facts
    named = [f"`{name}` {version}" for name, version in facts.get("dependencies", {}).items()]
    if "node" in facts:
        named.append(f"Node `{facts['node']}`")
    if facts.get("module_system") == "esm":
        named.append("`type: module`")
    told = [f"in `{example.path}`"] if example.path else []
    told += [f"with {', '.join(named)} in package.json"] if named else []
    return f", {', '.join(told)}" if told else ""


def _fenced(example: Example, code: str) -> str:
    kind = next((name for name in ("js", "ts", "tsx") if name in example.languages), "js")
    longest = max(map(len, re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{kind}\n{code.rstrip()}\n{fence}"


def anchor(title: str) -> str:
    """The name that GitHub gives a heading, to link to."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def checks_page() -> str:
    """``docs/checks.md``, from the gate."""
    rows = [f"| `{name}` | {title} | {reason} |" for name, title, reason in describe_checks()]
    table = "\n".join(["| Check | Passed, it says | Why |", "|---|---|---|", *rows])
    risks = [f"| `{name}` | {sentence} |" for name, sentence in describe_risks()]
    asked = "\n".join(["| Risk | What a person is told |", "|---|---|", *risks])
    return _joined(HOW_TO_CHECKS, table, HOW_TO_RISKS, asked)


def _joined(*parts: str) -> str:
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "../README.md": readme_page(),
        "actions.md": actions_page(),
        "checks.md": checks_page(),
        "rules.md": rules_page(),
        "safety.md": safety_page(),
        "settings.md": settings_reference(),
        **{
            f"rules/{family}.md": family_page(family, rules)
            for family, rules in _families(load_rules().rules.values()).items()
        },
    }


def main() -> None:
    """Write them all, and drop the page of a family that is no more."""
    written = pages()
    (DOCS / "rules").mkdir(exist_ok=True)
    for old in (DOCS / "rules").glob("*.md"):
        if f"rules/{old.name}" not in written:
            old.unlink()
    for name, text in written.items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    write_extension()


if __name__ == "__main__":
    main()
