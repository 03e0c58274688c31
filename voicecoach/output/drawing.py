"""The timeline as a drawing: a row for each minute, so that an hour can be seen on one page.

Each row has, from the top: chapter heads, what the body does, what the voice says, tones, and a ruler. Everything
has a tooltip with its exact time. The SVG stands alone: no fonts, scripts or files of others, and its text follows
the reader's light or dark scheme.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from voicecoach.output.lyrics import heading, shown
from voicecoach.output.model import FileOptions
from voicecoach.output.palette import KINDS, WHITE, css, hues, mix, name_of, second_sides
from voicecoach.timeline.model import Chapter, Event, Timeline
from voicecoach.units import MINUTE, SECOND, format_clock, format_precise

_LEFT, _RIGHT, _TOP = 58, 20, 78
_PIXELS_A_SECOND = 25
_ROW_MS = MINUTE
_HEAD, _BODY, _VOICE, _TONES, _RULER = 0, 17, 47, 67, 80
_ROW_HEIGHT = 112
_CHARACTER = 0.54
FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = """
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:10px;fill:#2a2f3a}
.page{fill:#fdfdfc}.title{font-size:20px;font-weight:600}.dim{fill:#68707e}.head{font-size:11px;font-weight:600}
.on{fill:#15181f;font-size:11px}.line{stroke:#8a92a0;stroke-width:1}.grid{stroke:#8a92a0;stroke-opacity:.28}
.cue{fill:#3f7fd0;fill-opacity:.34}.count{fill:#7f8ea8;fill-opacity:.55}.small{font-size:9px}
.tone{fill:#c0732a}
@media (prefers-color-scheme:dark){text{fill:#dfe3ea}.page{fill:#15181e}.dim{fill:#98a1b0}.on{fill:#15181f}
.tone{fill:#e89a4c}}
"""
_COUNTED = ("count", "countdown", "go", "half", "last", "phase")


def content(timeline: Timeline, _: FileOptions) -> bytes:
    """Draw the timeline as an SVG file; the same timeline gives the same bytes."""
    rows = max(1, -(-timeline.duration // _ROW_MS))
    width = _LEFT + _ROW_MS * _PIXELS_A_SECOND // SECOND + _RIGHT
    height = _TOP + rows * _ROW_HEIGHT + 6
    title = _text(timeline.title) or "Routine"
    length = format_clock(timeline.duration)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' role="img">',
        f"<title>{title} ({length})</title>",
        f"<style>{_STYLE}</style>",
        f'<rect class="page" width="{width}" height="{height}"/>',
        f'<text class="title" x="{_LEFT}" y="34">{_fitting(timeline.title or "Routine", 1300, 20)}'
        f'<tspan class="dim" font-weight="400" dx="12">{length}</tspan></text>',
        *_legend(timeline),
        *(part for row in range(rows) for part in _ruler(row, timeline.duration)),
        *_movement(timeline),
        *_chapters(timeline.chapters),
        *_speech(tuple(timeline.spoken())),
        *_tones([event for event in timeline.events if event.kind == "tone"]),
        "</svg>",
    ]
    return ("\n".join(parts) + "\n").encode()


def _legend(timeline: Timeline) -> Iterator[str]:
    work = next(iter(hues(timeline).values()), KINDS["rest"])
    boxes = [("work", css(work))]
    if second_sides(timeline):
        boxes.append(("work, second side", css(mix(work, WHITE, 0.45))))
    boxes += [(kind, css(colour)) for kind, colour in KINDS.items()]
    x = _LEFT
    for label, fill in boxes:
        yield f'<rect x="{x}" y="48" width="14" height="11" rx="2" fill="{fill}"/>'
        yield f'<text class="dim" x="{x + 19}" y="57">{label}</text>'
        x += 36 + round(len(label) * 5.6)
    for label, style in (("spoken", "cue"), ("counted", "count")):
        yield f'<rect class="{style}" x="{x}" y="48" width="14" height="11" rx="2"/>'
        yield f'<text class="dim" x="{x + 19}" y="57">{label}</text>'
        x += 36 + round(len(label) * 5.6)
    yield _mark(x + 4, 48)
    yield f'<text class="dim" x="{x + 14}" y="57">tone</text>'


def _ruler(row: int, duration: int) -> Iterator[str]:
    top = _top(row * _ROW_MS)
    last = min(_ROW_MS, duration - row * _ROW_MS) if duration else _ROW_MS
    y = top + _RULER
    clock = format_clock(row * _ROW_MS)
    yield f'<text x="{_LEFT - 8}" y="{top + _BODY + 17}" text-anchor="end" class="head">{clock}</text>'
    yield f'<path class="line" d="M{_LEFT} {y}H{_across(last)}"/>'
    for second in range(0, last // SECOND + 1, 5):
        x = _across(second * SECOND)
        yield f'<path class="grid" d="M{x} {top + _BODY}V{y + 3}"/>'
        if second < 60:
            clock = format_clock(row * _ROW_MS + second * SECOND)
            yield f'<text class="dim" x="{x}" y="{y + 13}" text-anchor="middle">{clock}</text>'


def _movement(timeline: Timeline) -> Iterator[str]:
    colours, second = hues(timeline), second_sides(timeline)
    for segment in timeline.segments:
        fill = KINDS.get(segment.kind, KINDS["say"])
        if segment.kind == "work":
            fill = colours[name_of(segment)]
            fill = mix(fill, WHITE, 0.45) if (name_of(segment), segment.side) in second else fill
        label = heading(segment) if segment.kind == "work" else shown(segment.label) or segment.kind
        tip = _tooltip(segment.start, segment.end, f"{segment.kind}: {label}")
        for start, end in _pieces(segment.start, segment.end):
            x, y, width = _x(start), _top(start) + _BODY, _width(start, end)
            yield (
                f'<g>{tip}<rect x="{x}" y="{y}" width="{width}" height="26" rx="3" fill="{css(fill)}"/>'
                f"{_label(label, x, y + 17, width, 11, 'on')}</g>"
            )


def _chapters(chapters: Sequence[Chapter]) -> Iterator[str]:
    ordered = sorted(chapters, key=lambda chapter: chapter.start)
    for number, chapter in enumerate(ordered):
        if chapter.start >= chapter.end:
            continue
        x, y = _x(chapter.start), _top(chapter.start) + _HEAD
        following = ordered[number + 1].start if number + 1 < len(ordered) else chapter.end
        room = _width(chapter.start, max(following, chapter.start))
        same_row = following // _ROW_MS == chapter.start // _ROW_MS
        room = room if same_row else _across(_ROW_MS) - x
        tip = _tooltip(chapter.start, chapter.end, f"chapter: {shown(chapter.title)}")
        yield (
            f'<g>{tip}<path class="line" d="M{x} {y + 2}V{y + _BODY + 26}"/>'
            f"{_label(chapter.title, x, y + 11, room, 11, 'head')}</g>"
        )


def _speech(events: Sequence[Event]) -> Iterator[str]:
    for number, event in enumerate(events):
        text = shown(event.text)
        style = "count" if event.role in _COUNTED else "cue"
        tip = _tooltip(event.start, event.end, f"{event.role}: {text}")
        following = events[number + 1].start if number + 1 < len(events) else event.end + 4 * SECOND
        for index, (start, end) in enumerate(_pieces(event.start, event.end)):
            x, y, width = _x(start), _top(start) + _VOICE, _width(start, end)
            row_end = (start // _ROW_MS + 1) * _ROW_MS
            room = _width(start, max(end, min(following, row_end, end + 3 * SECOND))) - 1
            words = (
                _label(text, x - 3, y + 12, room + 6, 10 if style == "cue" else 9, "small" if style == "count" else "")
                if index == 0
                else ""
            )
            yield f'<g>{tip}<rect class="{style}" x="{x}" y="{y}" width="{width}" height="17" rx="3"/>{words}</g>'


def _tones(events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        tip = _tooltip(event.start, event.end, f"tone: {event.sound}")
        yield f"<g>{tip}{_mark(_x(event.start), _top(event.start) + _TONES)}</g>"


def _mark(x: float, y: float) -> str:
    return f'<path class="tone" d="M{x} {y}l4 9h-8z"/>'


def _label(text: str, x: float, y: float, room: float, size: int, style: str) -> str:
    fitting = _fitting(text, room - 6, size)
    name = f' class="{style}"' if style else ""
    return f'<text{name} x="{x + 4:g}" y="{y}">{fitting}</text>' if fitting else ""


def _fitting(text: str, room: float, size: int) -> str:
    """Return as much of ``text`` as fits ``room`` pixels, ready for XML; nothing where hardly anything would."""
    text = shown(text)
    count = int(room / (size * _CHARACTER))
    if len(text) <= count:
        return _text(text)
    return _text(text[: count - 1].rstrip() + "…") if count >= 4 else ""


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut ``start`` to ``end`` where rows end."""
    while start < end:
        stop = min(end, (start // _ROW_MS + 1) * _ROW_MS)
        yield start, stop
        start = stop


def _tooltip(start: int, end: int, text: str) -> str:
    return f"<title>{format_precise(start)} to {format_precise(end)}  {_text(text)}</title>"


def _text(text: str) -> str:
    return html.escape(FORBIDDEN_IN_XML.sub("", shown(text)))


def _x(instant: int) -> float:
    return _across(instant % _ROW_MS)


def _across(milliseconds: int) -> float:
    return round(_LEFT + milliseconds * _PIXELS_A_SECOND / SECOND, 1)


def _width(start: int, end: int) -> float:
    return round(max(1.0, (end - start) * _PIXELS_A_SECOND / SECOND - 1), 1)


def _top(instant: int) -> int:
    return _TOP + instant // _ROW_MS * _ROW_HEIGHT
