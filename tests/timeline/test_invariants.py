"""What is true of every timeline, whatever the script: read off the timeline and the script's own text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from hypothesis import given

from tests.timeline.compiling import FILE, RandomVoice
from tests.timeline.scripts import Data, compiled, levels, scripts, some, voices, walk, written
from voicecoach.phrases.pack import load_pack
from voicecoach.timeline.model import Event, Segment, Timeline
from voicecoach.units import parse_duration

NUMBERS = load_pack("en", ())[0].numbers[:21]
LONGEST_SILENCE = 1000
"""Between the words of a pause that had to grow nothing longer is silent."""
ROOM = 3500
"""For the tone of a pause and the last word of the work before it, beside a countdown."""
BREATH = 100
"""After a cue nothing else is said for so long."""
SHORT = 4000
"""A pause shorter than this is not made longer for a countdown alone."""
HURRIED = ("count", "last", "cue", "half", "encourage", "time", "switch")
"""Roles of what may be spoken faster than usual."""
OPTIONAL = re.compile(
    r"/station\d+(#\d+)?/(rest|round|next|ten-seconds|one-minute)$"
    r"|/rest/(rest|set|cue-rest|ten-seconds|one-minute|movement)$|/ready/movement$"
    r"|/cue-(end|rest)$|^rest/.*/(rest|next|one-minute)$"
)
"""What is said in a pause only where there is room."""

BUILT_IN = re.compile(r"/(move-time|breathing-in|breathing-out|demo|done)$|^start/")
"""Ids of what explains an exercise and is not a text of the script."""


def named(script: Data) -> Iterator[tuple[str, Data]]:
    """Every exercise with its name, defined or written into the routine."""
    yield from script["exercises"].items()
    for step in walk(script["routine"]):
        if isinstance(step, dict) and "exercise" in step:
            yield step["exercise"], step


@dataclass(frozen=True)
class Run:
    """A script, who speaks it, and what came of it."""

    script: Data
    text: str
    voice: RandomVoice
    timeline: Timeline

    @cached_property
    def efforts(self) -> list[Segment]:
        """The sets, and the slow repetitions before them."""
        return [one for one in self.timeline.segments if one.kind == "work"]

    @cached_property
    def works(self) -> list[Segment]:
        """The sets."""
        return [one for one in self.efforts if one.set is not None]

    def within(self, start: int, end: int) -> list[Event]:
        """Events that begin from ``start`` until just before ``end``."""
        events = self.timeline.events
        first, after = (bisect_left(events, at, key=lambda event: event.start) for at in (start, end))
        return [*events[first:after]]

    def pause_start(self, segment: Segment) -> int:
        """Where the pause that leads to a segment, or holds it, began: at the end of the last work or saying."""
        return max(
            one.end for one in self.timeline.segments if one.kind in ("work", "say") and one.end <= segment.start
        )

    def line(self, segment: Segment) -> str:
        """The line of the script that a stretch comes from."""
        return self.lines[segment.source.line - 1] if segment.source else ""

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def written_at(self, segment: Segment) -> int | None:
        """The length that stands where a pause comes from, at the script's pace; None where there is none."""
        if segment.source is None or segment.kind in ("work", "say"):
            return None
        length = parse_duration(self.line(segment)[segment.source.column - 1 :])
        return None if length is None else int(length / self.rest_pace + Decimal("0.5"))

    @property
    def rest_pace(self) -> Decimal:
        """The speed of rests."""
        pace = self.script["pace"]
        return Decimal(pace["rest"] if isinstance(pace, dict) else pace)

    def quiet_after(self, event: Event) -> int:
        """How long the script leaves one to move what an event has said is to be moved."""
        if not event.id.endswith("/move-time"):
            return 0
        (move,) = [one["move"] for name, one in named(self.script) if name == event.exercise]
        length = parse_duration(move.get("time", "10s") if isinstance(move, dict) else "10s")
        assert length is not None
        return int(length / self.rest_pace + Decimal("0.5"))

    @cached_property
    def grown(self) -> list[Segment]:
        """The pauses that are longer than written."""
        pauses = ((one, self.written_at(one)) for one in self.timeline.segments)
        return [one for one, length in pauses if length is not None and one.end - one.start > length]

    @cached_property
    def emom(self) -> bool:
        """Whether a clock may make pauses shorter."""
        return any(isinstance(step, dict) and "emom" in step for step in walk(self.script["routine"]))


def run_of(script: Data, voice: RandomVoice, level: str = "normal") -> Run:
    return Run(script, written(script), voice, compiled(script, voice, level))


def check_voices(run: Run) -> None:
    """Two voices never overlap, and nothing spoken is cut."""
    events = run.timeline.events
    assert list(events) == sorted(events, key=lambda event: event.start)
    assert all(0 <= event.start < event.end <= run.timeline.duration for event in events)
    for one, other in pairwise(run.timeline.spoken()):
        assert one.end <= other.start, (one, other)
    for event in run.timeline.spoken():
        assert event.phrase is not None
        assert event.end - event.start == run.voice.speech(event.phrase), event


def check_speed_of_speech(run: Run) -> None:
    """Nothing is spoken slower than the voice's rate, nor more than 1.25 times faster, whatever the pace."""
    rate = run.script["voice"]["rate"]
    for event in run.timeline.spoken():
        assert event.phrase is not None
        assert rate <= event.phrase.rate <= rate * Decimal("1.25"), event
        assert event.phrase.rate == rate or event.role in HURRIED


def check_segments(run: Run) -> None:
    """Stretches follow each other without a gap."""
    segments = run.timeline.segments
    assert segments[0].start == 0
    assert segments[-1].end == run.timeline.duration
    assert all(one.end == other.start for one, other in pairwise(segments))
    assert all(segment.start < segment.end for segment in segments)


def check_pauses(run: Run) -> None:
    """A pause lasts what is written where it comes from, or a note at this very place tells that it grew."""
    noted = {note.span for note in run.timeline.notes if note.code == "grown"}
    grown = {segment.source for segment in run.grown}
    assert grown <= noted
    for segment in run.timeline.segments:
        length = run.written_at(segment)
        if length is not None and segment.source in noted - grown:
            assert segment.end - segment.start == length, "a note tells of growth that never was"
        assert length is None or segment.end - segment.start >= length


def check_growth(run: Run) -> None:
    """A pause that grew is full: nothing in it may be left out, and nothing is silent for long."""
    for segment in [] if run.emom else run.grown:
        start = run.pause_start(segment)
        events = run.within(start, segment.end)
        optional = [event for event in events if OPTIONAL.search(event.id)]
        weighed = any(event.id.endswith("/rest/weight") for event in events)
        assert not [event for event in optional if not (weighed and event.id.endswith("/rest/set"))], segment
        at, quiet = max([start, *(event.end for event in run.within(start - 20_000, start))]), 0
        for event in events:
            assert event.start - at <= LONGEST_SILENCE + quiet, (segment, event)
            at = max(at, event.end)
            quiet = run.quiet_after(event)
        assert segment.end - at <= LONGEST_SILENCE + quiet, segment


def check_chapters(run: Run) -> None:
    """Chapters follow each other up to the end, each around its own work."""
    chapters = run.timeline.chapters
    assert all(one.end == other.start for one, other in pairwise(chapters))
    assert all(0 <= chapter.start < chapter.end for chapter in chapters)
    assert not chapters or chapters[-1].end == run.timeline.duration
    for work in run.works:
        (around,) = [one for one in chapters if one.start <= work.start and work.end <= one.end]
        variants = run.script["exercises"].get(work.exercise, {"variants": work.exercise != "amrap"}).get("variants")
        assert variants or re.sub(r"^part q\d+: ", "", around.title).startswith(work.label), (around, work)


def check_sections(run: Run) -> None:
    """Each section's name stands before one chapter, and is said once, before the work that belongs to it."""
    names = [step["section"] for step in run.script["routine"] if isinstance(step, dict) and "section" in step]
    titles = [chapter.title.partition(": ")[0] for chapter in run.timeline.chapters]
    assert [title for title in titles if title.startswith("part q")] == names
    for name in names:
        said = [event for event in run.timeline.events if event.text.lower() == f"{name}."]
        (chapter,) = [one for one in run.timeline.chapters if one.title.startswith(f"{name}: ")]
        assert all(event.start < chapter.end for event in said)
        assert len(said) == 1 or "name: no" in run.text


def check_ids(run: Run) -> None:
    """Ids are unique, and speak of the place they stand for."""
    ids = [event.id for event in run.timeline.events]
    assert len(set(ids)) == len(ids), [name for name in ids if ids.count(name) > 1]
    for event in run.timeline.events:
        assert event.rep is None or f"/set{event.set}/" in event.id
        assert event.rep is None or f"/rep{event.rep}/" in event.id


def tag_of(event: Event) -> str:
    """The word that only one text of the script has."""
    return (re.findall(r"\bq\d+\b", event.text) or [""])[-1]


def check_sources(run: Run) -> None:
    """Events and notes point at a place of the script; its own words at the very line they stand in."""
    lines = run.lines
    for event in run.timeline.events:
        if event.source is None:
            assert event.id.startswith("end/"), event
            continue
        line = lines[event.source.line - 1]
        assert event.source.file == FILE
        assert 1 <= event.source.column <= len(line) + 1
        if tag_of(event) and event.role in ("cue", "setup", "say"):
            assert re.search(rf"\b{tag_of(event)}\b", line), event
    for note in run.timeline.notes:
        assert note.severity == "note"
        assert note.span.file == FILE
        assert 1 <= note.span.line <= len(lines)


def check_counts(run: Run) -> None:
    """Counts are equally spaced, each with the number of its repetition or of those that remain."""
    for work in run.works:
        counts = [event for event in run.within(work.start, work.end) if event.role in ("count", "last")]
        reps = [event.rep or 0 for event in counts]
        assert reps == sorted(set(reps)), "a repetition is counted twice"
        assert all(event.id.endswith(f"/rep{event.rep}/count") for event in counts)
        if len(counts) > 1:
            step = (counts[-1].start - counts[0].start) / (reps[-1] - reps[0])
            first = counts[0].start - (reps[0] - 1) * step
            assert all(abs(first + (event.rep - 1) * step - event.start) <= 1 for event in counts if event.rep)
            rounded = reps[-1]
            assert work.start - rounded <= first < work.start + step
            assert reps[-1] * step <= work.end - work.start + rounded
        if "count: every" not in run.text and run.voice.tone("count"):
            assert reps == [*range(reps[0] if reps else 1, (reps[-1] if reps else 0) + 1)], (
                "a repetition is not counted"
            )
        spoken = [(event.rep or 0, event.text) for event in counts if event.kind == "say" and event.role == "count"]
        numbers = {(rep, NUMBERS.index(word)) for rep, word in spoken if word in NUMBERS}
        assert all(rep == number for rep, number in numbers) or len({rep + number for rep, number in numbers}) == 1


def check_go(run: Run) -> None:
    """The work tone falls on the first instant of work, and nowhere else."""
    starts = [event.start for event in run.timeline.events if event.role == "go"]
    works = [work.start for work in run.works]
    assert len(set(starts)) == len(starts)
    assert set(starts) <= set(works)
    if "go: no" not in run.text and run.voice.tone("work"):
        assert starts == works


def check_countdowns(run: Run) -> None:
    """Seconds are counted down to the very start of work, and to the end of timed work; in short pauses fewer."""
    says = run.script.get("prompts", {}).get("countdown", "yes")
    seconds = {"yes": 3, "no": 0}.get(says, says) if run.voice.tone("countdown") else 0
    everything = [1000 * number for number in range(seconds, 0, -1)]
    found = 0
    for work in run.efforts:
        start = run.pause_start(work)
        before = run.within(start, work.start)
        counted = [work.start - event.start for event in before if event.role == "countdown"]
        assert counted == everything[len(everything) - len(counted) :]
        grown = [one for one in run.grown if start < one.end <= work.start]
        announced = any(re.search(r"/ready/(name|dose|setup|side)|/switch/(form|setup)", event.id) for event in before)
        if not run.emom and (announced or (not grown and work.start - start >= max(SHORT, 1000 * seconds + ROOM))):
            assert counted == everything
        inside = [work.end - event.start for event in run.within(work.start, work.end) if event.role == "countdown"]
        assert inside in ([], everything)
        assert not inside or work.end - work.start >= 10_000
        found += len(counted) + len(inside)
    assert found == len([event for event in run.timeline.events if event.role == "countdown"])


def check_ticks(run: Run) -> None:
    """Where every count fits its beat, one becomes a tick only for a cue that needs its time; no cue takes three."""
    notes = {note.code for note in run.timeline.notes}
    if "count: ticks" in run.text or "count-ticked" in notes:
        return
    cues = [event for event in run.timeline.spoken() if event.role == "cue"]
    for work in run.works:
        counts = [event for event in run.within(work.start, work.end) if event.role in ("count", "last")]
        ends = [*(event.start for event in counts[1:]), work.end]
        ticks = [(count.start, end) for count, end in zip(counts, ends, strict=False) if count.kind == "tone"]
        for start, end in ticks:
            assert "cue-over-counts" in notes
            assert [cue for cue in cues if cue.start < end and start < cue.end + BREATH]
        for cue in (cue for cue in cues if "/cue-at-" not in cue.id):
            assert len([start for start, _ in ticks if cue.start <= start < cue.end]) <= 2, cue


def check_cues(run: Run) -> None:
    """A cue in work ends before the work does, and begins after its beat, before the end of the next repetition."""
    for work in run.works:
        events = run.within(work.start, work.end)
        counts = {event.rep: event.start for event in events if event.role in ("count", "last")}
        for cue in (event for event in events if event.role == "cue" and not re.search("/cue-(end|rest)$", event.id)):
            assert cue.end <= work.end
            if cue.rep and not re.search("/(cue-at|breathe)-", cue.id):
                assert counts.get(cue.rep, work.start) <= cue.start < counts.get(cue.rep + 2, work.end)


def check_conditions(run: Run) -> None:
    """A cue is heard in the sets and on the sides that it is for, and with ``fade`` in the first two sets."""
    only = {said["say"].rpartition(" ")[2]: said["only"] for said in sayings(run.script) if "only" in said}
    fading = {name for name, exercise in run.script["exercises"].items() if "fade" in exercise}
    for event in run.timeline.events:
        if event.role == "cue" and "/cue-" in event.id and not event.id.endswith(("/cue-end", "/cue-rest")):
            wanted = only.get(tag_of(event), "last set")
            names = {wanted} if isinstance(wanted, str) else {*wanted}
            assert {"last set", f"set {event.set}", event.side} & names, event
            assert event.exercise not in fading or event.set in (None, 1, 2)


def sayings(value: Any) -> Iterator[Data]:
    """The texts of cues that have more than words."""
    if isinstance(value, dict) and "say" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from sayings(inner)


def check_setups(run: Run) -> None:
    """What an exercise needs is heard before its work at least once, and never twice in a pause."""
    names = {name for step in walk(run.script["routine"]) for name in ([step] if isinstance(step, str) else step)}
    heard = {tag_of(event) for event in run.timeline.events if event.role == "setup"}
    for name in names & set(run.script["exercises"]):
        assert {text.rpartition(" ")[2] for text in run.script["exercises"][name].get("setup", [])} <= heard
    for work in run.works:
        before = run.within(run.pause_start(work), work.start)
        setups = [event for event in before if event.role == "setup" and "/station" not in event.id]
        assert {event.exercise for event in setups} <= {work.exercise, ""}
        written = [tag_of(event) for event in setups if not BUILT_IN.search(event.id)]
        assert len(set(written)) == len(written)


def check_flow(run: Run) -> None:
    """What is told of the next work ends before this one's countdown; what is said on a change ends with the work."""
    for work in run.works:
        events = run.within(work.start, work.end)
        counted = [event.start for event in events if event.role == "countdown"]
        for event in events:
            if event.role in ("name", "setup", "switch"):
                ahead = event.exercise not in ("", work.exercise)
                assert event.end <= (min([work.end, *counted]) if ahead else work.end)


def check_time_calls(run: Run) -> None:
    """What remains of a long time is said within seconds of its instant, and at most once."""
    for work in run.works:
        calls = [event for event in run.within(work.start, work.end) if re.search(r"/left-\d+s$", event.id)]
        remaining = [int(event.id.rpartition("-")[2].rstrip("s")) for event in calls]
        assert remaining in ([], [600], [600, 300], [600, 300, 60], [600, 60], [300, 60], [300], [60])
        for event, seconds in zip(calls, remaining, strict=True):
            assert 0 <= event.start - (work.end - 1000 * seconds) <= 4000


def check_talk(run: Run) -> None:
    """Of what no script asked for, nothing is heard that makes speech more than the style's share of a set."""
    caps = {"quiet": 25, "plain": 36, "lively": 45}
    optional = {role for role in ("half", "encourage") if f"{role}: yes" not in run.text}
    inline = {step["exercise"]: step for step in walk(run.script["routine"]) if "exercise" in step}
    for work in run.works:
        said = [event for event in run.within(work.start, work.end) if event.kind == "say"]
        if any(event.role in optional for event in said):
            exercise = inline.get(work.exercise) or run.script["exercises"].get(work.exercise, {})
            style = exercise.get("style") or run.script.get("style", "plain")
            share = 100 * sum(event.end - event.start for event in said) / (work.end - work.start)
            assert share <= caps[style], (work, share)


def check_style(run: Run) -> None:
    """Nobody is encouraged twice in a set, before about two thirds of it, from "two more" on, or in a quiet script."""
    styles = re.findall("style: (.*)", run.text)
    quiet = run.script.get("style") == "quiet" and {*styles} == {"quiet"} and "encourage: yes" not in run.text
    for work in run.works:
        said = run.within(work.start, work.end)
        praise = [event for event in said if event.role == "encourage"]
        assert len(praise) <= (0 if quiet else 1)
        for event in praise:
            assert event.start - work.start >= (work.end - work.start) * 6 // 10, "it is not hard yet"
            assert not any(one.role == "last" and one.start <= event.start for one in said), "it is nearly over"


CHECKS = [check for name, check in sorted(globals().items()) if name.startswith("check_")]


@some()
@given(scripts(sections=True), levels, voices)
def test_what_is_true_of_every_timeline(script: Data, level: str, voice: RandomVoice) -> None:
    run = run_of(script, voice, level)
    for check in CHECKS:
        check(run)


@some(10)
@given(scripts(), voices)
def test_the_same_script_and_voice_give_the_same_timeline(script: Data, voice: RandomVoice) -> None:
    assert compiled(script, voice) == compiled(script, voice)
