"""The laws of the house: stairs, doors, and imports that change nothing.

The floors are read from ``server/ARCHITECTURE.md``, so that the page cannot drift from the code.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "server" / "nodewright"
FOUNDATION = "__init__"

PURE = {
    *("frozenset", "tuple", "re.compile", "TypeVar", "MappingProxyType", "logging.getLogger"),
    *("dataclass", "field", "frozen", "property", "staticmethod", "cached_property"),
    *("cache", "lru_cache", "dict.fromkeys", "split", "join", "encode"),
    *("click.group", "click.command", "click.argument", "click.option"),
    *("contextmanager", "abstractmethod", "click.IntRange", "_range"),
    *("click.Path", "click.Choice", "click.pass_context", "main.add_command"),
    *("settings_options", "FORMAT", "_about", "_any", "_between", "Check", "Risk"),
    *("partial", "Responses", "Chat", "Origin", "final", "Editor", "_emacs"),
    "Parameter",
}
"""What may be called while a module is imported: makers of values, and click's declarations."""


class Room(NamedTuple):
    """A row of the table; ``doors`` are patterns of third-party modules, lazy ones in ``lazy``."""

    floor: int
    path: str
    doors: tuple[str, ...]
    lazy: tuple[str, ...]


def table() -> dict[str, Room]:
    """The rooms by module name."""
    page = (ROOT / "server" / "ARCHITECTURE.md").read_text("utf-8")
    rooms = {}
    for line in page.split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0].isdigit():
            doors = [d.strip() for d in cells[3].split(",") if d.strip()]
            names = tuple(door.split(" ")[0] for door in doors)
            lazy = tuple(door.split(" ")[0] for door in doors if door.endswith("(lazily)"))
            path = cells[1].strip("`")
            rooms[path.rstrip("/").removesuffix(".py")] = Room(int(cells[0]), path, names, lazy)
    return rooms


ROOMS = table()
MODULES = sorted(path.relative_to(HOUSE).as_posix() for path in HOUSE.rglob("*.py"))


def room_of(module: str) -> str:
    return module.split("/")[0].removesuffix(".py")


def imports(module: str, tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """The full name of every imported module, wherever it is imported; True: at import."""
    package = ["nodewright", *module.split("/")[:-1]]
    top = set(at_import(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            if name == "nodewright":
                yield from ((f"nodewright.{alias.name}", node in top) for alias in node.names)
            else:
                yield name, node in top
        elif isinstance(node, ast.Call) and called(node.func) in ("__import__", "import_module"):
            yield f"{called(node.func)}()", node in top


def broken_stairs(module: str, tree: ast.Module) -> list[str]:
    """Imports from the same floor or from above, other than from the module's own room."""
    room, found = room_of(module), []
    for name, _ in imports(module, tree):
        other = name.split(".")[1] if name.startswith("nodewright.") else room
        if other != room and (
            room == FOUNDATION or other not in ROOMS or ROOMS[other].floor >= ROOMS[room].floor
        ):
            found.append(f"{module} imports {name}, which is not below it")
    return found


def broken_doors(module: str, tree: ast.Module) -> list[str]:
    """Third-party imports that the table does not grant to the room, or not at the top level."""
    room, found = ROOMS.get(room_of(module), Room(0, "", (), ())), []
    for name, at_top in imports(module, tree):
        library = name.split(".")[0]
        if library in sys.stdlib_module_names or library == "nodewright":
            continue
        if not any(fnmatchcase(library, door) for door in room.doors):
            found.append(f"{module} may not open {name}")
        elif library in room.lazy and at_top:
            found.append(f"{module} opens {name} at import, not when it is needed")
    return found


def called(function: ast.expr) -> str:
    """The dotted name of what is called; of a method of an expression, the method's name."""
    if isinstance(function, ast.Call):
        return called(function.func)
    if isinstance(function, ast.Attribute):
        owner = function.value
        known = isinstance(owner, ast.Name) and f"{owner.id}.{function.attr}" in PURE
        return ast.unparse(function) if known else function.attr
    return ast.unparse(function)


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that run when a module is imported: bodies of functions do not."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from decorating(child)
            yield from at_import(child.args)
        elif isinstance(child, ast.ClassDef):
            yield from decorating(child)
            yield from at_import(ast.Module([*map(ast.Expr, child.bases), *child.body], []))
        elif not isinstance(child, ast.Lambda):
            yield child
            yield from at_import(child)


def decorating(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[ast.AST]:
    """A decorator is called, whether it has arguments of its own or not."""
    for decorator in node.decorator_list:
        yield ast.Call(decorator, [], [])
        yield from at_import(decorator)


def is_main_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"


def effects(module: str, tree: ast.Module) -> list[str]:
    """What a module does when it is imported, besides defining names."""
    tree = ast.Module([node for node in tree.body if not is_main_guard(node)], [])
    found = [f"global {', '.join(n.names)}" for n in ast.walk(tree) if isinstance(n, ast.Global)]
    for node in at_import(tree):
        if isinstance(node, ast.Call) and called(node.func) not in PURE:
            found.append(f"a call of {ast.unparse(node.func)}")
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(
            node.ctx, (ast.Store, ast.Del)
        ):
            found.append(f"a change of {ast.unparse(node)}")
        elif isinstance(node, (ast.While, ast.With, ast.Try, ast.Raise, ast.Await, ast.Assert)):
            found.append(f"a statement {type(node).__name__}")
    return [f"{module}: {what} at import" for what in found]


def parsed(module: str) -> ast.Module:
    return ast.parse((HOUSE / module).read_text("utf-8"))


@pytest.mark.parametrize("law", [broken_stairs, broken_doors, effects])
def test_every_module_keeps_the_law(law):
    """Stairs, doors, and imports without effects, over the whole house."""
    assert [broken for module in MODULES for broken in law(module, parsed(module))] == []


def test_the_table_names_every_room_and_only_rooms():
    """A new room needs a row, and a row needs its room, as the file or folder that it says."""
    on_disk = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in HOUSE.iterdir()
        if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem != FOUNDATION)
    }
    assert {room.path for room in ROOMS.values()} == on_disk


def test_the_table_grants_no_door_that_nobody_uses():
    """A door that stands open for nothing is a line of the page that is no longer true."""
    for name, room in ROOMS.items():
        used = {
            found.split(".")[0]
            for module in MODULES
            if room_of(module) == name
            for found, _ in imports(module, parsed(module))
        }
        unused = [d for d in room.doors if not any(fnmatchcase(u, d) for u in used)]
        assert unused == [], name


def test_data_folders_hold_no_code():
    """``persona/`` is data: its Python files only make it a package."""
    for path in (ROOT / "persona").rglob("*.py"):
        assert all(isinstance(node, ast.Expr) for node in ast.parse(path.read_text()).body), path


@pytest.mark.parametrize(
    ("law", "module", "code"),
    [
        (broken_stairs, "answer/gate.py", "from nodewright.rules import scan"),
        (broken_stairs, "answer/gate.py", "from ..rules import scan"),
        (broken_stairs, "answer/gate.py", "from .. import assistant"),
        (broken_stairs, "answer/gate.py", "from nodewright import handlers"),
        (broken_stairs, "answer/gate.py", "import nodewright.server"),
        (broken_stairs, "answer/gate.py", "def f():\n    from nodewright.cli import main"),
        (broken_stairs, "convert.py", "from nodewright.assistant import Assistant"),
        (broken_stairs, "client.py", "if TYPE_CHECKING:\n    import nodewright.server"),
        (broken_stairs, "document.py", "from nodewright.unheard_of import thing"),
        (broken_stairs, "__init__.py", "from nodewright.document import Span"),
        (broken_doors, "answer/gate.py", "import yaml"),
        (broken_doors, "answer/gate.py", "def f():\n    from lsprotocol import types"),
        (broken_doors, "rules/engine.py", "import attrs as yaml"),
        (broken_doors, "rules/engine.py", "import importlib\nimportlib.import_module('openai')"),
        (broken_doors, "rules/engine.py", "__import__('openai')"),
        (broken_doors, "llm/model.py", "import openai"),
        (broken_doors, "llm/model.py", "try:\n    from openai import types\nfinally: ..."),
        (broken_doors, "__init__.py", "import click"),
        (effects, "facts.py", "print('hello')"),
        (effects, "facts.py", "HERE = Path.cwd()"),
        (effects, "facts.py", "class A:\n    found = load()"),
        (effects, "facts.py", "def f(at=time.time()): ..."),
        (effects, "facts.py", "@atexit.register\ndef f(): ..."),
        (effects, "facts.py", "class A(namedtuple('A', 'b')): ..."),
        (effects, "facts.py", "@dataclass(slots=now())\nclass A: ..."),
        (effects, "facts.py", "os.environ['A'] = 'b'"),
        (effects, "facts.py", "logging.root.disabled = True"),
        (effects, "facts.py", "if True:\n    start()"),
        (effects, "facts.py", "X = [load(a) for a in 'ab']"),
        (effects, "facts.py", "def f():\n    global cache\n    cache = 1"),
        (effects, "facts.py", "with lock: ..."),
    ],
)
def test_each_law_is_able_to_fail(law, module, code):
    """A broken line is found, wherever in a module it hides."""
    assert len(law(module, ast.parse(code))) == 1


@pytest.mark.parametrize(
    ("law", "module", "code"),
    [
        (
            broken_stairs,
            "answer/gate.py",
            "from .scan import x\nfrom nodewright.document import Span",
        ),
        (broken_stairs, "answer/gate.py", "from ..javascript.parsing import parse"),
        (broken_doors, "llm/model.py", "def f():\n    import openai"),
        (broken_doors, "javascript/parsing.py", "import json, tree_sitter_typescript"),
        (effects, "facts.py", "X = re.compile('a')\ndef f(): print(1)\ng = lambda: print(2)"),
        (effects, "facts.py", "if __name__ == '__main__':\n    main()"),
    ],
)
def test_the_laws_let_good_code_pass(law, module, code):
    """What the house is built of is no offence."""
    assert law(module, ast.parse(code)) == []


def test_importing_the_server_neither_loads_the_model_library_nor_says_anything():
    """``openai`` takes half a second to import: it waits for the first action."""
    code = (
        "import sys, threading, nodewright.server, nodewright.cli, nodewright.client\n"
        "assert 'openai' not in sys.modules\n"
        "assert threading.active_count() == 1"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_page_lists_the_floors_from_the_top():
    """A reader sees the stairs: floors fall from row to row."""
    floors = [room.floor for room in ROOMS.values()]
    assert floors == sorted(floors, reverse=True)
