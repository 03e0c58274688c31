"""One exercise: its announcement, its sets and sides and variants in order, and the pauses between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from voicecoach.script.model import Cue, CueText, Exercise, Text, Variant
from voicecoach.timeline.plan_rounds import LONG_REST, TEN_SECONDS_FROM, Turn
from voicecoach.timeline.plan_work import WorkPlanner
from voicecoach.timeline.slots import Line, Part, Pause, Place, Utterance
from voicecoach.timeline.talk import Pending, Talker, whose_turn
from voicecoach.units import SECOND, scale


class Bout(NamedTuple):
    """One stretch of work: which set (from 1), which side, which variant (from 0)."""

    set: int
    side: str
    variant: int


def order_bouts(exercise: Exercise) -> Iterator[Bout]:
    """All work of an exercise in the order that ``switch_after`` asks for."""
    sides = exercise.sides if exercise.sides and not exercise.alternate else ("",)
    sets, variants = range(1, exercise.sets + 1), range(len(exercise.variants))
    if exercise.switch_after == "exercise":
        yield from (Bout(number, side, form) for side in sides for number in sets for form in variants)
    elif exercise.switch_after == "variant":
        yield from (Bout(number, side, form) for number in sets for form in variants for side in sides)
    else:
        yield from (Bout(number, side, form) for number in sets for side in sides for form in variants)


@dataclass
class ExercisePlanner:
    """Writes one exercise into the plan."""

    talk: Talker
    exercise: Exercise
    base: str
    first: bool
    last: bool
    turn: Turn | None = None
    calls: bool = False
    known: bool = False
    turns: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        """Complete the pending pause with the announcement, add all work, and leave the end's lines pending.

        A station does one set in its ``turn``. With ``calls`` the time that is left is told now and then; what is
        ``known`` from a round before is not told again.
        """
        only = self.turn.round if self.turn is not None else 0
        bouts = [bout for bout in order_bouts(self.exercise) if only in (0, bout.set)]
        before: Bout | None = None
        for index, bout in enumerate(bouts):
            if before is None:
                self._announce(bout)
            else:
                self._change(before, bout)
            after = bouts[index + 1] if index + 1 < len(bouts) else None
            self._work(bout, after)
            self._after(bout, final=after is None)
            before = bout

    def values(self, bout: Bout) -> dict[str, str]:
        """What placeholders stand for during a bout."""
        wording = self.talk.wording
        variant = self.exercise.variants[bout.variant]
        dose = variant.doses[bout.set - 1]
        side = bout.side or (self.exercise.sides[0] if self.exercise.sides else "")
        return {
            "exercise": self.exercise.say.text,
            "reps": wording.pack.number(dose.reps) if dose.reps else "",
            "set": wording.pack.number(bout.set),
            "sets": wording.pack.number(self.exercise.sets),
            "round": wording.pack.number(self.turn.round) if self.turn else "",
            "rounds": wording.pack.number(self.turn.block.rounds) if self.turn else "",
            "side": wording.side(side) if side else "",
            "time": wording.duration(self._moved(dose.time)) if dose.time else "",
        }

    def place(self, bout: Bout) -> Place:
        """The fields that events of a bout carry."""
        return Place(self.exercise.key, bout.set, bout.side)

    def prefix(self, bout: Bout) -> str:
        """The beginning of the ids of a bout."""
        parts = [self.base, f"set{bout.set}", bout.side]
        if len(self.exercise.variants) > 1:
            parts.append(f"form{bout.variant + 1}")
        return "/".join(part for part in parts if part)

    def cue_texts(self, cue: Cue, bout: Bout, side: str = "") -> CueText | None:
        """Whose turn it is among a cue's texts, or None where none is to be heard now.

        ``side`` is that of a repetition, where it is not the bout's.
        """
        names = {f"set {bout.set}", side or bout.side} | ({"last set"} if bout.set == self.exercise.sets else set())
        fitting = [text for text in cue.texts if not text.only or text.only & names]
        if not fitting or (self.exercise.fade and bout.set > 2):
            return None
        turn = self.turns[cue.key] = self.turns.get(cue.key, -1) + 1
        return fitting[whose_turn(turn, len(fitting), self.talk.routine.seed, f"{self.base}/{cue.key}")]

    def cue_words(self, text: CueText, bout: Bout) -> str:
        """The wording of a cue in this set: with ``fade`` its short form in the second."""
        return text.short.text if self.exercise.fade and bout.set == 2 and text.short else text.say.text

    def _moved(self, length: int) -> int:
        return scale(length, self.talk.routine.pace.move)

    def _rested(self, length: int) -> int:
        return scale(length, self.talk.routine.pace.rest)

    def _announce(self, bout: Bout) -> None:
        exercise, prompts = self.exercise, self.exercise.prompts
        self.talk.context.update(self.values(bout))
        taken = self.talk.pending.take()
        told = any(line.role == "next" for line in taken.opening)
        place = Place(exercise.key)
        base = self.base if self._only_round else f"{self.base}/set{bout.set}"
        lines = [*taken.closing]
        if prompts.name and (self.turn is None or self.turn.named):
            alone = told or self.known or (self.first and self.last)
            kind = "only" if alone else "first" if self.first else "last" if self.last else "next"
            said = self.talk.prompt(f"{kind}_exercise", exercise=exercise.say.text)
            lines.append(Line(f"{base}/ready/name", "name", said, place, exercise.say.span))
        if prompts.dose and self._dose_is_news(bout):
            lines.append(Line(f"{base}/ready/dose", "name", self._dose(bout), place, exercise.span))
        form = self._form(exercise.variants[bout.variant])
        lines += self._setup(f"{base}/ready", (form[:1],) if self.known else (exercise.setup, form), place)
        turned = any(line.role == "switch" for line in taken.opening)
        if prompts.side and exercise.sides and not turned and (self.turn is None or self.turn.named):
            name = self.talk.wording.side(exercise.sides[0])
            said = self.talk.prompt("side_only" if len(exercise.sides) == 1 else "side_first", side=name)
            lines.append(Line(f"{base}/ready/side", "switch", said, self.place(bout), exercise.span))
        self.talk.slots.append(
            Pause(
                id=f"{base}/ready",
                parts=tuple(self._ready_parts(taken)),
                opening=tuple(taken.opening),
                closing=tuple(lines),
                tone=taken.tone,
                countdown=prompts.countdown,
                chapter=self._chapter(),
            )
        )

    @property
    def _only_round(self) -> bool:
        return self.turn is None or self.turn.block.rounds == 1

    def _chapter(self) -> str:
        """The exercise; where it comes in several rounds, with the round."""
        title = self.talk.text(self.exercise.say.text).text
        if self.turn is None or self._only_round:
            return title
        rounds = f" ({self.turn.round}/{self.turn.block.rounds})" if self.turn.stations > 1 else ""
        return title + rounds if self.turn.named else ""

    def _dose_is_news(self, bout: Bout) -> bool:
        """A station says what to do once, and again where a round changes it; not what the block has said."""
        if self.turn is None or self.turn.round == 1:
            work = self.turn.block.work if self.turn else 0
            return not self.known and (not work or work != self.exercise.variants[0].doses[0].time)
        doses = self.exercise.variants[0].doses
        return doses[bout.set - 1] != doses[bout.set - 2]

    def _ready_parts(self, taken: Pending) -> Iterator[Part]:
        """The pause before the first set; between stations the last part of a long rest is the time to get ready."""
        exercise = self.exercise
        place, span = Place(exercise.key), exercise.span_of("ready")
        ready = self._rested(exercise.ready)
        if not taken.rested:
            yield from taken.parts
            yield Part("ready", self.talk.text(exercise.say.text).text, ready, place, span)
            return
        *before, rest = taken.parts
        yield from before
        ready = min(ready, rest.length // 2) if rest.length >= LONG_REST else 0
        until = (rest.until[0], rest.until[1] - ready) if rest.until else None
        yield replace(rest, length=rest.length - ready, until=until)
        if ready:
            yield Part("ready", self.talk.text(exercise.say.text).text, ready, place, rest.source, rest.until)

    def _form(self, variant: Variant) -> tuple[Text, ...]:
        """What announces a variant: its name and its own set-up."""
        return (variant.say, *variant.setup) if len(self.exercise.variants) > 1 else ()

    def _setup(self, base: str, groups: tuple[tuple[Text, ...], ...], place: Place) -> list[Line]:
        texts = (text for group in groups for text in group)
        return [
            Line(f"{base}/setup{number}", "setup", self.talk.text(text.text), place, text.span)
            for number, text in enumerate(texts, 1)
        ]

    def _dose(self, bout: Bout) -> Utterance:
        """Sets and repetitions or time, as the first variant has them; of a station, its one set."""
        exercise = self.exercise
        doses = exercise.variants[0].doses
        if self.turn is not None:
            doses = doses[bout.set - 1 : bout.set]
        said = self.talk.wording.dose(len(doses), tuple(dose.reps for dose in doses), self._moved(doses[0].time))
        both = len(exercise.sides) == 2
        kind = "dose_alternating" if exercise.alternate else "dose_each_side" if both else "dose"
        return self.talk.prompt(kind, dose=said)

    def _change(self, before: Bout, bout: Bout) -> None:
        """The pause between two bouts: a rest, a change of sides, a change of variant, or several of them."""
        exercise, prompts = self.exercise, self.exercise.prompts
        self.talk.context.update(self.values(bout))
        taken = self.talk.pending.take()
        place, base = self.place(bout), self.prefix(bout)
        rests = bout.set != before.set and not (exercise.switch_after == "exercise" and bout.side != before.side)
        parts: list[Part] = []
        opening = list(taken.opening)
        if rests:
            length = self._rested(exercise.rest)
            parts.append(Part("rest", "rest", length, place, exercise.span_of("rest")))
            opening += self._rest_lines(before, bout, length)
        elif bout != before:
            length = self._rested(exercise.switch)
            variant = self.talk.text(exercise.variants[bout.variant].say.text).text
            label = "switch sides" if bout.side != before.side else variant
            parts.append(Part("switch", label, length, place, exercise.span_of("switch")))
            opening += self._switch_lines(bout) if bout.side != before.side else []
        tone = "rest" if rests else "switch"
        closing = self._form_lines(bout) if bout.variant != before.variant else []
        self.talk.slots.append(
            Pause(f"{base}/pause", tuple(parts), tuple(opening), tuple(closing), tone, prompts.countdown)
        )

    def _form_lines(self, bout: Bout) -> list[Line]:
        """What announces a variant that is not the first one."""
        base, place = f"{self.prefix(bout)}/switch", self.place(bout)
        variant = self.exercise.variants[bout.variant]
        said = self.talk.prompt("variant", exercise=variant.say.text)
        name = Line(f"{base}/form", "name", said, place, variant.say.span)
        return [name, *self._setup(base, (variant.setup,), place)]

    def _rest_lines(self, before: Bout, bout: Bout, length: int) -> list[Line]:
        exercise, prompts = self.exercise, self.exercise.prompts
        base, place, span = f"{self.prefix(bout)}/rest", self.place(bout), exercise.span_of("rest")
        lines = []
        if prompts.rest and length >= SECOND:
            said = self.talk.prompt("rest", time=self.talk.wording.duration(length))
            lines.append(Line(f"{base}/rest", "rest", said, place, span, must=False, priority=3))
        for cue in exercise.variants[before.variant].cues:
            if cue.when.moment == "rest":
                lines += self._cue_line(cue, before, base)
        if prompts.set:
            kind = "last_set_next" if bout.set == exercise.sets else "set_next"
            said = self.talk.prompt(kind)
            lines.append(Line(f"{base}/set", "rest", said, place, span, must=False, priority=4))
        if prompts.side and bout.side != before.side:
            said = self.talk.prompt("side_only", side=self.talk.wording.side(bout.side))
            lines.append(Line(f"{base}/side", "switch", said, place, exercise.span))
        if prompts.ten_seconds and length >= TEN_SECONDS_FROM:
            said = self.talk.prompt("ten_seconds")
            left = 10 * SECOND
            lines.append(Line(f"{base}/ten-seconds", "time", said, place, span, must=False, priority=1, left=left))
        return lines

    def _switch_lines(self, bout: Bout) -> list[Line]:
        """The change of sides: the script's own words for it, or the name of the side."""
        exercise = self.exercise
        base, place = f"{self.prefix(bout)}/switch", self.place(bout)
        lines = [Line(f"{base}/switch", "switch", self.talk.prompt("switch"), place, exercise.span)]
        for cue in exercise.variants[bout.variant].cues:
            if cue.when.moment == "switch":
                lines += self._cue_line(cue, bout, base, must=True)
        if exercise.prompts.side and len(lines) == 1:
            said = self.talk.prompt("side_only", side=self.talk.wording.side(bout.side))
            lines.append(Line(f"{base}/side", "switch", said, place, exercise.span))
        return lines

    def _cue_line(self, cue: Cue, bout: Bout, base: str, *, must: bool = False) -> list[Line]:
        text = self.cue_texts(cue, bout)
        if text is None:
            return []
        said = self.talk.text(self.cue_words(text, bout), text.voice)
        place = self.place(bout)
        role = "switch" if cue.when.moment == "switch" else "cue"
        name = f"{base}/cue-{cue.when.moment}"
        return [Line(name, role, said, place, text.say.span, must=must, priority=text.priority, noted=not must)]

    def _work(self, bout: Bout, after: Bout | None) -> None:
        self.talk.context.update(self.values(bout))
        work = WorkPlanner(self, bout, after).make()
        self.talk.slots.append(replace(work, anchors=self.talk.pending.take_anchors()))

    def _after(self, bout: Bout, *, final: bool) -> None:
        """What is said once the work is done comes first in the pause that follows."""
        for cue in self.exercise.variants[bout.variant].cues:
            if cue.when.moment == "end" or (cue.when.moment == "rest" and final):
                self.talk.pending.opening += self._cue_line(cue, bout, self.prefix(bout))
