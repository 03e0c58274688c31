"""The web server of the page: it answers nobody but the browser of the person who started it.

It listens on this machine alone. All paths begin with a token that only that person's address has; a foreign ``Host``
(a name that was made to point here) or ``Origin`` (another page) is refused.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from voicecoach.errors import VoicecoachError
from voicecoach.studio.refusal import Refusal, refusal_of

ADDRESS = "127.0.0.1"
MOST_BYTES = 2_500_000
"""A script of a million bytes, in JSON."""
_MOST_DROPPED = 64 << 20
"""So much of what is too large is read and forgotten, so that the browser reads why."""
_PATIENCE_S = 2.0
"""What takes longer is answered bit by bit, so that no browser gives up."""
_IDLE_S = 120
_MOST_FIELDS = 20
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_SAFETY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Stream:
    """An answer that is sent as it is made. ``headers`` has its length, if that is known."""

    headers: Mapping[str, str]
    chunks: Iterator[bytes]
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True)
class Asked:
    """What the page asks: the query, the JSON of the body, and the header for a part of something."""

    query: Mapping[str, str]
    body: Mapping[str, Any]
    part: str = ""


Answer: TypeAlias = "Mapping[str, Any] | Stream | None"
Call = Callable[[Asked], Answer]
Calls = Mapping[tuple[str, str], Call]
"""What answers a method and a path below ``api/``; a path that ends in ``/`` stands for all below it."""


class NotYet(Exception):
    """There is no answer within the time that was given."""


class StudioServer(ThreadingHTTPServer):
    """Serves the files in ``assets`` and the ``calls``; ``report`` gets what the person at the terminal should see."""

    daemon_threads = True
    request_queue_size = 64
    allow_reuse_address = os.name == "posix"
    """There, a port that was given up a moment ago is had again; elsewhere it would be one that is in use."""

    def __init__(self, port: int, token: str, assets: Path, calls: Calls, report: Callable[[str], None]) -> None:
        super().__init__((ADDRESS, port), _Handler)
        self.token, self.assets, self.calls, self.report = token, assets, calls, report
        self.workers = ThreadPoolExecutor(8, thread_name_prefix="studio")

    def server_bind(self) -> None:
        """Bind the port, without a look for the machine's name, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, int(self.server_address[1])

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        """Return the address of the page."""
        return f"http://{ADDRESS}:{self.port}/{self.token}/"

    @property
    def hosts(self) -> tuple[str, str]:
        """Return by what names it may be called."""
        return f"{ADDRESS}:{self.port}", f"localhost:{self.port}"

    def start(self) -> None:
        """Serve from another thread, until ``close``."""
        threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()
        self.workers.shutdown(wait=False, cancel_futures=True)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002
        """Say nothing of a browser that has gone away; report anything else."""
        import sys

        if not isinstance(sys.exc_info()[1], OSError):
            self.report(traceback.format_exc())


class _Handler(BaseHTTPRequestHandler):
    server: StudioServer
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_S
    disable_nagle_algorithm = True
    server_version = "voicecoach"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Print nothing for each request."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Answer what is no HTTP, or no method that is known here, as everything else is answered."""
        self.close_connection = True
        self._send_json({"error": "this is not a request that the studio understands"}, HTTPStatus(code))

    def _answer(self) -> None:
        try:
            path, query = self._allowed()
            body = self._body() if self.command != "GET" else {}
            call = self._call(path)
            if call is None:
                self._send_asset(path)
                return
            asked = Asked(query, body, self.headers.get("Range", ""))
            self._send(call, asked)
        except Refusal as refusal:
            self._send_json(refusal.answer(), refusal.status)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _allowed(self) -> tuple[str, Mapping[str, str]]:
        """Return the path below the token and the query of a request that may be answered; refuse all others."""
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            self.close_connection = True
            raise Refusal("this address is not the one that the studio printed", HTTPStatus.MISDIRECTED_REQUEST)
        origin = self.headers.get("Origin")
        if origin is not None and origin.lower() not in [f"http://{host}" for host in self.server.hosts]:
            self.close_connection = True
            raise Refusal("another page must not ask the studio anything", HTTPStatus.FORBIDDEN)
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            self.close_connection = True
            raise Refusal("another page must not ask the studio anything", HTTPStatus.FORBIDDEN)
        try:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            self.close_connection = True
            raise Refusal("this is not an address that the studio understands") from None
        _, token, *rest = f"{parts.path}/".split("/", 2)
        if not hmac.compare_digest(token.encode(), self.server.token.encode()):
            self.close_connection = True
            message = "nothing is here; open the address that voicecoach studio printed in the terminal"
            raise Refusal(message, HTTPStatus.NOT_FOUND)
        if parts.path == f"/{token}":
            raise Refusal("the address ends in a slash", HTTPStatus.NOT_FOUND)
        path = unquote(rest[0].removesuffix("/")) if rest else ""
        return path, {key: values[-1] for key, values in query.items()}

    def _body(self) -> Mapping[str, Any]:
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"\d{1,15}", length) or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            raise Refusal("a request has a body of a known length", HTTPStatus.LENGTH_REQUIRED)
        if int(length) > MOST_BYTES:
            self._drop(int(length))
            message = "this text is too large: a script has at most 1,000,000 bytes, so split it with include:"
            raise Refusal(message, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        data = self.rfile.read(int(length))
        if self.headers.get_content_type() != "application/json":
            raise Refusal("a request is JSON", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            body = json.loads(data)
        except (ValueError, RecursionError):
            raise Refusal("this is no JSON that the studio can read") from None
        if not isinstance(body, dict):
            raise Refusal("a request is a JSON object")
        return body

    def _drop(self, length: int) -> None:
        self.close_connection = True
        left = min(length, _MOST_DROPPED)
        while left > 0 and (block := self.rfile.read(min(left, 1 << 16))):
            left -= len(block)

    def _call(self, path: str) -> Call | None:
        """Return what answers a path below ``api/``, None for a file of the page."""
        if not path.startswith("api/"):
            if self.command != "GET":
                raise Refusal("only api/ takes a body", HTTPStatus.METHOD_NOT_ALLOWED)
            return None
        name = path.removeprefix("api/")
        calls = self.server.calls
        found = calls.get((self.command, name))
        if found is None and (self.command, head := name.rpartition("/")[0] + "/") in calls:
            rest = name.removeprefix(head)
            inner = calls[self.command, head]
            return lambda asked: inner(Asked({**asked.query, "id": rest}, asked.body, asked.part))
        if found is None:
            others = any(known == name for _, known in calls)
            status = HTTPStatus.METHOD_NOT_ALLOWED if others else HTTPStatus.NOT_FOUND
            raise Refusal("the studio has no such call", status)
        return found

    def _send(self, call: Call, asked: Asked) -> None:
        """Make an answer in another thread; what takes long is begun with blanks, which JSON allows."""
        try:
            future = self.server.workers.submit(call, asked)
        except RuntimeError:  # the studio is ending: no answer tells the page so
            self.close_connection = True
            return
        try:
            answer, status = self._result(future, None if self.command == "GET" else _PATIENCE_S)
        except NotYet:
            self._send_slowly(future)
            return
        if isinstance(answer, Stream):
            self._send_stream(answer)
        else:
            self._send_json(answer, status)

    def _result(self, future: Future[Answer], patience: float | None) -> tuple[Answer, HTTPStatus]:
        """Return an answer with its status. Raises ``NotYet`` where it takes longer than ``patience`` seconds."""
        if not wait([future], patience).done:
            raise NotYet
        try:
            return future.result(), HTTPStatus.OK
        except Refusal as refusal:
            return refusal.answer(), refusal.status
        except VoicecoachError as error:
            told = refusal_of(error)
            return told.answer(), told.status
        except Exception:
            return self._bug()

    def _bug(self) -> tuple[Answer, HTTPStatus]:
        """Report an error of ours at the terminal; the page learns no more than that there was one."""
        self.server.report(traceback.format_exc())
        message = "something went wrong inside the studio; the terminal in which it runs says what"
        return {"error": message}, HTTPStatus.INTERNAL_SERVER_ERROR

    def _send_slowly(self, future: Future[Answer]) -> None:
        """Answer as soon as there is something to say; until then a blank now and then keeps the browser waiting.

        By then it was said that all is well, so a refusal has its ``status`` beside the sentence.
        """

        def chunks() -> Iterator[bytes]:
            while True:
                try:
                    answer, status = self._result(future, _PATIENCE_S)
                except NotYet:
                    yield b" "
                    continue
                if isinstance(answer, Mapping) and status != HTTPStatus.OK:
                    answer = {**answer, "status": status}
                yield _json(None if isinstance(answer, Stream) else answer)
                return

        self._send_stream(Stream({"Content-Type": "application/json"}, chunks()))

    def _send_stream(self, stream: Stream) -> None:
        self.send_response(stream.status)
        whole = "Content-Length" in stream.headers
        self._send_headers({**stream.headers, **({} if whole else {"Transfer-Encoding": "chunked"})})
        try:
            for chunk in stream.chunks:
                self.wfile.write(chunk if whole else b"%x\r\n%s\r\n" % (len(chunk), chunk))
            if not whole:
                self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True
        except Exception:
            self.close_connection = True
            self.server.report(traceback.format_exc())
        finally:
            if (close := getattr(stream.chunks, "close", None)) is not None:
                close()

    def _send_asset(self, path: str) -> None:
        """Send a file of the page. Only names that are listed there are opened."""
        known = {one.relative_to(self.server.assets).as_posix(): one for one in self.server.assets.rglob("*")}
        file = known.get("index.html" if path == "" else path.removeprefix("assets/"))
        if file is None or not file.is_file() or (path and not path.startswith("assets/")):
            raise Refusal("the studio has no such page", HTTPStatus.NOT_FOUND)
        kind = _TYPES.get(file.suffix, "application/octet-stream")
        self._send_bytes(file.read_bytes(), kind, HTTPStatus.OK)

    def _send_json(self, answer: Answer, status: HTTPStatus) -> None:
        self._send_bytes(_json(answer), "application/json", status)

    def _send_bytes(self, data: bytes, kind: str, status: HTTPStatus) -> None:
        self.send_response(status)
        self._send_headers({"Content-Type": kind, "Content-Length": str(len(data))})
        self.wfile.write(data)

    def _send_headers(self, headers: Mapping[str, str]) -> None:
        for name, value in {**_SAFETY, **headers}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()


def _json(answer: Any) -> bytes:
    """Return JSON that may also stand in a page: nothing in it ends a script."""
    return (
        json.dumps(answer, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").encode("utf-8", "replace")
    )
