"""The table of all checks of the gate, which the documentation renders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nodewright.answer import (
    applying,
    checks_apis,
    checks_code,
    checks_doors,
    checks_form,
    checks_guards,
    checks_hidden,
    checks_imports,
    checks_kept,
    checks_keys,
    checks_leaks,
    checks_load,
    checks_module,
    checks_names,
    checks_paths,
    checks_routes,
    checks_scope,
    checks_secrets,
    checks_slips,
    checks_system,
    checks_tests,
)
from nodewright.answer.evidence import Evidence
from nodewright.document import Failure


@dataclass(frozen=True, slots=True)
class Check:
    """One question to a proposal: ``title`` is what a passed check says in the receipt.

    ``idle`` says why the question does not arise for a proposal; nothing where it does.
    """

    id: str
    title: str
    reason: str
    run: Callable[[Evidence], list[Failure]]
    idle: Callable[[Evidence], str] = applying.always


CHECKS: tuple[Check, ...] = (
    Check(
        "syntax",
        "parses",
        "A file that no longer parses takes the whole service down.",
        checks_code.parses,
        applying.without_code,
    ),
    Check(
        "declared-once",
        "no name declared twice",
        "A name declared twice is a SyntaxError at start, although each half parses.",
        checks_names.declared_once,
        applying.without_code,
    ),
    Check(
        "early-errors",
        "loads in Node",
        "Node.js refuses to load code that merely looks like JavaScript, such as `await` in a"
        " function that is not async; an assignment to a constant throws.",
        checks_load.loads,
        applying.without_code,
    ),
    Check(
        "names-bound",
        "no unknown name",
        "A name that nothing in scope declares is a ReferenceError on the path that was not tried.",
        checks_names.names_bound,
        applying.without_code,
    ),
    Check(
        "no-slip",
        "no slip",
        "A key given twice, code that is never reached, a second response and a request that is"
        " left without one are never meant.",
        checks_slips.no_slips,
        applying.without_code,
    ),
    Check(
        "no-new-finding",
        "no new finding",
        "A repair that brings another weakness is no repair.",
        checks_code.finds_nothing_new,
    ),
    Check(
        "target-gone",
        "the finding is gone",
        "The finding that was to be repaired has to be gone, not moved.",
        checks_code.target_gone,
        applying.without_target,
    ),
    Check(
        "exports-kept",
        "exports kept",
        "Other modules call what this one exports; they are not in view.",
        checks_module.keeps_exports,
        applying.without_exports,
    ),
    Check(
        "routes-kept",
        "routes kept",
        "A client calls a route by its path and verb; neither may change unasked.",
        checks_routes.keeps_routes,
    ),
    Check(
        "returns-kept",
        "return values kept",
        "A function that returned a value and now returns none breaks every caller in silence.",
        checks_routes.keeps_returns,
    ),
    Check(
        "imports-known",
        "imports known",
        "A package that nobody chose is a risk, and an invented one is an open door.",
        checks_imports.knows_imports,
    ),
    Check(
        "module-system",
        "module system kept",
        "require in an ES module, and import in CommonJS, fail when the file is loaded.",
        checks_system.keeps_module_system,
        applying.without_code,
    ),
    Check(
        "node-version",
        "no API newer than its Node",
        "An API that came later is undefined on the oldest Node that the project still allows.",
        checks_apis.fits_node,
        applying.without_engines,
    ),
    Check(
        "not-deprecated",
        "nothing deprecated",
        "What is deprecated today is gone after an upgrade, and has a better successor already.",
        checks_apis.nothing_outdated,
        applying.without_code,
    ),
    Check(
        "path-inside",
        "paths inside the workspace",
        "A file written anywhere else is out of sight and out of version control.",
        checks_paths.paths_inside,
        applying.without_new_files,
    ),
    Check(
        "creates-allowed",
        "only what the action may do",
        "An action says beforehand whether it edits and creates files.",
        checks_scope.allowed_at_all,
    ),
    Check(
        "no-elision",
        "nothing left out",
        "A comment like `... rest of the code` deletes the code it stands for.",
        checks_code.nothing_elided,
    ),
    Check(
        "nothing-deleted",
        "nothing deleted",
        "An edit never takes more away than it was asked to.",
        checks_scope.nothing_deleted,
    ),
    Check(
        "functions-kept",
        "functions kept",
        "What stands outside of the selection is somebody else's work; a stub is no code.",
        checks_kept.keeps_functions,
        applying.without_code,
    ),
    Check(
        "size-sane",
        "size sane",
        "An answer far beyond the question is not read before it is accepted.",
        checks_scope.size_sane,
    ),
    Check(
        "form-kept",
        "line ends and encoding kept",
        "Other line ends, a lost byte order mark or damaged letters turn every line into a change.",
        checks_form.keeps_form,
    ),
    Check(
        "indentation",
        "indentation kept",
        "Tabs and spaces mixed make every later diff unreadable.",
        checks_code.keeps_indentation,
    ),
    Check(
        "tests-not-weakened",
        "tests not weakened",
        "A skipped test is green and tests nothing, and so is one that asserts less than it did.",
        checks_tests.tests_not_weakened,
        checks_tests.no_tests,
    ),
    Check(
        "nothing-silenced",
        "nothing silenced",
        "A comment that switches a checker off hides the problem it was asked to solve.",
        checks_scope.nothing_silenced,
    ),
    Check(
        "no-secret",
        "no secret in clear text",
        "A key in the source is a key in every clone.",
        checks_keys.no_secret,
    ),
    Check(
        "secrets-kept",
        "hidden secrets kept in their place",
        "A secret that was hidden from the model comes back where it stood: none lost, doubled,"
        " or moved to where others read it. Only a run that is about a secret in the code may"
        " take it out, for a value of the environment.",
        checks_secrets.secrets_kept,
        checks_secrets.without_secrets,
    ),
    Check(
        "guards-kept",
        "safeguards kept",
        "A check of who calls, of what is sent or how often, is never lost by the way; nobody"
        " notices until it is missed.",
        checks_guards.keeps_guards,
        applying.without_code,
    ),
    Check(
        "nothing-leaks",
        "nothing leaks",
        "The environment, a key or a private file never leaves by an edit that nobody asked to"
        " send it.",
        checks_leaks.nothing_leaks,
        applying.without_code,
    ),
    Check(
        "no-back-door",
        "no back door",
        "Text that runs as code, a command from the network and a condition that never looks let"
        " others in.",
        checks_doors.no_back_door,
    ),
    Check(
        "nothing-hidden",
        "nothing hidden",
        "What cannot be seen in an editor cannot be reviewed: invisible characters, look-alikes,"
        " code out of sight.",
        checks_hidden.nothing_hidden,
    ),
)
