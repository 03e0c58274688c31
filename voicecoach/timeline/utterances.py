"""Utterances: the texts of a script and the built-in prompts, with placeholders filled in, for the right voice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from voicecoach.phrases.wording import Wording, Words
from voicecoach.script.model import Phase, Routine
from voicecoach.script.texts import placeholders
from voicecoach.timeline.model import Phrase
from voicecoach.timeline.slots import Utterance


class LengthEstimate(NamedTuple):
    """The length of the whole in ms, and what remains of it at each slot, as an earlier schedule found them."""

    total: int
    remaining: tuple[int, ...] = ()

    def remaining_at(self, slot: int) -> int:
        """Return the milliseconds from the start of a slot to the end."""
        return self.remaining[slot] if slot < len(self.remaining) else self.total


@dataclass(frozen=True, slots=True)
class Utterances:
    """Makes what is said in the slot of index ``slot``, where placeholders stand for ``values``.

    ``estimate`` serves the texts that speak of the length of the whole.
    """

    routine: Routine
    wording: Wording
    estimate: LengthEstimate
    slot: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    def at(self, slot: int) -> Utterances:
        """Return the same for another slot."""
        return replace(self, slot=slot)

    def where(self, **values: str) -> Utterances:
        """Return the same with more values for placeholders."""
        return replace(self, values={**self.values, **values})

    def prompt(self, name: str, **values: str) -> Utterance:
        """Return a built-in prompt."""
        return self.text(self.wording.pack.prompts[name], **values)

    def counted(self, name: str, **values: str) -> Utterance:
        """Return a built-in prompt that is said in place of a count, in the voice that counts."""
        return self._by_counter(self.prompt(name, **values))

    def text(self, template: str, voice: str = "", **values: str) -> Utterance:
        """Return a text with its placeholders filled in.

        Only those that it has are worked out, so that equal texts are worded once.
        """
        known = {**self.values, **values}
        wanted = {name: known[name] if name in known else self._of_the_whole(name) for name in placeholders(template)}
        return self._utter(self.wording.text(template, wanted), voice)

    def number(self, value: int) -> Utterance:
        """Return a count."""
        return self._by_counter(self._utter(self.wording.count(value)))

    def phase(self, phase: Phase) -> Utterance:
        """Return the word of a phase."""
        return self._utter(self.wording.phase(phase.name, standard=phase.standard))

    def _of_the_whole(self, name: str) -> str:
        """Return what a placeholder stands for that has a meaning anywhere, and nothing where it has none here."""
        if name == "total":
            return self.wording.about(self.estimate.total)
        if name == "remaining":
            return self.wording.about(self.estimate.remaining_at(self.slot))
        return ""

    def _by_counter(self, said: Utterance) -> Utterance:
        counter = self.routine.counter
        if counter is None:
            return said
        return said._replace(phrase=replace(said.phrase, voice=counter.name, rate=counter.rate))

    def _utter(self, words: Words, voice: str = "") -> Utterance:
        return Utterance(words.written, Phrase(words.spoken, self.routine.voice.rate, voice))


class Ids:
    """Gives out ids, each once: one that is asked for again gets a number."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def unique(self, wanted: str) -> str:
        """Return ``wanted``, or with ``#2``, ``#3`` … where it has been given out before."""
        count = self._given[wanted] = self._given.get(wanted, 0) + 1
        return wanted if count == 1 else f"{wanted}#{count}"


class Rotation:
    """Lets the texts of each cue of an exercise take turns: as written, or in the order of a ``seed``."""

    def __init__(self, name: str, seed: int) -> None:
        self._name, self._seed = name, seed
        self._heard: dict[str, int] = {}

    def next(self, cue: str, count: int) -> int:
        """Return which of ``count`` texts of a cue is heard now."""
        times = self._heard.get(cue, 0)
        self._heard[cue] = times + 1
        order: Sequence[int] = range(count)
        if self._seed:
            name = f"{self._seed}/{self._name}/{cue}"
            order = sorted(order, key=lambda one: sha256(f"{name}/{one}".encode()).digest())
        return order[times % count]


def slug(text: str) -> str:
    """Return a text as part of an id."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))[:48] or "x"
