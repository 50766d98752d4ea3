"""What the project around a file says of itself, and which of its paths may be touched."""

from .configuration import FILE as CONFIGURATION
from .configuration import read_part
from .controls import Part, over
from .ignoring import IgnoreRules
from .lockfiles import LockFiles
from .module_files import ModuleFiles
from .paths import confine, test_path_for, twin_of
from .reading import ProjectReader, read_project
from .walking import source_files

__all__ = [
    "CONFIGURATION",
    "IgnoreRules",
    "LockFiles",
    "ModuleFiles",
    "Part",
    "ProjectReader",
    "confine",
    "over",
    "read_part",
    "read_project",
    "source_files",
    "test_path_for",
    "twin_of",
]
