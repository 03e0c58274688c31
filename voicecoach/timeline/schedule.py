"""Schedule: slots get their times, one after another, given how long each phrase takes to say.

A slot is laid out as soon as the lengths of its own phrases are known, so that a live coach can begin to speak long
before the last one is.

The clock of an emom goes this way: `Turn.clock` names it, `PauseDraft.clocks` carries the name to the next work, it
starts with `Work.clocks`, `Cursor.clocks` remembers when that was, and a `PausePart.until` ends when it shows a time.
The work with which it starts always comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from voicecoach.diagnostics import Span
from voicecoach.errors import assert_never
from voicecoach.timeline.fit_pause import PauseFitter
from voicecoach.timeline.fit_work import Mishap, WorkFitter
from voicecoach.timeline.flow import owed_on_change
from voicecoach.timeline.frames import FrameGrid
from voicecoach.timeline.model import Event, Measure, Segment, SegmentKind
from voicecoach.timeline.slots import Announcement, Pause, Slot, Work
from voicecoach.units import SECOND

LEAD_IN = 400


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next slot begins: ``now`` (ms), on what grid, and until when the voice is busy.

    ``clocks`` say by name when each one started, and on what grid that was. What is ``owed`` is to be said as the next
    work begins.
    """

    now: int = LEAD_IN
    voice_free: int = 0
    grid: FrameGrid = field(default_factory=FrameGrid)
    clocks: Mapping[str, tuple[int, FrameGrid]] = field(default_factory=dict)
    owed: tuple[Announcement, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much a pause grew beyond its ``nominal`` ms, and the part of it that the script has a length for.

    Nobody is told that a ``usual`` length grew, which the script does not mention.
    """

    source: Span | None
    kind: SegmentKind
    label: str
    grown: int
    nominal: int
    usual: bool = False


@dataclass(frozen=True, slots=True)
class ScheduledSlot:
    """A slot at its place: what is heard and done in it, what did not fit, and where the next one begins."""

    start: int
    events: Sequence[Event]
    segments: Sequence[Segment]
    mishaps: Sequence[Mishap]
    after: Cursor
    chapter: tuple[str, int] | None = None
    growth: Growth | None = None


def schedule(slots: Iterable[Slot], measure: Measure) -> Iterator[ScheduledSlot]:
    """Yield the slots at their places. Each is laid out, and its phrases measured, when it is asked for."""
    cursor = Cursor()
    slots = tuple(slots)
    for slot, following in zip_longest(slots, slots[1:]):
        match slot:
            case Pause():
                pause = slot
                if slot.flows and isinstance(following, Work):
                    pause, cursor = _over_work(slot, following, cursor, measure)
                scheduled = _schedule_pause(pause, cursor, measure)
            case Work():
                overhang = isinstance(following, Pause) and not following.flows
                scheduled = _schedule_work(slot, cursor, measure, overhang=overhang)
            case _:
                assert_never(slot)
        yield scheduled
        cursor = scheduled.after


def _schedule_pause(pause: Pause, cursor: Cursor, measure: Measure) -> ScheduledSlot:
    pause, grid = _on_the_clock(pause, cursor)
    fitter = PauseFitter(pause, cursor.now, cursor.voice_free, measure, cursor.grid)
    fitter.fit()
    last = pause.parts[-1]
    growth = None
    if fitter.grown and last.kind != "say":
        first = next((part for part in pause.parts if part.kind != "ready"), last)
        growth = Growth(last.source, first.kind, first.label, fitter.grown, pause.nominal, last.usual)
    grid = fitter.grid if fitter.grown else grid
    return ScheduledSlot(
        cursor.now,
        fitter.events,
        fitter.segments,
        fitter.mishaps,
        replace(cursor, now=fitter.end, voice_free=fitter.voice_free, grid=grid),
        (pause.chapter, fitter.chapter_at) if pause.chapter else None,
        growth,
    )


def _over_work(pause: Pause, work: Work, cursor: Cursor, measure: Measure) -> tuple[Pause, Cursor]:
    """Return a pause that flows without its words, which are owed to the ``work`` after it.

    Where that has no room for all that must be heard, the pause keeps those words, and grows for them.
    """
    owed = owed_on_change(pause, cursor.owed)
    must = tuple(one for one in owed if one.must)
    if must:
        trial = WorkFitter(work, cursor.now, cursor.voice_free, measure, overhang=False, owed=owed)
        trial.fit()
        if trial.unheard:
            optional = tuple(one for one in owed if not one.must)
            return replace(pause, opening=(), closing=must), replace(cursor, owed=optional)
    return replace(pause, opening=()), replace(cursor, owed=owed)


def _on_the_clock(pause: Pause, cursor: Cursor) -> tuple[Pause, FrameGrid]:
    """Return the pause with the lengths of parts that a clock ends, and the grid on which it then ends.

    A pause that comes out shorter than a second has no tone but the script's own.
    """
    if not pause.clocked:
        return pause, cursor.grid
    at, grid, parts = cursor.now, cursor.grid, []
    for part in pause.parts:
        length = part.length
        if part.until is not None:
            clock, time = part.until
            started, grid_there = cursor.clocks[clock]
            length = max(0, started + time - at)
            grid = grid_there if length else cursor.grid
        at += length
        parts.append(replace(part, length=length))
    timed = replace(pause, parts=tuple(parts))
    own = timed.tone is not None and timed.tone.role == "tone"
    return (timed if own or timed.nominal >= SECOND else replace(timed, tone=None)), grid


def _schedule_work(work: Work, cursor: Cursor, measure: Measure, *, overhang: bool) -> ScheduledSlot:
    fitter = WorkFitter(work, cursor.now, cursor.voice_free, measure, overhang, cursor.owed)
    fitter.fit()
    exercise, number, side, _ = work.place
    segment = Segment(
        "work",
        work.label,
        cursor.now,
        fitter.end,
        exercise,
        number,
        side,
        work.source,
        open=work.open,
        timing=work.timing,
        last=work.last,
        music=work.music,
    )
    clocks = cursor.clocks
    if work.clocks:
        clocks = {**clocks, **dict.fromkeys(work.clocks, (cursor.now, cursor.grid))}
    after = Cursor(fitter.end, fitter.voice_free, cursor.grid, clocks, fitter.owing)
    return ScheduledSlot(cursor.now, fitter.events, (segment,), fitter.mishaps, after)
