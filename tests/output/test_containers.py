"""What phones find in a file: chapters to the millisecond, tags, a cover, and the sound from its first to its last."""

from __future__ import annotations

import json
import struct
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import mutagen
import numpy as np
import numpy.typing as npt
import pytest

from tests.output import phone_rules
from tests.output.builders import ArraySound, bare, clamshell, noise, run, run_bytes
from tests.output.test_chunks import Box, at_once, mixer, routine, snr
from voicecoach.errors import EncoderMissing, UsageError
from voicecoach.output.formats import check_file, format_of, write_file
from voicecoach.output.lrc import timed_text
from voicecoach.output.lyrics import lines
from voicecoach.output.tags import fitting_chapters
from voicecoach.timeline.model import Chapter, Timeline

pytest.importorskip("av")
pytest.importorskip("soundfile")

NEW = (".m4b", ".m4a", ".opus", ".flac")
MOST = {".mp3": 255, ".m4b": 320, ".m4a": 320, ".opus": 100, ".flac": 100}
LENGTH = 24 * 4000 + 7
AWKWARD = ("Push/pull: 1\\2 — é", "x" * 100, "\N{WEIGHT LIFTER}\ufe0f" * 50, "=[;#]\n ", "")


def many(count: int) -> Timeline:
    chapters = [Chapter(f"{AWKWARD[n % 5]}{n}" if n % 5 < 4 else "", 1 + 12 * n, 13 + 12 * n) for n in range(count)]
    return Timeline("Many/routines \N{WEIGHT LIFTER}", "en", 4000, (), (), tuple(chapters))


def made(path: Path, timeline: Timeline, sound: npt.NDArray[np.int16], *, cover: bool = False) -> Path:
    options = replace(format_of(path).usual(music=sound.ndim == 2), cover=cover, album="Hips")
    write_file(path, timeline, ArraySound(sound, options.sample_rate), options)
    return path


def probed(path: Path) -> dict[str, Any]:
    return json.loads(
        run("ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_format", "-show_streams", path)
    )


def expected(timeline: Timeline, most: int) -> list[tuple[int, str]]:
    kept = enumerate(fitting_chapters(timeline.chapters, most), 1)
    return [(chapter.start, " ".join(chapter.title.split()) or str(number)) for number, chapter in kept]


def cut(title: str) -> str:
    data = title.encode()
    return title if len(data) < 128 else data[:124].decode(errors="ignore").rstrip() + "…"


def by_ffprobe(path: Path) -> list[tuple[int, str]]:
    return [(round(1000 * float(one["start_time"])), one["tags"]["title"]) for one in probed(path)["chapters"]]


def by_mutagen(path: Path) -> list[tuple[int, str]]:
    file = mutagen.File(path)
    match path.suffix:
        case ".mp3":
            frames = sorted(file.tags.getall("CHAP"), key=lambda frame: frame.start_time)
            return [(frame.start_time, str(frame.sub_frames["TIT2"])) for frame in frames]
        case ".m4b" | ".m4a":
            return [(round(1000 * one.start), one.title) for one in file.chapters]
    starts = sorted(name for name, _ in file.tags if len(name) == 10 and name.startswith("CHAPTER"))
    read = [(file[name][0].split(":"), file[f"{name}NAME"][0]) for name in starts]
    return [
        (3_600_000 * int(hours) + 60_000 * int(minutes) + round(1000 * float(seconds)), title)
        for (hours, minutes, seconds), title in read
    ]


@pytest.mark.parametrize("count", [5, 320])
@pytest.mark.parametrize("suffix", MOST)
def test_chapters_are_read_back_to_the_millisecond(suffix: str, count: int, tmp_path: Path) -> None:
    timeline = many(count)
    path = made(tmp_path / f"a{suffix}", timeline, noise(LENGTH))
    wanted = expected(timeline, MOST[suffix])
    assert len(wanted) == min(count, MOST[suffix])
    assert wanted[0][0] == 0
    assert by_ffprobe(path) == wanted
    listed = wanted if suffix[:3] != ".m4" else [(at, cut(title)) for at, title in expected(timeline, 255)]
    assert by_mutagen(path) == listed
    in_seconds = suffix in (".opus", ".flac")
    assert phone_rules.chapters(path) == [(at // 1000 * 1000 if in_seconds else at, title) for at, title in listed]


def decoded(path: Path, rate: int) -> npt.NDArray[np.int16]:
    data = run_bytes("ffmpeg", "-v", "error", "-i", path, "-map", "0:a", "-f", "s16le", "-ar", str(rate), "-")
    return np.frombuffer(data, "<i2").astype(np.int16)


def lag(sound: npt.NDArray[np.int16], other: npt.NDArray[np.int16]) -> int:
    """By how many samples ``other`` is late."""
    some = slice(20_000, 60_000)
    spectrum = np.fft.rfft(other[some].astype(float)) * np.conj(np.fft.rfft(sound[some].astype(float)))
    at = int(np.argmax(np.fft.irfft(spectrum)))
    return at if at < 20_000 else at - 40_000


@pytest.mark.parametrize("length", [1, 959, 4096, LENGTH])
def test_flac_is_the_sound_itself(length: int, tmp_path: Path) -> None:
    sound = noise(length)
    path = made(tmp_path / "a.flac", clamshell(), sound)
    assert np.array_equal(decoded(path, 24_000), sound)
    assert run("ffmpeg", "-v", "error", "-i", path, "-f", "null", "-") == ""
    run("flac", "--silent", "--test", path)


@pytest.mark.parametrize("length", [100, 1023, 1024, LENGTH])
def test_opus_is_as_long_as_the_sound_and_neither_early_nor_late(length: int, tmp_path: Path) -> None:
    sound = noise(length)
    path = made(tmp_path / "a.opus", clamshell(), sound)
    heard = decoded(path, 24_000)
    assert len(heard) == length
    assert length < LENGTH or lag(sound, heard) == 0
    assert not {"WARNING", "ERROR"} & set(run("opusinfo", path).upper().replace(":", " ").split())


def atom(data: bytes, *names: bytes) -> bytes:
    """The first atom of these names, one in the other, without its head."""
    for name in names:
        at = data.index(name) - 4
        data = data[at + 8 : at + int.from_bytes(data[at : at + 4], "big")]
    return data


@pytest.mark.parametrize("length", [1, 1023, 1024, 1025, LENGTH])
def test_aac_says_which_samples_are_the_sound(length: int, tmp_path: Path) -> None:
    sound = noise(length)
    path = made(tmp_path / "a.m4b", clamshell(), sound)
    data = path.read_bytes()
    track = atom(data, b"moov", b"trak")
    assert struct.unpack(">IIIi", atom(track, b"edts", b"elst")[:16]) == (0, 1, length, 1024)
    times = struct.unpack_from(">" + "II" * track[track.index(b"stts") + 11], atom(track, b"stts")[8:])
    assert sum(count * each for count, each in zip(times[::2], times[1::2], strict=True)) == 1024 + length
    gapless = bytes(mutagen.File(path)["----:com.apple.iTunes:iTunSMPB"][0]).split()
    priming, padding, samples = (int(number, 16) for number in gapless[1:4])
    assert (priming, samples, (priming + padding + samples) % 1024) == (1024, length, 0)
    assert float(probed(path)["format"]["duration"]) == pytest.approx(length / 24_000, abs=1e-6)
    heard = decoded(path, 24_000)
    assert 0 <= len(heard) - length < 1024, "ffmpeg leaves the end of the last frame"
    assert length < LENGTH or lag(sound, heard[:length]) == 0
    assert data.index(b"moov") < data.index(b"mdat"), "a player that streams can begin at once"


@pytest.mark.parametrize("suffix", NEW)
def test_tags_cover_and_lyrics_are_there(suffix: str, tmp_path: Path) -> None:
    timeline = clamshell()
    path = made(tmp_path / f"a{suffix}", timeline, noise(LENGTH), cover=True)
    assert run("ffmpeg", "-v", "error", "-i", path, "-map", "0", "-c", "copy", "-f", "null", "-") == ""
    found = probed(path)
    tags = {
        name.lower(): text for one in (found["format"], *found["streams"]) for name, text in one.get("tags", {}).items()
    }
    assert (tags["title"], tags["artist"], tags["album"]) == ("Band glutes", "voicecoach", "Hips")
    plain = "\n".join(line.text for line in lines(timeline))
    if suffix[:3] == ".m4":
        assert tags["lyrics"] == plain
        assert tags["media_type"] == ("2" if suffix == ".m4b" else "1")
    else:
        assert (tags["lyrics"], tags["unsyncedlyrics"]) == (timed_text(lines(timeline)), plain)
    picture = next(one for one in found["streams"] if one["codec_type"] == "video")
    assert (picture["codec_name"], picture["width"], picture["disposition"]["attached_pic"]) == ("mjpeg", 1000, 1)


@pytest.mark.parametrize("suffix", NEW)
def test_a_routine_without_words_and_chapters_is_a_plain_file(suffix: str, tmp_path: Path) -> None:
    path = made(tmp_path / f"a{suffix}", bare(), noise(24_000))
    assert run("ffmpeg", "-v", "error", "-i", path, "-map", "0", "-c", "copy", "-f", "null", "-") == ""
    found = probed(path)
    assert (found["chapters"], len(found["streams"])) == ([], 1)


@pytest.mark.parametrize("suffix", NEW)
def test_music_is_stereo_and_equal_routines_are_equal_files(suffix: str, tmp_path: Path) -> None:
    sound = np.stack([noise(LENGTH), noise(LENGTH, 2)], 1)
    files = [made(tmp_path / f"{name}{suffix}", clamshell(), sound) for name in "ab"]
    assert files[0].read_bytes() == files[1].read_bytes()
    rate = 48_000 if suffix == ".opus" else 44_100
    heard = decoded(files[0], rate).reshape(-1, 2)
    for side in (0, 1):
        assert lag(sound[:, side], heard[: len(sound), side]) == 0


@pytest.mark.parametrize("suffix", [".m4b", ".opus"])
def test_what_is_encoded_between_silences_is_as_true_as_encoded_at_once(suffix: str, tmp_path: Path) -> None:
    line, box = routine(12), Box()
    sound, found = mixer(line).int16(0, 10**9), {}
    for name, mixed, shelf in (("serial", at_once(line), None), ("chunked", mixer(line), box)):
        path = tmp_path / f"{name}{suffix}"
        write_file(path, line, mixed, replace(format_of(path).usual(music=False), cover=False), shelf=shelf)
        heard = decoded(path, 24_000)[: len(sound)]
        found[name] = snr(heard, sound)
        assert len(heard) == len(sound)
    assert found["chunked"] > found["serial"] - 1
    stored, again = box.stored, tmp_path / f"again{suffix}"
    write_file(again, line, mixer(line), replace(format_of(again).usual(music=False), cover=False), shelf=box)
    assert box.stored == stored > 0
    assert again.read_bytes() == path.read_bytes()


class Failing(ArraySound):
    """A sound that is lost half-way."""

    def int16(self, first: int, last: int) -> npt.NDArray[np.int16]:
        if first > self.length // 2:
            raise OSError("lost")
        return super().int16(first, last)


@pytest.mark.parametrize("suffix", NEW)
def test_a_render_that_fails_leaves_the_old_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="lost"):
        write_file(path, clamshell(), Failing(noise(LENGTH)), format_of(path).usual(music=False))
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("suffix", "package"), [(".m4b", "av"), (".m4a", "av"), (".opus", "soundfile"), (".flac", "soundfile")]
)
def test_a_missing_extra_is_told_with_the_command(suffix: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    path = Path(f"a{suffix}")
    extra = suffix[1:].replace("m4a", "m4b")
    with pytest.raises(EncoderMissing, match=package) as caught:
        check_file(path, format_of(path).usual(music=False), 0)
    assert f"pip install 'voicecoach[{extra}]'" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        ("a.opus", {"sample_rate": 44_100}, "sample rate"),
        ("a.opus", {"bitrate": 5}, "kbit/s"),
        ("a.m4b", {"bitrate": 1000}, "kbit/s"),
        ("a.m4b", {"bitrate": 31, "channels": 2}, "kbit/s"),
        ("a.m4b", {"sample_rate": 96_000}, "sample rate"),
        ("a.flac", {"sample_rate": 1}, "sample rate"),
    ],
)
def test_what_a_format_cannot_do_is_told_with_what_it_can(name: str, wrong: dict[str, int], said: str) -> None:
    path = Path(name)
    with pytest.raises(UsageError, match=said) as caught:
        check_file(path, replace(format_of(path).usual(music=False), **wrong), 0)
    assert "ates" in caught.value.remedy
