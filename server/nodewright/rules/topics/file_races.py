"""Files that are looked at first and used afterwards: between the two, they can change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nodewright.document import Related, Span, TextChange
from nodewright.javascript.bindings import Call, Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import (
    FUNCTIONS,
    arguments,
    callee,
    climb,
    object_entries,
)
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.model import FixMaker
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.view import Site

_FILES = frozenset(("fs", "fs/promises", "fs-extra", "graceful-fs", "mz/fs"))
_LOOKS = re.compile(r"^(?:exists|pathExists|access|stat|lstat)(?:Sync)?$")
_REPLACES = re.compile(r"^(?:writeFile|appendFile|createWriteStream|copyFile|rename|symlink|link)")
_REMOVES = re.compile(r"^(?:unlink|rm|rmdir|remove)(?:Sync)?$")
_READS = re.compile(r"^(?:readFile|open|createReadStream|readJson)(?:Sync)?$")
_SECOND_IS_TARGET = re.compile(r"^(?:copyFile|rename|symlink|link)")
_EXCLUSIVE = re.compile(r"['\"`]a?wx\+?['\"`]|\bCOPYFILE_EXCL\b|\bO_EXCL\b")
_FORCED = re.compile(r"\bforce\s*:\s*true")
_JUDGES = re.compile(r"\.size\b|\bsize\s*[}<>,]|isSymbolicLink\(|\.(?:uid|gid|mode)\b")
_RIGHT = re.compile(r"\b[RWX]_OK\b")
_LONGEST_PATH = 120
_PATHS = frozenset(
    (
        *("identifier", "member_expression", "template_string", "binary_expression"),
        *("string", "call_expression", "subscript_expression"),
    )
)


@dataclass(frozen=True, slots=True)
class _Look:
    """A call that asks about a file: where, in which function, its path, and what was asked."""

    node: Node
    function: Function | None
    path: Node
    text: str
    name: str


def _looks(site: Site) -> list[_Look]:
    """All looks at files in this chunk."""
    facts = site.view.facts
    key = ("file-looks",)
    if key not in facts.memo:
        facts.memo[key] = list(_all_looks(site))
    found: list[_Look] = facts.memo[key]
    return found


def _all_looks(site: Site) -> Iterator[_Look]:
    for call in site.view.facts.calls:
        if not _LOOKS.match(call.name) or not _is_of_files(site, call):
            continue
        given = arguments(call.node)
        path = given[0] if given else None
        if path is not None and _is_path(path):
            function = site.view.facts.function_at(call.node.start_byte)
            yield _Look(call.node, function, path, _flat(site, path), call.name)


def _is_of_files(site: Site, call: Call) -> bool:
    return module_of(site.origin(call.callee)) in _FILES


def _is_path(node: Node) -> bool:
    short = node.end_byte - node.start_byte <= _LONGEST_PATH
    return node.type in _PATHS and short


def _flat(site: Site, node: Node) -> str:
    return re.sub(r"\s+", "", site.text(node))


def replaced_after_look(site: Site, node: Node) -> bool:
    """``if (!existsSync(f)) writeFileSync(f, ...)``: whoever is faster puts a link there."""
    name = _name(site, node)
    given = arguments(node)
    if not _REPLACES.match(name) or in_test_file(site):
        return False
    at = 1 if _SECOND_IS_TARGET.match(name) else 0
    if len(given) <= at or _EXCLUSIVE.search(site.text(node)) or _appends(site, node, name):
        return False
    look = _look_before(site, node, given[at])
    if look is None or not _decides_absence(site, look, node):
        return False
    return _report(site, look, given[at])


def removed_after_look(site: Site, node: Node) -> bool:
    """``if (existsSync(f)) unlinkSync(f)``: two requests get past the look, one of them fails."""
    given = arguments(node)
    if not _REMOVES.match(_name(site, node)) or not given or in_test_file(site):
        return False
    if _FORCED.search(site.text(node)) or _error_is_taken(site, node):
        return False
    look = _look_before(site, node, given[0])
    return look is not None and _report(site, look, given[0])


def read_after_look(site: Site, node: Node) -> bool:
    """``if (statSync(f).size < MAX) readFileSync(f)``: what is read need not be what was seen."""
    given = arguments(node)
    if not _READS.match(_name(site, node)) or not given or in_test_file(site):
        return False
    if _EXCLUSIVE.search(site.text(node)) or _error_is_taken(site, node):
        return False
    if site.view.facts.function_at(node.start_byte) is None:
        return False
    look = _look_before(site, node, given[0])
    return look is not None and _report(site, look, given[0])


def used_after_judgement(site: Site, node: Node) -> bool:
    """The size, kind or right of a file is judged by its path, and then the path is used again.

    That the use itself can fail, and says so, is no help: it may succeed with another file.
    """
    name, given = _name(site, node), arguments(node)
    if not (_READS.match(name) or _REPLACES.match(name)) or not given or in_test_file(site):
        return False
    if _SECOND_IS_TARGET.match(name) or _EXCLUSIVE.search(site.text(node)):
        return False
    if site.view.facts.function_at(node.start_byte) is None or name.startswith("append"):
        return False
    look = _look_before(site, node, given[0])
    if look is None:
        return False
    if look.name.startswith(("stat", "lstat")):
        between = site.view.facts.source[look.node.start_byte : node.start_byte]
        if not _JUDGES.search(between.decode("utf-8", "replace")):
            return False
    elif not (look.name.startswith("access") and _RIGHT.search(site.text(look.node))):
        return _REPLACES.match(name) is not None and _report(site, look, given[0])
    return _report(site, look, given[0])


def _name(site: Site, node: Node) -> str:
    called = callee(node)
    if called is None:
        return ""
    last = called.child_by_field_name("property") or called
    origin = site.origin(called).split("#")[-1]
    return origin if origin and "/" not in origin else site.text(last)


def _appends(site: Site, node: Node, name: str) -> bool:
    """Adding a line to a file loses nothing, and neither does a stream that only adds."""
    return (
        name.startswith("appendFile") or re.search(r"['\"]a\+?['\"]", site.text(node)) is not None
    )


def _report(site: Site, look: _Look, path: Node) -> bool:
    site.words["PATH"] = " ".join(site.text(path).split())[:40]
    site.words["LOOK"] = look.name
    site.related.append(
        Related(Span(look.node.start_byte, look.node.end_byte), "The file is looked at here")
    )
    return True


def _look_before(site: Site, node: Node, path: Node) -> _Look | None:
    """The nearest look at the same path before ``node``, in a function around it."""
    if not _is_path(path):
        return None
    looks = _looks(site)
    if not looks:
        return None
    text = _flat(site, path)
    around: list[Function | None] = [None]
    function = site.view.facts.function_at(node.start_byte)
    while function is not None:
        around.append(function)
        function = function.parent
    for look in reversed(looks):
        if look.node.start_byte >= node.start_byte or look.text != text:
            continue
        if look.function not in around or _excluded(look.node, node):
            continue
        if _same_value(site, look, path, node):
            return look
    return None


def _same_value(site: Site, look: _Look, path: Node, node: Node) -> bool:
    """The names in both are the same names, and get no other value in between."""
    if path.type != "identifier":
        return "(" not in look.text or not re.search(r"random|uuid|now\(|mktemp", look.text)
    mine, other = site.resolve(path), site.resolve(look.path)
    if mine is not other and (mine is None or other is None or mine.scope is not other.scope):
        return False
    between = range(look.node.end_byte, node.start_byte)
    return mine is None or not any(d.at in between for d in mine.definitions)


def _decides_absence(site: Site, look: _Look, node: Node) -> bool:
    """``node`` runs where the look says that the file is not there."""
    named = _kept_as(site, look)
    for around in climb(look.node if not named else node):
        if around.type in FUNCTIONS:
            break
        test = around.child_by_field_name("condition") if around.type == "if_statement" else None
        if test is None:
            continue
        said = _flat(site, test)
        if named:
            if re.fullmatch(rf"\(!{re.escape(named)}\)", said):
                return True
            continue
        if not test.start_byte <= look.node.start_byte < test.end_byte:
            continue
        denied = re.search(r"!(?:await)?[\w.$(]*(?:exists|pathExists)", said) is not None
        then = around.child_by_field_name("consequence")
        if then is not None and then.start_byte <= node.start_byte < then.end_byte:
            return denied
        leaves = then is not None and re.search(r"\breturn\b|\bthrow\b", site.text(then))
        return bool(leaves) and not denied
    return _in_failing_callback(site, look, node)


def _kept_as(site: Site, look: _Look) -> str:
    """The name that the answer of a look is kept under; empty when it is used on the spot."""
    for around in climb(look.node):
        if around.type == "variable_declarator":
            name = around.child_by_field_name("name")
            return site.text(name) if name is not None and name.type == "identifier" else ""
        if around.type not in ("await_expression", "parenthesized_expression"):
            return ""
    return ""


def _excluded(look: Node, node: Node) -> bool:
    """Of the two only one runs: they stand in different branches."""
    for around in climb(look):
        if around.start_byte <= node.start_byte and node.end_byte <= around.end_byte:
            if around.type == "switch_body":
                return True
            condition = around.child_by_field_name("condition")
            return around.type == "if_statement" and (
                condition is None
                or not condition.start_byte <= look.start_byte < condition.end_byte
            )
    return False


def _in_failing_callback(site: Site, look: _Look, node: Node) -> bool:
    """``fs.access(f, (err) => { if (err) fs.writeFile(f, ...) })`` and the ``catch`` of a look."""
    for around in climb(node):
        if around.type == "if_statement":
            test = around.child_by_field_name("condition")
            said = _flat(site, test) if test is not None else ""
            then = around.child_by_field_name("consequence")
            inside = then is not None and then.start_byte <= node.start_byte < then.end_byte
            if re.fullmatch(r"\((?:e|er|err|error)\)|\(!(?:exists?|found)\)", said) and inside:
                return True
        if around.type == "catch_clause" and around.parent is not None:
            body = around.parent.child_by_field_name("body")
            if body is not None and body.start_byte <= look.node.start_byte < body.end_byte:
                return True
    return False


def _error_is_taken(site: Site, node: Node) -> bool:
    """A failure of the use itself is handled: by a try around it, its callback or a catch."""
    at = node
    for around in climb(node):
        if around.type == "try_statement":
            body = around.child_by_field_name("body")
            if body is not None and body.id == at.id and around.child_by_field_name("handler"):
                return True
        if around.type == "member_expression":
            last = around.child_by_field_name("property")
            if last is not None and site.text(last) == "catch":
                return True
        if around.type in FUNCTIONS:
            break
        at = around
    last_given = arguments(node)[-1:]
    if not last_given or last_given[0].type not in FUNCTIONS:
        return False
    parameters = last_given[0].child_by_field_name("parameters")
    listed = parameters.named_children if parameters is not None else []
    return (
        bool(listed) and re.search(r"(?i)^_?(?:e|er|err|error)\b", site.text(listed[0])) is not None
    )


def create_exclusively(site: Site) -> tuple[TextChange, ...] | None:
    """The edit that lets ``writeFile`` fail where the file is there by now: the flag ``wx``."""
    given = arguments(site.node)
    if not _name(site, site.node).startswith(("writeFile", "createWriteStream")):
        return None
    at = 1 if _name(site, site.node).startswith("createWriteStream") else 2
    if len(given) < at:
        return None
    options = given[at] if len(given) > at else None
    if options is None or options.type in FUNCTIONS:
        end = given[at - 1].end_byte
        text = ", { flags: 'wx' }" if at == 1 else ", { flag: 'wx' }"
        return (TextChange(Span(end, end), text),)
    flag = "flags: 'wx'" if at == 1 else "flag: 'wx'"
    if options.type == "string":
        written = f"{{ encoding: {site.text(options)}, {flag} }}"
        return (TextChange(Span(options.start_byte, options.end_byte), written),)
    if options.type != "object" or not options.named_child_count:
        return None
    if {"flag", "flags"} & object_entries(options, site.view.facts.source).keys():
        return None
    first = options.named_children[0].start_byte
    return (TextChange(Span(first, first), f"{flag}, "),)


def remove_by_force(site: Site) -> tuple[TextChange, ...] | None:
    """The edit from ``unlinkSync(f)`` to ``rmSync(f, { force: true })``, which knows no ENOENT."""
    called, given = callee(site.node), arguments(site.node)
    last = called.child_by_field_name("property") if called is not None else None
    if last is None or site.text(last) not in ("unlink", "unlinkSync") or not given:
        return None
    name = site.text(last).replace("unlink", "rm")
    end = given[0].end_byte
    return (
        TextChange(Span(last.start_byte, last.end_byte), name),
        TextChange(Span(end, end), ", { force: true }"),
    )


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "replaced-after-look": replaced_after_look,
    "removed-after-look": removed_after_look,
    "read-after-look": read_after_look,
    "used-after-judgement": used_after_judgement,
}
FIX_MAKERS: Mapping[str, FixMaker] = {
    "create-exclusively": create_exclusively,
    "remove-by-force": remove_by_force,
}
