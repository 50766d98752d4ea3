"""Read the rules out of their YAML files; a broken file costs only itself."""

from __future__ import annotations

import importlib.resources
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

import yaml

from nodewright.document import Language, Severity
from nodewright.rules.conditions import by_place, compile_tests
from nodewright.rules.model import (
    LANGUAGES,
    Clause,
    Docs,
    Example,
    FixMaker,
    FixTemplate,
    Rule,
    RuleBook,
    Table,
    Test,
)
from nodewright.rules.pattern import Branch, Leaf, One, Pattern, compile_pattern
from nodewright.rules.predicates import FIX_MAKERS, PREDICATES
from nodewright.rules.topics.node_apis import keys

_KEYS = frozenset(
    (
        "id",
        "title",
        "severity",
        "cwe",
        "owasp",
        "tags",
        "languages",
        "docs",
        "links",
        "guidance",
        "match",
        "fix",
        "examples",
    )
)
_CLAUSE_KEYS = frozenset(
    (
        *("pattern", "call", "table", "node", "where", "words"),
        *("message", "severity", "point", "callers"),
    )
)
_ON = frozenset(
    (
        "function",
        "declarator",
        "pair",
        "field",
        "assignment",
        "import",
        "catch",
        "comparison",
        "directory-name",
        "regex",
        "known-key",
        "indexed-call",
        "method-statement",
        "suppression",
    )
)
_ID = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")


def load_rules() -> RuleBook:
    """The rules that come with nodewright, family by family in the order of their file names."""
    folder = importlib.resources.files("nodewright.persona.rules")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yml")), key=lambda f: f.name)
    return read_rules((f.name.removesuffix(".yml"), f.read_text(encoding="utf-8")) for f in files)


def read_rules(families: Iterable[tuple[str, str]]) -> RuleBook:
    """A book out of (family, YAML text) pairs; each broken part is a sentence in ``problems``."""
    rules: dict[str, Rule] = {}
    problems: list[str] = []
    for family, text in families:
        take_all(rules, problems, family, f"{family}.yml", text, _parsed)
    return RuleBook(rules, tuple(problems), tables_of(rules.values()))


def take_all(
    rules: dict[str, Rule],
    problems: list[str],
    family: str,
    name: str,
    text: str,
    parsed: Callable[[str], Any],
    completed: Callable[[Any], Any] = lambda entry: entry,
) -> None:
    """Put all rules of one file into ``rules``; what is wrong goes to ``problems``."""
    try:
        written = parsed(text)
    except yaml.YAMLError as error:
        problems.append(f"{name} is not YAML{_line_of(error)}; its rules are left out.")
        return
    except RecursionError:
        problems.append(f"{name} is nested too deeply; its rules are left out.")
        return
    if not isinstance(written, list):
        problems.append(f"{name} must be a list of rules; it is left out.")
        return
    for index, entry in enumerate(written, start=1):
        problem = _take(rules, family, completed(entry))
        if problem:
            problems.append(f"{name}, {_name_of(entry, index)}: {problem}.")


def _parsed(text: str) -> Any:
    """The value of a YAML text, by libyaml where it is there: that takes a ninth of the time.

    libyaml crashes on YAML nested tens of thousands deep, so it is for files that come with
    nodewright only. Raises yaml.YAMLError.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506  (both are safe)


def _take(rules: dict[str, Rule], family: str, entry: Any) -> str:
    """Put the rule that ``entry`` writes down into ``rules``; what is wrong with it, or empty."""
    try:
        rule = _rule(family, entry)
        if rule.id in rules:
            raise ValueError("the id is already taken")
        rules[rule.id] = rule
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, re.error) as error:
        return _say(error)
    return ""


def _line_of(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1})" if mark is not None else ""


def _name_of(entry: Any, index: int) -> str:
    name = entry.get("id") if isinstance(entry, dict) else None
    return f"rule {name}" if name else f"rule number {index}"


def _say(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"the key {error.args[0]!r} is missing, so the rule is left out"
    return f"{error}, so the rule is left out"


def _rule(family: str, entry: Any) -> Rule:
    if not isinstance(entry, dict):
        raise ValueError("a rule must be a mapping")
    _refuse_unknown(entry, _KEYS)
    if not _ID.match(str(entry["id"])):
        raise ValueError("the id must be lower-case words joined by hyphens")
    languages = tuple(entry.get("languages", LANGUAGES))
    _refuse_unknown(languages, LANGUAGES)
    docs = entry["docs"]
    severity = _severity(entry["severity"])
    return Rule(
        id=entry["id"],
        family=family,
        title=str(entry["title"]),
        severity=severity,
        cwe=_texts(entry.get("cwe")),
        owasp=_texts(entry.get("owasp")),
        tags=_texts(entry.get("tags")),
        languages=languages,
        docs=Docs(*(str(docs[key]).strip() for key in ("why", "instead", "safety", "test"))),
        links=_texts(entry.get("links")),
        guidance=str(entry["guidance"]).strip(),
        clauses=tuple(clause for e in entry["match"] for clause in _clauses(e, severity)),
        fixes=tuple(_fix(e) for e in entry.get("fix", ())),
        examples=tuple(_example(e, languages) for e in entry["examples"]),
    )


def _refuse_unknown(found: Iterable[str], known: Iterable[str]) -> None:
    unknown = sorted(set(map(str, found)) - set(known))
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not known here")


def _severity(written: Any) -> Severity:
    if written not in get_args(Severity):
        raise ValueError(f"{written!r} is no severity")
    severity: Severity = written
    return severity


def _texts(written: Any) -> tuple[str, ...]:
    if written is None:
        return ()
    return tuple(map(str, written)) if isinstance(written, list) else (str(written),)


def _clauses(entry: Mapping[str, Any], severity: Severity) -> Iterable[Clause]:
    _refuse_unknown(entry, _CLAUSE_KEYS)
    where = entry.get("where", {})
    placed, rest = by_place(where.get("self", {}))
    first = compile_tests(placed, PREDICATES) if placed else None
    tests = _tests({name: rest if name == "self" else on for name, on in where.items()})
    message = str(entry["message"])
    severity = _severity(entry.get("severity", severity))
    said = (message, severity, str(entry.get("point", "self")), str(entry.get("callers", "")))
    words = _words(entry.get("words"))
    for text in _texts(entry.get("pattern")):
        pattern = compile_pattern(text)
        yield Clause(_anchors(pattern, where), pattern, tests, *said, words, first)
    called = tuple(
        f"from:{module}#{name}" if name else f"from:{module}"
        for module, names in entry.get("call", {}).items()
        for name in _texts(names)
    )
    listed = keys(entry["table"]) if "table" in entry else ()
    on = _texts(entry.get("node"))
    _refuse_unknown(on, _ON)
    if called or listed or on:
        yield Clause((*called, *listed, *on), None, tests, *said, words, first)
    elif "pattern" not in entry:
        raise ValueError("a match needs `pattern`, `call` or `node`")


def _words(written: Any) -> tuple[bytes, ...]:
    words = _texts(written)
    if any(word != word.lower() or not word for word in words):
        raise ValueError("`words` are written in lower case")
    return tuple(word.encode() for word in words)


def _tests(where: Mapping[str, Any]) -> tuple[tuple[str, Test], ...]:
    return tuple((name, compile_tests(on, PREDICATES)) for name, on in where.items() if on)


def _anchors(pattern: Pattern, where: Mapping[str, Any]) -> tuple[str, ...]:
    """The dispatch keys of a pattern: where the matcher is tried at all."""
    if isinstance(pattern, Branch) and pattern.kind in ("call_expression", "new_expression"):
        called = pattern.children[0]
        form = "name" if pattern.kind == "call_expression" else "new"
        if isinstance(called, Branch) and called.kind == "member_expression":
            called, form = called.children[1], "member"
        if isinstance(called, Leaf):
            return (f"{form}:{called.text.decode()}",)
        if isinstance(called, One):
            names = where.get(called.name, {}).get("in")
            return tuple(f"{form}:{name}" for name in names) if names else (f"{form}:*",)
    if isinstance(pattern, Branch) and pattern.kind == "variable_declarator":
        return ("declarator",)
    if isinstance(pattern, Branch) and pattern.kind == "pair":
        return ("pair",)
    raise ValueError("a pattern must be a call, a `new`, a declaration or an object entry")


def _fix(entry: Mapping[str, Any]) -> FixTemplate:
    _refuse_unknown(entry, ("title", "safe", "if", "replace", "part", "make"))
    part = entry.get("part", "self")
    _refuse_unknown((part,), ("self", "callee", "comment"))
    maker: FixMaker | None = None
    if "make" in entry:
        if entry["make"] not in FIX_MAKERS:
            raise ValueError(f"there is no fix maker named {entry['make']!r}")
        maker = FIX_MAKERS[entry["make"]]
    elif "replace" not in entry:
        raise ValueError("a fix needs `replace` or `make`")
    return FixTemplate(
        title=str(entry["title"]),
        safe=bool(entry["safe"]),
        tests=_tests(entry.get("if", {})),
        replace=entry.get("replace"),
        part=part,
        make=maker,
    )


def _example(entry: Mapping[str, Any], languages: tuple[str, ...]) -> Example:
    _refuse_unknown(entry, ("bad", "ok", "at", "fixed", "languages", "facts", "path"))
    if ("bad" in entry) == ("ok" in entry):
        raise ValueError("an example is either `bad` or `ok`")
    at = tuple((int(line), int(column)) for line, column in entry.get("at", ()))
    if ("bad" in entry) != bool(at):
        raise ValueError("a bad example, and no other, says `at` which places")
    return Example(
        code=str(entry.get("bad", entry.get("ok"))),
        at=at,
        fixed=entry.get("fixed"),
        languages=tuple(entry.get("languages", languages)),
        facts=entry.get("facts", {}),
        path=str(entry.get("path", "")),
    )


def tables_of(rules: Iterable[Rule]) -> dict[Language, Table]:
    """For each grammar: dispatch key to the clauses that are tried there."""
    grow: dict[Language, dict[str, list[tuple[Rule, Clause]]]] = {}
    for rule in rules:
        for language in dict.fromkeys(LANGUAGES[name] for name in rule.languages):
            table = grow.setdefault(language, {})
            for clause in rule.clauses:
                for key in clause.kinds:
                    table.setdefault(key, []).append((rule, clause))
    return {language: _table(table) for language, table in grow.items()}


def _table(grown: Mapping[str, list[tuple[Rule, Clause]]]) -> Table:
    tails = (re.split("[#:]", key)[-1] for key in grown if key.startswith("from:"))
    return Table({key: tuple(pairs) for key, pairs in grown.items()}, frozenset(tails))
