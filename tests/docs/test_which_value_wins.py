"""The list of ranks on the language page is true: of two neighbours, the lower line of the list wins."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicecoach.app import Request, load
from voicecoach.script.checker import Overrides
from voicecoach.script.model import Exercise, Level, Rounds

from .pages import blocks, section

PAGE, HEADING = "docs/language.md", "Which value wins"
(EXAMPLE,) = [block.text for block in blocks("yaml") if (block.page, block.heading) == (PAGE, HEADING)]
RANKS = {
    int(rank): example
    for rank, example in re.findall(r"^\| (\d) \| .* \| (.*) \|$", section(PAGE, HEADING), re.MULTILINE)
}
DOSES = {1: (1, 0), 2: (2, 20), 3: (3, 30), 4: (4, 40), 5: (4, 50), 6: (6, 60), 7: (7, 70), 8: (8, 70), 9: (9, 90)}
"""Sets and seconds where this rank is the strongest; `work` has no sets, and `include` no time."""


def up_to(rank: int) -> str:
    """The example without the lines of all stronger ranks."""
    return "".join(
        line for line in EXAMPLE.splitlines(keepends=True) if int((re.findall(r"# (\d)$", line) or ["0"])[0]) <= rank
    )


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def exercises(desk: Path, script: str, level: Level = "normal", *sets: str) -> list[Exercise]:
    (desk / "main.yaml").write_text(script, encoding="utf-8")
    routine, _ = load(Request("main.yaml", Overrides(level=level, sets=sets))).require()
    inner = [step for block in routine.blocks for step in (block.steps if isinstance(block, Rounds) else (block,))]
    return [step for step in inner if isinstance(step, Exercise)]


def dose(made: Exercise) -> tuple[int, int]:
    return made.sets, made.variants[0].doses[0].time // 1000


def test_the_list_has_all_ranks_in_order() -> None:
    assert list(RANKS) == list(range(1, 10)) == list(DOSES)
    assert {int(rank) for rank in re.findall(r"# (\d)$", EXAMPLE, re.MULTILINE)} == set(range(2, 8))


@pytest.mark.parametrize("rank", [rank for rank in RANKS if rank > 1])
def test_each_rank_wins_over_the_one_above_it(rank: int, desk: Path) -> None:
    """The script with all weaker ranks and this one, and then without this one."""

    def strongest(rank: int) -> tuple[int, int]:
        (desk / "which-wins.yaml").write_text(up_to(rank), encoding="utf-8")
        step = RANKS[8].strip("`") if rank > 7 else "- include: which-wins.yaml"
        sets = (RANKS[9].strip("`").removeprefix("--set "),) if rank > 8 else ()
        (made,) = exercises(desk, f"title: T\nroutine:\n  {step}\n", "hard", *sets)
        return dose(made)

    assert (strongest(rank), strongest(rank - 1)) == (DOSES[rank], DOSES[rank - 1])


@pytest.mark.parametrize("rank", [rank for rank in RANKS if 1 < rank < 8])
def test_the_examples_of_the_list_are_those_of_the_script(rank: int) -> None:
    words = re.findall(r"\w+: \d+(?:x\d+)?s", RANKS[rank])
    assert all(word in line for word in words for line in EXAMPLE.splitlines() if line.endswith(f"# {rank}"))
    assert words


def test_without_the_level_its_forms_do_not_count(desk: Path) -> None:
    assert [dose(made) for made in exercises(desk, EXAMPLE)] == [DOSES[6]]


def test_an_exercise_on_the_spot_has_the_ranks_of_a_step(desk: Path) -> None:
    plank = "exercises:\n  plank: {rest: 3s, harder: {rest: 4s}}\n"
    step = "title: T\n{}routine:\n  - {{exercise: plank{}}}\n"
    for definition in ("", plank):
        assert exercises(desk, step.format(definition, ", rest: 6s"), "hard")[0].rests == (6_000,)
        assert exercises(desk, step.format(definition, ", rest: 6s, harder: {rest: 7s}"), "hard")[0].rests == (7_000,)
    assert exercises(desk, step.format(plank, ""), "hard")[0].rests == (4_000,)


def test_a_variant_wins_over_everything_for_itself(desk: Path) -> None:
    script = "title: T\nexercises:\n  x: {reps: 5, variants: [{say: a}, {say: b, reps: 7}]}\nroutine: [x]\n"
    (made,) = exercises(desk, script, "normal", "x.reps=9")
    assert [variant.doses[0].reps for variant in made.variants] == [9, 7]


def test_the_innermost_include_wins(desk: Path) -> None:
    (desk / "which-wins.yaml").write_text(EXAMPLE, encoding="utf-8")
    (desk / "middle.yaml").write_text("title: M\nroutine: [{include: which-wins.yaml, sets: 5}]\n", encoding="utf-8")
    (made,) = exercises(desk, "title: T\nroutine: [{include: middle.yaml, sets: 4}]\n")
    assert made.sets == 5


@pytest.mark.parametrize(("rest", "heard"), [("", 5_000), ("rest: 9s", 9_000)])
def test_set_of_defaults_has_the_rank_of_defaults(rest: str, heard: int, desk: Path) -> None:
    script = f"title: T\nexercises:\n  x: {{{rest}}}\nroutine: [x]\n"
    assert exercises(desk, script, "normal", "defaults.rest=5s")[0].rests == (heard,)


REPLACED = [
    ("do: 3x12", "do: 2x40s", (2, 0, 40)),
    ("do: 3x12", "do: 8", (1, 8, 0)),
    ("do: 3x12", "reps: 8", (3, 8, 0)),
    ("do: 3x12", "reps: [8, 6]", (2, 8, 0)),
    ("do: 3x12", "time: 40s", (3, 0, 40)),
    ("do: 3x12", "sets: 2", (2, 12, 0)),
    ("do: 3x40s", "reps: 8", (3, 8, 0)),
    ("time: 40s", "reps: 8", (1, 8, 0)),
    ("do: 3x12", "time: [30s, 20s]", (2, 0, 30)),
    ('do: "30s,25s,20s"', "do: 2x40s", (2, 0, 40)),
    ("do: 5x10s hold", "reps: 8", (1, 8, 0)),
    ("do: 3x5x10s hold", "time: 40s", (3, 0, 40)),
]


@pytest.mark.parametrize(
    ("definition", "step", "holds"),
    [
        ("rep: 2s", "do: 5x10s hold", [10_000, 4_000]),
        ("do: 5x10s hold", "reps: 8", [10_000, 4_000]),
        ("do: 5x10s hold", "tempo: {press: 10s, let go: 2s}", [10_000, 2_000]),
        ("tempo: {press: 10s, let go: 2s}", "do: 5x10s hold", [10_000, 2_000]),
        ("do: 5x10s hold", "do: 5", []),
        ("do: 5x10s hold", "rep: 5s", []),
        ("do: 5x10s hold", "time: 40s", []),
    ],
)
def test_what_replaces_holds(definition: str, step: str, holds: list[int], desk: Path) -> None:
    (made,) = exercises(desk, f"title: T\nexercises:\n  x: {{{definition}}}\nroutine: [x: {{{step}}}]\n")
    variant = made.variants[0]
    assert [phase.length for phase in variant.phases if variant.holds] == holds


@pytest.mark.parametrize(
    ("definition", "step", "rests", "weights"),
    [
        ("do: 3x5, rest: [9s, 8s], weight: [1 kg, 2 kg, 3 kg]", "2x5", (9, 8), ("1 kg", "2 kg")),
        ("do: 3x5, rest: [9s, 8s, 7s]", "{reps: [5, 4]}", (9, 8), ()),
        ("do: 3x5, rest: [9s, 8s, 7s]", "{rest: 5s}", (5,), ()),
    ],
)
def test_a_number_of_sets_cuts_weaker_lists(
    definition: str, step: str, rests: tuple[int, ...], weights: tuple[str, ...], desk: Path
) -> None:
    (made,) = exercises(desk, f"title: T\nexercises:\n  x: {{{definition}}}\nroutine: [x: {step}]\n")
    assert tuple(rest // 1_000 for rest in made.rests) == rests
    assert tuple(weight.text for weight in made.weights) == weights


@pytest.mark.parametrize(("definition", "step", "expected"), REPLACED)
def test_what_a_dose_replaces(definition: str, step: str, expected: tuple[int, int, int], desk: Path) -> None:
    (made,) = exercises(desk, f"title: T\nexercises:\n  x: {{{definition}}}\nroutine: [x: {{{step}}}]\n")
    first = made.variants[0].doses[0]
    assert (made.sets, first.reps, first.time // 1000) == expected


@pytest.mark.parametrize(
    ("definition", "step", "phases", "counted"),
    [
        ("rep: 2s", "tempo: {up: 1s, down: 3s}", [("up", 1_000), ("down", 3_000)], 0),
        ("tempo: {up: 1s, down: 1s}, count_on: down", "tempo: {down: 1s, up: 1s}", [("down", 1_000), ("up", 1_000)], 0),
        ("tempo: 3-0-1-0, starts: lift, count_on: lower", "rep: 2s", [("", 2_000)], 0),
        ("tempo: {up: 1s, down: 1s}, count_on: down", "reps: 8", [("up", 1_000), ("down", 1_000)], 1),
    ],
)
def test_what_tempo_and_rep_replace(
    definition: str, step: str, phases: list[tuple[str, int]], counted: int, desk: Path
) -> None:
    (made,) = exercises(desk, f"title: T\nexercises:\n  x: {{{definition}}}\nroutine: [x: {{{step}}}]\n")
    variant = made.variants[0]
    assert [(phase.name, phase.length) for phase in variant.phases] == phases
    assert variant.count_on == counted


@pytest.mark.parametrize(
    ("definition", "step", "sides", "reps"),
    [
        ("none", "sides: each", ("right", "left"), 12),
        ("left", "sides: each", ("right", "left"), 12),
        ("[left, right]", "sides: each", ("left", "right"), 12),
        ("alternate", "sides: each", ("right", "left"), 12),
        ("left", "do: 12 each side", ("right", "left"), 12),
        ("[left, right]", "do: 12 each side", ("left", "right"), 12),
        ("alternate", "do: 12 each side", ("right", "left"), 24),
        ("each", "sides: left", ("left",), 12),
    ],
)
def test_what_sides_replace(definition: str, step: str, sides: tuple[str, ...], reps: int, desk: Path) -> None:
    (made,) = exercises(
        desk, f"title: T\nexercises:\n  x: {{reps: 12, sides: {definition}}}\nroutine: [x: {{{step}}}]\n"
    )
    assert made.sides == sides
    assert made.variants[0].doses[0].reps == reps


@pytest.mark.parametrize(
    ("step", "heard"),
    [
        ("{half: go on}", ["hello", "go on"]),
        ("{last: end}", ["hello", "half", "end"]),
        ("{half: none}", ["hello"]),
        ("none", []),
    ],
)
def test_cues_are_merged_moment_by_moment(step: str, heard: list[str], desk: Path) -> None:
    script = f"title: T\nexercises:\n  x: {{cues: {{start: hello, half: half}}}}\nroutine: [x: {{cues: {step}}}]\n"
    (made,) = exercises(desk, script)
    assert [cue.texts[0].say.text for cue in made.variants[0].cues] == heard


def test_prompts_are_merged_switch_by_switch(desk: Path) -> None:
    (made,) = exercises(
        desk,
        "title: T\nprompts: {dose: no, set: no, half: no}\n"
        "exercises:\n  x: {prompts: {set: yes, last: no}}\n"
        "routine: [x: {prompts: {half: yes, last: yes}}]\n",
    )
    prompts = made.prompts
    assert (prompts.dose, prompts.set, prompts.half, prompts.last) == (False, True, True, True)
