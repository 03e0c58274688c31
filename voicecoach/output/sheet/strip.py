"""The picture of the page: the whole routine on one line, work as bars, the second side lower, all else as a thin line.

It is drawn without a unit of time, so that the page can stretch it to any width. Colours are those of the cover; what
differs in colour differs in height or place too, so that a print in grey can be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from voicecoach.output.palette import WHITE, css, hues, mix, name_of, second_sides
from voicecoach.timeline.model import Segment, Timeline

WIDTH, HEIGHT = 1000, 40
_BASE = 36


def strip(timeline: Timeline) -> Iterator[str]:
    """Yield the drawing, an SVG element of ``WIDTH`` by ``HEIGHT``."""
    yield f'<svg class="strip" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
    yield f'<rect class="line" x="0" y="{_BASE}" width="{WIDTH}" height="2"/>'
    total = max(1, timeline.duration)
    for segment, fill, height in bars(timeline):
        x, width = segment.start * WIDTH / total, (segment.end - segment.start) * WIDTH / total
        yield f'<rect x="{x:.2f}" y="{_BASE - height}" width="{max(width, 0.3):.2f}" height="{height}" fill="{fill}"/>'
    yield from (
        f'<rect class="mark" x="{one.start * WIDTH / total:.2f}" y="{_BASE}" width="0.8" height="4"/>'
        for one in timeline.chapters
    )
    yield "</svg>"


def bars(timeline: Timeline) -> Iterator[tuple[Segment, str, int]]:
    """Yield each work of the routine with its colour and its height."""
    colours, second = hues(timeline), second_sides(timeline)
    for segment in timeline.segments:
        if segment.kind == "work" and segment.end > segment.start:
            lower = (name_of(segment), segment.side) in second
            fill = mix(colours[name_of(segment)], WHITE, 0.4) if lower else colours[name_of(segment)]
            yield segment, css(fill), 24 if lower else 34
