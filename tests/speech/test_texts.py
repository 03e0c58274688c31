"""Texts made fit for engines that read Latin letters only."""

from __future__ import annotations

import pytest

from voicecoach.speech.engines.texts import in_latin


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Größer werden, señor!", "Größer werden, señor!"),
        ("\u3053\u3093", " ko  n "),
        ("\N{WEIGHT LIFTER} Squat", " weight lifter  Squat"),
        ("\u0141ukasz", "lukasz"),
        ("\u010dtyri", "ctyri"),
        ("\uff21\uff22\uff23 \u2460 \u2163", "ABC 1 IV"),
        ("\u0663 \u0967", "3 1"),
        ("\u20ac 5", " euro  5"),
        ("\u0434\u0430", " de  a "),
    ],
)
def test_other_letters_are_named_and_none_is_lost(text: str, read: str) -> None:
    assert in_latin(text) == read
