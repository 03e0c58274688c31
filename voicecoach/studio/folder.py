"""The scripts of one folder: nothing else is read, and nothing is written over what somebody else wrote meanwhile."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from voicecoach.output.file import failure, write_whole
from voicecoach.output.names import is_reserved
from voicecoach.resources import BYTE_ORDER_MARKS, read_limited
from voicecoach.script.reader import MAX_BYTES
from voicecoach.studio.refusal import Refusal
from voicecoach.visible import is_hidden

SUFFIXES = (".yaml", ".yml")
_LONGEST_NAME = 100
State = tuple[str, int, int]
"""A file, when it was changed, and its size, which is -1 where it is not there."""
_FORBIDDEN = frozenset('/\\:*?"<>|')


@dataclass(frozen=True, slots=True)
class Stored:
    """A script as it is on the disk: its text with plain line ends, what they are there, and a name for its bytes."""

    text: str
    version: str
    line_end: str = "\n"
    mark: bytes = b""
    encoding: str = "utf-8"

    def encoded(self, text: str) -> bytes:
        """Return another text as the bytes of this file: in its encoding, with its line ends."""
        return self.mark + text.replace("\n", self.line_end).encode(self.encoding)


class Folder:
    """The scripts of ``path``. All writing goes through it, one at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root = path.resolve()
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """List the scripts, without links that lead out of the folder."""
        try:
            found = [path for path in self.path.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file()]
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror or error}; start the studio again in another one"
            raise Refusal(message, HTTPStatus.FORBIDDEN) from error
        return sorted(path.name for path in found if self._is_here(path) and _named_well(path.name))

    def file(self, name: str) -> str:
        """Return the path of a script, there or not, or refuse it."""
        if not _named_well(name):
            message = "a script is a file of this folder, with a name such as my-routine.yaml"
            raise Refusal(message, HTTPStatus.NOT_FOUND)
        path = self.path / name
        if not self._is_here(path):
            raise Refusal(f"{name} is a link that leads out of the folder, and is left alone", HTTPStatus.FORBIDDEN)
        return str(path)

    def read(self, name: str) -> Stored:
        """Return a script as it is now."""
        stored = self._read(name)
        if stored is None:
            raise Refusal(f"there is no script {name} in this folder; it may have been renamed", HTTPStatus.NOT_FOUND)
        return stored

    def write(self, name: str, text: str, version: str | None) -> Stored:
        """Write a script whole, if it is still the ``version`` that the text was made from; None makes a new one.

        Otherwise it is left as it is, and the refusal has what is there.
        """
        path = Path(self.file(name))
        with self._lock:
            if version is None:
                return self._create(path, text)
            before = self._unless_changed(name, text, version)
            data = before.encoded(text)
            if before.version != _version(data):
                with write_whole(path) as sink:
                    sink.write(data)
                    sink.sync()
                    self._unless_changed(name, text, before.version)
            return _stored(name, data)

    def _create(self, path: Path, text: str) -> Stored:
        data = text.encode("utf-8")
        try:
            with path.open("xb") as file:
                try:
                    file.write(data)
                except BaseException:
                    path.unlink(missing_ok=True)
                    raise
        except FileExistsError:
            message = f"there is a script {path.name} already, and it was left as it is: choose another name"
            raise _conflict(message, self._read(path.name)) from None
        except OSError as error:
            raise failure(path, error) from error
        return _stored(path.name, data)

    def _unless_changed(self, name: str, text: str, version: str) -> Stored:
        """Return the script as it is now, if it is that version or has that text already."""
        now = self._read(name)
        if now is None:
            raise _conflict(f"{name} is gone from the folder; save it again, or keep its text elsewhere", None)
        if now.version != version and now.text != text:
            message = f"{name} was changed by another program meanwhile, and was left as it is there"
            raise _conflict(message, now)
        return now

    def _read(self, name: str) -> Stored | None:
        path = Path(self.file(name))
        try:
            data = read_limited(path, 2 * MAX_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Refusal(f"{name} cannot be read: {error.strerror or error}", HTTPStatus.FORBIDDEN) from error
        return _stored(name, data)

    def _is_here(self, path: Path) -> bool:
        """Return whether a path, with all links followed, lies in the folder."""
        try:
            return path.resolve().is_relative_to(self._root)
        except (OSError, RuntimeError):
            return False


def state_of(file: str) -> State:
    """Return how a file is now: equal as long as nobody has written it."""
    try:
        found = Path(file).stat()
    except (OSError, ValueError):
        return file, 0, -1
    return file, found.st_mtime_ns, found.st_size


def _named_well(name: str) -> bool:
    return (
        len(name) <= _LONGEST_NAME
        and name.lower().endswith(SUFFIXES)
        and name[0] not in ".-"
        and not _FORBIDDEN & set(name)
        and not any(map(is_hidden, name))
        and not is_reserved(name)
    )


def _conflict(message: str, now: Stored | None) -> Refusal:
    found = {"text": now.text, "version": now.version} if now else {"text": None, "version": None}
    return Refusal(message, HTTPStatus.CONFLICT, **found)


def _version(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()


def _stored(name: str, data: bytes) -> Stored:
    """Return the bytes of a script as text."""
    if len(data) > 2 * MAX_BYTES:
        raise Refusal(f"{name} is too large for a script: split it with include:", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    mark, encoding = next(((mark, name) for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        message = f"{name} is not UTF-8 text: save it as UTF-8 with the editor that wrote it"
        raise Refusal(message, HTTPStatus.UNPROCESSABLE_ENTITY) from None
    windows = "\r\n" in text and text.count("\n") == text.count("\r\n")
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return Stored(plain, _version(data), "\r\n" if windows else "\n", mark, encoding)
