"""Fit speech into the gaps of movement, without ever shifting a beat.

Counts stand where their beats are. Every cue then looks for a place of its own, in this order: a gap inside its
window; speech up to 1.25 times faster; at most two numbers under it become ticks, but never "two more" or "last one";
otherwise it is left out. Optional cues come last, while speech takes no more than the work's share of its time. Where
works follow each other without a pause, what would be said in it comes as this one begins, and before it ends.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from voicecoach.diagnostics import Span
from voicecoach.timeline.events import speech_event, tone_event
from voicecoach.timeline.flow import chain, owed_after
from voicecoach.timeline.frames import FRAME, on_frame
from voicecoach.timeline.model import Event, Measure, Phrase, Role
from voicecoach.timeline.slots import Announcement, Beat, CuePlan, Place, Utterance, Work
from voicecoach.units import SECOND

BREATH_BEFORE = 150
BREATH_AFTER = 100
FASTEST = 125
SPEEDS = (110, FASTEST)
"""Percent of the voice's own rate."""
HOPELESS = 160
"""Percent of its room that a count may take to be tried faster: a routine may have thousands that never fit."""
MAX_TICKED = 2
OVERHANG = 1_500
"""How far the last word of a set may reach into the pause after it."""
AFTER_TONE = 150
BETWEEN_SENTENCES = 13 * FRAME
BEFORE_COUNTDOWN = 300
ON_CHANGE = 4 * SECOND
"""How long after a change of work its name may be said once more."""
TOLD_AHEAD = 10 * SECOND
"""How long before the end of work the next one is told, or in the middle of shorter work."""


MishapCode = Literal["cue-faster", "cue-over-counts", "cue-dropped", "count-faster", "count-ticked"]


@dataclass(frozen=True, slots=True)
class Mishap:
    """What became of a cue or count that did not fit, and how many ms it lacked; a note is written about it.

    ``key`` is the same for all occasions of one cue, ``id`` that of this one. An ``exact`` cue makes no ticks.
    """

    code: MishapCode
    key: str
    id: str
    text: str
    missing: int
    source: Span | None
    exact: bool = False


def faster(phrase: Phrase, percent: int) -> Phrase:
    """Return the same words at ``percent`` of their rate."""
    return replace(phrase, rate=phrase.rate * percent // 100)


@dataclass
class WorkFitter:
    """Fits one `Work` that starts at ``start``; the voice is busy with what came before until ``voice_free``.

    ``overhang`` allows the last word to reach into the pause that follows. What is ``owed`` is said as the work begins,
    and of that nothing that must be heard is ``unheard`` unless there is no room; `owing` is owed to the next work. All
    instants are ms of the routine.
    """

    work: Work
    start: int
    voice_free: int
    measure: Measure
    overhang: bool
    owed: Sequence[Announcement] = ()
    unheard: list[Announcement] = field(default_factory=list)
    told: list[Announcement] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    spoken: dict[int, Event] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)

    def fit(self) -> None:
        """Find a place for everything, in the order in which the right to a place is given."""
        for tone in self.work.tones:
            self._tone(tone.id, tone.role, self.start + tone.at, tone.sound, tone.place, tone.source)
        self._place_counts()
        self._place_owed()
        for cue in sorted(self.work.cues, key=lambda cue: (cue.optional, -cue.priority)):
            if not cue.optional or self._may_talk(cue):
                self._place_cue(cue)
        self._place_words()
        self._place_ahead()
        self.events += self.spoken.values()
        self.voice_free = max((event.end for event in self.spoken.values()), default=self.voice_free)

    @property
    def end(self) -> int:
        """The end of the work."""
        return self.start + self.work.length

    @property
    def owing(self) -> tuple[Announcement, ...]:
        """What is to be said of the next work as that begins."""
        return tuple(owed_after(self.work, self.told))

    def _tone(self, name: str, role: Role, at: int, sound: str, place: Place, source: Span | None = None) -> None:
        length = self.measure.tone(sound)
        if length:
            self.events.append(tone_event(name, role, at, length, place, source or self.work.source, sound))

    def _say(self, item: Beat | CuePlan | Announcement, at: int, length: int, said: Utterance) -> None:
        source = self.work.source if isinstance(item, Beat) else item.source
        insort(self.starts, at)
        self.spoken[at] = speech_event(item.id, item.role, at, length, item.place, source, said)

    def _place_counts(self) -> None:
        beats = self.work.beats
        last = self.end + (OVERHANG if self.overhang else 0)
        for index, beat in enumerate(beats):
            at = self.start + beat.at
            limit = self.start + beats[index + 1].at if index + 1 < len(beats) else last
            fitting = self._wording_for(beat, limit - at) if at >= self.voice_free else None
            if fitting is None:
                self._tone(beat.id, "count", at, "count", beat.place)
                self._mishap("count-ticked", beat, self.measure.speech(beat.wordings[-1].phrase) - (limit - at))
                continue
            said, length, percent = fitting
            self._say(beat, at, length, said)
            if percent != 100:
                self._mishap("count-faster", beat, self.measure.speech(beat.wordings[-1].phrase) - (limit - at))

    def _wording_for(self, beat: Beat, room: int) -> tuple[Utterance, int, int] | None:
        for percent in (100, *SPEEDS):
            for said in beat.wordings:
                phrase = said.phrase if percent == 100 else faster(said.phrase, percent)
                length = self.measure.speech(phrase)
                if length <= room:
                    return Utterance(said.text, phrase), length, percent
            if length * 100 > room * HOPELESS:
                break
        return None

    def _place_owed(self) -> None:
        """Say what belongs to the change, after the work tone: what must be heard, and the rest within seconds."""
        tones = [self.measure.tone(one.sound) for one in self.work.tones if one.at == 0]
        words = [self.measure.speech(one.wordings[0].phrase) for one in self.work.words if one.at == 0]
        busy = max([0, *(length + AFTER_TONE for length in (*tones, *words) if length)])
        first = at = on_frame(self.start + busy, self.start)
        for one in self.owed:
            latest = self.end if one.must else first + ON_CHANGE
            said = self._say_first(one, at, latest)
            if said is not None:
                at = on_frame(said.end, self.start) + BETWEEN_SENTENCES
            elif one.must:
                self.unheard.append(one)

    def _say_first(self, one: Announcement, at: int, latest: int) -> Event | None:
        """Say an announcement in the first gap from ``at`` to ``latest``: faster if need be, where that is noted."""
        whole = self.measure.speech(one.utterance.phrase)
        room = max((to - max(start, at) for start, to in self._free(at, latest, BREATH_BEFORE)), default=0)
        for percent in (100, *SPEEDS) if one.noted else (100,):
            phrase = one.utterance.phrase if percent == 100 else faster(one.utterance.phrase, percent)
            length = self.measure.speech(phrase)
            found = next(self._gaps(at, latest, length, BREATH_BEFORE), None)
            if found is not None:
                self._say(one, found, length, Utterance(one.utterance.text, phrase))
                if percent != 100:
                    self._mishap("cue-faster", one, whole - room)
                return self.spoken[found]
        if one.noted:
            self._mishap("cue-dropped", one, whole - room)
        return None

    def _place_ahead(self) -> None:
        """Tell of the next work in the last seconds, or earlier where that needs more time, before the countdown."""
        self.told = [*self.work.ahead]
        if self.told and not self._place_chain():
            for word in self.work.words:
                at = self.start + word.at
                if at in self.spoken and self.spoken[at].id == word.id:
                    del self.spoken[at]
                    self.starts.remove(at)
            while self.told and not self._place_chain():
                self.told.remove(next((one for one in reversed(self.told) if not one.must), self.told[-1]))
            self._place_words()

    def _place_chain(self) -> bool:
        """Say what is to be `told`, one after another, if there is room for all of it."""
        counted = (one.at for one in self.work.tones if one.role == "countdown")
        limit = self.start + min(counted, default=self.work.length) - BEFORE_COUNTDOWN
        stretches = self._free(self.start, limit, BREATH_BEFORE)
        free = [(max(start, self.start), min(to, limit)) for start, to in stretches]
        half = self.start + self.work.length // 2
        wanted = max(self.end - TOLD_AHEAD, half)
        lengths = [self.measure.speech(one.utterance.phrase) for one in self.told]
        # With nothing said in between, if that is possible in the second half.
        together = (chain(lengths, [stretch], wanted, BETWEEN_SENTENCES, self.start) for stretch in reversed(free))
        starts = next((starts for starts in together if starts is not None and starts[0] >= half), None)
        starts = starts or chain(lengths, free, wanted, BETWEEN_SENTENCES, self.start)
        for one, at, length in zip(self.told, starts or (), lengths, strict=False):
            self._say(one, at, length, one.utterance)
        return starts is not None

    def _mishap(self, code: MishapCode, item: CuePlan | Beat | Announcement, missing: int) -> None:
        missing = max(1, missing)
        if isinstance(item, CuePlan):
            text = item.utterance.text
            mishap = Mishap(code, item.key, item.id, text, missing, item.source, exact=item.exact)
        elif isinstance(item, Announcement):
            mishap = Mishap(code, item.id, item.id, item.utterance.text, missing, item.source)
        else:
            key = f"{item.place.exercise}/count"
            mishap = Mishap(code, key, item.id, item.wordings[-1].text, missing, self.work.source)
        self.mishaps.append(mishap)

    def _place_words(self) -> None:
        for word in self.work.words:
            self._place_word(word)

    def _may_talk(self, cue: CuePlan) -> bool:
        """Whether a cue, and the words that are still to come, stay within the share of speech."""
        said = sum(event.end - event.start for event in self.spoken.values())
        words = sum(map(self._length_of_word, self.work.words))
        words += sum(self.measure.speech(one.utterance.phrase) for one in self.work.ahead)
        length = self.measure.speech(cue.utterance.phrase)
        return (said + words + length) * 100 <= self.work.talk_cap * self.work.length

    def _place_word(self, word: Beat) -> None:
        if length := self._length_of_word(word):
            self._say(word, self.start + word.at, length, word.wordings[0])

    def _length_of_word(self, word: Beat) -> int:
        """Return how long the word of a phase takes to say, in ms: 0 where its instant is not free for so long."""
        at = self.start + word.at
        length = self.measure.speech(word.wordings[0].phrase)
        free = next(self._gaps(at, at, length, 0), None) == at and at + length <= self.end
        return length if free else 0

    def _gaps(self, earliest: int, latest: int, length: int, before: int) -> Iterator[int]:
        """Yield the first instant of each gap from ``earliest`` to ``latest`` that is free for ``length`` ms of speech.

        What has to wait for other speech begins on a frame, unless only the time before that is free.
        """
        for free_from, free_to in self._free(earliest, latest, before):
            for at in (on_frame(free_from, self.start), free_from) if free_from > earliest else (earliest,):
                if at <= latest and at + length <= free_to:
                    yield at
                    break

    def _free(self, earliest: int, latest: int, before: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches without speech that touch a window; ``before`` ms of breath follow whatever is spoken."""
        index = bisect_right(self.starts, earliest) - 1
        end = self.spoken[self.starts[index]].end if index >= 0 else self.voice_free
        free_from = end + before if index >= 0 or self.voice_free > self.start else end
        while free_from <= latest:
            following = self.starts[index + 1] if index + 1 < len(self.starts) else None
            yield free_from, (following - BREATH_AFTER if following is not None else self.end)
            if following is None or following > latest:
                return
            index += 1
            free_from = self.spoken[following].end + before

    def _place_cue(self, cue: CuePlan) -> None:
        if self._try(cue, 100):
            return
        earliest, latest = self.start + cue.earliest, self.start + cue.latest
        room = max((to - max(start, earliest) for start, to in self._free(earliest, latest, BREATH_BEFORE)), default=0)
        missing = self.measure.speech(cue.utterance.phrase) - room
        for percent in SPEEDS:
            if self._try(cue, percent):
                self._note("cue-faster", cue, missing)
                return
        if not cue.exact and self._over_counts(cue):
            self._note("cue-over-counts", cue, missing)
            return
        self._note("cue-dropped", cue, missing)

    def _note(self, code: MishapCode, cue: CuePlan, missing: int) -> None:
        if cue.noted:
            self._mishap(code, cue, missing)

    def _try(self, cue: CuePlan, percent: int) -> bool:
        phrase = cue.utterance.phrase if percent == 100 else faster(cue.utterance.phrase, percent)
        length = self.measure.speech(phrase)
        before = 0 if cue.exact and cue.role == "cue" else BREATH_BEFORE
        at = next(self._gaps(self.start + cue.earliest, self.start + cue.latest, length, before), None)
        if at is None:
            return False
        self._say(cue, at, length, Utterance(cue.utterance.text, phrase))
        return True

    def _over_counts(self, cue: CuePlan) -> bool:
        """Speak over one or two counts of this work, which become ticks; never over anything else."""
        for number in range(1, MAX_TICKED + 1):
            for percent in (100, FASTEST):
                if self._try_over(cue, number, percent):
                    return True
        return False

    def _try_over(self, cue: CuePlan, number: int, percent: int) -> bool:
        first = bisect_right(self.starts, self.start + cue.earliest)
        under = self.starts[first : first + number]
        if len(under) < number or any(self.spoken[at].role != "count" for at in under):
            return False
        kept = {at: self.spoken.pop(at) for at in under}
        del self.starts[first : first + number]
        if self._try(cue, percent):
            for event in kept.values():
                place = Place(event.exercise, event.set, event.side, event.rep)
                self._tone(event.id, "count", event.start, "count", place)
            return True
        for at, event in kept.items():
            self.spoken[at] = event
            insort(self.starts, at)
        return False
