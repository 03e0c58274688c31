"""An exercise as it is read from a line of a whiteboard, and as a step of a script."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voicecoach.diagnostics import Span
from voicecoach.intake.emit import Prose, Step
from voicecoach.units import format_duration


@dataclass(frozen=True, slots=True)
class Movement:
    """An exercise as read at ``span``. ``amount`` is repetitions or a time as a script has it, and may be missing.

    ``weights`` is one for all sets, or one a set; any other number of them is left to words, as they are ``weighed`` on
    the board. ``rests`` are the rest after each set, where they differ. ``doubts`` say what may have been meant
    otherwise.
    ``heading`` are words such as ``Finisher`` that stand before it. It is ``unclear`` where its numbers are no dose.
    """

    name: str
    sets: int = 0
    amount: str = ""
    each_side: bool = False
    both_sides: bool = False
    alternate: bool = False
    rest: int = 0
    rests: tuple[int, ...] = ()
    tempo: str = ""
    weights: tuple[str, ...] = ()
    weighed: str = ""
    notes: tuple[str, ...] = ()
    open: bool = False
    distance: bool = False
    doubts: tuple[str, ...] = ()
    heading: str = ""
    name_in_brackets: bool = False
    unclear: bool = False
    span: Span | None = None

    @property
    def dosed(self) -> bool:
        """Return whether it says how much is to be done."""
        return bool(self.amount)

    @property
    def dose(self) -> str:
        """Return the value of ``do``."""
        sets = f"{self.sets}x" if self.sets > 1 and "," not in self.amount else ""
        sides = " each side" if self.each_side else " both sides" if self.both_sides else ""
        return f"{sets}{self.amount}{sides}"

    @property
    def rests_after(self) -> bool:
        """Return whether it has a rest after its only set, which a script has as a step."""
        return self.rest > 0 and self.sets <= 1 and "," not in self.amount

    def is_weighed(self, rounds: int = 0) -> bool:
        """Return whether there is one weight at most, or one for each set, or for each of so many rounds."""
        sets = self.amount.count(",") + 1 if "," in self.amount else max(1, self.sets)
        return len(self.weights) <= 1 or len(self.weights) in (sets, rounds)

    def in_turns(self, rounds: int) -> bool:
        """Return whether it has a dose for each of so many rounds."""
        return "," in self.amount and self.sets == rounds

    def in_round(self, rounds: int = 0) -> Movement:
        """Return the movement as a station, which does one set a round; with a weight for each, it says so."""
        return replace(self, sets=rounds if len(self.weights) == rounds > 1 else 0, rest=0, rests=())

    def step(self) -> Step:
        """Return the movement as a step of a script."""
        step = Step({"exercise": Prose(self.name)}, self.span.line if self.span else 0)
        notes = list(self.notes)
        if self.amount:
            step["do"] = self.dose
        if len(self.weights) == 1:
            step["weight"] = Prose(self.weights[0])
        elif self.dosed and self.weights and self.is_weighed():
            step["weight"] = [Prose(one) for one in self.weights]
        elif self.weights:
            notes.append(f"at {self.weighed}")
        if self.alternate:
            step["sides"] = "alternate"
        if self.tempo and not self.open:
            step["tempo"] = self.tempo
        if self.open:
            step["until"] = "done"
        if self.rest or self.rests:
            step["rest"] = ",".join(map(format_duration, self.rests or (self.rest,)))
        if notes:
            step["setup"] = Prose(". ".join(note[:1].upper() + note[1:] for note in notes) + ".")
        return step
