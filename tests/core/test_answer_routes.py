"""Routes and return values: which changes a client or caller would notice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from nodewright.answer import Surroundings, verify
from nodewright.answer.candidate import make_candidate
from nodewright.document import Allowance, Draft, Failure, Language, NewFile, Span
from nodewright.facts import ProjectFacts

AROUND = Surroundings(
    facts=ProjectFacts(),
    allowance=Allowance(),
    find=lambda source, language, path: (),
    exists=lambda path: True,
    confined=lambda path: True,
    ignored=lambda path: False,
)


def failures(
    check: str, before: str, after: str, files: Sequence[NewFile] = (), language: Language = "tsx"
) -> list[Failure]:
    """What one check says of a document that becomes ``after``."""
    source = before.encode()
    draft = Draft("src/a.tsx", source, language, Span(0, len(source)))
    verdict = verify(make_candidate(draft, after.encode(), tuple(files)), AROUND)
    return [failure for failure in verdict.failures if failure.check == check]


LOST = [
    ("app.get('/a', h);", "app.get('/b', h);", "GET /a"),
    ("app.get('/a', h);", "app.post('/a', h);", "GET /a"),
    ("usersRouter.put('/a', x, h);", "usersRouter.put('/a/:id', x, h);", "PUT /a"),
    ("this.app.get('/a', h);", "this.app.get('/', h);", "GET /a"),
    ("const r = express.Router(); r.delete('/a', h);", "const r = express.Router();", "DELETE /a"),
    ("const s = new Hono(); s.get('/a', h);", "const s = new Hono(); s.get('/b', h);", "GET /a"),
    ("app.route('/a').get(h).post(k);", "app.route('/a').get(h).put(k);", "POST /a"),
    ("app.get('/a', h).post('/b', k);", "app.get('/a', h);", "POST /b"),
    ("app.get(`/a`, h);", "app.get('/b', h);", "GET /a"),
    ("app.get(/a/, h);", "app.get(/b/, h);", "GET /a/"),
    ("class C { @Get('a') f() {} }", "class C { @Get('b') f() {} }", "GET a"),
    ("@Controller('a') class C {}", "@Controller('b') class C {}", "CONTROLLER a"),
]
KEPT = [
    ("app.get('/a', h);", 'app.get("/a", async (req, res) => h(req, res));'),
    ("app.get('/a', h);", "const PATH = '/a';\napp.get(PATH, h);"),
    ("app.get('/a', h);", "app.get('/a', h);\napp.get('/health', k);"),
    ("app.get('/a', h); app.post('/b', k);", "app.post('/b', k);\napp.get('/a', h);"),
    ("app.get('/a', h);", "app.route('/a').get(h);"),
    ("axios.get('/a', o);", "axios.get('/b', o);"),
    ("client.post('/a', o);", ""),
    ("app.get('title');", "app.get('name');"),
    ("map.get('/a', b);", "map.get('/c', b);"),
]
SILENT = [
    ("function f(a) { return a; }", "function f(a) { g(a); }"),
    ("const f = async (a) => a;", "const f = async (a) => { await a; };"),
    ("class A { m() { if (x) return 1; } }", "class A { m() { if (x) return; } }"),
    ("function f() { return 1; }", "function f() { g(() => { return 1; }); }"),
]
SPEAKING = [
    ("function f(a) { return a; }", "function f(a) { try { return g(a); } finally { h(); } }"),
    ("function f(a) { return a; }", "function f(a) { throw new Error('no'); }"),
    ("function f(a) { return a; }", "function* f(a) { yield a; }"),
    ("function f(a) { return a; }", "const f = (a) => a;"),
    ("function f(req, res) { return res.json(1); }", "function f(req, res) { res.json(1); }"),
    ("function f() { g(); }", "function f() { h(); }"),
    ("function f() { return 1; }", "const g = 1;"),
]


@pytest.mark.parametrize(("before", "after", "route"), LOST)
def test_lost_route_is_named(before: str, after: str, route: str) -> None:
    """Express, Fastify, Hono and Nest register routes in their own ways."""
    said = [failure.message for failure in failures("routes-kept", before, after)]
    assert any(f"`{route}`" in message for message in said)


@pytest.mark.parametrize(("before", "after"), KEPT)
def test_route_is_its_verb_and_path(before: str, after: str) -> None:
    """Order, quotes, handlers and constants may change; calls of clients are no routes."""
    assert failures("routes-kept", before, after) == []


def test_route_may_move_to_a_new_file() -> None:
    """What counts is that it is registered somewhere."""
    moved = NewFile("src/b.ts", "router.get('/a', h);\n")
    assert failures("routes-kept", "app.get('/a', h);", "app.use(b);", [moved]) == []


@pytest.mark.parametrize(("before", "after"), SILENT)
def test_function_that_falls_silent_is_named(before: str, after: str) -> None:
    """Returns of inner functions and of nothing do not count."""
    assert len(failures("returns-kept", before, after)) == 1


@pytest.mark.parametrize(("before", "after"), SPEAKING)
def test_function_may_give_its_value_in_another_way(before: str, after: str) -> None:
    """Handlers answer by their response; a function that is gone is another check's matter."""
    assert failures("returns-kept", before, after) == []


SLIPS = [
    ("f({ a: 1, 'a': 2 });", "key `a`"),
    ("f({ a, b, a });", "key `a`"),
    ("function f() { return 1; g(); }", "behind a `return`"),
    ("for (;;) { break; g(); }", "behind a `break`"),
    ("res.json(1); res.status(2).send(3);", "second response"),
    ("try { res.json(1); } catch (e) { console.error(e); }", "without an answer"),
    ("try { res.json(1); } catch { }", "without an answer"),
    ("if (a) { res.json(1); } return res.json(2);", "second response"),
    ("if (a) res.json(1); await reply.send(2);", "second response"),
]
SOBER = [
    "f({ a: 1, b: { a: 2 }, [a]: 3, get c() { return 1; }, set c(d) {} });",
    "function f() { return g(); function g() {} }",
    "switch (a) { case 1: return b; break; default: throw c; }",
    "function f() { return; var a; }",
    "if (a) { res.json(1); return; } res.json(2);",
    "if (a) { return res.json(1); } res.json(2);",
    "if (a) { res.json(1); } else { res.json(2); }",
    "res.write(1); res.end(); res.status(200).set('a', 'b');",
    "try { res.json(1); } catch (e) { log.warn(e); res.sendStatus(500); }",
    "try { res.json(1); } catch (e) { next(e); }",
    "try { res.json(1); } catch (e) { console.error(e); throw e; }",
    "try { res.json(1); } catch (e) { logger.error(e); } res.end();",
    "try { a(); } catch (e) { console.error(e); }",
    "cache.send(1); cache.send(2);",
]


@pytest.mark.parametrize(("code", "phrase"), SLIPS)
def test_slip_is_named_when_it_is_new(code: str, phrase: str) -> None:
    """What was there before is not the answer's fault."""
    program = f"async () => {{ {code} }};"
    assert any(phrase in failure.message for failure in failures("no-slip", "", program))
    assert failures("no-slip", program, program + "\n") == []


@pytest.mark.parametrize("code", SOBER)
def test_code_without_a_slip_passes(code: str) -> None:
    """The lawful neighbour of each slip."""
    assert failures("no-slip", "", f"async () => {{ {code} }};") == []
