"""Names in a tree: which are bound, which are only used, which the platform brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nodewright.javascript.parsing import Node, Tree, walk
from nodewright.javascript.signatures import text_of

_PLATFORM = """
AbortController AbortSignal AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array
BigUint64Array Blob Boolean BroadcastChannel Buffer ByteLengthQueuingStrategy
CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DataView Date
DecompressionStream Error EvalError Event EventSource EventTarget File FinalizationRegistry
Float32Array Float64Array FormData Function Headers Infinity Int16Array Int32Array Int8Array
Intl Iterator JSON Map Math MessageChannel MessageEvent MessagePort NaN Navigator Number
Object Performance PerformanceEntry PerformanceObserver Promise Proxy RangeError
ReadableStream ReferenceError Reflect RegExp Request Response Set SharedArrayBuffer String
SubtleCrypto Symbol SyntaxError TextDecoder TextDecoderStream TextEncoder TextEncoderStream
TransformStream TypeError URIError URL URLSearchParams Uint16Array Uint32Array Uint8Array
Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly WebSocket WritableStream __dirname
__filename arguments atob btoa clearImmediate clearInterval clearTimeout console crypto
decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval exports fetch global
globalThis isFinite isNaN module navigator parseFloat parseInt performance process
queueMicrotask require setImmediate setInterval setTimeout structuredClone undefined unescape
after afterAll afterEach assert before beforeAll beforeEach bench context describe expect fail
fdescribe fit it jest mocha sinon specify suite t test vi xdescribe xit xtest
NodeJS React JSX define document localStorage self window
"""

#: Globals of JavaScript, Node.js (https://nodejs.org/api/globals.html), CommonJS and the usual
#: test runners; what the web adds that Node has too is among them.
PLATFORM = frozenset(_PLATFORM.split())

_BINDING_FIELDS = {
    "variable_declarator": "name",
    "function_declaration": "name",
    "function_expression": "name",
    "function_signature": "name",
    "generator_function_declaration": "name",
    "generator_function": "name",
    "class_declaration": "name",
    "abstract_class_declaration": "name",
    "class": "name",
    "enum_declaration": "name",
    "internal_module": "name",
    "module": "name",
    "arrow_function": "parameter",
    "catch_clause": "parameter",
    "for_in_statement": "left",
    "required_parameter": "pattern",
    "optional_parameter": "pattern",
}
_BINDING_PARENTS = frozenset(
    {
        "formal_parameters",
        "import_clause",
        "import_specifier",
        "namespace_import",
        "import_require_clause",
        "import_alias",
        "rest_pattern",
        "array_pattern",
    }
)
_PATTERNS = frozenset(
    {
        "object_pattern",
        "array_pattern",
        "pair_pattern",
        "rest_pattern",
        "assignment_pattern",
        "object_assignment_pattern",
    }
)
# Words that the grammar takes for names in rare places.
_KEYWORDS = frozenset({"await", "async", "let", "of", "static", "yield", "get", "set"})
_USES = frozenset({"identifier", "shorthand_property_identifier"})
_TYPE_PARTS = frozenset(
    {
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "interface_declaration",
        "type_alias_declaration",
        "type_predicate_annotation",
        "asserts_annotation",
        "implements_clause",
        "ambient_declaration",
    }
)


def bound_and_used(tree: Tree) -> tuple[set[str], Counter[str], dict[str, int]]:
    """Names bound anywhere, names used as values with their counts, and where first.

    Scopes are not told apart: a name bound anywhere counts as known everywhere, so that only a
    name that is certainly missing is ever reported.
    """
    bound: set[str] = set()
    used: Counter[str] = Counter()
    first: dict[str, int] = {}
    for node in _values(tree.root_node):
        name = text_of(node)
        if node.type == "shorthand_property_identifier_pattern" or _binds(node):
            bound.add(name)
        elif node.type in _USES and not _harmless(node):
            used[name] += 1
            first.setdefault(name, node.start_byte)
    return bound, used, first


def _values(root: Node) -> Iterator[Node]:
    """Identifiers in value positions and declared type names, outside of type expressions."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type in _USES or node.type in (
            "shorthand_property_identifier_pattern",
            "type_identifier",
        ):
            yield node
        elif node.type in _TYPE_PARTS:
            name = node.child_by_field_name("name")
            stack += [name] if name is not None else []
            if node.type == "ambient_declaration":
                stack += node.named_children
        else:
            stack += node.named_children


def _binds(node: Node) -> bool:
    if node.type == "type_identifier":
        return True
    parent: Node | None = node.parent
    child: Node = node
    while parent is not None and parent.type in _PATTERNS:
        if parent.type in ("assignment_pattern", "object_assignment_pattern"):
            if parent.child_by_field_name("left") != child:
                return False
        elif parent.type == "pair_pattern" and parent.child_by_field_name("value") != child:
            return False
        child = parent
        parent = child.parent
    if parent is None:
        return False
    field = _BINDING_FIELDS.get(parent.type)
    if field is not None:
        return parent.child_by_field_name(field) == child
    return parent.type in _BINDING_PARENTS


def _harmless(node: Node) -> bool:
    """A use that cannot fail at run time, or that names something outside of the module."""
    parent = node.parent
    if parent is None:
        return True
    if parent.type == "namespace_export" or text_of(node) in _KEYWORDS:
        return True
    if parent.type == "export_specifier":
        if parent.child_by_field_name("alias") == node:
            return True
        statement = parent.parent.parent if parent.parent is not None else None
        return statement is not None and statement.child_by_field_name("source") is not None
    if parent.type == "unary_expression":
        operator = parent.child_by_field_name("operator")
        return operator is not None and operator.type == "typeof"
    if parent.type in ("jsx_opening_element", "jsx_closing_element", "jsx_self_closing_element"):
        return text_of(node)[:1].islower()
    return parent.type in ("labeled_statement", "jsx_attribute", "index_signature")


def top_level(tree: Tree) -> Counter[str]:
    """Names declared by the statements of the module itself, with how often each is."""
    found: Counter[str] = Counter()
    for statement in tree.root_node.named_children:
        node = statement.child_by_field_name("declaration") or statement
        if node.type == "import_statement":
            found.update(text_of(n) for n in walk(node) if n.type == "identifier" and _local(n))
        elif node.type in ("lexical_declaration", "variable_declaration"):
            for part in node.named_children:
                name = part.child_by_field_name("name")
                if name is not None:
                    found.update(
                        text_of(n)
                        for n in walk(name)
                        if n.type in ("identifier", "shorthand_property_identifier_pattern")
                        and (n.type != "identifier" or _binds(n))
                    )
        elif node.type.endswith("_declaration"):
            name = node.child_by_field_name("name")
            if name is not None:
                found[text_of(name)] += 1
    return found


def _local(node: Node) -> bool:
    """True for the name that an import gives to the module, not for the one it had before."""
    parent = node.parent
    if parent is None or parent.type != "import_specifier":
        return True
    alias = parent.child_by_field_name("alias")
    return alias is None or alias == node
