"""Serves the page and the files: read-only, in this network, and to nobody who asks for another host.

A page of somebody else that a browser here has open can neither read an answer, for nothing permits it, nor come as
this host under a name of its own, for the ``Host`` of a request has to be the address that it has arrived at.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import sys
import threading
import time
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from voicecoach.errors import EnvironmentFault, UsageError
from voicecoach.phone.addresses import ANY, ANY_6, Address
from voicecoach.phone.fetched import Fetches
from voicecoach.phone.fields import Unsatisfiable, is_known, saved_as, wanted
from voicecoach.phone.offers import Changed, Offer
from voicecoach.phone.site import Content, Site

PORT = 8765
"""The usual port: always the same one, so that a firewall has to be opened only once."""
_AT_ONCE = 64
"""So many connections are held; a phone opens six."""
_PIECE = 1 << 16
_SEND_BUFFER = 1 << 17
"""How much may be on its way: where a system does not tell how much that is, so much is counted too early."""
_LOOK_S = 0.005
_PATIENCE_S = 60
"""So long a phone may take for the next piece."""
_IDLE_S = 20
"""So long a connection without a request is held."""
_TAKEN = (errno.EADDRINUSE, errno.EACCES)
"""What a system says of a port that another program has; Windows reserves some for itself."""
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_DEVICES = MappingProxyType({"iPhone": "iPhone", "iPad": "iPad", "Android": "Android"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ALWAYS = MappingProxyType(
    {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
_KEPT = "private, max-age=86400"
"""Nothing at a path ever changes, and the path is another one each time: a phone may keep what it has."""


class Server:
    """Holds a port of this machine from the start, and answers there from :meth:`serve` until the context ends."""

    def __init__(self, addresses: Sequence[Address], port: int | None = None, *, alone: bool = False) -> None:
        """Take ``port``, or the usual one and where that is taken any other; ``alone`` at the first address only.

        Raises ``UsageError`` where the port cannot be had.
        """
        self.addresses = tuple(addresses)
        self.site = Site()
        self.fetches = Fetches()
        self._http = _bound(self.addresses[0], port, alone=alone)
        self._http.site, self._http.fetches = self.site, self.fetches
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.1,), daemon=True)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.site.clear()
        if self._thread.is_alive():
            self._http.shutdown()
        self._http.server_close()

    @property
    def port(self) -> int:
        """Return the port that it has."""
        return int(self._http.server_address[1])

    @property
    def urls(self) -> list[str]:
        """Return where the page is, once for each address."""
        return [f"http://{one.host}:{self.port}/{self.site.token}/" for one in self.addresses]

    def serve(self, offers: Sequence[Offer]) -> None:
        """Begin to answer."""
        self.site.fill(offers)
        self._thread.start()


def _bound(first: Address, port: int | None, *, alone: bool) -> _Http:
    six = ":" in first.ip
    host = first.ip if alone else ANY_6 if six else ANY
    make = _Http6 if six else _Http
    try:
        try:
            return make((host, PORT if port is None else port), _Handler)
        except OSError as error:
            if port is not None or error.errno not in _TAKEN:
                raise
            return make((host, 0), _Handler)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"port {port} is in use by another program", "leave --port out: a free one is taken"
            ) from error
        if error.errno == errno.EACCES:
            raise UsageError(f"port {port} is not allowed to you", "choose one from 1024 to 65535") from error
        raise EnvironmentFault(f"cannot listen at {host}: {error.strerror or error}") from error


class _Http(ThreadingMixIn, TCPServer):
    """A thread for each connection, of which there are not too many."""

    allow_reuse_address = os.name == "posix"  # on Windows, it would allow two programs to have one port
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    site: Site
    fetches: Fetches

    def __init__(self, *arguments: Any) -> None:
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:  # there was no thread for it
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that breaks; a bug is a traceback."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Http6(_Http):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "voicecoach", ""
    timeout = _IDLE_S
    server: _Http

    def setup(self) -> None:
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        super().setup()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Print nothing: `Fetches` has the news."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse in few words that tell nothing, and end the connection: the rest of it may be anything."""
        self.close_connection = True
        self._send(HTTPStatus(code), f"{HTTPStatus(code).phrase}\n".encode(), {"Content-Type": "text/plain"})

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.send_error(HTTPStatus.BAD_REQUEST)
        elif not self._is_for_us():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif (content := self.server.site.find(path := unquote(self.path.partition("?")[0]))) is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif content.is_page and not path.endswith("/"):
            self._send(HTTPStatus.PERMANENT_REDIRECT, b"", {"Location": f"{path}/"})
        elif content.offer is not None:
            self._send_file(content, content.offer)
        else:
            if content.is_page and self.command == "GET":
                self.server.fetches.opened(self._device())
            self._send(HTTPStatus.OK, content.data, {"Content-Type": content.type, "Cache-Control": _KEPT})

    def _is_for_us(self) -> bool:
        """Return whether the one ``Host`` is the address that the request has arrived at, with the port."""
        hosts = self.headers.get_all("Host", [])
        address, port = self.request.getsockname()[:2]
        own = ipaddress.ip_address(address.partition("%")[0])
        own = getattr(own, "ipv4_mapped", None) or own
        try:
            asked = urlsplit(f"//{hosts[0]}") if len(hosts) == 1 else urlsplit("")
            if asked.netloc != hosts[0] or "@" in hosts[0] or (asked.port or 80) != port:
                return False
        except (IndexError, ValueError):
            return False
        return asked.hostname == str(own) or (own.is_loopback and asked.hostname in _LOCAL)

    def _send_file(self, content: Content, offer: Offer) -> None:
        fields = {"Content-Type": content.type, "ETag": offer.etag, "Last-Modified": offer.date, "Cache-Control": _KEPT}
        if is_known(self.headers, offer.etag):
            self._send(HTTPStatus.NOT_MODIFIED, None, fields)
            return
        try:
            asked = wanted(self.headers, offer.size, offer.etag, offer.date) if self.command == "GET" else None
            file = offer.open()
        except Unsatisfiable:
            self._send(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", {"Content-Range": f"bytes */{offer.size}"})
            return
        except Changed:
            self.server.fetches.changed(offer.name)
            self.send_error(HTTPStatus.GONE)
            return
        first, last = asked or (0, offer.size)
        fields |= {
            "Accept-Ranges": "bytes",
            "Content-Length": str(last - first),
            "Content-Disposition": saved_as(offer.name),
        }
        if asked:
            fields["Content-Range"] = f"bytes {first}-{last - 1}/{offer.size}"
        with file:
            self._send(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK, None, fields)
            if self.command == "GET":
                self._send_part(file, content, offer, first, last)

    def _send_part(self, file: Any, content: Content, offer: Offer, first: int, last: int) -> None:
        """Send [first, last) of a file, and count what has arrived."""
        self.connection.settimeout(_PATIENCE_S)
        file.seek(first)
        at = first
        with self.server.fetches.fetch(self._device(), offer.name, offer.size, content.way, first) as count:
            while at < last and (data := file.read(min(_PIECE, last - at))):
                if not offer.is_in(file):  # somebody writes into it: no byte of another version, and no whole file
                    self.server.fetches.changed(offer.name)
                    break
                count(at + len(data), at - on_its_way(self.connection))
                self.wfile.write(data)
                at += len(data)
            patience = time.monotonic() + _PATIENCE_S
            while (missing := on_its_way(self.connection)) and time.monotonic() < patience:
                time.sleep(_LOOK_S)
            count(at, at - missing)
        if missing or at < last:
            self.close_connection = True  # the phone is gone, or the file shorter than it was: no end but a false one
        self.connection.settimeout(_IDLE_S)

    def _send(self, status: HTTPStatus, data: bytes | None, fields: dict[str, str]) -> None:
        """Send an answer with all its ``data``, or where that is None, what comes before them."""
        self.send_response(status)
        if data is not None:
            fields = {**fields, "Content-Length": str(len(data))}
        if self.close_connection:
            fields = {**fields, "Connection": "close"}
        for name, value in {**_ALWAYS, **fields}.items():
            self.send_header(name, value)
        self.end_headers()
        if data and self.command != "HEAD":
            self.wfile.write(data)

    def _device(self) -> str:
        """Return the address that asks, and what it says it is if that is known."""
        address = str(self.client_address[0]).removeprefix("::ffff:")
        agent = self.headers.get("User-Agent", "")
        kind = next((kind for word, kind in _DEVICES.items() if word in agent), "")
        return f"{address} ({kind})" if kind else address


def on_its_way(connection: socket.socket) -> int:
    """Return how many bytes were sent that have not arrived, where the system tells it. Raises what has broken it."""
    if broken := connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
        raise OSError(broken, os.strerror(broken))
    if sys.platform != "linux":
        return 0
    import fcntl
    import termios

    return int.from_bytes(fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)), sys.byteorder)
