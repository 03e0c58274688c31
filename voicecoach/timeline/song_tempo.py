"""How a song of a known tempo fits the repetitions of a set: by how much it is stretched, and where it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from voicecoach.diagnostics import Diagnostic
from voicecoach.script.model import MusicFile, MusicFiles
from voicecoach.timeline.model import Segment
from voicecoach.timeline.passages import Passage, work_passage
from voicecoach.units import MINUTE

MOST = 0.06
"""By what share of its length a song is stretched or shortened at most."""
BAR = 4
"""Beats."""
_SLOW = (Fraction(1, 2), Fraction(1, 4))


class Fit(NamedTuple):
    """So many ``beats`` of a song in a repetition, each ``stretch`` times as long as the song has it."""

    beats: Fraction
    stretch: float


def fit(bpm: Decimal, passage: Passage) -> Fit | None:
    """Return how a song has its beat on the counts of a passage; None where nothing is counted, or it is too far off.

    Of several numbers of beats that are near enough whole bars come first, and then even numbers.
    """
    rep = repetition(passage)
    return _fit(bpm, rep) if rep else None


@lru_cache(1024)
def _fit(bpm: Decimal, rep: float) -> Fit | None:
    beat = MINUTE / float(bpm)
    near = round(rep / beat)
    whole = [Fraction(number) for number in range(max(1, near - BAR), near + BAR + 1)]
    found = [(number, rep / float(number) / beat) for number in (*whole, *_SLOW)]
    fits = [(_oddness(number), abs(stretch - 1), number, stretch) for number, stretch in found if _is_near(stretch)]
    if not fits:
        return None
    _, _, number, stretch = min(fits)
    return Fit(number, stretch)


def repetition(passage: Passage) -> float:
    """Return the ms from one count of a passage to the next, 0 where nothing is counted."""
    bars = passage.bars
    if len(bars) < 2:
        return float(passage.end - passage.start) if bars else 0.0
    return (bars[-1] - bars[0]) / (len(bars) - 1)


def _is_near(stretch: float) -> bool:
    return abs(stretch - 1) <= MOST


def _oddness(beats: Fraction) -> int:
    return 0 if beats < 1 or beats % BAR == 0 else 1 if beats % 2 == 0 else 2


def tempo_notes(segments: Iterable[Segment]) -> Iterator[Diagnostic]:
    """Yield a note for each song that keeps its own tempo in some set, since it is too far from that of the counts."""
    found: dict[MusicFile, dict[str, float]] = {}
    for segment in segments:
        if segment.timing is not None and isinstance(segment.music, MusicFiles):
            passage = work_passage(segment)
            for file in segment.music.files:
                if file.bpm is not None and passage.bars and fit(file.bpm, passage) is None:
                    found.setdefault(file, {}).setdefault(segment.label, repetition(passage))
    for file, reps in found.items():
        if file.bpm is not None and file.span is not None:
            label, rep = next(iter(reps.items()))
            others = f" and {len(reps) - 1} more" if len(reps) > 1 else ""
            message = f"music of {file.bpm:f} bpm keeps its own tempo in '{label}'{others}, off the counts"
            help_ = f"it is stretched by {MOST:.0%} at most; {_tempos(float(file.bpm), rep)} bpm would fit"
            yield Diagnostic("tempo-kept", message, file.span, "note", help_)


def _tempos(bpm: float, rep: float) -> str:
    """Return the tempos next to ``bpm`` that have whole beats in a repetition."""
    beats = rep * bpm / MINUTE
    return " or ".join(f"{MINUTE * number / rep:.4g}" for number in (int(beats), int(beats) + 1) if number)
