"""Routines for the tests of the live room, random and written, compiled without a voice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from voicecoach.app import Loaded, Request, load
from voicecoach.compiler import compile_timeline
from voicecoach.phrases.wording import Wording
from voicecoach.script.model import Pace
from voicecoach.timeline.model import Phrase, Timeline

RATE = 1_000
"""One sample a millisecond: what is heard can then be read off in ms."""


class Ruler:
    """Lengths without a voice: 60 ms a character at 150 words a minute, and fixed tones."""

    def speech(self, phrase: Phrase) -> int:
        return (60 * len(phrase.text) * 150 + phrase.rate // 2) // phrase.rate

    def tone(self, sound: str) -> int:
        return {"count": 80, "countdown": 120, "wake": 350, "done": 900}.get(sound, 250)


def loaded_from(text: str, folder: Path, voice: str = "silent") -> Loaded:
    """A checked script."""
    path = folder / "routine.yaml"
    path.write_text(text, "utf-8")
    loaded = load(Request(str(path), voice=voice))
    assert loaded.routine is not None, [loaded.files.show(one) for one in loaded.diagnostics]
    return loaded


def timeline_of(loaded: Loaded, pace: str = "1") -> Timeline:
    """The script's timeline at a pace."""
    routine, pack = loaded.require()
    wording = Wording(pack, routine.lexicon)
    return compile_timeline(replace(routine, pace=Pace(Decimal(pace), Decimal(pace))), wording, Ruler())


@dataclass(frozen=True)
class Instant:
    """A place in a timeline of any length."""

    share: float

    def of(self, timeline: Timeline) -> int:
        return int(self.share * timeline.duration)


_WORDS = st.sampled_from(["breathe", "keep your ribs down", "heels stay together", "slowly, and all the way up again"])
_CUES = st.dictionaries(
    st.sampled_from(["start", "every 2", "every 3", "last 2", "half", "end", "rest"]), _WORDS, max_size=3
)


@st.composite
def _exercise(draw: st.DrawFn, name: str) -> str:
    sets = draw(st.integers(1, 3))
    lines = [f"  {name}:"]
    if draw(st.booleans()):
        lines.append(f"    do: {sets}x{draw(st.integers(2, 9))}")
        lines.append(f"    rep: {draw(st.integers(11, 40)) * 100}ms")
        lines.append(f"    count: {draw(st.sampled_from(['up', 'down', 'last 3', 'every 2', 'ticks']))}")
        cues = draw(_CUES)
    else:
        lines.append(f"    do: {sets}x{draw(st.integers(5, 50))}s")
        cues = {when: text for when, text in draw(_CUES).items() if when in ("start", "half", "end", "rest")}
    lines.append(f"    sides: {draw(st.sampled_from(['none', 'each', 'left']))}")
    lines.append(f"    rest: {draw(st.integers(0, 25))}s")
    lines.append(f"    ready: {draw(st.integers(3, 12))}s")
    if cues:
        lines.append("    cues:")
        lines += [f"      {when}: {text}" for when, text in cues.items()]
    return "\n".join(lines)


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """A routine of one to three exercises, with rests and asides between them."""
    names = [f"exercise {letter}" for letter in "abc"[: draw(st.integers(1, 3))]]
    parts = ["title: Random", "exercises:", *(draw(_exercise(name)) for name in names), "routine:"]
    for name in names:
        aside = draw(st.sampled_from(["", "  - rest: 20s", "  - say: Shake it out.", "  - tone: bell"]))
        parts += [aside] if aside else []
        parts.append(f"  - {name}")
    return "\n".join(parts) + "\n"
