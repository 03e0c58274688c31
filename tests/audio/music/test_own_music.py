"""Own music: what a path stands for, each song at one level, and songs that follow each other."""

from __future__ import annotations

import shutil
import subprocess
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tests.audio.test_sounds import Tool, form, packed, riff
from voicecoach.audio.loudness import loudness
from voicecoach.audio.music.library import SONG_LUFS, Song, songs_in
from voicecoach.audio.music.songs import SongList
from voicecoach.cache import music_cache
from voicecoach.errors import SoundUnreadable
from voicecoach.timeline.passages import Passage

RATE = 22_050


def tone(path: Path, seconds: float = 5, height: float = 0.3, pitch: float = 330, silence: float = 0) -> Path:
    """A stereo WAV file at 44.1 kHz of one tone, which fades at its ends, with silence before and after."""
    time = np.arange(int(44_100 * seconds)) / 44_100
    shape = np.clip(np.minimum(time, seconds - time) * 20, 0, 1)
    quiet = np.zeros(int(44_100 * silence))
    sound = np.concatenate([quiet, height * np.sin(2 * np.pi * pitch * time) * shape, quiet])
    pcm = (np.stack([sound, sound], axis=1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(pcm.tobytes())
    return path


def test_a_folder_is_its_songs_in_natural_order(tmp_path: Path) -> None:
    for name in ("10 b.wav", "2 a.wav", "x.txt", ".hidden.wav"):
        tone(tmp_path / name, 0.1)
    assert [one.name for one in songs_in(tmp_path)] == ["2 a.wav", "10 b.wav"]


def test_a_playlist_is_relative_to_itself(tmp_path: Path) -> None:
    (tmp_path / "songs").mkdir()
    tone(tmp_path / "songs" / "ä.wav", 0.1)
    playlist = tmp_path / "run.m3u8"
    playlist.write_bytes("\ufeff#EXTM3U\r\n#EXTINF:3,A\r\nsongs\\ä.wav\r\n\r\n".encode())
    assert [one.name for one in songs_in(playlist)] == ["ä.wav"]
    (tmp_path / "old.m3u").write_bytes("songs/ä.wav\n".encode("latin-1"))
    assert [one.name for one in songs_in(tmp_path / "old.m3u")] == ["ä.wav"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("#EXTM3U\n", "names no song"),
        ("~nobody-at-all/a.mp3", r"list.m3u8:1: there is no file .*~nobody-at-all"),
        ("http://example.org/a.mp3", r"list.m3u8:1: http://example.org/a.mp3 is not a file on this computer"),
        ("\ngone.mp3", r"list.m3u8:2: there is no file .*gone.mp3"),
    ],
)
def test_what_is_wrong_in_a_playlist_is_told_with_its_line(content: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "list.m3u8").write_text(content)
    with pytest.raises(SoundUnreadable, match=told) as caught:
        songs_in(tmp_path / "list.m3u8")
    assert caught.value.remedy


def test_a_folder_without_music_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SoundUnreadable, match="there is no music in the folder"):
        songs_in(tmp_path)


def test_each_song_is_brought_to_one_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """WAV needs nothing installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for height in (0.02, 0.8):
        song = Song(tone(tmp_path / f"{height}.wav", height=height), RATE)
        assert song.length == pytest.approx(5 * RATE, abs=RATE // 100)
        heard = song.read(0, song.length).mean(axis=1)
        assert loudness(np.asarray(heard, np.float32), RATE) == pytest.approx(SONG_LUFS, abs=0.2)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg (apt-get install ffmpeg)")
def test_other_formats_are_decoded_once(tmp_path: Path) -> None:
    tone(tmp_path / "a.wav")
    song = tmp_path / "a.ogg"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(tmp_path / "a.wav"), str(song)], check=True)
    first = Song(song, RATE)
    sound = first.read(0, first.length)
    (kept,) = music_cache().directory.iterdir()
    made = kept.stat().st_ino
    assert np.array_equal(Song(song, RATE).read(0, first.length), sound)
    assert kept.stat().st_ino == made


def test_what_others_removed_or_damaged_is_decoded_again(tmp_path: Path) -> None:
    song = Song(tone(tmp_path / "a.wav"), RATE)
    sound = song.read(0, song.length)
    (kept,) = music_cache().directory.iterdir()
    kept.unlink()
    assert np.array_equal(song.read(0, song.length), sound)
    kept.write_bytes(kept.read_bytes()[:1000])
    song = Song(song.path, RATE)
    assert np.array_equal(song.read(0, song.length), sound)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg (apt-get install ffmpeg)")
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("noise.mp3", b"this is no sound at all", "cannot be decoded"),
        ("list.mp3", b"#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n", "cannot be decoded"),
        ("empty.ogg", b"", "empty.ogg is empty"),
    ],
)
def test_what_is_no_music_is_refused_and_leaves_nothing(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SoundUnreadable, match=told) as caught:
        _ = Song(tmp_path / name, RATE).heard
    assert caught.value.remedy


def test_silence_and_moments_are_no_songs(tmp_path: Path) -> None:
    with pytest.raises(SoundUnreadable, match="is silent"):
        _ = Song(tone(tmp_path / "silent.wav", height=0), RATE).heard
    with pytest.raises(SoundUnreadable, match="less than 2 seconds"):
        _ = Song(tone(tmp_path / "short.wav", seconds=1), RATE).heard


def stored(path: Path, values: np.ndarray, bits: int, rate: int = 44_100) -> Path:
    """A WAV file of samples with the shape (n, channels): floats of 32 or 64 bits, or integers of 8 to 24."""
    encoding, data = (3, values.astype(f"<f{bits // 8}").tobytes()) if bits in (32, 64) else (1, packed(values, bits))
    path.write_bytes(riff((b"fmt ", form(encoding, values.shape[1], rate, bits)), (b"data", data)))
    return path


def wave_of(rate: int, channels: int, seconds: float = 2.1, height: float = 0.3) -> np.ndarray:
    time = np.arange(int(rate * seconds)) / rate
    return np.repeat(height * np.sin(2 * np.pi * 500 * time)[:, None], channels, axis=1)


@pytest.mark.parametrize("bits", [8, 24, 32])
@pytest.mark.parametrize(("channels", "rate"), [(1, 8000), (2, 96_000), (7, 44_100), (40, 8000)])
def test_wav_of_every_kind_is_the_same_sound_on_both_sides(
    bits: int, channels: int, rate: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    song = Song(stored(tmp_path / "own.wav", wave_of(rate, channels, height=0.7), bits, rate), RATE)
    heard = song.read(0, song.length)
    assert len(heard) == pytest.approx(2.1 * RATE, abs=2)
    assert np.array_equal(heard[:, 0], heard[:, 1])
    power = np.abs(np.fft.rfft(heard[:, 0])) ** 2
    assert power[np.abs(np.fft.rfftfreq(len(heard), 1 / RATE) - 500) < 20].sum() > 0.99 * power.sum()
    assert loudness(heard[:, 0], RATE) == pytest.approx(SONG_LUFS, abs=0.2)


@pytest.mark.parametrize("seconds", [1, 11])
@pytest.mark.parametrize(("value", "bits"), [(np.nan, 32), (np.inf, 32), (-np.inf, 64), (3e38, 32), (1e300, 64)])
def test_floats_beyond_all_sound_are_refused(seconds: int, value: float, bits: int, tmp_path: Path) -> None:
    """Wherever they are: ffmpeg would make bursts of noise of them."""
    values = wave_of(8000, 2, 12)
    values[seconds * 8000] = value
    with pytest.raises(SoundUnreadable, match=r"own\.wav is damaged: it has a sample of") as caught:
        _ = Song(stored(tmp_path / "own.wav", values, bits, 8000), RATE).heard
    assert caught.value.remedy


def test_floats_above_full_scale_are_not_cut(tmp_path: Path) -> None:
    heard = [
        Song(stored(tmp_path / f"{height}.wav", wave_of(RATE, 2, height=height), 32, RATE), RATE)
        for height in (0.9, 30)
    ]
    one, other = (song.read(0, song.length) for song in heard)
    assert np.abs(one - other).max() < 1e-3


@pytest.mark.parametrize(
    ("samples", "told"), [(0, "less than 2 seconds"), (1, "less than 2 seconds"), (None, "own.wav is empty")]
)
def test_hardly_any_samples_are_no_song(samples: int | None, told: str, tmp_path: Path) -> None:
    path = tmp_path / "own.wav"
    path.write_bytes(b"") if samples is None else stored(path, wave_of(44_100, 2)[:samples], 24)
    with pytest.raises(SoundUnreadable, match=told):
        _ = Song(path, RATE).heard


def test_a_recording_of_hardly_anything_is_not_made_noise(tmp_path: Path) -> None:
    with pytest.raises(SoundUnreadable, match="is silent"):
        _ = Song(stored(tmp_path / "steady.wav", np.full((RATE * 3, 2), 0.5), 24, RATE), RATE).heard
    song = Song(stored(tmp_path / "soft.wav", wave_of(44_100, 2, height=0.001), 24), RATE)
    assert np.abs(song.read(0, song.length)).max() < 0.04


def test_a_song_cut_short_is_played_and_one_full_of_holes_refused(tmp_path: Path, tool: Tool) -> None:
    values = wave_of(44_100, 2, 8)
    for kind in ("mp3", "flac"):
        whole = tmp_path / f"whole.{kind}"
        tool("ffmpeg", "-v", "error", "-i", stored(tmp_path / "own.wav", values, 24), whole)
        data = whole.read_bytes()
        cut, holes = tmp_path / f"cut.{kind}", tmp_path / f"holes.{kind}"
        cut.write_bytes(data[: len(data) * 3 // 4])
        song = Song(cut, RATE)
        assert 3 * RATE < song.length < 8 * RATE
        assert np.abs(song.read(0, song.length)).max() < 0.25
        dice = np.random.default_rng(1)
        damaged = bytearray(data)
        for place in dice.integers(len(data) // 10, len(data), len(data) // 300):
            damaged[place] = dice.integers(256)
        holes.write_bytes(damaged)
        with pytest.raises(SoundUnreadable, match=r"holes\.\w+ is damaged: ffmpeg found \d+ mistakes"):
            _ = Song(holes, RATE).heard


class Steady:
    """A song of so many seconds, at one level."""

    bpm, bar = None, 0

    def __init__(self, seconds: int, number: int) -> None:
        self.length, self.key, self._level = seconds * RATE, number, 1000 * number / 32768

    def read(self, first: int, last: int) -> np.ndarray:
        return np.full((last - first, 2), self._level, np.float32)


def songs(*lengths: int) -> list[Steady]:
    """Songs of so many seconds, each at a level of its own."""
    return [Steady(seconds, number) for number, seconds in enumerate(lengths, 1)]


def test_songs_follow_each_other_and_begin_again_without_a_gap() -> None:
    played = SongList(songs(10, 12), RATE, [Passage("rest", 0, 60_000)])
    sound = played.read(0, 60 * RATE)[:, 0] * 32768
    assert [round(float(sound[second * RATE])) for second in (2, 12, 20, 30, 38)] == [1000, 2000, 1000, 2000, 1000]
    assert sound[RATE:].min() > 900, "no silence, and no dip"
    assert np.abs(np.diff(sound)).max() < 1


def test_a_song_that_fades_out_for_long_gives_way_before_it_is_silent(tmp_path: Path) -> None:
    time = np.arange(30 * RATE) / RATE
    fading = 0.5 * np.sin(2 * np.pi * 330 * time) * 10 ** (-time / 10)
    song = Song(stored(tmp_path / "fading.wav", np.stack([fading, fading], axis=1), 16, RATE), RATE)
    level = 20 * np.log10(np.abs(song.read(0, RATE)).max() / np.sqrt(2))
    quiet = (level + 40) / 2
    assert quiet < song.length / RATE < quiet + 4


def order_of(played: SongList) -> list[int]:
    return [run.song.key - 1 for run in played._runs]


def test_a_seed_shuffles_and_no_song_comes_twice_in_a_row() -> None:
    orders = [order_of(SongList(songs(6, 6, 6, 6), RATE, [Passage("rest", 0, 900_000)], seed)) for seed in (0, 1, 2, 1)]
    assert orders[1] == orders[3]
    assert len({tuple(one) for one in orders}) == 3
    for order in orders:
        assert all(one != two for one, two in pairwise(order))
        assert set(order[:4]) == {0, 1, 2, 3}


def test_blocks_of_any_size_give_the_same_samples() -> None:
    played = SongList(songs(5, 7), RATE, [Passage("rest", 20, 60_000)], 3)
    whole = played.read(0, 30 * RATE)
    pieces = np.concatenate([played.read(at, min(at + 7777, 30 * RATE)) for at in range(0, 30 * RATE, 7777)])
    assert np.allclose(pieces, whole, atol=1e-6)


def test_songs_of_many_minutes_fade_into_each_other_as_short_ones_do() -> None:
    played = SongList(songs(16 * 60, 16 * 60), RATE, [Passage("rest", 0, 1_500_000)])
    fades = played._runs[0].end - 3 * RATE
    whole = played.read(fades, fades + 3 * RATE)[:, 0] * 32768
    pieces = [played.read(at, at + 1001)[:, 0] * 32768 for at in range(fades, fades + 2 * RATE, 1001)]
    assert np.abs(np.diff(whole)).max() < 1
    assert np.allclose(np.concatenate(pieces)[: 2 * RATE], whole[: 2 * RATE], atol=0.1)


def test_silence_at_the_ends_of_a_song_is_left_out(tmp_path: Path) -> None:
    song = Song(tone(tmp_path / "a.wav", seconds=4, silence=3), RATE)
    assert song.length == pytest.approx(4 * RATE, abs=RATE // 100)


def test_songs_that_are_not_played_are_not_decoded(tmp_path: Path) -> None:
    listed = [Song(tone(tmp_path / "a.wav"), RATE), Song(tmp_path / "gone.wav", RATE)]
    SongList(listed, RATE, [Passage("rest", 0, 3_000)])
    with pytest.raises(SoundUnreadable, match=r"cannot read the music .*gone\.wav"):
        SongList(listed, RATE, [Passage("rest", 0, 10_000)])
