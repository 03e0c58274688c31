"""Expand: the blocks of a routine written out as steps in the order done: repeats, sides, rounds, sets and variants."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from voicecoach.errors import assert_never
from voicecoach.script.lengths import in_round
from voicecoach.script.model import (
    Amrap,
    Block,
    BothSides,
    Exercise,
    Repeat,
    Rest,
    Rounds,
    Say,
    Section,
    Tone,
    is_turn_of_rest,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One station's turn: the ``index``-th (from 0) of a block of rounds, or the end of the block after its last one.

    ``serial`` tells the block from its repeats, ``repeated`` that a round around it has explained it before.
    """

    block: Rounds
    serial: int
    index: int
    repeated: bool = False

    @property
    def station(self) -> int:
        """Which station, from 0."""
        return self.index % self.stations

    @property
    def stations(self) -> int:
        """How many there are."""
        return len(self.block.stations)

    @property
    def round(self) -> int:
        """Which round, from 1."""
        return self.index // self.stations + 1

    @property
    def rests(self) -> bool:
        """Whether its station is a turn of rest."""
        return any(map(is_turn_of_rest, self.block.stations[self.station]))

    @property
    def rested(self) -> int:
        """How many turns of rest lie right before it."""
        before = (replace(self, index=index) for index in range(self.index - 1, -1, -1))
        return sum(1 for _ in itertools.takewhile(lambda turn: turn.rests, before))

    @property
    def rest(self) -> int | None:
        """The rest before it in ms, all of a turn in an emom; None where there is only the time to get ready."""
        if not self.index:
            return None
        between = self.block.rest_between if self.station == 0 else self.block.rest
        return self.block.every or between

    @property
    def clock(self) -> str:
        """The name of an emom's clock, which starts with its first work."""
        return f"emom{self.serial}"

    @property
    def whole(self) -> bool:
        """Whether there are several rounds, each with all stations."""
        return self.block.rounds > 1 and self.block.turns % self.stations == 0

    @property
    def named(self) -> bool:
        """Whether the station's name is news."""
        return self.index == 0 or self.stations > 1


class Bout(NamedTuple):
    """One stretch of work: which set (from 1), which side, which variant (from 0)."""

    set: int
    side: str
    variant: int


@dataclass(frozen=True, slots=True)
class Do:
    """An exercise and the work to be done of it now: all of its bouts, or of a station those of one set.

    An ``amrap`` is the time of its block as one exercise. ``repeated`` ones have been done in an earlier round.
    """

    exercise: Exercise
    bouts: tuple[Bout, ...]
    turn: Turn | None = None
    repeated: bool = False
    amrap: Amrap | None = None


class Around(NamedTuple):
    """What the blocks around the steps from here on have chosen: a ``side``, and the innermost ``round`` of so many.

    Nothing where there is none.
    """

    side: str = ""
    round: int = 0
    rounds: int = 0


class BeginSection(NamedTuple):
    """Here a section begins."""

    section: Section


class EndSection(NamedTuple):
    """Here the section ends that has begun."""


class ChangeSides(NamedTuple):
    """The change to another ``side`` between the steps of a block."""

    block: BothSides
    side: str


class TakeTurn(NamedTuple):
    """Here a turn begins, or where its index is the number of turns, an emom ends.

    What its station says and rests before the work comes before this.
    """

    turn: Turn


Step: TypeAlias = Around | Do | ChangeSides | TakeTurn | Rest | Say | Tone | BeginSection | EndSection


def expand(blocks: Iterable[Block]) -> tuple[Step, ...]:
    """Return the steps of blocks with everything written out that is done more than once."""
    return _settled(tuple(_expand(blocks, Around(), itertools.count(1), repeated=False)))


def _settled(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps without those rests after rounds that no work follows, or that are beside another rest."""
    kept: list[Step] = []
    following: Step | None = None
    works = False
    for at in range(len(steps) - 1, -1, -1):
        step = steps[at]
        if isinstance(step, Rest) and step.owed:
            previous = next((one for one in reversed(steps[:at]) if not isinstance(one, Around)), None)
            rested = isinstance(previous, Rest) and not previous.owed
            if rested or not works or not isinstance(following, (Do, Say, Tone)):
                continue
        kept.append(step)
        works = works or isinstance(step, Do)
        marks = isinstance(step, (Around, BeginSection, EndSection))
        begins = marks or (isinstance(step, TakeTurn) and step.turn.rest is None)
        following = following if begins else step
    return tuple(reversed(kept))


def _expand(blocks: Iterable[Block], around: Around, serials: Iterator[int], *, repeated: bool) -> Iterator[Step]:
    """Yield steps; ``around`` is what the blocks around them have chosen, ``serials`` number the blocks of rounds."""
    for block in blocks:
        match block:
            case Repeat():
                yield from _repeat(block, around, serials, repeated=repeated)
            case Section():
                yield BeginSection(block)
                yield from _expand(block.steps, around, serials, repeated=repeated)
                yield EndSection()
            case BothSides():
                yield from _both_sides(block, around, serials, repeated=repeated)
            case Rounds():
                yield from _rounds(block, around, serials, repeated=repeated)
                yield around
            case Exercise():
                yield _do(block, around.side, None, repeated=repeated)
            case Amrap():
                yield Do(block.exercise, tuple(_bouts(block.exercise)), repeated=repeated, amrap=block)
            case Rest() | Say() | Tone():
                yield block
            case _:
                assert_never(block)


def _repeat(block: Repeat, around: Around, serials: Iterator[int], *, repeated: bool) -> Iterator[Step]:
    """Yield the steps of a block several times over, with the number of each time around them."""
    for number in range(1, block.times + 1):
        inside = around._replace(round=number, rounds=block.times)
        yield inside
        yield from _expand(block.steps, inside, serials, repeated=repeated)
    yield around


def _both_sides(block: BothSides, around: Around, serials: Iterator[int], *, repeated: bool) -> Iterator[Step]:
    """Yield the steps of a block for one side, a change of sides, and the steps for the other."""
    for side in block.sides:
        if side != block.sides[0]:
            yield ChangeSides(block, side)
        inside = around._replace(side=side)
        yield inside
        yield from _expand(block.steps, inside, serials, repeated=repeated)
    yield around


def _rounds(block: Rounds, around: Around, serials: Iterator[int], *, repeated: bool) -> Iterator[Step]:
    """Yield turns in order. What a station says and rests before its work comes before the rest of the block."""
    serial = next(serials)
    stations = [
        tuple(in_round(step, block.rounds) if isinstance(step, Exercise) else step for step in station)
        for station in block.stations
    ]
    for index in range(block.turns):
        turn = Turn(block, serial, index, repeated)
        again = repeated or turn.round > 1
        inside = around._replace(round=turn.round, rounds=block.rounds)
        yield inside
        steps: list[Step] = []
        for step in stations[turn.station]:
            if is_turn_of_rest(step):
                continue
            if isinstance(step, Exercise):
                steps.append(_do(step, around.side, turn, repeated=again))
            else:
                steps += [*_expand((step,), inside, serials, repeated=again), inside]
        work = next((at for at, step in enumerate(steps) if isinstance(step, Do)), len(steps)) if index else 0
        yield from [*steps[:work], TakeTurn(turn), *steps[work:]]
    if block.every:
        yield TakeTurn(Turn(block, serial, block.turns))
    if block.rest_after:
        yield Rest(block.rest_after, block.span, owed=True)


def _do(exercise: Exercise, side: str, turn: Turn | None, *, repeated: bool) -> Do:
    """Return an exercise on the side around it, if it has none of its own; a station does the set of its round."""
    if side and not exercise.sides:
        exercise = replace(exercise, sides=(side,))
    bouts = tuple(bout for bout in _bouts(exercise) if turn is None or bout.set == turn.round)
    return Do(exercise, bouts, turn, repeated)


def _bouts(exercise: Exercise) -> Iterator[Bout]:
    """Yield all work of an exercise in the order that ``switch_after`` asks for."""
    sides = exercise.sides if exercise.sides and not exercise.alternate else ("",)
    sets, variants = range(1, exercise.sets + 1), range(len(exercise.variants))
    if exercise.switch_after == "exercise":
        yield from (Bout(number, side, form) for side in sides for number in sets for form in variants)
    elif exercise.switch_after == "variant":
        yield from (Bout(number, side, form) for number in sets for form in variants for side in sides)
    else:
        yield from (Bout(number, side, form) for number in sets for side in sides for form in variants)
