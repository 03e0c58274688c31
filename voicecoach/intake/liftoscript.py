"""Liftosaur programs: exercises such as ``Squat / 3x8 100lb 90s / progress: lp(5lb)``, by weeks and days.

Each day becomes a section of one script. Sets, weights, rests and set timers are taken over; so is what an exercise
reuses of another one (``...Squat``). Rules for the next workout need somebody who counts workouts, and are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from voicecoach.diagnostics import Span
from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.emit import Comment, Prose, Value, capital
from voicecoach.intake.foreign_text import ForeignText, refuse
from voicecoach.units import HOUR, SECOND, format_duration

_MOST_OF_A_LINE = 5_000
_MOST_SETS = 99
_MOST_REPETITIONS = 1_000
_MOST_WEEKS = 60
_SETS = re.compile(r"(?:!\s*)?\d{1,4}\s*x\s*\d{1,4}(?:\s*-\s*\d{1,4})?\+?(?![\w.])", re.IGNORECASE)
_OWN_KEY = re.compile(r"/\s*(?:progress|update|warmup|superset|id|used)\s*:|/\s*\.\.\.\s*\S", re.IGNORECASE)
_KEY = re.compile(r"(progress|update|warmup|superset|id|used)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"(?:([^:\[\]/]{1,40}):\s*)?([^\[\]]+?)\s*(?:\[([\d,\s-]*)\])?")
_REUSE = re.compile(r"\.\.\.\s*([^\[\]]+?)\s*(?:\[(\d{1,3}|_)(?::(\d{1,3}))?\])?")
_BLOCK = re.compile(r"\{~|/\*")
_TOKENS = re.compile(
    r"(?P<sets>(?P<times>\d{1,4})\s*x\s*(?P<low>\d{1,4})(?:\s*-\s*(?P<high>\d{1,4}))?(?P<amrap>\+)?(?![\w.]))"
    r"|(?P<timed>(?P<time>\d{1,4})s\+?\s*\|\s*(?P<after>\d{1,4}s|\?))"
    r"|(?P<rest>\d{1,4})s(?!\w)"
    r"|@(?P<rpe>\d{1,2}(?:\.\d)?)\+?"
    r"|(?P<weight>-?\d{1,5}(?:\.\d{1,3})?)\s*(?P<unit>kg|lb|%)\+?"
    r"|\((?P<label>[^()]{1,40})\)"
    r"|(?P<ignored>\?\+|auto\b)",
    re.IGNORECASE,
)
_DEFAULT_REST = 180 * SECOND
_SHORT_TEXT = 200


def is_liftoscript(source: ForeignText) -> bool:
    """Return whether lines are exercises with their sets behind a slash, as only Liftosaur writes them."""
    exercises = own = others = 0
    for _, raw in source.lines():
        line = raw.strip()
        if not line or line.startswith(("#", "//")) or len(line) > _MOST_OF_A_LINE:
            continue
        name, slash, sections = line.partition(" / ")
        if slash and not name[:1].isdigit() and (_SETS.match(sections.lstrip()) or _OWN_KEY.match("/ " + sections)):
            exercises += 1
            own += bool(_OWN_KEY.search("/" + sections))
        else:
            others += 1
    return bool(own) or (exercises > 0 and others == 0)


def read_liftoscript(source: ForeignText) -> ScriptDraft:
    """Read the program as a draft. Raises `SourceUnreadable` where there is no exercise with sets in it."""
    return _Reader(source).read()


@dataclass(frozen=True)
class _Set:
    """One set: repetitions or a time in ms, and what is written about it. ``rest`` in ms is None where it is not."""

    low: int
    high: int
    amrap: bool = False
    time: int = 0
    rest: int | None = None
    weight: str = ""
    rpe: str = ""
    label: str = ""


@dataclass
class _Exercise:
    """One line: its name, its place, and its sections. ``weeks`` has the last week into which it is repeated."""

    name: str
    label: str
    span: Span
    week: int
    day: int
    last_week: int
    sections: list[str]
    notes: list[str]
    unused: bool = False

    @property
    def key(self) -> str:
        return f"{self.label}: {self.name}".lower() if self.label else self.name.lower()


@dataclass
class _Day:
    week: str
    name: str
    exercises: list[_Exercise] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    number: int = 1
    week_number: int = 1


@dataclass
class _Dose:
    """What an exercise does: its sets, and what is told beside them."""

    sets: list[_Set] = field(default_factory=list)
    common: _Set | None = None
    warmup: list[_Set] = field(default_factory=list)
    superset: str = ""


@dataclass
class _Reader:
    source: ForeignText
    comments: list[str] = field(default_factory=list)
    days: list[_Day] = field(default_factory=list)
    rests: bool = True
    named: dict[tuple[str, int], list[_Exercise]] = field(default_factory=dict)

    def read(self) -> ScriptDraft:
        self._read_lines()
        templates = {one.key for day in self.days for one in day.exercises if one.unused}
        self._repeat_weeks()
        found = [(day, list(self._day(day, templates))) for day in self.days]
        done = [(day, steps) for day, steps in found if any(isinstance(step, dict) for step in steps)]
        if not done:
            raise refuse(self.source.at(1), "there is no exercise with sets in this program")
        steps: list[Value] = []
        for day, inner in done:
            name = ", ".join(part for part in (day.week, day.name) if part)
            words = self.source.words(name, self.source.at(1)) if name else ""
            steps += [{"section": Prose(words), "steps": inner}] if words else inner
        if len(done) > 1:
            self.comments.append(
                f"A script is one workout, and these are {len(done)}: keep one day's section, and delete the others."
            )
        head: dict[str, Value] = {}
        if not self.rests:
            self.comments.append("Sets without a rest timer have 3 minutes, as Liftosaur has it if nobody changed it.")
            head["defaults"] = {"rest": format_duration(_DEFAULT_REST)}
        return ScriptDraft(title="", comments=tuple(self.comments), head=head, steps=steps)

    # --- lines -----------------------------------------------------------------------------------------------------

    def _logical_lines(self) -> Iterator[tuple[int, str]]:
        """Yield lines with their numbers; scripts are cut out of them, and lines that go on are joined."""
        lines = "".join(self._without_scripts()).split("\n")
        whole, start = "", 0
        for number, line in enumerate(lines, 1):
            start = start or number
            if line.rstrip().endswith("\\"):
                whole += line.rstrip()[:-1] + " "
                continue
            yield start, whole + line
            whole, start = "", 0
        if whole:
            yield start, whole

    def _without_scripts(self) -> Iterator[str]:
        """Yield the text without scripts and comments in it; a line that goes on behind one is continued."""
        text = "\n".join(line for _, line in self.source.lines())
        at, line = 0, 1
        while found := _BLOCK.search(text, at):
            end_mark = "*/" if found[0] == "/*" else "~}"
            end = text.find(end_mark, found.end())
            if end < 0:
                break
            line += text.count("\n", at, found.start())
            inside = text[found.end() : end]
            if found[0] == "/*":
                self.comments.append(inside)
            else:
                self.source.remark(self.source.at(line), "the script between {~ and ~} is not taken over")
            yield text[at : found.start()]
            yield "\\\n" * inside.count("\n")
            line += inside.count("\n")
            at = end + 2
        yield text[at:]

    def _read_lines(self) -> None:
        week, weeks, days, notes = "", 1, 0, []
        spoken: dict[str, list[str]] = {}
        for number, raw in self._logical_lines():
            line, span = raw.strip(), self.source.at(number, len(raw) - len(raw.lstrip()) + 1)
            if len(line) > _MOST_OF_A_LINE:
                raise refuse(span, f"a line of {len(line):,} characters is too long")
            if line.startswith("//"):
                text = line.lstrip("/").strip()
                if line.startswith("///"):
                    self.comments.append(text)
                else:
                    notes.append(text)
            elif line.startswith("##"):
                days += 1
                self.days.append(_Day(week, line.lstrip("#").strip(), [], notes, days, weeks))
                notes = []
            elif line.startswith("#"):
                weeks += bool(week)
                week, days = line.lstrip("#").strip() or f"Week {weeks}", 0
                self.comments += notes
                notes = []
            elif line:
                if not days:
                    days = 1
                    self.days.append(_Day(week, "", [], [], 1, weeks))
                if one := self._exercise(line, span, self.days[-1], notes, spoken):
                    self.days[-1].exercises.append(one)
                notes = []
        self.comments += notes

    def _exercise(
        self, line: str, span: Span, day: _Day, notes: list[str], spoken: dict[str, list[str]]
    ) -> _Exercise | None:
        title, *sections = _split(line, "/")
        named = _NAME.fullmatch(title.strip())
        name = self.source.words(named[2], span) if named else ""
        if not named or not name or not sections:
            self.source.remark(span, f"'{line[:60]}' is no exercise with its sets behind a slash; left out")
            return None
        last = day.week_number
        if repeated := re.search(r"(\d{1,4})\s*-\s*(\d{1,4})", named[3] or ""):
            last = min(int(repeated[2]), _MOST_WEEKS)
        key = name.lower()
        if len(notes) == 1 and (reused := _REUSE.fullmatch(notes[0])):
            notes = spoken.get(reused[1].lower(), [])
        spoken[key] = notes = [note.lstrip("! ") for note in notes] if notes else spoken.get(key, [])
        unused = any(re.fullmatch(r"used\s*:\s*none", one.strip(), re.IGNORECASE) for one in sections)
        return _Exercise(
            name, (named[1] or "").strip(), span, day.week_number, day.number, last,
            [one.strip() for one in sections if one.strip()], [note for note in notes if note], unused,
        )  # fmt: skip

    def _repeat_weeks(self) -> None:
        """Add exercises that are repeated over weeks, such as ``Squat[1-4]``, to the days of those weeks."""
        places = {(day.week_number, day.number): day for day in self.days}
        keys = {place: {one.key for one in day.exercises} for place, day in places.items()}
        for day in list(self.days):
            for one in list(day.exercises):
                for week in range(one.week + 1, one.last_week + 1 if one.week == day.week_number else 0):
                    target = (week, one.day)
                    if target in places and one.key not in keys[target]:
                        keys[target].add(one.key)
                        places[target].exercises.append(replace(one, week=week, last_week=week))

    # --- sets ------------------------------------------------------------------------------------------------------

    def _day(self, day: _Day, templates: set[str]) -> Iterator[Value]:
        for comment in day.comments:
            if comment:
                yield Comment(comment)
        told = [(one, self._dose(one, ())) for one in day.exercises if one.key not in templates]
        for group, members in groupby(told, lambda pair: pair[1].superset or id(pair[0])):
            pairs = list(members)
            if isinstance(group, str) and len(pairs) > 1:
                yield from self._superset(pairs)
            else:
                for one, dose in pairs:
                    yield from self._steps(one, dose)

    def _find(self, name: str, week: int, day: int | None) -> _Exercise | None:
        """Return the first exercise of a name, in any day of a week or in one of them."""
        if not self.named:
            for one in (one for place in self.days for one in place.exercises):
                for key in {one.key, one.name.lower(), one.name.lower().partition(",")[0]}:
                    self.named.setdefault((key, one.week), []).append(one)
        found = self.named.get((name.lower(), week), [])
        return next((one for one in found if day in (None, one.day)), None)

    def _dose(self, one: _Exercise, through: tuple[str, ...]) -> _Dose:
        """Read the sections of an exercise; what it reuses of another one comes first, and its own wins."""
        dose = _Dose()
        for reused in filter(None, map(_REUSE.fullmatch, one.sections)):
            self._reuse(one, dose, reused, through)
        variants: list[str] = []
        for section in one.sections:
            if _REUSE.fullmatch(section):
                continue
            if keyed := _KEY.fullmatch(section):
                self._keyed(one, dose, keyed[1].lower(), keyed[2].strip())
            elif _SETS.match(section):
                variants.append(section)
            elif not self._common(one, dose, section):
                self.source.remark(one.span, f"{one.name}: '{section[:60]}' is not understood; left out")
        if variants:
            dose.sets = self._sets(one, self._current(one, variants))
        return dose

    def _current(self, one: _Exercise, variants: list[str]) -> str:
        """Return the sets to do where there are several ways: those with a ``!``, or the first."""
        chosen = next((variant for variant in variants if variant.startswith("!")), variants[0])
        for variant in variants:
            if variant is not chosen:
                self.source.remark(one.span, f"{one.name}: '{variant[:60]}' is another way to do it; left out")
        return chosen.lstrip("! ")

    def _reuse(self, one: _Exercise, dose: _Dose, reused: re.Match[str], through: tuple[str, ...]) -> None:
        week = int(reused[2]) if reused[3] and reused[2] != "_" else one.week
        day = int(reused[3] or reused[2]) if reused[2] and (reused[3] or reused[2] != "_") else None
        other = self._find(reused[1], week, day)
        if other is None or other.key in through or other is one or len(through) > 9:
            self.source.remark(one.span, f"{one.name}: there is no '{reused[1][:40]}' whose sets can be used here")
            return
        from_other = self._dose(other, (*through, one.key))
        dose.sets, dose.common, dose.warmup = from_other.sets, from_other.common, from_other.warmup

    def _keyed(self, one: _Exercise, dose: _Dose, key: str, value: str) -> None:
        if key == "warmup":
            dose.warmup = [] if value.lower() == "none" else self._sets(one, value)
        elif key == "superset":
            dose.superset = value
        elif not (key == "used" or value.lower() == "none"):
            shown = value if len(value) <= 60 else f"{value[:60]}…"
            self.source.remark(one.span, f"{one.name}: {key}: {shown} is a rule of Liftosaur for the next workout")

    def _common(self, one: _Exercise, dose: _Dose, section: str) -> bool:
        """Read what holds for all sets, such as ``60s 80%``; return False for something else."""
        read = self._read_set(one, section)
        if read is None or read[0]:
            return False
        dose.common = read[1]
        return True

    def _sets(self, one: _Exercise, text: str) -> list[_Set]:
        sets: list[_Set] = []
        for part in _split(text, ","):
            read = self._read_set(one, part)
            if read is None or not 0 < read[0] <= _MOST_SETS - len(sets) or read[1].high > _MOST_REPETITIONS:
                self.source.remark(one.span, f"{one.name}: '{part.strip()[:40]}' is no set that can be done; left out")
            else:
                sets += [read[1]] * read[0]
        return sets

    def _read_set(self, one: _Exercise, text: str) -> tuple[int, _Set] | None:
        """Return how many sets a text is, 0 if it names no number, and one of them; None for something else."""
        if _TOKENS.sub("", text).strip():
            return None
        times, made = 0, _Set(0, 0)
        for found in _TOKENS.finditer(text):
            if found["sets"]:
                times, low = int(found["times"]), int(found["low"])
                made = replace(made, low=low, high=int(found["high"] or low), amrap=bool(found["amrap"]))
            elif found["timed"]:
                made = replace(made, time=int(found["time"]) * SECOND)
                if found["after"] != "?":
                    made = replace(made, rest=self._rest(one, found["after"][:-1]))
            elif found["rest"]:
                made = replace(made, rest=self._rest(one, found["rest"]))
            elif found["rpe"]:
                made = replace(made, rpe=found["rpe"])
            elif found["weight"]:
                unit = "% of your one-repetition maximum" if found["unit"] == "%" else found["unit"].lower()
                space = "" if found["unit"] == "%" else " "
                number = found["weight"]
                made = replace(made, weight="no weight" if float(number) == 0 else f"{number}{space}{unit}")
            elif found["label"]:
                made = replace(made, label=found["label"])
            else:
                self.source.remark(one.span, f"{one.name}: '{found[0]}' is not taken over")
        return times, made

    def _rest(self, one: _Exercise, seconds: str) -> int:
        """Return a rest in ms; a script has none longer than an hour."""
        if int(seconds) * SECOND > HOUR:
            self.source.remark(one.span, f"{one.name}: a rest of {seconds}s is cut to an hour")
        return min(int(seconds) * SECOND, HOUR)

    # --- steps -----------------------------------------------------------------------------------------------------

    def _superset(self, pairs: Sequence[tuple[_Exercise, _Dose]]) -> Iterator[Value]:
        """Yield a superset, if all have as many sets; else the exercises one after another, with a remark."""
        inner = [list(self._steps(one, dose, alone=False)) for one, dose in pairs]
        for one, dose in pairs[:-1]:
            if any(own.rest for own in self._own_sets(dose)):
                self.source.remark(one.span, f"{one.name}: its rest within a superset is not taken over")
        counts = {len(dose.sets) for _, dose in pairs}
        if len(counts) != 1 or any(len(steps) != 1 for steps in inner):
            one = pairs[0][0]
            self.source.remark(one.span, f"superset of {one.name}: the sets differ; done one after another")
            for one, dose in pairs:
                yield from self._steps(one, dose)
            return
        step: dict[str, Value] = {"superset": str(counts.pop())}
        last, dose = pairs[-1]
        rests = {own.rest for own in self._own_sets(dose)} - {None, 0}
        if len(rests) == 1:
            step["rest_between_rounds"] = format_duration(rests.pop() or 0)
        elif rests:
            self.source.remark(last.span, f"{last.name}: different rests within a superset are not taken over")
        yield {**step, "steps": [step for steps in inner for step in steps]}

    def _own_sets(self, dose: _Dose) -> list[_Set]:
        """Return the sets of a dose with what holds for all of them."""
        sets = [_overlaid(own, dose.common) for own in dose.sets]
        return [own for own in sets if own.low or own.time]

    def _steps(self, one: _Exercise, dose: _Dose, *, alone: bool = True) -> Iterator[Value]:
        sets = self._own_sets(dose)
        if not sets:
            self.source.remark(one.span, f"{one.name}: there are no sets; left out")
            return
        name = _spoken_name(one.name)
        if dose.warmup and alone:
            warmup = [
                replace(own, weight=own.weight.replace("your one-repetition maximum", "the first set's weight"))
                for own in dose.warmup
                if own.low
            ]
            yield from self._step(one, f"{name}, warm-up", warmup, [])
        elif dose.warmup:
            self.source.remark(one.span, f"{one.name}: the warm-up of an exercise in a superset is left out")
        for number, part in enumerate(_parts(sets)):
            yield from self._step(one, name, part, one.notes if number == 0 else [], alone=alone)

    def _step(
        self, one: _Exercise, name: str, sets: list[_Set], notes: list[str], *, alone: bool = True
    ) -> Iterator[Value]:
        if not sets:
            return
        long = [note for note in notes if len(note) > _SHORT_TEXT]
        yield from (Comment(note) for note in long)
        step: dict[str, Value] = {"exercise": Prose(name), "do": _dose(sets, alone=alone)}
        weights = [own.weight for own in sets]
        if any(weights):
            same = len(set(weights)) == 1
            step["weight"] = Prose(weights[0]) if same else [Prose(weight or "no weight") for weight in weights]
        rests = [own.rest for own in sets]
        if alone and None not in rests:
            texts = [format_duration(rest or 0) for rest in rests]
            step["rest"] = texts[0] if len(set(texts)) == 1 else ",".join(texts)
        elif alone:
            self.rests = False
        setup = [note for note in notes if note not in long]
        setup += _told("RPE {}", [own.rpe for own in sets]) + _told("{}", [own.label for own in sets])
        if one.label and name == _spoken_name(one.name):
            setup.insert(0, one.label)
        if any(own.amrap for own in sets):
            which = "every set" if all(own.amrap for own in sets) else "the last set" if sets[-1].amrap else "one set"
            setup.append(f"As many repetitions as possible in {which}")
            self.source.remark(one.span, f"{one.name}: 'as many as possible' is said, and the least are counted")
        if any(own.time and own.low > 1 for own in sets):
            setup.append(f"{sets[0].low} repetitions in each set")
            self.source.remark(one.span, f"{one.name}: a set lasts as long as its timer; its repetitions are said")
        words = self.source.words(". ".join(capital(text.rstrip(".")) for text in setup), one.span) if setup else ""
        if words:
            step["setup"] = Prose(words if words[-1] in ".!?" else f"{words}.")
        yield step


def _overlaid(own: _Set, common: _Set | None) -> _Set:
    if common is None:
        return own
    return replace(
        own,
        time=own.time or common.time,
        rest=common.rest if own.rest is None else own.rest,
        weight=own.weight or common.weight,
        rpe=own.rpe or common.rpe,
        label=own.label or common.label,
    )


def _parts(sets: list[_Set]) -> Iterator[list[_Set]]:
    """Yield sets that one dose can hold: equal ranges, or numbers, or times; with a rest after each, or without."""
    for _, part in groupby(
        sets, lambda own: (bool(own.time), (own.low, own.high) if own.high > own.low else 0, own.rest is None)
    ):
        yield list(part)


def _dose(sets: list[_Set], *, alone: bool) -> str:
    """Write the dose of sets that `_parts` keeps together; in a superset it is that of one turn."""
    if sets[0].time:
        texts = [format_duration(own.time) for own in sets]
    else:
        texts = [f"{own.low}-{own.high}" if own.high > own.low else str(own.low) for own in sets]
    if len(set(texts)) == 1:
        return f"{len(sets)}x{texts[0]}" if alone and len(sets) > 1 else texts[0]
    return ",".join(texts)


def _told(pattern: str, values: list[str]) -> list[str]:
    """Return words for a value that all sets have, or one after another."""
    if not any(values):
        return []
    told = values if len(set(values)) > 1 else values[:1]
    return [pattern.format(", ".join(value or "none" for value in told))]


def _spoken_name(name: str) -> str:
    """Return the name as it is said: ``Bench Press, Dumbbell`` keeps its equipment."""
    return capital(name)


def _split(text: str, mark: str) -> list[str]:
    """Split at a mark that stands in no brackets."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth = max(0, depth + (character in "([{") - (character in ")]}"))
        if character == mark and not depth:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
