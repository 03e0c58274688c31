from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from voicecoach.errors import OutputFailed
from voicecoach.live.records.bookmark import Bookmark, Bookmarks, digest_of

PLACE = Bookmark("clamshell/set2/right/rep6/count", 420, Decimal("1.1025"), "abc")


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def bookmarks(tmp_path: Path, told: list[str]) -> Bookmarks:
    return Bookmarks(tmp_path / "data", told.append)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "clam.yaml"
    path.write_text("title: Clam\n", "utf-8")
    return path


def test_a_place_is_found_again_exactly(bookmarks: Bookmarks, script: Path, told: list[str]) -> None:
    assert bookmarks.load(script) is None
    bookmarks.save(script, PLACE)
    assert bookmarks.load(script) == PLACE
    later = Bookmark("other", -30)
    bookmarks.save(script, later)
    assert bookmarks.load(script) == later
    bookmarks.clear(script)
    assert bookmarks.load(script) is None
    bookmarks.clear(script)
    assert told == []


def test_one_script_has_one_place_by_whatever_path(
    bookmarks: Bookmarks, script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(script)
    bookmarks.save(link, PLACE)
    monkeypatch.chdir(tmp_path)
    assert bookmarks.load(Path("clam.yaml")) == PLACE
    assert bookmarks.load(tmp_path / "other.yaml") is None


def test_the_folder_is_the_user_s_unless_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: Path) -> None:
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "mine"))
    Bookmarks().save(script, PLACE)
    assert [path.parent for path in (tmp_path / "mine").rglob("*.json")] == [tmp_path / "mine" / "places"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"voicecoach_place": 2}',
        *(
            json.dumps(
                {"voicecoach_place": 1, "event": "a", "offset_ms": 1, "pace": "1", "digest": ""} | change
            ).encode()
            for change in (
                {"event": ""},
                {"event": 1},
                {"offset_ms": 1.5},
                {"offset_ms": True},
                {"offset_ms": 10**15},
                {"pace": "fast"},
                {"pace": "NaN"},
                {"pace": "0"},
                {"pace": [1]},
                {"digest": None},
            )
        ),
    ],
)
def test_a_damaged_place_is_ignored_and_told(
    bookmarks: Bookmarks, script: Path, told: list[str], content: bytes
) -> None:
    bookmarks.save(script, PLACE)
    (file,) = bookmarks.directory.iterdir()
    file.write_bytes(content)
    assert bookmarks.load(script) is None
    assert len(told) == 1
    assert "from the beginning" in told[0]
    bookmarks.save(script, PLACE)
    assert bookmarks.load(script) == PLACE


def test_a_place_that_is_no_file_is_told(bookmarks: Bookmarks, script: Path, told: list[str]) -> None:
    bookmarks.save(script, PLACE)
    (file,) = bookmarks.directory.iterdir()
    file.unlink()
    file.mkdir()
    assert bookmarks.load(script) is None
    assert len(told) == 1
    with pytest.raises(OutputFailed):
        bookmarks.clear(script)


def test_a_folder_that_cannot_be_made_is_told_with_a_remedy(tmp_path: Path, script: Path) -> None:
    with pytest.raises(OutputFailed) as caught:
        Bookmarks(script).save(script, PLACE)
    assert "VOICECOACH_DATA" in caught.value.remedy


def test_an_edit_changes_the_digest(script: Path, tmp_path: Path) -> None:
    before = digest_of(script)
    assert before == digest_of(script)
    script.write_text("title: Clams\n", "utf-8")
    assert digest_of(script) != before
    assert digest_of(tmp_path / "missing") == ""
