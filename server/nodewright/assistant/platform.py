"""What the table of Node's APIs says, in the form in which the gate asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from nodewright.rules.topics.node_apis import table


@cache
def newer_apis() -> Mapping[str, str]:
    """The Node that brought an API, by its origin; ``.name`` is a method of any value."""
    parts = (table("newer"), table("newer-in-answers"))
    return {_origin(api): entry["added"] for part in parts for api, entry in part.items()}


@cache
def outdated_apis() -> Mapping[str, str]:
    """What is said of an API that is deprecated or gone, by its origin. Legacy is neither."""
    found: dict[str, str] = {}
    for name in ("util-checks", "removed", "deprecated", "modules", "outdated-in-answers"):
        for api, entry in table(name).items():
            if "legacy" in entry:
                continue
            gone, since = entry.get("gone"), entry.get("since")
            state = f"was removed in Node {gone}" if gone else f"is deprecated since Node {since}"
            found[_origin(api)] = f"{state}; use {entry['use']}"
    return found


def _origin(api: str) -> str:
    """``fs/promises#rm`` as ``fs.promises.rm``, ``member:at`` as ``.at``; modules as they are."""
    form, _, name = api.partition(":")
    if form in ("module", "syntax"):
        return api
    if form == "member":
        return f".{name}"
    return (name or form).replace("#", ".").replace("/promises", ".promises")
