"""One contract for everything that plays, and what really arrives at a sound server."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from voicecoach.audio.clip import Clip
from voicecoach.audio.devices import simpleaudio_output
from voicecoach.audio.devices.model import Device, Int16Samples, Output, Stream, choose
from voicecoach.audio.devices.quiet import chatter_silenced
from voicecoach.audio.devices.registry import AUDIBLE, AutoOutput, open_output, output_names
from voicecoach.audio.devices.silent import SilentOutput, SilentStream
from voicecoach.audio.mixer import Mixer
from voicecoach.errors import DeviceMissing, UsageError
from voicecoach.live.playing.player import FADE_MS, Player
from voicecoach.live.playing.score import Clips, Score
from voicecoach.live.playing.watchdog import Watchdog
from voicecoach.output.wav import write as write_wav
from voicecoach.timeline.model import Event, Timeline

from .conftest import HANG_SECONDS, RATE, Recording, SoundServer

EXACT = ("miniaudio", "sounddevice")
FADE = RATE * FADE_MS // 1000


class Counter:
    """Samples that are their own number; never silence."""

    def __init__(self) -> None:
        self.count = 0
        self.sizes: list[int] = []

    def read(self, count: int) -> Int16Samples:
        self.sizes.append(count)
        numbers = np.arange(self.count, self.count + count) % 30_000 + 1
        self.count += count
        return numbers.astype(np.int16)


def library(name: str) -> None:
    if name in AUDIBLE:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            pytest.skip(f"needs {name}: {error}")


@pytest.fixture(params=["silent", *AUDIBLE])
def output(request: pytest.FixtureRequest) -> Output:
    if request.param == "silent":
        return SilentOutput(record=True)
    library(request.param)
    request.getfixturevalue("sound_server")
    return open_output(request.param)


@pytest.fixture(params=AUDIBLE)
def audible(request: pytest.FixtureRequest, sound_server: SoundServer) -> Output:
    library(request.param)
    return open_output(request.param)


@contextmanager
def opened(output: Output, read: Callable[[int], Int16Samples]) -> Iterator[Stream]:
    stream = output.open(RATE, read)
    try:
        yield stream
    finally:
        stream.close()


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + HANG_SECONDS
    while not true():
        assert time.monotonic() < end, f"hung: {what}"
        time.sleep(0.01)


def quiet(samples: np.ndarray) -> bool:
    """Whether nothing is heard any more of a stream that was closed: one library plays its buffer to the end."""
    return len(samples) > RATE // 2 and not samples[-RATE // 2 :].any()


def sounding(samples: np.ndarray) -> np.ndarray:
    """From the first sample that is not silent to the last."""
    heard = np.flatnonzero(samples)
    return samples[heard[0] : heard[-1] + 1] if len(heard) else samples[:0]


def test_it_pulls_in_real_time_and_stops_pulling_when_stopped(output: Output) -> None:
    source = Counter()
    with opened(output, source.read) as stream:
        assert not stream.alive
        assert source.count == 0
        stream.start()
        assert stream.alive
        began = time.monotonic()
        until(lambda: source.count > RATE, "a second of sound")
        assert time.monotonic() - began > 0.5
        stream.stop()
        assert not stream.alive
        stopped = source.count
        time.sleep(0.2)
        assert source.count == stopped
        stream.start()
        until(lambda: source.count > stopped + RATE // 5, "a fifth of a second after a stop")
        assert stream.alive
        assert stream.error is None
    assert stream.name.startswith(output.name)


def test_closing_twice_is_no_mistake(output: Output) -> None:
    stream = output.open(RATE, Counter().read)
    stream.start()
    stream.close()
    stream.close()
    assert not stream.alive


def test_closing_what_was_never_started_is_no_mistake(output: Output) -> None:
    source = Counter()
    output.open(RATE, source.read).close()
    assert source.count == 0


@pytest.mark.parametrize(
    "broken",
    [
        lambda count: 1 // 0,
        lambda count: np.zeros(count + 1, np.int16),
        lambda count: np.zeros(count, np.float32),
        lambda count: None,
    ],
    ids=["raises", "too many", "floats", "nothing"],
)
def test_what_goes_wrong_in_the_callback_is_kept_and_shown(
    output: Output, broken: Callable[[int], Int16Samples], capfd: pytest.CaptureFixture[str]
) -> None:
    with opened(output, broken) as stream:
        stream.start()
        until(lambda: stream.error is not None, "the error is noticed")
        assert not stream.alive
    assert capfd.readouterr() == ("", "")


def test_it_lists_its_devices_and_opens_one_by_name(output: Output) -> None:
    devices = output.devices()
    assert sum(device.default for device in devices) == 1
    source = Counter()
    stream = output.open(RATE, source.read, devices[0].name.upper())
    stream.start()
    until(lambda: source.count > 0, "a pull")
    stream.close()
    with pytest.raises(DeviceMissing, match="no sound device 'gramophone'") as caught:
        output.open(RATE, source.read, "gramophone")
    assert devices[0].name in str(caught.value)


def once_of(tries: int, attempt: Callable[[], tuple[np.ndarray, np.ndarray]]) -> None:
    """Demand that what was heard is what was wanted, once: a machine that is busy with other tests may make a gap,
    but wrong samples, another rate or a lost beginning are wrong every time."""
    for left in reversed(range(tries)):
        heard, wanted = attempt()
        assert len(wanted) > RATE
        if left == 0 or np.array_equal(heard, wanted):
            assert np.array_equal(heard, wanted)
            return


def test_what_is_pulled_is_heard_in_order_and_whole(audible: Output, sound_server: SoundServer) -> None:
    def attempt() -> tuple[np.ndarray, np.ndarray]:
        source = Counter()
        with sound_server.record() as recording:
            recording.wait(quiet)
            with opened(audible, source.read) as stream:
                stream.start()
                samples = sounding(recording.wait(lambda samples: len(sounding(samples)) > 2 * RATE))
        return samples, np.arange(len(samples)) % 30_000 + 1

    once_of(4, attempt)


def test_stereo_is_heard_on_both_sides(audible: Output, sound_server: SoundServer) -> None:
    """The server's sink is mono and hears the mean of both."""
    with sound_server.record() as recording:
        stream = audible.open(RATE, lambda count: np.tile(np.array([9000, 3000], np.int16), (count, 1)), channels=2)
        stream.start()
        recording.wait(lambda samples: len(samples) > RATE // 4 and np.abs(samples[-RATE // 4 :] - 6000.0).max() <= 60)
        stream.close()


def test_a_device_may_be_opened_ever_so_often(audible: Output) -> None:
    """A sound server takes some 60 connections: each is to be given back."""
    for _ in range(70):
        audible.open(RATE, Counter().read).close()


def test_the_silent_output_keeps_what_it_pulled() -> None:
    stream = SilentOutput(clocked=False, record=True).open(RATE, Counter().read)
    assert isinstance(stream, SilentStream)
    stream.start()
    assert [len(stream.take(count)) for count in (1, 0, 999)] == [1, 0, 999]
    assert stream.recorded.tolist() == list(range(1, 1001))


OPEN = """
import sys
import numpy as np
from voicecoach.audio.devices.registry import open_output
from voicecoach.errors import DeviceMissing
for attempt in ("open", "devices"):
    try:
        output = open_output(sys.argv[1])
        stream = output.open(24000, lambda n: np.zeros(n, np.int16)) if attempt == "open" else output.devices()
    except DeviceMissing as error:
        print("missing:", error.exit_code, error, "|", error.remedy.replace("\\n", " "))
    else:
        print("opened", attempt)
"""


@pytest.mark.parametrize("name", ["auto", *AUDIBLE])
def test_without_a_device_it_says_so_and_how_to_render_and_nothing_else(name: str, tmp_path: Path) -> None:
    library(name)
    (tmp_path / "asound.conf").write_text("</usr/share/alsa/alsa.conf>\n")
    nowhere = {
        "PULSE_SERVER": f"unix:{tmp_path / 'none'}",
        "PULSE_RUNTIME_PATH": str(tmp_path),
        "ALSA_CONFIG_PATH": str(tmp_path / "asound.conf"),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    if Path("/dev/snd").exists() or sys.platform != "linux":
        pytest.skip("this machine has a sound device of its own")
    run = subprocess.run(
        [sys.executable, "-c", OPEN, name], env={**os.environ, **nowhere}, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert run.stdout.startswith("missing: 3 ")
    assert "voicecoach render" in run.stdout


def test_auto_takes_the_first_that_opens() -> None:
    class Absent(SilentOutput):
        name = "absent"

        def devices(self) -> tuple[Device, ...]:
            raise DeviceMissing("absent is absent", "buy one")

        def open(
            self, rate: int, read: Callable[[int], Int16Samples], device: str = "", channels: int = 1
        ) -> SilentStream:
            raise DeviceMissing("absent is absent", "buy one")

    auto = AutoOutput((Absent(), SilentOutput()))
    assert auto.open(RATE, Counter().read).name == "silent"
    assert [device.name for device in auto.devices()] == ["silent"]
    with pytest.raises(DeviceMissing, match="absent is absent") as caught:
        AutoOutput((Absent(), Absent())).open(RATE, Counter().read)
    assert "voicecoach render" in caught.value.remedy


def test_outputs_are_found_by_name() -> None:
    assert [open_output(name).name for name in output_names()] == list(output_names())
    with pytest.raises(UsageError) as caught:
        open_output("miniaudoi")
    assert caught.value.remedy == "did you mean 'miniaudio'?"


def test_a_part_of_a_name_is_enough_where_it_is_clear() -> None:
    devices = (Device("USB Headset"), Device("Built-in Audio"), Device("Audio"))
    assert choose(devices, "usb", "x").name == "USB Headset"
    assert choose(devices, "Audio", "x").name == "Audio"
    with pytest.raises(DeviceMissing, match="could be several"):
        choose(devices, "audio", "x")


def test_the_simpleaudio_that_crashes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simpleaudio_output.sys, "version_info", (3, 12, 1, "final", 0))
    monkeypatch.setattr(simpleaudio_output, "version", lambda package: {"simpleaudio": "1.0.4"}[package])
    with pytest.raises(DeviceMissing, match=r"simpleaudio 1\.0\.4 crashes on Python 3\.12") as caught:
        open_output("simpleaudio").devices()
    assert "simpleaudio-patched" in caught.value.remedy


def test_chatter_is_dropped_and_our_own_words_are_not(capfd: pytest.CaptureFixture[str]) -> None:
    with chatter_silenced():
        os.write(2, b"ALSA lib confmisc.c:855:(parse_card) cannot find card '0'\n")
        os.write(2, b"Expression 'ret' failed in 'src/pa.c', line: 1\n")
        sys.stderr.write("ours\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "ours\nafter\n"


def music(seconds: int) -> Mixer:
    """Loud and soft noise of every length, with silences and overlaps; equal for equal ``seconds``."""
    rng = np.random.default_rng(seconds)
    sounds = {
        f"s{number}": Clip(rng.uniform(-0.1 * number, 0.1 * number, RATE * number // 10).astype(np.float32))
        for number in range(1, 10)
    }
    names = [f"s{1 + start // 700 % 9}" for start in range(0, (seconds - 1) * 1000, 700)]
    events = tuple(
        Event(f"e{index}", "tone", "work", 700 * index, 700 * index + sounds[name].duration, sound=name)
        for index, name in enumerate(names)
    )
    timeline = Timeline("t", "en", seconds * 1000, events, (), ())
    return Mixer(timeline, lambda _: Clip(np.zeros(0, np.float32)), sounds.__getitem__)


def score(seconds: int) -> Score:
    """The same as the player gets it."""
    mixer = music(seconds)
    return Score(Clips(mixer.speech, mixer.tones), mixer.timeline)


BUSY = f"import time\nend = time.monotonic() + {2 * HANG_SECONDS}\nwhile time.monotonic() < end: pass"
"""Ends by itself, so that nothing is left behind where the tests are killed."""


@contextmanager
def busy(processes: int) -> Iterator[None]:
    running = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
            process.wait()


def played(output: Output, player: Player, recording: Recording, samples: int) -> np.ndarray:
    with Watchdog(output, player) as watchdog:
        until(lambda: player.state == "finished", "the end")
        recorded = recording.wait(
            lambda recorded: len(sounding(recorded)) >= samples and not recorded[-RATE // 5 :].any()
        )
        assert watchdog.message == ""
        assert watchdog.reopened == 0
    return recorded


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("load", [0, 2], ids=["idle", "busy"])
def test_what_is_heard_is_what_is_rendered(name: str, load: int, sound_server: SoundServer, tmp_path: Path) -> None:
    library(name)
    path = tmp_path / "mix.wav"
    write_wav(path, music(5), Timeline("t", "en", 5000, (), (), ()))
    rendered = np.frombuffer(path.read_bytes()[44:], "<i2")
    wanted = sounding(rendered)

    def attempt() -> tuple[np.ndarray, np.ndarray]:
        with sound_server.record() as recording, busy(load):
            return sounding(played(open_output(name), Player(score(5)), recording, len(wanted))), wanted

    once_of(6 if load else 4, attempt)


def test_a_pause_is_heard_and_nothing_is_lost(sound_server: SoundServer) -> None:
    """The exact latencies are a matter of the machine; that both ends are heard, and every sample between, is not."""
    library("miniaudio")
    source = np.arange(20 * RATE) % 15_000 + 15_000

    class Ramp:
        rate, channels, length, position = RATE, 1, 20 * RATE, 0

        def seek(self, position: int) -> None:
            self.position = position

        def read_int16(self, count: int) -> np.ndarray:
            block = source[self.position : self.position + count].astype(np.int16)
            self.position += len(block)
            return block

    player = Player(Ramp())
    with sound_server.record() as recording, Watchdog(open_output("miniaudio"), player):
        for _ in range(3):
            recording.wait(lambda samples: samples[-RATE // 10 :].all())
            player.pause()
            recording.wait(lambda samples: not samples[-RATE // 20 :].any())
            player.resume()
        recorded = recording.wait(lambda samples: samples[-RATE // 10 :].all())
    sound = recorded[recorded != 0].astype(int)
    # each pause has one sample at no gain, which is silence among silence: what follows is one sample further on
    shifted = [sound == source[shift : shift + len(sound)] for shift in range(4)]
    assert (~np.any(shifted, axis=0)).sum() <= 3 * 2 * FADE
    assert shifted[3][-RATE // 20 :].all()


def test_a_server_that_is_killed_and_comes_back_goes_on_at_the_same_sample(sound_server: SoundServer) -> None:
    library("miniaudio")
    player = Player(score(60))
    with Watchdog(open_output("miniaudio"), player, patience=0.5) as watchdog:
        until(lambda: player.position > RATE, "a second of sound")
        sound_server.kill()
        time.sleep(0.2)
        stopped = player.position
        sound_server.start()
        with sound_server.record() as recording:
            until(lambda: watchdog.reopened == 1 and player.position > stopped + 3 * RATE, "the device is opened again")
            assert player.state == "playing"
            assert watchdog.message == ""
            recorded = recording.wait(lambda samples: len(sounding(samples)) > 2 * RATE)
    mixer = music(60)
    mixer.seek(stopped)
    wanted = mixer.read_int16(5 * RATE)
    heard = sounding(recorded)[:RATE]
    first = int(np.flatnonzero(wanted)[0])
    assert np.array_equal(heard, wanted[first : first + RATE])


class Outspoken(Watchdog):
    """Keeps every message that it has shown."""

    said: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
        if name == "message" and value != getattr(self, "message", ""):
            self.said += (str(value),)
        super().__setattr__(name, value)


def test_a_server_that_stays_away_pauses_with_a_message_until_it_is_back(sound_server: SoundServer) -> None:
    library("miniaudio")
    player = Player(score(60))
    with Outspoken(open_output("miniaudio"), player, patience=0.3, tries=2) as watchdog:
        until(lambda: player.position > RATE // 2, "sound")
        sound_server.kill()
        until(lambda: player.state == "paused", "the pause")
        until(lambda: "no sound device" in watchdog.message, "the message")
        stopped = player.position
        player.resume()
        until(lambda: player.state == "paused", "paused again, since nobody would hear it")
        sound_server.start()
        until(lambda: watchdog.reopened == 1, "the device is back")
        assert "is back" in watchdog.message
        assert player.state == "paused"
        assert player.position == stopped
        player.resume()
        until(lambda: player.position > stopped + RATE, "it plays on")
        until(lambda: watchdog.message == "", "the message goes")
    assert list(watchdog.said) == [
        "there is no sound device any more: trying again",
        "paused: there is no sound device any more",
        "the sound device is back: go on when you are ready",
        "",
    ]


class Lifeless(SilentOutput):
    """Streams that say they are well, and ask for nothing once they were killed, or for too much."""

    def __init__(self) -> None:
        super().__init__()
        self.streams: list[SilentStream] = []
        self.absent = False

    def open(self, rate: int, read: Callable[[int], Int16Samples], device: str = "", channels: int = 1) -> SilentStream:
        if self.absent:
            raise DeviceMissing("absent")
        self.streams.append(super().open(rate, read, device, channels))
        return self.streams[-1]


def test_a_stream_that_stops_asking_is_replaced() -> None:
    output, player = Lifeless(), Player(score(60))
    with Watchdog(output, player, patience=0.2) as watchdog:
        until(lambda: player.position > RATE // 2, "sound")
        output.streams[0]._leave.set()
        until(lambda: len(output.streams) == 2, "another stream")
        position = player.position
        output.streams[0].take(10 * RATE)
        until(lambda: player.position > position + RATE // 2, "it plays on")
        assert player.position < position + 5 * RATE, "the stream left behind still took samples"
        assert watchdog.reopened == 1


def test_a_stream_that_asks_without_end_does_not_run_away_with_the_place() -> None:
    output, player = Lifeless(), Player(score(60))
    with Watchdog(output, player, patience=0.2):
        stop = threading.Event()

        def rush() -> None:
            while not stop.is_set():
                output.streams[0].take(RATE // 10)

        thread = threading.Thread(target=rush)
        thread.start()
        until(lambda: len(output.streams) > 1, "another stream")
        stop.set()
        thread.join(HANG_SECONDS)
        assert player.position < 5 * RATE


def test_a_fault_in_reading_is_shown_and_pauses_when_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    player = Player(score(10))

    def broken(count: int) -> Int16Samples:
        raise RuntimeError("a bug")

    monkeypatch.setattr(player, "read", broken)
    with Watchdog(SilentOutput(), player, patience=0.1, tries=3) as watchdog:
        until(lambda: player.state == "paused", "the pause")
        until(lambda: watchdog.message == "paused: the sound stopped (RuntimeError: a bug)", "the message")


def test_no_device_at_the_start_is_an_error_of_its_own() -> None:
    output = Lifeless()
    output.absent = True
    with pytest.raises(DeviceMissing), Watchdog(output, Player(score(2))):
        pass
