"""w2a workouts: timed exercises with a pause before each, as the program w2a (github.com/mrclmr/w2a) reads them.

Its texts are said one after another at the beginning of an exercise; ``half_time`` stops an exercise half-way for a
few seconds, to change sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from voicecoach.diagnostics import Span
from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.emit import Prose, Value
from voicecoach.intake.foreign_text import ForeignText, refuse
from voicecoach.script import reader
from voicecoach.script.reader import Mapping, Node, Scalar
from voicecoach.units import HOUR, SECOND, format_clock, format_duration

_KEYS = (
    *("tts", "audio_format", "i18n", "before_workout_announce", "after_workout_announce", "pause", "half_time"),
    *("exercise_beginning", "exercises", "log_level"),
)
_OWN_WORDS = {
    "exercise_beginning": "exercises are announced in voicecoach's own words",
    "i18n": "numbers and times are said in the words of the language",
    "audio_format": "the name of the output decides, as in voicecoach render -o FILE.mp3",
    "log_level": "means nothing here",
}
_VOICES = "voices have other names here, see voicecoach voices"
_EXERCISE_KEYS = ("name", "duration", "texts", "half_time", "pause_duration")
_GO_DURATION = re.compile(r"(?:\d{1,9}(?:\.\d{1,9})?(?:h|m|s|ms|us|µs|ns))+")
_GO_UNITS = {"h": HOUR, "m": 60 * SECOND, "s": SECOND, "ms": 1}
_SIDES = re.compile(r"\b(?:side|leg|arm|seite|bein|arme?|lado|côté|lato|kant)", re.IGNORECASE)
_OUR_SWITCH = re.compile(r"(?:change|switch|other) (?:the )?sides?\W*", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{-?\s*\.(\w+)\s*-?\}\}")
_A_CHARACTER = 75
_MOST_PAUSE = 60 * 60 * SECOND


def is_w2a(source: ForeignText) -> bool:
    """Return whether the text looks like YAML with a list of exercises."""
    return bool(re.search(r"^exercises\s*:", source.text, re.MULTILINE)) and bool(
        re.search(r"^(?:half_time|exercise_beginning|pause|tts)\s*:|^\s+(?:- )?duration\s*:", source.text, re.MULTILINE)
    )


def read_w2a(source: ForeignText) -> ScriptDraft:
    """Read the workout as a draft. Raises `SourceUnreadable` where there is none in the file."""
    root, problems = reader.read(source.file, source.text)
    for problem in problems:
        raise refuse(problem.span, problem.message.replace("the script", "the file"), problem.help)
    if not isinstance(root, Mapping):
        raise refuse(source.at(1), "this is YAML, but no w2a workout: it has no keys")
    return _W2aReader(source, root).read()


@dataclass(frozen=True, slots=True)
class _Exercise:
    name: str
    length: int
    texts: tuple[str, ...]
    halved: bool
    pause: int | None
    span: Span


@dataclass
class _W2aReader:
    source: ForeignText
    root: Mapping

    def read(self) -> ScriptDraft:
        listed = self.root.get("exercises")
        if not isinstance(listed, reader.Sequence):
            raise refuse((listed or self.root).span, "exercises: is no list of exercises")
        self._remark_unknown()
        done = [exercise for item in listed.items if (exercise := self._read_exercise(item))]
        if not done:
            raise refuse(listed.span, "there is no exercise with a name and a duration in this file")
        pause = self._announce("pause")
        between = min(self._length(pause.get("duration")) if pause else 0, _MOST_PAUSE)
        head: dict[str, Value] = {"defaults": {"ready": format_duration(between)}}
        if language := self._language():
            head = {"language": language, **head}
        if any(one.halved for one in done):
            head["prompts"] = {"side": "no"}
        steps = [*self._aside("before_workout_announce", done, between)]
        steps += [self._step(one) for one in done]
        steps += self._aside("after_workout_announce", done, between)
        return ScriptDraft(title="", head=head, steps=steps)

    def _remark_unknown(self) -> None:
        for key, value in self.root.entries:
            if key.text in _OWN_WORDS:
                self.source.remark(key.span, f"{key.text}: {_OWN_WORDS[key.text]}")
            elif key.text == "tts" and isinstance(value, Mapping):
                for name, voice in value.entries:
                    self.source.remark(name.span, f"{name.text}: {_word(voice)[:40]}: {_VOICES}")
            elif key.text not in _KEYS and not (isinstance(value, Mapping) and value.get("name")):
                self.source.remark(key.span, f"{key.text}: is no key of w2a")
        pause = self._announce("pause")
        if pause and (text := pause.get("text")):
            self.source.remark(text.span, "pause: exercises are announced in voicecoach's own words")

    def _announce(self, name: str) -> Mapping | None:
        node = self.root.get(name)
        return node if isinstance(node, Mapping) else None

    def _language(self) -> str:
        """Return the language of the voice, if its name says it: ``en-gb`` is en-GB."""
        voice = self._announce("tts")
        name = _word(voice.get("espeak_ng_voice")) if voice else ""
        found = re.fullmatch(r"(?:\w+/)?([a-z]{2,3})(?:-([a-z]{2}))?(?:[-+]\w+)*", name.lower())
        return f"{found[1]}-{found[2].upper()}" if found and found[2] else found[1] if found else ""

    def _read_exercise(self, item: Node) -> _Exercise | None:
        if not isinstance(item, Mapping):
            self.source.remark(item.span, "an exercise is left out: it is no block with a name and a duration")
            return None
        values = _merged(item)
        for name, key in values.items():
            if name not in _EXERCISE_KEYS:
                self.source.remark(key[0].span, f"{name}: is no key of an exercise")
        name = self.source.words(_word(_value(values, "name")), item.span)
        if not name:
            self.source.remark(item.span, "an exercise is left out: it has no name")
            return None
        length = self._length(_value(values, "duration"))
        if not SECOND <= length <= 24 * HOUR:
            self.source.remark(item.span, f"'{name[:40]}' is left out: its duration is no time from 1s to 24h")
            return None
        pause = _value(values, "pause_duration")
        halved = _word(_value(values, "half_time")).lower() in ("true", "yes", "on", "y")
        if halved and length < 2 * SECOND:
            self.source.remark(item.span, f"'{name[:40]}' is too short to be halved")
        return _Exercise(
            name,
            length,
            tuple(self._texts(_value(values, "texts"))),
            halved and length >= 2 * SECOND,
            min(self._length(pause), _MOST_PAUSE) if pause else None,
            item.span,
        )

    def _texts(self, node: Node | None) -> Iterator[str]:
        for item in node.items if isinstance(node, reader.Sequence) else (node,) if node else ():
            if isinstance(item, Scalar) and (text := self.source.words(item.text, item.span)):
                yield text

    def _length(self, node: Node | None) -> int:
        """Return the ms of a time as Go writes it, such as ``1m30s``; 0 where there is none."""
        text = _word(node).strip()
        if node is None or text == "0":
            return 0
        if re.fullmatch(r"\d{1,6}", text):
            self.source.remark(node.span, f"{text} has no unit; taken as seconds")
            return int(text) * SECOND
        if not _GO_DURATION.fullmatch(text):
            self.source.remark(node.span, f"'{text[:20]}' is no time such as 1m30s")
            return 0
        parts = re.findall(r"([\d.]+)(h|ms|m|s|us|µs|ns)", text)
        return int(sum((Decimal(value) * _GO_UNITS.get(unit, 0) for value, unit in parts), Decimal(0)))

    def _step(self, one: _Exercise) -> Value:
        step: dict[str, Value] = {"exercise": Prose(one.name)}
        cues = self._cues(one)
        if one.halved:
            pause = self._announce("half_time")
            text = self.source.words(_word(pause.get("text")), pause.span) if pause else ""
            length = min(self._length(pause.get("duration")) if pause else 0, _MOST_PAUSE)
            half = one.length // 2
            if not text or _SIDES.search(text):
                step |= {"do": f"{format_duration(half)} each side", "switch": format_duration(length)}
                cues |= {"switch": Prose(text)} if text and not _OUR_SWITCH.fullmatch(text) else {}
            else:
                step |= {"do": f"2x{format_duration(half)}", "rest": format_duration(length)}
                cues["end"] = {"say": Prose(text), "only": "set 1"}
        else:
            step["do"] = format_duration(one.length)
        if one.pause is not None:
            step["ready"] = format_duration(one.pause)
        return {**step, "cues": cues} if cues else step

    def _cues(self, one: _Exercise) -> dict[str, Value]:
        """Place the texts one after another, as far apart as they take to say."""
        end = one.length // 2 if one.halved else one.length
        at = 0
        cues: dict[str, Value] = {}
        for text in one.texts:
            if at >= end - SECOND and cues:
                self.source.remark(one.span, f"there is no time left to say '{text[:40]}'")
                continue
            cues["start" if at == 0 else f"at {at // SECOND}s"] = Prose(text)
            at += -(-(len(text) * _A_CHARACTER + 2 * SECOND) // SECOND) * SECOND
        return cues

    def _aside(self, key: str, done: list[_Exercise], pause: int) -> Iterator[Value]:
        node = self.root.get(key)
        if node is None:
            return
        work = sum(one.length for one in done)
        values = {
            "WorkoutExercisesCount": str(len(done)),
            "WorkoutDuration": _minutes(work + sum(pause if one.pause is None else one.pause for one in done)),
            "WorkoutDurationWithoutPauses": _minutes(work),
        }

        def fill(found: re.Match[str]) -> str:
            if found[1] not in values:
                self.source.remark(node.span, f"{found[0]} is no value of w2a")
            return values.get(found[1], "")

        if text := self.source.words(_TEMPLATE.sub(fill, _word(node)), node.span):
            yield {"say": Prose(text)}


def _minutes(length: int) -> str:
    return format_duration(length) if length < HOUR else format_clock(length)


def _word(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) and not node.is_null else ""


def _value(values: dict[str, tuple[Scalar, Node]], name: str) -> Node | None:
    return values[name][1] if name in values else None


def _merged(item: Mapping) -> dict[str, tuple[Scalar, Node]]:
    """Return the keys of a block with those that ``<<: *name`` brings in; its own ones win."""
    values: dict[str, tuple[Scalar, Node]] = {}
    for key, value in item.entries:
        if key.text == "<<":
            sources = value.items if isinstance(value, reader.Sequence) else (value,)
            for source in sources:
                if isinstance(source, Mapping):
                    values = {**_merged(source), **values}
    return values | {key.text: (key, value) for key, value in item.entries if key.text != "<<"}
