from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.output.names import safe_name

FORBIDDEN = set('/\\:*?"<>|%#')


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Warm-up: marching", "Warm-up - marching"),
        ("Left/right 12\\10 at 1:30", "Left-right 12-10 at 1-30"),
        ('50 % of #1 <max> "hard"?', "50 of 1 (max) 'hard'"),
        ("\U0001f9b5 Leg day \U0001f4aa\U0001f3fd \u2764\ufe0f", "Leg day"),
        ("\U0001f9b5", "Part"),
        ("...", "Part"),
        ("", "Part"),
        (".hidden. . ", "hidden"),
        ("CON", "_CON"),
        ("aux .mp3", "_aux .mp3"),
        ("com1.x", "_com1.x"),
        ("Console", "Console"),
        ("e\u0301tirement", "étirement"),
        ("w" * 100, "w" * 80),
        ("word " * 40, ("word " * 16).strip()),
        ("日本" * 50, "日本" * 20),
        ("C + 5 = x, 20 kg", "C + 5 = x, 20 kg"),
    ],
)
def test_a_name_keeps_what_every_file_system_takes(title: str, name: str) -> None:
    assert safe_name(title, "Part") == name


@given(st.text(st.characters(), max_size=200))
def test_any_title_gives_a_name(title: str) -> None:
    name = safe_name(title, "Part")
    assert name
    assert len(name.encode()) <= 121
    assert not FORBIDDEN & set(name)
    assert name == name.strip(" .") == unicodedata.normalize("NFC", name)
    assert not any(unicodedata.category(one)[0] == "C" for one in name)
