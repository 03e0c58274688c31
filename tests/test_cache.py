from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from voicecoach.cache import Cache, Recent
from voicecoach.cli import main
from voicecoach.resources import user_folder
from voicecoach.unfinished import claim

PAYLOAD = bytes(range(256)) * 8


def only_file(cache: Cache) -> Path:
    (path,) = cache.directory.iterdir()
    return path


def unwritable(path: Path) -> Path:
    """A folder in which nobody, not even root, can make a file."""
    path.write_text("a file where the folder should be")
    return path


def test_what_is_stored_is_loaded(own_cache: Path) -> None:
    cache = Cache()
    assert cache.load("key") is None
    cache.store("key", PAYLOAD)
    assert Cache().load("key") == PAYLOAD
    assert cache.load("another key") is None
    assert cache.directory == own_cache


def test_the_last_to_store_wins(own_cache: Path) -> None:
    cache = Cache()
    cache.store("key", b"old")
    cache.store("key", b"new")
    assert cache.load("key") == b"new"
    assert cache.stats().entries == 1


def test_without_the_variable_it_lies_where_the_system_keeps_caches(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("VOICECOACH_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert user_folder("cache").name == "voicecoach"
    assert not user_folder("cache").exists()


def damaged(content: bytes) -> dict[str, bytes]:
    flipped = bytearray(content)
    flipped[-3] ^= 1
    header = bytearray(content)
    header[20] ^= 1
    return {
        "empty": b"",
        "cut short": content[: len(content) // 2],
        "only a head": content[:30],
        "one bit flipped": bytes(flipped),
        "digest flipped": bytes(header),
        "longer": content + b"\0",
        "not ours": b"RIFF" + content[4:],
        "zeros": bytes(len(content)),
    }


@pytest.mark.parametrize("harm", list(damaged(PAYLOAD)))
def test_a_damaged_entry_is_as_good_as_none(own_cache: Path, harm: str) -> None:
    cache = Cache()
    cache.store("key", PAYLOAD)
    path = only_file(cache)
    path.write_bytes(damaged(path.read_bytes())[harm])
    assert cache.load("key") is None
    cache.store("key", PAYLOAD)
    assert cache.load("key") == PAYLOAD


def test_an_entry_under_another_ones_name_is_as_good_as_none(own_cache: Path) -> None:
    cache = Cache()
    cache.store("Rest.", PAYLOAD)
    rest = only_file(cache)
    cache.store("Go!", PAYLOAD[:100])
    (go,) = set(own_cache.iterdir()) - {rest}
    go.replace(rest)
    assert cache.load("Rest.") is None
    assert not rest.exists()


def test_an_empty_payload_is_an_entry(own_cache: Path) -> None:
    cache = Cache()
    cache.store("key", b"")
    assert cache.load("key") == b""


def test_the_least_recently_used_go_first(own_cache: Path) -> None:
    cache = Cache(limit=5 * 2200)
    now = time.time()
    for number in range(10):
        cache.store(f"key {number}", PAYLOAD)
        path = next(
            p for p in own_cache.iterdir() if p.name.startswith(hashlib.sha256(f"key {number}".encode()).hexdigest())
        )
        os.utime(path, (now - 1000 + number, now - 1000 + number))
    assert cache.load("key 0") == PAYLOAD  # used just now
    cache.close()
    assert cache.stats().size <= 5 * 2200
    kept = [number for number in range(10) if cache.load(f"key {number}") is not None]
    assert kept == [0, 6, 7, 8, 9]


def test_nothing_is_pruned_below_the_limit(own_cache: Path) -> None:
    cache = Cache()
    cache.store("key", PAYLOAD)
    cache.close()
    stats = cache.stats()
    assert (stats.entries, stats.directory) == (1, own_cache)
    assert stats.size == only_file(cache).stat().st_size


def test_clear_takes_entries_and_leaves_what_is_not_ours(own_cache: Path) -> None:
    cache = Cache()
    cache.store("one", PAYLOAD)
    cache.store("two", PAYLOAD)
    (own_cache / "abandoned.part").write_bytes(b"half")
    (own_cache / "diary.txt").write_text("mine")
    assert cache.clear() == []
    assert [path.name for path in own_cache.iterdir()] == ["diary.txt"]


def test_half_written_files_of_killed_renders_are_swept_up_later(own_cache: Path) -> None:
    cache = Cache()
    cache.store("key", PAYLOAD)
    dead, alive = own_cache / "dead.part", own_cache / "alive.part"
    dead.write_bytes(b"half")
    with alive.open("wb") as file:
        assert claim(file, alive)
        cache.close()
        assert not dead.exists()
        assert alive.exists()


def test_a_folder_that_cannot_be_written_is_told_once_and_harms_nothing(tmp_path: Path) -> None:
    told: list[str] = []
    cache = Cache(unwritable(tmp_path / "taken"), warn=told.append)
    cache.store("one", PAYLOAD)
    cache.store("two", PAYLOAD)
    assert cache.load("one") is None
    cache.close()
    assert cache.stats().entries == 0
    assert [error.strerror for error in cache.clear()] == ["Not a directory"]
    assert len(told) == 1
    assert "taken" in told[0]
    assert "VOICECOACH_CACHE" in told[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_leaves_no_half_entry(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    cache = Cache(warn=told.append)
    own_cache.mkdir()
    real = os.fdopen

    def full(descriptor: int, mode: str) -> object:
        os.dup2(os.open("/dev/full", os.O_WRONLY), descriptor)
        return real(descriptor, mode)

    monkeypatch.setattr(os, "fdopen", full)
    cache.store("key", PAYLOAD)
    assert "No space left" in told[0]
    assert list(own_cache.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write anywhere")
def test_a_read_only_folder_is_still_read(own_cache: Path) -> None:
    cache = Cache()
    cache.store("key", PAYLOAD)
    own_cache.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        told: list[str] = []
        other = Cache(warn=told.append)
        assert other.load("key") == PAYLOAD
        other.store("new", PAYLOAD)
        assert len(told) == 1
    finally:
        own_cache.chmod(stat.S_IRWXU)


def test_two_processes_may_share_it(own_cache: Path) -> None:
    """Both write, read, damage-check and prune the same entries at once; neither ever sees a wrong byte."""
    code = (
        "import random, sys\n"
        "from voicecoach.cache import Cache\n"
        "seed = int(sys.argv[1])\n"
        "chance = random.Random(seed)\n"
        "told = []\n"
        "hits = 0\n"
        "for turn in range(20):\n"
        "    cache = Cache(limit=60_000, warn=told.append)\n"
        "    for _ in range(60):\n"
        "        number = chance.randrange(40)\n"
        "        expected = bytes([number]) * (2000 + number)\n"
        "        found = cache.load(f'key {number}')\n"
        "        hits += found is not None\n"
        "        assert found in (None, expected), number\n"
        "        if found is None:\n"
        "            cache.store(f'key {number}', expected)\n"
        "    cache.close()\n"
        "assert not told, told\n"
        "print(hits)\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(seed)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for seed in (1, 2)
    ]
    for process in running:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert int(out) > 0
    assert not list(own_cache.glob("*.part"))
    assert Cache(limit=60_000).stats().size <= 120_000


def test_what_cannot_be_deleted_is_told(own_cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Cache().store("key", PAYLOAD)
    (own_cache / "a folder.clip" / "full").mkdir(parents=True)
    assert main(["cache", "--clear"]) == 3
    assert "a folder.clip cannot be deleted" in capsys.readouterr().err
    assert [path.name for path in own_cache.iterdir()] == ["a folder.clip"]


def test_a_cache_that_cannot_be_read_is_not_called_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VOICECOACH_CACHE", str(unwritable(tmp_path / "taken")))
    for words in (["cache"], ["cache", "--clear"]):
        assert main(words) == 3
        assert "Not a directory" in capsys.readouterr().err


def test_memory_holds_what_was_used_last_up_to_its_limit() -> None:
    recent: Recent[str, bytes] = Recent(10, len)
    for key in ("one", "two"):
        recent.hold(key, bytes(5))
    assert recent.get("one") == bytes(5)
    recent.hold("three", bytes(5))
    assert (recent.get("two"), recent.get("one")) == (None, bytes(5)), "the one used last stays"
    assert recent.hold("long", bytes(50)) == recent.get("long"), "a value beyond the limit is held alone"
    assert recent.get("one") is recent.get("three") is None
