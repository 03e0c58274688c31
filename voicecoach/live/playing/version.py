"""What can be played: the material of a routine, and a version of it at one pace, as far as that is composed."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

from voicecoach.compiler import compile_timeline
from voicecoach.errors import VoicecoachError
from voicecoach.live.playing.composer import Composer, Draft, Estimate, Stage
from voicecoach.live.playing.edits import Edit, Stretch
from voicecoach.live.playing.music import LiveMusic
from voicecoach.live.playing.navigation import open_end
from voicecoach.live.playing.score import Clips, Score
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Pace, Routine
from voicecoach.timeline.model import Phrase, Segment, Timeline
from voicecoach.units import samples_at

NOTHING = Timeline("", "", 0, (), (Segment("say", "start", 0, 0),), ())


@dataclass(frozen=True)
class Material:
    """What a session plays: a routine, its words, and where its sound comes from; its ``music`` if it has any."""

    routine: Routine
    wording: Wording
    stage: Stage
    clips: Clips
    music: LiveMusic | None = None

    def composer(self, pace: Decimal) -> Composer:
        """Return a composer, not started, for the routine at ``pace`` times its own pace."""
        own = self.routine.pace
        return Composer(replace(self.routine, pace=Pace(own.move * pace, own.rest * pace)), self.wording, self.stage)

    def outline(self) -> Timeline:
        """Return the whole timeline at the lengths that are known or estimated; synthesises nothing."""
        return compile_timeline(self.routine, self.wording, Estimate(self.stage))

    def close(self) -> None:
        """Make no music ahead any more; it may be called twice, and while the music is still heard."""
        if self.music is not None:
            self.music.close()

    def prepare_quietly(self, phrase: Phrase) -> None:
        """Synthesise a phrase that will be wanted; whether that went well is seen when it is."""
        with contextlib.suppress(VoicecoachError):
            self.stage.prepare((phrase,))


class Version:
    """``material`` at ``pace`` times its own pace, and how a person has edited it while it played.

    ``draft`` is what is laid out of it, and ``score`` its sound. Open work up to the instant ``released`` is done.
    """

    def __init__(self, material: Material, pace: Decimal) -> None:
        self.material, self.pace = material, pace
        self.composer = material.composer(pace)
        self.score = Score(material.clips, music=material.music)
        self.draft = self._composed = Draft(NOTHING, 0, 0, complete=False, outline=NOTHING)
        self.released = 0
        self._edits: tuple[Edit, ...] = ()

    def refresh(self) -> bool:
        """Lay out what has been composed since the last call; False where that is nothing."""
        draft = self.composer.draft
        if draft is None or draft is self._composed:
            return False
        self.lay_out(draft, *self._edits)
        return True

    def edit(self, edit: Edit) -> None:
        """Change what is still to come."""
        self.lay_out(self._composed, *self._edits, edit)

    def lay_out(self, composed: Draft, *edits: Edit) -> None:
        """Play ``composed`` with these edits and no others."""
        self._composed, self._edits = composed, edits
        self.draft = reduce(_edited, edits, composed)
        self.score.give(self.draft.timeline, complete=composed.complete)

    def barrier(self) -> int | None:
        """Return the sample at which the player has to wait: where open work ends, or where nothing is composed yet."""
        end = open_end(self.draft.timeline, self.released)
        ends = [] if end is None else [end]
        if not self.draft.complete:
            ends.append(self.draft.until)
        return samples_at(min(ends), self.score.rate) if ends else None


def _edited(draft: Draft, edit: Edit) -> Draft:
    extra = edit.extra if isinstance(edit, Stretch) else 0
    until = draft.until + (extra if isinstance(edit, Stretch) and edit.cut <= draft.until else 0)
    return replace(draft, timeline=edit.apply(draft.timeline), until=until, total=draft.total + extra)
