"""Passages: what music has to know of a timeline, where the body works and where it rests, and on what beat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from voicecoach.script.model import MusicSource
from voicecoach.script.set_timing import SetTiming
from voicecoach.timeline.model import Segment, Timeline
from voicecoach.units import SECOND, scale

Mood = Literal["work", "rest"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch from ``start`` to ``end`` (ms) in which music keeps one mood; passages follow each other without a gap.

    ``bars`` are the instants at which a repetition is counted, or would be. The ``beats`` are those, and between them
    the seconds of a repetition: as many equal parts of it. Both are empty where nothing is repeated. ``last`` is the
    last set of several, and ``music`` what plays, or nothing.
    """

    mood: Mood
    start: int
    end: int
    bars: tuple[int, ...] = ()
    beats: tuple[int, ...] = ()
    last: bool = False
    music: MusicSource | None = None


def passages(timeline: Timeline) -> tuple[Passage, ...]:
    """Return the passages of a timeline, from its start to its end; whatever is not work is rest."""
    return tuple(_passages(timeline.segments))


def _passages(segments: tuple[Segment, ...]) -> Iterator[Passage]:
    rest: Passage | None = None
    for segment in segments:
        if segment.end <= segment.start:
            continue
        if segment.kind != "work":
            if rest is not None and rest.music == segment.music:
                rest = Passage("rest", rest.start, segment.end, music=rest.music)
                continue
            if rest is not None:
                yield rest
            rest = Passage("rest", segment.start, segment.end, music=segment.music)
            continue
        if rest is not None:
            yield rest
            rest = None
        yield work_passage(segment)
    if rest is not None:
        yield rest


def work_passage(segment: Segment) -> Passage:
    """Return the passage of a segment of work."""
    bars, beats = _grid(segment.timing) if segment.timing else ((), ())
    start, end = segment.start, segment.end
    return Passage(
        "work",
        start,
        end,
        tuple(start + at for at in bars if start + at < end),
        tuple(start + at for at in beats if start + at < end),
        last=segment.last,
        music=segment.music,
    )


def _grid(timing: SetTiming) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the bars and beats of a set, in ms from its start.

    The beats before the first bar are those of the repetition that begins with the set.
    """
    rep, pace = timing.rep_length, timing.pace
    parts = max(1, round(rep / SECOND))
    first = timing.phase_starts[timing.count_on]
    bars = tuple(timing.count_at(number) for number in range(1, timing.reps + 1))
    early = range(-(first * parts // rep), 0) if rep else ()
    places = (first * parts + rep * number for number in (*early, *range(timing.reps * parts)))
    return bars, tuple(scale(place // parts, pace) for place in places)
