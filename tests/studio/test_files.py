"""Scripts are opened, written and made: whole, in their folder alone, and never over another's work."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest

from tests.studio.conftest import SHORT, Client
from voicecoach.output.file import Sink


def version_of(client: Client, name: str = "short.yaml") -> str:
    return str(client.get(f"api/script?name={name}").json["version"])


def test_the_scripts_of_the_folder_are_listed_with_what_can_be_copied(client: Client, folder: Path) -> None:
    (folder / "notes.txt").write_text("no script", "utf-8")
    found = client.get("api/scripts").json
    assert [(one["name"], one["title"]) for one in found["scripts"]] == [("short.yaml", "Short")]
    assert found["scripts"][0]["length_ms"] > 10_000
    assert "band-glutes" in [one["name"] for one in found["shipped"]]
    assert not any("{" in (one["title"] or "") for one in found["shipped"]), "what is spoken is not what is shown"


def test_a_script_is_read_and_written(client: Client, folder: Path) -> None:
    found = client.get("api/script?name=short.yaml").json
    assert found["text"] == SHORT
    reply = client.ask("PUT", "api/script?name=short.yaml", {"text": SHORT + "# more\n", "version": found["version"]})
    assert (reply.status, reply.json["version"]) == (200, version_of(client))
    assert (folder / "short.yaml").read_text("utf-8") == SHORT + "# more\n"
    assert [one.name for one in folder.iterdir()] == ["short.yaml"]


def test_what_changed_on_the_disk_meanwhile_is_left_alone(client: Client, folder: Path) -> None:
    version = version_of(client)
    (folder / "short.yaml").write_text("title: Another\n", "utf-8")
    reply = client.ask("PUT", "api/script?name=short.yaml", {"text": "title: Mine\n", "version": version})
    assert (reply.status, reply.json["text"]) == (409, "title: Another\n")
    assert (folder / "short.yaml").read_text("utf-8") == "title: Another\n"
    again = client.ask("PUT", "api/script?name=short.yaml", {"text": "title: Mine\n", "version": reply.json["version"]})
    assert again.status == 200


def test_a_script_that_is_gone_is_told_and_can_be_saved_anew(client: Client, folder: Path) -> None:
    version = version_of(client)
    (folder / "short.yaml").unlink()
    reply = client.ask("PUT", "api/script?name=short.yaml", {"text": SHORT, "version": version})
    assert (reply.status, reply.json["text"]) == (409, None)
    assert client.ask("PUT", "api/script?name=short.yaml", {"text": SHORT, "version": None}).status == 200
    assert client.ask("PUT", "api/script?name=short.yaml", {"text": "x: 1\n", "version": None}).status == 409


@pytest.mark.parametrize(
    "data", [b"title: A\r\n# \xc3\xa9\r\n", "\ufefftitle: A\n".encode("utf-16"), b"\xef\xbb\xbfa: b\n"]
)
def test_line_ends_and_encoding_stay(client: Client, folder: Path, data: bytes) -> None:
    (folder / "short.yaml").write_bytes(data)
    found = client.get("api/script?name=short.yaml").json
    assert "\r" not in found["text"]
    reply = client.ask("PUT", "api/script?name=short.yaml", {"text": found["text"], "version": found["version"]})
    assert reply.json["version"] == found["version"]
    more = client.ask("PUT", "api/script?name=short.yaml", {"text": found["text"] + "x\n", "version": found["version"]})
    assert more.status == 200
    assert (folder / "short.yaml").read_bytes().startswith(data)


def test_of_two_who_write_at_once_neither_loses_anything(client: Client, folder: Path) -> None:
    """Each adds lines to what it has seen: all that were accepted are there in the end."""
    accepted: list[str] = []

    def write(who: str) -> None:
        found = client.get("api/script?name=short.yaml").json
        for number in range(15):
            line = f"# {who} {number}\n"
            text = found["text"] + line
            reply = client.ask("PUT", "api/script?name=short.yaml", {"text": text, "version": found["version"]})
            if reply.status == 200:
                accepted.append(line)
            found = {"text": text, **reply.json}

    threads = [threading.Thread(target=write, args=(who,)) for who in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    text = (folder / "short.yaml").read_text("utf-8")
    assert sorted(text.removeprefix(SHORT).splitlines(keepends=True)) == sorted(accepted)
    assert len(accepted) >= 15
    assert [one.name for one in folder.iterdir()] == ["short.yaml"]


def test_an_editor_that_saves_while_the_page_does_is_not_written_over(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It puts another file in place when the page's text is on the disk already, but not in place."""
    version = version_of(client)

    def save(_: Sink) -> None:
        (folder / "aside").write_text("title: Editor\n", "utf-8")
        (folder / "aside").replace(folder / "short.yaml")

    monkeypatch.setattr(Sink, "sync", save)
    reply = client.ask("PUT", "api/script?name=short.yaml", {"text": "title: Page\n", "version": version})
    assert (reply.status, reply.json["text"]) == (409, "title: Editor\n")
    assert (folder / "short.yaml").read_text("utf-8") == "title: Editor\n"
    assert [one.name for one in folder.iterdir()] == ["short.yaml"]


OUTSIDE = (
    "../secret.yaml", "..%2Fsecret.yaml", "%2Fetc%2Fpasswd", "sub%2Fa.yaml", "..%5Csecret.yaml", ".hidden.yaml", "",
    "passwd", "C:secret.yaml", "con.yaml", "LPT1.x.yaml", "com%C2%B2.yaml",
    "a%00.yaml", "short.yaml%00.txt", "a%0A.yaml", "-x.yaml",
    "x" * 200 + ".yaml", "short.yaml%2F", "file:%2F%2F%2Fsecret.yaml",
)  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_path_leads_out_of_the_folder(client: Client, folder: Path, name: str) -> None:
    (folder.parent / "secret.yaml").write_text("title: Secret\n", "utf-8")
    assert client.get(f"api/script?name={name}").status == 404
    assert client.ask("PUT", f"api/script?name={name}", {"text": "x: 1\n", "version": None}).status == 404
    assert sorted(one.name for one in folder.iterdir()) == ["short.yaml"]
    assert (folder.parent / "secret.yaml").read_text("utf-8") == "title: Secret\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_folder_is_neither_read_nor_written(client: Client, folder: Path) -> None:
    secret = folder.parent / "secret.yaml"
    secret.write_text("title: Secret\n", "utf-8")
    (folder / "link.yaml").symlink_to(secret)
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "new.yaml").symlink_to(folder.parent / "made.yaml")
    os.mkfifo(folder / "pipe.yaml")
    assert [one["name"] for one in client.get("api/scripts").json["scripts"]] == ["short.yaml"]
    for name in ("link.yaml", "loop.yaml", "new.yaml", "pipe.yaml"):
        assert client.get(f"api/script?name={name}").status in (403, 404)
        for version in (None, "0"):
            reply = client.ask("PUT", f"api/script?name={name}", {"text": "x: 1\n", "version": version})
            assert reply.status in (403, 409)
        assert "error" in client.post("check", name=name, text="title: A\n") or name == "pipe.yaml"
    assert secret.read_text("utf-8") == "title: Secret\n"
    assert not (folder.parent / "made.yaml").exists()


def test_a_new_script_comes_from_the_template_a_shipped_one_or_a_whiteboard(client: Client, folder: Path) -> None:
    made = client.post("new", name="my legs")
    assert made["name"] == "my legs.yaml"
    assert made["text"].startswith("title: 'My legs'")
    assert client.post("new", name="hello", shipped="hello")["text"].startswith("title: Hello")
    board = client.post("new", name="board", board="Squat 3x12\nPlank 40s\nwith love\n")
    assert "Squat" in board["text"]
    assert {"line", "text"} == set(board["remarks"][0]) if board["remarks"] else True
    for name in ("my legs.yaml", "hello.yaml", "board.yaml"):
        assert client.post("check", name=name, text=(folder / name).read_text("utf-8"))["diagnostics"] == []
    assert "already" in client.post("new", name="board.yaml", board="Squat 3x12")["error"]
    assert "error" in client.post("new", name="empty", board="   ")
    assert "error" in client.post("new", name="../up", board="Squat 3x12")
    assert "error" in client.post("new", name="x", shipped="../../etc/passwd")
    assert not (folder / "empty.yaml").exists()


def test_a_folder_that_is_gone_is_told(client: Client, folder: Path) -> None:
    (folder / "short.yaml").unlink()
    folder.rmdir()
    assert "folder cannot be read" in client.get("api/scripts").json["error"]
    assert client.get("api/script?name=short.yaml").status == 404
    reply = client.ask("PUT", "api/script?name=short.yaml", {"text": "title: A\n", "version": None})
    assert (reply.status, "folder does not exist" in reply.json["error"]) == (403, True)
    assert client.post("check", name="short.yaml", text=SHORT) == {"diagnostics": []}
