"""Database calls that are repeated, or that wait for each other without need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node, walk
from nodewright.javascript.syntax import (
    FUNCTIONS,
    arguments,
    callee,
    climb,
    is_async,
    is_awaited,
    unwrap,
)
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.layout import line_break, line_indent
from nodewright.rules.model import FixMaker
from nodewright.rules.view import Site

_DRIVERS = frozenset(("pg", "pg-pool", "mysql", "mysql2", "mysql2/promise", "mariadb", "sqlite"))
_DATABASE = re.compile(r"(?i)(^|\.)(db|pool|conn|connection|client|database|sql|pg|trx|tx|knex)$")
_MODEL = re.compile(r"(^|\.)[A-Z]\w*$|(?i:prisma|tx|db)\.\w+$|(?i:repo(sitory)?|model|manager)$")
_ONLY_READS = frozenset(
    (
        *("findOne", "findById", "findByPk", "findUnique", "findUniqueOrThrow", "findFirst"),
        *("findFirstOrThrow", "findOneBy", "findOneOrFail", "findOneByOrFail", "countDocuments"),
    )
)
"""Names that nothing but a database layer gives to its methods."""

_MODEL_READS = frozenset(("findAll", "findMany", "findAndCountAll", "find", "count"))
_ITERATORS = ("map", "forEach", "flatMap")
_MANY = re.compile(r"(?i)chunk|batch|page|slice|part|shard|attempt|retr|try")
_ONE_OFF = re.compile(
    r"(?i)(^|[/\\])(migrations?|seed(er)?s?|scripts?|bin|tests?|__tests__|fixtures|examples?"
    r"|benchmarks?)[/\\]|\.(test|spec)\.\w+$|seed\.\w+$"
)
_READ_NAME = re.compile(r"^(find|get|fetch|load|list|count|select|search|lookup|query)(?![a-z])")
_ONE_AFTER_THE_OTHER = re.compile(
    r"(?i)(^|\.)(client|conn|connection|trx|tx|t|transaction|session|page|browser|reader|rl"
    r"|queryRunner|cursor|frame|iterator|prompt|inquirer)(\.|$)"
)


def reads_row_by_row(site: Site, node: Node) -> bool:
    """A query that reads for one element, inside of a loop over many."""
    if not _is_read(site, node) or _ONE_OFF.search(site.view.path):
        return False
    loop = _loop_around(site, node)
    if loop is None or not _depends(site, node, loop):
        return False
    called = callee(node)
    site.words["CALL"] = " ".join(site.text(called).split())[:50] if called is not None else ""
    return True


def _is_read(site: Site, call: Node) -> bool:
    called = callee(call)
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    given = arguments(call)
    if last is None or receiver is None or not given:
        return False
    method, text = site.text(last), site.text(receiver)
    if method in _ONLY_READS:
        return given[0].type not in FUNCTIONS
    if method in _MODEL_READS:
        return bool(_MODEL.search(text)) and given[0].type not in FUNCTIONS
    if not re.match(r"['\"`]\s*(?i:select|with|insert)\b", _written(site, given[0])):
        return False
    return bool(_DATABASE.search(text)) or module_of(site.origin(receiver)) in _DRIVERS


def _written(site: Site, node: Node) -> str:
    """The text of ``node``, or of the value of the local constant that it names."""
    binding = site.view.facts.local(site.text(node), node.start_byte)
    if node.type != "identifier" or binding is None or len(binding.definitions) != 1:
        return site.text(node)
    value = binding.definitions[0].value
    return site.text(value) if value is not None else ""


def _loop_around(site: Site, call: Node) -> Node | None:
    """The ``for`` or the callback of ``map`` that runs ``call`` once for each element."""
    waited = is_awaited(call)
    for around in climb(call):
        if around.type in ("for_in_statement", "for_statement"):
            body = around.child_by_field_name("body")
            limit = around.child_by_field_name("condition")
            if around.type == "for_statement" and (
                limit is None or ".length" not in site.text(limit)
            ):
                return None
            head = site.view.facts.source[around.start_byte : (body or around).start_byte]
            if not waited or body is None or call.start_byte < body.start_byte:
                return None
            leaves = any(n.type in ("break_statement", "return_statement") for n in _own(body))
            return None if leaves or _MANY.search(head.decode("utf-8", "replace")) else around
        if around.type in ("while_statement", "do_statement"):
            return None
        if around.type in FUNCTIONS:
            return around if _iterates(site, around, call, waited) else None
    return None


def _iterates(site: Site, function: Node, call: Node, waited: bool) -> bool:
    parent = function.parent
    outer = parent.parent if parent is not None and parent.type == "arguments" else None
    called = callee(outer) if outer is not None and outer.type == "call_expression" else None
    last = called.child_by_field_name("property") if called is not None else None
    if called is None or last is None or site.text(last) not in _ITERATORS:
        return False
    if _MANY.search(site.text(called)):
        return False
    body = function.child_by_field_name("body")
    given_back = body is not None and unwrap(body).id == call.id
    returned = call.parent is not None and call.parent.type == "return_statement"
    return (waited and is_async(function)) or given_back or returned


def _own(body: Node) -> Iterator[Node]:
    stack = [body]
    while stack:
        node = stack.pop()
        yield node
        stack += [c for c in node.named_children if c.type not in FUNCTIONS]


def _depends(site: Site, call: Node, loop: Node) -> bool:
    """An argument of ``call`` names something that is declared by the loop."""
    for argument in arguments(call):
        for node in walk(argument):
            if node.type in ("identifier", "shorthand_property_identifier"):
                binding = site.view.facts.local(site.text(node), node.start_byte)
                if binding is not None and loop.start_byte <= binding.scope.start < loop.end_byte:
                    return True
    return False


# -- awaits in a row ------------------------------------------------------------------------


def needless_waiting(site: Site, node: Node) -> bool:
    """The first of two or more reads in a row of which none needs the one before."""
    run = _run(site, node)
    if len(run) < 2:
        return False
    site.span = Span(run[0].start_byte, run[-1].end_byte)
    site.words["COUNT"] = {2: "two", 3: "three", 4: "four"}.get(len(run), str(len(run)))
    return True


def _run(site: Site, declarator: Node) -> list[Node]:
    """The declarations, of which ``declarator`` is in the first, that could wait together."""
    first = declarator.parent
    if first is None or _reading(site, first) is None:
        return []
    before = _neighbour(first, back=True)
    if before is not None and _joins(site, [before], first):
        return []
    run = [first]
    while True:
        following = _neighbour(run[-1], back=False)
        if following is None or not _joins(site, run, following):
            return run
        run.append(following)


def _neighbour(node: Node, *, back: bool) -> Node | None:
    return node.prev_sibling if back else node.next_sibling


def _joins(site: Site, run: list[Node], statement: Node) -> bool:
    call = _reading(site, statement)
    if call is None or any(_reading(site, one) is None for one in run):
        return False
    names = {name for one in run for name in _declared(site, one)}
    used = {site.text(n) for n in walk(call) if n.type.endswith("identifier")}
    return not names & used


def _reading(site: Site, statement: Node) -> Node | None:
    """The call of ``const x = await find(...);`` when it only reads, by its name."""
    if statement.type != "lexical_declaration" or statement.named_child_count != 1:
        return None
    if not site.text(statement).startswith("const"):
        return None
    declarator = statement.named_children[0]
    value = declarator.child_by_field_name("value")
    if value is None or "await" not in site.text(value)[:5]:
        return None
    call = value
    if value.type == "await_expression" and value.named_child_count:
        call = value.named_children[0]
    called = callee(call) if call.type == "call_expression" else None
    if called is None:
        return None
    receiver = called.child_by_field_name("object")
    if not _reads_by_name(site, call):
        return None
    if receiver is not None and _ONE_AFTER_THE_OTHER.search(site.text(receiver)):
        return None
    if any(_ONE_AFTER_THE_OTHER.match(site.text(a)) for a in arguments(call)):
        return None
    return call


def _reads_by_name(site: Site, call: Node) -> bool:
    """One of the calls of the chain is named like a read: ``Post.find(x).limit(10)``."""
    here: Node | None = call
    while here is not None and here.type == "call_expression":
        called = callee(here)
        last = called.child_by_field_name("property") if called is not None else None
        name = last if last is not None else called
        if name is not None and _READ_NAME.match(site.text(name)):
            return True
        here = called.child_by_field_name("object") if called is not None else None
    return False


def _declared(site: Site, statement: Node) -> list[str]:
    name = statement.named_children[0].child_by_field_name("name")
    return [site.text(n) for n in walk(name) if "identifier" in n.type] if name is not None else []


def wait_together(site: Site) -> tuple[TextChange, ...] | None:
    """The edit to ``const [a, b] = await Promise.all([f(), g()]);``."""
    run = _run(site, site.node)
    names, calls = [], []
    for statement in run:
        declarator, call = statement.named_children[0], _reading(site, statement)
        name = declarator.child_by_field_name("name")
        if name is None or call is None or declarator.child_by_field_name("type") is not None:
            return None
        if site.text(call).startswith("await"):
            return None
        names.append(site.text(name))
        calls.append(site.text(call))
    source = site.view.facts.source
    between = [source[one.end_byte : other.start_byte] for one, other in pairwise(run)]
    if any(gap.strip() for gap in between):
        return None
    eol, indent = line_break(source), line_indent(source, run[0].start_byte)
    unit = "\t" if indent.startswith("\t") else "  "
    listed = "".join(f"{eol}{indent}{unit}{call}," for call in calls)
    text = f"const [{', '.join(names)}] = await Promise.all([{listed}{eol}{indent}]);"
    return (TextChange(Span(run[0].start_byte, run[-1].end_byte), text),)


def _mapped_list(site: Site, node: Node) -> Node | None:
    """The ``list`` of ``Promise.all(list.map(work))``, also where the promises have a name."""
    given = arguments(node)
    mapped = given[0] if given else None
    if mapped is not None and mapped.type == "identifier":
        binding = site.view.facts.local(site.text(mapped), mapped.start_byte)
        only = binding.definitions if binding is not None else []
        mapped = only[0].value if len(only) == 1 else None
    called = callee(mapped) if mapped is not None and mapped.type == "call_expression" else None
    last = called.child_by_field_name("property") if called is not None else None
    receiver = called.child_by_field_name("object") if called is not None else None
    return receiver if last is not None and site.text(last) == "map" else None


def all_of_table(site: Site, node: Node) -> bool:
    """``Promise.all(rows.map(work))`` where the rows are all that a table holds."""
    rows = _mapped_list(site, node)
    if rows is None or rows.type != "identifier" or _ONE_OFF.search(site.view.path):
        return False
    binding = site.view.facts.local(site.text(rows), rows.start_byte)
    values = [d.value for d in binding.definitions] if binding is not None else []
    if len(values) != 1 or values[0] is None or binding is None or binding.definitions[0].path:
        return False
    text = site.text(values[0])
    found = re.match(r"await\s+([\w.]+)\.(?:find|findAll|findMany)\(\s*(?:\{\s*\}\s*)?\)\s*$", text)
    return found is not None and bool(_MODEL.search(found.group(1)))


def all_of_input(site: Site, node: Node) -> bool:
    """``Promise.all(list.map(work))`` where the client chooses how long the list is."""
    receiver = _mapped_list(site, node)
    if receiver is None:
        return False
    steps = site.view.taint.steps(receiver)
    handler = site.view.requests.enclosing(node.start_byte)
    if steps is None or handler is None:
        return False
    text = site.text(handler.function.node)
    if re.search(r"\.length\s*>|>\s*[\w.]+\.length|\.slice\(|[lL]imit\(|maxItems|\.max\(", text):
        return False
    site.related += steps
    return True


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "reads-row-by-row": reads_row_by_row,
    "needless-waiting": needless_waiting,
    "all-of-input": all_of_input,
    "all-of-table": all_of_table,
}
FIX_MAKERS: Mapping[str, FixMaker] = {"wait-together": wait_together}
