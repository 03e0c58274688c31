"""What must be true of every timeline: one function for each promise of the language page.

Each takes a `Made`: the script as data, its text, and the timeline that came of it under some voice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from tests.timeline.expected import Bout, Stretch, paced, stretches
from tests.timeline.routines import Voice
from tests.timeline.scripts import Script, written
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.checker import Options, check
from voicecoach.script.model import Pace, Routine
from voicecoach.timeline.model import Event, Phrase, Segment, Timeline
from voicecoach.timeline.schedule import compile_timeline, hardened

FILE = "routine.yaml"
TROUBLE = ("cue-faster", "cue-over-counts", "cue-dropped", "count-faster", "count-ticked")
NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
SHORT = 4000
"""A pause shorter than this is not made longer for a countdown alone."""
ROOM = 3500
"""For the tone of a pause and the last word of the work before it, beside the countdown."""
TIMED = 10_000
"""Timed work from this length on ends in a countdown."""
OPTIONAL = re.compile(r"/rest/(rest|set|cue-rest|ten-seconds)$|/cue-(end|rest)$|^rest/.*/(rest|next)$")
"""What is said in a pause only where there is room."""
LONGEST_SILENCE = 1000
"""Between the words of a pause that had to grow nothing longer is silent."""


class OneFile:
    """A script that is not on a disk."""

    def __init__(self, text: str) -> None:
        self.content = text

    def text(self, file: str) -> str:
        if file != FILE:
            raise OSError(f"{file} cannot be read")
        return self.content

    def beside(self, file: str, name: str) -> str:
        return name

    def exists(self, path: str) -> bool:
        return False


@dataclass(frozen=True)
class Made:
    script: Script
    text: str
    routine: Routine
    voice: Voice
    timeline: Timeline

    def works(self) -> list[tuple[Segment, Stretch]]:
        segments = [segment for segment in self.timeline.segments if segment.kind == "work"]
        wanted = [stretch for stretch in stretches(self.script) if stretch.kind == "work"]
        return list(zip(segments, wanted, strict=True))

    @cached_property
    def matched(self) -> tuple[tuple[Segment, int], ...]:
        """Every segment but sayings, with the length that the script gives it."""
        return _match(self)

    def within(self, start: int, end: int) -> list[Event]:
        """Events that begin from ``start`` until just before ``end``."""
        events = self.timeline.events
        first = bisect_left(events, start, key=lambda event: event.start)
        return [*events[first : bisect_left(events, end, key=lambda event: event.start)]]


def check_text(text: str, level: str = "normal", pace: str | None = None) -> Routine:
    options = Options(level=level, pace=Pace(Decimal(pace), Decimal(pace)) if pace else None)  # type: ignore[arg-type]
    routine, found = check(FILE, OneFile(text), options)
    assert routine is not None, (found, text)
    return routine


def lay_out(routine: Routine, voice: Voice) -> Timeline:
    pack, found = load_pack(routine.language, routine.phrases)
    assert not found
    return compile_timeline(routine, Wording(pack, routine.lexicon), voice)


def make(script: Script, voice: Voice) -> Made:
    text = written(script)
    routine = check_text(text, script.level, script.pace[0] if script.pace_written == "option" else None)
    return Made(script, text, routine, voice, lay_out(routine, voice))


def check_voices(made: Made) -> None:
    """1. Two voices never overlap, and nothing spoken is cut."""
    for event in made.timeline.events:
        assert 0 <= event.start < event.end <= made.timeline.duration, event
    assert list(made.timeline.events) == sorted(made.timeline.events, key=lambda event: event.start)
    for one, other in pairwise(made.timeline.spoken()):
        assert one.end <= other.start, (one, other)
    for event in made.timeline.spoken():
        assert event.phrase is not None
        assert event.end - event.start == made.voice.speech(event.phrase), event


def check_beats(made: Made) -> None:
    """2. Counts, countdowns and go fall exactly on their beats."""
    for segment, stretch in made.works():
        bout = stretch.bout
        assert bout is not None
        events = made.within(segment.start, segment.end)
        _check_go(made, segment, stretch, events)
        _check_counts(made, segment, bout, events, dict(stretch.prompts))
        _check_countdown(made, segment, stretch)


def beat_of(made: Made, segment: Segment, bout: Bout, rep: int) -> int:
    into = (rep - 1) * bout.rep_length + bout.offset(bout.count_on)
    return segment.start + paced(into, made.script.pace[0])


def _check_go(made: Made, segment: Segment, stretch: Stretch, events: list[Event]) -> None:
    heard = [event.start for event in events if event.role == "go"]
    wanted = dict(stretch.prompts).get("go", "yes") == "yes" and made.voice.tone("work")
    assert heard == ([segment.start] if wanted else [])


def _check_counts(made: Made, segment: Segment, bout: Bout, events: list[Event], prompts: dict[str, str]) -> None:
    heard: dict[int, Event] = {}
    for event in events:
        if event.role in ("count", "last"):
            assert event.rep is not None
            assert event.rep not in heard, "a repetition is counted twice"
            assert event.id.endswith(f"/rep{event.rep}/count")
            assert event.start == beat_of(made, segment, bout, event.rep), event
            heard[event.rep] = event
    wanted = set(bout.counted())
    if made.voice.tone("count"):
        assert wanted <= set(heard)
    spoken = {rep for rep, event in heard.items() if event.kind == "say"}
    last_words = prompts.get("last", "yes") == "yes" and bout.count not in ("none", "ticks") and not bout.timed
    assert set(heard) - wanted <= ({bout.reps} if last_words else set())
    assert not (spoken and bout.count in ("none", "ticks"))
    for rep in spoken:
        number = bout.reps - rep + 1 if bout.count.startswith(("down", "last")) else rep
        words = [NUMBERS[number]] if number < len(NUMBERS) else []
        words += ["last one"] if last_words and rep == bout.reps else []
        words += ["two more"] if last_words and rep == bout.reps - 1 else []
        assert heard[rep].text in words or not words, (heard[rep], bout)


def _check_countdown(made: Made, segment: Segment, stretch: Stretch) -> None:
    says = dict(stretch.prompts).get("countdown", "yes")
    seconds = {"yes": 3, "no": 0}.get(says) if says in ("yes", "no") else int(says)
    if not made.voice.tone("countdown"):
        seconds = 0
    start = _pause_start(made, segment)
    before = made.within(start, segment.start)
    left = [segment.start - event.start for event in before if event.role == "countdown"]
    assert left == [1000 * number for number in range(len(left), 0, -1)]
    assert len(left) <= (seconds or 0)
    nominal = sum(length for one, length in made.matched if start <= one.start and one.end <= segment.start)
    announced = any(re.search(r"/ready/(name|dose|setup|side)|/switch/(form|setup)", event.id) for event in before)
    if announced or nominal >= max(SHORT, 1000 * (seconds or 0) + ROOM):
        assert len(left) == seconds
    inside = [event for event in made.within(segment.start, segment.end) if event.role == "countdown"]
    left = [segment.end - event.start for event in inside]
    timed = stretch.bout is not None and stretch.bout.timed and segment.end - segment.start >= TIMED
    assert left == [1000 * number for number in range((seconds or 0) if timed else 0, 0, -1)]


def _pause_start(made: Made, segment: Segment) -> int:
    """Where the pause that leads to ``segment``, or holds it, began: the end of the last work or saying."""
    return max(one.end for one in made.timeline.segments if one.end <= segment.start and one.kind in ("work", "say"))


def check_lengths(made: Made) -> None:
    """3. Everything lasts what the script says, or is reported to have grown; segments follow without a gap."""
    segments = made.timeline.segments
    assert segments[0].start == 0
    assert segments[-1].end == made.timeline.duration
    for one, other in pairwise(segments):
        assert one.end == other.start
    assert all(segment.start < segment.end for segment in segments)
    grown = {note.span for note in made.timeline.notes if note.code == "grown"}
    used = set()
    for segment, nominal in made.matched:
        if segment.end - segment.start > nominal:
            assert segment.kind != "work", segment
            used.add(segment.source)
            start = _pause_start(made, segment)
            assert not [event for event in made.within(start, segment.end) if OPTIONAL.search(event.id)], segment
            _check_needed(made, segment)
    assert used == grown, "a note tells of growth that never was"


def _match(made: Made) -> tuple[tuple[Segment, int], ...]:
    """Segments with their lengths in the script; stretches of no length may be missing."""
    actual = [segment for segment in made.timeline.segments if segment.kind != "say"]
    wanted = stretches(made.script)
    keys = [(one.kind, one.move.key if one.move else "") for one in wanted]
    nominal = [paced(one.length, made.script.pace[0 if one.kind == "work" else 1]) for one in wanted]
    grown = {note.span for note in made.timeline.notes if note.code == "grown"}

    def fits(segment: Segment, at: int) -> bool:
        length = segment.end - segment.start
        exact = length == nominal[at] or (length > nominal[at] and segment.source in grown)
        return exact and keys[at] == (segment.kind, segment.exercise)

    open_: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    seen: set[tuple[int, int]] = set()
    furthest: tuple[int, ...] = ()
    while open_:
        at, taken = open_.pop()
        furthest = max(furthest, taken, key=len)
        if at == len(wanted):
            if len(taken) == len(actual):
                return tuple((segment, nominal[place]) for segment, place in zip(actual, taken, strict=True))
            continue
        if (at, len(taken)) in seen:
            continue
        seen.add((at, len(taken)))
        if len(taken) < len(actual) and fits(actual[len(taken)], at):
            open_.append((at + 1, (*taken, at)))
        if nominal[at] == 0:
            open_.append((at + 1, taken))
    raise AssertionError(f"not as the script has it: {actual[len(furthest) :][:1]}")


def _check_needed(made: Made, segment: Segment) -> None:
    """A pause that grew is full: nothing in it is silent for long, be it said before it and not yet over."""
    start = _pause_start(made, segment)
    at = max([start, *(event.end for event in made.within(start - 20_000, start))])
    for event in made.within(start, segment.end):
        assert event.start - at <= LONGEST_SILENCE, (segment, event)
        at = max(at, event.end)
    assert segment.end - at <= LONGEST_SILENCE, segment


def check_chapters(made: Made) -> None:
    """4. The chapters are the exercises in order, one after another, each around its own work."""
    chapters, duration = made.timeline.chapters, made.timeline.duration
    for one, other in pairwise(chapters):
        assert one.end == other.start
    assert all(0 <= chapter.start < chapter.end <= duration for chapter in chapters)
    if chapters:
        assert chapters[-1].end == duration
    ready = [stretch.move for stretch in stretches(made.script) if stretch.kind == "ready"]
    assert len(ready) == len(chapters)
    for chapter, move in zip(chapters, ready, strict=True):
        assert move is not None
        assert chapter.title == re.sub(r"\{(.*?)\|.*?\}", r"\1", move.say or move.key)
    for segment, _ in made.works():
        around = [chapter for chapter in chapters if chapter.start <= segment.start and segment.end <= chapter.end]
        assert len(around) == 1


def check_speech(made: Made) -> None:
    """6. Nothing is spoken slower than the voice's rate, nor more than 1.25 times faster, whatever the pace."""
    rate = made.routine.voice.rate
    for event in made.timeline.spoken():
        assert event.phrase is not None
        assert rate <= event.phrase.rate <= rate * Decimal("1.25"), event
        assert event.phrase.rate == rate or event.role in ("count", "last", "cue", "half", "time", "switch")


def check_ids(made: Made) -> None:
    """Ids are unique, and speak of the place they stand for."""
    ids = [event.id for event in made.timeline.events]
    assert len(set(ids)) == len(ids), [name for name in ids if ids.count(name) > 1]
    for event in made.timeline.events:
        assert event.rep is None or f"/set{event.set}" in event.id
        assert event.rep is None or f"/rep{event.rep}/" in event.id


def tag_of(event: Event) -> str:
    """The word that only one text of the script has; it stands last in it."""
    return (re.findall(r"\bq\d+\b", event.text) or [""])[-1]


def check_sources(made: Made) -> None:
    """Events and notes point at a place of the script; the writer's own words at the very line they stand in."""
    lines = made.text.split("\n")
    for event in made.timeline.events:
        if event.source is None:
            assert event.id.startswith("end/"), event
            continue
        span = event.source
        assert span.file == FILE
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        tag = tag_of(event)
        if tag and event.role in ("cue", "setup", "say"):
            assert re.search(rf"\b{tag}\b", lines[span.line - 1]), event
    for note in made.timeline.notes:
        assert note.span.file == FILE, note
        assert 1 <= note.span.line <= len(lines)


def check_ticks(made: Made) -> None:
    """At most two counts that would have been spoken become ticks under a cue, and such a cue leaves a note.

    Cues of a phase take no count; they may only use the room that another cue has made.
    """
    noted = [note.message for note in made.timeline.notes if note.code == "cue-over-counts"]
    for segment, stretch in made.works():
        bout = stretch.bout
        assert bout is not None
        if bout.count == "ticks":
            continue
        events = made.within(segment.start, segment.end)
        ticks = [event for event in events if event.kind == "tone" and event.role == "count"]
        for cue in [event for event in events if event.role == "cue" and "/cue-at-" not in event.id]:
            under = [tick for tick in ticks if cue.start <= tick.start < cue.end]
            given_up = [tick for tick in under if _would_fit(made, segment, bout, tick, events)]
            assert len(given_up) <= 2, (cue, given_up)
            if given_up:
                assert any(word in message for message in noted for word in _siblings(made, tag_of(cue))), cue


def _would_fit(made: Made, segment: Segment, bout: Bout, tick: Event, events: list[Event]) -> bool:
    """Whether a count could have been said at the voice's own rate before the next one is due."""
    if tick.rep is None or tick.rep not in bout.counted():
        return False
    counts = [event.start for event in events if event.role in ("count", "last") and event.start > tick.start]
    number = bout.reps - tick.rep + 1 if bout.count.startswith(("down", "last")) else tick.rep
    room = min(counts, default=segment.end) - tick.start
    known = number < len(NUMBERS)
    return known and made.voice.speech(Phrase(NUMBERS[number], made.routine.voice.rate)) <= room


def _siblings(made: Made, tag: str) -> list[str]:
    """The tags of all texts that take turns with one."""
    for stretch in stretches(made.script):
        for cue in stretch.bout.cues if stretch.bout else ():
            tags = [say.tag for say in cue.says]
            if tag in tags:
                return tags
    return [tag]


def check_strict(made: Made) -> None:
    """`--strict` makes an error of everything that did not fit, and of nothing else."""
    strict = hardened(made.timeline.notes)
    assert [note.code for note in strict] == [note.code for note in made.timeline.notes]
    for note in strict:
        assert (note.severity == "error") == (note.code in TROUBLE)
        assert note.code in (*TROUBLE, "grown")
