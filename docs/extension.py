"""The generated parts of the extension of VS Code: its settings, commands, menus and version.

``client-config/vscode/package.json`` is written by hand but for these; ``python docs/generate.py``
puts them in. ``client-config/vscode/src/actions.json`` is the list of the persona's actions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nodewright.about import own_version
from nodewright.prompts import Action, load_pack
from nodewright.settings import settings_schema

FOLDER = Path(__file__).resolve().parent.parent / "client-config" / "vscode"
CODE = "editorLangId =~ /^(java|type)script(react)?$/"
ON_PROPOSAL = "resourceScheme == nodewright-proposal"
OWN_SETTINGS: dict[str, dict[str, Any]] = {
    "nodewright.server.path": {
        "type": "string",
        "default": "",
        "markdownDescription": "The server's program, when it is not to be looked for. Empty: "
        "`nodewright` in the workspace's `.venv` or `venv`, then on `PATH`, then `uvx nodewright`.",
    },
    "nodewright.proposal": {
        "type": "string",
        "default": "diff",
        "enum": ["diff", "apply"],
        "enumDescriptions": [
            "Show the proposal as a diff first, to apply it, a part of it, or nothing.",
            "Apply it at once as one step to undo; only an edit with risks is asked about first.",
        ],
        "markdownDescription": "What happens to an edit of the model that has passed the checks.",
    },
    "nodewright.report": {
        "type": "string",
        "default": "beside",
        "enum": ["beside", "onRequest"],
        "enumDescriptions": [
            "Open the report beside the code at the end of each run.",
            "Only when it is asked for: *Show the last report*.",
        ],
        "markdownDescription": "When the report of a run is shown.",
    },
}
"""What the extension keeps to itself: the server never hears of it."""

FROM_WORKSPACE_IF_TRUSTED = (
    "nodewright.server.path",
    "nodewright.proposal",
    "nodewright.persona",
    "nodewright.rulesFolder",
    "nodewright.model.baseUrl",
    "nodewright.model.apiKeyEnv",
    "nodewright.model.allowRemote",
    "nodewright.model.showPrompt",
)
"""Settings of a workspace that would choose a program, or where code and key go."""

COMMANDS = (
    ("ask", "Ask the Expert…", "$(comment-discussion)", ""),
    ("actions", "Choose an Action…", "$(lightbulb)", ""),
    ("menu", "Show the Menu", "", ""),
    ("showReport", "Show the Last Report", "$(open-preview)", ""),
    ("showPrompt", "Show the Prompt, Send Nothing…", "$(eye)", ""),
    ("doctor", "Doctor: Check the Installation", "$(pulse)", ""),
    ("restart", "Restart the Server", "$(debug-restart)", ""),
    ("setKey", "Set the Key of the Model's Service…", "$(key)", ""),
    ("openExample", "Open an Example With Faults", "", ""),
    ("walkthrough", "Open the Walkthrough", "", ""),
    ("forget", "Forget the Kept Answers", "$(trash)", ""),
    ("showLog", "Show the Server's Log", "", ""),
    ("proposal.apply", "Apply", "$(check)", "nodewright.deciding"),
    ("proposal.applySelected", "Apply Selected Hunks…", "$(checklist)", "nodewright.deciding"),
    ("proposal.discard", "Discard", "$(trash)", "nodewright.deciding"),
)
"""Name, title, icon, and when it can be used."""

IN_MENU = ("fix-backend", "optimize-node", "harden-security", "explain", "write-tests")
"""Actions on the first level of the editor's menu; the others are one step away."""


def files() -> dict[str, str]:
    """Every generated file of the extension by its path in the folder."""
    manifest = json.loads((FOLDER / "package.json").read_text("utf-8"))
    actions = list(load_pack().actions.values())
    plain = [action for action in actions if not action.requires_prompt]
    manifest["version"] = own_version()
    manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"] = [
        *FROM_WORKSPACE_IF_TRUSTED
    ]
    parts = {
        "configuration": _configuration(settings_schema()),
        "commands": [*map(_command, COMMANDS), *map(_action_command, plain)],
        "submenus": [{"id": "nodewright.submenu", "label": "nodewright"}],
        "menus": _menus(plain),
    }
    manifest["contributes"] = {**manifest["contributes"], **parts}
    listed = [
        {"id": a.id, "title": a.title, "brief": a.brief, "asks": a.requires_prompt} for a in actions
    ]
    return {"package.json": _json(manifest), "src/actions.json": _json(listed)}


def write_extension() -> None:
    """Write them all."""
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _configuration(schema: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The page of settings in three parts: the extension's, the model's, and the rest."""
    model = {k: v for k, v in schema.items() if k.startswith("nodewright.model.")}
    rest = {k: v for k, v in schema.items() if k not in model}
    groups = (("nodewright", OWN_SETTINGS), ("Model", model), ("Persona and Rules", rest))
    return [
        {
            "title": title,
            "order": order,
            "properties": {
                name: _setting(at, about) for at, (name, about) in enumerate(of.items())
            },
        }
        for order, (title, of) in enumerate(groups)
    ]


def _setting(order: int, about: Mapping[str, Any]) -> dict[str, Any]:
    """A page's link leads nowhere in an editor: its words stay."""
    text = re.sub(r"\[([^\]]+)\]\([\w-]+\.md[^)]*\)", r"\1", about["markdownDescription"])
    return {"order": order, "scope": "window", **about, "markdownDescription": text}


def _command(about: tuple[str, str, str, str]) -> dict[str, str]:
    name, title, icon, enablement = about
    found = {"command": f"nodewright.{name}", "title": title, "category": "nodewright"}
    if icon:
        found["icon"] = icon
    if enablement:
        found["enablement"] = enablement
    return found


def _action_command(action: Action) -> dict[str, str]:
    return {
        "command": f"nodewright.action.{action.id}",
        "title": action.title,
        "category": "nodewright",
    }


def _menus(actions: Iterable[Action]) -> dict[str, list[dict[str, str]]]:
    near = [a for a in actions if a.id in IN_MENU]
    submenu = [
        {"command": f"nodewright.action.{action.id}", "group": f"1_actions@{at}"}
        for at, action in enumerate(near)
    ]
    submenu += [
        {"command": "nodewright.actions", "group": "2_more@1"},
        {"command": "nodewright.ask", "group": "2_more@2"},
        {"command": "nodewright.showPrompt", "group": "3_prompt@1"},
    ]
    deciding = [
        {"command": f"nodewright.{name}", "when": ON_PROPOSAL, "group": f"navigation@{at}"}
        for at, (name, *_) in enumerate(c for c in COMMANDS if c[0].startswith("proposal."))
    ]
    palette = [
        {"command": f"nodewright.action.{action.id}", "when": CODE} for action in actions
    ] + [{"command": f"nodewright.{name}", "when": CODE} for name in ("ask", "actions")]
    palette += [
        {"command": f"nodewright.{name}", "when": when} for name, _, _, when in COMMANDS if when
    ]
    return {
        "editor/context": [
            {"submenu": "nodewright.submenu", "when": CODE, "group": "1_modification@9"}
        ],
        "nodewright.submenu": submenu,
        "editor/title": deciding,
        "commandPalette": palette,
    }
