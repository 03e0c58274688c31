"""The one voice of the live coach: it owns the place in the sound, and answers a device with frames, always.

A device asks; the player gives exactly as many frames as were asked for, from whatever thread, and never raises.
All that steers it only says what the next frame is to be. So a pause is exact to the sample however long it
lasts, and nothing can be late.

Every change within sound is faded over 8 ms, since a raw cut pops. A pause fades out with the frames that follow
and resumes with the frame after those: none is repeated, none skipped. A jump lays the end of the old sound over
the beginning of the new one with gains that add up to one: it takes no time, and a jump between equal sounds
(a timeline that has grown at its end) changes no sample.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

FADE_MS = 8

State = Literal["playing", "paused", "holding", "interlude", "finished"]

_Frames = npt.NDArray[np.int16]
_Sums = npt.NDArray[np.int64]
"""Samples times their gain in steps of the fade: exact until they are divided, once."""


class Source(Protocol):
    """Sound that is a function of the frame alone: an :class:`~voicecoach.audio.mixer.Mixer`, for one.

    The player is its only reader as long as it plays it or is going to.
    """

    @property
    def length(self) -> int:
        """How long it is."""

    @property
    def rate(self) -> int:
        """Frames a second."""

    def seek(self, frame: int) -> None:
        """Read on from there."""

    def read_int16(self, count: int) -> _Frames:
        """The next ``count`` frames, mono; fewer where it ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What the player does at one instant: the frame belongs to that source and to no other.

    ``aside`` are the frames of an interlude that were played, if there is one; ``coming`` is what a swap to come will
    play; ``error`` is what the source raised: the player has paused then, and resuming tries again.
    """

    source: Source
    frame: int
    state: State
    error: Exception | None
    aside: int | None
    coming: Source | None


@dataclass(frozen=True, slots=True, eq=False)
class _Swap:
    at: int
    source: Source
    frame: int
    hold: int | None


class Player:
    """Plays ``source`` from ``frame``, and no further than ``hold`` until told.

    Frames are counted in the main source. A frame is the place of what was pulled last: it is heard later by what
    the device buffers. Every method may be called from any thread.
    """

    def __init__(self, source: Source, frame: int = 0, *, hold: int | None = None, paused: bool = False) -> None:
        self.rate = source.rate
        self._fade = self.rate * FADE_MS // 1000
        self._lock = threading.Lock()
        self._main, self._frame, self._hold = source, _clamped(frame, source), hold
        self._aside: Source | None = None
        self._aside_frame = 0
        self._swap: _Swap | None = None
        self._paused = paused
        self._gain = 0 if paused else self._fade
        self._tail: _Sums = np.zeros(0, np.int64)
        self._last = 0  # of what sounded up to now, before its gain; 0 in silence
        self._error: Exception | None = None

    @property
    def now(self) -> Moment:
        """Source, frame and state together, as they belong to each other."""
        with self._lock:
            aside = None if self._aside is None else self._aside_frame
            coming = None if self._swap is None else self._swap.source
            return Moment(self._main, self._frame, self._state(), self._error, aside, coming)

    @property
    def position(self) -> int:
        """The next frame of the main source; during an interlude, the one it will end with."""
        return self.now.frame

    @property
    def state(self) -> State:
        """What it does; ``paused`` tells before all but ``finished``."""
        return self.now.state

    def pause(self, *, unheard: bool = False) -> None:
        """Fall silent within a fade; where nobody hears it (``unheard``) without one, so that not a frame is lost."""
        with self._lock:
            self._paused = True
            if unheard:
                self._gain, self._last, self._tail = 0, 0, self._tail[:0]

    def resume(self) -> None:
        """Go on with the frame after the last one that was played."""
        with self._lock:
            self._paused, self._error = False, None

    def seek(self, frame: int) -> None:
        """Go on at ``frame`` now. Ends an interlude, drops a swap that has not happened; what holds, holds on."""
        with self._lock:
            self._leave()
            self._aside, self._swap = None, None
            self._frame = _clamped(frame, self._main)

    def hold_at(self, frame: int | None) -> None:
        """Wait in silence at ``frame`` (now, where it is passed) until called again; None plays on to the end.

        Nothing from ``frame`` on is read. Meant for places where nothing sounds: then no sample is changed.
        """
        with self._lock:
            self._hold = frame

    def swap(self, source: Source, frame: int, at: int | None = None, *, hold: int | None = None) -> bool:
        """Go on with ``source`` at ``frame``: when the frame ``at`` comes, or now; its barrier is ``hold``.

        False, and nothing has changed, where ``at`` has been passed already. A swap now ends an interlude; one to
        come is dropped by the next swap, and by a seek or an interlude, which change what its ``at`` meant.
        Raises ValueError where the rates differ.
        """
        self._warm(source, frame)
        with self._lock:
            if at is not None and at < self._frame:
                return False
            coming = _Swap(self._frame if at is None else at, source, _clamped(frame, source), hold)
            self._swap = coming
            if at is None:
                self._exchange(coming)
            return True

    def interlude(self, source: Source, then_frame: int) -> None:
        """Play all of ``source`` now, whatever holds, and go on in the main source at ``then_frame``."""
        self._warm(source, 0)
        with self._lock:
            self._leave()
            self._swap = None
            self._aside, self._aside_frame = source, 0
            self._frame = _clamped(then_frame, self._main)

    def read(self, count: int) -> _Frames:
        """The next ``count`` frames, exactly. Never raises: an error of the source is kept, and pauses."""
        block, done = np.zeros(count, np.int16), 0
        with self._lock:
            try:
                while done < count:
                    part = self._step(count - done)
                    block[done : done + len(part)] = part
                    done += len(part)
            except Exception as error:
                self._error, self._paused, self._gain, self._last, self._tail = error, True, 0, 0, self._tail[:0]
        return block

    def _state(self) -> State:
        held = self._hold is not None and self._frame >= self._hold
        if self._aside is None and not held and self._frame >= self._main.length:
            return "finished"
        if self._paused:
            return "paused"
        if self._aside is not None:
            return "interlude"
        return "holding" if held else "playing"

    def _step(self, room: int) -> _Frames:
        """The next frames up to the next change, 1 to ``room`` of them."""
        self._turn()
        left = min(room, self._ahead())
        if self._paused:
            left = min(left, self._gain)
        if left > 0:
            sums = self._sounding(left)
        else:
            self._settle()
            sums = np.zeros(room, np.int64)
        heard = min(len(sums), len(self._tail))
        sums[:heard] += self._tail[:heard]
        self._tail = self._tail[heard:]
        return _divided(sums, self._fade)

    def _turn(self) -> None:
        """Do what is due at this very frame: the end of an interlude, a swap."""
        if self._aside is not None and self._aside_frame >= self._aside.length and not self._paused:
            self._leave()
            self._aside = None
        silent = self._paused and self._gain == 0
        if self._aside is None and self._swap is not None and self._frame >= self._swap.at and not silent:
            self._exchange(self._swap)

    def _exchange(self, swap: _Swap) -> None:
        self._swap = None
        self._leave()
        self._aside = None
        self._main, self._frame, self._hold = swap.source, swap.frame, swap.hold

    def _ahead(self) -> int:
        """Frames that may be played before something else is due."""
        if self._aside is not None:
            return self._aside.length - self._aside_frame
        end = self._main.length if self._hold is None else min(self._hold, self._main.length)
        if self._swap is not None:
            end = min(end, self._swap.at)
        return max(end - self._frame, 0)

    def _sounding(self, count: int) -> _Sums:
        """``count`` frames of the sound, with its gain on the way to full or to nothing."""
        samples = self._read(count)
        if self._paused:
            gains = np.arange(self._gain - 1, self._gain - 1 - count, -1)
        else:
            gains = np.minimum(np.arange(self._gain + 1, self._gain + 1 + count), self._fade)
        self._gain, self._last = int(gains[-1]), int(samples[-1])
        return samples * gains

    def _read(self, count: int) -> _Sums:
        if self._aside is not None:
            source, frame = self._aside, self._aside_frame
        else:
            source, frame = self._main, self._frame
        source.seek(frame)
        block = source.read_int16(count)
        if len(block) != count:
            raise ValueError(
                f"the source gave {len(block)} frames at {frame} where {count} were left of {source.length}"
            )
        if self._aside is not None:
            self._aside_frame += count
        else:
            self._frame += count
        return block.astype(np.int64)

    def _leave(self) -> None:
        """Let what sounds now fade out under what comes, and let that fade in."""
        gains = np.arange(self._gain - 1, -1, -1)
        known = min(self._gain, self._ahead())
        samples = np.full(self._gain, self._last, np.int64)
        if known > 0:
            with suppress(Exception):  # only the end of what is left anyway
                samples[:known] = self._read(known)
            samples[known:] = samples[known - 1]
        self._lay(samples * gains)
        self._gain = 0

    def _settle(self) -> None:
        """Silence begins. If it does so in the midst of sound, the last sample fades out, and what follows fades in."""
        if self._last:
            self._lay(self._last * np.arange(self._gain - 1, -1, -1))
        if self._last or self._paused:
            self._gain = 0
        self._last = 0

    def _lay(self, sums: _Sums) -> None:
        sums = np.pad(sums, (0, max(len(self._tail) - len(sums), 0)))
        sums[: len(self._tail)] += self._tail
        self._tail = sums

    def _warm(self, source: Source, frame: int) -> None:
        """Make its first sound in the caller's thread, so that the device's need not wait for it."""
        if source.rate != self.rate:
            raise ValueError(f"a source of {source.rate} Hz where {self.rate} Hz are played")
        with self._lock:
            ours = [self._main, self._aside] + ([self._swap.source] if self._swap else [])
        if not any(source is each for each in ours):
            source.seek(frame)
            source.read_int16(min(self._fade, max(source.length - frame, 0)))


def _clamped(frame: int, source: Source) -> int:
    return min(max(frame, 0), source.length)


def _divided(sums: _Sums, fade: int) -> _Frames:
    """Back to samples, to the nearest; whole ones stay as they are."""
    return np.clip(np.floor_divide(2 * sums + fade, 2 * fade), -32768, 32767).astype(np.int16)
