"""Chapters as AntennaPod's readers find them, by the rules that can be read in its source; nothing is forgiven."""

from __future__ import annotations

import re
import struct
from pathlib import Path

Chapters = list[tuple[int, str]]
"""The start in ms and the title of each."""


class Unreadable(Exception):
    """The reader gives up, and there are no chapters at all."""


def chapters(path: Path) -> Chapters:
    """Return what is listed for a file: its first bytes, not its name, tell what it is."""
    data = path.read_bytes()
    if data[:3] == b"ID3":
        return _id3(data)
    if data[:4] == b"OggS":
        return _comments(_ogg_comments(data))
    if data[:4] == b"fLaC":
        return _comments(_flac_comments(data))
    if data[4:8] == b"ftyp":
        return _nero(data)
    raise Unreadable("unknown")


def _id3(data: bytes) -> Chapters:
    found, at, end = [], 10, 10 + sum(octet << shift for octet, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    while at < end:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "big")
        body = data[at + 10 : at + 10 + size]
        if name == b"CHAP":
            after = body.index(b"\0") + 1
            title = body[after + 16 :]
            if after > 100 or title[:4] != b"TIT2" or title[10:13] != b"\x01\xff\xfe":
                raise Unreadable("a chapter without a title")
            found.append((int.from_bytes(body[after : after + 4], "big"), title[13:].decode("utf-16-le").rstrip("\0")))
        at += 10 + size
    return found


def _ogg_comments(data: bytes) -> bytes:
    """Join the bodies of the pages, and return what follows ``OpusTags``."""
    stream, at = b"", 0
    while at < len(data) and len(stream) < 1 << 22:
        if data[at : at + 4] != b"OggS":
            raise Unreadable("no page")
        table = data[at + 27 : at + 27 + data[at + 26]]
        at += 27 + len(table)
        stream += data[at : at + sum(table)]
        at += sum(table)
    return stream[stream.index(b"OpusTags") + 8 :]


def _flac_comments(data: bytes) -> bytes:
    at = 4
    while data[at] & 0x7F != 4:
        if data[at] & 0x80:
            raise Unreadable("no comments")
        at += 4 + int.from_bytes(data[at + 1 : at + 4], "big")
    return data[at + 4 :]


def _comments(data: bytes) -> Chapters:
    """Read comments; of a chapter's time only hours, minutes and whole seconds count, of its number two digits."""
    at = 4 + struct.unpack_from("<I", data)[0]
    (count,) = struct.unpack_from("<I", data, at)
    at, starts, titles = at + 4, {}, {}
    for _ in range(count):
        (size,) = struct.unpack_from("<I", data, at)
        name, _, value = data[at + 4 : at + 4 + size].decode().partition("=")
        at += 4 + size
        if not re.match(r"chapter\d\d\d", name, re.IGNORECASE):
            continue
        number, attribute = int(name[8:10]), name[10:].casefold()
        if attribute == "":
            hours, minutes, seconds = value.split(":")
            if number in starts:
                raise Unreadable(f"chapter {number} twice")
            starts[number] = 1000 * (3600 * int(hours) + 60 * int(minutes) + int(float(seconds)))
        elif attribute == "name" and number in starts:
            titles[number] = value
    return [(start, titles[number]) for number, start in starts.items()]


def _nero(data: bytes) -> Chapters:
    """Read moov.udta.chpl; the length of a title is a signed byte, and the count has four."""
    begin, end = 0, len(data)
    for name in (b"moov", b"udta", b"chpl"):
        begin, end = _atom(data, name, begin, end)
    (count,) = struct.unpack_from(">I", data, begin + 5)
    at, found = begin + 9, []
    for _ in range(count):
        start, size = struct.unpack_from(">Qb", data, at)
        if size < 0:
            raise Unreadable("a title of a negative length")
        found.append((start // 10_000, data[at + 9 : at + 9 + size].decode()))
        at += 9 + size
    return found


def _atom(data: bytes, name: bytes, begin: int, end: int) -> tuple[int, int]:
    while begin < end:
        size, kind = struct.unpack_from(">I4s", data, begin)
        if kind == name:
            return begin + 8, begin + size
        begin += size
    raise Unreadable(f"no {name.decode()}")
