"""Early errors: what the grammar accepts and Node.js refuses to load, as one table and one sweep.

Each row of the table is a tree-sitter pattern. Rows with a sentence are errors as they stand; the
others name a question that ``early_flow`` or ``early_shapes`` answers with the nodes around. The
errors are those that ECMA-262 lists as early errors, as far as code meets them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tree_sitter import Query, QueryCursor

from nodewright.document import Language
from nodewright.javascript import early_flow, early_shapes
from nodewright.javascript.early_place import AROUND, Place, Problem
from nodewright.javascript.parsing import Node, Tree, grammar
from nodewright.javascript.signatures import text_of

_DEEPEST = 4000
_QUESTIONS = {**early_flow.QUESTIONS, **early_shapes.QUESTIONS}

# Pattern of one node and what Node.js says to it.
_ERRORS: tuple[tuple[str, str], ...] = (
    ("(try_statement !handler !finalizer)", "`try` has neither `catch` nor `finally`"),
    *(
        (pattern, "`??` is mixed with `||` or `&&` without parentheses")
        for pattern in (
            '(binary_expression left: (binary_expression operator: ["||" "&&"]) operator: "??")',
            '(binary_expression operator: "??" right: (binary_expression operator: ["||" "&&"]))',
            '(binary_expression left: (binary_expression operator: "??") operator: ["||" "&&"])',
            '(binary_expression operator: ["||" "&&"] right: (binary_expression operator: "??"))',
        )
    ),
    (
        '(binary_expression left: (unary_expression) operator: "**")',
        "the operand of `**` begins with a unary operator",
    ),
    (
        "(binary_expression right: [(assignment_expression) (augmented_assignment_expression)])",
        "an assignment stands beside an operator without parentheses",
    ),
    (
        "(binary_expression [(arrow_function)])",
        "an arrow function stands beside an operator without parentheses",
    ),
    (
        "(await_expression [(assignment_expression) (augmented_assignment_expression)])",
        "an assignment stands beside an operator without parentheses",
    ),
    (
        "(unary_expression [(assignment_expression) (augmented_assignment_expression)])",
        "an assignment stands beside an operator without parentheses",
    ),
    *(
        (pattern, "a comma stands where a value is missing")
        for kind, opening in (("arguments", "("), ("object", "{"), ("object_pattern", "{"))
        for pattern in (f'({kind} "," . ",")', f'({kind} "{opening}" . ",")')
    ),
    (
        "[(unary_expression (arrow_function)) (await_expression (arrow_function))]",
        "an arrow function stands beside an operator without parentheses",
    ),
    (
        "(if_statement consequence: [(lexical_declaration) (class_declaration)])",
        "a declaration needs braces around it here",
    ),
    (
        "(else_clause [(lexical_declaration) (class_declaration)])",
        "a declaration needs braces around it here",
    ),
    *(
        (
            f"({loop} body: [(lexical_declaration) (class_declaration) (function_declaration)])",
            "a declaration needs braces around it here",
        )
        for loop in ("for_statement", "for_in_statement", "while_statement", "do_statement")
    ),
    ("(switch_body (switch_default) (switch_default))", "`switch` has two `default` clauses"),
    ("(expression_statement (function_expression))", "a function statement needs a name"),
    ("(expression_statement (class))", "a class statement needs a name"),
    (
        "(expression_statement (call_expression function: (function_expression)))",
        "a function that is called on the spot needs parentheses",
    ),
)
# Pattern of one node and the question to ask about it.
_ASKED: tuple[tuple[str, str], ...] = (
    ("(await_expression)", "await"),
    ("(for_in_statement)", "for"),
    ("(yield_expression)", "yield"),
    ("(return_statement)", "return"),
    ("[(break_statement) (continue_statement)]", "jump"),
    ("(super)", "super"),
    ("(private_property_identifier)", "private"),
    ("[(import_statement) (export_statement)]", "border"),
    ("(lexical_declaration)", "constant"),
    ("(variable_declarator name: [(object_pattern) (array_pattern)] !value)", "destructuring"),
    ("(class_body)", "class"),
    ("(method_definition)", "method"),
    ("(rest_pattern)", "rest"),
    ("(assignment_expression left: [(member_expression) (subscript_expression)])", "target"),
    ("(augmented_assignment_expression left: [(member_expression) (subscript_expression)])",
     "target"),
    ("(new_expression)", "new"),
    ("(call_expression arguments: (template_string))", "tag"),
    ("(regex)", "regex"),
    ("(number)", "number"),
    ("(with_statement)", "with"),
    ("(unary_expression (identifier))", "delete"),
    ("(meta_property)", "meta"),
    ("(program)", "program"),
)  # fmt: skip


@cache
def _query(language: Language) -> Query:
    rows = [f"{pattern} @e{at}" for at, (pattern, _) in enumerate(_ERRORS)]
    rows += [f"{pattern} @{name}" for pattern, name in _ASKED]
    rows += [f"({kind}) @around" for kind in AROUND[language]]
    query: Query = Query(grammar(language), "\n".join(rows))
    return query


def early_errors(tree: Tree, language: Language, module: bool | None) -> Iterator[Problem]:
    """What keeps a tree that parses from being loaded, in document order.

    ``module`` is True for an ES module, False for CommonJS, None where nobody can say.
    """
    cursor = QueryCursor(_query(language))
    cursor.set_max_start_depth(_DEEPEST)
    strict = bool(module) or _says_strict(tree.root_node)
    marks: list[tuple[int, int, int, str, Node]] = []
    for name, nodes in cursor.captures(tree.root_node).items():
        order = 0 if name != "around" else 1
        marks += [(node.start_byte, -node.end_byte, order, name, node) for node in nodes]
    marks.sort(key=lambda mark: mark[:4])
    around: list[Node] = []
    for start, _, _, name, node in marks:
        while around and around[-1].end_byte <= start:
            around.pop()
        if name == "around":
            around.append(node)
        elif name[0] == "e" and name[1:].isdigit():
            yield Problem(_ERRORS[int(name[1:])][1], start)
        else:
            said = _QUESTIONS[name](Place(node, around, language, module, strict))
            if said:
                yield Problem(said, start)


def _says_strict(root: Node) -> bool:
    for child in root.named_children:
        if child.type == "comment" or child.type == "hash_bang_line":
            continue
        if child.type != "expression_statement" or child.named_children[0].type != "string":
            return False
        if text_of(child.named_children[0])[1:-1] == "use strict":
            return True
    return False
