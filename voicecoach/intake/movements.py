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
from dataclasses import replace
from functools import lru_cache

from voicecoach.intake.board_words import any_of, first_words
from voicecoach.intake.doses import (
    LONG_HOLD,
    MANY_HOLDS,
    MOST,
    ON_OFF,
    REPETITIONS,
    REPS,
    REPS_WORD,
    SETS_LIST,
    TIMES,
    Cutter,
    cut_dose,
    is_each_side,
)
from voicecoach.intake.emit import capital
from voicecoach.intake.movement import Movement
from voicecoach.intake.quantities import COVER, Covered, about_the_whole
from voicecoach.intake.rests import DIGIT, REST_IN_LINE, REST_WORDS, rests_of
from voicecoach.intake.times import TIME, UNIT, read_time
from voicecoach.intake.weights import WEIGHT_WORDS, Weighed, cut_weights
from voicecoach.script.notation import parse_do
from voicecoach.units import SECOND

_LIMB = any_of("limbs")
_EACH_LIMB = rf"(?:{any_of('each')}|(?P<both>{any_of('both')}))\s+{_LIMB}(?!\w)"
_MOVED = re.compile(
    r"\b(?:carr(?:y|ies)|sprints?|swim|sled|crawls?|lunges?|farmers?|kick|free(?:style)?|back(?:stroke)?|breast(?:stroke)?|butterfly"
    r"|drill|underwater|shuttles?|strides?|kraul|brust|rücken|schmetterling|crol|espalda|braza|brasse|papillon|nage|dorso|rana)\b",
    re.IGNORECASE,
)
_TRAVEL = re.compile(r"\b(?:run|walk|jog|row|bike|ski|swim)", re.IGNORECASE)
_DISTANCE = re.compile(
    r"\b(?:\d{1,2}\s*[x×]\s*)?\d+(?:\.\d+|\s*/\s*\d+(?=\s*cal))?\s*(?:k(?=\s+(?:[^\W\d]{3}|@|in\b)|\s*$)|km|kilomet(?:er|re)s?|met(?:er|re)s?|miles?|mi|yards?|yds?|cal(?:orie)?s?)\b"
    r"|\b(?:\d{1,2}\s*[x×]\s*)?\d{2,4}(?=\s+(?:free(?:style)?|fly|butterfly|back(?:stroke)?|breast(?:stroke)?|kick|pull|IM|swim|choice|drill(?:\s*/\s*swim)?)"
    rf"\s*(?:$|[,;@(/]|{COVER}|w/|easy\b|hard\b))"
    r"|\b\d{1,2}\s*[x×]\s*(?:25|50|75|\d{1,2}[05]0)(?=\s+(?:sprints?|easy|hard|fast|build|descend(?:ing)?|steady|strong|smooth)\s*"
    rf"(?:$|[,;@(]|{COVER}))"
    r"|(?<![\w.,])(?:\d{1,2}\s*[x×]\s*)?\d{1,2}[.,]\d{3}\s*m\b|\b\d{1,2}\s*[x×]\s*[5-9]\d\s*m\b"
    r"|\b(?:\d{1,2}\s*[x×]\s*)?\d{3,4}\s*m?\s*/\s*\d{3,4}\s*m\b|\b(?:\d{1,2}\s*[x×]\s*)?\d{3,4}\s*m\b",
    re.IGNORECASE,
)
_LENGTHS = re.compile(r"\b\d{1,2}\s*[x×]\s*(?:25|50|75)\s*m\b", re.IGNORECASE)
"""Lengths of a pool, or of a hall."""
_SHORT_DISTANCE = re.compile(r"\b(?:\d{1,2}\s*[x×]\s*)?\d{2}\s*m\b", re.IGNORECASE)
_EACH = re.compile(
    rf"\b(?:(?:on|for|over|across|auf|in|op)\s+)?{_EACH_LIMB}|/\s*{_LIMB}(?!\w)|\be/s\b|\ba\s+side\b"
    r"|\bea(?:ch)?\b\.?(?!\s*[^\W\d_])|\bl/r\b|\bl\s*\+\s*r\b",
    re.IGNORECASE,
)
_EACH_OTHER = re.compile(
    r"(?:\s*[,;]\s*)?(?<!twice\s)(?<!once\s)(?<!times\s)\b(?:a|per)\s+day\b|(?:\s*[,;]\s*)?\b(?:each|every|per)\s+(?:day|morning|evening|night|hour|sets?|rounds?|reps?|repetitions?|times?|minutes?|exercises?|movements?)\b[^,;]*",
    re.IGNORECASE,
)
_AS_TOTAL = re.compile(rf"\b{any_of('total')}(?=\s*(?:[,;]|$))", re.IGNORECASE)
_IN_TOTAL = re.compile(rf"\b{any_of('total')}\b", re.IGNORECASE)
_ALTERNATE = re.compile(r"\balt(?:ernat(?:e|ing|ely))?\b\.?(?:\s+(?:sides|legs|arms))?", re.IGNORECASE)
_TEMPO = re.compile(
    r"(?:\btempo\s*:?\s*|@\s*(?!\d{3}(?![\dxX-])))([0-9xX](?:-?[0-9xX]){2,3})(?![\d.]|\s*(?:kg|lb|%))", re.IGNORECASE
)
"""Three digits behind an ``@`` may be a weight."""
_LOAD = re.compile(rf"(?:@|\bat\b|\bwith\b|\bw/)\s*(?P<a>{COVER}|bodyweight|BW)(?!\w)|@\s*(?P<c>[^,;]+)", re.IGNORECASE)
_SETS_NAMED = re.compile(rf"\b(?P<sets>\d{{1,2}})\s*{any_of('sets')}(?!\w)", re.IGNORECASE)
_MANY_REPS, _FAR = 200, 50
"""From so many repetitions on, and in sets from so many twenty-fives, a distance may be meant."""
_LEAST_SHARED = 10 * SECOND
_HELD_STILL = re.compile(
    r"\b(?:planks?|wall[\s-]?sits?|dead[\s-]?hangs?|(?:hollow|l)[\s-]?(?:body\s+)?(?:holds?|sits?)|superman\s+holds?)\W*[x×]",
    re.IGNORECASE,
)
_LIST_IN_WORDS = re.compile(r"[,;]|\s[-–—](?=\s)")
_BRACKET = "\x02"
"""Stands before what is in brackets."""
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_TIMES_BRACKET = re.compile(r"(\d\s*[x×])\s*\(([^()]*)\)", re.IGNORECASE)
_MORE = re.compile(r"[,;](?!\s*\d)|\s[-–—]\s(?!\d)")
_HALF = re.compile(rf"\(\s*(?P<n>\d{{1,4}}){REPS_WORD}\s*(?:{_EACH_LIMB}|/\s*{_LIMB}|each)\s*\)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![^\W_])\d")
_SECOND_DOSE = re.compile(
    rf"\d\s*[x×*]\s*\d|^\d[\d\s.,:/–-]*(?:{UNIT}|{any_of('sets', 'reps')})?\W*$|\d\s*{any_of('sets', 'reps')}(?!\w)",
    re.IGNORECASE,
)
_EACH_WORDS = first_words("each", "both") | {"/", "ea", "e", "l", "a"}
_OFF_WORDS = frozenset(("off", "easy", "slow"))
_TOTAL_WORDS = first_words("total")
_LOAD_WORDS = frozenset(("@", "at", "with", "w"))
_MOST_WORDS = frozenset(("max", "maximum", "amrap", "failure"))
IN_THE_RESTS = " in the rests"
"""How a note ends about what is done between intervals."""
PREFIX = re.compile(r"([^\W\d][\w &'/-]{0,40}?)\s*:\s+(\S.*)")
_GROUP = re.compile(rf"(?:{any_of('groups')}(?:\s+(?:[a-z]|\d+))?|[a-z]\d?)", re.IGNORECASE)


@lru_cache(maxsize=2_000)
def read_movement(text: str) -> Movement:
    """Read a line; the name is empty where there is none, the amount where there is no dose."""
    if about_the_whole(text):
        return Movement(capital(_trim(text)))
    named = PREFIX.fullmatch(text)
    movement = read_line(named[2]) if named else Movement("")
    if not named or not movement.dosed:
        movement = read_line(text)
    elif movement.name and is_group(named[1]):
        movement = replace(movement, heading=named[1])
    elif movement.name and not movement.name_in_brackets and not _stands_apart(movement.name, named[2]):
        movement = replace(movement, name=f"{named[1]}: {movement.name}")
        if timed := re.search(rf"(?<![\w.]){TIME}", named[1]):
            movement = _doubting(movement, f"'{timed[0]}' is not understood, and stands in its name")
    else:
        notes = (movement.name, *movement.notes) if movement.name else movement.notes
        movement = replace(movement, name=named[1], notes=notes)
    if movement.dosed and not movement.open and parse_do(movement.dose) is None:
        movement = replace(movement, sets=0, amount="", unclear=True)
    if movement.name.lower().endswith(IN_THE_RESTS):
        notes = (movement.name, *movement.notes)
        movement = replace(movement, name="Run", notes=notes, doubts=(*movement.doubts, "it has no name: Run"))
    return replace(movement, name=capital(movement.name))


def is_group(words: str) -> bool:
    """Return whether words such as ``Finisher`` name a part of a board, and no exercise."""
    return bool(_GROUP.fullmatch(words))


def _stands_apart(words: str, text: str) -> bool:
    """Return whether something stands between words and what is before them."""
    before = text[: text.find(words)].rstrip() if words in text else ""
    return before[-1:] in (",", ";", "-", "–", "—") and len(before) > 1


def read_line(text: str) -> Movement:
    """Read a line without a name before a colon; what its words and numbers say is cut out one after the other."""
    if not DIGIT.search(text) and not any(word in text.lower() for word in _MOST_WORDS):
        name, in_brackets, notes = _name_and_notes(_with_brackets(text, Covered(text))[0])
        return Movement(name, notes=tuple(notes), name_in_brackets=in_brackets)
    covered = Covered.of(_TIMES_BRACKET.sub(r"\1 \2", text) if "(" in text else text)
    work = Cutter(covered.text)
    half = _half(work) if "(" in text else None
    work.text, odd = _with_brackets(work.text, covered)
    other = work.cut("other", _EACH_OTHER, needs=_EACH_WORDS)
    rest = work.cut("interval", ON_OFF, needs=_OFF_WORDS) or work.cut("rest", REST_IN_LINE, needs=REST_WORDS)
    weighed = cut_weights(work.text, _has_dose) if WEIGHT_WORDS & work.words else Weighed(work.text)
    work.text = weighed.left
    work.cut("tempo", _TEMPO)
    each = work.cut("each", _EACH, needs=_EACH_WORDS)
    if each and each["both"]:
        work.cut("shared", _IN_TOTAL, " ")
    total = None if each else work.cut("total", _AS_TOTAL, needs=_TOTAL_WORDS)
    alternate = work.cut("alternate", _ALTERNATE, " ")
    if work.cut("distance", _DISTANCE) is None and (_LENGTHS.search(work.text) or _MOVED.search(work.text)):
        work.cut("distance", _SHORT_DISTANCE)
    sets, amount = cut_dose(work)
    if not amount and weighed.weights and (alone := work.cut("sets", _SETS_NAMED)):
        sets = int(alone["sets"])
    load = _trim(found["a"] or found["c"]) if (found := work.cut("load", _LOAD, needs=_LOAD_WORDS)) else ""
    name, in_brackets, notes = _name_and_notes(work.text)
    notes += [_trim(one[0]) for one in (other, total) if one]
    if not name and re.search("[hms]", amount) and re.match(r"[^\W\d_]", load):
        name, load = load, ""  # 3 min @ threshold
    notes[:0] = [f"at {load}"] if load else []
    odd += [part for part in (name, *notes) if _NUMBER.search(part)]
    rests, doubt = rests_of(rest, sets)
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
        open=bool(re.fullmatch(MOST, amount, re.IGNORECASE)),
        doubts=(*weighed.doubts, *doubt, *_odd(odd, covered), *_doubts(work, text, sets, amount)),
        name_in_brackets=in_brackets,
    )
    movement = _with_tempo(_as_open(movement, work), work)
    movement = _with_sides(movement, work, half, amount)
    if len(weighed.weights) == 2 == sets and "/" in weighed.written and _falling(weighed.weights):
        movement = _doubting(movement, f"{weighed.written} is taken as a weight for each of the two sets")
    notes = [covered.uncover(one) for one in movement.notes]
    movement = replace(movement, name=covered.uncover(movement.name), notes=tuple(notes))
    if any(_SECOND_DOSE.search(one) for one in odd) or ("dose" in work.found and not _is_dose(movement, work)):
        return replace(movement, amount="", sets=0, unclear=True)
    return replace(movement, unclear=not movement.amount and bool(odd))


def _with_sides(movement: Movement, work: Cutter, half: re.Match[str] | None, amount: str) -> Movement:
    """Divide the dose between the sides, or do it on each, as the line says; what may be meant otherwise is a doubt."""
    each, dose, total = (work.found.get(name) for name in ("each", "dose", "total"))
    if each and each["both"]:
        return _on_both_sides(movement, each[0].strip(), shared="shared" in work.found)
    if half:
        return _halved(movement, half, amount)
    if dose and dose.re in (REPETITIONS, SETS_LIST) and is_each_side(dose["list"]):
        return _doubting(replace(movement, each_side=True), f"'{dose['list']}' is taken as {amount} each side")
    if total:
        return _doubting(movement, f"'{total[0]}': {amount} in total is done as {amount}, without sides")
    return movement


def _doubting(movement: Movement, doubt: str) -> Movement:
    return replace(movement, doubts=(*movement.doubts, doubt))


def _is_dose(movement: Movement, work: Cutter) -> bool:
    """Return whether the script can have the dose; no sets are none."""
    found = work.found.get("dose")
    sets = found.groupdict().get("sets") if found else None
    return (sets is None or int(sets) > 0) and parse_do(movement.dose) is not None


def _in_words(work: Cutter) -> list[str]:
    """Return ``2 to 3 sets``, of which the larger number is done."""
    found = work.found.get("dose")
    fewer = found.groupdict().get("fewer") if found else None
    return [f"{fewer} to {found['sets']} sets"] if found and fewer else []


def _as_open(movement: Movement, work: Cutter) -> Movement:
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


def _with_tempo(movement: Movement, work: Cutter) -> Movement:
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
    return bool(cut_dose(Cutter(text))[1])


def _half(work: Cutter) -> re.Match[str] | None:
    """Cut out brackets such as ``(5 each side)``, where the dose before them is twice as much, or the same."""
    found = _HALF.search(work.text)
    if not found:
        return None
    _, amount = cut_dose(Cutter(_without_extras(_BRACKETS.sub(" ; ", work.text))))
    if amount.isdigit() and int(amount) in (int(found["n"]), 2 * int(found["n"])):
        return work.cut("half", _HALF)
    return None


def _without_extras(text: str) -> str:
    """Return a text without its rest, weights and tempo."""
    return _TEMPO.sub(" ; ", cut_weights(REST_IN_LINE.sub(" ; ", text), lambda _: True).left)


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


def _doubts(work: Cutter, text: str, sets: int, amount: str) -> tuple[str, ...]:
    """Tell what a dose may have meant otherwise."""
    listed = work.found.get("dose")
    if listed and listed.re is REPETITIONS and re.fullmatch(r"\d+\s*/\s*\d+", listed["list"]) and sets == 2:
        return (f"'{listed['list']}' is taken as two sets",)
    if listed and listed.re is TIMES and not listed["sets"] and "/" in listed["list"] and sets == 2:
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
    if reps and reps.re is REPS and reps["times"] and _HELD_STILL.search(text) and not re.search("[hms]", amount):
        return (f"'{reps[0].strip()}' is taken as repetitions; if it is held, write how long",)
    held = re.search(r"\bholds?\b", text, re.IGNORECASE) and re.fullmatch(r"[\dhms.]+[hms]", amount)
    length = read_time(amount) if held else 0
    few = 3 <= sets < MANY_HOLDS and 0 < length <= 10 * SECOND
    if few or (sets >= MANY_HOLDS and 0 < length <= LONG_HOLD):
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


def _trim(text: str) -> str:
    return text.strip(f" \t,;:.-–—@|*_~=+&/\\{_BRACKET}")
