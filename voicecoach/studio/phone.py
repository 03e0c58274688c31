"""Handing a rendered file to a phone in the same network, where this voicecoach can do that."""

from __future__ import annotations

from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

from voicecoach.studio.refusal import Refusal

_UPPER, _LOWER = "▀█", "▄█"


class Phone:
    """Serves one file to phones, the one that was handed over last."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._offered: dict[Path, dict[str, str]] = {}

    def offer(self, file: Path) -> dict[str, str]:
        """Offer a file; return the address for the phone, and its QR code as a drawing."""
        if file in self._offered:
            return self._offered[file]
        try:
            addresses, offers, server, code = (
                import_module(f"voicecoach.phone.{name}") for name in ("addresses", "offers", "server", "code")
            )
        except ImportError:
            raise Refusal("a phone cannot fetch it from here: download it, and send it as other files") from None
        self.close()
        opened: Any = self._open.enter_context(server.Server(addresses.choose_addresses()))
        opened.serve([offers.make_offer(file)])
        url = str(opened.urls[0])
        self._offered[file] = {"url": url, "qr": drawing_of(code.code_lines(url))}
        return self._offered[file]

    def close(self) -> None:
        """Stop offering anything."""
        self._offered.clear()
        self._open.close()


def drawing_of(lines: list[str]) -> str:
    """Return a code that is written in half blocks as an SVG."""
    rows = [[mark in half for mark in line] for line in lines for half in (_UPPER, _LOWER)]
    width, height = len(rows[0]), len(rows)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )
