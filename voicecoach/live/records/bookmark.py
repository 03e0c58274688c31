"""Where a routine was stopped, so that it can be resumed: one small file a script, by the script's path.

A bookmark is an event's id and the time since it, which stay true when the script is edited elsewhere or the pace
changes; the script's digest shows whether it was edited at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from voicecoach.live.records.folder import create
from voicecoach.output.file import failure, write_whole
from voicecoach.resources import read_limited, user_folder
from voicecoach.script.reader import MAX_BYTES

_VERSION = 1
_SLOWEST, _FASTEST = Decimal("0.05"), Decimal(20)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """``offset`` ms after the start of event ``event``, at ``pace``, in a script whose digest was ``digest``."""

    event: str
    offset: int = 0
    pace: Decimal = Decimal(1)
    digest: str = ""


def digest_of(script: Path) -> str:
    """Return a digest of a script's content, or an empty text where it cannot be read."""
    try:
        return hashlib.sha256(read_limited(script, 2 * MAX_BYTES)).hexdigest()
    except OSError:
        return ""


class Bookmarks:
    """The bookmarks in ``directory`` (the user's own by default). ``warn`` gets a sentence where one is damaged."""

    def __init__(self, directory: Path | None = None, warn: Callable[[str], None] = lambda _: None) -> None:
        self.directory = (directory or user_folder("data")) / "places"
        self._warn = warn

    def save(self, script: Path, bookmark: Bookmark) -> None:
        """Keep ``bookmark`` in place of the last one. Raises ``OutputFailed``."""
        data = {
            "voicecoach_place": _VERSION,
            "script": str(_resolved(script)),
            "event": bookmark.event,
            "offset_ms": bookmark.offset,
            "pace": str(bookmark.pace),
            "digest": bookmark.digest,
        }
        create(self.directory)
        with write_whole(self._path(script)) as sink:
            sink.write(json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n")

    def load(self, script: Path) -> Bookmark | None:
        """Return where ``script`` was stopped, or None. What cannot be read is ignored, and reported to ``warn``."""
        path = self._path(script)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self._warn(f"the place in {script} cannot be read: {error.strerror or error}; it starts from the beginning")
            return None
        bookmark = _parse(content)
        if bookmark is None:
            self._warn(f"the place in {script} is damaged ({path}); it starts from the beginning")
        return bookmark

    def clear(self, script: Path) -> None:
        """Delete the bookmark, if there is one. Raises ``OutputFailed`` where that is not allowed."""
        path = self._path(script)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise failure(path, error) from error

    def _path(self, script: Path) -> Path:
        name = hashlib.sha256(str(_resolved(script)).encode("utf-8", "surrogateescape")).hexdigest()
        return self.directory / f"{name[:32]}.json"


def _resolved(script: Path) -> Path:
    """Return one path for a script, whichever folder or link it is named from."""
    try:
        return script.resolve()
    except (OSError, RuntimeError):
        return script.absolute()


def _parse(content: bytes) -> Bookmark | None:
    try:
        data = json.loads(content)
        if data["voicecoach_place"] != _VERSION:
            return None
        found = Bookmark(data["event"], data["offset_ms"], Decimal(data["pace"]), data["digest"])
    except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError):
        return None
    sound = isinstance(found.event, str) and bool(found.event) and isinstance(found.digest, str)
    sound = sound and type(found.offset) is int and abs(found.offset) < 10**12
    return found if sound and found.pace.is_finite() and _SLOWEST <= found.pace <= _FASTEST else None
