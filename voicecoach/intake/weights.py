"""The weights in a line of a whiteboard: ``@100kg``, ``60/65/70 kg``, ``5@60kg, 3@70kg``, ``2 x 20 kg``."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

_UNIT = r"(?:kgs?|kilos?|kilogram(?:me)?s?|lbs?|pounds?)(?![a-z])"
WEIGHT_WORDS = frozenset(
    ["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes", "lb", "lbs", "pound", "pounds"]
)
"""Without one of these, there is no weight."""
NO_WEIGHT = rf"(?!\s*{_UNIT})"
"""What must not follow a number that is no weight."""
_NUMBER = r"\d{1,4}(?:\.\d+)?"
_BETWEEN = r"\s*(?:[,/&]|\band\b)\s*"
_ONE = rf"{_NUMBER}(?:(?:[-–]|\s+(?:to|bis)\s+){_NUMBER})?\s*{_UNIT}"
_NO_RANGE = r"(?<!\d[-–])(?<!\d\sto\s)(?<!\d\sbis\s)"
"""What must not stand before a list: in ``3x8-12, 20 kg`` the 12 is no weight."""
_PER = r"(?:\s*(?:in\s+)?(?:each|per|/)\s*(?:hand|dumb-?bell|db|kettlebell|kb|bell)s?\b)?"
_WEIGHTS = re.compile(
    r"(?:(?:@|\bat\b|\bwith\b|\bw/|\b(?:mit|con|avec|met|com)\b|\b(?:weight|load)\b\s*:?)\s*)?(?:(?P<sign>\+|(?<=\s)-(?=\d))\s*)?(?:(?<=\d)\s*[x×]\s*|(?<![\w.])"
    r"(?:(?P<count>\d{1,3})\s*[x×]\s*)?)"
    rf"(?P<weights>{_NO_RANGE}(?:{_ONE}(?:{_BETWEEN}{_ONE})+|{_NUMBER}(?:{_BETWEEN}{_NUMBER})+\s*{_UNIT})"
    rf"|{_NUMBER}(?:\s*[-–]\s*{_NUMBER}){{2,}}\s*{_UNIT}|{_ONE})(?P<per>{_PER})",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"(?<![\w.])(?:(?P<reps>\d{{1,3}})\s*(?:reps?)?\s*(?:@|[x×]|\bat\b)\s*(?P<weight>{_NUMBER}\s*{_UNIT})"
    rf"|(?P<first>{_NUMBER}\s*{_UNIT})\s*[x×]\s*(?P<then>\d{{1,3}})(?![\w.]))",
    re.IGNORECASE,
)
_MOST_REPS = 30


class Weighed(NamedTuple):
    """What is ``left`` of a line, its weights, as they were ``written``, and what may have been meant otherwise."""

    left: str
    weights: tuple[str, ...] = ()
    written: str = ""
    doubts: tuple[str, ...] = ()


def cut_weights(text: str, is_dosed: Callable[[str], bool]) -> Weighed:
    """Cut the weights out of a line.

    Repetitions that are written to a weight stay. ``is_dosed`` tells whether a text says how much is to be done.
    """
    pairs = list(_PAIR.finditer(text))
    joined = all(re.fullmatch(r"\s*[,;/]\s*", text[a.end() : b.start()]) for a, b in pairwise(pairs))
    if len(pairs) > 1 and joined:
        reps = ",".join(pair["reps"] or pair["then"] for pair in pairs)
        left = f"{text[: pairs[0].start()]} {reps} ; {text[pairs[-1].end() :]}"
        lifted = tuple(_spaced(pair["weight"] or pair["first"]) for pair in pairs)
        return Weighed(left, lifted, ", ".join(lifted))
    found = _WEIGHTS.search(text)
    if not found:
        return Weighed(text)
    before, after = text[: found.start()], text[found.end() :]
    left = f"{before} ; {after}"
    weights, per = _listed(found["weights"]), found["per"].rstrip()
    written = found["weights"].strip()
    doubts: tuple[str, ...] = ()
    if not is_dosed(left) and (split := _after_repetitions(found["weights"], sets=bool(found["count"]))):
        reps, weights = split
        written = ", ".join(weights)
        left = f"{before} {found['count'] + 'x' if found['count'] else ''}{reps} ; {after}"
        alike = len(set(re.findall("[,/]", found["weights"]))) == 1
        if alike and not found["count"] and not re.search(r"(?:[x×]|\bsets?(?:\s+of)?)\s*$", before):
            doubts = (f"'{found['weights']}' is taken as {reps} repetitions with {', '.join(weights)}",)
    elif found["count"] and not (found["count"] == "2" and is_dosed(left)):
        left = f"{before} {found['count']} ; {after}"
        if not is_dosed(before) and not re.search(r"\d\s*[x×]\s*$", before):
            doubts = (f"{found['count']} x {weights[0]} is taken as {found['count']} repetitions",)
    elif found["count"]:
        weights = [f"{found['count']} x {one}" for one in weights]
    sign = found["sign"] or ""
    return Weighed(left, tuple(f"{sign}{one}{per}" for one in weights), f"{sign}{written}{per}", doubts)


def _listed(text: str) -> list[str]:
    """Return the weights of ``60/65/70 kg``, each with its unit; ``12,5 kg`` is one."""
    decimal = re.fullmatch(rf"(\d+),(5|25|75)\s*({_UNIT})", text, re.IGNORECASE)
    if decimal and (decimal[2] == "5" or int(decimal[1]) > int(decimal[2])):
        return [_spaced(f"{decimal[1]}.{decimal[2]} {decimal[3]}")]
    parts = [part.strip() for part in re.split(_BETWEEN, text, flags=re.IGNORECASE)]
    if len(parts) == 1 and len(dashed := re.split(r"\s*[-–]\s*", text)) > 2:
        parts = dashed
    unit = re.sub(r"^[\d.\s–-]+", "", parts[-1])
    return [_spaced(part if re.search("[a-z]", part, re.IGNORECASE) else f"{part} {unit}") for part in parts]


def _spaced(weight: str) -> str:
    return re.sub(r"(?<=\d)\s*(?=[^\W\d])", " ", weight.lower()).strip()


def _after_repetitions(text: str, *, sets: bool) -> tuple[str, list[str]] | None:
    """Split ``12,10,8, 40 kg`` and ``12/10/8, 40/45/50 kg`` into repetitions and weights, where the list has both.

    With a number of ``sets`` before it, only the first number can be the repetitions.
    """
    between = [one[0] for one in re.finditer(r"\s*[,/]\s*", text)]
    if not between or len(re.findall(_UNIT, text, re.IGNORECASE)) > 1:
        return None
    odd = [index for index, one in enumerate(between) if between.count(one) == 1]
    numbers = re.findall(_NUMBER, text)
    at = 0 if sets else odd[0] if len(odd) == 1 else len(between) - 1
    reps, weights = numbers[: at + 1], numbers[at + 1 :]
    if any("." in one or not 0 < int(one) <= _MOST_REPS for one in reps):
        return None
    if "," not in between[at] and float(weights[0]) < 1.5 * max(map(int, reps)):
        return None
    if len(odd) != 1 and len(reps) > 1 and float(weights[0]) < 1.5 * max(map(int, reps)):
        return None
    unit = re.search(_UNIT, text, re.IGNORECASE)
    return (",".join(reps), [_spaced(f"{one} {unit[0]}") for one in weights]) if unit else None
