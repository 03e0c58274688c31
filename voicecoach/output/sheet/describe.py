"""Describe a routine for its sheet: each exercise once, in the order done, with the words of the script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from voicecoach.errors import assert_never
from voicecoach.output.lyrics import shown
from voicecoach.output.sheet.model import Card, Fact, Form, Group, Item, Remark, Sheet
from voicecoach.phrases.wording import Wording
from voicecoach.script.lengths import in_round
from voicecoach.script.model import (
    SIDES,
    Amrap,
    Block,
    BothSides,
    Breathing,
    Dose,
    Exercise,
    Repeat,
    Rest,
    Rounds,
    Routine,
    Say,
    Section,
    Text,
    Tone,
    Variant,
    is_turn_of_rest,
)
from voicecoach.script.texts import split_text
from voicecoach.timeline.model import Timeline
from voicecoach.units import HOUR, MINUTE, SECOND, scale

MOST_BOXES = 12
"""Nobody ticks more sets than these one by one."""
_ORDER = ("tempo", "weight", "rest", "first", "setup", "movement", "breathing", "cues", "safety")
"""The facts of an exercise, in the order in which they are needed."""
_OPEN = "…"
_DASH = "\N{EN DASH}"
_TIMES = "\N{MULTIPLICATION SIGN}"
_SPACE = "\N{NO-BREAK SPACE}"


def describe(routine: Routine, wording: Wording, timeline: Timeline) -> Sheet:
    """Return the sheet of a routine."""
    describer = _Describer(routine, wording, timeline.duration)
    values = {"total": wording.about(timeline.duration), "remaining": _OPEN}
    return Sheet(
        words=wording.pack.page,
        sides=wording.pack.sides,
        items=tuple(describer.items(routine.blocks, _Around())),
        equipment=tuple(_filled(text, values) for text in routine.equipment),
        safety=tuple(_filled(text, values) for text in routine.safety),
    )


@dataclass(frozen=True)
class _Around:
    """What the blocks around an exercise say of it: a side, and the rounds that it is a station of."""

    sides: tuple[str, ...] = ()
    rounds: Rounds | None = None


@dataclass
class _Describer:
    """Describes exercises, and knows which it has described before."""

    routine: Routine
    wording: Wording
    total: int
    told: dict[Card, int] = field(default_factory=dict)
    count: int = 0

    def word(self, name: str, **values: str) -> str:
        """Return one of the page's words in the language of the routine."""
        text = self.wording.pack.page[name]
        for blank, value in values.items():
            text = text.replace(f"{{{blank}}}", value)
        return text

    def items(self, blocks: Iterable[Block], around: _Around) -> Iterator[Item]:
        """Yield what is done, in order."""
        for block in blocks:
            match block:
                case Exercise():
                    yield self._card(block, around)
                case Say(text):
                    yield Remark(_filled(text, self._values(None, around)))
                case Rest():
                    if not is_turn_of_rest(block) and not block.owed:
                        yield Remark(self.word("rest_of", time=self._rested(block.length)), rest=True)
                case Tone():
                    pass
                case Repeat() | BothSides() | Rounds() | Amrap() | Section():
                    yield self._group(block, around)
                case _:
                    assert_never(block)

    def _group(self, block: Repeat | BothSides | Rounds | Amrap | Section, around: _Around) -> Group:
        match block:
            case Section():
                title, detail = self._text(block.name, around), ""
            case Repeat():
                title, detail = self.word("rounds", n=str(block.times)), ""
                around = replace(around, rounds=None)
            case BothSides():
                around = replace(around, sides=block.sides)
                title, detail = " / ".join(map(self._side, block.sides)), ""
            case Rounds():
                title, detail = self._rounds(block, around)
                around = replace(around, rounds=block)
            case Amrap():
                exercise = block.exercise
                title = self._text(exercise.say, around)
                detail = self.word("amrap", time=self._moved(exercise.variants[0].doses[0].time))
        return Group(title, detail, tuple(self.items(block.steps, around)), isinstance(block, Section))

    def _rounds(self, block: Rounds, around: _Around) -> tuple[str, str]:
        kinds = {"superset": self.word("superset"), "circuit": self.word("circuit"), "tabata": "Tabata", "emom": "EMOM"}
        title = self._text(block.say, around) if block.say else kinds[block.kind]
        if block.every:
            return title, self.word("every", every=_time(block.every), time=_time(block.every * block.turns))
        parts = [self.word("rounds", n=str(block.rounds))] if block.rounds > 1 else []
        parts += [self._moved(block.work)] if block.work else []
        parts += [self.word("rest_of", time=self._rested(block.rest))] if block.rest else []
        if block.rest_between and block.rounds > 1 and block.rest_between != block.rest:
            parts.append(self.word("between_rounds", time=self._rested(block.rest_between)))
        return title, ", ".join(parts)

    def _card(self, exercise: Exercise, around: _Around) -> Card:
        rounds = around.rounds
        if rounds is not None:
            exercise = in_round(exercise, rounds.rounds)
        doses = [self._dose(exercise, form, in_rounds=rounds is not None) for form in exercise.variants]
        values = self._values(exercise, around)
        several = len(exercise.variants) > 1
        same = len(set(doses)) == 1
        facts = tuple(sorted(self._facts(exercise, values, in_rounds=rounds is not None), key=_place))
        forms = tuple(
            Form(_filled(form.say, values), "" if same else dose, tuple(self._form_facts(form, values, several=True)))
            for form, dose in zip(exercise.variants, doses, strict=True)
            if several
        )
        sets = rounds.rounds if rounds is not None else exercise.sets
        sides = exercise.sides if len(exercise.sides) > 1 and not exercise.alternate else ()
        card = Card(
            0,
            exercise.key,
            _filled(exercise.say, values),
            doses[0] if same else "",
            facts,
            forms,
            sets if sets <= MOST_BOXES else 0,
            self._named_sides(exercise, sides, values),
        )
        if before := self.told.get(card):
            return replace(card, number=before, facts=(), forms=(), same=before)
        self.count += 1
        self.told[card] = self.count
        return replace(card, number=self.count)

    def _facts(self, exercise: Exercise, values: dict[str, str], *, in_rounds: bool) -> Iterator[Fact]:
        """Yield what is told of an exercise."""

        def fact(name: str, texts: Sequence[Text]) -> Iterator[Fact]:
            lines = _lines(texts, values)
            if lines:
                yield Fact(name, lines)

        first, several = exercise.variants[0], len(exercise.variants) > 1
        if not several and (tempo := self._tempo(first)):
            yield Fact("tempo", (tempo,))
        if weights := _lines(exercise.weights, values):
            yield Fact("weight", (", ".join(weights),))
        if exercise.sets > 1 and not in_rounds:
            rests = list(dict.fromkeys(exercise.rest_after(number) for number in range(1, exercise.sets)))
            if any(rests):
                yield Fact("rest", (", ".join(map(self._rested, rests)),))
        yield from fact("first", (exercise.move.say,) if exercise.move else ())
        yield from fact("setup", exercise.setup)
        if not several:
            yield from self._form_facts(first, values, exercise)
        elif exercise.movement:
            yield from fact("movement", exercise.movement.say)
        yield from self._breathing(exercise, values)
        yield from fact("safety", exercise.safety)

    def _form_facts(
        self, form: Variant, values: dict[str, str], exercise: Exercise | None = None, *, several: bool = False
    ) -> Iterator[Fact]:
        """Yield what belongs to one form, or with an ``exercise`` to its only one."""
        if several and (tempo := self._tempo(form)):
            yield Fact("tempo", (tempo,))
        if several and form.setup:
            yield Fact("setup", _lines(form.setup, values))
        movements = [one for one in (exercise.movement if exercise else None, form.movement) if one]
        if lines := _lines([text for one in movements for text in one.say], values):
            yield Fact("movement", lines)
        cues = [text.say for cue in form.cues for text in cue.texts if text.say.text]
        if lines := tuple(dict.fromkeys(map(self._closed, _lines(cues, values)))):
            yield Fact("cues", lines)

    def _closed(self, line: str) -> str:
        """Return a cue without sentences of what changes, such as the time left, unless there are no others."""
        return " ".join(one for one in self.wording.sentences.split(line) if _OPEN not in one) or line

    def _breathing(self, exercise: Exercise, values: dict[str, str]) -> Iterator[Fact]:
        breathing = exercise.breathing
        if breathing is None:
            return
        lines = [_filled(breathing.say, values)] if breathing.say else []
        lines += [self._breath(way, phase, exercise) for way, phase in _breaths(breathing)]
        yield Fact("breathing", tuple(lines))

    def _breath(self, way: str, phase: str, exercise: Exercise) -> str:
        named = {one.name.lower(): one for form in exercise.variants for one in form.phases}
        one = named.get(phase.lower())
        name = self.wording.phase(one.name, standard=one.standard).written if one else phase
        return shown(self.wording.pack.prompts[f"breathe_{way}_on"].usual.replace("{phase}", name))

    def _values(self, exercise: Exercise | None, around: _Around) -> dict[str, str]:
        """Return what placeholders stand for; what changes from set to set is left open."""
        open_ones = ("set", "round", "next", "remaining", "reps", "time", "exercise", "sets", "weight", "side")
        values = dict.fromkeys(open_ones, _OPEN)
        values["total"] = self.wording.about(self.total)
        sides = around.sides
        if around.rounds is not None:
            values["rounds"] = str(around.rounds.rounds)
        if exercise is not None:
            sides = exercise.sides or sides
            doses = exercise.variants[0].doses
            values["exercise"] = exercise.say.text
            values["sets"] = str(exercise.sets)
            values["reps"] = self._amounts(doses, str) if doses[0].reps else _OPEN
            values["time"] = self._amounts(doses, self._moved) if doses[0].time else _OPEN
            values["weight"] = ", ".join(text.text for text in exercise.weights) or _OPEN
        if sides:
            values["side"] = "/".join(map(self._side, sides))
        return values

    def _dose(self, exercise: Exercise, form: Variant, *, in_rounds: bool) -> str:
        """Return a dose to be read at a glance: ``3 × 10–15 repetitions, each side``."""
        doses = form.doses[:1] if in_rounds and len(set(form.doses)) == 1 else form.doses
        timed = bool(doses[0].time)
        if form.open and not doses[0].reps:
            amount = self.word("own_speed")
        elif form.holds:
            hold = self._moved(form.phases[form.count_on].length)
            amount = f"{self._amounts(doses, str)}{_SPACE}{_TIMES}{_SPACE}{hold}"
        elif timed:
            amount = self._amounts(doses, self._moved)
        else:
            last = max(dose.told.high or dose.reps for dose in doses)
            unit = self.word("repetition" if last == 1 else "repetitions")
            amount = f"{self._amounts(doses, str)}{_SPACE}{unit}"
        if len(doses) > 1 and len(set(doses)) == 1:
            amount = f"{len(doses)}{_SPACE}{_TIMES}{_SPACE}{amount}"
        parts = [amount]
        if exercise.alternate:
            parts.append(self.word("alternating"))
        elif len(exercise.sides) > 1:
            parts.append(self.word("both_sides" if exercise.shared else "each_side"))
        elif exercise.sides:
            parts += self._named_sides(exercise, exercise.sides, self._values(exercise, _Around()))
        if form.open and doses[0].reps:
            parts.append(self.word("own_speed"))
        elif any(dose.told.low < dose.told.high for dose in doses):
            done = [str(dose.told.done) if not timed else self._moved(dose.told.done) for dose in doses]
            parts.append(self.word("counted", n=", ".join(done if len(set(done)) > 1 else done[:1])))
        return ", ".join(parts)

    def _amounts(self, doses: Sequence[Dose], written: Callable[[int], str]) -> str:
        """Return the repetitions or times of some sets, one where all are equal."""
        texts = []
        for dose in doses:
            low, high = dose.told.low, dose.told.high
            if not high:
                low = high = dose.time or dose.reps
            texts.append(written(high) if low == high else _range(written(low), written(high)))
        return texts[0] if len(set(texts)) == 1 else ", ".join(texts)

    def _tempo(self, form: Variant) -> str:
        phases = [phase for phase in form.phases if phase.length]
        if not phases or form.open:
            return ""
        names = [self.wording.phase(phase.name, standard=phase.standard).written for phase in phases]
        lengths = [self._moved(phase.length) for phase in phases]
        return " · ".join(f"{name}{_SPACE}{length}" for name, length in zip(names, lengths, strict=True))

    def _text(self, text: Text, around: _Around) -> str:
        return _filled(text, self._values(None, around))

    def _side(self, side: str) -> str:
        return self.wording.side(side)

    def _named_sides(self, exercise: Exercise, sides: Sequence[str], values: dict[str, str]) -> tuple[str, ...]:
        """Return the sides in the script's words for them: "right leg" and "left leg"."""
        names, words = [self._side(side) for side in sides], exercise.side_words
        if words is None:
            return tuple(names)
        named = [_line(words, {**values, "side": self._side(side)}, side) for side in sides]
        alike = len(set(named)) < len(names)
        return tuple(f"{name}: {words}" if alike else words for name, words in zip(names, named, strict=True))

    def _moved(self, milliseconds: int) -> str:
        return self._written(scale(milliseconds, self.routine.pace.move))

    def _rested(self, milliseconds: int) -> str:
        return self._written(scale(milliseconds, self.routine.pace.rest))

    def _written(self, milliseconds: int) -> str:
        return _time(milliseconds).replace(".", self.wording.pack.decimal)


def _place(fact: Fact) -> int:
    return _ORDER.index(fact.name)


def _range(low: str, high: str) -> str:
    """Return ``30–40 s`` for ``30 s`` and ``40 s``, and ``45 s–1 min`` where the units differ."""
    number, _, unit = low.partition(_SPACE)
    return f"{number}{_DASH}{high}" if unit == high.partition(_SPACE)[2] else f"{low}{_DASH}{high}"


def _breaths(breathing: Breathing) -> Iterator[tuple[str, str]]:
    for way, phase in (("in", breathing.inhale), ("out", breathing.exhale)):
        if phase:
            yield way, phase.text


def _lines(texts: Iterable[Text], values: dict[str, str]) -> tuple[str, ...]:
    """Return the texts, each once."""
    return tuple(dict.fromkeys(line for text in texts if (line := _filled(text, values))))


def _filled(text: Text, values: dict[str, str]) -> str:
    """Return a text in its written form with a capital, and ``values`` for its placeholders."""
    line = _line(text, values)
    return line[:1].upper() + line[1:]


def _line(text: Text, values: dict[str, str], side: str = "") -> str:
    """Return a text in its written form; of words for right and left, those for the ``side``, or else both."""
    parts = []
    for part in split_text(text.text):
        if part.choices:
            parts.append(dict(zip(SIDES, part.choices, strict=True)).get(side, "/".join(part.choices)))
        elif part.kind == "placeholder":
            parts.append(_filled_once(values.get(part.text, _OPEN)))
        else:
            parts.append(part.text)
    return shown("".join(parts))


def _filled_once(value: str) -> str:
    """Return a value, which may be a text of the script itself, without further placeholders."""
    return "".join(part.text for part in split_text(value))


def _time(milliseconds: int) -> str:
    """Write a length of time as a page does: ``1 min 30 s``, ``1.5 s``."""
    tenths = (milliseconds + 50) // 100
    if tenths < 600 and tenths % 10:
        return f"{Decimal(tenths) / 10}{_SPACE}s"
    seconds = (milliseconds + SECOND // 2) // SECOND
    hours, rest = divmod(seconds, HOUR // SECOND)
    minutes, seconds = divmod(rest, MINUTE // SECOND)
    counted = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return _SPACE.join(f"{value}{_SPACE}{unit}" for value, unit in counted if value) or f"0{_SPACE}s"
