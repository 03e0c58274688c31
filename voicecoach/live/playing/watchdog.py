"""Keeps the player heard: opens the device, and opens it again when it falls silent by itself.

A sound server that dies raises nothing anywhere: the stream just stops asking, or asks without end. The position is
the player's, so a device that is opened again goes on where the last one stopped asking.
"""

from __future__ import annotations

import threading
import time

from voicecoach.audio.devices.model import Int16Samples, Output, Stream
from voicecoach.errors import DeviceMissing
from voicecoach.live.playing.player import Player

PATIENCE_SECONDS = 1.0
"""How long a device may ask for nothing: many times what the largest buffer explains."""
TRIES = 3
"""How often the device is opened again, a patience apart, before the routine is paused."""
_LEAVE_SECONDS = 2.0
_RUNAWAY_SECONDS = 2.0


class Watchdog:
    """Plays ``player`` on ``device`` of ``output`` for as long as it takes. Use it as a context.

    Entering raises DeviceMissing where there is nothing to play on. After that nothing is raised: what went wrong is
    in ``message``, empty while all is well, and the player is paused where it cannot be heard. The device is looked
    for on and on; once it is back the message says so, and the player waits to be resumed. ``reopened`` counts that.
    """

    def __init__(
        self,
        output: Output,
        player: Player,
        device: str = "",
        *,
        patience: float = PATIENCE_SECONDS,
        tries: int = TRIES,
    ) -> None:
        self._output, self._player, self._device = output, player, device
        self._patience, self._tries = patience, tries
        self._leave = threading.Event()
        self._guard = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._stream: Stream | None = None
        self._gate = _Gate(player)
        self._failures = 0
        self.message = ""
        self.reopened = 0

    def __enter__(self) -> Watchdog:
        self._open()
        self._guard.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leave.set()
        self._guard.join(_LEAVE_SECONDS + self._patience)
        self._drop()

    def _watch(self) -> None:
        while not self._leave.wait(self._patience / 5):
            if self._stream is not None and self._healthy(self._stream):
                self._rejoice()
                continue
            fault = self._stream.error if self._stream is not None else None
            self._drop()
            if fault is not None and self._fail(f"the sound stopped ({type(fault).__name__}: {fault})"):
                return
            self._revive()

    def _healthy(self, stream: Stream) -> bool:
        idle, ahead = self._gate.idle(), self._gate.ahead()
        return stream.alive and idle < self._patience and ahead < _RUNAWAY_SECONDS

    def _rejoice(self) -> None:
        """Forget what was, now that it plays; the message stays until the listener has gone on."""
        if self._gate.pulls > 1:
            self._failures = 0
            if self._player.state != "paused":
                self.message = ""

    def _revive(self) -> None:
        """Open the device again, or count one more failure."""
        given_up = self._failures >= self._tries
        try:
            self._open()
        except DeviceMissing:
            self._fail("there is no sound device any more")
            self._leave.wait(self._patience)
            return
        self.reopened += 1
        if given_up:
            self.message = "the sound device is back: go on when you are ready"

    def _fail(self, why: str) -> bool:
        """Count one more failure; after too many pause the player, until it is heard, and return True."""
        self._failures += 1
        if self._failures >= self._tries:
            self._player.pause(unheard=True)
            self.message = f"paused: {why}"
        else:
            self.message = f"{why}: trying again"
        return self._failures >= self._tries

    def _open(self) -> None:
        self._gate = gate = _Gate(self._player)
        stream = self._output.open(self._player.rate, gate.read, self._device, self._player.channels)
        try:
            stream.start()
        except DeviceMissing:
            stream.close()
            raise
        gate.opened()
        self._stream = stream

    def _drop(self) -> None:
        """Close the stream; closing a dead one may hang, and then it is abandoned."""
        self._gate.shut()
        if self._stream is not None:
            closing = threading.Thread(target=self._stream.close, name="closing the device", daemon=True)
            closing.start()
            closing.join(_LEAVE_SECONDS)
        self._stream = None


class _Gate:
    """What one stream reads through: measures how it is doing, and shuts it out once it is given up."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._open = True
        self._began = self._last = time.monotonic()
        self._samples = 0
        self.pulls = 0

    def read(self, count: int) -> Int16Samples:
        """Return the player's samples; silence for a stream that was given up, or that asks without end."""
        self._last = time.monotonic()
        self.pulls += 1
        if not self._open or self.ahead() >= _RUNAWAY_SECONDS:
            return self._player.silence(count)
        self._samples += count
        return self._player.read(count)

    def opened(self) -> None:
        """Expect it to ask from now on: opening the device may have lasted."""
        self._last = time.monotonic()

    def idle(self) -> float:
        """Return the seconds since it asked last."""
        return time.monotonic() - self._last

    def ahead(self) -> float:
        """Return the seconds of sound that it read beyond what the time since the opening explains."""
        return self._samples / self._player.rate - (time.monotonic() - self._began)

    def shut(self) -> None:
        """Give this stream nothing of the player any more."""
        self._open = False
