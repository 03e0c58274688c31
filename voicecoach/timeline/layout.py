"""Speech into pauses: what must be heard makes them grow, and the last seconds count down.

The opening lines come first, after the pause's tone. The closing lines, which say what comes next, begin with the last
part, or earlier where they need more; so a long rest stays quiet and a short one is used whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from voicecoach.timeline.events import speech_event, tone_event
from voicecoach.timeline.fit import SPEEDS, Mishap, faster
from voicecoach.timeline.model import Event, Measure, Segment
from voicecoach.timeline.slots import CuePlan, Line, Pause, Utterance
from voicecoach.units import GRAIN, SECOND, on_grain

BETWEEN_LINES = 13 * GRAIN
AFTER_TONE = 150
AFTER_WORDS = 250
BEFORE_COUNTDOWN = 300
AFTER_ASIDE = 450
SHORT_PAUSE = 4 * SECOND
"""A pause shorter than this is not made longer for the sake of a countdown."""


@dataclass
class PauseLayout:
    """A pause at its place: events, segments, growth and what was left out."""

    start: int
    end: int = 0
    closing_at: int = 0
    voice_free: int = 0
    events: list[Event] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    grown: int = 0
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A line that will be said; the next one could begin after it has ``taken`` so many ms."""

    line: Line
    utterance: Utterance
    length: int

    @property
    def taken(self) -> int:
        return on_grain(self.length) + BETWEEN_LINES


@dataclass
class PauseFitter:
    """Lays out one `Pause` that starts at ``start``; the voice is busy until ``voice_free``.

    A pause that has to grow ends on the grain of the whole routine, so that what follows lies among the frames as it
    did before an edit: up to 23 ms ``ahead`` of what all lengths before add up to, and pauses do not add to that.
    """

    pause: Pause
    start: int
    voice_free: int
    measure: Measure
    ahead: int = 0
    out: PauseLayout = field(init=False)

    def __post_init__(self) -> None:
        self.out = PauseLayout(self.start, voice_free=self.voice_free, ahead=self.ahead)

    def fit(self) -> PauseLayout:
        """The pause with all that must be heard, and as much else as there is room for."""
        first = self._first_word()
        closing = self._choose(line for line in self.pause.closing if line.must)
        opening = self._choose_opening(first, _total(closing))
        spoken = first + _total(opening) + _total(closing) if opening or closing else self._quiet_until()
        countdown = self._countdown(spoken, words=bool(closing) or any(one.line.must for one in opening))
        tail = countdown * SECOND + (BEFORE_COUNTDOWN if countdown and (opening or closing) else 0)
        aside = AFTER_ASIDE if self.pause.parts[0].kind == "say" and (opening or self.pause.tone) else 0
        nominal = self.start + self.pause.nominal
        self._end(spoken + tail + aside, nominal)
        self._place_tone()
        after_opening = self._place_lines(opening, first)
        closing_at = self._closing_start(closing, after_opening, tail)
        self._place_lines(closing, closing_at)
        self.out.closing_at = closing_at if closing and len(self.pause.parts) > 1 else self.start
        self._place_timed(after_opening, min(closing_at, self.out.end - tail))
        self._place_countdown(countdown)
        self._make_segments()
        return self.out

    def _end(self, needed: int, nominal: int) -> None:
        self.out.end = nominal
        if needed > nominal and self.pause.clocked:
            self.out.end = on_grain(needed, self.start)
        elif needed > nominal:
            exact = on_grain(needed, self.start) + GRAIN - self.ahead
            self.out.end = on_grain(exact)
            self.out.ahead = self.out.end - exact
        self.out.grown = self.out.end - nominal

    def _first_word(self) -> int:
        """When the first line may begin: after the tone, and after whatever is still being said."""
        tone = self.measure.tone(self.pause.tone) if self.pause.tone else 0
        after_tone = self._tone_at() + tone + AFTER_TONE if tone else self.start
        busy = self.voice_free + AFTER_WORDS if self.voice_free > self.start - AFTER_WORDS else self.start
        return on_grain(max(after_tone, busy), self.start)

    def _quiet_until(self) -> int:
        """Where a pause without words is done with what came before it."""
        tone = self.measure.tone(self.pause.tone) if self.pause.tone else 0
        return max(self._tone_at() + tone, self.voice_free)

    def _tone_at(self) -> int:
        """With the pause; but what only follows the work, as the end does, waits for the last word of it."""
        return max(self.start, self.voice_free) if self.pause.parts[0].kind == "say" else self.start

    def _choose(self, lines: Iterable[Line]) -> list[_Chosen]:
        return [_Chosen(line, line.utterance, self.measure.speech(line.utterance.phrase)) for line in lines]

    def _choose_opening(self, first: int, closing: int) -> list[_Chosen]:
        """What must be said and, by priority, what else fits without making the pause longer."""
        lines = [line for line in self.pause.opening if line.left is None]
        chosen = {id(one.line): one for one in self._choose(line for line in lines if line.must)}
        spoken = first + closing + _total(chosen.values())
        countdown = self._countdown(spoken, words=bool(chosen) or closing > 0)
        room = self.start + self.pause.nominal - spoken - countdown * SECOND - (BEFORE_COUNTDOWN if countdown else 0)
        for line in sorted((line for line in lines if not line.must), key=lambda line: -line.priority):
            fitting = self._fit_line(line, room)
            if fitting is not None:
                chosen[id(line)] = fitting
                room -= fitting.taken
        return [chosen[id(line)] for line in lines if id(line) in chosen]

    def _fit_line(self, line: Line, room: int) -> _Chosen | None:
        whole = _Chosen(line, line.utterance, self.measure.speech(line.utterance.phrase))
        if whole.taken <= room:
            return whole
        for percent in SPEEDS if line.noted else ():
            said = replace(line.utterance, phrase=faster(line.utterance.phrase, percent))
            quicker = _Chosen(line, said, self.measure.speech(said.phrase))
            if quicker.taken <= room:
                self._note("cue-faster", line, whole.taken - room)
                return quicker
        if line.noted:
            self._note("cue-dropped", line, whole.taken - room)
        return None

    def _note(self, code: str, line: Line, missing: int) -> None:
        cue = CuePlan(line.id, line.role, 0, 0, line.utterance, line.place, line.source)
        self.out.mishaps.append(Mishap(code, line.id, line.utterance.text, missing, cue, line.source))

    def _countdown(self, spoken: int, *, words: bool) -> int:
        """How many seconds are counted: all of them, unless the pause is short or has no ``words`` that must be heard.

        Those are not made longer for a countdown, nor is one that a clock ends.
        """
        wanted = self.pause.countdown if self.measure.tone("countdown") else 0
        if not self.pause.clocked and (self.pause.closing or (words and self.pause.nominal >= SHORT_PAUSE)):
            return wanted
        free = self.start + self.pause.nominal - spoken - (BEFORE_COUNTDOWN if words and self.pause.clocked else 0)
        return max(0, min(wanted, free // SECOND))

    def _place_tone(self) -> None:
        length = self.measure.tone(self.pause.tone) if self.pause.tone else 0
        if length:
            role = self.pause.tone if self.pause.tone in ("rest", "switch", "done") else "tone"
            name = f"{self.pause.id}/tone" if not self.pause.id.startswith("tone/") else self.pause.id
            place, source = self.pause.parts[0].place, self.pause.parts[0].source
            self.out.events.append(tone_event(name, role, self._tone_at(), length, place, source, self.pause.tone))

    def _place_lines(self, lines: Sequence[_Chosen], at: int) -> int:
        """Say the lines one after another; returns when the next one could begin."""
        for one in lines:
            self._say(one.line, one.utterance, at, one.length)
            at += one.taken
        return at

    def _say(self, line: Line, said: Utterance, at: int, length: int) -> None:
        event = speech_event(line.id, line.role, at, length, line.place, line.source, said)
        self.out.events.append(event)
        self.out.voice_free = max(self.out.voice_free, event.end)

    def _closing_start(self, closing: Sequence[_Chosen], earliest: int, tail: int) -> int:
        if not closing:
            return self.out.end
        last_part = self.start + self.pause.nominal - self.pause.parts[-1].length
        needed = _total(closing) - BETWEEN_LINES + tail
        latest = on_grain(self.out.end - needed - GRAIN + 1, self.start)
        return max(earliest, min(on_grain(last_part, self.start), latest))

    def _place_timed(self, earliest: int, latest: int) -> None:
        """Lines such as "ten seconds": at their instant before the end, where nothing else is being said."""
        for line in self.pause.opening:
            if line.left is not None:
                at = self.out.end - line.left
                length = self.measure.speech(line.utterance.phrase)
                if at >= earliest + SECOND and at + length + BETWEEN_LINES <= latest:
                    self._say(line, line.utterance, at, length)

    def _place_countdown(self, seconds: int) -> None:
        length = self.measure.tone("countdown") if seconds else 0
        if not length:
            return
        for left in range(seconds, 0, -1):
            at = self.out.end - left * SECOND
            place, source = self.pause.parts[-1].place, self.pause.parts[-1].source
            name = f"{self.pause.id}/countdown{left}"
            self.out.events.append(tone_event(name, "countdown", at, length, place, source, "countdown"))

    def _make_segments(self) -> None:
        at = self.start
        for part in self.pause.parts:
            last = part is self.pause.parts[-1]
            end = self.out.end if last else at + part.length
            if end > at:
                where = part.place
                self.out.segments.append(
                    Segment(part.kind, part.label, at, end, where.exercise, where.set, where.side, part.source)
                )
            at = end


def _total(lines: Iterable[_Chosen]) -> int:
    return sum(one.taken for one in lines)
