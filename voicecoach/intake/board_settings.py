"""Settings that stand below each other, a line each, put into one line.

``Work: 40s``, ``Rest: 20s``, ``Rounds: 4`` are a header. ``Sets: 3``, ``Reps: 10`` below a name are its dose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from voicecoach.intake.board_lines import BoardLine, without_comment
from voicecoach.intake.board_words import any_in_header as any_of
from voicecoach.intake.board_words import any_of as words_of
from voicecoach.intake.headers import read_header
from voicecoach.intake.movements import IN_THE_RESTS
from voicecoach.intake.times import TIME

_BETWEEN = rf"(?:\s+{any_of('between')}\s+{any_of('rounds')})"
_SETTING = re.compile(
    rf"(?P<before>\d[\w.:,\s]{{0,20}}?)\s+(?:(?P<working>{any_of('on')})|(?P<resting>{any_of('rest')}|{any_of('off')})"
    rf"|(?P<many_rounds>{any_of('rounds')})|(?P<many_sets>{any_of('sets')}))\s*\.?|"
    rf"(?:(?P<between>{any_of('rest')}{_BETWEEN})|(?P<work>{any_of('on')})|(?P<rest>{any_of('rest')}|{any_of('off')})"
    rf"|(?:number\s+of\s+)?(?:(?P<rounds>{any_of('rounds')})|(?P<sets>{any_of('sets')})))(?:\s+(?:time|interval|period))?"
    r"\s*[:=]\s*(?P<value>\d[\w.:,\s]{0,20}?)\s*\.?",
    re.IGNORECASE,
)
_FIELD = re.compile(
    rf"(?P<before>\d{{1,3}}(?:\s*[-–]\s*\d{{1,3}})?)\s*(?:(?P<many_sets>{words_of('sets')})|(?P<counted>{words_of('reps')}))\s*\.?"
    rf"|(?P<held>{words_of('holds')})\s+(?:for\s+)?(?P<length>\d{{1,3}}\s*(?:{words_of('seconds')}|s))\W*"
    rf"|(?:(?P<sets>{words_of('sets')})|(?P<reps>{words_of('reps')})|(?P<tempo>tempo(?=\s*[:=]\s*(?:\d-?){{3}}))"
    rf"|(?P<time>{words_of('time_column')})|(?P<weight>{words_of('weight_column')})|(?P<rest>{words_of('rest')})|(?P<effort>rpe|rir))"
    r"(?:\s+(?:time|between\s+sets))?\s*[:=]\s*(?P<value>\d.{0,40})",
    re.IGNORECASE,
)
"""A tempo has three digits or more; with fewer it is the word for a time in Italian and Portuguese."""
_SETS = re.compile(r"(?P<number>\d{1,3}(?:\s*[-–]\s*\d{1,3})?)(?![\w.])\s*(?P<words>[^\d].*)?")
"""How many sets, and words about them: ``3 (last one to failure)``."""
_NAME = re.compile(
    rf"(?:{words_of('exercise_column')}\s*[:=]\s*)?(?P<name>[^\W\d_][^\d:]{{1,50}}?)\s*:?", re.IGNORECASE
)
_VALUE = re.compile(rf"{TIME}|\d+(?!\s*[-–]?\s*\d)", re.IGNORECASE)
"""The number or time that a value begins with; what is behind it are words."""
_LONGEST = 60
_VALUES = ("value", "before", "length")
_SAME = {"working": "work", "resting": "rest", "counted": "reps", "many_rounds": "rounds", "many_sets": "sets"}


def join_settings(lines: Sequence[BoardLine]) -> tuple[list[BoardLine], set[int]]:
    """Return the lines with one header in place of settings below each other, and the numbers of the settings' lines.

    They are joined where work and something else are among them, each once, and the header is understood.
    """
    joined: list[BoardLine] = []
    used: set[int] = set()
    at = 0
    while at < len(lines):
        settings, end = _run(lines, at, _SETTING)
        text = _header(settings)
        if not text or not read_header(text):
            fields, end = _run(lines, at + 1, _FIELD)
            text = _dose(lines[at].text, fields) if not _header(_run(lines, at + 1, _SETTING)[0]) else ""
        if text:
            if settings and end == at + len(settings):
                joined += [
                    replace(one, text=f"// {one.text}", heading=False) for one in lines[at:end] if _words(one.text)
                ]
            if text == _header(settings) and {"sets", "rounds"} <= set(settings):
                joined.append(replace(lines[at], text=f"{settings['rounds']} rounds:", heading=False, level=9))
            joined.append(replace(lines[at], text=text, heading=False, level=9))
            used.update(line.span.line for line in lines[at:end])
            at = end
        else:
            joined.append(lines[at])
            at += 1
    return joined, used


def _run(lines: Sequence[BoardLine], at: int, pattern: re.Pattern[str]) -> tuple[dict[str, str], int]:
    """Return the values of the settings from a line on, by name, each at most once, and where they end."""
    found: dict[str, str] = {}
    while at < len(lines) and len(lines[at].text) <= _LONGEST and (match := pattern.fullmatch(lines[at].text)):
        groups = match.groupdict()
        name = next(key for key, value in groups.items() if value and key not in _VALUES)
        value = next(groups[key] for key in _VALUES if groups.get(key))
        name = _SAME.get(name, name)
        if name in found:
            break
        found[name] = value.strip()
        at += 1
    return found, at


def _words(setting: str) -> str:
    """Return the words behind the value of a setting: ``easy spin`` of ``Rest: 20s easy spin``."""
    found = _SETTING.fullmatch(setting)
    return _VALUE.sub("", found["value"], count=1).strip() if found and found["value"] else ""


def _header(found: dict[str, str]) -> str:
    """Return settings as the header of intervals; nothing where they are none."""
    if "work" not in found or len(found) < 2:
        return ""
    found = {key: short[0] if (short := _VALUE.match(value)) else value for key, value in found.items()}
    found = {
        key: f"{value}s" if value.isdigit() and key not in ("rounds", "sets") else value for key, value in found.items()
    }
    inner = found.get("sets") or found.get("rounds")
    rounds = f"{inner} rounds, " if inner else ""
    intervals = f"{found['work']} on / {found['rest']} off" if "rest" in found else f"{found['work']} on"
    between = f", rest {found['between']} between rounds" if "between" in found else ""
    return f"{rounds}{intervals}{between}:"


def _dose(line: str, found: dict[str, str]) -> str:
    """Return a name with the fields below it as the line of an exercise; nothing where they are no dose."""
    text, comment = without_comment(line)
    name = _NAME.fullmatch(text) if len(found) > 1 else None
    amount = found.get("reps") or found.get("time")
    times = _SETS.fullmatch(found["sets"]) if "sets" in found else None
    if not name or not amount or ("reps" in found and "time" in found) or ("sets" in found and not times):
        return ""
    amount = f"{amount}s" if amount.isdigit() and "time" in found else amount
    sets = f"{times['number']}x" if times else ""
    words = f" ({times['words'].strip('() ')})" if times and times["words"] else ""
    weight = found.get("weight", "")
    weight = f" (weight {weight})" if weight.isdigit() else f", {weight}" if weight else ""
    weight += f" (hold {found['held']})" if "held" in found else ""
    rest = _VALUE.match(found.get("rest", ""))
    if rest and re.match(r"\s+[^\W\d]", rest.string[rest.end() :]):
        words += f" ({rest.string[rest.end() :].strip()}{IN_THE_RESTS})"
        found = {**found, "rest": rest[0]}
    others = "".join(f", {key} {found[key]}" for key in ("tempo", "rest") if key in found)
    words += f" (RPE {found['effort']})" if "effort" in found else ""
    colon = "" if {"time", "rest"} <= set(found) else ":"  # behind a colon, a time with a rest is a header
    behind = f" // {comment}" if comment else ""
    return f"{name['name']}{colon} {sets}{amount}{weight}{others}{words}{behind}"
