"""One line of a whiteboard: an exercise with its dose, load, sides and rest, or a rest.

What a coach writes has no grammar but habits: ``3x12``, ``5 x 5 @100kg``, ``3 sets of 12``, ``10 push-ups``, ``30s
plank``, ``12/10/8``, ``each side``, ``rest 30s``. Each habit is a pattern that is looked for and cut out; what
remains is the name and, after it, words about how it is done. What is in brackets is never the name.

Numbers that are no dose are covered first, in `quantities`, and weights are cut out, in `weights`: a number before a
unit of weight is never a repetition. A number that is left over at the end is told; where it may be a dose, the line
has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from voicecoach.diagnostics import Span
from voicecoach.intake.board_words import any_of, first_words
from voicecoach.intake.emit import Prose, Step
from voicecoach.intake.quantities import COVER, Covered, about_the_whole
from voicecoach.intake.weights import NO_WEIGHT, WEIGHT_WORDS, Weighed, cut_weights
from voicecoach.script.notation import MAX_SETS, parse_do
from voicecoach.units import MINUTE, SECOND, format_duration, parse_duration

_HOURS, _MINUTES, _SECONDS = any_of("hours"), any_of("minutes"), any_of("seconds")
_UNIT = rf"(?:{_HOURS}|h|{_MINUTES}|m|{_SECONDS}|s|['\"′″’”])"
_NO_LETTER = r"(?![^\W\d_])"
TIME = (
    rf"(?:\d+:\d\d(?::\d\d)?|\d+(?:\.\d+|,5(?!\d))?[\s-]*{_UNIT}{_NO_LETTER}"
    rf"(?:\s*\d+(?:\.\d+)?\s*{_UNIT}{_NO_LETTER}|\d\d(?!\d))?)"
)
_COUNT = r"\d{1,4}(?:\s*(?:[-–]|\bto\b|\bbis\b)\s*\d{1,4})?"
_MOST = r"(?:max(?:imum)?|amrap|(?:to\s+)?failure)"
_AMOUNT = rf"(?:\d+\s*[-–]\s*{TIME}|{TIME}|{_COUNT}|{_MOST})"
_REPS_WORD = rf"(?:\s*{any_of('reps')}(?!\w))?"
_OF_SETS = rf"{any_of('sets')}(?!\w)(?:\s*(?:[x×,]|{any_of('of')}(?!\w)))?"
_LIMB = any_of("limbs")
_EACH_LIMB = rf"(?:{any_of('each')}|(?P<both>{any_of('both')}))\s+{_LIMB}(?!\w)"
_RESTING = any_of("rest")
_WHERE = rf"(?:\s*{any_of('between')}(?!\w)(?:\s+(?:the|each|all))?(?:\s+{any_of('sets', 'reps', 'rounds')}(?!\w))?)?"
_MOVED = re.compile(
    r"\b(?:carr(?:y|ies)|sprints?|swim|sled|crawls?|lunges?|farmers?|kick|free(?:style)?|back(?:stroke)?|breast(?:stroke)?|butterfly"
    r"|drill|underwater|shuttles?|strides?|kraul|brust|rücken|schmetterling|crol|espalda|braza|brasse|papillon|nage|dorso|rana)\b",
    re.IGNORECASE,
)
_TRAVEL = re.compile(r"\b(?:run|walk|jog|row|bike|ski|swim)", re.IGNORECASE)
_DISTANCE = re.compile(
    r"\b(?:\d{1,2}\s*[x×]\s*)?\d+(?:\.\d+)?\s*(?:km|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|mi|yards?|yds?|cal(?:orie)?s?)\b"
    r"|\b(?:\d{1,2}\s*[x×]\s*)?\d{2,4}(?=\s+(?:free(?:style)?|fly|butterfly|back(?:stroke)?|breast(?:stroke)?|kick|pull|IM|swim|choice|drill(?:\s*/\s*swim)?)"
    rf"\s*(?:$|[,;@(/]|{COVER}|w/|easy\b|hard\b))"
    r"|(?<![\w.,])(?:\d{1,2}\s*[x×]\s*)?\d{1,2}[.,]\d{3}\s*m\b"
    r"|\b(?:\d{1,2}\s*[x×]\s*)?\d{3,4}\s*m?\s*/\s*\d{3,4}\s*m\b|\b(?:\d{1,2}\s*[x×]\s*)?\d{3,4}\s*m\b",
    re.IGNORECASE,
)
_LENGTHS = re.compile(r"\b\d{1,2}\s*[x×]\s*(?:25|50|75)\s*m\b", re.IGNORECASE)
"""Lengths of a pool, or of a hall."""
_SHORT_DISTANCE = re.compile(r"\b(?:\d{1,2}\s*[x×]\s*)?\d{2}\s*m\b", re.IGNORECASE)
_LENGTH = (
    rf"(?:\d+\s*[-–]\s*{TIME}|{TIME}(?:\s*[-–]\s*{TIME})?"
    rf"|\d+(?=\s*(?:$|[,;)\]])|\s+{any_of('between')}(?!\w)|\s*/\s*\d))"
)
_REST = re.compile(
    rf"(?:with\s+|w/\s*)?\b{_RESTING}\s*(?:{any_of('of')}(?!\w)|for|:|=|-|–)?\s*(?P<after>{_LENGTH})(?P<more>(?:\s*/\s*{_LENGTH})*){_WHERE}"
    rf"|(?:with\s+|w/\s*)?(?P<before>{_LENGTH})\s*(?:of\s+|de\s+|di\s+|d')?(?:{_RESTING}|off)\b(?!\s*(?:of|for|:|=)?\s*\d){_WHERE}",
    re.IGNORECASE,
)
RANGE = rf"\d+\s*[-–]\s*{TIME}"
_WHOLE_REST = re.compile(
    rf"(?:{_RESTING}\b\s*(?:{any_of('of')}(?!\w)|for|:|=|-|–)?\s*(?P<after>{RANGE}|{TIME}|\d+)|(?P<before>{RANGE}|{TIME})\s*(?:of\s+|de\s+|di\s+|d')?{_RESTING}\b)"
    rf"(?:{_WHERE}|\s+before\b[^\d]*)\W*",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"\b(?:(?:on|for|over|across|auf|in|op)\s+)?{_EACH_LIMB}|/\s*{_LIMB}(?!\w)|\be/s\b|\ba\s+side\b"
    r"|\bea(?:ch)?\b\.?(?!\s*[^\W\d_])|\bl/r\b|\bl\s*\+\s*r\b",
    re.IGNORECASE,
)
_EACH_OTHER = re.compile(
    r"(?:\s*[,;]\s*)?\b(?:each|every|per)\s+(?:sets?|rounds?|reps?|repetitions?|times?|minutes?|exercises?|movements?)\b[^,;]*",
    re.IGNORECASE,
)
_AS_TOTAL = re.compile(rf"\b{any_of('total')}(?=\s*(?:[,;]|$))", re.IGNORECASE)
_IN_TOTAL = re.compile(rf"\b{any_of('total')}\b", re.IGNORECASE)
_ALTERNATE = re.compile(r"\balt(?:ernat(?:e|ing|ely))?\b\.?(?:\s+(?:sides|legs|arms))?", re.IGNORECASE)
_TEMPO = re.compile(r"(?:\btempo\s*:?\s*|@\s*)([0-9xX](?:-?[0-9xX]){2,3})(?![\d.]|\s*(?:kg|lb|%))", re.IGNORECASE)
_LOAD = re.compile(rf"(?:@|\bat\b|\bwith\b|\bw/)\s*(?P<a>{COVER}|bodyweight|BW)(?!\w)|@\s*(?P<c>[^,;]+)", re.IGNORECASE)
_SETS = re.compile(
    rf"\b(?:(?P<fewer>\d{{1,2}})\s*[-–]\s*)?(?P<sets>\d{{1,3}})\s*(?:x|×|\*|{_OF_SETS})\s*(?P<amount>{_AMOUNT}){_REPS_WORD}(?![^\W_]){NO_WEIGHT}",
    re.IGNORECASE,
)
_ON_OFF = re.compile(
    rf"(?P<sets>\d{{1,3}})\s*[x×]\s*[,;]?\s*(?P<amount>{TIME})\s*(?:on|work|hard|fast)?\s*[/,]\s*(?P<rest>{TIME})\s*(?:off|easy|slow)\b",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(rf"(?<![\w.])(?P<amount>{TIME})\s*[x×]\s*(?P<sets>\d{{1,3}})(?!\w)", re.IGNORECASE)
_IN_SETS = rf"(?:(?P<sets>\d{{1,3}})\s*(?:[x×:]|{_OF_SETS}:?)\s*[,;]?\s*)"
_NUMBERS = r"(?P<list>\d{1,3}(?:\s*[,/]\s*\d{1,3})+|\d{1,3}(?:\s*-\s*\d{1,3}){2,})"
_LIST = re.compile(rf"(?<![\w.]){_NUMBERS}{_REPS_WORD}(?![\w%.]){NO_WEIGHT}", re.IGNORECASE)
_SETS_LIST = re.compile(rf"(?<![\w.]){_IN_SETS}{_NUMBERS}{_REPS_WORD}(?![\w%.]){NO_WEIGHT}", re.IGNORECASE)
_TIMES = re.compile(
    rf"(?<![\w.]){_IN_SETS}?(?P<list>{TIME}(?:\s*[,/]\s*{TIME})+"
    rf"|\d{{1,4}}(?:(?:\s*[,/]\s*\d{{1,4}})+|(?:\s*-\s*\d{{1,4}}){{2,}})\s*(?!m\b){_UNIT}{_NO_LETTER})(?!\w|\s*[x×]\s*\d)",
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
_REPS = re.compile(
    rf"^(?P<first>{_COUNT})(?!\s*{any_of('sets')}(?!\w)){_REPS_WORD}{NO_WEIGHT}\s*[x×]?(?=\s+(?!{any_of('reps')}(?!\w))[^\W\d])(?:\s+rounds?(?=\s+[^\W\d]))?(?:\s+of\b)?"
    rf"|(?<![\w.])[x×]\s*(?P<times>{_COUNT}){_REPS_WORD}(?!\w){NO_WEIGHT}"
    rf"|(?<![\w.])(?P<said>{_COUNT})\s*{any_of('reps')}(?!\w)|(?<=\s)(?P<last>{_COUNT})\s*[x×]?\s*(?=[,;@]|$)"
    rf"|^(?P<alone>{_COUNT})\+?(?=\s*@)",
    re.IGNORECASE,
)
_MOST_OF = re.compile(rf"\b{_MOST}\b(?:\s+reps)?", re.IGNORECASE)
_MOST_BARE = 50
_SETS_ONLY = re.compile(rf"\b(?P<sets>\d{{1,2}})\s*(?:[x×](?!\w)|{_OF_SETS})", re.IGNORECASE)
_SETS_NAMED = re.compile(rf"\b(?P<sets>\d{{1,2}})\s*{any_of('sets')}(?!\w)", re.IGNORECASE)
_MANY_REPS, _FAR = 200, 50
"""From so many repetitions on, and in sets from so many twenty-fives, a distance may be meant."""
_LEAST_SHARED = 10 * SECOND
_HELD_STILL = re.compile(
    r"\b(?:planks?|wall[\s-]?sits?|dead[\s-]?hangs?|(?:hollow|l)[\s-]?(?:body\s+)?(?:holds?|sits?)|superman\s+holds?)\W*[x×]",
    re.IGNORECASE,
)
_MANY, _SHORT, _LONG = 5, 15 * SECOND, 30 * SECOND
"""Fewer holds than this, or longer ones, are sets of their own; those longer than the last are so without a doubt."""
_LIST_IN_WORDS = re.compile(r"[,;]|\s[-–—](?=\s)")
_BRACKET = "\x02"
"""Stands before what is in brackets."""
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_TIMES_BRACKET = re.compile(r"(\d\s*[x×])\s*\(([^()]*)\)", re.IGNORECASE)
_MORE = re.compile(r"[,;](?!\s*\d)|\s[-–—]\s(?!\d)")
_HALF = re.compile(rf"\(\s*(?P<n>\d{{1,4}}){_REPS_WORD}\s*(?:{_EACH_LIMB}|/\s*{_LIMB}|each)\s*\)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<![^\W_])\d")
_SECOND_DOSE = re.compile(
    rf"\d\s*[x×*]\s*\d|^\d[\d\s.,:/–-]*(?:{_UNIT}|{any_of('sets', 'reps')})?\W*$|\d\s*{any_of('sets', 'reps')}(?!\w)",
    re.IGNORECASE,
)
_EACH_WORDS = first_words("each", "both") | {"/", "ea", "e", "l", "a"}
_REST_WORDS = first_words("rest") | {"off"}
_OFF_WORDS = frozenset(("off", "easy", "slow"))
_TOTAL_WORDS = first_words("total")
_LOAD_WORDS = frozenset(("@", "at", "with", "w"))
_MOST_WORDS = frozenset(("max", "maximum", "amrap", "failure"))
IN_THE_RESTS = " in the rests"
"""How a note ends about what is done between intervals."""
PREFIX = re.compile(r"([^\W\d][\w &'/-]{0,40}?)\s*:\s+(\S.*)")
_GROUP = re.compile(rf"(?:{any_of('groups')}(?:\s+(?:[a-z]|\d+))?|[a-z]\d?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Movement:
    """An exercise as read at ``span``. ``amount`` is repetitions or a time as a script has it, and may be missing.

    ``weights`` is one for all sets, or one a set; any other number of them is left to words, as they are ``weighed`` on
    the board. ``rests`` are the rest after each set, where they differ. ``doubts`` say what may have been meant
    otherwise.
    ``heading`` are words such as ``Finisher`` that stand before it. It is ``unclear`` where its numbers are no dose.
    """

    name: str
    sets: int = 0
    amount: str = ""
    each_side: bool = False
    both_sides: bool = False
    alternate: bool = False
    rest: int = 0
    rests: tuple[int, ...] = ()
    tempo: str = ""
    weights: tuple[str, ...] = ()
    weighed: str = ""
    notes: tuple[str, ...] = ()
    open: bool = False
    distance: bool = False
    doubts: tuple[str, ...] = ()
    heading: str = ""
    name_in_brackets: bool = False
    unclear: bool = False
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

    @property
    def rests_after(self) -> bool:
        """Return whether it has a rest after its only set, which a script has as a step."""
        return self.rest > 0 and self.sets <= 1 and "," not in self.amount

    def is_weighed(self, rounds: int = 0) -> bool:
        """Return whether there is one weight at most, or one for each set, or for each of so many rounds."""
        sets = self.amount.count(",") + 1 if "," in self.amount else max(1, self.sets)
        return len(self.weights) <= 1 or len(self.weights) in (sets, rounds)

    def in_turns(self, rounds: int) -> bool:
        """Return whether it has a dose for each of so many rounds."""
        return "," in self.amount and self.sets == rounds

    def in_round(self, rounds: int = 0) -> Movement:
        """Return the movement as a station, which does one set a round; with a weight for each, it says so."""
        return replace(self, sets=rounds if len(self.weights) == rounds > 1 else 0, rest=0, rests=())

    def step(self) -> Step:
        """Return the movement as a step of a script."""
        step = Step({"exercise": Prose(self.name)}, self.span.line if self.span else 0)
        notes = list(self.notes)
        if self.amount:
            step["do"] = self.dose
        if len(self.weights) == 1:
            step["weight"] = Prose(self.weights[0])
        elif self.dosed and self.weights and self.is_weighed():
            step["weight"] = [Prose(one) for one in self.weights]
        elif self.weights:
            notes.append(f"at {self.weighed}")
        if self.alternate:
            step["sides"] = "alternate"
        if self.tempo and not self.open:
            step["tempo"] = self.tempo
        if self.open:
            step["until"] = "done"
        if self.rest or self.rests:
            step["rest"] = ",".join(map(format_duration, self.rests or (self.rest,)))
        if notes:
            step["setup"] = Prose(". ".join(note[:1].upper() + note[1:] for note in notes) + ".")
        return step


@dataclass
class _Cutter:
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


def read_time(text: str, bare: int = SECOND) -> int:
    """Return the ms of a time as people write it (``90s``, ``1'30"``, ``2 min``, ``1:30``); 0 where it is none.

    ``bare`` is the unit of a number without one.
    """
    text = text.strip().lower().replace("-", " ")
    if text.isdigit():
        return int(text) * bare if len(text) < 7 else 0
    text = re.sub(r"['′’]", "m", re.sub(r"[\"″”]", "s", text.replace(",", ".")))
    for unit, names in (("h", _HOURS), ("m", _MINUTES), ("s", _SECONDS)):
        text = re.sub(rf"(?<=[\d\s]){names}(?![^\W\d_])", unit, text)
    text = re.sub(r"m\s*(\d\d)$", r"m\1s", text)
    return parse_duration(text) or 0


def read_rest(text: str) -> int:
    """Return the length of a line that is nothing but a rest; 0 where it is something else."""
    if not _DIGIT.search(text) or not _REST_WORDS & set(re.findall(r"[^\W\d_]+", text.lower())):
        return 0
    match = _WHOLE_REST.fullmatch(text.strip())
    length = (match["after"] or match["before"]) if match else ""
    if re.fullmatch(RANGE, length, re.IGNORECASE):
        length = re.sub(r"\s*[-–]\s*\d+(?:[.:]\d+)?", " ", length, count=1)
    return read_bare_rest(length)


def read_bare_rest(text: str) -> int:
    """Read a rest: a number without a unit is minutes up to five, else seconds."""
    return read_time(text, MINUTE if text.isdigit() and int(text) <= 5 else SECOND)


@lru_cache(maxsize=2_000)
def read_movement(text: str) -> Movement:
    """Read a line; the name is empty where there is none, the amount where there is no dose."""
    if about_the_whole(text):
        return Movement(_capital(_trim(text)))
    named = PREFIX.fullmatch(text)
    movement = _read(named[2]) if named else Movement("")
    if not named or not movement.dosed:
        movement = _read(text)
    elif movement.name and is_group(named[1]):
        movement = replace(movement, heading=named[1])
    elif movement.name and not movement.name_in_brackets and not _stands_apart(movement.name, named[2]):
        movement = replace(movement, name=f"{named[1]}: {movement.name}")
    else:
        notes = (movement.name, *movement.notes) if movement.name else movement.notes
        movement = replace(movement, name=named[1], notes=notes)
    if movement.dosed and not movement.open and parse_do(movement.dose) is None:
        movement = replace(movement, sets=0, amount="", unclear=True)
    if movement.name.lower().endswith(IN_THE_RESTS):
        notes = (movement.name, *movement.notes)
        movement = replace(movement, name="Run", notes=notes, doubts=(*movement.doubts, "it has no name: Run"))
    return replace(movement, name=_capital(movement.name))


def is_group(words: str) -> bool:
    """Return whether words such as ``Finisher`` name a part of a board, and no exercise."""
    return bool(_GROUP.fullmatch(words))


def _stands_apart(words: str, text: str) -> bool:
    """Return whether something stands between words and what is before them."""
    before = text[: text.find(words)].rstrip() if words in text else ""
    return before[-1:] in (",", ";", "-", "–", "—") and len(before) > 1


@lru_cache(maxsize=2_000)
def read_set(text: str) -> Movement | None:
    """Read a line that is a set and no more, such as ``60 kg x 8`` or ``Set 2: 5 reps``, of a lift named elsewhere."""
    movement = _read(re.sub(rf"^(?:{any_of('sets')}|s)\s*\d{{1,2}}\s*[:.)–-]\s*", "", text, flags=re.IGNORECASE))
    return movement if movement.dosed and (not movement.name or movement.name_in_brackets) else None


def gather_sets(sets: Sequence[Movement]) -> tuple[Movement | None, tuple[str, ...]]:
    """Return the sets of one lift as one exercise, and what may have been meant otherwise; None where they are unclear.

    ``5 x 80`` beside sets with weights is five repetitions with 80.
    """
    units = [one.weights[0].split()[-1] for one in sets if one.weights]
    doubts = [doubt for one in sets for doubt in one.doubts]
    if len(sets) == 1 and not (sets[0].sets > 1 and sets[0].amount.isdigit() and int(sets[0].amount) > _MOST_BARE):
        return sets[0], tuple(doubts)
    held = []
    for one in sets:
        if one.weights or one.sets <= 1 or not one.amount.isdigit() or not units:
            held.append(one)
            continue
        weight = f"{one.amount} {units[0]}"
        doubts.append(f"{one.sets} x {one.amount} is taken as {one.sets} repetitions with {weight}")
        held.append(replace(one, sets=0, amount=str(one.sets), weights=(weight,), weighed=weight))
    first = held[0]
    if len(held) > MAX_SETS:
        return None, ()
    alike = {(one.each_side, one.both_sides, one.open, one.tempo, one.rest, bool(one.weights)) for one in held}
    timed = {bool(re.search("[hms]", one.amount)) for one in held}
    if (
        len(alike) > 1
        or len(timed) > 1
        or any(one.sets > 1 or len(one.weights) > 1 or "," in one.amount for one in held)
    ):
        return None, ()
    weights = tuple(weight for one in held for weight in one.weights)
    return replace(
        first,
        sets=len(held),
        amount=",".join(one.amount for one in held),
        weights=weights[:1] if len(set(weights)) == 1 else weights,
        weighed=", ".join(weights),
        notes=tuple(dict.fromkeys(note for one in held for note in ((one.name,) if one.name else ()) + one.notes)),
    ), tuple(doubts)


def _read(text: str) -> Movement:
    """Read a line without a name before a colon; what its words and numbers say is cut out one after the other."""
    if not _DIGIT.search(text) and not any(word in text.lower() for word in _MOST_WORDS):
        name, in_brackets, notes = _name_and_notes(_with_brackets(text, Covered(text))[0])
        return Movement(name, notes=tuple(notes), name_in_brackets=in_brackets)
    covered = Covered.of(_TIMES_BRACKET.sub(r"\1 \2", text) if "(" in text else text)
    work = _Cutter(covered.text)
    half = _half(work) if "(" in text else None
    work.text, odd = _with_brackets(work.text, covered)
    other = work.cut("other", _EACH_OTHER, needs=_EACH_WORDS)
    rest = work.cut("interval", _ON_OFF, needs=_OFF_WORDS) or work.cut("rest", _REST, needs=_REST_WORDS)
    weighed = cut_weights(work.text, _has_dose) if WEIGHT_WORDS & work.words else Weighed(work.text)
    work.text = weighed.left
    work.cut("tempo", _TEMPO)
    each = work.cut("each", _EACH, needs=_EACH_WORDS)
    shared = bool(each and each["both"] and work.cut("total", _IN_TOTAL, " "))
    total = None if each else work.cut("total", _AS_TOTAL, needs=_TOTAL_WORDS)
    alternate = work.cut("alternate", _ALTERNATE, " ")
    if work.cut("distance", _DISTANCE) is None and (_LENGTHS.search(work.text) or _MOVED.search(work.text)):
        work.cut("distance", _SHORT_DISTANCE)
    sets, amount = _cut_dose(work)
    if not amount and weighed.weights and (alone := work.cut("sets", _SETS_NAMED)):
        sets = int(alone["sets"])
    load = work.cut("load", _LOAD, needs=_LOAD_WORDS)
    name, in_brackets, notes = _name_and_notes(work.text)
    notes += [_trim(one[0]) for one in (other, total) if one]
    notes[:0] = [f"at {_trim(load['a'] or load['c'])}"] if load else []
    odd += [part for part in (name, *notes) if _NUMBER.search(part)]
    rests, doubt = _rests(rest, sets)
    movement = Movement(
        name=name,
        sets=sets,
        amount=amount,
        each_side=each is not None,
        alternate=alternate is not None and each is None,
        rest=rests[0] if len(rests) == 1 else 0,
        rests=rests if len(rests) > 1 else (),
        weights=weighed.weights,
        weighed=weighed.written,
        notes=(*notes, *_in_words(work), *([_trim(rest[0])] if doubt and rest else [])),
        open=bool(re.fullmatch(_MOST, amount, re.IGNORECASE)),
        doubts=(*weighed.doubts, *doubt, *_odd(odd, covered), *_doubts(work, text, sets, amount)),
        name_in_brackets=in_brackets,
    )
    movement = _with_tempo(_as_open(movement, work), work)
    if each and each["both"]:
        movement = _on_both_sides(movement, each[0].strip(), shared=shared)
    elif half:
        movement = _halved(movement, half, amount)
    elif (dose := work.found.get("dose")) and dose.re in (_LIST, _SETS_LIST) and _is_each_side(dose["list"]):
        movement = _doubting(replace(movement, each_side=True), f"'{dose['list']}' is taken as {amount} each side")
    elif total:
        movement = _doubting(movement, f"'{total[0]}': {amount} in total is done as {amount}, without sides")
    if len(weighed.weights) == 2 == sets and "/" in weighed.written and _falling(weighed.weights):
        movement = _doubting(movement, f"{weighed.written} is taken as a weight for each of the two sets")
    notes = [covered.uncover(one) for one in movement.notes]
    movement = replace(movement, name=covered.uncover(movement.name), notes=tuple(notes))
    if any(_SECOND_DOSE.search(one) for one in odd) or (movement.amount and not _is_dose(movement, work)):
        return replace(movement, amount="", sets=0, unclear=True)
    return replace(movement, unclear=not movement.amount and bool(odd))


def _doubting(movement: Movement, doubt: str) -> Movement:
    return replace(movement, doubts=(*movement.doubts, doubt))


def _is_dose(movement: Movement, work: _Cutter) -> bool:
    """Return whether the script can have the dose; no sets are none."""
    found = work.found.get("dose")
    sets = found.groupdict().get("sets") if found else None
    return (sets is None or int(sets) > 0) and parse_do(movement.dose) is not None


def _in_words(work: _Cutter) -> list[str]:
    """Return ``2 to 3 sets``, of which the larger number is done."""
    found = work.found.get("dose")
    fewer = found.groupdict().get("fewer") if found else None
    return [f"{fewer} to {found['sets']} sets"] if found and fewer else []


def _as_open(movement: Movement, work: _Cutter) -> Movement:
    """Let what has a distance, or as many as possible, wait for a key; a time beside a distance is its dose."""
    distance = work.found.get("distance")
    if not distance:
        return replace(movement, amount="10") if movement.open else movement
    times, length = re.fullmatch(r"(?:(\d+)\s*[x×]\s*)?(.*)", distance[0], re.DOTALL).groups()  # type: ignore[union-attr]
    name, amount = f"{movement.name}, {_trim(length)}".lstrip(", "), movement.amount
    if movement.name_in_brackets:
        movement = replace(movement, notes=(movement.name, *movement.notes), name_in_brackets=False)
        name = _trim(length)
    if not times and re.search("[hms]", amount) and not movement.open:
        return replace(movement, name=name)
    sets = int(times or movement.sets or (amount if amount.isdigit() else 1))
    return replace(movement, name=name, sets=sets, amount="1", open=True, distance=True)


def _with_tempo(movement: Movement, work: _Cutter) -> Movement:
    """Add the tempo; to what has no repetitions to count, in words."""
    tempo = work.found.get("tempo")
    if not tempo:
        return movement
    if not tempo[1].strip("0-") or movement.open or movement.amount.endswith("hold"):
        return replace(movement, notes=(*movement.notes, f"tempo {tempo[1]}"))
    return replace(movement, tempo="-".join(tempo[1].upper().replace("-", "")))


def _halved(movement: Movement, half: re.Match[str], amount: str) -> Movement:
    """Divide the dose between the sides, or do it on each, as the brackets behind it say."""
    same = half["n"] == amount
    doubt = f"'{half[0]}' is taken as {amount} {'each side' if same else 'both sides'}"
    return _doubting(replace(movement, each_side=same, both_sides=not same), doubt)


def _falling(weights: Sequence[str]) -> bool:
    numbers = [float(found[0]) for one in weights if (found := re.search(r"\d+(?:\.\d+)?", one))]
    return numbers != sorted(numbers)


def _has_dose(text: str) -> bool:
    return bool(_cut_dose(_Cutter(text))[1])


def _half(work: _Cutter) -> re.Match[str] | None:
    """Cut out brackets such as ``(5 each side)``, where the dose before them is twice as much, or the same."""
    found = _HALF.search(work.text)
    if not found:
        return None
    _, amount = _cut_dose(_Cutter(_without_extras(_BRACKETS.sub(" ; ", work.text))))
    if amount.isdigit() and int(amount) in (int(found["n"]), 2 * int(found["n"])):
        return work.cut("half", _HALF)
    return None


def _without_extras(text: str) -> str:
    """Return a text without its rest, weights and tempo."""
    return _TEMPO.sub(" ; ", cut_weights(_REST.sub(" ; ", text), lambda _: True).left)


def _with_brackets(text: str, covered: Covered) -> tuple[str, list[str]]:
    """Write what is in brackets as parts of its own; beside a dose, other numbers in them are covered, and returned."""
    if not re.search(r"[()\[\]{}]", text):
        return text, []
    dosed = _has_dose(_without_extras(_BRACKETS.sub(" ; ", text)))
    odd: list[str] = []

    def part(found: re.Match[str]) -> str:
        inside = found[0][1:-1]
        if dosed and re.search(r"\d", _without_extras(inside)):
            odd.append(f"({inside.strip()})")
            inside = covered.put(inside)
        return f" ; {_BRACKET}{_MORE.sub(lambda one: one[0] + _BRACKET, inside)} ; "

    return re.sub(r"[()\[\]{}]", " ; ", _BRACKETS.sub(part, text)), odd


def _name_and_notes(text: str) -> tuple[str, bool, list[str]]:
    """Return the name, whether it stands in brackets because nothing else is there, and the other parts."""
    parts = [(part, _BRACKET in one) for one in _LIST_IN_WORDS.split(text) if (part := _trim(one))]
    if not parts:
        return "", False, []
    at = next((number for number, (_, inside) in enumerate(parts) if not inside), 0)
    if not re.search(r"[^\W\d_]", parts[at][0]):
        return "", False, [part for part, _ in parts]
    return *parts.pop(at), [part for part, _ in parts]


def _odd(parts: list[str], covered: Covered) -> list[str]:
    return [f"'{covered.uncover(part)}' is not understood, and stands among its words" for part in parts]


def _rests(rest: re.Match[str] | None, sets: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the rest, or one after each set, in ms, and what cannot be."""
    if rest is None:
        return (), ()
    if rest.re is _ON_OFF:
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


def _doubts(work: _Cutter, text: str, sets: int, amount: str) -> tuple[str, ...]:
    """Tell what a dose may have meant otherwise."""
    listed = work.found.get("dose")
    if listed and listed.re is _LIST and re.fullmatch(r"\d+\s*/\s*\d+", listed["list"]) and sets == 2:
        return (f"'{listed['list']}' is taken as two sets",)
    if listed and listed.re is _TIMES and not listed["sets"] and "/" in listed["list"] and sets == 2:
        return (f"'{listed[0].strip()}' is taken as two sets; for work and rest, write a rest",)
    travelled = re.search(r"(?<![\w.])\d{1,2}\s?m\b", text, re.IGNORECASE)
    many = travelled and sets > 1 and len(re.match(r"\d+", travelled[0])[0]) > 1  # type: ignore[index]
    if travelled and (many or _TRAVEL.search(text)) and re.search("m", amount):
        return (f"'{travelled[0]}' is taken as minutes",)
    reps = work.found.get("dose")
    far = amount.isdigit() and (
        int(amount) >= _MANY_REPS or (sets > 1 and int(amount) >= _FAR and not int(amount) % 25)
    )
    if far:
        return (f"{amount} is taken as repetitions; if it is a distance, write its unit",)
    if reps and reps.re is _REPS and reps["times"] and _HELD_STILL.search(text) and not re.search("[hms]", amount):
        return (f"'{reps[0].strip()}' is taken as repetitions; if it is held, write how long",)
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
    if whole := _cut_holds(work) or _cut_sides(work):
        return whole
    if known := work.found.get("interval") or work.cut("dose", _TIME_FIRST):
        return int(known["sets"]), _amount(known["amount"])
    if listed := _cut_list(work):
        return len(listed), ",".join(listed)
    if many := work.cut("dose", _SETS):
        return int(many["sets"]), _amount(many["amount"])
    if numbers := work.cut("dose", _LIST):
        parts = re.findall(r"\d+", numbers["list"])
        if _is_each_side(numbers["list"]):
            return 0, parts[0]
        return len(parts), ",".join(parts)
    if timed := work.cut("dose", _TIMED):
        return 0, _amount(timed["amount"])
    if reps := work.cut("dose", _REPS):
        return 0, _amount(reps["first"] or reps["times"] or reps["said"] or reps["last"] or reps["alone"])
    if most := work.cut("dose", _MOST_OF):
        sets = work.cut("sets", _SETS_ONLY)
        return int(sets["sets"]) if sets else 0, most[0]
    return 0, ""


def _cut_sides(work: _Cutter) -> tuple[int, str] | None:
    """Return sets of as much on both sides: ``3x5/5``."""
    found = _SETS_LIST.search(work.text)
    if not found or not _is_each_side(found["list"]):
        return None
    work.cut("dose", _SETS_LIST)
    return int(found["sets"]), found["list"].split("/")[0].strip()


def _is_each_side(numbers: str) -> bool:
    """Return whether numbers are those of both sides: ``5/5``."""
    return bool(re.fullmatch(r"(\d+)\s*/\s*\1", numbers))


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
        return re.sub(r"\s*(?:[-–]|to|bis)\s*", "-", text.strip())
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
    return text.strip(f" \t,;:.-–—@|*_~=+&/\\{_BRACKET}")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
