"""A studio over a folder of its own, and a client that asks it by real HTTP."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from voicecoach.studio.studio import OpenStudio

TEMPLATE = "title: TITLE\nroutine:\n  - exercise: Squat\n    do: 1x3\n"
SHORT = """\
title: Short
routine:
  - exercise: Bridge  # on the mat
    do: 1x4
    ready: 8s
"""


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.data)


@dataclass
class Client:
    """Asks a studio as its page does; ``root`` is the path with the token."""

    host: str
    port: int
    root: str
    reports: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: Any = None, *, whole: str = "", **headers: str) -> Reply:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        sent = {"Content-Type": "application/json"} if body is not None else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, whole or self.root + path, data, sent)
            answer = connection.getresponse()
            return Reply(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def post(self, call: str, **body: Any) -> Any:
        reply = self.ask("POST", f"api/{call}", body)
        return reply.json


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The addresses of studios are remembered in a folder of the test's own."""
    monkeypatch.setenv("VOICECOACH_DATA", str(tmp_path / "data"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scripts"
    made.mkdir()
    (made / "short.yaml").write_text(SHORT, "utf-8")
    return made


@pytest.fixture
def client(folder: Path, tmp_path: Path) -> Iterator[Client]:
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "index.html").write_text("<!doctype html><title>The page</title>", "utf-8")
    (assets / "page.js").write_text("export {}", "utf-8")
    reports: list[str] = []
    with OpenStudio(folder, TEMPLATE, reports.append, voice="silent", assets=assets) as studio:
        address = urlsplit(studio.url)
        yield Client(str(address.hostname), int(address.port or 0), address.path, reports)
    assert not reports
