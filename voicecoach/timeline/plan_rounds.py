"""Plan supersets, circuits, tabatas, emoms and amraps: what lies between two turns, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from voicecoach.diagnostics import Span
from voicecoach.script.lengths import turn_length
from voicecoach.script.model import Amrap, Exercise
from voicecoach.timeline.expand import Turn
from voicecoach.timeline.explain import texts
from voicecoach.timeline.model import Role
from voicecoach.timeline.slots import Announcement, PauseDraft, PausePart, Place, Utterance
from voicecoach.timeline.utterances import Ids, Utterances
from voicecoach.units import MINUTE, SECOND, scale

LONG_REST = 15 * SECOND
TEN_SECONDS_FROM = 20 * SECOND


def plan_turn(turn: Turn, draft: PauseDraft, upcoming: str, utter: Utterances, ids: Ids) -> PauseDraft:
    """Return the draft before a turn with the rest of its block, or before the first one with what the block is."""
    if turn.index:
        return _between_turns(turn, draft, upcoming, utter, ids)
    draft = draft.closed_by(_announce_block(turn, utter, ids))
    return replace(draft, clocks=(*draft.clocks, turn.clock)) if turn.block.every else draft


def _announce_block(turn: Turn, utter: Utterances, ids: Ids) -> Iterator[Announcement]:
    """Yield what is said before the first round: name, times and number of rounds."""
    block, wording, prompts = turn.block, utter.wording, utter.routine.prompts
    base = ids.unique(block.kind)
    said = []
    if block.say is not None and prompts.name:
        said.append(utter.prompt("only_exercise", exercise=block.say.text))
    if prompts.dose and not turn.repeated:
        if block.every:
            time = wording.duration(block.every * block.turns)
            kind = "emom_minute" if block.every == MINUTE else "emom"
            said.append(utter.prompt(kind, every=wording.duration(block.every), time=time))
        elif block.work and block.rest:
            pace = utter.routine.pace
            work, rest = scale(block.work, pace.move), scale(block.rest, pace.rest)
            said.append(utter.prompt("intervals", work=wording.duration(work), rest=wording.duration(rest)))
        if turn.whole and not block.every:
            said.append(utter.prompt("rounds", rounds=wording.rounds(block.rounds)))
    for number, utterance in enumerate(said, 1):
        yield Announcement(f"{base}/{number}", "name", utterance, Place(), block.span)


def _between_turns(turn: Turn, draft: PauseDraft, upcoming: str, utter: Utterances, ids: Ids) -> PauseDraft:
    """Return the draft with the rest before a turn, and what is said in it."""
    block, prompts, wording = turn.block, utter.routine.prompts, utter.wording
    base = ids.unique(f"{block.kind}/round{turn.round}/station{turn.station + 1}")
    until = None
    if block.every:
        until = turn.clock, turn.index * block.every
        length = max(0, block.every - turn_length(block, turn.index - 1, utter.routine.pace))
    else:
        rest = block.rest_between if turn.station == 0 else block.rest
        if rest is None:
            return draft
        length = scale(rest, utter.routine.pace.rest)
    draft, before = take_back_rest(draft)
    part = PausePart("rest", "rest", length, Place(), block.span, until)
    length += before

    opening: list[Announcement] = []
    if prompts.rest and length >= LONG_REST and not block.every:
        said = utter.prompt("rest", time=wording.duration(length))
        opening.append(rest_announcement(f"{base}/rest", "rest", said, block.span, priority=3))
    if turn.station == 0 and prompts.set:
        kind = "last_round" if turn.round == block.rounds else "round"
        number = wording.pack.number
        said = utter.prompt(kind, round=number(turn.round), rounds=number(block.rounds))
        opening.append(Announcement(f"{base}/round", "rest", said, Place(), block.span, must=False, priority=5))
    if prompts.next and upcoming and length >= LONG_REST and turn.named:
        said = utter.prompt("next_exercise", exercise=upcoming)
        opening.append(rest_announcement(f"{base}/next", "next", said, block.span, priority=2))
    if prompts.ten_seconds and length >= TEN_SECONDS_FROM:
        said = utter.prompt("ten_seconds")
        line = rest_announcement(f"{base}/ten-seconds", "time", said, block.span, priority=1)
        opening.append(replace(line, before_end=10 * SECOND))
    draft = draft.with_part(part, *opening, tone="rest" if length else "")
    return replace(draft, ready_in_rest=True)


def rest_announcement(name: str, role: Role, said: Utterance, span: Span, *, priority: int) -> Announcement:
    """Return what may be said of a rest where there is room, and is taken back where another rest follows at once."""
    return Announcement(name, role, said, Place(), span, must=False, priority=priority, of_rest=True)


def take_back_rest(draft: PauseDraft) -> tuple[PauseDraft, int]:
    """Return the draft without what is said of its rest, and that rest in ms: what is added to it is announced with it.

    A part that a clock ends counts with its estimate.
    """
    length = sum(part.length for part in draft.parts if part.kind == "rest")
    if not length:
        return draft, 0
    return replace(draft, opening=tuple(one for one in draft.opening if not one.of_rest)), length


def rest_of_emom(turn: Turn, draft: PauseDraft) -> PauseDraft:
    """Return the draft with what an emom's last turn leaves of its time."""
    until = turn.clock, turn.index * turn.block.every
    return draft.with_part(PausePart("rest", "rest", 0, Place(), turn.block.span, until), tone="rest")


def announce_amrap(block: Amrap, utter: Utterances, ids: Ids, *, repeated: bool) -> Iterator[Announcement]:
    """Yield what is to be done as often as possible: the time, and the first time all that explains each exercise."""
    base = ids.unique("amrap/round")
    time = utter.wording.duration(scale(block.exercise.variants[0].doses[0].time, utter.routine.pace.move))
    yield Announcement(f"{base}/time", "name", utter.prompt("amrap", time=time), Place(), block.span)
    for number, step in enumerate(() if repeated else block.steps, 1):
        place = Place(step.key)
        said = utter.prompt("station", exercise=step.say.text, dose=_dose_of(step, utter))
        yield Announcement(f"{base}/station{number}", "name", said, place, step.span)
        movement = step.movement.say if step.movement else ()
        move = (step.move.say,) if step.move else ()
        explained = (*move, *step.setup, *movement, *step.safety)
        yield from texts(f"{base}/station{number}/setup", explained, place, utter)


def _dose_of(exercise: Exercise, utter: Utterances) -> str:
    """Return one set of an exercise in words."""
    dose = exercise.variants[0].doses[0]
    said = utter.wording.dose(1, (dose.reps,), scale(dose.time, utter.routine.pace.move))
    if len(exercise.sides) < 2:
        return said
    kind = "dose_alternating" if exercise.alternate else "dose_each_side"
    return utter.wording.pack.prompts[kind].replace("{dose}", said).rstrip(".")
