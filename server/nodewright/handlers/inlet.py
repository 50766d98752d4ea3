"""The reader of stdin: one thread's turn for a message, where pygls takes three."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from concurrent.futures import Executor
from typing import BinaryIO

_LENGTH = re.compile(rb"Content-Length: (\d+)\r\n")


class Inlet:
    """Reads a whole message in a thread and hands its lines and its body to pygls.

    Each turn of a thread costs some tenths of a millisecond of a keystroke. What is no message is
    handed on as it comes, for pygls to judge.
    """

    def __init__(self, stdin: BinaryIO, executor: Executor | None = None) -> None:
        self._stdin = stdin
        self._executor = executor
        self._lines: deque[bytes] = deque()
        self._body = b""

    async def readline(self) -> bytes:
        """The next line of a header; empty at the end of the input."""
        if not self._lines:
            loop = asyncio.get_running_loop()
            self._body = await loop.run_in_executor(self._executor, self._message)
        return self._lines.popleft()

    async def readexactly(self, count: int) -> bytes:
        """The body after a header; shorter where the input ends before."""
        body, self._body = self._body[:count], self._body[count:]
        if len(body) < count:
            loop = asyncio.get_running_loop()
            body += await loop.run_in_executor(self._executor, self._stdin.read, count - len(body))
        return body

    def _message(self) -> bytes:
        """Take the lines of the next header, and return the body that follows."""
        length = 0
        while True:
            line = self._stdin.readline()
            self._lines.append(line)
            found = _LENGTH.fullmatch(line)
            length = length or (int(found.group(1)) if found else 0)
            if not line or (length and not line.strip()):
                return self._stdin.read(length) if line else b""
