"""One moment of a timeline as a screen shows it."""

from __future__ import annotations

from dataclasses import replace

from voicecoach.live.playing import navigation
from voicecoach.live.playing.edits import last_sentence
from voicecoach.live.view import View
from voicecoach.timeline.model import Segment, Timeline
from voicecoach.units import SECOND, format_duration


def snapshot(timeline: Timeline, at: int) -> View:
    """Show an instant; what only the session knows (state, total, message) keeps its default.

    A rest and a change of sides show the set before them, which ``s`` goes back to; what comes is in ``next``.
    """
    here = navigation.segment_at(timeline, at)
    shown = here if here.kind in ("work", "ready") else navigation.set_at(timeline, at) or here
    counted = navigation.repetitions(timeline, here) if here.kind == "work" else None
    return View(
        kind=here.kind,
        title=timeline.title,
        exercise=shown.label if shown.kind in ("work", "ready") else "",
        side=shown.side,
        set=shown.set,
        sets=navigation.sets_of(timeline, shown.exercise) if shown.set is not None else None,
        rep=counted.at(at) if counted else None,
        reps=counted.count if counted else None,
        spent=at - here.start,
        length=None if here.open else here.end - here.start,
        elapsed=at,
        total=timeline.duration,
        next=_following(timeline, here),
        caption=_caption(timeline, here, at),
    )


def _caption(timeline: Timeline, here: Segment, at: int) -> str:
    """Return the words heard last; where there is only speech, those of its own."""
    if here.kind == "say":
        said = (one for one in reversed(timeline.events) if one.kind == "say" and here.start <= one.start <= at)
        sentence = next(said, None)
    else:
        sentence = last_sentence(timeline, at + 1)
    return sentence.text if sentence else ""


def _following(timeline: Timeline, here: Segment) -> str:
    """Say what the body does next: ``rest 30s``, or after a pause ``set 2, left side``, or the next exercise."""
    after = [one for one in timeline.segments if one.start >= here.end]
    if here.kind == "work" and after and after[0].kind in ("rest", "switch"):
        coming = next((one for one in after if one.kind == "work"), None)
        what = "rest" if after[0].kind == "rest" else after[0].label
        end = coming.start if coming else after[0].end  # the time to get ready is the end of a rest
        time = format_duration((end - after[0].start + SECOND // 2) // SECOND * SECOND)
        return f"{what} {time}" + (f", then {_named(coming, here)}" if coming else "")
    coming = next((one for one in after if one.kind in ("work", "ready")), None)
    return _named(coming, here) if coming else ""


def _named(coming: Segment, here: Segment) -> str:
    if coming.kind == "ready" or coming.exercise != here.exercise or coming.set is None:
        return coming.label
    side = f", {coming.side} side" if coming.side else ""
    return f"set {coming.set}{side}"


def entering(view: View, lead_in: Timeline) -> View:
    """Show that a set is about to be resumed: the words of ``lead_in``, how long until then, and what comes."""
    said = next((event.text for event in lead_in.spoken()), view.caption)
    coming = f"repetition {view.rep}" if (view.rep or 1) > 1 else view.exercise
    return replace(view, kind="ready", caption=said, length=lead_in.duration, next=coming, rep=None, reps=None)
