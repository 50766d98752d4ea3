"""What a path of a new file may look like, by its words alone: fine, to confirm, or refused."""

from __future__ import annotations

import re
import unicodedata
from fnmatch import fnmatchcase
from urllib.parse import unquote

MAX_PATH = 200
"""Characters of a path; a deeper one is a mistake, and Windows takes no more than 259."""
MAX_NAME_BYTES = 255
"""Bytes of one name in UTF-8: what ext4, APFS and NTFS take at least."""

OUTSIDE = "lies outside of the workspace"
ODD = "holds characters that a file name should not have"
HIDDEN_FOLDER = "lies in a folder that no answer may write to"

# Windows: names of devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\..*)?", re.I
)
_ROOTED = re.compile(r"[/~]|[a-z]:|[a-z][a-z0-9+.-]+:/", re.I)
_MARKS = frozenset(" _@+()[]$.=~-")
# Control, format (bidirectional overrides, zero width), surrogate, separators, unassigned, private.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LETTERS = frozenset({"L", "M", "N"})
# Scripts with letters that look like those of another one.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_WORD = re.compile(r"[^\W_]+")

# Folders, by any of the names on the way; a hidden one that is not named here is refused as well.
REFUSED_FOLDERS = frozenset(
    {"node_modules", "bower_components", "jspm_packages", "web_modules", "cvs"}
)
# (patterns of the last name in lower case, what is wrong); the first that fits counts.
REFUSED_FILES: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".env.example", ".env.sample", ".env.template", ".env.dist"), ""),
    (
        (
            *(".env", ".env.*", "*.env", ".npmrc", ".yarnrc", ".yarnrc.yml", ".netrc", "_netrc"),
            *(".pgpass", ".my.cnf", ".htpasswd", ".git-credentials", ".dockercfg"),
            *("*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.ppk", "*.kdbx"),
            *("id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", "credentials.json"),
        ),
        "is a file for secrets",
    ),
    (
        (
            *("package.json", "package.json5", "package.yaml", "package-lock.json"),
            *("npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml"),
            *("bun.lock", "bun.lockb", "deno.json", "deno.jsonc", "deno.lock", ".pnpmfile.cjs"),
        ),
        "decides which packages are installed; a person changes that",
    ),
    (
        (
            *("nodewright.toml", ".nodewrightignore", "*.agent.md", "agents.md", "claude.md"),
            *("gemini.md", "copilot-instructions.md", ".cursorrules", ".windsurfrules"),
        ),
        "tells assistants and checkers what to do; a person writes it",
    ),
    (
        (
            *("*.exe", "*.dll", "*.so", "*.dylib", "*.node", "*.jar", "*.class", "*.wasm"),
            *("*.lnk", "*.url", "*.desktop", "*.scr", "*.com", "*.msi", "*.app"),
        ),
        "is a program or a shortcut and no source file",
    ),
    (
        (
            *(".dockerignore", ".editorconfig", ".nvmrc", ".node-version", ".gitkeep"),
            *(".travis.yml", ".drone.yml", ".gitlab-ci.yml", ".gitlab-ci.yaml"),
        ),
        "",
    ),
    ((".*",), "is a hidden file, which nobody sees in a review"),
)
_CI = "It creates `{path}`, which the CI runs with its secrets at the next push."
_TOOL = "It creates `{path}`, which its tool runs as code as soon as it starts."
# (patterns of the whole path in lower case, what a person should confirm).
CONFIRMED: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (
            *(".github/workflows/*.yml", ".github/workflows/*.yaml", ".circleci/config.yml"),
            *(".gitlab-ci.yml", ".gitlab-ci.yaml", ".travis.yml", ".drone.yml"),
            *("azure-pipelines.yml", "bitbucket-pipelines.yml", "jenkinsfile"),
        ),
        _CI,
    ),
    (
        (
            *(f"*.config.{kind}" for kind in ("js", "cjs", "mjs", "ts", "cts", "mts")),
            *("gulpfile.js", "gruntfile.js", "*/gulpfile.js", "*/gruntfile.js"),
        ),
        _TOOL,
    ),
)


def same_name(path: str) -> str:
    """``path`` as a file system sees it that knows no case and one form of each letter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def trouble_with(path: str) -> str:
    """What is wrong with a path, as the end of a sentence that begins with it; empty if nothing.

    Nothing is asked of the disk: links, ignore files and what exists are for others to judge.
    """
    plain = path.replace("\\", "/")
    parts = plain.split("/")
    if not path or len(path) > MAX_PATH:
        return "is no usable path"
    if _ROOTED.match(plain) or any(map(_climbs, parts)):
        return OUTSIDE
    if any(unicodedata.category(letter) in _UNSEEN for letter in path):
        return "holds characters that nobody can see"
    if unquote(path) != path:
        return "is percent-encoded; write the plain name"
    return next((said for part in parts if (said := _trouble_with_name(part))), "") or _by_place(
        [part.lower() for part in parts]
    )


def _climbs(name: str) -> bool:
    """True for ``..``, also with the dots and blanks behind it that Windows drops."""
    return name.startswith("..") and not name.strip(". ")


def _trouble_with_name(name: str) -> str:
    if ":" in name:
        return "names a stream of a file or a drive; it holds characters that no name may have"
    if name[-1:] in (".", " "):
        return "holds a name that ends with a dot or a blank, characters that Windows drops"
    if _DEVICE.fullmatch(name):
        return "is a reserved name on Windows"
    if len(name.encode("utf-8", "replace")) > MAX_NAME_BYTES:
        return "holds a name that is too long"
    if not name or name[0] == " " or "  " in name or not all(map(_usable, name)):
        return ODD
    if unicodedata.normalize("NFKC", name) != name:
        return "holds characters that have another, plainer form"
    if any(len(_scripts(word)) > 1 for word in _WORD.findall(name)):
        return "holds characters of two scripts that look alike"
    return ""


def _usable(letter: str) -> bool:
    return letter in _MARKS or unicodedata.category(letter)[0] in _LETTERS


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(letter, "").split(" ")[0] for letter in word} & _ALIKE


def _by_place(parts: list[str]) -> str:
    whole = "/".join(parts)
    if any(fnmatchcase(whole, pattern) for pattern in CONFIRMED[0][0]):
        return ""
    if any(part in REFUSED_FOLDERS or part.startswith(".") for part in parts[:-1]):
        return HIDDEN_FOLDER
    if parts[-1] in REFUSED_FOLDERS or parts[-1] in (".git", ".hg", ".svn"):
        return HIDDEN_FOLDER
    for patterns, said in REFUSED_FILES:
        if any(fnmatchcase(parts[-1], pattern) for pattern in patterns):
            return said
    return ""


def to_confirm(path: str) -> str:
    """What a person should confirm before a file of that name is created; empty if nothing."""
    for patterns, said in CONFIRMED:
        if any(fnmatchcase(path.lower(), pattern) for pattern in patterns):
            return said.format(path=path)
    return ""
