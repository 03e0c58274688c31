"""intervals.icu workouts: lines such as ``- Settle in 10m ramp 50-75% 90rpm`` below headers such as ``Main set 4x``.

Text before the first length is said as the step begins, ``30^Sit up <!>`` thirty seconds into it. Timed steps follow
each other without a gap. What has a distance has a time only if its pace is written as minutes for a distance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from voicecoach.diagnostics import Span
from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.emit import Heading, Value
from voicecoach.intake.foreign_text import ForeignText, refuse
from voicecoach.intake.ride import MOST_REPEATS, RIDE_HEAD, Messages, RideBlock
from voicecoach.script.kinds import MAX_LENGTH
from voicecoach.units import HOUR, MINUTE, SECOND, format_clock

_MOST_OF_A_LINE = 2_000
_MOST_OF_A_NAME = 40
_STEP = re.compile(r"[-*•]\s*(?=\S)")
_TIME = re.compile(
    r"(?<![\w.:/-])(?:(?:(\d{1,3})h)?(?:(\d{1,4}(?:\.\d{1,2})?)m)?(?:(\d{1,5})s?)?"
    r"|(?:(\d{1,4})['’′])?(?:(\d{1,5})[\"”″])?)(?![\w.:/%'\"-])"
)
_DISTANCE = re.compile(r"(?<![\w.:/-])(\d{1,5}(?:\.\d{1,3})?)\s?(km|mi|mtr|meters|yrd|yd)\b(?!/)", re.IGNORECASE)
_YARD = Decimal("0.9144")
_METRES = {
    "km": Decimal(1000), "mi": 1760 * _YARD, "mtr": Decimal(1), "meters": Decimal(1), "yrd": _YARD, "yd": _YARD
}  # fmt: skip
_ENDS = r"(\d{1,4}(?:\.\d{1,2})?)\s?%?(?:\s?[-–]\s?(\d{1,4}(?:\.\d{1,2})?))?\s?"
_PERCENT = re.compile(rf"(?<![\w.:/]){_ENDS}%\s*(LTHR|HR|pace|MMP(?:\s+\d+[hms])?)?(?!\w)", re.IGNORECASE)
_WATTS = re.compile(rf"(?<![\w.:/]){_ENDS.replace('%?', 'w?')}w\b", re.IGNORECASE)
_BEATS = re.compile(rf"(?<![\w.:/]){_ENDS}bpm\b(?:\s*HR\b)?", re.IGNORECASE)
_ZONE = re.compile(r"\b(C?)Z(\d)(?:\s?-\s?C?Z?(\d))?\b\s*(HR|pace)?(?!\w)", re.IGNORECASE)
_CLOCK_PACE = re.compile(
    r"(?<![\w.:/])(\d{1,2}:\d\d)(?:(?:/(?:km|mi|\d{2,3}m|\d{2,3}y))?\s?-\s?(\d{1,2}:\d\d))?(?:/(km|mi|\d{2,3}m|\d{2,3}y))?"
    r"(?:\s*pace)?(?!\w)",
    re.IGNORECASE,
)
_CADENCE = re.compile(r"(?<![\w.:/])(\d{1,3})(?:\s?-\s?(\d{1,3}))?\s?rpm\b", re.IGNORECASE)
_KINDS = re.compile(r"\b(ramp|free\s?ride|maxeffort)\b", re.IGNORECASE)
_OF_THE_APP = re.compile(r"\b(?:press\s+lap|hidepower|intensity\s?=\s?\w+)\b", re.IGNORECASE)
_TARGETS = (_PERCENT, _WATTS, _BEATS, _ZONE, _CLOCK_PACE, _CADENCE, _KINDS)
_REPEAT = re.compile(r"(?:(.*?)\s*\b)?(\d{1,6})\s?[x×]\s*:?|(\d{1,6})\s?[x×]\s+(\D.*)", re.IGNORECASE)
_PROMPT = re.compile(r"(?:^|\s)(\d{1,5})\^")
_OF = {
    "hr": " of maximum heart rate",
    "lthr": " of threshold heart rate",
    "pace": " of threshold pace",
    "": "",
}
_NAMES = {"": "Steady", "r": "Ramp", "f": "Free ride", "m": "All-out effort"}
_WELL_KNOWN = {"warmup": "Warm-up", "warm up": "Warm-up", "cooldown": "Cool-down", "cool down": "Cool-down"}


def is_intervals(source: ForeignText) -> bool:
    """Return whether every line with a dash has a length as intervals.icu writes it, and most have a target."""
    steps = [_STEP.sub("", line.strip(), count=1) for _, line in source.lines() if _STEP.match(line.strip())]
    if not steps or any(len(line) > _MOST_OF_A_LINE for line in steps):
        return False
    steps = [line.partition("<!>")[2] or line for line in steps]
    lengths = sum(bool(_find_time(line) or _DISTANCE.search(line)) for line in steps)
    targets = sum(any(one.search(line) for one in _TARGETS) for line in steps)
    return lengths == len(steps) and targets * 3 >= len(steps) * 2


def read_intervals(source: ForeignText) -> ScriptDraft:
    """Read the workout as a draft. Raises `SourceUnreadable` where there is no step in it."""
    return _Reader(source).read()


@dataclass
class _Group:
    """Steps below a header, which are done so many times."""

    header: str
    times: int
    span: Span
    lines: list[tuple[Span, str]] = field(default_factory=list)


@dataclass
class _Reader:
    source: ForeignText
    comments: list[str] = field(default_factory=list)

    def read(self) -> ScriptDraft:
        steps: list[Value] = []
        length = 0
        for group in self._groups():
            blocks = [self._step(span, line, group) for span, line in group.lines]
            length += group.times * sum(block.length for block in blocks)
            if length > MAX_LENGTH:
                lasts = f"up to here, the workout lasts {format_clock(length)}, and a routine at most 24 hours"
                raise refuse(group.lines[-1][0], lasts)
            steps += self._write(group, blocks)
        if not steps:
            raise refuse(self.source.at(1), "there is no step with a length in this workout")
        return ScriptDraft(
            title="",
            comments=(*self.comments, "There is no lead-in: start it together with the ride or run."),
            head=RIDE_HEAD,
            steps=steps,
        )

    def _groups(self) -> Iterator[_Group]:
        """Yield the groups of steps; words that no step follows are comments."""
        group: _Group | None = None
        waiting: list[tuple[Span, str]] = []
        for number, raw in self.source.lines():
            span, line = self.source.at(number, len(raw) - len(raw.lstrip()) + 1), raw.strip()
            if not line:
                if group:
                    yield group
                group = None
            elif _STEP.match(line):
                if group is None or waiting:
                    if group:
                        yield group
                    group = self._open(waiting, span)
                    waiting = []
                group.lines.append((span, _STEP.sub("", line, count=1)))
            else:
                waiting.append((span, line))
        if group:
            yield group
        self.comments += [line for _, line in waiting]

    def _open(self, waiting: list[tuple[Span, str]], span: Span) -> _Group:
        """Return the group that the last of the words above a step opens; the others are comments."""
        self.comments += [line for _, line in waiting[:-1]]
        if not waiting:
            return _Group("", 1, span)
        span, line = waiting[-1]
        line = line.strip("#*_ ")
        found = _REPEAT.fullmatch(line) if len(line) < _MOST_OF_A_LINE else None
        name = (found[1] or found[4] or "") if found else line
        times = int(found[2] or found[3]) if found else 1
        if not 1 <= times <= MOST_REPEATS:
            self.source.remark(span, f"'{line[:40]}': {times} is no number of repeats; done once")
            times = 1
        name = name.rstrip(" :-–")
        words = self.source.words(_WELL_KNOWN.get(name.lower(), name), span) if name else ""
        return _Group(words, times, span)

    def _step(self, span: Span, line: str, group: _Group) -> RideBlock:
        if len(line) > _MOST_OF_A_LINE:
            raise refuse(span, f"a step of {len(line):,} characters is too long")
        prompts, mark, rest = line.partition("<!>")
        rest = rest if mark else line
        first = _first_length(rest)
        if first is None:
            raise refuse(span, f"there is no length in '{line[:40]}'", "a step is written as - 10m 75%")
        said = list(_prompts(prompts)) if mark else []
        label, effort = rest[: first.start()].strip(" ,:-"), _Effort(rest[first.end() :])
        label = label or (said.pop(0)[1] if said else "")
        length = self._length(span, first, effort)
        for one in effort.of_the_app:
            self.source.remark(span, f"'{one}' is not taken over")
        called = self.source.words(label, span) if label else ""
        short = bool(called) and len(called) <= _MOST_OF_A_NAME and not re.search(r"[.!?]", called)
        name = called if short else group.header if group.header in _WELL_KNOWN.values() else effort.kind
        block = RideBlock(name + self._spoken(effort.words, span), length or MINUTE, waits=not length)
        if group.header not in name and group.lines[0][0] == span:
            block.intro = group.header
        if effort.rest:
            self.source.remark(span, f"'{effort.rest[:40]}' is not understood; said at the start of its step")
        opening = [(0, text) for text in ("" if short else called, effort.rest) if text]
        self._say(span, block, [*opening, *said])
        return block

    def _length(self, span: Span, found: re.Match[str], effort: _Effort) -> int:
        """Return the ms of a step; 0 where it has a distance, and no pace to work it out with."""
        if found.re is _DISTANCE:
            length = effort.time_of(found)
            what = "timed by its pace" if length else "live it waits for a key, and in a file it lasts a minute"
            self.source.remark(span, f"{found[0]} is a distance: {what}")
            effort.words = f", {found[0]}{effort.words}"
            return length
        length = _length(found)
        if not SECOND <= length <= MAX_LENGTH:
            raise refuse(span, f"'{found[0].strip()[:20]}' cannot be the time of a step")
        return length

    def _say(self, span: Span, block: RideBlock, texts: Iterable[tuple[int, str]]) -> None:
        messages = Messages([block])
        for at, text in texts:
            words = self.source.words(text, span) if text else ""
            if words and not messages.say(at * SECOND, words):
                self.source.remark(span, f"'{words[:40]}' comes after the end of its step, or with too much else")

    def _spoken(self, words: str, span: Span) -> str:
        spoken = self.source.words(words, span) if words else ""
        return spoken if spoken.startswith(",") else f" {spoken}" if spoken else ""

    def _write(self, group: _Group, blocks: list[RideBlock]) -> Iterator[Value]:
        if group.header:
            yield Heading(group.header)
        steps = [block.step() for block in blocks]
        yield from ({"repeat": str(group.times), "steps": steps},) if group.times > 1 else steps


class _Effort:
    """What a step says after its length: its ``kind``, ``words`` for its targets, and the ``rest`` of the line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.of_the_app = self._cut_all(_OF_THE_APP)
        kind = self._cut(_KINDS)
        ramp = kind is not None and kind[0].lower() == "ramp"
        self.kind = _NAMES[kind[0][0].lower() if kind else ""]
        self.pace: tuple[int, str] | None = None
        parts = []
        if found := self._cut(_PERCENT):
            of = (found[3] or "").lower()
            of = _OF.get(of, f" of your best power over {of.removeprefix('mmp').strip() or 'that time'}")
            parts.append(_between(found[1], found[2], f" %{of}", ramp=ramp))
        if found := self._cut(_WATTS):
            parts.append(_between(found[1], found[2], " watts", ramp=ramp))
        if found := self._cut(_BEATS):
            parts.append(_between(found[1], found[2], " beats a minute", ramp=ramp))
        if found := self._cut(_CLOCK_PACE):
            unit = f"/{found[3]}" if found[3] else ""
            minutes, seconds = found[1].split(":")
            self.pace = ((int(minutes) * 60 + int(seconds)) * SECOND, (found[3] or "").lower())
            parts.append(_between(found[1] + unit, found[2] + unit if found[2] else "", "", ramp=ramp))
        if found := self._cut(_ZONE):
            of = {"hr": "heart rate ", "pace": "pace "}.get((found[4] or "").lower(), "custom " * bool(found[1]))
            parts.append(f"in {of}zone {found[2]}" + (f" to {found[3]}" if found[3] else ""))
        if found := self._cut(_CADENCE):
            parts.append(f", cadence {found[1]}" + (f" to {found[2]}" if found[2] else ""))
        self.words = " ".join(parts).replace(" ,", ",")
        self.words = self.words if not self.words or self.words.startswith(",") else f" {self.words}"
        self.rest = " ".join(self.text.split()).strip(" ,;")

    def time_of(self, distance: re.Match[str]) -> int:
        """Return the ms that a distance takes at the pace of the step; 0 where that has none."""
        if self.pace is None or not self.pace[1]:
            return 0
        each, unit = self.pace
        length = re.fullmatch(r"(\d+)([my])", unit)
        base = Decimal(length[1]) * (1 if length[2] == "m" else _METRES["yd"]) if length else Decimal(_METRES[unit])
        return int(Decimal(distance[1]) * _METRES[distance[2].lower()] * each / base) // SECOND * SECOND if base else 0

    def _cut(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.text)
        if found:
            self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"
        return found

    def _cut_all(self, pattern: re.Pattern[str]) -> list[str]:
        cut = pattern.findall(self.text)
        self.text = pattern.sub(" ", self.text)
        return cut


def _between(low: str, high: str | None, unit: str, *, ramp: bool) -> str:
    if not high:
        return f"at {low}{unit}"
    return f"from {low} to {high}{unit}" if ramp else f"at {low} to {high}{unit}"


def _find_time(text: str) -> re.Match[str] | None:
    """Find the first length of time with a unit: the pattern also matches nothing, and bare seconds after minutes."""
    for found in _TIME.finditer(text):
        hours, minutes, seconds, feet, inches = found.groups()
        if hours or minutes or feet or inches or (seconds and found[0].endswith("s")):
            return found
    return None


def _first_length(text: str) -> re.Match[str] | None:
    """Find what a step's length is: the first time or distance in it."""
    found = [one for one in (_find_time(text), _DISTANCE.search(text)) if one]
    return min(found, key=lambda one: one.start()) if found else None


def _length(found: re.Match[str]) -> int:
    hours, minutes, seconds, feet, inches = (Decimal(one or 0) for one in found.groups())
    return int(hours * HOUR + (minutes + feet) * MINUTE + (seconds + inches) * SECOND)


def _prompts(text: str) -> Iterator[tuple[int, str]]:
    """Yield messages with their seconds: words first, then ``30^words``."""
    first, *others = _PROMPT.split(text)
    yield 0, first.strip()
    yield from ((int(at), words.strip()) for at, words in zip(others[::2], others[1::2], strict=True))
