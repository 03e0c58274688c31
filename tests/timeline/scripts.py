"""Random routines as data: what a script says, kept beside the YAML text that says it.

The records are the script in the words of the language page. `expected.py` works out from them what must be done,
without asking the code under test; `written` turns them into the text that the code reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Reach = tuple[int, int]
"""A range of repetitions or milliseconds, both ends included."""


@dataclass(frozen=True)
class Say:
    """One wording of a cue; ``tag`` is a word that stands in no other text of the script."""

    tag: str
    words: str
    short: str = ""
    only: tuple[str, ...] = ()
    priority: str = ""


@dataclass(frozen=True)
class Cue:
    when: str
    says: tuple[Say, ...]


@dataclass(frozen=True)
class Pacing:
    """The phases in the order performed; ``written`` is how the script says them."""

    phases: tuple[tuple[str, int], ...]
    written: tuple[tuple[str, Any], ...]

    @property
    def length(self) -> int:
        return sum(length for _, length in self.phases)


@dataclass(frozen=True)
class Form:
    say: str
    setup: str = ""
    dose: tuple[Reach, ...] = ()
    pacing: Pacing | None = None
    count: str = ""
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True)
class Move:
    key: str
    timed: bool
    sets: int
    dose: tuple[Reach, ...]
    style: str = "do"
    say: str = ""
    setup: tuple[str, ...] = ()
    sides: str | tuple[str, ...] = ""
    switch_after: str = ""
    forms: tuple[Form, ...] = ()
    pacing: Pacing | None = None
    count: str = ""
    count_on: str = ""
    ready: int | None = None
    rest: int | None = None
    switch: int | None = None
    fade: bool = False
    prompts: tuple[tuple[str, Any], ...] = ()
    cues: tuple[Cue, ...] = ()
    harder: int = 0


@dataclass(frozen=True)
class Step:
    """``kind`` is move, rest, say, tone, repeat, sides or a block of rounds; the other fields belong to some of them.

    ``words`` are also a block's name, ``length`` its rest between stations or its time. What is 0 or None is left out.
    """

    kind: str
    move: Move | None = None
    inline: bool = False
    again: tuple[int, int] = (0, 0)
    length: int | None = None
    words: str = ""
    times: int = 1
    order: str | tuple[str, str] = "each"
    steps: tuple[Step, ...] = ()
    rounds: int = 0
    work: int = 0
    between: int | None = None
    every: int = 60_000
    inside: bool = False


@dataclass(frozen=True)
class Script:
    title: str
    steps: tuple[Step, ...]
    level: str = "normal"
    pace: tuple[str, str] = ("1", "1")
    pace_written: str = "one"
    defaults: tuple[tuple[str, Any], ...] = ()
    prompts: tuple[tuple[str, Any], ...] = ()

    def moves(self) -> list[Move]:
        found: dict[str, Move] = {}
        for step in walk(self.steps):
            if step.move and not step.inline:
                found[step.move.key] = step.move
        return list(found.values())


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from walk(step.steps)


def time_text(milliseconds: int) -> str:
    """One of the ways to write a duration, picked by its value so that all of them appear."""
    if milliseconds % 1000:
        ways = [f"{milliseconds}ms", f"{milliseconds / 1000:g}s", f"{milliseconds / 1000:g}"]
    else:
        seconds = milliseconds // 1000
        ways = [f"{seconds}", f"{seconds}s", f"{seconds // 60}:{seconds % 60:02}", f"{seconds // 60}m{seconds % 60}s"]
    return ways[milliseconds // 100 % len(ways)]


def reach_text(reach: Reach, *, timed: bool) -> str:
    """With a unit, for a bare number is one of repetitions."""
    if reach[0] == reach[1]:
        text = time_text(reach[0]) if timed else str(reach[0])
        return text + "s" if timed and text.replace(".", "").isdecimal() else text
    low, high = (f"{end / 1000:g}s" if timed else str(end) for end in reach)
    return f"{low}-{high}"


def script_data(script: Script) -> dict[str, Any]:
    data: dict[str, Any] = {"voicecoach": 1, "title": script.title}
    if script.pace_written == "one":
        data["pace"] = script.pace[0]
    elif script.pace_written == "two":
        data["pace"] = {"move": script.pace[0], "rest": script.pace[1]}
    if script.defaults:
        data["defaults"] = dict(script.defaults)
    if script.prompts:
        data["prompts"] = dict(script.prompts)
    if script.moves():
        data["exercises"] = {move.key: move_data(move) for move in script.moves()}
    data["routine"] = [_step_data(step) for step in script.steps]
    return data


def move_data(move: Move) -> dict[str, Any] | None:
    data: dict[str, Any] = {}
    doses = ",".join(reach_text(reach, timed=move.timed) for reach in move.dose)
    if move.dose and move.style.startswith("do"):
        times = f"{move.sets}x" if len(move.dose) == 1 else ""
        data["do"] = f"{times}{doses}" + (" each side" if move.style == "do each side" else "")
    elif move.dose:
        data["sets"] = move.sets
        data["time" if move.timed else "reps"] = doses if len(move.dose) == 1 else doses.split(",")
    plain = {
        "say": move.say,
        "setup": list(move.setup) if len(move.setup) > 1 else "".join(move.setup),
        "sides": list(move.sides) if isinstance(move.sides, tuple) else move.sides,
        "switch_after": move.switch_after,
        "count": move.count,
        "count_on": move.count_on,
        "fade": "yes" if move.fade else "",
        "prompts": dict(move.prompts),
        "cues": {cue.when: _cue_data(cue) for cue in move.cues},
        "harder": {"reps": move.harder} if move.harder else {},
        "variants": [_form_data(form, timed=move.timed) for form in move.forms],
    }
    data.update({key: value for key, value in plain.items() if value})
    data.update(move.pacing.written if move.pacing else ())
    lengths = {"ready": move.ready, "rest": move.rest, "switch": move.switch}
    data.update({key: time_text(value) for key, value in lengths.items() if value is not None})
    return data


def _form_data(form: Form, *, timed: bool) -> dict[str, Any]:
    data: dict[str, Any] = {"say": form.say}
    if form.setup:
        data["setup"] = form.setup
    if form.dose:
        data["time" if timed else "reps"] = ",".join(reach_text(reach, timed=timed) for reach in form.dose)
    data.update(form.pacing.written if form.pacing else ())
    if form.count:
        data["count"] = form.count
    if form.cues:
        data["cues"] = {cue.when: _cue_data(cue) for cue in form.cues}
    return data


def _cue_data(cue: Cue) -> Any:
    data = [_say_data(say) for say in cue.says]
    return data if len(data) > 1 else data[0]


def _say_data(say: Say) -> Any:
    if not (say.short or say.only or say.priority):
        return f"{say.words} {say.tag}"
    data: dict[str, Any] = {"say": f"{say.words} {say.tag}"}
    if say.short:
        data["short"] = f"{say.short} {say.tag}"
    if say.only:
        data["only"] = list(say.only) if len(say.only) > 1 else say.only[0]
    if say.priority:
        data["priority"] = say.priority
    return data


def _step_data(step: Step) -> Any:
    if step.kind == "rest":
        return {"rest": time_text(step.length or 0)}
    if step.kind in ("say", "tone"):
        return {step.kind: step.words}
    if step.kind == "repeat":
        return {"repeat": step.times, "steps": [_step_data(one) for one in step.steps]}
    if step.kind == "sides":
        order = list(step.order) if isinstance(step.order, tuple) else step.order
        switch = {} if step.length is None else {"switch": time_text(step.length)}
        return {"sides": order, **switch, "steps": [_step_data(one) for one in step.steps]}
    if step.kind in ("superset", "circuit", "tabata", "emom", "amrap"):
        return _rounds_data(step)
    assert step.move is not None
    if step.inline:
        return {"exercise": step.move.key, **(move_data(step.move) or {})}
    if step.again[0]:
        dose = reach_text((step.again[1], step.again[1]), timed=step.move.timed)
        return {step.move.key: f"{step.again[0]}x{dose}"}
    return step.move.key


def _rounds_data(step: Step) -> Any:
    """Beside the name of the block or inside it, and as a list or a number where that says all."""
    clock = step.kind in ("emom", "amrap")
    first = "time" if clock else "rounds"
    value = (time_text(step.length or 0) if clock else step.rounds) if clock or step.rounds else None
    lengths = {"work": step.work or None, "rest": None if clock else step.length, "rest_between_rounds": step.between}
    data: dict[str, Any] = {key: time_text(length) for key, length in lengths.items() if length is not None}
    if step.kind == "emom" and step.every != 60_000:
        data["every"] = time_text(step.every)
    if step.words:
        data["say"] = step.words
    steps = [_step_data(one) for one in step.steps]
    if value is None and not data:
        return {step.kind: steps}
    if value is None or step.inside:
        return {step.kind: {**data, **({first: value} if value is not None else {}), "steps": steps}}
    return {step.kind: value, **data, "steps": steps}


def written(script: Script) -> str:
    """The YAML text: blocks and lists, plain where that is safe, quoted elsewhere."""
    return "\n".join(_lines(script_data(script), "")) + "\n"


_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,:x-]*(?<![ :])")


def _scalar(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) and ": " not in text else json.dumps(text, ensure_ascii=False)


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, (dict, list)) and inner:
                yield f"{indent}{_scalar(key)}:"
                yield from _lines(inner, indent + "  ")
            else:
                yield f"{indent}{_scalar(key)}: {_scalar(inner)}"
    else:
        for item in value:
            if isinstance(item, (dict, list)):
                first, *others = _lines(item, indent + "  ")
                yield f"{indent}- {first.strip()}"
                yield from others
            else:
                yield f"{indent}- {_scalar(item)}"
