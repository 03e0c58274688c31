"""The outputs there are, and which one is used: the first that opens, in the order of how well they play."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from voicecoach.audio.devices.miniaudio_output import MiniaudioOutput
from voicecoach.audio.devices.model import RENDER_INSTEAD, Device, Output, Read, Stream
from voicecoach.audio.devices.silent import SilentOutput
from voicecoach.audio.devices.simpleaudio_output import SimpleaudioOutput
from voicecoach.audio.devices.sounddevice_output import SounddeviceOutput
from voicecoach.diagnostics import nearest
from voicecoach.errors import DeviceMissing, UsageError

_T = TypeVar("_T")

AUTO = "auto"
AUDIBLE = ("miniaudio", "sounddevice", "simpleaudio")
"""What ``auto`` tries, best first: the first two are exact to the sample, the first needs nothing installed."""


def output_names() -> tuple[str, ...]:
    """List all names that :func:`open_output` knows."""
    return (AUTO, *AUDIBLE, "silent")


def open_output(name: str = AUTO) -> Output:
    """Return the output called ``name``. Loads no library yet. Raises UsageError where there is none of that name."""
    outputs: dict[str, type[Output]] = {
        "miniaudio": MiniaudioOutput,
        "sounddevice": SounddeviceOutput,
        "simpleaudio": SimpleaudioOutput,
        "silent": SilentOutput,
    }
    if name in (AUTO, ""):
        return AutoOutput(tuple(outputs[each]() for each in AUDIBLE))
    if name not in outputs:
        raise UsageError(f"there is no sound output '{name}'", nearest(name, output_names()).help)
    return outputs[name]()


class AutoOutput:
    """The first of ``outputs`` that has a device. Each is tried anew every time, since devices come and go."""

    name = AUTO

    def __init__(self, outputs: tuple[Output, ...]) -> None:
        self._outputs = outputs

    def devices(self) -> tuple[Device, ...]:
        """List the devices of the first output that has any."""
        return self._first(lambda output: output.devices())

    def open(self, rate: int, read: Read, device: str = "", channels: int = 1) -> Stream:
        """Open a stream of the first output that opens ``device``."""
        return self._first(lambda output: output.open(rate, read, device, channels))

    def _first(self, attempt: Callable[[Output], _T]) -> _T:
        reasons = []
        for output in self._outputs:
            try:
                return attempt(output)
            except DeviceMissing as error:  # noqa: PERF203 (three rounds at most)
                reasons.append(str(error))
        tried = "".join(f"\n  {reason}" for reason in reasons)
        remedy = f"start or plug in a sound device, or {RENDER_INSTEAD}"
        raise DeviceMissing(f"there is nothing to play on:{tried}", remedy)
