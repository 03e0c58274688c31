"""Hypothesis strategies for scripts of the whole language, and voices of every speed."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.timeline.scripts import Cue, Form, Move, Pacing, Reach, Say, Script, Step
from voicecoach.timeline.model import Phrase

Draw = Callable[[st.SearchStrategy[Any]], Any]

REP_LENGTHS = (300, 400, 777, 1000, 1500, 2000, 3000, 3333, 5000)
INTERVALS = (0, 1, 500, 1500, 3000, 3999, 4000, 6000, 10_000, 15_000, 20_000, 33_333, 60_000)
TIMES = (1000, 1500, 5000, 9999, 10_000, 20_000, 30_000, 45_500, 90_000)
WORDS = (
    "ribs down", "keep it slow", "{side} knee out", "set {set} of {sets}", "{RDL|Romanian deadlift}", "now {exercise}",
    "breathe [0.5s] and hold", "10 kg for 30s", "push the floor away, chin in, and look at the wall in front of you",
)  # fmt: skip
SETUPS = ("Lie down.", "Band above your knees, feet apart.", "Stand tall. {side} foot in front.")
PACES = ("0.25", "0.5", "0.8", "1", "1", "1", "1.2", "1.25", "2", "3.33", "4")
PHASES = ("open", "squeeze", "close", "knee in")
TONES = ("bell", "work", "half", "done")
ROUNDS = ("superset", "circuit", "tabata", "emom", "amrap")
LONGEST = (60, 400, 900, 2000, 6000)


@dataclass(frozen=True)
class Voice:
    """Says everything in a length that only the words decide; ``deaf`` ones do not heed a faster rate."""

    seed: int
    longest: int
    tones: tuple[int, ...]
    deaf: bool
    rate: int = 150

    def speech(self, phrase: Phrase) -> int:
        said = f"{self.seed} {phrase.voice} {phrase.text}".encode()
        length = 40 + zlib.crc32(said) % (self.longest - 39)
        return length if self.deaf else max(1, length * self.rate // phrase.rate)

    def tone(self, sound: str) -> int:
        return self.tones[zlib.crc32(f"{self.seed} {sound}".encode()) % len(self.tones)]


voices = st.builds(
    Voice,
    st.integers(0, 1000),
    st.sampled_from(LONGEST),
    st.sampled_from([(0,), (30, 120), (0, 30, 120, 700, 1500), (200,)]),
    st.booleans(),
)


@st.composite
def scripts(draw: Draw) -> Script:
    tags = (f"q{number}" for number in itertools.count())
    prompts = _prompts(draw, whole=True)
    moves = [_move(draw, tags, f"move {letter}") for letter in "abc"[: draw(st.integers(1, 3))]]
    steps = tuple(_step(draw, tags, moves, 0) for _ in range(draw(st.integers(1, 4))))
    one = draw(st.sampled_from(PACES))
    written = draw(st.sampled_from(["one", "two", "option"]))
    defaults = {
        key: str(draw(st.sampled_from((0, 5, 12, 30)))) for key in ("rest", "ready", "switch") if draw(st.booleans())
    }
    if draw(st.booleans()):
        defaults["rep"] = f"{draw(st.sampled_from(REP_LENGTHS))}ms"
    return Script(
        title=draw(st.sampled_from(["Glutes", "Legs: all of them", "Zwölf Übungen"])),
        steps=steps,
        level=draw(st.sampled_from(["easy", "normal", "hard"])),
        pace=(one, draw(st.sampled_from(PACES)) if written == "two" else one),
        pace_written=written,
        defaults=tuple(defaults.items()),
        prompts=prompts,
    )


def _prompts(draw: Draw, *, whole: bool) -> tuple[tuple[str, Any], ...]:
    if draw(st.integers(0, 2)):
        return ()
    names = ["name", "dose", "set", "side", "half", "last", "next", "rest", "ten_seconds", "switch_ahead", "go"]
    names += ["title", "total", "done"] if whole else []
    switches = {name: draw(st.sampled_from(["yes", "no"])) for name in draw(st.sets(st.sampled_from(names)))}
    if draw(st.booleans()):
        switches["countdown"] = draw(st.sampled_from(["no", "yes", "1", "5", "10"]))
    if draw(st.booleans()):
        switches["phases"] = draw(st.sampled_from(["all", "none", "first 1"]))
    return tuple(sorted(switches.items()))


def _step(draw: Draw, tags: Iterator[str], moves: list[Move], depth: int, *, work: bool = False) -> Step:
    """``work`` says that the block around it has a dose for its stations."""
    kinds = ["move", "move", "move", "inline", "rest", "say", "tone"]
    kind = draw(st.sampled_from(kinds + (["repeat", "sides", *ROUNDS] if depth < 2 else [])))
    if kind in ROUNDS:
        return _rounds(draw, tags, moves, depth, kind)
    if kind == "move":
        move = draw(st.sampled_from(moves))
        dose = draw(st.sampled_from((2000, 12_000))) if move.timed else draw(st.integers(1, 12))
        again = (draw(st.integers(1, 2)), dose) if work or draw(st.booleans()) else (0, 0)
        return Step("move", move, again=again)
    if kind == "inline":
        bare = work and draw(st.booleans())
        return Step("move", _move(draw, tags, f"inline {next(tags)}", bare=bare), inline=True)
    if kind == "rest":
        return Step("rest", length=draw(st.sampled_from(INTERVALS)))
    if kind == "say":
        return Step("say", words=f"{draw(st.sampled_from(['Grab your band', 'Half of it is done']))} {next(tags)}")
    if kind == "tone":
        return Step("tone", words=draw(st.sampled_from(TONES)))
    steps = _worked(draw, tags, moves, depth, work=work)
    if kind == "repeat":
        return Step("repeat", times=draw(st.integers(1, 2)), steps=steps)
    order = draw(st.sampled_from(["each", ("left", "right"), ("right", "left")]))
    return Step("sides", order=order, length=draw(st.sampled_from((None, 0, 500, 8000))), steps=steps)


def _worked(draw: Draw, tags: Iterator[str], moves: list[Move], depth: int, *, work: bool) -> tuple[Step, ...]:
    """One to three steps, with something to do among them."""
    steps = [_step(draw, tags, moves, depth + 1, work=work) for _ in range(draw(st.integers(1, 2)))]
    if all(step.kind in ("rest", "say", "tone") for step in steps):
        at = draw(st.integers(0, len(steps)))
        move = draw(st.sampled_from(moves))
        steps.insert(at, Step("move", move, again=(1, 3000 if move.timed else 3)))
    return tuple(steps)


def _rounds(draw: Draw, tags: Iterator[str], moves: list[Move], depth: int, kind: str) -> Step:
    name = f"block {next(tags)}" if draw(st.integers(0, 2)) == 0 else ""
    inside = draw(st.booleans())
    if kind == "amrap":
        chosen = draw(st.lists(st.sampled_from(moves), min_size=1, max_size=2))
        stations = tuple(Step("move", move, again=(1, 9000 if move.timed else 9)) for move in chosen)
        length = draw(st.sampled_from((10_000, 75_000, 400_000, 1_200_000)))
        return Step(kind, words=name, length=length, inside=inside, steps=stations)
    work = draw(st.sampled_from((0, 0, 1500, 20_000, 45_000)))
    if kind == "emom":
        every = draw(st.sampled_from((10_000, 30_000, 60_000, 60_000, 180_000, 600_000)))
        steps = _worked(draw, tags, moves, depth, work=False)
        return Step(kind, words=name, length=every * draw(st.integers(1, 5)), every=every, inside=inside, steps=steps)
    steps = _worked(draw, tags, moves, depth, work=bool(work) or kind == "tabata")
    rest = draw(st.sampled_from((None, *INTERVALS)))
    if kind == "tabata":
        rounds = draw(st.sampled_from((0, 1, 3, 5)))
        return Step(kind, words=name, length=rest, rounds=rounds, work=work, inside=inside, steps=steps)
    sets = {step.again[0] or step.move.sets for step in steps if step.move is not None}
    rounds = 0 if len(sets) == 1 and draw(st.booleans()) else draw(st.integers(1, 3))
    between = draw(st.sampled_from((None, *INTERVALS)))
    return Step(kind, words=name, length=rest, rounds=rounds, work=work, between=between, inside=inside, steps=steps)


def _move(draw: Draw, tags: Iterator[str], key: str, *, bare: bool = False) -> Move:
    """``bare`` ones have no dose of their own: the block around them gives them its time."""
    timed = bare or draw(st.integers(0, 3)) == 0
    sets = 1 if bare else draw(st.integers(1, 3))
    pacing = _pacing(draw) if draw(st.booleans()) else None
    style = "do" if bare else draw(st.sampled_from(["do", "do", "keys", "do each side"]))
    sides: str | tuple[str, ...] = ""
    if style != "do each side" and draw(st.booleans()):
        sides = draw(
            st.sampled_from(["each", "alternate", "left", "right", "none", ("left", "right"), ("right", "left")])
        )
    several = not timed and draw(st.integers(0, 3)) == 0
    forms = ()
    if draw(st.integers(0, 3)) == 0:
        forms = tuple(
            _form(draw, tags, name, timed=timed, pacing=pacing) for name in draw(st.sampled_from(["ab", "abc"]))
        )
    names = [name for name, _ in pacing.phases] if pacing and not any(form.pacing for form in forms) else []
    named = [name for name in names if name]
    return Move(
        key=key,
        timed=timed,
        sets=sets,
        dose=() if bare else tuple(_reach(draw, timed=timed) for _ in range(sets if several else 1)),
        style=style,
        say=f"{draw(st.sampled_from(['side-lying clamshell', 'bridge', '{RDL|Romanian deadlift}']))} {next(tags)}"
        if draw(st.booleans())
        else "",
        setup=tuple(f"{draw(st.sampled_from(SETUPS))} {next(tags)}" for _ in range(draw(st.integers(0, 2)))),
        sides=sides,
        switch_after=draw(st.sampled_from(["", "set", "exercise"] + (["variant"] if forms else []))),
        forms=forms,
        pacing=pacing,
        count=_count(draw),
        count_on=draw(st.sampled_from(named)) if named and draw(st.booleans()) else "",
        ready=draw(st.sampled_from((None, *INTERVALS))),
        rest=draw(st.sampled_from((None, *INTERVALS))),
        switch=draw(st.sampled_from((None, *INTERVALS))),
        fade=draw(st.integers(0, 4)) == 0,
        prompts=_prompts(draw, whole=False),
        cues=_cues(draw, tags, timed=timed, counted=not timed or pacing is not None, phases=named),
        harder=draw(st.integers(1, 9)) if not timed and draw(st.integers(0, 5)) == 0 else 0,
    )


def _form(draw: Draw, tags: Iterator[str], name: str, *, timed: bool, pacing: Pacing | None) -> Form:
    own = _pacing(draw) if draw(st.integers(0, 3)) == 0 else None
    counted = not timed or own is not None or pacing is not None
    return Form(
        say=f"form {name} {next(tags)}",
        setup=f"Knee out. {next(tags)}" if draw(st.booleans()) else "",
        dose=(_reach(draw, timed=timed),) if draw(st.booleans()) else (),
        pacing=own,
        count=_count(draw),
        cues=_cues(draw, tags, timed=timed, counted=counted, phases=[]) if draw(st.booleans()) else (),
    )


def _reach(draw: Draw, *, timed: bool) -> Reach:
    ends = st.sampled_from(TIMES) if timed else st.integers(1, 16)
    low = draw(ends)
    high = draw(ends) if draw(st.integers(0, 2)) == 0 else low
    return min(low, high), max(low, high)


def _count(draw: Draw) -> str:
    return draw(st.sampled_from(["", "", "up", "down", "last 3", "every 5", "ticks", "none"]))


def _pacing(draw: Draw) -> Pacing:
    way = draw(st.sampled_from(["rep", "phases", "strength"]))
    if way == "rep":
        length = draw(st.sampled_from(REP_LENGTHS))
        return Pacing((("", length),), (("rep", f"{length}ms"),))
    if way == "phases":
        names = draw(st.lists(st.sampled_from(PHASES), min_size=1, max_size=3, unique=True))
        phases = tuple((name, draw(st.sampled_from((300, 500, 1000, 1500, 2500)))) for name in names)
        return Pacing(phases, (("tempo", {name: f"{length}ms" for name, length in phases}),))
    seconds = [draw(st.integers(0, 3)) for _ in range(4)]
    seconds[2] = max(1, seconds[2])
    lift = draw(st.booleans())
    named = list(zip(("lower", "bottom", "lift", "top"), seconds, strict=True))
    ordered = named[2:] + named[:2] if lift else named
    text = draw(st.sampled_from(["", "-"])).join("X" if one == 1 and lift else str(one) for one in seconds)
    phases = tuple((name, one * 1000) for name, one in ordered if one)
    return Pacing(phases, (("tempo", text), ("starts", "lift" if lift else "lower")))


def _cues(draw: Draw, tags: Iterator[str], *, timed: bool, counted: bool, phases: list[str]) -> tuple[Cue, ...]:
    whens = ["start", "end", "half", "rest", "switch"]
    if counted:
        whens += ["rep 1", "rep 5", "every 2", "every 4", "last 3", "last"]
        whens += [f"at {name}" for name in phases] + [f"at {name} every 3" for name in phases]
    if timed:
        whens += ["at 2s", "at 20s", "10s left", "every 8s", "every 30s"]
    chosen = draw(st.lists(st.sampled_from(whens), max_size=3, unique=True))
    return tuple(
        Cue(when, tuple(_say(draw, next(tags)) for _ in range(draw(st.sampled_from((1, 1, 1, 3)))))) for when in chosen
    )


def _say(draw: Draw, tag: str) -> Say:
    words = draw(st.sampled_from(WORDS))
    if draw(st.booleans()):
        return Say(tag, words)
    only = draw(st.sampled_from([(), (), ("set 1",), ("last set",), ("left",), ("set 2", "right")]))
    short = draw(st.sampled_from(["", "slow"]))
    return Say(tag, words, short, only, draw(st.sampled_from(["", "high", "low", "-3"])))
