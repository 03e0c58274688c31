"""Texts of a script as a page may hold them: nothing of them is markup, and nothing is a character it must not have."""

from __future__ import annotations

import re
from html import escape

from voicecoach.output.lyrics import shown

_FORBIDDEN = re.compile("[^\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """Return a text as a screen shows it, without characters that a page may not hold."""
    return _FORBIDDEN.sub("", shown(text))


def html(text: str) -> str:
    """Return a text for HTML, between tags or in an attribute."""
    return escape(plain(text))


def capital(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]
