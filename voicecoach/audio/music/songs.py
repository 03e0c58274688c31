"""Own music under a routine: songs one after the other, faded into each other, for as long as it lasts."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from voicecoach.audio.music.model import Samples2

CROSSFADE_S = 3


class Playable(Protocol):
    """A song, of which the order asks for nothing before it is its turn."""

    @property
    def length(self) -> int:
        """Return how many samples it has, without the silence at its ends."""

    def read(self, first: int, last: int, /) -> Samples2:
        """Return its samples in [first, last)."""


class SongList:
    """Plays ``songs`` from sample ``start`` to sample ``end``; a ``seed`` other than 0 shuffles them.

    Each fades into the next one, the last into the first again. A sample depends on its place alone.
    """

    def __init__(self, songs: Sequence[Playable], rate: int, start: int, end: int, seed: int = 0) -> None:
        self._songs = tuple(songs)
        self._longest_fade = CROSSFADE_S * rate
        self._order: list[int] = []
        self._starts: list[int] = []
        at = start
        for number in _order(len(self._songs), seed):
            self._order.append(number)
            self._starts.append(at)
            at += self._songs[number].length - self._fade(number)
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
        length = self._songs[number].length
        low, high = max(first, start), min(first + len(sound), start + length)
        if low >= high:
            return
        part = self._songs[number].read(low - start, high - start)
        place = np.arange(low - start, high - start, dtype=np.float32)
        before = self._fade(self._order[index - 1]) if index else 0
        if before and low - start < before:
            part *= np.sin(np.clip(place / before, 0, 1) * (np.pi / 2))[:, None]
        after, left = self._fade(number), length - place
        if left[-1] < after:
            part *= np.sin(np.clip(left / after, 0, 1) * (np.pi / 2))[:, None]
        sound[low - first : high - first] += part

    def _fade(self, number: int) -> int:
        """Return over how many samples a song fades into the next one."""
        return min(self._longest_fade, self._songs[number].length // 3)


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
