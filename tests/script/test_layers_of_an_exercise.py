from __future__ import annotations

import textwrap

import pytest

from tests.script.files import check_files, codes_of, cues_of, exercises_in, made_of, reps_of, times_of
from voicecoach.script.checker import Overrides
from voicecoach.script.model import Exercise, Level


def exercise(definition: str, step: str = "x", defaults: str = "{}", level: Level = "normal") -> Exercise:
    script = f"title: T\ndefaults: {defaults}\nexercises:\n  x: {definition}\nroutine:\n  - {step}\n"
    (made,) = exercises_in(made_of(script, Overrides(level=level)).blocks)
    return made


def phases_of(made: Exercise) -> list[tuple[str, int]]:
    return [(phase.name, phase.length) for phase in made.variants[0].phases if phase.name]


def length_of(made: Exercise) -> int:
    return sum(phase.length for phase in made.variants[0].phases)


def test_an_exercise_that_says_nothing_has_the_standard_values() -> None:
    made = exercise("{}")
    assert (made.sets, reps_of(made), length_of(made)) == (1, (10,), 3_000)
    assert (made.ready, *made.rests, made.switch) == (10_000, 30_000, 6_000)
    assert (made.sides, made.alternate, made.switch_after, made.fade) == ((), False, "set", False)
    assert made.variants[0].count.mode == "up"
    assert made.say.text == "x"


@pytest.mark.parametrize(
    ("defaults", "definition", "level", "step", "rest"),
    [
        ("{}", "{}", "hard", "x", 30),
        ("{rest: 20s}", "{}", "hard", "x", 20),
        ("{rest: 20s}", "{rest: 21s}", "hard", "x", 21),
        ("{rest: 20s}", "{rest: 21s, harder: {rest: 22s}}", "normal", "x", 21),
        ("{rest: 20s}", "{rest: 21s, harder: {rest: 22s}}", "easy", "x", 21),
        ("{rest: 20s}", "{rest: 21s, harder: {rest: 22s}}", "hard", "x", 22),
        ("{rest: 20s}", "{rest: 21s, easier: {rest: 25s}}", "easy", "x", 25),
        ("{rest: 20s}", "{rest: 21s, harder: {rest: 22s}}", "hard", "x: {rest: 23s}", 23),
        ("{rest: 20s}", "{harder: {rest: 22s}}", "hard", "x: {rest: 23s, harder: {rest: 24s}}", 24),
        ("{rest: 20s}", "{harder: {rest: 22s}}", "normal", "x: {rest: 23s, harder: {rest: 24s}}", 23),
    ],
)
def test_the_uppermost_layer_wins(defaults: str, definition: str, level: Level, step: str, rest: int) -> None:
    assert exercise(definition, step, defaults, level).rests == (rest * 1_000,)


@pytest.mark.parametrize(
    ("defaults", "definition", "step", "reps"),
    [
        ("{do: 3x12}", "{}", "x", (12, 12, 12)),
        ("{do: 3x12}", "{reps: 5}", "x", (5, 5, 5)),
        ("{do: 3x12}", "{sets: 2}", "x", (12, 12)),
        ("{}", "{do: 3x12}", "x: {reps: 5}", (5, 5, 5)),
        ("{}", "{do: 3x12}", "x: {sets: 2}", (12, 12)),
        ("{}", "{do: 3x12}", "x: {do: 2x5}", (5, 5)),
        ("{}", "{do: 3x12}", "x: 2x5", (5, 5)),
        ("{}", "{do: 3x12}", "x: 8", (8,)),
        ("{}", "{do: 3x12}", "x: 10,9", (10, 9)),
        ("{}", "{do: '12,10,8'}", "x", (12, 10, 8)),
        ("{}", "{do: '12,10,8'}", "x: {reps: 6}", (6, 6, 6)),
        ("{}", "{reps: [12, 10]}", "x", (12, 10)),
        ("{sets: 4}", "{reps: 6}", "x", (6, 6, 6, 6)),
        ("{time: 30s}", "{reps: 6}", "x", (6,)),
    ],
)
def test_do_is_taken_apart(defaults: str, definition: str, step: str, reps: tuple[int, ...]) -> None:
    made = exercise(definition, step, defaults)
    assert reps_of(made) == reps
    assert made.sets == len(reps)
    assert set(times_of(made)) == {0}


@pytest.mark.parametrize(
    ("definition", "step", "times"),
    [
        ("{do: 3x12}", "x: {time: 40s}", (40_000,) * 3),
        ("{do: 3x12}", "x: 2x40s", (40_000,) * 2),
        ("{do: 3x40s}", "x: {sets: 1}", (40_000,)),
        ("{do: 3x40s}", "x: {time: '0:50'}", (50_000,) * 3),
    ],
)
def test_a_time_replaces_repetitions(definition: str, step: str, times: tuple[int, ...]) -> None:
    made = exercise(definition, step)
    assert times_of(made) == times
    assert set(reps_of(made)) == {0}


@pytest.mark.parametrize(
    ("defaults", "definition", "step", "phases", "length"),
    [
        ("{rep: 4s}", "{}", "x", [], 4_000),
        ("{rep: 4s}", "{tempo: {up: 1s, down: 1s}}", "x", [("up", 1_000), ("down", 1_000)], 2_000),
        ("{}", "{rep: 4s}", "x: {tempo: {up: 1s}}", [("up", 1_000)], 1_000),
        ("{}", "{tempo: {up: 1s, down: 1s}}", "x: {rep: 5s}", [], 5_000),
        ("{}", "{tempo: {up: 1s, down: 1s}}", "x: {tempo: {open: 2s}}", [("open", 2_000)], 2_000),
        ("{tempo: 2-0-1-0}", "{rep: 5s}", "x", [], 5_000),
    ],
)
def test_tempo_and_rep_replace_each_other(
    defaults: str, definition: str, step: str, phases: list[tuple[str, int]], length: int
) -> None:
    made = exercise(definition, step, defaults)
    assert phases_of(made) == phases
    assert length_of(made) == length


def test_cues_are_merged_by_their_moment() -> None:
    made = exercise(
        "{cues: {start: begin, every 4: low, last: done}}",
        "x: {cues: {every 4: [high, higher], rep 2: two}}",
    )
    assert cues_of(made) == {"start": ["begin"], "every 4": ["high", "higher"], "last": ["done"], "rep 2": ["two"]}


def test_none_takes_a_cue_away() -> None:
    made = exercise("{cues: {start: begin, every 4: low}}", "x: {cues: {every 4: none}}")
    assert cues_of(made) == {"start": ["begin"]}


def test_none_takes_all_cues_away() -> None:
    assert cues_of(exercise("{cues: {start: begin, every 4: low}}", "x: {cues: none}")) == {}


def test_the_levels_merge_cues_too() -> None:
    definition = "{cues: {start: begin, last: done}, harder: {cues: {start: harder, rep 3: three}}}"
    assert cues_of(exercise(definition, level="normal")) == {"start": ["begin"], "last": ["done"]}
    assert cues_of(exercise(definition, level="hard")) == {"start": ["harder"], "last": ["done"], "rep 3": ["three"]}
    over = exercise(definition, "x: {cues: {start: none}}", level="hard")
    assert cues_of(over) == {"last": ["done"], "rep 3": ["three"]}


def test_prompts_are_merged_by_switch() -> None:
    script = textwrap.dedent("""\
        title: T
        prompts: {half: no, countdown: 5}
        exercises:
          x: {prompts: {last: no, countdown: 4}}
        routine:
          - x: {prompts: {half: yes}}
        """)
    (made,) = exercises_in(made_of(script).blocks)
    assert (made.prompts.half, made.prompts.last, made.prompts.countdown, made.prompts.set) == (True, False, 4, True)


def test_prompts_no_is_all_of_them() -> None:
    made = exercise("{prompts: no}", "x: {prompts: {half: yes}}")
    assert (made.prompts.half, made.prompts.last, made.prompts.countdown, made.prompts.go) == (True, False, 0, False)


@pytest.mark.parametrize(
    ("definition", "step", "sides", "alternate", "reps"),
    [
        ("{sides: each}", "x", ("right", "left"), False, 10),
        ("{sides: [left, right]}", "x", ("left", "right"), False, 10),
        ("{sides: [left, right]}", "x: 1x12 each side", ("left", "right"), False, 12),
        ("{sides: [left, right]}", "x: {sides: each}", ("left", "right"), False, 10),
        ("{sides: left}", "x: {sides: each}", ("right", "left"), False, 10),
        ("{do: 1x12 each side}", "x", ("right", "left"), False, 12),
        ("{do: 12 both sides}", "x", ("right", "left"), False, 6),
        ("{do: 12 both sides, sides: [left, right]}", "x", ("left", "right"), False, 6),
        ("{do: 12 both sides}", "x: {reps: 8}", ("right", "left"), False, 4),
        ("{do: 12 both sides}", "x: 8 each side", ("right", "left"), False, 8),
        ("{do: 12 both sides}", "x: {sides: each}", ("right", "left"), False, 12),
        ("{do: 12 both sides}", "x: {sides: left}", ("left",), False, 12),
        ("{do: 12 each side}", "x: 8 both sides", ("right", "left"), False, 4),
        ("{do: 12 both sides, sides: alternate}", "x", ("right", "left"), True, 12),
        ("{do: 1x12, sides: alternate}", "x", ("right", "left"), True, 12),
        ("{do: 1x12 each side, sides: alternate}", "x", ("right", "left"), True, 24),
        ("{sides: each}", "x: {sides: none}", (), False, 10),
        ("{sides: each}", "x: {sides: left}", ("left",), False, 10),
    ],
)
def test_sides(definition: str, step: str, sides: tuple[str, ...], alternate: bool, reps: int) -> None:
    made = exercise(definition, step)
    assert (made.sides, made.alternate, reps_of(made)) == (sides, alternate, (reps,))


def test_variants_have_everything_else_from_the_exercise() -> None:
    made = exercise("{do: 2x10, rep: 2s, cues: {start: go on}, variants: [{say: a}, {say: b, reps: 8, rep: 4s}]}")
    first, second = made.variants
    assert [first.say.text, second.say.text] == ["a", "b"]
    assert [dose.reps for dose in first.doses] == [10, 10]
    assert [dose.reps for dose in second.doses] == [8, 8]
    assert [sum(phase.length for phase in one.phases) for one in made.variants] == [2_000, 4_000]
    assert [[cue.key for cue in one.cues] for one in made.variants] == [["start"], ["start"]]


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ("{reps: 10, time: 40s}", "conflict"),
        ("{rep: 3s, tempo: 3-1-1-0}", "conflict"),
        ("{do: 3x12, reps: 5}", "conflict"),
        ("{do: 3x12, sets: 5}", "conflict"),
        ("{do: 3x40s, time: 5s}", "conflict"),
        ("{cues: {at nowhere: x}}", "unknown-phase"),
        ("{cues: {someday: x}}", "unknown-moment"),
        ("{variants: [{setup: lie down}]}", "missing-key"),
        ("{easier: {easier: {reps: 5}}}", "unknown-key"),
        ("{easier: {repz: 5}}", "unknown-key"),
        ("{easier: none}", "wrong-value"),
    ],
)
def test_layers_that_contradict_themselves(definition: str, code: str) -> None:
    assert codes_of(f"title: T\nexercises:\n  x: {definition}\nroutine: [x]\n") == [code]


def test_a_mistake_in_a_definition_is_reported_once_however_often_it_is_used() -> None:
    script = "title: T\nexercises:\n  x: {do: many}\nroutine: [x, x, {x: 3x5}]\n"
    _, found = check_files({"main.yaml": script})
    assert [(one.code, one.span.line, one.span.column) for one in found] == [("wrong-value", 3, 11)]


@pytest.mark.parametrize(
    ("defaults", "definition", "step", "tweaks", "sets", "reps"),
    [
        ("{}", "{do: '12,10,8'}", "x", (), 3, (12, 10, 8)),
        ("{}", "{do: '12,10,8'}", "x: {sets: 5}", (), 5, (12, 10, 8, 8, 8)),
        ("{}", "{do: '12,10,8'}", "x", ("x.sets=2",), 2, (12, 10)),
        ("{}", "{do: '12,10,8'}", "x", ("x.reps=12",), 3, (12, 12, 12)),
        ("{}", "{sets: 5}", "x: {reps: '12,10,8'}", (), 3, (12, 10, 8)),
        ("{sets: 5}", "{reps: '12,10,8'}", "x", (), 3, (12, 10, 8)),
        ("{}", "{reps: '12,10', sets: 3}", "x", (), 3, (12, 10, 10)),
        ("{}", "{reps: '12,10,8'}", "x: {sets: 2}", (), 2, (12, 10)),
    ],
)
@pytest.mark.parametrize("routine_first", [False, True])
def test_a_list_of_repetitions_is_as_many_sets_unless_a_higher_layer_says_how_many(
    defaults: str,
    definition: str,
    step: str,
    tweaks: tuple[str, ...],
    sets: int,
    reps: tuple[int, ...],
    routine_first: bool,
) -> None:
    """Where the exercises stand in the text, before the routine or after it, makes no difference."""
    parts = [f"exercises:\n  x: {definition}\n", f"routine:\n  - {step}\n"]
    script = "".join(["title: T\n", f"defaults: {defaults}\n", *(parts[::-1] if routine_first else parts)])
    (made,) = exercises_in(made_of(script, Overrides(sets=tweaks)).blocks)
    assert (made.sets, reps_of(made)) == (sets, reps)
