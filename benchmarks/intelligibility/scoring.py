"""What was heard against what was said, so that only what a listener would call a mistake counts as one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = (*ONES[1:], TENS[0])
"""The words that count repetitions, one to twenty."""
SPELLINGS = {
    "centre": "center", "grey": "gray", "metre": "meter", "metres": "meters", "colour": "color", "ok": "okay",
    "favourite": "favorite", "mum": "mom", "kilogrammes": "kilograms", "programme": "program",
}  # fmt: skip
HOMOPHONES = {"for": "four", "fore": "four", "to": "two", "too": "two", "won": "one", "ate": "eight", "sicks": "six"}
"""Only for a bare number: no listener who waits for a count would hear the other word."""


def words_of(text: str) -> list[str]:
    """The words of a text as they sound: no case, no punctuation, figures as words, one spelling."""
    text = re.sub(r"\[[^\]]*\]", " ", text.lower()).replace("’", "'").replace("°", " degrees ")
    text = re.sub(r"(\d),(\d{3})", r"\1\2", text)
    found = []
    for word in re.findall(r"\d+|[a-zß-öø-ÿ']+", text):
        spoken = number_words(int(word)) if word.isdigit() else [word.strip("'").replace("'", "")]
        found += [SPELLINGS.get(one, one) for one in spoken if one]
    return found


def number_words(number: int) -> list[str]:
    """A number up to 999 in words, as an American says it; above that, digit by digit."""
    if number > 999:
        return [ONES[int(digit)] for digit in str(number)]
    if number >= 100:
        rest = number_words(number % 100) if number % 100 else []
        return [ONES[number // 100], "hundred", *rest]
    if number >= 20:
        return [TENS[number // 10 - 2], *([ONES[number % 10]] if number % 10 else [])]
    return [ONES[number]]


def errors(said: str, heard: str) -> tuple[int, int]:
    """Words that were missed, added or taken for others, and how many were said."""
    reference, hypothesis = words_of(said), words_of(heard)
    if len(reference) == 1 and reference[0] in NUMBERS:
        hypothesis = [HOMOPHONES.get(word, word) for word in hypothesis]
    return distance(reference, aligned(hypothesis, reference)), len(reference)


def aligned(hypothesis: Sequence[str], reference: Sequence[str]) -> list[str]:
    """``hypothesis`` with compounds written as in ``reference``: "half way" and "halfway" sound the same."""
    pairs = {first + second: (first, second) for first, second in itertools.pairwise(reference)}
    split = [part for word in hypothesis for part in pairs.get(word, (word,))]
    whole = set(reference)
    result: list[str] = []
    for word in split:
        if result and result[-1] + word in whole and result[-1] not in whole:
            result[-1] += word
        else:
            result.append(word)
    return result


def distance(reference: Sequence[str], hypothesis: Sequence[str]) -> int:
    """The least number of words to change, add or take away."""
    row = list(range(len(hypothesis) + 1))
    for index, said in enumerate(reference, 1):
        before, row[0] = row[0], index
        for place, heard in enumerate(hypothesis, 1):
            before, row[place] = row[place], min(before + (said != heard), row[place] + 1, row[place - 1] + 1)
    return row[-1]
