"""What a person sees on stderr while a command works: warnings, and progress bars."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from voicecoach.cli.printing import tell
from voicecoach.units import format_clock
from voicecoach.visible import visible

_SPEAKING = "speaking  {bar} {n_fmt}/{total_fmt} {remaining} left  {desc}"
_FETCHING = "fetching  {bar} {percentage:3.0f} % {remaining} left  {desc}"
_ENCODING = "mixing and encoding  {bar} {percentage:3.0f} % {remaining} left  {desc}"


def warn(message: str) -> None:
    """Print a warning."""
    tell(f"voicecoach: {message}")


class Progress:
    """Progress bars on a terminal's stderr; nothing where stderr is no terminal."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._shown = sys.stderr.isatty() and not quiet
        self._bar: Any = None
        self._stage = ""

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def speaking(self, done: int, total: int, text: str) -> None:
        """Show that so many of the phrases are ready, the last of them ``text``."""
        self._update(_SPEAKING, done, total, text[:40])

    def encoding(self, done: int, total: int, rate: int) -> None:
        """Show that so many samples are in the file."""
        self._update(
            _ENCODING, done, total, f"{format_clock(done * 1000 // rate)} of {format_clock(total * 1000 // rate)}"
        )

    def fetching(self, done: int, total: int, name: str) -> None:
        """Show that so many bytes of a file have come."""
        self._update(_FETCHING, done, total, name)

    def _update(self, stage: str, done: int, total: int, text: str) -> None:
        if not self._shown:
            return
        if self._stage != stage:
            self._close()
            from tqdm import tqdm

            self._stage = stage
            self._bar = tqdm(total=total, bar_format=stage, leave=False, file=sys.stderr, mininterval=0.1)
        self._bar.total = total
        self._bar.set_description_str(visible(text), refresh=False)
        self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar, self._stage = None, ""
