"""The mixer: a timeline as sound, read in blocks of any size by the encoder, a file or a device.

Each sample depends on its place in the timeline alone, never on where reading began or in what blocks: so what
is played live is what is rendered, pieces can be encoded apart and joined, and a seek lands on the same sound.
Each stretch is made from nothing but the events around it. Reading in small blocks goes through cells on a fixed
grid. Silence costs next to nothing, and memory holds one cell and the clips that were heard last.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import Samples
from voicecoach.audio.limiter import CEILING_DBTP, envelope, limited, reach
from voicecoach.audio.loudness import amplitude
from voicecoach.audio.placement import Placement, key_of
from voicecoach.audio.resample import resampled
from voicecoach.cache import Recent
from voicecoach.timeline.model import Event, Phrase

DUCK_DB = -4.0
"""How much lower a tone is while words are spoken: the words win, the tone still marks its instant."""

_CELL = 8192
_HELD_BYTES = 32 << 20
_DUCK_RAMP_MS = 20
_ROUNDING = 2
_CEILING = amplitude(CEILING_DBTP + 0.1)  # clips below the clips' own ceiling pass untouched, to the bit


class Mixer(Placement):
    """Reads ``timeline`` as mono float32 samples at ``rate`` a second, from sample 0.

    A clip is resampled when it is first heard, or heard again long after. ``read`` has one reader at a time; ``int16``
    may be called from several threads at once.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        self.position = 0
        self.channels = 1
        self._clips: Recent[Phrase | str, Samples] = Recent(_HELD_BYTES, lambda samples: samples.nbytes)
        self._hot: dict[Phrase | str, bool] = {}
        self._margin = reach(self.rate)
        self._cell = (-1, np.zeros(0, np.float32))

    def seek(self, sample: int) -> None:
        """Go on reading from ``sample``, wherever that lies; before the start counts as the start."""
        self.position = min(max(sample, 0), self.length)

    def read(self, count: int) -> Samples:
        """Return the next ``count`` samples in an array of its own; fewer where the end is near, none at the end."""
        first = self.position
        last = min(first + count, self.length)
        block = np.zeros(max(last - first, 0), np.float32)
        for index in self._sounding_cells(first, last):
            cell, start = self._made(index), index * _CELL
            begin, stop = max(first, start), min(last, start + _CELL)
            block[begin - first : stop - first] = cell[begin - start : stop - start]
        self.position = first + len(block)
        return block

    def read_int16(self, count: int) -> npt.NDArray[np.int16]:
        """Return what :meth:`read` does, rounded to 16 bit: without dither, so that equal sound gives equal bytes."""
        return rounded(self.read(count))

    def int16(self, first: int, last: int) -> npt.NDArray[np.int16]:
        """Return the samples in [first, last), rounded as :meth:`read_int16` does; fewer at the end."""
        return rounded(self._mixed(first, max(first, min(last, self.length))))

    def float32(self, first: int, last: int) -> Samples:
        """Return the samples in [first, last), which may lie outside of the timeline; there it is silent."""
        return self._mixed(first, last)

    def _sounding_cells(self, first: int, last: int) -> list[int]:
        """Return the indices of the cells in [first, last) that are not silent, in order."""
        cells: set[int] = set()
        for event in self.between(first - _CELL, last + _CELL):
            start, end = self.starts[event], self.ends[event]
            cells.update(range(max(start, first) // _CELL, -(-min(end, last) // _CELL)))
        return sorted(cells)

    def _made(self, index: int) -> Samples:
        """Return the cell's samples; the one made last is kept, since small blocks ask for it again and again."""
        if self._cell[0] != index:
            self._cell = (index, self._mixed(index * _CELL, (index + 1) * _CELL))
        return self._cell[1]

    def _mixed(self, first: int, last: int) -> Samples:
        """Mix the samples in [first, last) with all that reaches into them."""
        begin, end = first - self._margin, last + self._margin
        mix = np.zeros(end - begin, np.float32)
        busy, loud = begin, False
        for number in self.between(begin, end):
            event, starts = self.events[number], self.starts[number]
            clip = self._clip(event, number)
            start, stop = max(begin, starts), min(end, starts + len(clip))
            if start < stop:
                part = clip[start - starts : stop - starts]
                if event.kind == "tone":
                    part = part * self._ducking(start, stop)
                mix[start - begin : stop - begin] += part
                loud = loud or start < busy or self._hot[key_of(event)]
                busy = max(busy, stop + self._margin)
        if loud and np.abs(mix).max() > _CEILING / 2:
            mix = limited(mix, _CEILING, self.rate)
        return mix[self._margin : -self._margin]

    def _ducking(self, first: int, last: int) -> Samples | np.float32:
        """Return gains for a tone in [first, last): lower while anything is spoken, with 20 ms ramps around words."""
        ramp = self.rate * _DUCK_RAMP_MS // 1000
        gain: Samples | np.float32 = np.float32(1)
        for number in self.between(first - ramp, last + ramp):
            if self.events[number].kind == "say":
                sample = np.arange(first, last)
                away = np.maximum(self.starts[number] - sample, sample - self.ends[number])
                share = np.clip(away / ramp, 0, 1).astype(np.float32)
                gain = np.minimum(gain, share + (1 - share) * np.float32(amplitude(DUCK_DB)))
        return gain

    def _clip(self, event: Event, number: int) -> Samples:
        key = key_of(event)
        samples = self._clips.get(key)
        if samples is None:
            samples = self._clips.hold(key, self._resampled(key))
        room = self.ends[number] - self.starts[number]
        if len(samples) > room + _ROUNDING:
            raise ValueError(f"{event.id}: a clip of {len(samples)} samples where {room} were planned")
        return samples[:room]

    def _resampled(self, key: Phrase | str) -> Samples:
        clip = self.clip(key)
        samples = resampled(clip.samples, clip.rate, self.rate)
        if key not in self._hot:
            safe = clip.levelled and clip.rate == self.rate
            self._hot[key] = not safe and bool(envelope(samples, _CEILING).max(initial=0) > _CEILING)
        return samples


def rounded(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    """Return samples of any shape in 16 bits: without dither, so that equal sound gives equal bytes."""
    return np.asarray(np.rint(samples * np.float32(32767)), np.int16)
