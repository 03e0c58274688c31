"""What comes of a random script: its timeline, and each stretch of it beside what the script asks for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from hypothesis import reject

from tests.timeline.expected import Stretch, paced
from tests.timeline.routines import Voice
from tests.timeline.scripts import Script, written
from tests.timeline.walk import stretches, turns_too_long
from voicecoach.compiler import compile_timeline
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.checker import Overrides, check
from voicecoach.script.model import Pace, Routine
from voicecoach.timeline.model import Event, Segment, Timeline

FILE = "routine.yaml"


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
class Match:
    """A segment, the length that the script gives it, and which stretch of the script it is."""

    segment: Segment
    nominal: int
    stretch: int


@dataclass(frozen=True)
class Made:
    script: Script
    text: str
    routine: Routine
    voice: Voice
    timeline: Timeline

    def works(self) -> list[tuple[Segment, Stretch]]:
        segments = [segment for segment in self.timeline.segments if segment.kind == "work"]
        wanted = [stretch for stretch in self.wanted if stretch.kind == "work"]
        return list(zip(segments, wanted, strict=True))

    @cached_property
    def matched(self) -> tuple[Match, ...]:
        """Every segment but sayings, with the length that the script gives it."""
        return _Matcher(self).match()

    @cached_property
    def wanted(self) -> list[Stretch]:
        """What the script asks for."""
        return stretches(self.script)

    @cached_property
    def emom_ends(self) -> frozenset[int]:
        """Where the last minutes of emoms are over."""
        last = {at for at, one in enumerate(self.wanted) if one.kind == "until" and one.move is None}
        return frozenset(match.segment.end for match in self.matched if match.stretch in last)

    def within(self, start: int, end: int) -> list[Event]:
        """Events that begin from ``start`` until just before ``end``."""
        events = self.timeline.events
        first = bisect_left(events, start, key=lambda event: event.start)
        return [*events[first : bisect_left(events, end, key=lambda event: event.start)]]


def options_for(level: str, pace: str | None) -> Overrides:
    return Overrides(level=level, pace=Pace(Decimal(pace), Decimal(pace)) if pace else None)  # type: ignore[arg-type]


def check_text(text: str, level: str = "normal", pace: str | None = None) -> Routine:
    routine, found = check(FILE, OneFile(text), options_for(level, pace))
    assert routine is not None, (found, text)
    return routine


def lay_out(routine: Routine, voice: Voice) -> Timeline:
    pack, found = load_pack(routine.language, routine.phrases)
    assert not found
    return compile_timeline(routine, Wording(pack, routine.lexicon), voice)


def make(script: Script, voice: Voice) -> Made:
    """The timeline of a script; of one that must be refused, it is seen that it is, and the example given up."""
    text = written(script)
    pace = script.pace[0] if script.pace_written == "option" else None
    if turns_too_long(script):
        _, found = check(FILE, OneFile(text), options_for(script.level, pace))
        assert {one.code for one in found if one.severity == "error"} == {"turn-too-short"}
        reject()
    routine = check_text(text, script.level, pace)
    return Made(script, text, routine, voice, lay_out(routine, voice))


def pause_start(made: Made, segment: Segment) -> int:
    """Where the pause that leads to ``segment``, or holds it, began: the end of the last work, saying or emom."""
    ends = {one.end for one in made.timeline.segments if one.kind in ("work", "say")}
    return max(end for end in ends | made.emom_ends if end <= segment.start)


class _Matcher:
    """Finds which segments are which stretches; stretches of no length may be missing."""

    def __init__(self, made: Made) -> None:
        pace = made.script.pace
        self.actual = [segment for segment in made.timeline.segments if segment.kind != "say"]
        self.wanted = stretches(made.script)
        self.nominal = [
            one.length if one.kind == "until" else paced(one.length, pace[one.kind != "work"]) for one in self.wanted
        ]
        self.grown = {note.span for note in made.timeline.notes if note.code == "grown"}
        works = iter(segment.start for segment in self.actual if segment.kind == "work")
        self.starts = [next(works, 0) if one.kind == "work" else 0 for one in self.wanted]

    def match(self) -> tuple[Match, ...]:
        open_: list[tuple[int, tuple[Match, ...]]] = [(0, ())]
        seen: set[tuple[int, int]] = set()
        furthest = 0
        while open_:
            at, taken = open_.pop()
            furthest = max(furthest, len(taken))
            if at == len(self.wanted):
                if len(taken) == len(self.actual):
                    return taken
            elif (at, len(taken)) not in seen:
                seen.add((at, len(taken)))
                open_ += [(at + 1, (*taken, *found)) for found in self._ways(at, len(taken))]
        raise AssertionError(f"not as the script has it: {self.actual[furthest:][:1]}")

    def _ways(self, at: int, used: int) -> Iterator[tuple[Match, ...]]:
        """The segments that a stretch may be, from the ``used``-th on."""
        stretch, ahead = self.wanted[at], self.actual[used:]
        if stretch.kind in ("rested", "until"):
            yield from self._ways_of_rest(at, ahead)
            return
        if self.nominal[at] == 0:
            yield ()
        key = stretch.move.key if stretch.move else ""
        if ahead and (stretch.kind, key) == (ahead[0].kind, ahead[0].exercise):
            length = ahead[0].end - ahead[0].start
            if length == self.nominal[at] or (length > self.nominal[at] and ahead[0].source in self.grown):
                yield (Match(ahead[0], self.nominal[at], at),)

    def _ways_of_rest(self, at: int, ahead: list[Segment]) -> Iterator[tuple[Match, ...]]:
        """A rest of a block; the last part of it may be the time to get ready."""
        stretch = self.wanted[at]
        start = ahead[0].start if ahead else 0
        due = start + self.nominal[at]
        if stretch.kind == "until":
            due = self.starts[stretch.anchor] + self.nominal[at]
        if due <= start or not ahead:
            yield ()
        kinds = [segment.kind for segment in ahead[:2]]
        for pieces in (ahead[:1] if kinds[:1] == ["rest"] else [], ahead[:2] if kinds == ["rest", "ready"] else [],
                       ahead[:1] if kinds[:1] == ["ready"] and stretch.kind == "until" else []):  # fmt: skip
            if not pieces or pieces[-1].exercise not in ("", stretch.move.key if stretch.move else ""):
                continue
            last = pieces[-1]
            if last.end == due or (last.end > due and last.source in self.grown):
                whole = [Match(piece, piece.end - piece.start, at) for piece in pieces[:-1]]
                yield (*whole, Match(last, max(0, due - last.start), at))
