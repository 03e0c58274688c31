"""Flow: timed works with no time between them follow each other without a gap, and their words are spoken over them.

A pause of no length would have to grow for what is said in it, and a circuit of two minutes would last longer. So the
next work is told in the last seconds of the one before, its name once more as it begins, and a change of sides at once.
What found no room before the change is said after it. Only where a set-up fits into neither work, the pause grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voicecoach.timeline.frames import FRAME, on_frame
from voicecoach.timeline.slots import Announcement, Pause, Slot, ToneBeat, Work
from voicecoach.units import MINUTE

SHORT = MINUTE
"""In work of at most this length, what may be left out would only come between the words about the next one."""


def flow(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """Return as many slots, in which the words of pauses that flow belong to the work before them, or to the change."""
    around = zip((None, *slots), slots, (*slots[1:], None), strict=False)
    return tuple(_flowing(before, slot, following) for before, slot, following in around)


def _flowing(before: Slot | None, slot: Slot, following: Slot | None) -> Slot:
    if isinstance(slot, Pause):
        return replace(slot, opening=tuple(_on_change(slot)), closing=(), tone=None) if slot.flows else slot
    if isinstance(before, Pause) and before.flows and before.tone is not None and before.tone.role == "tone":
        name, role, sound, source = before.tone
        slot = replace(slot, tones=(*slot.tones, ToneBeat(name, role, 0, sound, slot.place, source)))
    if not (isinstance(following, Pause) and following.flows):
        return slot
    ahead = (*(one for one in following.opening if not _is_on_change(one)), *following.closing)
    named = any(one.again is not None for one in ahead)
    leaves = named and slot.length <= SHORT
    cues = tuple(cue for cue in slot.cues if not (named and cue.gives_way) and not (leaves and cue.optional))
    return replace(slot, ahead=ahead, cues=cues)


def _on_change(pause: Pause) -> Iterator[Announcement]:
    """Yield a change of sides, and the script's own words about what has been done."""
    return (one for one in pause.opening if _is_on_change(one))


def _is_on_change(one: Announcement) -> bool:
    return (one.must and one.role == "switch") or one.noted


def owed_after(work: Work, told: Sequence[Announcement]) -> Iterator[Announcement]:
    """Yield what is to be said of the next work as it begins, when of all that is told ``ahead`` this much was said."""
    for one in work.ahead:
        if one not in told and one.must:
            yield replace(one, utterance=one.again or one.utterance, again=None)
        elif one in told and one.again is not None:
            yield replace(one, id=f"{one.id}/now", utterance=one.again, again=None, must=False)


def owed_on_change(pause: Pause, owed: Sequence[Announcement]) -> tuple[Announcement, ...]:
    """Return all that is to be said as the work after a pause that flows begins, in order."""
    must, may = ([one for one in pause.opening if one.must is wanted] for wanted in (True, False))
    return (*must, *owed, *may)


def chain(
    lengths: Sequence[int], free: Sequence[tuple[int, int]], wanted: int, apart: int, grid: int
) -> list[int] | None:
    """Return when to begin sentences of these ``lengths``, one after another in ``free`` stretches of time.

    The first one begins at ``wanted``, or as little earlier as all of them need; None where they have no room. There
    are ``apart`` ms between two of them. Sentences begin on frames after ``grid``. All times are ms.
    """
    start = _latest_start(lengths, free, apart, grid)
    if start is None:
        return None
    at = min(start, wanted)
    starts: list[int] = []
    for length in lengths:
        places = (_first_in(stretch, at, length, grid, aligned=bool(starts)) for stretch in free)
        begin = next((place for place in places if place is not None), None)
        if begin is None:
            return None
        starts.append(begin)
        at = begin + length + apart
    return starts


def _latest_start(lengths: Sequence[int], free: Sequence[tuple[int, int]], apart: int, grid: int) -> int | None:
    """Return the latest frame at which the first sentence may begin so that all of them have room."""
    end = begin = free[-1][1] if free else 0
    for length in reversed(lengths):
        places = ((_frame_before(min(end, to) - length, grid), start) for start, to in reversed(free))
        found = next((place for place, start in places if place >= start), None)
        if found is None:
            return None
        begin, end = found, found - apart
    return begin if free else None


def _first_in(stretch: tuple[int, int], at: int, length: int, grid: int, *, aligned: bool) -> int | None:
    """Return the first instant from ``at`` on, on a frame if it has to wait, at which a stretch has room."""
    start, end = stretch
    begin = on_frame(max(start, at), grid) if aligned or start > at else at
    return begin if begin + length <= end else None


def _frame_before(instant: int, grid: int) -> int:
    return on_frame(instant - FRAME + 1, grid)
