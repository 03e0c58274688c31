"""Handing a rendered file to a phone in the same network, as ``voicecoach send`` does."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path

from voicecoach.phone.addresses import choose_addresses
from voicecoach.phone.code import code_drawing
from voicecoach.phone.offers import make_offer
from voicecoach.phone.server import Server


class Phone:
    """Serves one file to phones, the one that was handed over last."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._offered: dict[Path, dict[str, str]] = {}
        self._lock = threading.Lock()

    def offer(self, file: Path) -> dict[str, str]:
        """Offer a file; return the address for the phone, and its QR code as a drawing.

        Raises ``EnvironmentFault`` where there is no network.
        """
        with self._lock:
            if file not in self._offered:
                self._end()
                offer = make_offer(file)
                server = self._open.enter_context(Server(choose_addresses()))
                server.serve([offer])
                self._offered[file] = {"url": server.urls[0], "qr": code_drawing(server.urls[0])}
            return self._offered[file]

    def close(self) -> None:
        """Stop offering anything."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        self._offered.clear()
        self._open.close()
