"""What the search for request input knows of names: sources, cleaners, and what passes on."""

from __future__ import annotations

SOURCES = frozenset(
    (
        "query",
        "params",
        "body",
        "headers",
        "header",
        "cookies",
        "signedCookies",
        "url",
        "originalUrl",
        "path",
        "rawBody",
        "file",
        "files",
        "hostname",
        "host",
        "get",
        "param",
        "json",
        "text",
        "formData",
        "querystring",
        "queryStringParameters",
        "pathParameters",
        "nextUrl",
        "searchParams",
        "payload",
        "data",
        "content",
        "value",
        "Records",
    )
)
REQUEST_INSIDE = frozenset(("request", "req", "raw", "message"))
CLEANERS = frozenset(
    (
        "Number",
        "parseInt",
        "parseFloat",
        "Boolean",
        "BigInt",
        "Date",
        "isNaN",
        "isInteger",
        "escape",
        "escapeId",
        "escapeIdentifier",
        "escapeLiteral",
        "escapeshellarg",
        "encodeURIComponent",
        "quote",
        "shellEscape",
        "sanitize",
        "createHash",
        "hash",
        "indexOf",
        "includes",
        "startsWith",
        "endsWith",
        "test",
        "localeCompare",
        "charCodeAt",
        "codePointAt",
        "basename",
    )
)
PASSERS = frozenset(
    (
        "String",
        "decodeURIComponent",
        "decodeURI",
        "unescape",
        "stringify",
        "concat",
        "join",
        "format",
        "keys",
        "values",
        "entries",
        "from",
        "of",
        "assign",
        "resolve",
        "normalize",
        "dirname",
        "raw",
    )
)
PARSERS = frozenset(("JSON", "qs", "querystring", "url"))
ITERATORS = frozenset(
    ("map", "then", "forEach", "filter", "flatMap", "find", "some", "every", "reduce", "findIndex")
)
