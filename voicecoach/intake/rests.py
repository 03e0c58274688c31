"""The rests on a whiteboard: in a line with an exercise, and lines that are nothing but a rest."""

from __future__ import annotations

import re

from voicecoach.intake.board_words import any_of, first_words
from voicecoach.intake.doses import ON_OFF
from voicecoach.intake.times import TIME, TIME_RANGE, read_bare_rest
from voicecoach.units import format_duration

_RESTING = any_of("rest")
_WHERE = rf"(?:\s*{any_of('between')}(?!\w)(?:\s+(?:the|each|all))?(?:\s+{any_of('sets', 'reps', 'rounds')}(?!\w))?)?"
_LENGTH = (
    rf"(?:\d+\s*[-–]\s*{TIME}|{TIME}(?:\s*[-–]\s*{TIME})?"
    rf"|\d+(?=\s*(?:$|[,;)\]])|\s+{any_of('between')}(?!\w)|\s*/\s*\d))"
)
REST_IN_LINE = re.compile(
    rf"(?:with\s+|w/\s*)?\b{_RESTING}\s*(?:{any_of('of')}(?!\w)|for|:|=|-|–)?\s*(?P<after>{_LENGTH})(?P<more>(?:\s*/\s*{_LENGTH})*){_WHERE}"
    rf"|(?:with\s+|w/\s*)?(?P<before>(?<![\d.:])(?!\d{{3,4}}\s*m\b){_LENGTH})\s*(?:of\s+|de\s+|di\s+|d')?(?:{_RESTING}|off)\b(?!\s*(?:of|for|:|=)?\s*\d){_WHERE}",
    re.IGNORECASE,
)
_WHOLE_REST = re.compile(
    rf"(?:{_RESTING}\b\s*(?:{any_of('of')}(?!\w)|for|:|=|-|–)?\s*(?P<after>{TIME_RANGE}|{TIME}|\d+)|(?P<before>(?!\d{{3,4}}\s*m\b)(?:{TIME_RANGE}|{TIME}))\s*(?:of\s+|de\s+|di\s+|d')?{_RESTING}\b)"
    rf"(?:{_WHERE}|\s+before\b[^\d]*)\W*",
    re.IGNORECASE,
)
DIGIT = re.compile(r"\d")
REST_WORDS = first_words("rest") | {"off"}


def read_rest(text: str) -> int:
    """Return the length of a line that is nothing but a rest; 0 where it is something else."""
    if not DIGIT.search(text) or not REST_WORDS & set(re.findall(r"[^\W\d_]+", text.lower())):
        return 0
    match = _WHOLE_REST.fullmatch(text.strip())
    length = (match["after"] or match["before"]) if match else ""
    if re.fullmatch(TIME_RANGE, length, re.IGNORECASE):
        length = re.sub(r"\s*[-–]\s*\d+(?:[.:]\d+)?", " ", length, count=1)
    return read_bare_rest(length)


def rests_of(rest: re.Match[str] | None, sets: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the rest, or one after each set, in ms, and what cannot be."""
    if rest is None:
        return (), ()
    if rest.re is ON_OFF:
        return (read_bare_rest(rest["rest"]),), ()
    parts = [part.strip() for part in f"{rest['after'] or rest['before']}{rest['more'] or ''}".split("/")]
    unit = re.sub(r"^[\d.:\s–-]+", "", parts[-1])
    lengths = tuple(read_bare_rest(f"{part} {unit}" if part.isdigit() and unit else part) for part in parts)
    if len(parts) == 1 and not lengths[0]:
        low = re.match(r"\d+", parts[0])
        length = read_bare_rest(f"{low[0]} {unit}") if low else 0
        return (length,) if length else (), (f"a rest of {parts[0]} is taken as {format_duration(length)}",)
    if len(parts) == 1 or (all(lengths) and len(parts) in (sets, sets - 1)):
        return lengths, ()
    return (), (f"'{rest[0].strip()}' is not a rest for each set",)
