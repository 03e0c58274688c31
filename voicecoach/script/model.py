"""A checked routine: everything a script says, resolved, and where the script says it.

Levels, ranges, includes, overrides and tweaks are settled by the checker; what is left is what will be done. Times
are whole milliseconds at pace 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from voicecoach.diagnostics import Span
from voicecoach.units import SECOND

if TYPE_CHECKING:
    from voicecoach.script.moments import When

Level = Literal["easy", "normal", "hard"]
LEVELS: tuple[Level, ...] = ("easy", "normal", "hard")
Style = Literal["quiet", "plain", "lively"]
"""How much is said by itself."""
SIDES = ("right", "left")
SOUNDS = ("count", "work", "rest", "switch", "countdown", "half", "done", "wake", "bell")
"""What each tone of the palette means; ``bell`` means nothing by itself."""
BEDS = ("pulse", "march", "drone", "waves")
"""The music that is made rather than recorded."""

LONG_REST = 15 * SECOND
"""From this length on a rest has words, and its end is a time to get ready."""


class Text(NamedTuple):
    """Words of the script and where they stand."""

    text: str
    span: Span


class Told(NamedTuple):
    """What is said of a dose: the range that was written, and what is ``done`` of it at this level."""

    low: int = 0
    done: int = 0
    high: int = 0


class Dose(NamedTuple):
    """One set: so many repetitions, or so many milliseconds, or repetitions at a tempo until a time is up.

    ``told`` has its repetitions or milliseconds as they were written, for both sides together where they share them.
    """

    reps: int = 0
    time: int = 0
    told: Told = Told()


class Phase(NamedTuple):
    """A part of a repetition. ``standard`` ones come from the strength notation; the phrase pack has their words."""

    name: str
    length: int
    standard: bool = False


class CueText(NamedTuple):
    """One wording of a cue, and in which sets and on which sides it is heard.

    A ``tone`` of the palette is heard on its moment, before the words; alone it has an empty text.
    """

    say: Text
    short: Text | None = None
    only: frozenset[str] = frozenset()
    priority: int = 0
    voice: str = ""
    tone: str = ""
    voice_span: Span | None = None


class Cue(NamedTuple):
    """When to say what; several texts rotate."""

    key: str
    when: When
    texts: tuple[CueText, ...]
    span: Span


class Count(NamedTuple):
    """How repetitions are counted aloud. ``number`` belongs to ``last`` and ``every``."""

    mode: Literal["up", "down", "last", "every", "ticks", "none"] = "up"
    number: int = 0


class Movement(NamedTuple):
    """What the body does, in sentences, and in short for when it has been told whole: else their first one."""

    say: tuple[Text, ...]
    short: Text | None = None


class Move(NamedTuple):
    """What is to be fetched, put on or moved, and how long that takes."""

    say: Text
    time: int


class Breathing(NamedTuple):
    """When to breathe: a text, or the names of the phases in which to breathe in and out."""

    say: Text | None
    inhale: Text | None = None
    exhale: Text | None = None


class Prompts(NamedTuple):
    """The switches of what is said without being written in the script; None leaves it to the style."""

    title: bool = True
    total: bool = True
    name: bool = True
    progress: bool | None = None
    dose: bool = True
    set: bool = True
    side: bool = True
    movement: bool | None = None
    breathing: bool = True
    half: bool | None = None
    last: bool = True
    next: bool = True
    rest: bool = True
    ten_seconds: bool = True
    switch_ahead: bool = True
    switch: bool = True
    go: bool = True
    done: bool = True
    encourage: bool | None = None
    countdown: int = 3
    phases: int = 3


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several forms of an exercise, done one after another within a set.

    ``open`` work goes at the mover's own speed: nothing is counted, and a live coach waits until it is done. With
    ``holds``, each repetition is a hold: the phase on which the count falls.
    """

    say: Text
    setup: tuple[Text, ...]
    doses: tuple[Dose, ...]
    phases: tuple[Phase, ...]
    count: Count
    count_on: int
    cues: tuple[Cue, ...]
    open: bool = False
    movement: Movement | None = None
    holds: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, all of its sets.

    ``variants`` always holds at least one; an exercise without variants is its own only one. ``sides`` is empty, the
    sides in the order done, or both with ``alternate`` set. Both share a dose that is ``shared``. ``rests`` and
    ``weights`` belong to the first set, the second one and so on. Without a ``style`` it has that of the routine. The
    spans say where each key was written.
    """

    key: str
    say: Text
    setup: tuple[Text, ...]
    variants: tuple[Variant, ...]
    sets: int
    sides: tuple[str, ...]
    alternate: bool
    switch_after: Literal["set", "exercise", "variant"]
    ready: int
    rests: tuple[int, ...]
    switch: int
    fade: bool
    prompts: Prompts
    span: Span
    spans: tuple[tuple[str, Span], ...] = ()
    movement: Movement | None = None
    move: Move | None = None
    side_words: Text | None = None
    breathing: Breathing | None = None
    safety: tuple[Text, ...] = ()
    demo: int = 0

    style: Style | None = None
    shared: bool = False
    weights: tuple[Text, ...] = ()

    def says(self, key: str) -> bool:
        """Whether ``key`` is written for this exercise, or in the defaults of its file."""
        return any(name == key for name, _ in self.spans)

    def rest_after(self, number: int) -> int:
        """Return the rest after the set of that number (from 1); the last one that is written goes on."""
        return self.rests[min(number, len(self.rests)) - 1]

    def weight_of(self, number: int) -> Text | None:
        """Return the weight of the set of that number (from 1), if there is any; the last one goes on."""
        return self.weights[min(number, len(self.weights)) - 1] if self.weights else None

    def span_of(self, key: str) -> Span:
        """Return where ``key`` is written for this exercise, or the exercise itself."""
        return dict(self.spans).get(key, self.span)


class Rest(NamedTuple):
    """Silence with the rest prompts. As a ``turn`` of an emom it has no length of its own: it lasts all the turn.

    One that is ``owed`` comes after rounds, unless a step of the script rests there.
    """

    length: int
    span: Span
    turn: bool = False
    owed: bool = False


class Say(NamedTuple):
    """Something spoken and waited for."""

    text: Text


class Tone(NamedTuple):
    """A sound of the palette, waited for."""

    sound: str
    span: Span


class Repeat(NamedTuple):
    """The steps, several times over."""

    times: int
    steps: tuple[Block, ...]
    span: Span


class MusicBed(NamedTuple):
    """Music that is made: one of `BEDS`."""

    name: str


class MusicFile(NamedTuple):
    """A file, a folder or a playlist of a person's own music.

    ``bpm`` is the tempo of its songs, None where nobody knows it; ``first_beat`` how many ms after the beginning of the
    file a bar begins, None for where its sound does.
    """

    path: str
    bpm: Decimal | None = None
    first_beat: int | None = None
    span: Span | None = None


class MusicFiles(NamedTuple):
    """A person's own music."""

    files: tuple[MusicFile, ...]


MusicSource: TypeAlias = MusicBed | MusicFiles


class Music(NamedTuple):
    """What plays in work and in rests, nothing where that is None.

    ``gain`` is how much louder than usual in dB; ``duck`` how much softer while words are spoken, None for the usual.
    """

    work: MusicSource | None
    rest: MusicSource | None
    gain: Decimal = Decimal(0)
    duck: Decimal | None = None


class Section(NamedTuple):
    """A named part of the routine, such as its warm-up, with switches that lie over those of the script.

    Its ``music`` plays in place of that of the script; None leaves it.
    """

    name: Text
    steps: tuple[Block, ...]
    switches: tuple[tuple[str, Any], ...]
    span: Span
    music: Music | None = None


class BothSides(NamedTuple):
    """The steps once for each side, with a switch between; its ``usual`` length is one that the script does not say."""

    sides: tuple[str, ...]
    steps: tuple[Block, ...]
    switch: int
    span: Span
    usual: bool = False


def is_turn_of_rest(block: Block) -> bool:
    """Return whether a step is a station of an emom in which there is nothing to do."""
    return isinstance(block, Rest) and block.turn


@dataclass(frozen=True)
class Rounds:
    """Stations in turn, one set of each at a time: a superset, a circuit, a tabata or an emom.

    ``turns`` counts the sets in all. ``rest`` lies between stations and ``rest_between`` between rounds; None leaves
    it to the next exercise's time to get ready. ``rest_after`` comes where other work follows the block without a rest
    of its own. With ``every``, turns begin so many ms apart, and what the work leaves of that is rest. ``work`` is the
    length of those stations that have no dose of their own.
    """

    kind: Literal["superset", "circuit", "tabata", "emom"]
    turns: int
    steps: tuple[Block, ...]
    rest: int | None
    rest_between: int | None
    span: Span
    every: int = 0
    work: int = 0
    say: Text | None = None
    rest_after: int = 0

    @cached_property
    def stations(self) -> tuple[tuple[Block, ...], ...]:
        """The steps by station: each ends with work, or a turn of rest, and what comes before belongs to it.

        It is asked for in each turn, and kept: this class has no slots for that.
        """
        stations: list[list[Block]] = [[]]
        for step in self.steps:
            stations[-1].append(step)
            if not isinstance(step, (Rest, Say, Tone)) or is_turn_of_rest(step):
                stations.append([])
        after = stations.pop()
        if stations:
            stations[-1] += after
        return tuple(tuple(station) for station in stations)

    @property
    def rounds(self) -> int:
        """How often the stations come, the last time perhaps not all of them."""
        return -(-self.turns // max(1, len(self.stations)))

    def with_steps(self, steps: tuple[Block, ...]) -> Rounds:
        """Return the same block with other stations: as many rounds, or where it goes by time, as many turns."""
        fixed = self.kind in ("tabata", "emom")
        changed = replace(self, steps=steps)
        return changed if fixed else replace(changed, turns=self.rounds * len(changed.stations))


class Amrap(NamedTuple):
    """As many rounds of the steps as a time allows, at the mover's own speed. ``exercise`` is that time as work."""

    exercise: Exercise
    steps: tuple[Exercise, ...]
    span: Span


Block: TypeAlias = Exercise | Rest | Say | Tone | Repeat | BothSides | Rounds | Amrap | Section


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """Who speaks, and how fast in words a minute. ``command`` is a program that a script wants to have run.

    The spans say where the name is written, or all of it, and where the engine.
    """

    engine: str = "auto"
    name: str = ""
    rate: int = 150
    span: Span | None = None
    command: str = ""
    engine_span: Span | None = None


class Pace(NamedTuple):
    """Speed of movement and of rests; never of speech."""

    move: Decimal = Decimal(1)
    rest: Decimal = Decimal(1)


class Minutes(NamedTuple):
    """How long a routine is to last in ms, 0 for as long as it does; whether its ``movement`` may change for that.

    ``span`` is where the length is written.
    """

    length: int = 0
    movement: bool = False
    span: Span | None = None


class SoundFile(NamedTuple):
    """The user's own file in place of a sound of the palette, or None for silence."""

    sound: str
    path: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Routine:
    """Everything a script says.

    ``counter`` counts in place of ``voice``; a ``seed`` other than 0 shuffles wordings that take turns, of cues and of
    prompts; those of one name in ``phrases`` do.
    """

    title: Text
    language: str
    voice: VoiceChoice
    pace: Pace
    blocks: tuple[Block, ...]
    minutes: Minutes = field(default_factory=Minutes)
    prompts: Prompts = field(default_factory=Prompts)
    equipment: tuple[Text, ...] = ()
    safety: tuple[Text, ...] = ()
    phrases: tuple[tuple[str, Text], ...] = ()
    lexicon: tuple[tuple[str, str], ...] = ()
    sounds: tuple[SoundFile, ...] = ()
    music: Music | None = None
    counter: VoiceChoice | None = None
    seed: int = 0
    style: Style = "plain"
    artist: str = "voicecoach"
    album: str = "Workouts"
    file: str = ""
