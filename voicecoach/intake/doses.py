"""The dose in a line of a whiteboard: ``3x12``, ``3 sets of 12``, ``12/10/8``, ``30s``, ``10 push-ups``.

Each habit is a pattern that is looked for and cut out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from voicecoach.intake.board_words import any_of
from voicecoach.intake.times import TIME, UNIT, read_time
from voicecoach.intake.weights import NO_WEIGHT
from voicecoach.units import SECOND, format_duration

_NO_LETTER = r"(?![^\W\d_])"
_COUNT = r"\d{1,4}(?:\s*(?:[-–]|\bto\b|\bbis\b)\s*\d{1,4})?"
MOST = r"(?:max(?:imum)?|amrap|(?:to\s+)?failure)"
_AMOUNT = rf"(?:\d+\s*[-–]\s*{TIME}|{TIME}|{_COUNT}|{MOST})"
REPS_WORD = rf"(?:\s*{any_of('reps')}(?!\w))?"
_OF_SETS = rf"{any_of('sets')}(?!\w)(?:\s*(?:[x×,]|{any_of('of')}(?!\w)))?"
_SETS = re.compile(
    rf"\b(?:(?P<fewer>\d{{1,2}})\s*[-–]\s*)?(?P<sets>\d{{1,3}})\s*(?:x|×|\*|{_OF_SETS})\s*(?P<amount>{_AMOUNT}){REPS_WORD}(?![^\W_]){NO_WEIGHT}",
    re.IGNORECASE,
)
ON_OFF = re.compile(
    rf"(?P<sets>\d{{1,3}})\s*[x×]\s*[,;]?\s*(?P<amount>{TIME})\s*(?:on|work|hard|fast)?\s*[/,]\s*(?P<rest>{TIME})\s*(?:off|easy|slow)\b",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(rf"(?<![\w.])(?P<amount>{TIME})\s*[x×]\s*(?P<sets>\d{{1,3}})(?!\w)", re.IGNORECASE)
_IN_SETS = rf"(?:(?P<sets>\d{{1,3}})\s*(?:[x×:]|{_OF_SETS}:?)\s*[,;]?\s*)"
_NUMBERS = r"(?P<list>\d{1,3}(?:\s*[,/]\s*\d{1,3})+|\d{1,3}(?:\s*-\s*\d{1,3}){2,})"
REPETITIONS = re.compile(rf"(?<![\w.]){_NUMBERS}{REPS_WORD}(?![\w%.]){NO_WEIGHT}", re.IGNORECASE)
SETS_LIST = re.compile(rf"(?<![\w.]){_IN_SETS}{_NUMBERS}{REPS_WORD}(?![\w%.]){NO_WEIGHT}", re.IGNORECASE)
TIMES = re.compile(
    rf"(?<![\w.]){_IN_SETS}?(?P<list>{TIME}(?:\s*[,/]\s*{TIME})+"
    rf"|\d{{1,4}}(?:(?:\s*[,/]\s*\d{{1,4}})+|(?:\s*-\s*\d{{1,4}}){{2,}})\s*(?!m\b){UNIT}{_NO_LETTER})(?!\w|\s*[x×]\s*\d)",
    re.IGNORECASE,
)
_HOLDS = tuple(
    re.compile(rf"(?<![\w.])(?:(?P<sets>\d{{1,3}})\s*(?:x|×|{_OF_SETS})\s*)?{holds}(?!\w)", re.IGNORECASE)
    for holds in (
        rf"(?P<n>\d{{1,3}})\s*[x×]\s*(?P<time>{TIME})\s*-?\s*{any_of('holds')}",
        rf"(?P<n>\d{{1,3}})\s*(?P<said>holds?)\s*(?:of|for|[x×])\s*(?P<time>{TIME})",
        rf"(?P<time>{TIME})\s*-?\s*(?P<said>holds?)\s*[x×]\s*(?P<n>\d{{1,3}})",
    )
)
_SETS_OF_TIMES = re.compile(
    rf"(?<![\w.])(?P<sets>\d{{1,3}})\s*[x×]\s*(?P<n>\d{{1,3}})\s*[x×]\s*(?P<time>{TIME})(?!\w)", re.IGNORECASE
)
_TIMED = re.compile(rf"(?<![\w.])(?P<amount>(?:\d+\s*[-–]\s*)?{TIME})(?!\w)(?:\s+of\b)?", re.IGNORECASE)
REPS = re.compile(
    rf"^(?P<first>{_COUNT})(?!\s*{any_of('sets')}(?!\w)){REPS_WORD}{NO_WEIGHT}\s*[x×]?(?=\s+(?!{any_of('reps')}(?!\w))[^\W\d])(?:\s+rounds?(?=\s+[^\W\d]))?(?:\s+of\b)?"
    rf"|(?<![\w.])[x×]\s*(?P<times>{_COUNT}){REPS_WORD}(?!\w){NO_WEIGHT}"
    rf"|(?<![\w.])(?P<said>{_COUNT})\s*{any_of('reps')}(?!\w)|(?<=\s)(?P<last>{_COUNT})\s*[x×]?\s*(?=[,;@]|$)"
    rf"|^(?P<alone>{_COUNT})\+?(?=\s*@)",
    re.IGNORECASE,
)
_MOST_OF = re.compile(rf"\b{MOST}\b(?:\s+reps)?", re.IGNORECASE)
_SETS_ONLY = re.compile(rf"\b(?P<sets>\d{{1,2}})\s*(?:[x×](?!\w)|{_OF_SETS})", re.IGNORECASE)
MANY_HOLDS, _SHORT, LONG_HOLD = 5, 15 * SECOND, 30 * SECOND
"""Fewer holds than this, or longer ones, are sets of their own; those longer than the last are so without a doubt."""


@dataclass
class Cutter:
    """A text from which every understood part is cut out."""

    text: str
    found: dict[str, re.Match[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.words = frozenset(re.findall(r"[^\W\d_]+|@|/", self.text.lower()))

    def cut(
        self, name: str, pattern: re.Pattern[str], gap: str = " ; ", needs: frozenset[str] = frozenset()
    ) -> re.Match[str] | None:
        """Cut out the first match; a slow pattern ``needs`` one of some words, and is looked for beside them only."""
        match = pattern.search(self.text) if not needs or needs & self.words else None
        if match:
            self.found[name] = match
            self.text = f"{self.text[: match.start()]}{gap}{self.text[match.end() :]}"
        return match


def cut_dose(work: Cutter) -> tuple[int, str]:
    """Return the sets, 0 where the line has none, and the amount of each."""
    if whole := _cut_holds(work) or _cut_sides(work):
        return whole
    if known := work.found.get("interval") or work.cut("dose", _TIME_FIRST):
        return int(known["sets"]), _amount(known["amount"])
    if listed := _cut_list(work):
        return len(listed), ",".join(listed)
    if many := work.cut("dose", _SETS):
        return int(many["sets"]), _amount(many["amount"])
    if numbers := work.cut("dose", REPETITIONS):
        parts = re.findall(r"\d+", numbers["list"])
        if is_each_side(numbers["list"]):
            return 0, parts[0]
        return len(parts), ",".join(parts)
    if timed := work.cut("dose", _TIMED):
        return 0, _amount(timed["amount"])
    if reps := work.cut("dose", REPS):
        return 0, _amount(reps["first"] or reps["times"] or reps["said"] or reps["last"] or reps["alone"])
    if most := work.cut("dose", _MOST_OF):
        sets = work.cut("sets", _SETS_ONLY)
        return int(sets["sets"]) if sets else 0, most[0]
    return 0, ""


def _cut_sides(work: Cutter) -> tuple[int, str] | None:
    """Return sets of as much on both sides: ``3x5/5``."""
    found = SETS_LIST.search(work.text)
    if not found or not is_each_side(found["list"]):
        return None
    work.cut("dose", SETS_LIST)
    return int(found["sets"]), found["list"].split("/")[0].strip()


def is_each_side(numbers: str) -> bool:
    """Return whether numbers are those of both sides: ``5/5``."""
    return bool(re.fullmatch(r"(\d+)\s*/\s*\1", numbers))


def _cut_holds(work: Cutter) -> tuple[int, str] | None:
    """Return sets of many short holds; few or long ones are sets of their own, and are left to other habits."""
    for pattern in (*_HOLDS, _SETS_OF_TIMES):
        found = pattern.search(work.text)
        length = read_time(found["time"]) if found else 0
        if found and length:
            plain = not found["sets"] and not found.groupdict().get("said")
            if plain and (int(found["n"]) < MANY_HOLDS or length > _SHORT):
                return None
            work.cut("dose", pattern)
            return int(found["sets"] or 1), f"{int(found['n'])}x{format_duration(length)} hold"
    return None


def _cut_list(work: Cutter) -> list[str]:
    """Return a time for each set, or the repetitions of so many sets as the line says; else nothing."""
    for pattern in (TIMES, SETS_LIST):
        found = pattern.search(work.text)
        if not found:
            continue
        parts = [part.strip() for part in re.split(r"[,/]", found["list"])]
        if len(parts) == 1:
            parts = re.split(r"\s*-\s*", parts[0])
        unit = re.sub(r"^[\d.:\s-]+", "", parts[-1])
        amounts = [_amount(part + unit if part.isdigit() else part) for part in parts]
        if all(amounts) and int(found["sets"] or len(parts)) == len(parts):
            work.cut("dose", pattern)
            return amounts
    return []


def _amount(text: str) -> str:
    """Write an amount in a script's notation: ``12``, ``8-12``, ``1m30s``, ``30s-45s``; words stay."""
    if re.fullmatch(_COUNT, text.strip()):
        return re.sub(r"\s*(?:[-–]|to|bis)\s*", "-", text.strip())
    if re.fullmatch(MOST, text, re.IGNORECASE):
        return text
    ends = re.fullmatch(rf"(\d+)\s*[-–]\s*({TIME})", text.strip(), re.IGNORECASE)
    if ends:
        unit = re.sub(r"^[\d.:\s-]+", "", ends[2])
        low, high = read_time(f"{ends[1]} {unit}"), read_time(ends[2])
        return f"{format_duration(low)}-{format_duration(high)}" if low and high else ""
    length = read_time(text)
    return format_duration(length) if length else ""
