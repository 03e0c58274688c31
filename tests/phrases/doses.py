"""A dose as a script writes it, in words."""

from __future__ import annotations

from voicecoach.phrases.wording import Wording
from voicecoach.script.notation import parse_do


def dose_in_words(wording: Wording, written: str) -> str:
    notation = parse_do(written)
    assert notation is not None
    ends = [(one.low, one.high) for one in notation.reps or notation.time]
    sets = ends if len(ends) > 1 else ends * (notation.sets or 1)
    return wording.dose(sets, timed=bool(notation.time), hold=notation.hold.high if notation.hold else 0)
