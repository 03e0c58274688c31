"""Plan one exercise: its announcement, its work in order, and the pauses between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicecoach.errors import assert_never
from voicecoach.script.model import Cue, CueText, Exercise, Text, Variant
from voicecoach.script.moments import CuePlace
from voicecoach.timeline.expand import Bout, Do
from voicecoach.timeline.model import Role
from voicecoach.timeline.plan_rounds import LONG_REST, TEN_SECONDS_FROM
from voicecoach.timeline.plan_work import WorkPlanner
from voicecoach.timeline.slots import Announcement, Pause, PauseDraft, PausePart, Place, Slot, Utterance, pause_tone
from voicecoach.timeline.utterances import Utterances
from voicecoach.units import SECOND, scale


@dataclass(frozen=True)
class ExercisePlanner:
    """Plans the work of one step. ``base`` begins its ids; ``first`` and ``last`` say where in the routine it is."""

    step: Do
    base: str
    first: bool
    last: bool
    utter: Utterances

    def plan(self, draft: PauseDraft) -> tuple[list[Slot], PauseDraft]:
        """Return the slots from the pause that ``draft`` becomes to the last work, and what is said after that."""
        slots: list[Slot] = []
        before: Bout | None = None
        for index, bout in enumerate(self.step.bouts):
            utter = self._utter(bout, slots)
            if before is None:
                slots.append(self._announcement(bout, draft, utter))
            else:
                slots.append(self._change(before, bout, draft, utter))
            after = self.step.bouts[index + 1] if index + 1 < len(self.step.bouts) else None
            work = WorkPlanner(self, bout, after, self._utter(bout, slots)).plan()
            slots.append(replace(work, clocks=draft.clocks if before is None else ()))
            said = self._afterwards(bout, self._utter(bout, slots), final=after is None)
            draft = PauseDraft(opening=tuple(said))
            before = bout
        return slots, draft

    @property
    def exercise(self) -> Exercise:
        """The exercise, on the side that a block around it has chosen."""
        return self.step.exercise

    def place(self, bout: Bout) -> Place:
        """Return the fields that events of a bout carry."""
        return Place(self.exercise.key, bout.set, bout.side)

    def prefix(self, bout: Bout) -> str:
        """Return the beginning of the ids of a bout."""
        parts = [self.base, f"set{bout.set}", bout.side]
        if len(self.exercise.variants) > 1:
            parts.append(f"form{bout.variant + 1}")
        return "/".join(part for part in parts if part)

    def cue_text(self, cue: Cue, bout: Bout, side: str = "") -> CueText | None:
        """Return which of a cue's texts is heard now, or None where none of them belongs here.

        ``side`` is that of a repetition, where it is not the bout's.
        """
        here = {f"set {bout.set}", side or bout.side} | ({"last set"} if bout.set == self.exercise.sets else set())
        fitting = [not text.only or bool(text.only & here) for text in cue.texts]
        if not any(fitting) or (self.exercise.fade and bout.set > 2):
            return None
        words = tuple(text.say.text for text in cue.texts)
        return cue.texts[self.utter.rotation.next(words, fitting.__getitem__)]

    def cue_words(self, text: CueText, bout: Bout) -> str:
        """Return the wording of a cue in this set: with ``fade`` its short form in the second."""
        return text.short.text if self.exercise.fade and bout.set == 2 and text.short else text.say.text

    def _utter(self, bout: Bout, slots: Sequence[Slot]) -> Utterances:
        """Return what makes the texts of a bout in the slot after ``slots``."""
        wording, exercise, turn = self.utter.wording, self.exercise, self.step.turn
        number = wording.pack.number
        dose = exercise.variants[bout.variant].doses[bout.set - 1]
        side = bout.side or (exercise.sides[0] if exercise.sides else "")
        return self.utter.in_set(
            bout.set,
            exercise.sets,
            self.utter.slot + len(slots),
            exercise=exercise.say.text,
            reps=number(dose.reps) if dose.reps else "",
            set=number(bout.set),
            sets=number(exercise.sets),
            round=number(turn.round) if turn else "",
            rounds=number(turn.block.rounds) if turn else "",
            side=wording.side(side) if side else "",
            time=wording.duration(self._moved(dose.time)) if dose.time else "",
        )

    def _moved(self, length: int) -> int:
        return scale(length, self.utter.routine.pace.move)

    def _rested(self, length: int) -> int:
        return scale(length, self.utter.routine.pace.rest)

    # Before the first set

    def _announcement(self, bout: Bout, draft: PauseDraft, utter: Utterances) -> Pause:
        """Return the pause before the first bout: name, dose, set-up and side."""
        exercise, prompts, turn = self.exercise, self.exercise.prompts, self.step.turn
        announced = any(one.role == "next" for one in draft.opening)
        place = Place(exercise.key)
        one_round = turn is None or turn.block.rounds == 1
        base = self.base if one_round else f"{self.base}/set{bout.set}"
        named = turn is None or turn.named
        closing = [*draft.closing]
        if prompts.name and named:
            alone = announced or self.step.repeated or (self.first and self.last)
            kind = "only" if alone else "first" if self.first else "last" if self.last else "next"
            said = utter.prompt(f"{kind}_exercise", exercise=exercise.say.text)
            closing.append(Announcement(f"{base}/ready/name", "name", said, place, exercise.say.span))
        if prompts.dose and self._dose_is_news(bout):
            closing.append(Announcement(f"{base}/ready/dose", "name", self._dose(bout, utter), place, exercise.span))
        form = self._form(exercise.variants[bout.variant])
        setup = form[:1] if self.step.repeated else (*exercise.setup, *form)
        closing += _setup(f"{base}/ready", setup, place, utter)
        side_announced = any(one.role == "switch" for one in draft.opening)
        if prompts.side and exercise.sides and not side_announced and named:
            name = utter.wording.side(exercise.sides[0])
            said = utter.prompt("side_only" if len(exercise.sides) == 1 else "side_first", side=name)
            closing.append(Announcement(f"{base}/ready/side", "switch", said, self.place(bout), exercise.span))
        return Pause(
            id=f"{base}/ready",
            parts=tuple(self._ready_parts(draft, utter)),
            opening=draft.opening,
            closing=tuple(closing),
            tone=pause_tone(f"{base}/ready", draft.tone),
            countdown=prompts.countdown,
            chapter=self._chapter(utter),
        )

    def _chapter(self, utter: Utterances) -> str:
        """Return the title of the exercise's chapter; where it comes in several rounds, with the round."""
        title, turn = utter.text(self.exercise.say.text).text, self.step.turn
        if turn is None or turn.block.rounds == 1:
            return title
        rounds = f" ({turn.round}/{turn.block.rounds})" if turn.stations > 1 else ""
        return title + rounds if turn.named else ""

    def _dose_is_news(self, bout: Bout) -> bool:
        """Whether to say the dose: of a station once, and where a round changes it; never what the block has said."""
        turn, doses = self.step.turn, self.exercise.variants[0].doses
        if turn is None or turn.round == 1:
            work = turn.block.work if turn else 0
            return not self.step.repeated and (not work or work != doses[0].time)
        return doses[bout.set - 1] != doses[bout.set - 2]

    def _dose(self, bout: Bout, utter: Utterances) -> Utterance:
        """Return sets and repetitions or time, as the first variant has them; of a station, its one set."""
        exercise = self.exercise
        doses = exercise.variants[0].doses
        if self.step.turn is not None:
            doses = doses[bout.set - 1 : bout.set]
        said = utter.wording.dose(len(doses), tuple(dose.reps for dose in doses), self._moved(doses[0].time))
        both = len(exercise.sides) == 2
        kind = "dose_alternating" if exercise.alternate else "dose_each_side" if both else "dose"
        return utter.prompt(kind, dose=said)

    def _ready_parts(self, draft: PauseDraft, utter: Utterances) -> Iterator[PausePart]:
        """Yield the parts before the first set; between stations the end of a long rest is the time to get ready."""
        exercise = self.exercise
        place, label = Place(exercise.key), utter.text(exercise.say.text).text
        ready = self._rested(exercise.ready)
        if not draft.ready_in_rest:
            yield from draft.parts
            yield PausePart("ready", label, ready, place, exercise.span_of("ready"))
            return
        *before, rest = draft.parts
        yield from before
        ready = min(ready, rest.length // 2) if rest.length >= LONG_REST else 0
        until = (rest.until[0], rest.until[1] - ready) if rest.until else None
        yield replace(rest, length=rest.length - ready, until=until)
        if ready:
            yield PausePart("ready", label, ready, place, rest.source, rest.until)

    def _form(self, variant: Variant) -> tuple[Text, ...]:
        """Return what announces a variant: its name and its own set-up."""
        return (variant.say, *variant.setup) if len(self.exercise.variants) > 1 else ()

    # Between two bouts

    def _change(self, before: Bout, bout: Bout, draft: PauseDraft, utter: Utterances) -> Pause:
        """Return the pause between two bouts: a rest, a change of sides, a change of variant, or several of them."""
        exercise = self.exercise
        place, name = self.place(bout), f"{self.prefix(bout)}/pause"
        other_side = bout.side != before.side
        if bout.set != before.set and not (exercise.switch_after == "exercise" and other_side):
            length = self._rested(exercise.rest)
            part = PausePart("rest", "rest", length, place, exercise.span_of("rest"))
            opening, tone = self._rest_said(before, bout, length, utter), "rest"
        else:
            variant = utter.text(exercise.variants[bout.variant].say.text).text
            label = "switch sides" if other_side else variant
            part = PausePart("switch", label, self._rested(exercise.switch), place, exercise.span_of("switch"))
            opening, tone = self._switch_said(bout, utter) if other_side else iter(()), "switch"
        draft = draft.with_part(part, *opening, tone=tone)
        closing = tuple(self._form_said(bout, utter)) if bout.variant != before.variant else ()
        return Pause(name, draft.parts, draft.opening, closing, pause_tone(name, tone), exercise.prompts.countdown)

    def _form_said(self, bout: Bout, utter: Utterances) -> Iterator[Announcement]:
        """Yield what announces a variant that is not the first one."""
        base, place = f"{self.prefix(bout)}/switch", self.place(bout)
        variant = self.exercise.variants[bout.variant]
        said = utter.prompt("variant", exercise=variant.say.text)
        yield Announcement(f"{base}/form", "name", said, place, variant.say.span)
        yield from _setup(base, variant.setup, place, utter)

    def _rest_said(self, before: Bout, bout: Bout, length: int, utter: Utterances) -> Iterator[Announcement]:
        """Yield what is said in a rest between sets: its length, cues, the next set and side, "ten seconds"."""
        exercise, prompts = self.exercise, self.exercise.prompts
        base, place, span = f"{self.prefix(bout)}/rest", self.place(bout), exercise.span_of("rest")
        if prompts.rest and length >= SECOND:
            said = utter.prompt("rest", time=utter.wording.duration(length))
            yield Announcement(f"{base}/rest", "rest", said, place, span, must=False, priority=3)
        yield from self._cues_said(("rest",), before, base, utter)
        if prompts.set:
            said = utter.prompt("last_set_next" if bout.set == exercise.sets else "set_next")
            yield Announcement(f"{base}/set", "rest", said, place, span, must=False, priority=4)
        if prompts.side and bout.side != before.side:
            said = utter.prompt("side_only", side=utter.wording.side(bout.side))
            yield Announcement(f"{base}/side", "switch", said, place, exercise.span)
        if prompts.ten_seconds and length >= TEN_SECONDS_FROM:
            said = utter.prompt("ten_seconds")
            name = f"{base}/ten-seconds"
            yield Announcement(name, "time", said, place, span, must=False, priority=1, before_end=10 * SECOND)

    def _switch_said(self, bout: Bout, utter: Utterances) -> Iterator[Announcement]:
        """Yield what is said at a change of sides: the script's own words for it, or the name of the side."""
        exercise = self.exercise
        base, place = f"{self.prefix(bout)}/switch", self.place(bout)
        yield Announcement(f"{base}/switch", "switch", utter.prompt("switch"), place, exercise.span)
        own = [*self._cues_said(("switch",), bout, base, utter)]
        yield from own
        if exercise.prompts.side and not own:
            said = utter.prompt("side_only", side=utter.wording.side(bout.side))
            yield Announcement(f"{base}/side", "switch", said, place, exercise.span)

    def _afterwards(self, bout: Bout, utter: Utterances, *, final: bool) -> Iterator[Announcement]:
        """Return the cues said first in the pause after a bout; after the ``final`` one no rest of its own follows."""
        return self._cues_said(("after", "rest") if final else ("after",), bout, self.prefix(bout), utter)

    def _cues_said(
        self, places: Sequence[CuePlace], bout: Bout, base: str, utter: Utterances
    ) -> Iterator[Announcement]:
        """Yield the cues of the script that are heard in a pause and belong to this bout."""
        for cue in self.exercise.variants[bout.variant].cues:
            text = self.cue_text(cue, bout) if cue.when.row.place in places else None
            if text is not None:
                said, role = utter.text(self.cue_words(text, bout), text.voice), _role_of(cue.when.row.place)
                announcement = Announcement(
                    f"{base}/cue-{cue.when.moment}", role, said, self.place(bout), text.say.span, must=role == "switch"
                )
                yield replace(announcement, priority=text.priority, noted=not announcement.must)


def _role_of(place: CuePlace) -> Role:
    """Return the role of a cue: at a change of sides it stands for the side's name, which must be heard."""
    match place:
        case "work" | "after" | "rest":
            return "cue"
        case "switch":
            return "switch"
        case _:
            return assert_never(place)


def _setup(base: str, texts: Sequence[Text], place: Place, utter: Utterances) -> Iterator[Announcement]:
    for number, text in enumerate(texts, 1):
        yield Announcement(f"{base}/setup{number}", "setup", utter.text(text.text), place, text.span)
