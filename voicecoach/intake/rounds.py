"""Writing blocks of rounds as steps of a script, within what the language can express."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from voicecoach.diagnostics import Span
from voicecoach.intake.emit import Prose, Value
from voicecoach.intake.foreign_text import ForeignText
from voicecoach.intake.headers import BlockHeader
from voicecoach.intake.movements import Movement
from voicecoach.script.exercises import RELAXED
from voicecoach.script.notation import parse_do
from voicecoach.units import HOUR, MINUTE, SECOND, format_duration

Station = Movement | Value

_REP, _LEAST_REP, _SWITCH = 3 * SECOND, 300, 6 * SECOND
_MOST_ROUNDS = 100
_LEAST_TIME, _MOST_TIME = 10 * SECOND, 3 * HOUR


def write_block(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Value]:
    """Write a header and its stations as steps; where there is nothing to do, add a remark and return none."""
    if not any(isinstance(one, Movement) or _holds_steps(one) for one in stations):
        source.remark(span, f"there is nothing to do in this {header.block}")
        return []
    if header.block in ("emom", "amrap") and not _LEAST_TIME <= header.time <= _MOST_TIME:
        source.remark(span, f"an {header.block} lasts from 10s to 3h, and not {format_duration(header.time)}")
        return _plainly(stations)
    write = {"tabata": _tabata, "emom": _emom, "amrap": _amrap}.get(header.block, _rounds)
    return write(header, stations, span, source)


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
    rounds = max(1, min(_MOST_ROUNDS, header.rounds))
    if rounds != header.rounds:
        source.remark(span, f"{header.rounds} rounds cannot be; done {rounds}")
    held = list(stations)
    between = header.between
    if not between and _is_rest(held[-1]):
        last = held.pop()
        block: dict[str, Value] = {header.block: str(rounds), "rest_between_rounds": last["rest"]}  # type: ignore[index,call-overload]
    else:
        block = {header.block: str(rounds)}
        block |= {"rest_between_rounds": format_duration(min(between, HOUR))} if between else {}
    if header.rest:
        block["rest"] = format_duration(min(header.rest, HOUR))
    several = any(isinstance(one, Movement) and one.sets > 1 and not one.in_turns(rounds) for one in held)
    several = several and header.block == "circuit"
    if several or any(_holds_steps(one) for one in held if not isinstance(one, Movement)):
        _remark_undosed(stations, span, source)
        for one in stations:
            if isinstance(one, Movement) and not one.is_weighed():
                source.remark(one.span or span, f"{one.name}: a weight for each round is in its setup")
        return [{"repeat": str(rounds), "steps": _plainly(stations)}]
    _remark_undosed(held, span, source)
    return [{**block, "steps": [one.in_round(rounds).step() if isinstance(one, Movement) else one for one in held]}]


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


def _emom(header: BlockHeader, stations: Sequence[Station], span: Span, source: ForeignText) -> list[Value]:
    every = min(max(header.every or MINUTE, _LEAST_TIME), 10 * MINUTE)
    time = header.time - header.time % every
    movements = _movements(header, stations, span, source)
    _remark_undosed(movements, span, source)
    held = [fitting for one in movements if (fitting := _in_turn(one, every, one.span or span, source))]
    if not held or not time:
        source.remark(span, "nothing of this emom fits into its turns")
        return []
    if time != header.time:
        source.remark(
            span, f"{format_duration(header.time)} is no whole number of turns; {format_duration(time)} are done"
        )
    block: dict[str, Value] = {"emom": format_duration(time)}
    if every != MINUTE:
        block["every"] = format_duration(every)
    return [{**block, "steps": held}]


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
    steps = [replace(one, amount=one.amount or "1").step() for one in held]
    return [{"amrap": time, "steps": steps}]
