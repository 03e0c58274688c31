"""Choosing one of several by keys: up and down, or its number, and Enter."""

from __future__ import annotations

FAR = 10**6
_MOVES = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -FAR, "end": FAR}


class Choice:
    """One of ``titles`` is marked, at first the one at index ``at``; ``over`` once it was ``taken`` or left."""

    def __init__(self, titles: tuple[str, ...], at: int) -> None:
        self.titles, self.at = titles, at
        self.over = self.taken = False
        self._typed = ""

    def takes(self, key: str) -> bool:
        """Do what a key means here; False where it means nothing here."""
        if key.isdecimal() and len(key) == 1:
            self._type(key)
            return True
        self._typed = ""
        if key in ("enter", "space"):
            self.over = self.taken = True
        elif key in ("escape", "l"):
            self.over = True
        elif key in _MOVES:
            self.at = min(max(self.at + _MOVES[key], 0), len(self.titles) - 1)
        else:
            return False
        return True

    def _type(self, digit: str) -> None:
        """Mark the exercise of the number typed so far, or of this digit alone where there are not so many."""
        for number in (self._typed + digit, digit):
            if 0 < int(number) <= len(self.titles):
                self._typed, self.at = number, int(number) - 1
                return
