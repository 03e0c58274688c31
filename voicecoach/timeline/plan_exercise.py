"""Plan one exercise: its announcement, its work in order, and the pauses between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from voicecoach.errors import assert_never
from voicecoach.script.model import LONG_REST, Cue, CueText, Dose, Exercise, Text, Variant
from voicecoach.script.moments import CuePlace
from voicecoach.timeline.expand import Bout, Do
from voicecoach.timeline.explain import Explanation, texts
from voicecoach.timeline.model import Role
from voicecoach.timeline.plan_rounds import (
    TEN_SECONDS_FROM,
    done_in_words,
    dose_in_words,
    dose_kind,
    time_calls,
)
from voicecoach.timeline.plan_work import WorkPlanner
from voicecoach.timeline.progress import Where
from voicecoach.timeline.slots import Announcement, Pause, PauseDraft, PausePart, Place, Slot, pause_tone
from voicecoach.timeline.utterances import Utterances
from voicecoach.units import SECOND, scale

MOVEMENT_BEFORE = 8_000
"""How long before the end of a rest the movement is repeated in short, after "ten seconds"."""


@dataclass(frozen=True)
class ExercisePlanner:
    """Plans the work of one step. ``base`` begins its ids, ``where`` says where in the routine it is."""

    step: Do
    base: str
    where: Where
    explain: Explanation
    utter: Utterances

    def plan(self, draft: PauseDraft) -> tuple[list[Slot], PauseDraft]:
        """Return the slots from the pause that ``draft`` becomes to the last work, and what is said after that."""
        slots: list[Slot] = []
        before: Bout | None = None
        for index, bout in enumerate(self.step.bouts):
            utter = self.utter_of(bout, slots)
            if before is None:
                slots.append(self._announcement(bout, draft, utter))
                if self.explain.shows:
                    utter = self.utter_of(bout, slots)
                    slots += self.explain.demo(f"{self.prefix(bout)}/demo", bout.side, utter)
            else:
                slots.append(self._change(before, bout, draft, utter))
            after = self.step.bouts[index + 1] if index + 1 < len(self.step.bouts) else None
            work = WorkPlanner(self, bout, after, self.utter_of(bout, slots))
            slots.append(replace(work.plan(), clocks=draft.clocks if before is None else ()))
            said = self._afterwards(bout, self.utter_of(bout, slots), final=after is None)
            draft = PauseDraft(opening=tuple(said), after_timed=work.timed)
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

    def cue_text(self, cue: Cue, bout: Bout, side: str = "", *, after_all: bool = False) -> CueText | None:
        """Return which of a cue's texts is heard now, or None where none of them belongs here.

        ``side`` is that of a repetition, where it is not the bout's. In a rest ``after_all`` sets belongs only what is
        written for the last one, or has not been heard.
        """
        this = {f"set {bout.set}"} | ({"last set"} if bout.set == self.exercise.sets else set())
        here = this if after_all else {*this, side or bout.side}
        said = self.utter.rotation.was_said
        fitting = [
            bool(text.only & here) or not (text.only or (after_all and said(self.base, text.say))) for text in cue.texts
        ]
        if not any(fitting) or (self.exercise.fade and bout.set > 2):
            return None
        words = tuple(text.say.text for text in cue.texts)
        return cue.texts[self.utter.rotation.next(words, fitting.__getitem__)]

    def cue_words(self, text: CueText, bout: Bout) -> str:
        """Return the wording of a cue in this set: with ``fade`` its short form in the second."""
        return text.short.text if self.exercise.fade and bout.set == 2 and text.short else text.say.text

    def utter_of(self, bout: Bout, slots: Sequence[Slot]) -> Utterances:
        """Return what makes the texts of a bout in the slot after ``slots``."""
        return self.utter.of_bout(self.exercise, bout, self.utter.slot + len(slots))

    def _rested(self, length: int) -> int:
        return scale(length, self.utter.routine.pace.rest)

    def _flows(self, draft: PauseDraft, parts: Sequence[PausePart], bout: Bout) -> bool:
        """Return whether timed work follows timed work with no time between, so that words need not wait."""
        variant = self.exercise.variants[bout.variant]
        timed = bool(variant.doses[bout.set - 1].time) and not variant.open and self.step.amrap is None
        return draft.after_timed and timed and not any(part.length or part.until for part in parts)

    # Before the first set

    def _announcement(self, bout: Bout, draft: PauseDraft, utter: Utterances) -> Pause:
        """Return the pause before the first bout: what is done, how much of it, where, on which side, and how."""
        exercise, turn = self.exercise, self.step.turn
        draft = draft.without_rest_words()
        base = self.base if turn is None or turn.block.rounds == 1 else f"{self.base}/set{bout.set}"
        base = f"{base}/ready"
        parts = tuple(self._ready_parts(draft, utter))
        flows = self._flows(draft, parts, bout) and (self.explain.told or not (exercise.demo or exercise.move))
        opening = draft.opening
        if self.step.repeated:
            opening += tuple(self._reminder(base, sum(part.length for part in parts), utter, next_set=False))
        named = self._named(base, bout, draft, utter, flows=flows)
        closing = (*draft.closing, *named, *self._explained(base, bout, draft, utter))
        return Pause(
            id=base,
            parts=parts,
            opening=opening,
            closing=closing,
            tone=pause_tone(base, draft.tone, draft.opening),
            countdown=exercise.prompts.countdown,
            chapter=self._chapter(draft.section, utter),
            flows=flows,
        )

    def _reminder(self, base: str, length: int, utter: Utterances, *, next_set: bool) -> Iterator[Announcement]:
        """Yield the movement in short; in a pause of some ``length`` (ms) near its end, after "ten seconds"."""
        for one in self.explain.movement_in_short(base, utter, next_set=next_set):
            late = length >= TEN_SECONDS_FROM
            yield replace(one, before_end=MOVEMENT_BEFORE, may_be_late=True) if late else one

    @property
    def _is_named(self) -> bool:
        """Whether the name of the exercise is news: always, but of a station that comes again and again alone."""
        return self.step.turn is None or self.step.turn.named

    def _named(
        self, base: str, bout: Bout, draft: PauseDraft, utter: Utterances, *, flows: bool
    ) -> Iterator[Announcement]:
        """Yield the name, the dose and the weight, what is to be moved, the position, and the first form."""
        exercise, prompts = self.exercise, self.exercise.prompts
        named = prompts.name and self._is_named
        if named:
            yield from self.explain.name(base, self.where, draft, utter, flows=flows)
        news = prompts.dose and self._dose_is_news(bout) and (named or not flows)
        if news:
            yield from (replace(one, must=not flows) for one in self._dose_said(base, bout, utter))
        if len(exercise.weights) > 1 or not self.step.repeated:
            yield from self._weight_said(base, bout, utter)
        if self._is_named:
            yield from self.explain.move(base, utter)
        name, *form = self._form(exercise.variants[bout.variant]) or (None,)
        position = () if self.step.repeated else exercise.setup
        yield from texts(f"{base}/setup", (*position, *([name] if name else [])), Place(exercise.key), utter)
        yield from self._dose_of_form(base, bout, utter) if news else ()
        yield from texts(f"{base}/form-setup", () if self.step.repeated else form, Place(exercise.key), utter)

    def _explained(self, base: str, bout: Bout, draft: PauseDraft, utter: Utterances) -> Iterator[Announcement]:
        """Yield the side that comes first, the movement, the breathing and what is to be safe."""
        exercise, prompts, explain = self.exercise, self.exercise.prompts, self.explain
        side_announced = any(one.role == "switch" for one in draft.opening)
        if prompts.side and exercise.sides and not side_announced and self._is_named:
            yield from explain.first_side(base, self.place(bout), utter)
        yield from explain.how(base, exercise.variants[bout.variant], utter)
        if explain.shows:
            yield Announcement(f"{base}/demo", "setup", utter.prompt("demo"), Place(exercise.key), exercise.span)

    def _chapter(self, section: str, utter: Utterances) -> str:
        """Return the title of the exercise's chapter, with the section that begins, and of several rounds its round."""
        title, turn = utter.text(self.exercise.say.text).text, self.step.turn
        title = f"{section}: {title}" if section else title
        if turn is None or turn.block.rounds == 1:
            return title
        rounds = f" ({turn.round}/{turn.block.rounds})" if turn.stations > 1 else ""
        return title + rounds if turn.named else ""

    def _dose_is_news(self, bout: Bout) -> bool:
        """Whether to say the dose: of a station once, and where a round changes it; never what the block has said."""
        turn, forms = self.step.turn, self.exercise.variants
        if turn is None or turn.round == 1:
            work = turn.block.work if turn else 0
            return not self.step.repeated and (not work or any(work != form.doses[0].told.done for form in forms))
        return any(form.doses[bout.set - 1] != form.doses[bout.set - 2] for form in forms)

    def _weight_said(self, base: str, bout: Bout, utter: Utterances) -> Iterator[Announcement]:
        """Yield the weight of a set."""
        weight = self.exercise.weight_of(bout.set)
        if weight is not None and self.exercise.prompts.dose:
            said = utter.prompt("weight", weight=weight.text)
            yield Announcement(f"{base}/weight", "name", said, self.place(bout), weight.span)

    def _next_weight_said(self, base: str, before: Bout, bout: Bout, utter: Utterances) -> Iterator[Announcement]:
        """Yield the weight of another set, where there are several weights to choose from."""
        if bout.set != before.set and len(self.exercise.weights) > 1:
            yield from self._weight_said(base, bout, utter)

    def _dose_said(self, base: str, bout: Bout, utter: Utterances) -> Iterator[Announcement]:
        """Yield sets and repetitions or time; of a station, those of its one set.

        Forms with the same dose are counted; otherwise each one's dose is announced with it.
        """
        exercise, wording = self.exercise, utter.wording
        first, *others = exercise.variants
        doses = self._doses_now(first, bout)
        if others and not self._forms_alike(bout):
            sets = [wording.sets(len(doses))] if len(doses) > 1 else []
            dose = ", ".join([wording.forms(len(exercise.variants)), *sets])
        else:
            dose = dose_in_words(first, doses, utter)
            dose = wording.forms(len(exercise.variants), dose) if others else dose
        said = utter.prompt(dose_kind(exercise), dose=dose)
        yield Announcement(f"{base}/dose", "name", said, Place(exercise.key), exercise.span)
        if not others or self._forms_alike(bout):
            yield from self._done_said(base, first, doses, utter)

    def _done_said(
        self, base: str, variant: Variant, doses: Sequence[Dose], utter: Utterances
    ) -> Iterator[Announcement]:
        """Yield how much of a range is done."""
        if any(dose.told.low < dose.told.high for dose in doses) and not variant.open:
            said = utter.prompt("with_me", dose=done_in_words(doses, utter))
            yield Announcement(f"{base}/with-me", "name", said, Place(self.exercise.key), self.exercise.span)

    def _dose_of_form(self, base: str, bout: Bout, utter: Utterances) -> Iterator[Announcement]:
        """Yield the dose of one form in this set, where the forms have different ones."""
        exercise, variant = self.exercise, self.exercise.variants[bout.variant]
        if exercise.prompts.dose and not self._forms_alike(bout):
            doses = variant.doses[bout.set - 1 : bout.set]
            said = utter.prompt("dose", dose=dose_in_words(variant, doses, utter))
            yield Announcement(f"{base}/form-dose", "name", said, self.place(bout), exercise.span)
            yield from self._done_said(base, variant, doses, utter)

    def _doses_now(self, variant: Variant, bout: Bout) -> tuple[Dose, ...]:
        """Return the doses of all sets, or of a station that of its one set."""
        return variant.doses if self.step.turn is None else variant.doses[bout.set - 1 : bout.set]

    def _forms_alike(self, bout: Bout) -> bool:
        """Whether all forms have the same dose."""
        return len({(self._doses_now(form, bout), form.holds and form.phases) for form in self.exercise.variants}) == 1

    def _ready_parts(self, draft: PauseDraft, utter: Utterances) -> Iterator[PausePart]:
        """Yield the parts before the first set; the end of a long rest is the time to get ready."""
        exercise = self.exercise
        place, label = Place(exercise.key), utter.text(exercise.say.text).text
        ready = self._rested(exercise.ready)
        if not draft.parts:
            usual = not exercise.says("ready")
            yield PausePart("ready", label, ready, place, exercise.span_of("ready"), usual=usual)
            return
        *before, rest = draft.parts
        yield from before
        if rest.length < LONG_REST:
            yield rest
            return
        ready = min(ready, rest.length // 2)
        until = (rest.until[0], rest.until[1] - ready) if rest.until else None
        yield replace(rest, length=rest.length - ready, until=until)
        yield PausePart("ready", label, ready, place, rest.source, rest.until, usual=rest.usual)

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
            length = self._rested(exercise.rest_after(before.set))
            part = PausePart("rest", "rest", length, place, exercise.span_of("rest"), usual=not exercise.says("rest"))
            opening, tone = self._rest_said(before, bout, length, utter), "rest"
        else:
            variant = utter.text(exercise.variants[bout.variant].say.text).text
            label = "switch sides" if other_side else variant
            length, usual = self._rested(exercise.switch), not exercise.says("switch")
            part = PausePart("switch", label, length, place, exercise.span_of("switch"), usual=usual)
            opening = self._switch_said(before, bout, utter) if other_side else iter(())
            tone = "switch" if exercise.prompts.switch else ""
        draft = draft.with_part(part, *opening, tone=tone)
        flows = self._flows(draft, draft.parts, bout)
        return Pause(
            id=name,
            parts=draft.parts,
            opening=draft.opening,
            closing=tuple(self._form_said(bout, utter, flows=flows)) if bout.variant != before.variant else (),
            tone=pause_tone(name, tone, draft.opening),
            countdown=exercise.prompts.countdown,
            flows=flows,
        )

    def _form_said(self, bout: Bout, utter: Utterances, *, flows: bool) -> Iterator[Announcement]:
        """Yield what announces a variant that is not the first one."""
        base, place = f"{self.prefix(bout)}/switch", self.place(bout)
        variant = self.exercise.variants[bout.variant]
        now, ahead = (utter.prompt(prompt, exercise=variant.say.text) for prompt in ("variant", "next_in_flow"))
        form = Announcement(f"{base}/form", "name", ahead if flows else now, place, variant.say.span)
        yield replace(form, again=now if flows else None)
        if not self.step.repeated or self._dose_is_news(bout):
            yield from self._dose_of_form(base, bout, utter)
        yield from texts(f"{base}/setup", variant.setup, place, utter)
        if variant.movement is not None and self.exercise.prompts.movement is not False:
            again = self.explain.told or bout.set > 1 or bout.side not in ("", *self.exercise.sides[:1])
            movement = (utter.short_form(variant.movement),) if again else variant.movement.say
            yield from texts(f"{base}/movement", movement, place, utter)

    def _rest_said(self, before: Bout, bout: Bout, length: int, utter: Utterances) -> Iterator[Announcement]:
        """Yield what is said in a rest between sets: its length, cues, the next set and side, the time left."""
        exercise, prompts = self.exercise, self.exercise.prompts
        base, place, span = f"{self.prefix(bout)}/rest", self.place(bout), exercise.span_of("rest")
        if prompts.rest and length >= SECOND:
            said = utter.prompt("rest", time=utter.wording.duration(length))
            yield Announcement(f"{base}/rest", "rest", said, place, span, must=False, priority=3)
        yield from self._cues_said(("rest",), before, base, utter)
        if prompts.set:
            said = utter.prompt("last_set_next" if bout.set == exercise.sets else "set_next")
            yield Announcement(
                f"{base}/set", "rest", said, place, span, must=len(exercise.weights) > 1 and prompts.dose, priority=4
            )
        yield from self._next_weight_said(base, before, bout, utter)
        if prompts.side and bout.side != before.side:
            yield Announcement(f"{base}/side", "switch", self.explain.side(utter), place, exercise.span)
        if prompts.ten_seconds:
            yield from time_calls(base, length, place, span, utter, end=True)
        yield from self._reminder(base, length, utter, next_set=True)

    def _switch_said(self, before: Bout, bout: Bout, utter: Utterances) -> Iterator[Announcement]:
        """Yield what is said at a change of sides: the script's own words for it, or the name of the side."""
        exercise = self.exercise
        base, place = f"{self.prefix(bout)}/switch", self.place(bout)
        if exercise.prompts.switch:
            yield Announcement(f"{base}/switch", "switch", utter.prompt("switch"), place, exercise.span)
        own = [*self._cues_said(("switch",), bout, base, utter)]
        yield from own
        yield from self._next_weight_said(base, before, bout, utter)
        if exercise.prompts.side and all(one.utterance.missing for one in own):
            yield Announcement(f"{base}/side", "switch", self.explain.side(utter), place, exercise.span)

    def _afterwards(self, bout: Bout, utter: Utterances, *, final: bool) -> Iterator[Announcement]:
        """Return the cues said first in the pause after a bout; after the ``final`` one no rest of its own follows.

        Those of a rest lie between sets. After the only set they are heard if a rest comes all the same, or if they
        have not been heard before.
        """
        return self._cues_said(("after", "rest") if final else ("after",), bout, self.prefix(bout), utter)

    def _cues_said(
        self, places: Sequence[CuePlace], bout: Bout, base: str, utter: Utterances
    ) -> Iterator[Announcement]:
        """Yield the cues of the script that are heard in a pause and belong to this bout."""
        done = "after" in places and 1 < self.exercise.sets == bout.set
        for cue in self.exercise.variants[bout.variant].cues:
            after_all = done and cue.when.row.place == "rest"
            text = self.cue_text(cue, bout, after_all=after_all) if cue.when.row.place in places else None
            if text is not None:
                said, role = utter.text(self.cue_words(text, bout), text.voice), _role_of(cue.when.row.place)
                announcement = Announcement(
                    f"{base}/cue-{cue.when.moment}", role, said, self.place(bout), text.say.span, must=role == "switch"
                )
                again = cue.when.row.place == "rest" and self.utter.rotation.is_repeated(self.base, text.say)
                noted = not announcement.must
                yield replace(announcement, priority=text.priority, noted=noted, tone=text.tone, in_rest=again)


def _role_of(place: CuePlace) -> Role:
    """Return the role of a cue: at a change of sides it stands for the side's name, which must be heard."""
    match place:
        case "work" | "after" | "rest":
            return "cue"
        case "switch":
            return "switch"
        case _:
            return assert_never(place)
