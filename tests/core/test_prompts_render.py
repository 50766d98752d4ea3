"""The messages that a model gets: stable, bounded, headerless, and as the golden files show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from nodewright import prompts
from nodewright.document import Draft, Failure, Span
from nodewright.facts import ProjectFacts
from nodewright.prompts import (
    Form,
    Persona,
    PersonaPack,
    PromptFinding,
    PromptInput,
    load_pack,
    load_persona,
    size_problem,
)
from nodewright.redaction import Clearing
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

DATA = Path(__file__).parents[1] / "data"
SPECIFICATION = DATA / "backend-expert-nodejs.agent.md"
PACK = load_pack()
SOURCE = (DATA / "prompts-upload.js").read_bytes()
FACTS = ProjectFacts(
    dependencies={"express": "^4.19.2", "pg": "^8.13.0", "supertest": "^7.0.0"},
    installed={"express": "4.21.1"},
    node=">=20",
    test_runner="node:test",
)
FINDING = PromptFinding(
    rule="sql-injection",
    title="SQL built from request input",
    line=34,
    message="This SQL is built from request input.",
    guidance="Bind the values: client.query(text, [name, email]).",
)


class _Markdown(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Golden files, one a case; ``pytest --snapshot-update`` writes them anew."""
    return snapshot.use_extension(_Markdown)


def handler() -> Draft:
    """The upload handler of the fixture, 40 lines, as the selection."""
    start = SOURCE.index(b"app.post")
    return Draft("src/upload.js", SOURCE, "javascript", Span(start, SOURCE.index(b"app.get") - 1))


def prompt_for(action: str, form: Form = "full", pack: PersonaPack = PACK) -> PromptInput:
    """A prompt with a bit of everything."""
    return PromptInput(
        draft=handler(),
        action=pack.actions[action],
        facts=FACTS,
        request="memory grows until OOM after uploading CSVs",
        findings=(FINDING,),
        test_path="test/upload.test.js",
        form=form,
    )


class Turn(NamedTuple):
    """A message as it is read."""

    role: str
    content: str


def render(pack: PersonaPack, persona: Persona, prompt: PromptInput) -> tuple[Turn, ...]:
    """The messages of a run that has nothing to hide."""
    messages = prompts.render(pack, persona, prompt, Clearing())
    return tuple(Turn(m.role, m.content.text) for m in messages)


def render_repair(pack: PersonaPack, failures: Any, turn: int, *rest: Any) -> Turn:
    message = prompts.render_repair(pack, failures, turn, Clearing(), *rest)
    return Turn(message.role, message.content.text)


def render_report(pack: PersonaPack, action: Any, diff: str, *rest: str) -> tuple[Turn, ...]:
    messages = prompts.render_report(pack, action, diff, Clearing(), *rest)
    return tuple(Turn(m.role, m.content.text) for m in messages)


def page(messages: tuple[Turn, ...]) -> str:
    """Messages as one readable text."""
    return "\n\n".join(f"<<{m.role}>>\n\n{m.content}" for m in messages) + "\n"


def tokens(messages: tuple[Turn, ...]) -> int:
    """An estimate: four characters a token."""
    return sum(len(m.content) for m in messages) // 4


@pytest.mark.parametrize("form", ["full", "compact"])
@pytest.mark.parametrize("action", PACK.actions)
def test_messages_of_every_action_are_as_reviewed(
    action: str, form: Form, golden: SnapshotAssertion
) -> None:
    assert page(render(PACK, PACK.persona, prompt_for(action, form))) == golden


@pytest.mark.parametrize("form", ["full", "compact"])
@pytest.mark.parametrize("action", PACK.actions)
def test_the_system_message_depends_on_persona_action_and_form_only(
    action: str, form: Form
) -> None:
    rich = prompt_for(action, form)
    bare = PromptInput(Draft("a.ts", b"x\n", "typescript", Span(0, 1)), rich.action, form=form)
    one, other = (render(PACK, PACK.persona, p)[0] for p in (rich, bare))
    assert one == other
    assert one.role == "system"


@pytest.mark.parametrize("form", ["full", "compact"])
@pytest.mark.parametrize("action", PACK.actions)
@pytest.mark.parametrize("own", [False, True])
def test_header_and_the_request_for_it_are_never_sent(action: str, form: Form, own: bool) -> None:
    persona = load_persona(SPECIFICATION)[0] if own else PACK.persona
    assert persona is not None
    text = page(render(PACK, persona, prompt_for(action, form)))
    assert "generated with the help" not in text
    assert "top of every file" not in text


def test_the_full_form_forbids_a_header_comment_of_the_models_own() -> None:
    assert "No header comment" in render(PACK, PACK.persona, prompt_for("fix-backend"))[0].content


def test_the_full_prompt_for_a_forty_line_handler_stays_below_2500_tokens() -> None:
    assert tokens(render(PACK, PACK.persona, prompt_for("fix-backend"))) < 2500


@pytest.mark.parametrize("action", PACK.actions)
def test_the_compact_prompt_for_a_forty_line_handler_stays_below_1200_tokens(action: str) -> None:
    messages = render(PACK, PACK.persona, prompt_for(action, "compact"))
    assert tokens(messages) <= 1200
    assert messages[0].content.count("\n") <= 9


def test_a_users_own_persona_is_sent_whole_and_the_contract_comes_after_it() -> None:
    persona, _ = load_persona(SPECIFICATION)
    assert persona is not None
    system = render(PACK, persona, prompt_for("fix-backend"))[0].content
    assert system.startswith("You are Backend Expert - Node.js. Specializes in backend")
    for heading, text in persona.sections.items():
        assert heading in system
        assert text in system
    assert system.index("Limitations & Safety") < system.index("=== END OF ANSWER ===")


def test_an_action_gets_core_sections_its_own_sections_and_no_others() -> None:
    system = render(PACK, PACK.persona, prompt_for("deployment"))[0].content
    for heading in ("Voice", "Rules", "Never", "Delivery", "Observability"):
        assert f"## {heading}\n" in system
    for heading in ("Security", "Checklist", "Scope", "Patterns"):
        assert f"## {heading}\n" not in system


def test_the_report_headings_of_an_action_stand_in_its_contract() -> None:
    for action in PACK.actions.values():
        system = render(PACK, PACK.persona, prompt_for(action.id))[0].content
        assert "\n".join(f"## {heading}" for heading in action.report) in system


def test_an_action_that_may_not_edit_is_told_no_form_for_changes() -> None:
    system = render(PACK, PACK.persona, prompt_for("explain"))[0].content
    assert "REWRITE SELECTION" not in system
    assert "CREATE" not in system
    assert "=== END OF ANSWER ===" in system


def test_an_action_that_may_only_create_is_not_told_how_to_edit() -> None:
    action = PACK.actions["write-tests"]
    only = replace(action, allow=replace(action.allow, edit=False))
    system = render(PACK, PACK.persona, replace(prompt_for("write-tests"), action=only))[0].content
    assert "### CREATE" in system
    assert "### EDIT" not in system
    assert "Keep what the file exports" not in system


def test_leave_to_change_exports_is_told() -> None:
    assert "Exports may change" in render(PACK, PACK.persona, prompt_for("api-design"))[0].content


def test_the_selection_stands_last_and_once_without_line_numbers_in_it() -> None:
    user = render(PACK, PACK.persona, prompt_for("fix-backend"))[1].content
    start = SOURCE.index(b"app.post")
    end = SOURCE.index(b"app.get") - 1
    code = SOURCE[start:end].decode()
    assert user.count("app.post('/import'") == 1
    assert f"# The selection: lines 8 to 47 of src/upload.js\n\n```js\n{code}" in user
    assert "// [selected lines 8-47 stand below]" in user
    assert user.endswith("\n```")


def test_a_selection_of_the_whole_file_has_no_surroundings() -> None:
    draft = replace(handler(), selection=Span(0, len(SOURCE)))
    user = render(PACK, PACK.persona, replace(prompt_for("explain"), draft=draft))[1].content
    assert "The rest of" not in user
    assert "stand below" not in user


def test_a_selection_within_a_line_is_shown_as_its_whole_line() -> None:
    at = SOURCE.index(b"pool.connect")
    draft = replace(handler(), selection=Span(at, at))
    user = render(PACK, PACK.persona, replace(prompt_for("fix-backend"), draft=draft))[1].content
    assert user.endswith(
        "# The selection: line 32 of src/upload.js\n\n"
        "```js\n  const client = await pool.connect();\n```"
    )


@pytest.mark.parametrize("run", ["```", "`````"])
def test_a_fence_is_longer_than_any_run_of_backticks_in_the_code(run: str) -> None:
    source = f"const page = '{run}';\nsend(page);\n".encode()
    draft = Draft("a.js", source, "javascript", Span(0, 5))
    user = render(PACK, PACK.persona, replace(prompt_for("explain"), draft=draft))[1].content
    longer = run + "`"
    assert user.endswith(f"\n{longer}js\nconst page = '{run}';\n{longer}")


def test_code_without_a_final_line_break_still_ends_before_the_fence() -> None:
    draft = Draft("a.ts", b"let a = 1\nlet b = 2", "typescript", Span(10, 19))
    user = render(PACK, PACK.persona, replace(prompt_for("explain"), draft=draft))[1].content
    assert user.endswith("```ts\nlet b = 2\n```")


def big_file() -> Draft:
    """60 KB, the selection in the middle, imports at the top."""
    filler = "".join(f"const filler{i} = 'x'.repeat({i});\n" for i in range(1000))
    top = "import express from 'express';\nimport pg from 'pg';\n"
    text = f"{top}{filler}function wanted() {{\n  return 1;\n}}\n{filler}".encode()
    start = text.index(b"function wanted")
    return Draft("big.mjs", text, "javascript", Span(start, start + 34))


def test_a_large_file_is_cut_to_its_imports_and_what_stands_near_the_selection() -> None:
    draft = big_file()
    user = render(PACK, PACK.persona, replace(prompt_for("fix-backend"), draft=draft))[1].content
    assert len(user.encode()) < 20_000
    assert "import express from 'express';\nimport pg from 'pg';\n// [" in user
    assert user.count("lines left out]") == 2
    before, after = user.split("// [selected lines 1003-1005 stand below]\n")
    assert before.endswith("const filler999 = 'x'.repeat(999);\n")
    assert after.startswith("const filler0 = 'x'.repeat(0);\n")


def test_the_lines_left_out_and_the_lines_shown_add_up() -> None:
    draft = big_file()
    user = render(PACK, PACK.persona, replace(prompt_for("fix-backend"), draft=draft))[1].content
    context = user.split("# The rest of big.mjs\n\n```js\n")[1].split("```")[0].split("\n")[:-1]
    left_out = sum(int(x.split()[1].strip("[")) for x in context if x.endswith("left out]"))
    shown = sum(line.startswith("const filler") for line in context)
    assert left_out + shown == 2002


def test_a_selection_near_the_top_of_a_large_file_repeats_no_import() -> None:
    draft = replace(big_file(), selection=Span(60, 70))
    user = render(PACK, PACK.persona, replace(prompt_for("fix-backend"), draft=draft))[1].content
    assert user.count("import express from 'express';") == 1


def test_the_imports_of_a_large_file_are_bounded_too() -> None:
    top = "".join(f"import name{i} from 'package-{i}';\n" for i in range(500))
    text = top + "work();\n" * 5_000 + "last();\n"
    draft = Draft("a.mjs", text.encode(), "javascript", Span(len(text) - 8, len(text)))
    user = render(PACK, PACK.persona, replace(prompt_for("explain"), draft=draft))[1].content
    assert "import name0 from" in user
    assert 50 < user.count("import name") < 100


def test_a_minified_file_gives_no_surroundings_but_is_not_sent_whole() -> None:
    line = "a();" * 20_000
    text = f"{line}\nb();\n{line}".encode()
    draft = Draft("dist.js", text, "javascript", Span(len(line) + 1, len(line) + 5))
    user = render(PACK, PACK.persona, replace(prompt_for("explain"), draft=draft))[1].content
    assert len(user) < 4_000
    assert "b();" in user


def test_a_selection_too_large_to_send_is_told_in_one_sentence() -> None:
    assert size_problem(handler()) is None
    text = b"let a = 1;\n" * 10_000
    problem = size_problem(Draft("a.js", text, "javascript", Span(0, len(text))))
    assert problem == "The selection is 107 KB of code, the limit is 48 KB: select less."


def test_facts_nobody_knows_are_said_to_be_unknown() -> None:
    prompt = replace(prompt_for("explain"), facts=ProjectFacts())
    user = render(PACK, PACK.persona, prompt)[1].content
    assert "- Node.js: no version stated, assume the oldest LTS" in user
    assert "- Packages: none declared" in user
    assert "test goes to" not in user, "explain creates no file"


def test_module_system_language_siblings_and_notes_are_told() -> None:
    prompt = replace(
        prompt_for("fix-backend"),
        draft=Draft("src/a.ts", b"let a = 1;\n", "typescript", Span(0, 5)),
        facts=ProjectFacts(module_system="esm"),
        siblings=("src/db.js", "src/log.js"),
        notes=("The service runs behind nginx.",),
    )
    user = render(PACK, PACK.persona, prompt)[1].content
    assert "- Document: `src/a.ts`, TypeScript, ES module (import/export)" in user
    assert "- Files nearby: `src/db.js`, `src/log.js`" in user
    assert "- The service runs behind nginx." in user


@pytest.mark.parametrize(
    ("path", "test_path", "reach"),
    [
        ("src/upload.js", "test/upload.test.js", "'../src/upload.js'"),
        ("src/upload.js", "src/upload.test.js", "'./upload.js'"),
        ("upload.js", "upload.test.js", "'./upload.js'"),
        ("upload.js", "test/unit/upload.test.js", "'../../upload.js'"),
    ],
)
def test_a_test_file_is_told_how_to_reach_the_document_and_its_runner(
    path: str, test_path: str, reach: str
) -> None:
    draft = replace(handler(), path=path)
    for form, action in (("full", "fix-backend"), ("compact", "write-tests")):
        prompt = prompt_for(action, "full" if form == "full" else "compact")
        prompt = replace(prompt, draft=draft, test_path=test_path, facts=ProjectFacts())
        user = render(PACK, PACK.persona, prompt)[1].content
        assert f"It reaches the document as {reach} and runs with node:test." in user


def test_long_lists_of_packages_and_findings_are_bounded_and_say_so() -> None:
    prompt = replace(
        prompt_for("fix-backend"),
        facts=ProjectFacts(dependencies={f"package-{i:03}": "1.0.0" for i in range(200)}),
        findings=tuple(replace(FINDING, line=i) for i in range(1, 51)),
    )
    user = render(PACK, PACK.persona, prompt)[1].content
    assert "package-059 1.0.0, and 140 more" in user
    assert "- line 20, " in user
    assert "- line 21, " not in user
    assert "- and 30 more" in user
    compact = render(PACK, PACK.persona, replace(prompt, form="compact"))[1].content
    assert "package-007 1.0.0, and 192 more" in compact
    assert compact.count("Bind the values") == 4


def test_a_compact_prompt_for_an_es_module_names_it() -> None:
    prompt = replace(prompt_for("fix-backend", "compact"), facts=ProjectFacts(module_system="esm"))
    assert "File src/upload.js: ES module." in render(PACK, PACK.persona, prompt)[1].content


def test_a_compact_prompt_tells_the_names_in_scope_those_used_first_and_not_too_many() -> None:
    text = "".join(f"import name{i} from 'package-{i}';\n" for i in range(100))
    text += "function help() {}\nclass Store {}\nlet { a, b: c } = d;\nhelp(name77);\n"
    at = text.index("help(name77")
    draft = Draft("a.mjs", text.encode(), "javascript", Span(at, at + 5))
    prompt = replace(prompt_for("fix-backend", "compact"), draft=draft)
    lines = render(PACK, PACK.persona, prompt)[1].content.split("\n")
    (names,) = (line for line in lines if line.startswith("Names in scope: "))
    assert names.startswith("Names in scope: name77, help, name0, name1, ")
    assert names.endswith(", name21.")


def test_a_compact_prompt_for_the_whole_file_names_nothing_in_scope() -> None:
    draft = replace(handler(), selection=Span(0, len(SOURCE)))
    prompt = replace(prompt_for("fix-backend", "compact"), draft=draft)
    assert "Names in scope" not in render(PACK, PACK.persona, prompt)[1].content


FAILURES = (
    Failure("syntax", "The file no longer parses.", 12, "  });;\n"),
    Failure("anchor", "The SEARCH lines were not found.", None, "```\nconst a = 1;\n```"),
    Failure("end", "The end marker is missing."),
)


@pytest.mark.parametrize("form", ["full", "compact"])
@pytest.mark.parametrize("turn", [1, 2])
def test_a_repair_names_each_failure_and_asks_for_the_whole_answer(
    turn: int, form: Form, golden: SnapshotAssertion
) -> None:
    message = render_repair(PACK, FAILURES, turn, form)
    assert message.role == "user"
    for failure in FAILURES:
        assert f"- {failure.check}" in message.content
        assert failure.message in message.content
    assert page((message,)) == golden


@pytest.mark.parametrize(
    ("action", "words"),
    [("write-tests", "the whole new file"), ("explain", "complete answer"), ("ask", "selected")],
)
def test_a_compact_repair_asks_for_the_kind_of_block_the_action_has(
    action: str, words: str
) -> None:
    message = render_repair(PACK, FAILURES, 1, "compact", PACK.actions[action])
    assert words in message.content
    assert "END OF ANSWER" not in message.content


def test_a_report_of_an_edit_is_asked_for_in_the_actions_headings(
    golden: SnapshotAssertion,
) -> None:
    diff = "-  a();\n+  await a();\n"
    action = PACK.actions["fix-backend"]
    messages = render_report(PACK, action, diff, "src/a.js", "requests hang")
    assert [m.role for m in messages] == ["system", "user"]
    assert page(messages) == golden


def test_a_long_diff_is_cut_at_a_line() -> None:
    diff = "+ const a = 1;\n" * 5_000
    user = render_report(PACK, PACK.actions["explain"], diff)[1].content
    assert len(user) < 17_000
    assert user.endswith("+ const a = 1;\n```")
