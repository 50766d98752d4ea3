"""Hold a path that input takes part in below the folder that the code itself names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Span, TextChange
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, climb, unwrap
from nodewright.rules.model import FixMaker
from nodewright.rules.refusing import block_of, fresh, put_after, put_before, refusal
from nodewright.rules.topics.composed import HOLE, compose
from nodewright.rules.topics.importing import module_name
from nodewright.rules.topics.web_paths import entry_names, mentions_entry
from nodewright.rules.topics.web_values import chosen_outside
from nodewright.rules.view import Site

_TO = re.compile(r"^(?:rename|copyFile|move|copy)(?:Sync)?$")
_FOLDERS = re.compile(r"(?i)dir|^rm(?:Sync)?$|^remove|^move|^copy(?:Sync)?$|mkdirp")
_FOLDER_NAME = re.compile(r"(?i)(?:__dirname|process\.cwd\(\)|dir(?:ectory)?|root|folder|base)$")
_BEGINS_WITH_SLASH = re.compile(r"(?i)(?:\burl|url|path(?:name)?)\b")
"""The address of a request and its path begin with a slash."""
_SENTENCE = "Invalid path"

Bad = Callable[[Node], bool]


def confine_path(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that refuse a path outside of the folder that stands at its beginning."""
    path = _path_argument(site)
    if path is None:
        return None
    return _confine(site, path, lambda node: chosen_outside(site, node), None)


def confine_entry(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that leave out an entry of an archive whose name leads out of the folder."""
    given = arguments(site.node)
    leave = _next_entry(site)
    if not given or leave is None:
        return None
    return _confine(site, given[0], lambda node: mentions_entry(site, node), leave)


def confine_to_working_folder(site: Site) -> tuple[TextChange, ...] | None:
    """The edits that refuse a path outside of the folder in which the process runs."""
    path = _path_argument(site)
    known = module_name(site, "path")
    leave = refusal(site, site.node, _SENTENCE)
    if path is None or known is None or leave is None:
        return None
    if confine_path(site) is not None:
        return None
    module, imported = known
    name = unwrap(path)
    extra: tuple[TextChange, ...] = ()
    lines: tuple[str, ...] = ()
    written = site.text(name)
    if name.type != "identifier":
        written = fresh(site, path, "file")
        lines = (f"const {written} = {site.text(path)};",)
        extra = (TextChange(Span(path.start_byte, path.end_byte), written),)
    test = f"!{module}.resolve({written}).startsWith(process.cwd() + {module}.sep)"
    before = put_before(site, path, (*lines, *block_of(f"if ({test})", leave)))
    return (*imported, *before, *extra) if before is not None else None


def _path_argument(site: Site) -> Node | None:
    if "FILE" in site.captured:
        return site.one("FILE")
    called, given = callee(site.node), arguments(site.node)
    name = site.text(called).split(".")[-1] if called is not None else ""
    at = 1 if _TO.match(name) else 0
    return given[at] if len(given) > at else None


def _confine(
    site: Site, path: Node, bad: Bad, leave: tuple[str, ...] | None
) -> tuple[TextChange, ...] | None:
    known = module_name(site, "path")
    if known is None:
        return None
    module, imported = known
    declared = _declaration(site, path)
    value = unwrap(path)
    if declared is None and value.type == "identifier":
        return _confine_name(site, value, (module, imported), bad, leave)
    if declared is not None:
        value = unwrap(declared[1])
    folder = _folder(site, value, module, bad)
    if folder is None:
        return None
    place = declared[0] if declared is not None else site.node
    leave = leave or refusal(site, place, _SENTENCE)
    if leave is None:
        return None
    name = site.text(unwrap(path)) if declared is not None else fresh(site, path, "file")
    absolute = _is_absolute(site, value)
    lines = block_of(f"if ({_test(site, name, folder, module, absolute)})", leave)
    if declared is not None:
        return (*imported, *put_after(site, declared[0], lines))
    before = put_before(site, path, (f"const {name} = {site.text(value)};", *lines))
    if before is None:
        return None
    return (*imported, *before, TextChange(Span(path.start_byte, path.end_byte), name))


def _confine_name(
    site: Site,
    name: Node,
    known: tuple[str, tuple[TextChange, ...]],
    bad: Bad,
    leave: tuple[str, ...] | None,
) -> tuple[TextChange, ...] | None:
    """The same for a name that gets more than one value, the last of which begins with a folder."""
    module, imported = known
    binding = site.resolve(name)
    if binding is None or binding.kind not in ("variable", "parameter"):
        return None
    whole = [d for d in binding.definitions if not d.adds and d.value is not None]
    values = [(d.at, unwrap(d.value)) for d in whole if d.value is not None and not d.path]
    if not values or len(values) != len(whole):
        return None
    at, last = max(values, key=lambda pair: pair[0])
    folder = _folder(site, last, module, bad)
    begun = [value for _, value in values if value.id != last.id]
    if folder is None or any(_folder(site, value, module, bad) for value in begun):
        return None
    if begun and not _is_unconditional(site, last):
        return None
    leave = leave or refusal(site, site.node, _SENTENCE)
    if leave is None or at > site.node.start_byte:
        return None
    test = _test(site, site.text(name), folder, module, absolute=False)
    before = put_before(site, site.node, block_of(f"if ({test})", leave))
    return (*imported, *before) if before is not None else None


def _is_unconditional(site: Site, value: Node) -> bool:
    """The assignment of ``value`` is a statement of the body of its function."""
    function = site.view.facts.function_at(value.start_byte)
    for parent in climb(value):
        if parent.type == "statement_block":
            return (
                function is not None
                and function.body is not None
                and (parent.id == function.body.id)
            )
    return False


def _test(site: Site, name: str, folder: str, module: str, absolute: bool) -> str:
    """The condition under which ``name`` lies outside of ``folder``."""
    called = callee(site.node)
    method = site.text(called).split(".")[-1] if called is not None else ""
    whole = name if absolute else f"{module}.resolve({name})"
    root = f"{module}.resolve({folder})"
    outside = f"!{whole}.startsWith({root} + {module}.sep)"
    return f"{outside} && {whole} !== {root}" if _FOLDERS.search(method) else outside


def _declaration(site: Site, path: Node) -> tuple[Node, Node] | None:
    """The statement that gives the name ``path`` its only value, and that value."""
    name = unwrap(path)
    binding = site.resolve(name) if name.type == "identifier" else None
    if binding is None or binding.kind != "variable" or len(binding.definitions) != 1:
        return None
    only = binding.definitions[0]
    if only.value is None or only.path or only.adds:
        return None
    statement = next((p for p in climb(only.value) if p.type.endswith("_declaration")), None)
    block = statement.parent if statement is not None else None
    if statement is None or block is None or block.type != "statement_block":
        return None
    return statement, only.value


def _is_absolute(site: Site, value: Node) -> bool:
    called = callee(value) if value.type == "call_expression" else None
    return called is not None and site.origin(called) == "path#resolve"


def _folder(site: Site, value: Node, module: str, bad: Bad) -> str | None:
    """The folder that ``value`` begins with, as arguments of ``path.resolve``; None without one."""
    called = callee(value) if value.type == "call_expression" else None
    if called is None:
        return _head(site, value, bad)
    origin, given = site.origin(called), arguments(value)
    if origin == "path#normalize" and len(given) == 1:
        return _folder(site, unwrap(given[0]), module, bad)
    if origin not in ("path#join", "path#resolve") or any(
        a.type == "spread_element" for a in given
    ):
        return None
    fixed: list[str] = []
    for part in given:
        if bad(part):
            if not fixed:
                return _folder(site, unwrap(part), module, bad)
            head = _literal_head(site, part, bad)
            fixed += [head] if head else []
            break
        fixed.append(site.text(part))
    else:
        return None
    if len(fixed) == 1:
        return fixed[0]
    if all(re.match(r"['\"](?!/)", part) for part in fixed[1:]):
        return ", ".join(fixed)
    return f"{module}.join({', '.join(fixed)})"


def _literal_head(site: Site, part: Node, bad: Bad) -> str:
    """The quoted folders at the start of ``'files/' + x``; empty where there are none."""
    if part.type not in ("template_string", "binary_expression"):
        return ""
    head = _head(site, part, bad)
    return head if head is not None and head.startswith("'") else ""


def _head(site: Site, value: Node, bad: Bad) -> str | None:
    """The code of the folder at the start of a text that is put together."""
    if value.type not in ("template_string", "binary_expression"):
        return None
    made = compose(value, site.view.facts.source)
    first = next((index for index, hole in made.values if bad(hole)), None)
    if not first:
        return None
    text, input_part = made.text[:first], made.holes[first]
    cut = text.rfind("/")
    tail = text[cut + 1 :]
    if tail and cut >= 0 and not tail.endswith(("-", "_", ".", ":")):
        if input_part is None or not _BEGINS_WITH_SLASH.search(site.text(input_part)):
            return None
        cut = len(text)
    holes = [made.holes[i] for i in range(first) if made.holes[i] is not None]
    if cut < 0:
        only = holes[0] if text == HOLE and len(holes) == 1 else None
        named = only is not None and _FOLDER_NAME.search(site.text(only))
        return site.text(only) if only is not None and named else None
    folder = text[:cut]
    if not folder or re.search(r"['\\`$\r\n]", folder):
        return None
    if folder == HOLE and holes[0] is not None:
        return site.text(holes[0])
    if HOLE not in folder:
        return f"'{folder}'"
    pieces = [
        f"${{{site.text(hole)}}}" if (hole := made.holes[i]) is not None else made.text[i]
        for i in range(cut)
    ]
    return f"`{''.join(pieces)}`"


def _next_entry(site: Site) -> tuple[str, ...] | None:
    """How the code around goes on with the next entry of the archive."""
    for parent in climb(site.node):
        if parent.type == "for_in_statement":
            return ("continue;",)
        if parent.type in FUNCTIONS:
            return _leave_callback(site, parent)
    return None


def _leave_callback(site: Site, function: Node) -> tuple[str, ...] | None:
    call = function.parent.parent if function.parent is not None else None
    called = callee(call) if call is not None and call.type == "call_expression" else None
    name = site.text(called) if called is not None else ""
    if name.endswith(".forEach"):
        return ("return;",)
    entry = next(iter(entry_names(site, site.node)), "")
    if name.endswith(".on") and entry and f"{entry}.autodrain(" in site.text(function):
        return (f"{entry}.autodrain();", "return;")
    if name.endswith(".on") and entry and f"{entry}.pipe(" in site.text(function):
        return (f"{entry}.autodrain();", "return;")
    listed = function.child_by_field_name("parameters")
    names = [site.text(bare_parameter(p)) for p in listed.named_children] if listed else []
    if name.endswith(".on") and len(names) == 3 and names[1:] == ["stream", "next"]:
        return ("stream.on('end', next);", "stream.resume();", "return;")
    return None


FIX_MAKERS: Mapping[str, FixMaker] = {
    "confine-path": confine_path,
    "confine-to-working-folder": confine_to_working_folder,
    "confine-entry": confine_entry,
}
