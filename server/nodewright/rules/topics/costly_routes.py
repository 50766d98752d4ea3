"""Routes that start programs, hash, draw or read whole folders as often as anybody asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nodewright.document import Related, Span
from nodewright.javascript.bindings import Call
from nodewright.javascript.parsing import Node
from nodewright.javascript.syntax import FUNCTIONS, arguments, callee, string_value
from nodewright.rules.flow.requests import is_route_call
from nodewright.rules.topics.protections import LIMITERS
from nodewright.rules.topics.values import in_test_file
from nodewright.rules.view import Site

_COSTS = {
    "starts a program": re.compile(
        r"^(?:child_process|execa|shelljs|cross-spawn)(?:#(?:exec|execSync|execFile|execFileSync|spawn|spawnSync"
        r"|fork|execa|execaCommand))?$"
    ),
    "hashes a password": re.compile(
        r"^(?:bcrypt|bcryptjs|argon2|@node-rs/\w+)#(?:hash|hashSync|compare|compareSync|verify)$"
        r"|^crypto#(?:scrypt|scryptSync|pbkdf2|pbkdf2Sync|generateKeyPair|generateKeyPairSync)$"
    ),
    "draws a picture or page": re.compile(
        r"^(?:sharp|jimp(?:#read)?|gm|pdfkit\(\)|puppeteer(?:-core)?#launch|playwright#\w+#launch)(?:\(\))?$"
    ),
    "reads or writes files": re.compile(
        r"^(?:fs(?:#promises)?|fs/promises|fs-extra|graceful-fs)#(?:readFile|readFileSync|writeFile|writeFileSync"
        r"|appendFile|appendFileSync|readdir|readdirSync|cp|cpSync|copy|copyFile|rm|rmSync|opendir|createWriteStream)$"
    ),
    "packs or unpacks": re.compile(
        r"^(?:zlib#(?:gzip|gunzip|deflate|inflate|brotliCompress)(?:Sync)?|archiver|adm-zip\(\)|tar#\w+)$"
    ),
}
_LIMITS = re.compile(r"(?i)limit|throttl|slow_?down|brute|captcha|\bquota")


def costly_unlimited(site: Site, node: Node) -> bool:
    """``app.post('/convert', (req, res) => exec(...))`` where nothing limits anybody."""
    given = arguments(node)
    path = string_value(given[0], site.view.facts.source) if len(given) > 1 else None
    handler = given[-1] if given else None
    if path is None or handler is None or handler.type not in FUNCTIONS or in_test_file(site):
        return False
    route = next((c for c in site.view.facts.calls if c.node.id == node.id), None)
    if (
        route is None
        or not is_route_call(site.view.facts, route)
        or _LIMITS.search(site.text(node))
    ):
        return False
    found = _costly(site, handler)
    if found is None:
        return False
    if site.view.mark("app:limits-rate") or site.view.depends_on(*LIMITERS):
        return False
    call, what = found
    site.words.update(PATH=path, WHAT=what)
    site.span = Span(node.start_byte, max(given[0].end_byte, (callee(node) or node).end_byte))
    place = Span(call.callee.start_byte, call.callee.end_byte)
    site.related.append(Related(place, f"This {what}"))
    return True


def _costly(site: Site, handler: Node) -> tuple[Call, str] | None:
    for call in site.view.facts.calls:
        if not handler.start_byte <= call.node.start_byte < handler.end_byte:
            continue
        origin = site.origin(call.callee)
        for what, pattern in _COSTS.items() if origin else ():
            if pattern.match(origin):
                return call, what
    return None


PREDICATES: Mapping[str, Callable[[Site, Node], bool]] = {"costly-unlimited": costly_unlimited}
