"""The moments at which a cue can be heard, one row each.

All that depends on a moment is derived from its row: how a script spells it, what an exercise must have for it, what
the schema and the messages say of it, how often it comes, and when its cue may begin. A new moment is a new row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import floordiv
from typing import Literal, NamedTuple

from voicecoach.script.kinds import ignoring_case
from voicecoach.script.set_timing import SetTiming
from voicecoach.units import SECOND, parse_duration, scale

Moment = Literal[
    "start", "end", "half", "rest", "switch", "rep", "every", "last", "phase", "at", "every-time", "left"
]  # fmt: skip
CuePlace = Literal["work", "after", "rest", "switch"]
"""Where a cue is heard: in the work, first in the pause after it, in a rest between sets, at a change of sides."""
TIME_WINDOW = 4 * SECOND
"""How long after its moment a cue of timed work may begin."""


LONG_REPETITION = 2_500
"""From this length on half of a repetition leaves room for words."""


class Window(NamedTuple):
    """When a cue may begin, in ms into the work, and in which repetition: 0 where its moment is a time."""

    earliest: int
    latest: int
    rep: int = 0


class Spelling(NamedTuple):
    """One way to write a moment.

    The ``form`` has ``{count}``, ``{time}`` or ``{phase}`` where the writer puts a number, a duration or a name.
    """

    form: str
    example: str
    doc: str


@dataclass(frozen=True, slots=True)
class Row:
    """One moment.

    ``windows`` yields when a cue may begin in a set; a moment whose ``place`` is not the work has none. ``open`` work
    has only moments that depend neither on a beat nor on a known end. ``least`` is the smallest number that can be
    written. ``times`` says how often the moment comes among so many repetitions or ms, given its number. One with
    ``within`` never comes where its number is beyond the end of the set.
    """

    name: Moment
    needs: Literal["nothing", "repetitions", "phase", "time"]
    spellings: tuple[Spelling, ...]
    windows: Callable[[SetTiming, When], Iterator[Window]] = lambda *_: iter(())
    place: CuePlace = "work"
    open: bool = False
    least: int = 1
    times: Callable[[int, int], int] = lambda *_: 1
    within: bool = False


class When(NamedTuple):
    """The moment of one cue. ``number`` counts repetitions or milliseconds, as the moment has it."""

    row: Row
    number: int = 1
    phase: str = ""

    @property
    def moment(self) -> Moment:
        """The name of the moment."""
        return self.row.name

    def windows(self, timing: SetTiming) -> Iterator[Window]:
        """Yield when the cue may begin, each time that its moment comes in a set."""
        return self.row.windows(timing, self)

    def is_within(self, timing: SetTiming) -> bool:
        """Return whether a set is long enough for the moment to come."""
        if self.row.needs in ("repetitions", "phase") and timing.rep_length and not timing.reps:
            return False
        if not self.row.within:
            return True
        if self.row.needs == "time":
            return self.number < timing.time or not timing.timed
        return self.number <= timing.reps or not timing.rep_length

    def occasions(self, timing: SetTiming) -> int:
        """Return how often the moment comes in a set at most."""
        return max(1, self.row.times(timing.time if self.row.needs == "time" else timing.reps, self.number))


def _in_repetitions(timing: SetTiming, reps: Iterable[int]) -> Iterator[Window]:
    """Yield from the count of each repetition, if the set has it, to the end of the next one."""
    for rep in reps:
        if rep <= timing.reps:
            yield Window(timing.count_at(rep), timing.start(min(rep + 2, timing.reps + 1)) - 1, rep)


def _in_time(timing: SetTiming, instants: Iterable[int]) -> Iterator[Window]:
    """Yield a few seconds from each instant that lies within the set."""
    length = timing.length
    for at in instants:
        if 0 <= at < length:
            yield Window(at, min(at + TIME_WINDOW, length))


def _start(timing: SetTiming, _: When) -> Iterator[Window]:
    return _in_repetitions(timing, [1]) if timing.reps else _in_time(timing, [0])


def half_done(timing: SetTiming) -> Window:
    """Return when half of the repetitions are done: as the middle one ends, and if that is short, with its count."""
    rep = (timing.reps + 1) // 2
    start, end = timing.start(rep), timing.start(rep + 1)
    middle = (start + end) // 2 if end - start >= LONG_REPETITION else 0
    return Window(max(timing.count_at(rep), middle), end, rep)


def _half(timing: SetTiming, _: When) -> Iterator[Window]:
    if timing.reps:
        return _in_repetitions(timing, [(timing.reps + 1) // 2])
    return _in_time(timing, [timing.length // 2])


def _every(timing: SetTiming, when: When) -> Iterator[Window]:
    """Yield each so-many-th repetition, but the last one only where it is the first of them."""
    end = timing.reps if timing.reps > when.number else timing.reps + 1
    return _in_repetitions(timing, range(when.number, end, when.number))


def _last(timing: SetTiming, when: When) -> Iterator[Window]:
    return _in_repetitions(timing, [max(1, timing.reps - when.number + 1)])


def _every_time(timing: SetTiming, when: When) -> Iterator[Window]:
    instants = range(when.number, timing.time - SECOND, when.number)
    return _in_time(timing, (scale(at, timing.pace) for at in instants))


def _phase(timing: SetTiming, when: When) -> Iterator[Window]:
    for rep in range(when.number, timing.reps + 1, when.number):
        for index, phase in enumerate(timing.phases):
            if phase.name.lower() == when.phase:
                at = timing.phase_at(rep, index)
                yield Window(at, at + scale(phase.length, timing.pace) - 1, rep)


def _only(word: str, doc: str) -> tuple[Spelling]:
    """Return the spelling of a moment that is written as one word."""
    return (Spelling(word, word, doc),)


MOMENTS = (
    Row("start", "nothing", _only("start", "with the first repetition, or as timed work begins"), _start, open=True),
    Row("end", "nothing", _only("end", "after the last repetition of each set"), place="after", open=True),
    Row("half", "nothing", _only("half", "half-way, in place of the built-in words"), _half),
    Row("rest", "nothing", _only("rest", "in the rest after each set, if one follows"), place="rest", open=True),
    Row(
        "switch",
        "nothing",
        _only("switch", "at the change of sides, with the new side as {side}"),
        place="switch",
        open=True,
    ),
    Row(
        "rep",
        "repetitions",
        (Spelling("rep {count}", "rep 5", "with the fifth repetition"),),
        lambda timing, when: _in_repetitions(timing, [when.number]),
        within=True,
    ),
    Row(
        "every",
        "repetitions",
        (Spelling("every {count}", "every 4", "with each fourth repetition, but not with the last"),),
        _every,
        times=floordiv,
        within=True,
    ),
    Row(
        "last",
        "repetitions",
        (
            Spelling("last", "last", "with the last repetition"),
            Spelling("last {count}", "last 3", "with the third last repetition"),
        ),
        _last,
    ),
    Row(
        "phase",
        "phase",
        (
            Spelling("at {phase}", "at squeeze", "in that phase of the tempo, in every repetition in which it fits"),
            Spelling("at {phase} every {count}", "at squeeze every 3", "in that phase of each third repetition"),
        ),
        _phase,
        times=floordiv,
    ),
    Row(
        "at",
        "time",
        (Spelling("at {time}", "at 20s", "twenty seconds into timed work"),),
        lambda timing, when: _in_time(timing, [scale(when.number, timing.pace)]),
        open=True,
        least=0,
        within=True,
    ),
    Row(
        "every-time",
        "time",
        (Spelling("every {time}", "every 30s", "every thirty seconds of timed work"),),
        _every_time,
        open=True,
        times=floordiv,
        within=True,
    ),
    Row(
        "left",
        "time",
        (Spelling("{time} left", "10s left", "ten seconds before timed work ends"),),
        lambda timing, when: _in_time(timing, [timing.length - when.number]),
        within=True,
    ),
)
"""All moments, in the order in which messages name them."""


def _pattern(form: str) -> re.Pattern[str]:
    """Return what matches a form in lower case and with single blanks."""
    return re.compile(form.format(count="(?P<count>[0-9]{1,8})", time=r"(?P<time>\S+)", phase="(?P<phase>.+)"))


_FORMS = sorted(
    ((row, spelling.form) for row in MOMENTS for spelling in row.spellings),
    key=lambda spelled: ("{phase}" in spelled[1], -len(spelled[1].split())),
)
"""As they are tried: a phase may have any name, so that it is meant only where nothing else fits."""
_PATTERNS = [(row, _pattern(form)) for row, form in _FORMS]


def parse_when(text: str) -> When | None:
    """Return the moment that a key of ``cues`` names; whether the tempo has such a phase is checked later."""
    text = " ".join(text.lower().split())
    for row, pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            found = match.groupdict()
            number = parse_duration(found["time"]) if "time" in found else int(found.get("count", 1))
            if number is not None and number >= row.least:
                return When(row, number, found.get("phase", ""))
    return None


def or_list(texts: Iterable[str]) -> str:
    """Return texts as a message lists them: ``a, b or c``."""
    *first, last = texts
    return f"{', '.join(first)} or {last}" if first else last


def such_as(rows: Iterable[Row]) -> str:
    """Return an example of each moment, for a message that says what to write instead."""
    return or_list(row.spellings[-1].example for row in rows)


_EXAMPLES = [spelling.example for row in MOMENTS for spelling in row.spellings]
WHEN_EXPECTS = f"a moment such as {or_list(sorted(_EXAMPLES, key=lambda example: ' ' in example))}"
WHEN_WORDS = frozenset(word for _, form in _FORMS for word in form.split() if not word.startswith("{"))
"""The words of which moments are made, but for numbers and names."""

_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,9})?"
_DURATION = (
    rf"({_NUMBER}|([0-9]{{1,9}}:0*[0-5]?[0-9]|[0-9]{{1,9}}):[0-5]?[0-9](\.[0-9]{{1,9}})?"
    rf"|(?=[0-9])({_NUMBER}(h|hours?))?({_NUMBER}(m|min|mins|minutes?))?({_NUMBER}(s|secs?|seconds?))?"
    rf"({_NUMBER}(ms|milliseconds?))?)"
)


def _schema_pattern(row: Row, form: str) -> str:
    """Return a form as JSON Schema can express it, which knows no durations and no case-blindness."""
    time = _DURATION if row.least == 0 else rf"(?=\S*[1-9]){_DURATION}"
    return form.format(count=r"(?!0+(\s|$))[0-9]{1,8}", time=time, phase=r"\S.*").replace(" ", r"\s+")


WHEN_PATTERN = ignoring_case(rf"^\s*({'|'.join(_schema_pattern(row, form) for row, form in _FORMS)})\s*$")
