from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.terminals import running
from voicecoach.live.bindings import BINDINGS, command_of
from voicecoach.live.terminal.keys import NoKeys, open_keys
from voicecoach.live.terminal.sequences import Decoder

posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of POSIX")

READER = """
import sys
from voicecoach.live.terminal.keys import open_keys
with open_keys() as keys:
    print("ready", flush=True)
    while (key := keys.read(30)) not in ("q", ""):
        print(f"<{key}>", flush=True)
        if key == "x":
            raise ValueError("boom")
"""


def decoded(*parts: bytes) -> list[str]:
    decoder = Decoder()
    for part in parts:
        decoder.feed(part)
    keys = []
    while key := decoder.take():
        keys.append(key)
    return keys


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        (b" ", "space"),
        (b"\r", "enter"),
        (b"\n", "enter"),
        (b"n", "n"),
        (b"N", "n"),
        (b"+", "+"),
        (b"\x1b[A", "up"),
        (b"\x1bOB", "down"),
        (b"\x1b[C", "right"),
        (b"\x1bOM", "enter"),
        (b"\x1b[1;5D", "left"),
        (b"\x1b[5~", "pageup"),
        (b"\x1b[6~", "pagedown"),
        (b"\x1b[57430u", "play"),
        (b"\x1b[57430;1:1u", "play"),
        (b"\x1b[57435u", "forward"),
        (b"\x1b[32u", "space"),
        ("é".encode(), "é"),
    ],
)
def test_a_key_is_named_also_when_it_comes_byte_by_byte(sent: bytes, key: str) -> None:
    assert decoded(sent) == [key]
    assert decoded(*(bytes([byte]) for byte in sent)) == [key]
    assert decoded(sent + b"q" + sent) == [key, "q", key]


@pytest.mark.parametrize(
    "sent", [b"\x1b[15~", b"\x1b[<0;10;20M", b"\x1b[I", b"\x1bx", b"\x1b[57430;1:3u", b"\x01", b"\x1b[?62c"]
)
def test_what_is_no_key_of_ours_vanishes_whole(sent: bytes) -> None:
    assert decoded(sent) == []
    assert decoded(sent, b"n") == ["n"]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert decoded(b"\xff\xfe", b"n")[-1] == "n"
    assert decoded(b"\x1b[" + b"1" * 500 + b"n", b"q")[-1] == "q"


def test_escape_alone_is_a_key_once_nothing_follows() -> None:
    decoder = Decoder()
    decoder.feed(b"\x1b")
    assert decoder.take() == ""
    assert decoder.pending
    decoder.settle()
    assert decoder.take() == "escape"
    assert not decoder.pending


def test_windows_sends_two_characters_for_an_arrow() -> None:
    decoder = Decoder()
    for character in "\xe0M n\0K\r":
        decoder.feed_windows(character)
    assert [decoder.take() for _ in range(6)] == ["right", "space", "n", "left", "enter", ""]


def test_every_key_has_one_command() -> None:
    keys = [key for binding in BINDINGS for key in binding.keys]
    assert len(keys) == len(set(keys))
    assert command_of("space") == "toggle_pause"
    assert command_of("right") == command_of("n") == "next_exercise"
    assert command_of("x") == ""


@pytest.mark.parametrize("stream", [io.StringIO(), "closed"])
def test_without_a_terminal_there_are_no_keys_and_time_passes(stream: Any) -> None:
    if stream == "closed":
        stream = io.StringIO()
        stream.close()
    began = time.monotonic()
    with open_keys(stream) as keys:
        assert isinstance(keys, NoKeys)
        assert keys.read(0.05) == ""
    assert time.monotonic() - began >= 0.05


@pytest.fixture
def terminal() -> Iterator[tuple[int, Any]]:
    master, slave = os.openpty()
    with os.fdopen(slave) as stream:
        yield master, stream
    with contextlib.suppress(OSError):
        os.close(master)


@posix
def test_a_terminal_is_given_back_as_it_was(terminal: tuple[int, Any]) -> None:
    import termios

    _, stream = terminal
    before = termios.tcgetattr(stream)
    handlers = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP, signal.SIGCONT)]
    with open_keys(stream):
        inside = termios.tcgetattr(stream)
        assert not inside[3] & (termios.ECHO | termios.ICANON)
        assert inside[3] & termios.ISIG, "Ctrl-C and Ctrl-Z stay the terminal's"
    assert termios.tcgetattr(stream) == before
    assert handlers == [
        signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTSTP, signal.SIGCONT)
    ]


@posix
def test_keys_are_read_and_what_was_typed_before_is_not(terminal: tuple[int, Any]) -> None:
    master, stream = terminal
    os.write(master, b"too early\n")
    with open_keys(stream) as keys:
        assert keys.read(0) == ""
        os.write(master, b" \x1b[Cn")
        assert [keys.read(5) for _ in range(3)] == ["space", "right", "n"]
        os.write(master, b"\x1b")
        assert keys.read(5) == "escape"
        began = time.monotonic()
        assert keys.read(0.1) == ""
        assert time.monotonic() - began >= 0.1


@posix
def test_a_terminal_that_is_closed_gives_no_keys_and_eats_no_time(terminal: tuple[int, Any]) -> None:
    master, stream = terminal
    with open_keys(stream) as keys:
        os.close(master)
        began, used = time.monotonic(), time.process_time()
        assert [keys.read(0.1), keys.read(0.1)] == ["", ""]
        assert time.monotonic() - began >= 0.15
        assert time.process_time() - used < 0.1, "it must sleep, not spin"


@posix
@pytest.mark.parametrize(
    ("ending", "code"),
    [("q", 0), ("x", 1), ("\x03", None), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131)],
)
def test_however_it_ends_the_terminal_is_restored(ending: Any, code: int | None) -> None:
    with running(READER) as program:
        program.until(b"ready")
        assert program.modes() != program.before
        program.type(b" ")
        program.until(b"<space>")
        if isinstance(ending, str):
            program.type(ending.encode())
        else:
            program.process.send_signal(ending)
        seen = program.end()
        assert program.modes() == program.before
        if code is None:
            assert b"KeyboardInterrupt" in seen
        else:
            assert program.process.returncode == code
