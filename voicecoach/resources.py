"""Where the shipped sounds and routines lie: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(kind: str) -> Path:
    """The folder ``scripts`` or ``sounds`` as it is installed."""
    bundled = _PACKAGE / "bundled" / kind
    return bundled if bundled.is_dir() else _PACKAGE.parent / kind
