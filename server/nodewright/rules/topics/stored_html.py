"""HTML with what a database, or the name or text of a file, holds, and nobody escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Related, Span
from nodewright.javascript.bindings import Binding
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, string_value, unwrap
from nodewright.javascript.tree_facts import module_of
from nodewright.rules.flow.callables import returned
from nodewright.rules.topics.composed import compose
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.topics.web_html import HTML_TYPE, TAG
from nodewright.rules.topics.web_values import around
from nodewright.rules.view import Site

_QUERIES = frozenset(
    (
        *(
            "query",
            "execute",
            "all",
            "each",
            "any",
            "one",
            "oneOrNone",
            "manyOrNone",
            "raw",
            "select",
        ),
        *(
            "find",
            "findAll",
            "findOne",
            "findById",
            "findByPk",
            "findMany",
            "findUnique",
            "findFirst",
        ),
        *("findOneBy", "findBy", "findAndCountAll", "aggregate", "getMany", "getOne", "getRawMany"),
        *("hget", "hgetall", "lrange", "smembers", "toArray", "exec", "lean", "populate", "sort"),
        *("limit", "skip", "where", "first", "get"),
    )
)
_STORE = re.compile(
    r"(?i)^(?:this\.)?(?:\w*(?:db|database|pool|client|conn|connection|knex|prisma|mysql|pg|sql|sqlite|redis"
    r"|collection|repo|repository|models?|orm|sequelize|session|store|dao|manager)\w*)(?:$|[.(])"
)
_MODEL = re.compile(r"^(?:(?:this\.)?(?:models?|db|schemas?)\.)?[A-Z][a-z]\w*(?:$|[.(])")
_NO_MODEL = re.compile(
    r"^(?:Object|Array|Promise|Math|JSON|Map|Set|Number|String|Buffer|Date|Reflect|Intl|Symbol|Cookies?"
    r"|Router|Joi|Axios|Http|Https|Url|URL|Path|Fs)\b"
)
_FILES = re.compile(
    r"^(?:fs(?:#promises)?|fs/promises|fs-extra|graceful-fs)#(?P<what>readdir|readFile)(?:Sync)?$"
)
_LISTS = frozenset(
    ("map", "forEach", "filter", "flatMap", "reduce", "find", "sort", "slice", "reverse")
)
_KEEPS = frozenset(
    (
        *(
            "toString",
            "trim",
            "join",
            "concat",
            "slice",
            "substring",
            "substr",
            "toUpperCase",
            "rows",
        ),
        *(
            "toLowerCase",
            "toJSON",
            "toObject",
            "filter",
            "reverse",
            "sort",
            "split",
            "at",
            "values",
        ),
    )
)
_HARMLESS = re.compile(
    r"(?i)(?:^|_)(?:id|_id|count|total|length|size|affectedRows|insertId|rowCount|price|amount|age|status|code"
    r"|date|time|views|likes|score|rating|uuid|hash|html|active|enabled)$|(?:Id|At|Count|Total|Date|Html|HTML)$"
)
_ESCAPES = re.compile(
    r"(?i)(?<!un)escape|sanit|encode|purify|\bhe\.|\bxss\b|stringify|Number|parseInt|marked|render"
)
_REPLACES = re.compile(r"\.replace(?:All)?\(\s*(?:/[^/\n]*[<&][^/\n]*/|['\"][<&]['\"])")
_PAGE = re.compile(
    r"\.(?:html?|ejs|hbs|mustache|pug|tpl|svg|css|js|md|xml)\b|(?i:template|layout|page|index)"
)
_OTHER_TYPE = re.compile(r"(?i)text/(?:plain|css|csv|xml|javascript)|application/|image/")
_TEXT_NAME = re.compile(
    r"(?i)^(?:\w*name|title|text|content|body|bio|about|comments?|messages?|description|note|signature|address)$"
)
_DEPTH = 12


def html_of_store(site: Site, node: Node) -> bool:
    """``res.send('<p>' + row.text + '</p>')``."""
    function = around(site, node)
    if not function or in_test_file(site) or site.view.taint.steps(node) is not None:
        return False
    if _OTHER_TYPE.search(function) and not HTML_TYPE.search(function):
        return False
    found = _Search(site, bool(HTML_TYPE.search(function))).of_html(node)
    if found is None:
        return False
    value, source = found
    site.words["VALUE"] = " ".join(site.text(value).split())[:40]
    site.related.append(Related(Span(source.start_byte, source.end_byte), "It comes from here"))
    return True


def text_of_store(site: Site, node: Node) -> bool:
    """``res.send(user.bio)``: Express calls a text HTML, with or without a tag around it."""
    node = unwrap(node)
    last = node.child_by_field_name("property") if node.type == "member_expression" else None
    if last is None or not _TEXT_NAME.search(site.text(last)) or in_test_file(site):
        return False
    function = around(site, node)
    if not function or _OTHER_TYPE.search(function) or re.search(r"\.type\(|contentType", function):
        return False
    source = _Search(site, True).source(node)
    if source is None:
        return False
    site.words["VALUE"] = " ".join(site.text(node).split())[:40]
    site.related.append(Related(Span(source.start_byte, source.end_byte), "It comes from here"))
    return True


def body_of_store(site: Site, node: Node) -> bool:
    """Koa's ``ctx.body = '<p>' + row.text``."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return False
    if not re.match(r"(?:ctx|context)\.(?:response\.)?body$", site.text(left)):
        return False
    return html_of_store(site, right)


class _Search:
    """Looks for stored text between tags, through names, lists and pieces of a page."""

    def __init__(self, site: Site, typed: bool) -> None:
        self._site = site
        self._typed = typed
        self._seen: set[int] = set()

    def of_html(self, node: Node, depth: int = 0) -> tuple[Node, Node] | None:
        """The first stored value that a text with tags holds as it is, and where it comes from."""
        site, node = self._site, unwrap(node)
        if depth > _DEPTH:
            return None
        if node.id in self._seen:
            return None
        self._seen.add(node.id)
        if node.type in ("template_string", "binary_expression"):
            made = compose(node, site.view.facts.source)
            tags = self._typed or bool(TAG.search(made.text)) or depth > 0
            for _, hole in made.values:
                if hole.id == node.id:
                    continue
                inner = self.of_html(hole, depth + 1)
                if inner is not None:
                    return inner
                source = self.source(hole) if tags else None
                if source is not None:
                    return hole, source
            return None
        if node.type == "ternary_expression":
            sides = (
                node.child_by_field_name("consequence"),
                node.child_by_field_name("alternative"),
            )
            found = (self.of_html(side, depth + 1) for side in sides if side is not None)
            return next((one for one in found if one is not None), None)
        if node.type == "call_expression":
            return self._of_list(node, depth)
        if node.type == "identifier":
            return self._of_name(node, depth)
        return None

    def _of_name(self, node: Node, depth: int) -> tuple[Node, Node] | None:
        """What a page is put together from, by ``+=`` and ``push`` as well."""
        binding = self._site.resolve(node)
        if binding is None or binding.outer is not None or binding.kind != "variable":
            return None
        for definition in binding.definitions:
            value = definition.value
            if value is None or definition.path:
                continue
            if definition.adds and unwrap(value).type not in (
                "template_string",
                "binary_expression",
            ):
                continue
            found = self.of_html(value, depth + 1)
            if found is not None:
                return found
        return None

    def _of_list(self, node: Node, depth: int) -> tuple[Node, Node] | None:
        """``rows.map((row) => `<li>${row.name}</li>`).join('')``."""
        site = self._site
        called, given = callee(node), arguments(node)
        last = called.child_by_field_name("property") if called is not None else None
        receiver = called.child_by_field_name("object") if called is not None else None
        if last is None or receiver is None:
            return None
        if site.text(last) in ("map", "flatMap", "reduce") and given and given[0].type in FUNCTIONS:
            for result in returned(given[0]):
                if TAG.search(site.text(result)):
                    found = self.of_html(result, depth + 1)
                    if found is not None:
                        return found
            return None
        return self.of_html(receiver, depth + 1) if site.text(last) in _KEEPS else None

    # -- where a value comes from -----------------------------------------------------------

    def source(self, node: Node, depth: int = 0) -> Node | None:
        """The query or the reading of a file that gave the value; None where it gave no text."""
        site, node = self._site, unwrap(node)
        if depth > _DEPTH:
            return None
        if node.type in ("member_expression", "subscript_expression"):
            last = node.child_by_field_name("property")
            owner = node.child_by_field_name("object")
            if last is not None and _HARMLESS.search(site.text(last)):
                return None
            return self.source(owner, depth + 1) if owner is not None else None
        if node.type == "binary_expression":
            operator, left = node.child_by_field_name("operator"), node.child_by_field_name("left")
            plain = operator is not None and operator.type in ("||", "??")
            return self.source(left, depth + 1) if plain and left is not None else None
        if node.type == "identifier":
            if _HARMLESS.search(site.text(node)):
                return None
            binding = site.resolve(node)
            return self._of_binding(binding, node, depth) if binding is not None else None
        if node.type == "call_expression":
            return self._of_call(node, depth)
        return None

    def _of_binding(self, binding: Binding, node: Node, depth: int) -> Node | None:
        if binding.outer is not None:
            return None
        if binding.kind == "parameter":
            return self._of_parameter(binding, depth)
        if binding.kind not in ("variable", "loop") or len(binding.definitions) != 1:
            return None
        only = binding.definitions[0]
        if only.value is None or only.adds or only.path == ("length",):
            return None
        if only.path and _HARMLESS.search(only.path[-1]):
            return None
        return self.source(only.value, depth + 1)

    def _of_parameter(self, binding: Binding, depth: int) -> Node | None:
        """A parameter of a callback: of a query, of ``then``, of a loop over a list."""
        site, function = self._site, binding.scope.function
        if function is None or binding.node is None or function.node.parent is None:
            return None
        call = function.node.parent.parent if function.node.parent.type == "arguments" else None
        called = callee(call) if call is not None and call.type == "call_expression" else None
        if call is None or called is None:
            return None
        at = binding.node.start_byte
        index = next(
            (i for i, p in enumerate(function.parameters) if p.start_byte <= at < p.end_byte), 0
        )
        last = called.child_by_field_name("property")
        receiver = called.child_by_field_name("object")
        name = site.text(last) if last is not None else ""
        if name in _LISTS or name == "then":
            wanted = 1 if name == "reduce" else 0
            if receiver is None or index != wanted:
                return None
            return self.source(receiver, depth + 1)
        asks = self._is_query(call) or self._is_reading(call)
        failed = name != "each" and re.match(r"(?i)e|er|err\w*|error$", binding.name) is not None
        return call if asks and index == 1 and not failed else None

    def _of_call(self, node: Node, depth: int) -> Node | None:
        site, called = self._site, callee(node)
        if (
            called is None
            or _ESCAPES.search(site.text(called))
            or _REPLACES.search(site.text(node))
        ):
            return None
        if self._is_query(node) or self._is_reading(node):
            return node
        last = called.child_by_field_name("property")
        receiver = called.child_by_field_name("object")
        if last is None or receiver is None or site.text(last) not in _KEEPS:
            return None
        return self.source(receiver, depth + 1)

    def _is_query(self, call: Node) -> bool:
        site, called = self._site, callee(call)
        last = called.child_by_field_name("property") if called is not None else None
        receiver = called.child_by_field_name("object") if called is not None else None
        if last is None or receiver is None or site.text(last) not in _QUERIES:
            return False
        text = re.sub(r"\s+", "", site.text(receiver))
        if _NO_MODEL.match(text) or module_of(site.origin(receiver)) in ("express", "axios", "got"):
            return False
        if site.text(last) == "get" and not re.search(r"(?i)(?:db|redis|sqlite|stmt)\w*$", text):
            return False
        return bool(_STORE.match(text) or _MODEL.match(text))

    def _is_reading(self, call: Node) -> bool:
        """A folder is listed, or a file read that is no page of the program's own."""
        site, called, given = self._site, callee(call), arguments(call)
        found = _FILES.match(site.origin(called)) if called is not None else None
        if found is None or not given:
            return False
        if found["what"] == "readdir":
            return True
        return not _PAGE.search(site.text(given[0])) and (
            string_value(given[0], site.view.facts.source) is not None
            or given[0].type
            in ("identifier", "call_expression", "template_string", "member_expression")
        )


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {
    "html-of-store": html_of_store,
    "body-of-store": body_of_store,
    "text-of-store": text_of_store,
}
