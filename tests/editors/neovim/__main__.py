"""``python -m editors.neovim``, from the folder tests: the checks in Neovim."""

from __future__ import annotations

import sys

from editors.inside import main
from editors.neovim.suite import SUITE

if __name__ == "__main__":
    sys.exit(main(SUITE))
