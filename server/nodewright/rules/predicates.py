"""The one table of named predicates and fix makers that rule files may call by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.parsing import Node
from nodewright.rules import buffers, promises_rules
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    **buffers.PREDICATES,
    **promises_rules.PREDICATES,
}
FIX_MAKERS: Mapping[str, FixMaker] = {}
