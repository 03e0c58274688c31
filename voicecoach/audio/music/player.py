"""Plays a made bed: a measure's notes are written, and a note is drawn, when a stretch that needs them is read.

As in the mixer, a sample depends on its place alone: sound is made in cells on a fixed grid, each from the notes that
reach into it, always in the same order. Memory holds the notes and the sounds that were heard last.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import numpy as np

from voicecoach.audio.music.grid import Grid
from voicecoach.audio.music.instruments import Sound, play
from voicecoach.audio.music.model import Samples2
from voicecoach.audio.music.scores import SCORES, Note
from voicecoach.audio.music.tune import Tune
from voicecoach.cache import Recent
from voicecoach.timeline.passages import Passage
from voicecoach.units import samples_at

_CELL = 1 << 15
REACH_S = 40
"""Seconds from the beginning of a measure after which nothing of it is heard any more."""
_SOUND_BYTES, _GRID_BYTES = 128 << 20, 8 << 20
_MEASURES_HELD = 128
_KNEE, _MOST = 0.5, 0.68


class Player:
    """Reads a made bed as stereo float32 samples."""

    def __init__(self, name: str, passages: Sequence[Passage], rate: int, tempo: int, seed: int) -> None:
        self.rate = rate
        self._passages, self._tempo = passages, tempo
        self._score = SCORES[name]
        self._tune = Tune(seed, self._score.progressions, rate)
        self._starts = [samples_at(one.start, rate) for one in passages]
        self._ends = [samples_at(one.end, rate) for one in passages]
        self._grids: Recent[int, Grid] = Recent(_GRID_BYTES, lambda grid: grid.nbytes)
        self._notes: Recent[tuple[int, int], tuple[int, list[Note]]] = Recent(_MEASURES_HELD, lambda _: 1)
        self._sounds: Recent[Sound, Samples2] = Recent(_SOUND_BYTES, lambda samples: samples.nbytes)
        self._made: tuple[int, Samples2] | None = None

    def read(self, first: int, last: int) -> Samples2:
        """Return the samples in [first, last)."""
        block = np.zeros((max(last - first, 0), 2), np.float32)
        for index in range(first // _CELL, -(-last // _CELL)):
            start = index * _CELL
            begin, stop = max(first, start), min(last, start + _CELL)
            block[begin - first : stop - first] = self._cell(index)[begin - start : stop - start]
        return block

    def _cell(self, index: int) -> Samples2:
        """Return the samples of a cell; the one made last is kept, since small blocks ask for it again and again."""
        made = self._made
        if made is None or made[0] != index:
            made = self._made = index, self._played(index * _CELL, (index + 1) * _CELL)
        return made[1]

    def _played(self, first: int, last: int) -> Samples2:
        mix = np.zeros((last - first, 2), np.float32)
        for note in self._between(first, last):
            if note.length:
                self._hold(note, mix, first)
            else:
                sound = self._sound(note.sound)
                begin, stop = max(first, note.start), min(last, note.start + len(sound))
                if begin < stop:
                    part = sound[begin - note.start : stop - note.start]
                    mix[begin - first : stop - first] += part * np.float32(note.gain)
        return _within(mix)

    def _hold(self, note: Note, mix: Samples2, first: int) -> None:
        """Add what of a held loop falls into ``mix``, which begins at ``first``."""
        begin = max(first, note.start)
        stop = min(first + len(mix), note.start + note.length + note.fall)
        if begin >= stop:
            return
        loop = self._sound(note.sound)
        place = (note.offset + begin - note.start) % len(loop)
        part = loop[place : place + stop - begin]
        if len(part) < stop - begin:
            part = np.concatenate([part, loop[: stop - begin - len(part)]])
        gain = np.float32(note.gain)
        if begin < note.start + note.rise:
            part = part * _ramp(begin - note.start, stop - note.start, note.rise)
        if stop > note.start + note.length:
            over = note.start + note.length + note.fall
            part = part * _ramp(over - begin, over - stop, note.fall)
        mix[begin - first : stop - first] += part * gain

    def _between(self, first: int, last: int) -> Iterator[Note]:
        """Yield the notes that may sound in [first, last), always in the same order."""
        reach = first - REACH_S * self.rate
        for passage in range(bisect_right(self._ends, reach), bisect_left(self._starts, last)):
            if self._starts[passage] == self._ends[passage]:
                continue
            grid = self._grid(passage)
            begin = max(0, int(np.searchsorted(grid.starts, reach)))
            for number in range(begin, int(np.searchsorted(grid.starts, last))):
                latest, notes = self._written(passage, grid, number)
                if latest > first:
                    yield from notes

    def _grid(self, passage: int) -> Grid:
        grid = self._grids.get(passage)
        if grid is None:
            grid = Grid(self._passages[passage], self.rate, self._tempo, self._score.size)
            self._grids.hold(passage, grid)
        return grid

    def _written(self, passage: int, grid: Grid, number: int) -> tuple[int, list[Note]]:
        """Return the notes of a measure, and the sample at which the last of them has died away."""
        written = self._notes.get((passage, number))
        if written is None:
            notes = self._score.notes(grid.measure(passage, number), self._tune)
            latest = max(note.start + (note.length + note.fall or len(self._sound(note.sound))) for note in notes)
            written = self._notes.hold((passage, number), (latest, notes))
        return written

    def _sound(self, sound: Sound) -> Samples2:
        samples = self._sounds.get(sound)
        if samples is None:
            samples = self._sounds.hold(sound, play(sound, self.rate))
        return samples


def _ramp(first: int, last: int, length: int) -> Samples2:
    """Return a quarter of a sine, from 0 at 0 to 1 at ``length`` and beyond, read from ``first`` to ``last``."""
    step = 1 if last > first else -1
    place = np.arange(first, last, step, dtype=np.float32) * np.float32(np.pi / 2 / length)
    np.sin(np.minimum(place, np.float32(np.pi / 2), out=place), out=place)
    return np.repeat(place, 2).reshape(-1, 2)


def _within(mix: Samples2) -> Samples2:
    """Bend what is higher than -6 dB so that nothing passes -3.3 dB: it happens now and then, and only to peaks."""
    if max(mix.max(), -mix.min()) > _KNEE:
        height = np.abs(mix)
        room = np.float32(_MOST - _KNEE)
        bent = _KNEE + room * np.tanh((height - _KNEE) / room)
        mix = np.where(height > _KNEE, np.copysign(bent, mix), mix).astype(np.float32)
    return mix
