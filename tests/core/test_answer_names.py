"""Names in scopes: what a new file may use, and what it must not declare again."""

from __future__ import annotations

import pytest
from nodewright.document import Language
from nodewright.javascript.lexical import names_of
from nodewright.javascript.parsing import parse

# One program, and the names in it that no scope around their use declares.
UNBOUND = [
    ("const go = (item) => item; items.map(go(item));", "items item"),
    ("try { const c = 1; } finally { c; }", "c"),
    ("try { a(); } catch (error) { error; } error;", "a error"),
    ("try { a(); } catch ({ code = b }) { code; }", "a b"),
    ("for (let i = 0; i < 2; i++) { i; } i;", "i"),
    ("for (const [k, v] of pairs) { k; v; } k;", "pairs k"),
    ("for (var n in all) {} n;", "all"),
    ("for (x of all) {} x;", "x all x"),
    ("if (1) { var a = 1; let b = 2; } a; b;", "b"),
    ("f(); function f() { g(); } { function g() {} }", ""),
    ("const f = function inner() { inner(); }; inner();", "inner"),
    ("const A = class B extends C { m() { B; } }; B;", "C B"),
    ("class A { #x = y; static { var z; z; } [k]() {} } z;", "y k z"),
    ("function f(a, { b: c = d, ...e }, [g] = h, ...i) { a; b; c; e; g; i; }", "d h b"),
    ("const { a: { b }, [c]: d = e } = f; a; b; d;", "c e f a"),
    ("({ a, b: c, d: e = g } = h);", "a c e g h"),
    ("const o = { p, q: 1, r() {} }; o.s; q;", "p q"),
    ("loop: for (;;) { break loop; }", ""),
    ("typeof missing === 'undefined'; typeof (gone); typeof a.b;", "a"),
    ("switch (x) { case 1: let y; break; default: y; } y;", "x y"),
    ("const t = `${a} ${(b) => b}`; tag`x`;", "a tag"),
    ("with (o) { anything; }", "o"),
    ("async () => { for await (const c of s) c; c; };", "s c"),
    ("import a, { b as c, default as d } from 'm'; import * as e from 'n'; a; b; c; d; e;", "b"),
    ("export { a as b }; export { c } from 'm'; export * as d from 'm'; d;", "a d"),
    ("const a = <Tag x={y} {...z}><div>{w}</div><n.M /></Tag>;", "Tag y z w n Tag"),
    ("new.target; import.meta.url; this.x; super.y;", ""),
]
TYPED = [
    ("let a: Missing = b as Other; <T>c; d satisfies E; f!;", "b c d f"),
    ("enum A { X = 1, Y = X << 1, Z = W } X;", "W X"),
    ("namespace N { export const a = 1; } namespace N { a; } a; N;", "a"),
    ("function f<T extends Q>(this: X, a?: T, b = c): a is T { a; b; }", "c"),
    ("import type { A } from 'm'; import B = require('n'); import C = B.D; A; B; C;", ""),
    ("interface I { m(x: Y): Z } type U = I; declare const d: U; d;", ""),
    ("declare global { var g: number; } g;", ""),
    (
        "class A { constructor(private x: Y, @Dec(z) w) { x; } p: Q = r; [k: string]: V; }",
        "Dec z r",
    ),
    (
        "function f(a: 1): void; function f(a: any) { a; } abstract class B { abstract m(q): 1 }",
        "",
    ),
    ("export = x; export type { T };", "x"),
]
# One program, and the names that a scope of it must not declare again.
TWICE = [
    ("let a; let a;", "a"),
    ("let a; var a;", "a"),
    ("var a; var a; var b; function b() {}", ""),
    ("function a() {} function a() {}", "a"),
    ("const a = 1; { const a = 2; } (a) => { { let a; } };", ""),
    ("function f(a) { let a; }", "a"),
    ("function f(a) { var a; }", ""),
    ("const f = function f() { const f = 1; };", ""),
    ("class A { m() { class A {} } }", ""),
    ("try {} catch (e) { let e; }", "e"),
    ("try {} catch (e) { var e; }", ""),
    ("for (let i;;) { let i; }", ""),
    ("for (let i;;) { var i; }", "i"),
    ("{ let a; { var a; } }", "a"),
    ("switch (1) { case 1: let a; case 2: let a; }", "a"),
    ("import a from 'm'; function a() {}", "a"),
]
MERGED = [
    "interface A {} interface A {} class A {} namespace A {}",
    "function f(a: 1): void; function f(a: 2): void; function f(a: any) {}",
    "enum E { A } enum E { B } namespace N {} function N() {}",
    "type T = 1; const T = 2; import type { U } from 'm'; const U = 1;",
]
# One program, and the constants that it assigns to.
WRITTEN = [
    ("const a = 1; a = 2;", "a"),
    ("const a = 1; a++; [a] = [1]; ({ b: a } = {});", "a a a"),
    ("const a = {}; a.b = 1; a['c']++;", ""),
    ("const a = 1; { let a; a = 2; } (a) => { a = 3; };", ""),
    ("import a from 'm'; a = 1;", "a"),
    ("for (const i = 0; i < 3; i++) {}", "i"),
    ("for (const k of all) {} let c; for (c of all) {}", ""),
    ("class A {} A = 1; function f() {} f = 1;", ""),
]


def names(code: str, language: Language) -> list[str]:
    return [use.name for use in names_of(parse(code.encode(), language)).unbound()]


@pytest.mark.parametrize(("code", "unbound"), UNBOUND)
def test_names_are_bound_by_the_scopes_around_them(code: str, unbound: str) -> None:
    """The same in JavaScript and, as far as it is written there, in TSX."""
    assert names(code, "javascript") == unbound.split()
    assert names(code, "tsx") == unbound.split()


@pytest.mark.parametrize(("code", "unbound"), TYPED)
def test_types_are_no_values(code: str, unbound: str) -> None:
    """Names in types are never reported; enums, namespaces and imports bind."""
    assert names(code, "typescript") == unbound.split()


@pytest.mark.parametrize(("code", "expected"), TWICE)
def test_scope_declares_a_name_once(code: str, expected: str) -> None:
    """As Node refuses it, and a function that another of its name replaces in silence."""
    found = names_of(parse(code.encode(), "javascript")).twice()
    assert [name for name, _, _ in found] == expected.split()


@pytest.mark.parametrize("code", MERGED)
def test_typescript_merges_declarations(code: str) -> None:
    """Types, namespaces, enums and overloads share names by design."""
    assert list(names_of(parse(code.encode(), "typescript")).twice()) == []


@pytest.mark.parametrize(("code", "expected"), WRITTEN)
def test_constants_keep_their_value(code: str, expected: str) -> None:
    """Assignments count by the scope that they reach."""
    found = names_of(parse(code.encode(), "javascript")).constant_writes()
    assert sorted(name for name, _ in found) == expected.split()


def test_parameters_share_a_name_in_sloppy_functions_alone() -> None:
    """Arrow functions and methods are always strict about it."""
    read = names_of(parse(b"(a, a) => 1; function f(b, b) {} ({ m(c, c) {} });", "javascript"))
    assert sorted(name for name, _ in read.same_parameters(strict=False)) == ["a", "c"]
    assert sorted(name for name, _ in read.same_parameters(strict=True)) == ["a", "b", "c"]
