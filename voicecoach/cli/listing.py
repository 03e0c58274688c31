"""``list``: the routines there are, and the exercises of one."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from voicecoach.app import Loaded, Request, load, outline
from voicecoach.cli.check import print_problems
from voicecoach.cli.printing import say
from voicecoach.errors import UsageError
from voicecoach.live.playing.places import places
from voicecoach.resources import scripts_in, shipped, shipped_routines, user_path
from voicecoach.text_width import width
from voicecoach.units import MINUTE, format_clock

Row = tuple[str, str, str]


def list_command(place: str) -> int:
    """List the routines of a folder and those that come along, or the exercises of a script."""
    folder = user_path(place or ".")
    if place and not folder.is_dir():
        return _exercises(place)
    rows = [row for path in scripts_in(folder) if (row := _routine(path, load(Request(str(path)))))]
    if not place and folder.resolve() != shipped("scripts").resolve():
        rows += [row for name in shipped_routines() if (row := _routine(Path(name), load(Request(name))))]
    if not rows:
        raise UsageError(f"there is no routine script in {folder}", "start one: voicecoach new my-routine.yaml")
    say(*_aligned(rows))
    return 0


def _routine(path: Path, loaded: Loaded) -> Row | None:
    """Return how a script is called, how long it takes, and its title; None for other YAML."""
    if loaded.routine is None:
        if any(one.code == "missing-key" and "routine" in one.message for one in loaded.diagnostics):
            return None
        return str(path), "", f"has errors: voicecoach check {shlex.quote(str(path))}"
    timeline = outline(loaded)
    needs = ", ".join(one.text for one in loaded.routine.equipment)
    return (
        str(path),
        _minutes(loaded.routine.minutes.length or timeline.duration),
        timeline.title + (f" ({needs})" if needs else ""),
    )


def _exercises(script: str) -> int:
    """Print the exercises of a script with their numbers, and about when each begins."""
    loaded = load(Request(script))
    print_problems(loaded)
    timeline = outline(loaded)
    say(f"{timeline.title}: about {_minutes(timeline.duration)}")
    for number, place in enumerate(places(timeline), 1):
        say(f"{number:>4}  {format_clock(place.start):>8}  {place.title}")
    say(f"next: voicecoach play {shlex.quote(script)} --from NUMBER, or a name of these")
    return 0


def _minutes(milliseconds: int) -> str:
    return f"{max(1, round(milliseconds / MINUTE))} min"


def _aligned(rows: Iterable[Row]) -> Iterator[str]:
    rows = list(rows)
    names = max(width(name) for name, _, _ in rows)
    for name, minutes, title in rows:
        yield f"{name}{' ' * (names - width(name))}  {minutes:>7}  {title}".rstrip()
