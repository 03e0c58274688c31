"""Other programs that speak a routine from a text, where they are installed: what they are given, and how they are run.

They know neither counts at a tempo nor cues in a movement. So they get what the by-hand way gets, every phrase of the
timeline in its order and the pauses between, in whole seconds, which is all that they read.
"""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

INSTALLED = {"apg": "apg -H -f mp3 -o {out} {phrases}"}
"""Commands that are tried wherever their program is on the PATH. apg asks a service on the network for its speech."""


def commands(given: Mapping[str, str]) -> dict[str, str]:
    """Peers by name: those ``given``, and those that are installed."""
    return {name: command for name, command in INSTALLED.items() if shutil.which(name)} | dict(given)


def command_line(command: str, folder: Path) -> list[str]:
    """The words of a command, with ``{phrases}``, ``{gaps}``, ``{timeline}`` and ``{out}`` as files in ``folder``."""
    files = {"phrases": "phrases.txt", "gaps": "gaps.txt", "timeline": "timeline.json", "out": "peer.mp3"}
    paths = {name: str(folder / file) for name, file in files.items()}
    return [word.format(**paths) for word in shlex.split(command)]


def write_texts(folder: Path) -> None:
    """The timeline in ``folder`` as lines of ``phrase;seconds``, and as lines of text with ``[Gap: N seconds]``."""
    said = list(_said(json.loads((folder / "timeline.json").read_text("utf-8"))))
    (folder / "phrases.txt").write_text("".join(f"{text};{gap}\n" for text, gap in said), "utf-8")
    gaps = "".join(f"{text}\n" + (f"[Gap: {gap} seconds]\n" if gap else "") for text, gap in said)
    (folder / "gaps.txt").write_text(gaps, "utf-8")


def _said(timeline: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    events = [event for event in timeline["events"] if event["kind"] == "say"]  # type: ignore[attr-defined]
    for event, following in pairwise([*events, {"start_ms": timeline["duration_ms"]}]):
        yield event["text"].replace(";", ","), round((following["start_ms"] - event["end_ms"]) / 1000)
