"""The check for back doors: text run as code, fetched commands, conditions that never look."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.answer.evidence import Evidence, Text
from nodewright.document import Failure, decode, encode
from nodewright.javascript.parsing import Node
from nodewright.javascript.signatures import text_of
from nodewright.javascript.syntax import arguments, callee, string_value, unwrap

CHECK = "no-back-door"

_EVALUATES = re.compile(
    r"(?:globalThis\.|global\.|window\.)?(?:eval|Function)|(?:\(0,\s*eval\))"
    r"|(?:vm\.)?(?:runIn(?:This|New)?Context|compileFunction)|vm\.Script|(?:\w+\.)?_compile"
)
_STARTS = re.compile(
    r"(?:(?:child_process|childProcess|cp|proc|execa|shell)\.)?"
    r"(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|fork|execa|execaSync|\$)"
    r"|require\(['\"](?:node:)?child_process['\"]\)\.\w+"
)
_FETCHES = re.compile(
    r"\b(?:curl|wget|nc|ncat|netcat|telnet|scp|ftp|socat|powershell|certutil|bitsadmin)\b|/dev/tcp/"
    r"|\b(?:ba|z|da|k)?sh\s+-[ci]\b|\|\s*(?:ba|z)?sh\b|\bbase64\s+(?:-d|--decode)|\bcrontab\b"
    r"|\b(?:npm|pnpm|yarn|bun|pip|apt(?:-get)?|brew)\s+(?:i|install|add|publish|exec)\b|\bnpx\b"
    r"|\bchmod\s+(?:\S+\s+)*(?:[0-7]*777|\+x)|\bgit\s+(?:push|remote|config)\b"
)
# Taking over what other modules rely on: how modules load, and what the platform offers.
_TAKEOVER = re.compile(
    r"\bModule\.(?:prototype|_load|_resolveFilename|_extensions)\b"
    r"|\brequire\.(?:cache|extensions)\b"
    r"|\bprocess\.(?:binding|_linkedBinding|dlopen|mainModule)\b"
    r"|\b(?:global|globalThis)\.(?:fetch|require|process|console|JSON|Promise)\s*=[^=]"
    r"|\b(?:http|https|crypto|fs|JSON|console|Object|Array|Function|Promise)(?:\.prototype)?\.\w+"
    r"\s*=(?![=>])"
    r"|\bprocess\.env(?:\.NODE_(?:OPTIONS|TLS_REJECT_UNAUTHORIZED)|\.LD_PRELOAD|\.PATH)\s*=[^=]"
)
# In files that are no JavaScript: what is fetched and run, and secrets that are handed to a host.
_DOWNLOADS = re.compile(
    r"\b(?:curl|wget)\b[^\n|;&]*[|>]\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\b(?:ba|z)?sh\s+<\(\s*(?:curl|wget)"
    r"|\bADD\s+https?://|/dev/tcp/|\bbase64\s+(?:-d|--decode)\s*\||toJSON\(\s*secrets\s*\)"
    r"|\$\{\{\s*secrets\.\w+\s*\}\}[^\n]*https?://|https?://[^\n]*\$\{\{\s*secrets\."
    r"|\b(?:curl|wget)\b[^\n]*\$\(?\{?(?:env|printenv|\w*(?:TOKEN|SECRET|KEY))"
)
_CONSTANTS = frozenset({"true", "false"})
_BRANCHES = frozenset({"if_statement", "ternary_expression"})


def no_back_door(evidence: Evidence) -> list[Failure]:
    """Nothing new runs text as code, fetches a command, or decides without looking."""
    failures: list[Failure] = []
    old = decode(evidence.before.source)
    for text, spans in evidence.states:
        for node in text.nodes(spans):
            said = _reason(text, node, old)
            if said:
                failures.append(text.failure(CHECK, f"In `{text.path}` {said}", node.start_byte))
    for text, at, found in evidence.count_new(_TAKEOVER):
        if text.tree is not None:
            said = f"In `{text.path}` `{found.strip(' =')[:40]}` takes over what others rely on"
            failures.append(text.failure(CHECK, said, at))
    return [*failures, *_downloads(evidence)]


def _downloads(evidence: Evidence) -> Iterator[Failure]:
    for text in evidence.created:
        shown = decode(text.source)
        found = _DOWNLOADS.search(shown) if text.language is None else None
        if found is not None:
            said = f"`{text.path}` would run what it fetches, or give secrets away"
            yield text.failure(CHECK, said, len(encode(shown[: found.start()])))


def _reason(text: Text, node: Node, old: str) -> str:
    if node.type in ("call_expression", "new_expression"):
        return "" if text_of(node) in old else _call(text, node)
    if node.type in _BRANCHES:
        condition = node.child_by_field_name("condition")
        if condition is not None and _constant(condition) and text_of(condition) not in old:
            return f"the condition `{text_of(condition)[:40]}` never looks at anything"
    return ""


def _call(text: Text, node: Node) -> str:
    called = callee(node) or node.child_by_field_name("constructor")
    name, given = text_of(called), arguments(node)
    if _EVALUATES.fullmatch(name):
        return f"`{name}` would run a text as code"
    timer = name in ("setTimeout", "setInterval", "setImmediate") and bool(given)
    if timer and string_value(given[0], text.source) is not None:
        return f"`{name}` would run a text as code"
    if name in ("import", "require") and given and not _plain(text, given[0]):
        return f"`{name}` would load a module whose name is worked out at run time"
    words = " ".join(text_of(argument).strip("[]'\"`") for argument in given)
    found = _FETCHES.search(re.sub(r"['\"`,\[\]]+\s*", " ", words))
    if _STARTS.fullmatch(name) and found:
        return f"a command would reach out or install: `{found[0].strip()}`"
    return ""


def _plain(text: Text, node: Node) -> bool:
    """True for a written-out name, and for a path that is put together from this folder."""
    if string_value(node, text.source) is not None:
        return True
    folder = (
        r"(?:path\.)?(?:join|resolve)\(\s*__dirname|import\.meta|new URL\([^,]*,\s*import\.meta"
    )
    return bool(re.match(folder, text_of(node)))


def _constant(condition: Node) -> bool:
    """True for a condition that a literal decides: ``true``, ``x || true``, ``x && false``."""
    node = unwrap(condition)
    if node.type in _CONSTANTS or node.type == "number":
        return True
    if node.type == "unary_expression":
        inner = node.child_by_field_name("argument")
        return inner is not None and text_of(node).startswith("!") and _constant(inner)
    if node.type == "binary_expression":
        sides = [node.child_by_field_name(side) for side in ("left", "right")]
        operator = text_of(node.child_by_field_name("operator"))
        decides = {"||": "true", "&&": "false"}.get(operator)
        values = [text_of(unwrap(side)) for side in sides if side is not None]
        if decides in values:
            return True
        literal = ("string", "number", "true", "false")
        return operator in ("===", "==", "!==", "!=") and all(
            side is not None and side.type in literal for side in sides
        )
    return False


def started_commands(evidence: Evidence) -> Iterator[str]:
    """A sentence where a file starts processes and none of its old lines did."""
    if re.search(r"\bchild_process\b", decode(evidence.before.source)):
        return
    for text in (evidence.after, *evidence.created):
        at = text.source.find(b"child_process")
        if text.tree is not None and at >= 0:
            yield f"It starts other programs. (`{text.path}`, line {text.lines.line_of(at) + 1})"
