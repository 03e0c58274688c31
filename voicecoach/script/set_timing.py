"""The arithmetic of one set: how long it lasts, and when its repetitions and their phases begin."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from voicecoach.script.model import Dose, Exercise, Phase, Variant
from voicecoach.units import SECOND, scale

DEMO_SLOWER = 2
DEMO_PHASE = 2 * SECOND
"""The least time of a phase in a slow repetition."""

DEMO_BREAK = 5 * SECOND
"""Between a slow repetition and the first set."""


def demo_phases(exercise: Exercise) -> tuple[Phase, ...]:
    """Return the phases of the slow repetitions before the first set, all of them in order."""
    slow = (phase._replace(length=max(DEMO_PHASE, DEMO_SLOWER * phase.length)) for phase in exercise.variants[0].phases)
    return tuple(slow) * exercise.demo


class SetTiming(NamedTuple):
    """One set of an exercise at a pace.

    Instants are milliseconds into the set. Each is scaled from the exact sum before it, so that a hundred repetitions
    end where a hundred repetitions must. ``time`` is the length at pace 1. A ``timed`` set has as many repetitions as
    it has time for, and none where nothing says how long one of them is.
    """

    time: int
    timed: bool
    reps: int
    phases: tuple[Phase, ...]
    phase_starts: tuple[int, ...]
    count_on: int
    pace: Decimal

    @classmethod
    def of(cls, variant: Variant, dose: Dose, pace: Decimal = Decimal(1)) -> SetTiming:
        """Return the timing of one dose of a variant, as if somebody counted it also where work is open."""
        starts = (0, *accumulate(phase.length for phase in variant.phases))
        rep = starts[-1]
        reps = dose.reps or (dose.time // rep if rep else 0)
        time = dose.time or dose.reps * rep
        return cls(time, bool(dose.time), reps, variant.phases, starts, variant.count_on, pace)

    @property
    def rep_length(self) -> int:
        """How long a repetition lasts at pace 1, 0 where nothing says so."""
        return self.phase_starts[-1]

    @property
    def length(self) -> int:
        """How long the set lasts."""
        return scale(self.time, self.pace)

    def start(self, rep: int) -> int:
        """Return when a repetition (from 1) begins."""
        return self.phase_at(rep, 0)

    def phase_at(self, rep: int, phase: int) -> int:
        """Return when a phase (from 0) of a repetition begins."""
        return scale((rep - 1) * self.rep_length + self.phase_starts[phase], self.pace)

    def count_at(self, rep: int) -> int:
        """Return when a repetition is counted."""
        return self.phase_at(rep, self.count_on)
