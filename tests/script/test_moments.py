"""The table of moments: what is read, checked, proposed, measured and planned is what its rows say."""

from __future__ import annotations

import re
from itertools import product
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.docs.pages import first_column, section
from tests.script.files import check_files, exercises_in, made_of
from voicecoach.script.keys import CUE_TEXT
from voicecoach.script.moments import MOMENTS, WHEN_EXPECTS, WHEN_PATTERN, WHEN_WORDS, Moment, Row, parse_when
from voicecoach.script.schema import make_schema
from voicecoach.script.set_timing import SetTiming

SPELLINGS = [(row, spelling) for row in MOMENTS for spelling in row.spellings]
EVERY_ROW = pytest.mark.parametrize("row", MOMENTS, ids=lambda row: row.name)
TEMPO = "tempo: {open: 1s, squeeze: 2s}"
WORK = {
    "repetitions": f"do: 1x12, {TEMPO}",
    "time": "time: 40s",
    "counted time": f"time: 40s, {TEMPO}",
    "open": "do: 1x12, rep: 3s, until: done",
    "open time": "time: 40s, until: done",
}


def test_every_name_has_one_row() -> None:
    assert tuple(row.name for row in MOMENTS) == get_args(Moment)


def test_every_spelling_is_documented_and_nothing_else() -> None:
    words = first_column(section("docs/language.md", "Cues"))
    assert words - {key.name for key in CUE_TEXT} == {spelling.example for _, spelling in SPELLINGS}


def test_every_spelling_is_read_and_named_and_proposed() -> None:
    proposed = make_schema()["$defs"]["changes"]["properties"]["cues"]["anyOf"][0]["properties"]
    assert {name: value["description"] for name, value in proposed.items()} == {
        spelling.example: spelling.doc for _, spelling in SPELLINGS
    }
    for row, spelling in SPELLINGS:
        when = parse_when(spelling.example)
        assert when is not None
        assert when.row is row
        assert spelling.example in WHEN_EXPECTS
    assert {
        word for _, spelling in SPELLINGS for word in re.findall(r"[a-z]+", re.sub("{.*?}", "", spelling.form))
    } == (WHEN_WORDS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("start", ("start", 1)),
        ("end", ("end", 1)),
        ("half", ("half", 1)),
        ("rest", ("rest", 1)),
        ("switch", ("switch", 1)),
        ("Start", ("start", 1)),
        ("rep 5", ("rep", 5)),
        ("rep 010", ("rep", 10)),
        ("every 4", ("every", 4)),
        ("last 3", ("last", 3)),
        ("last", ("last", 1)),
        ("  every   4 ", ("every", 4)),
        ("at squeeze", ("phase", 1, "squeeze")),
        ("at Squeeze", ("phase", 1, "squeeze")),
        ("at slow squeeze", ("phase", 1, "slow squeeze")),
        ("at squeeze every 3", ("phase", 3, "squeeze")),
        ("at squeeze every 0", ("phase", 1, "squeeze every 0")),
        ("at 1m 30s", ("phase", 1, "1m 30s")),
        ("at 20s", ("at", 20_000)),
        ("at 1:30", ("at", 90_000)),
        ("at 0s", ("at", 0)),
        ("every 30s", ("every-time", 30_000)),
        ("every 1m30s", ("every-time", 90_000)),
        ("every 999999999", ("every-time", 999_999_999_000)),
        ("10s left", ("left", 10_000)),
        ("1:00 left", ("left", 60_000)),
    ],
)
def test_a_moment(written: str, meant: tuple[str, int, str]) -> None:
    when = parse_when(written)
    assert when is not None
    name, number, phase = (*meant, "")[:3]
    assert (when.moment, when.number, when.phase) == (name, number, phase)


@pytest.mark.parametrize(
    "written",
    [
        "", "middle", "rep", "rep 0", "rep five", "rep -1", "every", "every 0", "every 0s", "every rep", "last 0",
        "last rep", "at", "left", "0s left", "soon left", "after 5", "5", "start now", "rep 5 left", "half 2",
        "rep 999999999", "rep ٣", "every 0.0001s",
    ],
)  # fmt: skip
def test_what_is_not_a_moment_is_refused(written: str) -> None:
    assert parse_when(written) is None


WORDS = (*sorted(WHEN_WORDS), "At", "LEFT", "squeeze", "0", "00", "4", "007", "12345678", "123456789", "-1", "4.5", "٣")
TIMES = ("0s", "0:00", "30s", "1m30s", "90sec", "1h", "2hours", "1:30", "1:02:03", "1:60:00", "1:99", "500MS", "30s5m")


@given(st.lists(st.sampled_from([*WORDS, *TIMES]), max_size=5).map(" ".join), st.sampled_from(["", " ", "\t"]))
@example("at squeeze every 3", "")
def test_the_schema_takes_exactly_what_is_read(written: str, blank: str) -> None:
    written = blank + written + blank
    assert bool(re.search(WHEN_PATTERN, written)) == (parse_when(written) is not None), written


def test_the_schema_takes_what_is_read_however_long() -> None:
    for length in (1, 2, 3):
        for words in product(("last", "EVERY", "rep", "at", "left", "4", "0", "20s", "0s"), repeat=length):
            written = " ".join(words)
            assert bool(re.search(WHEN_PATTERN, written)) == (parse_when(written) is not None), written


def codes(row: Row, work: str) -> set[str]:
    cues = ", ".join(f"{spelling.example}: go" for spelling in row.spellings)
    texts = {"main.yaml": f"title: T\nroutine: [{{exercise: X, {WORK[work]}, cues: {{{cues}}}}}]\n"}
    return {one.code for one in check_files(texts)[1] if one.severity == "error"}


@EVERY_ROW
@pytest.mark.parametrize("work", WORK)
def test_a_cue_stands_where_the_work_has_what_it_needs(row: Row, work: str) -> None:
    has = {
        "nothing": True,
        "repetitions": work != "time",
        "phase": work != "time",
        "time": work != "repetitions",
    }[row.needs]
    assert (not codes(row, work)) == (row.open if work.startswith("open") else has)


@EVERY_ROW
@pytest.mark.parametrize("work", ["repetitions", "counted time"])
def test_a_moment_comes_in_work_that_has_what_it_needs(row: Row, work: str) -> None:
    """Windows lie in the set, in order; there are as many as the limits reckon with, or the last one is not heard."""
    variant = exercises_in(made_of(f"title: T\nroutine: [{{exercise: X, {WORK[work]}}}]\n").blocks)[0].variants[0]
    timing = SetTiming.of(variant, variant.doses[0])
    for spelling in row.spellings:
        when = parse_when(spelling.example)
        assert when is not None
        if row.needs == "time" and not timing.timed:
            continue
        windows = list(when.windows(timing))
        assert bool(windows) == (row.place == "work")
        assert all(0 <= window.earliest <= window.latest <= timing.length for window in windows)
        assert windows == sorted(windows)
        assert len(windows) <= when.occasions(timing) <= max(1, len(windows) + 1)
        assert when.is_within(timing)
