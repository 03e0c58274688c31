"""The choice of music: what a person asks for in place of what the script has."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from voicecoach.diagnostics import nearest
from voicecoach.errors import UsageError
from voicecoach.resources import user_path
from voicecoach.script.model import BEDS, Music, MusicBed, MusicFile, MusicFiles, Routine, Section
from voicecoach.script.music import EXPECTS, NO_MUSIC


def with_music(routine: Routine, name: str, gain: Decimal | None = None) -> Routine:
    """Return the routine with a bed, files or none in place of its own music, at ``gain`` dB if that is given.

    Raises ``UsageError`` where there is no such music.
    """
    if name:
        music = _asked_for(name)
        if routine.music:
            music = music._replace(gain=routine.music.gain, duck=routine.music.duck)
        blocks = tuple(one._replace(music=None) if isinstance(one, Section) else one for one in routine.blocks)
        routine = replace(routine, music=music, blocks=blocks)
    if gain is not None and routine.music:
        routine = replace(routine, music=routine.music._replace(gain=gain))
    return routine


def _asked_for(name: str) -> Music:
    if name.lower() in NO_MUSIC:
        return Music(None, None)
    if name.lower() in BEDS:
        bed = MusicBed(name.lower())
        return Music(bed, bed)
    path = user_path(name)
    if not path.exists():
        raise UsageError(f"there is no music {name}", nearest(name, BEDS).question or f"try {EXPECTS}")
    files = MusicFiles((MusicFile(str(path)),))
    return Music(files, files)
