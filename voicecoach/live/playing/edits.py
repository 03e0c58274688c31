"""Changes to a timeline that is being played: pure functions that leave what has been heard as it was."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, replace

from voicecoach.live.playing.navigation import AGAIN, pause_at, quiet_from, segment_at
from voicecoach.timeline.model import Event, Role, Timeline
from voicecoach.units import SECOND

SENTENCES: frozenset[Role] = frozenset(
    {"title", "name", "setup", "cue", "rest", "next", "switch", "time", "say", AGAIN}
)
"""Roles of what is worth hearing again; a count is not."""
SOON = 20 * SECOND
_BREATH = 150
_BEFORE_COUNTDOWN = 300


@dataclass(frozen=True, slots=True)
class Stretch:
    """A pause made longer by ``extra`` ms at ``cut``: everything from there on comes later."""

    cut: int
    extra: int

    def apply(self, timeline: Timeline) -> Timeline:
        """Return the timeline with the longer pause."""
        longer = segment_at(timeline, max(0, self.cut - 1))
        return replace(
            timeline,
            duration=timeline.duration + self.extra,
            events=tuple(
                replace(one, start=self._moved(one.start), end=one.end + self.extra) if one.start >= self.cut else one
                for one in timeline.events
            ),
            segments=tuple(
                replace(one, end=one.end + self.extra)
                if one is longer
                else replace(one, start=self._moved(one.start), end=self._moved(one.end))
                for one in timeline.segments
            ),
            chapters=tuple(
                replace(one, start=self._moved(one.start), end=self._moved(one.end)) for one in timeline.chapters
            ),
        )

    def _moved(self, at: int) -> int:
        return at + self.extra if at >= self.cut else at


def stretch_at(timeline: Timeline, at: int, extra: int) -> Stretch | None:
    """Make the pause around ``at`` longer: from the next quiet instant, always before its countdown.

    Returns None outside of a pause, and at the end, which nothing follows.
    """
    pause = pause_at(timeline, at)
    if pause is None or pause[1] >= timeline.duration:
        return None
    counting = [
        event.start for event in timeline.events if event.role == "countdown" and pause[0] <= event.start < pause[1]
    ]
    latest = min(counting) - _BEFORE_COUNTDOWN if counting else pause[1]
    return Stretch(max(pause[0] + 1, min(quiet_from(timeline, at), latest)), extra)


def last_sentence(timeline: Timeline, at: int) -> Event | None:
    """Return what was said last before ``at`` that is more than a count."""
    past = (one for one in reversed(timeline.events) if one.start < at and one.kind == "say" and one.role in SENTENCES)
    return next(past, None)


@dataclass(frozen=True, slots=True)
class Insertion:
    """An event added where nothing else is being said."""

    event: Event

    def apply(self, timeline: Timeline) -> Timeline:
        """Return the timeline with the event in its place."""
        at = bisect_right(timeline.events, self.event.start, key=lambda event: event.start)
        return replace(timeline, events=(*timeline.events[:at], self.event, *timeline.events[at:]))


def again_at(timeline: Timeline, sentence: Event, at: int, until: int) -> Insertion | None:
    """Say the sentence once more, in the first gap from ``at`` on that holds it; None where none is soon enough.

    ``until`` is how far the timeline is laid out.
    """
    length = sentence.end - sentence.start
    spoken = [event for event in timeline.events if event.kind == "say" and event.end > at]
    free = at
    for event in spoken:
        if free + length + _BREATH <= event.start:
            break
        free = max(free, event.end + _BREATH)
    if free > at + SOON or free + length > until:
        return None
    name = f"{sentence.id}/again{1 + sum(event.role == AGAIN for event in timeline.events)}"
    return Insertion(replace(sentence, id=name, role=AGAIN, start=free, end=free + length))


@dataclass(frozen=True, slots=True)
class Omission:
    """Events left out, by id."""

    ids: Collection[str]

    def apply(self, timeline: Timeline) -> Timeline:
        """Return the timeline without them."""
        return replace(timeline, events=tuple(event for event in timeline.events if event.id not in self.ids))


Edit = Stretch | Insertion | Omission
