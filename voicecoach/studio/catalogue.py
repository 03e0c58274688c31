"""The scripts that can be opened or copied, each with its title and about how long it lasts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from voicecoach.app import Request, load, outline
from voicecoach.errors import VoicecoachError
from voicecoach.studio.folder import State, state_of

_PATIENCE_S = 0.4
"""So long is looked into scripts for one list; what is not known by then is without its length this time."""


class Catalogue:
    """Remembers what it has found in files that have not changed since."""

    def __init__(self) -> None:
        self._known: dict[State, dict[str, Any]] = {}

    def rows(self, files: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return name, title and length in ms (None where it is unknown) of the scripts in some files by name."""
        until = time.monotonic() + _PATIENCE_S
        return [{"name": name, **self._row(file, until)} for name, file in files.items()]

    def _row(self, file: str, until: float) -> dict[str, Any]:
        state = state_of(file)
        if state not in self._known and time.monotonic() < until:
            self._known[state] = _described(file)
        return self._known.get(state, {"title": "", "length_ms": None})


def _described(file: str) -> dict[str, Any]:
    """Return the title of a script and about how long it lasts, nothing where it has errors."""
    try:
        loaded = load(Request(file), planned=False)
        if loaded.routine is not None:
            made = outline(loaded)
            return {"title": made.title, "length_ms": made.duration}
    except VoicecoachError:
        pass
    return {"title": "", "length_ms": None}
