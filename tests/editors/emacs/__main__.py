"""``python -m editors.emacs``, from the folder tests: the checks in Emacs."""

from __future__ import annotations

import sys

from editors.emacs.suite import SUITE
from editors.inside import main

if __name__ == "__main__":
    sys.exit(main(SUITE))
