from __future__ import annotations

import io
import json
import os
import sys
from dataclasses import replace
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from tests.output.builders import ArraySound, bare, clamshell, noise
from voicecoach.errors import SoundUnreadable, UsageError
from voicecoach.output.model import FileOptions
from voicecoach.output.mp3 import write as write_mp3
from voicecoach.output.podcast import FEED, FeedOptions, check_address, write_feed
from voicecoach.output.split import whole_chapters, write_split

URL = "https://example.org/work%20outs/"
SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two routines, one of them with chapters and an awkward title, and a file that no player plays."""
    folder = tmp_path_factory.mktemp("workouts")
    write_mp3(folder / "b & b.mp3", ArraySound(noise(288_000)), clamshell("<Band> & glutes \U0001f9b5 \x02\ufffe"))
    write_mp3(folder / "a.mp3", ArraySound(noise(26_400)), bare(1100), FileOptions(cover=False, artist="Anna"))
    (folder / "c.wav").write_bytes(b"RIFF")
    (folder / "notes.txt").write_text("mine", "utf-8")
    for number, name in enumerate(["a.mp3", "b & b.mp3"]):
        os.utime(folder / name, (1_700_000_000 + 90_000 * number,) * 2)
    return folder


def channel_of(folder: Path) -> ElementTree.Element:
    root = ElementTree.fromstring((folder / FEED).read_bytes())
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    return channel


def text(element: ElementTree.Element, path: str) -> str:
    (found,) = element.findall(path, SPACES)
    assert found.text, f"{path} is empty"
    return found.text


def check_rules(folder: Path) -> list[ElementTree.Element]:
    """The rules of the reference page, one by one; returns the episodes."""
    channel = channel_of(folder)
    for path in ("title", "description", "language", "link", "itunes:author", "podcast:guid"):
        assert text(channel, path)
    assert text(channel, "itunes:explicit") == "false"
    assert text(channel, "itunes:block") == "Yes"
    assert [one.get("text") for one in channel.findall(".//itunes:category", SPACES)] == ["Health & Fitness", "Fitness"]
    (own,) = channel.findall("atom:link", SPACES)
    assert (own.get("rel"), own.get("href")) == ("self", URL + FEED)
    (image,) = channel.findall("itunes:image", SPACES)
    check_image(file_at(folder, image.get("href")))
    items = channel.findall("item")
    assert len({text(item, "guid") for item in items}) == len(items)
    for item in items:
        check_episode(folder, item)
    return items


def check_image(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as image:
        assert image.format == "JPEG"
        assert image.mode == "RGB"
        assert 1400 <= image.width == image.height <= 3000


def check_episode(folder: Path, item: ElementTree.Element) -> None:
    assert text(item, "title")
    assert text(item, "description")
    assert item.find("guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(text(item, "pubDate")).utcoffset() is not None
    (enclosure,) = item.findall("enclosure")
    path = file_at(folder, enclosure.get("url"))
    assert int(enclosure.get("length")) == path.stat().st_size
    assert enclosure.get("type") == "audio/mpeg"
    assert int(text(item, "itunes:duration")) >= 1
    for chapters in item.findall("podcast:chapters", SPACES):
        assert chapters.get("type") == "application/json+chapters"
        content = json.loads(file_at(folder, chapters.get("url")).read_bytes())
        assert content["version"] == "1.2.0"
        starts = [one["startTime"] for one in content["chapters"]]
        assert starts[0] == 0
        assert all(a < b for a, b in pairwise(starts))
        assert all(one["title"] for one in content["chapters"])


def file_at(folder: Path, url: str | None) -> Path:
    assert url
    assert url.startswith(URL)
    assert url.isascii()
    assert " " not in url
    return folder / unquote(url.removeprefix(URL))


def test_the_feed_keeps_every_rule(written: Path) -> None:
    made = write_feed(written, FeedOptions(URL))
    assert made.skipped == ("c.wav",)
    assert set(made.files) == {FEED, "feed-cover.jpg", "b & b.mp3.chapters.json"}
    first, second = check_rules(written)
    assert [text(one, "title") for one in (first, second)] == ["x", "<Band> & glutes \U0001f9b5"]
    assert [text(one, "itunes:duration") for one in (first, second)] == ["1", "12"]
    assert text(first, "pubDate") == "Tue, 14 Nov 2023 22:13:20 +0000"
    assert text(channel_of(written), "itunes:author") == "Anna"
    assert text(channel_of(written), "title") == written.name
    content = json.loads((written / "b & b.mp3.chapters.json").read_bytes())
    assert [one["startTime"] for one in content["chapters"]] == [0, 6.5, 11.5]
    assert "<p>0:07 Left &amp; &lt;right&gt;</p>" in text(second, "description")


def test_the_same_folder_gives_the_same_bytes(written: Path) -> None:
    def everything() -> dict[str, bytes]:
        write_feed(written, FeedOptions(URL, title="Hips", author="Berta", description="Slowly.", language="de"))
        return {path.name: path.read_bytes() for path in written.iterdir()}

    assert everything() == everything()
    channel = channel_of(written)
    told = [text(channel, path) for path in ("title", "itunes:author", "description", "language")]
    assert told == ["Hips", "Berta", "Slowly.", "de"]


def test_a_split_routine_is_a_series_in_the_order_of_its_playlist(tmp_path: Path) -> None:
    timeline = clamshell("Hips")
    write_split(tmp_path, ArraySound(noise(288_000)), timeline, whole_chapters(timeline))
    write_feed(tmp_path, FeedOptions(URL))
    items = check_rules(tmp_path)
    channel = channel_of(tmp_path)
    assert (text(channel, "title"), text(channel, "itunes:type")) == ("Hips", "serial")
    assert [text(item, "itunes:episode") for item in items] == ["1", "2", "3"]
    dates = [parsedate_to_datetime(text(item, "pubDate")) for item in items]
    assert [(b - a).total_seconds() for a, b in pairwise(dates)] == [60, 60]
    write_mp3(tmp_path / "00 another.mp3", ArraySound(noise(24_000)), bare())
    write_feed(tmp_path, FeedOptions(URL))
    assert text(channel_of(tmp_path), "itunes:type") == "episodic", "a file beside the playlist is not lost"
    assert len(channel_of(tmp_path).findall("item")) == 4


def test_an_image_of_ones_own(written: Path) -> None:
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (1400, 1400)).save(data, "JPEG")
    (written / "my own.jpg").write_bytes(data.getvalue())
    write_feed(written, FeedOptions(URL, image="my own.jpg"))
    check_rules(written)
    assert channel_of(written).find("itunes:image", SPACES).get("href") == f"{URL}my%20own.jpg"
    with pytest.raises(UsageError, match=r"no picture other\.jpg"):
        write_feed(written, FeedOptions(URL, image="other.jpg"))


@pytest.mark.skipif(sys.platform != "linux", reason="names of bytes")
def test_any_name_and_any_text_of_a_file(tmp_path: Path) -> None:
    for name in (b"\xff .mp3", b"100 % #1?.mp3", b"\x01.mp3"):
        write_mp3(tmp_path / os.fsdecode(name), ArraySound(noise(24_000)), replace(clamshell("\ufffe"), duration=1000))
    write_feed(tmp_path, FeedOptions(URL, title="\x00 \ud800", author="\ufffe"))
    channel = channel_of(tmp_path)
    assert (text(channel, "title"), text(channel, "itunes:author")) == ("\ufffd", "voicecoach")
    addresses = [item.find("enclosure").get("url") for item in channel.findall("item")]
    assert addresses == [f"{URL}%01.mp3", f"{URL}100%20%25%20%231%3F.mp3", f"{URL}%FF%20.mp3"]


def test_what_cannot_be_a_feed_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        write_feed(tmp_path / "nowhere", FeedOptions(URL))
    with pytest.raises(UsageError, match="tag of a language"):
        write_feed(tmp_path, FeedOptions(URL, language="English please"))
    with pytest.raises(UsageError, match="no file that a podcast player plays"):
        write_feed(tmp_path, FeedOptions(URL))
    (tmp_path / "a.mp3").write_bytes(b"no sound")
    with pytest.raises(SoundUnreadable, match=r"a\.mp3"):
        write_feed(tmp_path, FeedOptions(URL))
    (tmp_path / FEED).write_text("<rss>somebody's</rss>", "utf-8")
    with pytest.raises(UsageError, match="voicecoach has not written it"):
        write_feed(tmp_path, FeedOptions(URL))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.mp3", FEED]


@pytest.mark.parametrize(
    ("url", "address", "warning"),
    [
        ("https://example.org/a", "https://example.org/a/", ""),
        ("https://example.org", "https://example.org/", ""),
        ("https://example.org/work outs//", "https://example.org/work%20outs/", ""),
        ("https://exämple.org/ü", "https://xn--exmple-cua.org/%C3%BC/", ""),
        ("http://example.org/", "http://example.org/", "https"),
        ("http://192.168.1.5:8000/x", "http://192.168.1.5:8000/x/", "local network"),
        ("http://[fe80::1]/x", "http://[fe80::1]/x/", "local network"),
        ("http://nas.fritz.box/", "http://nas.fritz.box/", "local network"),
        ("http://localhost/", "http://localhost/", "local network"),
    ],
)
def test_addresses(url: str, address: str, warning: str) -> None:
    found, warnings = check_address(url)
    assert found == address
    assert bool(warnings) == bool(warning)
    assert warning in "".join(warnings)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "https://example .org/",
        "https://example.org/%zz/",
        "https://me:secret@example.org/",
        "https://",
        "https://[x/",
        "https://a.b:x/",
        "https://a.b/?c",
        "https://a.b/feed.xml",
    ],
)
def test_no_addresses(url: str) -> None:
    with pytest.raises(UsageError):
        check_address(url)
