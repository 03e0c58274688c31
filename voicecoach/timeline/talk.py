"""Who makes utterances and ids while a plan is written, and what waits for the pause to be complete."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from voicecoach.phrases.wording import Wording, Words
from voicecoach.script.model import Phase, Routine
from voicecoach.script.texts import placeholders
from voicecoach.timeline.model import Phrase
from voicecoach.timeline.slots import Line, Part, Slot, Utterance


class Guess(NamedTuple):
    """What an earlier pass found: the whole length, and what remains at each slot. Texts may speak of both."""

    total: int
    remaining: tuple[int, ...] = ()

    def left_at(self, slot: int) -> int:
        """Milliseconds from the start of a slot to the end."""
        return self.remaining[slot] if slot < len(self.remaining) else self.total


@dataclass
class Pending:
    """Parts and lines of a pause that is not complete before the next thing is known.

    ``rested`` says that its rest is also the time to get ready, ``anchors`` name the start of the next work.
    """

    parts: list[Part] = field(default_factory=list)
    opening: list[Line] = field(default_factory=list)
    closing: list[Line] = field(default_factory=list)
    tone: str = ""
    rested: bool = False
    anchors: list[str] = field(default_factory=list)

    def take(self) -> Pending:
        """What has gathered; this one starts afresh, but for the anchors."""
        taken = replace(self)
        self.parts, self.opening, self.closing, self.tone, self.rested = [], [], [], "", False
        return taken

    def take_anchors(self) -> tuple[str, ...]:
        """The names of the instant at which the next work begins, once."""
        taken, self.anchors = tuple(self.anchors), []
        return taken


@dataclass
class Talker:
    """Makes utterances and ids for one plan."""

    routine: Routine
    wording: Wording
    guess: Guess
    pending: Pending = field(default_factory=Pending)
    slots: list[Slot] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=dict)

    def prompt(self, name: str, **values: str) -> Utterance:
        """A built-in phrase."""
        return self.text(self.wording.pack.prompts[name], **values)

    def counted(self, name: str) -> Utterance:
        """A built-in phrase in place of a count, and in the voice that counts."""
        return self._by_counter(self.prompt(name))

    def text(self, template: str, voice: str = "", **values: str) -> Utterance:
        """A text with placeholders. Only those that it has are worked out, so that equal texts are made once."""
        known = {**self.context, **values}
        wanted = {name: known[name] if name in known else self._of_the_whole(name) for name in placeholders(template)}
        return self._utter(self.wording.text(template, wanted), voice)

    def _of_the_whole(self, name: str) -> str:
        """What a placeholder stands for that has a meaning anywhere, and nothing where it has none here."""
        if name == "total":
            return self.wording.about(self.guess.total)
        if name == "remaining":
            return self.wording.about(self.guess.left_at(len(self.slots)))
        return ""

    def number(self, value: int) -> Utterance:
        """A count."""
        return self._by_counter(self._utter(self.wording.count(value)))

    def phase(self, phase: Phase) -> Utterance:
        """The word of a phase."""
        return self._utter(self.wording.phase(phase.name, standard=phase.standard))

    def _by_counter(self, said: Utterance) -> Utterance:
        counter = self.routine.counter
        return replace(said, phrase=replace(said.phrase, voice=counter.name, rate=counter.rate)) if counter else said

    def _utter(self, words: Words, voice: str = "") -> Utterance:
        return Utterance(words.written, Phrase(words.spoken, self.routine.voice.rate, voice))

    def id(self, wanted: str) -> str:
        """``wanted``, or with a number where it has been given out before."""
        count = self.used[wanted] = self.used.get(wanted, 0) + 1
        return wanted if count == 1 else f"{wanted}#{count}"


def whose_turn(turn: int, count: int, seed: int, name: str) -> int:
    """Which of ``count`` texts is heard the ``turn``-th time (from 0): as written, or in the order of a seed."""
    if not seed:
        return turn % count
    order = sorted(range(count), key=lambda one: sha256(f"{seed}/{name}/{one}".encode()).digest())
    return order[turn % count]


def slug(text: str) -> str:
    """A text as part of an id."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))[:48] or "x"
