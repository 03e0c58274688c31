"""Zwift workouts: blocks of power by time, and messages for the rider.

The format has no published definition; what is read here follows the community's reference, which lists what occurs in
the workouts that come with Zwift (github.com/h4l/zwift-workout-file-reference). Blocks follow each other without a gap,
so that the script can be started together with the ride: what a block is, is said in its first seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from voicecoach.intake.draft import ScriptDraft
from voicecoach.intake.foreign_text import ForeignText, refuse
from voicecoach.intake.markup import Element, read_markup
from voicecoach.intake.others import name_of_markup
from voicecoach.intake.ride import MOST_REPEATS, RIDE_HEAD, Messages, RideBlock, fold_blocks
from voicecoach.script.kinds import MAX_LENGTH
from voicecoach.units import SECOND, format_clock

_NAMES = {
    "warmup": "Warm-up",
    "cooldown": "Cool-down",
    "ramp": "Ramp",
    "steadystate": "Steady",
    "solidstate": "Steady",
    "freeride": "Free ride",
    "maxeffort": "All-out effort",
}
_KNOWN_IN_FILE = ("name", "author", "description", "sporttype", "tags", "workout", "ftpoverride", "durationtype")
_POWER = ("power", "powerlow", "powerhigh", "zone", "cadence", "cadencelow", "cadencehigh")
_KNOWN = {
    "block": {"duration", "text", *_POWER},
    "intervalst": {
        *("repeat", "onduration", "offduration", "onpower", "offpower", "poweronlow", "poweronhigh", "poweronzone"),
        *("powerofflow", "poweroffhigh", "poweroffzone", "cadence", "cadencelow", "cadencehigh", "cadenceresting"),
    },
}
_SHOWN_ONLY = {"timeoffset", "message", "duration", "y", "x", "textscale", "locindex", "font_size"}
_ON = {"power": "onpower", "powerlow": "poweronlow", "powerhigh": "poweronhigh", "zone": "poweronzone"}
_OFF = {"power": "offpower", "powerlow": "powerofflow", "powerhigh": "poweroffhigh", "zone": "poweroffzone"}


def is_zwift(source: ForeignText) -> bool:
    """Return whether a file is meant to be XML at all."""
    return source.text.lstrip().startswith("<")


def read_zwift(source: ForeignText) -> ScriptDraft:
    """Read the workout as a draft. Raises `SourceUnreadable` where there is none in the file."""
    root = read_markup(source)
    if root.name != "workout_file":
        name, remedy = name_of_markup(root.tag)
        what = f"{name}, which is not read" if name else "XML, but no Zwift workout"
        raise refuse(root.span, f"this is {what}: it begins with <{root.tag[:40]}>", remedy)
    return _ZwiftReader(source, root).read()


@dataclass
class _ZwiftReader:
    source: ForeignText
    root: Element
    watts: Decimal | None = None

    def read(self) -> ScriptDraft:
        by_distance = self._text_of("durationtype").lower() == "distance"
        self.watts = _number(self._text_of("ftpoverride"))
        self._remark_unknown()
        workouts = list(self.root.named("workout"))
        if by_distance:
            place = next(self.root.named("durationtype")).span
            raise refuse(place, "this workout is measured in distances: its blocks have no times")
        blocks = [group for one in workouts for block in one.children for group in self._read_block(block)]
        if not blocks:
            place = (workouts or [self.root])[0].span
            raise refuse(place, "there is no block with a time in this workout", "a block needs a Duration in seconds")
        length = sum(block.length for group in blocks for block in group)
        if length > MAX_LENGTH:
            raise refuse(self.root.span, f"the workout lasts {format_clock(length)}, and a routine at most 24 hours")
        return ScriptDraft(
            title=self._text_of("name"),
            author=self._text_of("author"),
            comments=tuple(self._comments()),
            head=RIDE_HEAD,
            steps=tuple(fold_blocks(blocks)),
        )

    def _text_of(self, name: str) -> str:
        return next((element.text for element in self.root.named(name) if element.text), "")

    def _comments(self) -> Iterator[str]:
        yield self._text_of("description")
        tags = [tag.attributes.get("name", tag.text) for element in self.root.named("tags") for tag in element.children]
        yield f"Tags: {', '.join(tags)}" if tags else ""
        unit = f"Power is in watts, from an FTP of {self.watts}." if self.watts else "Power is in percent of FTP."
        yield f"{unit} There is no lead-in: start it together with the ride."

    def _remark_unknown(self) -> None:
        for element in self.root.children:
            if element.name not in _KNOWN_IN_FILE:
                self.source.remark(element.span, f"<{element.tag}> means nothing without Zwift")

    def _read_block(self, element: Element) -> list[list[RideBlock]]:
        """Read the block as groups of blocks that belong together: one each, or work and recovery of an interval."""
        if element.name in ("textevent", "textnotification", "gameplayevent"):
            self.source.remark(element.span, f"<{element.tag}> stands outside of every block")
            return []
        kind = "intervalst" if element.name == "intervalst" else "block"
        for name in element.attributes:
            if name not in _KNOWN[kind]:
                self.source.remark(element.span, f"{element.show(name)} of <{element.tag}> is not taken over")
        if kind == "intervalst":
            groups = self._read_intervals(element)
        else:
            length = self._length(element, "duration")
            if not length:
                return []
            if element.name not in _NAMES:
                self.source.remark(element.span, f"<{element.tag}> is not known; taken as plain work of its length")
            called = _NAMES.get(element.name) or self.source.words(element.tag, element.span) or "Work"
            groups = [[RideBlock(called + self._effort(element, element.name), length)]]
        self._add_texts(element, groups)
        return groups

    def _read_intervals(self, element: Element) -> list[list[RideBlock]]:
        times = _number(element.attributes.get("repeat", "1"))
        if times is None or not 1 <= times <= MOST_REPEATS or times % 1:
            self.source.remark(element.span, f"{element.show('repeat')} is no number of repeats; done once")
            times = Decimal(1)
        pair = []
        for name, prefix, keys in (("Work", "on", _ON), ("Recovery", "off", _OFF)):
            length = self._length(element, f"{prefix}duration")
            if length:
                values = {key: element.attributes[own] for key, own in keys.items() if own in element.attributes}
                cadence = {"on": ("cadence", "cadencelow", "cadencehigh"), "off": ("cadenceresting",)}[prefix]
                values |= {
                    name.replace("resting", ""): element.attributes[name]
                    for name in cadence
                    if name in element.attributes
                }
                part = Element(element.tag, values, element.span)
                pair.append((name + self._effort(part, "steadystate"), length))
        return [[RideBlock(name, length) for name, length in pair] for _ in range(int(times))] if pair else []

    def _length(self, element: Element, name: str) -> int:
        """Return a length in ms; where there is none that a script can have, add a remark and return 0."""
        text = element.attributes.get(name)
        value = _number(text or "")
        if text is None or value is None:
            what = f'{name}="{text[:20]}" is no number of seconds' if text else f"there is no {name}"
            self.source.remark(element.span, f"<{element.tag}> left out: {what}")
            return 0
        length = int((value * SECOND).to_integral_value()) if value < MAX_LENGTH else MAX_LENGTH + 1
        if not SECOND <= length <= MAX_LENGTH:
            if value or name != "offduration":
                self.source.remark(element.span, f"<{element.tag}> left out: {text[:20]} seconds cannot be work")
            return 0
        return length

    def _effort(self, element: Element, kind: str) -> str:
        """Say power and cadence in words that follow the name of the block."""
        given = element.attributes
        power = ""
        if (one := self._power(element, "power")) and kind != "freeride":
            power = f" at {one}"
        elif "powerlow" in given or "powerhigh" in given:
            low, high = self._power(element, "powerlow"), self._power(element, "powerhigh")
            if low and high and low != high:
                first, second = (low.removesuffix(" %").removesuffix(" watts"), high)
                power = f" at {first} to {second}" if kind == "steadystate" else f" from {first} to {second}"
            elif low or high:
                power = f" at {low or high}"
        elif zone := self.source.words(given.get("zone", "")[:20], element.span):
            power = f" in zone {zone}"
        cadence, *ends = (_whole(given.get(key, "")) for key in ("cadence", "cadencelow", "cadencehigh"))
        if cadence:
            return f"{power}, cadence {cadence}"
        ends = [one for one in ends if one]
        return f"{power}, cadence {' to '.join(dict.fromkeys(ends))}" if ends else power

    def _power(self, element: Element, name: str) -> str:
        text = element.attributes.get(name)
        if text is None:
            return ""
        value = _number(text)
        if value is None or not 0 <= value <= 20:
            self.source.remark(element.span, f'{name}="{text[:20]}" is no power that can be said')
            return ""
        if self.watts is not None:
            return f"{_rounded(value * self.watts)} watts"
        return f"{_rounded(value * 100)} %"

    def _add_texts(self, element: Element, groups: list[list[RideBlock]]) -> None:
        place = Messages([block for group in groups for block in group])
        if text := self.source.words(element.attributes.get("text", ""), element.span):
            place.say(0, text)
        for event in element.children:
            if event.name != "textevent":
                self.source.remark(event.span, f"<{event.tag}> means nothing without Zwift")
                continue
            for name in sorted(event.attributes.keys() - _SHOWN_ONLY - {"distoffset"}):
                self.source.remark(event.span, f"{event.show(name)} of <{event.tag}> is not taken over")
            text = self.source.words(event.attributes.get("message", ""), event.span)
            if not text:
                self.source.remark(event.span, f"<{event.tag}> has nothing to say")
            elif "timeoffset" not in event.attributes and "distoffset" in event.attributes:
                self.source.remark(event.span, f"'{text[:40]}' comes at a distance, not at a time")
            else:
                at = _number(event.attributes.get("timeoffset", "0"))
                if at is None or at < 0 or not place.say(int(min(at, Decimal(MAX_LENGTH)) * SECOND), text):
                    self.source.remark(event.span, f"'{text[:40]}' comes outside of its block, or with too much else")


def _number(text: str) -> Decimal | None:
    return (
        Decimal(text.strip()) if re.fullmatch(r"\s*[-+]?\d{1,12}(\.\d{0,12})?\s*|\s*[-+]?\.\d{1,12}\s*", text) else None
    )


def _whole(text: str) -> str:
    value = _number(text)
    return str(_rounded(value)) if value and 0 < value < 1000 else ""


def _rounded(value: Decimal) -> int:
    return int(value.to_integral_value(rounding="ROUND_HALF_UP"))
