"""The end of the server's process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

LEAVE = """
import sys
from nodewright.handlers.language_server import _forget_what_nobody_reads
sys.stdout.buffer.write(b"an answer that waits")
_forget_what_nobody_reads()
sys.exit(1)
"""


@pytest.mark.skipif(os.name == "nt", reason="a pipe without a reader is no error there")
def test_what_a_lost_client_did_not_read_leaves_the_exit_code_alone() -> None:
    """Python ends with 120 when it cannot write the rest; LSP wants 1."""
    reader, writer = os.pipe()
    os.close(reader)
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", LEAVE]
    left = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=buffered)
    os.close(writer)
    assert left.returncode == 1
    assert left.stderr == b""
