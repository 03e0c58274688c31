"""Output through miniaudio, the default: wheels everywhere, nothing else to install, every sound system there is."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from voicecoach.audio.devices.model import Device, Int16Samples, Pull, PulledStream, Read, choose, failed
from voicecoach.audio.devices.quiet import chatter_silenced
from voicecoach.audio.devices.urgent import hurry
from voicecoach.errors import DeviceMissing

PERIOD_MS, QUEUE_MS = 20, 75
"""How much is asked for at once, and how much is ahead of what is heard: a pause is heard within 100 ms, measured at
PulseAudio, and a pull that comes 45 ms late makes no gap. One long period of the same delay bears 25 ms."""
_PULSE_QUEUE = "PULSE_LATENCY_MSEC"


class MiniaudioOutput:
    """Plays through whatever of the system's sound servers miniaudio finds first."""

    name = "miniaudio"

    def devices(self) -> tuple[Device, ...]:
        """List devices, the system's default first where the library knows it."""
        return tuple(Device(found["name"], default=number == 0) for number, found in enumerate(self._found()))

    def open(self, rate: int, read: Read, device: str = "", channels: int = 1) -> MiniaudioStream:
        """Open a stream at ``rate``; the library converts to the device's rate and channels."""
        chosen = None
        if device:
            found = self._found()
            name = choose([Device(one["name"]) for one in found], device, self.name).name
            chosen = next(one["id"] for one in found if one["name"] == name)
        library = _library()
        try:
            with chatter_silenced(), _queue_of_pulse():
                opened = library.PlaybackDevice(
                    output_format=library.SampleFormat.SIGNED16,
                    nchannels=channels,
                    sample_rate=rate,
                    buffersize_msec=PERIOD_MS,
                    device_id=chosen,
                    backends=_backends(library),
                    app_name="voicecoach",
                )
        except library.MiniaudioError as error:
            raise failed(self.name, _reason(error)) from error
        return MiniaudioStream(opened, read, channels, library, device)

    def _found(self) -> list[dict[str, Any]]:
        library = _library()
        try:
            with chatter_silenced():
                found: list[dict[str, Any]] = library.Devices(_backends(library)).get_playbacks()
        except library.MiniaudioError as error:
            raise failed(self.name, _reason(error)) from error
        return found


class MiniaudioStream(PulledStream):
    """An opened device of miniaudio's."""

    def __init__(self, opened: Any, read: Read, channels: int, library: Any, device: str) -> None:
        super().__init__(read, channels)
        self.name = f"miniaudio, {opened.backend}" + (f", {device}" if device else "")
        self._opened, self._library = opened, library
        self._running = False
        self._context = opened._context
        opened.stop_callback = self._stopped

    def start(self) -> None:
        """Begin to pull."""
        feed = _feed(self._pull)
        next(feed)
        self._running = True
        try:
            with chatter_silenced():
                self._opened.start(feed)
        except self._library.MiniaudioError as error:
            self._running = False
            raise failed("miniaudio", _reason(error)) from error

    def stop(self) -> None:
        """Stop pulling; up to one buffer that was pulled is dropped."""
        self._running = False
        try:
            self._opened.stop()
        except self._library.MiniaudioError:
            self._opened.running = False  # it died before: there is nothing left to stop

    def close(self) -> None:
        """Give the device back, and the connection to the sound server, which the library would keep."""
        self._running = False
        self._opened.close()
        context, self._context = self._context, None
        if context is not None:
            self._library.lib.ma_context_uninit(context)

    @property
    def alive(self) -> bool:
        """Return whether it runs as far as the library says."""
        return self._running and self._pull.error is None

    def _stopped(self) -> None:
        self._running = False


def _feed(pull: Pull) -> Generator[Int16Samples | bytes, int, None]:
    count = yield b""
    hurry()
    while True:
        count = yield pull(count)


@contextmanager
def _queue_of_pulse() -> Iterator[None]:
    """miniaudio asks PulseAudio's library for a queue of one period; this variable is the one way to ask for more."""
    if _PULSE_QUEUE in os.environ:
        yield
        return
    os.environ[_PULSE_QUEUE] = str(QUEUE_MS)
    try:
        yield
    finally:
        del os.environ[_PULSE_QUEUE]


def _reason(error: Exception) -> str:
    return ", code ".join(str(part) for part in error.args)


def _backends(library: Any) -> list[Any]:
    """List all but the one that plays into nothing, which would be chosen silently where there is no device."""
    return [backend for backend in library.Backend if backend.name not in ("NULL", "CUSTOM")]


def _library() -> Any:
    try:
        import miniaudio
    except (ImportError, OSError) as error:
        raise DeviceMissing(
            f"miniaudio cannot be loaded ({error})", "pip install --force-reinstall miniaudio"
        ) from error
    return miniaudio
