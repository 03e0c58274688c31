"""What keys do to a routine that plays: in the time of the samples that are pulled, without a device."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from tests.live.routines import loaded_from
from voicecoach.app import Studio
from voicecoach.errors import EngineFailed
from voicecoach.live.playing.composer import Stage
from voicecoach.live.playing.version import Material
from voicecoach.live.records.bookmark import Bookmark
from voicecoach.live.session import Session
from voicecoach.timeline.model import Event, Phrase

CLAMS = """
title: Clams
exercises:
  clam: {do: 2x8, sides: each, rep: 3s, rest: 30s, ready: 10s, cues: {every 4: keep your ribs down}}
  plank: {do: 1x40s, rest: 20s}
  march: {do: 1x30s, until: done, cues: {at 10s: swing your arms}}
routine: [clam, {rest: 30s}, march, plank]
"""
BLOCK_MS = 20
RATE = 24_000


class Gym:
    """Sessions whose time is that of the samples pulled from them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now, self.studios = folder, 0.0, ExitStack()

    def material(self, text: str) -> Material:
        loaded = loaded_from(text, self.folder)
        assert loaded.routine is not None
        assert loaded.pack is not None
        return self.studios.enter_context(Studio(loaded.routine, loaded.pack)).material()

    def session(self, text: str = CLAMS, place: Bookmark | None = None) -> Session:
        session = Session(self.material(text), place, clock=lambda: self.now)
        session.start()
        self.settle(session)
        return session

    def settle(self, session: Session) -> None:
        """Until what is composed in the background is there."""
        for _ in range(1000):
            session.tick()
            if session.playback.complete and session.change.state != "composing":
                break
            time.sleep(0.01)
        session.tick()

    def run(self, session: Session, milliseconds: int) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
        """Let so much time pass; what is heard in it."""
        blocks = []
        for _ in range(milliseconds // BLOCK_MS):
            session.tick()
            blocks.append(session.playback.player.read(session.playback.player.rate * BLOCK_MS // 1000))
            self.now += BLOCK_MS / 1000
        session.tick()
        return np.concatenate(blocks) if blocks else np.zeros(0, np.int16)

    def go_to(self, session: Session, at: int) -> None:
        session.playback.jump(at)
        self.run(session, BLOCK_MS * 2)
        session.playback.jump(at)


class Slow:
    """A stage that prepares nothing from the first count on until its gate opens."""

    def __init__(self, stage: Stage) -> None:
        self.speech, self.tone = stage.speech, stage.tone
        self.gate = threading.Event()

    def known(self, phrase: Phrase) -> int | None:
        return None

    def prepare(self, phrases: Iterable[Phrase]) -> None:
        for phrase in phrases:
            if phrase.text == "one":
                self.gate.wait(60)
            self.speech(phrase)


@pytest.fixture
def gym(tmp_path: Path) -> Iterator[Gym]:
    gym = Gym(tmp_path)
    with gym.studios:
        yield gym


def event(session: Session, name: str) -> Event:
    return next(one for one in session.playback.timeline.events if one.id == name)


def start_of(session: Session, name: str) -> int:
    return event(session, name).start


def test_it_plays_from_the_beginning(gym: Gym) -> None:
    session = gym.session()
    gym.run(session, 3_500)
    assert session.playback.position == 3_500
    view = session.view()
    assert (view.state, view.title, view.kind) == ("playing", "Clams", "ready")
    assert view.total == session.playback.timeline.duration


def test_the_view_of_a_set(gym: Gym) -> None:
    session = gym.session()
    session.playback.jump(start_of(session, "clam/set2/left/rep6/count") + 1_000)
    view = session.view()
    assert (view.kind, view.exercise, view.side, view.set, view.sets) == ("work", "clam", "left", 2, 2)
    assert (view.rep, view.reps, view.length, view.spent) == (6, 8, 24_000, 16_000)
    assert view.next == "rest 30s, then march"


def test_a_short_pause_goes_on_at_the_very_sample(gym: Gym) -> None:
    whole = gym.session()
    expected = gym.run(whole, 20_000)
    session = gym.session()
    before = gym.run(session, 10_000)
    session.press("space")
    fade = gym.run(session, 2_000)
    assert session.view().state == "paused"
    session.press("space")
    after = gym.run(session, 10_000)
    played = len(fade) - 2_000 * 24 + session.playback.player.position
    assert played == 10_000 * 24 + 10_000 * 24 + 8 * 24
    assert np.array_equal(before, expected[: len(before)])
    rest = after[8 * 24 :]
    first = len(before) + 16 * 24
    assert np.array_equal(rest[: len(expected) - first], expected[first : first + len(rest)])


def test_after_a_long_pause_a_set_is_entered_anew(gym: Gym) -> None:
    session = gym.session()
    sixth = start_of(session, "clam/set2/left/rep6/count")
    gym.go_to(session, sixth + 1_400)
    session.press("space")
    gym.run(session, 8_000)
    session.press("space")
    assert session.playback.player.state == "interlude"
    assert session.playback.position == sixth
    text = "Set two, left side, from repetition six."
    view = session.view()
    assert (view.kind, view.caption, view.set, view.side) == ("ready", text, 2, "left")
    heard = gym.run(session, 100 + 60 * len(text) + 300 + 3_000 + BLOCK_MS)
    assert int(np.count_nonzero(np.diff((np.abs(heard) > 0).astype(int)) == 1)) >= 3
    assert session.playback.player.state == "playing"
    assert 0 <= session.playback.position - sixth < 2 * BLOCK_MS


def test_the_clock_of_the_way_back_into_a_set_stands_still_in_a_pause(gym: Gym) -> None:
    session = gym.session()
    gym.go_to(session, start_of(session, "clam/set2/left/rep6/count"))
    session.press("s")
    gym.run(session, 2_000)
    session.press("space")
    gym.run(session, BLOCK_MS)
    paused = session.view()
    assert (paused.state, paused.kind, paused.caption) == ("paused", "ready", "Set two, left side.")
    gym.run(session, 3_000)
    assert session.view() == paused
    session.press("space")
    gym.run(session, 1_000)
    left = session.view().remaining
    assert paused.remaining is not None
    assert left == paused.remaining - 1_000


def test_words_said_again_while_a_set_waits_are_no_way_back_into_it(gym: Gym) -> None:
    session = gym.session()
    session.press("s")
    work = next(one for one in session.playback.timeline.segments if one.open)
    session.playback.jump(work.end - 1_000)
    gym.run(session, 2_000)
    session.press("c")
    assert session.playback.player.state == "interlude"
    assert session.view().kind == "work"


def test_a_long_pause_in_a_rest_goes_on_where_it_was(gym: Gym) -> None:
    session = gym.session()
    rest = next(one for one in session.playback.timeline.segments if one.kind == "rest")
    gym.go_to(session, rest.start + 12_000)
    session.press("space")
    gym.run(session, 8_000)
    at = session.playback.position
    session.press("space")
    assert session.playback.player.state == "playing"
    assert session.playback.position == at


def test_next_and_previous(gym: Gym) -> None:
    session = gym.session()
    starts = [chapter.start for chapter in session.playback.timeline.chapters]
    for start in starts:
        session.press("n")
        assert session.playback.position == start
    session.press("right")
    assert session.playback.position == starts[-1]
    assert "last exercise" in session.view().message
    session.press("p")
    assert session.playback.position == starts[-2]


def test_back_to_the_start_of_the_set(gym: Gym) -> None:
    session = gym.session()
    first = start_of(session, "clam/set2/right/rep1/count")
    gym.go_to(session, first + 10_000)
    session.press("s")
    assert session.playback.player.state == "interlude"
    assert session.playback.position == first
    gym.run(session, 7_000)
    assert session.view().set == 2
    assert session.playback.player.state == "playing"


def test_before_the_first_set_its_start_is_its_announcement(gym: Gym) -> None:
    session = gym.session()
    first = session.playback.timeline.chapters[0].start
    session.playback.jump(first + 6_000)
    session.press("s")
    assert session.playback.position == first


def test_a_rest_shows_the_set_before_it_and_s_goes_there(gym: Gym) -> None:
    session = gym.session()
    rest = next(one for one in session.playback.timeline.segments if one.kind == "rest")
    session.playback.jump(rest.start + 5_000)
    view = session.view()
    assert (view.kind, view.exercise, view.set, view.side, view.next) == (
        "rest",
        "clam",
        1,
        "left",
        "set 2, right side",
    )
    session.press("s")
    assert session.playback.position == start_of(session, "clam/set1/left/rep1/count")


def test_while_an_exercise_is_announced_s_says_it_again(gym: Gym) -> None:
    session = gym.session()
    plank = next(one for one in session.playback.timeline.chapters if one.title == "plank")
    ready = next(one for one in session.playback.timeline.segments if one.kind == "ready" and one.label == "plank")
    session.playback.jump(ready.end - 500)
    assert session.view().exercise == "plank"
    session.press("s")
    assert session.playback.position == plank.start


@pytest.mark.parametrize("keys", [["l", "3", "enter"], ["l", "down", "down", "space"], ["l", "end", "enter"]])
def test_an_exercise_is_chosen_from_a_list(gym: Gym, keys: list[str]) -> None:
    session = gym.session()
    assert session.view().choices == ()
    for key in keys:
        session.press(key)
        if key != keys[-1]:
            assert session.view().choices == ("clam", "march", "plank")
    assert session.view().choices == ()
    assert session.playback.position == session.playback.timeline.chapters[2].start


@pytest.mark.parametrize("key", ["escape", "l"])
def test_a_list_is_left_as_it_was_opened(gym: Gym, key: str) -> None:
    session = gym.session()
    gym.run(session, 2_000)
    for pressed in ("l", "3", key):
        session.press(pressed)
    assert (session.view().choices, session.playback.position) == ((), 2_000)


def test_what_is_chosen_before_it_is_composed_is_waited_for(gym: Gym) -> None:
    material = gym.material(CLAMS.replace("keep your ribs down", "ribs"))
    slow = Slow(material.stage)
    session = Session(replace(material, stage=slow), clock=lambda: gym.now)
    session.start()
    gym.run(session, 100)
    while not session.playback.version.draft.outline.chapters:
        session.tick()
        time.sleep(0.01)
    for key in ("l", "3", "enter"):
        session.press(key)
    gym.run(session, 1_000)
    assert session.view().state == "holding"
    slow.gate.set()
    gym.settle(session)
    gym.run(session, 40)
    chapter = session.playback.timeline.chapters[2]
    assert chapter.start <= session.playback.position <= chapter.start + 100
    session.close()


def test_the_volume_changes_what_is_heard_and_nothing_else(gym: Gym) -> None:
    whole, session = gym.session(), gym.session()
    expected = gym.run(whole, 8_000)
    for _ in range(5):
        session.press("down")
    assert session.view().message == "volume 50 %"
    heard = gym.run(session, 8_000)
    assert np.abs(heard[RATE:] - expected[RATE:] / 2).max() <= 1
    for _ in range(9):
        session.press("up")
    assert session.view().message == "volume 100 %, the loudest here"


def test_a_routine_that_was_skipped_through_is_not_done(gym: Gym) -> None:
    session = gym.session()
    for _ in range(3):
        session.press("n")
    gym.run(session, session.playback.total - session.playback.position + 100)
    assert session.over == "finished"
    assert not session.done
    assert session.skipped == session.playback.timeline.chapters[2].start


def test_what_was_skipped_and_done_after_all_counts_as_done(gym: Gym) -> None:
    session = gym.session()
    session.press("n")
    session.press("n")
    session.press("p")
    gym.run(session, 100)
    assert session.skipped <= session.playback.timeline.chapters[0].start


@pytest.mark.parametrize(("key", "words"), [("+", "pace 2, the fastest"), ("-", "pace 0.5, the slowest")])
def test_the_pace_has_ends_and_says_so(gym: Gym, key: str, words: str) -> None:
    session = gym.session()
    for _ in range(25):
        session.press(key)
    assert session.view().message == words


def test_more_rest_is_fifteen_seconds_more(gym: Gym) -> None:
    session = gym.session()
    rest = next(one for one in session.playback.timeline.segments if one.kind == "rest")
    duration = session.playback.timeline.duration
    gym.go_to(session, rest.start + 12_000)
    left = session.view().remaining
    session.press("r")
    assert left is not None
    assert session.view().remaining == left + 15_000
    assert session.playback.timeline.duration == session.view().total == duration + 15_000


def test_more_rest_in_the_countdown_goes_back_before_it(gym: Gym) -> None:
    session = gym.session()
    two = next(one for one in session.playback.timeline.events if one.id.endswith("pause/countdown2"))
    session.playback.jump(two.start + 200)
    session.press("r")
    three = event(session, two.id.replace("countdown2", "countdown3"))
    assert 15_000 <= three.start - session.playback.position <= 16_000


def test_more_rest_needs_a_rest(gym: Gym) -> None:
    session = gym.session()
    session.playback.jump(start_of(session, "clam/set1/right/rep3/count"))
    duration = session.playback.timeline.duration
    session.press("r")
    assert session.playback.timeline.duration == duration
    assert "no rest" in session.view().message


def test_the_last_cue_again_in_the_next_gap(gym: Gym) -> None:
    session = gym.session()
    cue = next(one for one in session.playback.timeline.events if one.text == "keep your ribs down")
    session.playback.jump(cue.end + 100)
    session.press("c")
    again = [one for one in session.playback.timeline.events if one.text == cue.text and one.id.endswith("/again1")]
    assert len(again) == 1
    assert session.playback.position < again[0].start < session.playback.position + 20_000
    assert session.view().message == "again: keep your ribs down"


@pytest.mark.parametrize(("key", "times", "pace"), [("+", 1, "1.05"), ("+", 3, "1.16"), ("-", 2, "0.90")])
def test_another_pace_in_mid_set_keeps_every_count(gym: Gym, key: str, times: int, pace: str) -> None:
    session = gym.session()
    third = event(session, "clam/set1/right/rep3/count")
    gym.go_to(session, third.end + 100)
    for _ in range(times):
        session.press(key)
    gym.settle(session)
    heard: list[str] = []
    before = session.playback.position
    swapped = 0.0
    for _ in range(30_000 // BLOCK_MS):
        old = session.playback.timeline
        gym.run(session, BLOCK_MS)
        at = session.playback.position
        if session.playback.timeline is not old:
            swapped = gym.now
            before = min(before, at) if abs(at - before) > 2_000 else at - BLOCK_MS
        passed = [one for one in session.playback.timeline.events if before <= one.start < at]
        heard += [one.id for one in passed if one.role in ("count", "last")]
        before = at
    assert swapped > 0
    assert session.view().pace == Decimal(pace)
    reps = [f"clam/set1/right/rep{rep}/count" for rep in range(4, 9)]
    assert heard[:5] == reps
    rep4, rep5 = start_of(session, reps[0]), start_of(session, reps[1])
    assert rep5 - rep4 == pytest.approx(3_000 / float(pace), abs=2)


@pytest.mark.parametrize(("key", "pace"), [("+", 1.05), ("-", 0.95)])
def test_another_pace_in_mid_set_is_heard_from_the_next_count_on(gym: Gym, key: str, pace: float) -> None:
    session = gym.session("title: Ticks\nexercises:\n  clam: {do: 1x10, rep: 3s, count: ticks}\nroutine: [clam]\n")
    work = next(one for one in session.playback.timeline.segments if one.kind == "work")
    session.playback.jump(work.start - 500)
    before = gym.run(session, 500 + 3 * 3_000 + 700)
    session.press(key)
    gym.settle(session)
    after = gym.run(session, 24_000)
    loud = np.flatnonzero(np.concatenate([before, after]))
    onsets = loud[np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE // 2)] / (RATE // 1000)
    between = np.diff(onsets)[:9]
    faster = 3_000 / pace
    assert between[:3] == pytest.approx([3_000] * 3, abs=1)
    assert between[4:] == pytest.approx([faster] * 5, abs=1)
    assert min(3_000, faster) <= between[3] <= max(3_000, faster)


def test_open_work_waits_and_goes_on_at_a_key(gym: Gym) -> None:
    session = gym.session()
    work = next(one for one in session.playback.timeline.segments if one.open)
    session.playback.jump(work.end - 2_000)
    gym.run(session, 6_000)
    assert session.playback.position == work.end
    view = session.view()
    assert (view.state, view.kind, view.length) == ("waiting", "work", None)
    gym.run(session, 5_000)
    assert session.view().spent - view.spent == pytest.approx(5_000, abs=100)
    session.press("x")
    gym.run(session, 1_000)
    assert session.playback.position == work.end + 1_000
    assert session.view().kind != "work"


@pytest.mark.parametrize("key", ["space", "enter", "x"])
def test_open_work_may_be_done_early(gym: Gym, key: str) -> None:
    session = gym.session()
    work = next(one for one in session.playback.timeline.segments if one.open)
    session.playback.jump(work.start + 5_000)
    assert session.view().state == "waiting"
    session.press(key)
    assert session.playback.position == work.end
    gym.run(session, 1_000)
    assert session.playback.position == work.end + 1_000


def test_commands_do_not_end_open_work(gym: Gym) -> None:
    session = gym.session()
    work = next(one for one in session.playback.timeline.segments if one.open)
    session.playback.jump(work.start + 25_000)
    gym.run(session, 8_000)
    for key in ("?", "?", "c"):
        session.press(key)
    gym.run(session, 4_000)
    assert session.playback.position == work.end
    assert session.view().state == "waiting"


def test_open_work_that_is_done_again_waits_again(gym: Gym) -> None:
    session = gym.session()
    work = next(one for one in session.playback.timeline.segments if one.open)
    session.playback.jump(work.end - 1_000)
    gym.run(session, 2_000)
    session.press("space")
    gym.run(session, 2_000)
    session.playback.jump(work.start + 1_000)
    gym.run(session, 40_000)
    assert session.playback.position == work.end


def test_another_pace_while_open_work_waits(gym: Gym) -> None:
    session = gym.session()
    work = next(one for one in session.playback.timeline.segments if one.open)
    session.playback.jump(work.end - 1_000)
    gym.run(session, 2_000)
    session.press("+")
    gym.settle(session)
    gym.run(session, 1_000)
    changed = next(one for one in session.playback.timeline.segments if one.open)
    assert changed.end < work.end
    assert session.playback.position == changed.end
    assert session.view().state == "waiting"
    session.press("space")
    gym.run(session, 1_000)
    assert session.playback.position == changed.end + 1_000


def test_a_change_waits_for_a_good_moment_and_outlives_a_jump(gym: Gym) -> None:
    session = gym.session()
    gym.run(session, 2_000)
    assert session.change.state == "none"
    session.press("space")
    session.press("+")
    session.tick()
    gym.settle(session)
    assert session.change.state == "composed"
    session.press("space")
    session.tick()
    assert session.change.state == "planned"
    coming = session.change.coming
    session.press("n")
    assert session.playback.player.now.coming is None
    session.tick()
    assert session.change.state == "planned"
    gym.run(session, 5_000)
    assert session.change.state == "none"
    assert session.playback.version is coming


def test_what_is_asked_for_during_a_planned_change_comes_after_it(gym: Gym) -> None:
    session = gym.session()
    rest = next(one for one in session.playback.timeline.segments if one.kind == "rest")
    gym.go_to(session, rest.start + 10_000)
    session.press("+")
    gym.settle(session)
    assert session.change.state == "planned"
    old = session.playback.timeline
    session.press("r")
    assert session.playback.timeline is old
    gym.run(session, 1_000)
    composed = session.playback.version.composer.draft
    assert session.change.state == "none"
    assert composed is not None
    assert session.playback.timeline.duration == composed.timeline.duration + 15_000


class Dead:
    """A stage whose voice knows nothing and has died."""

    def __init__(self, stage: Stage) -> None:
        self.speech, self.tone = stage.speech, stage.tone

    def known(self, phrase: Phrase) -> None:
        return None

    def prepare(self, phrases: Iterable[Phrase]) -> None:
        raise EngineFailed("the voice died", "wake it")


def test_a_voice_that_fails_in_a_change_leaves_everything_as_it_was(gym: Gym) -> None:
    session = gym.session()
    material = session.playback.version.material
    playing = session.playback.version
    session.reload(replace(material, stage=Dead(material.stage)))
    session.faster()
    session.tick()
    gym.settle(session)
    assert session.change.state == "none"
    assert session.playback.version is playing
    assert session.view().pace == 1
    assert session.view().message.startswith("the voice died")
    assert session.view().message.endswith("everything stays as it was")


def test_an_edited_script_goes_on_at_the_same_place(gym: Gym) -> None:
    session = gym.session()
    third = event(session, "clam/set1/right/rep3/count")
    gym.go_to(session, third.end + 300)
    gym.run(session, BLOCK_MS)
    session.reload(gym.material(CLAMS.replace("routine: [", "routine: [{say: A new beginning.}, ").replace("3s", "4s")))
    session.tick()
    gym.settle(session)
    gym.run(session, 2_000)
    view = session.view()
    assert (view.exercise, view.set, view.side, view.rep) == ("clam", 1, "right", 3)
    assert view.length == 32_000


def test_trouble_is_shown_until_a_good_script_comes(gym: Gym) -> None:
    session = gym.session()
    timeline = session.playback.timeline
    session.trouble("routine.yaml:3:1: error[unknown-key]: no such key")
    gym.run(session, 10_000)
    assert session.playback.timeline is timeline
    assert "unknown-key" in session.view().message
    session.reload(gym.material(CLAMS))
    session.tick()
    gym.settle(session)
    gym.run(session, 6_000)
    assert session.view().message == ""


def test_a_place_is_resumed_with_its_words(gym: Gym) -> None:
    first = gym.session()
    fifth = start_of(first, "clam/set2/right/rep5/count")
    first.playback.jump(fifth + 1_000)
    place = first.bookmark
    session = gym.session(place=replace(place, pace=Decimal("1.05")))
    assert session.playback.player.state == "interlude"
    assert session.playback.position == start_of(session, "clam/set2/right/rep5/count")
    assert session.view().pace == Decimal("1.05")


def test_a_place_after_a_repeated_cue_is_resumed(gym: Gym) -> None:
    first = gym.session()
    rest = next(one for one in first.playback.timeline.segments if one.kind == "rest")
    first.playback.jump(rest.start + 5_000)
    first.press("c")
    again = next(one for one in first.playback.timeline.events if one.role == "again")
    assert again.end < rest.end
    first.playback.jump(again.end + 500)
    session = gym.session(place=first.bookmark)
    assert session.view().message == ""
    assert session.playback.position == again.end + 500


def test_a_place_that_is_gone_begins_at_the_beginning(gym: Gym) -> None:
    session = gym.session(place=Bookmark("gone/set1/rep1/count", 100))
    gym.run(session, 1_000)
    assert session.playback.position == 1_000
    assert "no longer" in session.view().message


def test_the_end(gym: Gym) -> None:
    session = gym.session()
    session.playback.jump(session.playback.timeline.duration - 1_000)
    gym.run(session, 1_500)
    assert session.over == "finished"
    assert session.view().state == "finished"


def test_a_slow_voice_is_waited_for_in_a_pause(gym: Gym) -> None:
    material = gym.material(CLAMS)
    stage = material.stage
    slow = Slow(stage)
    session = Session(replace(material, stage=slow), clock=lambda: gym.now)
    session.start()
    for _ in range(500):
        session.tick()
        if len(session.playback.timeline.segments) > 3:
            break
        time.sleep(0.01)
    gym.run(session, 60_000)
    assert session.view().state == "holding"
    assert session.view().kind == "ready"
    passed = [one for one in session.playback.timeline.events if one.start < session.playback.position]
    assert [one for one in passed if one.role == "countdown"] == []
    slow.gate.set()
    gym.settle(session)
    at = session.playback.position
    gym.run(session, 1_000)
    assert session.playback.position == at + 1_000


def test_a_voice_that_fails_is_raised(gym: Gym) -> None:
    material = gym.material(CLAMS)
    session = Session(replace(material, stage=Dead(material.stage)), clock=lambda: gym.now)
    session.start()
    session.playback.version.composer.join(60)
    with pytest.raises(EngineFailed, match="the voice died"):
        session.tick()
