"""What a script asks for, worked out from the records of `scripts.py` and the language page alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.timeline.scripts import Cue, Form, Move, Pacing, Reach, Script, Step

MIN_FOR_LAST = 4


@dataclass(frozen=True)
class Bout:
    """One stretch of work, in milliseconds at pace 1."""

    move: Move
    set: int
    side: str
    form: int
    length: int
    phases: tuple[tuple[str, int], ...]
    reps: int
    timed: bool
    count: str
    count_on: str
    cues: tuple[Cue, ...]
    alternate: bool
    last_set: bool

    @property
    def rep_length(self) -> int:
        return sum(length for _, length in self.phases)

    def offset(self, phase: str) -> int:
        """How far into a repetition a phase begins."""
        names = [name for name, _ in self.phases]
        return sum(length for _, length in self.phases[: names.index(phase)]) if phase in names else 0

    def counted(self) -> list[int]:
        """The repetitions whose number is to be heard."""
        mode, _, number = (self.count or "up").partition(" ")
        if mode == "none":
            return []
        every = int(number or 1)
        return [
            rep
            for rep in range(1, self.reps + 1)
            if {"last": self.reps - rep < every, "every": rep % every == 0}.get(mode, True)
        ]


@dataclass(frozen=True)
class Turn:
    """Which turn (from 0) of a block of rounds, and whether all before it has been explained in a round around it."""

    block: Step
    index: int
    stations: int
    turns: int
    known: bool

    @property
    def round(self) -> int:
        return self.index // self.stations + 1

    @property
    def rounds(self) -> int:
        return -(-self.turns // self.stations)


@dataclass(frozen=True)
class Stretch:
    """A part of the routine of which the script says how long it lasts: rest, ready, switch or work.

    A rest before a station is ``rested``, and ``until`` is one that a clock ends, ``length`` ms after the work that is
    stretch number ``anchor``; ``clock`` tells the emoms apart. What comes before an exercise has the ``title`` of its
    chapter, and says by ``news`` whether it is told how it is done.
    """

    kind: str
    length: int
    move: Move | None = None
    bout: Bout | None = None
    prompts: tuple[tuple[str, Any], ...] = ()
    anchor: int = 0
    clock: int = 0
    title: str = ""
    news: bool = True
    turn: Turn | None = None


def paced(milliseconds: int, pace: str) -> int:
    """To the nearest millisecond, halves upwards."""
    return int(Fraction(milliseconds) / Fraction(Decimal(pace)) + Fraction(1, 2))


def at_level(reach: Reach, level: str) -> int:
    return {"easy": reach[0], "normal": (reach[0] + reach[1]) // 2, "hard": reach[1]}[level]


def interval(script: Script, name: str, own: int | None) -> int:
    default = dict(script.defaults).get(name)
    standard = {"ready": 10, "rest": 30, "switch": 6}[name]
    return own if own is not None else 1000 * int(standard if default is None else default)


def prompts_of(script: Script, move: Move) -> dict[str, Any]:
    return {**dict(script.prompts), **dict(move.prompts)}


def stretches_of(
    script: Script, step: Step, move: Move, side: str, turn: Turn | None, work: int, *, known: bool
) -> Iterator[Stretch]:
    prompts = tuple(prompts_of(script, move).items())
    before: Bout | None = None
    for bout in bouts(script, step, move, side, turn, work):
        if before is None:
            length = interval(script, "ready", move.ready)
            yield Stretch("ready", length, move, prompts=prompts, title=_title(move, turn), news=not known)
        elif bout.set != before.set and not (move.switch_after == "exercise" and bout.side != before.side):
            yield Stretch("rest", interval(script, "rest", move.rest), move, prompts=prompts)
        else:
            yield Stretch("switch", interval(script, "switch", move.switch), move, prompts=prompts)
        yield Stretch("work", bout.length, move, bout, prompts)
        before = bout


def _title(move: Move, turn: Turn | None) -> str:
    """Of the chapter: with the round, where there are several; turns of the only station are one chapter."""
    name = re.sub(r"\{(.*?)\|.*?\}", r"\1", move.say or move.key)
    if turn is None or turn.rounds == 1:
        return name
    if turn.stations == 1:
        return "" if turn.index else name
    return f"{name} ({turn.round}/{turn.rounds})"


def sides_of(move: Move, around: str) -> tuple[str, ...]:
    """The sides done one after another; alternating work is one stretch."""
    if move.style == "do each side" or move.sides == "each":
        return ("right", "left")
    if isinstance(move.sides, tuple):
        return move.sides
    if move.sides in ("left", "right"):
        return (move.sides,)
    return (around,) if around and move.sides != "alternate" else ("",)


def bouts(script: Script, step: Step, move: Move, around: str, turn: Turn | None, work: int) -> list[Bout]:
    sets = turn.rounds if turn else step.again[0] or move.sets
    sides = sides_of(move, around)
    forms = range(max(1, len(move.forms)))
    numbers = range(1, sets + 1)
    if move.switch_after == "exercise":
        order = [(number, side, form) for side in sides for number in numbers for form in forms]
    elif move.switch_after == "variant":
        order = [(number, side, form) for number in numbers for form in forms for side in sides]
    else:
        order = [(number, side, form) for number in numbers for side in sides for form in forms]
    wanted = [one for one in order if turn is None or one[0] == turn.round]
    return [bout(script, step, move, one, sets, work) for one in wanted]


def bout(script: Script, step: Step, move: Move, one: tuple[int, str, int], sets: int, work: int = 0) -> Bout:
    number, side, index = one
    form = move.forms[index] if move.forms else Form("")
    dose = move.dose
    if move.harder and script.level == "hard":
        dose = ((move.harder, move.harder),)
    if step.again[0]:
        dose = ((step.again[1], step.again[1]),)
    dose = form.dose or dose or ((work, work),)
    amount = at_level(dose[min(number - 1, len(dose) - 1)], script.level)
    own = form.pacing or move.pacing
    default = dict(script.defaults).get("rep", "3000ms")
    pacing = own or Pacing((("", int(default.removesuffix("ms"))),), ())
    if move.timed:
        phases = pacing.phases if own else ()
        reps = amount // pacing.length if own else 0
    else:
        phases, reps = pacing.phases, amount
    cues = {cue.when: cue for cue in (*move.cues, *form.cues)}
    return Bout(
        move=move,
        set=number,
        side=side,
        form=index,
        length=amount if move.timed else amount * pacing.length,
        phases=phases,
        reps=reps,
        timed=move.timed,
        count=form.count or move.count,
        count_on="" if form.pacing else move.count_on,
        cues=tuple(cues.values()),
        alternate=move.sides == "alternate" and move.style != "do each side",
        last_set=number == sets,
    )
