"""Fewer sets: what a routine leaves out where its rests alone do not make it short enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, NamedTuple

from voicecoach.script.model import Block, BothSides, Exercise, Repeat, Rounds, Section

Place = tuple[int, ...]
"""The indices that lead to a block through the steps around it."""


def most_fewer(blocks: tuple[Block, ...]) -> int:
    """Return how many sets and rounds can be left out so that one of each remains."""
    return sum(count - 1 for _, count in _counts(blocks))


def with_fewer_sets(blocks: tuple[Block, ...], number: int) -> tuple[Block, ...]:
    """Leave out so many sets and rounds: again and again one where there are most of them, of these the last.

    A tabata and an emom keep theirs, for they go by time.
    """
    counts = dict(_counts(blocks))
    for _ in range(min(number, most_fewer(blocks))):
        most = max(counts.values())
        counts[[place for place, count in counts.items() if count == most][-1]] -= 1
    return _with_counts(blocks, counts, ())


What = Literal["set", "round"]


class LeftOut(NamedTuple):
    """So many sets or rounds fewer, of each of these: an exercise, or a kind of block."""

    number: int
    what: What
    of: tuple[str, ...]


def left_out(before: tuple[Block, ...], after: tuple[Block, ...]) -> tuple[LeftOut, ...]:
    """Return how many sets and rounds there are fewer than before, and of what."""
    missing: dict[tuple[What, str], int] = {}
    for (place, count), (_, kept) in zip(_counts(before), _counts(after), strict=True):
        block = _at(before, place)
        what: What = "set" if isinstance(block, Exercise) else "round"
        name = block.key if isinstance(block, Exercise) else getattr(block, "kind", "")
        missing[what, name] = missing.get((what, name), 0) + count - kept
    alike: dict[tuple[int, What], list[str]] = {}
    for (what, name), number in missing.items():
        if number:
            alike.setdefault((number, what), []).append(name)
    return tuple(LeftOut(number, what, tuple(names)) for (number, what), names in alike.items())


def _at(blocks: tuple[Block, ...], place: Place) -> Block:
    index, *inner = place
    block = blocks[index]
    return _at(block.steps, tuple(inner)) if inner and isinstance(block, (Repeat, BothSides, Section)) else block


def _counts(blocks: tuple[Block, ...], around: Place = ()) -> Iterator[tuple[Place, int]]:
    """Yield what has sets or rounds by its place, with how many."""
    for index, block in enumerate(blocks):
        place = (*around, index)
        match block:
            case Exercise():
                yield place, block.sets
            case Rounds() if block.kind in ("superset", "circuit"):
                yield place, block.rounds
            case Repeat() | BothSides() | Section():
                yield from _counts(block.steps, place)


def _with_counts(blocks: tuple[Block, ...], counts: dict[Place, int], around: Place) -> tuple[Block, ...]:
    return tuple(_with_count(block, counts, (*around, index)) for index, block in enumerate(blocks))


def _with_count(block: Block, counts: dict[Place, int], place: Place) -> Block:
    match block:
        case Exercise() if counts[place] < block.sets:
            return _with_sets(block, counts[place])
        case Rounds() if counts.get(place, block.rounds) < block.rounds:
            return replace(block, turns=counts[place] * len(block.stations))
        case Repeat() | BothSides() | Section():
            return block._replace(steps=_with_counts(block.steps, counts, place))
        case _:
            return block


def _with_sets(exercise: Exercise, sets: int) -> Exercise:
    """Return the first so many sets of an exercise."""
    variants = tuple(replace(form, doses=form.doses[:sets]) for form in exercise.variants)
    rests, weights = exercise.rests[:sets], exercise.weights[:sets]
    return replace(exercise, sets=sets, variants=variants, rests=rests, weights=weights)
