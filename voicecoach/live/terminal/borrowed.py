"""A terminal that is always given back as it was found: at the end, on a signal, and while the program is stopped.

Keys and screen each change the terminal; each states how to take it and how to give it back, and :class:`Borrowed`
does the one or the other at every moment it must be done. Several may be nested: signal handlers are chained.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

_ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")
_Handler = Callable[[int, FrameType | None], Any] | int | None


class Borrowed:
    """Calls ``take`` now, ``give_back`` at the end, and both around a stop (Ctrl-Z, ``fg``).

    SIGTERM, SIGHUP and SIGQUIT give it back and then do what they would have done; where that is to end the process
    at once, they raise ``SystemExit(128 + n)`` instead, so that other clean-up happens too. In the background
    (``bg``) the terminal is not touched until the process is in the foreground again. Signals are heeded in the main
    thread only, which is where Python delivers them.
    """

    def __init__(self, take: Callable[[], None], give_back: Callable[[], None], descriptor: int) -> None:
        self._take = take
        self._give_back = give_back
        self._descriptor = descriptor
        self._started = self._ours = False
        self._before: dict[int, _Handler] = {}

    def ready(self) -> bool:
        """Report whether the terminal is ours to read from and draw on at this moment.

        It is acquired again where the process came back to the foreground unnoticed: a shell's ``fg`` sends a signal
        only to a program that was stopped.
        """
        if self._started and self._ours != is_foreground(self._descriptor):
            self._acquire()
        return self._ours

    def start(self) -> None:
        """Take the terminal, if this process is in its foreground; where that fails, give it back and raise."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        if threading.current_thread() is threading.main_thread():
            handlers = dict.fromkeys(_ENDING, self._end) | {"SIGTSTP": self._stop, "SIGCONT": self._go_on}
            for name, handler in handlers.items():
                if number := getattr(signal, name, None):
                    self._install(number, handler)
        self._started = True
        self._acquire()

    def stop(self) -> None:
        """Give the terminal back and heed no more signals. May be called again."""
        self._started = False
        self._release()
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def _install(self, number: int, handler: Callable[[int, FrameType | None], None]) -> None:
        before = signal.getsignal(number)
        if before is not signal.SIG_IGN or number == getattr(signal, "SIGCONT", None):
            self._before[number] = before
            signal.signal(number, handler)

    def _acquire(self) -> None:
        self._ours = is_foreground(self._descriptor)
        if self._ours:
            with contextlib.suppress(OSError):
                self._take()

    def _release(self) -> None:
        if self._ours:
            self._ours = False
            with contextlib.suppress(OSError, ValueError):
                self._give_back()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._release()
        before = self._before.get(number)
        if callable(before):
            before(number, frame)
        else:
            raise SystemExit(128 + number)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._release()
        before = self._before.get(number)
        if callable(before):
            before(number, frame)
        else:
            handler = signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            signal.signal(number, handler)
        if not self._ours:
            # Where nobody could ever continue it, the system does not stop a process, and sends no SIGCONT.
            self._acquire()

    def _go_on(self, number: int, frame: FrameType | None) -> None:
        before = self._before.get(number)
        if callable(before):
            before(number, frame)
        self._acquire()


def is_foreground(descriptor: int) -> bool:
    """Report whether reading and drawing would not stop this process: job control allows it to one group at a time."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        # A terminal that is not this session's own (a pseudo-terminal handed over) has no job control for us.
        return True


def is_terminal(stream: Any) -> bool:
    """Report whether ``stream`` leads to a terminal; closed, missing and replaced streams do not."""
    try:
        return bool(stream.isatty()) and stream.fileno() >= 0
    except (AttributeError, OSError, ValueError):
        return False
