"""A model on loopback for tests: OpenAI's wire protocol, under a script, byte for byte.

Written by hand because the packages that were tried (llmock 0.2.2, aimock-pytest 0.7.0,
@dwmkerr/mock-llm 0.1.29) can neither hold a stream open until the test lets go of it, nor say
that the client went away, nor send bytes that are not a proper answer; two of the three need
a second process, and mock-llm does not speak Responses.

Use::

    async with LoopbackModel() as model:
        gate = Gate()
        model.answer(Text("held after the first delta", gate=gate), "and the second answer")
        ...
        await gate.reached.wait()
        gate.open()
"""

from .replies import (
    Gate,
    Hang,
    Raw,
    Reply,
    Request,
    Status,
    Text,
    bad_key,
    context_too_long,
    filtered,
    html_page,
    out_of_quota,
    rate_limited,
    redirect,
    server_error,
    truncated,
    unknown_model,
)
from .server import LoopbackModel
from .steps import Steps

__all__ = [
    "Gate",
    "Hang",
    "LoopbackModel",
    "Raw",
    "Reply",
    "Request",
    "Status",
    "Steps",
    "Text",
    "bad_key",
    "context_too_long",
    "filtered",
    "html_page",
    "out_of_quota",
    "rate_limited",
    "redirect",
    "server_error",
    "truncated",
    "unknown_model",
]
