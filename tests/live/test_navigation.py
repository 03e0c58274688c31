"""Places in timelines: the same one at another pace, landings, ways back in."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.live.routines import RATE, loaded_from, scripts, timeline_of
from voicecoach.live.playing import edits, navigation
from voicecoach.live.playing.edits import Omission
from voicecoach.live.playing.navigation import BEATS, Passage, is_word
from voicecoach.live.playing.player import Player
from voicecoach.live.playing.reentry import Reentry, reentry
from voicecoach.timeline.model import Event, Timeline

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHARES = st.floats(0, 1, allow_nan=False)
PACES = st.sampled_from(["0.6", "0.8", "0.95", "1", "1.05", "1.3", "1.7"])

CLAMS = """
title: Clams
exercises:
  clam: {do: 2x8, sides: each, rep: 3s, rest: 30s, ready: 10s, cues: {every 4: keep your ribs down}}
  plank: {do: 2x40s, rest: 20s}
  march: {do: 1x30s, until: done}
routine: [clam, plank, march, clam]
"""


@pytest.fixture
def clams(tmp_path: Path) -> Timeline:
    return timeline_of(loaded_from(CLAMS, tmp_path))


class Marks:
    """A source in which each event that matters sounds as a number of its own, for just as long as it lasts."""

    rate, channels = RATE, 1

    def __init__(self, timeline: Timeline, numbers: dict[str, int]) -> None:
        self.samples = np.zeros(timeline.duration, np.int16)
        self.position = 0
        for event in timeline.events:
            if event.id in numbers:
                self.samples[event.start : event.end] = numbers[event.id]

    @property
    def length(self) -> int:
        return len(self.samples)

    def seek(self, position: int) -> None:
        self.position = position

    def read_int16(self, count: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        return self.samples[self.position : self.position + count]


def is_count(event: Event) -> bool:
    return event.role in ("count", "last")


def runs(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> list[tuple[int, int, int]]:
    """Value, first sample and length of every stretch of one value that is not silent."""
    edges = np.flatnonzero(np.diff(samples, prepend=0, append=0))
    pieces = pairwise(edges)
    return [(int(samples[a]), int(a), int(b - a)) for a, b in pieces if samples[a]]


@FEW
@given(text=scripts(), first=PACES, second=PACES, share=SHARES)
def test_no_count_is_missed_or_said_twice_when_the_pace_changes(
    text: str, first: str, second: str, share: float, tmp_path: Path
) -> None:
    loaded = loaded_from(text, tmp_path)
    old, new = timeline_of(loaded, first), timeline_of(loaded, second)
    counts = [event.id for event in old.events if is_count(event)]
    assert counts == [event.id for event in new.events if is_count(event)]
    at, there = Passage(old, new).changeover(int(share * old.duration))
    numbers = {name: 100 + number for number, name in enumerate(counts)}
    player = Player(Marks(old, numbers))
    assert player.swap(Marks(new, numbers), there, at)
    heard = runs(player.read(at + new.duration - there))
    assert [value for value, _, _ in heard] == [numbers[name] for name in counts]
    before = {numbers[event.id]: event for event in old.events if event.id in numbers}
    after = {numbers[event.id]: event for event in new.events if event.id in numbers}
    for value, start, length in heard:
        if start < at:
            event, shift = before[value], 0
        else:
            event, shift = after[value], at - there
        assert (start, length) == (event.start + shift, event.end - event.start)


@FEW
@given(text=scripts(), first=PACES, second=PACES, share=SHARES)
def test_a_change_falls_between_words_and_repeats_no_sentence(
    text: str, first: str, second: str, share: float, tmp_path: Path
) -> None:
    loaded = loaded_from(text, tmp_path)
    old, new = timeline_of(loaded, first), timeline_of(loaded, second)
    passage = Passage(old, new)
    at, there = passage.changeover(int(share * old.duration))
    for timeline, instant in ((old, at), (new, there)):
        assert [event.id for event in timeline.events if is_word(event) and event.start < instant < event.end] == []
    heard = {event.id for event in old.events if event.start < at and event.kind == "say"}
    rest = Omission(passage.repeated(at, there)).apply(new)
    assert heard & {event.id for event in rest.events if event.start >= there and event.kind == "say"} == set()


@FEW
@given(text=scripts(), first=PACES, second=PACES)
def test_the_passage_keeps_the_order_and_every_beat(text: str, first: str, second: str, tmp_path: Path) -> None:
    loaded = loaded_from(text, tmp_path)
    old, new = timeline_of(loaded, first), timeline_of(loaded, second)
    passage = Passage(old, new)
    there = {event.id: event.start for event in new.events}
    for event in old.events:
        if event.role in BEATS and event.id in there:
            assert passage.carry(event.start) == there[event.id]
    carried = [passage.carry(at) for at in range(0, old.duration, 250)]
    assert carried == sorted(carried)


def test_the_same_timeline_leaves_everything_where_it_is(clams: Timeline) -> None:
    passage = Passage(clams, clams)
    assert [passage.carry(at) for at in range(0, clams.duration, 100)] == list(range(0, clams.duration, 100))


def test_a_place_is_found_again_in_an_edited_script(tmp_path: Path) -> None:
    old = timeline_of(loaded_from(CLAMS, tmp_path))
    new = timeline_of(loaded_from(CLAMS.replace("routine: [", "routine: [{say: Hello there}, plank, "), tmp_path))
    third = next(event for event in old.events if event.id == "clam/set2/left/rep3/count")
    same = next(event for event in new.events if event.id == third.id)
    assert Passage(old, new).carry(third.start + 700) == same.start + 700


def test_quiet_is_the_end_of_the_word(clams: Timeline) -> None:
    title = next(event for event in clams.events if event.role == "title")
    assert navigation.quiet_from(clams, title.start + 1) == title.end
    assert navigation.quiet_from(clams, title.start) == title.start


def test_next_and_previous_exercise(clams: Timeline) -> None:
    starts = [chapter.start for chapter in clams.chapters]
    assert len(starts) == 4
    assert navigation.next_exercise(clams, 0) == starts[0]
    assert navigation.next_exercise(clams, starts[0]) == starts[1]
    assert navigation.next_exercise(clams, starts[3]) is None
    assert navigation.previous_exercise(clams, starts[1] + 20_000) == starts[1]
    assert navigation.previous_exercise(clams, starts[1] + 1_000) == starts[0]
    assert navigation.previous_exercise(clams, 1_000) == 0
    for start in starts:
        assert navigation.word_at(clams, start) is None


def test_repetitions_come_from_the_counts(clams: Timeline) -> None:
    work = next(segment for segment in clams.segments if segment.kind == "work")
    found = navigation.repetitions(clams, work)
    assert found is not None
    assert found.count == 8
    assert [found.start_of(rep) for rep in range(1, 9)] == [work.start + 3_000 * (rep - 1) for rep in range(1, 9)]
    assert [found.at(work.start + 3_000 * rep) for rep in range(8)] == list(range(1, 9))
    assert found.at(work.start + 2_999 - 2) == 1


def test_counted_work_begins_again_with_its_repetition(clams: Timeline) -> None:
    sixth = next(event for event in clams.events if event.id == "clam/set2/left/rep6/count")
    assert reentry(clams, sixth.start + 1_500) == Reentry(sixth.start, 2, "left", rep=6)


def test_the_first_repetition_begins_again_with_the_set(clams: Timeline) -> None:
    first = next(event for event in clams.events if event.id == "clam/set1/right/rep1/count")
    assert reentry(clams, first.start + 900) == Reentry(first.start, 1, "right")


def test_timed_work_goes_on_with_what_is_left(clams: Timeline) -> None:
    work = next(segment for segment in clams.segments if segment.exercise == "plank" and segment.kind == "work")
    assert reentry(clams, work.start + 9_000) == Reentry(work.start + 9_000, 1, "", remaining=31_000)


def test_a_rest_has_no_words_to_come_back(clams: Timeline) -> None:
    rest = next(segment for segment in clams.segments if segment.kind == "rest")
    assert reentry(clams, rest.start + 5_000) is None


def test_open_work_ends_when_told(clams: Timeline) -> None:
    work = next(segment for segment in clams.segments if segment.open)
    assert work.exercise == "march"
    assert work.end - work.start == 30_000
    assert navigation.open_end(clams, 0) == work.end
    assert navigation.open_end(clams, work.end) is None


@FEW
@given(text=scripts(), share=SHARES)
def test_a_place_is_remembered_exactly(text: str, share: float, tmp_path: Path) -> None:
    timeline = timeline_of(loaded_from(text, tmp_path))
    at = int(share * timeline.duration)
    assert navigation.find(timeline, *navigation.remember(timeline, at)) == at


def test_the_ends_of_work_keep_the_names_that_bookmarks_have(clams: Timeline) -> None:
    work = next(segment for segment in clams.segments if segment.exercise == "plank" and segment.kind == "work")
    name = "work:('plank', 1, '', 'plank'):1"
    assert navigation.find(clams, name, 9_000) == work.start + 9_000
    assert navigation.find(clams, f"{name}:end", 0) == work.end
    without_go = Omission(("plank/set1/go",)).apply(clams)
    assert navigation.remember(without_go, work.start + 9_000) == (name, 9_000)


def test_a_forgotten_event_is_not_found(clams: Timeline) -> None:
    assert navigation.find(clams, "no/such/event", 0) is None


@FEW
@given(text=scripts(), share=SHARES)
def test_more_rest_moves_what_follows_and_nothing_before(text: str, share: float, tmp_path: Path) -> None:
    timeline = timeline_of(loaded_from(text, tmp_path))
    at = int(share * timeline.duration)
    stretch = edits.stretch_at(timeline, at, 15_000)
    pause = navigation.pause_at(timeline, at)
    if stretch is None:
        assert pause is None or pause[1] >= timeline.duration
        return
    longer = stretch.apply(timeline)
    assert pause is not None
    assert pause[0] < stretch.cut <= pause[1]
    assert longer.duration == timeline.duration + 15_000
    assert [(one.start, one.end) for one in longer.segments[1:]] == [
        (before.end, after.end) for before, after in zip(longer.segments, longer.segments[1:], strict=False)
    ]
    for before, after in zip(timeline.events, longer.events, strict=True):
        assert after.start - before.start == (15_000 if before.start >= stretch.cut else 0)
        assert after.end - after.start == before.end - before.start
    assert navigation.pause_at(longer, stretch.cut) == (pause[0], pause[1] + 15_000)


@FEW
@given(text=scripts(), share=SHARES)
def test_a_sentence_is_said_again_where_nothing_else_is(text: str, share: float, tmp_path: Path) -> None:
    timeline = timeline_of(loaded_from(text, tmp_path))
    at = int(share * timeline.duration)
    sentence = edits.last_sentence(timeline, at)
    again = edits.again_at(timeline, sentence, at, timeline.duration) if sentence else None
    if sentence is None or again is None:
        return
    changed = again.apply(timeline)
    assert again.event.start >= at
    assert again.event.text == sentence.text
    spoken = sorted(changed.spoken(), key=lambda event: event.start)
    assert all(one.end <= other.start for one, other in pairwise(spoken))
    assert [event.start for event in changed.events] == sorted(event.start for event in changed.events)


def test_the_way_to_another_pace_never_leads_back(tmp_path: Path) -> None:
    """A second that is counted down stays where it is before the end of work, and the counts around it do not."""
    loaded = loaded_from("title: Hop\nroutine: [{exercise: hop, time: 20s, rep: 300ms}]\n", tmp_path)
    old, new = timeline_of(loaded, "0.8"), timeline_of(loaded, "1")
    passage = Passage(old, new)
    carried = [passage.carry(at) for at in range(old.duration)]
    assert carried == sorted(carried)
