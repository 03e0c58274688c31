"""Numbers beyond those that a phrase pack lists: num2words knows them in some fifty languages."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def spell(number: int, language: str) -> str:
    """Spell a number in a language, or return its digits if num2words does not know it: engines can read those."""
    try:
        from num2words import num2words

        return str(num2words(number, lang=language.replace("-", "_")))
    except (ModuleNotFoundError, NotImplementedError):
        return str(number)


@lru_cache(maxsize=4096)
def spell_ordinal(number: int, language: str) -> str:
    """Spell an ordinal number in a language, or return its digits if num2words does not know it."""
    try:
        from num2words import num2words

        return str(num2words(number, lang=language.replace("-", "_"), to="ordinal"))
    except (ModuleNotFoundError, NotImplementedError):
        return str(number)
