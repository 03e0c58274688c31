from __future__ import annotations

import time

import pytest

from tests.script.files import codes_of, made_of
from voicecoach.script import reader
from voicecoach.script.kinds import Problems
from voicecoach.script.model import Count, Level, Phase
from voicecoach.script.notation import (
    DoNotation,
    Range,
    parse_count,
    parse_do,
    parse_reps,
    parse_time,
)
from voicecoach.script.tempo import TEMPO


def reps(sets: int, *numbers: int, each: bool = False) -> DoNotation:
    return DoNotation(sets, tuple(Range(number, number) for number in numbers), (), each)


def timed(sets: int, low: int, high: int, *, each: bool = False) -> DoNotation:
    return DoNotation(sets, (), (Range(low, high),), each)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", reps(1, 12)),
        ("3x12", reps(3, 12)),
        ("3 x 12", reps(3, 12)),
        ("3X12", reps(3, 12)),
        ("3×12", reps(3, 12)),
        ("010", reps(1, 10)),
        ("100x1000", reps(100, 1_000)),
        ("3x10-15", DoNotation(3, (Range(10, 15),))),
        ("3x10–15", DoNotation(3, (Range(10, 15),))),
        ("3x10 - 15", DoNotation(3, (Range(10, 15),))),
        ("12,10,8", reps(3, 12, 10, 8)),
        ("12, 10, 8", reps(3, 12, 10, 8)),
        ("3x12,10,8", reps(3, 12, 10, 8)),
        ("12-15,10-12", DoNotation(2, (Range(12, 15), Range(10, 12)))),
        ("3x40s", timed(3, 40_000, 40_000)),
        ("40s", timed(1, 40_000, 40_000)),
        ("1:30", timed(1, 90_000, 90_000)),
        ("3x0:45", timed(3, 45_000, 45_000)),
        ("5m-10m", timed(1, 300_000, 600_000)),
        ("5-10m", timed(1, 300_000, 600_000)),
        ("2x30-40s", timed(2, 30_000, 40_000)),
        ("3x12 each side", reps(3, 12, each=True)),
        ("3x12 per side", reps(3, 12, each=True)),
        ("3x12/side", reps(3, 12, each=True)),
        ("3x12 each leg", reps(3, 12, each=True)),
        ("3x12 EACH ARM", reps(3, 12, each=True)),
        ("12,10,8 each side", reps(3, 12, 10, 8, each=True)),
        ("30s,25s,20s", DoNotation(3, (), (Range(30_000, 30_000), Range(25_000, 25_000), Range(20_000, 20_000)))),
        ("2x40-60s, 0:30", DoNotation(2, (), (Range(40_000, 60_000), Range(30_000, 30_000)))),
        ("1m both sides", timed(1, 60_000, 60_000)._replace(both_sides=True)),
        ("2x12 both legs", reps(2, 12)._replace(both_sides=True)),
        ("10x10s hold", reps(1, 10)._replace(hold=Range(10_000, 10_000))),
        ("3x5x10s hold", reps(3, 5)._replace(hold=Range(10_000, 10_000))),
        ("8-12 x 5s holds each side", DoNotation(1, (Range(8, 12),), (), True, False, Range(5_000, 5_000))),
        ("10s-15s hold", reps(1, 1)._replace(hold=Range(10_000, 15_000))),
        ("3x40s each side", timed(3, 40_000, 40_000, each=True)),
    ],
)
def test_a_dose_means_what_a_coach_writes(written: str, meant: DoNotation) -> None:
    assert parse_do(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "", "x", "3x", "x12", "0x12", "101x12", "3x0", "3x1001", "1001", "990-1001", "3x2.5",
        "3x15-10", "3x10-12-15", "3x-5", "3.5x12",
        "2x12,10,8", "12,,8", "12,", "3x500ms", "0s", "25h", "three by twelve", "3x12 each", "each side", "3*12",
        "3x12x2", "30,20s", "30s,8", "10x10 hold", "3x5x2x10s hold", "0x10s hold", "hold", "11m hold",
        "12 each side both sides", "3x30s,20s", "30s,", "٣x12",
    ],
)  # fmt: skip
def test_what_is_not_a_dose_is_refused(written: str) -> None:
    assert parse_do(written) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", Range(12, 12)),
        ("1", Range(1, 1)),
        ("1000", Range(1_000, 1_000)),
        ("010", Range(10, 10)),
        ("10-15", Range(10, 15)),
        ("10 – 15", Range(10, 15)),
        ("10-10", Range(10, 10)),
        ("0", None),
        ("1001", None),
        ("15-10", None),
        ("0-10", None),
        ("10-", None),
        ("-10", None),
        ("10.5", None),
        ("ten", None),
        ("10s", None),
        ("", None),
    ],
)
def test_repetitions_are_a_number_or_a_range(written: str, meant: Range | None) -> None:
    assert parse_reps(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("40", Range(40_000, 40_000)),
        ("40s", Range(40_000, 40_000)),
        ("1s", Range(1_000, 1_000)),
        ("24h", Range(86_400_000, 86_400_000)),
        ("5m-10m", Range(300_000, 600_000)),
        ("5-10m", Range(300_000, 600_000)),
        ("30-45", Range(30_000, 45_000)),
        ("0:45-1:30", Range(45_000, 90_000)),
        ("45s-1m", Range(45_000, 60_000)),
        ("999ms", None),
        ("24h1s", None),
        ("10m-5m", None),
        ("", None),
        ("40 reps", None),
    ],
)
def test_a_time_is_a_duration_or_a_range(written: str, meant: Range | None) -> None:
    assert parse_time(written) == meant


@pytest.mark.parametrize(
    ("low", "high", "level", "resolved"),
    [
        (10, 15, "easy", 10),
        (10, 15, "normal", 12),
        (10, 15, "hard", 15),
        (12, 12, "easy", 12),
        (12, 12, "normal", 12),
        (12, 12, "hard", 12),
        (300_000, 600_000, "normal", 450_000),
    ],
)
def test_a_range_is_its_bottom_middle_or_top(low: int, high: int, level: Level, resolved: int) -> None:
    assert Range(low, high).at(level) == resolved


def read_tempo(written: str) -> tuple[tuple[Phase, ...] | None, list[str]]:
    node, found = reader.read("tempo.yaml", written)
    assert node is not None
    assert not found
    problems = Problems()
    return TEMPO.read(node, problems), [problem.code for problem in problems.found]


def strength(*lengths: int) -> tuple[Phase, ...]:
    return tuple(
        Phase(name, length, standard=True)
        for name, length in zip(("lower", "bottom", "lift", "top"), lengths, strict=False)
    )


@pytest.mark.parametrize(
    ("written", "phases"),
    [
        ("3-1-1-0", strength(3_000, 1_000, 1_000, 0)),
        ("3110", strength(3_000, 1_000, 1_000, 0)),
        ("'3110'", strength(3_000, 1_000, 1_000, 0)),
        ("30X0", strength(3_000, 0, 1_000, 0)),
        ("30x0", strength(3_000, 0, 1_000, 0)),
        ("3-0-X-1", strength(3_000, 0, 1_000, 1_000)),
        ("1-0-1", strength(1_000, 0, 1_000)),
        ("2-1.5-1", strength(2_000, 1_500, 1_000)),
        ("2010", strength(2_000, 0, 1_000, 0)),
        ("0110", strength(0, 1_000, 1_000, 0)),
        ("10-0-2-0", strength(10_000, 0, 2_000, 0)),
        (
            "{open: 1s, squeeze: 500ms, close: 0:02}",
            (Phase("open", 1_000), Phase("squeeze", 500), Phase("close", 2_000)),
        ),
        ("{down: 1}", (Phase("down", 1_000),)),
        ("{down and hold: 1s, up: 0s}", (Phase("down and hold", 1_000), Phase("up", 0))),
        (
            "[in 4s, hold 4s, out 4.5s, hold 0:04]",
            (Phase("in", 4_000), Phase("hold", 4_000), Phase("out", 4_500), Phase("hold", 4_000)),
        ),
        (
            "['inhale, arms up  4s', exhale and fold 500ms]",
            (Phase("inhale, arms up", 4_000), Phase("exhale and fold", 500)),
        ),
    ],
)
def test_a_tempo_is_phases_in_the_order_performed(written: str, phases: tuple[Phase, ...]) -> None:
    assert read_tempo(written) == (phases, [])


@pytest.mark.parametrize(
    "written",
    [
        "0-0-0-0", "0000", "3", "31", "3-1-1-0-1", "31100", "3-1--0", "3-a-1", "fast", "61-0-1-0", "-", "~",
        "[3, 1, 1, 0]", "[]", "[in, out]", "[in 4s, 4s]", "[in 4s, [out 4s]]", "[in soon]", "[in 11m]",
        "[in 100ms]", "{}", "{open: soon}", "{1st: 1s}", "{open: 100ms}", "{open: 11m}", "{open: -1}",
        "{a every 3: 1s}",
    ],
)  # fmt: skip
def test_what_is_not_a_tempo_is_refused(written: str) -> None:
    assert read_tempo(written) == (None, ["wrong-value"])


@pytest.mark.parametrize(
    ("tempo", "starts", "names"),
    [
        ("3-1-1-0", "", [("lower", 3_000), ("bottom", 1_000), ("lift", 1_000)]),
        ("3-1-2-1", "lower", [("lower", 3_000), ("bottom", 1_000), ("lift", 2_000), ("top", 1_000)]),
        ("3-1-2-1", "lift", [("lift", 2_000), ("top", 1_000), ("lower", 3_000), ("bottom", 1_000)]),
        ("30X0", "lift", [("lift", 1_000), ("lower", 3_000)]),
    ],
)
def test_a_movement_may_begin_with_the_lift(tempo: str, starts: str, names: list[tuple[str, int]]) -> None:
    more = f", starts: {starts}" if starts else ""
    routine = made_of(f"title: T\nroutine:\n  - {{exercise: Bridge, tempo: {tempo}{more}}}\n")
    (exercise,) = routine.blocks
    phases = [(phase.name, phase.length) for phase in exercise.variants[0].phases if phase.length]  # type: ignore[union-attr]
    assert phases == names


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("up", Count("up")),
        ("down", Count("down")),
        ("ticks", Count("ticks")),
        ("none", Count("none")),
        ("UP", Count("up")),
        ("last 5", Count("last", 5)),
        ("Last  5", Count("last", 5)),
        ("every 5", Count("every", 5)),
        ("last", None),
        ("every", None),
        ("last 0", None),
        ("every 0", None),
        ("last -1", None),
        ("last five", None),
        ("every 5s", None),
        ("up 5", None),
        ("sideways", None),
        ("", None),
    ],
)
def test_a_count(written: str, meant: Count | None) -> None:
    assert parse_count(written) == meant


@pytest.mark.parametrize("key", ["do", "reps", "time", "rest", "weight", "count", "tempo"])
def test_a_value_of_many_blanks_is_read_at_once(key: str) -> None:
    """Twenty thousand blanks between two numbers took half a minute."""
    blanks = " " * 20_000
    value = f"3{blanks}-{blanks}x5{blanks}each{blanks}z"
    began = time.process_time()
    assert codes_of(f"title: T\nroutine:\n- {{exercise: A, {key}: '{value}'}}\n") != []
    assert time.process_time() - began < 2
