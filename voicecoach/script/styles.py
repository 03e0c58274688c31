"""Styles: how much is said by itself, in one table. A prompt that a script switches on or off follows its switch."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from voicecoach.script.model import Style


class Often(IntEnum):
    """How often a prompt is said where there is reason for it; what `SOMETIMES` means, each prompt knows."""

    NEVER = 0
    SOMETIMES = 1
    ALWAYS = 2


class Amounts(NamedTuple):
    """How often each prompt is said of which a style decides, and what part of a set may be speech, in percent.

    ``half`` is sometimes said in the first and last set, ``encourage`` in every second exercise.
    """

    half: Often
    encourage: Often
    talk_cap: int


STYLES: Mapping[Style, Amounts] = {
    "quiet": Amounts(half=Often.NEVER, encourage=Often.NEVER, talk_cap=25),
    "plain": Amounts(half=Often.SOMETIMES, encourage=Often.SOMETIMES, talk_cap=36),
    "lively": Amounts(half=Often.ALWAYS, encourage=Often.ALWAYS, talk_cap=45),
}


def how_often(styled: Often, *, switch: bool | None) -> Often:
    """Return how often a prompt is said: as its ``switch`` says, or where that is None, as the style has it."""
    return styled if switch is None else Often.ALWAYS if switch else Often.NEVER
