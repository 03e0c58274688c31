"""The plan: what happens in which order, and no time that depends on how long anything takes to say.

A plan is a sequence of slots. A `Pause` is elastic: it lasts at least what the script says, and grows for speech that
must be heard. A `Work` is rigid: its beats stand fixed, and cues have to fit between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from voicecoach.diagnostics import Span
from voicecoach.timeline.model import Phrase, SegmentKind


class Place(NamedTuple):
    """Where in the routine something belongs."""

    exercise: str = ""
    set: int | None = None
    side: str = ""
    rep: int | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to be said: how it is shown, and what the voice gets."""

    text: str
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Line:
    """Speech in a pause. Lines that must be heard make it grow; the others come in by ``priority`` while there is room.

    ``noted`` lines leave a note behind when they are left out; ``left`` puts a line so many ms before the end.
    """

    id: str
    role: str
    utterance: Utterance
    place: Place
    source: Span | None
    must: bool = True
    priority: int = 0
    noted: bool = False
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a pause as the script has it; ``length`` at the routine's pace.

    With ``until`` it is as long as it takes to that many ms after the work that has the name among its `Work.anchors`.
    """

    kind: SegmentKind
    label: str
    length: int
    place: Place
    source: Span | None
    until: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Parts one after another, filled with speech.

    ``opening`` lines begin with the pause, after its ``tone``; ``closing`` lines begin with its last part, or earlier
    where they need it, and run into the countdown of so many seconds.
    """

    id: str
    parts: tuple[Part, ...]
    opening: tuple[Line, ...] = ()
    closing: tuple[Line, ...] = ()
    tone: str = ""
    countdown: int = 0
    chapter: str = ""

    @property
    def nominal(self) -> int:
        """What the script asks for."""
        return sum(part.length for part in self.parts)

    @property
    def clocked(self) -> bool:
        """Whether it ends at an instant that a clock gives, which nothing but speech may delay."""
        return any(part.until is not None for part in self.parts)


class Beat(NamedTuple):
    """Speech that falls exactly ``at`` ms into the work: the first wording that fits, else a tick."""

    id: str
    role: str
    at: int
    wordings: tuple[Utterance, ...]
    place: Place


class ToneBeat(NamedTuple):
    """A sound exactly ``at`` ms into the work."""

    id: str
    role: str
    at: int
    sound: str
    place: Place


@dataclass(frozen=True, slots=True)
class CuePlan:
    """Speech that seeks a gap: it begins within ``earliest``…``latest`` (ms into the work).

    ``exact`` cues begin at ``earliest`` or as soon as the voice before them is done, and leave counts alone.
    ``key`` gathers the notes of one cue; ``quiet`` ones leave none. Higher ``priority`` chooses first.
    """

    id: str
    role: str
    earliest: int
    latest: int
    utterance: Utterance
    place: Place
    source: Span | None
    key: str = ""
    priority: int = 0
    exact: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One set on one side, or of one variant."""

    id: str
    label: str
    length: int
    place: Place
    source: Span
    beats: tuple[Beat, ...] = ()
    tones: tuple[ToneBeat, ...] = ()
    cues: tuple[CuePlan, ...] = ()
    words: tuple[Beat, ...] = ()
    """Words of phases: on their instant where that is free, else not at all."""
    open: bool = False
    """Played live, it lasts until a key is pressed."""
    anchors: tuple[str, ...] = ()
    """Names for the instant at which it begins, where clocks count from there."""


Slot: TypeAlias = Pause | Work


@dataclass(frozen=True)
class Plan:
    """The slots of a routine, in order."""

    title: str
    language: str
    slots: tuple[Slot, ...]
    sounds: tuple[str, ...] = field(default=())

    def phrases(self) -> Iterator[Phrase]:
        """Every phrase that may be needed, each once, in the order heard."""
        seen: set[Phrase] = set()
        for slot in self.slots:
            for phrase in phrases_of(slot):
                if phrase not in seen:
                    seen.add(phrase)
                    yield phrase


def phrases_of(slot: Slot) -> Iterator[Phrase]:
    """What a slot will first ask the length of."""
    if isinstance(slot, Pause):
        for line in (*slot.opening, *slot.closing):
            yield line.utterance.phrase
        return
    for beat in slot.beats:
        yield beat.wordings[0].phrase
    for word in slot.words:
        yield word.wordings[0].phrase
    for cue in slot.cues:
        yield cue.utterance.phrase
