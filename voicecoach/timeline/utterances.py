"""Utterances: the texts of a script and the built-in prompts, with placeholders filled in, for the right voice."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from voicecoach.phrases.wording import Wording, Words
from voicecoach.script.model import Exercise, Movement, Phase, Routine, Text
from voicecoach.script.texts import placeholders
from voicecoach.timeline.expand import Bout
from voicecoach.timeline.model import Phrase
from voicecoach.timeline.slots import UnfilledText, Utterance
from voicecoach.units import scale

WHOLE = -1
"""The number of no slot, for what is said of the whole length."""


class LengthEstimate(NamedTuple):
    """The length of the whole in ms, and what remains of it at each slot, as an earlier schedule found them."""

    total: int
    remaining: tuple[int, ...] = ()

    def of(self, slot: int) -> int:
        """Return what remains at a slot, or for `WHOLE` the length of the whole."""
        return self.total if slot == WHOLE else self.remaining_at(slot)

    def remaining_at(self, slot: int) -> int:
        """Return the milliseconds from the start of a slot to the end."""
        return self.remaining[slot] if slot < len(self.remaining) else self.total


@dataclass(frozen=True, slots=True)
class Utterances:
    """Makes what is said in the slot of index ``slot``, where placeholders stand for ``values``.

    ``estimate`` serves the texts that speak of the length of the whole, ``rotation`` those of which there are several.
    ``set`` is the set at hand and of how many, zeros where there is none. ``unfilled`` gathers the script's own
    wordings of prompts that are left out somewhere, ``told`` what was said of the length, of the whole or by slot.
    """

    routine: Routine
    wording: Wording
    estimate: LengthEstimate
    rotation: Rotation
    slot: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    set: tuple[int, int] = (0, 0)
    unfilled: dict[UnfilledText, None] = field(default_factory=dict)
    told: dict[int, str] = field(default_factory=dict)

    def at(self, slot: int) -> Utterances:
        """Return the same for another slot."""
        return replace(self, slot=slot)

    def where(self, **values: str) -> Utterances:
        """Return the same with more values for placeholders."""
        return replace(self, values={**self.values, **values})

    def of_bout(self, exercise: Exercise, bout: Bout, slot: int) -> Utterances:
        """Return the same for work of an exercise, in another slot."""
        wording, number = self.wording, self.wording.pack.number
        dose = exercise.variants[bout.variant].doses[bout.set - 1]
        weight = exercise.weight_of(bout.set)
        side = bout.side or (exercise.sides[0] if exercise.sides else "")
        values = {
            "exercise": exercise.say.text,
            "reps": number(dose.reps) if dose.reps else "",
            "set": number(bout.set),
            "sets": number(exercise.sets),
            "side": wording.side(side) if side else self.values.get("side", ""),
            "time": wording.duration(scale(dose.time, self.routine.pace.move)) if dose.time else "",
            "weight": weight.text if weight is not None else "",
        }
        return replace(self, set=(bout.set, exercise.sets), slot=slot, values={**self.values, **values})

    def prompt(self, name: str, **values: str) -> Utterance:
        """Return a built-in prompt in the wording whose turn it is."""
        return self.text(self._next_wording(name, values), **values)

    def prompt_around(self, name: str, words: str) -> Utterance:
        """Return a built-in prompt around words of the script, which may have placeholders of their own."""
        return self.text(self._next_wording(name, {"words": words}).replace("{words}", words))

    def short_form(self, movement: Movement) -> Text:
        """Return a movement in short: the first sentence, unless the script has another form."""
        first = movement.say[0]
        return movement.short or Text(self.wording.sentences.split(first.text)[0], first.span)

    def _next_wording(self, name: str, values: Mapping[str, str]) -> str:
        """Return the wording whose turn it is; in place of the script's own, the usual one where none has a meaning."""
        prompt = self.wording.pack.prompts[name]
        wordings, here = prompt.wordings, prompt.of_set(*self.set)
        fitting = [wording in here for wording in wordings]
        replaced = self.wording.pack.replaced.get(name, "")
        if replaced:
            missing = [self._missing(wording, values) for wording in wordings]
            fitting = [not names for names in missing]
            written = {text.text: text.span for key, text in self.routine.phrases if key == name}
            for text, names in zip(wordings, missing, strict=True):
                if names:
                    self.unfilled[UnfilledText(names, written[text])] = None
        return wordings[self.rotation.next(wordings, fitting.__getitem__)] if any(fitting) else replaced

    def _missing(self, template: str, values: Mapping[str, str]) -> frozenset[str]:
        """Return the placeholders of a text that stand for nothing here."""
        known = {**self.values, **values}
        return frozenset(name for name in placeholders(template) if not (known.get(name) or self._of_the_whole(name)))

    def take_back(self, name: str) -> None:
        """Keep the wording of the latest prompt of a name for the next time: it is not heard after all."""
        self.rotation.take_back(self.wording.pack.prompts[name].wordings)

    def counted(self, name: str, **values: str) -> tuple[Utterance, ...]:
        """Return what is said in place of a count, in the voice that counts, and what else where that is too long."""
        pack = self.wording.pack
        usual = self.text(pack.prompts[name].of_set(*self.set)[0], **values)
        usual = self.text(pack.replaced[name], **values) if usual.missing else usual
        said = self.prompt(name, **values)
        return tuple(map(self._by_counter, (said,) if said == usual else (said, usual)))

    def text(self, template: str, voice: str = "", **values: str) -> Utterance:
        """Return a text with its placeholders filled in.

        Only those that it has are worked out, so that equal texts are worded once.
        """
        known = {**self.values, **values}
        wanted = {name: known[name] if name in known else self._of_the_whole(name) for name in placeholders(template)}
        said = self._utter(self.wording.text(template, wanted), voice)
        return said._replace(filled=frozenset(wanted) - said.missing) if wanted else said

    def number(self, value: int) -> Utterance:
        """Return a count."""
        return self._by_counter(self._utter(self.wording.count(value)))

    def phase(self, phase: Phase) -> Utterance:
        """Return the word of a phase."""
        return self._utter(self.wording.phase(phase.name, standard=phase.standard))

    def _of_the_whole(self, name: str) -> str:
        """Return what a placeholder stands for that has a meaning anywhere, and nothing where it has none here."""
        if name not in ("total", "remaining"):
            return ""
        slot = WHOLE if name == "total" else self.slot
        self.told[slot] = self.wording.about(self.estimate.of(slot))
        return self.told[slot]

    def _by_counter(self, said: Utterance) -> Utterance:
        counter = self.routine.counter
        if counter is None:
            return said
        return said._replace(phrase=replace(said.phrase, voice=counter.name, rate=counter.rate))

    def _utter(self, words: Words, voice: str = "") -> Utterance:
        return Utterance(words.written, Phrase(words.spoken, self.routine.voice.rate, voice), words.missing)


class Ids:
    """Gives out ids, each once: one that is asked for again gets a number."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def unique(self, wanted: str) -> str:
        """Return ``wanted``, or with ``#2``, ``#3`` … where it has been given out before."""
        count = self._given[wanted] = self._given.get(wanted, 0) + 1
        return wanted if count == 1 else f"{wanted}#{count}"


class Rotation:
    """Lets texts take turns, equal lists of them throughout a plan: as written, or in the order of a ``seed``.

    The text that was heard longest ago comes next, so that none comes again before all others that fit.
    """

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._waiting: dict[tuple[str, ...], list[int]] = {}
        self._odd: set[str] = set()
        self._said: set[tuple[str, Text]] = set()

    def was_said(self, exercise: str, text: Text) -> bool:
        """Return whether a text of an exercise was chosen before, as `is_repeated` was told."""
        return (exercise, text) in self._said

    def is_repeated(self, exercise: str, text: Text) -> bool:
        """Return whether this was asked of a text of an exercise before."""
        before = self.was_said(exercise, text)
        self._said.add((exercise, text))
        return before

    def next(self, texts: tuple[str, ...], fits: Callable[[int], bool] = lambda _: True) -> int:
        """Return which of the texts of a list is heard now, of those by number that ``fits`` here; one must."""
        if len(texts) == 1:
            return 0
        waiting = self._waiting.get(texts)
        if waiting is None:
            waiting = self._waiting[texts] = self._ordered(texts)
        chosen = next(number for number in waiting if fits(number))
        waiting.remove(chosen)
        waiting.append(chosen)
        return chosen

    def take_back(self, texts: tuple[str, ...]) -> None:
        """Let the text of a list come next that was chosen last."""
        if waiting := self._waiting.get(texts):
            waiting.insert(0, waiting.pop())

    def is_every_second(self, what: str) -> bool:
        """Return whether it is the second time, the fourth … that this is asked about something."""
        self._odd ^= {what}
        return what not in self._odd

    def _ordered(self, texts: tuple[str, ...]) -> list[int]:
        order = list(range(len(texts)))
        if self._seed:
            order.sort(key=lambda number: sha256(f"{self._seed}/{texts[number]}".encode()).digest())
        return order


def slug(text: str) -> str:
    """Return a text as part of an id."""
    return "-".join(re.findall(r"[^\W_]+", text.lower()))[:48] or "x"
