"""Which functions handle requests, and which of their parameters carry what the client sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from nodewright.javascript.bindings import Call, Function
from nodewright.javascript.parsing import Node
from nodewright.javascript.scopes import bare_parameter
from nodewright.javascript.syntax import arguments, callee, climb, property_name
from nodewright.javascript.tree_facts import TreeFacts, module_of

REQUEST_NAMES = frozenset(("req", "request", "_req", "_request", "rq"))
RESPONSE_NAMES = frozenset(
    ("res", "response", "reply", "rep", "resp", "_res", "_response", "_reply", "h")
)
CONTEXT_NAMES = frozenset(("ctx", "context", "c"))
ROUTE_METHODS = frozenset(
    ("get", "post", "put", "delete", "patch", "all", "use", "head", "options", "route", "param")
)
EXPORTED_METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE"))
"""Names under which Next.js and other file-based routers find the handlers of a route."""
ROUTER_NAME = re.compile(r"^(app|server|api|fastify|router|routes?|\w*([rR]outer|[aA]pp))$")
_ROUTER_MODULES = frozenset(
    ("express", "fastify", "koa-router", "@koa/router", "hono", "express-promise-router", "polka")
)
_REQUEST_TYPE = re.compile(
    r"^:\s*(\w+\.)?(Request|FastifyRequest|IncomingMessage|NextApiRequest|NextRequest"
    r"|Http2ServerRequest)\b"
)
_REQUEST_LIKE_TYPE = re.compile(r"^:\s*(\w+\.)?(?!Client)\w*Request\b")
_CONTEXT_TYPE = re.compile(r"^:\s*((Koa|Router)\.)?(Context|ParameterizedContext|RouterContext)\b")
_EVENT_TYPE = re.compile(r"^:\s*APIGatewayProxy(?:Websocket)?Event\w*\b|^:\s*ALBEvent\b")
_MESSAGE = re.compile(
    r"(?:req|request|busboy|bb|form)\.on\(\s*['\"](?:data|field|file)['\"]"
    r"|(?:socket|ws|webSocket)\.on\(\s*['\"](?!(?:error|close|end|open|connect|connection|drain"
    r"|disconnect|disconnecting|timeout|lookup|ready|pong|finish|secureConnect)['\"])"
)
_QUEUES = frozenset(("bull", "bullmq", "bee-queue", "kue", "agenda", "pg-boss"))
_QUEUE_NAME = re.compile(r"(?i)(?:queue|jobs|agenda|boss)$")
_JOB_METHODS = frozenset(("process", "define", "work", "consume", "subscribe"))
_ROOT_TYPES = frozenset(("Query", "Mutation", "Subscription"))
"""The types of a GraphQL schema whose fields a client asks for."""
_INPUT_DECORATOR = re.compile(r"^@(Body|Query|Param|Params|Headers|Cookies|UploadedFile)\b")
_HEAD = 200
_ERROR_FIRST = 4
"""Express tells an error handler by its four parameters: (err, req, res, next)."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that handles requests; ``request`` is its parameter that holds the request.

    ``is_context``: that parameter holds the answer as well, as Koa's ``ctx`` does.
    """

    function: Function
    request: Node | None
    is_context: bool = False


class Requests:
    """Tells the handlers among the functions of ``facts``.

    ``is_registered`` says whether another chunk hands the function of that name to a router.
    """

    def __init__(self, facts: TreeFacts, is_registered: Callable[[str], bool]) -> None:
        self._facts = facts
        self._is_registered = is_registered
        self._known: dict[int, Handler | None] = {}
        self._calls: dict[int, Call] = {}

    def handler(self, function: Function) -> Handler | None:
        """What is known of ``function`` as a handler; None when it is not one."""
        key = function.start
        if key not in self._known:
            self._known[key] = self._judge(function)
        return self._known[key]

    def enclosing(self, offset: int) -> Handler | None:
        """The nearest handler around the byte ``offset``."""
        function = self._facts.function_at(offset)
        while function is not None:
            handler = self.handler(function)
            if handler is not None:
                return handler
            function = function.parent
        return None

    def registration(self, function: Function) -> Call | None:
        """The call that hands ``function`` itself to a router: ``router.get('/', function)``."""
        parent = function.node.parent
        if parent is not None and parent.type == "array":
            parent = parent.parent
        call = parent.parent if parent is not None and parent.type == "arguments" else None
        if call is None:
            return None
        if not self._calls:
            self._calls = {known.node.id: known for known in self._facts.calls}
        found = self._calls.get(call.id)
        return found if found is not None and is_route_call(self._facts, found) else None

    def is_routed(self, function: Function) -> bool:
        """True when ``function`` is handed to a router, directly or by its name."""
        if self.registration(function) is not None:
            return True
        name = self.name_of(function)
        return bool(name) and self._is_registered(name)

    def name_of(self, function: Function) -> str:
        """The name that ``function`` is declared or kept under; empty when it has none."""
        node = function.name
        if node is None and function.node.parent is not None:
            holder = function.node.parent
            if holder.type == "variable_declarator":
                node = holder.child_by_field_name("name")
        return self._facts.text(node) if node is not None else ""

    def _judge(self, function: Function) -> Handler | None:
        parameters = function.parameters
        names = [self._facts.text(bare_parameter(p)) for p in parameters]
        if len(names) == _ERROR_FIRST and names[1] in REQUEST_NAMES:
            parameters, names = parameters[1:], names[1:]
        if not names:
            return None
        first, bare = parameters[0], bare_parameter(parameters[0])
        answers = len(names) > 1 and names[1] in RESPONSE_NAMES
        if answers and (names[0] in REQUEST_NAMES or bare.type == "object_pattern"):
            return Handler(function, bare)
        written = first.child_by_field_name("type")
        typed = self._facts.text(written) if written is not None else ""
        if _REQUEST_TYPE.match(typed) or (answers and _REQUEST_LIKE_TYPE.match(typed)):
            return Handler(function, bare)
        if self._is_context(function, names, typed):
            return Handler(function, bare, is_context=True)
        if _EVENT_TYPE.match(typed):
            return Handler(function, bare)
        if names[0] in REQUEST_NAMES and self.name_of(function) in EXPORTED_METHODS:
            return Handler(function, bare)
        if names[0] in ("event", "_event") and self._is_lambda(function):
            return Handler(function, bare)
        if self.is_routed(function) or self._serves(function):
            return Handler(function, bare, is_context=names[0] in CONTEXT_NAMES)
        return None

    def _is_context(self, function: Function, names: list[str], typed: str) -> bool:
        if len(names) > 2 or (len(names) == 2 and names[1] not in ("next", "_next")):
            return False
        if _CONTEXT_TYPE.match(typed):
            return True
        return names[0] == "ctx" and (len(names) == 2 or function.is_async)

    def _is_lambda(self, function: Function) -> bool:
        """``exports.handler = async (event) => ...``, the form of serverless platforms."""
        holder = function.node.parent
        left = holder.child_by_field_name("left") if holder is not None else None
        if left is not None:
            return bool(re.match(r"(module\.)?exports\.handler$", self._facts.text(left)))
        return self.name_of(function) == "handler"

    def _serves(self, function: Function) -> bool:
        """``http.createServer(f)``, ``server.on('request', f)`` and ``{ handler: f }``."""
        parent = function.node.parent
        if parent is None:
            return False
        if parent.type == "arguments" and parent.parent is not None:
            return self._is_server_call(parent.parent)
        if parent.type == "pair":
            key = parent.child_by_field_name("key")
            name = property_name(key, self._facts.source) if key is not None else ""
            return self._is_route_option(parent, name)
        if parent.type == "object" and function.name is not None:
            return self._is_route_option(function.node, self._facts.text(function.name))
        return False

    def _is_server_call(self, call: Node) -> bool:
        text = self._head(call)
        return bool(re.match(r"[\w.]*createServer\s*\(|[\w.]+\.on\(\s*['\"]request['\"]", text))

    def _is_route_option(self, entry: Node, key: str) -> bool:
        if key != "handler":
            return False
        call = next((p for p in climb(entry) if p.type == "call_expression"), None)
        return call is not None and bool(re.match(r"[\w.]+\.route\s*\(", self._head(call)))

    def _head(self, node: Node) -> str:
        """The first bytes of a node, enough to see what is called."""
        end = min(node.end_byte, node.start_byte + _HEAD)
        return self._facts.source[node.start_byte : end].decode("utf-8", "replace")

    def stands_before_response(self, function: Function, index: int) -> bool:
        """A helper's parameter ``req`` that ``res`` follows: ``function serve(root, req, res)``."""
        names = [self._facts.text(bare_parameter(p)) for p in function.parameters[index:][:2]]
        return len(names) > 1 and names[0] in REQUEST_NAMES and names[1] in RESPONSE_NAMES

    def hears_messages(self, function: Function) -> bool:
        """``socket.on('message', function)``: what is heard was sent by the other side."""
        parent = function.node.parent
        call = parent.parent if parent is not None and parent.type == "arguments" else None
        return call is not None and bool(_MESSAGE.match(self._head(call)))

    def resolves(self, function: Function, index: int) -> bool:
        """The second parameter of a resolver: ``Query: { user: (parent, args) => … }``."""
        if index != 1:
            return False
        entry = function.node if function.node.type == "method_definition" else function.node.parent
        holder = entry.parent if entry is not None else None
        if entry is None or holder is None or holder.type != "object":
            return False
        owner = holder.parent
        key = owner.child_by_field_name("key") if owner is not None else None
        if key is None and owner is not None and owner.type == "variable_declarator":
            key = owner.child_by_field_name("name")
        return key is not None and property_name(key, self._facts.source) in _ROOT_TYPES

    def is_beside_request(self, function: Function, index: int) -> bool:
        """``GET(request, { params })`` of Next.js: the second is a part of the request, too."""
        return index == 1 and self.name_of(function) in EXPORTED_METHODS

    def takes_jobs(self, function: Function, index: int) -> bool:
        """The first parameter of what consumes a queue: a job, a message, a batch."""
        parent = function.node.parent
        if index != 0 or parent is None:
            return False
        if parent.type == "pair" or function.node.type == "method_definition":
            key = parent.child_by_field_name("key") or function.name
            said = property_name(key, self._facts.source) if key is not None else ""
            return said in ("eachMessage", "eachBatch")
        call = parent.parent if parent.type == "arguments" else None
        if call is None:
            return False
        made = call.child_by_field_name("constructor")
        if made is not None:
            return module_of(self._facts.origin(made)) in _QUEUES
        called = callee(call)
        if called is None or called.type != "member_expression":
            return False
        last, owner = called.child_by_field_name("property"), called.child_by_field_name("object")
        if last is None or owner is None or self._facts.text(last) not in _JOB_METHODS:
            return False
        known = module_of(self._facts.origin(owner)) in _QUEUES
        named = self._facts.text(owner)
        return known or bool(_QUEUE_NAME.search(named)) or named in ("channel", "ch")

    def decorated_input(self, parameter: Node) -> bool:
        """True for a parameter that a decorator fills from the request: ``@Query('q') q``."""
        return any(
            child.type == "decorator" and _INPUT_DECORATOR.match(self._facts.text(child))
            for child in parameter.children
        )


def is_route_call(facts: TreeFacts, call: Call) -> bool:
    """True for ``router.METHOD(...)`` where the receiver is, or is named like, a router."""
    if call.name not in ROUTE_METHODS or call.receiver is None:
        return False
    receiver = call.receiver
    while receiver.type == "call_expression":
        inner = receiver.child_by_field_name("function")
        if inner is None or inner.type != "member_expression":
            break
        receiver = inner.child_by_field_name("object") or receiver
        if receiver.type == "identifier":
            break
    if module_of(facts.origin(receiver)) in _ROUTER_MODULES:
        return True
    text = facts.text(receiver)
    return bool(ROUTER_NAME.match(text.removeprefix("this."))) and not facts.origin(receiver)


def registered_names(facts: TreeFacts) -> set[str]:
    """Names handed to a router anywhere in ``facts``: ``router.get('/', auth, show)``."""
    found: set[str] = set()
    for call in facts.calls:
        if call.name in ROUTE_METHODS and is_route_call(facts, call):
            for argument in arguments(call.node):
                nodes = argument.named_children if argument.type == "array" else [argument]
                found.update(facts.text(node) for node in nodes if node.type == "identifier")
    return found
