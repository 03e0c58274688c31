"""The lines that open a block on a whiteboard: rounds, supersets, tabatas, EMOMs and AMRAPs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from voicecoach.intake.movements import TIME, read_bare_rest, read_time
from voicecoach.units import MINUTE, SECOND

BlockName = Literal["circuit", "superset", "tabata", "emom", "amrap"]

_AFTER = r"\s*(?:[:\-–—]\s*(?P<items>.*)|$)"
_MIN = rf"(?:{TIME}|\d{{1,3}}(?:\s*(?:minutes?|mins?|min)\b)?)"
_TABATA = re.compile(
    r"tabata\s*(?:\(?(?P<work>\d{1,3})\s*s?\s*/\s*(?P<rest>\d{1,3})\s*s?\)?"
    r"|[x×]?\s*(?P<n>\d{1,2})\s*(?:x|rounds?|intervals?|sets?)?(?!\d|\s*/))?\s*(?:[:\-–—]\s*)?(?P<items>\D.*)?",
    re.IGNORECASE,
)
_EMOM = (
    re.compile(rf"e(?P<every>\d)?mom\s*(?:x|for|[:\-–—])?\s*(?P<time>{_MIN})" + _AFTER, re.IGNORECASE),
    re.compile(rf"(?P<time>{_MIN})[\s-]*e(?P<every>\d)?mom" + _AFTER, re.IGNORECASE),
    re.compile(
        rf"every\s+(?P<every>{TIME}|minute)(?:\s+on the minute)?\s*(?:,|x|for)?\s+(?:for\s+)?(?P<time>{_MIN})" + _AFTER,
        re.IGNORECASE,
    ),
)
_AMRAP = (
    re.compile(rf"amrap\s*(?:in|for|[:\-–—])?\s*(?P<time>{_MIN})" + _AFTER, re.IGNORECASE),
    re.compile(rf"(?P<time>{_MIN})[\s-]*amrap" + _AFTER, re.IGNORECASE),
)
_LADDER = re.compile(
    r"(?P<steps>\d{1,3}(?:\s*[-–]\s*\d{1,3}){2,9})\s*(?:reps?)?\s*(?:of)?\s*(?:[:]\s*(?P<items>.*)|$)", re.IGNORECASE
)
_BLOCK = r"(?P<word>circuit|super\s?-?set|giant set|tri-?set)"
_TAIL = (
    r"(?:\s*(?:of|through|for time|for quality|rft|not for time|each))*"
    rf"(?:[\s,(]*(?:with\s+|w/\s*)?(?:rest\s*:?\s*)?(?P<rest>{TIME}|(?<=rest )\d+)\s*(?:rest\b)?"
    r"\s*(?:between|after)?(?:\s+(?:each\s+)?(?:rounds?|sets?))?\)?)?"
)
_ROUNDS = (
    re.compile(rf"(?P<n>\d{{1,3}})\s*(?:rounds?|rds?|rft|circuits?)\b{_TAIL}{_AFTER}", re.IGNORECASE),
    re.compile(r"(?P<n>\d{1,3})\s*(?:x|×|times|sets)(?:\s+(?:of|through))?\s*:\s*(?P<items>.*)", re.IGNORECASE),
    re.compile(rf"repeat\s*(?:x\s*)?(?P<n>\d{{1,3}})\s*(?:x|times)?{_TAIL}{_AFTER}", re.IGNORECASE),
    re.compile(
        rf"{_BLOCK}\s*[\s,(:x×-]*(?P<n>\d{{1,3}})\s*(?:rounds?|rds?|x|×|times|sets)?(?!\s*[x×]?\s*\d)\)?{_TAIL}{_AFTER}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?P<n>\d{{1,3}})\s*(?:x|×|rounds?)\s*{_BLOCK}{_TAIL}{_AFTER}", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class BlockHeader:
    """A line that opens a block, with its rounds or its time in ms; ``items`` is the list after its colon.

    ``ladder`` are the repetitions of each round, where they differ: ``21,15,9``.
    """

    block: BlockName
    rounds: int = 0
    time: int = 0
    every: int = 0
    work: int = 0
    rest: int = 0
    between: int = 0
    items: str = ""
    ladder: str = ""


def read_header(text: str) -> BlockHeader | None:
    """Return the block that a line opens, or None."""
    text = text.strip()
    if found := _TABATA.fullmatch(text):
        work, rest = int(found["work"] or 0) * SECOND, int(found["rest"] or 0) * SECOND
        return BlockHeader("tabata", rounds=int(found["n"] or 0), work=work, rest=rest, items=_items(found))
    for pattern in _EMOM:
        if found := pattern.fullmatch(text):
            every = found["every"] or "1"
            turn = MINUTE if every.lower() == "minute" else read_time(every, MINUTE)
            return BlockHeader("emom", time=read_time(found["time"], MINUTE), every=turn, items=_items(found))
    for pattern in _AMRAP:
        if found := pattern.fullmatch(text):
            return BlockHeader("amrap", time=read_time(found["time"], MINUTE), items=_items(found))
    if found := _LADDER.fullmatch(text):
        steps = re.findall(r"\d+", found["steps"])
        return BlockHeader("circuit", rounds=len(steps), items=_items(found), ladder=",".join(steps))
    for pattern in _ROUNDS:
        if found := pattern.fullmatch(text):
            word = found.groupdict().get("word") or ""
            pause = found.groupdict().get("rest") or ""
            block: BlockName = "superset" if word and not word.lower().startswith("circuit") else "circuit"
            return BlockHeader(
                block, rounds=int(found["n"]), between=read_bare_rest(pause) if pause else 0, items=_items(found)
            )
    return None


def _items(found: re.Match[str]) -> str:
    return (found["items"] or "").strip(" .:")
