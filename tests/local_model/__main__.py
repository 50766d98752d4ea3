"""Serve a model until Ctrl-C: ``python -m local_model smollm2 --port 8089`` in ``tests``."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from local_model import CATALOGUE, LocalModel, Unavailable, fetched


def main() -> int:
    """Fetch, check, start, say how to use it, wait, stop."""
    listed = "\n".join(
        f"  {m.name:10} {m.title}, {m.quantization}: {m.download} MB, needs {m.memory} GB of memory"
        for m in CATALOGUE.values()
    )
    parser = argparse.ArgumentParser(
        prog="make model NAME=...",
        description=f"Real models for tests, on this machine:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", choices=list(CATALOGUE), help="which model")
    parser.add_argument("--port", type=int, default=8089)
    told = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with LocalModel(fetched(told.name, say=_say), port=told.port) as model:
            _say(USE.format(name=model.name, base_url=model.base_url, key=model.key))
            code = model.process.wait()
            print(f"The model's server ended by itself, with code {code}:\n{model.log()}")
            return 1
    except Unavailable as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


USE = """\
{name} answers at {base_url} until Ctrl-C. Try it:

  export LOCAL_MODEL_KEY={key}
  nodewright doctor --model {name} --base-url {base_url} --set model.apiKeyEnv=LOCAL_MODEL_KEY
"""


def _say(line: str) -> None:
    print(line, flush=True)


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
