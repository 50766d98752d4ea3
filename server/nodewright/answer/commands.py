"""Commands and statements that destroy data, as they stand in strings, scripts and reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nodewright.answer.values import UNKNOWN

# What a person is told, by the id of the risk.
SENTENCES = {
    "removes-folders": "It runs `rm -r`, which deletes whole folders.",
    "drops-objects": "It drops or truncates database objects.",
    "deletes-all-rows": "It deletes every row of a table: DELETE without WHERE.",
    "updates-all-rows": "It updates every row of a table: UPDATE without WHERE.",
    "empties-stores": "It empties a collection, a database or a cache.",
    "removes-recursively": "It deletes folders recursively outside of a temporary folder.",
    "deletes-kubernetes": "It deletes Kubernetes objects.",
    "rewrites-git": "It overwrites a remote Git branch, or throws local Git work away.",
    "deletes-docker": "It deletes Docker data.",
    "deletes-cloud": "It deletes resources in the cloud.",
    "resets-schema": "It lets a tool drop or change tables to make them fit its models.",
    "harms-machine": "It changes or stops the machine it runs on, or runs what it downloads.",
}

_QUOTES = re.compile(r"['\"\\`]")
_GAPS = re.compile(r"\$\{?IFS\}?|\s+")
_ENDS = frozenset({";", "&&", "||", "|", "&"})
_RM = re.compile(r"^(?:\S*/)?rm$")
_TEMPORARY = re.compile(r"(?:/tmp|/var/tmp|\$\{?TMPDIR\}?|%TEMP%)/.+", re.I)
# What a build makes again: a report may well tell to remove it.
_GENERATED = frozenset({"node_modules", "dist", "build", "coverage", ".cache", ".nyc_output",
                        ".next", ".turbo", "package-lock.json"})  # fmt: skip

# Each is tried on the text of one command, quotes and backslashes taken out, blanks single.
_SHELL: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "deletes-kubernetes",
        re.compile(r"\bkubectl (?:\S+ )*?(?:delete|drain)\b|\bhelm (?:uninstall|delete)\b"),
    ),
    (
        "rewrites-git",
        re.compile(
            r"\bgit (?:-\S+ \S+ )*(?:"
            r"push (?:\S+ )*(?:--force(?!-with-lease)\b|-[a-zA-Z]*f\b|--mirror\b|--delete\b|\+\S+)"
            r"|reset (?:\S+ )*--hard\b|clean (?:\S+ )*-\w*f|branch (?:\S+ )*-D\b"
            r"|checkout (?:\S+ )*(?:-f\b|-- \.)|restore (?:\S+ )*\.(?: |$)|stash (?:drop|clear)\b"
            r"|filter-(?:branch|repo)\b|reflog expire\b|update-ref (?:\S+ )*-d\b)"
        ),
    ),
    (
        "deletes-docker",
        re.compile(
            r"\bdocker (?:system|volume|image|container|builder|network) prune\b"
            r"|\bdocker (?:volume (?:rm|remove)|rm (?:\S+ )*-\w*f|rmi (?:\S+ )*-\w*f)\b"
            r"|\bdocker[- ]compose (?:\S+ )*down (?:\S+ )*(?:-v\b|--volumes\b)"
        ),
    ),
    (
        "deletes-cloud",
        re.compile(
            r"\bterraform (?:\S+ )*destroy\b|\bterraform apply (?:\S+ )*-auto-approve\b"
            r"|\bpulumi destroy\b|\baws (?:\S+ )*?(?:delete-\S+|terminate-instances)\b"
            r"|\baws s3 (?:rb\b|rm (?:\S+ )*--recursive\b)|\bgsutil (?:\S+ )*rm (?:\S+ )*-\w*r"
            r"|\bgcloud (?:\S+ )*delete\b|\baz (?:\S+ )*delete\b|\bheroku pg:reset\b"
            r"|\bnpm (?:un)?publish\b|\bnpm deprecate\b"
        ),
    ),
    (
        "empties-stores",
        re.compile(
            r"\bredis-cli (?:\S+ )*flush(?:all|db)\b|\bflushall\b|^flushdb\b"
            r"|\bdropDatabase ?\(|\bdropdb \S|\bdeleteMany ?\( ?(?:\{ ?\})? ?\)"
            r"|\bmysqladmin (?:\S+ )*drop\b|\brabbitmqctl (?:\S+ )*(?:reset|purge_queue)\b",
            re.I,
        ),
    ),
    (
        "resets-schema",
        re.compile(
            r"\bprisma migrate reset\b|\bprisma db push (?:\S+ )*--(?:force-reset|accept-data-loss)"
            r"|\bsequelize(?:-cli)? db:drop\b|\bsequelize(?:-cli)? db:migrate:undo:all\b"
            r"|\btypeorm (?:\S+ )*schema:(?:drop|sync)\b|\bknex migrate:rollback --all\b"
        ),
    ),
    (
        "removes-recursively",
        re.compile(
            r"\bfind \S+ (?:\S+ )*(?:-delete\b|-exec (?:\S*/)?rm\b)|\b(?:rimraf|shred) \S"
            r"|\bRemove-Item (?:\S+ )*-Recurse\b|\b(?:rd|rmdir|del) (?:/\w )*/s\b"
            r"|\bxargs (?:-\S+ )*(?:\S*/)?rm\b",
            re.I,
        ),
    ),
    (
        "harms-machine",
        re.compile(
            r"\bmkfs(?:\.\w+)? \S|\bdd (?:\S+ )*of=/dev/|> ?/dev/(?:sd|nvme|disk)"
            r"|\b(?:shutdown|reboot|poweroff|halt) (?:-\S+|now)\b|:\(\) ?\{ ?:\|:&|\bcrontab -r\b"
            r"|\bchmod (?:-\S+ )*-R (?:-\S+ )*0?777\b|\bchmod -R 0?777\b"
            r"|\b(?:curl|wget|iwr) [^|;]*\| ?(?:sudo )?(?:\S*/)?(?:ba|z|da|k)?sh\b"
            r"|\b(?:ba|z|da)?sh (?:-c )?[<$]\(? ?(?:curl|wget)\b|\bkillall \S|\bkill -9 -1\b"
        ),
    ),
)

_COMMENTS = re.compile(r"/\*.*?\*/|--[^\n]*", re.S)
_NAME = rf"[\w.\"`\[\]$:{UNKNOWN}-]+"
_KINDS = (
    r"(?:TABLE|DATABASE|SCHEMA|(?:MATERIALIZED )?VIEW|INDEX|COLUMN|USER|ROLE|SEQUENCE|TYPE|FUNCTION"
    r"|EXTENSION|KEYSPACE|CONSTRAINT|TRIGGER|PARTITION|OWNED)\b"
)
_DROPS = re.compile(
    rf"(?i:^DROP {_KINDS})|\bDROP {_KINDS}|\bTRUNCATE TABLE\b|(?i:^ALTER TABLE .*\bDROP\b)"
    rf"|(?i:^TRUNCATE (?:TABLE )?(?:ONLY )?{_NAME}(?: ?, ?{_NAME})*"
    r"(?: (?:RESTART|CONTINUE) IDENTITY)?(?: (?:CASCADE|RESTRICT))?$)"
)
# Words in lower case count at the start of a statement only: elsewhere they are mostly English.
_STARTS = r"^(?:WITH\b.*?|EXPLAIN (?:ANALYZE )?)?"
_DELETE = rf"DELETE (?:LOW_PRIORITY |QUICK |IGNORE )*FROM (?:ONLY )?{_NAME}"
_UPDATE = rf"UPDATE (?:ONLY )?{_NAME}(?: (?:AS )?\w+)? SET (?=.*=|{UNKNOWN})"  # noqa: S608
_DELETES = re.compile(rf"(?i:{_STARTS}{_DELETE})|\b{_DELETE}")
_UPDATES = re.compile(rf"(?i:{_STARTS}{_UPDATE})|\b{_UPDATE}")
_WHERE = re.compile(r"\b(?:WHERE|LIMIT|USING)\b", re.I)
_ALWAYS = re.compile(
    r"\bWHERE \(?(?:1|TRUE|NOT FALSE|(\d+) ?= ?\1|'(\w*)' ?= ?'\2'|(\w+) ?= ?\3)\)?$", re.I
)
_OPEN_END = re.compile(rf"[^=,(\s] {UNKNOWN}$|[^=,(\s]\n{UNKNOWN}$")


def in_shell(text: str, lenient: bool = False) -> Iterator[str]:
    """The ids of the risks of shell commands; ``lenient`` lets generated folders go."""
    for line in re.split(r"[\r\n]+", text):
        command = _GAPS.sub(" ", _QUOTES.sub("", line)).strip()
        if not command or command.startswith("#"):
            continue
        if _removes(command, lenient):
            yield "removes-folders"
        for name, pattern in _SHELL:
            if pattern.search(command):
                yield name


def _removes(command: str, lenient: bool) -> bool:
    """True for ``rm`` with a flag for folders, on anything that is not temporary."""
    words = re.sub(r"([;&|()]+)", r" \1 ", command).split()
    for place, word in enumerate(words):
        if not _RM.match(word.lstrip("$(")):
            continue
        given: list[str] = []
        for following in words[place + 1 :]:
            if following in _ENDS:
                break
            given.append(following)
        flags = [w for w in given if w.startswith("-")]
        deep = any(w == "--recursive" or re.fullmatch(r"-\w*[rR]\w*", w) for w in flags)
        targets = [w for w in given if not w.startswith("-")]
        if deep and not (targets and all(_harmless(w, lenient) for w in targets)):
            return True
    return False


def _harmless(target: str, lenient: bool) -> bool:
    if ".." in target or UNKNOWN in target[:1]:
        return False
    if _TEMPORARY.fullmatch(target):
        return True
    return lenient and target.removeprefix("./").rstrip("/").split("/")[0] in _GENERATED


def in_sql(text: str) -> Iterator[str]:
    """The ids of the risks of SQL statements in a text that may hold several."""
    plain = _COMMENTS.sub(" ", text)
    for statement in plain.split(";"):
        said = " ".join(statement.split())
        if _DROPS.search(said):
            yield "drops-objects"
        for name, pattern in (("deletes-all-rows", _DELETES), ("updates-all-rows", _UPDATES)):
            if pattern.search(said) and _all_rows(said, name):
                yield name


def _all_rows(statement: str, name: str) -> bool:
    """True without a condition, or with one that always holds; an unknown end may bring one."""
    if _ALWAYS.search(statement):
        return True
    if _WHERE.search(statement):
        return False
    bare_set = re.search(rf"\bSET {UNKNOWN}$", statement, re.I)
    return bool(bare_set) or not _OPEN_END.search(statement)
