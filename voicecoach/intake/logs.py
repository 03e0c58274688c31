"""Lifts that are logged set by set, a line each below their name: ``60 kg x 8``, ``Set 2: 5 reps``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from voicecoach.intake.board_words import any_of
from voicecoach.intake.movement import Movement
from voicecoach.intake.movements import read_line
from voicecoach.script.notation import MAX_SETS

_WEIGHT_FIRST = re.compile(
    r"(?P<weight>\d{2,3}(?:[.,]\d{1,2})?)\s*[x×]\s*(?P<reps>\d{1,2})\+?(?:\s*[x×]\s*(?P<sets>\d{1,2}))?", re.IGNORECASE
)
_MOST_IN_LOG = 29
"""Of a lift that is logged set by set, nobody does more sets, and a larger first number is the weight."""
_MOST_BARE = 50


@lru_cache(maxsize=2_000)
def read_set(text: str) -> Movement | None:
    """Read a line that is a set and no more, such as ``60 kg x 8`` or ``Set 2: 5 reps``, of a lift named elsewhere."""
    if (found := _WEIGHT_FIRST.fullmatch(text.strip())) and float(found["weight"].replace(",", ".")) > _MOST_IN_LOG:
        weight, sets = found["weight"], int(found["sets"] or 0)
        doubt = f"'{text.strip()}': {weight} is taken as a weight; write its unit"
        return Movement("", sets, found["reps"], weights=(weight,), weighed=weight, doubts=(doubt,))
    movement = read_line(re.sub(rf"^(?:{any_of('sets')}|s)\s*\d{{1,2}}\s*[:.)–-]\s*", "", text, flags=re.IGNORECASE))
    return movement if movement.dosed and (not movement.name or movement.name_in_brackets) else None


def gather_sets(sets: Sequence[Movement]) -> tuple[Movement | None, tuple[str, ...]]:
    """Return the sets of one lift as one exercise, and what may have been meant otherwise; None where they are unclear.

    ``5 x 80`` beside sets with weights is five repetitions with 80.
    """
    units = [one.weights[0].split()[-1] for one in sets if one.weights and " " in one.weights[0]]
    doubts: list[str] = []
    if len(sets) == 1 and not (sets[0].sets > 1 and sets[0].amount.isdigit() and int(sets[0].amount) > _MOST_BARE):
        return sets[0], tuple(doubts)
    held = []
    for one in sets:
        if len(one.weights) == 1 and one.sets > 1 and one.amount.isdigit():
            held += [replace(one, sets=0)] * one.sets
            continue
        if one.weights or one.sets <= 1 or not one.amount.isdigit() or not units:
            held.append(one)
            continue
        weight = f"{one.amount} {units[0]}"
        doubts.append(f"{one.sets} x {one.amount} is taken as {one.sets} repetitions with {weight}")
        held.append(replace(one, sets=0, amount=str(one.sets), weights=(weight,), weighed=weight))
    first = held[0]
    if len(held) > MAX_SETS:
        return None, ()
    alike = {(one.each_side, one.both_sides, one.open, one.tempo, one.rest, bool(one.weights)) for one in held}
    timed = {bool(re.search("[hms]", one.amount)) for one in held}
    if (
        len(alike) > 1
        or len(timed) > 1
        or any(one.sets > 1 or len(one.weights) > 1 or "," in one.amount for one in held)
    ):
        return None, ()
    weights = tuple(weight for one in held for weight in one.weights)
    return replace(
        first,
        sets=len(held),
        amount=",".join(one.amount for one in held),
        weights=weights[:1] if len(set(weights)) == 1 else weights,
        weighed=", ".join(weights),
        notes=tuple(dict.fromkeys(note for one in held for note in ((one.name,) if one.name else ()) + one.notes)),
    ), tuple(doubts)
