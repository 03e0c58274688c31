"""A timeline as a transcript that a coach could read: what the body does, and what is heard meanwhile.

Each stretch of ``work``, ``rest``, ``ready`` or ``switch`` has a line with its length, and below it one line for each
moment at which something begins; what is only waited for stands behind ``say``. Times are seconds from the beginning of
the stretch: to the millisecond in work, whose beats are exact, and to a tenth in pauses. A countdown, "ten seconds" and
"one minute left" show how much remains. Sounds stand in ``<brackets>``, and a chapter begins at its ``== title``. Last
come the notes and the length of the whole, which has 0.4 s of silence at its beginning and 0.5 s at its end.
"""

from __future__ import annotations

from itertools import groupby

from voicecoach.timeline.model import Event, Segment, Timeline

USUAL_RATE = 150


def transcribe(timeline: Timeline) -> str:
    lines: list[str] = []
    events, chapters = list(timeline.events), list(timeline.chapters)

    def begin_chapters(at: int) -> None:
        while chapters and chapters[0].start <= at:
            lines.append(f"== {chapters.pop(0).title}")

    for segment in timeline.segments[1:-1]:
        begin_chapters(segment.start)
        heard = [event for event in events if event.start < segment.end]
        del events[: len(heard)]
        if segment.kind == "say":
            lines.append(f"say {' '.join(_words(event) for event in heard)}")
            continue
        lines.append(_heading(segment))
        for _, group in groupby(heard, key=lambda event: event.role if event.role == "countdown" else event.start):
            moment = list(group)
            begin_chapters(moment[0].start)
            times = " ".join(_time(event, segment, timeline) for event in _one_each(moment))
            lines.append(f"  {times:<6} {' '.join(dict.fromkeys(_words(event) for event in moment))}")
    assert not events, "something begins after the end"
    lines += [f"note, line {note.span.line}: {note.message} [{note.code}]" for note in timeline.notes]
    return "\n".join([*lines, f"total {_seconds(timeline.duration)}s"]) + "\n"


def _heading(segment: Segment) -> str:
    label = segment.label if segment.label != segment.kind else ""
    number = f"set {segment.set}" if segment.kind == "work" and segment.set else ""
    about = ", ".join(part for part in (label, number, segment.side) if part)
    return f"{segment.kind} {_seconds(segment.end - segment.start)}s {about}".strip()


def _one_each(moment: list[Event]) -> list[Event]:
    return list({event.start: event for event in moment}.values())


def _time(event: Event, segment: Segment, timeline: Timeline) -> str:
    into = event.start - segment.start
    if event.role == "countdown" or event.id.endswith(("/ten-seconds", "/one-minute")):
        works = (one.start for one in timeline.segments if one.kind == "work" and one.start >= segment.end)
        end = segment.end if segment.kind == "work" else next(works)
        return f"-{_seconds(end - event.start)}"
    return _seconds(into) if segment.kind == "work" else f"{into / 1000:.1f}"


def _words(event: Event) -> str:
    if event.phrase is None:
        return f"<{event.sound}>"
    spoken = f"spoken '{event.phrase.text}'" if event.phrase.text != event.text else ""
    rate = f"{event.phrase.rate} words a minute" if event.phrase.rate != USUAL_RATE else ""
    voice = f"voice {event.phrase.voice}" if event.phrase.voice else ""
    about = ", ".join(part for part in (spoken, rate, voice) if part)
    return f"{event.text} ({about})" if about else event.text


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}".rstrip("0").rstrip(".")
