"""What a device plays: it owns the position in the sound, and answers every request for samples.

A device asks; the player gives exactly as many samples as were asked for, from whatever thread, and never raises.
Commands only set what the next sample is to be. So a pause is exact to the sample however long it lasts, and nothing
can be late.

Every change within sound is faded over 8 ms, since a raw cut pops. A pause fades out with the samples that follow
and resumes with the sample after those: none is repeated, none skipped. A jump lays the end of the old sound over
the beginning of the new one with gains that add up to one: it takes no time, and a jump between equal sounds
(a timeline that has grown at its end) changes no sample.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from voicecoach.audio.devices.model import shape_of

FADE_MS = 8

PlayerState = Literal["playing", "paused", "holding", "interlude", "finished"]

_Samples = npt.NDArray[np.int16]
"""Shape (n,) in mono, (n, channels) otherwise."""
_Sums = npt.NDArray[np.int64]
"""Samples times their gain in steps of the fade: exact until they are divided, once."""


class Sound(Protocol):
    """Sound in which each sample depends on its position alone: that of a timeline, for one.

    The player is its only reader as long as it plays it or is going to.
    """

    @property
    def length(self) -> int:
        """Return how many samples there are."""

    @property
    def rate(self) -> int:
        """Return how many samples there are in a second."""

    @property
    def channels(self) -> int:
        """Return 1 for mono, 2 for stereo."""

    def seek(self, position: int) -> None:
        """Read on from there."""

    def read_int16(self, count: int) -> _Samples:
        """Return the next ``count`` samples; fewer where it ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What the player does at one instant: ``position`` is in that ``sound`` and in no other.

    ``aside`` is how many samples of an interlude were played, if there is one; ``coming`` is what a swap to come will
    play; ``error`` is what the sound raised: the player has paused then, and resuming tries again.
    """

    sound: Sound
    position: int
    state: PlayerState
    error: Exception | None
    aside: int | None
    coming: Sound | None


@dataclass(frozen=True, slots=True, eq=False)
class _Swap:
    at: int
    sound: Sound
    position: int
    hold: int | None


class Player:
    """Plays ``sound`` from its beginning, and no further than ``hold`` until that is set anew.

    Positions are in samples of the main sound. The position is that of the sample that is pulled next: what was
    pulled before is heard later by what the device buffers. Every method may be called from any thread.
    """

    def __init__(self, sound: Sound, *, hold: int | None = None) -> None:
        self.rate, self.channels = sound.rate, sound.channels
        self._fade = self.rate * FADE_MS // 1000
        self._lock = threading.Lock()
        self._main, self._position, self._hold = sound, 0, hold
        self._meanwhile: Sound | None = None
        self._waited: int | None = None  # how many samples of it were played, while it plays
        self._aside: Sound | None = None
        self._aside_position = 0
        self._swap: _Swap | None = None
        self._paused = False
        self._volume = self._heard_volume = 1.0
        self._gain = self._fade
        self._tail: _Sums = np.zeros(self._shape(0), np.int64)
        self._last = self._silence  # of what sounded up to now, before its gain; 0 in silence
        self._error: Exception | None = None

    @property
    def now(self) -> Moment:
        """Return sound, position and state together, as they belong to each other."""
        with self._lock:
            aside = None if self._aside is None else self._aside_position
            coming = None if self._swap is None else self._swap.sound
            return Moment(self._main, self._position, self._state(), self._error, aside, coming)

    @property
    def position(self) -> int:
        """Return the position in the main sound; during an interlude, the one to go on at."""
        return self.now.position

    @property
    def state(self) -> PlayerState:
        """Return what it does; ``paused`` goes before all but ``finished``."""
        return self.now.state

    @property
    def volume(self) -> float:
        """Return how loud it plays, from 0 to 1; at 1 no sample is changed."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        with self._lock:
            self._volume = min(max(volume, 0.0), 1.0)

    def pause(self, *, unheard: bool = False) -> None:
        """Fall silent within a fade; where nobody hears it (``unheard``) without one, so that not a sample is lost."""
        with self._lock:
            self._paused = True
            if unheard:
                self._gain, self._last, self._tail = 0, self._silence, self._tail[:0]

    def resume(self) -> None:
        """Go on with the sample after the last one that was played."""
        with self._lock:
            self._paused, self._error = False, None

    def seek(self, position: int) -> None:
        """Go on at ``position`` now. Ends an interlude, drops a swap that has not happened; what holds, holds on."""
        with self._lock:
            self._leave()
            self._aside, self._swap, self._waited = None, None, None
            self._position = _clamped(position, self._main)

    def hold_at(self, position: int | None) -> None:
        """Wait in silence at ``position`` (now, where it is passed) until called again; None plays on to the end.

        Nothing from there on is read. Meant for where nothing sounds: then no sample is changed. Elsewhere than before,
        it waits in silence again.
        """
        with self._lock:
            if position != self._hold:
                if self._waited is not None:
                    self._leave()
                self._hold, self._waited, self._meanwhile = position, None, None

    def wait_with(self, sound: Sound | None) -> None:
        """Play ``sound`` from its beginning, in place of silence, where it is told to hold now."""
        if sound is not None:
            self._warm(sound, 0)
        with self._lock:
            if self._waited is None:
                self._meanwhile = sound

    def swap(self, sound: Sound, position: int, at: int | None = None, *, hold: int | None = None) -> bool:
        """Go on with ``sound`` at ``position``: when ``at`` is reached, or now; its barrier is ``hold``.

        False, and nothing has changed, where ``at`` has been passed already. A swap now ends an interlude; one to
        come is dropped by the next swap, and by a seek or an interlude, which change what its ``at`` meant.
        Raises ValueError where rates or channels differ.
        """
        self._warm(sound, position)
        with self._lock:
            if at is not None and at < self._position:
                return False
            coming = _Swap(self._position if at is None else at, sound, _clamped(position, sound), hold)
            self._swap = coming
            if at is None:
                self._exchange(coming)
            return True

    def interlude(self, sound: Sound, then: int) -> None:
        """Play all of ``sound`` now, whatever holds, and go on in the main sound at the position ``then``."""
        self._warm(sound, 0)
        with self._lock:
            self._leave()
            self._swap = self._waited = None
            self._aside, self._aside_position = sound, 0
            self._position = _clamped(then, self._main)

    def read(self, count: int) -> _Samples:
        """Return the next ``count`` samples, exactly. Never raises: an error of the sound is kept, and pauses."""
        block, done = self.silence(count), 0
        with self._lock:
            try:
                while done < count:
                    part = self._step(count - done)
                    block[done : done + len(part)] = part
                    done += len(part)
            except Exception as error:
                self._error, self._paused = error, True
                self._gain, self._last, self._tail = 0, self._silence, self._tail[:0]
            return self._at_volume(block)

    def silence(self, count: int) -> _Samples:
        """Return ``count`` samples of nothing."""
        return np.zeros(self._shape(count), np.int16)

    def _at_volume(self, block: _Samples) -> _Samples:
        """Make a block as loud as was asked for, in a ramp from the volume before it."""
        before, self._heard_volume = self._heard_volume, self._volume
        if before == self._volume == 1:
            return block
        heard = np.rint(_times(block, np.linspace(before, self._volume, len(block))))
        return np.asarray(heard, np.int16)

    def _shape(self, count: int) -> tuple[int, ...]:
        return shape_of(count, self.channels)

    @property
    def _silence(self) -> _Sums:
        return np.zeros(self._shape(0)[1:], np.int64)

    def _state(self) -> PlayerState:
        if self._aside is None and not self._holding and self._position >= self._main.length:
            return "finished"
        if self._paused:
            return "paused"
        if self._aside is not None:
            return "interlude"
        return "holding" if self._holding else "playing"

    @property
    def _holding(self) -> bool:
        return self._hold is not None and self._position >= self._hold

    def _step(self, room: int) -> _Samples:
        """Return the samples up to the next change, 1 to ``room`` of them."""
        self._change_over()
        count = min(room, self._ahead())
        if self._paused:
            count = min(count, self._gain)
        if count > 0:
            sums = self._sounding(count)
        else:
            self._settle()
            sums = np.zeros(self._shape(room), np.int64)
        heard = min(len(sums), len(self._tail))
        sums[:heard] += self._tail[:heard]
        self._tail = self._tail[heard:]
        return _divided(sums, self._fade)

    def _change_over(self) -> None:
        """End an interlude, and begin a swap or a wait, that is due at this very sample."""
        if self._aside is not None and self._aside_position >= self._aside.length and not self._paused:
            self._leave()
            self._aside = None
        silent = self._paused and self._gain == 0
        if self._aside is None and self._swap is not None and self._position >= self._swap.at and not silent:
            self._exchange(self._swap)
        waits = self._meanwhile is not None and self._aside is None and self._holding
        if not silent and waits != (self._waited is not None):
            self._leave()
            self._waited = 0 if waits else None

    def _exchange(self, swap: _Swap) -> None:
        self._swap = None
        self._leave()
        self._aside = self._waited = self._meanwhile = None
        self._main, self._position, self._hold = swap.sound, swap.position, swap.hold

    def _ahead(self) -> int:
        """Return how many samples may be played before something else is due."""
        if self._aside is not None:
            return self._aside.length - self._aside_position
        if self._meanwhile is not None and self._waited is not None:
            return max(self._meanwhile.length - self._waited, 0)
        end = self._main.length if self._hold is None else min(self._hold, self._main.length)
        if self._swap is not None:
            end = min(end, self._swap.at)
        return max(end - self._position, 0)

    def _sounding(self, count: int) -> _Sums:
        """Read ``count`` samples, with their gain on the way to full or to nothing."""
        samples = self._read(count)
        if self._paused:
            gains = np.arange(self._gain - 1, self._gain - 1 - count, -1)
        else:
            gains = np.minimum(np.arange(self._gain + 1, self._gain + 1 + count), self._fade)
        self._gain, self._last = int(gains[-1]), samples[-1]
        return _times(samples, gains)

    def _read(self, count: int) -> _Sums:
        if self._aside is not None:
            sound, position = self._aside, self._aside_position
        elif self._meanwhile is not None and self._waited is not None:
            sound, position = self._meanwhile, self._waited
        else:
            sound, position = self._main, self._position
        sound.seek(position)
        block = sound.read_int16(count)
        if len(block) != count:
            raise ValueError(
                f"the source gave {len(block)} frames at {position} where {count} were left of {sound.length}"
            )
        if self._aside is not None:
            self._aside_position += count
        elif self._waited is not None:
            self._waited += count
        else:
            self._position += count
        return block.astype(np.int64)

    def _leave(self) -> None:
        """Let what sounds now fade out under what comes, and let that fade in."""
        gains = np.arange(self._gain - 1, -1, -1)
        count = min(self._gain, self._ahead())
        samples = np.full(self._shape(self._gain), self._last, np.int64)
        if count > 0:
            with suppress(Exception):  # only the end of what is abandoned anyway
                samples[:count] = self._read(count)
            samples[count:] = samples[count - 1]
        self._lay(_times(samples, gains))
        self._gain = 0

    def _settle(self) -> None:
        """Begin silence: in the midst of sound, the last sample fades out; what follows fades in."""
        sounding = bool(np.any(self._last))
        if sounding:
            self._lay(np.multiply.outer(np.arange(self._gain - 1, -1, -1), self._last))
        if sounding or self._paused:
            self._gain = 0
        self._last = self._silence

    def _lay(self, sums: _Sums) -> None:
        if len(sums) < len(self._tail):
            sums, self._tail = self._tail, sums
        sums[: len(self._tail)] += self._tail
        self._tail = sums

    def _warm(self, sound: Sound, position: int) -> None:
        """Read its first samples in the caller's thread, so that the device's need not wait for them."""
        if sound.rate != self.rate:
            raise ValueError(f"a source of {sound.rate} Hz where {self.rate} Hz are played")
        if sound.channels != self.channels:
            raise ValueError(f"a source of {sound.channels} channels where {self.channels} are played")
        with self._lock:
            ours = [self._main, self._aside, self._meanwhile] + ([self._swap.sound] if self._swap else [])
        if not any(sound is each for each in ours):
            sound.seek(position)
            sound.read_int16(min(self._fade, max(sound.length - position, 0)))


def _clamped(position: int, sound: Sound) -> int:
    return min(max(position, 0), sound.length)


def _times(samples: npt.NDArray[Any], gains: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Multiply each sample, in all channels, by its gain."""
    return np.asarray((samples.T * gains).T)


def _divided(sums: _Sums, fade: int) -> _Samples:
    """Turn sums back into samples, to the nearest; whole ones stay as they are."""
    return np.clip(np.floor_divide(2 * sums + fade, 2 * fade), -32768, 32767).astype(np.int16)
