"""What a person sees at one moment, as data: the session fills it, any screen shows it.

Nothing here knows a clock, a terminal or a player; two equal views look the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from voicecoach.timeline.model import SegmentKind

State = Literal["playing", "paused", "holding", "waiting", "finished"]
"""``holding``: the voice is not ready yet. ``waiting``: an open set lasts until a key is pressed."""


@dataclass(frozen=True, slots=True)
class View:
    """One moment of a routine. Times are in milliseconds of what is heard.

    ``length`` is the length of the segment being played, ``spent`` how much of it is over; where the segment lasts
    until a key is pressed, ``length`` is None and ``spent`` counts up. ``rep`` is the repetition now being done, 0
    before the first, and ``reps`` is None where repetitions are not counted. ``next`` says what follows, in a few
    words. ``caption`` are the last words spoken. ``message`` is what a person should know now (a device that was
    lost, an edit with an error), and may have several lines. ``help`` shows the keys. ``choices`` are the exercises
    while a person chooses one of them, and ``chosen`` is the index of the one that is marked.
    """

    kind: SegmentKind = "say"
    state: State = "playing"
    title: str = ""
    exercise: str = ""
    side: str = ""
    set: int | None = None
    sets: int | None = None
    rep: int | None = None
    reps: int | None = None
    spent: int = 0
    length: int | None = 0
    elapsed: int = 0
    total: int = 0
    next: str = ""
    caption: str = ""
    message: str = ""
    pace: Decimal = Decimal(1)
    help: bool = False
    choices: tuple[str, ...] = ()
    chosen: int = 0

    @property
    def remaining(self) -> int | None:
        """Return how much of the segment remains, or None where it lasts until a key is pressed."""
        return None if self.length is None else max(0, self.length - self.spent)


class Display(Protocol):
    """A place where views are shown, from entering its ``with`` block until leaving it."""

    def __enter__(self) -> Display: ...

    def __exit__(self, *reason: object) -> None: ...

    def show(self, view: View) -> None:
        """Show ``view`` in place of the last one. Called often: what did not change costs nothing."""
