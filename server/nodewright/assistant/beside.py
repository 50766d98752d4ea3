"""The files beside the document: those that an edit creates, and tests that it adds to others."""

from __future__ import annotations

from collections.abc import Iterable

from nodewright.answer import strip_header, text_changes, with_header
from nodewright.answer.extending import NotSureError, extended
from nodewright.answer.lines import dominant_ending
from nodewright.assistant.order import Order, Place
from nodewright.document import Edit, ExtendedFile, NewFile


def beside(
    order: Order, wanted: Iterable[NewFile], header: str, like: str
) -> tuple[tuple[NewFile, ...], tuple[ExtendedFile, ...]]:
    """The files that an answer wants, as the disk is now: to create, and to extend.

    Each carries the header; a created one has the line breaks of ``like``. What cannot be joined
    with a file that exists stays one to create, which the gate refuses.
    """
    created: list[NewFile] = []
    longer: list[ExtendedFile] = []
    for file in wanted:
        found = _extended(order.place, file, header)
        if found is not None:
            longer.append(found)
            continue
        text = with_header(file.text, file.path, header)
        created.append(NewFile(file.path, text.replace("\n", dominant_ending(like))))
    return tuple(created), tuple(longer)


def _extended(place: Place, file: NewFile, header: str) -> ExtendedFile | None:
    there = place.read(file.path) if place.exists(file.path) else None
    if there is None:
        return None
    try:
        after = with_header(extended(file.path, there, file.text), file.path, header)
    except NotSureError:
        return None
    return ExtendedFile(file.path, there, after, text_changes(there, after), file.text)


def wanted_files(edit: Edit, header: str) -> tuple[NewFile, ...]:
    """What an answer wanted to create, as it was before :func:`beside`."""
    plain = (
        NewFile(new.path, strip_header(new.text, header).replace("\r\n", "\n"))
        for new in edit.new_files
    )
    return (*plain, *(NewFile(file.path, file.added) for file in edit.extended))
