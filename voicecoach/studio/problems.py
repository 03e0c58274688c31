"""Diagnostics as the page shows them: at their place in the editor, with the edits that may mend them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from voicecoach.diagnostics import Diagnostic
from voicecoach.script import reader
from voicecoach.script.fixes import HIDING
from voicecoach.script.repairs import Repair, propose
from voicecoach.studio.places import Places

if TYPE_CHECKING:
    from voicecoach.studio.picture import Lines

MOST_SHOWN = 200
MOST_FIXED = 20
MOST_EDITS = 500
"""A repair with more edits than these is left to ``check --fix``."""
MOST_TRIED = 4
"""So many ways to mend what keeps a script from being read are tried at most."""


def shown(file: str, places: Places, found: Iterable[Diagnostic], lines: Lines) -> list[dict[str, Any]]:
    """Return diagnostics of a script as plain values, those of other files where it brings these in."""
    made = []
    for number, one in enumerate(found):
        if number == MOST_SHOWN:
            break
        own = one.span.file == file
        line = lines.of(one.span)
        place = places.range_of(one.span) if own else _whole_line(places, line)
        fixes = _fixes(one, places) if own and number < MOST_FIXED else ()
        made.append(
            {
                **place,
                "severity": one.severity,
                "code": one.code,
                "message": one.message if own else f"{one.span}: {one.message}",
                "help": one.help,
                "fixes": [{"label": fix.what, "edits": places.replacements(fix.edits)} for fix in fixes],
            }
        )
    return made


def _whole_line(places: Places, line: int) -> Any:
    start, end = places.at(line, 1), places.at(line, 1 << 30)
    return places.between(start, end)


def _fixes(problem: Diagnostic, places: Places) -> Iterator[Repair]:
    """Yield the repairs that help: where the script could not be read, those with which it can be, or further."""
    for number, one in enumerate(propose(problem, places.text)):
        if number == MOST_TRIED:
            return
        if len(one.edits) > MOST_EDITS:
            continue
        if problem.code not in HIDING or _reads_further(problem, one.apply(places.text)):
            yield one


def _reads_further(problem: Diagnostic, text: str) -> bool:
    _, found = reader.read(problem.span.file, text)
    return all(one.span > problem.span for one in found if one.code in HIDING)
