"""Keys by name, from any terminal: read within milliseconds, without Enter.

The terminal keeps its own Ctrl-C and Ctrl-Z, stops echoing, and is given back as it was found. Without a terminal
there are no keys and no error: a routine then simply plays.
"""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import Protocol, TextIO

from voicecoach.live.terminal.borrowed import Borrowed, is_terminal
from voicecoach.live.terminal.sequences import Decoder

if sys.platform == "win32":
    import msvcrt
else:
    import select
    import termios

_ESCAPE_S = 0.03
"""How long the rest of an escape sequence may take before Escape was a key of its own."""
_POLL_S = 0.004
_ASIDE_S = 0.2


class Keys(Protocol):
    """Where keys come from, from entering its ``with`` block until leaving it."""

    def __enter__(self) -> Keys: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def read(self, timeout: float) -> str:
        """Return the next key's name as soon as it is pressed, or an empty text after ``timeout`` seconds.

        Names: a printable character in lower case, ``space enter escape tab backspace delete left right up down home
        end pageup pagedown``, and from media keys ``play forward backward``.
        """


class NoKeys:
    """Keys of a program that has no terminal: none, and the time passes."""

    def __enter__(self) -> NoKeys:
        return self

    def __exit__(self, *reason: object) -> None:
        return None

    def read(self, timeout: float) -> str:
        """Return nothing, after ``timeout`` seconds."""
        time.sleep(timeout)
        return ""


if sys.platform == "win32":

    class WindowsKeys(NoKeys):
        """Keys of a Windows console, which needs no preparing and no restoring."""

        def __init__(self) -> None:
            self._decoder = Decoder()

        def __enter__(self) -> WindowsKeys:
            return self

        def read(self, timeout: float) -> str:
            """See :meth:`Keys.read`."""
            deadline = time.monotonic() + timeout
            while True:
                while msvcrt.kbhit():
                    character = msvcrt.getwch()
                    if character == "\x03":
                        raise KeyboardInterrupt
                    self._decoder.feed_windows(character)
                if key := self._decoder.take():
                    return key
                if time.monotonic() >= deadline:
                    return ""
                time.sleep(_POLL_S)

else:

    class TerminalKeys:
        """Keys of a terminal on Linux, macOS and their kin."""

        def __init__(self, stream: TextIO) -> None:
            self._descriptor = stream.fileno()
            self._decoder = Decoder()
            self._found: list[int | list[bytes | int]] | None = None
            self._gone = False
            self._terminal = Borrowed(self._take, self._give_back, self._descriptor)

        def __enter__(self) -> TerminalKeys:
            self._terminal.start()
            return self

        def __exit__(self, *reason: object) -> None:
            self._terminal.stop()

        def read(self, timeout: float) -> str:
            """See :meth:`Keys.read`."""
            deadline = time.monotonic() + timeout
            while True:
                if key := self._decoder.take():
                    return key
                remaining = max(0.0, deadline - time.monotonic())
                if not self._listening():
                    time.sleep(min(remaining, _ASIDE_S))
                elif self._wait(min(remaining, _ESCAPE_S) if self._decoder.pending else remaining):
                    if self._listening():
                        self._receive()
                elif self._decoder.pending:
                    self._decoder.settle()
                if not self._decoder.ready and time.monotonic() >= deadline:
                    return ""

        def _listening(self) -> bool:
            return not self._gone and self._terminal.ready()

        def _wait(self, timeout: float) -> bool:
            return bool(select.select([self._descriptor], [], [], timeout)[0])

        def _receive(self) -> None:
            try:
                data = os.read(self._descriptor, 1024)
                if not data:
                    termios.tcgetattr(self._descriptor)  # fails where the terminal has been closed
            except (OSError, termios.error):
                self._gone = True
                return
            self._decoder.feed(data)

        def _take(self) -> None:
            try:
                if self._found is None:
                    self._found = termios.tcgetattr(self._descriptor)
                mode = termios.tcgetattr(self._descriptor)
                mode[0] &= ~termios.IXON  # so that Ctrl-S cannot freeze the screen
                mode[3] &= ~(termios.ECHO | termios.ICANON)
                # What was there to be read may be gone after a stop: a read that waits would hold the coach up.
                mode[6][termios.VMIN], mode[6][termios.VTIME] = 0, 0
                termios.tcsetattr(self._descriptor, termios.TCSANOW, mode)
                termios.tcflush(self._descriptor, termios.TCIFLUSH)
            except termios.error:
                self._gone = True

        def _give_back(self) -> None:
            found, self._found = self._found, None
            if found is not None:
                try:
                    termios.tcsetattr(self._descriptor, termios.TCSANOW, found)
                except termios.error:
                    self._gone = True


def open_keys(stream: TextIO | None = None) -> Keys:
    """Return the keys of the terminal behind ``stream`` (standard input), or none where it is no terminal."""
    stream = stream or sys.stdin
    if stream is None or not is_terminal(stream):
        return NoKeys()
    if sys.platform == "win32":
        return WindowsKeys()
    else:  # noqa: RET505 (a checker for one system must not see the other's)
        return TerminalKeys(stream)
