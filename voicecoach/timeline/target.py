"""A routine in so many minutes: rests give first, then movement; speech never does.

Nothing here knows a formula for the length of a routine, for speech makes pauses grow. Lengths are found by compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from voicecoach.script.kinds import Problems
from voicecoach.script.lengths import check_turns
from voicecoach.script.model import Pace, Routine
from voicecoach.units import SECOND

LengthAt = Callable[[Pace], int]
"""Milliseconds that a routine lasts at a pace."""

CLOSE_ENOUGH = SECOND // 2
_WHOLE = 10_000
REST_LEAST, REST_MOST = _WHOLE // 2, _WHOLE * 2
"""How much of their length rests may take, in ten-thousandths."""
MOVE_LEAST, MOVE_MOST = _WHOLE * 4 // 5, _WHOLE * 5 // 4
"""Likewise what a movement may take: 1.25 to 0.8 times as fast."""


@dataclass(frozen=True, slots=True)
class FittedPace:
    """The pace that gives the ``length`` asked for (ms); ``rests`` and ``movements`` as parts of their own lengths."""

    pace: Pace
    before: int
    length: int
    rests: Decimal
    movements: Decimal


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """The ``shortest`` and ``longest`` lengths that are possible (ms), and the one ``nearest`` to the wish."""

    shortest: int
    longest: int
    nearest: int


def fit_length(routine: Routine, length_at: LengthAt, target: int) -> FittedPace | OutOfReach:
    """Scale the rests of a routine, then its movements, until it lasts ``target`` ms to the second.

    Rests stay between half and twice their length, movements within 0.8 and 1.25 of their speed. A station of an emom
    is never slowed down beyond its turn.
    """
    before = length_at(routine.pace)
    search = _Search(routine.pace, length_at, target, before)
    slowest = _slowest(routine, search)
    found = search.at(_WHOLE, _WHOLE)
    shorter = before > target
    if not search.close(found):
        found = search.between(lambda rests: search.at(rests, _WHOLE), _WHOLE, REST_LEAST if shorter else REST_MOST)
    rests = int(found.rests * _WHOLE)
    for end in (MOVE_LEAST, slowest) if shorter else (slowest, MOVE_LEAST):
        if not search.close(found):
            found = search.between(lambda moves: search.at(rests, moves), _WHOLE, end)
    if abs(found.length - target) <= SECOND:
        return found
    shortest, longest = search.at(REST_LEAST, MOVE_LEAST), search.at(REST_MOST, slowest)
    return OutOfReach(shortest.length, longest.length, found.length)


def _slowest(routine: Routine, search: _Search) -> int:
    """Return how long movements may become at most: no longer than now where an emom would not have the time."""
    problems = Problems()
    check_turns(routine.blocks, search.pace(_WHOLE, MOVE_MOST), problems)
    return _WHOLE if problems.fatal else MOVE_MOST


@dataclass(frozen=True)
class _Search:
    base: Pace
    length_at: LengthAt
    target: int
    before: int

    def pace(self, rests: int, movements: int) -> Pace:
        def slower(pace: Decimal, part: int) -> Decimal:
            return (pace * _WHOLE / part).quantize(Decimal("0.000001"))

        return Pace(slower(self.base.move, movements), slower(self.base.rest, rests))

    def at(self, rests: int, movements: int) -> FittedPace:
        pace = self.pace(rests, movements)
        length = self.before if rests == movements == _WHOLE else self.length_at(pace)
        return FittedPace(pace, self.before, length, Decimal(rests) / _WHOLE, Decimal(movements) / _WHOLE)

    def between(self, at: Callable[[int], FittedPace], start: int, end: int) -> FittedPace:
        """Return the pace nearest to the length asked for, from one part to another.

        Lengths grow with the part, nearly evenly but for a few steps: so straight lines and halves take turns.
        """
        first, far = at(start), at(end)
        best = self._nearest(first, far)
        (low, short), (high, long) = sorted([(start, first.length), (end, far.length)])
        straight = True
        while short < self.target < long and high - low > 1 and not self.close(best):
            line = low + (self.target - short) * (high - low) // (long - short)
            part = min(max(line if straight else (low + high) // 2, low + 1), high - 1)
            straight = not straight
            found = at(part)
            best = self._nearest(best, found)
            if found.length < self.target:
                low, short = part, found.length
            else:
                high, long = part, found.length
        return best

    def close(self, found: FittedPace) -> bool:
        """Whether nothing nearer need be looked for."""
        return abs(found.length - self.target) <= CLOSE_ENOUGH

    def _nearest(self, *found: FittedPace) -> FittedPace:
        return min(found, key=lambda one: abs(one.length - self.target))
