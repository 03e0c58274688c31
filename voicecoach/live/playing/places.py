"""The exercises of a routine as places to go to: by name, by number, or by time."""

from __future__ import annotations

from typing import NamedTuple

from voicecoach.diagnostics import nearest
from voicecoach.errors import UsageError
from voicecoach.live.playing.navigation import quiet_from, remember
from voicecoach.live.records.bookmark import Bookmark
from voicecoach.script.tweaks import normal_name
from voicecoach.timeline.model import Timeline
from voicecoach.units import format_clock, parse_duration

_MOST_DIGITS = 9


class Place(NamedTuple):
    """An exercise with the ms at which it is announced, and the ``names`` by which it may be called."""

    title: str
    start: int
    names: tuple[str, ...]


def places(timeline: Timeline) -> tuple[Place, ...]:
    """Return the exercises of a timeline in the order in which they come."""
    found = []
    for chapter in timeline.chapters:
        work = next((one for one in timeline.segments if one.kind == "work" and one.end > chapter.start), None)
        own = (work.exercise, work.label) if work is not None and work.start < chapter.end else ()
        alone = chapter.title.rpartition(": ")[2]
        found.append(Place(chapter.title, chapter.start, tuple(dict.fromkeys((chapter.title, alone, *own)))))
    return tuple(found)


def find(timeline: Timeline, asked: str) -> int:
    """Return the ms at which to begin where somebody asks for an exercise, its number, or a time.

    Raises ``UsageError`` with what there is.
    """
    known = places(timeline)
    wanted = normal_name(asked)
    for place in known:
        if wanted in map(normal_name, place.names):
            return place.start
    if asked.strip().isdecimal():
        number = int(asked) if len(asked) < _MOST_DIGITS else 0
        if 0 < number <= len(known):
            return known[number - 1].start
        raise UsageError(f"there is no exercise {asked}", f"they are numbered from 1 to {len(known)}: voicecoach list")
    at = parse_duration(asked)
    if at is None:
        names = dict.fromkeys(name for place in known for name in place.names)
        raise UsageError(f"there is no exercise '{asked}' to begin with", nearest(asked, names).help)
    if at >= timeline.duration:
        raise UsageError(f"{asked} is after the end", f"the routine lasts about {format_clock(timeline.duration)}")
    return at


def bookmark_at(timeline: Timeline, at: int) -> Bookmark:
    """Return a bookmark for an instant, which holds in another timeline of the same routine too."""
    return Bookmark(*remember(timeline, quiet_from(timeline, at)))
