from __future__ import annotations

from decimal import Decimal

import pytest

from voicecoach.units import (
    format_clock,
    format_duration,
    format_precise,
    parse_duration,
    samples_at,
    scale,
)


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("90", 90_000),
        ("90s", 90_000),
        ("1m30s", 90_000),
        ("1m 30s", 90_000),
        ("1:30", 90_000),
        ("1 min 30 sec", 90_000),
        ("1 minute 30 seconds", 90_000),
        ("1:02:00", 3_720_000),
        ("1h2m", 3_720_000),
        ("1 hour 2 minutes", 3_720_000),
        ("0.5s", 500),
        ("0.5", 500),
        ("500ms", 500),
        ("500 milliseconds", 500),
        ("1s500ms", 1_500),
        ("1.5m", 90_000),
        ("1.5h", 5_400_000),
        ("010", 10_000),
        ("08", 8_000),
        ("0:45", 45_000),
        ("00:45", 45_000),
        ("0:05", 5_000),
        ("1:5", 65_000),
        ("90:00", 5_400_000),
        ("0:45.5", 45_500),
        ("0", 0),
        ("0s", 0),
        ("  45s  ", 45_000),
        ("0.0005s", 1),
        ("0.0004s", 0),
    ],
)
def test_a_duration_means_what_was_written(written: str, milliseconds: int) -> None:
    assert parse_duration(written) == milliseconds


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "abc", "-5", "-5s", "+5", "1:60", "1:75", "1:60:00", "1:2:3:4", ":30", "1:", "1::30",
        "5 5", "5x", "s", "ms", "30s1m", "5s 5s", "1,5s", "1e3", "0x10", ".5", "5.", "1.5:30", "1m30", "½", "٣",
        "٣s", "3 s m", "inf", "NaN", "1_000", "yes", "9" * 10,
    ],
)  # fmt: skip
def test_what_is_not_a_duration_is_refused(written: str) -> None:
    assert parse_duration(written) is None


@pytest.mark.parametrize(
    ("milliseconds", "clock"),
    [
        (0, "0:00"),
        (499, "0:00"),
        (500, "0:01"),
        (59_499, "0:59"),
        (59_500, "1:00"),
        (90_000, "1:30"),
        (3_599_499, "59:59"),
        (3_599_500, "1:00:00"),
        (3_720_000, "1:02:00"),
        (86_400_000, "24:00:00"),
    ],
)
def test_a_clock_is_rounded_to_the_second(milliseconds: int, clock: str) -> None:
    assert format_clock(milliseconds) == clock


@pytest.mark.parametrize(
    ("milliseconds", "precise"),
    [(0, "0:00.000"), (7, "0:00.007"), (61_234, "1:01.234"), (59_999, "0:59.999"), (3_600_050, "60:00.050")],
)
def test_a_precise_time_keeps_each_millisecond(milliseconds: int, precise: str) -> None:
    assert format_precise(milliseconds) == precise


@pytest.mark.parametrize(
    ("milliseconds", "written"),
    [
        (0, "0s"),
        (500, "500ms"),
        (999, "999ms"),
        (1_000, "1s"),
        (2_500, "2.5s"),
        (10_000, "10s"),
        (60_000, "1m"),
        (90_000, "1m30s"),
        (61_005, "1m1.005s"),
        (60_500, "1m0.5s"),
        (3_600_000, "1h"),
        (3_601_000, "1h1s"),
        (3_720_000, "1h2m"),
        (100_000, "1m40s"),
        (6_000_000, "1h40m"),
    ],
)
def test_a_duration_is_written_as_a_person_would(milliseconds: int, written: str) -> None:
    assert format_duration(milliseconds) == written
    assert parse_duration(written) == milliseconds


def test_every_duration_that_is_written_can_be_read() -> None:
    for milliseconds in range(0, 4 * 3_600_000, 12_347):
        assert parse_duration(format_duration(milliseconds)) == milliseconds


@pytest.mark.parametrize(
    ("milliseconds", "pace", "scaled"),
    [
        (3_000, "1", 3_000),
        (3_000, "1.5", 2_000),
        (3_000, "0.5", 6_000),
        (1_000, "3", 333),
        (2_000, "3", 667),
        (1_001, "2", 501),
        (999, "2", 500),
        (0, "4", 0),
        (3_000, "1.2", 2_500),
    ],
)
def test_pace_divides_a_time_and_rounds_a_half_up(milliseconds: int, pace: str, scaled: int) -> None:
    assert scale(milliseconds, Decimal(pace)) == scaled


@pytest.mark.parametrize(
    ("milliseconds", "rate", "frame"),
    [
        (0, 44_100, 0),
        (1_000, 44_100, 44_100),
        (10, 44_100, 441),
        (1, 44_100, 44),
        (5, 44_100, 221),
        (1, 48_000, 48),
        (1, 22_050, 22),
        (20, 22_050, 441),
        (1, 500, 1),
        (86_400_000, 48_000, 86_400 * 48_000),
    ],
)
def test_an_instant_falls_on_the_nearest_frame(milliseconds: int, rate: int, frame: int) -> None:
    assert samples_at(milliseconds, rate) == frame


def test_frames_never_drift() -> None:
    third_of_an_hour = 1_200_000
    assert all(samples_at(10 * step, 44_100) == 441 * step for step in range(third_of_an_hour // 10))
