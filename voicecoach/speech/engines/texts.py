"""Texts made fit for speech engines, and short enough for error messages."""

from __future__ import annotations

import re
import unicodedata

from voicecoach.script.texts import PRONOUNCED

LONGEST_PIECE = 400
"""Characters handed over at once: native engines crash on very long texts, and their memory grows with the text."""
_PAUSES = (r"[.!?…。！？]+[\"')\]]*\s*", r"[,;:、，；：–—-]\s*", r"\s+")


def speakable(text: str) -> str:
    """``text`` without what would end it early or cannot be written as UTF-8: controls and lone surrogates."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text).strip()


def in_latin(text: str) -> str:
    """``text`` for an engine that reads Latin letters only: other letters and pictures are named.

    A letter is named by its sound ("ko" for HIRAGANA LETTER KO), a picture by all of its name ("weight lifter").
    """
    return "".join(character if character.isascii() else _named(character) for character in text)


def _named(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    category = unicodedata.category(character)
    if category in ("So", "Sm") and character != "°":
        return f" {name} "
    letter = category in ("Lo", "Lu", "Ll", "Lm") and "latin" not in name and "modifier" not in name
    return f" {name.rpartition(' ')[2]} " if letter else character


def is_speakable(text: str) -> bool:
    """Whether there is anything but punctuation, blanks and invisible characters in ``text``."""
    return any(unicodedata.category(character)[0] not in "PZC" for character in text)


def pieces(text: str) -> list[str]:
    """``text`` cut where a speaker would pause, so that no piece is longer than :data:`LONGEST_PIECE`."""
    parts = []
    while len(text) > LONGEST_PIECE:
        head = text[:LONGEST_PIECE]
        ends = ([match.end() for match in re.finditer(pause, head)] for pause in _PAUSES)
        cut = next((found[-1] for found in ends if found), LONGEST_PIECE)
        words = next((found for found in PRONOUNCED.finditer(text) if found.start() < cut < found.end()), None)
        cut = (words.start() or words.end()) if words else cut
        parts.append(text[:cut].strip())
        text = text[cut:]
    return [part for part in (*parts, text.strip()) if part]


def shortened(text: str) -> str:
    """``text`` as an error message can bear it."""
    return text if len(text) <= 60 else f"{text[:59]}…"
