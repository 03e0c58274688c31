"""A routine in a length that was asked for: what makes it last so long, or which lengths and options are possible."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from voicecoach.app import Loaded, Request, Speaking, Studio, load
from voicecoach.diagnostics import Diagnostic, Span
from voicecoach.script.checker import in_order, is_complete
from voicecoach.script.fewer import LeftOut, left_out, with_fewer_sets
from voicecoach.script.keys import MINUTES_LENGTH
from voicecoach.script.model import Routine
from voicecoach.script.remedies import Way, longer, shorter
from voicecoach.timeline.target import Fitted, OutOfReach, fit_length
from voicecoach.units import format_clock

MOST_WAYS = 3
"""So many options are tried where a length is out of reach."""
GUESSED_WRONG = 0.1
"""By what share of its length a routine may be longer or shorter than with guessed lengths of speech."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The ``request`` for a routine that lasts as long as was asked for, how that was done, and what is left out."""

    request: Request
    fitted: Fitted
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A ``length`` (ms) out of reach, what is possible, and the options with which it works.

    ``movement`` says whether that could give too. ``span`` is where a script itself asks for the length.
    """

    length: int
    possible: OutOfReach
    movement: bool
    span: Span | None
    ways: tuple[Way, ...] = ()

    @property
    def reason(self) -> str:
        """Say from where to where the routine can be made to last, or the nearest length in between."""
        possible = self.possible
        ends = f"from {format_clock(possible.shortest)} to {format_clock(possible.longest)}"
        if possible.shortest <= self.length <= possible.longest:
            ends = format_clock(possible.nearest)
        return f"cannot be made to last {format_clock(self.length)}; {_what_gives(movement=self.movement)} reach {ends}"

    @property
    def help(self) -> str:
        """Say what to do."""
        return f"try {' or '.join(map(str, self.ways))}" if self.ways else "change its exercises, sets or times"

    def diagnostic(self, span: Span) -> Diagnostic:
        """Return the error at the place where the script asks for the length."""
        return Diagnostic("out-of-reach", f"the routine {self.reason}", span, help=self.help)


def reach(request: Request, loaded: Loaded, asked: int = 0, speaking: Speaking | None = None) -> Reached | Missed:
    """Find what makes the routine in ``loaded`` last as many ms as was asked for, or as its ``minutes:`` says."""
    routine, pack = loaded.require()
    length = asked or routine.minutes.length
    with Studio(routine, pack, speaking) as studio:
        fitted = fit_length(routine, studio.length_of, length)
        if isinstance(fitted, OutOfReach):
            ways = (way for way in _ways(request, routine, fitted, length) if _leads(request, way, length, studio))
            span = None if asked else routine.minutes.span
            return Missed(length, fitted, routine.minutes.movement, span, tuple(ways))
    fewer = left_out(routine.blocks, with_fewer_sets(routine.blocks, fitted.fewer))
    options = replace(request.options, pace=fitted.pace, fewer=fitted.fewer)
    return Reached(replace(request, options=options), fitted, fewer)


def describe(fitted: Fitted, fewer: tuple[LeftOut, ...]) -> str:
    """Say what is changed about a routine so that it lasts as long as was asked for."""
    done = []
    if fitted.rests != 1:
        done.append(f"rests take {fitted.rests.quantize(Decimal('0.01'))} of their time")
    if fitted.movements != 1:
        done.append(f"movement is {(1 / fitted.movements).quantize(Decimal('0.01'))} times as fast")
    done += map(_describe_fewer, fewer)
    lengths = f"{format_clock(fitted.before)} → {format_clock(fitted.length)}"
    return f"{lengths}; {', '.join(done) or 'nothing had to change'}"


def _describe_fewer(fewer: LeftOut) -> str:
    """Say what is left out: "2 sets fewer of squat, row", "1 round fewer of the circuit"."""
    names = ", ".join(name if fewer.what == "set" else f"the {name}" for name in fewer.of)
    return f"{fewer.number} {fewer.what}{'s' * (fewer.number > 1)} fewer of {names}"


def check_minutes(loaded: Loaded) -> Loaded:
    """Return a checked script with a warning where its ``minutes:`` is out of reach, as far as a guess can tell."""
    from voicecoach.coaching.estimate import Guess
    from voicecoach.compiler import compile_timeline
    from voicecoach.phrases.wording import Wording

    routine, pack = loaded.draft, loaded.pack
    if routine is None or pack is None or not routine.minutes.length or routine.minutes.span is None:
        return loaded
    if not is_complete(loaded.diagnostics):
        return loaded
    wording, wanted = Wording(pack, routine.lexicon), routine.minutes.length

    def length_of(routine: Routine) -> int:
        return compile_timeline(routine, wording, Guess()).duration

    fitted = fit_length(routine, length_of, wanted)
    if not isinstance(fitted, OutOfReach):
        return loaded
    if (1 - GUESSED_WRONG) * fitted.shortest <= wanted <= (1 + GUESSED_WRONG) * fitted.longest:
        return loaded
    ends = f"from about {format_clock(fitted.shortest)} to about {format_clock(fitted.longest)}"
    gives = _what_gives(movement=routine.minutes.movement)
    message = f"the routine cannot last {format_clock(wanted)}; {gives} reach {ends}"
    help_ = "`voicecoach show` tries it, and tells what would do"
    found = (*loaded.diagnostics, Diagnostic("out-of-reach", message, routine.minutes.span, "warning", help_))
    return replace(loaded, diagnostics=in_order(found, routine.file))


def _what_gives(*, movement: bool) -> str:
    return "its rests, sets and movement" if movement else "its rests and sets"


def _ways(request: Request, routine: Routine, missed: OutOfReach, length: int) -> Iterator[Way]:
    """Yield options that may bring a length within reach."""
    if not routine.minutes.movement:
        yield Way("--set", "minutes.movement=yes")
    if missed.shortest <= length <= missed.longest:
        yield Way("--minutes", format_clock(missed.nearest))
    elif length > missed.longest:
        yield from itertools.islice(longer(routine, length / missed.longest), MOST_WAYS)
    elif not request.options.only:
        yield from shorter(routine, length / missed.shortest)


def _leads(request: Request, way: Way, length: int, studio: Studio) -> bool:
    """Return whether a length can be reached with an option more."""
    options = request.options
    match way.option:
        case "--set":
            options = replace(options, sets=(*options.sets, way.value))
        case "--only":
            options = replace(options, only=tuple(way.value.split(",")))
        case _:
            length = MINUTES_LENGTH.parse(way.value) or length
    routine = load(replace(request, options=options)).routine
    return routine is not None and not isinstance(fit_length(routine, studio.length_of, length), OutOfReach)
