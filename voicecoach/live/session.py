"""A session: what a person asks for while a routine plays, done to the player and the timeline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from voicecoach.live.bindings import command_of
from voicecoach.live.playing import edits, places
from voicecoach.live.playing.change import Material
from voicecoach.live.playing.glance import glance
from voicecoach.live.playing.performance import NOTHING, Performance
from voicecoach.live.records.bookmark import Place
from voicecoach.live.view import State, View
from voicecoach.units import SECOND

LONG_PAUSE_S = 5.0
MORE_REST = 15 * SECOND
STEP = Decimal("1.05")
SLOWEST, FASTEST = Decimal("0.5"), Decimal(2)


class Session(Performance):
    """A performance that obeys keys and tells what is to be seen. Every command is a method, named in the bindings."""

    def __init__(
        self, material: Material, place: Place | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(material, place, clock)
        self._trouble = ""
        self._paused_since = 0.0
        self._held_since: float | None = None
        self._help = False

    # What a person asks for

    def press(self, key: str) -> None:
        """Do what a key means; any key without a meaning tells an open set that it is done."""
        self.tick()
        command = command_of(key)
        if command:
            getattr(self, command)()
        elif self.in_open_work():
            self.done()

    def toggle_pause(self) -> None:
        """Pause, or go on; in a set that waits for it: done."""
        if self.player.state == "paused":
            self._go_on()
        elif self.in_open_work():
            self.done()
        else:
            self.player.pause()
            self._paused_since = self._clock()
            self._prepare_words()

    def done(self) -> None:
        """The open set is done: what follows it begins now."""
        work = places.segment_at(self.timeline, max(0, self.position - 1))
        if work.open and work.end > self._released:
            self.jump(work.end)

    def next_exercise(self) -> None:
        """On to the announcement of the next exercise."""
        target = places.next_exercise(self.timeline, self.position)
        if target is not None:
            self.jump(target)
        else:
            self.tell("this is the last exercise" if self.complete else "the next exercise is not ready yet")

    def previous_exercise(self) -> None:
        """Back to the announcement of this exercise, or the one before."""
        self.jump(places.previous_exercise(self.timeline, self.position))

    def restart_set(self) -> None:
        """Back to the start of this set, with its words and a countdown; before the first one, to its announcement."""
        place = places.set_start(self.timeline, self.position)
        if place is None:
            self.previous_exercise()
        else:
            self.enter(place)
        self.player.resume()

    def more_rest(self) -> None:
        """A longer pause before the next work."""
        if self.put_off(self.more_rest):
            return
        at = self.position
        stretch = edits.stretch_at(self.timeline, at, MORE_REST)
        if stretch is None:
            self.tell("no rest to make longer")
            return
        self.edit(stretch)
        if at > stretch.cut:
            self.jump(stretch.cut)
        self.tell(f"{MORE_REST // SECOND} seconds more rest")

    def repeat_cue(self) -> None:
        """The last sentence once more, in the next gap; while nothing plays, at once."""
        if self.put_off(self.repeat_cue):
            return
        at = self.position
        sentence = edits.last_sentence(self.timeline, at)
        if sentence is None:
            self.tell("nothing has been said yet")
        elif self.player.state == "holding":
            length = sentence.end - sentence.start
            alone = replace(NOTHING, duration=length, events=(replace(sentence, start=0, end=length),))
            self.player.interlude(self.mixer(alone), self.frame(at))
            self._entering = NOTHING
        else:
            again = edits.again_at(self.timeline, sentence, at + SECOND // 5, self._until)
            if again is not None:
                self.edit(again)
            self.tell(f"again: {sentence.text}" if again else "no room to say it again soon")

    def faster(self) -> None:
        """The rest of the routine at a higher pace."""
        self._set_pace(min(FASTEST, self.pace * STEP))

    def slower(self) -> None:
        """The rest of the routine at a lower pace."""
        self._set_pace(max(SLOWEST, self.pace / STEP))

    def toggle_help(self) -> None:
        """Show the keys, or hide them."""
        self._help = not self._help

    def quit(self) -> None:
        """End here."""
        self.over = "quit"

    def reload(self, material: Material) -> None:
        """Go on with an edited script, at the same place."""
        self._fresh, self._trouble = material, ""
        self.tell("the script has changed")

    def trouble(self, text: str) -> None:
        """Show what is wrong until it is mended; the timeline stays as it is."""
        self._trouble = text

    # What is to be known

    def view(self) -> View:
        """What a screen shows now."""
        at, state = self.position, self._state()
        view = glance(self.timeline, at)
        spent = view.spent
        if self._waits():
            work = places.segment_at(self.timeline, at - 1)
            view = glance(self.timeline, at - 1)
            self._held_since = self._held_since or self._clock()
            spent = work.end - work.start + int((self._clock() - self._held_since) * 1000)
        else:
            self._held_since = None
        aside = self.player.now.aside
        if aside is not None and self._entering.events:
            view, spent = self._entering_view(view), aside * 1000 // self.player.rate
        message = self._message.text if self._clock() < self._message.until else ""
        return replace(
            view,
            state=state,
            spent=spent,
            total=max(self.total, at),
            pace=self.pace,
            help=self._help,
            message="\n".join(text for text in (self._trouble, message) if text),
        )

    def _waits(self) -> bool:
        """Whether an open set is at its nominal end and still goes on, also while a cue is said again."""
        at = self.position
        over = self.in_open_work() and places.segment_at(self.timeline, max(0, at - 1)).end == at
        return over and self.player.state in ("holding", "interlude")

    def _entering_view(self, view: View) -> View:
        """A set is about to be taken up: its words and how long until then."""
        said = next((event.text for event in self._entering.spoken()), view.caption)
        coming = f"repetition {view.rep}" if (view.rep or 1) > 1 else view.exercise
        piece = self._entering.duration
        return replace(view, kind="ready", caption=said, piece=piece, next=coming, rep=None, reps=None)

    def _state(self) -> State:
        state = self.player.state
        if self._draft is None and self._place is None:
            return "playing"
        if self._waits() or (state == "playing" and self.in_open_work()):
            return "waiting"
        return "playing" if state == "interlude" else state

    def _set_pace(self, pace: Decimal) -> None:
        self.pace = pace.quantize(Decimal("0.01")) if abs(pace - 1) > Decimal("0.02") else Decimal(1)
        limit = {FASTEST: ", the fastest", SLOWEST: ", the slowest"}.get(self.pace, "")
        later = "" if self.complete else ", as soon as the voice is ready"
        self.tell(f"pace {self.pace.normalize():f}{limit}{later}")

    def _go_on(self) -> None:
        """Where it stopped, to the sample; after a long pause inside a set with the words that belong to it."""
        entry = places.reentry(self.timeline, self.position)
        long = self._clock() - self._paused_since >= LONG_PAUSE_S
        if entry is not None and long and not self.in_open_work():
            self.enter(entry)
        self.player.resume()

    def _prepare_words(self) -> None:
        """Have the words at hand by the time that the pause is over."""
        entry = places.reentry(self.timeline, self.position)
        said = self.words(entry) if entry is not None else None
        if said is not None:
            threading.Thread(target=self._material.prepare_quietly, args=(said[1],), daemon=True).start()
