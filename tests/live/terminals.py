"""Real pseudo-terminals and real programs on them, for tests of what a person would see."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from voicecoach.live.view import View

WORK = View(
    kind="work",
    title="Band glutes",
    exercise="Clamshell",
    side="right",
    set=2,
    sets=3,
    rep=7,
    reps=12,
    spent=19_500,
    length=36_000,
    elapsed=200_000,
    total=550_000,
    next="left side",
    caption="keep ribs down",
    pace=Decimal(1),
)


class Program:
    """A Python program whose terminal is a pseudo-terminal of its own, as a shell would start it."""

    def __init__(self, source: str, columns: int = 80, rows: int = 24, **environment: str) -> None:
        import fcntl
        import struct
        import termios

        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        self.seen = b""

        def own_terminal() -> None:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [sys.executable, "-c", source],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            preexec_fn=own_terminal,
            env={**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **environment},
        )

    def type(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def until(self, wanted: bytes) -> bytes:
        """Everything seen, once ``wanted`` is in it; fails after 30 s."""
        deadline = time.monotonic() + 30
        while wanted not in self.seen:
            assert time.monotonic() < deadline, (wanted, self.seen)
            self._receive(0.2)
        return self.seen

    def end(self) -> bytes:
        """Everything seen, once the program is over."""
        deadline = time.monotonic() + 30
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.seen
            self._receive(0.05)
        while self._receive(0.05):
            pass
        return self.seen

    def modes(self) -> list[Any]:
        import termios

        return termios.tcgetattr(self.slave)

    def _receive(self, timeout: float) -> bool:
        if not select.select([self.master], [], [], timeout)[0]:
            return False
        data = os.read(self.master, 65536)
        self.seen += data
        return bool(data)


@contextmanager
def running(source: str, columns: int = 80, rows: int = 24, **environment: str) -> Iterator[Program]:
    program = Program(source, columns, rows, **environment)
    try:
        yield program
    finally:
        program.process.kill()
        program.process.wait()
        os.close(program.master)
        os.close(program.slave)


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)
