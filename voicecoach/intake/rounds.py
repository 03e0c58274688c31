"""Writing blocks of rounds as steps of a script, within what the language can express."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from voicecoach.diagnostics import Span
from voicecoach.intake.emit import Comment, Prose, Value
from voicecoach.intake.foreign_text import ForeignText
from voicecoach.intake.headers import BlockHeader
from voicecoach.intake.movement import Movement
from voicecoach.script.exercises import RELAXED
from voicecoach.script.notation import parse_do
from voicecoach.units import HOUR, MINUTE, SECOND, format_duration, parse_duration

Station = Movement | Value
Turn = Sequence[Station]

_REP, _LEAST_REP, _SWITCH, _READY = 3 * SECOND, 300, 6 * SECOND, 8 * SECOND
_MOST_ROUNDS = 100
_LEAST_FLOW = 30 * SECOND
_GAIT = re.compile(
    r"\b(?:run|jog|walk|sprint|stride|march|hike|easy|hard|fast|slow|brisk|steady|threshold|tempo|float|lauf|geh|trab|schnell|locker"
    r"|zügig|langsam|corr|camin|trot|rápid|suave|fuerte|cour|footing|vite|lent|rapid|cors|cammin|forte|piano|veloc|loop|wandel|dribbel"
    r"|hardlop|snel|rustig|leve)",
    re.IGNORECASE,
)
_LEAST_TIME, _MOST_TIME = 10 * SECOND, 3 * HOUR


def write_block(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Value]:
    """Write a header and its stations as steps; where there is nothing to do, add a remark and return none."""
    if header.block in ("amrap", "tabata") or header.work:
        notes: list[Value] = [one for one in stations if isinstance(one, Comment)]
        stations = [one for one in stations if not isinstance(one, Comment)]
        return [*notes, *_write_block(header, stations, span, source)]
    return _write_block(header, stations, span, source)


def _write_block(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Value]:
    held, after = _without_last_rest(header, stations)
    if header.work and header.block != "tabata":
        return [*_intervals(header, held, span, source), *after]
    if not any(isinstance(one, Movement) or _holds_steps(one) for one in held):
        source.remark(span, f"there is nothing to do in this {header.block}")
        return [one for one in stations if isinstance(one, Comment)]
    if header.block == "amrap" and not _LEAST_TIME <= header.time <= _MOST_TIME:
        source.remark(span, _wrong_time(header))
        return _plainly(stations)
    write = {"tabata": _tabata, "amrap": _amrap}.get(header.block, _rounds)
    return [*write(header, held, span, source), *after]


def _wrong_time(header: BlockHeader) -> str:
    if not header.time:
        return f"this {header.block} has no length; what is in it is done once"
    return f"an {header.block} lasts from 10s to 3h, and not {format_duration(header.time)}"


def _without_last_rest(header: BlockHeader, stations: Sequence[Station]) -> tuple[list[Station], list[Value]]:
    """Split off the rests at the end of a block that holds none, which come after it."""
    held, after = list(stations), list[Value]()
    several = sum(isinstance(one, Movement) for one in held) > 1
    outside = header.block in ("amrap", "tabata") or (header.work and not (several and header.rounds > 1))
    while outside and held and _is_rest(held[-1]):
        after.append(held.pop())  # type: ignore[arg-type]
    return held, after


def _holds_steps(station: Station) -> bool:
    return isinstance(station, Mapping) and ("steps" in station or "exercise" in station)


def _is_rest(station: Station) -> bool:
    return isinstance(station, Mapping) and list(station) == ["rest"]


def _plainly(stations: Sequence[Station]) -> list[Value]:
    return [one.step() if isinstance(one, Movement) else one for one in stations]


def _movements(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Movement]:
    """Return only the movements, for a block that can hold nothing else."""
    movements = [one for one in stations if isinstance(one, Movement)]
    if any(isinstance(one, Mapping) for one in stations):
        source.remark(span, f"rests and blocks inside of this {header.block}")
    return [one.in_round() for one in movements]


def _rounds(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Value]:
    held = list(stations)
    rounds = _count(header, held, span, source)
    if not rounds:
        return _plainly(held)
    between = header.between
    if not between and _is_rest(held[-1]):
        last = held.pop()
        block: dict[str, Value] = {header.block: str(rounds), "rest_between_rounds": last["rest"]}  # type: ignore[index,call-overload]
    else:
        block = {header.block: str(rounds)}
        block |= {"rest_between_rounds": format_duration(min(between, HOUR))} if between else {}
    if not between and not header.rest and "rest_between_rounds" not in block and _is_flow(held):
        block |= {"rest_between_rounds": "0s", "rest": "0s"}
    if header.rest:
        block["rest"] = format_duration(min(header.rest, HOUR))
    several = any(isinstance(one, Movement) and one.sets > 1 and not one.in_turns(rounds) for one in held)
    several = several and header.block == "circuit" and header.rounds > 0
    if several and _own_rounds(held) == rounds:
        source.remark(span, f"{rounds} rounds of {rounds} sets are taken as {rounds} sets in all, one a round")
        several = False
    if several or any(_holds_steps(one) for one in held if not isinstance(one, Movement)):
        _remark_undosed(stations, span, source)
        stations = _with_rests(stations, header)
        for one in stations:
            if isinstance(one, Movement) and not one.is_weighed():
                source.remark(one.span or span, f"{one.name}: a weight for each round is in its setup")
        return [{"repeat": str(rounds), "steps": _plainly(stations)}]
    _remark_undosed(held, span, source)
    return [{**block, "steps": [one.in_round(rounds).step() if isinstance(one, Movement) else one for one in held]}]


def _count(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> int:
    """Return the number of rounds; 0 where the stations have different sets, and the header names none."""
    wanted = header.rounds or _own_rounds(stations)
    if not wanted:
        source.remark(span, f"this {header.block} names no number of rounds that all have; it is done once")
        return 0 if any(isinstance(one, Movement) and one.sets > 1 for one in stations) else 1
    rounds = max(1, min(_MOST_ROUNDS, wanted))
    if rounds != wanted:
        source.remark(span, f"{wanted} rounds cannot be; done {rounds}")
    return rounds


def _with_rests(stations: Sequence[Station], header: BlockHeader) -> list[Station]:
    """Add the rests of a header as steps, for rounds in which each exercise has sets of its own."""
    rest: Value = {"rest": format_duration(min(header.rest, HOUR))}
    spaced = [one for station in stations for one in ((station, rest) if header.rest else (station,))]
    spaced = spaced[:-1] if header.rest else spaced
    return [*spaced, {"rest": format_duration(min(header.between, HOUR))}] if header.between else spaced


def _own_rounds(stations: Sequence[Station]) -> int:
    """Return the sets that all stations have; 0 where they differ."""
    sets = {one.sets for one in stations if isinstance(one, Movement)}
    return sets.pop() if len(sets) == 1 else 0


def _is_flow(stations: Sequence[Station]) -> bool:
    """Return whether several stations of at least half a minute follow each other, as running and walking do."""
    doses = [parse_do(one.dose) if isinstance(one, Movement) and one.dosed else None for one in stations]
    timed = [min(time.low for time in dose.time) for dose in doses if dose and dose.time and not dose.each_side]
    return len(timed) == len(stations) > 1 and min(timed) >= _LEAST_FLOW and _moving(stations)


def _moving(stations: Sequence[Station]) -> bool:
    return any(isinstance(one, Movement) and _GAIT.search(one.name) for one in stations)


def _intervals(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Value]:
    """Write intervals of work and rest: sets of one exercise, or rounds of several."""
    held = [one for one in stations if isinstance(one, Movement)]
    work, rest = format_duration(min(header.work, HOUR)), min(header.rest, HOUR)
    if header.rounds > _MOST_ROUNDS:
        source.remark(span, f"{header.rounds} rounds cannot be; done {_MOST_ROUNDS}")
    if not header.rounds:
        source.remark(span, "these intervals name no number of rounds; they are done once")
    for one in held:
        if one.dosed and one.amount != work:
            source.remark(one.span or span, f"{one.dose} of {one.name}: each interval lasts {work}")
    if not held:
        source.remark(span, "these intervals name no exercise; it is called 'Work'")
        held = [Movement("Work")]
    held = [
        replace(one, amount=work, sets=0, rest=0, tempo="", open=False, both_sides=one.each_side, each_side=False)
        for one in held
    ]
    if stations and _is_rest(stations[-1]):
        header = replace(header, between=parse_duration(str(stations[-1]["rest"])) or 0)  # type: ignore[index,call-overload]
        stations = stations[:-1]
    others = [one for one in stations if not isinstance(one, Movement)]
    if len(held) == 1 and not others:
        return [replace(held[0], sets=max(1, min(_MOST_ROUNDS, header.rounds)), rest=rest).step()]
    if others:
        source.remark(span, "rests and blocks inside of these intervals are left out")
    rounds = max(1, min(_MOST_ROUNDS, header.rounds))
    block: dict[str, Value] = {header.block: str(rounds), "work": work}
    block |= {"rest": format_duration(rest), "rest_between_rounds": format_duration(header.between)}
    return [{**block, "steps": [replace(one, amount="" if not one.both_sides else one.amount).step() for one in held]}]


def _remark_undosed(stations: Sequence[Station], span: Span, source: ForeignText) -> None:
    for one in stations:
        if isinstance(one, Movement) and not one.dosed:
            source.remark(one.span or span, f"no dose for {one.name}: ten repetitions, as for any exercise")


def _tabata(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Value]:
    block: dict[str, Value] = {"tabata": str(header.rounds or 8)}
    if header.work:
        block["work"] = format_duration(header.work)
    if header.rest:
        block["rest"] = format_duration(header.rest)
    held = _movements(header, stations, span, source)
    if not held:
        return _plainly(stations)
    for one in held:
        if one.dosed:
            source.remark(
                one.span or span, f"{one.dose} of {one.name}: an interval of a tabata lasts as long as all the others"
            )
    steps = [
        replace(one, amount="", each_side=False, both_sides=False, alternate=False, tempo="", open=False).step()
        for one in held
    ]
    return [{**block, "steps": steps}]


def write_emom(header: BlockHeader, turns: Sequence[Turn], span: Span, source: ForeignText) -> list[Value]:
    """Write an emom with what is done in each of its turns; where there is nothing to do, add a remark."""
    every = min(max(header.every or MINUTE, _LEAST_TIME), 10 * MINUTE)
    notes = [one for turn in turns for one in turn if isinstance(one, Comment)]
    turns = [own for turn in turns if (own := [one for one in turn if not isinstance(one, Comment)])]
    movements = [one for turn in turns for one in turn if isinstance(one, Movement)]
    if not movements:
        source.remark(span, "there is nothing to do in this emom")
        return [*notes]
    if not header.time:
        source.remark(span, f"this emom has no length; each of its turns is done once: {len(turns)}")
        header = replace(header, time=every * len(turns))
    if not _LEAST_TIME <= header.time <= _MOST_TIME:
        source.remark(span, _wrong_time(header))
        return [*notes, *_plainly([one for turn in turns for one in turn if one != "rest"])]
    time = header.time - header.time % every
    if header.ladder:
        movements = [replace(one, amount=header.ladder) for one in movements]
        turns = [[one] for one in movements]
    _remark_undosed(movements, span, source)
    held = [step for turn in turns for step in _turn(turn, every, span, source)]
    while held[:1] == ["rest"] and any(one != "rest" for one in held):
        held.append(held.pop(0))
        source.remark(span, "an emom begins with work: its first turn of rest comes last")
    if not time or all(one == "rest" for one in held):
        source.remark(span, "nothing of this emom fits into its turns")
        return [*notes]
    if time != header.time:
        source.remark(
            span, f"{format_duration(header.time)} is no whole number of turns; {format_duration(time)} are done"
        )
    block: dict[str, Value] = {"emom": format_duration(time)}
    if every != MINUTE:
        block["every"] = format_duration(every)
    return [*notes, {**block, "steps": held}]


def _turn(turn: Turn, every: int, span: Span, source: ForeignText) -> list[Value]:
    """Write what is done in one turn; several exercises only share it where there is time for all of them."""
    movements = [one for one in turn if isinstance(one, Movement)]
    if any(isinstance(one, Mapping) for one in turn):
        source.remark(span, "rests and blocks inside of this emom")
    if not movements:
        return ["rest"] if "rest" in turn else []
    if len(movements) > 1 and (shared := _in_one_turn(movements, every)):
        return [{"repeat": "1", "steps": shared}]
    if len(movements) > 1:
        source.remark(span, "there is no time for all of these exercises in one turn: they take turns")
    return [step for one in movements if (step := _in_turn(one.in_round(), every, one.span or span, source))]


def _in_one_turn(movements: Sequence[Movement], every: int) -> list[Value]:
    """Return exercises one after the other, quick enough to be done in a turn; nothing where they cannot be."""
    free = every - _READY * (len(movements) - 1) - sum(_SWITCH for one in movements if one.each_side or one.both_sides)
    doses = [parse_do(one.dose) if one.dosed else None for one in movements]
    if any(dose and dose.hold for dose in doses) or any(one.tempo or "," in one.amount for one in movements):
        return []
    sides = [2 if one.each_side else 1 for one in movements]
    timed = sum(
        max(time.high for time in dose.time) * side
        for dose, side in zip(doses, sides, strict=True)
        if dose and dose.time
    )
    reps = sum(
        max((amount.high for amount in dose.reps), default=10) * side if dose else 10 * side
        for dose, side in zip(doses, sides, strict=True)
        if not (dose and dose.time)
    )
    if timed + reps * _LEAST_REP * 3 > free:
        return []
    rep = min(_REP, (free - timed) * 9 // 10 // reps // 100 * 100) if reps else _REP
    steps: list[Value] = []
    for number, (one, dose) in enumerate(zip(movements, doses, strict=True)):
        step = one.in_round().step()
        if rep < _REP and not (dose and dose.time):
            step["rep"] = format_duration(rep)
        if number:
            step["ready"] = format_duration(_READY)
        steps.append(step)
    return steps


def _in_turn(one: Movement, every: int, span: Span, source: ForeignText) -> Value:
    """Write a station of an emom, quick enough to be done when the next turn begins."""
    dose = parse_do(one.dose) if one.dosed else None
    free = (every - _SWITCH) // 2 if one.each_side else every - _SWITCH if one.both_sides else every
    if dose and dose.time:
        if max(time.high for time in dose.time) > free:
            source.remark(span, f"{one.dose} of {one.name} takes longer than a turn")
            return {}
        return one.step()
    reps = max((amount.high for amount in dose.reps), default=10) if dose else 10
    step = one.step()
    if dose and dose.hold:
        if reps * (dose.hold.high + RELAXED) <= free:
            return step
        source.remark(span, f"{one.dose} of {one.name} takes longer than a turn")
        return {}
    length = sum(SECOND if beat == "X" else int(beat) * SECOND for beat in one.tempo.split("-")) if one.tempo else _REP
    if reps * length <= free:
        return step
    rep = free * 3 // 4 // reps
    if rep < _LEAST_REP:
        source.remark(span, f"{one.dose} of {one.name} cannot be done in a turn")
        return {}
    return {**replace(one, tempo="").step(), "rep": format_duration(rep // 100 * 100)}


def _amrap(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Value]:
    held = _movements(header, stations, span, source)
    if not held:
        source.remark(span, "rests and blocks are not part of an amrap")
        return _plainly(stations)
    time = format_duration(header.time)
    if len(held) == 1 and not held[0].dosed:
        note = Prose("As many as possible.")
        return [{"exercise": Prose(held[0].name), "do": time, "setup": note}]
    for one in held:
        if not one.dosed:
            source.remark(one.span or span, f"no dose for {one.name}: one repetition a round")
    steps = [replace(one, amount=one.amount or "1", open=False).step() for one in held]
    block: dict[str, Value] = {"amrap": time, "steps": steps}
    if header.rounds < 2:
        return [block]
    between: dict[str, Value] = {"rest_between_rounds": format_duration(header.between)} if header.between else {}
    return [{"circuit": str(min(_MOST_ROUNDS, header.rounds)), **between, "steps": [block]}]
