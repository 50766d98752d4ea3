"""The reader of stdin."""

from __future__ import annotations

import asyncio
from io import BytesIO

from nodewright.handlers.inlet import Inlet


async def _all(inlet: Inlet, bodies: list[int]) -> list[bytes]:
    """What pygls would read: lines up to an empty one, then a body of the length it was told."""
    read: list[bytes] = []
    for count in bodies:
        while (line := await inlet.readline()).strip():
            read.append(line)
        read.append(await inlet.readexactly(count))
    read.append(await inlet.readline())
    return read


def test_messages_come_as_they_were_sent_and_the_end_is_empty() -> None:
    """Headers in any order, two messages in one piece, and what is no message before them."""
    sent = (
        b"noise\r\n\r\nContent-Type: x\r\nContent-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\ntrue"
    )
    inlet = Inlet(BytesIO(sent))
    read = asyncio.run(_all(inlet, [0, 2, 4]))
    assert read == [
        b"noise\r\n",
        b"",
        b"Content-Type: x\r\n",
        b"Content-Length: 2\r\n",
        b"{}",
        b"Content-Length: 4\r\n",
        b"true",
        b"",
    ]


def test_a_body_that_is_cut_comes_short_and_then_the_end() -> None:
    """A client that dies in the middle of a message leaves no one waiting."""
    inlet = Inlet(BytesIO(b"Content-Length: 9\r\n\r\n{}"))
    assert asyncio.run(_all(inlet, [9])) == [b"Content-Length: 9\r\n", b"{}", b""]
