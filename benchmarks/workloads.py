"""Routines of known size, written by program, and the small edits that a person makes between two renders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

CUES = (
    "ribs down", "squeeze at the top", "push through your heels", "long neck", "knees over your toes", "breathe out",
    "slow on the way down", "shoulders away from your ears", "press the floor away", "hips stay level",
    "brace your belly", "chin tucked in", "weight in the middle of your foot", "elbows soft", "eyes ahead", "no rush",
)  # fmt: skip
BODY = ("hips", "knees", "shoulders", "elbows", "ankles", "wrists")
MOVES = ("bridge", "squat", "lunge", "row", "press", "hinge", "march", "kickback")
KINDS = ("slow", "wide", "narrow", "deep", "banded", "seated", "standing", "lying")


@dataclass(frozen=True)
class Workload:
    """A script by what it is for; ``exercises`` of ``sets`` times ``reps``, each ``rep`` milliseconds long."""

    name: str
    exercises: int
    sets: int
    reps: int
    rep: int
    rest: int
    every: int = 3
    rounds: int = 1
    count: str = "up"
    music: str = "none"

    def script(self, *, rest: int = 0, cue: str = "", rep: int = 0) -> str:
        """Its text; one exercise in the middle may have another ``rest``, first ``cue`` or ``rep``."""
        middle = self.exercises // 2
        lines = [f"title: {self.name}", f"music: {self.music}"]
        lines += [f"defaults: {{count: {self.count}, ready: 10s}}", "exercises:"]
        for number in range(self.exercises):
            edited = number == middle
            lines += self._exercise(
                number,
                rest if edited and rest else self.rest,
                cue if edited else "",
                rep if edited and rep else self.rep,
            )
        lines += ["routine:", f"  - repeat: {self.rounds}", "    steps:"]
        lines += [f"      - {name_of(number)}" for number in range(self.exercises)]
        return "\n".join(lines) + "\n"

    def edits(self) -> Iterator[tuple[str, str]]:
        """What is edited, and the script after it.

        5 s more move all that follows to other places in its MP3 frames; 3 s are a whole number of frames.
        """
        yield "one edited rest, 5 s", self.script(rest=self.rest + 5)
        yield "one edited rest, 3 s", self.script(rest=self.rest + 3)
        yield "one edited cue", self.script(cue="stay tall and quiet")
        yield "one edited tempo", self.script(rep=self.rep + 500)

    def _exercise(self, number: int, rest: int, cue: str, rep: int) -> list[str]:
        cues = [f"{CUES[(5 * number + turn) % len(CUES)]}, {BODY[(number + turn) % len(BODY)]}" for turn in range(5)]
        cues[0] = cue or cues[0]
        return [
            f"  {name_of(number)}:",
            f"    setup: Set number {number + 1} begins with {BODY[number % len(BODY)]} in line, and both feet flat.",
            f"    sets: {self.sets}",
            f"    reps: {self.reps}",
            f"    rep: {rep}ms",
            f"    rest: {rest}s",
            f"    cues: {{every {self.every}: [{', '.join(map(repr, cues))}]}}",
        ]


def name_of(number: int) -> str:
    """The spoken name of an exercise: distinct up to 64, then numbered."""
    turn, rest = divmod(number, len(MOVES) * len(KINDS))
    plain = f"{KINDS[rest // len(MOVES)]} {MOVES[rest % len(MOVES)]}"
    return f"{plain} {turn + 1}" if turn else plain


TEN_MINUTES = Workload("10 minutes", exercises=5, sets=2, reps=12, rep=3300, rest=30, every=2, count="none")
THIRTY_MINUTES = Workload("30 minutes", exercises=9, sets=3, reps=12, rep=3600, rest=30)
WITH_A_BED = Workload("30 minutes, music", exercises=9, sets=3, reps=12, rep=3600, rest=30, music="pulse")
TEN_HOURS = Workload("10 hours", exercises=9, sets=3, reps=12, rep=3600, rest=30, rounds=20)
LONG_SCRIPT = Workload("2,000 lines", exercises=250, sets=3, reps=12, rep=3000, rest=30)
