"""The LRC file: lyrics beside the MP3, for players that look there.

Players agree on LRC though no standard defines it: ``[mm:ss.xx]`` before each line, minutes running past 99.
"""

from __future__ import annotations

from voicecoach.output.lyrics import LyricLine, lines, shown
from voicecoach.output.model import FileOptions
from voicecoach.timeline.model import Timeline
from voicecoach.units import MINUTE


def content(timeline: Timeline, options: FileOptions) -> bytes:
    """Write the routine as an LRC file in UTF-8: title, artist, album and length, then the timed lines."""
    minutes, rest = divmod(timeline.duration, MINUTE)
    about = {
        "ti": timeline.title,
        "ar": options.artist,
        "al": options.album,
        "length": f"{minutes:02}:{rest // 1000:02}",
    }
    head = [f"[{key}:{_unbracketed(shown(value))}]" for key, value in about.items() if shown(value)]
    return ("\n".join([*head, timed_text(lines(timeline))]).rstrip("\n") + "\n").encode()


def timed_text(shown_lines: tuple[LyricLine, ...]) -> str:
    """Write only the timed lines, as the lyrics tag of an MP3 holds them."""
    return "\n".join(f"[{_stamp(line.start)}]{_unbracketed(line.text)}" for line in shown_lines)


def _stamp(milliseconds: int) -> str:
    """Format an instant, rounded down so that the line is there when the voice begins."""
    minutes, rest = divmod(milliseconds, MINUTE)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000 // 10:02}"


def _unbracketed(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")
