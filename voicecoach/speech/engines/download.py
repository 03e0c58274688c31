"""Fetching files of known size and digest: under another name, checked, and only then renamed.

An interrupted download is continued. Addresses must be https, unless they are this machine's.
"""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from voicecoach.errors import EnvironmentFault, OutputFailed

MIRROR = "VOICECOACH_VOICES_URL"
"""The environment variable that names another place with the same layout."""
_PATIENCE_S = 30.0
_BLOCK = 256 * 1024
_AGAIN = "run it again: it goes on where it stopped"
_LOCAL = ("localhost", "127.0.0.1", "::1")

Progress = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all, and the file's name."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be fetched from ``url`` to ``target``: ``size`` in bytes, ``digest`` in hex by ``algorithm``."""

    url: str
    target: Path
    size: int
    algorithm: str
    digest: str

    def matches(self, file: Path) -> bool:
        """Return whether ``file`` is what was to be fetched."""
        return file.is_file() and file.stat().st_size == self.size and self._digest_of(file) == self.digest

    def _digest_of(self, file: Path) -> str:
        digest = hashlib.new(self.algorithm, usedforsecurity=False)
        with file.open("rb") as content:
            while block := content.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()


def fetch(wanted: Download, progress: Progress | None = None) -> None:
    """Fetch a file unless it is here already.

    Raises EnvironmentFault where it cannot be reached or is something else than was expected, OSError where it cannot
    be written.
    """
    if wanted.matches(wanted.target):
        return
    target = wanted.target
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.part")
    begun = aside.stat().st_size if aside.is_file() else 0
    if begun >= wanted.size:
        aside.unlink()
        begun = 0
    with open_url(wanted.url, begun) as answer:
        done = begun if answer.status == http.client.PARTIAL_CONTENT else 0
        with aside.open("ab" if done else "wb") as file:
            while block := _block(answer, wanted.url):
                file.write(block)
                done += len(block)
                if done > wanted.size:
                    break
                if progress:
                    progress(done, wanted.size, target.name)
    if done < wanted.size:
        raise unreachable(wanted.url, f"the connection ended after {done} of {wanted.size} bytes", _AGAIN)
    if not wanted.matches(aside):
        aside.unlink()
        raise unreachable(wanted.url, "what came is not what the collection's list says", "try again later")
    aside.replace(target)


@contextmanager
def keeping(voice: str, folder: Path) -> Iterator[None]:
    """Turn an OSError from writing the files of ``voice`` into an OutputFailed that says what to do."""
    try:
        yield
    except OSError as error:
        message = f"the voice '{voice}' cannot be kept in {folder}: {error.strerror or error}"
        raise OutputFailed(message, "make room, or set VOICECOACH_DATA to a folder that can be written") from error


def open_url(url: str, begin: int = 0) -> http.client.HTTPResponse:
    """Open an address, from byte ``begin`` on where the server can; proxies as the environment names them.

    Raises EnvironmentFault where it cannot be reached or is not encrypted.
    """
    try:
        return _opened(url, begin)
    except ValueError as error:  # an address that is none
        raise unreachable(url, str(error), f"set {MIRROR} to one that begins with https://") from error


def _opened(url: str, begin: int) -> http.client.HTTPResponse:
    _check_address(url, url)
    request = urllib.request.Request(url, headers={"User-Agent": "voicecoach"})  # noqa: S310 (checked above)
    if begin:
        request.add_header("Range", f"bytes={begin}-")
    try:
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=_PATIENCE_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        raise unreachable(url, f"{error.code} {error.reason}") from error
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise unreachable(url, str(getattr(error, "reason", error))) from error
    _check_address(answer.url, url)
    return answer


def unreachable(url: str, reason: str, remedy: str = "") -> EnvironmentFault:
    """Return the error for an address that cannot be used, for ``reason``."""
    message = f"the voice cannot be fetched from {url}: {reason}"
    return EnvironmentFault(message, remedy or "look at the connection; proxies are taken from https_proxy")


def _block(answer: http.client.HTTPResponse, url: str) -> bytes:
    try:
        return answer.read(_BLOCK)
    except http.client.IncompleteRead as cut:
        return cut.partial
    except (http.client.HTTPException, OSError) as error:
        raise unreachable(url, str(error), _AGAIN) from error


def _check_address(address: str, asked: str) -> None:
    parts = urllib.parse.urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise unreachable(asked, f"{address} is not an https address", f"set {MIRROR} to one that begins with https://")
