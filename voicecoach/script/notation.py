"""The short forms that coaches write: doses, counts and sides.

``3x10-15``, ``12,10,8``, ``30s,20s``, ``3x40s each side``, ``5x10s hold``; ``last 5``; ``[left, right]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from voicecoach.script import reader
from voicecoach.script.kinds import DURATION_SCHEMA, Kind, Problems, Schema, integer, list_of, refuse
from voicecoach.script.model import SIDES, Count, Level
from voicecoach.script.reader import Node
from voicecoach.units import SECOND, parse_duration

T = TypeVar("T")

MAX_SETS = 100
MAX_REPS = 1_000
MAX_HOLD = 10 * 60 * SECOND
ALL_PHASES = 1_000_000
"""``phases: all``: more repetitions than any set has."""
_DASH = r"\s*[-–]\s*"


def or_refuse(value: T | None, node: Node, expects: str, problems: Problems) -> T | None:
    """Return a value, or report the node where it is None."""
    if value is None:
        refuse(node, expects, problems)
    return value


class Range(NamedTuple):
    """``low`` to ``high``, both included; one value where they are equal."""

    low: int
    high: int

    def at(self, level: Level) -> int:
        """Return the bottom, the middle (rounded down) or the top."""
        return {"easy": self.low, "normal": (self.low + self.high) // 2, "hard": self.high}[level]


class DoNotation(NamedTuple):
    """What ``do`` says: any part may be missing."""

    sets: int | None = None
    reps: tuple[Range, ...] = ()
    time: tuple[Range, ...] = ()
    each_side: bool = False
    both_sides: bool = False
    hold: Range | None = None


def _ranged(parse: Callable[[str], int | None], low: int, high: int) -> Callable[[str], Range | None]:
    def read(text: str) -> Range | None:
        parts = re.split(_DASH, text)
        if len(parts) > 2:
            return None
        if len(parts) == 2 and parts[0].isdigit() and (unit := re.search(r"[a-z]+$", parts[1])):
            parts[0] += unit[0]
        ends = [parse(part) for part in parts]
        if any(end is None or not low <= end <= high for end in ends):
            return None
        found = Range(ends[0], ends[-1])  # type: ignore[arg-type]
        return found if found.low <= found.high else None

    return read


def _parse_count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


parse_reps = _ranged(_parse_count, 1, MAX_REPS)
parse_time = _ranged(parse_duration, SECOND, 24 * 3600 * SECOND)

_SIDES = r"(\s*(?:each|per|/)\s*(?:side|leg|arm))?(\s+both\s+(?:sides|legs|arms))?"
_DO = re.compile(rf"(?:([0-9]{{1,3}})\s*[x×]\s*)?(.+?){_SIDES}", re.IGNORECASE)
_HOLDS = re.compile(r"(?:([0-9]+(?:\s*[-–]\s*[0-9]+)?)\s*[x×]\s*)?(.+?)\s*holds?", re.IGNORECASE)


def parse_do(text: str) -> DoNotation | None:
    """Return the dose of ``3x12``, ``3x10-15``, ``3x40s``, ``12,10,8``, ``3x12 each side``; without sets there is one.

    A number without a unit is always repetitions: one too many is a mistake, not seconds. A list has a value for each
    set. With ``both sides`` they share it; ``3x5x10s hold`` is three sets of five holds, ``5x10s hold`` one.
    """
    match = _DO.fullmatch(text)
    if match is None or (match[3] and match[4]):
        return None
    each, both = match[3] is not None, match[4] is not None
    holds = _HOLDS.fullmatch(match[2])
    if holds:
        return _parse_holds(match[1], holds[1], holds[2], each=each, both=both)
    sets = int(match[1]) if match[1] else None
    if sets is not None and not 1 <= sets <= MAX_SETS:
        return None
    parts = [part.strip() for part in match[2].split(",")]
    reps = _all(map(parse_reps, parts))
    time = () if reps else _all(parse_time(part) if re.search("[a-z:]", part) else None for part in parts)
    numbers = reps or time
    if not numbers or len(numbers) > MAX_SETS or (len(numbers) > 1 and sets not in (None, len(numbers))):
        return None
    return DoNotation(sets or len(numbers), reps, time, each, both)


def _parse_holds(outer: str | None, inner: str | None, length: str, *, each: bool, both: bool) -> DoNotation | None:
    """Return so many holds of a time; the number before both, if there is one, is that of the sets."""
    sets = int(outer) if outer and inner else 1
    reps, time = parse_reps(inner or outer or "1"), parse_time(length) if re.search("[a-z:]", length) else None
    if reps is None or time is None or not 1 <= sets <= MAX_SETS or time.high > MAX_HOLD:
        return None
    return DoNotation(sets, (reps,), (), each, both, time)


def _all(found: Iterable[T | None]) -> tuple[T, ...]:
    """Return what was found, or nothing where one is missing."""
    values = tuple(found)
    return tuple(one for one in values if one is not None) if None not in values else ()


def _hint_of_do(text: str) -> str:
    """Return how the dose that somebody means is written."""
    dose, comma, rest = text.partition(",")
    tried = re.sub(r"(\d+)\s*(?:to|bis|à|a)\s*(\d+)", r"\1-\2", text)
    tried = re.sub(r"(\d+)\s*sets?\s*(?:of|x|,)\s*(\d+(?:-\d+)?)\s*(?:reps?|repetitions)?", r"\1x\2", tried)
    tried = re.sub(r"(\d+(?:-\d+)?)\s*(?:reps?|repetitions)\s*(?:x|,|for)?\s*(\d+)\s*sets?", r"\2x\1", tried)
    if tried != text and parse_do(tried):
        return f"write {tried}"
    if comma and (key := re.fullmatch(r"\s*(rest|weight|tempo|rep|ready)[\s:]+(.+)", rest)) and parse_do(dose):
        return f"write {{do: {dose}, {key[1]}: {key[2]}}}"
    if parse_do(f"{text}s"):
        return f"write {text}s"
    return ""


DO: Kind[DoNotation] = Kind(
    f"a dose such as 3x12, 3x10-15, 3x40s, 12,10,8 or 30s,20s (at most {MAX_SETS} sets, {MAX_REPS:,} repetitions)",
    {
        "type": ["string", "integer"],
        "examples": [
            "3x12",
            "3x10-15",
            "3x40s",
            "12,10,8",
            "30s,20s",
            "3x12 each side",
            "1m both sides",
            "10x10s hold",
        ],
    },
    parse_do,
    hint=_hint_of_do,
)
SETS = integer(1, MAX_SETS)
_ONE_REPS: Kind[Range] = Kind(
    f"a number of repetitions from 1 to {MAX_REPS:,}, or a range such as 10-15",
    {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MAX_REPS}, {"type": "string"}]},
    parse_reps,
)


def at_commas(node: reader.Scalar) -> reader.Sequence:
    """Return a list that is written as one value, ``12,10,8``, as the list that it means."""
    return reader.Sequence(tuple(reader.Scalar(part.strip(), node.span) for part in node.text.split(",")), node.span)


def for_each_set(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    """Return the kind of one value, or one a set: a list, or ``12,10,8``."""
    listed = list_of(kind)

    def read(node: Node, problems: Problems) -> tuple[T, ...] | None:
        if isinstance(node, reader.Scalar) and "," in node.text:
            node = at_commas(node)
        if isinstance(node, reader.Sequence) and len(node.items) > MAX_SETS:
            refuse(node, f"a value for each set, at most {MAX_SETS}", problems)
            return None
        return listed.read(node, problems)

    with_commas = {"type": "string", "pattern": "^[^,]+(,[^,]+)+$"}
    return Kind(listed.expects, {"anyOf": [listed.schema, with_commas]}, from_node=read)


REPS = for_each_set(_ONE_REPS)
_TIME_SCHEMA: Schema = {
    "anyOf": [*DURATION_SCHEMA["anyOf"], {"type": "string", "pattern": r"^\s*\d[^-–]*[-–]\s*\d[^-–]*$"}]
}
TIME = for_each_set(Kind("a time such as 40s, or a range such as 5m-10m, at least 1s", _TIME_SCHEMA, parse_time))


def parse_count(text: str) -> Count | None:
    """Return the count of ``up``, ``down``, ``ticks``, ``none``, ``last 5`` or ``every 5``."""
    words = text.lower().split()
    if len(words) == 1 and words[0] in ("up", "down", "ticks", "none"):
        return Count(words[0])  # type: ignore[arg-type]
    if len(words) == 2 and words[0] in ("last", "every") and (number := _parse_count(words[1])):
        return Count(words[0], number)  # type: ignore[arg-type]
    return None


COUNT: Kind[Count] = Kind(
    "up, down, last 5, every 5, ticks or none",
    {
        "type": "string",
        "pattern": r"^(up|down|ticks|none|(last|every) \d+)$",
        "examples": ["up", "down", "last 5", "every 5", "ticks", "none"],
    },
    parse_count,
)


class SidesOrder(NamedTuple):
    """Which sides, in which order; ``each`` keeps an order that a lower layer has set.

    ``counted`` comes with a dose for each side: alternating work then has twice as many repetitions. ``shared`` comes
    with a dose for both sides: each has half of it.
    """

    order: tuple[str, ...]
    alternate: bool = False
    each: bool = False
    counted: bool = False
    shared: bool = False

    def over(self, lower: SidesOrder) -> SidesOrder:
        """Merge these sides over those of a lower layer."""
        of_dose = self.counted or self.shared
        if len(lower.order) == 2 and (self.each or of_dose):
            counted = (lower.counted or self.counted) and not self.shared
            return lower._replace(counted=counted, alternate=lower.alternate and of_dose, shared=self.shared)
        shared = self.shared or (lower.shared and len(self.order) == 2 and not self.each)
        return self._replace(counted=self.counted or (lower.counted and self.alternate), shared=shared)


def _read_sides(node: Node, problems: Problems) -> SidesOrder | None:
    expects = "each, alternate, left, right, none, or an order such as [left, right]"
    if isinstance(node, reader.Scalar) and not node.is_null:
        orders = {
            "each": SidesOrder(SIDES, each=True),
            "alternate": SidesOrder(SIDES, alternate=True),
            "left": SidesOrder(("left",)),
            "right": SidesOrder(("right",)),
            "none": SidesOrder(()),
        }
        if node.text.strip().lower() in orders:
            return orders[node.text.strip().lower()]
    if isinstance(node, reader.Sequence) and 1 <= len(node.items) <= 2:
        names = tuple(item.text.lower() for item in node.items if isinstance(item, reader.Scalar))
        if len(names) == len(node.items) and set(names) <= set(SIDES) and len(set(names)) == len(names):
            return SidesOrder(names)
    both = isinstance(node, reader.Scalar) and node.text.strip().lower() in ("both", "both sides", "each side")
    refuse(node, expects, problems, "write sides: each" if both else "")
    return None


SIDES_KIND: Kind[SidesOrder] = Kind(
    "sides",
    {
        "anyOf": [
            {"enum": ["each", "alternate", "left", "right", "none"]},
            {"type": "array", "items": {"enum": list(SIDES)}, "minItems": 1, "maxItems": 2, "uniqueItems": True},
        ]
    },
    from_node=_read_sides,
)
