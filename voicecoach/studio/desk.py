"""What is asked of a script again and again while it is edited; what has not changed is kept from the call before."""

from __future__ import annotations

import contextlib
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from http import HTTPStatus
from typing import Any, Generic, NamedTuple, TypeVar

from voicecoach.app import DiskFiles, Loaded, Request, check_voices, load
from voicecoach.compiler import Compiled, compile_routine, lengths_once
from voicecoach.diagnostics import Diagnostic
from voicecoach.errors import TooMuchToSay, VoicecoachError
from voicecoach.phrases.pack import Pack
from voicecoach.phrases.wording import Wording, Words
from voicecoach.reach import Missed, describe
from voicecoach.script.checker import Overrides, in_order
from voicecoach.script.fewer import left_out, with_fewer_sets
from voicecoach.script.kinds import MAX_LENGTH, Problems
from voicecoach.script.lengths import check_size
from voicecoach.script.model import LEVELS, Level, Pace, Routine
from voicecoach.script.schema import Names, find_names
from voicecoach.script.texts import MAY_BE_EMPTY
from voicecoach.studio.ahead import Ahead
from voicecoach.studio.folder import Folder, State, state_of
from voicecoach.studio.picture import Lines, included_at, picture
from voicecoach.studio.places import Places
from voicecoach.studio.problems import shown
from voicecoach.studio.refusal import Refusal, refusal_of
from voicecoach.studio.voices import Lengths, OpenVoice, Voices
from voicecoach.timeline.model import Measure, Phrase
from voicecoach.timeline.slots import Plan
from voicecoach.timeline.target import OutOfReach, fit_length
from voicecoach.timeline.unfilled import report_unfilled
from voicecoach.timeline.utterances import LengthEstimate
from voicecoach.units import HOUR, format_clock

_KEPT = 6
_KEPT_TIMELINES = 4
_MOST_PAGES = 100
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """What was made last, by what it was made from."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what was made from ``key``, or make it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()
        self.put(key, made)
        return made

    def known(self, key: K) -> V | None:
        """Return what is kept, if it is."""
        with self._lock:
            return self._values.get(key)

    def values(self) -> list[V]:
        """Return what is kept, the latest first."""
        with self._lock:
            return list(self._values.values())[::-1]

    def put(self, key: K, value: V) -> list[V]:
        """Keep a value, and return the oldest ones that are not kept any more."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            over = len(self._values) - self._most
            return [self._values.popitem(last=False)[1] for _ in range(over)]


@dataclass(frozen=True, slots=True)
class Tweak:
    """What is different this time: speeds, where the script's own are not meant, a level, a length in ms."""

    movement: Decimal | None = None
    rest: Decimal | None = None
    level: Level = "normal"
    minutes: int = 0

    def pace(self, own: Pace) -> Pace:
        """Return the pace of a routine whose own one is given."""
        return Pace(self.movement or own.move, self.rest or own.rest)


@dataclass(frozen=True)
class Script:
    """A script as it stands in the editor. ``file`` is where it is kept."""

    name: str
    file: str
    text: str


@dataclass
class Checked:
    """A script after checking, and the states of the other files that were looked for."""

    script: Script
    loaded: Loaded
    states: tuple[State, ...]
    serial: int = field(default_factory=itertools.count().__next__)

    @cached_property
    def others(self) -> Mapping[str, int]:
        """Return the lines, as the checker counts, on which other scripts are brought in."""
        texts = self.loaded.files.read
        return included_at(self.script.file, texts, self.loaded.files.beside) if len(texts) > 1 else {}

    @cached_property
    def places(self) -> Places:
        """Return the places of the text."""
        return Places(self.script.text)

    @cached_property
    def names(self) -> Names:
        """Return what the script and those that it includes call their exercises and phases."""
        return find_names(self.loaded.files.read.items())

    @property
    def lines(self) -> Lines:
        """Return where anything has its line."""
        return Lines(self.script.file, self.places, self.others)

    def shown(self, found: tuple[Diagnostic, ...]) -> list[dict[str, Any]]:
        """Return diagnostics as the page has them."""
        return shown(self.script.file, self.places, found, self.lines)


@dataclass(frozen=True)
class Made:
    """A routine as it will be heard, its phrases that have a guessed length, and what is told of it.

    ``silence`` is why no ``voice`` speaks, if none does.
    """

    compiled: Compiled
    unspoken: tuple[Phrase, ...] = ()
    voice: OpenVoice | None = None
    silence: str = ""
    found: tuple[Diagnostic, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def wrong(self) -> bool:
        """Return whether there are mistakes, so that it cannot be heard."""
        return any(one.severity == "error" for one in self.found)

    @property
    def length(self) -> int:
        """Return the length in ms."""
        return self.compiled.timeline.duration


class Desk:
    """The scripts of a folder, as they are edited. ``voice`` and ``rate`` are those of the command line."""

    def __init__(self, folder: Folder, voices: Voices, voice: str = "", rate: int = 0) -> None:
        self.folder, self.voices = folder, voices
        self._voice, self._rate = voice, rate
        self._lock = threading.RLock()
        self._checked: Kept[tuple[str, str, Level], Checked] = Kept()
        self._made: Kept[tuple[int, Tweak, int], Made] = Kept(_KEPT_TIMELINES)
        self._latest: Checked | None = None
        self.ahead = Ahead()
        self._numbers = itertools.count(1)
        self._asked: Kept[str, int] = Kept(_MOST_PAGES)
        self._waiting: tuple[str, int] | None = None
        self._names = Names()
        self._wordings: Kept[tuple[str, Any, Any], Wording] = Kept()

    def script(self, name: str, text: str) -> Script:
        """Return a script of the folder with the text that the editor has."""
        return Script(name, self.folder.file(name), text)

    def warm(self, name: str = "") -> None:
        """Open the voice of a script, or the usual one, so that it need not be waited for."""
        with contextlib.suppress(Refusal, VoicecoachError):
            text = self.folder.read(name).text if name else "title: Studio\nroutine:\n  - say: Hello.\n"
            routine, pack = self.checked(self.script(name or "studio.yaml", text)).loaded.require()
            self.voices.of(routine, pack).warm()

    def check(self, script: Script, page: str = "") -> dict[str, Any]:
        """Return what can be said of a script without laying it out. A timeline that ``page`` waits for is given up."""
        self._ask(page)
        self.ahead.stop()
        self._latest = checked = self.checked(script)
        return {"diagnostics": checked.shown(checked.loaded.diagnostics)}

    def timeline(self, script: Script, tweak: Tweak, page: str = "") -> dict[str, Any]:
        """Return all that is said of a script, and its timeline where it has no errors."""
        ticket = self._ask(page)
        with self._lock:
            self._waiting = page, ticket
            try:
                return self._timeline(script, tweak)
            finally:
                self._waiting = None

    def _timeline(self, script: Script, tweak: Tweak) -> dict[str, Any]:
        self._go_on()
        self._latest = checked = self.checked(script, tweak.level)
        loaded = checked.loaded
        if loaded.routine is None:
            return {"diagnostics": checked.shown(loaded.diagnostics), "timeline": None}
        made = self.made(checked, tweak)
        found = in_order((*loaded.diagnostics, *made.found), script.file)
        if any(one.severity == "error" for one in found):
            return {"diagnostics": checked.shown(found), "timeline": None}
        if made.voice is not None:
            self.ahead.want(made.voice, made.unspoken)
        plain = made.length if tweak == Tweak() else self.made(self.checked(script), Tweak()).length
        own = loaded.routine.pace
        more = {
            "plain_length_ms": plain,
            "guessed": len(made.unspoken),
            "silence": made.silence,
            "levels": list(LEVELS),
            "pace": {"movement": float(own.move), "rest": float(own.rest)},
            "remarks": list(made.remarks),
        }
        return {"diagnostics": checked.shown(found), "timeline": {**picture(made.compiled, checked.lines), **more}}

    def _ask(self, page: str) -> int:
        """Take note that a page asks anew, and return the number of its question."""
        number = next(self._numbers)
        self._asked.put(page, number)
        return number

    def _go_on(self) -> None:
        """Give up laying out what nobody waits for any more."""
        if self._waiting is not None and self._asked.known(self._waiting[0]) != self._waiting[1]:
            raise Refusal("the script was changed meanwhile", HTTPStatus.CONFLICT, superseded=True)

    def checked(self, script: Script, level: Level = "normal") -> Checked:
        """Return a script after checking; other files that it needs are looked at again where they have changed."""
        key = script.file, script.text, level
        checked = self._checked.get(key, lambda: self._check(script, level))
        if checked.states != _states(checked.loaded.files, script.file):
            checked = self._check(script, level)
            self._checked.put(key, checked)
        return checked

    def diagnosed(self, text: str) -> tuple[Diagnostic, ...]:
        """Return what is said of a text in place of the script that it comes from."""
        known = self._of(text)
        script = known.script if known is not None else Script("", str(self.folder.path / "new.yaml"), "")
        return self.checked(replace(script, text=text)).loaded.diagnostics

    def included(self, text: str) -> Mapping[str, str]:
        """Return the texts that the script with this text includes."""
        known = self._of(text)
        read = known.loaded.files.read if known is not None else {}
        return {file: other for file, other in read.items() if known is not None and file != known.script.file}

    def _of(self, text: str) -> Checked | None:
        """Return the script with this text as it was checked, or else the one that was checked last."""
        return next((one for one in self._checked.values() if one.script.text == text), self._latest)

    def names(self) -> Names:
        """Return the names of the script that was checked last; while it cannot be read, those of before."""
        found = self._latest.names if self._latest is not None else Names()
        if found.exercises or found.phases:
            self._names = found
        return self._names

    def _check(self, script: Script, level: Level) -> Checked:
        request = Request(script.file, Overrides(level), self._voice, self._rate)
        loaded = check_voices(load(request, {script.file: script.text}, planned=False))
        return Checked(script, loaded, _states(loaded.files, script.file))

    def wording(self, routine: Routine, pack: Pack) -> Wording:
        """Return the words of a routine, which are made once as long as its language and lexicon stay."""
        key = routine.language, routine.phrases, routine.lexicon
        return self._wordings.get(key, lambda: _Words(pack, routine.lexicon, self._go_on))

    def made(self, checked: Checked, tweak: Tweak) -> Made:
        """Return a routine as it will be heard, with the lengths that are known and guesses for the rest."""
        lengths, silence = self.voices.lengths(*checked.loaded.require())
        key = checked.serial, tweak, lengths.age
        with self._lock:
            return self._made.get(key, lambda: self._make(checked, tweak, lengths, silence))

    def _make(self, checked: Checked, tweak: Tweak, lengths: Lengths, silence: str) -> Made:
        routine, pack = checked.loaded.require()
        wording = self.wording(routine, pack)
        routine = replace(routine, pace=tweak.pace(routine.pace))
        found, remarks = _too_large(routine), []
        wanted = tweak.minutes or routine.minutes.length
        try:
            if wanted and not found:
                routine, remark, missed = _fitted(routine, wording, _Measure(lengths, self._go_on), wanted)
                remarks += [remark] if remark else []
                found += missed if not tweak.minutes else ()
            lengths = lengths.afresh()
            plans: list[Plan] = []
            compiled = compile_routine(routine, wording, _Measure(lengths, self._go_on), plans.append)
        except TooMuchToSay as much:
            raise refusal_of(much) from much
        found += _too_long(routine, compiled.timeline.duration)
        if any(map(MAY_BE_EMPTY.search, checked.loaded.files.read.values())):
            found += tuple(report_unfilled(plans[0]))
        return Made(compiled, lengths.guessed, lengths.voice, silence or lengths.problem, found, tuple(remarks))


@dataclass(frozen=True)
class _Words(Wording):
    """Words of which each may be the last: ``go_on`` raises an error where no more are wanted."""

    go_on: Callable[[], None] = lambda: None

    def text(self, template: str, values: Mapping[str, str]) -> Words:
        """Fill in a text, if it is still wanted."""
        self.go_on()
        return super().text(template, values)


class _Measure(NamedTuple):
    """Lengths that are asked for as long as they are wanted."""

    lengths: Lengths
    go_on: Callable[[], None]

    def speech(self, phrase: Phrase) -> int:
        """Return the length of a phrase in ms."""
        self.go_on()
        return self.lengths.speech(phrase)

    def tone(self, sound: str) -> int:
        """Return the length of a sound in ms."""
        return self.lengths.tone(sound)


def _too_large(routine: Routine) -> tuple[Diagnostic, ...]:
    """Return why a routine is too long or too full at its pace."""
    problems = Problems()
    check_size(routine, routine.title.span, problems)
    return tuple(problems.found)


def _too_long(routine: Routine, length: int) -> tuple[Diagnostic, ...]:
    """Return why a routine is too long with all that is said in it."""
    if length <= MAX_LENGTH:
        return ()
    message = (
        f"the routine lasts {format_clock(length)} with all that is said in it; at most {MAX_LENGTH // HOUR} hours"
    )
    return (Diagnostic("too-long", message, routine.title.span, help="say less, or make several routines"),)


def _fitted(
    routine: Routine, wording: Wording, lengths: Measure, wanted: int
) -> tuple[Routine, str, tuple[Diagnostic, ...]]:
    """Return a routine that lasts about ``wanted`` ms, what was done for that, or why it cannot be had."""

    found: LengthEstimate | None = None

    def length_of(one: Routine) -> int:
        nonlocal found
        found = lengths_once(one, wording, lengths, found)
        return found.total

    fitted = fit_length(routine, length_of, wanted)
    if isinstance(fitted, OutOfReach):
        missed = Missed(wanted, fitted, routine.minutes.movement, routine.minutes.span)
        message = f"the routine {missed.reason}"
        return routine, message, (Diagnostic("out-of-reach", message, missed.span or routine.title.span, "warning"),)
    blocks = with_fewer_sets(routine.blocks, fitted.fewer)
    told = describe(fitted, left_out(routine.blocks, blocks))
    return replace(routine, pace=fitted.pace, blocks=blocks), told, ()


def _states(files: DiskFiles, main: str) -> tuple[State, ...]:
    """Return the other files that a script asks for, each as it is now."""
    return tuple(state_of(file) for file in sorted(files.asked - {main}))
