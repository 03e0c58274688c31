"""What is asked of every natural voice: the same samples each time, the rate, and no need of a full stop."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from voicecoach.audio.clip import Clip
from voicecoach.speech.bank import Bank
from voicecoach.speech.engine import Engine
from voicecoach.speech.trim import trimmed
from voicecoach.timeline.model import Phrase

SENTENCES = (
    "Keep your ribs down and squeeze.", "Switch sides.",
    "Lie on your left side, knees bent, band just below the knees.",
    "Rest. Thirty seconds.", "Set two of three is next.", "last one", "half-way", "Done. Well done.", "go", "hold",
    "Three sets of twelve, each side.", "push the floor away", "hips stay under your ribs", "Next: lateral lunge.",
)  # fmt: skip
SOFT_ONSETS = ("four", "five", "three", "half-way", "squeeze", "hold", "heels", "six", "two", "thighs")


def heard(clip: Clip) -> Clip:
    return Clip(trimmed(clip.samples, clip.rate), clip.rate)


def check_the_same_samples_in_any_order(open_engine: Callable[[], Engine]) -> None:
    found = []
    for texts in (SENTENCES, SENTENCES[::-1]):
        engine = open_engine()
        try:
            bank = Bank(engine)
            bank.prepare([Phrase(text, 150) for text in texts])
            found.append({text: bank.clip(Phrase(text, 150)).samples.tobytes() for text in texts})
        finally:
            engine.close()
    assert found[0] == found[1]


def check_words_a_minute(engine: Engine, voice: str, rate: int) -> None:
    words = sum(len(text.replace("-", " ").split()) for text in SENTENCES)
    spoken = sum(heard(engine.speak(text, voice, rate)).duration for text in SENTENCES) / 1000
    assert words / spoken * 60 == pytest.approx(rate, rel=0.12)


def check_a_sign_at_the_end_is_not_needed(engine: Engine, voice: str, *texts: str) -> None:
    for text in texts:
        plain, ended, listed = (engine.speak(text + end, voice, 150).samples for end in ("", ".", ","))
        assert np.array_equal(plain, ended)
        assert np.array_equal(plain, listed)


def check_nothing_is_clipped(raw: Clip, quietest: float) -> Clip:
    """Hold what is heard against all that the engine wrote; return what is heard."""
    sound = heard(raw)
    peak = float(np.abs(raw.samples).max())
    offset = sound.samples.__array_interface__["data"][0] - raw.samples.__array_interface__["data"][0]
    first = offset // raw.samples.itemsize
    assert float(np.abs(raw.samples[:first]).max(initial=0.0)) < quietest * peak
    assert float(np.abs(raw.samples[first + sound.length :]).max(initial=0.0)) < quietest * peak
    return sound


def longest_quiet(clip: Clip, quietest: float, *, inside: bool = False) -> float:
    """Return the seconds of the longest silence of a clip, or of what lies ``inside`` of its first and last one."""
    quiet = np.abs(clip.samples) < quietest * np.abs(clip.samples).max()
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(np.int8), [0]))))
    edges = edges[2:-2] if inside else edges
    return float(max(end - begin for begin, end in zip(edges[::2], edges[1::2], strict=True))) / clip.rate
