"""Output through simpleaudio, which can only play a whole buffer: for machines where nothing else plays.

It has no wheel for Linux, and the last release ends the process on Python 3.12 and later, so it is an extra. It
does not pull either. It reads its buffer as it plays, though, and that makes a stream of it: the buffer is
minutes long, and a thread writes the samples into it shortly before the clock says that they are due.
"""

from __future__ import annotations

import sys
import threading
import time
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from voicecoach.audio.devices.model import Device, Int16Samples, PulledStream, Read, choose, failed
from voicecoach.audio.devices.quiet import chatter_silenced
from voicecoach.audio.devices.urgent import hurry
from voicecoach.errors import DeviceMissing

_LEAD_MS = 240
"""How far ahead samples are written: the library's own 100 ms, and as much again for a thread that wakes late."""
_TICK_SECONDS = 0.02
_STRETCH_SECONDS = 300
"""Length of a buffer. Between two is a gap of up to a third of a second, in which nothing is lost; within one the
device's clock may be off by 400 parts in a million."""


class SimpleaudioOutput:
    """Plays on the default device, the only one it knows."""

    name = "simpleaudio"

    def devices(self) -> tuple[Device, ...]:
        """Return the default device: the library does not say whether there is one."""
        _library()
        return (Device("default", default=True),)

    def open(self, rate: int, read: Read, device: str = "", channels: int = 1) -> SimpleaudioStream:
        """Open a stream at ``rate``. The device is tried with a moment of silence."""
        library = _library()
        if device:
            choose(self.devices(), device, self.name)
        stream = SimpleaudioStream(library, rate, read, channels)
        stream.try_out()
        return stream


class SimpleaudioStream(PulledStream):
    """A long buffer that is played, and the thread that fills it."""

    name = "simpleaudio"

    def __init__(self, library: Any, rate: int, read: Read, channels: int) -> None:
        super().__init__(read, channels)
        self._library, self._rate, self._channels = library, rate, channels
        self._leave = threading.Event()
        self._feeder: threading.Thread | None = None

    def try_out(self) -> None:
        """Play a moment of silence, so that an absent device shows now."""
        self.play(self._pull.silence(self._rate // 50))

    def play(self, samples: Int16Samples) -> Any:
        """Start playing ``samples``, which may still be written to. Returns its handle, raises DeviceMissing."""
        try:
            with chatter_silenced():
                return self._library.play_buffer(samples, self._channels, 2, self._rate)
        except (self._library._simpleaudio.SimpleaudioError, OSError) as error:
            raise failed("simpleaudio", error) from error

    def start(self) -> None:
        """Begin to pull."""
        self._leave.clear()
        first = self._stretch()
        self._feeder = threading.Thread(target=self._feed, args=(first,), name="simpleaudio feeder", daemon=True)
        self._feeder.start()

    def stop(self) -> None:
        """Stop pulling; the library plays on for up to a third of a second."""
        self._leave.set()
        if self._feeder is not None and self._feeder is not threading.current_thread():
            self._feeder.join()
        self._feeder = None

    def close(self) -> None:
        """Stop; there is nothing else to give back."""
        self.stop()

    @property
    def alive(self) -> bool:
        """Return whether the library still plays what is written."""
        return self._feeder is not None and self._feeder.is_alive() and self._pull.error is None

    def _stretch(self) -> _Stretch:
        lead = self._rate * _LEAD_MS // 1000
        buffer = self._pull.silence(_STRETCH_SECONDS * self._rate)
        buffer[:lead] = self._pull(lead)
        began = time.monotonic()
        return _Stretch(buffer, lead, began, self.play(buffer))

    def _feed(self, stretch: _Stretch) -> None:
        hurry()
        while not self._leave.wait(_TICK_SECONDS):
            if not stretch.playing.is_playing():
                if stretch.written < len(stretch.buffer):
                    return  # it ended before its end: the device has gone
                try:
                    stretch = self._stretch()
                except DeviceMissing:
                    return
            due = int((time.monotonic() - stretch.began) * self._rate) + self._rate * _LEAD_MS // 1000
            due = min(due, len(stretch.buffer))
            if due > stretch.written:
                stretch.buffer[stretch.written : due] = self._pull(due - stretch.written)
                stretch.written = due
        stretch.playing.stop()


class _Stretch:
    """A buffer in play: how much of it is written, and when it began."""

    def __init__(self, buffer: Int16Samples, written: int, began: float, playing: Any) -> None:
        self.buffer, self.written, self.began, self.playing = buffer, written, began, playing


def _library() -> Any:
    """Import the library. Raises DeviceMissing where it is absent, or is the one that ends the process."""
    extra = "pip install 'voicecoach[simpleaudio]'"
    if sys.version_info >= (3, 12) and _installed("simpleaudio"):
        raise DeviceMissing(
            f"simpleaudio {_installed('simpleaudio')} crashes on Python {sys.version_info[0]}.{sys.version_info[1]}",
            "pip uninstall simpleaudio, then: pip install --force-reinstall simpleaudio-patched",
        )
    try:
        import simpleaudio
    except (ImportError, OSError) as error:
        raise DeviceMissing(f"simpleaudio cannot be loaded ({error})", extra) from error
    return simpleaudio


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
