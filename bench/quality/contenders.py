"""Four ways from a selection to an edit: nodewright, its rules alone, and what others do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cases import Case
from judging import Edit
from levers import LEVERS, edited, pulled
from lsprotocol import types
from nodewright.client import RunResult, TerminalEditor
from nodewright.llm import Endpoint as ModelEndpoint
from nodewright.messages import ModelUnavailable
from nodewright.prompts import load_pack
from openai import AsyncOpenAI, OpenAIError
from sandbox import Project, copied

_BLOCK = re.compile(r"^(`{3,})[^\n]*\n(.*?)^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_PAIR = re.compile(
    r"^<{5,} ?SEARCH[^\n]*\n(.*?)^={5,}[ \t]*\n(.*?)^>{5,} ?REPLACE", re.MULTILINE | re.DOTALL
)

REWRITE = "Rewrite the selection. Answer with one code block that replaces it."
SEARCH_REPLACE = """\
Describe each change with a *SEARCH/REPLACE block*:

```js
<<<<<<< SEARCH
(lines of the file, copied exactly)
=======
(the lines that replace them)
>>>>>>> REPLACE
```

The SEARCH lines must match the file character for character. Keep the blocks small. Several
blocks are allowed."""
"""After the edit format of aider (https://aider.chat/docs/more/edit-formats.html)."""


@dataclass(frozen=True)
class Endpoint:
    """A model: where it is asked, by which name, and what else its service wants to hear."""

    base_url: str
    model: str
    key: str
    answer_form: str = "auto"
    timeout: float = 600.0


Contender = Callable[[Case, Endpoint], Awaitable[Edit]]


async def bare(case: Case, endpoint: Endpoint) -> Edit:
    """The persona as system prompt, the first code block replaces the selection."""
    said = await _ask(endpoint, f"{_wish(case)}\n\n{REWRITE}\n\n{_block(_selection(case))}")
    found = _BLOCK.search(said)
    if found is None:
        return Edit(well_formed=False, ending="no code block", why=(said[:200],))
    first, last = case.lines
    lines = case.text.split("\n")
    new = found[2].removesuffix("\n").split("\n")
    return Edit({case.file: "\n".join([*lines[:first], *new, *lines[last + 1 :]])})


async def search_replace(case: Case, endpoint: Endpoint) -> Edit:
    """The whole file, edited by SEARCH/REPLACE blocks; nothing checks the result."""
    where = f"The file {case.file}:\n\n{_block(case.text)}"
    asked = f"{_wish(case)}\n\nThe lines in question:\n\n{_block(_selection(case))}"
    said = await _ask(endpoint, f"{SEARCH_REPLACE}\n\n{where}\n\n{asked}")
    text, pairs = case.text, _PAIR.findall(said)
    for search, replace in pairs:
        if not search.strip() or text.count(search) != 1:
            return Edit(well_formed=False, ending="SEARCH does not match", why=(search[:200],))
        text = text.replace(search, replace)
    if not pairs:
        return Edit(well_formed=False, ending="no block", why=(said[:200],))
    return Edit({case.file: text})


async def rules(case: Case, endpoint: Endpoint) -> Edit:
    """The action without a model: what the offline rules repair in the selection."""
    return await _through_the_server(case, {})


async def nodewright(case: Case, endpoint: Endpoint) -> Edit:
    """The action with the model, through the real server."""
    return await _through_the_server(
        case,
        {
            "model": {
                "baseUrl": endpoint.base_url,
                "name": endpoint.model,
                "api": "chat",
                "answerForm": endpoint.answer_form,
                "apiKeyEnv": "QUALITY_KEY",
                "timeout": endpoint.timeout,
                "keepAnswers": False,
            }
        },
    )


CONTENDERS: Mapping[str, Contender] = {
    "bare": bare,
    "search-replace": search_replace,
    "rules": rules,
    "nodewright": nodewright,
}


def lever(name: str) -> Contender:
    """nodewright with one lever pulled."""

    async def ask(case: Case, endpoint: Endpoint) -> Edit:
        at = ModelEndpoint(
            model=endpoint.model,
            base_url=endpoint.base_url,
            api="chat",
            api_key_env="QUALITY_KEY",
            timeout=endpoint.timeout,
        )
        with copied(case) as project:
            environ = {"QUALITY_KEY": endpoint.key}
            try:
                outcome = await pulled(LEVERS[name], case, project, at, environ)
            except ModelUnavailable as error:
                return Edit(ending="failed", why=(str(error),))
        why = outcome.refusal.reasons if outcome.refusal else ()
        return Edit(edited(case.file, outcome), ending="lever", why=tuple(why))

    return ask


async def _ask(endpoint: Endpoint, question: str) -> str:
    client = AsyncOpenAI(
        base_url=endpoint.base_url, api_key=endpoint.key, timeout=endpoint.timeout, max_retries=0
    )
    messages: list[Any] = [
        {"role": "system", "content": load_pack().persona.body},
        {"role": "user", "content": question},
    ]
    parts: list[str] = []
    try:
        stream = await client.chat.completions.create(
            model=endpoint.model,
            messages=messages,
            stream=True,
            stream_options={"include_usage": True},
            max_tokens=4096,
        )
        async for chunk in stream:
            parts += [choice.delta.content or "" for choice in chunk.choices]
    except OpenAIError as error:
        return f"(the service failed: {type(error).__name__})"
    finally:
        await client.close()
    return "".join(parts)


async def _through_the_server(case: Case, settings: dict[str, Any]) -> Edit:
    with copied(case) as project:
        first, last = case.lines
        end = types.Position(last, len(case.text.split("\n")[last].encode("utf-16-le")) // 2)
        place = types.Range(types.Position(first, 0), end)
        async with TerminalEditor(project.root, settings, lambda _: None) as editor:
            await editor.open(project.root / case.file, case.text)
            result = await editor.run(case.action, place, case.request)
        return _edit_of(case, project, result)


def _edit_of(case: Case, project: Project, result: RunResult) -> Edit:
    why = tuple(result.reasons)
    if result.status != "applied":
        formless = any("answer" in reason and "form" in reason for reason in why)
        return Edit(well_formed=not formless, ending=result.status, why=why)
    files = dict(result.created)
    files |= {name: after.decode() for name, (_, after) in result.extended.items()}
    files[case.file] = result.text
    return Edit(files, ending=result.status, why=why)


def _selection(case: Case) -> str:
    first, last = case.lines
    return "\n".join(case.text.split("\n")[first : last + 1]) + "\n"


def _wish(case: Case) -> str:
    title = load_pack().actions[case.action].title
    return f"{title}. {case.request}".strip()


def _block(text: str) -> str:
    return f"```js\n{text.removesuffix(chr(10))}\n```"


def run(contender: str, case: Case, endpoint: Endpoint) -> Edit:
    """One contender, or one lever, on one case, to its end."""
    found = CONTENDERS[contender] if contender in CONTENDERS else lever(contender)
    work: Any = found(case, endpoint)
    edit: Edit = asyncio.run(work)
    return edit
