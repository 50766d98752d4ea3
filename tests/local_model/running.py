"""Starts a model's process, waits until it answers, and stops it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

from .catalogue import ModelFile
from .fetching import Unavailable

SERVING = Path(__file__).with_name("serving.py")
LOADING, STOPPING = 180.0, 20.0
"""Seconds; loading takes 1 to 10, stopping one or two."""


class LocalModel:
    """A real model behind OpenAI's protocol, for as long as the ``with`` lasts.

    ``grammar`` (in llama.cpp's own notation) decides the form of every answer, ``endless`` takes
    from the model its way to end one. ``drafting``: lines that the answer copies from its prompt
    come faster, and are the same. The same ``seed`` and prompt give the same answer on the
    same machine.
    """

    key = "local-model-key"

    def __init__(
        self,
        fetched: tuple[ModelFile, Path],
        *,
        port: int = 0,
        context: int | None = None,
        temperature: float = 0.0,
        seed: int = 1,
        grammar: str = "",
        endless: bool = False,
        drafting: bool = False,
    ) -> None:
        self.model, path = fetched
        self.name = self.model.title
        self.base_url = ""
        self._wanted = {
            "path": str(path),
            "name": self.name,
            "port": port,
            "key": self.key,
            "context": context or self.model.context,
            "temperature": temperature,
            "seed": seed,
            "grammar": grammar,
            "endless": endless,
            "drafting": drafting,
        }

    def __enter__(self) -> LocalModel:
        self._log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, str(SERVING)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        assert self.process.stdin
        assert self.process.stdout
        limit = threading.Timer(LOADING, self.process.kill)
        limit.start()
        try:
            self.process.stdin.write(json.dumps(self._wanted).encode() + b"\n")
            self.process.stdin.flush()
            told = self.process.stdout.readline()
        except BaseException:
            self.stop()
            raise
        finally:
            limit.cancel()
        if not told:
            self.stop()
            raise Unavailable(f"{self.name} did not start; its last words were:\n{self.log()}")
        self.base_url = json.loads(told)["address"] + "/v1"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> int:
        """End the process; its exit code, 0 where it ended by itself as it should."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        try:
            code = self.process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.process.stdout.close()
        return code

    def log(self) -> str:
        """The end of what the server logged."""
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")[-2000:]

    def ask(self, path: str, body: Any = None) -> Any:
        """The JSON at a path of the server's own, such as ``/slots``; with a body it is posted."""
        address = self.base_url.removesuffix("/v1") + path
        request = urllib.request.Request(
            address,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def tokens(self, text: str) -> int:
        """How many tokens the model's own tokenizer makes of a text."""
        return len(self.ask("/tokenize", {"content": text})["tokens"])

    def busy(self) -> bool:
        """Whether the server works on an answer."""
        return any(slot["is_processing"] for slot in self.ask("/slots"))
