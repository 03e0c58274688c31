"""Plan: the slots of a routine, and what a coach says in them.

Rests, changes of sides and times to get ready that follow each other become one pause, so that what is said may use
all of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from voicecoach.diagnostics import Span
from voicecoach.errors import assert_never
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Rest, Routine, Say, Tone
from voicecoach.script.texts import says_something
from voicecoach.timeline.expand import ChangeSides, Do, Step, TakeTurn
from voicecoach.timeline.plan_exercise import ExercisePlanner
from voicecoach.timeline.plan_rounds import (
    LONG_REST,
    announce_amrap,
    plan_turn,
    rest_announcement,
    rest_of_emom,
    take_back_rest,
)
from voicecoach.timeline.slots import (
    Announcement,
    Pause,
    PauseDraft,
    PausePart,
    PauseTone,
    Place,
    Plan,
    Slot,
    Work,
    pause_tone,
    tone_role,
)
from voicecoach.timeline.utterances import Ids, LengthEstimate, Rotation, Utterances, slug
from voicecoach.units import SECOND, scale


def plan(routine: Routine, steps: Sequence[Step], wording: Wording, estimate: LengthEstimate) -> Plan:
    """Return the slots of the steps of a routine. ``estimate`` serves the texts that speak of the whole length."""
    utter = Utterances(routine, wording, estimate)
    slots = [*_opening(utter)]
    planner = _StepPlanner()
    draft = PauseDraft()
    for step in _in_context(steps):
        added, draft = planner.plan(step, draft, utter.at(len(slots)).where(next=step.upcoming))
        slots += added
    slots += planner.close(draft)[0]
    slots.append(_ending(utter.at(len(slots))))
    title = utter.at(len(slots)).text(routine.title.text).text
    return Plan(title, routine.language, tuple(map(_audible, slots)))


class _StepInContext(NamedTuple):
    """A step, the name of the ``upcoming`` exercise, and where it is: before any other work, in the last exercise."""

    step: Step
    upcoming: str
    first: bool
    last: bool


def _in_context(steps: Sequence[Step]) -> Iterator[_StepInContext]:
    work = [step for step in steps if isinstance(step, Do)]
    names = [*(step.exercise.say.text for step in work), ""]
    done, last_from = 0, _last_station(work)
    for step in steps:
        first = done == 0
        done += isinstance(step, Do)
        yield _StepInContext(step, names[done], first, done >= last_from)


def _last_station(work: Sequence[Do]) -> int:
    """Return from which work on (from 1) only the last exercise is left: all of its turns, if it has any."""
    places = [
        (one.turn.serial, one.turn.station) if one.turn is not None else (0, number) for number, one in enumerate(work)
    ]
    return len(places) - sum(1 for _ in itertools.takewhile(lambda place: place == places[-1], reversed(places))) + 1


class _StepPlanner:
    """Plans step after step. Remembers which ids are given out, and of exercises which texts have been heard."""

    def __init__(self) -> None:
        self._ids = Ids()
        self._bases: dict[tuple[int, int], str] = {}
        self._rotations: dict[str, Rotation] = {}

    def plan(self, here: _StepInContext, draft: PauseDraft, utter: Utterances) -> tuple[list[Slot], PauseDraft]:
        """Return the slots that are complete with a step, and the draft that it leaves before the next work."""
        step = here.step
        slots: list[Slot] = []
        match step:
            case Do():
                return self._do(step, here, draft, utter)
            case Rest():
                draft = self._rest(step, here, draft, utter)
            case TakeTurn(turn) if turn.index < turn.block.turns:
                draft = plan_turn(turn, draft, here.upcoming, utter, self._ids)
            case TakeTurn(turn):
                return self.close(rest_of_emom(turn, draft, utter, self._ids))
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
        after = PauseDraft(closing=draft.closing, clocks=draft.clocks)
        if not draft.parts and not draft.opening:
            return [], after
        opening = tuple(replace(one, must=one.must or not draft.parts) for one in draft.opening)
        name = self._ids.unique("rest")
        parts = draft.parts or (_saying("end", None),)
        return [Pause(name, parts, opening, tone=pause_tone(name, draft.tone))], after

    def _say(self, step: Say, draft: PauseDraft, utter: Utterances) -> tuple[list[Slot], PauseDraft]:
        closed, draft = self.close(draft)
        text = step.text
        name = self._ids.unique(f"say/{slug(text.text)}")
        said = utter.at(utter.slot + len(closed)).text(text.text)
        line = Announcement(name, "say", said, Place(), text.span)
        pause = Pause(name, (_saying(text.text, text.span),), (*draft.closing, line))
        return [*closed, pause], replace(draft, closing=())

    def _rest(self, step: Rest, here: _StepInContext, draft: PauseDraft, utter: Utterances) -> PauseDraft:
        prompts, upcoming = utter.routine.prompts, here.upcoming
        length = scale(step.length, utter.routine.pace.rest)
        base = self._ids.unique(f"rest/before-{slug(upcoming)}" if upcoming else "rest/last")
        draft, before = take_back_rest(draft)
        part = PausePart("rest", "rest", length, Place(), step.span)
        length += before
        opening = []
        if prompts.rest and length >= SECOND:
            said = utter.prompt("rest", time=utter.wording.duration(length))
            opening.append(rest_announcement(f"{base}/rest", "rest", said, step.span, priority=3))
        if prompts.next and upcoming and length >= LONG_REST:
            said = utter.prompt("next_exercise", exercise=upcoming)
            opening.append(rest_announcement(f"{base}/next", "next", said, step.span, priority=2))
        return draft.with_part(part, *opening, tone=draft.tone if here.first else "rest")

    def _change_sides(self, step: ChangeSides, draft: PauseDraft, utter: Utterances) -> PauseDraft:
        base = self._ids.unique(f"sides/{step.side}")
        place, span = Place(side=step.side), step.block.span
        name = utter.wording.side(step.side)
        opening = [
            Announcement(f"{base}/{prompt}", "switch", utter.prompt(prompt, side=name), place, span)
            for prompt in ("switch", "side_only")
        ]
        length = scale(step.block.switch, utter.routine.pace.rest)
        return draft.with_part(PausePart("switch", "switch sides", length, place, span), *opening, tone="switch")

    def _do(
        self, step: Do, here: _StepInContext, draft: PauseDraft, utter: Utterances
    ) -> tuple[list[Slot], PauseDraft]:
        if step.amrap is not None:
            draft = draft.closed_by(announce_amrap(step.amrap, utter, self._ids, repeated=step.repeated))
        base = self._base(step)
        rotation = self._rotations.setdefault(base, Rotation(base, utter.routine.seed))
        return ExercisePlanner(step, base, here.first, here.last, rotation, utter).plan(draft)

    def _base(self, step: Do) -> str:
        """Return the beginning of an exercise's ids: a station keeps it from round to round."""
        name = slug(step.exercise.key)
        if step.turn is None:
            return self._ids.unique(name)
        station = step.turn.serial, step.turn.station
        if station not in self._bases:
            self._bases[station] = self._ids.unique(name)
        return self._bases[station]


def _opening(utter: Utterances) -> Iterator[Slot]:
    """Yield the pause with the title and the length of the whole."""
    title, prompts = utter.routine.title, utter.routine.prompts
    said = []
    if prompts.title and title.text:
        words = utter.prompt("title", title=title.text)
        said.append(Announcement("start/title", "title", words, Place(), title.span))
    if prompts.total:
        said.append(Announcement("start/total", "time", utter.prompt("total"), Place(), title.span))
    if said:
        yield Pause("start", (_saying("title", title.span),), tuple(said))


def _ending(utter: Utterances) -> Slot:
    last = Announcement("end/done", "done", utter.prompt("done"), Place(), None)
    return Pause(
        "end", (_saying("done", None),), (last,) if utter.routine.prompts.done else (), tone=pause_tone("end", "done")
    )


def _saying(label: str, source: Span | None) -> PausePart:
    return PausePart("say", label, 0, Place(), source)


def _audible(slot: Slot) -> Slot:
    """Return a slot without texts of which nothing remains, such as ``{next}`` in the last exercise."""
    if isinstance(slot, Work):
        return replace(slot, cues=tuple(cue for cue in slot.cues if says_something(cue.utterance.phrase.text)))
    opening, closing = (
        tuple(one for one in said if says_something(one.utterance.phrase.text)) for said in (slot.opening, slot.closing)
    )
    return replace(slot, opening=opening, closing=closing)
