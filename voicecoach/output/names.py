"""Names of files that every file system takes, from titles that hold anything.

Windows forbids some characters, ends and words; FAT and old phones know no emoji; Linux counts bytes, and a playlist is
read as if it held addresses. A name loses what is not safe; the title in the file's tags keeps it.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType

from voicecoach.output.lyrics import shown

_MOST_CHARACTERS = 80
_MOST_BYTES = 120
_REPLACED = MappingProxyType({"/": "-", "\\": "-", "|": "-", ":": "-", "<": "(", ">": ")", '"': "'"})
_DROPPED = frozenset("?*#%\N{REPLACEMENT CHARACTER}") | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Wildcards, what begins a fragment or an escape in an address, and what only tells how an emoji looks."""
_KEPT_KINDS = "LMNPSZ"
_SYMBOLS_DROPPED = ("So", "Sk", "Zl", "Zp")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|(com|lpt)[0-9¹²³])(?=\s*(\.|$))")
"""Devices of Windows, which no file can be called, whatever its suffix."""


def safe_name(title: str, otherwise: str) -> str:
    """Return what of a title may name a file or folder, or ``otherwise`` where nothing of it does."""
    text = unicodedata.normalize("NFC", shown(title))
    text = re.sub(r":(?=\s)", " -", text)
    text = "".join(_REPLACED.get(one, one) for one in text if _is_kept(one))
    text = _shortened(re.sub(r"\s+", " ", text)).lstrip(" .-~").rstrip(" .-")
    if not any(unicodedata.category(one)[0] in "LN" for one in text):
        return otherwise
    return f"_{text}" if is_reserved(text) else text


def is_reserved(name: str) -> bool:
    """Return whether Windows takes a name for that of a device."""
    return _RESERVED.match(name) is not None


def _is_kept(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] in _KEPT_KINDS and kind not in _SYMBOLS_DROPPED and character not in _DROPPED


def _shortened(text: str) -> str:
    """Cut a text, at the end of a word if one is near; marks stay with their letters."""
    most = min(_MOST_CHARACTERS, len(text))
    while len(text[:most].encode()) > _MOST_BYTES:
        most -= 1
    if most == len(text):
        return text
    while most and unicodedata.category(text[most])[0] == "M":
        most -= 1
    space = text.rfind(" ", most * 3 // 4, most + 1)
    return text[: space if space > 0 else most]
