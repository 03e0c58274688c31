"""What is played: a version of a routine, the player's place in it, and what sends the player elsewhere.

All of this, and the change to another version, happens in one thread, the one that reads the keys. The composer works
beside it and only leaves drafts behind; the player gets instructions, and never waits for anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voicecoach.live.playing import navigation
from voicecoach.live.playing.edits import Edit
from voicecoach.live.playing.player import Player
from voicecoach.live.playing.reentry import Reentry, lead_in, reentry
from voicecoach.live.playing.score import Score
from voicecoach.live.playing.version import NOTHING, Version
from voicecoach.live.records.bookmark import Bookmark
from voicecoach.timeline.model import Event, Segment, Timeline
from voicecoach.units import samples_at

NEAR_S = 5
"""So many seconds before a player has to wait, what it plays meanwhile is prepared."""


class Playback:
    """Plays ``version`` from its beginning, or from ``start`` as soon as that is composed.

    ``player`` is to be given a device's pulls from the start. ``lead_in`` is what was played when a set was entered
    last: words and a countdown. ``notify`` gets what a person should read.
    """

    def __init__(self, version: Version, start: Bookmark | None, notify: Callable[[str], None]) -> None:
        self.version, self.start = version, start
        self.player = Player(version.score, hold=0)
        self.lead_in = NOTHING
        self._notify = notify
        self._unprepared: int | None = None  # the barrier at which nothing is at hand yet

    @property
    def timeline(self) -> Timeline:
        """Return the timeline as far as it is laid out."""
        return self.version.draft.timeline

    @property
    def total(self) -> int:
        """Return how many ms the routine lasts, or about that while it is being composed."""
        return self.version.draft.total

    @property
    def complete(self) -> bool:
        """Report whether all of the timeline is there."""
        return self.version.draft.complete

    @property
    def position(self) -> int:
        """Return the position in the timeline in ms."""
        return (self.player.position * 1000 + self.player.rate // 2) // self.player.rate

    @property
    def open_work(self) -> Segment | None:
        """Return the work going on that lasts until a person says that it is done, if it is such."""
        at = self.position
        work = navigation.segment_at(self.timeline, max(0, at - 1))
        return work if work.open and work.start < at <= work.end and work.end > self.version.released else None

    def follow(self) -> None:
        """Take in what has been composed since the last call, and have at hand what is heard next.

        Raises what went wrong in composing, or in speaking again what has left the cache.
        """
        if self.version.refresh():
            if self.start is not None:
                self._go_to_start(self.start)
            self._set_barrier()
        if self.version.composer.error is not None:
            raise self.version.composer.error
        self.version.score.warm(self.player.position)
        self._prepare_wait()

    def adopt(self, version: Version) -> None:
        """Follow the version to which the player has changed over."""
        if self.version.material is not version.material:
            self.version.material.close()
        self.version = version
        self._set_barrier()

    def edit(self, edit: Edit) -> None:
        """Change what is still to come."""
        self.version.edit(edit)
        self._set_barrier()

    def go_to(self, place: Bookmark) -> None:
        """Go on at a place as soon as that is composed; wait there until then."""
        self.start = place
        self._go_to_start(place)
        self._set_barrier()

    def jump(self, at: int) -> None:
        """Go on at ``at`` now."""
        self.version.score.warm(self._sample(at))
        self.player.seek(self._sample(at))
        self._arrive(at)

    def enter(self, entry: Reentry) -> None:
        """Go into the midst of a set: its words, three-two-one, and on."""
        self.lead_in = lead_in(entry, self.timeline, self.version.material)
        self._interrupt(self.lead_in, entry.at)
        self._arrive(entry.at)

    def repeat(self, sentence: Event) -> None:
        """Say a sentence again at once. Meant for when nothing is being played."""
        length = sentence.end - sentence.start
        self.lead_in = NOTHING
        alone = replace(NOTHING, duration=length, events=(replace(sentence, start=0, end=length),))
        self._interrupt(alone, self.position)

    def _interrupt(self, timeline: Timeline, then: int) -> None:
        self.player.interlude(Score(self.version.material.clips, timeline), self._sample(then))

    def _arrive(self, at: int) -> None:
        """Regard open work before ``at`` as done; later work waits again."""
        self.version.released = at
        self._set_barrier()

    def _go_to_start(self, start: Bookmark) -> None:
        at = navigation.find(self.timeline, start.event, start.offset)
        if at is None and self.complete:
            self._notify("the place is no longer in the script; from the beginning")
            self.start = None
        elif at is not None and at <= self.version.draft.until:
            self.start = None
            entry = reentry(self.timeline, at)
            if entry is None:
                self.jump(navigation.quiet_from(self.timeline, at))
            else:
                self.enter(entry)

    def _set_barrier(self) -> None:
        self._unprepared = None if self.start is not None else self.version.barrier()
        self.player.hold_at(0 if self.start is not None else self._unprepared)

    def _prepare_wait(self) -> None:
        """Have at hand what is heard at the barrier, shortly before it is reached."""
        barrier = self._unprepared
        if barrier is not None and barrier - self.player.position < NEAR_S * self.player.rate:
            self._unprepared = None
            self.player.wait_with(self.version.score.waiting(barrier * 1000 // self.player.rate))

    def _sample(self, at: int) -> int:
        return samples_at(at, self.player.rate)
