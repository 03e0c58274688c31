"""Report the voices that a script names and no engine has, as far as that is known without starting an engine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from voicecoach.diagnostics import Diagnostic, Severity, Span
from voicecoach.errors import EngineFailed, VoiceNotFetched, VoiceNotFound
from voicecoach.script.model import Routine
from voicecoach.speech.choice import COMMAND, named_voices
from voicecoach.speech.engine import Engine
from voicecoach.speech.registry import AUTO, CHOICE, PREFERRED, open_engine

_ELSEWHERE = "; another machine may have it"


class Missing(NamedTuple):
    """A voice that an engine does not have; ``name`` is empty where it has none for the language."""

    name: str
    span: Span | None
    why: VoiceNotFound

    @property
    def misspelt(self) -> bool:
        """Return whether another voice is nearly so called."""
        return bool(self.why.near.close)


def unknown_voices(routine: Routine) -> Iterator[Diagnostic]:
    """Yield an error for a voice or engine that is nearly called as another, and a warning for other unknown ones.

    A voice that can be fetched is known, and so is any where only starting its engine could tell.
    """
    wanted = routine.voice.engine or AUTO
    chosen = os.environ.get(CHOICE, "") if wanted == AUTO else ""
    wanted = chosen or wanted
    named = tuple(named_voices(routine))
    if wanted == COMMAND or (wanted in (AUTO, *PREFERRED) and not any(name for name, _ in named)):
        return
    least: list[Missing] = []
    for name in PREFERRED if wanted == AUTO else (wanted,):
        try:
            missing = _missing(open_engine(name), named, routine.language)
        except VoiceNotFound as why:
            missing = [Missing(name, routine.voice.engine_span, why)]
        except EngineFailed:
            continue  # it is not installed here
        if not missing:
            return
        least = min(least or missing, missing, key=_distance)
    told = (_diagnostic(one, one.span, sure=not chosen) for one in least if one.name and one.span)
    yield from dict.fromkeys(told)


def _missing(engine: Engine, named: Sequence[tuple[str, Span | None]], language: str) -> list[Missing]:
    """Return the voices that an engine does not have; none where it cannot tell. Raises EngineFailed."""
    look_up: Any = getattr(engine, "look_up", None)
    found = []
    for name, span in named if look_up is not None else ():
        try:
            look_up(name, language)
        except VoiceNotFound as why:  # noqa: PERF203 (a handful of names)
            if not isinstance(why, VoiceNotFetched):
                found.append(Missing(name, span, why))
    return found


def _distance(missing: Sequence[Missing]) -> tuple[bool, int, int]:
    """Say how far an engine is from what a script wants: by its language, then by voices, then by their spelling."""
    return any(not one.name for one in missing), len(missing), sum(not one.misspelt for one in missing)


def _diagnostic(missing: Missing, span: Span, *, sure: bool) -> Diagnostic:
    """Return what is said of a voice; it is not ``sure`` to be wrong where this machine alone chose the engine."""
    severity: Severity = "error" if missing.misspelt and sure else "warning"
    help_ = missing.why.remedy + ("" if severity == "error" else _ELSEWHERE)
    return Diagnostic("unknown-voice", str(missing.why), span, severity, help_, renaming=missing.why.near.renaming)
