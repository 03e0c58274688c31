"""Handing a rendered file to a phone in the same network, as ``voicecoach send`` does."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path


class Phone:
    """Serves one file to phones, the one that was handed over last."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._offered: dict[Path, dict[str, str]] = {}

    def offer(self, file: Path) -> dict[str, str]:
        """Offer a file; return the address for the phone, and its QR code as a drawing."""
        if file not in self._offered:
            from voicecoach.phone.addresses import choose_addresses
            from voicecoach.phone.code import code_drawing
            from voicecoach.phone.offers import make_offer
            from voicecoach.phone.server import Server

            self.close()
            server = self._open.enter_context(Server(choose_addresses()))
            server.serve([make_offer(file)])
            self._offered[file] = {"url": server.urls[0], "qr": code_drawing(server.urls[0])}
        return self._offered[file]

    def close(self) -> None:
        """Stop offering anything."""
        self._offered.clear()
        self._open.close()
