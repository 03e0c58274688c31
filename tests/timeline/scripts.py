"""Random scripts of the whole language, as the plain data that YAML holds, and their text.

Every text of a script ends in a word of its own (``q7``), so that it is found again in the timeline. ``defaults``
always has the lengths of pauses: so each pause has a place in the script where its length stands.

``HYPOTHESIS_PROFILE`` chooses how many scripts: ``dev`` 60, ``ci`` 200 (always the same ones), ``nightly`` 10,000.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import yaml
from hypothesis import HealthCheck, reject, settings
from hypothesis import strategies as st

from tests.timeline.compiling import RandomVoice, checked, lay_out
from voicecoach.timeline.model import Timeline

Data = dict[str, Any]
Draw = Callable[[st.SearchStrategy[Any]], Any]

EXAMPLES = {"dev": 60, "ci": 200, "nightly": 10_000}
PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
LENGTHS = ("0s", "1ms", "500ms", "1.5s", "3", "4s", "0:06", "10s", "15s", "20s", "33.333s", "1m", "1:30", "2m30s")
TIMES = ("1s", "1.5s", "5s", "9999ms", "10s", "20s", "30s", "45.5s", "1m30s", "5s-21s")
REPS = ("300ms", "400ms", "777ms", "1s", "1.5s", "2s", "3.333s", "5s")
PACES = ("0.25", "0.5", "0.8", "1", "1", "1", "1.2", "2", "3.33", "4")
COUNTS = ("up", "up", "up", "down", "last 3", "every 5", "ticks", "none")
SIDES = ("each", "alternate", "left", "right", "none", ["left", "right"], ["right", "left"])
TEMPOS = ({"open": "1s", "squeeze": "500ms", "close": "1.5s"}, {"in": "2s", "out": "300ms"}, "3-1-2-0", "20X1")
MOVEMENTS = ("Lift your hips.", "Push the {side} leg back, and {left/right} hand down. Return.", "Open. Close slowly.")
SETUPS = ("Lie down.", "Band above your knees, feet apart.", "Stand tall. {side} foot in front.")
WORDS = (
    "ribs down", "keep it slow", "{side} knee out", "set {set} of {sets}", "{RDL|Romanian deadlift}", "now {exercise}",
    "breathe [0.5s] and hold", "10 kg for 30s", "push the floor away, chin in, and look at the wall in front of you",
)  # fmt: skip
EMPTY_HERE = (
    "round {round} of {rounds}", "{weight} now", "{reps} of them", "for {time}", "then {next}", "{right/left} hand",
    "{side} side", "set {set} of {sets}", "this is {exercise}", "{remaining} of {total} left",
)  # fmt: skip
"""Words with a placeholder that stands for nothing in some places."""
MOMENTS = ("start", "end", "half", "rest", "switch")
MOMENTS_OF_TIME = ("at 2s", "at 20s", "10s left", "every 8s", "every 30s")
MOMENTS_OF_REPS = ("rep 1", "rep 5", "every 2", "every 4", "last 3", "last")
STYLES = ("quiet", "plain", "lively")
SWITCHES = ("title", "total", "next", "done", "name", "dose", "set", "side", "half", "last", "rest", "ten_seconds",
            "switch_ahead", "go", "movement", "breathing", "progress", "encourage")  # fmt: skip

voices = st.builds(
    RandomVoice,
    st.integers(0, 1000),
    st.sampled_from((60, 400, 900, 2000, 6000)),
    st.sampled_from([(0,), (30, 120), (0, 30, 120, 700, 1500), (200,)]),
    st.booleans(),
)
levels = st.sampled_from(["easy", "normal", "hard"])


@st.composite
def scripts(
    draw: Draw, *, rounds: bool = True, prompts: bool = True, sections: bool = False, unfilled: bool = False
) -> Data:
    """Without ``rounds`` no superset, circuit, tabata, emom or amrap; without ``prompts`` all of them are on.

    With ``sections`` the routine may have some, and cannot be put inside another step. With ``unfilled``, any text may
    have a placeholder that stands for nothing; without, all that is written can be heard.
    """
    writer = _Writer(draw, rounds=rounds, prompts=prompts, unfilled=unfilled)
    data = writer.script()
    return {**data, "routine": writer.in_sections(data["routine"])} if sections else data


class _Writer:
    def __init__(self, draw: Draw, *, rounds: bool, prompts: bool, unfilled: bool) -> None:
        self.draw, self.rounds, self.prompts, self.unfilled = draw, rounds, prompts, unfilled
        self.tags = (f"q{number}" for number in itertools.count())

    def pick(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def maybe(self, one_in: int = 2) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def number(self, low: int, high: int) -> int:
        return int(self.draw(st.integers(low, high)))

    def text(self, words: tuple[str, ...]) -> str:
        unfilled = f"{self.pick(*EMPTY_HERE)} " if self.unfilled and self.maybe(3) else ""
        return f"{unfilled}{self.pick(*words)} {next(self.tags)}"

    def some(self, values: Sequence[str], most: int) -> list[str]:
        return list(self.draw(st.lists(st.sampled_from(values), max_size=most, unique=True)))

    def script(self) -> Data:
        data: Data = {"title": self.pick("Glutes", "Legs: all of them", "Zwölf Übungen")}
        data["voice"] = {"rate": self.pick(150, 150, 60, 67, 151, 399)}
        data["pace"] = self.pick(*PACES) if self.maybe() else {"move": self.pick(*PACES), "rest": self.pick(*PACES)}
        data["defaults"] = {key: self.pick("0s", "5s", "12s", "30s") for key in ("ready", "rest", "switch")}
        if self.maybe():
            data["defaults"]["rep"] = self.pick(*REPS)
        if self.prompts and self.maybe(3):
            data["prompts"] = {**self.switches(SWITCHES), "countdown": self.pick("no", "yes", 1, 5, 10)}
        data.update({key: self.text(SETUPS[:2]) for key in self.some(("equipment", "safety"), 2)})
        if self.maybe():
            data["style"] = self.pick(*STYLES)
        names = [f"move {letter}" for letter in "abc"[: self.number(1, 3)]]
        data["exercises"] = {name: self.exercise(timed=self.maybe(4)) for name in names}
        self.names = names
        self.timed = {name for name in names if is_timed(data["exercises"][name].get("do", "1s"))}
        self.holds = {name for name in names if "hold" in data["exercises"][name].get("do", "")}
        self.shared = {name for name in names if "both" in data["exercises"][name].get("do", "")}
        data["routine"] = [self.step(0) for _ in range(self.number(1, 4))]
        return data

    def in_sections(self, steps: list[Any]) -> list[Any]:
        """Some of the steps in a section of their own, with something to do among them."""
        return [self.section(step) if self.maybe(3) else step for step in steps]

    def section(self, step: Any) -> Data:
        switches = {"prompts": self.switches(SWITCHES)} if self.prompts and self.maybe() else {}
        return {"section": f"part {next(self.tags)}", **switches, "steps": [step, self.again()]}

    def switches(self, names: tuple[str, ...]) -> Data:
        return {name: self.pick("yes", "no") for name in self.some(names, 4)}

    def exercise(self, *, timed: bool, dose: bool = True) -> Data:
        data: Data = self.dose(timed=timed) if dose else {}
        holds, shared = "hold" in data.get("do", ""), "both" in data.get("do", "")
        data.update({} if holds else self.pacing())
        counted = not timed or bool({"rep", "tempo"} & set(data))
        phases = ["hold", "relax"] if holds else [*data["tempo"]] if isinstance(data.get("tempo"), dict) else []
        own: Data = {
            "say": lambda: self.text(("side-lying clamshell", "bridge", "{RDL|Romanian deadlift}")),
            "setup": lambda: [self.text(SETUPS) for _ in range(self.number(1, 2))],
            "sides": lambda: self.pick(*SIDES),
            "count": lambda: self.pick(*COUNTS),
            "fade": lambda: "yes",
            "variants": lambda: [self.variant(timed=timed, counted=counted) for _ in range(self.number(2, 3))],
            "prompts": lambda: {**self.switches(SWITCHES[4:]), "phases": self.pick("all", "none", "first 1")},
            "style": lambda: self.pick(*STYLES),
            "harder": lambda: {"reps": self.number(1, 9)},
            "movement": self.movement,
            "move": lambda: self.pick(self.text(SETUPS), {"say": self.text(SETUPS), "time": self.pick(*LENGTHS)}),
            "side_words": lambda: self.text(("{side} leg", "lying on your {right/left} side")),
            "breathing": lambda: self.breathing(phases),
            "safety": lambda: [self.text(SETUPS) for _ in range(self.number(1, 2))],
            "demo": lambda: self.number(0, 3 if phases else 0),
            "weight": lambda: "20 kg",
            **{key: lambda: self.pick(*LENGTHS) for key in ("ready", "rest", "switch")},
        }
        data.update({key: own[key]() for key in self.some([*own], 7)})
        if "rest" in data and re.match(r"[23]x|.*,", data.get("do", "")) and self.maybe(3):
            data["rest"] = f"{data['rest']}, {self.pick(*LENGTHS)}"
        if "weight" in data and re.match(r"[23]x|.*,", data.get("do", "")) and self.maybe():
            data["weight"] = "20 kg, 25 kg"
        if shared and data.get("switch") == "2m30s":
            data["switch"] = "1m"  # a change that leaves time for both sides
        unwanted = {
            "sides": "side" in data.get("do", ""),
            "harder": timed or shared,
            "variants": shared,
            "prompts": not self.prompts,
        }
        for key, out in unwanted.items():
            if out:
                data.pop(key, None)
        order = ("set", "variant") if "variants" in data else ("set",)
        order += () if shared else ("exercise",)
        cues = self.cues(timed=timed, counted=counted, phases=phases)
        whole = {**data, "switch_after": self.pick(*order), "cues": cues}
        sided = "side" in data.get("do", "") or data.get("sides", "none") != "none"
        return whole if sided or self.unfilled else _without_sides(whole)

    def movement(self) -> Any:
        whole = [self.text(MOVEMENTS) for _ in range(self.number(1, 3))]
        return {"say": whole, "short": self.text(MOVEMENTS)} if self.maybe(3) else whole

    def breathing(self, phases: list[str]) -> Any:
        if not phases or self.maybe(3):
            return self.text(("Breathe out as you lift.",))
        return dict(zip(("in", "out"), self.draw(st.permutations(phases)), strict=False))

    def pacing(self) -> Data:
        way = self.pick("", "", "rep", "tempo")
        if way != "tempo":
            return {"rep": self.pick(*REPS)} if way else {}
        tempo = self.pick(*TEMPOS)
        return {"tempo": tempo, **({"count_on": self.pick(*tempo)} if isinstance(tempo, dict) and self.maybe() else {})}

    def dose(self, *, timed: bool) -> Data:
        sets = self.number(1, 3)
        if timed and self.maybe(4):
            return {"do": ",".join(self.pick(*TIMES) for _ in range(2))}
        if timed and self.maybe(6):
            return {"do": f"{sets}x{self.pick('2m', '100s-180s')} both sides"}
        if timed:
            return {"do": f"{sets}x{self.pick(*TIMES)}"}
        low = self.number(1, 12)
        reps = str(low) if self.maybe() else f"{low}-{low + self.number(1, 4)}"
        each = " each side" if self.maybe(4) else ""
        if self.maybe(6):
            return {"do": f"{sets}x{2 * self.number(1, 4)} both sides"}
        if self.maybe(6):
            return {"do": f"{sets}x{self.number(1, 5)}x{self.pick('1s', '3.5s', '6s')} hold{each}"}
        if self.maybe(4):
            return {"do": ",".join(str(self.number(1, 12)) for _ in range(2)) + each}
        return {"do": f"{sets}x{reps}{each}"}

    def variant(self, *, timed: bool, counted: bool) -> Data:
        data: Data = {"say": self.text(("straight up", "angled out"))}
        own: Data = {
            "setup": lambda: self.text(("Knee out.",)),
            "time" if timed else "reps": lambda: self.pick(*TIMES) if timed else self.number(1, 12),
            "count": lambda: self.pick(*COUNTS),
            "cues": lambda: self.cues(timed=timed, counted=counted, phases=[]),
        }
        return {**data, **{key: own[key]() for key in self.some([*own], 2)}}

    def cues(self, *, timed: bool, counted: bool, phases: list[str]) -> Data:
        moments = MOMENTS + (MOMENTS_OF_TIME if timed else ()) + (MOMENTS_OF_REPS if counted else ())
        moments += tuple(f"at {phase}{every}" for phase in phases for every in ("", " every 3"))
        return {when: [self.cue(when) for _ in range(self.pick(1, 1, 3))] for when in self.some(moments, 3)}

    def cue(self, when: str) -> Any:
        """Without a tone in a rest: it would sound together with one at the end, which another layer may have."""
        if when != "rest" and self.maybe(5):
            return {"tone": self.pick("bell", "half", "work")}
        said = self.text(WORDS)
        if self.maybe():
            return said
        own: Data = {
            "short": f"slow {said.rpartition(' ')[2]}",
            "only": self.pick("set 1", "last set", "left", ["set 2", "right"]),
            "priority": self.pick("high", "low", -3),
            **({"tone": self.pick("bell", "countdown")} if when != "rest" else {}),
        }
        return {"say": said, **{key: own[key] for key in self.some([*own], 3)}}

    def step(self, depth: int, *, work: bool = False) -> Any:
        """``work`` says that the block around the step has a dose for its stations."""
        blocks = ["repeat", "sides", *(("rounds", "rounds", "rounds", "flow") if self.rounds else ())]
        blocks = blocks if depth < 2 else []
        kind = self.pick("move", "move", "move", "again", "inline", "rest", "say", "tone", *blocks)
        if kind == "move" and not work:
            return self.pick(*self.names)
        if kind in ("move", "again"):
            return self.again()
        if kind == "inline":
            bare = work and self.maybe()
            inline = self.exercise(timed=bare or self.maybe(4), dose=not bare)
            return {"exercise": f"inline {next(self.tags)}", **inline}
        if kind in ("rest", "say", "tone"):
            return {kind: {"rest": self.pick(*LENGTHS), "say": self.text(("Grab your band", "Half of it is done")),
                           "tone": self.pick("bell", "work", "half")}[kind]}  # fmt: skip
        if kind == "flow":
            return self.flow()
        if kind == "repeat":
            return {"repeat": self.number(1, 2), "steps": self.steps(depth, work=work)}
        if kind == "sides":
            order = self.pick("each", ["left", "right"], ["right", "left"])
            switch = {"switch": self.pick("0s", "500ms", "8s")} if self.maybe() else {}
            return {"sides": order, **switch, "steps": self.steps(depth, work=work)}
        return self.block(depth)

    def flow(self) -> Data:
        """Timed stations with no time between them."""
        no_time = {"ready": "0s", "switch": "0s"}
        steps = [
            {"exercise": f"flow {next(self.tags)}", **self.exercise(timed=True), **no_time}
            for _ in range(self.number(1, 3))
        ]
        return {"circuit": self.number(1, 2), "rest": "0s", "rest_between_rounds": "0s", "steps": steps}

    def again(self) -> Data:
        name = self.pick(*self.names)
        each = " each side" if name in self.shared else ""
        amount = self.pick("2s", "12s") if name in self.timed else self.number(1, 12)
        if name in self.holds:
            return {name: f"{amount}x4s hold"}
        return {name: f"{self.number(1, 2)}x{amount}{each}"}

    def steps(self, depth: int, *, work: bool = False) -> list[Any]:
        """One to three, with something to do among them."""
        return [*[self.step(depth + 1, work=work) for _ in range(self.number(0, 2))], self.again()]

    def block(self, depth: int) -> Data:
        kind = self.pick("superset", "circuit", "tabata", "emom", "amrap")
        data: Data = {"say": f"block {next(self.tags)}"} if self.maybe(3) else {}
        if kind == "amrap":
            stations = [self.again() for _ in range(self.number(1, 2))]
            return {kind: {"time": self.pick("10s", "1m15s", "400s", "20m"), **data, "steps": stations}}
        work = "" if kind == "emom" else self.pick("", "1.5s", "20s")
        steps = self.steps(depth, work=bool(work) or kind == "tabata")
        stations = len([step for step in steps if not {"rest", "say", "tone"} & set(step)])
        if kind == "emom":
            every, turns = self.pick((60, 3), (180, 3), (600, 3))
            steps += ["rest"] if self.maybe(3) else []
            return {kind: f"{every * turns}s", "every": f"{every}s", **data, "steps": steps}
        data.update({"work": work} if work else {})
        data.update({"rest": self.pick(*LENGTHS)} if self.maybe() else {})
        data.update({"rest_between_rounds": self.pick(*LENGTHS)} if kind != "tabata" and self.maybe() else {})
        rounds = stations + self.number(0, 3) if kind == "tabata" else self.number(1, 3)
        return {kind: rounds, **data, "steps": steps}


def _without_sides(data: Any) -> Any:
    """The same texts with nothing in them that stands for a side, but for ``side_words``, which need one."""
    if isinstance(data, dict):
        return {key: value if key == "side_words" else _without_sides(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_sides(item) for item in data]
    return re.sub(r"\{(side|\w+/\w+)\}", "one", data) if isinstance(data, str) else data


def is_timed(dose: str) -> bool:
    """Whether it has a time for each set, and no repetitions."""
    return bool(re.search(r"\d(ms|s|m)\b", dose)) and "hold" not in dose


def walk(steps: list[Any]) -> Iterator[Any]:
    """Every step, those inside of others too."""
    for step in steps:
        yield step
        if isinstance(step, dict):
            for value in (step, *step.values()):
                if isinstance(value, dict) and "steps" in value:
                    yield from walk(value["steps"])


class _Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes numbers, lengths and ``yes`` as they stand: voicecoach reads what is in the file."""

    yaml_implicit_resolvers = {}  # noqa: RUF012

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Plain.add_representer(int, lambda dumper, value: dumper.represent_str(str(value)))


def written(script: Data) -> str:
    """The YAML text of a script."""
    return yaml.dump(script, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=False)


def some(divisor: int = 1) -> Callable[..., Callable[..., None]]:
    """So many scripts, the same ones wherever everybody must see the same failure."""
    return settings(
        max_examples=max(20, EXAMPLES[PROFILE] // divisor),
        derandomize=PROFILE == "ci",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


def compiled(script: Data, voice: RandomVoice, level: str = "normal", pace: str = "") -> Timeline:
    """The timeline of a random script. Only those whose emom has no time for its work are refused, and passed over."""
    routine, found = checked(written(script), level, pace)
    if routine is None:
        assert {one.code for one in found if one.severity == "error"} == {"turn-too-short"}, (found, written(script))
        reject()
    return lay_out(routine, voice)
