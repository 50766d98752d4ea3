"""From a parsed answer to a candidate: every change in its place, by the reading that fits."""

from __future__ import annotations

from posixpath import normpath

from nodewright.answer.anchor import Anchoring, MisfitError, same_path
from nodewright.answer.candidate import Candidate, make_candidate
from nodewright.answer.header import without_header_comments
from nodewright.answer.mending import TYPESET, mended, without_numbers
from nodewright.answer.parsed import ParsedAnswer, refuse
from nodewright.document import Draft, NewFile, Refusal, decode, encode
from nodewright.javascript.parsing import Tree, language_of, parse, syntax_errors, walk
from nodewright.javascript.signatures import text_of


def propose(parsed: ParsedAnswer, draft: Draft, header: str = "") -> Candidate | Refusal:
    """The document as the answer wants it, or the reason why a change has no place.

    ``header``: the mandated header comment; where the model wrote it itself it is taken out.
    """
    if not parsed.changes_anything:
        return _nothing_proposed(parsed)
    parsed = without_numbers(parsed)
    first = _proposed(parsed, draft, header)
    if _sound(first, draft):
        return first
    for reading in mended(parsed):
        other = _proposed(reading, draft, header)
        if _sound(other, draft):
            return other
    return first


def _sound(found: Candidate | Refusal, draft: Draft) -> bool:
    """True for a proposal that has its place and breaks nothing that could be parsed."""
    if isinstance(found, Refusal):
        return False
    after = parse(found.after, draft.language)
    errors = len(syntax_errors(after))
    if errors and errors > len(syntax_errors(parse(draft.source, draft.language))):
        return False
    fresh = set(map(ord, set(decode(found.after)) - set(decode(draft.source))))
    if TYPESET.keys() & fresh and _typeset(after):
        return False
    languages = [(language_of(file.path), encode(file.text)) for file in found.new_files]
    return not any(lang and syntax_errors(parse(text, lang)) for lang, text in languages)


def _typeset(tree: Tree) -> bool:
    """True where a typographic quote is part of a name: the grammar takes it for a letter."""
    names = (text_of(node) for node in walk(tree.root_node) if node.type.endswith("identifier"))
    return any(TYPESET.keys() & set(map(ord, name)) for name in names)


def _proposed(parsed: ParsedAnswer, draft: Draft, header: str) -> Candidate | Refusal:
    """The document as one reading of the answer wants it."""
    try:
        after = Anchoring(draft, header).apply(parsed)
        files = tuple(_new_file(f, draft, header) for f in parsed.new_files)
    except MisfitError as misfit:
        return misfit.refusal
    if after == draft.source and not files:
        return refuse("changes-nothing", "The answer changes nothing: its text equals the file.")
    return make_candidate(draft, after, files, parsed.sections)


def _nothing_proposed(parsed: ParsedAnswer) -> Refusal:
    if parsed.declined:
        return refuse("declined", f"The model declined: {parsed.declined}")
    if parsed.question:
        return refuse("question", f"The model asks: {parsed.question}")
    if parsed.no_change:
        return refuse("no-change-needed", f"The model sees no need to change: {parsed.no_change}")
    return refuse("no-change", "The answer holds no change: only a report.")


def _new_file(file: NewFile, draft: Draft, header: str) -> NewFile:
    absolute = file.path.startswith("/") and same_path(file.path, draft.path)
    if absolute or normpath(file.path) == normpath(draft.path):
        raise MisfitError(
            refuse(
                "wrong-file", f"`{file.path}` exists already: use EDIT, CREATE is for new files."
            )
        )
    text = without_header_comments(file.text, header).lstrip("\n")
    return NewFile(file.path, text if text.endswith("\n") or not text else text + "\n")
