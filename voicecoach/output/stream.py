"""The frames of a whole routine in order, made on all cores, each kind of chunk once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from voicecoach.output.chunks import Chunk, Chunks, Piece, encode, first_frames, key_of, pieces, taken
from voicecoach.output.info import Layer3, crc16, crc16_joined, frames_for
from voicecoach.output.lame import Settings, encoded
from voicecoach.output.model import Shelf, Source

_LONGEST_CHUNK = 2048
_LONGEST_SILENCE = 2048
_BLOCK = 64
_AHEAD = 8

Run = tuple[int, Chunk]
"""Some MP3 frames in a row: how many, and their bytes."""
Waiting = Callable[[], Chunk]


@dataclass(frozen=True)
class Stream:
    """``source`` as MP3 frames; what ``shelf`` keeps is not encoded again."""

    source: Source
    layer: Layer3
    settings: Settings
    shelf: Shelf | None = None

    def runs(self) -> Generator[Run, None, None]:
        """All frames in order. Whoever stops early closes the iterator, so that no thread works on."""
        chunks, silence = Chunks(self.shelf), Silence(self.layer, self.settings)
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            try:
                done = 0
                for piece, waiting in self._begun(chunks, threads):
                    for count, chunk in self._finished(piece, waiting, silence, done):
                        done += len(chunk.data)
                        yield count, chunk
            except BaseException:
                threads.shutdown(wait=True, cancel_futures=True)
                raise

    def _begun(self, chunks: Chunks, threads: ThreadPoolExecutor) -> Iterator[tuple[Piece, Waiting | None]]:
        """Every piece in order, while the chunks of those to come are already in the making."""
        making: dict[str, Future[Chunk]] = {}
        window: deque[tuple[Piece, Waiting | None]] = deque()
        total, ahead = frames_for(self.source.frames, self.layer), _AHEAD * (os.cpu_count() or 1)
        for piece in pieces(self.source.sounding(), self.layer, self.source.frames, total):
            waiting = None
            if piece.sound and piece.last - piece.first <= _LONGEST_CHUNK:
                waiting = self._begin(piece, chunks, threads, making)
            window.append((piece, waiting))
            if len(window) > ahead:
                yield window.popleft()
        yield from window

    def _begin(
        self, piece: Piece, chunks: Chunks, threads: ThreadPoolExecutor, making: dict[str, Future[Chunk]]
    ) -> Waiting:
        key = key_of(self.source, piece, self.layer, self.settings)
        future = making.get(key)
        if future is None:
            if (known := chunks.get(key)) is not None:
                return lambda: known
            future = threads.submit(lambda: chunks.put(key, encode(self.source, piece, self.layer, self.settings)))
            making[key] = future
            future.add_done_callback(lambda _: making.pop(key, None))
        return future.result

    def _finished(self, piece: Piece, waiting: Waiting | None, silence: Silence, done: int) -> Iterator[Run]:
        count = piece.last - piece.first
        if waiting is not None:
            yield count, waiting()
        elif not piece.sound:
            yield from silence.runs(piece, done)
        else:
            yield from self._long(piece)

    def _long(self, piece: Piece) -> Iterator[Run]:
        """A chunk that is too long to be held, as it is encoded."""
        size = self.layer.frame_bytes(self.settings.bitrate)
        cuts = [*range(piece.first, piece.last, _BLOCK), piece.last]
        parts = (Piece(*cut, sound=True) for cut in pairwise(cuts))
        blocks = (taken(self.source, part, self.layer) for part in parts)
        for part in first_frames(encoded(blocks, self.settings), size, piece.last - piece.first):
            yield len(part) // size, Chunk(part, crc16(part))


class Silence:
    """One frame of digital silence, as often as it is wanted.

    Where the bit rate does not divide into whole bytes a frame, some frames have one more; chunks begin anew with
    that, and silence makes up for it, so that the stream keeps its bit rate and players find every place.
    """

    def __init__(self, layer: Layer3, settings: Settings) -> None:
        size = layer.frame_bytes(settings.bitrate)
        silent = b"".join(encoded([np.zeros(4 * layer.frame, np.int16)], settings))[:size]
        padded = silent[:2] + bytes([silent[2] | 2]) + silent[3:] + b"\0"
        self._kinds = (Chunk(silent, crc16(silent)), Chunk(padded, crc16(padded)))
        self._rate = layer.frame // 8 * settings.bitrate * 1000, layer.rate

    def runs(self, piece: Piece, done: int) -> Iterator[Run]:
        """The frames of ``piece``, after ``done`` bytes of the stream."""
        plain, padded = self._kinds
        a_frame, per = self._rate
        for first in range(piece.first, piece.last, _LONGEST_SILENCE):
            count = min(_LONGEST_SILENCE, piece.last - first)
            short = (first + count) * a_frame // per - done - count * len(plain.data)
            longer = min(max(short, 0), count)
            run = _joined(_repeated(padded, longer), _repeated(plain, count - longer))
            done += len(run.data)
            yield count, run


def _repeated(chunk: Chunk, count: int) -> Chunk:
    return Chunk(chunk.data * count, _repeated_crc(chunk.crc, len(chunk.data), count))


@lru_cache(maxsize=4096)
def _repeated_crc(crc: int, length: int, count: int) -> int:
    if not count:
        return 0
    half = _repeated_crc(crc, length, count // 2)
    whole = crc16_joined(half, half, length * (count // 2))
    return crc16_joined(whole, crc, length) if count % 2 else whole


def _joined(first: Chunk, second: Chunk) -> Chunk:
    return Chunk(first.data + second.data, crc16_joined(first.crc, second.crc, len(second.data)))
