"""Imports and exports of a tree, in ESM, CommonJS and TypeScript."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from nodewright.document import Language
from nodewright.javascript.modules import NODE_BUILTINS, exports, imports
from nodewright.javascript.parsing import parse

IMPORTS: list[tuple[str, list[tuple[str, str, tuple[str, ...]]]]] = [
    ("import a, { b as c } from 'x';", [("x", "import", ("default", "b"))]),
    ("import { default as d } from 'x';", [("x", "import", ("default",))]),
    ("import * as n from \"y\"; import 'z';", [("y", "import", ("*",)), ("z", "import", ())]),
    ("const { p, q: r, s = 1 } = require('k');", [("k", "require", ("p", "q", "s"))]),
    ("const { p, ...rest } = require('k');", [("k", "require", ("*",))]),
    ("const z = require('q').x;", [("q", "require", ("x",))]),
    ("require(`t`);", [("t", "require", ("*",))]),
    ("require(name); require(`a${b}`); require(); o.require('n'); x.import;", []),
    ("const { a } = await import('v');", [("v", "dynamic", ("a",))]),
    ("export * from './a'; export { b as c } from './b';",
     [("./a", "import", ("*",)), ("./b", "import", ("b",))]),
    ("// import 'no'; require('no')\nconst s = \"require('no')\";", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), IMPORTS)
def test_imports_are_found_with_their_names(
    source: str, expected: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    """Every static, required and dynamic import with a fixed specifier, in order."""
    data = source.encode()
    found = imports(parse(data, "javascript"), data)
    assert [(i.specifier, i.style, i.names) for i in found] == expected


def test_typescript_imports() -> None:
    """Type imports and import-require count too."""
    data = (
        b"import fs = require('fs'); import type { R } from 'express'; import { type Q } from 'q';"
    )
    found = imports(parse(data, "typescript"), data)
    assert [(i.specifier, i.names) for i in found] == [
        ("fs", ("*",)),
        ("express", ("R",)),
        ("q", ("Q",)),
    ]


EXPORTS: list[tuple[str, Language, dict[str, tuple[str, tuple[str, ...] | None]]]] = [
    (
        "export const a = (x, y = 1, ...z) => 1, { b } = o;",
        "javascript",
        {"a": ("function", ("x", "y=", "...z")), "b": ("value", None)},
    ),
    (
        "export default async function f({ b, a = 2 }, [c]) {}",
        "javascript",
        {"default": ("async function", ("{a,b}", "[]"))},
    ),
    ("export default x => 1;", "javascript", {"default": ("function", ("x",))}),
    (
        "export default { a(x) {}, b: 1 };",
        "javascript",
        {"default": ("value", None), "default.a": ("method", ("x",)), "default.b": ("value", None)},
    ),
    (
        "function f(a) {} export {f as g, f as default}; export * as n from 'w'; export * from 'q'",
        "javascript",
        {
            "g": ("function", ("a",)),
            "default": ("function", ("a",)),
            "n": ("reexport", None),
            "*": ("reexport", None),
        },
    ),
    ("export { default, x as y } from './d';", "javascript",
     {"default": ("reexport", None), "y": ("reexport", None)}),
    (
        "export class A { #p(){} static s(a) {} field = (a) => 1; async m(b) {} _q() {} get x(){}}",
        "javascript",
        {
            "A": ("class", None),
            "A.s": ("method", ("a",)),
            "A#field": ("function", ("a",)),
            "A#m": ("async method", ("b",)),
            "A#x": ("method", ()),
        },
    ),
    (
        "const b = async x => 1; module.exports = { a, b, async m(x) {}, ...z, 'k': 1 };",
        "javascript",
        {
            "module.exports": ("value", None),
            "a": ("value", None),
            "b": ("async function", ("x",)),
            "m": ("async method", ("x",)),
            "*": ("value", None),
            "k": ("value", None),
        },
    ),
    (
        "function f(a) {} module.exports = exports = f; module.exports.y = class { m(a) {} };",
        "javascript",
        {
            "module.exports": ("function", ("a",)),
            "y": ("class", None),
            "y#m": ("method", ("a",)),
        },
    ),
    (
        "exports.a = exports.b = function* (x) {}; const c = exports.c = 1;",
        "javascript",
        {
            "b": ("generator function", ("x",)),
            "a": ("generator function", ("x",)),
            "c": ("value", None),
        },
    ),
    (
        "Object.assign(module.exports, { q }, more); Object.assign(other, { no });",
        "javascript",
        {"q": ("value", None), "*": ("value", None)},
    ),
    ("module.exports = make();", "javascript",
     {"module.exports": ("value", None), "*": ("value", None)}),
    (
        "export interface I { a: string } export type T = string; export enum E { A }",
        "typescript",
        {"I": ("type", None), "T": ("type", None), "E": ("value", None)},
    ),
    (
        "export declare function f(a?: string, this: X, b: number = 1): void;",
        "typescript",
        {"f": ("function", ("a?", "b="))},
    ),
    (
        "export abstract class C { private x(a) {} constructor(readonly p: P) {} abstract z(k): X}",
        "typescript",
        {
            "C": ("class", None),
            "C#constructor": ("method", ("p",)),
            "C#z": ("method", ("k",)),
        },
    ),
    ("const f = (a) => a; export = f; export import q = a.b;", "typescript",
     {"module.exports": ("function", ("a",)), "q": ("value", None)}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "language", "expected"), EXPORTS)
def test_exports_are_found_with_kind_and_parameters(
    source: str,
    language: Language,
    expected: dict[str, tuple[str, tuple[str, ...] | None]],
) -> None:
    """Names, kinds and parameters, resolved through the declarations of the file."""
    data = source.encode()
    found = exports(parse(data, language), data)
    assert {name: (e.kind, e.parameters) for name, e in found.items()} == expected


def test_alias_that_points_to_itself_ends() -> None:
    """A name that stands for itself does not hang the search."""
    data = b"const a = b; const b = a; module.exports = { a };"
    assert exports(parse(data, "javascript"), data)["a"].kind == "value"


def test_builtins_hold_what_node_says() -> None:
    """Every public module of the installed Node is known, with its prefix too."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on PATH")
    script = "console.log(JSON.stringify(require('module').builtinModules))"
    listed = json.loads(subprocess.check_output([node, "-e", script], text=True))
    public = {n for n in listed if not n.startswith("_") and "/_" not in n}
    assert {n.removeprefix("node:") for n in public} - {
        n.removeprefix("node:") for n in NODE_BUILTINS
    } == set()
    assert {"node:test", "node:fs/promises", "fs/promises"} <= NODE_BUILTINS
    assert "test" not in NODE_BUILTINS
