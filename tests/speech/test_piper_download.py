"""Fetching a voice, from a server of this test's own that can be as bad as the network is."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voicecoach.errors import EnvironmentFault, OutputFailed, VoiceNotFound
from voicecoach.speech.engines.piper_download import fetch_voice, licence_of
from voicecoach.speech.engines.piper_voices import installed_voices

KEY = "de_DE-test-low"
MODEL = bytes(range(256)) * 4000
CONFIG = json.dumps(
    {"audio": {"sample_rate": 16000}, "espeak": {"voice": "de"}, "language": {"code": "de_DE"}}
).encode()
CARD = b"# Model card\n\n* License: CC0\n"
FOLDER = "de/de_DE/test/low"


class Collection:
    """What the server has; ``harm`` says what is wrong with it, ``asked`` what it was asked for."""

    def __init__(self) -> None:
        self.files = {
            f"{FOLDER}/{KEY}.onnx": MODEL,
            f"{FOLDER}/{KEY}.onnx.json": CONFIG,
            f"{FOLDER}/MODEL_CARD": CARD,
        }
        listed = {path: told(content) for path, content in self.files.items()}
        self.list: object = {KEY: {"key": KEY, "aliases": ["de-test-low"], "files": listed}, "en_US-other-low": {}}
        self.harm = ""
        self.asked: list[tuple[str, str]] = []
        self.base = ""


def told(content: bytes) -> dict[str, object]:
    return {"size_bytes": len(content), "md5_digest": hashlib.md5(content).hexdigest()}


@pytest.fixture
def collection(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Collection]:
    served = Collection()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.strip("/")
            begin = self.headers.get("Range", "")
            served.asked.append((path.rpartition("/")[2], begin))
            content = json.dumps(served.list).encode() if path == "voices.json" else served.files.get(path)
            if served.harm == "garbage" and path == "voices.json":
                content = b"<html>"
            if content is None or served.harm == "gone":
                self.send_error(404)
                return
            first = int(begin.removeprefix("bytes=").rstrip("-")) if begin and served.harm != "no ranges" else 0
            self.send_response(206 if first else 200)
            self.send_header("Content-Length", str(len(content) - first))
            self.end_headers()
            cut = served.harm == "cut" and path.endswith(".onnx")
            self.wfile.write(content[first : first + len(content) // 3] if cut else content[first:])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    served.base = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("VOICECOACH_VOICES_URL", served.base)
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


def left(tmp_path: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in (tmp_path / "data" / "voices").iterdir()}


@pytest.mark.parametrize("name", [KEY, "de-test-low", "test"])
def test_a_voice_is_fetched_whole_and_can_be_named(collection: Collection, tmp_path: Path, name: str) -> None:
    seen: list[tuple[int, int, str]] = []
    model = fetch_voice(name, lambda *told: seen.append(told))
    assert model.read_bytes() == MODEL
    assert left(tmp_path) == {
        f"{KEY}.onnx": len(MODEL),
        f"{KEY}.onnx.json": len(CONFIG),
        f"{KEY}.MODEL_CARD": len(CARD),
    }
    assert licence_of(model) == "CC0"
    assert seen[-1] == (len(MODEL), len(MODEL), f"{KEY}.onnx")
    assert [voice.name for voice in installed_voices() if voice.language == "de-DE"] == ["test"]


def test_what_is_here_is_not_fetched_again(collection: Collection) -> None:
    fetch_voice(KEY)
    collection.asked.clear()
    fetch_voice(KEY)
    assert collection.asked == [("voices.json", "")]


def test_an_interrupted_voice_goes_on_where_it_stopped(collection: Collection, tmp_path: Path) -> None:
    collection.harm = "cut"
    with pytest.raises(EnvironmentFault, match=r"ended after \d+ of 1024000 bytes") as caught:
        fetch_voice(KEY)
    assert "goes on" in caught.value.remedy
    assert f"{KEY}.onnx" not in left(tmp_path)
    assert installed_voices() == () or all(voice.id != KEY for voice in installed_voices())
    collection.harm = ""
    assert fetch_voice(KEY).read_bytes() == MODEL
    assert collection.asked[-1] == (f"{KEY}.onnx", f"bytes={len(MODEL) // 3}-")
    assert not [name for name in left(tmp_path) if name.endswith(".part")]


def test_a_server_that_cannot_go_on_begins_anew(collection: Collection) -> None:
    collection.harm = "cut"
    with pytest.raises(EnvironmentFault):
        fetch_voice(KEY)
    collection.harm = "no ranges"
    assert fetch_voice(KEY).read_bytes() == MODEL


@pytest.mark.parametrize("content", [MODEL[:-1] + b"!", MODEL + b"more"])
def test_something_else_than_the_list_says_is_thrown_away(
    collection: Collection, tmp_path: Path, content: bytes
) -> None:
    collection.files[f"{FOLDER}/{KEY}.onnx"] = content
    with pytest.raises(EnvironmentFault, match="not what the collection's list says"):
        fetch_voice(KEY)
    assert set(left(tmp_path)) == {f"{KEY}.onnx.json", f"{KEY}.MODEL_CARD"}


def test_a_damaged_voice_is_mended(collection: Collection, tmp_path: Path) -> None:
    model = fetch_voice(KEY)
    model.write_bytes(MODEL[:-1] + b"?")
    assert fetch_voice(KEY).read_bytes() == MODEL


def test_a_name_that_is_not_there_is_told_with_near_ones(collection: Collection) -> None:
    with pytest.raises(VoiceNotFound, match="'de_DE-tset-low'") as caught:
        fetch_voice("de_DE-tset-low")
    assert f"did you mean '{KEY}'?" in caught.value.remedy
    with pytest.raises(VoiceNotFound) as caught:
        fetch_voice("en-nobody")
    assert "en_US-other-low" in caught.value.remedy


@pytest.mark.parametrize(
    "files",
    [
        {},
        {f"{FOLDER}/../../{KEY}.onnx": told(MODEL), f"{FOLDER}/{KEY}.onnx.json": told(CONFIG)},
        {f"{FOLDER}/other.onnx": told(MODEL), f"{FOLDER}/{KEY}.onnx.json": told(CONFIG)},
        {f"{FOLDER}/{KEY}.onnx": {}, f"{FOLDER}/{KEY}.onnx.json": {}},
        None,
    ],
)
def test_a_list_that_makes_no_sense_writes_nothing(collection: Collection, tmp_path: Path, files: object) -> None:
    collection.list = {KEY: {"files": files}}
    with pytest.raises(VoiceNotFound):
        fetch_voice(KEY)
    assert not (tmp_path / "data" / "voices").exists() or left(tmp_path) == {}


@pytest.mark.parametrize(("harm", "reason"), [("gone", "404"), ("garbage", "cannot be read")])
def test_a_collection_that_is_not_there_is_told(collection: Collection, harm: str, reason: str) -> None:
    collection.harm = harm
    with pytest.raises(EnvironmentFault, match=reason) as caught:
        fetch_voice(KEY)
    assert "https_proxy" in caught.value.remedy


def test_offline_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("VOICECOACH_VOICES_URL", "http://127.0.0.1:9")
    with pytest.raises(EnvironmentFault, match=r"refused|127"):
        fetch_voice(KEY)


@pytest.mark.parametrize(
    "address", ["http://example.org/voices", "file:///etc", "ftp://example.org", "nonsense", "http://[::1"]
)
def test_only_encrypted_places_are_asked(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("VOICECOACH_VOICES_URL", address)
    with pytest.raises(EnvironmentFault, match=r"not an https address|Invalid IPv6"):
        fetch_voice(KEY)


def test_a_folder_that_cannot_be_written_is_told(
    collection: Collection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "taken"))
    with pytest.raises(OutputFailed, match="cannot be kept") as caught:
        fetch_voice(KEY)
    assert "VOICECOACH_DATA" in caught.value.remedy
