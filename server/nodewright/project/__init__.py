"""What the project around a file says of itself, and which of its paths may be touched."""

from .ignoring import IgnoreRules
from .paths import confine, test_path_for
from .reading import ProjectReader, read_project

__all__ = ["IgnoreRules", "ProjectReader", "confine", "read_project", "test_path_for"]
