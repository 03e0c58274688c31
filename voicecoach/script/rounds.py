"""Supersets, circuits, tabatas, emoms and amraps: what their stations do, and how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import or_
from typing import Any, Literal

from voicecoach.diagnostics import Span
from voicecoach.script import reader
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.kinds import Problems, Read, read_keys
from voicecoach.script.layers import Layer
from voicecoach.script.model import Amrap, Block, Count, Dose, Exercise, Rest, Rounds, Text, Variant, is_turn_of_rest
from voicecoach.script.notation import Range
from voicecoach.script.reader import Node, Scalar
from voicecoach.script.walk import has_work, walk
from voicecoach.units import MINUTE, SECOND, format_duration

ROUND_BLOCKS = ("superset", "circuit", "tabata", "emom", "amrap")
_INTERVALS = 8
_WORK, _REST = 20 * SECOND, 10 * SECOND

Values = dict[str, Read[Any]]
StationReader = Callable[[Node, Read[Any] | None], tuple[Block, ...]]
"""Reads steps; the second argument is the time of those that have no dose of their own."""


def read_rounds(
    kind: Literal["superset", "circuit", "tabata", "emom", "amrap"],
    node: reader.Mapping,
    read_steps: StationReader,
    defaults: Layer,
    problems: Problems,
) -> tuple[Block, ...]:
    """Return the block that a step is, or none after a report."""
    key = next(key for key, _ in node.entries if key.text == kind)
    values = read_keys(_beside(kind, node, problems), BLOCKS[kind][1:], problems, f"{kind}:")
    if "steps" not in values:
        problems.add("missing-key", f"{kind}: needs steps:", key.span, help="steps: is a list of exercises")
        return ()
    if kind in ("emom", "amrap") and "time" not in values:
        problems.add("missing-key", f"{kind}: needs a time", key.span, help=f"write {kind}: 10m")
        return ()
    work = values.get("work") or (Read(_WORK, key.span, key.span) if kind == "tabata" else None)
    dose = Read((Range(work.value, work.value),), work.key_span, work.span) if work else None
    before = len(problems.found)
    steps = _read_stations(kind, values["steps"].value, dose, read_steps)
    sound = len(problems.found) == before
    if kind == "amrap":
        return _read_amrap(values, steps, key.span, problems if sound else Problems())
    block = Rounds(kind, 1, steps, None, None, key.span, work=work.value if work else 0)
    working = [any(map(has_work, station)) for station in block.stations]
    resting = [any(map(is_turn_of_rest, station)) for station in block.stations]
    if not any(working) or not all(map(or_, working, resting)):
        if sound:
            problems.add("empty-routine", f"there is nothing to do in this {kind}", key.span)
        return ()
    if not working[0]:
        span = next(step.span for step in steps if isinstance(step, Rest))
        problems.add("wrong-value", "an emom begins with work", span, help="move rest behind an exercise")
        return ()
    plain = {name: read.value for name, read in values.items()}
    block = replace(block, say=plain.get("say"), rest=plain.get("rest"))
    _check_work(block, values, problems)
    if kind == "emom":
        return _every(block, values, problems)
    if kind == "tabata":
        return (_tabata(block, values, problems),)
    rounds = plain["rounds"] if "rounds" in plain else _common_sets(block, problems)
    if not rounds:
        return ()
    between = plain.get("rest_between_rounds", defaults["rest"].value[0] if "rest" in defaults else 30 * SECOND)
    after = plain.get("rest_between_rounds", 0)
    block = replace(block, turns=rounds * len(block.stations), rest_between=between, rest_after=after)
    _check_sets(block, values, problems)
    return (block,)


def _read_stations(kind: str, node: Node, dose: Read[Any] | None, read_steps: StationReader) -> tuple[Block, ...]:
    """Return the steps of a block; in an emom a bare ``rest`` is a turn in which nothing is done."""
    if kind != "emom" or not isinstance(node, reader.Sequence):
        return read_steps(node, dose)
    steps: list[Block] = []
    for item in node.items:
        if isinstance(item, Scalar) and item.text.strip() == "rest":
            steps.append(Rest(0, item.span, turn=True))
        else:
            steps += read_steps(reader.Sequence((item,), node.span), dose)
    return tuple(steps)


def _beside(block: str, node: reader.Mapping, problems: Problems) -> reader.Mapping:
    """Return the block's keys, which stand beside its name or inside it, or are meant by a single value."""
    entries: list[tuple[Scalar, Node]] = []
    for key, value in node.entries:
        if key.text != block:
            entries.append((key, value))
        elif isinstance(value, reader.Mapping):
            entries += value.entries
        elif isinstance(value, reader.Sequence):
            entries.append((Scalar("steps", key.span), value))
        elif not value.is_null:
            entries.append(_short(block, key, value))
    names: dict[str, Span] = {}
    for key, _ in entries:
        if key.text in names:
            problems.add("conflict", f"{key.text} stands twice in this {block}", key.span, help="keep one of them")
        names[key.text] = key.span
    return reader.Mapping(tuple(entries), node.span)


def _short(block: str, key: Scalar, value: Scalar) -> tuple[Scalar, Node]:
    if block in ("emom", "amrap"):
        return Scalar("time", key.span), value
    if block == "tabata" and not value.text.strip().isdigit():
        return Scalar("steps", key.span), reader.Sequence((value,), value.span)
    return Scalar("rounds", key.span), value


def _every(block: Rounds, values: Values, problems: Problems) -> tuple[Block, ...]:
    every = values["every"].value if "every" in values else MINUTE
    time = values["time"]
    if time.value % every:
        lengths = f"{format_duration(time.value)} is not a multiple of {format_duration(every)}"
        problems.add("wrong-value", lengths, time.span, help="an emom lasts a whole number of turns")
        return ()
    block = replace(block, turns=time.value // every, every=every)
    _warn_doses(block.kind, block.steps, block.rounds, problems)
    return (block,)


def _tabata(block: Rounds, values: Values, problems: Problems) -> Rounds:
    rest = values["rest"].value if "rest" in values else _REST
    turns = values["rounds"].value if "rounds" in values else _INTERVALS
    block = replace(block, turns=turns, rest=rest, rest_between=rest)
    _warn_doses(block.kind, block.steps, block.rounds, problems)
    if "rest" in values and turns == 1:
        _warn_rest(block, "it has one interval", "delete it", values["rest"].key_span, problems)
    return block


def _common_sets(block: Rounds, problems: Problems) -> int:
    """Return the number of sets that all stations have, or 0 after a report."""
    sets = [step.sets for step in block.steps if isinstance(step, Exercise)]
    if len(set(sets)) == 1:
        return sets[0]
    found = f"its stations have {' and '.join(map(str, sorted(set(sets))))} sets" if sets else "it has no exercises"
    problems.add("missing-key", f"{block.kind}: needs rounds: {found}", block.span, help="write rounds: 3")
    return 0


def _warn_doses(kind: str, steps: tuple[Block, ...], rounds: int, problems: Problems) -> None:
    """Warn of stations whose sets have different doses, of which some are never done."""
    for step in steps:
        if not isinstance(step, Exercise) or step.sets <= rounds:
            continue
        if any(len(set(form.doses)) > 1 for form in step.variants):
            times = "once" if rounds == 1 else f"{rounds} times"
            message = f"'{step.key}' has doses for {step.sets} sets, and this {kind} has it {times}"
            help_ = f"write {rounds} of them" if rounds > 1 else "write one dose"
            problems.add("no-effect", message, step.span, help=help_, severity="warning")


def _check_work(block: Rounds, values: Values, problems: Problems) -> None:
    """Warn of a time of work that no station takes, for each has a dose of its own."""
    work = values.get("work")
    exercises = [step for step in walk(block.steps) if isinstance(step, Exercise)]
    if work and not any(("time", work.span) in step.spans for step in exercises):
        message = f"work: has no effect in this {block.kind}: each station has a dose of its own"
        problems.add("no-effect", message, work.key_span, help="delete it, or their doses", severity="warning")


def _warn_rest(block: Rounds, why: str, help_: str, span: Span, problems: Problems) -> None:
    message = f"rest: has no effect in this {block.kind}: {why}"
    problems.add("no-effect", message, span, help=help_, severity="warning")


def _check_sets(block: Rounds, values: Values, problems: Problems) -> None:
    """Warn of stations with another number of sets than there are rounds, for they do one in each.

    A rest between stations has no effect where there is one station.
    """
    if "rest" in values and len(block.stations) == 1:
        help_ = "write rest_between_rounds: for the rest after each round"
        _warn_rest(block, "it has one station", help_, values["rest"].key_span, problems)
    rounds = block.rounds
    for step in block.steps:
        if isinstance(step, Exercise) and step.sets not in (1, rounds):
            message = f"'{step.key}' has {step.sets} sets, and does one in each round: {rounds} in all"
            problems.add("station-sets", message, step.span, severity="warning", help="write its dose without sets")


def _read_amrap(values: Values, steps: tuple[Block, ...], span: Span, problems: Problems) -> tuple[Block, ...]:
    exercises = tuple(step for step in steps if isinstance(step, Exercise))
    if len(exercises) < len(steps) or not exercises:
        message = "the steps of an amrap are exercises: everyone goes through them at their own speed"
        problems.add("wrong-value", message, values["steps"].span)
        return ()
    _warn_doses("amrap", exercises, 1, problems)
    name = values["say"].value if "say" in values else None
    say = name or Text("AMRAP", span)
    time = values["time"]
    form = Variant(say, (), (Dose(time=time.value),), (), Count("none"), 0, ())
    first = exercises[0]
    work = Exercise(
        key="amrap",
        say=say,
        setup=(),
        variants=(form,),
        sets=1,
        sides=(),
        alternate=False,
        switch_after="set",
        ready=first.ready,
        rests=(0,),
        switch=0,
        fade=False,
        prompts=first.prompts._replace(name=name is not None and first.prompts.name, dose=False),
        span=span,
        style=first.style,
        spans=(("time", time.span), *((key, where) for key, where in first.spans if key == "ready")),
    )
    return (Amrap(work, exercises, span),)
