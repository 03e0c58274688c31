"""The change to another pace or script: composed beside what plays, and begun between two words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from voicecoach.errors import VoicecoachError
from voicecoach.live.playing.edits import Omission
from voicecoach.live.playing.navigation import Passage
from voicecoach.live.playing.playback import Playback
from voicecoach.live.playing.version import Version
from voicecoach.units import samples_at

ChangeState = Literal["none", "composing", "composed", "planned"]
"""``none``: what plays is what is wanted, or not complete yet. ``composing``: another version is being composed.
``composed``: it is ready, and waits for a good moment. ``planned``: the player knows when to change over. When that
has happened it is ``none`` again; where the player is sent elsewhere before, ``composed``."""

_AHEAD = 80
"""How many ms before it happens a change is planned: more than a device asks for at once."""


class Change:
    """Brings ``playback`` to ``material`` at ``pace``, the wanted ones, which may be set at any time.

    ``coming`` is the version on its way, or the one that plays. ``notify`` gets what a person should read.
    """

    def __init__(self, playback: Playback, notify: Callable[[str], None]) -> None:
        self.state: ChangeState = "none"
        self.coming = playback.version
        self.material, self.pace = playback.version.material, playback.version.pace
        self._playback, self._notify = playback, notify
        self._postponed: list[Callable[[], None]] = []

    def advance(self) -> None:
        """Go on as far as possible now: nothing else changes the state. Raises what is an error of the program."""
        while (state := self._step()) != self.state:
            self.state = state
            if state == "none":
                commands, self._postponed = self._postponed, []
                for command in commands:
                    command()
                return

    def postpone(self, command: Callable[[], None]) -> bool:
        """Report whether the change is about to happen; ``command`` is then called after it."""
        if self.state == "planned":
            self._postponed.append(command)
        return self.state == "planned"

    def _step(self) -> ChangeState:
        """Do what is due in this state, and return the next one."""
        if self.state == "none":
            return self._compose() if self._playback.complete and self._outdated() else "none"
        if self.state == "composing":
            if self.coming.composer.error is not None:
                return self._give_up(self.coming.composer.error)
            return "composed" if self.coming.composer.complete else "composing"
        if self.state == "composed":
            return self._compose() if self._outdated() else self._plan()
        now = self._playback.player.now
        if now.sound is self.coming.score:
            self._playback.adopt(self.coming)
            return "none"
        return "planned" if now.coming is self.coming.score else "composed"

    def _outdated(self) -> bool:
        return self.material is not self.coming.material or self.pace != self.coming.pace

    def _compose(self) -> ChangeState:
        self.coming = Version(self.material, self.pace)
        self.coming.composer.start()
        return "composing"

    def _give_up(self, error: Exception) -> ChangeState:
        if not isinstance(error, VoicecoachError):
            raise error
        self._notify(f"{error}; everything stays as it was")
        playing = self._playback.version
        if self.material is self.coming.material:
            self.material = playing.material
        self.pace, self.coming = playing.pace, playing
        return "none"

    def _plan(self) -> ChangeState:
        """Let the player change over soon, if it is a good moment to plan that."""
        player, old, new = self._playback.player, self._playback.version, self.coming
        now, draft, rate = player.now, new.composer.draft, player.rate
        if draft is None or now.state not in ("playing", "holding"):
            return "composed"
        at = (now.position * 1000 + rate - 1) // rate + (_AHEAD if now.state == "playing" else 0)
        passage = Passage(old.draft.timeline, draft.timeline)
        at, there = passage.changeover(at)
        new.lay_out(draft, Omission(passage.repeated(at, there)))
        new.released = passage.carry(old.released)
        planned = player.swap(new.score, samples_at(there, rate), samples_at(at, rate), hold=new.barrier())
        return "planned" if planned else "composed"
