"""A session: what a person asks for while a routine plays, and what is to be seen of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from voicecoach.live.bindings import command_of
from voicecoach.live.playing import edits, navigation
from voicecoach.live.playing.change import Change
from voicecoach.live.playing.choice import Choice
from voicecoach.live.playing.music import STEP_DB, LiveMusic
from voicecoach.live.playing.places import bookmark_at, places
from voicecoach.live.playing.playback import Playback
from voicecoach.live.playing.reentry import reentry, set_start, words_of
from voicecoach.live.playing.snapshot import entering, snapshot
from voicecoach.live.playing.version import NOTHING, Material, Version
from voicecoach.live.records.bookmark import Bookmark
from voicecoach.live.view import State, View
from voicecoach.timeline.model import Segment
from voicecoach.units import SECOND

LONG_PAUSE_S = 5.0
MORE_REST = 15 * SECOND
STEP = Decimal("1.05")
SLOWEST, FASTEST = Decimal("0.5"), Decimal(2)
LOUDER = 0.1
SKIPPED = 0.1
"""A routine is done where less than this share of it was skipped."""
_MESSAGE_S = 4.0
_LEAVE_S = 5.0


class Session:
    """Plays ``material`` from its beginning, or from ``start``, and obeys keys.

    Every command is a method, named in the bindings. ``over`` says how it has ended, and ``skipped`` how many ms of it
    a person went past. ``clock`` is in seconds. All of it is for one thread, the one that reads the keys; only the
    player may be read from another.
    """

    def __init__(
        self, material: Material, start: Bookmark | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.over = ""
        self.skipped = 0
        self.playback = Playback(Version(material, start.pace if start else Decimal(1)), start, self._notify)
        self.change = Change(self.playback, self._notify)
        self._clock = clock
        self._trouble = ""
        self._message, self._message_until = "", 0.0
        self._paused_since = 0.0
        self._waiting_since: float | None = None
        self._help = False
        self._choice: Choice | None = None

    def start(self) -> None:
        """Begin to compose."""
        self.playback.version.composer.start()

    def close(self) -> None:
        """Stop composing and making music, so that the voice can be closed."""
        composers = (self.playback.version.composer, self.change.coming.composer)
        for composer in composers:
            composer.leave()
        for composer in composers:
            composer.join(_LEAVE_S)
        for material in (self.playback.version.material, self.change.material):
            material.close()

    def tick(self) -> None:
        """Play what has been composed, change over when it is time, notice the end. Call it 10 times a second."""
        self.playback.follow()
        now = self.playback.player.now
        if now.error is not None:
            raise now.error
        self.change.advance()
        if now.state == "finished":
            self.over = self.over or "finished"

    @property
    def done(self) -> bool:
        """Return whether the routine was played to its end, and hardly anything of it skipped."""
        return self.over == "finished" and self.skipped < SKIPPED * self.playback.total

    @property
    def bookmark(self) -> Bookmark:
        """Return where this is, for another session."""
        return Bookmark(*navigation.remember(self.playback.timeline, self.playback.position), self.change.pace)

    # What a person asks for

    def press(self, key: str) -> None:
        """Do what a key means; any key without a meaning ends an open set."""
        self.tick()
        if self._choice is not None and self._choice.takes(key):
            self._choose(self._choice)
            return
        command = command_of(key)
        if command:
            getattr(self, command)()
        else:
            self._end_open_work()

    def toggle_pause(self) -> None:
        """Pause, or go on; end a set that waits for that."""
        if self.playback.player.state == "paused":
            self._go_on()
        elif not self._end_open_work():
            self.playback.player.pause()
            self._paused_since = self._clock()
            self._prepare_words()

    def next_exercise(self) -> None:
        """Go to the announcement of the next exercise."""
        target = navigation.next_exercise(self.playback.timeline, self.playback.position)
        if target is not None:
            self._skip_to(target)
        else:
            complete = self.playback.complete
            self._notify("this is the last exercise" if complete else "the next exercise is not ready yet")

    def previous_exercise(self) -> None:
        """Go back to the announcement of this exercise, or the one before."""
        self._skip_to(navigation.previous_exercise(self.playback.timeline, self.playback.position))

    def restart_set(self) -> None:
        """Go back to the start of the set that is shown, with words and a countdown; before it, to its announcement."""
        entry = set_start(self.playback.timeline, self.playback.position)
        if entry is None:
            self._skip_to(navigation.announcement(self.playback.timeline, self.playback.position))
        else:
            self._skip(entry.at)
            self.playback.enter(entry)
        self.playback.player.resume()

    def more_rest(self) -> None:
        """Make the pause before the next work longer."""
        if self.change.postpone(self.more_rest):
            return
        at = self.playback.position
        stretch = edits.stretch_at(self.playback.timeline, at, MORE_REST)
        if stretch is None:
            self._notify("no rest to make longer")
            return
        self.playback.edit(stretch)
        if at > stretch.cut:
            self.playback.jump(stretch.cut)
        self._notify(f"{MORE_REST // SECOND} seconds more rest")

    def repeat_cue(self) -> None:
        """Say the last sentence once more, in the next gap; while nothing plays, at once."""
        if self.change.postpone(self.repeat_cue):
            return
        draft, at = self.playback.version.draft, self.playback.position
        sentence = edits.last_sentence(draft.timeline, at)
        if sentence is None:
            self._notify("nothing has been said yet")
        elif self.playback.player.state == "holding":
            self.playback.repeat(sentence)
        else:
            again = edits.again_at(draft.timeline, sentence, at + SECOND // 5, draft.until)
            if again is not None:
                self.playback.edit(again)
            self._notify(f"again: {sentence.text}" if again else "no room to say it again soon")

    def faster(self) -> None:
        """Play the rest of the routine at a higher pace."""
        self._set_pace(min(FASTEST, self.change.pace * STEP))

    def slower(self) -> None:
        """Play the rest of the routine at a lower pace."""
        self._set_pace(max(SLOWEST, self.change.pace / STEP))

    def louder(self) -> None:
        """Play louder, up to as loud as the file is."""
        self._set_volume(self.playback.player.volume + LOUDER)

    def quieter(self) -> None:
        """Play quieter."""
        self._set_volume(self.playback.player.volume - LOUDER)

    def toggle_music(self) -> None:
        """Switch the music off, or on again."""
        if music := self._music():
            music.on = not music.on
            self._notify("music on" if music.on else "music off")

    def music_louder(self) -> None:
        """Play the music louder beside the voice."""
        self._change_music(STEP_DB)

    def music_softer(self) -> None:
        """Play the music softer beside the voice."""
        self._change_music(-STEP_DB)

    def toggle_list(self) -> None:
        """Show the exercises, so that one can be chosen, or hide them."""
        if self._choice is not None:
            self._choice = None
            return
        known = places(self.playback.version.draft.outline)
        if known:
            now = sum(place.start <= self.playback.position for place in known) - 1
            self._choice = Choice(tuple(place.title for place in known), max(now, 0))
        else:
            self._notify(
                "the exercises are not known yet" if self.playback.timeline is NOTHING else "no exercises here"
            )

    def toggle_help(self) -> None:
        """Show the keys, or hide them."""
        self._help = not self._help

    def quit(self) -> None:
        """End here."""
        self.over = "quit"

    def reload(self, material: Material) -> None:
        """Go on with an edited script, at the same place."""
        self.change.material, self._trouble = material, ""
        self._notify("the script has changed")

    def trouble(self, text: str) -> None:
        """Show what is wrong until an edit repairs it; the timeline stays as it is."""
        self._trouble = text

    # What is to be seen

    def view(self) -> View:
        """Return what a screen shows now."""
        at, now, lead_in = self.playback.position, self.playback.player.now, self.playback.lead_in
        waiting = self._waiting()
        view = snapshot(self.playback.timeline, at - 1 if waiting else at)
        spent = view.spent
        if waiting is None:
            self._waiting_since = None
        else:
            self._waiting_since = self._waiting_since or self._clock()
            spent = waiting.end - waiting.start + int((self._clock() - self._waiting_since) * 1000)
        if now.aside is not None and lead_in.events:
            view, spent = entering(view, lead_in), now.aside * 1000 // self.playback.player.rate
        message = self._message if self._clock() < self._message_until else ""
        return replace(
            view,
            state=self._state(),
            spent=spent,
            total=max(self.playback.total, at),
            pace=self.change.pace,
            help=self._help,
            choices=self._choice.titles if self._choice else (),
            chosen=self._choice.at if self._choice else 0,
            message="\n".join(text for text in (self._trouble, message) if text),
        )

    def _waiting(self) -> Segment | None:
        """Return the open set that is at its nominal end and still goes on, also while a cue is said again."""
        work = self.playback.open_work
        over = work is not None and work.end == self.playback.position
        return work if over and self.playback.player.state in ("holding", "interlude") else None

    def _state(self) -> State:
        state = self.playback.player.state
        if self.playback.timeline is NOTHING and self.playback.start is None:
            return "playing"
        if self._waiting() or (state == "playing" and self.playback.open_work):
            return "waiting"
        return "playing" if state == "interlude" else state

    def _notify(self, text: str) -> None:
        """Show a message for a while."""
        self._message, self._message_until = text, self._clock() + _MESSAGE_S

    def _set_pace(self, pace: Decimal) -> None:
        pace = pace.quantize(Decimal("0.01")) if abs(pace - 1) > Decimal("0.02") else Decimal(1)
        self.change.pace = pace
        limit = {FASTEST: ", the fastest", SLOWEST: ", the slowest"}.get(pace, "")
        later = "" if self.playback.complete else ", as soon as the voice is ready"
        self._notify(f"pace {pace.normalize():f}{limit}{later}")

    def _set_volume(self, volume: float) -> None:
        self.playback.player.volume = min(max(round(volume, 1), LOUDER), 1)
        limit = ", the loudest here" if self.playback.player.volume == 1 else ""
        self._notify(f"volume {self.playback.player.volume:.0%}{limit}".replace("%", " %"))

    def _music(self) -> LiveMusic | None:
        """Return the music of the session, or tell that there is none."""
        music = self.playback.version.material.music
        if music is None:
            self._notify("no music here; play with --music pulse, or a file or folder of yours")
        return music

    def _change_music(self, step: int) -> None:
        if music := self._music():
            self._notify(f"music {music.change(step):+d} dB" if music.on else "music is off; m switches it on")

    def _choose(self, choice: Choice) -> None:
        """Go to the exercise that was chosen, if one was."""
        if not choice.over:
            return
        self._choice = None
        if choice.taken:
            outline = self.playback.version.draft.outline
            start = places(outline)[choice.at].start
            self._skip(start)
            self.playback.go_to(bookmark_at(outline, start))
            self.playback.player.resume()

    def _skip_to(self, at: int) -> None:
        """Go to another place, and remember how much was left out."""
        self._skip(at)
        self.playback.jump(at)

    def _skip(self, at: int) -> None:
        self.skipped = max(0, self.skipped + at - self.playback.position)

    def _end_open_work(self) -> bool:
        """Begin what follows the open set, if there is one; report whether there is."""
        work = self.playback.open_work
        if work is not None:
            self.playback.jump(work.end)
        return work is not None

    def _go_on(self) -> None:
        """Go on where it stopped, to the sample; after a long pause inside a set with the words that belong to it."""
        entry = reentry(self.playback.timeline, self.playback.position)
        long = self._clock() - self._paused_since >= LONG_PAUSE_S
        if entry is not None and long and not self.playback.open_work:
            self.playback.enter(entry)
        self.playback.player.resume()

    def _prepare_words(self) -> None:
        """Have the words at hand by the time that the pause is over."""
        timeline, material = self.playback.timeline, self.playback.version.material
        entry = reentry(timeline, self.playback.position)
        words = words_of(entry, timeline, material) if entry is not None else None
        if words is not None:
            threading.Thread(target=material.prepare_quietly, args=(words.phrase,), daemon=True).start()
