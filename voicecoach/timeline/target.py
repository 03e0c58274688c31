"""A routine in so many minutes: rests give first, then sets; movement only where that is allowed, and speech never.

Nothing here knows a formula for the length of a routine, for speech makes pauses grow. Lengths are found by compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from voicecoach.script.fewer import most_fewer, with_fewer_sets
from voicecoach.script.kinds import Problems
from voicecoach.script.lengths import check_size
from voicecoach.script.model import Pace, Routine
from voicecoach.units import SECOND

LengthOf = Callable[[Routine], int]
"""Milliseconds that a routine lasts."""

CLOSE_ENOUGH = SECOND // 2
_WHOLE = 10_000
REST_LEAST, REST_MOST = _WHOLE // 2, _WHOLE * 2
"""How much of their length rests may take, in ten-thousandths."""
MOVE_LEAST, MOVE_MOST = _WHOLE * 4 // 5, _WHOLE * 5 // 4
"""Likewise what a movement may take: 1.25 to 0.8 times as fast."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What gives the ``length`` asked for (ms): a pace, and ``fewer`` sets.

    ``rests`` and ``movements`` are parts of their own lengths.
    """

    pace: Pace
    before: int
    length: int
    rests: Decimal
    movements: Decimal
    fewer: int = 0


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """The ``shortest`` and ``longest`` lengths that are possible (ms), and the one ``nearest`` to the wish."""

    shortest: int
    longest: int
    nearest: int


def fit_length(routine: Routine, length_of: LengthOf, target: int) -> Fitted | OutOfReach:
    """Change the rests of a routine, then its sets, then its movements, until it lasts ``target`` ms to the second.

    Rests stay between half and twice their length. Sets become fewer, never more. Movements change only where the
    routine says so, within 0.8 and 1.25 of their speed. Nothing is slowed down beyond the turns of an emom.
    """
    search = _Search(routine, length_of, target, length_of(routine))
    found = search.at()
    shorter = found.length > target
    if not search.close(found):
        found = search.by_rests(search.at(), REST_LEAST if shorter else search.slowest_rests())
    if shorter and found.length > target and not search.close(found):
        found = search.by_sets()
    ends = (MOVE_LEAST, search.slowest_movements()) if routine.minutes.movement else ()
    for end in ends if shorter else reversed(ends):
        if not search.close(found):
            found = search.by_movements(found, end)
    if abs(found.length - target) <= SECOND:
        return found
    return OutOfReach(search.shortest().length, search.longest().length, found.length)


@dataclass(frozen=True)
class _Search:
    routine: Routine
    length_of: LengthOf
    target: int
    before: int

    def at(self, rests: int = _WHOLE, movements: int = _WHOLE, fewer: int = 0) -> Fitted:
        """Return what comes of parts of the rests and movements, and of fewer sets."""
        routine, pace = self.changed(rests, movements, fewer), self.pace(rests, movements)
        as_it_is = rests == movements == _WHOLE and not fewer
        length = self.before if as_it_is else self.length_of(routine)
        return Fitted(pace, self.before, length, Decimal(rests) / _WHOLE, Decimal(movements) / _WHOLE, fewer)

    def pace(self, rests: int, movements: int) -> Pace:
        def slower(pace: Decimal, part: int) -> Decimal:
            return (pace * _WHOLE / part).quantize(Decimal("0.000001"))

        base = self.routine.pace
        return Pace(slower(base.move, movements), slower(base.rest, rests))

    def changed(self, rests: int, movements: int, fewer: int) -> Routine:
        blocks = with_fewer_sets(self.routine.blocks, fewer) if fewer else self.routine.blocks
        return replace(self.routine, pace=self.pace(rests, movements), blocks=blocks)

    def by_rests(self, start: Fitted, end: int) -> Fitted:
        return self.between(lambda rests: self.at(rests, _WHOLE, start.fewer), int(start.rests * _WHOLE), end)

    def by_movements(self, start: Fitted, end: int) -> Fitted:
        rests, moves = int(start.rests * _WHOLE), int(start.movements * _WHOLE)
        return self.between(lambda part: self.at(rests, part, start.fewer), moves, end)

    def by_sets(self) -> Fitted:
        """Leave out as few sets as make it short enough with the shortest rests, and give back what rests can have."""
        low, high = 0, most_fewer(self.routine.blocks)
        found = self.at(REST_LEAST, _WHOLE, high)
        while high - low > 1 and found.length <= self.target + CLOSE_ENOUGH:
            middle = (low + high) // 2
            tried = self.at(REST_LEAST, _WHOLE, middle)
            if tried.length <= self.target + CLOSE_ENOUGH:
                high, found = middle, tried
            else:
                low = middle
        for end in (_WHOLE, self.slowest_rests()):
            if found.length < self.target and not self.close(found):
                found = self.by_rests(found, end)
        return self._nearest(found, self.at(REST_LEAST, _WHOLE, max(0, found.fewer - 1)))

    def shortest(self) -> Fitted:
        """Return the shortest that can be had."""
        moves = MOVE_LEAST if self.routine.minutes.movement else _WHOLE
        return self.at(REST_LEAST, moves, most_fewer(self.routine.blocks))

    def longest(self) -> Fitted:
        """Return the longest that can be had."""
        moves = self.slowest_movements() if self.routine.minutes.movement else _WHOLE
        return self.at(self.slowest_rests(), moves)

    def slowest_rests(self) -> int:
        """Return how long rests may become at most."""
        return self._slowest(lambda rests: self.changed(rests, _WHOLE, 0), REST_MOST)

    def slowest_movements(self) -> int:
        """Return how long movements may become at most beside the longest rests."""
        rests = self.slowest_rests()
        return self._slowest(lambda movements: self.changed(rests, movements, 0), MOVE_MOST)

    def _slowest(self, changed: Callable[[int], Routine], most: int) -> int:
        """Return the largest part at which each turn of an emom has its time, and the whole is not too long."""

        def works(part: int) -> bool:
            problems = Problems()
            check_size(changed(part), self.routine.title.span, problems)
            return not problems.fatal

        if works(most):
            return most
        low, high = _WHOLE, most
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if works(middle) else (low, middle)
        return low

    def between(self, at: Callable[[int], Fitted], start: int, end: int) -> Fitted:
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

    def close(self, found: Fitted) -> bool:
        """Whether nothing nearer need be looked for."""
        return abs(found.length - self.target) <= CLOSE_ENOUGH

    def _nearest(self, *found: Fitted) -> Fitted:
        return min(found, key=lambda one: abs(one.length - self.target))
