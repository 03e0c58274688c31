"""Slots: what happens in which order, without any time that depends on how long words take to say.

A `Pause` is elastic: it lasts at least what the script says, and grows for speech that must be heard. A `Work` is
rigid: its beats are fixed, and cues have to fit between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from voicecoach.diagnostics import Span
from voicecoach.script.model import MusicSource
from voicecoach.script.set_timing import SetTiming
from voicecoach.timeline.model import Phrase, Role, SegmentKind


class Place(NamedTuple):
    """Where in the routine an event belongs."""

    exercise: str = ""
    set: int | None = None
    side: str = ""
    rep: int | None = None


class Utterance(NamedTuple):
    """Words as they are shown, and the phrase that the voice gets.

    Placeholders that are ``missing`` stand for nothing and leave a gap; others are ``filled``.
    """

    text: str
    phrase: Phrase
    missing: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()


class UnfilledText(NamedTuple):
    """A text that is left out because its ``placeholders`` stand for nothing there."""

    placeholders: frozenset[str]
    source: Span
    exercise: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Speech in a pause, which grows for what ``must`` be heard; the rest is said by ``priority`` while there is room.

    ``noted`` ones leave a note when there is none. ``before_end`` fixes the start, in ms before the end of the pause,
    which ``may_be_late`` where other words are still being said.
    ``of_rest`` names the prompt with which it speaks of a rest: where another rest follows at once, only that one is
    announced.
    ``quiet`` ms follow in which nothing else is said, for the body to do what it has heard.
    ``again`` is how it is said once more as the work begins, where it is told during the work before. With its own
    ``tone`` the pause begins with that. ``in_rest`` says that it is only heard where the pause has a rest.
    """

    id: str
    role: Role
    utterance: Utterance
    place: Place
    source: Span | None
    must: bool = True
    priority: int = 0
    noted: bool = False
    before_end: int | None = None
    may_be_late: bool = False
    of_rest: str = ""
    quiet: int = 0
    again: Utterance | None = None
    tone: str = ""
    in_rest: bool = False


@dataclass(frozen=True, slots=True)
class PausePart:
    """A rest, a change of sides or a time to get ready as the script has it; ``length`` in ms at the routine's pace.

    With ``until``, the name of a clock and a time in ms, it ends when that clock shows that time; then ``length`` is
    only an estimate, for what is said of it. A ``usual`` length is one that the script does not mention.
    """

    kind: SegmentKind
    label: str
    length: int
    place: Place
    source: Span | None
    until: tuple[str, int] | None = None
    usual: bool = False


class PauseTone(NamedTuple):
    """The tone with which a pause begins. The script's own, of a cue or a step, has the role ``tone``."""

    id: str
    role: Role
    sound: str
    source: Span | None = None


def tone_role(sound: str) -> Role:
    """Return what a tone of the palette is for at the beginning of a pause."""
    return "rest" if sound == "rest" else "switch" if sound == "switch" else "done" if sound == "done" else "tone"


def pause_tone(pause: str, sound: str, opening: Iterable[Announcement] = ()) -> PauseTone | None:
    """Return the tone of the pause with an id: that of a cue in its ``opening``, else ``sound``, or none."""
    own = next((one for one in opening if one.tone), None)
    if own is not None:
        return PauseTone(f"{pause}/tone", "tone", own.tone, own.source)
    return PauseTone(f"{pause}/tone", tone_role(sound), sound) if sound else None


@dataclass(frozen=True, slots=True)
class Pause:
    """Parts one after another, filled with speech.

    The ``opening`` begins with the pause, after its ``tone``. The ``closing``, which says what comes next, begins with
    the last part, or earlier where it needs more time, and runs into the countdown of so many seconds. One that
    ``flows`` has no length and lies between two timed works: what is said in it is spoken over them (see `flow`).
    """

    id: str
    parts: tuple[PausePart, ...]
    opening: tuple[Announcement, ...] = ()
    closing: tuple[Announcement, ...] = ()
    tone: PauseTone | None = None
    countdown: int = 0
    chapter: str = ""
    flows: bool = False
    music: MusicSource | None = None

    @property
    def nominal(self) -> int:
        """Milliseconds that the script asks for."""
        return sum(part.length for part in self.parts)

    @property
    def clocked(self) -> bool:
        """Whether it ends at an instant that a clock gives, which nothing but speech may delay."""
        return self.parts[-1].until is not None


@dataclass(frozen=True, slots=True)
class PauseDraft:
    """The pause that is being planned: each step adds parts and words, until the next work closes it.

    ``clocks`` start with the next work; ``after_timed`` says that it begins with the end of timed work. ``section``
    begins with the next work.
    """

    parts: tuple[PausePart, ...] = ()
    opening: tuple[Announcement, ...] = ()
    closing: tuple[Announcement, ...] = ()
    tone: str = ""
    clocks: tuple[str, ...] = ()
    after_timed: bool = False
    section: str = ""

    def with_part(self, part: PausePart, *opening: Announcement, tone: str) -> PauseDraft:
        """Return the draft with one more part at its end, and what is said of it."""
        return replace(self, parts=(*self.parts, part), opening=(*self.opening, *opening), tone=tone)

    def without_rest_words(self) -> PauseDraft:
        """Return the draft without the words of a rest that it does not have."""
        rests = any(part.kind == "rest" and (part.length or part.until) for part in self.parts)
        return self if rests else replace(self, opening=tuple(one for one in self.opening if not one.in_rest))

    def closed_by(self, announcements: Iterator[Announcement]) -> PauseDraft:
        """Return the draft with more to be said at its end."""
        return replace(self, closing=(*self.closing, *announcements))


class Beat(NamedTuple):
    """Speech that falls exactly ``at`` ms into the work: the first wording that fits, else a tick."""

    id: str
    role: Role
    at: int
    wordings: tuple[Utterance, ...]
    place: Place


class ToneBeat(NamedTuple):
    """A sound exactly ``at`` ms into the work; with its own ``source``, where a cue asks for it."""

    id: str
    role: Role
    at: int
    sound: str
    place: Place
    source: Span | None = None


@dataclass(frozen=True, slots=True)
class CuePlan:
    """Speech that seeks a gap: it begins within ``earliest``…``latest`` (ms into the work).

    An ``exact`` cue may be spoken faster, but never makes ticks of counts. ``key`` gathers the notes of one cue;
    without ``noted`` there are none. Higher ``priority`` chooses first. An ``optional`` one chooses last, and is left
    out where too much is said already. One that ``gives_way`` is left out where the next work is named at that time.
    """

    id: str
    role: Role
    earliest: int
    latest: int
    utterance: Utterance
    place: Place
    source: Span | None
    key: str = ""
    priority: int = 0
    exact: bool = False
    noted: bool = True
    optional: bool = False
    gives_way: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One set on one side, or of one variant.

    ``words`` are those of phases: on their instant where that is free, else not at all. Played live, ``open`` work
    lasts until a key is pressed. The ``clocks`` with these names start when it does. Nothing optional is said that
    would make speech more than ``talk_cap`` percent of its length. ``ahead`` is what is told of the next work before
    this one ends. The ``music`` keeps to its ``timing``, and says that it is the ``last`` set of several.
    """

    id: str
    label: str
    length: int
    place: Place
    source: Span
    beats: tuple[Beat, ...] = ()
    tones: tuple[ToneBeat, ...] = ()
    cues: tuple[CuePlan, ...] = ()
    words: tuple[Beat, ...] = ()
    open: bool = False
    clocks: tuple[str, ...] = ()
    talk_cap: int = 100
    ahead: tuple[Announcement, ...] = ()
    timing: SetTiming | None = None
    last: bool = False
    music: MusicSource | None = None


Slot: TypeAlias = Pause | Work


@dataclass(frozen=True)
class Plan:
    """The slots of a routine, in order, and the ``unfilled`` texts that are not among them.

    ``told`` is what is said of the length of the whole, and of what remains of it, by the number of the slot.
    """

    title: str
    language: str
    slots: tuple[Slot, ...]
    unfilled: tuple[UnfilledText, ...] = ()
    told: tuple[tuple[int, str], ...] = ()

    def phrases(self) -> Iterator[Phrase]:
        """Yield every phrase that may be needed, each once, in the order heard."""
        yield from dict.fromkeys(phrase for slot in self.slots for phrase in phrases_of(slot))


def phrases_of(slot: Slot) -> Iterator[Phrase]:
    """Yield the phrases whose lengths a slot asks for first."""
    if isinstance(slot, Pause):
        for announcement in (*slot.opening, *slot.closing):
            yield announcement.utterance.phrase
        return
    for beat in slot.beats:
        yield beat.wordings[0].phrase
    for word in slot.words:
        yield word.wordings[0].phrase
    for cue in slot.cues:
        yield cue.utterance.phrase
    for announcement in slot.ahead:
        yield announcement.utterance.phrase
        if announcement.again is not None:
            yield announcement.again.phrase
