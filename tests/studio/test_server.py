"""The server answers the browser of the person who started it, and nobody else."""

from __future__ import annotations

import http.client
import json
import socket
import sys
import threading
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.studio.conftest import SHORT, TEMPLATE, Client
from voicecoach.studio import server as serving
from voicecoach.studio.address import Address, remember, remembered
from voicecoach.studio.refusal import Refusal
from voicecoach.studio.studio import OpenStudio


def test_the_page_and_its_files(client: Client) -> None:
    page = client.get("")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert client.get("assets/page.js").headers["content-type"].startswith("text/javascript")
    assert client.get("api/alive").json["started"] > 0


@pytest.mark.parametrize(
    "path",
    ["assets/../../conftest.py", "assets/%2e%2e/%2e%2e/secret", "assets//etc/passwd", "assets/", "assets", "page.js",
     "api/nothing", "api/", "assets/page.js/", "assets/page.js%00"],
)  # fmt: skip
def test_no_other_file_is_sent(client: Client, path: str) -> None:
    reply = client.get(path)
    assert (reply.status, set(reply.json)) == (404, {"error"})


@pytest.mark.parametrize("whole", ["/", "/index.html", "/api/alive", "/wrong/api/alive", "//api/alive", "*"])
def test_without_the_token_there_is_nothing(client: Client, whole: str) -> None:
    assert client.ask("GET", "", whole=whole).status == 404


@pytest.mark.parametrize("path", ["http://[", "{root}api/alive?" + "&".join(["x=1"] * 30)])
def test_an_address_that_is_none_is_refused_in_a_sentence(client: Client, path: str) -> None:
    with socket.create_connection((client.host, client.port), 10) as raw:
        request = f"GET {path.format(root=client.root)} HTTP/1.1\r\nHost: {client.host}:{client.port}\r\n\r\n"
        raw.sendall(request.encode())
        answer = raw.makefile("rb").read()
    assert answer.split()[1] == b"400"
    assert b"not an address that the studio understands" in answer


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:80", "", "[::1]"])
def test_a_name_that_was_made_to_point_here_is_refused(client: Client, host: str) -> None:
    assert client.get("api/scripts", Host=host).status == 421


def test_both_own_names_are_known(client: Client) -> None:
    for host in ("127.0.0.1", "LOCALHOST"):
        assert client.get("api/alive", Host=f"{host}:{client.port}").status == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}]
)
def test_another_page_is_refused(client: Client, headers: dict[str, str]) -> None:
    assert client.ask("POST", "api/check", {"name": "short.yaml", "text": SHORT}, **headers).status == 403
    assert client.ask("GET", "api/scripts", **headers).status == 403
    own = f"http://{client.host}:{client.port}"
    assert client.ask("POST", "api/check", {"name": "short.yaml", "text": SHORT}, Origin=own).status == 200


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"[1]", {}, 400),
        (b"\xff", {}, 400),
        (b"[" * 100_000, {}, 400),
        (b"{}", {"Content_Type": "text/plain"}, 415),
        (b'{"name": "short.yaml"}', {}, 400),
        (b'{"name": "short.yaml", "text": 3}', {}, 400),
        (b'{"name": "short.yaml", "text": "\\ud800"}', {}, 400),
        (b'{"name": 5, "text": ""}', {}, 400),
        (b'{"name": "short.yaml", "text": "' + b"x" * 10_000_000 + b'"}', {}, 413),
    ],
    ids=["cut", "list", "bytes", "deep", "type", "no text", "number", "half", "name", "10 MB"],
)
def test_what_is_no_request_is_refused_in_a_sentence(
    client: Client, body: bytes, headers: dict[str, str], status: int
) -> None:
    reply = client.ask("POST", "api/check", body, **headers)
    assert (reply.status, set(reply.json)) == (status, {"error"})
    assert "Traceback" not in reply.json["error"]


def test_other_methods_are_refused(client: Client) -> None:
    assert client.ask("POST", "api/alive", {}).status == 405
    assert client.ask("POST", "", {}).status == 405
    assert client.ask("DELETE", "api/script?name=short.yaml").status == 501
    assert client.ask("OPTIONS", "api/script").status == 501


def test_what_is_refused_late_says_so_in_its_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page has been told by then that all is well, to keep it waiting."""
    monkeypatch.setattr(serving, "_PATIENCE_S", 0.01)
    enough = threading.Event()

    def refuse(_: serving.Asked) -> None:
        enough.wait(10)
        raise Refusal("changed meanwhile", HTTPStatus.CONFLICT, superseded=True)

    server = serving.StudioServer(0, "token", tmp_path, {("POST", "slow"): refuse}, print)
    server.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        connection.request("POST", "/token/api/slow", b"{}", {"Content-Type": "application/json"})
        answer = connection.getresponse()
        assert (answer.status, answer.read(1)) == (200, b" ")
        enough.set()
        assert json.loads(answer.read()) == {"error": "changed meanwhile", "superseded": True, "status": 409}
        connection.close()
    finally:
        server.close()


def test_a_script_that_is_too_large_is_a_diagnostic(client: Client) -> None:
    found = client.post("check", name="short.yaml", text="# " + "x" * 1_000_000)["diagnostics"]
    assert [one["code"] for one in found] == ["too-large"]


def test_a_client_that_sends_nothing_holds_nobody_up(client: Client) -> None:
    idle = [socket.create_connection((client.host, client.port)) for _ in range(20)]
    try:
        assert client.get("api/alive").status == 200
    finally:
        for one in idle:
            one.close()


def test_a_studio_that_comes_back_has_its_address(folder: Path, tmp_path: Path) -> None:
    """A page that is still open finds it; where the port is taken, or the folder is another, it is a new one."""
    urls = []
    for _ in range(2):
        with OpenStudio(folder, TEMPLATE, print, voice="silent") as studio:
            urls.append(studio.url)
            with OpenStudio(folder, TEMPLATE, print, voice="silent") as second:
                assert second.url != studio.url
            with OpenStudio(tmp_path, TEMPLATE, print, voice="silent") as other:
                assert other.url != studio.url
    assert urls[0] == urls[1]
    kept = tmp_path / "data" / "studio.json"
    assert sys.platform == "win32" or kept.stat().st_mode & 0o777 == 0o600
    for broken in ("", "[]", '{"x": 1}', f'{{"{folder.resolve()}": [80, "x"]}}'):
        kept.write_text(broken, "utf-8")
        with OpenStudio(folder, TEMPLATE, print, voice="silent") as studio:
            assert studio.url != urls[0]


def test_the_folders_that_were_opened_last_are_remembered(tmp_path: Path) -> None:
    for number in (*range(19), 0, *range(19, 30)):
        remember(tmp_path / str(number), Address(8000 + number, "x" * 24))
    known = [number for number in range(30) if remembered(tmp_path / str(number)).port]
    assert known == [0, *range(11, 30)]


def test_html_in_a_script_comes_back_as_text(client: Client) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    reply = client.ask("POST", "api/check", {"name": "short.yaml", "text": f"title: A\nroutine: []\n'{evil}': 1\n"})
    assert b"<" not in reply.data
    assert any(evil in one["message"] for one in reply.json["diagnostics"])
    assert reply.headers["x-content-type-options"] == "nosniff"


CALLS = {
    "check": ("name", "text", "page"),
    "timeline": ("name", "text", "pace"),
    "complete": ("text", "line", "column"),
    "hover": ("text", "line", "column"),
    "form": ("text", "line"),
    "edit": ("text", "line", "key", "value"),
    "pace": ("name", "text", "pace"),
    "sound": ("name", "text", "pace"),
    "new": ("name", "shipped", "board"),
    "send": ("id",),
}
RIGHT = {
    "name": "short.yaml",
    "text": SHORT,
    "line": 3,
    "column": 3,
    "key": "rest",
    "value": "9s",
    "pace": {},
    "id": "1",
}


@pytest.mark.parametrize("call", CALLS)
def test_a_field_of_another_kind_is_no_bug(client: Client, call: str) -> None:
    for key in CALLS[call]:
        for value in (None, True, -1, 1e308, 10**30, [], [{}], {"movement": []}, "\0", "\u2028 {{", "1" * 300):
            reply = client.ask("POST", f"api/{call}", {**RIGHT, key: value})
            assert reply.status < 500, (key, value, client.reports)
            assert isinstance(reply.json, dict) or reply.data == b"null"
