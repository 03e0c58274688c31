"""The steps of a routine: which block each one is, and what it holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from voicecoach.diagnostics import Near, Span
from voicecoach.errors import assert_never
from voicecoach.script import reader
from voicecoach.script.blocks import BLOCKS
from voicecoach.script.effects import OF_SCRIPT, OWN_SPEED, Use, within
from voicecoach.script.exercises import build_exercise
from voicecoach.script.keys import EXERCISE
from voicecoach.script.kinds import Problems, Read, read_keys, refuse
from voicecoach.script.layers import Definition, Layer, level_layer, read_layer, unfold_do
from voicecoach.script.model import (
    LEVELS,
    Amrap,
    Block,
    BothSides,
    Exercise,
    Level,
    Repeat,
    Rest,
    Rounds,
    Say,
    Section,
    Text,
    Tone,
    is_turn_of_rest,
)
from voicecoach.script.music import SECTION_MUSIC, Places, read_music
from voicecoach.script.notation import DO
from voicecoach.script.reader import Node, Scalar
from voicecoach.script.rounds import ROUND_BLOCKS, read_rounds
from voicecoach.script.tweaks import Tweaks, normal_name
from voicecoach.script.walk import children, has_work, walk

MAX_STEPS = 20_000
MOST_WORDS = 20
"""A step with as many words is a sentence: no name of an exercise is looked for in it."""
Switches = Read[Any] | None
"""Prompts that are switched on or off somewhere."""
IncludeSteps = Callable[[Text, tuple[Text, ...], int, Span, Layer], tuple[Block, ...]]


@dataclass
class StepReader:
    """Reads the steps of one file. ``include`` brings in the steps of another, ``work`` is a station's time.

    ``inside`` is the kind of step around these ones, ``section`` the prompts and the style of the section around them;
    ``station`` is the block of rounds whose stations they are. ``sided`` steps are done on one side after the other.
    ``uses`` gathers where exercises are done.
    """

    library: dict[str, Definition]
    defaults: Layer
    prompts: Read[Any] | None
    level: Level
    tweaks: Tweaks
    problems: Problems
    include: IncludeSteps
    places: Places
    sets: int = 0
    work: Read[Any] | None = None
    inside: str = ""
    station: str = ""
    sided: bool = False
    section: Layer = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)

    def read(self, node: Node) -> tuple[Block, ...]:
        """Return the blocks of a list of steps, in order."""
        if not isinstance(node, reader.Sequence):
            help_ = f"write [{node.text}]" if isinstance(node, Scalar) and not node.is_null else ""
            refuse(node, "a list of steps, each starting with '- '", self.problems, help_)
            return ()
        blocks: list[Block] = []
        for item in node.items:
            blocks += self._read_step(item)
            if len(blocks) > MAX_STEPS:
                self.problems.add("too-many-events", f"there are more than {MAX_STEPS:,} steps", item.span)
                break
        return tuple(blocks)

    def _read_step(self, node: Node) -> tuple[Block, ...]:
        if isinstance(node, Scalar) and not node.is_null:
            return self._named(node, node.text, None)
        if not isinstance(node, reader.Mapping) or not node.entries:
            refuse(node, "a step, such as clamshell: 3x12 or rest: 45s", self.problems)
            return ()
        keys = [key.text for key, _ in node.entries]
        if keys[0] == "music":
            help_ = "music: stands at the top of the script, or in a section: with its steps:"
            self.problems.add("conflict", "music is not a step", node.entries[0][0].span, help=help_)
            return ()
        leading = (*ROUND_BLOCKS, "exercise", "include", "repeat", "section", "steps")
        block = next((name for name in leading if name in keys), keys[0])
        if block in ("rest", "say", "tone", *leading):
            return self._full_form("sides" if block == "steps" else block, node)
        return self._short_form(node)

    def _short_form(self, node: reader.Mapping) -> tuple[Block, ...]:
        name, value = node.entries[0]
        if len(node.entries) > 1:
            others = ", ".join(key.text for key, _ in node.entries[1:3])
            message = f"a step has one key; '{others}' beside '{name.text}' is not part of it"
            help_ = f"write {name.text}: {{do: 3x12, {node.entries[1][0].text}: …}}"
            self.problems.add("step-keys", message, node.entries[1][0].span, help=help_)
            return ()
        return self._named(name, name.text, value)

    def _named(self, at: Scalar, name: str, value: Node | None) -> tuple[Block, ...]:
        definition = self.library.get(normal_name(name))
        if definition is None and name in BLOCKS:
            self.problems.add("wrong-value", f"'{name}' needs a value", at.span, help="as rest: 45s has one")
            return ()
        if definition is None:
            near = self.problems.suggest(name, [*(one.key for one in self.library.values()), *BLOCKS])
            help_ = self._otherwise(name, value, near) or near
            self.problems.add("unknown-exercise", f"there is no exercise '{name}'", at.span, help=help_)
            return ()
        return (self._with_value(definition, at, name, value),)

    def _otherwise(self, name: str, value: Node | None, near: Near) -> str:
        """Return how to write a step that names no exercise: with its colon, or as an exercise on the spot, if so."""
        words = name.split()
        longest = len(words) - 1 if value is None and len(words) < MOST_WORDS else 0
        for count in range(longest, 0, -1):
            first, rest = " ".join(words[:count]), " ".join(words[count:])
            if first in BLOCKS or normal_name(first) in self.library:
                return f"write {first}: {rest}"
            if DO.parse(rest) and not near.close:
                return f"write {{exercise: {first}, do: {rest}}}, or define {first} under exercises:"
        if isinstance(value, Scalar) and not near.close and DO.parse(value.text.strip()):
            return f"write {{exercise: {name}, do: {value.text.strip()}}}, or define it under exercises:"
        return ""

    def _with_value(self, definition: Definition, at: Scalar, name: str, value: Node | None) -> Exercise:
        """Return an exercise with the dose or the block of keys that a step gives it."""
        layer: Layer = {}
        if isinstance(value, Scalar) and not value.is_null:
            notation = DO.read(value, self.problems)
            if notation:
                layer = unfold_do(Read(notation, at.span, value.span), {}, self.problems)
        elif isinstance(value, reader.Mapping):
            layer = read_layer(value, EXERCISE, self.problems, f"exercise '{name}'")
        elif value is not None and not isinstance(value, Scalar):
            refuse(value, f"{DO.expects}, or a block of keys", self.problems)
        return self._build(definition, layer, at.span)

    def _build(self, definition: Definition, step: Layer, span: Span) -> Exercise:
        if self.station == "amrap":
            self._warn_unheard(definition, step, span)

        def layers_at(level: Level) -> list[Layer]:
            return [level_layer(definition.own, level), station, step, level_layer(step, level)]

        station: Layer = {"time": self.work} if self.work else {}
        leveled = any(key in layer for layer in (definition.own, step) for key in ("easier", "harder"))
        written = tuple(definition.overlaid(*layers_at(level)).own for level in (LEVELS if leveled else LEVELS[1:2]))
        layers = layers_at(self.level)
        if self.sets:
            layers.append({"sets": Read(self.sets, span, span)})
        tweaks = self.tweaks.layers(definition.key, self.problems)
        layers += tweaks
        if tweaks or self.sets:
            written = (*written, definition.overlaid(*layers).own)
        if "style" in self.section:
            definition = definition._replace(defaults={**definition.defaults, "style": self.section["style"]})
        definition = definition._replace(prompts=_over(definition.prompts, self.section.get("prompts")))
        exercise = build_exercise(definition.overlaid(*layers), self.level, span, self.problems)
        self.uses.append(Use(definition, written, span, self.station, self.sided, exercise))
        if self.sided and len(exercise.sides) == 2 and not exercise.alternate:
            message = f"'{exercise.key}' has both sides, and is done on both for each side of the sides: step around it"
            help_ = "write sides: none for it here"
            self.problems.add("sides-twice", message, span, severity="warning", help=help_)
        return exercise

    def _warn_unheard(self, definition: Definition, step: Layer, span: Span) -> None:
        """Warn of cues, for which an amrap has no moments."""
        cues = step.get("cues") or definition.own.get("cues")
        if cues is not None and cues.value:
            message = f"the cues of '{definition.key}' are not heard in an amrap: {OWN_SPEED}"
            help_ = "say it in setup: or movement:, or write cues: none for this step"
            where = step["cues"].key_span if "cues" in step else span
            self.problems.add("no-effect", message, where, help=help_, severity="warning")

    def _full_form(self, block: str, node: reader.Mapping) -> tuple[Block, ...]:
        if block == "exercise":
            return self._inline(node)
        if block in ROUND_BLOCKS:
            stations = replace(self, inside="block of rounds", station=block)
            blocks = read_rounds(block, node, stations.read_stations, self.defaults, self.problems)  # type: ignore[arg-type]
            for one in blocks:
                within(one, self.uses)
            return blocks
        values = read_keys(node, BLOCKS[block], self.problems, f"a {block}: step")
        if block not in values:
            return ()
        step: Block
        match block:
            case "rest":
                step = Rest(values["rest"].value, node.span)
            case "say":
                step = Say(values["say"].value)
            case "tone":
                step = Tone(values["tone"].value, values["tone"].span)
            case "include":
                only = values["only"].value if "only" in values else ()
                sets = values["sets"].value if "sets" in values else 0
                blocks = self.include(values["include"].value, only, sets, values["include"].span, self.section)
                if any(isinstance(one, Section) for one in blocks):
                    self._check_outermost(values["include"].span)
                return blocks
            case _:
                return self._with_steps(block, values, node)
        return (step,)

    def read_stations(self, node: Node, work: Read[Any] | None) -> tuple[Block, ...]:
        """Return the stations of a block of rounds, with the length of those that have no dose."""
        return replace(self, work=work).read(node)

    def _check_outermost(self, span: Span) -> None:
        """Report a section within another step."""
        if self.inside:
            message = f"a section cannot stand inside a {self.inside}"
            self.problems.add("conflict", message, span, help="sections are steps of routine: itself")

    def _with_steps(self, block: str, values: dict[str, Read[Any]], node: reader.Mapping) -> tuple[Block, ...]:
        if "steps" not in values:
            self.problems.add("missing-key", f"{block}: needs steps:", node.span, help="steps: is a list of steps")
            return ()
        node = values["steps"].value
        if isinstance(node, reader.Sequence) and not node.items:
            refuse(node, "steps, each starting with '- '", self.problems)
        if block == "section":
            return self._section(values, node)
        steps = replace(self, inside=block, station="", sided=self.sided or block == "sides").read(node)
        span = values[block].key_span
        if block == "repeat":
            return (Repeat(values["repeat"].value, steps, span),)
        order = values["sides"].value
        if order.alternate or len(order.order) != 2:
            help_ = "write sides: each, or sides: [left, right]"
            self.problems.add("wrong-value", "a sides: step needs both sides", values["sides"].span, help=help_)
            return ()
        switch = values.get("switch") or self.defaults.get("switch")
        return (BothSides(order.order, steps, switch.value if switch else 6000, span, usual=switch is None),)

    def _section(self, values: dict[str, Read[Any]], node: Node) -> tuple[Block, ...]:
        name, switches = values["section"], values.get("prompts")
        self._check_outermost(name.key_span)
        before = len(self.problems.found)
        around: Layer = {key: read for key, read in values.items() if key in ("prompts", "style")}
        steps = replace(self, inside="section", section=around).read(node)
        if len(self.problems.found) == before and not any(map(has_work, steps)):
            self.problems.add("empty-routine", "there is nothing to do in this section", name.key_span)
        own = tuple((key, read.value) for key, read in switches.value.items()) if switches else ()
        if switches:
            self._warn_of_script(switches)
        music = values.get("music")
        plays = read_music(music.value, self.places, self.problems, SECTION_MUSIC) if music else None
        return (Section(name.value, steps, own, name.key_span, plays),)

    def _warn_of_script(self, switches: Read[Any]) -> None:
        """Warn of prompts in a section that belong to the script."""
        for key, read in switches.value.items():
            if key in OF_SCRIPT and read.key_span != switches.span:
                message = f"{key}: has no effect in a section: it belongs to the whole"
                help_ = "write it under prompts: of the script"
                self.problems.add("no-effect", message, read.key_span, help=help_, severity="warning")

    def _inline(self, node: reader.Mapping) -> tuple[Block, ...]:
        own = dict(read_layer(node, BLOCKS["exercise"], self.problems, "an exercise"))
        name = own.pop("exercise", None)
        if name is None:
            return ()
        definition = self.library.get(normal_name(name.value.text))
        if definition:
            return (self._build(definition, own, name.span),)
        definition = Definition(name.value.text, name.span, {}, self.defaults, self.prompts)
        return (self._build(definition, own, name.span),)


def _over(lower: Switches, upper: Switches) -> Switches:
    """Return the switches of two places, of which the upper ones win."""
    if lower is None or upper is None:
        return upper or lower
    return Read({**lower.value, **upper.value}, upper.key_span, upper.span)


def keep_only(blocks: tuple[Block, ...], names: set[str]) -> tuple[Block, ...]:
    """Return just the exercises with these (normalised) names, in their order, and the blocks that hold them."""
    kept: list[Block] = []
    for block in blocks:
        steps = keep_only(children(block), names)
        match block:
            case Exercise():
                named = normal_name(block.key) in names or normal_name(block.say.text) in names
                kept += [block] if named else []
            case Rest():
                kept += [block] if block.turn else []
            case Say() | Tone():
                pass
            case Amrap():
                kept += [block] if steps else []
            case Repeat() | BothSides() | Section():
                kept += [block._replace(steps=steps)] if steps else []
            case Rounds():
                steps = tuple(itertools.dropwhile(is_turn_of_rest, steps))
                kept += [block.with_steps(steps)] if steps else []
            case _:
                assert_never(block)
    return tuple(kept)


def exercise_names(blocks: tuple[Block, ...]) -> list[str]:
    """Return the keys of all exercises, in order, each once."""
    return list(dict.fromkeys(block.key for block in walk(blocks) if isinstance(block, Exercise)))
