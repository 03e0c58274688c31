"""What the server gives, to whom, and what it refuses."""

from __future__ import annotations

import errno
import http.client
import random
import socket
import sys
import wave
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.live.terminals import wait_until
from voicecoach.errors import SoundUnreadable, UsageError
from voicecoach.phone import server as served
from voicecoach.phone.offers import Offer, make_offer
from voicecoach.phone.server import Server

from .conftest import HERE, mark_as_part

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
OTHER = "127.0.0.2"
"""A second address of this machine, as that of a second interface would be."""


class Answer:
    def __init__(self, server: Server, path: str, method: str = "GET", at: str = "127.0.0.1", **fields: str) -> None:
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        with closing(http.client.HTTPConnection(at, server.port, timeout=10)) as connection:
            connection.request(method, path, headers=headers)
            got = connection.getresponse()
            self.status, self.fields, self.data = got.status, got.headers, got.read()


def save_path(server: Server, offer: Offer) -> str:
    return f"/{server.site.token}/save/0/Hips%20%26%20%28knees%29.mp3"


def test_the_name_is_the_title_as_a_file_may_be_called(offer: Offer) -> None:
    assert offer.name == "Hips & (knees).mp3"
    assert make_offer(offer.path, [offer]).name == "Hips & (knees) 2.mp3"


def test_parts_keep_their_names_and_no_others_do(rendered: Path, tmp_path: Path) -> None:
    """A number at the beginning of a name makes no part of it: a routine may be called "20 minutes for the hips"."""
    path = tmp_path / "20 minutes.mp3"
    path.write_bytes(rendered.read_bytes())
    assert (make_offer(path).name, make_offer(path).part) == ("Hips & (knees).mp3", False)
    mark_as_part(path, 1, 2)
    assert (make_offer(path).name, make_offer(path).part) == ("20 minutes.mp3", True)


@pytest.mark.parametrize("seed", range(10))
def test_a_download_that_breaks_and_is_taken_up_again_gives_equal_bytes(
    server: Server, offer: Offer, seed: int
) -> None:
    chance, path = random.Random(seed), save_path(server, offer)
    whole, got = offer.path.read_bytes(), b""
    while len(got) < offer.size:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
            fields = {"Range": f"bytes={len(got)}-", "If-Range": offer.etag} if got else {}
            connection.request("GET", path, headers={**fields, "User-Agent": IPHONE})
            answer = connection.getresponse()
            assert answer.status == (206 if got else 200)
            got += answer.read(chance.randint(1, 900_000))
    assert got == whole
    heard: list[str] = []
    wait_until(lambda: bool(heard.extend(server.fetches.news())) or bool(heard), "news")
    assert heard == ["127.0.0.1 (iPhone) has saved Hips & (knees).mp3, 1.7 MB"]


@pytest.mark.skipif(sys.platform != "linux", reason="has 127.0.0.2 on Linux alone")
def test_two_addresses_of_the_machine_answer_each_to_its_own_name(server: Server, offer: Offer) -> None:
    for at in ("127.0.0.1", OTHER):
        assert Answer(server, f"/{server.site.token}/", at=at).status == 200
    other = Answer(server, f"/{server.site.token}/", at="127.0.0.1", Host=f"{OTHER}:{server.port}")
    assert other.status == 421
    with Server([HERE], 0, alone=True) as alone, pytest.raises(ConnectionRefusedError):
        Answer(alone, "/", at=OTHER)


def test_a_path_that_is_guessed_leads_nowhere(server: Server) -> None:
    token = server.site.token
    guesses = ["/", "//", "/favicon.ico", "/robots.txt", "/.git/config", "/page.js", "/play/0", f"/{token}x/"]
    guesses += [f"/{token[:-1]}/", f"/x/{token}/", f"/{token.swapcase()}/", "/%00/", "/\x7f/"]
    below = ("page.html", "server.py", "play/1", "play/00", "play/-1", "save/0/", "save/0/clamshell.mp3", "cover/1")
    out = ("../", "..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "play/../../../etc/passwd")
    guesses += [f"/{token}/{name}" for name in (*below, *out)]
    guesses += [f"http://127.0.0.1:{server.port}/{token}/", f"/{token}/page.js/", f"/{token}/./"]
    for guess in guesses:
        with closing(socket.create_connection(("127.0.0.1", server.port), 10)) as raw:
            raw.sendall(f"GET {guess} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode("latin-1"))
            answer = raw.makefile("rb").read()
        assert answer.split(b" ")[1] in (b"404", b"400"), guess
        assert answer.endswith((b"\r\n\r\nNot Found\n", b"\r\n\r\nBad Request\n")), guess


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1:{port}@evil.example"),
        *("127.0.0.1", "127.0.0.1:1", "127.0.0.1:x", "127.1:{port}", "evil@127.0.0.1:{port}", "127.0.0.1:{port}/"),
        *("", "[::1", "192.0.2.9:{port}"),
    ],
)
def test_a_foreign_host_is_refused(server: Server, host: str) -> None:
    assert Answer(server, f"/{server.site.token}/", Host=host.format(port=server.port)).status == 421


def test_no_host_or_two_are_refused(server: Server) -> None:
    for hosts in ("", f"Host: 127.0.0.1:{server.port}\r\n" * 2):
        with closing(socket.create_connection(("127.0.0.1", server.port), 10)) as raw:
            raw.sendall(f"GET /{server.site.token}/ HTTP/1.1\r\n{hosts}\r\n".encode())
            assert raw.makefile("rb").readline().split()[1] == b"421"


def test_this_machine_may_call_itself_localhost(server: Server) -> None:
    assert Answer(server, f"/{server.site.token}/", Host=f"localhost:{server.port}").status == 200


def test_no_byte_is_given_of_a_file_that_is_written_into_while_it_is_fetched(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(24_000_000))
    offer = make_offer(path)
    with Server([HERE], 0) as server:
        server.serve([offer])
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
            connection.request("GET", f"/{server.site.token}/save/0/a.wav")
            answer = connection.getresponse()
            begun = answer.read(1)
            with path.open("r+b") as file:
                file.seek(20_000_000)
                file.write(b"\xaa" * 1000)
            with pytest.raises(http.client.IncompleteRead) as broken:
                answer.read()
        assert b"\xaa" not in begun + broken.value.partial
        assert any("has changed" in line for line in server.fetches.news())


def test_nothing_can_be_changed(server: Server, offer: Offer) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "MOVE"):
        assert Answer(server, save_path(server, offer), method).status in (405, 501)
    assert Answer(server, save_path(server, offer), Content_Length="5").status == 400


RANGES: Mapping[str, tuple[int, int] | int | None] = {
    "bytes=0-99": (0, 100),
    "bytes=100-": (100, -1),
    "BYTES= 5-5": (5, 6),
    "bytes=-7": (-7, -1),
    "bytes=-99999999": (0, -1),
    "bytes=10-99999999999": (10, -1),
    "bytes=,3-4,": (3, 5),
    "bytes=99999999-": 416,
    "bytes=-0": 416,
    "bytes=5-4": None,
    "bytes=0-1,5-6": None,
    "bytes=": None,
    "bytes=-": None,
    "bytes=a-b": None,
    "chunks=0-1": None,
    "": None,
}
"""What is asked for, and the bytes that come (to the end where -1 stands); None for all of them."""


@pytest.mark.parametrize("asked", RANGES)
def test_a_range_gives_its_part(server: Server, offer: Offer, asked: str) -> None:
    answer = Answer(server, save_path(server, offer), Range=asked)
    whole, due = offer.path.read_bytes(), RANGES[asked]
    if due == 416:
        assert (answer.status, answer.fields["Content-Range"]) == (416, f"bytes */{offer.size}")
    elif due is None:
        assert (answer.status, answer.data) == (200, whole)
    else:
        assert isinstance(due, tuple)
        first, last = due[0] % offer.size, offer.size if due[1] == -1 else due[1]
        assert (answer.status, answer.data) == (206, whole[first:last])
        assert answer.fields["Content-Range"] == f"bytes {first}-{last - 1}/{offer.size}"


def test_a_part_of_another_version_is_never_given(server: Server, offer: Offer) -> None:
    path = save_path(server, offer)
    for version in ('"another"', f"W/{offer.etag}", "Sat, 01 Jan 2000 00:00:00 GMT"):
        assert Answer(server, path, Range="bytes=9-", If_Range=version).status == 200
    for version in (offer.etag, offer.date):
        assert Answer(server, path, Range="bytes=9-", If_Range=version).status == 206
    assert Answer(server, path, If_None_Match=f'"x", W/{offer.etag}').status == 304


def test_head_tells_what_get_would(server: Server, offer: Offer) -> None:
    head = Answer(server, save_path(server, offer), "HEAD", Range="bytes=0-9")
    assert (head.status, head.data, head.fields["Content-Length"]) == (200, b"", str(offer.size))
    assert (head.fields["ETag"], head.fields["Accept-Ranges"]) == (offer.etag, "bytes")
    assert "filename*=UTF-8''Hips%20%26%20%28knees%29.mp3" in head.fields["Content-Disposition"]
    page = Answer(server, f"/{server.site.token}/", "HEAD")
    assert (page.status, page.data) == (200, b"")
    assert not server.fetches.anybody()


def test_one_connection_serves_many_requests(server: Server, offer: Offer) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        for first in range(5):
            connection.request("GET", save_path(server, offer), headers={"Range": f"bytes={first}-{first}"})
            assert connection.getresponse().read() == offer.path.read_bytes()[first : first + 1]


def test_the_path_without_its_slash_leads_to_the_page(server: Server) -> None:
    answer = Answer(server, f"/{server.site.token}")
    assert (answer.status, answer.fields["Location"]) == (308, f"/{server.site.token}/")


def test_a_file_that_is_written_anew_is_not_handed_out_any_more(rendered: Path, tmp_path: Path) -> None:
    path = tmp_path / "walk.mp3"
    path.write_bytes(rendered.read_bytes())
    with Server([HERE], 0) as server:
        server.serve([make_offer(path)])
        path.write_bytes(b"another")
        for _ in range(2):
            assert Answer(server, f"/{server.site.token}/play/0").status == 410
        assert [line.split(" has changed")[0] for line in server.fetches.news()] == ["Hips & (knees).mp3"]


def test_too_many_connections_keep_nobody_out_for_long(server: Server) -> None:
    held = [socket.create_connection(("127.0.0.1", server.port), 10) for _ in range(70)]
    assert held[-1].recv(1) == b""
    for one in held:
        one.close()
    wait_until(lambda: _answers(server), "an answer")


def _answers(server: Server) -> bool:
    try:
        return Answer(server, f"/{server.site.token}/").status == 200
    except (OSError, http.client.HTTPException):
        return False


def test_a_port_that_is_taken(offer: Offer) -> None:
    with Server([HERE], 0) as first, pytest.raises(UsageError, match=f"port {first.port} is in use"):
        Server([HERE], first.port)


@pytest.mark.parametrize("number", [errno.EADDRINUSE, errno.EACCES])
def test_where_the_usual_port_cannot_be_had_it_is_another(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    class Taken(served._Http):
        def __init__(self, address: tuple[str, int], *arguments: Any) -> None:
            if address[1] == served.PORT:
                raise OSError(number, "taken")
            super().__init__(address, *arguments)

    monkeypatch.setattr(served, "_Http", Taken)
    with Server([HERE]) as server:
        assert server.port != served.PORT


def test_what_is_no_sound(tmp_path: Path) -> None:
    (tmp_path / "bad.mp3").write_bytes(b"no sound")
    with pytest.raises(SoundUnreadable, match="cannot be read"):
        make_offer(tmp_path / "bad.mp3")
