"""Options of the command line that may bring a length within reach."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import NamedTuple

from voicecoach.script.lengths import measure_blocks
from voicecoach.script.model import Exercise, Rounds, Routine
from voicecoach.script.notation import MAX_SETS
from voicecoach.script.steps import exercise_names, keep_only
from voicecoach.script.tweaks import normal_name


class Way(NamedTuple):
    """An option and its value; as a text, what is typed into a shell."""

    option: str
    value: str

    def __str__(self) -> str:
        return f"{self.option} {shlex.quote(self.value)}"


def shorter(routine: Routine, share: float) -> Iterator[Way]:
    """Yield options that leave exercises out, so that about this share of the routine remains."""
    names, whole = exercise_names(routine.blocks), measure_blocks(routine.blocks).length

    def length_of(number: int) -> int:
        return measure_blocks(keep_only(routine.blocks, {normal_name(name) for name in names[:number]})).length

    most = next((number for number in range(len(names) - 1, 0, -1) if length_of(number) <= share * whole), 0)
    for number in sorted({most, most // 2, 1} & set(range(1, len(names))), reverse=True):
        yield Way("--only", ",".join(names[:number]))


def longer(routine: Routine, share: float) -> Iterator[Way]:
    """Yield options that add sets or rounds to a block, one of a routine that is to be so many times as long."""
    for number, block in enumerate(routine.blocks, 1):
        if isinstance(block, Exercise):
            sets = min(MAX_SETS, int(block.sets * share * len(routine.blocks)) + 1)
            yield Way("--set", f"{block.key}.sets={sets}")
        elif isinstance(block, Rounds) and block.kind in ("superset", "circuit"):
            rounds = min(MAX_SETS, int(block.rounds * share * len(routine.blocks)) + 1)
            yield Way("--set", f"routine.{number}.{block.kind}={rounds}")
            yield Way("--set", f"routine.{number}.rounds={rounds}")
