"""Put secrets back into the code of an answer; its words only say that one was hidden."""

from __future__ import annotations

from dataclasses import replace

from nodewright.answer.parsed import ParsedAnswer, SearchReplace
from nodewright.document import NewFile
from nodewright.redaction import Redactor


def restored(answer: ParsedAnswer, redactor: Redactor) -> ParsedAnswer:
    """The answer as if nothing had been hidden from the model.

    Reports are read, copied and sent on: in words a secret stays a remark that one was there.
    """
    return replace(
        answer,
        edits=tuple(_restored_edit(edit, redactor) for edit in answer.edits),
        rewrite=None if answer.rewrite is None else redactor.restore(answer.rewrite),
        new_files=tuple(
            NewFile(file.path, redactor.restore(file.text)) for file in answer.new_files
        ),
        sections={title: redactor.name(body) for title, body in answer.sections.items()},
        declined=redactor.name(answer.declined),
        question=redactor.name(answer.question),
        no_change=redactor.name(answer.no_change),
    )


def _restored_edit(edit: SearchReplace, redactor: Redactor) -> SearchReplace:
    splits = tuple((redactor.restore(old), redactor.restore(new)) for old, new in edit.splits)
    return replace(edit, splits=splits)
