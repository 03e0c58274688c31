"""How a set is resumed after a pause: where, with which words, and with a countdown."""

from __future__ import annotations

from dataclasses import dataclass

from voicecoach.errors import VoicecoachError
from voicecoach.live.playing.navigation import repetitions, segment_at, set_at, sets_of, word_at
from voicecoach.live.playing.version import Material
from voicecoach.timeline.model import Event, Phrase, Segment, Timeline
from voicecoach.timeline.slots import Utterance
from voicecoach.units import SECOND

_BEFORE_WORDS = 100
_AFTER_WORDS = 300
_NO_COUNTDOWN = 600


@dataclass(frozen=True, slots=True)
class Reentry:
    """Where a set is resumed.

    ``rep`` is 0 at its beginning and in work without counts; ``remaining`` is what is still to be done of work by
    time, in ms.
    """

    at: int
    set: int
    side: str
    rep: int = 0
    remaining: int = 0


def reentry(timeline: Timeline, at: int) -> Reentry | None:
    """Return how to come back into the work around ``at`` after a pause; None outside of work.

    Counted work begins again with the repetition that was broken off, or an earlier one where a sentence runs into
    it; work by time goes on where it was.
    """
    work = segment_at(timeline, at)
    if work.kind != "work":
        return None
    number = work.set or 1
    counted = repetitions(timeline, work)
    if counted is None:
        word = word_at(timeline, at)
        at = max(work.start, word.start) if word is not None else at
        return Reentry(at, number, work.side, remaining=0 if work.open or at == work.start else work.end - at)
    rep = counted.at(at)
    while rep > 1 and word_at(timeline, counted.start_of(rep)) is not None:
        rep -= 1
    return Reentry(counted.start_of(rep) if rep > 1 else work.start, number, work.side, rep if rep > 1 else 0)


def set_start(timeline: Timeline, at: int) -> Reentry | None:
    """Return the beginning of this set, or in a pause of the one before it; None where another exercise comes now."""
    work = set_at(timeline, at) if segment_at(timeline, at).kind != "ready" else None
    return Reentry(work.start, work.set or 1, work.side) if work is not None else None


def words_of(entry: Reentry, timeline: Timeline, material: Material) -> Utterance | None:
    """Put it in words: ``Set two, left side, from repetition six.``; None where nothing need be said."""
    wording, pack, parts = material.wording, material.wording.pack, []
    if sets_of(timeline, segment_at(timeline, entry.at).exercise) > 1:
        parts.append(pack.prompts["again_set"].usual)
    if entry.side:
        parts.append(pack.prompts["again_side"].usual)
    if entry.rep:
        parts.append(pack.prompts["again_rep"].usual)
    elif entry.remaining >= SECOND:
        parts.append(pack.prompts["again_time"].usual)
    if not parts:
        return None
    values = {
        "set": pack.number(entry.set),
        "side": wording.side(entry.side),
        "rep": pack.number(entry.rep),
        "time": wording.duration((entry.remaining + SECOND // 2) // SECOND * SECOND),
    }
    words = wording.text(", ".join(parts) + ".", values)
    return Utterance(words.written, Phrase(words.spoken, material.routine.voice.rate))


def lead_in(entry: Reentry, timeline: Timeline, material: Material) -> Timeline:
    """Lay out the words, unless the voice fails, and then three-two-one, in time for the beat that follows the end."""
    events, at = [], _BEFORE_WORDS
    words = words_of(entry, timeline, material)
    try:
        length = material.stage.speech(words.phrase) if words else 0
    except VoicecoachError:
        words = None
    if words is not None:
        events.append(Event("again/words", "say", "say", at, at + length, words.text, phrase=words.phrase))
        at += length + _AFTER_WORDS
    countdown, tone = material.routine.prompts.countdown, material.stage.tone("countdown")
    for number in range(countdown, 0, -1):
        if tone:
            events.append(Event(f"again/countdown{number}", "tone", "countdown", at, at + tone, sound="countdown"))
        at += SECOND
    end = at if countdown else at + _NO_COUNTDOWN
    return Timeline("", "", end, tuple(events), (Segment("ready", "again", 0, end),), ())
