"""Preparing texts for speech engines, and shortening them for error messages."""

from __future__ import annotations

import re
import unicodedata

from voicecoach.script.texts import PRONOUNCED, says_something

LONGEST_PIECE = 400
"""Characters handed over at once: native engines crash on very long texts, and their memory grows with the text."""
_LATIN_1 = 0x100
# What comes here is in words: abbreviations and numbers have no full stops any more, so each stop ends a sentence.
_PAUSES = (r"[.!?…。！？]+[\"')\]]*\s*", r"[,;:、，；：–—-]\s*", r"\s+")


def speakable(text: str) -> str:
    """Blank what would end ``text`` early or cannot be written as UTF-8: controls and lone surrogates."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text).strip()


def in_latin(text: str) -> str:
    """Spell ``text`` for an engine that reads Latin letters only: other letters, digits and pictures are named.

    A letter is named by its sound ("ko" for HIRAGANA LETTER KO, "l" for LATIN CAPITAL LETTER L WITH STROKE), a picture
    by all of its name ("weight lifter"); what is only another form of a letter or digit becomes that.
    """
    return "".join(character if ord(character) < _LATIN_1 else _named(character) for character in text)


def _named(character: str) -> str:
    usual = unicodedata.normalize("NFKC", character)
    if usual != character:
        return usual
    name = unicodedata.name(character, "").lower()
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in ("So", "Sm", "Sc"):
        return f" {name.removesuffix(' sign')} "
    if category not in ("Lo", "Lu", "Ll", "Lm") or "modifier" in name:
        return character
    if "latin" in name:
        bare = unicodedata.normalize("NFD", character)[0]
        return bare if ord(bare) < _LATIN_1 else name.partition("letter ")[2].partition(" ")[0]
    return f" {name.rpartition(' ')[2]} "


def pieces(text: str) -> list[str]:
    """Cut ``text`` where a speaker would pause, at :data:`LONGEST_PIECE` at the latest; leave out what has no words."""
    parts = []
    while len(text) > LONGEST_PIECE:
        head = text[:LONGEST_PIECE]
        ends = ([match.end() for match in re.finditer(pause, head)] for pause in _PAUSES)
        cut = next((found[-1] for found in ends if found), LONGEST_PIECE)
        words = next((found for found in PRONOUNCED.finditer(text) if found.start() < cut < found.end()), None)
        cut = (words.start() or words.end()) if words else cut
        parts.append(text[:cut].strip())
        text = text[cut:]
    return [part for part in (*parts, text.strip()) if says_something(part)]


def shortened(text: str) -> str:
    """Cut ``text`` to a length that an error message can hold."""
    return text if len(text) <= 60 else f"{text[:59]}…"
