"""The intermediate form: what is heard when, in whole milliseconds from the start.

The timeline is to voicecoach what assembly is to a compiler: every script becomes one, and the
MP3, the WAV, the pictures and the live coach are made from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

from voicecoach.diagnostics import Diagnostic, Span
from voicecoach.script.model import MusicSource
from voicecoach.script.set_timing import SetTiming
from voicecoach.script.texts import without_phonemes

Kind = Literal["say", "tone"]
SegmentKind = Literal["work", "rest", "ready", "switch", "say"]
Role = Literal[
    "title", "name", "setup", "count", "phase", "cue", "go", "countdown", "half", "last",
    "encourage",
    "rest", "next", "switch", "time", "done", "say", "tone", "again",
]  # fmt: skip
"""What an event is for: the language page has a line for each."""
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as they are to be spoken: numbers are words; ``[0.5s]`` is a silence, ``{bow|/baʊ/}`` a pronunciation.

    ``rate`` is in words a minute. ``voice`` is an engine's name for a voice, empty for the routine's own.
    """

    text: str
    rate: int
    voice: str = ""

    @property
    def words(self) -> str:
        """The text without pronunciations: ``bow`` for ``{bow|/baʊ/}``."""
        return without_phonemes(self.text)


@dataclass(frozen=True, slots=True)
class Event:
    """Something heard from ``start`` to ``end`` (ms, end exclusive).

    A ``say`` has a ``phrase`` and, as ``text``, the words as the script writes them; a ``tone`` has a ``sound``.
    """

    id: str
    kind: Kind
    role: Role
    start: int
    end: int
    text: str = ""
    sound: str = ""
    phrase: Phrase | None = None
    exercise: str = ""
    set: int | None = None
    side: str = ""
    rep: int | None = None
    source: Span | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """What the body does from ``start`` to ``end``; segments follow each other without a gap.

    Played live, ``open`` work goes on until the mover says that it is done. Repetitions of work have a ``timing``.
    ``last`` is the last set of several. ``music`` is what plays meanwhile.
    """

    kind: SegmentKind
    label: str
    start: int
    end: int
    exercise: str = ""
    set: int | None = None
    side: str = ""
    source: Span | None = None
    open: bool = False
    timing: SetTiming | None = field(default=None, compare=False)
    last: bool = False
    music: MusicSource | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch that a player can jump to."""

    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """A compiled routine. Events are in order of start; ``duration`` is the length of the audio."""

    title: str
    language: str
    duration: int
    events: tuple[Event, ...]
    segments: tuple[Segment, ...]
    chapters: tuple[Chapter, ...]
    notes: tuple[Diagnostic, ...] = ()

    def spoken(self) -> Iterator[Event]:
        """The events that a voice speaks, in order."""
        return (event for event in self.events if event.kind == "say")


class Measure(Protocol):
    """How long things sound, in whole milliseconds: the only thing that scheduling asks of the world."""

    def speech(self, phrase: Phrase) -> int:
        """Length of a phrase as it will be mixed."""

    def tone(self, sound: str) -> int:
        """Length of a sound of the palette, or of the user's file in its place."""
