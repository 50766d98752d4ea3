"""The check of the module system, and how Node loads a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure, decode
from nodewright.facts import ModuleSystem
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import FUNCTIONS


def keeps_module_system(evidence: Evidence) -> list[Failure]:
    """No require in an ES module, no import statement in CommonJS."""
    failures: list[Failure] = []
    for text in (evidence.after, *evidence.created):
        if text.language != "javascript" or text.tree is None:
            continue
        old = evidence.before if text is evidence.after else None
        system = system_as_loaded(evidence, text)
        if system is None:
            continue
        stock = Counter(what for what, _ in _foreign(old, system)) if old else Counter[str]()
        for what, at in _foreign(text, system):
            stock[what] -= 1
            if stock[what] < 0:
                kind = "an ES module" if system == "esm" else "a CommonJS module"
                message = f"{what} does not work in `{text.path}`, which is {kind}"
                failures.append(text.failure("module-system", message, at))
    return failures


def system_as_loaded(evidence: Evidence, text: Text) -> ModuleSystem | None:
    """How Node loads a text of the proposal: the document as it was loaded before."""
    own = text is evidence.after
    return _system(evidence, evidence.before if own else text, text.path, own)


def _system(evidence: Evidence, text: Text, path: str, own: bool) -> ModuleSystem | None:
    """How Node loads a file: extension, then what it does already, then package.json.

    ``own``: the file is the document. None where it does both.
    """
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in (".mjs", ".cjs"):
        return "esm" if suffix == ".mjs" else "commonjs"
    if own:
        esm = any(True for _ in _foreign(text, "commonjs"))
        commonjs = any(True for _ in _foreign(text, "esm"))
        if esm != commonjs:
            return "esm" if esm else "commonjs"
        if esm:
            return None
    elif evidence.around.facts.manifest is None:
        return _system(evidence, evidence.before, evidence.before.path, own=True)
    return evidence.around.facts.module_system


_COMMONJS_WORDS = re.compile(rb"\b(?:require|module|exports|__dirname|__filename)\b")


def _foreign(text: Text | None, system: ModuleSystem) -> Iterator[tuple[str, int]]:
    """Constructs that the module system does not have, each with its byte offset."""
    if text is None or text.tree is None:
        return
    root = text.tree.root_node
    if system == "commonjs":
        for node in root.named_children:
            if node.type in ("import_statement", "export_statement"):
                name = "import" if node.type == "import_statement" else "export"
                yield f"An `{name}` statement", node.start_byte
        if b"await" in text.source:
            yield from _top_level_await(text)
        return
    if re.search(rb"\bcreateRequire\b|\b(?:const|let|var)\s+require\b", text.source):
        return
    for match in _COMMONJS_WORDS.finditer(text.source):
        word = root.descendant_for_byte_range(match.start(), match.end())
        if word is not None and _is_commonjs(word, text.source):
            yield f"`{decode(match[0])}`", match.start()


def _is_commonjs(node: Node, source: bytes) -> bool:
    """True for a use of the CommonJS name itself, not of a local that is called the same."""
    parent = node.parent
    if node.type != "identifier" or parent is None:
        return False
    name = text_of(node)
    if re.search(rb"\b(?:const|let|var|function)\s+%s\b" % name.encode(), source):
        return False
    if name == "require":
        return parent.type == "call_expression" and parent.child_by_field_name("function") == node
    if name in ("module", "exports"):
        is_object = parent.type == "member_expression" and (
            parent.child_by_field_name("object") == node
        )
        holder = text_of(parent).replace(" ", "")
        return is_object and (name == "exports" or holder.startswith("module.exports"))
    return True


def _top_level_await(text: Text) -> Iterator[tuple[str, int]]:
    for node in text.of_type("await_expression"):
        if not _in_function(node):
            yield "`await` outside of an async function", node.start_byte


def _in_function(node: Node) -> bool:
    parent: Node | None = node.parent
    while parent is not None:
        if parent.type in FUNCTIONS or parent.type == "class_static_block":
            return True
        parent = parent.parent
    return False
