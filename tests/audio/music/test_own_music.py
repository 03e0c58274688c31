"""Own music: what a path stands for, each song at one level, and songs that follow each other."""

from __future__ import annotations

import shutil
import subprocess
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from voicecoach.audio.loudness import loudness
from voicecoach.audio.music.library import SONG_LUFS, Song, load_song, songs_in
from voicecoach.audio.music.songs import SongList
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


@pytest.mark.parametrize("ffmpeg", [True, False])
def test_each_song_is_brought_to_one_level(ffmpeg: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """WAV needs nothing installed."""
    if ffmpeg and not shutil.which("ffmpeg"):
        pytest.skip("needs ffmpeg (apt-get install ffmpeg)")
    if not ffmpeg:
        monkeypatch.setenv("PATH", str(tmp_path))
    for height in (0.02, 0.8):
        song = load_song(tone(tmp_path / f"{height}.wav", height=height), RATE)
        assert len(song.samples) == pytest.approx(5 * RATE, abs=2)
        heard = song.read(0, len(song.samples)).mean(axis=1)
        assert loudness(np.asarray(heard, np.float32), RATE) == pytest.approx(SONG_LUFS, abs=0.2)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg (apt-get install ffmpeg)")
def test_other_formats_are_decoded_once(tmp_path: Path) -> None:
    tone(tmp_path / "a.wav")
    song = tmp_path / "a.ogg"
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(tmp_path / "a.wav"), str(song)], check=True)
    first = load_song(song, RATE)
    kept = Path(first.samples.filename)  # type: ignore[attr-defined]
    made = kept.stat().st_ino
    assert np.array_equal(load_song(song, RATE).samples, first.samples)
    assert kept.stat().st_ino == made
    assert not list(kept.parent.glob("*.part"))


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="needs ffmpeg (apt-get install ffmpeg)")
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("noise.mp3", b"this is no sound at all", "cannot be decoded"),
        ("list.mp3", b"#EXTM3U\nhttp://127.0.0.1:9/a.mp3\n", "cannot be decoded"),
        ("empty.ogg", b"", "cannot be decoded"),
    ],
)
def test_what_is_no_music_is_refused_and_leaves_nothing(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SoundUnreadable, match=told) as caught:
        load_song(tmp_path / name, RATE)
    assert caught.value.remedy


def test_silence_and_moments_are_no_songs(tmp_path: Path) -> None:
    with pytest.raises(SoundUnreadable, match="is silent"):
        load_song(tone(tmp_path / "silent.wav", height=0), RATE)
    with pytest.raises(SoundUnreadable, match="less than 2 seconds"):
        load_song(tone(tmp_path / "short.wav", seconds=1), RATE)


def songs(*lengths: int, silence: int = 0) -> list[Song]:
    """Songs of so many seconds, each a level of its own."""
    made = []
    for number, seconds in enumerate(lengths, 1):
        sound = np.full((seconds * RATE, 2), 1000 * number, np.int16)
        quiet = np.zeros((silence * RATE, 2), np.int16)
        made.append(Song(Path(f"{number}.wav"), np.concatenate([quiet, sound, quiet]), 1.0))
    return made


def test_songs_follow_each_other_and_begin_again_without_a_gap() -> None:
    played = SongList(songs(10, 12, silence=2), RATE, [Passage("rest", 0, 60_000)])
    sound = played.read(0, 60 * RATE)[:, 0] * 32768
    assert [round(float(sound[second * RATE])) for second in (2, 12, 20, 30, 38)] == [1000, 2000, 1000, 2000, 1000]
    assert sound[RATE:].min() > 900, "no silence, and no dip"
    assert np.abs(np.diff(sound)).max() < 1


def test_a_song_that_fades_out_for_long_gives_way_before_it_is_silent() -> None:
    fading, steady = songs(30, 30)
    fading.samples[:, 0] = fading.samples[:, 1] = (3000 * 10 ** (-np.arange(30 * RATE) / RATE / 10)).astype(np.int16)
    played = SongList([fading, steady], RATE, [Passage("rest", 0, 60_000)])
    assert 8 < played._runs[1].start / RATE < 11


def order_of(played: SongList) -> list[int]:
    return [int(run.song.path.stem) - 1 for run in played._runs]


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
