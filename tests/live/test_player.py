"""The player against a model that is too simple to be wrong: one sample at a time, and no idea of how fades sound."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.audio.mixer import Mixer
from voicecoach.live.playing.player import FADE_MS, Player
from voicecoach.live.playing.score import Clips, Score
from voicecoach.timeline.model import Event, Phrase, Timeline

RATE = 1000
FADE = RATE * FADE_MS // 1000


class Tape:
    """A source from an array: its samples tell which sample of which tape they are."""

    channels = 1

    def __init__(self, samples: np.ndarray, rate: int = RATE) -> None:
        self.samples, self.rate, self.length = samples.astype(np.int16), rate, len(samples)
        self.position = 0

    def seek(self, position: int) -> None:
        self.position = min(max(position, 0), self.length)

    def read_int16(self, count: int) -> np.ndarray:
        block = self.samples[self.position : self.position + count].copy()
        self.position += len(block)
        return block


def counting(first: int, length: int) -> Tape:
    return Tape(np.arange(first, first + length))


class Broken(Tape):
    broken = True

    def read_int16(self, count: int) -> np.ndarray:
        if self.broken:
            raise OSError("the disk is gone")
        return super().read_int16(count)


@dataclass
class Model:
    """What is to be heard, sample by sample; None where a fade makes it a matter of taste."""

    main: Tape
    position: int = 0
    hold: int | None = None
    aside: Tape | None = None
    aside_position: int = 0
    swap: tuple[int, Tape, int, int | None] | None = None
    paused: bool = False
    gain: int = FADE
    fading: int = 0
    last: int = 0
    heard: list[int | None] = field(default_factory=list)

    def jump(self) -> None:
        self.fading, self.gain = max(self.fading, self.gain), 0

    def here(self) -> tuple[Tape, int] | None:
        """The tape and position that come next, or None where it is to be silent."""
        if self.paused and self.gain == 0:
            return None
        if self.aside is not None:
            return (self.aside, self.aside_position) if self.aside_position < self.aside.length else None
        if (self.hold is not None and self.position >= self.hold) or self.position >= self.main.length:
            return None
        return self.main, self.position

    def turn(self) -> None:
        if self.aside is not None and self.aside_position >= self.aside.length and not self.paused:
            self.jump()
            self.aside = None
        due = self.aside is None and self.swap is not None and self.position >= self.swap[0]
        if due and not (self.paused and self.gain == 0):
            self.jump()
            _, self.main, self.position, self.hold = self.swap
            self.swap = None

    def step(self) -> None:
        self.turn()
        place = self.here()
        if place is None:
            if self.last:
                self.fading = max(self.fading, self.gain)
            if self.last or self.paused:
                self.gain = 0
            self.last = 0
            self.heard.append(None if self.fading else 0)
        else:
            tape, position = place
            self.last = int(tape.samples[position])
            if self.aside is not None:
                self.aside_position += 1
            else:
                self.position += 1
            self.gain = self.gain - 1 if self.paused else min(self.gain + 1, FADE)
            self.heard.append(self.last if self.gain == FADE and not self.fading and not self.paused else None)
        self.fading = max(self.fading - 1, 0)


LENGTHS = st.integers(0, 120)
TAPES = st.builds(
    lambda first, length, silence: Tape(np.r_[np.zeros(silence), np.arange(first, first + length)]),
    st.integers(-30_000, 30_000),
    LENGTHS,
    st.integers(0, 20),
)
FRAMES = st.integers(-5, 150)
COMMANDS = st.one_of(
    st.tuples(st.just("read"), st.integers(0, 60)),
    st.tuples(st.just("pause")),
    st.tuples(st.just("resume")),
    st.tuples(st.just("seek"), FRAMES),
    st.tuples(st.just("hold"), st.none() | FRAMES),
    st.tuples(st.just("swap"), TAPES, FRAMES, st.none() | FRAMES, st.none() | FRAMES),
    st.tuples(st.just("interlude"), TAPES, FRAMES),
)


def clamped(position: int, tape: Tape) -> int:
    return min(max(position, 0), tape.length)


def order(player: Player, model: Model, name: str, *values) -> None:
    if name in ("pause", "resume"):
        getattr(player, name)()
        model.paused = name == "pause"
    elif name == "seek":
        player.seek(values[0])
        model.jump()
        model.aside, model.swap, model.position = None, None, clamped(values[0], model.main)
    elif name == "hold":
        player.hold_at(values[0])
        model.hold = values[0]
    elif name == "interlude":
        player.interlude(*values)
        model.jump()
        model.swap, model.aside, model.aside_position = None, values[0], 0
        model.position = clamped(values[1], model.main)
    else:
        tape, position, at, hold = values
        accepted = player.swap(tape, position, at, hold=hold)
        assert accepted == (at is None or at >= model.position)
        if at is None:
            model.jump()
            model.aside, model.swap = None, None
            model.main, model.position, model.hold = tape, clamped(position, tape), hold
        elif accepted:
            model.swap = (at, tape, clamped(position, tape), hold)


class Both(Tape):
    """A tape on the left, and the same upside down and half as loud on the right."""

    channels = 2

    def __init__(self, left: Tape) -> None:
        super().__init__(np.stack([left.samples, right(left.samples)], axis=1))


def right(left: np.ndarray) -> np.ndarray:
    return -(left // 2)


@settings(deadline=None)
@given(TAPES, st.lists(COMMANDS, max_size=25))
def test_each_channel_of_stereo_is_played_as_mono_is(tape: Tape, commands: list) -> None:
    players = Player(tape), Player(Tape(right(tape.samples))), Player(Both(tape))
    for name, *values in commands:
        if name == "read":
            left, other, both = (player.read(values[0]) for player in players)
            assert np.array_equal(both, np.stack([left, other], axis=1))
        else:
            kinds = (lambda one: one, lambda one: Tape(right(one.samples)), Both)
            for player, channel in zip(players, kinds, strict=True):
                given = [channel(value) if isinstance(value, Tape) else value for value in values]
                order(player, Model(tape, position=player.position), name, *given)


@settings(max_examples=600, deadline=None)
@given(TAPES, st.lists(COMMANDS, max_size=25))
def test_whatever_is_ordered_the_player_plays_what_a_simple_model_says(tape: Tape, commands: list) -> None:
    player, model = Player(tape), Model(tape)
    heard = []
    for name, *values in commands:
        if name == "read":
            heard.append(player.read(values[0]))
            assert len(heard[-1]) == values[0]
            for _ in range(values[0]):
                model.step()
        else:
            order(player, model, name, *values)
        assert player.now.error is None
        assert player.position == model.position
    got = np.concatenate([np.zeros(0, np.int16), *heard]).tolist()
    assert len(got) == len(model.heard)
    wrong = [
        (place, said, want)
        for place, (said, want) in enumerate(zip(got, model.heard, strict=True))
        if want not in (None, said)
    ]
    assert wrong == []


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_the_sizes_of_the_blocks_change_nothing(sizes: list[int]) -> None:
    def heard(cuts: list[int]) -> list[int]:
        player = Player(counting(100, 300))
        player.swap(counting(5000, 500), 3, at=50, hold=200)
        return np.concatenate([player.read(size) for size in cuts]).tolist()

    assert heard(sizes) == heard([sum(sizes)])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(1, 50)), max_size=30))
def test_pauses_neither_repeat_nor_skip_a_sample(turns: list[tuple[bool, int]]) -> None:
    player = Player(counting(10_000, 2000))
    heard, position = [], 0
    for paused, count in turns:
        (player.pause if paused else player.resume)()
        before = player.position
        block = player.read(count).astype(int)
        used = player.position - before
        assert before == position
        position += used
        heard.append(block)
        source = np.arange(10_000 + before, 10_000 + before + used)
        gains = np.rint(block[:used] * FADE / source)
        assert ((gains >= 0) & (gains <= FADE)).all()
        assert np.abs(block[:used] - source * gains / FADE).max(initial=0) <= 0.5
        assert np.abs(np.diff(gains)).max(initial=0) <= 1
        assert not block[used:].any()
    if heard:
        assert np.abs(np.diff(np.concatenate(heard))).max(initial=0) <= 12_000 / FADE + 2


def test_a_pause_is_silent_within_the_fade_and_lasts() -> None:
    player = Player(counting(20_000, 1000))
    player.read(100)
    player.pause()
    block = player.read(500)
    assert block[: FADE - 1].all()
    assert not block[FADE - 1 :].any()
    assert player.state == "paused"
    assert player.position == 100 + FADE
    player.resume()
    assert player.read(FADE + 5)[FADE - 1 :].tolist() == list(range(20_100 + 2 * FADE - 1, 20_100 + 2 * FADE + 5))


def test_it_starts_at_full_loudness_and_ends_finished() -> None:
    tape = counting(5, 50)
    player = Player(tape)
    assert player.state == "playing"
    assert player.read(50).tolist() == tape.samples.tolist()
    assert player.state == "finished"
    assert not player.read(100)[FADE:].any()
    player.seek(10)
    assert player.state == "playing"


def test_a_swap_to_a_longer_version_of_the_same_changes_no_sample_not_even_while_it_fades() -> None:
    whole = np.random.default_rng(1).integers(-32768, 32768, 1000)
    for at in (None, 130, 300):
        player = Player(Tape(whole[:500]), hold=500)
        first = player.read(100)
        assert player.swap(Tape(whole), 100 if at is None else at, at=at)
        assert np.array_equal(np.r_[first, player.read(800)], whole[:900])


def test_a_swap_that_comes_too_late_says_so_and_changes_nothing() -> None:
    player = Player(counting(1, 100))
    player.read(50)
    assert not player.swap(counting(900, 100), 0, at=49)
    assert player.read(10).tolist() == list(range(51, 61))


def test_a_barrier_in_silence_changes_no_sample() -> None:
    samples = np.r_[np.arange(1, 41), np.zeros(10), np.arange(500, 550)]
    player = Player(Tape(samples), hold=45)
    held = player.read(80)
    assert held.tolist() == [*samples[:45], *[0] * 35]
    assert player.state == "holding"
    assert player.position == 45
    player.hold_at(None)
    assert player.read(55).tolist() == samples[45:].tolist()


def test_nothing_behind_the_barrier_is_read() -> None:
    class Watched(Tape):
        furthest = 0

        def read_int16(self, count: int) -> np.ndarray:
            self.furthest = max(self.furthest, self.position + count)
            return super().read_int16(count)

    tape = Watched(np.arange(1, 500))
    player = Player(tape, hold=100)
    player.read(97)
    player.seek(95)
    player.read(300)
    player.interlude(counting(7, 20), 98)
    player.read(300)
    assert tape.furthest == 100


def test_an_interlude_is_played_whole_also_while_it_holds_and_then_it_holds_on() -> None:
    player = Player(counting(1, 100), hold=50)
    player.read(80)
    cue = Tape(np.r_[np.zeros(FADE), np.arange(700, 760), np.zeros(FADE)])
    player.interlude(cue, 50)
    assert player.state == "interlude"
    assert player.position == 50
    assert player.read(cue.length).tolist() == cue.samples.tolist()
    assert not player.read(40).any()
    assert player.state == "holding"


def test_something_may_be_played_while_it_holds_and_nothing_of_the_main_sound_is_lost() -> None:
    main, meanwhile = counting(1, 100), Tape(np.full(300, 5000))
    player = Player(main, hold=50)
    player.wait_with(meanwhile)
    assert player.read(50).tolist() == main.samples[:50].tolist()
    assert (np.diff(player.read(FADE).astype(int)) <= 5000 / FADE + 1).all(), "it fades in"
    assert (player.read(60) == 5000).all()
    player.pause()
    player.read(FADE)
    assert not player.read(20).any()
    player.resume()
    player.read(2 * FADE)
    assert (player.read(20) == 5000).all()
    assert player.state == "holding"
    player.hold_at(80)
    player.read(FADE)
    assert player.read(30 - FADE).tolist() == main.samples[50 + FADE : 80].tolist()
    player.read(2 * FADE)
    assert not player.read(20).any(), "it was for the other place"


def test_what_is_played_while_it_holds_ends_where_the_player_is_sent_elsewhere() -> None:
    for leave in (lambda player: player.seek(10), lambda player: player.swap(counting(1, 100), 10, hold=None)):
        player = Player(counting(1, 100), hold=50)
        player.wait_with(Tape(np.full(300, 5000)))
        player.read(100)
        leave(player)
        player.read(FADE)
        assert player.read(10).tolist() == list(range(11 + FADE, 21 + FADE))


def test_jumps_among_the_loudest_sounds_never_click_beyond_the_fade() -> None:
    high, low = Tape(np.full(400, 32767)), Tape(np.full(400, -32768))
    player = Player(high)
    heard = [player.read(50)]
    for source in (low, high, low):
        player.swap(source, 10)
        heard.append(player.read(5))
    player.pause()
    heard.append(player.read(30))
    steps = np.abs(np.diff(np.concatenate(heard).astype(int)))
    assert steps.max() <= 2 * 32768 / FADE + 1


def test_an_error_of_the_source_is_kept_shown_and_can_be_tried_again() -> None:
    tape = Broken(np.arange(1, 100))
    player = Player(tape)
    assert not player.read(20).any()
    assert isinstance(player.now.error, OSError)
    assert player.state == "paused"
    assert player.position == 0
    tape.broken = False
    player.resume()
    assert player.now.error is None
    player.read(FADE)
    assert player.read(10).tolist() == list(range(FADE + 1, FADE + 11))


def test_a_source_of_another_rate_is_refused() -> None:
    player = Player(counting(1, 10))
    with pytest.raises(ValueError, match="48000 Hz"):
        player.swap(Tape(np.zeros(10), 48_000), 0)
    with pytest.raises(ValueError, match="48000 Hz"):
        player.interlude(Tape(np.zeros(10), 48_000), 0)


def test_orders_from_many_threads_leave_it_whole() -> None:
    player = Player(counting(1, 20_000))
    stop = threading.Event()

    def steer(number: int) -> None:
        rng = np.random.default_rng(number)
        while not stop.is_set():
            order = rng.integers(6)
            position = int(rng.integers(20_000))
            if order == 0:
                player.pause()
            elif order == 1:
                player.swap(counting(1, 20_000), position)
            elif order == 2:
                player.interlude(counting(1, 50), position)
            else:
                (player.resume if order < 5 else player.seek)(*([] if order < 5 else [position]))

    threads = [threading.Thread(target=steer, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    blocks = [len(player.read(240)) for _ in range(300)]
    stop.set()
    for thread in threads:
        thread.join(30)
    assert blocks == [240] * 300
    assert player.now.error is None


def test_a_timeline_is_played_as_it_is_mixed() -> None:
    rng = np.random.default_rng(3)
    clip = Clip(rng.uniform(-0.6, 0.6, SAMPLE_RATE // 2).astype(np.float32))
    events = tuple(
        Event(f"e{start}", "tone", "work", start, start + 500, sound="bell") for start in range(0, 5000, 400)
    )
    timeline = Timeline("t", "en", 6000, events, (), ())

    player = Player(Score(Clips(lambda _: clip, lambda _: clip), timeline))
    got = np.concatenate([player.read(int(size)) for size in rng.integers(1, 4000, 60)])
    want = Mixer(timeline, lambda _: clip, lambda _: clip).read_int16(10**6)
    assert len(got) > SAMPLE_RATE
    assert np.array_equal(got[: len(want)], want[: len(got)])


def test_a_session_holds_only_the_sound_around_what_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of sentences are spoken in a long routine; each is there before it is heard, and gone after it."""
    for name in ("voicecoach.live.playing.score.HELD_BYTES", "voicecoach.audio.mixer._HELD_BYTES"):
        monkeypatch.setattr(name, 2 << 20)
    made: list[weakref.ref[np.ndarray]] = []

    def spoken(_: Phrase) -> Clip:
        clip = Clip(np.full(SAMPLE_RATE, 0.1, np.float32))
        made.append(weakref.ref(clip.samples))
        return clip

    events = tuple(
        Event(f"e{n}", "say", "say", n * 2000, n * 2000 + 1000, phrase=Phrase(f"words {n}", 100)) for n in range(200)
    )
    score = Score(Clips(spoken, spoken), Timeline("t", "en", 400_000, events, (), ()))  # type: ignore[arg-type]
    assert len(made) == 15
    for second in range(400):
        score.warm(score.position)
        before = len(made)
        score.read_int16(SAMPLE_RATE)
        assert len(made) == before
        assert sum(one() is not None for one in made) < 45, second
    assert len(made) == 200
