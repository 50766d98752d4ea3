"""Read a tree for its names: which scope declares what, and which names are used where.

The rules look at values and skip what no rule asks for; this module answers for the whole
language instead, so that the gate can say of each name whether something declares it there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nodewright.javascript.frames import VAR_FRAMES, DeclarationKind, Frame, FrameKind, Names, Step
from nodewright.javascript.parsing import Node, Tree
from nodewright.javascript.signatures import text_of


def names_of(tree: Tree) -> Names:
    """The names of a tree. A broken tree gives what can be read of it."""
    names = Names()
    stack: list[Step] = [(tree.root_node, names.module)]
    while stack:
        node, frame = stack.pop()
        enter = _ENTER.get(node.type)
        if enter is None:
            stack += [(child, frame) for child in node.named_children]
        else:
            stack += enter(names, node, frame)
    names.uses.sort(key=lambda use: use.at)
    return names


def _inside(node: Node | None, frame: Frame) -> list[Step]:
    return [(child, frame) for child in node.named_children] if node is not None else []


def _part(node: Node, name: str, frame: Frame) -> list[Step]:
    found = node.child_by_field_name(name)
    return [(found, frame)] if found is not None else []


def _name(names: Names, node: Node, frame: Frame) -> list[Step]:
    names.use(node, frame)
    return []


def _nothing(names: Names, node: Node, frame: Frame) -> list[Step]:
    return []


def _first(names: Names, node: Node, frame: Frame) -> list[Step]:
    """Of ``x as T`` and ``A.B`` in types only the first part is a value."""
    return [(child, frame) for child in node.named_children if child.type != "comment"][:1]


def _soft(names: Names, node: Node, frame: Frame) -> list[Step]:
    name = node.child_by_field_name("name")
    if name is not None:
        names.declare(frame, name, "soft")
    return []


def _function(names: Names, node: Node, frame: Frame) -> list[Step]:
    name = node.child_by_field_name("name")
    kind: FrameKind = "function"
    if node.type == "arrow_function":
        kind = "arrow"
    elif node.type == "method_definition":
        kind = "method"
    inner = names.open(kind, frame)
    steps: list[Step] = []
    if name is not None and node.type.endswith("_declaration"):
        names.declare(frame, name, "function")
        around = frame
        while around.kind not in VAR_FRAMES and around.parent is not None:
            around = around.parent
            names.declare(around, name, "soft")
    elif name is not None and kind == "function":
        names.declare(inner, name, "soft")
    elif name is not None:
        steps.append((name, frame))
    listed = node.child_by_field_name("parameters")
    single = node.child_by_field_name("parameter")
    for parameter in listed.named_children if listed is not None else [single]:
        steps += names.pattern(parameter, "parameter", inner)
    body = node.child_by_field_name("body")
    if body is not None and body.type != "statement_block":
        return [*steps, (body, inner)]
    return [*steps, *_inside(body, inner)]


def _class(names: Names, node: Node, frame: Frame) -> list[Step]:
    name = node.child_by_field_name("name")
    inner = names.open("block", frame)
    if name is not None:
        if node.type != "class":
            names.declare(frame, name, "class")
        names.declare(inner, name, "soft")
    return _inside(node, inner)


def _block(names: Names, node: Node, frame: Frame) -> list[Step]:
    return _inside(node, names.open("block", frame))


def _static(names: Names, node: Node, frame: Frame) -> list[Step]:
    return _inside(node.child_by_field_name("body"), names.open("function", frame))


def _for_in(names: Names, node: Node, frame: Frame) -> list[Step]:
    inner = names.open("block", frame)
    kind, left = node.child_by_field_name("kind"), node.child_by_field_name("left")
    steps = [*_part(node, "right", inner), *_part(node, "body", inner)]
    if kind is None:
        names.write(left, inner)
        return [*steps, *_part(node, "left", inner)]
    said = text_of(kind)
    how: DeclarationKind = "var" if said == "var" else "let" if said == "let" else "const"
    return steps + names.pattern(left, how, inner)


def _catch(names: Names, node: Node, frame: Frame) -> list[Step]:
    inner = names.open("block", frame)
    steps = names.pattern(node.child_by_field_name("parameter"), "catch", inner)
    return steps + _inside(node.child_by_field_name("body"), inner)


def _with(names: Names, node: Node, frame: Frame) -> list[Step]:
    return [*_part(node, "object", frame), *_part(node, "body", names.open("dynamic", frame))]


def _variables(names: Names, node: Node, frame: Frame) -> list[Step]:
    word = node.children[0].type if node.children else ""
    kind: DeclarationKind = "var" if word == "var" else "const" if word == "const" else "let"
    steps: list[Step] = []
    for part in node.named_children:
        if part.type == "variable_declarator":
            steps += names.pattern(part.child_by_field_name("name"), kind, frame)
            steps += _part(part, "value", frame)
    return steps


def _assignment(names: Names, node: Node, frame: Frame) -> list[Step]:
    field_name = "argument" if node.type == "update_expression" else "left"
    names.write(node.child_by_field_name(field_name), frame)
    return _inside(node, frame)


def _unary(names: Names, node: Node, frame: Frame) -> list[Step]:
    """``typeof x`` asks whether there is an ``x``; it cannot fail."""
    operator, operand = node.child_by_field_name("operator"), node.child_by_field_name("argument")
    if operator is not None and operator.type == "typeof":
        while operand is not None and operand.type == "parenthesized_expression":
            operand = operand.named_child(0)
        if operand is not None and operand.type == "identifier":
            names.guarded.add(text_of(operand))
            return []
    return _inside(node, frame)


def _import(names: Names, node: Node, frame: Frame) -> list[Step]:
    types = any(child.type in ("type", "typeof") for child in node.children)
    clauses = [child for child in node.named_children if child.type.startswith("import_")]
    stack = list(clauses)
    while stack:
        part = stack.pop()
        if part.type == "identifier":
            names.declare(frame, part, "soft" if types else "import")
        elif part.type == "import_specifier":
            name = part.child_by_field_name("alias") or part.child_by_field_name("name")
            soft = types or any(child.type in ("type", "typeof") for child in part.children)
            if name is not None:
                names.declare(frame, name, "soft" if soft else "import")
        elif part.type in ("import_clause", "named_imports", "namespace_import"):
            stack += part.named_children
        elif part.type == "import_require_clause" and part.named_child_count:
            stack.append(part.named_children[0])
    return []


def _alias(names: Names, node: Node, frame: Frame) -> list[Step]:
    if node.named_child_count:
        names.declare(frame, node.named_children[0], "soft")
    return []


def _export(names: Names, node: Node, frame: Frame) -> list[Step]:
    words = {child.type for child in node.children}
    if node.child_by_field_name("source") is not None or words & {"namespace", "type"}:
        return []
    return _inside(node, frame)


def _specifier(names: Names, node: Node, frame: Frame) -> list[Step]:
    types = any(child.type in ("type", "typeof") for child in node.children)
    return [] if types else _part(node, "name", frame)


def _tag(names: Names, node: Node, frame: Frame) -> list[Step]:
    """A JSX element: a name in lower case is HTML."""
    name = node.child_by_field_name("name")
    return [
        (child, frame)
        for child in node.named_children
        if child != name or child.type != "identifier" or not text_of(child)[:1].islower()
    ]


def _ambient(names: Names, node: Node, frame: Frame) -> list[Step]:
    """``declare global { ... }`` reaches the whole file."""
    steps: list[Step] = []
    for child in node.named_children:
        steps += (
            _inside(child, names.module) if child.type == "statement_block" else [(child, frame)]
        )
    return steps


def _merging(names: Names, node: Node, frame: Frame) -> Frame | None:
    """The scope of a namespace or enum; those of one name see each other's members."""
    name = node.child_by_field_name("name")
    while name is not None and name.type == "nested_identifier":
        name = name.named_child(0)
    if name is None:
        return None
    if name.type in ("identifier", "type_identifier"):
        names.declare(frame, name, "soft")
    shared = frame.merged.get(text_of(name))
    if shared is None:
        shared = frame.merged[text_of(name)] = names.open("block", frame)
    return names.open("namespace", shared)


def _namespace(names: Names, node: Node, frame: Frame) -> list[Step]:
    inner = _merging(names, node, frame)
    return _inside(node.child_by_field_name("body"), inner) if inner is not None else []


def _enum(names: Names, node: Node, frame: Frame) -> list[Step]:
    inner, body = _merging(names, node, frame), node.child_by_field_name("body")
    if inner is None or body is None:
        return []
    for member in body.named_children:
        name = member.child_by_field_name("name") or member
        if name.type == "property_identifier":
            names.declare(inner, name, "soft")
    return _inside(body, inner)


_Enter = Callable[[Names, Node, Frame], list[Step]]
_BY_FUNCTION: tuple[tuple[_Enter, str], ...] = (
    (_name, "identifier shorthand_property_identifier shorthand_property_identifier_pattern"),
    (
        _function,
        (
            "function_declaration generator_function_declaration function_expression"
            " generator_function arrow_function method_definition"
        ),
    ),
    (_class, "class class_declaration abstract_class_declaration"),
    (_block, "statement_block for_statement switch_body"),
    (_static, "class_static_block"),
    (_for_in, "for_in_statement"),
    (_catch, "catch_clause"),
    (_with, "with_statement"),
    (_variables, "lexical_declaration variable_declaration using_declaration"),
    (_assignment, "assignment_expression augmented_assignment_expression update_expression"),
    (_unary, "unary_expression"),
    (_import, "import_statement"),
    (_alias, "import_alias"),
    (_export, "export_statement"),
    (_specifier, "export_specifier"),
    (_tag, "jsx_opening_element jsx_closing_element jsx_self_closing_element"),
    (_ambient, "ambient_declaration"),
    (_namespace, "internal_module module"),
    (_enum, "enum_declaration"),
    (_first, "as_expression satisfies_expression nested_identifier"),
    (_soft, "interface_declaration type_alias_declaration function_signature"),
    (
        _nothing,
        (
            "type_annotation type_arguments type_parameters implements_clause index_signature"
            " type_predicate_annotation asserts_annotation method_signature jsx_namespace_name"
            " abstract_method_signature comment string number regex"
        ),
    ),
)
_ENTER: Mapping[str, _Enter] = {
    kind: enter for enter, kinds in _BY_FUNCTION for kind in kinds.split()
}
