"""The only place that prints: no text of a script steers a terminal or a CI system, no closed stream stops a command.

`say` and `tell` print lines for people, in which whatever cannot be seen is an escape; `say_data` and `say_json` print
what a program reads. All write through `StandardStream`, which also catches what others print: argparse, tqdm.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from voicecoach.visible import spelt_out, visible

_COMMAND = re.compile(r"^([ \t]*):(?=:)|#(?=#\w*\[)", re.MULTILINE)
"""What GitHub, Azure Pipelines and TeamCity take for a command: ``::error …``, ``##[error]``, ``##vso[…]``."""
_LAID_OUT = "\n\r\t"
READER_GONE = (errno.EPIPE, errno.EBADF)
"""How a stream fails whose reader wants no more of it, which is no failure of ours."""


def say(*lines: str) -> None:
    """Print a result on standard output, each text as one line."""
    _standard(sys.stdout).write("".join(f"{visible(line)}\n" for line in lines))


def tell(*lines: str) -> None:
    """Print what is not the result (problems, warnings) on standard error, each text as one line."""
    _standard(sys.stderr).write("".join(f"{visible(line)}\n" for line in lines))


def ask(question: str) -> str:
    """Print a question and return the line that is typed."""
    stream = _standard(sys.stdout)
    stream.write(visible(question))
    stream.flush()
    return sys.stdin.readline()


def say_data(text: str) -> None:
    """Print text for a program as it is, in UTF-8 whatever the terminal's character set."""
    _standard(sys.stdout).write_data(text)


def say_json(text: str) -> None:
    """Print JSON; what cannot be seen, or would be a command, becomes JSON's own escapes: it stands only in strings."""
    text = spelt_out(text, lambda one: json.dumps(one)[1:-1], keep="\n")
    say_data(_COMMAND.sub(r"\\u0023", text))


def say_styled(text: str, style: str = "") -> None:
    """Print a line on standard output between the escape code ``style`` of our own and the one that ends it."""
    _standard(sys.stdout).write_code(style)
    _standard(sys.stdout).write(visible(text))
    _standard(sys.stdout).write_code("\x1b[0m\n" if style else "\n")


def clear_screen() -> None:
    """Clear the terminal behind standard output, if it is one that can be cleared."""
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        _standard(sys.stdout).write_code("\x1b[H\x1b[2J\x1b[3J")


def flush() -> bool:
    """Send off what was said; return whether somebody may still read it."""
    stream = _standard(sys.stdout)
    stream.flush()
    return stream.failure is None


class StandardStream(io.TextIOBase):
    """A standard stream that never fails: after the first error, ``failure`` has it, and what is written is dropped.

    Whatever cannot be seen, save the ends of lines, is an escape in what is written, and so are the first character of
    what a CI system would obey, and a character that the stream's own character set lacks.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.failure: OSError | None = None
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Return the character set of what is behind it."""
        return self._stream.encoding or "utf-8"

    def writable(self) -> bool:
        """Return True: it can be written to."""
        return True

    def fileno(self) -> int:
        """Return the descriptor behind it."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self.failure is None and self._stream.isatty()

    def write(self, text: str) -> int:
        """Write text, spelling out what cannot be seen."""
        self._try(self._stream.write, _COMMAND.sub(_disarmed, visible(text, keep=_LAID_OUT)))
        return len(text)

    def write_code(self, code: str) -> None:
        """Write an escape code of our own."""
        self._try(self._stream.write, code)

    def write_data(self, text: str) -> None:
        """Write text as it is, in UTF-8."""
        buffer = getattr(self._stream, "buffer", None)
        if buffer is None:
            self._try(self._stream.write, text)
            return
        self.flush()
        self._try(buffer.write, text.encode("utf-8"))

    def flush(self) -> None:
        """Send off what was written."""
        self._try(self._stream.flush)

    def _try(self, action: Callable[..., Any], *what: Any) -> None:
        if self.failure is not None:
            return
        try:
            action(*what)
        except OSError as error:
            self.failure = error
            # Python would otherwise try again, at its end, to write what could not be written.
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


def _disarmed(command: re.Match[str]) -> str:
    return f"{command[1] or ''}\\x{ord(command[0][-1]):02x}"


def _standard(stream: TextIO) -> StandardStream:
    return stream if isinstance(stream, StandardStream) else StandardStream(stream)


@contextlib.contextmanager
def standard_streams() -> Iterator[StandardStream]:
    """Put streams that are there and never fail in place of the standard ones; yield standard output."""
    _open_missing()
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 (as long as the process)
    out, err = StandardStream(sys.stdout or _nowhere()), StandardStream(sys.stderr or _nowhere())
    sys.stdout, sys.stderr = out, err
    try:
        yield out
    finally:
        out.flush()
        err.flush()
        sys.stdin, sys.stdout, sys.stderr = before


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _open_missing() -> None:
    """Let closed descriptors 0 to 2 lead nowhere: a file that is opened next would get their numbers, and our words."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        if nowhere <= descriptor or not _is_open(descriptor):
            os.dup2(nowhere, descriptor)
    if nowhere > 2:
        os.close(nowhere)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
