"""An output that plays to nobody, with the timing of a device: for machines without sound and for tests.

It keeps the contract of the real ones. Its clock never drifts: each block has its own deadline from the start,
and one that comes late is made up for at once instead of being added to all that follow.
"""

from __future__ import annotations

import threading
import time

import numpy as np

from voicecoach.audio.devices.model import Device, Int16Samples, PulledStream, Read, choose

_BLOCK_MS = 20


class SilentOutput:
    """Pulls in real time, or with ``clocked=False`` only what ``SilentStream.take`` asks for.

    ``record`` keeps every sample in memory, two bytes each, for ``SilentStream.recorded``.
    """

    name = "silent"

    def __init__(self, *, clocked: bool = True, record: bool = False) -> None:
        self._clocked, self._record = clocked, record

    def devices(self) -> tuple[Device, ...]:
        """Return the one device, which is always there."""
        return (Device("silent", default=True),)

    def open(self, rate: int, read: Read, device: str = "", channels: int = 1) -> SilentStream:
        """Open a stream that nobody hears."""
        if device:
            choose(self.devices(), device, self.name)
        return SilentStream(rate, read, channels, clocked=self._clocked, record=self._record)


class SilentStream(PulledStream):
    """The pulling of :class:`SilentOutput`."""

    name = "silent"

    def __init__(self, rate: int, read: Read, channels: int, *, clocked: bool, record: bool) -> None:
        super().__init__(read, channels)
        self._rate, self._clocked, self._record = rate, clocked, record
        self._leave = threading.Event()
        self._clock: threading.Thread | None = None
        self._running = False
        self._blocks: list[Int16Samples] = []

    @property
    def recorded(self) -> Int16Samples:
        """Return all that was pulled so far, where it was asked to record."""
        return np.concatenate([self._pull.silence(0), *self._blocks])

    def take(self, count: int) -> Int16Samples:
        """Pull ``count`` samples at once, in the caller's thread."""
        block = self._pull(count)
        if self._record:
            self._blocks.append(block.copy())
        return block

    def start(self) -> None:
        """Begin to pull, at once and then on the beat."""
        self._running = True
        if self._clocked:
            self._leave.clear()
            self._clock = threading.Thread(target=self._run, name="silent output", daemon=True)
            self._clock.start()

    def stop(self) -> None:
        """Stop pulling."""
        self._running = False
        self._leave.set()
        if self._clock is not None and self._clock is not threading.current_thread():
            self._clock.join()
        self._clock = None

    def close(self) -> None:
        """Stop; there is nothing else to give back."""
        self.stop()

    @property
    def alive(self) -> bool:
        """Return whether it runs."""
        return self._running and self._pull.error is None

    def _run(self) -> None:
        block, began, number = self._rate * _BLOCK_MS // 1000, time.monotonic(), 0
        while not self._leave.wait(max(0.0, began + number * block / self._rate - time.monotonic())):
            self.take(block)
            number += 1
