"""Shell commands put together from what surrounds the program: its arguments and folders."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Related, Span
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import arguments, callee
from nodewright.rules.topics.composed import compose
from nodewright.rules.topics.values import definition_of, in_test_file
from nodewright.rules.topics.web_values import parts
from nodewright.rules.view import Site

_ARGUMENTS = re.compile(
    r"^process\.argv\b|^(?:yargs|argv|minimist|commander|program)\b.*\b(?:argv|opts\(\)|args)\b|^argv\."
)
_PARSERS = re.compile(
    r"^(?:yargs|yargs/yargs|minimist|yargs-parser|commander|mri|arg|command-line-args|getopts)\b"
)
_OWN_NAME = re.compile(
    r"^(?:args|argv|cli_?[aA]rgs|cmd_?[aA]rgs)(?:\[\d+\]$|\.(?:join|slice|shift)\()"
)
"""The names under which a script keeps its own arguments."""
_ENVIRONMENT = re.compile(r"^process\.env(?:\.|\[)")
_FOLDERS = re.compile(
    r"^(?:__dirname|__filename|process\.cwd\(\)|os\.(?:homedir|tmpdir)\(\)|homedir\(\)|tmpdir\(\)|import\.meta\.(?:dirname|filename))$"
)
_PATHS = re.compile(r"^(?:path\.)?(?:join|resolve|normalize|dirname|relative)$")


def command_of_arguments(site: Site, node: Node) -> bool:
    """``execSync('git clone ' + process.argv[2])``."""
    found = _source(site, node, _is_argument)
    if found is None:
        return False
    return _report(site, found, "An argument of the program")


def command_of_environment(site: Site, node: Node) -> bool:
    """``exec(`rm -rf ${path.join(__dirname, 'out')}`)``: a blank in the path parts the command."""
    if _source(site, node, _is_argument) is not None:
        return False
    found = _source(site, node, _is_place)
    if found is None:
        return False
    return _report(site, found, "This text is outside of the program's control")


def _report(site: Site, found: Node, message: str) -> bool:
    site.words["VALUE"] = " ".join(site.text(found).split())[:40]
    site.related.append(Related(Span(found.start_byte, found.end_byte), message))
    return True


def _source(site: Site, node: Node, is_source: Callable[[Site, Node], bool]) -> Node | None:
    """A value of that kind in the command that ``node`` runs, outside of tests."""
    given = arguments(node)
    if not given or in_test_file(site) or site.view.taint.steps(given[0]) is not None:
        return None
    command = definition_of(site, given[0])
    called = callee(command) if command.type == "call_expression" else None
    joined = called is not None and site.text(called).endswith(".join")
    if command.type not in ("template_string", "binary_expression") and not joined:
        return None
    holes = [hole for _, hole in compose(command, site.view.facts.source).values]
    if not holes or (len(holes) == 1 and holes[0].id == command.id and not joined):
        return None
    for hole in holes:
        for part in parts(site, hole):
            if is_source(site, part) and not _is_cleaned(site, part):
                return part
    return None


def _is_cleaned(site: Site, part: Node) -> bool:
    """The value goes through a function that quotes or checks it, or only decides something."""
    here = part.parent
    for _ in range(6):
        if here is None:
            return False
        if here.type == "call_expression":
            called = callee(here)
            name = site.text(called) if called is not None else ""
            if re.search(
                r"(?i)quote|escape|stringify|Number|parseInt|includes|indexOf|startsWith|test$",
                name,
            ):
                return True
        condition = here.child_by_field_name("condition")
        if here.type == "ternary_expression" and condition is not None:
            return condition.start_byte <= part.start_byte < condition.end_byte
        here = here.parent
    return False


def _is_argument(site: Site, node: Node) -> bool:
    if node.type not in (
        "member_expression",
        "subscript_expression",
        "identifier",
        "call_expression",
    ):
        return False
    if _ARGUMENTS.match(site.text(node)[:120]) and "process.argv0" not in site.text(node):
        return True
    root = re.match(r"\w+", site.text(node))
    if _OWN_NAME.match(site.text(node)) and root is not None:
        binding = site.view.facts.resolve(root.group(), node.start_byte)
        return binding is not None and binding.outer is not None and binding.kind != "function"
    return node.type != "identifier" and bool(_PARSERS.match(site.origin(node)))


def _is_place(site: Site, node: Node) -> bool:
    if node.type == "member_expression" and _ENVIRONMENT.match(site.text(node)):
        return not re.search(r"\.(?:NODE_ENV|CI|npm_\w+|PORT)$", site.text(node))
    kinds = ("identifier", "call_expression", "member_expression")
    return node.type in kinds and bool(_FOLDERS.match(site.text(node)))


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "command-of-arguments": command_of_arguments,
    "command-of-environment": command_of_environment,
}
