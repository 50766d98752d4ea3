"""Decide by a model's name whether it is small enough to need the compact form."""

from __future__ import annotations

import re

LARGEST_COMPACT = 8.0
"""Billions of parameters up to which a model gets the compact form."""

_FAMILIES = re.compile(r"smol|tiny|(?<![a-z])phi-?[34](?:\.\d)?[-_:]mini|gemma-?3n|llama-?3\.2")
_BILLIONS = re.compile(r"(?:(?<![a-z0-9.])e?|(?<=[a-z]{2}))(\d+(?:\.\d+)?)b(?![a-z0-9])")
_MILLIONS = re.compile(r"(?<![a-z0-9.])\d{2,4}m(?![a-z0-9])")


def wants_compact(model_name: str) -> bool:
    """True for a small local model, told by its family or by the size in its name.

    Sizes as names write them: ``1.5b``, ``8B``, ``360M``, ``e4b``. Of several sizes the
    largest counts (``30b-a3b`` is a large model). A name without a size is taken as large.
    """
    name = model_name.lower()
    sizes = [float(size) for size in _BILLIONS.findall(name)]
    if sizes:
        return max(sizes) <= LARGEST_COMPACT
    return bool(_MILLIONS.search(name) or _FAMILIES.search(name))
