"""Where things lie: the shipped sounds and routines, and the folders of the user."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def shipped(kind: str) -> Path:
    """The folder ``scripts`` or ``sounds``: beside the package in a checkout, inside it in a wheel."""
    bundled = _PACKAGE / "bundled" / kind
    return bundled if bundled.is_dir() else _PACKAGE.parent / kind


def user_folder(kind: Literal["cache", "data"]) -> Path:
    """Where ``VOICECOACH_CACHE`` or ``VOICECOACH_DATA`` says, otherwise where the system keeps such things."""
    if named := os.environ.get(f"VOICECOACH_{kind.upper()}"):
        return Path(named)
    import platformdirs

    find = {"cache": platformdirs.user_cache_dir, "data": platformdirs.user_data_dir}[kind]
    return Path(find("voicecoach", appauthor=False))
