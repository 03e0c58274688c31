"""A lack of memory is a sentence, whatever was the first to miss it."""

from __future__ import annotations

import errno
from argparse import Namespace
from collections.abc import Callable

import pytest

from voicecoach.cli import ENVIRONMENT, commands, main

LACKING = {
    "a list": MemoryError(),
    "a process": OSError(errno.ENOMEM, "Cannot allocate memory"),
    "a thread": RuntimeError("can't start new thread"),
    "a library": ImportError("_multiarray.so: failed to map segment from shared object"),
}


def failing(error: Exception) -> Callable[[Namespace], int]:
    def command(_: Namespace) -> int:
        raise error

    return command


@pytest.mark.parametrize("what", LACKING)
def test_a_lack_of_memory_says_what_to_do(
    what: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "COMMANDS", {"doctor": failing(LACKING[what])})
    assert main(["doctor"]) == ENVIRONMENT
    talk = capsys.readouterr().err
    assert "not enough memory" in talk
    assert "ulimit -v" in talk


@pytest.mark.parametrize("bug", [RuntimeError("dictionary changed size"), ImportError("no module named 'x'")])
def test_a_bug_is_not_taken_for_a_lack_of_memory(bug: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "COMMANDS", {"doctor": failing(bug)})
    with pytest.raises(type(bug)):
        main(["doctor"])
