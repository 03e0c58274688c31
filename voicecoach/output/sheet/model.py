"""What the sheet tells: the exercises of a routine with all that a person has to know, as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Fact:
    """Some ``lines`` under a heading, which is the name of one of the ``page`` words of a language."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One of several forms of an exercise, with what differs in it."""

    title: str
    dose: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An exercise. ``key`` names it in the timeline; each of its ``boxes``, by side if it has any, stands for a set.

    One that has been told is the ``same`` as the card of that number, and has no facts.
    """

    number: int
    key: str
    title: str
    dose: str
    facts: tuple[Fact, ...] = ()
    forms: tuple[Form, ...] = ()
    boxes: int = 0
    sides: tuple[str, ...] = ()
    same: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """What comes between exercises: words of the script, or a rest."""

    text: str
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Exercises that belong together: a circuit, a repeat, a ``section``. ``detail`` says how they are done."""

    title: str
    detail: str
    items: tuple[Item, ...]
    section: bool = False


Item: TypeAlias = Card | Remark | Group


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole sheet. ``words`` are the page's own, in the language of the routine; ``sides`` name its sides."""

    words: Mapping[str, str]
    sides: Mapping[str, str]
    items: tuple[Item, ...] = ()
    equipment: tuple[str, ...] = ()
    safety: tuple[str, ...] = ()
