"""A voice that does not repeat itself: wordings take turns, and none comes too often in a whole workout."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.compiling import SteadyVoice, lay_out, routine_of, timeline_of
from tests.timeline.scripts import some
from voicecoach.app import Request, load
from voicecoach.phrases.pack import languages
from voicecoach.script.checker import Overrides
from voicecoach.script.model import Style
from voicecoach.script.styles import STYLES
from voicecoach.timeline.model import Role, Timeline
from voicecoach.timeline.utterances import Rotation

lists = st.integers(2, 6).map(lambda number: tuple("abcdef"[:number]))
seeds = st.integers(0, 5)
MOST = 8
OWN_WORDS: tuple[Role, ...] = ("count", "phase", "cue", "setup", "say", "name")
"""Roles of what is counted, or was written by the script."""


@st.composite
def occasions(draw: st.DrawFn) -> tuple[tuple[str, ...], list[set[int]]]:
    """A list of texts, and which of them fit, time after time."""
    texts = draw(lists)
    some_of_them = st.sets(st.integers(0, len(texts) - 1), min_size=1)
    return texts, draw(st.lists(some_of_them, min_size=2, max_size=30))


@some()
@given(occasions(), seeds)
def test_none_comes_again_before_all_others_that_fit(times: tuple[tuple[str, ...], list[set[int]]], seed: int) -> None:
    texts, fitting = times
    rotation, heard = Rotation(seed), list[int]()
    for here in fitting:
        chosen = rotation.next(texts, here.__contains__)
        assert chosen in here
        since = heard[len(heard) - heard[::-1].index(chosen) :] if chosen in heard else None
        assert since is None or here - {chosen} <= set(since)
        heard.append(chosen)


@some()
@given(lists, seeds)
def test_all_of_them_come_in_the_same_order_again_and_again(texts: tuple[str, ...], seed: int) -> None:
    one, other = Rotation(seed), Rotation(seed)
    heard = [one.next(texts) for _ in range(3 * len(texts))]
    assert heard == [other.next(texts) for _ in heard]
    assert sorted(heard[: len(texts)]) == [*range(len(texts))]
    assert heard == heard[: len(texts)] * 3
    assert seed or heard[: len(texts)] == [*range(len(texts))]


def test_what_is_not_heard_after_all_comes_next() -> None:
    rotation = Rotation()
    heard = [rotation.next(("a", "b"))]
    rotation.next(("a", "b"))
    rotation.take_back(("a", "b"))
    assert [*heard, rotation.next(("a", "b"))] == [0, 1]


def test_lists_do_not_disturb_each_other() -> None:
    rotation = Rotation()
    assert [rotation.next(texts) for texts in (("a", "b"), ("c", "d"), ("a", "b"), ("c", "d"))] == [0, 0, 1, 1]


def test_a_seed_gives_another_order_and_always_the_same() -> None:
    assert len({Rotation(seed).next(tuple("abcdef")) for seed in range(1, 20)}) > 2


def texts_of(timeline: Timeline, *roles: Role) -> list[str]:
    return [event.text for event in timeline.spoken() if event.role in roles]


TURNS = "title: T\nseed: {seed}\nroutine:\n  - {{exercise: squat, do: 6x9, rep: 3s}}\n"


def test_a_plan_is_the_same_each_time() -> None:
    """It is made several times over for the length of the whole, which is spoken."""
    assert timeline_of(TURNS.format(seed=7)) == timeline_of(TURNS.format(seed=7))
    assert timeline_of(TURNS.format(seed=7)).events != timeline_of(TURNS.format(seed=0)).events


def band_glutes(style: Style = "plain", language: str = "en", seed: int = 0) -> Timeline:
    sets = (f"style={style}", f"seed={seed}")
    routine, _ = load(Request("band-glutes", Overrides(sets=sets, language=language))).require()
    return lay_out(routine, SteadyVoice())


def often_heard(timeline: Timeline) -> dict[str, int]:
    """The wordings of prompts that come more often than `MOST` times."""
    heard = Counter(event.text for event in timeline.spoken() if event.role not in OWN_WORDS)
    return {text: times for text, times in heard.items() if times > MOST}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("language", languages())
def test_no_wording_comes_too_often_in_a_whole_workout(style: Style, seed: int, language: str) -> None:
    """Thirty-six sets."""
    assert not often_heard(band_glutes(style, language, seed))


@pytest.mark.parametrize("role", ["last", "half", "rest", "time"])
def test_no_prompt_is_worded_alike_twice_in_a_row(role: Role) -> None:
    said = texts_of(band_glutes(), role)
    assert len(said) > MOST
    assert all(one != other for one, other in pairwise(said))


@pytest.mark.parametrize(
    ("style", "switches", "halves", "praise"),
    [
        ("quiet", "", 0, 0),
        ("plain", "", 8, 2),
        ("lively", "", 12, 4),
        ("quiet", "prompts: {half: yes, encourage: yes}", 12, 4),
        ("lively", "prompts: {half: no, encourage: no}", 0, 0),
    ],
)
def test_what_a_style_says(style: str, switches: str, halves: int, praise: int) -> None:
    """Four exercises of three sets."""
    steps = "".join(f"  - {{exercise: move {name}, do: 3x9, rep: 4s}}\n" for name in "abcd")
    timeline = timeline_of(f"title: T\nstyle: {style}\n{switches}\nroutine:\n{steps}", SteadyVoice())
    assert (len(texts_of(timeline, "half")), len(texts_of(timeline, "encourage"))) == (halves, praise)


def test_the_style_of_an_exercise_wins() -> None:
    script = "title: T\nstyle: lively\nroutine:\n  - {exercise: a, do: 1x9, style: quiet}\n  - {exercise: b, do: 1x9}\n"
    assert [event.exercise for event in timeline_of(script).spoken() if event.role == "half"] == ["b"]
    assert [step.style for step in routine_of(script).blocks] == ["quiet", "lively"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("style", "least"), [("quiet", 0), ("plain", 1), ("lively", 1)], ids=["quiet", "plain", "lively"]
)
def test_a_set_is_mostly_silence(style: Style, least: int) -> None:
    """Speech in a set of the band routine, with a voice of 60 ms a letter, is within the share of its style."""
    timeline = band_glutes(style)
    assert len(texts_of(timeline, "encourage")) >= least
    for work in (one for one in timeline.segments if one.kind == "work"):
        said = sum(one.end - one.start for one in timeline.spoken() if work.start <= one.start < work.end)
        assert said <= (work.end - work.start) * max(36, STYLES[style].talk_cap) // 100
