"""What a terminal sends for a key, turned into the key's name."""

from __future__ import annotations

import codecs
import re
from collections import deque

_CONTROLS = {
    " ": "space", "\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\b": "backspace",
    "\x1b": "escape",
}  # fmt: skip
_LETTERS = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
_TILDES = {
    "1": "home", "3": "delete", "4": "end", "5": "pageup", "6": "pagedown", "7": "home", "8": "end",
}  # fmt: skip
_CODES = {
    "13": "enter", "27": "escape", "32": "space", "9": "tab", "127": "backspace", "57414": "enter",
    "57428": "play", "57429": "play", "57430": "play", "57433": "forward", "57435": "forward",
    "57434": "backward", "57436": "backward",
}  # fmt: skip
"""Keys sent as numbers (``CSI 57430 u``), the media keys among them: the terminals' common keyboard protocol."""
_WINDOWS = {
    "H": "up", "P": "down", "K": "left", "M": "right", "G": "home", "O": "end", "I": "pageup", "Q": "pagedown",
    "S": "delete",
}  # fmt: skip
_SEQUENCE = re.compile(r"\x1b(?:\[(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])|O(?P<single>[ -~]))")
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O)?")
_KEYPAD_ENTER = "M"
_LONGEST = 64


class Decoder:
    """Bytes in, names of keys out. Sequences may arrive in parts; those of other keys vanish whole."""

    def __init__(self) -> None:
        self._text = ""
        self._found: deque[str] = deque()
        self._bytes = codecs.getincrementaldecoder("utf-8")("replace")
        self._prefix = False

    @property
    def pending(self) -> bool:
        """Report whether what has come so far may be the beginning of a sequence."""
        return bool(self._text)

    @property
    def ready(self) -> bool:
        """Report whether there is a key for :meth:`take`."""
        return bool(self._found)

    def take(self) -> str:
        """Return the next key, or an empty text."""
        return self._found.popleft() if self._found else ""

    def feed(self, data: bytes) -> None:
        """Decode what a terminal sent."""
        self._text += self._bytes.decode(data)
        while self._text:
            if _UNFINISHED.fullmatch(self._text) and len(self._text) < _LONGEST:
                return
            self._next()

    def settle(self) -> None:
        """Wait for no more: a lone Escape was the key itself, and a broken sequence is forgotten."""
        if self._text == "\x1b":
            self._found.append("escape")
        self._text = ""

    def feed_windows(self, character: str) -> None:
        """Decode what a Windows console gave for one call: two characters make a key that prints nothing."""
        if self._prefix:
            self._prefix = False
            self._add(_WINDOWS.get(character, ""))
        elif character in "\0\xe0":
            self._prefix = True
        else:
            self._add(_named(character))

    def _next(self) -> None:
        if match := _SEQUENCE.match(self._text):
            if single := match["single"]:
                self._add("enter" if single == _KEYPAD_ENTER else _LETTERS.get(single, ""))
            else:
                self._add(_meaning(match["parameters"], match["final"]))
            self._text = self._text[match.end() :]
        elif self._text[0] == "\x1b" and len(self._text) > 1 and self._text[1] != "\x1b":
            # Alt and a key: no key of ours.
            self._text = self._text[2:]
        else:
            self._add(_named(self._text[0]))
            self._text = self._text[1:]

    def _add(self, key: str) -> None:
        if key:
            self._found.append(key)


def _named(character: str) -> str:
    """Name a character; letters in lower case, since the lock key must not make a coach deaf."""
    if name := _CONTROLS.get(character):
        return name
    return character.lower() if character.isprintable() else ""


def _meaning(parameters: str, final: str) -> str:
    first, *more = parameters.split(";")
    if final == "~":
        return _TILDES.get(first, "")
    if final == "u":
        # The event of letting a key go (``;modifiers:3``) is no second press.
        released = bool(more) and more[0].partition(":")[2] == "3"
        return "" if released else _CODES.get(first.partition(":")[0], "")
    return _LETTERS.get(final, "") if first in {"", "1"} else ""
