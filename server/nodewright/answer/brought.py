"""Which names a statement at the top of a module brings in, and from where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import specifier_of, specifiers, text_of

_EXTENSION = re.compile(r"\.(?:[cm]?[jt]s|[jt]sx)$")
_ALL, _DEFAULT = "*", "default"


@dataclass(frozen=True, slots=True)
class Brought:
    """One name: what it is called here, and what of which module it is.

    ``name`` is what the module calls it; ``*`` for all of the module. ``types`` only: the name
    is gone when the program runs.
    """

    local: str
    module: str
    name: str
    style: str
    types: bool = False

    @property
    def origin(self) -> tuple[str, str]:
        """The same for two spellings of the same thing."""
        module = self.module.removeprefix("node:")
        if module.startswith("."):
            module = _EXTENSION.sub("", module)
        return module, self.name


def brought_by(node: Node) -> list[Brought] | None:
    """The names of an import statement or of a declaration made of ``require`` calls alone.

    None for any other statement; empty for an import that is there for its effect.
    """
    if node.type == "import_statement":
        return _imported(node)
    if node.type not in ("lexical_declaration", "variable_declaration"):
        return None
    found: list[Brought] = []
    for declarator in node.named_children:
        if declarator.type == "comment":
            continue
        names = _required(declarator)
        if names is None:
            return None
        found += names
    return found


def _imported(node: Node) -> list[Brought] | None:
    module = specifier_of(node.child_by_field_name("source"))
    if module is None:
        return None
    types = any(child.type in ("type", "typeof") for child in node.children)
    found: list[Brought] = []
    for clause in (c for c in node.named_children if c.type == "import_clause"):
        for part in clause.named_children:
            if part.type == "identifier":
                found.append(Brought(text_of(part), module, _DEFAULT, "import", types))
            elif part.type == "namespace_import":
                local = text_of(part.named_children[0])
                found.append(Brought(local, module, _ALL, "import", types))
    for part in specifiers(node):
        name = text_of(part.child_by_field_name("name"))
        local = text_of(part.child_by_field_name("alias")) or name
        only = types or any(child.type == "type" for child in part.children)
        found.append(Brought(local, module, name, "import", only))
    return found


def _required(declarator: Node) -> list[Brought] | None:
    target, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    if target is None or value is None:
        return None
    member = ""
    if value.type == "member_expression":
        member = text_of(value.child_by_field_name("property"))
        value = value.child_by_field_name("object")
    module = _module_of_call(value)
    if module is None:
        return None
    if target.type == "identifier":
        return [Brought(text_of(target), module, member or _ALL, "require")]
    return None if member or target.type != "object_pattern" else _taken(target, module)


def _module_of_call(value: Node | None) -> str | None:
    if value is None or value.type != "call_expression":
        return None
    arguments = value.child_by_field_name("arguments")
    called = text_of(value.child_by_field_name("function")) == "require"
    if not called or arguments is None or len(arguments.named_children) != 1:
        return None
    return specifier_of(arguments.named_children[0])


def _taken(pattern: Node, module: str) -> list[Brought] | None:
    found: list[Brought] = []
    for part in pattern.named_children:
        if part.type == "shorthand_property_identifier_pattern":
            found.append(Brought(text_of(part), module, text_of(part), "require"))
            continue
        value = part.child_by_field_name("value")
        if part.type != "pair_pattern" or value is None or value.type != "identifier":
            return None
        key = text_of(part.child_by_field_name("key"))
        found.append(Brought(text_of(value), module, key, "require"))
    return found


def statement_for(names: Sequence[Brought]) -> str:
    """One statement that brings in ``names``, all of one module and style, or one a line."""
    plain = [n for n in names if n.name in (_ALL, _DEFAULT)]
    lines = [_single(name) for name in plain]
    for types in (False, True):
        listed = [n for n in names if n.name not in (_ALL, _DEFAULT) and n.types is types]
        if listed:
            lines.append(_several(listed))
    return "\n".join(lines)


def _single(name: Brought) -> str:
    if name.style == "require":
        tail = "" if name.name == _ALL else f".{name.name}"
        return f"const {name.local} = require('{name.module}'){tail};"
    what = f"* as {name.local}" if name.name == _ALL else name.local
    return f"import {'type ' if name.types else ''}{what} from '{name.module}';"


def _several(names: Sequence[Brought]) -> str:
    first = names[0]
    renamed = " as " if first.style == "import" else ": "
    inner = ", ".join(n.name if n.name == n.local else f"{n.name}{renamed}{n.local}" for n in names)
    if first.style == "require":
        return f"const {{ {inner} }} = require('{first.module}');"
    return f"import {'type ' if first.types else ''}{{ {inner} }} from '{first.module}';"
