"""The gate: what the corpus of answers does not show."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from nodewright.answer import Surroundings, Verdict, checks_guards, describe_checks, propose, verify
from nodewright.answer.candidate import make_candidate
from nodewright.answer.checks import CHECKS
from nodewright.answer.evidence import Text
from nodewright.answer.gate import describe_risks
from nodewright.answer.parsed import ParsedAnswer
from nodewright.document import (
    Allowance,
    Draft,
    Finding,
    Language,
    NewFile,
    Refusal,
    Span,
)
from nodewright.facts import ProjectFacts
from nodewright.javascript.parsing import Node, walk


def find_bad(source: bytes, language: Language, path: str) -> Sequence[Finding]:
    """A finder with one rule: every ``bad`` is a finding."""
    at, found = source.find(b"bad("), []
    while at >= 0:
        found.append(Finding("bad-call", "warning", Span(at, at + 3), "bad is called"))
        at = source.find(b"bad(", at + 1)
    return found


AROUND = Surroundings(
    facts=ProjectFacts(manifest=Path("/w/package.json"), dependencies={"express": "^4"}),
    allowance=Allowance(),
    find=find_bad,
    exists=lambda path: path in {"src/db.js", "src/lib/index.js", "src/types.ts"},
    confined=lambda path: "outside" not in path,
    ignored=lambda path: False,
)


def judge(
    before: str,
    after: str,
    *files: NewFile,
    path: str = "src/a.js",
    language: Language = "javascript",
    target: frozenset[str] = frozenset(),
    around: Surroundings = AROUND,
) -> Verdict:
    """The verdict on a document that becomes ``after``, all of it selected."""
    source = before.encode()
    draft = Draft(path, source, language, Span(0, len(source)), target)
    return verify(make_candidate(draft, after.encode(), files), around)


def checks(verdict: Verdict) -> set[str]:
    """The ids of the failed checks."""
    return {failure.check for failure in verdict.failures}


def test_receipt_counts_findings_and_names_checks() -> None:
    """Gone and new findings are counted over the document and the new files."""
    verdict = judge("x = bad(1);\n", "x = good(1);\n".replace("good", "String"))
    ran = f"{len(verdict.passed)} checks passed, {len(verdict.idle)} did not apply"
    assert verdict.receipt == ("parses", "1 finding gone, 0 new", "imports known", ran)
    worse = judge("x = 1;\n", "x = 1;\n", NewFile("src/b.js", "bad = 1;\nfunction bad() {}\n"))
    assert worse.new == 1
    assert "no new finding" not in worse.passed


def test_receipt_names_what_did_not_apply() -> None:
    """Every check either passed, failed, or is named with the reason why it had no question."""
    verdict = judge("x = bad(1);\n", "x = bad(1), bad(2);\n")
    assert len(verdict.passed) + len(verdict.idle) + len(checks(verdict)) == len(CHECKS)
    passed, idle = verdict.ledger
    assert "parses" in passed
    assert "no new finding" not in passed
    assert "exports kept (the file exported nothing)" in idle


def test_finding_that_only_moved_is_not_new() -> None:
    """Findings are compared by rule, not by place."""
    before = "function bad() {}\nfunction f() {\n  bad();\n}\n"
    after = "function bad() {}\nfunction f() {\n  const x = 1;\n  bad(x);\n}\n"
    assert checks(judge(before, after)) == set()


def test_target_has_to_go_from_the_file_too() -> None:
    """Moving the finding out of the selection is no repair."""
    source = b"f = () => bad(1);\n\n\ng = 1;\n"
    draft = Draft("a.js", source, "javascript", Span(0, 18), frozenset({"bad-call"}))
    moved = make_candidate(draft, b"f = () => h(1);\n\n\ng = 1;\nfunction h(x) { bad(x); }\n")
    assert "target-gone" in checks(verify(moved, AROUND))
    gone = make_candidate(draft, b"f = () => Number(1);\n\n\ng = 1;\n")
    assert checks(verify(gone, AROUND)) == set()


def test_broken_file_counts_only_findings_that_the_edit_brings() -> None:
    """Findings that a syntax error hid are not the edit's fault."""
    hidden: Surroundings = replace(
        AROUND, find=lambda s, lang, path: [] if b"{ ;;" in s else find_bad(s, lang, path)
    )
    before = "function bad() {}\nfunction f() { return {a: ;; }\n}\n\nbad(2);\n".replace(
        "{a: ;;", "{ ;;"
    )
    after = before.replace("{ ;;", "1;")
    assert "no-new-finding" not in checks(judge(before, after, around=hidden))


KEPT = [
    ("exports.f = (a) => a;", "exports.f = (a, b = 1) => a;", True),
    ("exports.f = (a) => a;", "exports.f = (_a) => 1;", True),
    ("exports.f = (a) => a;", "exports.f = (...a) => a;", True),
    ("exports.f = (a, b) => a;", "exports.f = (a) => a;", False),
    ("exports.f = (a = 1) => a;", "exports.f = (a) => a;", False),
    ("exports.f = ({ a, b }) => a;", "exports.f = ({ a, b, c }) => a;", True),
    ("exports.f = ({ a, b }) => a;", "exports.f = ({ a }) => a;", False),
    ("exports.f = ({ a }) => a;", "exports.f = (options) => options.a;", True),
    ("exports.f = (req) => req;", "exports.f = (req, res) => res;", True),
    ("exports.f = (id) => id;", "exports.f = (id, res) => res;", False),
    ("exports.f = class { m(a) {} };", "exports.f = (a) => a;", False),
    ("exports.f = (a) => a;", "exports.f = wrap((a) => a);", True),
    ("exports.a = 1; exports.b = 2;", "module.exports = { ...exports };", True),
    ("module.exports = make();", "exports.a = 1;", False),
]


@pytest.mark.parametrize(("before", "after", "kept"), KEPT)
def test_exports_are_kept_as_callers_see_them(before: str, after: str, kept: bool) -> None:
    """A caller of the old signature must be able to call the new one."""
    words = "const wrap = (f) => f; const make = () => 1;\n"
    assert ("exports-kept" not in checks(judge(words + before, words + after))) == kept


def test_long_chain_of_exports_is_read_once() -> None:
    """Compilers begin a module with `exports.a = exports.b = ... = void 0`."""
    chain = " = ".join(f"exports.n{number}" for number in range(400)) + " = void 0;"
    assert checks(judge(chain, chain + "\nexports.n1 = 1;")) == set()
    assert checks(judge(chain, chain.replace("exports.n7 =", ""))) == {"exports-kept"}


IMPORTED = [
    ("const d = require('./db');", True),
    ("const d = require('./lib');", True),
    ("const d = require('./types.js');", True),
    ("const d = require('../../up');", False),
    ("const d = require('/etc/x');", False),
    ("const d = require('express/lib/router');", True),
    ("const d = require('node:nothing');", False),
    ("const d = require('#db');", False),
]


@pytest.mark.parametrize(("line", "known"), IMPORTED)
def test_imports_resolve_as_node_and_typescript_do(line: str, known: bool) -> None:
    """Extensions, index files, TypeScript sources behind .js, sub-paths of packages."""
    assert ("imports-known" not in checks(judge("x = 1;\n", f"{line}\nx = d;\n"))) == known


def test_alias_that_the_file_uses_already_is_known() -> None:
    """`#` and `@/` stand for something here if the file shows it."""
    before = "const a = require('#a');\nconst b = require('@/b');\n"
    after = before + "const c = require('#c');\nconst d = require('@/d');\n"
    assert checks(judge(before, after)) == set()


def test_without_package_json_an_unknown_package_is_refused() -> None:
    """Nobody can say that it exists; a well-known one is named and asked about."""
    alone = replace(AROUND, facts=ProjectFacts())
    verdict = judge("x = 1;\n", "const k = require('acme-secrets');\nx = k;\n", around=alone)
    assert "no package.json" in str(verdict.failures[0])
    known = judge("x = 1;\n", "const k = require('koa');\nx = k;\n", around=alone)
    assert not known.failures
    assert "new package: koa" in known.receipt
    assert "`koa` is new to this project" in known.risks[0]


def test_names_of_another_created_file_are_checked() -> None:
    """ESM names, the default and CommonJS values are told apart."""
    esm = NewFile("src/b.mjs", "export const one = 1;\n")
    good = judge("x = 1;\n", "import { one } from './b.mjs';\nx = one;\n", esm, path="src/a.mjs")
    assert checks(good) == set()
    bad = judge("x = 1;\n", "import two from './b.mjs';\nx = two;\n", esm, path="src/a.mjs")
    assert checks(bad) == {"imports-known"}
    value = NewFile("src/c.js", "module.exports = class C {};\n")
    cjs = judge("x = 1;\n", "const { C } = require('./c');\nx = C;\n", value)
    assert checks(cjs) == set()


def test_module_system_follows_the_file_before_the_package() -> None:
    """A file that imports is ESM wherever it lies; one that does both is left alone."""
    esm = judge("import a from './db.js';\n", "import a from './db.js';\nmodule.exports = a;\n")
    assert checks(esm) == {"module-system"}
    both = "import a from './db.js';\nmodule.exports = a;\n"
    assert checks(judge(both, both + "const b = require('./lib');\nexports.b = b;\n")) == set()
    own = "import a from './db.js';\nx = 1;\n"
    made = "import a from './db.js';\nconst require = (n) => n;\nx = require('y');\n"
    assert "module-system" not in checks(judge(own, made))
    local = "import a from './db.js';\nfunction module() {}\nmodule.exports = 1;\n"
    assert "module-system" not in checks(judge(own, local))


def test_new_file_without_package_json_follows_the_document() -> None:
    """Where no package.json says it, the document does."""
    alone = replace(AROUND, facts=ProjectFacts())
    before = "import fs from 'node:fs';\nfs;\n"
    verdict = judge(before, before, NewFile("src/b.js", "exports.a = 1;\n"), around=alone)
    assert checks(verdict) == {"module-system"}


def test_await_at_the_top_is_fine_in_functions_and_class_blocks() -> None:
    """Only await outside of everything is an error in CommonJS."""
    fine = "const f = async () => { await f(); };\nclass A { async m() { await f(); } }\n"
    assert checks(judge("x = 1;\n", fine + "x = new A();\n")) == set()


PATHS = ["a/../b.js", "a//b.js", "a./b.js", "con.js", "~/a.js", "outside/a.js", "", "x" * 300]


@pytest.mark.parametrize("path", PATHS)
def test_odd_paths_are_refused(path: str) -> None:
    """Climbing, doubled slashes, reserved names, the home folder, links that lead out."""
    assert checks(judge("x = 1;\n", "x = 1;\n", NewFile(path, "'use strict';\n"))) == {
        "path-inside"
    }


def test_growth_is_bounded() -> None:
    """An answer may not multiply the document, nor bring a flood of text."""
    assert checks(judge("x = 1;\n", "x = 1;\n" + "// more\n" * 9000)) == {"size-sane"}
    big = NewFile("src/big.js", "// line\n" * 30000)
    assert "more than 200 KB" in str(judge("x = 1;\n", "x = 1;\n", big).failures[0])


def test_typescript_overloads_are_no_double_declaration() -> None:
    """Interfaces and overload signatures share a name by design."""
    code = (
        "function f(a: string): void;\nfunction f(a: number): void;\nfunction f(a: any): void {}\n"
    )
    merged = "interface A { a: 1 }\ninterface A { b: 2 }\nf(1);\n"
    verdict = judge(
        "let x = 1;\n", "let x = 1;\n" + code + merged, path="a.ts", language="typescript"
    )
    assert checks(verdict) == set()


def test_types_and_labels_are_no_unknown_names() -> None:
    """Only values that would fail at run time are reported."""
    code = (
        "import type { Request } from 'express';\n"
        "type Id<T> = Partial<T> & Foo;\n"
        "declare const ambient: Bar;\n"
        "namespace N { export const a = 1; }\n"
        "enum E { A }\n"
        "function g<T extends Baz>(this: X, a?: T, { b: [c] }: Q = {} as Q): a is T {\n"
        "  return !!(a && c);\n}\n"
        "loop: for (const k of [E.A, N.a, ambient]) {\n"
        "  if (typeof missing === 'undefined') break loop;\n}\n"
        "try { g(1); } catch (error) { console.log(error); }\n"
        "const fn = function inner(n: number): number { return n ? inner(n - 1) : 0; };\n"
        "export { fn as default };\n"
    )
    assert checks(judge("\n", code, path="a.ts", language="typescript")) == set()
    lost = judge("\n", "let a = 1;\na = other;\n", path="a.ts", language="typescript")
    assert checks(lost) == {"names-bound"}


def test_jsx_tags_are_names_only_in_capitals() -> None:
    """`<div>` is HTML, `<Missing>` is a value."""
    assert checks(judge("\n", "const a = <div id='x'>{1}</div>;\n")) == set()
    assert checks(judge("\n", "const a = <Missing />;\n")) == {"names-bound"}


def test_default_values_in_patterns_are_uses() -> None:
    """What stands right of `=` in a pattern has to exist."""
    assert checks(judge("\n", "function f({ a = gone }, b = lost) { return [a, b]; }\n")) == {
        "names-bound"
    }


def test_double_declaration_in_patterns_and_imports_is_seen() -> None:
    """Destructured and imported names count as declared."""
    before = "import { a as b } from './db.js';\nconst { c, d: [e] } = b;\n"
    for line in ("const b = 1;", "let c = 1;", "function e() {}", "class e {}"):
        assert "declared-once" in checks(judge(before, before + line + "\n"))
    assert checks(judge(before, before + "const a = 1;\nconst d = 2;\n")) == set()


RISKY = [
    ("execSync('rm -rf /var/data');", "deletes whole folders"),
    ("db.query('TRUNCATE TABLE users');", "drops or truncates"),
    ("db.query(`UPDATE users SET admin = true`);", "UPDATE without WHERE"),
    ("await users.deleteMany({});", "empties a collection"),
    ("fs.rmSync(folder, { recursive: true });", "recursively"),
    ("execSync('kubectl delete pod a');", "Kubernetes"),
    ("execSync('git push origin main --force');", "remote Git branch"),
]
SOBER = [
    "db.query('DELETE FROM users WHERE id = $1', [1]);",
    "db.query(`UPDATE users SET a = 1 WHERE id = 2`);",
    "fs.rmSync(tmpdir, { recursive: true });",
    "execSync('git push --force-with-lease');",
]


@pytest.mark.parametrize(("line", "phrase"), RISKY)
def test_destruction_asks_for_confirmation(line: str, phrase: str) -> None:
    """It is a risk to confirm, and only when the edit brings it."""
    code = f"async function f(db, users, fs, folder, execSync) {{\n  {line}\n}}\n"
    assert any(phrase in risk for risk in judge("x = 1;\n", "x = 1;\n" + code).risks)
    assert judge(code, code + "x = 1;\n").risks == ()


@pytest.mark.parametrize("line", SOBER)
def test_careful_commands_are_no_risk(line: str) -> None:
    """WHERE, a temporary folder and a lease make the difference."""
    assert judge("x = 1;\n", f"x = 1;\n(db, fs, tmpdir, execSync) => {{ {line} }};\n").risks == ()


def test_indentation_of_the_other_kind_is_refused() -> None:
    """What the anchoring could not convert, the gate refuses; template literals are text."""
    before = "function f() {\n  if (1) {\n    return 1;\n  }\n}\n"
    tabs = before.replace("  if (1)", "\tconst a = 1;\n  if (1)")
    assert checks(judge(before, tabs)) == {"indentation"}
    literal = before.replace("return 1", "return `\n\ttext`")
    assert checks(judge(before, literal)) == set()
    mixed = before + "\tlet b;\n"
    assert checks(judge(mixed, mixed.replace("let b", "let c"))) == set()
    tabbed = "function f() {\n\tif (1) {\n\t\treturn 1;\n\t}\n}\n"
    assert checks(
        judge(tabbed, tabbed.replace("\tif", "    g();\n\tif").replace("g()", "f()"))
    ) == {"indentation"}


FORMS = [
    ("a;\n", "b;\n", ""),
    ("a;\r\n", "b;\r\nc;\r\n", ""),
    ("a;\r\nb;\n", "a;\nb;\r\n", ""),
    ("a;", "b;\nc;", ""),
    ("", "b;\n", ""),
    ("\ufeffa;\n", "\ufeffb;\n", ""),
    ("\ufeffa;\n", "b;\n", "lose its byte order mark"),
    ("a;\n", "\ufeffb;\n", "get a byte order mark"),
    ("a;\r\n", "b;\n", "line ends that it did not have: LF"),
    ("a;\n", "b;\r\n", "line ends that it did not have: CRLF"),
    ("a;\n", "b;\rc;\n", "line ends that it did not have: CR"),
    ("a;\n", "b;", "lose the line break at its end"),
    ("a;\nb;", "a;\nb;\n", "get the line break at its end"),
]


@pytest.mark.parametrize(("before", "after", "said"), FORMS)
def test_outer_form_of_the_finished_file_is_kept(before: str, after: str, said: str) -> None:
    """Line ends, byte order mark and last line break are looked at in the file as it would be."""
    around = replace(AROUND, finished=lambda _: (before, after))
    failures = judge("x = 1;\n", "x = 2;\n", around=around).failures
    assert [said in str(failure) for failure in failures] == ([True] if said else [])
    assert all(failure.check == "form-kept" for failure in failures)


def test_risks_are_described_for_the_documentation() -> None:
    """Every risk has an id and a sentence."""
    described = describe_risks()
    assert all(sentence.endswith(".") for _, sentence in described)
    assert len({id_ for id_, _ in described}) == len(described)


def test_checks_are_described_for_the_documentation() -> None:
    """Every check has an id, a title and a reason; ids are unique."""
    described = describe_checks()
    assert len({id_ for id_, _, _ in described}) == len(described)
    assert all(title and reason.endswith(".") for _, title, reason in described)


@pytest.mark.parametrize(
    ("parsed", "check"),
    [
        (ParsedAnswer(declined="no"), "declined"),
        (ParsedAnswer(question="which?"), "question"),
        (ParsedAnswer(no_change="fine"), "no-change-needed"),
        (ParsedAnswer(sections={"A": "b"}), "no-change"),
    ],
)
def test_answer_without_a_change_proposes_nothing(parsed: ParsedAnswer, check: str) -> None:
    """Each way to change nothing keeps its own name."""
    refusal = propose(parsed, Draft("a.js", b"x;\n", "javascript", Span(0, 3)))
    assert isinstance(refusal, Refusal)
    assert refusal.failures[0].check == check


def test_lines_lost_at_the_end_leave_an_empty_place_there() -> None:
    """What is gone at the end of a text changed nothing behind it."""
    draft = Draft("a.js", b"a;\nb;\n", "javascript", Span(3, 6))
    candidate = make_candidate(draft, b"a;")
    assert candidate.changed == (Span(2, 2),)
    assert candidate.selection == Span(2, 2)


def test_rewrite_of_an_empty_document_is_its_text() -> None:
    """An empty selection in an empty file has no lines to keep."""
    draft = Draft("a.js", b"", "javascript", Span(0, 0))
    candidate = propose(ParsedAnswer(rewrite="a;\nb;\n"), draft)
    assert not isinstance(candidate, Refusal)
    assert candidate.after == b"a;\nb;"


def test_file_of_the_same_name_elsewhere_may_be_created() -> None:
    """CREATE compares whole paths, EDIT also suffixes."""
    draft = Draft("src/index.js", b"x;\n", "javascript", Span(0, 3))
    made = propose(ParsedAnswer(new_files=(NewFile("index.js", "y;"),)), draft)
    assert not isinstance(made, Refusal)
    assert made.new_files == (NewFile("index.js", "y;\n"),)


def test_a_judgement_walks_over_a_text_a_few_times_however_many_checks_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A walk over 10,000 lines takes a tenth of a second, and dozens of checks want to see all."""
    walked: Counter[int] = Counter()

    def counting(node: Node) -> Iterator[Node]:
        if node.type == "program":
            walked[node.end_byte] += 1
        return walk(node)

    for name, module in list(sys.modules.items()):
        if name.startswith("nodewright.answer.") and getattr(module, "walk", None) is walk:
            monkeypatch.setattr(module, "walk", counting)
    guarded: Counter[bytes] = Counter()
    places_of = checks_guards.places_of

    def places(text: Text) -> Iterable[tuple[str, checks_guards.Place]]:
        guarded[text.source] += 1
        return places_of(text)

    monkeypatch.setattr(checks_guards, "places_of", places)
    before = "const a = require('fs');\nexports.b = (req) => a.readFileSync(req.url);\n"
    after = before.replace("Sync", "")
    judge(before, after)
    assert set(walked) == {len(before), len(after)}
    assert max(walked.values()) <= 3
    assert guarded == {before.encode(): 1, after.encode(): 1}
