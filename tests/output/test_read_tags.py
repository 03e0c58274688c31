"""What other programs write is read, as ours is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.output.builders import ArraySound, clamshell, noise, run
from voicecoach.errors import SoundUnreadable
from voicecoach.output.formats import write_file
from voicecoach.output.model import FileOptions
from voicecoach.output.mp3 import write as write_mp3
from voicecoach.output.picture import cover
from voicecoach.output.read_tags import FileTags, read_tags
from voicecoach.timeline.model import Chapter


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rendered") / "a.mp3"
    write_mp3(path, ArraySound(noise(288_000)), clamshell(), FileOptions(artist="Ann"))
    return path


CHAPTERS = (
    Chapter("A rather long title of the first chapter, so that an order by size differs", 0, 6500),
    Chapter("Left & <right>", 6500, 11_500),
    Chapter("End", 11_500, 12_000),
)


def test_an_mp3_is_read_as_it_was_written(rendered: Path) -> None:
    assert read_tags(rendered) == FileTags("Band glutes", "Ann", 12_000, CHAPTERS, cover(clamshell()), "image/jpeg")


@pytest.mark.parametrize("suffix", [".m4a", ".opus", ".flac"])
def test_what_ffmpeg_makes_of_it_says_the_same(rendered: Path, tmp_path: Path, suffix: str) -> None:
    other = tmp_path / f"a{suffix}"
    picture = ["-vn"] if suffix == ".opus" else ["-c:v", "copy", "-disposition:v:0", "attached_pic"]
    run("ffmpeg", "-v", "error", "-i", rendered, *picture, other)
    found = read_tags(other)
    assert (found.title, found.artist) == ("Band glutes", "Ann")
    assert abs(found.length - 12_000) < 100
    assert bool(found.cover) == (suffix != ".opus")
    if suffix != ".flac":  # in which ffmpeg writes no chapters
        assert [one.title for one in found.chapters] == [one.title for one in CHAPTERS]
        assert all(abs(one.start - due.start) < 50 for one, due in zip(found.chapters, CHAPTERS, strict=True))


def test_a_wav_has_a_length_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "a.wav", clamshell(), ArraySound(noise(24_000)))
    assert read_tags(tmp_path / "a.wav") == FileTags(length=1000)


def test_what_is_damaged_is_told(tmp_path: Path) -> None:
    for name, data in (("a.mp3", b"no sound"), ("a.opus", b""), ("a.m4a", b"\0\0\0\x08ftyp")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(SoundUnreadable):
            read_tags(tmp_path / name)
