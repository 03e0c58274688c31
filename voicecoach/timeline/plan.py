"""Plan: the slots of a routine, and what a coach says in them.

Rests, changes of sides and times to get ready that follow each other become one pause, so that what is said may use
all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voicecoach.diagnostics import Span
from voicecoach.errors import assert_never
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import LONG_REST, Music, Rest, Routine, Say, Section, Tone
from voicecoach.script.texts import says_something
from voicecoach.timeline.expand import Around, BeginSection, ChangeSides, Do, EndSection, Step, TakeTurn, Turn
from voicecoach.timeline.explain import Explanation, explaining, texts
from voicecoach.timeline.flow import flow
from voicecoach.timeline.plan_exercise import ExercisePlanner
from voicecoach.timeline.plan_rounds import (
    announce_amrap,
    plan_turn,
    rest_announcement,
    rest_of_emom,
    take_back_rest,
    time_calls,
)
from voicecoach.timeline.progress import Where, places
from voicecoach.timeline.slots import (
    Announcement,
    CuePlan,
    Pause,
    PauseDraft,
    PausePart,
    PauseTone,
    Place,
    Plan,
    Slot,
    UnfilledText,
    Work,
    pause_tone,
    tone_role,
)
from voicecoach.timeline.utterances import Ids, LengthEstimate, Rotation, Utterances, slug
from voicecoach.units import SECOND, scale


def plan(routine: Routine, steps: Sequence[Step], wording: Wording, estimate: LengthEstimate) -> Plan:
    """Return the slots of the steps of a routine. ``estimate`` serves the texts that speak of the whole length."""
    utter = Utterances(routine, wording, estimate, Rotation(routine.seed))
    slots = [_with_music(slot, routine.music) for slot in _opening(utter)]
    planner = _StepPlanner()
    draft = PauseDraft()
    inside, around, music = utter, _around(Around(), wording), routine.music
    for step, where in places(steps, routine.pace):
        match step:
            case Around():
                around = _around(step, wording)
            case BeginSection(section):
                prompts = routine.prompts._replace(**dict(section.switches))
                inside = replace(utter, routine=replace(routine, prompts=prompts))
                music = routine.music if section.music is None else section.music
            case EndSection():
                inside, music = utter, routine.music
        added, draft = planner.plan(step, where, draft, inside.at(len(slots)).where(**around, next=where.upcoming))
        slots += (_with_music(slot, music) for slot in added)
    slots += (_with_music(slot, music) for slot in planner.close(draft)[0])
    slots.append(_with_music(_ending(utter.at(len(slots))), music))
    title = utter.at(len(slots)).text(routine.title.text).text
    unfilled = dict.fromkeys((*utter.unfilled, *(text for slot in slots for text in _unfilled(slot))))
    return Plan(title, routine.language, flow([*map(_audible, slots)]), tuple(unfilled), tuple(utter.told.items()))


def _with_music(slot: Slot, music: Music | None) -> Slot:
    """Return a slot with what plays in it."""
    if music is None:
        return slot
    return replace(slot, music=music.rest if isinstance(slot, Pause) else music.work)


def _around(step: Around, wording: Wording) -> dict[str, str]:
    """Return what placeholders stand for that the blocks around a step give a meaning."""
    number = wording.pack.number
    return {
        "side": wording.side(step.side) if step.side else "",
        "round": number(step.round) if step.round else "",
        "rounds": number(step.rounds) if step.rounds else "",
    }


class _StepPlanner:
    """Plans step after step. Remembers which ids are given out, and what has been explained."""

    def __init__(self) -> None:
        self._ids = Ids()
        self._bases: dict[tuple[int, int], str] = {}
        self._told: set[tuple[object, ...]] = set()
        self._sides = False

    def plan(self, step: Step, where: Where, draft: PauseDraft, utter: Utterances) -> tuple[list[Slot], PauseDraft]:
        """Return the slots that are complete with a step, and the draft that it leaves before the next work."""
        slots: list[Slot] = []
        match step:
            case Around():
                pass
            case Do():
                return self._do(step, where, draft, utter)
            case Rest():
                draft = self._rest(step, where, draft, utter)
            case TakeTurn(turn):
                return self._turn(turn, where, draft, utter)
            case BeginSection(section):
                draft = self._begin_section(section, draft, utter)
            case EndSection():
                draft = replace(draft, section="")
            case ChangeSides():
                draft = self._change_sides(step, draft, utter)
            case Say():
                return self._say(step, draft, utter)
            case Tone():
                slots, draft = self.close(draft)
                name = self._ids.unique(f"tone/{step.sound}")
                tone = PauseTone(name, tone_role(step.sound), step.sound)
                slots.append(Pause(name, (_saying(step.sound, step.span),), tone=tone))
            case _:
                assert_never(step)
        return slots, draft

    def close(self, draft: PauseDraft) -> tuple[list[Slot], PauseDraft]:
        """Return what has gathered as a pause without any work after it; what is to be said before work stays."""
        draft = draft.without_rest_words()
        after = PauseDraft(closing=draft.closing, clocks=draft.clocks, section=draft.section)
        if not draft.parts and not draft.opening:
            return [], after
        opening = tuple(replace(one, must=one.must or not draft.parts) for one in draft.opening)
        name = self._ids.unique("rest")
        parts = draft.parts or (_saying("end", None),)
        return [Pause(name, parts, opening, tone=pause_tone(name, draft.tone, opening))], after

    def _turn(self, turn: Turn, where: Where, draft: PauseDraft, utter: Utterances) -> tuple[list[Slot], PauseDraft]:
        if turn.index == turn.block.turns:
            return self.close(rest_of_emom(turn, draft, utter, self._ids))
        return [], plan_turn(turn, draft, where.upcoming, utter, self._ids)

    def _begin_section(self, section: Section, draft: PauseDraft, utter: Utterances) -> PauseDraft:
        """Return the draft with the name of a section, which is said before its first exercise."""
        base = self._ids.unique(f"section/{slug(section.name.text)}")
        said = utter.prompt("only_exercise", exercise=section.name.text)
        if utter.routine.prompts.name:
            draft = draft.closed_by(iter([Announcement(base, "name", said, Place(), section.name.span)]))
        return replace(draft, section=utter.text(section.name.text).text)

    def _say(self, step: Say, draft: PauseDraft, utter: Utterances) -> tuple[list[Slot], PauseDraft]:
        closed, draft = self.close(draft)
        text = step.text
        name = self._ids.unique(f"say/{slug(text.text)}")
        said = utter.at(utter.slot + len(closed)).text(text.text)
        line = Announcement(name, "say", said, Place(), text.span)
        pause = Pause(name, (_saying(text.text, text.span),), (*draft.closing, line))
        return [*closed, pause], replace(draft, closing=())

    def _rest(self, step: Rest, where: Where, draft: PauseDraft, utter: Utterances) -> PauseDraft:
        prompts, upcoming = utter.routine.prompts, where.upcoming
        length = scale(step.length, utter.routine.pace.rest)
        base = self._ids.unique(f"rest/before-{slug(upcoming)}" if upcoming else "rest/last")
        draft, before = take_back_rest(draft, utter)
        part = PausePart("rest", "rest", length, Place(), step.span)
        length += before
        opening = []
        if prompts.rest and length >= SECOND:
            time = utter.wording.duration(length)
            opening.append(rest_announcement(f"{base}/rest", "rest", "rest", step.span, utter, priority=3, time=time))
        if prompts.next and upcoming and length >= LONG_REST:
            opening.append(
                rest_announcement(
                    f"{base}/next", "next", "next_exercise", step.span, utter, priority=2, exercise=upcoming
                )
            )
        if prompts.ten_seconds:
            opening += time_calls(base, length, Place(), step.span, utter, end=False)
        return draft.with_part(part, *opening, tone=draft.tone if where.first else "rest")

    def _change_sides(self, step: ChangeSides, draft: PauseDraft, utter: Utterances) -> PauseDraft:
        base = self._ids.unique(f"sides/{step.side}")
        place, span = Place(side=step.side), step.block.span
        name = utter.wording.side(step.side)
        prompts = utter.routine.prompts
        wanted = [*["switch"] * prompts.switch, *["side_only"] * prompts.side]
        opening = [
            Announcement(f"{base}/{prompt}", "switch", utter.prompt(prompt, side=name), place, span)
            for prompt in wanted
        ]
        length, usual = scale(step.block.switch, utter.routine.pace.rest), step.block.usual
        part = PausePart("switch", "switch sides", length, place, span, usual=usual)
        return draft.with_part(part, *opening, tone="switch" if prompts.switch else draft.tone)

    def _do(self, step: Do, where: Where, draft: PauseDraft, utter: Utterances) -> tuple[list[Slot], PauseDraft]:
        if step.amrap is not None:
            draft = draft.closed_by(announce_amrap(step.amrap, utter, self._ids, repeated=step.repeated))
        sides = len(step.exercise.sides) > 1 and not step.exercise.alternate and _is_counted(step)
        sides = sides and step.turn is None and step.exercise.prompts.side
        exercise = step.exercise
        what = (exercise.key, *(text.text for text in explaining(exercise)))
        explain = Explanation(step, what in self._told, first_sides=sides and not self._sides)
        self._told.add(what)
        self._sides = self._sides or sides
        return ExercisePlanner(step, self._base(step), where, explain, utter).plan(draft)

    def _base(self, step: Do) -> str:
        """Return the beginning of an exercise's ids: a station keeps it from round to round."""
        name = slug(step.exercise.key)
        if step.turn is None:
            return self._ids.unique(name)
        station = step.turn.serial, step.turn.station
        if station not in self._bases:
            self._bases[station] = self._ids.unique(name)
        return self._bases[station]


def _is_counted(step: Do) -> bool:
    """Whether an exercise goes by repetitions."""
    return any(dose.reps for form in step.exercise.variants for dose in form.doses)


def _opening(utter: Utterances) -> Iterator[Slot]:
    """Yield the pause with the title and the length of the whole."""
    title, prompts = utter.routine.title, utter.routine.prompts
    said = []
    if prompts.title and title.text:
        words = utter.prompt("title", title=title.text)
        said.append(Announcement("start/title", "title", words, Place(), title.span))
    if prompts.total:
        said.append(Announcement("start/total", "time", utter.prompt("total"), Place(), title.span))
    said += _needed(utter)
    said += texts("start/safety", utter.routine.safety, Place(), utter)
    if said:
        yield Pause("start", (_saying("title", title.span),), tuple(said))


def _needed(utter: Utterances) -> Iterator[Announcement]:
    """Yield what equipment is needed, and a moment to think of it."""
    things = utter.routine.equipment
    if things:
        listed = utter.wording.pack.listed([thing.text for thing in things])
        said = utter.prompt_around("equipment", listed)
        yield Announcement("start/equipment", "setup", said, Place(), things[0].span, quiet=2 * SECOND)


def _ending(utter: Utterances) -> Slot:
    last = Announcement("end/done", "done", utter.prompt("done"), Place(), None)
    return Pause(
        "end", (_saying("done", None),), (last,) if utter.routine.prompts.done else (), tone=pause_tone("end", "done")
    )


def _saying(label: str, source: Span | None) -> PausePart:
    return PausePart("say", label, 0, Place(), source)


def _audible(slot: Slot) -> Slot:
    """Return a slot without texts that have an empty placeholder, such as "then {next}" in the last exercise."""
    if isinstance(slot, Work):
        return replace(slot, cues=tuple(filter(_is_audible, slot.cues)))
    opening, closing = (tuple(filter(_is_audible, said)) for said in (slot.opening, slot.closing))
    return replace(slot, opening=opening, closing=closing)


def _is_audible(one: Announcement | CuePlan) -> bool:
    return not one.utterance.missing and says_something(one.utterance.phrase.text)


def _unfilled(slot: Slot) -> Iterator[UnfilledText]:
    """Yield the texts of a slot with placeholders that stand for nothing."""
    for one in slot.cues if isinstance(slot, Work) else (*slot.opening, *slot.closing):
        if one.utterance.missing and one.source is not None:
            yield UnfilledText(one.utterance.missing, one.source, one.place.exercise)
