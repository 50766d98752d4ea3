"""What the command of the server does around the server."""

import gc
import logging
import sys

import pytest
from nodewright.cli.serve import log_unraisable


class Nested:
    def __del__(self) -> None:
        raise ValueError("already executing")


def test_an_exception_that_nobody_can_catch_is_one_line_of_the_log(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", log_unraisable)
    with caplog.at_level(logging.WARNING):
        Nested()
        gc.collect()
    assert [record.getMessage() for record in caplog.records] == [
        "ignored in Nested.__del__: ValueError: already executing"
    ]
    assert "Traceback" not in capfd.readouterr().err
