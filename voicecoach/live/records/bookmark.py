"""Where a routine was left, so that it can be taken up again: one small file a script, by the script's path.

The place is an event's id and the time since it, which stay true when the script is edited elsewhere or the pace
changes; the script's digest tells whether it was edited at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from voicecoach.live.records.folder import made
from voicecoach.output.file import failure, write_whole
from voicecoach.resources import user_folder

_VERSION = 1
_SLOWEST, _FASTEST = Decimal("0.05"), Decimal(20)


@dataclass(frozen=True, slots=True)
class Place:
    """``offset`` ms after the start of event ``event``, at ``pace``, in a script whose digest was ``digest``."""

    event: str
    offset: int = 0
    pace: Decimal = Decimal(1)
    digest: str = ""


def digest_of(script: Path) -> str:
    """A script's content in short, or an empty text where it cannot be read."""
    try:
        return hashlib.sha256(script.read_bytes()).hexdigest()
    except OSError:
        return ""


class Bookmarks:
    """The places in ``directory`` (the user's own by default). ``warn`` gets a sentence where one is damaged."""

    def __init__(self, directory: Path | None = None, warn: Callable[[str], None] | None = None) -> None:
        self.directory = (directory or user_folder("data")) / "places"
        self._warn = warn

    def save(self, script: Path, place: Place) -> None:
        """Remember ``place`` in place of the last one. Raises ``OutputFailed``."""
        data = {
            "voicecoach_place": _VERSION,
            "script": str(_resolved(script)),
            "event": place.event,
            "offset_ms": place.offset,
            "pace": str(place.pace),
            "digest": place.digest,
        }
        made(self.directory)
        with write_whole(self._path(script)) as sink:
            sink.write(json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n")

    def load(self, script: Path) -> Place | None:
        """Where ``script`` was left, or None. A place that cannot be read is ignored, and told to ``warn``."""
        path = self._path(script)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._tell(f"the place in {script} cannot be read: {error.strerror or error}; it starts from the beginning")
            return None
        place = _parse(content)
        if place is None:
            self._tell(f"the place in {script} is damaged ({path}); it starts from the beginning")
        return place

    def clear(self, script: Path) -> None:
        """Forget the place, if there is one. Raises ``OutputFailed`` where that is not allowed."""
        path = self._path(script)
        try:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
        except OSError as error:
            raise failure(path, error) from error

    def _path(self, script: Path) -> Path:
        name = hashlib.sha256(str(_resolved(script)).encode("utf-8", "surrogateescape")).hexdigest()
        return self.directory / f"{name[:32]}.json"

    def _tell(self, message: str) -> None:
        if self._warn:
            self._warn(message)


def _resolved(script: Path) -> Path:
    """One path for a script, whichever folder or link it is named from."""
    try:
        return script.resolve()
    except (OSError, RuntimeError):
        return script.absolute()


def _parse(content: bytes) -> Place | None:
    try:
        data = json.loads(content)
        if data["voicecoach_place"] != _VERSION:
            return None
        place = Place(data["event"], data["offset_ms"], Decimal(data["pace"]), data["digest"])
    except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError):
        return None
    sound = isinstance(place.event, str) and bool(place.event) and isinstance(place.digest, str)
    sound = sound and type(place.offset) is int and abs(place.offset) < 10**12
    return place if sound and place.pace.is_finite() and _SLOWEST <= place.pace <= _FASTEST else None
