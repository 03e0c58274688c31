"""Fetching Piper's voices onto this machine, from the collection that the project keeps at Hugging Face.

The collection has a list, ``voices.json``, with the size and MD5 of each file. A file is fetched under another name,
checked against both and only then renamed; one that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voicecoach.diagnostics import did_you_mean
from voicecoach.errors import EnvironmentFault, OutputFailed, VoiceNotFound
from voicecoach.speech.engines.piper_voices import SUFFIX, described_by, voices_folder

COLLECTION = "https://huggingface.co/rhasspy/piper-voices/resolve/main"
PLACE = "VOICECOACH_VOICES_URL"
"""The environment variable that names another place with the same layout."""
_LIST = "voices.json"
_MOST_LIST_BYTES = 20_000_000
_PATIENCE_S = 30.0
_BLOCK = 256 * 1024
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
_AGAIN = "run it again: it goes on where it stopped"
_LOCAL = ("localhost", "127.0.0.1", "::1")

Progress = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all, and the file's name."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a voice, as the collection's list tells of it."""

    path: str
    size: int
    md5: str

    @property
    def name(self) -> str:
        """Its name there, without folders."""
        return self.path.rpartition("/")[2]


def fetch_voice(wanted: str, progress: Progress | None = None) -> Path:
    """Fetch a voice (``de_DE-thorsten-medium``) into the user's folder of voices; the path of its model.

    Raises VoiceNotFound where the collection has none of that name, EnvironmentFault where it cannot be reached or
    sends something else than its list says, OutputFailed where the files cannot be written.
    """
    base = os.environ.get(PLACE, COLLECTION).rstrip("/")
    key, parts = _parts(_listing(base), wanted)
    folder = voices_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # The model comes last: a voice is there once its model is.
        for part in sorted(parts, key=lambda part: part.path.endswith(SUFFIX)):
            target = folder / (part.name if part.name != "MODEL_CARD" else f"{key}.MODEL_CARD")
            if not _is_whole(target, part):
                _fetch(f"{base}/{urllib.parse.quote(part.path)}", part, target, progress or (lambda *_: None))
    except OSError as error:
        message = f"the voice '{wanted}' cannot be kept in {folder}: {error.strerror or error}"
        raise OutputFailed(message, "make room, or set VOICECOACH_DATA to a folder that can be written") from error
    return folder / f"{key}{SUFFIX}"


def licence_of(model: Path) -> str:
    """The licence that a fetched voice's card tells, or nothing."""
    with contextlib.suppress(OSError):
        card = model.with_suffix(".MODEL_CARD").read_text("utf-8", "replace")
        told = re.search(r"licen[sc]e:\s*(.+)", card, re.IGNORECASE)
        return told[1].strip() if told else ""
    return ""


def _listing(base: str) -> Mapping[str, Any]:
    with _open(f"{base}/{_LIST}") as answer:
        try:
            listed = json.loads(answer.read(_MOST_LIST_BYTES))
        except (ValueError, http.client.HTTPException, OSError) as error:
            raise _unreachable(base, f"its {_LIST} cannot be read: {error}") from error
    if not isinstance(listed, dict):
        raise _unreachable(base, f"its {_LIST} is no list of voices")
    return listed


def _parts(listed: Mapping[str, Any], wanted: str) -> tuple[str, list[Part]]:
    named = {str(alias): key for key, one in listed.items() for alias in one.get("aliases", ())}
    named |= {key.partition("-")[2].rpartition("-")[0]: key for key in reversed(list(listed))}
    key = wanted if wanted in listed else named.get(wanted, "")
    if not key or not _SAFE.fullmatch(key):
        hint = did_you_mean(wanted, listed)
        start = wanted.replace("-", "_").partition("_")[0]
        near = [name for name in listed if name.startswith(f"{start}_")][:12]
        some = f"there are {len(listed)}, such as {_some(listed)}"
        some = f"for '{start}' there are: {', '.join(near)}" if near else some
        remedy = f"{hint}; {some}" if hint.startswith("did") else some
        raise VoiceNotFound(f"the collection of Piper's voices has none named '{wanted}'", remedy)
    try:
        files = listed[key]["files"].items()
        parts = [Part(path, int(told["size_bytes"]), str(told["md5_digest"]).lower()) for path, told in files]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise VoiceNotFound(f"the collection's list does not say what '{key}' is made of", "choose another") from error
    model = f"{key}{SUFFIX}"
    kept = [part for part in parts if part.name in (model, described_by(Path(model)).name)]
    if len(kept) != 2 or any(".." in part.path for part in kept):
        raise VoiceNotFound(f"the collection's list has no model and description for '{key}'", "choose another")
    card = [part for part in parts if part.name == "MODEL_CARD" and ".." not in part.path][:1]
    return key, kept + card


def _some(listed: Mapping[str, Any]) -> str:
    return ", ".join(sorted(listed)[:: max(1, len(listed) // 8)])


def _is_whole(file: Path, part: Part) -> bool:
    return file.is_file() and file.stat().st_size == part.size and _md5(file) == part.md5


def _md5(file: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _fetch(url: str, part: Part, target: Path, progress: Progress) -> None:
    aside = target.with_name(f"{target.name}.part")
    begun = aside.stat().st_size if aside.is_file() else 0
    if begun >= part.size:
        aside.unlink()
        begun = 0
    with _open(url, begun) as answer:
        done = begun if answer.status == http.client.PARTIAL_CONTENT else 0
        with aside.open("ab" if done else "wb") as file:
            while block := _block(answer, url):
                file.write(block)
                done += len(block)
                if done > part.size:
                    break
                progress(done, part.size, part.name)
    if done < part.size:
        raise _unreachable(url, f"the connection ended after {done} of {part.size} bytes", _AGAIN)
    if done != part.size or _md5(aside) != part.md5:
        aside.unlink()
        raise _unreachable(url, "what came is not what the collection's list says", "try again later")
    aside.replace(target)


def _block(answer: http.client.HTTPResponse, url: str) -> bytes:
    try:
        return answer.read(_BLOCK)
    except http.client.IncompleteRead as cut:
        return cut.partial
    except (http.client.HTTPException, OSError) as error:
        raise _unreachable(url, str(error), _AGAIN) from error


def _open(url: str, begin: int = 0) -> http.client.HTTPResponse:
    """An answer, encrypted all the way unless it comes from this machine; proxies as the environment names them."""
    _check_address(url, url)
    request = urllib.request.Request(url, headers={"User-Agent": "voicecoach"})  # noqa: S310 (checked above)
    if begin:
        request.add_header("Range", f"bytes={begin}-")
    try:
        answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=_PATIENCE_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        raise _unreachable(url, f"{error.code} {error.reason}") from error
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise _unreachable(url, str(getattr(error, "reason", error))) from error
    _check_address(answer.url, url)
    return answer


def _check_address(address: str, asked: str) -> None:
    parts = urllib.parse.urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise _unreachable(asked, f"{address} is not an https address", f"set {PLACE} to one that begins with https://")


def _unreachable(url: str, reason: str, remedy: str = "") -> EnvironmentFault:
    message = f"the voice cannot be fetched from {url}: {reason}"
    return EnvironmentFault(message, remedy or "look at the connection; proxies are taken from https_proxy")
