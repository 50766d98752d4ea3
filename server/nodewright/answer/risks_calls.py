"""Calls that destroy data: folders, tables, collections, caches, buckets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from nodewright.answer.commands import SENTENCES
from nodewright.answer.evidence import Evidence, Key, Text
from nodewright.answer.values import UNKNOWN, Values, module_name
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import arguments, callee, unwrap

_REMOVERS = frozenset({"rm", "rmSync", "rmdir", "rmdirSync"})
_FOLDER_PACKAGES = re.compile(
    r"(?:rimraf(?:\.\w+)*|del(?:\.(?:deleteAsync|deleteSync|sync|default))?"
    r"|fs-extra\.(?:remove|removeSync|emptyDir|emptyDirSync|emptydir|emptydirSync))"
)
_DROPPERS = frozenset({"dropDatabase", "dropCollection", "dropTable", "dropTableIfExists",
                       "dropSchema", "dropSchemaIfExists", "dropAllTables", "dropAllSchemas",
                       "dropColumn", "dropColumns", "removeColumn", "dropView",
                       "dropForeign", "dropIndexes"})  # fmt: skip
_CLOUD = frozenset({"deleteBucket", "DeleteBucketCommand", "deleteTable", "DeleteTableCommand",
                    "terminateInstances", "TerminateInstancesCommand", "deleteFunction",
                    "recursiveDelete", "deleteByQuery"})  # fmt: skip
_FLUSHES = re.compile(r"flush_?(?:all|db)", re.I)
_SENDS = frozenset({"sendCommand", "send_command", "call", "callBuffer", "internal_send_command"})
_COLLECTION = re.compile(r"collection|model|sequelize|table|schema|repository|connection$", re.I)
_DESTROY_KEYS = frozenset({"where", "truncate", "force", "cascade", "transaction", "logging",
                           "individualHooks", "restartIdentity", "hooks", "limit"})  # fmt: skip
# What narrows a query of a builder to some rows.
_NARROWS = re.compile(
    r"(?:and|or)?[wW]here\w*|having\w*|limit|take|eq|neq|gte?|lte?|in|is|not|or|and|match|filter"
    r"|contains\w*|like|ilike|findById|using|join|innerJoin"
)
_BUILDS = re.compile(
    r"createQueryBuilder|from|table|into|withSchema|knex|db|database|conn|trx|query"
)
_TEMPORARY = re.compile(r"te?mp", re.I)


def by_calls(name: str, evidence: Evidence) -> Iterator[str]:
    """The sentence of one risk, with the place, for each call that brings it."""
    for text, _, at in evidence.more(destroying, name):
        yield f"{SENTENCES[name]} {text.place(at)}"


def destroying(text: Text) -> Iterator[tuple[Key, int]]:
    """Risk and words of every destructive call of a text, with its byte offset."""
    values = text.values
    if values is None or text.tree is None:
        return
    modules = {module_name(entry.specifier) for entry in text.imports}
    for node in text.of_type("call_expression", "new_expression"):
        called = callee(node) or node.child_by_field_name("constructor")
        call = _Call(values, node, values.origin(called), modules)
        for name, question in _QUESTIONS:
            if question(call):
                yield (name, *_sameness(name, call)), node.start_byte
                break


def _sameness(name: str, call: _Call) -> tuple[str, ...]:
    """What makes two calls do the same harm: for folders what goes, not by which function."""
    if name == "removes-recursively":
        return (" ".join(text_of(call.given[0]).split()),)
    return call.origin, " ".join(text_of(call.node).split())[-200:]


class _Call:
    """A call with what its callee stands for."""

    def __init__(self, values: Values, node: Node, origin: str, modules: set[str]) -> None:
        self.values, self.node, self.origin, self.modules = values, node, origin, modules
        self.given = arguments(node)
        self.owner, _, self.last = origin.rpartition(".")

    def text(self, place: int) -> str:
        return self.values.text(self.given[place]) if place < len(self.given) else ""

    def option(self, name: str) -> bool:
        """True where any argument has a truthy option of that name."""
        return any(
            _true(self.values, entries[name])
            for entries in map(self.values.entries, self.given)
            if name in entries
        )

    def empty(self, place: int) -> bool:
        """True for an argument that is ``{}``, or is not there."""
        if place >= len(self.given):
            return True
        node = unwrap(self.given[place])
        held = self.values.held(node) if node.type == "identifier" else node
        if held is None or held.type != "object":
            return text_of(node) in ("undefined", "null")
        return not [c for c in held.named_children if c.type != "comment"]

    def has(self, *names: str) -> bool:
        """True where the file imports a package of one of these names, or a part of it."""
        return any(m == n or m.startswith(f"{n}/") for m in self.modules for n in names)


def _true(values: Values, node: Node) -> bool:
    held = values.held(node) if node.type == "identifier" else node
    if held is None:
        return False
    said = text_of(unwrap(held)).replace(" ", "")
    return said not in ("false", "0", "null", "undefined", "''", '""', "!1") and (
        held.type in ("true", "number", "string", "unary_expression")
    )


def _recursive(call: _Call) -> bool:
    folder = _FOLDER_PACKAGES.fullmatch(call.origin)
    if not folder and not (call.last in _REMOVERS and call.option("recursive")):
        return False
    if not call.given:
        return False
    items = call.values.items(call.given[0]) or [call.given[0]]
    return not all(_temporary(call.values, item) for item in items)


def _temporary(values: Values, target: Node) -> bool:
    """True for a path below a folder for temporary files, as far as the file shows it."""
    said = values.text(target)
    if ".." in said:
        return False
    if UNKNOWN not in said:
        return bool(re.match(r"(?:/tmp|/var/tmp)/[^/]", said))
    return _made_temporary(values, target, 0)


def _made_temporary(values: Values, node: Node, depth: int) -> bool:
    node = unwrap(node)
    if depth > 6 or re.search(r"['\"`/]\.\.['\"`/]", text_of(node)):
        return False
    if node.type in ("identifier", "this", "member_expression"):
        name = text_of(node).rsplit(".", 1)[-1]
        bound = values.bindings(name)
        if bound:
            return all(_made_temporary(values, value, depth + 1) for value in bound)
        return bool(_TEMPORARY.search(name)) and not values.is_bound(name)
    if node.type == "call_expression":
        made = values.origin(callee(node)).rsplit(".", 1)[-1]
        if _TEMPORARY.search(made):
            return True
        given = arguments(node)
        return bool(given) and _made_temporary(values, given[0], depth + 1)
    if node.type == "template_string":
        parts = [c for c in node.named_children if c.type == "template_substitution"]
        starts = bool(parts) and parts[0].start_byte == node.start_byte + 1
        return starts and _made_temporary(values, parts[0].named_children[0], depth + 1)
    if node.type == "binary_expression":
        left = node.child_by_field_name("left")
        return left is not None and _made_temporary(values, left, depth + 1)
    return False


def _empties(call: _Call) -> bool:
    last = call.last
    if last == "deleteMany":
        where = call.values.entries(call.given[0]).get("where") if call.given else None
        return call.empty(0) or (where is not None and not call.values.entries(where)
                                 and where.type == "object")  # fmt: skip
    if last in ("remove", "nativeDelete") and call.given:
        return call.empty(0)
    if _FLUSHES.fullmatch(last) or (last == "obliterate" and call.option("force")):
        return True
    if last in _SENDS and call.given:
        first = call.values.items(call.given[0]) or [call.given[0]]
        return bool(_FLUSHES.match(call.values.text(first[0])))
    return last == "clear" and call.has("typeorm") and bool(_COLLECTION.search(call.owner))


def _drops(call: _Call) -> bool:
    if call.last in _DROPPERS:
        return True
    if call.last == "drop":
        return bool(_COLLECTION.search(call.owner))
    if call.last == "truncate":
        plain = not call.given or call.given[0].type == "object"
        return plain and call.owner.split(".")[0] not in ("fs", "lodash", "_", "ramda")
    return False


def _deletes_rows(call: _Call) -> bool:
    last, given = call.last, call.given
    if last in ("destroy", "bulkDelete"):
        entries = (
            call.values.entries(given[-1 if last == "destroy" else 1])
            if (len(given) > (last == "bulkDelete"))
            else {}
        )
        if last == "bulkDelete":
            return len(given) > 1 and call.empty(1)
        if not given or call.values.entries(given[0]).keys() - _DESTROY_KEYS:
            return False
        if call.option("truncate"):
            return True
        where = entries.get("where")
        known = given[0].type == "object" or bool(entries)
        bare = where is None or (where.type == "object" and not call.values.entries(where))
        return known and bare
    if last == "del" or (last == "delete" and (not given or call.has("drizzle-orm"))):
        return _unbound_query(call)
    return last == "deleteFrom" and _unbound_query(call)


def _updates_rows(call: _Call) -> bool:
    last, given = call.last, call.given
    if last == "updateMany" and given:
        entries = call.values.entries(given[0])
        if "data" in entries:
            where = entries.get("where")
            return where is None or (where.type == "object" and not call.values.entries(where))
        return len(given) > 1 and call.empty(0)
    if last == "updateTable" or (last == "update" and call.has("drizzle-orm")):
        return _unbound_query(call)
    return last == "update" and len(given) == 1 and call.has("knex") and _unbound_query(call)


def _unbound_query(call: _Call) -> bool:
    """True for a chain of a query builder in which nothing narrows the rows."""
    names, builds = set[str](), False
    node: Node | None = callee(call.node)
    while node is not None:
        if node.type == "call_expression":
            called, given = callee(node), arguments(node)
            name = text_of(called).rsplit(".", 1)[-1]
            builds = (
                builds
                or bool(_BUILDS.fullmatch(name))
                or (called is not None and called.type == "identifier" and len(given) == 1)
            )
            node = called
        elif node.type == "member_expression":
            names.add(text_of(node.child_by_field_name("property")))
            node = node.child_by_field_name("object")
        else:
            break
    above = call.node.parent
    while above is not None and above.type in ("member_expression", "call_expression"):
        names.add(text_of(above.child_by_field_name("property")))
        above = above.parent
    known = builds or call.last in ("deleteFrom", "updateTable") or call.has("drizzle-orm")
    return known and not any(_NARROWS.fullmatch(name) for name in names)


def _deletes_cloud(call: _Call) -> bool:
    return call.last in _CLOUD or bool(re.search(r"\bindices\.delete$", call.origin))


def _resets_schema(call: _Call) -> bool:
    if call.last in ("sync", "synchronize"):
        return (
            call.option("force")
            or call.option("alter")
            or call.text(0) == "true"
            or (bool(call.given) and call.given[0].type == "true")
        )
    if not re.search(r"DataSource|createConnection|forRoot\w*|MikroORM\.init", call.origin):
        return False
    return call.option("dropSchema") or call.option("synchronize")


_QUESTIONS: tuple[tuple[str, Callable[[_Call], bool]], ...] = (
    ("removes-recursively", _recursive),
    ("empties-stores", _empties),
    ("drops-objects", _drops),
    ("deletes-all-rows", _deletes_rows),
    ("updates-all-rows", _updates_rows),
    ("deletes-cloud", _deletes_cloud),
    ("resets-schema", _resets_schema),
)
