from __future__ import annotations

import json
import os
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.output.builders import ArraySound, clamshell, noise, run, run_bytes
from voicecoach.errors import OutputFailed
from voicecoach.output.gapless import cuts
from voicecoach.output.model import FileOptions
from voicecoach.output.mp3 import layer3
from voicecoach.output.mp3 import write as write_mp3
from voicecoach.output.read_tags import read_tags
from voicecoach.output.split import Written, part_of, whole_chapters, write_split
from voicecoach.timeline.model import Chapter, Timeline

PLAIN = FileOptions(cover=False)


def uneven(length: int, channels: int, seed: int = 1) -> npt.NDArray[np.int16]:
    """Noise that is loud, faint or still by turns, so that an encoder saves bits for later."""
    loud = np.repeat(np.random.default_rng(seed).choice([0.0, 0.02, 1.0], length // 3000 + 1), 3000)[:length]
    sides = [noise(length, seed + side) * loud for side in range(channels)]
    return np.stack(sides, axis=1).astype(np.int16) if channels == 2 else sides[0].astype(np.int16)


def by_mpg123(*files: Path) -> npt.NDArray[np.int16]:
    return np.frombuffer(run_bytes("mpg123", "-q", "-s", *files), "<i2")


def by_ffmpeg(*files: Path) -> npt.NDArray[np.int16]:
    """What it makes of each file, in one run; it would play them after each other as if they were one."""
    raw = [file.with_suffix(".raw") for file in files]
    ins = [word for file in files for word in ("-i", str(file))]
    outs = [word for n, out in enumerate(raw) for word in ("-map", f"{n}:a", "-f", "s16le", str(out))]
    assert run("ffmpeg", "-v", "error", *ins, *outs) == ""
    return np.concatenate([np.fromfile(out, "<i2") for out in raw])


def cut_at(bounds: list[int]) -> Timeline:
    chapters = tuple(Chapter(f"Part {n}", *ends) for n, ends in enumerate(pairwise(bounds)))
    return Timeline("Parts", "en", bounds[-1], (), (), chapters)


def split(folder: Path, sound: ArraySound, timeline: Timeline, options: FileOptions = PLAIN, **more: bool) -> Written:
    return write_split(folder, sound, timeline, whole_chapters(timeline), options, **more)


@pytest.mark.parametrize(
    ("rate", "bitrate", "channels"),
    [(24_000, 64, 1), (24_000, 24, 1), (16_000, 8, 1), (44_100, 128, 2), (44_100, 320, 2)],
)
def test_files_joined_are_the_whole_to_the_sample(tmp_path: Path, rate: int, bitrate: int, channels: int) -> None:
    options = FileOptions(cover=False, sample_rate=rate, bitrate=bitrate, channels=channels)
    sound = ArraySound(uneven(4 * rate, channels), rate)
    timeline = cut_at([0, *(at + random.Random(rate + bitrate + at).randrange(500) for at in (300, 1200, 2100)), 4000])
    written = split(tmp_path / "parts", sound, timeline, options)
    files = [path for path, _ in written.files]
    write_mp3(tmp_path / "whole.mp3", sound, timeline, options)
    whole = by_ffmpeg(tmp_path / "whole.mp3")
    assert len(whole) == 4 * rate * channels
    assert np.array_equal(by_ffmpeg(*files), whole)
    # mpg123 rounds by where in its window a sample lies
    assert np.abs(by_mpg123(*files).astype(int) - by_mpg123(tmp_path / "whole.mp3")).max() <= 1
    said = run("mp3val", *files)
    assert said.count("INFO") == len(files)
    assert "ERROR" not in said
    assert "WARNING" not in said


@pytest.mark.parametrize("rate", [24_000, 44_100])
def test_a_file_begins_early_enough_for_a_decoder_and_no_earlier_than_mpg123_reads(rate: int) -> None:
    """A decoder is right after 1056 samples; mpg123 reads four frames before the first that it plays."""
    layer = layer3(rate)
    for cut in cuts([0, 30_000, 30_001, 61_056, 90_000], layer)[1:]:
        assert cut.delay(layer, 0) + 529 >= 1056
        assert cut.delay(layer, 2) + 529 < 5 * layer.frame_samples
        assert cut.delay(layer, 2) < 4096


def test_files_are_numbered_and_belong_together(tmp_path: Path) -> None:
    timeline = clamshell("Band/glutes \U0001f9b5")
    written = split(tmp_path / "parts", ArraySound(noise(288_000)), timeline, FileOptions(), lyrics=True)
    names = sorted(path.name for path in (tmp_path / "parts").iterdir())
    long = "01 A rather long title of the first chapter, so that an order by size differs"
    assert names == sorted(
        [
            "Band-glutes.m3u8",
            *(f"{stem}{end}" for stem in (long, "02 Left & (right)", "03 End") for end in (".mp3", ".lrc")),
        ]
    )
    told = [
        json.loads(
            run("ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_chapters", "-show_streams", path)
        )
        for path, _ in written.files
    ]
    tags = [one["format"]["tags"] for one in told]
    assert [one["track"] for one in tags] == ["1/3", "2/3", "3/3"]
    assert all(read_tags(path).part for path, _ in written.files)
    assert {one["album"] for one in tags} == {timeline.title}
    assert [one["title"] for one in tags] == [one.title for one in timeline.chapters]
    assert [one["TLEN"] for one in tags] == ["6500", "5000", "500"]
    assert [len(one["streams"]) for one in told] == [2, 2, 2], "each has the cover"
    assert not any(one["chapters"] for one in told), "a chapter as long as its file says nothing"
    assert (tmp_path / "parts" / "03 End.lrc").read_text("utf-8").splitlines()[-1] == "[00:00.10]Done."
    assert "[00:00.10]Done." in tags[2]["lyrics-eng" if "lyrics-eng" in tags[2] else "lyrics"]


def test_the_playlist_is_relative_and_its_lengths_add_up(tmp_path: Path) -> None:
    timeline = cut_at([0, 1400, 2800, 4200, 6000])
    written = split(tmp_path / "parts", ArraySound(np.zeros(144_000, np.int16)), timeline)
    lines = written.playlist.read_text("utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == [path.name for path, _ in written.files]
    lengths = [int(line.split(":")[1].split(",")[0]) for line in lines if line.startswith("#EXTINF:")]
    assert lengths == [1, 2, 1, 2]
    assert [ms for _, ms in written.files] == [1400, 1400, 1400, 1800]


def test_chapters_within_a_file_begin_where_it_does(tmp_path: Path) -> None:
    timeline = cut_at([0, 1000, 2500, 4000])
    exercise = Chapter("Row", 1000, 4000)
    part = part_of(timeline, exercise)
    assert part.chapters == (Chapter("Part 1", 0, 1500), Chapter("Part 2", 1500, 3000))
    assert part_of(clamshell(), Chapter("x", 6000, 7000)).events[0].start == 200


def test_a_routine_without_chapters_is_one_file(tmp_path: Path) -> None:
    bare = Timeline("All of it", "en", 1000, (), (), ())
    written = split(tmp_path / "parts", ArraySound(noise(24_000)), bare)
    assert [path.name for path, _ in written.files] == ["01 All of it.mp3"]
    twice = Timeline("x", "en", 1000, (), (), (Chapter("a", 300, 300), Chapter("b", 300, 300), Chapter("c", 300, 1000)))
    assert [(one.start, one.end) for one in whole_chapters(twice)] == [(0, 300), (300, 1000)]


def test_what_is_no_part_of_it_any_more_is_removed_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    sound, longer, shorter = ArraySound(noise(72_000)), cut_at([0, 1000, 2000, 3000]), cut_at([0, 3000])
    split(folder, sound, longer, lyrics=True)
    (folder / "02 My own.mp3").write_bytes(b"mine")
    written = split(folder, sound, shorter)
    kept = ["01 Part 0.lrc", "01 Part 0.mp3", "02 My own.mp3", "Parts.m3u8"]
    assert sorted(path.name for path in folder.iterdir()) == kept
    assert [path.name for path in written.removed] == [
        "02 Part 1.mp3",
        "02 Part 1.lrc",
        "03 Part 2.mp3",
        "03 Part 2.lrc",
    ]
    (folder / "Parts.m3u8").write_text("#EXTM3U\n02 My own.mp3\n", "utf-8")
    assert split(folder, sound, shorter).removed == (), "somebody else's playlist is not believed"


@pytest.mark.parametrize("there", [True, False])
def test_a_render_that_fails_changes_nothing(tmp_path: Path, there: bool) -> None:
    folder, timeline = tmp_path / "parts", cut_at([0, 1000, 2000, 3000])
    if there:
        folder.mkdir()
        (folder / "01 Part 0.mp3").write_bytes(b"old")
    sound = ArraySound(noise(60_000))
    sound.length = 72_000
    with pytest.raises(AssertionError, match="60000 of 72000"):
        split(folder, sound, timeline)
    assert sorted(path.name for path in tmp_path.rglob("*")) == (["01 Part 0.mp3", "parts"] if there else [])
    assert not there or (folder / "01 Part 0.mp3").read_bytes() == b"old"


def test_files_are_put_back_where_one_cannot_be_moved(tmp_path: Path) -> None:
    folder, timeline = tmp_path / "parts", cut_at([0, 1000, 2000, 3000])
    (folder / "03 Part 2.mp3").mkdir(parents=True)
    (folder / "01 Part 0.mp3").write_bytes(b"old")
    with pytest.raises(OutputFailed, match=r"03 Part 2\.mp3: a folder of that name is there"):
        split(folder, ArraySound(noise(72_000)), timeline)
    assert sorted(path.name for path in folder.iterdir()) == ["01 Part 0.mp3", "03 Part 2.mp3"]
    assert (folder / "01 Part 0.mp3").read_bytes() == b"old"


@pytest.mark.skipif(os.name != "posix", reason="locks of Unix")
def test_what_killed_runs_left_is_removed_and_what_lives_is_not(tmp_path: Path) -> None:
    import fcntl

    folder, timeline = tmp_path / "parts", cut_at([0, 1000])
    dead, living = folder / ".parts.1.parts", folder / ".parts.2.parts"
    for one in (dead, living):
        one.mkdir(parents=True)
        (one / ".lock").touch()
    with (living / ".lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        split(folder, ArraySound(noise(24_000)), timeline)
    assert sorted(path.name for path in folder.iterdir()) == [".parts.2.parts", "01 Part 0.mp3", "Parts.m3u8"]
