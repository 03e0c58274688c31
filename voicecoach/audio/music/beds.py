"""Made beds: music that is synthesised under a routine, its beat on the count, at any tempo."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.audio.music.model import Music
from voicecoach.timeline.passages import Passage

BEDS = {
    "pulse": "driving, a soft bass drum on every beat, plucked strings: for work",
    "march": "a steady, clear beat on a low drum, with a marimba: for work",
    "drone": "warm chords that change slowly, without a beat: for stretching",
    "waves": "the sea, and a few soft notes: for rest and meditation",
}
"""Each bed's name, and what it is in a line."""


def made_bed(name: str, passages: Sequence[Passage], rate: int, *, tempo: int = 1000, seed: int = 0) -> Music:
    """Return the bed ``name`` of :data:`BEDS` under ``passages``, which come in order and do not overlap.

    Where nothing is counted it plays calmly, at ``tempo`` ms a beat. Another ``seed`` gives another key and
    other tunes.
    """
    from voicecoach.audio.music.player import Player

    return Player(name, passages, rate, tempo, seed)
