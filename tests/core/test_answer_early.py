"""Early errors: code that parses and that Node.js does not load, with its lawful neighbours."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from nodewright.document import Language
from nodewright.javascript.early import early_errors
from nodewright.javascript.parsing import parse, syntax_errors

# Programs that fail as ES modules. The word stands in what is said of them.
FAILING = [
    ("function f() { await g(); }", "await"),
    ("const f = async () => { all.forEach((x) => { await x; }); };", "await"),
    ("function f() { for await (const x of y) {} }", "await"),
    ("class A { static { await x; } }", "await"),
    ("async () => { class A { x = await y; } };", "await"),
    ("function f() { yield 1; }", "yield"),
    ("return;", "return"),
    ("class A { static { return; } }", "return"),
    ("break;", "break"),
    ("while (1) { (() => { break; })(); }", "break"),
    ("switch (a) { default: continue; }", "continue"),
    ("x: { continue x; }", "no loop"),
    ("while (1) { break y; }", "no label"),
    ("function f() { super.x; }", "super"),
    ("class A { constructor() { super(); } }", "extends nothing"),
    ("class A extends B { m() { super(); } }", "constructor"),
    ("class A { #y; m() { this.#x; } }", "#x"),
    ("if (1) { import a from 'a'; }", "import"),
    ("function f() { export const a = 1; }", "export"),
    ("try { a(); }", "neither"),
    ("a ?? b || c;", "??"),
    ("a && (b, c) ?? d;", "??"),
    ("-x ** 2;", "**"),
    ("a || () => {};", "arrow"),
    ("a => {} || b;", "arrow"),
    ("typeof () => {};", "arrow"),
    ("a && b = 1;", "assignment"),
    ("await a = b;", "assignment"),
    ("!a = b;", "assignment"),
    ("f(a, , b);", "comma"),
    ("f(, a);", "comma"),
    ("a = { b, , c };", "comma"),
    ("const { , d } = e;", "comma"),
    ("a?.b = 1;", "?."),
    ("a?.b.c[d] += 1;", "?."),
    ("new a?.b();", "new"),
    ("a?.b`x`;", "template"),
    ("const y;", "value"),
    ("let { q };", "pattern"),
    ("if (1) const z = 1;", "braces"),
    ("if (1) {} else let z = 1;", "braces"),
    ("for (;;) function f() {}", "braces"),
    ("class A { async constructor() {} }", "constructor"),
    ("class A { constructor() {} constructor() {} }", "constructors"),
    ("class A { get x(a) {} }", "getter"),
    ("const o = { set x(/* none */) {} };", "setter"),
    ("function f(...a, b) {}", "rest"),
    ("const [...a, b] = c;", "rest"),
    ("({ a, ...b, c } = d);", "rest"),
    ("switch (a) { default: 1; default: 2; }", "default"),
    ("function () {}", "name"),
    ("class {}", "name"),
    ("function () {}();", "parentheses"),
    ("/(a/;", "parenthesis"),
    ("/a/gg;", "flags"),
    ("010;", "number"),
    ("with (a) {}", "with"),
    ("delete x;", "delete"),
    ("export const a = 1; export { a };", "twice"),
    ("export default 1; export default 2;", "twice"),
]
# Programs that Node.js loads as ES modules.
FINE = [
    "async function f() { await g(); for await (const x of y) {} }",
    "await 1; for await (const x of []) {}",
    "const f = async () => await g(); ({ async m() { await g(); } });",
    "async () => { class A { [await k]() {} } };",
    "function* g() { yield 1; yield* g(); } ({ *m() { yield; } });",
    "x: for (;;) { y: for (;;) { switch (1) { case 1: continue x; default: break y; } } }",
    "x: y: for (;;) continue x; z: { break z; }",
    "class A extends B { constructor() { (() => super())(); } m() { return () => super.m(); } }",
    "class A extends B { x = super.x; static { super.y; } } const o = { m() { super.m(); } };",
    "class A { #x; static #y() {} get #z() {} m(o) { return #x in o && A.#y() + o.#z; } }",
    "class A { #x; m() { return class { n(o) { return o.#x; } }; } }",
    "try { a(); } catch {} try { a(); } finally {}",
    "(a ?? b) || c; a ?? (b && c); (-x) ** 2; -(x ** 2); 2 ** -x;",
    "a || (() => {}); b = a => a || c; a && (b = 1); a ? b = 1 : c;",
    "f(a, b,); a = [, b, , c]; const [, d] = e; const { f: g, } = { h: 1, };",
    "a?.b.c; delete a?.b; (a?.b).c = 1; a[b?.c] = 1; new (a?.b)(); new a.b();",
    "let y; var z; const { q } = p; for (const k of l) {} for (let { m } of l) {}",
    "if (1) { const z = 1; } for (;;) { class A {} }",
    "class A { constructor() {} static constructor() {} get get() {} set set(a) {} get(a) {} }",
    "const o = { async constructor() {}, get a() {}, set a(b) {} };",
    "function f(a, ...b) {} const [a, ...b] = c; f(...b, a); [...b, a]; ({ ...b, a });",
    "switch (a) { default: switch (b) { default: } }",
    "(function () {}); (function () {})(); !function () {}(); (class {}); export default class {}",
    r"/[(]\)(?<n>a)|\k<n>/dgimsuy; /[\p{L}--[a\(]]/v; a / b / c;",
    "0; 0.5; 0o10; 0x10; 10n; delete a.b; delete a[b];",
    "import a from 'a'; export { b as default } from 'a'; export const c = 1; export { c as d };",
    "function f() { return import.meta.url + import('x') + new.target; }",
]
TYPED = [
    "declare const a: string; declare namespace N { const b: number; let { c }: any; }",
    "namespace N { export const a = 1; import B = N.a; } declare module 'm' { export const c: 1; }",
    "class A { constructor(a: 1); constructor(a: any) {} get x(this: A) { return 1; } #p = 1; }",
    "abstract class A { abstract get x(): number; async f<T>() { await g<T>(1); } @D() y = 1; }",
    "function f(this: A, ...b: C[]) {} const x = <T,>(...a: T[]) => a; a!.b = 1; (a as B).c = 1;",
]


def said(code: str, language: Language, module: bool | None = True) -> list[str]:
    tree = parse(code.encode(), language)
    assert not syntax_errors(tree)
    return [problem.message for problem in early_errors(tree, language, module)]


@pytest.mark.parametrize(("code", "word"), FAILING)
def test_program_that_node_refuses_is_told(code: str, word: str) -> None:
    """One sentence that names what is wrong, in JavaScript and TypeScript alike."""
    assert any(word in sentence for sentence in said(code, "javascript"))
    if "export" not in code and not syntax_errors(parse(code.encode(), "typescript")):
        assert any(word in sentence for sentence in said(code, "typescript"))


@pytest.mark.parametrize("code", FINE)
def test_program_that_node_loads_is_left_alone(code: str) -> None:
    """The lawful neighbour of each error."""
    assert said(code, "javascript") == []


@pytest.mark.parametrize("code", TYPED)
def test_typescript_has_laws_of_its_own(code: str) -> None:
    """Ambient declarations, overloads and assertions are no errors."""
    assert said(code, "typescript") == []


def test_sloppy_commonjs_may_more_and_less() -> None:
    """A return at the top and octals load there; `import.meta` does not; a directive is strict."""
    assert said("return; 010; with (a) {} delete x;", "javascript", module=False) == []
    assert said("x = import.meta.url;", "javascript", module=False) != []
    assert said("return; x = import.meta.url;", "javascript", module=None) == []
    assert said("#!/usr/bin/env node\n/* */ 'use strict'; 010;", "javascript", module=False) != []
    assert said("class A { m() { delete x; } }", "javascript", module=False) != []


LOADER = """
const vm = require('node:vm');
const loads = (code) => {
  try {
    return Boolean(new vm.SourceTextModule(code));
  } catch (error) {
    return false;
  }
};
const programs = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(programs.map(loads)));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_node_agrees_with_the_lists() -> None:
    """Node.js refuses every failing program and accepts every fine one."""
    programs = [*(code for code, _ in FAILING), *FINE]
    ran = subprocess.run(
        ["node", "--experimental-vm-modules", "-e", LOADER],
        input=json.dumps(programs),
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = [code for code, loads in zip(programs, json.loads(ran.stdout), strict=True) if loads]
    assert loaded == FINE
