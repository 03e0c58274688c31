"""Which chord belongs to which measure: progressions that go round for eight measures and then give way to others.

What is chosen depends on the seed and on the place in the routine alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from voicecoach.audio.music.grid import Measure

SECTION = 8
"""How many measures keep the same progression and figures."""

_SCALE = (0, 2, 4, 5, 7, 9, 11)
_MASK = (1 << 64) - 1
_HALF_MEASURE_S = 2.6
_KEYS = (0, 5, -2, 3)
_PASSAGES_A_KEY, _SECTIONS_A_KEY = 8, 6

T = TypeVar("T")


def throw(*places: int) -> int:
    """Return a number that looks like chance and depends on ``places`` alone (splitmix64)."""
    state = 0
    for place in places:
        state = (state + 0x9E3779B97F4A7C15 + (place & _MASK)) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state


class Chord:
    """A chord on a degree of the scale (0…6) in a key (the MIDI note of its root)."""

    def __init__(self, key: int, degree: int) -> None:
        self.tones = [key + _SCALE[(degree + step) % 7] for step in (0, 2, 4)]
        self.ninth = key + _SCALE[(degree + 1) % 7]

    def low(self, bottom: int, tone: int = 0) -> int:
        """Return a tone (0 root, 1 third, 2 fifth) as the lowest such note from ``bottom`` on."""
        return _lifted(self.tones[tone], bottom)

    def close(self, bottom: int) -> tuple[int, ...]:
        """Return the three tones within the octave above ``bottom``, so that chords follow one another smoothly."""
        return tuple(sorted(_lifted(tone, bottom) for tone in self.tones))

    def open(self, bottom: int) -> tuple[int, ...]:
        """Return root, fifth and the third an octave higher, as low notes want it: close thirds are mud there."""
        root = self.low(bottom)
        return root, root + (self.tones[2] - self.tones[0]) % 12, root + 12 + (self.tones[1] - self.tones[0]) % 12

    def step(self, bottom: int, index: int) -> int:
        """Return the tones above ``bottom`` one after the other, over as many octaves as ``index`` asks for."""
        tones = self.close(bottom)
        return tones[index % 3] + 12 * (index // 3)


class Tune:
    """The chords of one bed under one seed."""

    def __init__(self, seed: int, progressions: Sequence[Sequence[int]], rate: int) -> None:
        self.seed, self.rate = seed, rate
        self._key = 60 + throw(seed, 1) % 7 - 3
        self._progressions = progressions

    def chord(self, measure: Measure) -> Chord:
        """Return the chord of a measure; where it is calm, and at times elsewhere, two short measures have one chord.

        After some minutes everything moves to another key, and comes back in the end.
        """
        section = measure.number // SECTION
        key = self._key + _KEYS[(measure.passage // _PASSAGES_A_KEY + section // _SECTIONS_A_KEY) % len(_KEYS)]
        choice = throw(self.seed, measure.passage, section, 2)
        slow = (choice & 1 or not measure.counted) and measure.length < _HALF_MEASURE_S * self.rate
        place = measure.number % SECTION // 2 if slow else measure.number
        progression = self._progressions[(choice >> 8) % len(self._progressions)]
        return Chord(key, progression[place % len(progression)])

    def choose(self, options: Sequence[T], measure: Measure, part: int, phrase: int | None = None) -> T:
        """Choose by chance for a part of a measure's section, or of one phrase in it."""
        places = (self.seed, measure.passage, measure.number // SECTION, part, -1 if phrase is None else phrase)
        return options[throw(*places) % len(options)]

    def chance(self, measure: Measure, *part: int) -> float:
        """Return a number in 0…1 for a part of this very measure."""
        return self.somewhere(measure, *part) / 2**64

    def somewhere(self, measure: Measure, *part: int) -> int:
        """Return a large number for a part of this very measure: where in a loop it begins."""
        return throw(self.seed, measure.passage, measure.number, *part)


def _lifted(note: int, bottom: int) -> int:
    return bottom + (note - bottom) % 12
