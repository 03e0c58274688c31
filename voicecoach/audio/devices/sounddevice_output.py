"""Output through sounddevice (PortAudio): the second choice, since on Linux PortAudio is a package of its own."""

from __future__ import annotations

from typing import Any

from voicecoach.audio.devices.model import Device, Pull, Read, choose, failed
from voicecoach.audio.devices.quiet import chatter_silenced
from voicecoach.audio.devices.urgent import hurry
from voicecoach.errors import DeviceMissing

BUFFER_MS = 55
"""How much is asked for at once: the most with which a key is heard within 100 ms, measured at PulseAudio."""


class SounddeviceOutput:
    """Plays through PortAudio's default host."""

    name = "sounddevice"

    def devices(self) -> tuple[Device, ...]:
        """List devices in PortAudio's order."""
        library = _library()
        return tuple(device for _, device in self._found(library))

    def open(self, rate: int, read: Read, device: str = "", channels: int = 1) -> SounddeviceStream:
        """Open a stream at ``rate``. A device that is opened past the sound server may refuse a rate of
        others.
        """
        library = _library()
        number = None
        if device:
            found = self._found(library)
            chosen = choose([one for _, one in found], device, self.name)
            number = next(index for index, one in found if one is chosen)
        pull, hurried = Pull(read, channels), list[bool]()

        def fill(data: Any, count: int, _time: Any, _status: Any) -> None:
            if not hurried:
                hurried.append(True)
                hurry()
            data[:] = pull(count).tobytes()

        try:
            with chatter_silenced():
                opened = library.RawOutputStream(
                    samplerate=rate,
                    channels=channels,
                    dtype="int16",
                    device=number,
                    latency=BUFFER_MS / 1000,
                    callback=fill,
                )
        except (library.PortAudioError, ValueError) as error:
            raise failed(self.name, error) from error
        return SounddeviceStream(opened, pull, library, device)

    def _found(self, library: Any) -> list[tuple[int, Device]]:
        try:
            listed = list(library.query_devices())
            default = library.query_hostapis(library.default.hostapi)["default_output_device"] if listed else -1
        except library.PortAudioError as error:
            raise failed(self.name, error) from error
        found = [
            (index, Device(one["name"], default=index == default))
            for index, one in enumerate(listed)
            if one["max_output_channels"] > 0
        ]
        if not found:
            raise failed(self.name, "PortAudio sees no device that plays")
        return found


class SounddeviceStream:
    """An opened stream of PortAudio's."""

    def __init__(self, opened: Any, pull: Pull, library: Any, device: str) -> None:
        self.name = "sounddevice" + (f", {device}" if device else "")
        self._opened, self._pull, self._library = opened, pull, library

    def start(self) -> None:
        """Begin to pull."""
        try:
            with chatter_silenced():
                self._opened.start()
        except self._library.PortAudioError as error:
            raise failed("sounddevice", error) from error

    def stop(self) -> None:
        """Stop pulling, without waiting for what is still in the device."""
        self._opened.abort(ignore_errors=True)

    def close(self) -> None:
        """Give the device back."""
        self._opened.close(ignore_errors=True)

    @property
    def alive(self) -> bool:
        """Return whether PortAudio still calls for samples, as far as it says."""
        return not self._opened.closed and bool(self._opened.active) and self._pull.error is None

    @property
    def error(self) -> Exception | None:
        """Return what ``read`` raised."""
        return self._pull.error


def _library() -> Any:
    """Import the library and let it look for devices anew: PortAudio does so only once, when it is started."""
    remedy = "pip install sounddevice (on Linux also: apt install libportaudio2)"
    try:
        with chatter_silenced():
            import sounddevice

            sounddevice._terminate()
            sounddevice._initialize()
    except (ImportError, OSError) as error:
        raise DeviceMissing(f"sounddevice cannot be loaded ({error})", remedy) from error
    except sounddevice.PortAudioError as error:
        raise failed("sounddevice", error) from error
    return sounddevice
