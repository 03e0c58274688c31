"""The performance: a timeline that is composed, played, changed and found one's way in, all at the same time.

Everything here happens in one thread, the one that reads the keys: :meth:`Performance.tick` does what has become due.
The composer works beside it and only leaves drafts behind; the player is told, never asked to wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from voicecoach.audio.mixer import Mixer
from voicecoach.errors import VoicecoachError
from voicecoach.live.playing import edits, places
from voicecoach.live.playing.change import Change, Material
from voicecoach.live.playing.composer import Draft
from voicecoach.live.playing.edits import Edit
from voicecoach.live.playing.glance import lead_in, words_of
from voicecoach.live.playing.places import Reentry
from voicecoach.live.playing.player import Player
from voicecoach.live.playing.score import Score
from voicecoach.live.records.bookmark import Place
from voicecoach.timeline.model import Phrase, Segment, Timeline
from voicecoach.units import samples_at

NOTHING = Timeline("", "", 0, (), (Segment("say", "start", 0, 0),), ())
_MESSAGE_S = 4.0
_LEAVE_S = 5.0


@dataclass(frozen=True, slots=True)
class Message:
    """What to show, and until when (seconds of the clock)."""

    text: str
    until: float


class Performance:
    """Plays ``material`` from its beginning, or from ``place``.

    ``player`` is to be given a device's pulls from the start. ``over`` says how it has ended. ``clock`` is in seconds.
    """

    def __init__(
        self, material: Material, place: Place | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.over = ""
        self.timeline = NOTHING
        self.total = 0
        self.pace = place.pace if place is not None else Decimal(1)
        self.score = Score(material.clips)
        self.player = Player(self.score, hold=0)
        self._material, self._place, self._clock = material, place, clock
        self._composer = material.composer(self.pace)
        self._composed_pace = self.pace
        self._draft: Draft | None = None
        self._until = 0
        self._edits: tuple[Edit, ...] = ()
        self._released = 0
        self._hold: int | None = 0
        self._change: Change | None = None
        self._fresh: Material | None = None
        self._later: list[Callable[[], None]] = []
        self._message = Message("", 0.0)
        self._entering = NOTHING

    def tell(self, text: str) -> None:
        """Show a message for a while."""
        self._message = Message(text, self._clock() + _MESSAGE_S)

    @property
    def position(self) -> int:
        """Milliseconds into the timeline."""
        return (self.player.position * 1000 + self.score.rate // 2) // self.score.rate

    @property
    def place(self) -> Place:
        """Where this is, for another session."""
        name, offset = places.remember(self.timeline, self.position)
        return Place(name, offset, self.pace)

    def in_open_work(self) -> bool:
        """Whether a set goes on that waits for its end to be told."""
        at = self.position
        work = places.segment_at(self.timeline, max(0, at - 1))
        return work.open and work.start < at <= work.end and work.end > self._released

    @property
    def complete(self) -> bool:
        """Whether all of the timeline is there."""
        return self.score.complete

    def start(self) -> None:
        """Begin to compose."""
        self._composer.start()

    def close(self) -> None:
        """Compose no more, so that the voice can be put away."""
        composers = [self._composer, *([self._change.composer] if self._change is not None else [])]
        for composer in composers:
            composer.leave()
        for composer in composers:
            composer.join(_LEAVE_S)

    def tick(self) -> None:
        """Take what has been composed, change over when it is time, notice the end. To be called 10 times a second."""
        self._take_draft()
        if self._composer.error is not None:
            raise self._composer.error
        now = self.player.now
        if now.error is not None:
            raise now.error
        self._go_through_changes()
        if now.state == "finished":
            self.over = self.over or "finished"

    def _take_draft(self) -> None:
        draft = self._composer.draft
        if draft is None or draft is self._draft:
            return
        self._draft, self.timeline, self._until, self.total = draft, draft.timeline, draft.until, draft.total
        for edit in self._edits:
            self._apply(edit)
        self.score.give(self.timeline, complete=draft.complete)
        self._find_place()
        self._bar()

    def _find_place(self) -> None:
        """Once the remembered place is composed, go there."""
        if self._place is None:
            return
        at = places.find(self.timeline, self._place.event, self._place.offset)
        if at is None and self.complete:
            self.tell("the place is no longer in the script; from the beginning")
            self._place = None
        elif at is not None and at <= self._until:
            self._place = None
            entry = places.reentry(self.timeline, at)
            if entry is None:
                self.jump(places.quiet_from(self.timeline, at))
            else:
                self.enter(entry)

    def _bar(self) -> None:
        """The player waits where open work ends, and where nothing is composed yet."""
        ends = [end for end in (places.open_end(self.timeline, self._released),) if end is not None]
        if not self.complete:
            ends.append(0 if self._place is not None else self._until)
        hold = self.frame(min(ends)) if ends else None
        if hold != self._hold:
            self._hold = hold
            self.player.hold_at(hold)

    def _go_through_changes(self) -> None:
        """Begin, follow and end the change to another timeline."""
        change = self._change
        if change is None:
            if self.complete and (self._fresh is not None or self.pace != self._composed_pace):
                self._change = Change(self._fresh or self._material, self.pace)
                self._fresh = None
        elif change.error is not None:
            if not isinstance(change.error, VoicecoachError):
                raise change.error
            self.tell(f"{change.error}; everything stays as it was")
            self._change, self.pace = None, self._composed_pace
        elif change.done(self.player):
            self._adopt(change)
        elif not change.planned and change.complete:
            if change.pace != self.pace or self._fresh is not None:
                self._change = Change(self._fresh or change.material, self.pace)
                self._fresh = None
            else:
                change.plan(self.player, self.timeline, self._released)

    def _adopt(self, change: Change) -> None:
        self.timeline, self.total = change.timeline, change.timeline.duration
        self.score, self._until = change.score, change.timeline.duration
        self._released, self._hold, self._edits = change.released, change.hold, ()
        self._material, self._composer = change.material, change.composer
        self._draft, self._composed_pace, self._change = change.composer.draft, change.pace, None
        later, self._later = self._later, []
        for command in later:
            command()

    def put_off(self, command: Callable[[], None]) -> bool:
        """Whether a change is about to happen, so that ``command`` has to come after it."""
        waits = self._change is not None and self._change.planned
        if waits:
            self._later.append(command)
        return waits

    def frame(self, at: int) -> int:
        """The frame on which an instant falls."""
        return samples_at(at, self.score.rate)

    def edit(self, edit: Edit) -> None:
        """Change what is still to come."""
        self._edits += (edit,)
        self._apply(edit)
        self.score.give(self.timeline, complete=self.score.complete)
        self._bar()

    def _apply(self, edit: Edit) -> None:
        self.timeline = edit.apply(self.timeline)
        if isinstance(edit, edits.Stretch):
            self.total += edit.extra
            self._until += edit.extra if edit.cut <= self._until else 0

    def jump(self, at: int) -> None:
        """Go on at ``at`` now."""
        self.player.seek(self.frame(at))
        self._arrive(at)

    def _arrive(self, at: int) -> None:
        """Open work before ``at`` is over, and from there on it waits again; a planned change is planned anew."""
        self._released = at
        if self._change is not None:
            self._change.unplan(self.player)
        self._bar()

    def enter(self, place: Reentry) -> None:
        """Into the midst of a set: its words, three-two-one, and on."""
        lead = self._lead_in(place)
        self.player.interlude(self.mixer(lead), self.frame(place.at))
        self._entering = lead
        self._arrive(place.at)

    def _lead_in(self, place: Reentry) -> Timeline:
        material = self._material
        said, length = self.words(place), 0
        try:
            length = material.stage.speech(said[1]) if said else 0
        except VoicecoachError:
            said = None
        tone = material.stage.tone("countdown")
        return lead_in(said, length, material.routine.prompts.countdown, tone)

    def words(self, place: Reentry) -> tuple[str, Phrase] | None:
        """What is said before a set is taken up again, as written and as spoken."""
        exercise = places.segment_at(self.timeline, place.at).exercise
        sets = places.sets_of(self.timeline, exercise)
        return words_of(place, sets, self._material.wording, self._material.routine.voice.rate)

    def mixer(self, timeline: Timeline) -> Mixer:
        """A timeline of its own as a source for the player."""
        clips = self._material.clips
        clips.warm(timeline)
        return Mixer(timeline, clips.speech, clips.tone, clips.rate)
