"""Names are resolved by scope, and values are followed to the module they come from."""

from __future__ import annotations

import pytest
from nodewright.document import Language
from nodewright.javascript.parsing import parse, walk
from nodewright.javascript.syntax import (
    arguments,
    callee,
    is_async,
    object_entries,
    string_value,
    unescape,
)
from nodewright.javascript.tree_facts import TreeFacts, module_of


def facts(source: str, language: Language = "javascript") -> TreeFacts:
    """The facts of a whole text."""
    data = source.encode()
    return TreeFacts(data, language, parse(data, language).root_node)


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("const fs = require('node:fs'); probe(fs);", "fs"),
        ("import fs from 'fs'; probe(fs.promises);", "fs#promises"),
        ("import * as cp from 'child_process'; probe(cp.exec);", "child_process#exec"),
        ("import { exec as run } from 'child_process'; probe(run);", "child_process#exec"),
        ("import { default as x } from 'a'; probe(x.default.b);", "a#b"),
        ("const { a: { b: c } } = require('m'); probe(c);", "m#a#b"),
        ("const { Pool } = require('pg'); const p = new Pool(); probe(p);", "pg#Pool()"),
        (
            "const p = require('mysql2').createPool({}).promise(); probe(p);",
            "mysql2#createPool()#promise()",
        ),
        ("const p = promisify(require('m').f); probe(p);", "m#f"),
        ("const m = await import('m'); probe(m.f);", "m#f"),
        ("const a = b || require('m'); probe(a);", "m"),
        ("let a; a = require('m'); probe(a);", "m"),
        ("const a = 1; probe(a);", None),
        ("probe(unknown);", None),
        ("const a = require(name); probe(a);", None),
        ("const a = a; probe(a);", None),
        ("const fs = require('fs'); function f(fs) { probe(fs); }", None),
        ("const fs = require('fs'); { const fs = 1; probe(fs); }", None),
        ("const fs = require('fs'); { const fs = 1; } probe(fs);", "fs"),
        ("const fs = require('fs'); for (const fs of x) { probe(fs); }", None),
        ("const fs = require('fs'); try { a(); } catch (fs) { probe(fs); }", None),
        ("function f() { { var fs = require('fs'); } probe(fs); }", "fs"),
        ("const fs = require('fs'); class fs2 {} (function fs() { probe(fs); });", None),
    ],
)
def test_a_value_is_followed_to_its_module(source: str, origin: str | None) -> None:
    made = facts(source)
    call = next(c for c in made.calls if c.name == "probe")
    assert made.origin(arguments(call.node)[0]) == origin


def test_typescript_imports_with_require_are_imports() -> None:
    made = facts("import fs = require('fs'); probe(fs);", "typescript")
    call = next(c for c in made.calls if c.name == "probe")
    assert made.origin(arguments(call.node)[0]) == "fs"


def test_all_forms_of_patterns_declare_their_names() -> None:
    source = (
        "const { a, b: [c, ...d], e = 1, f: g = 2, ...h } = x; function i([j], { k } = {}, ...l) {}"
    )
    made = facts(source)
    assert set(made.module.names) == {"a", "c", "d", "e", "g", "h", "i"}
    assert set(made.scopes[1].names) == {"j", "k", "l"}
    paths = {n: b.definitions[0].path for n, b in made.module.names.items() if b.definitions}
    assert paths == {
        "a": ("a",),
        "c": ("b", "[]"),
        "d": ("b", "[]"),
        "e": ("e",),
        "g": ("f",),
        "h": (),
    }


def test_assignments_and_pushes_are_definitions() -> None:
    made = facts("let a = 1; a = 2; a += 3; const b = []; b.push(4, 5); outer = 6;")
    assert [d.adds for d in made.module.names["a"].definitions] == [False, False, True]
    assert [d.adds for d in made.module.names["b"].definitions] == [False, True, True]
    assert list(made.outer_assignments) == ["outer"]


def test_names_that_are_not_here_are_asked_for_outside() -> None:
    source = b"function f(a) { return a + b; }"
    asked: list[str] = []
    made = TreeFacts(
        source, "javascript", parse(source, "javascript").root_node, lambda n: asked.append(n)
    )
    assert made.resolve("a", 24) is not None
    assert made.resolve("b", 28) is None
    assert asked == ["b"]


def test_functions_know_what_they_are() -> None:
    made = facts("async function a() {} const b = async x => x; class C { async d(y) {} e() {} }")
    assert [f.is_async for f in made.functions] == [True, True, True, False]
    assert [len(f.parameters) for f in made.functions] == [0, 1, 1, 0]
    assert [is_async(f.node) for f in made.functions] == [True, True, True, False]


@pytest.mark.parametrize(
    ("source", "language", "called"),
    [
        ("f(1)", "javascript", "f"),
        ("(0, eval)(1)", "javascript", "eval"),
        ("(f)(1)", "javascript", "f"),
        ("await f<T>(1)", "typescript", "f"),
        ("f!(1)", "typescript", "f"),
        ("(f as G)(1)", "typescript", "f"),
        ("(() => 1)()", "javascript", "() => 1"),
        ("a.b?.(1)", "javascript", "a.b"),
    ],
)
def test_callee_sees_through_what_is_around_it(
    source: str, language: Language, called: str
) -> None:
    tree = parse(source.encode(), language)
    call = next(n for n in walk(tree.root_node) if n.type == "call_expression")
    node = callee(call)
    assert node is not None
    assert source[node.start_byte : node.end_byte] == called


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'a'", "a"),
        ('"a\\n\\u0041\\x41\\u{1F600}"', "a\nAA😀"),
        ("`a`", "a"),
        ("`a${b}`", None),
        ("a", None),
        ("'\\u{FFFFFFF}'", "\ufffd"),
        ("'a\\\nb'", "ab"),
        ("'\\q'", "q"),
    ],
)
def test_a_literal_says_what_it_says(source: str, value: str | None) -> None:
    data = source.encode()
    statement = parse(data, "javascript").root_node.named_children[0]
    assert string_value(statement.named_children[0], data) == value


def test_unescape_leaves_plain_text_alone() -> None:
    assert unescape("plain") == "plain"


def test_an_object_tells_its_entries() -> None:
    data = b"x = { a: 1, 'b-c': 2, ['d']: 3, e, f() {}, ...g };"
    node = next(n for n in walk(parse(data, "javascript").root_node) if n.type == "object")
    assert list(object_entries(node, data)) == ["a", "b-c", "d", "e", "f", "..."]


def test_the_module_is_what_an_origin_begins_with() -> None:
    assert [module_of(o) for o in ("pg#Pool()", "express()", "fs", None)] == [
        "pg",
        "express",
        "fs",
        "",
    ]
