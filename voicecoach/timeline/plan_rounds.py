"""Plan supersets, circuits, tabatas, emoms and amraps: what lies between two turns, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voicecoach.diagnostics import Span
from voicecoach.phrases.wording import Ends
from voicecoach.script.lengths import turn_length
from voicecoach.script.model import LONG_REST, Amrap, Dose, Exercise, Variant
from voicecoach.timeline.expand import Bout, Do, Turn
from voicecoach.timeline.explain import Explanation, texts
from voicecoach.timeline.model import Role
from voicecoach.timeline.slots import Announcement, PauseDraft, PausePart, Place
from voicecoach.timeline.utterances import Ids, Utterances
from voicecoach.units import MINUTE, SECOND, scale

TEN_SECONDS_FROM = 20 * SECOND
ONE_MINUTE_FROM = 2 * MINUTE
AT_ONCE = 3 * SECOND
"""A turn of rest that begins so soon after the work is announced right after it."""


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
    if turn.rest is None:
        return draft
    length = scale(turn.rest, utter.routine.pace.rest)
    if block.every:
        until = turn.clock, turn.index * block.every
        length = max(0, block.every - turn_length(block, turn.index - 1, utter.routine.pace))
    draft, before = take_back_rest(draft, utter)
    part = PausePart("rest", "rest", length, Place(), block.span, until)
    if turn.rests:
        return draft.with_part(part, tone="rest" if length else "")
    length += before

    opening: list[Announcement] = [*_rested_said(turn, base, utter)]
    if opening:
        draft = draft.with_part(part, *opening, tone="rest")
        return draft.closed_by(_round_said(turn, base, utter, must=True))
    if prompts.rest and length >= LONG_REST and not block.every:
        time = wording.duration(length)
        opening.append(rest_announcement(f"{base}/rest", "rest", "rest", block.span, utter, priority=3, time=time))
    opening += _round_said(turn, base, utter, must=False)
    if prompts.next and upcoming and length >= LONG_REST and turn.named:
        opening.append(
            rest_announcement(f"{base}/next", "next", "next_exercise", block.span, utter, priority=2, exercise=upcoming)
        )
    if prompts.ten_seconds:
        opening += time_calls(base, length, Place(), block.span, utter, end=True)
    return draft.with_part(part, *opening, tone="rest" if length else "")


def _round_said(turn: Turn, base: str, utter: Utterances, *, must: bool) -> Iterator[Announcement]:
    """Yield which round begins, before its first station."""
    block = turn.block
    if turn.station == 0 and utter.routine.prompts.set:
        kind = "last_round" if turn.round == block.rounds else "round"
        number = utter.wording.pack.number
        said = utter.prompt(kind, round=number(turn.round), rounds=number(block.rounds))
        yield Announcement(f"{base}/round", "rest", said, Place(), block.span, must=must, priority=5)


def _rested_said(turn: Turn, base: str, utter: Utterances) -> Iterator[Announcement]:
    """Yield what is said as the turns of rest before a turn begin; where the work before leaves no time, at once."""
    block = turn.block
    if not turn.rested or not utter.routine.prompts.rest:
        return
    length = turn.rested * block.every
    worked = turn_length(block, turn.index - turn.rested - 1, utter.routine.pace)
    time = utter.wording.duration(length)
    one = rest_announcement(f"{base}/rest", "rest", "rest", block.span, utter, priority=3, time=time)
    yield replace(one, before_end=length) if block.every - worked >= AT_ONCE else one


def rest_announcement(
    name: str, role: Role, prompt: str, span: Span, utter: Utterances, *, priority: int, **values: str
) -> Announcement:
    """Return a prompt that is said of a rest if there is room, and taken back where another rest follows at once."""
    said = utter.prompt(prompt, **values)
    return Announcement(name, role, said, Place(), span, must=False, priority=priority, of_rest=prompt)


def time_calls(
    base: str, length: int, place: Place, span: Span, utter: Utterances, *, end: bool
) -> Iterator[Announcement]:
    """Yield "one minute left" and, of rests that ``end`` with work, "ten seconds", where a rest is long enough."""
    calls = []
    if length >= ONE_MINUTE_FROM:
        calls.append(("one-minute", "time_left", MINUTE))
    if end and length >= TEN_SECONDS_FROM:
        calls.append(("ten-seconds", "ten_seconds", 10 * SECOND))
    for name, prompt, left in calls:
        time = utter.wording.duration(left)
        line = rest_announcement(f"{base}/{name}", "time", prompt, span, utter, priority=1, time=time)
        yield replace(line, place=place, before_end=left)


def take_back_rest(draft: PauseDraft, utter: Utterances) -> tuple[PauseDraft, int]:
    """Return the draft without what is said of its rest, and that rest in ms: what is added to it is announced with it.

    A part that a clock ends counts with its estimate.
    """
    length = sum(part.length for part in draft.parts if part.kind == "rest")
    if not length:
        return draft, 0
    for one in draft.opening:
        if one.of_rest:
            utter.take_back(one.of_rest)
    return replace(draft, opening=tuple(one for one in draft.opening if not one.of_rest)), length


def rest_of_emom(turn: Turn, draft: PauseDraft, utter: Utterances, ids: Ids) -> PauseDraft:
    """Return the draft with what an emom's last turn leaves of its time."""
    until = turn.clock, turn.index * turn.block.every
    said = _rested_said(turn, ids.unique(f"{turn.block.kind}/end"), utter) if turn.rested else ()
    return draft.with_part(PausePart("rest", "rest", 0, Place(), turn.block.span, until), *said, tone="rest")


def announce_amrap(block: Amrap, utter: Utterances, ids: Ids, *, repeated: bool) -> Iterator[Announcement]:
    """Yield what is to be done as often as possible: the time, and the first time all that explains each exercise."""
    base = ids.unique("amrap/round")
    time = utter.wording.duration(scale(block.exercise.variants[0].doses[0].time, utter.routine.pace.move))
    if utter.routine.prompts.dose:
        yield Announcement(f"{base}/time", "name", utter.prompt("amrap", time=time), Place(), block.span)
    for number, step in enumerate(() if repeated else block.steps, 1):
        place = Place(step.key)
        utter = utter.of_bout(step, Bout(1, "", 0), utter.slot)
        said = utter.prompt("station", exercise=step.say.text, dose=_dose_of(step, utter))
        yield Announcement(f"{base}/station{number}", "name", said, place, step.span)
        weight = step.weight_of(1)
        if weight is not None:
            said = utter.prompt("weight", weight=weight.text)
            yield Announcement(f"{base}/station{number}/weight", "name", said, place, weight.span)
        explain, name = Explanation(Do(step, ()), told=False, first_sides=False), f"{base}/station{number}"
        yield from explain.move(name, utter)
        yield from texts(f"{name}/setup", step.setup, place, utter)
        yield from explain.how(name, step.variants[0], utter)


def dose_in_words(variant: Variant, doses: Sequence[Dose], utter: Utterances) -> str:
    """Return sets with their repetitions or times, as they were written: "three sets of ten to fifteen"."""
    ends = [(dose.told.low, dose.told.high) for dose in doses]
    hold = scale(variant.phases[variant.count_on].length, utter.routine.pace.move) if variant.holds else 0
    return utter.wording.dose(_at_pace(ends, doses, utter), timed=doses[0].time > 0, hold=hold)


def done_in_words(doses: Sequence[Dose], utter: Utterances) -> str:
    """Return how much of a range is done in each set: "twelve"."""
    ends = [(dose.told.done, dose.told.done) for dose in doses]
    return utter.wording.amounts(_at_pace(ends, doses, utter), timed=doses[0].time > 0)


def _at_pace(ends: list[Ends], doses: Sequence[Dose], utter: Utterances) -> list[Ends]:
    pace = utter.routine.pace.move
    return [(scale(low, pace), scale(high, pace)) for low, high in ends] if doses[0].time else ends


def dose_kind(exercise: Exercise) -> str:
    """Return the prompt that says a dose, with the sides that it is for."""
    if exercise.alternate:
        return "dose_alternating"
    if len(exercise.sides) < 2:
        return "dose"
    return "dose_both_sides" if exercise.shared else "dose_each_side"


def _dose_of(exercise: Exercise, utter: Utterances) -> str:
    """Return one set of an exercise in words."""
    first = exercise.variants[0]
    said = dose_in_words(first, first.doses[:1], utter)
    if len(exercise.sides) < 2:
        return said
    kind = dose_kind(exercise)
    return utter.wording.pack.prompts[kind].usual.replace("{dose}", said).rstrip(" .!?")
