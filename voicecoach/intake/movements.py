"""One line of a whiteboard: an exercise with its dose, load, sides and rest, or a rest.

What a coach writes has no grammar but habits: ``3x12``, ``5 x 5 @100kg``, ``3 sets of 12``, ``10 push-ups``, ``30s
plank``, ``12/10/8``, ``each side``, ``rest 30s``. Each habit is a pattern that is looked for and cut out; what
remains is the name and, after it, words about how it is done. Weights are looked for first, in `weights`: a number
before a unit of weight is never a repetition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from voicecoach.diagnostics import Span
from voicecoach.intake.emit import Prose, Value
from voicecoach.intake.weights import NO_WEIGHT, cut_weights
from voicecoach.script.notation import parse_do
from voicecoach.units import MINUTE, SECOND, format_duration, parse_duration

_UNIT = r"(?:hours?|hrs?|h|minutes?|mins?|min|m|seconds?|secs?|s|['\"′″’”])"
TIME = rf"(?:\d+:\d\d(?::\d\d)?|\d+(?:\.\d+)?[\s-]*{_UNIT}(?![a-z])(?:\s*\d+(?:\.\d+)?\s*{_UNIT}(?![a-z])|\d\d(?!\d))?)"
_COUNT = r"\d{1,4}(?:\s*[-–]\s*\d{1,4})?"
_MOST = r"(?:max(?:imum)?|amrap|(?:to\s+)?failure)"
_AMOUNT = rf"(?:\d+\s*[-–]\s*{TIME}|{TIME}|{_COUNT}|{_MOST})"
_REPS_WORD = r"(?:\s*(?:reps?|repetitions?|times)\b)?"
_LIMB = r"(?:sides?|legs?|arms?|foot|feet|hands?|way|direction)"
_MOVED = re.compile(
    r"\b(?:carr(?:y|ies)|sprints?|swim|sled|crawls?|lunges?|farmers?|kick|free(?:style)?|backstroke|breast(?:stroke)?|butterfly)\b",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    r"\b(?:\d{1,2}\s*[x×]\s*)?\d+(?:\.\d+)?\s*(?:km|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|mi|yards?|yds?|cal(?:orie)?s?)\b"
    r"|\b(?:\d{1,2}\s*[x×]\s*)?\d{3,4}\s*m\b",
    re.IGNORECASE,
)
_SHORT_DISTANCE = re.compile(r"\b(?:\d{1,2}\s*[x×]\s*)?\d{2}\s*m\b", re.IGNORECASE)
_REST = re.compile(
    rf"(?:with\s+|w/\s*)?\b(?:rest|recover(?:y)?|pause|break)\s*(?:of|for|:|=)?\s*(?P<after>{TIME}|\d+)"
    r"(?P<where>\s*(?:rest\s*)?(?:between|after|in between|b/w)(?:\s+\w+)?)?"
    rf"|(?:with\s+|w/\s*)?(?P<before>{TIME})\s*(?:rest|recovery|recover|pause|break|off)\b(?!\s*(?:of|for|:|=)?\s*\d)(?:\s*(?:between|after|b/w)(?:\s+\w+)?)?",
    re.IGNORECASE,
)
_WHOLE_REST = re.compile(
    rf"(?:(?:rest|recover(?:y)?|pause|break)\b\s*(?:of|for|:|=|-|–)?\s*(?P<after>{TIME}|\d+)|(?P<before>{TIME})\s*(?:of\s+)?(?:rest|recovery|pause|break))"
    r"(?:\s*(?:between|after|before)\b.*)?\W*",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"\b(?:(?:on|for|over|across)\s+)?(?:each|per|(?P<both>both)|every)\s+{_LIMB}\b|/\s*(?:{_LIMB})\b|\be/s\b"
    r"|\bea(?:ch)?\b\.?|\bl/r\b|\bl\s*\+\s*r\b",
    re.IGNORECASE,
)
_IN_TOTAL = re.compile(r"\b(?:in\s+)?total\b|\baltogether\b", re.IGNORECASE)
_ALTERNATE = re.compile(r"\balt(?:ernat(?:e|ing|ely))?\b\.?(?:\s+(?:sides|legs|arms))?", re.IGNORECASE)
_TEMPO = re.compile(r"(?:\btempo\s*:?\s*|@\s*)([0-9xX](?:-?[0-9xX]){2,3})(?![\d.]|\s*(?:kg|lb|%))", re.IGNORECASE)
_LOAD = re.compile(
    r"(?:@|\bat\b|\bwith\b|\bw/)\s*(?P<a>(?:RPE|RIR)\s*\d+(?:\.5)?|\d+(?:\.\d+)?(?:\s*[-–/]\s*\d+(?:\.\d+)?)*\s*%(?:\s*(?:1RM|of\s+\w+))?|bodyweight|BW)"
    r"|@\s*(?P<c>[^,;]+)",
    re.IGNORECASE,
)
_SETS = re.compile(
    rf"\b(?:(?P<fewer>\d{{1,2}})\s*[-–]\s*)?(?P<sets>\d{{1,3}})\s*(?:x|×|\*|sets?\s*(?:of|x|×)?)\s*(?P<amount>{_AMOUNT}){_REPS_WORD}(?![a-z0-9]){NO_WEIGHT}",
    re.IGNORECASE,
)
_ON_OFF = re.compile(
    rf"(?P<sets>\d{{1,3}})\s*[x×]\s*[,;]?\s*(?P<amount>{TIME})\s*(?:on|work|hard|fast)?\s*[/,]\s*(?P<rest>{TIME})\s*(?:off|easy|slow)\b",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(rf"(?<![\w.])(?P<amount>{TIME})\s*[x×]\s*(?P<sets>\d{{1,3}})(?!\w)", re.IGNORECASE)
_IN_SETS = r"(?:(?P<sets>\d{1,3})\s*(?:[x×:]|sets?\s*(?:of|:|x|×)?)\s*[,;]?\s*)"
_NUMBERS = r"(?P<list>\d{1,3}(?:\s*[,/]\s*\d{1,3})+|\d{1,3}(?:\s*-\s*\d{1,3}){2,})"
_LIST = re.compile(rf"(?<![\w.]){_NUMBERS}{_REPS_WORD}(?![\w%.]){NO_WEIGHT}", re.IGNORECASE)
_SETS_LIST = re.compile(rf"(?<![\w.]){_IN_SETS}{_NUMBERS}{_REPS_WORD}(?![\w%.]){NO_WEIGHT}", re.IGNORECASE)
_TIMES = re.compile(
    rf"(?<![\w.]){_IN_SETS}?(?P<list>{TIME}(?:\s*[,/]\s*{TIME})+"
    rf"|\d{{1,4}}(?:(?:\s*[,/]\s*\d{{1,4}})+|(?:\s*-\s*\d{{1,4}}){{2,}})\s*(?!m\b){_UNIT}(?![a-z]))(?!\w|\s*[x×]\s*\d)",
    re.IGNORECASE,
)
_HOLDS = tuple(
    re.compile(rf"(?<![\w.])(?:(?P<sets>\d{{1,3}})\s*(?:x|×|sets?\s*(?:of|x|×)?)\s*)?{holds}(?!\w)", re.IGNORECASE)
    for holds in (
        rf"(?P<n>\d{{1,3}})\s*[x×]\s*(?P<time>{TIME})\s*-?\s*holds?",
        rf"(?P<n>\d{{1,3}})\s*(?P<said>holds?)\s*(?:of|for|[x×])\s*(?P<time>{TIME})",
        rf"(?P<time>{TIME})\s*-?\s*(?P<said>holds?)\s*[x×]\s*(?P<n>\d{{1,3}})",
    )
)
_SETS_OF_TIMES = re.compile(
    rf"(?<![\w.])(?P<sets>\d{{1,3}})\s*[x×]\s*(?P<n>\d{{1,3}})\s*[x×]\s*(?P<time>{TIME})(?!\w)", re.IGNORECASE
)
_TIMED = re.compile(rf"(?<![\w.])(?P<amount>(?:\d+\s*[-–]\s*)?{TIME})(?!\w)(?:\s+of\b)?", re.IGNORECASE)
_REPS = re.compile(
    rf"^(?P<first>{_COUNT}){_REPS_WORD}{NO_WEIGHT}\s*[x×]?(?=\s+[^\W\d])(?:\s+of\b)?"
    rf"|(?<![\w.])[x×]\s*(?P<times>{_COUNT}){_REPS_WORD}(?!\w){NO_WEIGHT}"
    rf"|(?<![\w.])(?P<said>{_COUNT})\s*(?:reps?|repetitions?|times)\b|(?<=\s)(?P<last>{_COUNT})\s*(?=[,;@]|$)",
    re.IGNORECASE,
)
_MOST_OF = re.compile(rf"\b{_MOST}\b(?:\s+reps)?", re.IGNORECASE)
_LEAST_SHARED = 10 * SECOND
_MANY, _SHORT, _LONG = 5, 15 * SECOND, 30 * SECOND
"""Fewer holds than this, or longer ones, are sets of their own; those longer than the last are so without a doubt."""
_LIST_IN_WORDS = re.compile(r"\s*[,;]\s*|\s+[-–—]\s+")


@dataclass(frozen=True, slots=True)
class Movement:
    """An exercise as read at ``span``. ``amount`` is repetitions or a time as a script has it, and may be missing.

    ``weights`` is one for all sets, or one a set; any other number of them is left to words. ``doubts`` say what may
    have been meant otherwise.
    """

    name: str
    sets: int = 0
    amount: str = ""
    each_side: bool = False
    both_sides: bool = False
    alternate: bool = False
    rest: int = 0
    tempo: str = ""
    weights: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    open: bool = False
    distance: bool = False
    doubts: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def dosed(self) -> bool:
        """Return whether it says how much is to be done."""
        return bool(self.amount)

    @property
    def dose(self) -> str:
        """Return the value of ``do``."""
        sets = f"{self.sets}x" if self.sets > 1 and "," not in self.amount else ""
        sides = " each side" if self.each_side else " both sides" if self.both_sides else ""
        return f"{sets}{self.amount}{sides}"

    def is_weighed(self, rounds: int = 0) -> bool:
        """Return whether there is one weight at most, or one for each set, or for each of so many rounds."""
        sets = self.amount.count(",") + 1 if "," in self.amount else max(1, self.sets)
        return len(self.weights) <= 1 or len(self.weights) in (sets, rounds)

    def in_turns(self, rounds: int) -> bool:
        """Return whether it has a dose for each of so many rounds."""
        return "," in self.amount and self.sets == rounds

    def in_round(self, rounds: int = 0) -> Movement:
        """Return the movement as a station, which does one set a round; with a weight for each, it says so."""
        return replace(self, sets=rounds if len(self.weights) == rounds > 1 else 0, rest=0)

    def step(self) -> dict[str, Value]:
        """Return the movement as a step of a script."""
        step: dict[str, Value] = {"exercise": Prose(self.name)}
        notes = list(self.notes)
        if self.amount:
            step["do"] = self.dose
        if len(self.weights) == 1:
            step["weight"] = Prose(self.weights[0])
        elif self.dosed and self.weights and self.is_weighed():
            step["weight"] = [Prose(one) for one in self.weights]
        elif self.weights:
            notes.insert(0, f"at {', '.join(self.weights)}")
        if self.alternate:
            step["sides"] = "alternate"
        if self.tempo and not self.open:
            step["tempo"] = self.tempo
        if self.open:
            step["until"] = "done"
        if self.rest:
            step["rest"] = format_duration(self.rest)
        if notes:
            step["setup"] = Prose(". ".join(note[:1].upper() + note[1:] for note in notes) + ".")
        return step


@dataclass
class _Cutter:
    """A text from which every understood part is cut out."""

    text: str
    found: dict[str, re.Match[str]] = field(default_factory=dict)

    def cut(self, name: str, pattern: re.Pattern[str], gap: str = " ; ") -> re.Match[str] | None:
        match = pattern.search(self.text)
        if match:
            self.found[name] = match
            self.text = f"{self.text[: match.start()]}{gap}{self.text[match.end() :]}"
        return match


def read_time(text: str, bare: int = SECOND) -> int:
    """Return the ms of a time as people write it (``90s``, ``1'30"``, ``2 min``, ``1:30``); 0 where it is none.

    ``bare`` is the unit of a number without one.
    """
    text = text.strip().lower().replace("-", " ")
    if text.isdigit():
        return int(text) * bare if len(text) < 7 else 0
    text = re.sub(r"['′’]", "m", re.sub(r"[\"″”]", "s", text))
    text = re.sub(r"hrs?", "h", re.sub(r"m\s*(\d\d)$", r"m\1s", text))
    return parse_duration(text) or 0


def read_rest(text: str) -> int:
    """Return the length of a line that is nothing but a rest; 0 where it is something else."""
    match = _WHOLE_REST.fullmatch(text.strip())
    return read_bare_rest(match["after"] or match["before"]) if match else 0


def read_bare_rest(text: str) -> int:
    """Read a rest: a number without a unit is minutes up to five, else seconds."""
    return read_time(text, MINUTE if text.isdigit() and int(text) <= 5 else SECOND)


def read_movement(text: str) -> Movement:
    """Read a line; the name is empty where there is none, the amount where there is no dose."""
    work = _Cutter(re.sub(r"[()\[\]{}]", " ; ", text))
    interval = work.cut("interval", _ON_OFF)
    rest = interval or work.cut("rest", _REST)
    work.text, weights, doubts = cut_weights(work.text, lambda rest: bool(_cut_dose(_Cutter(rest))[1]))
    tempo = work.cut("tempo", _TEMPO)
    each = work.cut("each", _EACH)
    shared = bool(each and each["both"] and work.cut("total", _IN_TOTAL, " "))
    alternate = work.cut("alternate", _ALTERNATE, " ")
    distance = work.cut("distance", _DISTANCE)
    if distance is None and _MOVED.search(work.text):
        distance = work.cut("distance", _SHORT_DISTANCE)
    sets, amount = _cut_dose(work)
    load = work.cut("load", _LOAD)
    opened = bool(re.fullmatch(_MOST, amount, re.IGNORECASE)) or distance is not None
    name, *notes = [part for one in _LIST_IN_WORDS.split(work.text) if (part := _trim(one))] or [""]
    if load:
        notes.insert(0, f"at {_trim(load['a'] or load['c'])}")
    if (many := work.found.get("dose")) and many.groupdict().get("fewer"):
        notes.append(f"{many['fewer']} to {many['sets']} sets")
    if distance:
        times, length = re.fullmatch(r"(?:(\d+)\s*[x×]\s*)?(.*)", distance[0], re.DOTALL).groups()  # type: ignore[union-attr]
        name, sets, amount = f"{name}, {_trim(length)}".lstrip(", "), int(times or sets or 1), "1"
    elif opened:
        amount = "10"
    beats = "-".join(tempo[1].upper().replace("-", "")) if tempo and tempo[1].strip("0-") else ""
    if beats and amount.endswith("hold"):
        notes.append(f"tempo {beats}")
        beats = ""
    movement = Movement(
        name=name[:1].upper() + name[1:],
        sets=sets,
        amount=amount,
        each_side=each is not None,
        alternate=alternate is not None and each is None,
        rest=read_bare_rest(rest["rest"] if interval else rest["after"] or rest["before"]) if rest else 0,
        tempo=beats,
        weights=weights,
        notes=tuple(notes),
        open=opened,
        distance=distance is not None,
        doubts=(*doubts, *_doubts(work, text, sets, amount)),
    )
    if each and each["both"]:
        movement = _on_both_sides(movement, each[0].strip(), shared=shared)
    return movement if not amount or parse_do(movement.dose) else replace(movement, amount="", sets=0)


def _doubts(work: _Cutter, text: str, sets: int, amount: str) -> tuple[str, ...]:
    """Tell what a dose may have meant otherwise."""
    listed = work.found.get("dose")
    if listed and listed.re is _TIMES and not listed["sets"] and "/" in listed["list"] and sets == 2:
        return (f"'{listed[0].strip()}' is taken as two sets; for work and rest, write a rest",)
    held = re.search(r"\bholds?\b", text, re.IGNORECASE) and re.fullmatch(r"[\dhms.]+[hms]", amount)
    length = read_time(amount) if held else 0
    few = 3 <= sets < _MANY and 0 < length <= 10 * SECOND
    if few or (sets >= _MANY and 0 < length <= _LONG):
        return (f"{sets}x{amount} is taken as {sets} sets; as holds of one set it is do: {sets}x{amount} hold",)
    return ()


def _on_both_sides(movement: Movement, words: str, *, shared: bool) -> Movement:
    """Let both sides share the dose where the text says in total, and where they can; else it is for each of them."""
    if not shared:
        doubt = f"'{words}' is taken as each side; if both share it, write both sides"
        return replace(movement, doubts=(*movement.doubts, doubt))
    dose = parse_do(movement.dose)
    ends = [end for one in dose.time or dose.reps for end in one] if dose else []
    if dose and (min(ends) >= _LEAST_SHARED if dose.time else not any(end % 2 for end in ends)):
        return replace(movement, each_side=False, both_sides=True)
    doubt = f"{movement.amount} {words} in total cannot be halved; done without sides"
    notes = (*movement.notes, f"{words}, in total")
    return replace(movement, each_side=False, notes=notes, doubts=(*movement.doubts, doubt))


def _cut_dose(work: _Cutter) -> tuple[int, str]:
    """Return the sets, 0 where the line has none, and the amount of each."""
    if holds := _cut_holds(work):
        return holds
    if known := work.found.get("interval") or work.cut("dose", _TIME_FIRST):
        return int(known["sets"]), _amount(known["amount"])
    if listed := _cut_list(work):
        return len(listed), ",".join(listed)
    if many := work.cut("dose", _SETS):
        return int(many["sets"]), _amount(many["amount"])
    if numbers := work.cut("dose", _LIST):
        parts = re.findall(r"\d+", numbers["list"])
        return len(parts), ",".join(parts)
    if timed := work.cut("dose", _TIMED):
        return 0, _amount(timed["amount"])
    if reps := work.cut("dose", _REPS):
        return 0, _amount(reps["first"] or reps["times"] or reps["said"] or reps["last"])
    if most := work.cut("dose", _MOST_OF):
        return 0, most[0]
    return 0, ""


def _cut_holds(work: _Cutter) -> tuple[int, str] | None:
    """Return sets of many short holds; few or long ones are sets of their own, and are left to other habits."""
    for pattern in (*_HOLDS, _SETS_OF_TIMES):
        found = pattern.search(work.text)
        length = read_time(found["time"]) if found else 0
        if found and length:
            plain = not found["sets"] and not found.groupdict().get("said")
            if plain and (int(found["n"]) < _MANY or length > _SHORT):
                return None
            work.cut("dose", pattern)
            return int(found["sets"] or 1), f"{int(found['n'])}x{format_duration(length)} hold"
    return None


def _cut_list(work: _Cutter) -> list[str]:
    """Return a time for each set, or the repetitions of so many sets as the line says; else nothing."""
    for pattern in (_TIMES, _SETS_LIST):
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
        return re.sub(r"\s*[-–]\s*", "-", text.strip())
    if re.fullmatch(_MOST, text, re.IGNORECASE):
        return text
    ends = re.fullmatch(rf"(\d+)\s*[-–]\s*({TIME})", text.strip(), re.IGNORECASE)
    if ends:
        unit = re.sub(r"^[\d.:\s-]+", "", ends[2])
        low, high = read_time(f"{ends[1]} {unit}"), read_time(ends[2])
        return f"{format_duration(low)}-{format_duration(high)}" if low and high else ""
    length = read_time(text)
    return format_duration(length) if length else ""


def _trim(text: str) -> str:
    return text.strip(" \t,;:.-–—@|*_~=+&/\\")
