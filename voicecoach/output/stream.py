"""The MP3 frames of a whole routine in order, encoded on all cores, each kind of chunk once."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from voicecoach.output.chunks import Chunk, Chunks, Section, cut, encode, first_frames, key_of, samples_of, silent_frame
from voicecoach.output.info import Layer3, crc16, crc16_joined
from voicecoach.output.lame import Settings, encoded
from voicecoach.output.model import FileSound, Shelf

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    import numpy as np
    import numpy.typing as npt

_LONGEST_SILENCE = 2048
_BLOCK = 64
_AHEAD = 8

Run = tuple[int, Chunk]
"""Some MP3 frames in a row: how many, and their bytes."""
Waiting = Callable[[], Chunk]


class Makers:
    """Encode chunks on all cores, each kind once; threads are started with the first chunk that is not kept.

    ``key`` names everything that shapes the chunk of a section, ``make`` encodes it.
    """

    def __init__(
        self, key: Callable[[FileSound, Section], str], make: Callable[[FileSound, Section], Chunk], chunks: Chunks
    ) -> None:
        self._key, self._encode, self._chunks = key, make, chunks
        self._making: dict[str, Future[Chunk]] = {}
        self._threads: ThreadPoolExecutor | None = None

    def begin(self, sound: FileSound, section: Section) -> Waiting:
        """Begin to encode a section of ``sound``; calling the result waits for its chunk."""
        key = self._key(sound, section)
        future = self._making.get(key)
        if future is None:
            if (known := self._chunks.get(key)) is not None:
                return lambda: known
            future = self._pool().submit(self._make, key, sound, section)
            self._making[key] = future
            future.add_done_callback(lambda _: self._making.pop(key, None))
        return future.result

    def close(self, *, finish: bool = False) -> None:
        """Wait for what is being encoded; chunks that have not begun are encoded only with ``finish``."""
        if self._threads:
            self._threads.shutdown(wait=True, cancel_futures=not finish)

    def _make(self, key: str, sound: FileSound, section: Section) -> Chunk:
        return self._chunks.put(key, self._encode(sound, section))

    def _pool(self) -> ThreadPoolExecutor:
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor

            self._threads = ThreadPoolExecutor(os.cpu_count())
        return self._threads


def mp3_makers(layer: Layer3, settings: Settings, chunks: Chunks) -> Makers:
    """Return makers of MP3 frames."""
    return Makers(
        lambda sound, section: key_of(sound, section, layer, settings),
        lambda sound, section: encode(sound, section, layer, settings),
        chunks,
    )


def begun(sound: FileSound, cut: Iterable[Section], makers: Makers) -> Iterator[tuple[Section, Waiting | None]]:
    """Yield every section in order, while the chunks of those to come are already being encoded."""
    window: deque[tuple[Section, Waiting | None]] = deque()
    ahead = _AHEAD * (os.cpu_count() or 1)
    for section in cut:
        window.append((section, makers.begin(sound, section) if section.held else None))
        if len(window) > ahead:
            yield window.popleft()
    yield from window


def parts(section: Section) -> Iterator[Section]:
    """Cut a section that is too long to be kept into pieces that are read one after the other."""
    cuts = [*range(section.first, section.last, _BLOCK), section.last]
    return (Section(*cut, sound=True) for cut in pairwise(cuts))


@dataclass(frozen=True)
class Mp3Stream:
    """``sound`` as MP3 frames; what ``shelf`` keeps is not encoded again."""

    sound: FileSound
    layer: Layer3
    settings: Settings
    shelf: Shelf | None = None

    def runs(self) -> Generator[Run, None, None]:
        """Yield all frames in order. Whoever stops early closes the iterator, so that no thread works on."""
        chunks = Chunks(self.shelf)
        silence = Silence(silent_frame(chunks, self.layer, self.settings), self.layer, self.settings)
        makers = mp3_makers(self.layer, self.settings, chunks)
        try:
            done = 0
            for section, waiting in begun(self.sound, cut(self.sound, self.layer), makers):
                for count, chunk in self._finished(section, waiting, silence, done):
                    done += len(chunk.data)
                    yield count, chunk
        finally:
            makers.close()

    def _finished(self, section: Section, waiting: Waiting | None, silence: Silence, done: int) -> Iterator[Run]:
        count = section.last - section.first
        if waiting is not None:
            yield count, waiting()
        elif not section.sound:
            yield from silence.runs(section, done)
        else:
            yield from self._long(section)

    def _long(self, section: Section) -> Iterator[Run]:
        """Yield a chunk that is too long to be kept, as it is encoded."""
        size = self.layer.frame_bytes(self.settings.bitrate)
        blocks = self._mixed(parts(section))
        for part in first_frames(encoded(blocks, self.settings), size, section.last - section.first):
            yield len(part) // size, Chunk(part, crc16(part))

    def _mixed(self, pieces: Iterable[Section]) -> Iterator[npt.NDArray[np.int16]]:
        """Yield the samples of ``pieces``, of which the next ones are mixed in a thread while these are encoded."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1, "mixing") as thread:
            waiting: deque[Future[npt.NDArray[np.int16]]] = deque()
            for part in pieces:
                waiting.append(thread.submit(samples_of, self.sound, part, self.layer))
                if len(waiting) > 1:
                    yield waiting.popleft().result()
            yield from (block.result() for block in waiting)


class Silence:
    """One frame of digital silence, as often as it is wanted.

    Where the bit rate does not divide into whole bytes a frame, some frames have one more; chunks begin anew with
    that, and silence makes up for it, so that the stream keeps its bit rate and players find every place.
    """

    def __init__(self, plain: Chunk, layer: Layer3, settings: Settings) -> None:
        silent = plain.data
        padded = silent[:2] + bytes([silent[2] | 2]) + silent[3:] + b"\0"
        self._kinds = plain, Chunk(padded, crc16(padded))
        self._rate = layer.frame_samples // 8 * settings.bitrate * 1000, layer.rate

    def runs(self, section: Section, done: int) -> Iterator[Run]:
        """Yield the frames of ``section``, after ``done`` bytes of the stream."""
        plain, padded = self._kinds
        a_frame, per = self._rate
        for first in range(section.first, section.last, _LONGEST_SILENCE):
            count = min(_LONGEST_SILENCE, section.last - first)
            short = (first + count) * a_frame // per - done - count * len(plain.data)
            longer = min(max(short, 0), count)
            run = _repeated(plain, count - longer)
            if longer:
                run = _joined(_repeated(padded, longer), run)
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
