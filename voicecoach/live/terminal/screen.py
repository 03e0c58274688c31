"""The full screen: drawn without flicker, at whatever size the terminal has at the moment, and removed at the end."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Mapping
from typing import TextIO

from voicecoach.live.terminal.borrowed import Borrowed, is_terminal
from voicecoach.live.terminal.layout import Row, Sheet, Style, lay_out
from voicecoach.live.terminal.lines import PlainLines
from voicecoach.live.view import Display, View

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[0m\x1b[2J"
_PATIENCE_S = 1.0
"""How long a terminal that takes no more text may hold up a view, which is then drawn anew."""
_LEAVE = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_LOOKS: Mapping[Style, tuple[str, str]] = {
    "plain": ("", ""),
    "dim": ("2", "2"),
    "strong": ("1", "1"),
    "work": ("1;32", "1"),
    "rest": ("1;36", "1"),
    "ready": ("1;33", "1"),
    "switch": ("1;35", "1"),
    "say": ("1", "1"),
    "banner": ("1;7", "1;7"),
    "alert": ("1;31", "1"),
}
"""Parameters of the escape that begins each style: in colour, and where colours are not wanted."""


class Screen:
    """Shows views on the terminal behind ``stream``, in its alternate screen.

    Only lines that changed are written, in one write a view. The size is asked for at every view, so no signal is
    needed. Where drawing fails because the terminal is gone, nothing more is drawn.
    """

    def __init__(self, stream: TextIO, *, colour: bool = True) -> None:
        self._stream = stream
        self._colour = colour
        self._blocks = _shows_blocks(stream)
        self._shown: list[Row] = []
        self._sheet: Sheet | None = None
        self._view: View | None = None
        self._stale = True
        self._terminal = Borrowed(self._take, self._give_back, stream.fileno())

    def __enter__(self) -> Screen:
        self._stream.flush()
        self._terminal.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._terminal.stop()

    def show(self, view: View) -> None:
        """Draw what differs from the last view; after a change of size, all of it."""
        if not self._terminal.ready():
            return
        # A signal may make the screen stale at any moment from here on: then the next view is drawn whole.
        stale, self._stale = self._stale, False
        sheet = self._measure()
        whole = stale or sheet != self._sheet
        if view == self._view and not whole:
            return
        lines = lay_out(view, sheet)
        parts = ["\x1b[0m\x1b[2J"] if whole else []
        before = [] if whole else self._shown
        for row, line in enumerate(lines):
            if row >= len(before) or line != before[row]:
                parts.append(f"\x1b[{row + 1};1H{self._painted(line)}")
        if parts:
            try:
                self._write("".join(parts))
            except OSError:
                self._terminal.stop()
        self._view, self._sheet, self._shown = view, sheet, lines

    def _painted(self, line: Row) -> str:
        parts = []
        for text, style in line:
            look = _LOOKS[style][0 if self._colour else 1]
            parts.append(f"\x1b[{look}m{text}\x1b[0m" if look else text)
        return "".join(parts)

    def _measure(self) -> Sheet:
        try:
            columns, rows = os.get_terminal_size(self._stream.fileno())
        except OSError:
            columns, rows = 0, 0
        return Sheet(columns or 80, rows or 24, self._blocks)

    def _take(self) -> None:
        if sys.platform == "win32":
            _enable_escapes(self._stream.fileno())
        self._stale = True
        self._write(_ENTER)

    def _give_back(self) -> None:
        self._write(_LEAVE)

    def _write(self, text: str) -> None:
        """Write ``text`` past the stream's buffer: a signal handler may write while a view is being drawn."""
        if sys.platform == "win32":
            self._stream.write(text)
            self._stream.flush()
            return
        rest = memoryview(text.encode(self._stream.encoding or "ascii", "replace"))
        while rest and select.select([], [self._stream.fileno()], [], _PATIENCE_S)[1]:
            rest = rest[os.write(self._stream.fileno(), rest) :]
        self._stale = self._stale or bool(rest)


def open_display(
    stream: TextIO | None = None, *, plain: bool = False, environment: Mapping[str, str] | None = None
) -> Display:
    """Return the full screen where ``stream`` (standard output) can show one, otherwise one plain line an event.

    ``NO_COLOR`` takes the colours away, ``TERM=dumb`` the screen; ``environment`` is where both are looked up.
    """
    stream = stream or sys.stdout
    environment = os.environ if environment is None else environment
    if plain or environment.get("TERM") == "dumb" or not is_terminal(stream):
        return PlainLines(stream)
    if sys.platform == "win32" and not _enable_escapes(stream.fileno()):
        return PlainLines(stream)
    return Screen(stream, colour=not environment.get("NO_COLOR"))


def _shows_blocks(stream: TextIO) -> bool:
    try:
        "█▀▄━─·“”…".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


if sys.platform == "win32":

    def _enable_escapes(descriptor: int) -> bool:
        """Ask the console to obey escape codes; consoles before Windows 10 cannot."""
        import ctypes
        import msvcrt

        kernel = ctypes.windll.kernel32
        handle = msvcrt.get_osfhandle(descriptor)
        mode = ctypes.c_ulong()
        if not kernel.GetConsoleMode(ctypes.c_void_p(handle), ctypes.byref(mode)):
            return False
        return bool(kernel.SetConsoleMode(ctypes.c_void_p(handle), mode.value | 0x0004))
