"""Where things are in a timeline, and where the same place is in another one: pure functions, milliseconds throughout.

A live coach changes its timeline while it plays. What keeps the place is never a number of seconds but an event: the
beat that was heard last, and how far the next one is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from voicecoach.timeline.model import Event, Role, Segment, Timeline
from voicecoach.units import SECOND

BEATS: frozenset[Role] = frozenset({"count", "last", "go", "countdown"})
"""Roles that stand fixed in work; everything else there seeks a gap, and finds another one at another pace."""
AGAIN: Role = "again"
"""The role of a sentence that is repeated at a person's wish: only the timeline being played has it."""
CLOSE_BY = 30 * SECOND
"""How far around a change of timelines a cue must be neither lost nor said twice."""
PATIENCE = 2 * SECOND
"""How long a change may be put off for that."""
_STEP = 10
_MOST_STEPS = 3_000
_RESTART = 4 * SECOND


def segment_at(timeline: Timeline, at: int) -> Segment:
    """Return what the body does at an instant; the first or last segment beyond either end."""
    index = bisect_right(timeline.segments, at, key=lambda segment: segment.start) - 1
    return timeline.segments[max(0, index)]


def is_word(event: Event) -> bool:
    """Report whether it would be wrong to break off in it: speech, and the ticks that stand for counts."""
    return event.kind == "say" or event.role in ("count", "countdown")


def word_at(timeline: Timeline, at: int) -> Event | None:
    """Find the word that is being said at an instant, begun before it and not ended."""
    last = bisect_right(timeline.events, at, key=lambda event: event.start)
    for event in reversed(timeline.events[max(0, last - 12) : last]):
        if is_word(event) and event.start < at < event.end:
            return event
    return None


def quiet_from(timeline: Timeline, at: int) -> int:
    """Return the first instant from ``at`` on at which no word is being said."""
    while (word := word_at(timeline, at)) is not None:
        at = word.end
    return at


class WorkEdge(NamedTuple):
    """The beginning or the end of the ``number``-th stretch of work with the same names."""

    exercise: str
    set: int | None
    side: str
    label: str
    number: int
    end: bool

    def __str__(self) -> str:
        """Return the name that bookmarks on disk have for it."""
        return f"work:{self[:4]}:{self.number}" + (":end" if self.end else "")


def anchors(timeline: Timeline) -> dict[str | WorkEdge, int]:
    """Find what comes in the same order at every pace: fixed beats and all of a pause, by id, and both ends of work.

    Returns the start of each in ms.
    """
    found: dict[str | WorkEdge, int] = {}
    for event in timeline.events:
        pause = segment_at(timeline, event.start).kind != "work"
        if (pause or event.role in BEATS) and event.role != AGAIN and event.sound != "wake":
            found[event.id] = event.start
    numbers: Counter[tuple[str, int | None, str, str]] = Counter()
    for segment in timeline.segments:
        if segment.kind == "work":
            names = (segment.exercise, segment.set, segment.side, segment.label)
            numbers[names] += 1
            found[WorkEdge(*names, numbers[names], end=False)] = segment.start
            found[WorkEdge(*names, numbers[names], end=True)] = segment.end
    return found


class Passage:
    """The way from one timeline to another: the same beat, and as far between it and the next one.

    Seconds counted down at the end of work keep their distance from it at any pace, so that counts may come in another
    order beside them. Such a second is left out: the way never leads back.
    """

    def __init__(self, old: Timeline, new: Timeline) -> None:
        self.old, self.new = old, new
        there = anchors(new)
        pairs = {anchor: (at, there[anchor]) for anchor, at in anchors(old).items() if anchor in there}
        seconds = [pairs.pop(one.id) for one in old.events if one.role == "countdown" and one.id in pairs]
        firm = sorted([*pairs.values(), (0, 0), (old.duration, new.duration)])
        before, after = [at for at, _ in firm], [at for _, at in firm]
        in_order = [pair for pair in seconds if bisect_right(before, pair[0]) == bisect_right(after, pair[1])]
        self._pairs = sorted([*firm, *in_order])

    def carry(self, at: int) -> int:
        """Return where ``at`` of the old timeline is in the new one."""
        index = bisect_right(self._pairs, at, key=lambda pair: pair[0])
        if index == 0 or index == len(self._pairs):
            return 0 if index == 0 else self.new.duration
        before, here = self._pairs[index - 1]
        after, there = self._pairs[index]
        if here <= there:
            return here + (at - before) * (there - here) // (after - before)
        return min(here + at - before, segment_at(self.new, here).end)

    def changeover(self, at: int) -> tuple[int, int]:
        """Choose when to change from the old to the new timeline, and where in the new one to go on.

        That is the first instant from ``at`` on at which no word is being said in either; a little later where that
        keeps a cue from being lost or said twice.
        """
        first: tuple[int, int] | None = None
        for _ in range(_MOST_STEPS):
            at = quiet_from(self.old, at)
            there = self.carry(at)
            if at >= self.old.duration or (first is not None and at > first[0] + PATIENCE):
                break
            if word_at(self.new, there) is None:
                first = first or (at, there)
                if not self.repeated(at, there) and not self.lost(at, there):
                    return at, there
            at += _STEP
        return first or (at, self.carry(at))

    def repeated(self, at: int, there: int) -> frozenset[str]:
        """Return the ids that were heard shortly before ``at`` and would be heard again after ``there``."""
        ahead = _spoken_within(self.new, there, there + CLOSE_BY)
        return frozenset(
            name for name, text in _spoken_within(self.old, at - CLOSE_BY, at).items() if ahead.get(name) == text
        )

    def lost(self, at: int, there: int) -> frozenset[str]:
        """Return the ids that are still to come at ``at`` and would be past at ``there``."""
        past = _spoken_within(self.new, there - CLOSE_BY, there)
        return frozenset(name for name in _spoken_within(self.old, at, at + CLOSE_BY) if name in past)


def _spoken_within(timeline: Timeline, first: int, last: int) -> dict[str, str]:
    begin, end = (bisect_right(timeline.events, at - 1, key=lambda event: event.start) for at in (first, last))
    return {event.id: event.text for event in timeline.events[begin:end] if event.kind == "say"}


def next_exercise(timeline: Timeline, at: int) -> int | None:
    """Return where the next exercise is announced; None in the last one."""
    return next((quiet_from(timeline, one.start) for one in timeline.chapters if one.start > at), None)


def previous_exercise(timeline: Timeline, at: int) -> int:
    """Return where this exercise is announced, or just after that the one before it."""
    starts = [chapter.start for chapter in timeline.chapters if chapter.start + _RESTART <= at]
    return quiet_from(timeline, starts[-1]) if starts else 0


def announcement(timeline: Timeline, at: int) -> int:
    """Return where this exercise is announced; the beginning before the first one."""
    starts = [chapter.start for chapter in timeline.chapters if chapter.start <= at]
    return quiet_from(timeline, starts[-1]) if starts else 0


def set_at(timeline: Timeline, at: int) -> Segment | None:
    """Return the work that is being done, or in a pause the work before it."""
    worked = [one for one in timeline.segments if one.kind == "work" and one.start <= at]
    return worked[-1] if worked else None


def open_end(timeline: Timeline, after: int) -> int | None:
    """Return the end of the first open work that ends later than ``after``."""
    return next((one.end for one in timeline.segments if one.open and one.end > after), None)


def pause_at(timeline: Timeline, at: int) -> tuple[int, int] | None:
    """Return start and end of the whole pause around an instant, of however many parts, or None in work."""
    here = segment_at(timeline, at)
    if here.kind == "work":
        return None
    index = timeline.segments.index(here)
    first = last = index
    while first > 0 and timeline.segments[first - 1].kind != "work":
        first -= 1
    while last + 1 < len(timeline.segments) and timeline.segments[last + 1].kind != "work":
        last += 1
    return timeline.segments[first].start, timeline.segments[last].end


@dataclass(frozen=True, slots=True)
class Repetitions:
    """The repetitions of one stretch of work: how many, how long each is, and where each begins."""

    start: int
    count: int
    length: Fraction
    starts: Mapping[int, int]

    def at(self, instant: int) -> int:
        """Return which repetition, from 1."""
        return max(1, min(self.count, int((instant - self.start + 1) / self.length) + 1))

    def start_of(self, rep: int) -> int:
        """Return when a repetition begins."""
        return self.starts.get(rep, self.start + round((rep - 1) * self.length))


def repetitions(timeline: Timeline, work: Segment) -> Repetitions | None:
    """Read the repetitions of a stretch of work off its counts; None where it has none."""
    counts = {
        event.rep: event.start for event in _events_of(timeline, work) if event.role in ("count", "last") and event.rep
    }
    if len(counts) < 2:
        return None
    (first, start), (last, end) = min(counts.items()), max(counts.items())
    length = Fraction(end - start, last - first)
    offset = counts[1] - work.start if 1 in counts else round(start - (first - 1) * length) - work.start
    count = round((work.end - work.start) / length) if length else 0
    return Repetitions(work.start, count, length, {rep: at - offset for rep, at in counts.items()}) if count else None


def _events_of(timeline: Timeline, work: Segment) -> Iterator[Event]:
    first = bisect_right(timeline.events, work.start - 1, key=lambda event: event.start)
    for event in timeline.events[first:]:
        if event.start >= work.end:
            return
        yield event


def sets_of(timeline: Timeline, exercise: str) -> int:
    """Return how many sets an exercise has."""
    return max(
        (one.set or 1 for one in timeline.segments if one.exercise == exercise and one.kind == "work"), default=1
    )


def remember(timeline: Timeline, at: int) -> tuple[str, int]:
    """Name an instant so that it outlives the timeline: an anchor, and the ms since it; no anchor before the first."""
    past = [(start, anchor) for anchor, start in reversed(anchors(timeline).items()) if start <= at]
    if not past:
        return "", at
    start, anchor = max(past, key=lambda one: (one[0], not isinstance(one[1], WorkEdge)))
    return str(anchor), at - start


def find(timeline: Timeline, name: str, offset: int) -> int | None:
    """Return the instant that :func:`remember` named, or None where its anchor is gone; never after the next one."""
    here = {str(anchor): start for anchor, start in anchors(timeline).items()}
    if not name:
        return min(offset, timeline.duration)
    if name not in here:
        return None
    following = min((start for start in here.values() if start > here[name]), default=timeline.duration)
    return min(here[name] + max(0, offset), following)
