"""What an output is: something that asks for samples when it needs them; nothing is pushed into it.

A cue started by a call of its own comes 25 to 50 ms late under load; a stream that is open all the time and
asks for every sample in order cannot be late. So an output is opened once, and silence is played as silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voicecoach.errors import DeviceMissing

Int16Samples = npt.NDArray[np.int16]
"""16 bit; shape (n,) in mono, which a device plays the same in all its channels, or (n, 2) in stereo."""


def shape_of(count: int, channels: int) -> tuple[int, ...]:
    """Return the shape of so many samples: mono has one axis, stereo two."""
    return (count,) if channels == 1 else (count, channels)


Read = Callable[[int], Int16Samples]
"""Returns exactly as many samples as were asked for. Called from a thread of the sound system."""

RENDER_INSTEAD = "render the routine to a file instead: voicecoach render SCRIPT"


@dataclass(frozen=True, slots=True)
class Device:
    """Something that plays, by the name that ``--device`` takes."""

    name: str
    default: bool = False


class Stream(Protocol):
    """An opened device. ``start`` may follow ``stop``; after ``close`` it is of no more use."""

    name: str
    """The library and the device, for people."""

    def start(self) -> None:
        """Begin to pull. Raises DeviceMissing where the device has gone."""

    def stop(self) -> None:
        """Stop pulling before this returns; what was pulled but not heard may be dropped."""

    def close(self) -> None:
        """Stop and give the device back. It may be called twice."""

    @property
    def alive(self) -> bool:
        """Return whether it was started and is not known to have died. A dead sound server may
        not show here: watch the pulls as well.
        """

    @property
    def error(self) -> Exception | None:
        """Return what ``read`` raised. Silence is played from then on."""


class Output(Protocol):
    """A library that plays. Making one loads nothing; ``devices`` and ``open`` raise DeviceMissing."""

    name: str

    def devices(self) -> tuple[Device, ...]:
        """List everything to play on here."""

    def open(self, rate: int, read: Read, device: str = "", channels: int = 1) -> Stream:
        """Return a stream, not yet started, that pulls at ``rate`` Hz; ``device`` empty means the default."""


class Pull:
    """The only thing a sound system's thread calls: exactly n samples come back, whatever happens.

    The libraries swallow what a callback raises, or end the process; so it is caught here and kept in ``error``.
    """

    def __init__(self, read: Read, channels: int = 1) -> None:
        self._read, self._channels = read, channels
        self.error: Exception | None = None

    def __call__(self, count: int) -> Int16Samples:
        """Return ``count`` samples of ``read``; silence once it has failed."""
        if self.error is None:
            try:
                block, wanted = self._read(count), self.silence(count)
                if block.dtype != np.int16 or block.shape != wanted.shape:
                    raise ValueError(f"{block.shape} {block.dtype} where {wanted.shape} int16 were asked for")
                return block
            except Exception as error:
                self.error = error
        return self.silence(count)

    def silence(self, count: int) -> Int16Samples:
        """Return ``count`` samples of nothing, in the shape that is pulled."""
        return np.zeros(shape_of(count, self._channels), np.int16)


class PulledStream:
    """What all streams share: the samples that are pulled, and the error that stopped them."""

    def __init__(self, read: Read, channels: int = 1) -> None:
        self._pull = Pull(read, channels)

    @property
    def error(self) -> Exception | None:
        """Return what ``read`` raised."""
        return self._pull.error


def choose(devices: Sequence[Device], wanted: str, output: str) -> Device:
    """Return the device called ``wanted``, or the only one whose name holds it in any case. Raises DeviceMissing."""
    names = [device.name for device in devices]
    near = [device for device in devices if wanted.casefold() in device.name.casefold()]
    for device in devices:
        if device.name == wanted:
            return device
    if len(near) == 1:
        return near[0]
    known = ", ".join(names) or "none"
    what = f"the sound device '{wanted}' could be several" if near else f"there is no sound device '{wanted}'"
    raise DeviceMissing(f"{what} ({output} sees: {known})", "name one of these with --device, or leave --device out")


def failed(output: str, reason: object, remedy: str = "") -> DeviceMissing:
    """Return what to raise where a library cannot open a device."""
    return DeviceMissing(f"{output} cannot open a sound device ({reason})", remedy or RENDER_INSTEAD)
