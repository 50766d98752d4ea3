"""No secret on the wire: judged by the bytes that a server on loopback received."""

from __future__ import annotations

import asyncio
import json
import random
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from e2e.conftest import Start
from e2e.editor import Editor
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import LoopbackModel, Request
from lsprotocol import types
from nodewright.assistant import Assistant, Order, Outcome, Place
from nodewright.document import Snapshot, Span
from nodewright.llm import Endpoint, Model
from nodewright.project import read_project
from nodewright.prompts import load_pack
from nodewright.rules import RuleBook, load_rules
from secret_shapes import SHAPES, made

PACK = load_pack()
PLACES = (
    "const password = '{}';",
    'const settings = {{ "clientSecret": "{}" }};',
    "const token = process.env.TOKEN || `{}`;",
    "// the token is {}",
    "/* apiKey: '{}' */",
    "headers['x-api-key'] = '{}';",
)
# A key of AWS is base64 and nothing else: some look like paths, and `make redaction` counts those.
CHOSEN = sorted(SHAPES.keys() - {"AWS secret key"})
HOLE = re.compile(r"[\s'\"`<>/@:;?&#\\]")


@cache
def book() -> RuleBook:
    return load_rules()


def wire(request: Request) -> str:
    """All that a request said: its bytes, and the texts in them as a reader of JSON gets them."""
    return request.raw.decode("utf-8", "replace") + json.dumps(request.body, ensure_ascii=False)


def leaked(secrets: list[str], requests: list[Request]) -> list[str]:
    """The secrets of which a request holds the whole or the part that is secret."""
    said = "\n".join(wire(request) for request in requests)
    return [secret for secret in secrets if secret in said or core(secret) in said]


def core(secret: str) -> str:
    """What chance drew: without the parts around it that every such secret has."""
    return max(re.split(r"[=./:]", secret), key=len)


@given(
    st.lists(st.tuples(st.sampled_from(CHOSEN), st.sampled_from(PLACES)), max_size=8),
    st.integers(0, 2**32),
    st.sampled_from(["full", "compact"]),
)
@settings(max_examples=25)
def test_no_generated_secret_is_ever_sent(
    chosen: list[tuple[str, str]], seed: int, form: str
) -> None:
    """In code, comments, the request, the facts, repair rounds and the call for the report."""
    chance = random.Random(seed)
    secrets = [made(SHAPES[shape], chance) for shape, _ in chosen]
    asked = made(SHAPES["OpenAI project key"], chance)
    lines = [place.format(s) for s, (_, place) in zip(secrets, chosen, strict=True)]
    code = "\n".join(("const headers = {};", *lines, "run(headers);", ""))
    dependency = made("[A-Za-z0-9]{24}", chance)
    manifest = {"dependencies": {"a": f"git+https://u:{dependency}@git.example.net/a.git"}}
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        (folder / "package.json").write_text(json.dumps(manifest))
        requests = asyncio.run(conversation(folder, code, f"use {asked} here", form))
    assert len(requests) >= 2
    assert leaked([*secrets, asked, dependency], requests) == []
    assert sum(len(wire(r)) for r in requests) > len(code)


async def conversation(folder: Path, code: str, request: str, form: str) -> list[Request]:
    """All requests of a run whose first answer is refused and whose second is an echo."""

    async with LoopbackModel() as server:
        server.answer("no form at all", "## Cannot do\nIt cannot.\n\n=== END OF ANSWER ===")
        server.always("nothing")
        model = Model(Endpoint("m", server.base_url), {})
        try:
            await run(folder, code, request, model, form)
        finally:
            await model.close()
        return list(server.requests)


async def run(folder: Path, code: str, request: str, model: Model, form: str) -> Outcome:
    snapshot = Snapshot((folder / "a.js").as_uri(), 1, code, "javascript")
    order = Order(
        snapshot=snapshot,
        path="a.js",
        selection=Span(0, len(snapshot.source)),
        action=PACK.actions["api-design"],
        request=request,
        facts=read_project(folder / "a.js", [folder]),
        place=Place(lambda path: False, lambda path: True, lambda path: False),
    )
    assistant = Assistant(book(), PACK, PACK.persona, model.complete, "m", form)  # type: ignore[arg-type]
    return await assistant.run(order, lambda stage: None)


KEY = "\n".join(
    (
        "-----BEGIN RSA PRIVATE KEY-----",
        *["MIIEowIBAAKCAQEA7bq0Zx9Kq2Lm8Pw4Rt6Yv1Bn3Cd5"] * 4,
        "-----END RSA PRIVATE KEY-----",
    )
)
CONTRACT = (
    "## Root cause\n\nNone.\n\n## Minimal reproduction\n\nNone.\n\n## What changed\n\nA call.\n\n"
    "## Tests\n\nNone.\n\n## Risks and trade-offs\n\nNone.\n\n## How to verify\n\nRun it.\n\n"
    "## Changes\n\n### REWRITE SELECTION\n```js\n{}```\n\n=== END OF ANSWER ===\n"
)
SELECTION = re.compile(r"# The selection: [^\n]+\n\n```js\n(.*?)```", re.DOTALL)


async def opened(start: Start, model: LoopbackModel, code: str) -> tuple[Editor, str]:
    editor = await start(model=model)
    (editor.root / "src" / "keys.js").write_text(code)
    return editor, editor.open("src/keys.js")


def whole(text: str) -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(text.count("\n"), 0))


async def test_secrets_of_all_shapes_come_back_where_they_stood(
    start: Start, model: LoopbackModel
) -> None:
    """A real server process, and a model that copies what it sees and adds a line."""
    chance = random.Random(7)
    secrets = [made(shape, chance) for shape in SHAPES.values() if not HOLE.search(shape)]
    lines = [f"const secret{n} = '{secret}';" for n, secret in enumerate(secrets)]
    lines += [f"// password: '{made('[a-z0-9]{12}', chance)}'", f"const privateKey = `{KEY}`;"]
    code = "\n".join((*lines, "run(privateKey);", ""))
    editor, uri = await opened(start, model, code)

    def echo(request: Request) -> str:
        (shown,) = SELECTION.findall(request.text)
        return CONTRACT.format(f"{shown}run(secret0);\n")

    model.always(echo)
    await editor.run(uri, "harden-security", whole(code), "add a call, keep the rest")
    await editor.ended()
    assert leaked([*secrets, "MIIEowIBAAKCAQEA7bq0Zx9K"], model.requests) == []
    assert editor.buffers[uri].text.endswith(code + "run(secret0);\n"), editor.report_or_nothing()
    assert "HIDDEN_" not in editor.buffers[uri].text


async def test_a_model_that_logs_a_secret_changes_nothing(
    start: Start, model: LoopbackModel
) -> None:
    code = "const dbPassword = 'hunter2-and-more';\nconnect(dbPassword);\n"
    editor, uri = await opened(start, model, code)

    def log_it(request: Request) -> str:
        (word,) = set(re.findall(r"'(HIDDEN_PASSWORD_1_\w+)'", request.text))
        return CONTRACT.format(f"console.log('{word}');\nconnect(process.env.DB_PASSWORD);\n")

    model.always(log_it)
    await editor.run(uri, "harden-security", whole(code))
    await editor.ended()
    assert editor.edits == []
    assert editor.buffers[uri].text == code
    assert "would come to stand in a log line" in editor.report()
    assert "hunter2" not in editor.report() + editor.told()
    assert leaked(["hunter2-and-more"], model.requests) == []


async def test_a_private_document_is_never_sent(
    start: Start, model: LoopbackModel, project: Path
) -> None:
    (project / ".gitignore").write_text("*local.js\n")
    (project / "src" / ".nodewrightignore").write_text("mine/\n")
    names = ["src/local.js", "src/mine/a.js", "node_modules/left/index.js", "src/.env.js"]
    editor = await start(model=model)
    for count, name in enumerate(names, 1):
        uri = editor.open(name, "const a = 1;\n")
        await editor.run(uri, "fix-backend", whole("const a = 1;\n"))
        await editor.ended(count)
        assert f"`{name}` is a private or ignored file" in editor.told()
    assert model.requests == []
    assert editor.edits == []
