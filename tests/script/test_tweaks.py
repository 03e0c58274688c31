from __future__ import annotations

from decimal import Decimal

import pytest

from tests.script.files import check_files, codes_of, cues_of, exercises_in, made_of, reps_of, times_of
from voicecoach.script.checker import Overrides
from voicecoach.script.model import Exercise, MusicBed, Pace, Rest, Routine, Say

SCRIPT = """\
title: Legs
defaults: {rest: 30s, ready: 10s}
exercises:
  squat:
    do: 3x12
    tempo: {down: 2s, up: 1s}
    cues:
      every 4: chest up
  side-lying clam:
    do: 2x10 each side
routine:
  - say: Warm up.
  - squat: {do: 2x8, rest: 40s}
  - rest: 1m
  - Side-lying clam
  - squat
"""


def tweaked(*sets: str) -> Routine:
    return made_of(SCRIPT, Overrides(sets=sets))


def squats(*sets: str) -> list[Exercise]:
    return [one for one in exercises_in(tweaked(*sets).blocks) if one.key == "squat"]


def clam(*sets: str) -> Exercise:
    return next(one for one in exercises_in(tweaked(*sets).blocks) if one.key == "side-lying clam")


def test_top_level_values() -> None:
    routine = tweaked("title=Hips", "voice.rate=180", "pace.move=1.2", "prompts.total=no", "language=en-GB")
    assert routine.title.text == "Hips"
    assert routine.voice.rate == 180
    assert routine.pace == Pace(Decimal("1.2"), Decimal(1))
    assert routine.prompts.total is False
    assert routine.language == "en-GB"


def test_what_a_script_says_in_short_stays_beside_a_key_that_is_set() -> None:
    short = "voice: Alba\npace: 2\nminutes: 20\nprompts: no\nmusic: pulse\n"
    sets = ("voice.rate=180", "pace.rest=1", "minutes.movement=yes", "prompts.half=yes", "music.duck=3")
    routine = made_of(short + SCRIPT, Overrides(sets=sets))
    assert (routine.voice.name, routine.voice.rate) == ("Alba", 180)
    assert routine.pace == Pace(Decimal(2), Decimal(1))
    assert (routine.minutes.length, routine.minutes.movement) == (20 * 60_000, True)
    assert (routine.prompts.half, routine.prompts.total) == (True, False)
    assert routine.music is not None
    assert (routine.music.work, routine.music.duck) == (MusicBed("pulse"), 3)


def test_defaults_reach_all_that_say_nothing_themselves() -> None:
    routine = tweaked("defaults.rest=20s", "defaults.switch=9s")
    assert [(one.key, *one.rests, one.switch) for one in exercises_in(routine.blocks)] == [
        ("squat", 40_000, 9_000),
        ("side-lying clam", 20_000, 9_000),
        ("squat", 20_000, 9_000),
    ]


def test_an_exercise_wins_over_definition_and_step() -> None:
    assert [(one.sets, reps_of(one)) for one in squats()] == [(2, (8, 8)), (3, (12, 12, 12))]
    assert [(one.sets, reps_of(one)) for one in squats("squat.reps=15")] == [(2, (15, 15)), (3, (15, 15, 15))]
    assert [one.rests for one in squats("squat.rest=5s")] == [(5_000,), (5_000,)]
    assert [(one.sets, reps_of(one)) for one in squats("squat.do=1x5")] == [(1, (5,)), (1, (5,))]
    assert [times_of(one) for one in squats("squat.time=40s")] == [(40_000,) * 2, (40_000,) * 3]
    assert [times_of(one) for one in squats("squat.do=30s,20s")] == [(30_000, 20_000)] * 2
    assert [times_of(one) for one in squats("squat.time=[30s, 20s]")] == [(30_000, 20_000)] * 2
    assert [one.rests for one in squats("squat.rest=5s,4s")] == [(5_000, 4_000)] * 2
    assert [[weight.text for weight in one.weights] for one in squats("squat.weight=20kg,25kg")] == [
        ["20kg", "25kg"]
    ] * 2


def test_sides_that_share_a_dose_do_so_at_another_one() -> None:
    assert times_of(clam("side-lying clam.do=1m both sides")) == (27_000,)
    assert reps_of(clam("side-lying clam.do=12 both sides")) == (6,)


def test_other_exercises_stay_as_they_are() -> None:
    assert clam("squat.reps=15", "squat.rest=5s") == clam()


@pytest.mark.parametrize("name", ["side-lying clam", "Side lying clam", "side_lying_clam", "SIDE-LYING CLAM"])
def test_an_exercise_is_found_however_its_name_is_written(name: str) -> None:
    assert reps_of(clam(f"{name}.reps=7")) == (7, 7)


def test_one_phase_of_a_tempo() -> None:
    for one in squats("squat.tempo.down=4s"):
        assert [(phase.name, phase.length) for phase in one.variants[0].phases] == [("down", 4_000), ("up", 1_000)]


def test_one_cue() -> None:
    assert [cues_of(one) for one in squats("squat.cues.every 4=knees out")] == [{"every 4": ["knees out"]}] * 2
    assert [cues_of(one) for one in squats("squat.cues.every 4=none")] == [{}] * 2


def test_a_definition_may_be_named_in_full() -> None:
    assert [reps_of(one) for one in squats("exercises.squat.reps=9")] == [(9, 9), (9, 9, 9)]


def test_steps_count_from_one() -> None:
    blocks = tweaked("routine.1.say=Hello.", "routine.3.rest=15s").blocks
    assert isinstance(blocks[0], Say)
    assert blocks[0].text.text == "Hello."
    assert isinstance(blocks[2], Rest)
    assert blocks[2].length == 15_000


def test_a_later_tweak_wins() -> None:
    assert [one.rests for one in squats("squat.rest=5s", "squat.rest=6s")] == [(6_000,), (6_000,)]


def test_a_list_is_a_value_too() -> None:
    assert clam("side-lying clam.sides=[left, right]").sides == ("left", "right")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("squatt.reps=15", "unknown-path"),
        ("nothing.at.all=1", "unknown-path"),
        ("routine.0.rest=5s", "unknown-path"),
        ("routine.99=squat", "unknown-path"),
        (f"routine.{'9' * 5000}.rest=5s", "unknown-path"),
        ("squat.tempo.sideways.x=1", "wrong-value"),
        ("squat.rpes=15", "unknown-key"),
        ("defaults.rst=20s", "unknown-key"),
        ("squat.reps=many", "wrong-value"),
        ("defaults.rest=soon", "wrong-value"),
        ("squat.reps", "bad-path"),
        ("=15", "bad-path"),
        ("squat.=15", "bad-path"),
        ("squat=15", "bad-path"),
        ("squat.reps=", "bad-path"),
        ("squat.reps=[1", "yaml-syntax"),
        ("squat.rest=!!int 5", "yaml-tag"),
    ],
)
def test_a_tweak_that_makes_no_sense_says_so_by_its_own_name(written: str, code: str) -> None:
    routine, found = check_files({"main.yaml": SCRIPT}, Overrides(sets=(written,)))
    assert routine is None
    assert code in [one.code for one in found if one.span.file == f"--set {written}"]


def test_a_misspelt_path_names_the_nearest() -> None:
    _, found = check_files({"main.yaml": SCRIPT}, Overrides(sets=("squatt.reps=15",)))
    assert [one.help for one in found] == ["did you mean 'squat'?"]


def test_a_tweak_reaches_an_included_exercise() -> None:
    main = "title: Main\nroutine:\n  - include: legs.yaml\n"
    routine = made_of(main, Overrides(sets=("squat.reps=4",)), legs=SCRIPT)
    assert [reps_of(one) for one in exercises_in(routine.blocks) if one.key == "squat"] == [(4, 4), (4, 4, 4)]


def test_only_leaves_out_all_else() -> None:
    routine = made_of(SCRIPT, Overrides(only=("squat",)))
    assert [block.key for block in routine.blocks if isinstance(block, Exercise)] == ["squat", "squat"]
    assert len(routine.blocks) == 2


def test_only_keeps_the_order_of_the_routine() -> None:
    routine = made_of(SCRIPT, Overrides(only=("SIDE_LYING CLAM", "squat")))
    assert [one.key for one in exercises_in(routine.blocks)] == ["squat", "side-lying clam", "squat"]


def test_only_reaches_into_repeats() -> None:
    script = "title: T\nroutine:\n  - repeat: 3\n    steps: [{exercise: A}, {rest: 10s}, {exercise: B}]\n"
    routine = made_of(script, Overrides(only=("b",)))
    assert [one.key for one in exercises_in(routine.blocks)] == ["B"]
    assert routine.blocks[0].times == 3  # type: ignore[union-attr]


def test_only_an_exercise_that_is_not_there() -> None:
    _, found = check_files({"main.yaml": SCRIPT}, Overrides(only=("squad",)))
    assert [(one.code, one.span.file) for one in found] == [("unknown-exercise", "--only squad")]
    assert "did you mean 'squat'?" in found[0].help


@pytest.mark.parametrize(
    ("level", "reps", "time"), [("easy", 10, 20_000), ("normal", 12, 30_000), ("hard", 15, 40_000)]
)
def test_the_level_settles_ranges(level: str, reps: int, time: int) -> None:
    script = "title: T\nroutine:\n  - {exercise: A, do: 1x10-15}\n  - {exercise: B, time: 20s-40s}\n"
    first, second = exercises_in(made_of(script, Overrides(level=level)).blocks)  # type: ignore[arg-type]
    assert reps_of(first) == (reps,)
    assert times_of(second) == (time,)


def test_the_pace_of_the_command_line_wins() -> None:
    script = "title: T\npace: 2\nroutine:\n  - exercise: A\n"
    assert made_of(script).pace == Pace(Decimal(2), Decimal(2))
    assert made_of(script, Overrides(pace=Pace(Decimal("0.5")))).pace == Pace(Decimal("0.5"))


def test_without_tweaks_there_is_nothing_to_say() -> None:
    assert codes_of(SCRIPT) == []
