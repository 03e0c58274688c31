"""Music in a session: it sounds under the voice as in the file, and is switched and changed without a click."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.audio.music.beds import made_bed
from voicecoach.audio.music.mix import WithMusic
from voicecoach.audio.music.track import Track
from voicecoach.live.playing.music import LOUDEST_DB, STEP_DB, LiveMusic
from voicecoach.live.playing.score import Clips, Score
from voicecoach.script.model import MusicBed
from voicecoach.timeline.model import Event, Phrase, Segment, Timeline

TIMELINE = Timeline("t", "en", 8000, (), (Segment("work", "w", 0, 8000, music=MusicBed("drone")),), ())
EMPTY = Clip(np.zeros(0, np.float32), SAMPLE_RATE)


def track(timeline: Timeline, rate: int, complete: bool = True) -> Track:
    return Track(timeline, lambda source, played: made_bed("drone", played, rate), rate, complete=complete)


def score(music: LiveMusic | None, channels: int = 2) -> Score:
    return Score(Clips(lambda _: EMPTY, lambda _: EMPTY, channels=channels), TIMELINE, music)


def read(made: Score, blocks: int) -> np.ndarray:
    return np.concatenate([made.read_int16(480) for _ in range(blocks)]).astype(float)


def test_a_session_hears_what_is_in_the_file() -> None:
    """To the bit, limiter and all: the word is as loud as a clip may be, and the tone over it."""
    word = Clip(np.full(SAMPLE_RATE, 0.7, np.float32), SAMPLE_RATE)
    said = Event("a", "say", "cue", 1000, 2000, "a", phrase=Phrase("a", 150))
    beep = Event("b", "tone", "work", 1500, 2500, "", sound="start")
    timeline = replace(TIMELINE, events=(said, beep))
    live = Score(Clips(lambda _: word, lambda _: word, channels=2), timeline, LiveMusic(track))
    wanted = WithMusic(timeline, lambda _: word, lambda _: word, SAMPLE_RATE, track).int16(0, 200 * 480)
    assert np.array_equal(read(live, 200), wanted)
    assert np.abs(wanted).max() > 0.6 * 32767
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


def test_a_session_that_began_without_music_hears_it_in_mono() -> None:
    mono, stereo = (read(score(LiveMusic(track), channels), 100) for channels in (1, 2))
    assert mono.any()
    assert np.abs(mono - stereo.mean(axis=1)).max() <= 1


def test_it_goes_on_while_a_set_waits() -> None:
    """As if the set lasted: nothing of the next passage, which has begun to fade in, and no gap."""
    work, rest = Segment("work", "w", 0, 8000, music=MusicBed("drone")), Segment("rest", "r", 8000, 16_000)
    timeline = replace(TIMELINE, duration=16_000, segments=(work, rest))
    made = score(LiveMusic(track))
    made.give(timeline, complete=True)
    waiting = made.waiting(8000)
    assert waiting is not None
    lasting = track(replace(timeline, segments=(replace(work, end=16_000),)), SAMPLE_RATE, False)
    blended, going_on = SAMPLE_RATE + 100, lasting.read(8 * SAMPLE_RATE, 12 * SAMPLE_RATE) * 32767
    heard = waiting.read_int16(4 * SAMPLE_RATE)
    assert np.abs(heard - going_on)[blended:].max() <= 1
    assert heard[:blended].any()
    assert score(None).waiting(8000) is None


def test_what_is_closed_makes_nothing_ahead_and_is_still_heard() -> None:
    music = LiveMusic(track)
    made = score(music)
    whole = read(score(LiveMusic(track)), 300)
    music.close()
    music.close()
    assert np.array_equal(read(made, 300), whole)
    assert not any(
        thread.name.startswith("music") and thread in music._thread._threads for thread in threading.enumerate()
    )


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
    before = read(made, 100)[:, 0]
    made.give(TIMELINE, complete=True)
    after = read(made, 100)[:, 0]
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
