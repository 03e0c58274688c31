"""Chapters as AntennaPod reads them from an ID3 tag: by its rules, which are stricter than those of most libraries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class _Stream:
    data: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        assert count >= 0, "a field is longer than the one that holds it"
        assert self.at + count <= len(self.data), "the tag ends too early"
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def text(self, most: int) -> str:
        """Read an encoding and a text of it, up to its end or a null."""
        start, kind = self.at, self.take(1)[0]
        step, name = {0: (1, "latin-1"), 1: (2, "utf-16"), 2: (2, "utf-16"), 3: (2, "utf-8")}[kind]
        found = b""
        while self.at - start + step <= most and (one := self.take(step)) != bytes(step):
            found += one
        return found.decode(name)


def chapters(data: bytes) -> list[tuple[int, str]]:
    """Return the start (ms) and the title of each chapter, in the order of the file. It reads no table of contents."""
    stream = _Stream(data)
    assert stream.take(3) == b"ID3"
    version, flags = stream.take(2)[0], stream.take(1)[0]
    assert not flags & 0x40
    end = _unsynchsafe(stream.number()) + stream.at
    found = []
    while stream.at < end:
        name, size = _frame(stream, version)
        if not "0" <= name[0] <= "z":
            break
        last = stream.at + size
        if name == "CHAP":
            found.append(_chapter(stream, last, version))
        stream.take(last - stream.at)
    return found


def _chapter(stream: _Stream, last: int, version: int) -> tuple[int, str]:
    for _ in range(100):
        if stream.take(1) == b"\0":
            break
    start = stream.number()
    stream.take(12)
    title = ""
    while stream.at < last:
        name, size = _frame(stream, version)
        until = stream.at + size
        if name == "TIT2":
            title = stream.text(size)
        stream.take(until - stream.at)
    return start, title


def _frame(stream: _Stream, version: int) -> tuple[str, int]:
    name, size = stream.take(4).decode("latin-1"), stream.number()
    stream.take(2)
    return name, _unsynchsafe(size) if version >= 4 else size


def _unsynchsafe(number: int) -> int:
    return sum((number >> 8 * place & 0x7F) << 7 * place for place in range(4))
