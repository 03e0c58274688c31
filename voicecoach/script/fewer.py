"""Fewer sets: what a routine leaves out where its rests alone do not make it short enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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


def left_out(before: tuple[Block, ...], after: tuple[Block, ...]) -> list[str]:
    """Say how many sets and rounds there are fewer than before, and of what: "2 sets fewer of squat, row"."""
    missing: dict[tuple[str, str], int] = {}
    for (place, count), (_, kept) in zip(_counts(before), _counts(after), strict=True):
        block = _at(before, place)
        what = ("set", block.key) if isinstance(block, Exercise) else ("round", f"the {getattr(block, 'kind', '')}")
        missing[what] = missing.get(what, 0) + count - kept
    names: dict[str, list[str]] = {}
    for (kind, name), count in missing.items():
        if count:
            names.setdefault(f"{count} {kind}{'s' * (count > 1)} fewer of", []).append(name)
    return [f"{fewer} {', '.join(which)}" for fewer, which in names.items()]


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
