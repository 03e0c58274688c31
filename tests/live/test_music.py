"""Music in a session: it sounds under the voice as in the file, and is switched and changed without a click."""

from __future__ import annotations

import threading

import numpy as np

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.audio.music.beds import made_bed
from voicecoach.audio.music.track import Track
from voicecoach.live.playing.music import LOUDEST_DB, STEP_DB, LiveMusic
from voicecoach.live.playing.score import Clips, Score
from voicecoach.script.model import MusicBed
from voicecoach.timeline.model import Segment, Timeline

TIMELINE = Timeline("t", "en", 8000, (), (Segment("work", "w", 0, 8000, music=MusicBed("drone")),), ())
EMPTY = Clip(np.zeros(0, np.float32), SAMPLE_RATE)


def track(timeline: Timeline, rate: int, complete: bool) -> Track:
    return Track(timeline, lambda source, played: made_bed("drone", played, rate), rate, complete=complete)


def score(music: LiveMusic | None) -> Score:
    return Score(Clips(lambda _: EMPTY, lambda _: EMPTY), TIMELINE, music)


def read(made: Score, blocks: int) -> np.ndarray:
    return np.concatenate([made.read_int16(480) for _ in range(blocks)]).astype(float)


def test_a_session_hears_what_is_in_the_file() -> None:
    made = score(LiveMusic(track))
    wanted = track(TIMELINE, SAMPLE_RATE, True).read(0, 200 * 480).mean(axis=1) * 32767
    assert np.abs(read(made, 200) - wanted).max() <= 1
    assert not read(score(None), 10).any()


def test_it_is_switched_off_and_on_without_a_click() -> None:
    music = LiveMusic(track)
    made = score(music)
    before = read(made, 150)
    music.on = False
    fading, silent = read(made, 1), read(made, 20)
    music.on = True
    after = read(made, 20)
    assert before.any()
    assert not silent.any()
    assert after[-480:].any()
    steps = np.abs(np.diff(np.concatenate([before, fading, silent, after])))
    assert steps.max() <= 1.5 * np.abs(np.diff(before)).max() + 20


def test_its_level_has_limits() -> None:
    music = LiveMusic(track)
    assert [music.change(STEP_DB) for _ in range(5)][-1] == LOUDEST_DB
    assert music.change(-STEP_DB) == LOUDEST_DB - STEP_DB


def test_a_new_timeline_goes_on_where_the_old_one_was() -> None:
    """A draft has no end yet, so it does not fade out; what has been heard stays as it is."""
    made = score(LiveMusic(track))
    whole = read(score(LiveMusic(track)), 300)
    first = read(made, 100)
    made.give(TIMELINE, complete=False)
    assert np.abs(np.concatenate([first, read(made, 200)]) - whole)[: 4000 * 24].max() <= 1


def test_music_that_moves_with_a_new_timeline_does_so_without_a_click() -> None:
    """A song is led onto counts, and a rest that grows moves them."""

    class Level:
        def __init__(self, level: float) -> None:
            self.level = level

        def read(self, first: int, last: int) -> np.ndarray:
            return np.full((last - first, 2), self.level, np.float32)

    levels = iter((0.5, -0.5))

    def track(timeline: Timeline, rate: int, complete: bool) -> Track:
        level = next(levels)
        return Track(timeline, lambda source, played: Level(level), rate, complete=complete)

    made = score(LiveMusic(track))
    before = read(made, 100)
    made.give(TIMELINE, complete=True)
    after = read(made, 100)
    assert before[-1] > 5000
    assert after[-1] < -5000
    assert np.abs(np.diff(np.concatenate([before[24_000:], after[:1000]]))).max() < 100


def test_what_is_heard_next_is_made_in_another_thread() -> None:
    """The first notes of a chord take longer to make than a device waits."""
    threads: list[str] = []

    class Watched(Track):
        def read(self, first: int, last: int) -> np.ndarray:
            threads.append(threading.current_thread().name)
            return super().read(first, last)

    def watched(timeline: Timeline, rate: int, complete: bool) -> Track:
        return Watched(timeline, lambda source, played: made_bed("drone", played, rate), rate, complete=complete)

    music = LiveMusic(watched)
    made = score(music)
    given = len(threads)
    for _ in range(7 * 50):
        made.read_int16(480)
        music._thread.submit(lambda: None).result()
    assert len(threads) > given
    assert {name.split("_")[0] for name in threads[given:]} == {"music"}
