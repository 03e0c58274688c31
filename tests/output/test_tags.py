from __future__ import annotations

import io
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.output.builders import ArraySound, bare, clamshell, noise, run
from voicecoach.output.lrc import timed_text
from voicecoach.output.lyrics import lines, shown
from voicecoach.output.model import FileOptions
from voicecoach.output.mp3 import write as write_mp3
from voicecoach.output.tags import fitting_chapters, id3, iso_639_2
from voicecoach.timeline.model import Chapter, Timeline


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    path = tmp_path / "a.mp3"
    write_mp3(path, ArraySound(noise(288_000)), clamshell(), FileOptions(album="Hips"))
    return path


def read(data: bytes):
    from mutagen.id3 import ID3

    return ID3(io.BytesIO(data), translate=False)


def frame_ids(data: bytes) -> list[str]:
    """The frames in the order of the file, read from its bytes."""
    found, at = [], 10
    while at < len(data):
        found.append(data[at : at + 4].decode())
        at += 10 + int.from_bytes(data[at + 4 : at + 8], "big")
    assert at == len(data)
    return found


def test_ffprobe_reads_tags_and_chapters_in_time_order(tagged: Path) -> None:
    said = json.loads(run("ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_format", tagged))
    tags = said["format"]["tags"]
    assert (tags["title"], tags["artist"], tags["album"]) == ("Band glutes", "voicecoach", "Hips")
    assert tags["TLEN"] == "12000"
    assert tags["language"] == "eng"
    timeline = clamshell()
    assert [
        (c["tags"]["title"], round(float(c["start_time"]) * 1000), round(float(c["end_time"]) * 1000))
        for c in said["chapters"]
    ] == [(c.title, c.start if number else 0, c.end) for number, c in enumerate(timeline.chapters)]
    assert timeline.chapters[0].start > 0, "the title before it belongs to the first chapter of the file"


def test_eyed3_reads_the_same(tagged: Path) -> None:
    said = run("eyeD3", "--no-color", tagged)
    assert "ID3 v2.3" in said
    for text in ("Band glutes", "voicecoach", "Hips", "FRONT_COVER", "image/jpeg", "[00:11.60]Done."):
        assert text in said
    assert "Traceback" not in said
    assert "Non standard" not in said


def test_mediainfo_reads_the_same(tagged: Path) -> None:
    said = run("mediainfo", "--Inform=General;%Title%|%Performer%|%Album%|%Cover%|%Cover_Mime%", tagged)
    assert said.strip() == "Band glutes|voicecoach|Hips|Yes|image/jpeg"


def test_chapters_stand_in_time_order_in_the_file_itself() -> None:
    data = id3(clamshell(), FileOptions(cover=False), 12_000)
    starts, at = [], 10
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        body = data[at + 10 : at + 10 + size]
        if data[at : at + 4] == b"CHAP":
            after = body.index(b"\0") + 1
            starts.append(int.from_bytes(body[after : after + 4], "big"))
            assert body[after + 8 : after + 16] == b"\xff" * 8
            assert body[after + 16 : after + 20] == b"TIT2"
        at += 10 + size
    assert starts == [0, 6500, 11_500]


def test_the_header_promises_no_extras_and_frames_fill_the_tag() -> None:
    data = id3(clamshell(), FileOptions(), 12_000)
    assert data[:6] == b"ID3\x03\x00\x00"
    assert sum(octet << shift for octet, shift in zip(data[6:10], (21, 14, 7, 0), strict=True)) == len(data) - 10
    ids = frame_ids(data)
    assert ids[0] == "TIT2"
    assert ids.index("CTOC") < ids.index("CHAP")
    assert ids[-1] == "APIC"


def test_the_table_of_contents_lists_every_chapter_once() -> None:
    toc = next(frame for frame in read(id3(clamshell(), FileOptions(), 12_000)).values() if frame.FrameID == "CTOC")
    assert list(toc.child_element_ids) == ["chp0", "chp1", "chp2"]
    assert toc.flags == 3
    assert [str(frame) for frame in toc.sub_frames.getall("TIT2")] == ["Contents"]


def test_lyrics_follow_the_voice_in_both_tags() -> None:
    tags = read(id3(clamshell(), FileOptions(), 12_000))
    expected = lines(clamshell())
    (synced,) = tags.getall("SYLT")
    assert synced.text == [(line.text, line.start) for line in expected]
    assert (synced.lang, synced.format, synced.type) == ("eng", 2, 1)
    (plain,) = tags.getall("USLT")
    assert plain.text == timed_text(expected)
    assert plain.text.startswith("[00:00.00]Band glutes.")


def test_the_cover_can_be_left_out() -> None:
    assert "APIC" in frame_ids(id3(clamshell(), FileOptions(), 12_000))
    assert "APIC" not in frame_ids(id3(clamshell(), FileOptions(cover=False), 12_000))


@given(st.text(st.characters(), max_size=60), st.text(st.characters(), max_size=30))
@settings(deadline=None, max_examples=60)
def test_any_text_may_stand_in_a_title(title: str, chapter: str) -> None:
    timeline = Timeline(title, "xx", 1000, (), (), (Chapter(chapter, 0, 1000),))
    tags = read(id3(timeline, FileOptions(cover=False), 1000))
    assert [frame.text[0] for frame in tags.getall("TIT2")] == [text for text in [shown(title)] if text]
    (named,) = tags.getall("CHAP")
    assert str(named.sub_frames["TIT2"]) == (shown(chapter) or "1")


@pytest.mark.parametrize("title", ["", "a\nb\r\n c\tx", "w" * 5000, "\ud800 half", "日本 🌅 Übung"])
def test_awkward_titles_are_read_back_by_ffprobe(tmp_path: Path, title: str) -> None:
    path = tmp_path / "a.mp3"
    write_mp3(path, ArraySound(noise(24_000)), clamshell(title))
    tags = json.loads(run("ffprobe", "-v", "error", "-of", "json", "-show_format", path))["format"]["tags"]
    assert tags.get("title", "") == shown(title)


def test_too_many_chapters_are_joined_shortest_first() -> None:
    chapters = [Chapter(f"{n}", n * 1000, n * 1000 + (100 if n % 3 == 1 else 1000)) for n in range(300)]
    kept = fitting_chapters(list(reversed(chapters)))
    assert len(kept) == 255
    assert [chapter.start for chapter in kept] == sorted(chapter.start for chapter in kept)
    gone = {chapter.title for chapter in chapters} - {chapter.title for chapter in kept}
    assert all(int(title) % 3 == 1 for title in gone)
    assert kept[-1].end == chapters[-1].end
    timeline = Timeline("x", "en", 300_000, (), (), tuple(chapters))
    ids = frame_ids(id3(timeline, FileOptions(cover=False), 300_000))
    assert ids.count("CHAP") == 255


def test_joining_chapters_takes_no_longer_a_chapter_where_there_are_many() -> None:
    chapters = [Chapter(f"{n}", n * 1000, n * 1000 + 500 + n * 7919 % 499) for n in range(40_000)]
    begun = time.process_time()
    kept = fitting_chapters(chapters)
    assert time.process_time() - begun < 2
    assert (len(kept), kept[0].start, kept[-1].end) == (255, 0, chapters[-1].end)


def test_a_routine_without_chapters_has_no_table_of_contents() -> None:
    assert not {"CTOC", "CHAP"} & set(frame_ids(id3(bare(), FileOptions(cover=False), 1000)))


@pytest.mark.parametrize(
    ("given_language", "written"),
    [("en-GB", "eng"), ("de", "deu"), ("pt_BR", "por"), ("haw", "haw"), ("", "und"), ("x9", "und")],
)
def test_languages_have_three_letters(given_language: str, written: str) -> None:
    assert iso_639_2(given_language) == written


def test_ffprobe_notices_a_damaged_tag(tagged: Path) -> None:
    data = bytearray(tagged.read_bytes())
    at = data.index(b"CHAP")
    data[at + 4 : at + 8] = b"\x00\xff\xff\xff"
    tagged.write_bytes(data)
    said = json.loads(run("ffprobe", "-v", "quiet", "-of", "json", "-show_chapters", tagged))
    assert len(said["chapters"]) < 3
