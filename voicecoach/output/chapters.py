"""Chapters of a file: one an exercise, as the timeline has them, or finer ones where an exercise is long."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Literal, get_args

from voicecoach.output.formats import MAX_CHAPTERS
from voicecoach.output.lyrics import shown
from voicecoach.timeline.model import Chapter, Segment, Timeline
from voicecoach.units import SECOND

Fineness = Literal["exercise", "set", "side"]
FINENESSES: tuple[Fineness, ...] = get_args(Fineness)
"""What may have a chapter of its own, the coarsest first."""

_BEFORE_WORK = 10 * SECOND


def with_chapters(timeline: Timeline, fineness: Fineness, most: int = MAX_CHAPTERS) -> tuple[Timeline, str]:
    """Return the timeline with a chapter for each exercise, each set, or each side and form of a set.

    Where that would be more than the ``most`` that a file can hold, they are the next coarser ones, and a note says so.
    """
    said, limit = "", f"a file of this format has at most {most} chapters"
    for one in reversed(FINENESSES[: FINENESSES.index(fineness) + 1]):
        chapters = timeline.chapters if one == "exercise" else tuple(_finer(timeline, one))
        if len(chapters) <= most or one == "exercise":
            break
        said = said or f"{limit}, and this one would have {len(chapters)}"
    if len(chapters) > most:
        return (
            timeline,
            f"{limit}: of {len(chapters)}, the shortest share one",
        )
    return replace(timeline, chapters=chapters), f"{said}: each {one} has one" if said else ""


def _finer(timeline: Timeline, fineness: Fineness) -> Iterator[Chapter]:
    """Cut each chapter where another set or side is about to begin."""
    work = [one for one in timeline.segments if one.kind == "work"]
    begins = _Begins(timeline, work)
    starts = [one.start for one in work]
    for chapter in timeline.chapters:
        first, last = (bisect_right(starts, at - 1) for at in (chapter.start, chapter.end))
        yield from _cut(chapter, [one for one in work[first:last] if one.set is not None], begins, fineness)


def _cut(chapter: Chapter, work: list[Segment], begins: _Begins, fineness: Fineness) -> Iterator[Chapter]:
    stretches: list[Segment] = []
    for one in work:
        if not stretches or _key(one, fineness) != _key(stretches[-1], fineness):
            stretches.append(one)
    if len(stretches) < 2:
        yield chapter
        return
    named = _Names(chapter, stretches, fineness)
    cuts = [chapter.start, *(max(chapter.start, begins.before(one)) for one in stretches[1:]), chapter.end]
    for number, one in enumerate(stretches):
        yield Chapter(named.title(one), cuts[number], cuts[number + 1])


def _key(work: Segment, fineness: Fineness) -> tuple[object, ...]:
    key = (work.exercise, work.set)
    return key if fineness == "set" else (*key, work.side, work.label)


class _Begins:
    """Where a listener who jumps to some work has to begin: ten seconds before it, or where the pause before it begins.

    Nothing that is said is cut in two.
    """

    def __init__(self, timeline: Timeline, work: list[Segment]) -> None:
        self._ends = [one.end for one in work]
        self._starts = [event.start for event in timeline.events]
        self._latest = list(accumulate((event.end for event in timeline.events), max))

    def before(self, work: Segment) -> int:
        """Return the instant before ``work``."""
        done = bisect_right(self._ends, work.start)
        earliest = self._ends[done - 1] if done else 0
        at = max(earliest, work.start - _BEFORE_WORK)
        number = bisect_right(self._starts, at - 1) - 1
        while number >= 0 and self._latest[number] > at and self._starts[number] >= earliest:
            at, number = self._starts[number], number - 1
        return at


class _Names:
    """Titles within a chapter: ``Clamshell · 2 · right``, as lyrics head a set; what is always the same is left out."""

    def __init__(self, chapter: Chapter, stretches: list[Segment], fineness: Fineness) -> None:
        self._title = shown(chapter.title)
        self._exercises = len({one.exercise for one in stretches}) > 1
        self._sets = len({(one.exercise, one.set) for one in stretches}) > 1
        self._forms = fineness == "side" and len({one.label for one in stretches}) > 1
        self._sides = fineness == "side"

    def title(self, work: Segment) -> str:
        """Return the title of the chapter that begins with ``work``."""
        label = shown(work.label or work.exercise)
        parts = [self._title]
        if (self._forms or self._exercises) and label.casefold() not in self._title.casefold():
            parts.append(label)
        if self._sets and work.set is not None:
            parts.append(str(work.set))
        if self._sides and work.side and work.side.casefold() not in label.casefold():
            parts.append(shown(work.side))
        return " · ".join(part for part in parts if part)
