"""Starts LiteLLM with the example's configuration, waits until it answers, and stops it."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType

from .install import installed

CONFIG = Path(__file__).resolve().parents[2] / "examples" / "litellm.yaml"
STARTING, STOPPING = 300.0, 20.0
"""Seconds; it starts in ten on an idle machine, for it imports much."""


class Proxy:
    """One address for two servers, each at its port of this machine."""

    model = "qwen2.5-coder-32b"
    key = "sk-team"

    def __init__(self, first: int, second: int) -> None:
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}/v1"
        self._servers = {"CODER_ONE": first, "CODER_TWO": second}

    def __enter__(self) -> Proxy:
        self._log = tempfile.TemporaryFile()
        clean = {name: v for name, v in os.environ.items() if "proxy" not in name.lower()}
        servers = {name: f"http://127.0.0.1:{port}/v1" for name, port in self._servers.items()}
        keys = {"CODER_KEY": "none", "LITELLM_MASTER_KEY": self.key}
        # Its list of prices comes with it; without this it is asked for over the network.
        quiet = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        self._process = subprocess.Popen(
            [
                *(str(installed()), "--config", str(CONFIG), "--telemetry", "False"),
                *("--host", "127.0.0.1", "--port", str(self.port)),
            ],
            env={**clean, **servers, **keys, **quiet},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._await()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _await(self) -> None:
        limit = time.monotonic() + STARTING
        while time.monotonic() < limit and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.2)
        raise RuntimeError(f"LiteLLM did not start; its last words were:\n{self.log()}")

    def _answers(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/health/liveliness"
        try:
            with urllib.request.urlopen(address, timeout=10):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        """The end of what it logged."""
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")[-3000:]


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
