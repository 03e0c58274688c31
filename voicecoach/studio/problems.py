"""Diagnostics as the page shows them: at their place in the editor, with the edits that may mend them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from voicecoach.diagnostics import YAML_LINE_BREAK, Diagnostic
from voicecoach.script import reader
from voicecoach.script.fixes import HIDING
from voicecoach.script.repairs import Edit, Repair, propose
from voicecoach.studio.places import Places

if TYPE_CHECKING:
    from voicecoach.studio.picture import Lines

MOST_SHOWN = 200
MOST_FIXED = 20
MOST_EDITS = 500
"""A repair with more edits than these is left to ``check --fix``."""
MOST_TRIED = 4
"""So many ways to mend what keeps a script from being read are tried at most."""
_LINES_BACK = 40
"""A key without its colon stands at most so many lines above the place where YAML stumbles over it."""
_NO_COLON = re.compile(r"\s*(?:-\s+)?(?P<key>(?:at|every|last|rep)\s+\d\w*|[a-z_]+)(?:\s+[^\s:#].*|\s*)")
_NO_COLON_ABOVE = re.compile(r"\s*(?:-\s+)?(?P<key>\w[\w' -]*?)\s*")
"""A key without its colon, and one whose value stands below it, indented."""
_HAS_KEY = re.compile(r"[^\[{\"'#]*:(?:\s|$)")


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
    if problem.code == "yaml-syntax" and (colon := _colon(problem, places.text)):
        yield colon
        return
    for number, one in enumerate(propose(problem, places.text)):
        if number == MOST_TRIED:
            return
        if len(one.edits) > MOST_EDITS:
            continue
        if problem.code not in HIDING or _reads_further(problem, one.apply(places.text)):
            yield one


def _colon(problem: Diagnostic, text: str) -> Repair | None:
    """Return the nearest colon that a key lacks, if the script can be read with it."""
    ends = [(found.start(), found.end()) for found in YAML_LINE_BREAK.finditer(text)]
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
    lines = [text[start:stop] for start, stop in zip(starts, stops, strict=True)]
    last = min(problem.span.line, len(lines)) - 1
    for number in range(last, max(-1, last - _LINES_BACK), -1):
        line, below = lines[number], next(filter(str.strip, lines[number + 1 :]), "")
        pattern = _NO_COLON_ABOVE if _indent(below) > _indent(line) else _NO_COLON
        found = None if _HAS_KEY.match(line) else pattern.fullmatch(line)
        if found is None:
            continue
        at = starts[number] + found.end("key")
        repair = Repair(f"'{found['key']}' becomes '{found['key']}:'", (Edit(at, at, ":"),))
        if not any(one.code in HIDING for one in reader.read(problem.span.file, repair.apply(text))[1]):
            return repair
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" -"))


def _reads_further(problem: Diagnostic, text: str) -> bool:
    _, found = reader.read(problem.span.file, text)
    return all(one.span > problem.span for one in found if one.code in HIDING)
