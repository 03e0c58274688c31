"""A file of another format: its text, where things stand in it, and the remarks about them.

Whatever a script cannot express is a `Remark` at its place, so that nobody finds out while moving. A file without
anything usable raises `SourceUnreadable`, and no script is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from voicecoach.diagnostics import Span
from voicecoach.errors import SourceUnreadable
from voicecoach.script.kinds import MAX_TEXT
from voicecoach.script.reader import MAX_BYTES
from voicecoach.script.texts import says_something

_BOMS = (b"\xff\xfe", b"\xfe\xff")
_BINARY = {
    b"%PDF": ("PDF", "copy its text, and paste that into a text file"),
    b"PK\x03\x04": ("a ZIP archive, or a document of an office program", "unpack it, or save it as plain text"),
    b"\x1f\x8b": ("a compressed file (gzip)", "unpack it"),
    b"\x89PNG": ("a picture (PNG)", "type what it shows into a text file"),
    b"\xff\xd8\xff": ("a picture (JPEG)", "type what it shows into a text file"),
    b"ID3": ("a sound file (MP3)", "type what it says into a text file"),
    b"SQLite format 3": ("a database (SQLite)", "export the workout as text"),
}
_FIT = slice(8, 12)
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BRACKETS = str.maketrans("{}[]", "()()")
_BROKEN_LINE = re.compile("\r\n|[\n\r]")


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something that the script lacks or has in another form, and where it stands in the file."""

    span: Span
    text: str

    def __str__(self) -> str:
        return f"{self.span}: {self.text}"


@dataclass
class ForeignText:
    """The file that is read, and the remarks about it so far. ``data`` is as on the disk, ``text`` decoded."""

    file: str
    data: bytes
    text: str
    remarks: list[Remark] = field(default_factory=list)

    def at(self, line: int, column: int = 1) -> Span:
        """Return a place in the file, counted from 1."""
        return Span(self.file, line, column, line, column + 1)

    def remark(self, span: Span, text: str) -> None:
        """Add a remark; the same one twice is told once."""
        self.remarks.append(Remark(span, text))

    def lines(self) -> Iterator[tuple[int, str]]:
        """Return the lines with their numbers, from 1."""
        return enumerate(_BROKEN_LINE.split(self.text), 1)

    def words(self, text: str, span: Span) -> str:
        """Return a text as a script can say it; where there is nothing to say, add a remark and return nothing.

        Braces and brackets mean something in a script's texts, and become round.
        """
        spoken = clean(text).translate(_BRACKETS)
        if len(spoken) > MAX_TEXT:
            self.remark(span, f"a text of {len(spoken):,} characters is too long to be spoken at once")
            return ""
        if not says_something(spoken):
            if text.strip():
                self.remark(span, f"there is nothing to say in '{spoken[:40]}'")
            return ""
        return spoken


def clean(text: str) -> str:
    """Put a text on one line, without characters that no script may hold."""
    return " ".join(_UNSPEAKABLE.sub("", text).split())


def refuse(span: Span, what: str, remedy: str = "") -> SourceUnreadable:
    """Return the error to raise for a file without anything usable."""
    return SourceUnreadable(f"{span}: {what}", remedy)


def open_text(file: str, data: bytes) -> ForeignText:
    """Decode a file, which may be UTF-8, or UTF-16 with a byte order mark; XML may also name its encoding.

    Raises `SourceUnreadable` for what is empty, too large, or no text at all.
    """
    start = Span(file, 1, 1, 1, 2)
    if len(data) > MAX_BYTES:
        raise refuse(start, f"the file has more than {MAX_BYTES:,} bytes, which is more than is read")
    if found := next((named for mark, named in _BINARY.items() if data.startswith(mark)), None):
        raise refuse(start, f"this is {found[0]}, which is not read", found[1])
    if data[_FIT] == b".FIT":
        raise refuse(start, "this is FIT, which is not read", "export the workout as a Zwift workout (.zwo) or as text")
    wide = data[:2] in _BOMS
    if b"\0" in data and not wide:
        before = data[: data.index(b"\0")]
        raise refuse(
            _place(file, before), "this is no text: a zero byte stands here", "save it as a text file in UTF-8"
        )
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        if not re.match(rb"\s*<\?xml[^>]*encoding\s*=", data):
            place = start if wide else _place(file, data[: error.start])
            encoding = "UTF-16" if wide else "UTF-8"
            raise refuse(place, f"this is not {encoding} text", "save the file as UTF-8") from None
        text = data.decode("latin-1")
    if not text.strip():
        raise refuse(start, "there is nothing in this file")
    return ForeignText(file, data, text)


def _place(file: str, before: bytes) -> Span:
    lines = before.decode("utf-8", "replace").split("\n")
    return Span(file, len(lines), len(lines[-1]) + 1, len(lines), len(lines[-1]) + 2)
