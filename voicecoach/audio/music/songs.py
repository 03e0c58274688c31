"""Own music under a routine: songs one after the other, faded into each other, for as long as it lasts."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np

from voicecoach.audio.music.library import Song
from voicecoach.audio.music.model import Samples2

CROSSFADE_S = 3
_SILENT = 33
"""Samples of 16 bits that are no higher (60 dB down) are silence, at the beginning and the end of a song."""
_LOOKED_AT_S = 60


class SongList:
    """Plays ``songs`` from sample ``start`` to sample ``end``; a ``seed`` other than 0 shuffles them.

    Silence at the ends of songs is left out; each fades into the next one, the last into the first again. A sample
    depends on its place alone.
    """

    def __init__(self, songs: Sequence[Song], rate: int, start: int, end: int, seed: int = 0) -> None:
        self._songs = tuple(songs)
        self._trims = [_sounding(song, rate) for song in self._songs]
        self._fades = [min(CROSSFADE_S * rate, (last - first) // 3) for first, last in self._trims]
        self._order: list[int] = []
        self._starts: list[int] = []
        at = start
        for number in _order(len(self._songs), seed):
            first, last = self._trims[number]
            self._order.append(number)
            self._starts.append(at)
            at += last - first - self._fades[number]
            if at >= end:
                break

    def read(self, first: int, last: int) -> Samples2:
        """Return the samples in [first, last)."""
        sound = np.zeros((max(last - first, 0), 2), np.float32)
        index = max(0, bisect_right(self._starts, first) - 2)
        while index < len(self._starts) and self._starts[index] < last:
            self._add(sound, first, index)
            index += 1
        return sound

    def _add(self, sound: Samples2, first: int, index: int) -> None:
        """Add what of a song falls into ``sound``, which begins at ``first``."""
        number, start = self._order[index], self._starts[index]
        begin, end = self._trims[number]
        low, high = max(first, start), min(first + len(sound), start + end - begin)
        if low >= high:
            return
        part = self._songs[number].read(begin + low - start, begin + high - start)
        place = np.arange(low - start, high - start, dtype=np.float32)
        before = self._fades[self._order[index - 1]] if index else 0
        if before and low - start < before:
            part *= np.sin(np.clip(place / before, 0, 1) * (np.pi / 2))[:, None]
        after, left = self._fades[number], end - begin - place
        if left[-1] < after:
            part *= np.sin(np.clip(left / after, 0, 1) * (np.pi / 2))[:, None]
        sound[low - first : high - first] += part


def _sounding(song: Song, rate: int) -> tuple[int, int]:
    """Return where a song begins and ends without the silence around it."""
    length, looked = len(song.samples), _LOOKED_AT_S * rate
    head = np.flatnonzero(np.abs(np.asarray(song.samples[:looked], np.int32)).max(axis=1) > _SILENT)
    tail = np.flatnonzero(np.abs(np.asarray(song.samples[-looked:], np.int32)).max(axis=1) > _SILENT)
    first = int(head[0]) if len(head) else 0
    last = max(0, length - looked) + int(tail[-1]) + 1 if len(tail) else length
    return (first, last) if last - first > rate else (0, length)


def _order(count: int, seed: int) -> Iterator[int]:
    """Yield which song comes next, for ever; shuffled, none comes twice in a row."""
    dice = random.Random(seed)  # noqa: S311 (an order of songs)
    last = -1
    while True:
        numbers = list(range(count))
        if seed:
            dice.shuffle(numbers)
            if count > 1 and numbers[0] == last:
                numbers.append(numbers.pop(0))
        yield from numbers
        last = numbers[-1]
