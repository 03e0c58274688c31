"""Keys of an exercise that change nothing where it is done: found over all places, and told once.

An exercise may be shared between a place where a key has effect and one where it has none. So a key is told only if
no place that uses it changes for it, at any level: somebody who wrote it expects something that never comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from voicecoach.diagnostics import Span
from voicecoach.script.kinds import Problems, Read
from voicecoach.script.layers import STANDARD, Definition, Layer, lay
from voicecoach.script.model import LONG_REST, SIDES, Amrap, Block, Cue, Exercise, Rounds, Section
from voicecoach.script.moments import or_list
from voicecoach.script.notation import SidesOrder
from voicecoach.script.tweaks import OPTION
from voicecoach.script.walk import has_work

_BETWEEN = "between stations lies the rest: of the block"
OWN_SPEED = "everyone does its exercises at their own speed"
_ROUNDS = {"rest": _BETWEEN}
_AMRAP_KEYS = (
    "rest", "tempo", "rep", "starts", "count", "count_on", "until", "fade", "switch", "switch_after", "demo",
    "variants", "side_words",
)  # fmt: skip
NO_EFFECT = {
    "superset": _ROUNDS,
    "circuit": _ROUNDS,
    "tabata": _ROUNDS,
    "emom": {"rest": "an emom rests until the next start", "demo": "its clock does not wait for slow repetitions"},
    "amrap": dict.fromkeys(_AMRAP_KEYS, OWN_SPEED),
}
"""By block of rounds, the keys of an exercise that change nothing at any of its stations, and why."""
_OF_FIRST = "an amrap has the ready, prompts and style of its first exercise"
_OF_EACH = ("movement", "breathing")
"""Prompts that each exercise of an amrap has for itself."""
OF_SCRIPT = ("title", "total", "done")
"""Prompts that belong to no part of a script."""
_OF_BLOCK = ("rest", "set")
"""Prompts that in rounds are said between the stations, and belong to none of them."""
_OF_END = ("half", "last", "encourage")
"""Prompts of work whose end is known."""


class Idle(NamedTuple):
    """Why a key has no effect, as a whole message where ``code`` is not the usual one; and what to do about it."""

    why: str
    help: str = "delete it"
    code: str = "no-effect"


@dataclass
class Use:
    """One place where an exercise is done: what the script has for it there, at each level and with tweaks.

    ``station`` is the block of rounds whose station it is, ``sided`` tells of a ``sides:`` step around it. ``block``
    and ``first`` are known when all of the block has been read.
    """

    definition: Definition
    layers: tuple[Layer, ...]
    span: Span
    station: str
    sided: bool
    exercise: Exercise
    block: Rounds | Amrap | None = None
    first: bool = True

    @property
    def rounds(self) -> int:
        """How often a station comes, 0 where nobody knows."""
        return self.block.rounds if isinstance(self.block, Rounds) else 0


class Place(NamedTuple):
    """Where one value stands: all of the exercise, and the ``forms`` of it that have the value."""

    use: Use
    value: Any
    layer: Layer
    forms: tuple[Form, ...]

    @property
    def two_sides(self) -> bool:
        """Whether one side comes after the other."""
        sides: SidesOrder = self.layer["sides"].value
        return len(sides.order) == 2 and not sides.alternate

    @property
    def sets(self) -> int:
        """How many sets there are, of a station one in each round; 0 where nobody knows."""
        return self.use.rounds if self.use.station else int(self.layer["sets"].value)

    @property
    def titled(self) -> bool:
        """Whether it is in an amrap that has a name of its own."""
        block = self.use.block
        return isinstance(block, Amrap) and block.exercise.say.span != block.span

    @property
    def later(self) -> bool:
        """Whether it is an exercise of an amrap after the first one."""
        return isinstance(self.use.block, Amrap) and not self.use.first


class Form(NamedTuple):
    """An exercise, or one of its variants. Somebody counts neither open work nor time without repetitions."""

    layer: Layer
    counted: bool


def within(block: Block, uses: Iterable[Use]) -> None:
    """Tell the stations of a block which block it is, and whether they are its first one."""
    if isinstance(block, (Rounds, Amrap)):
        exercises = [step for step in block.steps if isinstance(step, Exercise)]
        for use in uses:
            if any(use.exercise is step for step in exercises):
                use.block, use.first = block, use.exercise is exercises[0]


def tell_unowed(blocks: Iterable[Block], problems: Problems) -> None:
    """Warn of a rest between rounds where there is one round, and no work comes after it."""
    last = next((block for block in reversed(tuple(blocks)) if has_work(block)), None)
    if isinstance(last, Section):
        tell_unowed(last.steps, problems)
    elif isinstance(last, Rounds) and last.rest_after and last.rounds == 1:
        message = (
            f"rest_between_rounds: has no effect in this {last.kind}: it has one round, and no work comes after it"
        )
        problems.add("no-effect", message, last.span, help="delete it", severity="warning")


def tell_idle(uses: Iterable[Use], problems: Problems) -> None:
    """Warn of each key of a file, or of a tweak, that changes nothing in all of the ``uses`` that its steps make."""
    idle: dict[tuple[str, Span], Idle] = {}
    working: set[tuple[str, Span]] = set()
    for use in uses:
        for layer in use.layers:
            for name, span, found in _keys(use, layer):
                if found is None:
                    working.add((name, span))
                elif span.file == use.span.file or span.file.startswith(OPTION):
                    where = use.station and f"this {use.station}"
                    message = f"{name}: has no effect {f'in {where}' if where else 'here'}: {found.why}"
                    told = found._replace(why=message) if found.code == "no-effect" else found
                    idle.setdefault((name, span), told)
    for (name, span), found in idle.items():
        if (name, span) not in working:
            problems.add(found.code, found.why, span, help=found.help, severity="warning")


def _keys(use: Use, own: Layer) -> Iterator[tuple[str, Span, Idle | None]]:
    """Yield each key that is written for an exercise and for its variants, and why it changes nothing, if so."""
    layer = lay(lay(STANDARD, use.definition.defaults), own)
    extras: tuple[Layer, ...] = own["variants"].value if "variants" in own else ()
    shared = {name: read for name, read in layer.items() if name != "variants"}
    forms = tuple(_form(lay(shared, extra), own, extra) for extra in extras or ({},))
    for name, read in own.items():
        having = tuple(form for form in forms if form.layer.get(name) is read)
        if having or name in ("cues", "prompts", "variants"):
            yield from _key(name, read, Place(use, read.value, layer, having or forms))
    for extra, form in zip(extras, forms, strict=False):
        for name, read in extra.items():
            yield from _key(name, read, Place(use, read.value, layer, (form,)))


def _form(layer: Layer, own: Layer, extra: Layer) -> Form:
    timed = "time" in layer and not any(key in written for key in ("rep", "tempo") for written in (own, extra))
    return Form(layer, not timed and "until" not in layer)


def _key(name: str, read: Read[Any], place: Place) -> Iterator[tuple[str, Span, Idle | None]]:
    """Yield what is found of one key, or of each switch or text in it."""
    table = NO_EFFECT.get(place.use.station, {})
    if name == "prompts":
        for prompt, inner in read.value.items():
            if inner.key_span != read.span:
                yield f"{prompt} in prompts", inner.key_span, _prompt(prompt, place._replace(value=inner.value))
    elif name == "cues":
        yield from _texts(place)
    elif name in table:
        breathes = name == "tempo" and "breathing" in place.layer
        yield name, read.key_span, None if breathes else Idle(table[name])
    else:
        yield name, read.key_span, _RULES[name](place) if name in _RULES else None


# What each key needs: a rule returns why a value changes nothing, or None where it does


def _starts(place: Place) -> Idle | None:
    tempos = [form.layer["tempo"].value for form in place.forms if "tempo" in form.layer]
    if any(phase.standard and phase.name == "lift" for tempo in tempos for phase in tempo):
        return None
    return Idle("it belongs to a tempo of numbers", "give it one, such as tempo: 3-1-1-0, or delete it")


def _count(place: Place) -> Idle | None:
    if place.value.mode == "none" or any(form.counted for form in place.forms):
        return None
    if all("until" in form.layer for form in place.forms):
        return Idle("with until: done nothing is counted")
    return Idle("this work goes by time", "give it a rep: or a tempo:, so that there is something to count")


def _count_on(place: Place) -> Idle | None:
    if all("until" in form.layer for form in place.forms):
        return Idle("with until: done nothing is counted")
    return Idle("the count falls on the hold") if all("hold" in form.layer for form in place.forms) else None


def _rest(place: Place) -> Idle | None:
    if place.sets > 1 or len(place.value) > place.sets:
        return None
    return Idle("it lies between sets, and there is one", "write a rest: step after it, or more sets")


def _switch(place: Place) -> Idle | None:
    variants = place.layer["variants"].value if "variants" in place.layer else ()
    if place.two_sides or len(variants) > 1:
        return None
    if place.use.sided:
        return Idle("the sides change around it", "write switch: beside sides:")
    return Idle("it changes neither sides nor variants", "give it sides: each, or delete it")


def _switch_after(place: Place) -> Idle | None:
    if place.value == "variant" and "variants" not in place.layer:
        return None
    if not place.two_sides:
        return Idle("it has no two sides, one after the other", "give it sides: each, or delete it")
    if place.value == "exercise" and (place.use.station or place.sets == 1):
        return Idle("a station does one set at a time" if place.use.station else "there is one set")
    return None


def _side_words(place: Place) -> Idle | None:
    if place.layer["sides"].value.order or place.use.sided:
        return None
    return Idle("it has no sides", "give it sides: each, or delete it")


def _fade(place: Place) -> Idle | None:
    if not place.value or not place.sets:
        return None
    blocks = [form.layer["cues"].value or {} for form in place.forms if "cues" in form.layer]
    cues: list[Cue] = [cue for block in blocks for cue in block.values() if cue]
    if not cues:
        return Idle("it has no cues")
    if place.sets > 2 or (place.sets == 2 and any(text.short for cue in cues for text in cue.texts)):
        return None
    return Idle("cues are short in set 2 and silent from set 3", "give cues a short:, or delete it")


def _texts(place: Place) -> Iterator[tuple[str, Span, Idle | None]]:
    """Yield the short forms of cues, which only ``fade`` asks for, and what they are only heard in."""
    fades = place.layer["fade"].value
    cues: Iterable[Cue | None] = (place.value or {}).values()
    for cue, text in ((one, text) for one in cues if one for text in one.texts):
        if text.short is not None:
            found = None if fades else Idle("it is for fade: yes", "write fade: yes beside cues:")
            yield "short", text.short.span, found
        if text.only and place.use.station != "amrap":
            yield "only", text.say.span, _only(cue, text.only, place)


def _only(cue: Cue, only: frozenset[str], place: Place) -> Idle | None:
    """Return that none of the sets and sides comes in which a cue is heard."""
    sides = {*place.layer["sides"].value.order, *(SIDES if place.use.sided else ())}
    sets = min(place.sets, 2) if place.layer["fade"].value else place.sets
    here = sides | {f"set {number}" for number in range(1, sets + 1)} | ({"last set"} if sets == place.sets else set())
    if not place.sets or here & only:
        return None
    there = "there is 1 set" if place.sets == 1 else f"there are {place.sets} sets"
    sided = f"the {' and the '.join(sorted(sides))} side" if sides else "no sides"
    faded = ", and with fade: yes none is heard from set 3 on" if sets < place.sets else ""
    wanted = or_list(sorted(one.replace("last set", "the last set") for one in only))
    message = f"'{cue.key}' is never heard in {wanted}: {there} and {sided}{faded}"
    return Idle(message, "write another only:, or leave it out", "cue-never")


def _ready(place: Place) -> Idle | None:
    if place.later:
        return Idle(_OF_FIRST, "write it for the first one, or delete it")
    block = place.use.block
    if place.use.first or not isinstance(block, Rounds) or block.every or block.rest is None:
        return None
    return Idle(_BETWEEN, "make that longer, or delete it") if block.rest < LONG_REST else None


def _style(place: Place) -> Idle | None:
    return Idle(_OF_FIRST, "write it for the first one, or delete it") if place.later else None


def _sets(place: Place) -> Idle | None:
    """Return that a station has sets; those of a superset, and those with other doses, are told with the block."""
    block, rounds = place.use.block, place.use.rounds
    if block is None or (isinstance(block, Rounds) and block.kind in ("superset", "circuit")):
        return None
    doses = [form.layer[key].value for form in place.forms for key in ("reps", "time") if key in form.layer]
    if place.value in (1, rounds) or any(len(set(one)) > 1 for one in doses):
        return None
    in_all = f": {rounds} in all" if rounds else ""
    message = f"'{place.use.definition.key}' has {place.value} sets, and does one in each round{in_all}"
    return Idle(message, "write its dose without sets", "station-sets")


_RULES: dict[str, Callable[[Place], Idle | None]] = {
    "starts": _starts,
    "count": _count,
    "count_on": _count_on,
    "rest": _rest,
    "switch": _switch,
    "switch_after": _switch_after,
    "side_words": _side_words,
    "fade": _fade,
    "ready": _ready,
    "style": _style,
    "sets": _sets,
}


def _prompt(name: str, place: Place) -> Idle | None:
    """Return why a prompt cannot be switched at an exercise, or not here."""
    station = place.use.station
    if name in (*OF_SCRIPT, "next"):
        where = "the script, or of a section" if name == "next" else "the script"
        return Idle("it belongs to no single exercise", f"write it under prompts: of {where}")
    if place.later and name not in _OF_EACH:
        return Idle(_OF_FIRST, "write it for the first one, or in a section around the amrap")
    if station == "amrap" and name in ("name", "dose") and not place.value and not (name == "name" and place.titled):
        return Idle("an amrap tells its exercises and their doses")
    if station not in ("", "amrap") and name in _OF_BLOCK and not place.value:
        return Idle("the rests between stations belong to none of them", "write it in a section around the block")
    if name in _OF_END and place.value and all("until" in form.layer for form in place.forms):
        return Idle("with until: done nobody knows where the end is")
    moves = any("tempo" in form.layer or "hold" in form.layer for form in place.forms)
    if name == "phases" and place.value and not moves:
        return Idle("it has no tempo, whose words they are", "give it a tempo: {lift: 1s, lower: 2s}, or delete it")
    return None
