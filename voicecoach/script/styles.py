"""Styles: how much is said by itself, in one table. A prompt that a script switches on or off follows its switch."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from voicecoach.script.model import Exercise, Style


class Often(IntEnum):
    """How often a prompt is said where there is reason for it; what `SOMETIMES` means, each prompt knows."""

    NEVER = 0
    SOMETIMES = 1
    ALWAYS = 2


class Amounts(NamedTuple):
    """How often each prompt is said of which a style decides, and what part of a set may be speech, in percent.

    ``half`` is sometimes said in the first and last set, ``encourage`` and ``progress`` in every second exercise.
    ``reminder`` is the movement in short, before later sets and rounds.
    """

    progress: Often
    reminder: Often
    half: Often
    encourage: Often
    talk_cap: int


STYLES: Mapping[Style, Amounts] = {
    "quiet": Amounts(progress=Often.NEVER, reminder=Often.NEVER, half=Often.NEVER, encourage=Often.NEVER, talk_cap=25),
    "plain": Amounts(
        progress=Often.SOMETIMES, reminder=Often.ALWAYS, half=Often.SOMETIMES, encourage=Often.SOMETIMES, talk_cap=36
    ),
    "lively": Amounts(
        progress=Often.ALWAYS, reminder=Often.ALWAYS, half=Often.ALWAYS, encourage=Often.ALWAYS, talk_cap=45
    ),
}


def amounts_of(exercise: Exercise, routine: Style) -> Amounts:
    """Return how much is said in an exercise: by its own style, or that of the ``routine``."""
    return STYLES[exercise.style or routine]


def how_often(styled: Often, *, switch: bool | None) -> Often:
    """Return how often a prompt is said: as its ``switch`` says, or where that is None, as the style has it."""
    return styled if switch is None else Often.ALWAYS if switch else Often.NEVER
