"""Agent files become personas: the specification's unchanged, a user's own, and bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from nodewright.prompts import Persona, load_pack, load_persona

SPECIFICATION = Path(__file__).parents[1] / "data" / "backend-expert-nodejs.agent.md"
HEADER = (
    "/**\n * This file was generated with the help of Backend NodeJS Expert AI assistant. \n */"
)
BUILT_IN = load_pack().persona
OWN = "---\nname: Team Expert\nmodel: Our Model 2\n---\nBe kind.\n\n## Rules\n\nNo globals.\n"


def own(text: str) -> Persona:
    """A persona from a text that is expected to be good."""
    persona, problems = load_persona(text)
    assert persona is not None, problems
    return persona


def test_the_built_in_header_is_the_specifications_byte_for_byte() -> None:
    assert BUILT_IN.header == HEADER
    assert f"```js\n{HEADER}\n```" in SPECIFICATION.read_text(encoding="utf-8")


def test_the_specification_loads_unchanged_and_without_a_note() -> None:
    persona, problems = load_persona(SPECIFICATION)
    assert problems == ()
    assert persona is not None
    assert persona.name == "Backend Expert - Node.js"
    assert persona.short_name == "Backend Expert"
    assert persona.model == "GPT-5.2"
    assert persona.model_id == "gpt-5.2"
    assert persona.header == HEADER
    assert persona.phrases == BUILT_IN.phrases
    assert len(persona.phrases) == 8
    assert list(persona.sections)[:3] == ["Persona & Tone", "Goals", "Scope / Knowledge"]
    assert len(persona.sections) == 12
    assert persona.body.startswith("## Persona & Tone")
    assert persona.body.endswith("general best practices only.")
    assert persona.core == ()


def test_the_built_in_persona_says_it_in_its_own_words() -> None:
    ours = {line.strip() for line in BUILT_IN.body.split("\n") if len(line.split()) > 5}
    theirs = {line.strip(" *") for line in SPECIFICATION.read_text(encoding="utf-8").split("\n")}
    assert not ours & theirs


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("GPT-5.2", "gpt-5.2"),
        ("GPT 5 Mini", "gpt-5-mini"),
        ("GPT-5.2 (copilot)", "gpt-5.2"),
        ("['GPT-5.2', 'Claude Sonnet 4.5']", "gpt-5.2"),
        ("Qwen/Qwen2.5-Coder-7B-Instruct", "Qwen/Qwen2.5-Coder-7B-Instruct"),
        ("'qwen2.5-coder:1.5b'", "qwen2.5-coder:1.5b"),
        ("5.2", "5.2"),
        ("", "gpt-5.2"),
    ],
)
def test_the_model_is_named_as_an_api_writes_it(model: str, expected: str) -> None:
    assert own(f"---\nname: A\nmodel: {model}\n---\nBe kind.\n").model_id == expected


def test_what_an_agent_file_leaves_out_comes_from_the_built_in_persona() -> None:
    persona = own("---\nname: Team Expert\n---\nBe kind.\n")
    assert persona.header == HEADER
    assert persona.model == "GPT-5.2"
    assert persona.description == ""
    assert persona.about == ""
    assert persona.short_name == "Team Expert"


def test_sections_are_found_but_not_inside_fences() -> None:
    persona = own(OWN + "\n```md\n## Not a section\n```\n\n## Last ##\nEnd.\n")
    assert dict(persona.sections) == {
        "Rules": "No globals.\n\n```md\n## Not a section\n```",
        "Last": "End.",
    }


@pytest.mark.parametrize(
    "body",
    [
        "Put this at the top of every file:\n\n```js\n/* Ours */\n```\n\nBe kind.",
        "Be kind.\n\nAt the top of each new file stands:\n~~~\n/* Ours */\n~~~\n",
        "# Header\n\nAt the top of every file:\n   ````ts\n/* Ours */\n````\nBe kind.",
        "Top of all files:\n\n```\nnot it();\n```\n\n```\n/* Ours */\n```\nBe kind.\n",
    ],
)
def test_an_own_header_is_found_and_taken_out_with_the_sentence_that_asks_for_it(body: str) -> None:
    persona = own(f"---\nname: A\n---\n{body}")
    assert persona.header == "/* Ours */"
    assert "Be kind." in persona.body
    assert "Ours" not in persona.body
    assert "op of " not in persona.body


@pytest.mark.parametrize(
    "body",
    [
        "Example:\n\n```js\n/* just an example */\n```\n",
        "Put this at the top of every file:\n\n```js\n// a line comment\n```\n",
        "Put this at the top of every file:\n\n```js\n/* a */ code(); /* b */\n```\n",
        "Put a note at the top of every file.\n",
    ],
)
def test_without_a_block_comment_that_is_asked_for_the_built_in_header_stays(body: str) -> None:
    assert own(f"---\nname: A\n---\n{body}").header == HEADER


def test_bom_and_crlf_make_no_difference(tmp_path: Path) -> None:
    file = tmp_path / "a.agent.md"
    text = SPECIFICATION.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text)
    assert load_persona(file)[0] == load_persona(SPECIFICATION)[0]


def test_keys_that_nobody_reads_are_tolerated_with_one_note() -> None:
    persona, problems = load_persona(OWN.replace("model", "tools: [read]\nmode: agent\nmodel"))
    assert persona is not None
    assert problems == (
        "The persona text: nodewright does not use these front-matter keys: `mode`, `tools`.",
    )


def test_a_long_body_is_cut_at_a_line_with_a_note() -> None:
    persona, problems = load_persona("---\nname: A\n---\n" + "Be kind to them.\n" * 4_000)
    assert persona is not None
    assert len(persona.body) <= 24_000
    assert persona.body.endswith("\nBe kind to them.")
    assert problems == (
        "The persona text: only the first 24,000 of its 67,999 characters are sent.",
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \n\n", "it is empty"),
        (b"Be kind.\n", "its front matter has no `name`"),
        (b"---\nmodel: x\n---\nBe kind.\n", "its front matter has no `name`"),
        (b"---\nname: A\n---\n\n", "it says nothing below its front matter"),
        (b"---\nname: A\nBe kind.\n", "its front matter is not closed by a line `---`"),
        (b"---\n- a\n- b\n---\nBe kind.\n", "its front matter has no `name`"),
        (b"---\nname: a: b\n---\nx\n", "its front matter is not valid YAML (line 2: mapping val"),
        (b"---\nname: 2024-99-99\n---\nx\n", "its front matter is not valid YAML"),
        (b"---\nname: " + b"[" * 50_000 + b"\n---\nx\n", "its front matter is not valid YAML"),
        (b"---\na: &a x\nname: *a\n---\nx\n", "its front matter is not valid YAML (line 3: alias"),
        (b"---\nname: [A, B]\n---\nx\n", "`name` must be text"),
        (b"---\nname: A\nmodel: {a: b}\n---\nx\n", "`model` must be a list of texts"),
        (b"---\nname: \x07\n---\nx\n", "its front matter is not valid YAML"),
        (b"\x7fELF\0\0\0\0", "it is a binary file, not Markdown"),
        (b"---\nname: \xe9\n---\nx\n", "it is not UTF-8 (byte 11)"),
        (b"a" * 300_000, "it is 292 KB large, the limit is 256 KB"),
    ],
)
def test_a_broken_agent_file_gives_one_sentence_and_no_persona(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    file = tmp_path / "own.agent.md"
    file.write_bytes(data)
    persona, (sentence,) = load_persona(file)
    assert persona is None
    assert sentence.startswith(f"Persona file {file} is not used: {reason}")
    assert sentence.endswith(". The built-in persona is used.")
    assert "\n" not in sentence


def test_a_file_that_cannot_be_read_gives_one_sentence(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.md", "no such file"), (tmp_path, "is a directory")):
        persona, (sentence,) = load_persona(path)
        assert persona is None
        assert sentence.startswith(f"Persona file {path} cannot be read ({reason}")


def test_a_text_with_a_lone_surrogate_is_refused_in_one_sentence() -> None:
    persona, (sentence,) = load_persona("---\nname: A\n---\n\ud800")
    assert persona is None
    assert sentence.startswith("The persona text is not used: ")
