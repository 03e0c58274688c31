"""Fit speech into pauses: what must be heard makes them grow, and the last seconds count down.

The opening comes first, after the pause's tone. The closing, which says what comes next, begins with the last part, or
earlier where it needs more time; so a long rest stays quiet and a short one is used whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voicecoach.timeline.events import speech_event, tone_event
from voicecoach.timeline.fit_work import AFTER_TONE, BEFORE_COUNTDOWN, BETWEEN_SENTENCES, SPEEDS, Mishap, faster
from voicecoach.timeline.frames import FRAME, FrameGrid, on_frame
from voicecoach.timeline.model import Event, Measure, Segment
from voicecoach.timeline.slots import Announcement, Pause, Utterance
from voicecoach.units import SECOND

AFTER_WORDS = 250
AFTER_ASIDE = 450
SHORT_PAUSE = 4 * SECOND
"""A pause shorter than this is not made longer for the sake of a countdown."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """An announcement that will be said in ``length`` ms; the next one may begin after ``room`` ms."""

    announcement: Announcement
    utterance: Utterance
    length: int

    @property
    def room(self) -> int:
        return on_frame(self.length + self.announcement.quiet) + BETWEEN_SENTENCES


@dataclass
class PauseFitter:
    """Fits one `Pause` that starts at ``start``; the voice is busy with what came before until ``voice_free``.

    `fit` finds the ``end``, which is ``grown`` ms later than the script has it, the ``grid`` after it, and
    ``chapter_at``, where the words about what comes next begin. All instants are ms of the routine.
    """

    pause: Pause
    start: int
    voice_free: int
    measure: Measure
    grid: FrameGrid
    end: int = 0
    grown: int = 0
    chapter_at: int = 0
    events: list[Event] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)

    def fit(self) -> None:
        """Place all that must be heard, and as much else as there is room for."""
        # What is said, and how long that takes.
        first = self._first_word()
        closing = self._choose(one for one in self.pause.closing if one.must)
        opening = self._choose_opening(first, _room(closing))
        spoken = first + _room(opening) + _room(closing) if opening or closing else self._quiet_until()
        countdown = self._countdown(spoken, words=bool(closing) or any(one.announcement.must for one in opening))
        tail = countdown * SECOND + (BEFORE_COUNTDOWN if countdown and (opening or closing) else 0)
        aside = AFTER_ASIDE if self.pause.parts[0].kind == "say" and (opening or self.pause.tone) else 0
        self._find_end(spoken + tail + aside)
        # Where it stands.
        self._place_tone()
        after_opening = self._place_all(opening, first)
        closing_at = self._closing_start(closing, after_opening, tail)
        self._place_all(closing, closing_at)
        self.chapter_at = closing_at if closing and len(self.pause.parts) > 1 else self.start
        self._place_timed(after_opening, min(closing_at, self.end - tail))
        self._place_countdown(countdown)
        self._make_segments()

    def _find_end(self, needed: int) -> None:
        nominal = self.start + self.pause.nominal
        if needed <= nominal:
            self.end = nominal
        elif self.pause.clocked:
            self.end = on_frame(needed, self.start)
        else:
            self.end, self.grid = self.grid.end_of_grown(needed, self.start)
        self.grown = self.end - nominal

    def _first_word(self) -> int:
        """Return when speech may begin: after the tone, and after whatever is still being said."""
        tone = self._tone_length()
        after_tone = self._tone_at() + tone + AFTER_TONE if tone else self.start
        busy = self.voice_free + AFTER_WORDS if self.voice_free > self.start - AFTER_WORDS else self.start
        return on_frame(max(after_tone, busy), self.start)

    def _quiet_until(self) -> int:
        """Return where a pause without words is done with its tone, and with what came before it.

        A tone that is longer than what a clock leaves sounds on over the work.
        """
        sounds = 0 if self.pause.clocked and self.pause.nominal < SECOND else self._tone_length()
        return max(self._tone_at() + sounds, self.voice_free)

    def _tone_length(self) -> int:
        return self.measure.tone(self.pause.tone.sound) if self.pause.tone else 0

    def _tone_at(self) -> int:
        """Return the start of the pause; but what only follows the work, as the end does, waits for its last word."""
        return max(self.start, self.voice_free) if self.pause.parts[0].kind == "say" else self.start

    def _choose(self, announcements: Iterable[Announcement]) -> list[_Chosen]:
        return [_Chosen(one, one.utterance, self.measure.speech(one.utterance.phrase)) for one in announcements]

    def _choose_opening(self, first: int, closing: int) -> list[_Chosen]:
        """Return what must be said and, by priority, what else fits without making the pause longer."""
        offered = [one for one in self.pause.opening if one.before_end is None]
        chosen = {id(one.announcement): one for one in self._choose(one for one in offered if one.must)}
        spoken = first + closing + _room(chosen.values())
        countdown = self._countdown(spoken, words=bool(chosen) or closing > 0)
        room = self.start + self.pause.nominal - spoken - countdown * SECOND - (BEFORE_COUNTDOWN if countdown else 0)
        for one in sorted((one for one in offered if not one.must), key=lambda one: -one.priority):
            fitting = self._fit_one(one, room)
            if fitting is not None:
                chosen[id(one)] = fitting
                room -= fitting.room
        return [chosen[id(one)] for one in offered if id(one) in chosen]

    def _fit_one(self, one: Announcement, room: int) -> _Chosen | None:
        """Return an announcement as it fits into ``room`` ms: at its own rate, or if it is noted, a little faster."""
        whole = _Chosen(one, one.utterance, self.measure.speech(one.utterance.phrase))
        if whole.room <= room:
            return whole
        missing = whole.room - room
        for percent in SPEEDS if one.noted else ():
            said = Utterance(one.utterance.text, faster(one.utterance.phrase, percent))
            quicker = _Chosen(one, said, self.measure.speech(said.phrase))
            if quicker.room <= room:
                self.mishaps.append(Mishap("cue-faster", one.id, one.id, said.text, missing, one.source))
                return quicker
        if one.noted:
            self.mishaps.append(Mishap("cue-dropped", one.id, one.id, one.utterance.text, missing, one.source))
        return None

    def _countdown(self, spoken: int, *, words: bool) -> int:
        """Return how many seconds are counted: all of them, and if need be the pause grows.

        But a short pause, one without ``words`` that must be heard, or one that a clock ends counts what has room.
        """
        wanted = self.pause.countdown if self.measure.tone("countdown") else 0
        if not self.pause.clocked and (self.pause.closing or (words and self.pause.nominal >= SHORT_PAUSE)):
            return wanted
        free = self.start + self.pause.nominal - spoken - (BEFORE_COUNTDOWN if words and self.pause.clocked else 0)
        return max(0, min(wanted, free // SECOND))

    def _place_tone(self) -> None:
        length = self._tone_length()
        if self.pause.tone and length:
            name, role, sound, source = self.pause.tone
            part = self.pause.parts[0]
            at, source = self._tone_at(), source or part.source
            self.events.append(tone_event(name, role, at, length, part.place, source, sound))

    def _place_all(self, chosen: Sequence[_Chosen], at: int) -> int:
        """Say them one after another, and return when the next one could begin."""
        for one in chosen:
            self._say(one.announcement, one.utterance, at, one.length)
            at += one.room
        return at

    def _say(self, one: Announcement, said: Utterance, at: int, length: int) -> None:
        self.events.append(speech_event(one.id, one.role, at, length, one.place, one.source, said))
        self.voice_free = max(self.voice_free, at + length)

    def _closing_start(self, closing: Sequence[_Chosen], earliest: int, tail: int) -> int:
        if not closing:
            return self.end
        last_part = self.start + self.pause.nominal - self.pause.parts[-1].length
        needed = _room(closing) - BETWEEN_SENTENCES + tail
        latest = on_frame(self.end - needed - FRAME + 1, self.start)
        return max(earliest, min(on_frame(last_part, self.start), latest))

    def _place_timed(self, earliest: int, latest: int) -> None:
        """Say "ten seconds" and the like at their instant before the end, where nothing else is being said."""
        free_from = earliest + SECOND
        for one in self.pause.opening:
            if one.before_end is not None:
                at = max(self.end - one.before_end, free_from if one.may_be_late else 0)
                length = self.measure.speech(one.utterance.phrase)
                if at >= free_from and at + length + BETWEEN_SENTENCES <= latest:
                    self._say(one, one.utterance, at, length)
                    free_from = at + length + BETWEEN_SENTENCES

    def _place_countdown(self, seconds: int) -> None:
        length = self.measure.tone("countdown") if seconds else 0
        part = self.pause.parts[-1]
        for second in range(seconds, 0, -1) if length else ():
            name, at = f"{self.pause.id}/countdown{second}", self.end - second * SECOND
            self.events.append(tone_event(name, "countdown", at, length, part.place, part.source, "countdown"))

    def _make_segments(self) -> None:
        at = self.start
        for part in self.pause.parts:
            end = self.end if part is self.pause.parts[-1] else at + part.length
            if end > at:
                exercise, number, side, _ = part.place
                music = self.pause.music
                self.segments.append(
                    Segment(part.kind, part.label, at, end, exercise, number, side, part.source, music=music)
                )
            at = end


def _room(chosen: Iterable[_Chosen]) -> int:
    return sum(one.room for one in chosen)
