"""The change from the timeline that plays to another one: composed beside it, and taken up between two words."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from decimal import Decimal

from voicecoach.errors import VoicecoachError
from voicecoach.live.playing import places
from voicecoach.live.playing.composer import Composer, Stage
from voicecoach.live.playing.edits import Omission
from voicecoach.live.playing.places import Passage
from voicecoach.live.playing.player import Player
from voicecoach.live.playing.score import Clips, Score
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Pace, Routine
from voicecoach.timeline.model import Phrase, Timeline
from voicecoach.units import samples_at

_AHEAD = 80
"""How many ms before it happens a change is planned: more than a device asks for at once."""


@dataclass(frozen=True)
class Material:
    """What a session plays: a routine, its words, and where its sound comes from."""

    routine: Routine
    wording: Wording
    stage: Stage
    clips: Clips

    def composer(self, pace: Decimal) -> Composer:
        """A composer, not started, for the routine at ``pace`` times its own pace."""
        own = self.routine.pace
        return Composer(replace(self.routine, pace=Pace(own.move * pace, own.rest * pace)), self.wording, self.stage)

    def prepare_quietly(self, phrase: Phrase) -> None:
        """Synthesise a phrase that will be wanted; whether that went well is seen when it is."""
        with contextlib.suppress(VoicecoachError):
            self.stage.prepare((phrase,))


class Change:
    """Composes ``material`` at ``pace``; once that is complete, :meth:`plan` says when to change over."""

    def __init__(self, material: Material, pace: Decimal) -> None:
        self.material, self.pace = material, pace
        self.composer = material.composer(pace)
        self.score = Score(material.clips)
        self.released = 0
        self.hold: int | None = None
        self.planned = False
        self._timeline: Timeline | None = None
        self.composer.start()

    @property
    def complete(self) -> bool:
        """Whether there is a timeline to change to."""
        return self.composer.complete

    @property
    def error(self) -> Exception | None:
        """Why there will be none."""
        return self.composer.error

    @property
    def timeline(self) -> Timeline:
        """The timeline that is changed to, without what has just been said."""
        if self._timeline is None:
            raise ValueError("nothing is planned yet")
        return self._timeline

    def plan(self, player: Player, old: Timeline, released: int) -> None:
        """Tell the player where to change over, if it is a good moment to plan; to be tried again otherwise.

        ``released`` is the instant of the old timeline up to which open work has been told that it is done.
        """
        now = player.now
        draft = self.composer.draft
        if draft is None or now.state not in ("playing", "holding"):
            return
        rate = self.score.rate
        at = (now.frame * 1000 + rate - 1) // rate + (_AHEAD if now.state == "playing" else 0)
        passage = Passage(old, draft.timeline)
        at, there = passage.changeover(at)
        twice = passage.repeated(at, there)
        self._timeline = Omission(twice).apply(draft.timeline) if twice else draft.timeline
        self.score.give(self._timeline, complete=True)
        self.released = passage.carry(released)
        end = places.open_end(self._timeline, self.released)
        self.hold = samples_at(end, rate) if end is not None else None
        self.planned = player.swap(self.score, samples_at(there, rate), samples_at(at, rate), hold=self.hold)

    def unplan(self, player: Player) -> None:
        """The player has been sent elsewhere: what was planned is dropped, unless it has just happened."""
        self.planned = self.planned and player.now.source is self.score

    def done(self, player: Player) -> bool:
        """Whether the player has changed over."""
        return self.planned and player.now.source is self.score
