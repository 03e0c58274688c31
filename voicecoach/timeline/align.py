"""Align: scheduled slots become one timeline, with all events in order and a length to which the script's add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voicecoach.timeline.events import tone_event
from voicecoach.timeline.model import Event, Measure, Segment, Timeline
from voicecoach.timeline.schedule import LEAD_IN, ScheduledSlot
from voicecoach.timeline.slots import Place, Plan
from voicecoach.units import SECOND

LEAD_OUT = 500
WAKE_AFTER = 8 * SECOND
"""Silence after which a speaker may have fallen asleep."""


def align(plan: Plan, scheduled: Sequence[ScheduledSlot], measure: Measure) -> Timeline:
    """Return the timeline of what has been scheduled so far, without chapters and notes."""
    now, length = scheduled[-1].after.now, length_of(scheduled)
    segments = [segment for slot in scheduled for segment in slot.segments]
    return Timeline(
        title=plan.title,
        language=plan.language,
        duration=length,
        events=in_order((event for slot in scheduled for event in slot.events), measure),
        segments=(Segment("say", "start", 0, LEAD_IN), *segments, Segment("say", "end", now, length)),
        chapters=(),
    )


def length_of(scheduled: Sequence[ScheduledSlot]) -> int:
    """Return the length in ms: the silence at the end makes up for what grown pauses were moved to lie on frames."""
    after = scheduled[-1].after
    heard = max((event.end for slot in scheduled[-8:] for event in slot.events), default=0)
    return max(after.now, heard) + LEAD_OUT - after.grid.ahead


def in_order(events: Iterable[Event], measure: Measure, heard: int = -WAKE_AFTER) -> tuple[Event, ...]:
    """Return events by their start, with a faint sound before speech that follows silence, which wakes the speaker.

    Something was last heard at ``heard`` (ms).
    """
    length = measure.tone("wake")
    ordered: list[Event] = []
    for event in sorted(events, key=lambda event: (event.start, event.kind == "say", event.id)):
        if length and event.kind == "say" and event.start - heard >= WAKE_AFTER and event.start >= length:
            name, start = f"{event.id}/wake", event.start - length
            ordered.append(tone_event(name, "tone", start, length, Place(), event.source, "wake"))
        ordered.append(event)
        heard = max(heard, event.end)
    return tuple(ordered)
