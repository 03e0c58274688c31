"""What must be true of every cue: it is heard where the script wants it, or a note says that it was left out."""

from __future__ import annotations

from tests.timeline.expected import Bout, paced
from tests.timeline.made import Made
from tests.timeline.scripts import Cue, Say
from tests.timeline.truths import tag_of
from tests.timeline.walk import stretches
from voicecoach.timeline.model import Event, Segment
from voicecoach.units import parse_duration


def check_cues(made: Made) -> None:
    """Whoever wrote a cue hears it as often as its moment comes, or reads why not."""
    works = made.works()
    dropped = " ".join(note.message for note in made.timeline.notes if note.code == "cue-dropped").split("'")
    left_out = {word for text in dropped for word in text.split()}
    everything = stretches(made.script)
    places = [place for place, stretch in enumerate(everything) if stretch.kind == "work"]
    for index, (segment, stretch) in enumerate(works):
        bout = stretch.bout
        assert bout is not None
        later = works[index + 1][0].start if index + 1 < len(works) else made.timeline.duration
        earlier = works[index - 1][0].end if index else 0
        before, after = everything[places[index] - 1], [*everything, None][places[index] + 1]
        rests = after is None or after.kind != "switch" or after.move is None
        last = works[index - 1][1].bout if index else None
        turns = before.kind == "switch" and before.move is not None and last is not None and last.side != bout.side
        for cue in bout.cues:
            if cue.when in ("end", "rest"):
                wanted, where = (
                    int((rests or cue.when == "end") and not _by_side(bout, cue)),
                    made.within(segment.end, later),
                )
            elif cue.when == "switch":
                wanted, where = int(turns), made.within(earlier, segment.start)
            else:
                wanted, where = moments(made, bout, cue), made.within(segment.start, segment.end)
            heard = [event for event in where if tag_of(event) in {say.tag for say in cue.says}]
            if not fitting(cue, bout):
                assert not [event for event in heard if cue.when not in ("end", "rest", "switch")]
                wanted = 0
            if len(heard) < wanted:
                assert left_out & {say.tag for say in cue.says}, (cue, bout, wanted, heard)
            for event in heard:
                _check_only(event, cue, bout)
                _check_place(made, segment, bout, cue, event)


def fitting(cue: Cue, bout: Bout) -> list[Say]:
    """The texts that may be heard in a bout."""
    sides = {"left", "right"} if bout.alternate else {bout.side}
    names = sides | {f"set {bout.set}"} | ({"last set"} if bout.last_set else set())
    faded = bout.move.fade and bout.set > 2
    return [] if faded else [say for say in cue.says if not say.only or names & set(say.only)]


def moments(made: Made, bout: Bout, cue: Cue) -> int:
    """How often the moment of a cue surely comes in a bout; the last repetition is left to the count."""
    if _by_side(bout, cue):
        return 0
    word, _, rest = cue.when.partition(" ")
    length, reps = paced(bout.length, made.script.pace[0]), bout.reps
    if word in ("start", "half"):
        return 1
    if word == "every" and rest.isdecimal():
        return sum(rep % int(rest) == 0 for rep in range(1, max(reps, int(rest) + 1 if reps == int(rest) else 0)))
    if word == "every":
        return len(range(parse_duration(rest) or 1, bout.length - 1000, parse_duration(rest) or 1))
    if word == "rep":
        return int(int(rest) <= reps)
    if word == "last":
        return int(reps > 0)
    if rest == "left":
        return int((parse_duration(word) or 0) <= length)
    at = parse_duration(rest)
    return int(at is not None and paced(at, made.script.pace[0]) < length)


def _by_side(bout: Bout, cue: Cue) -> bool:
    """Whether a cue depends on sides that change with every repetition."""
    return bout.alternate and any({"left", "right"} & set(say.only) for say in cue.says)


def _check_only(event: Event, cue: Cue, bout: Bout) -> None:
    say = next(say for say in cue.says if say.tag == tag_of(event))
    side = event.side if event.rep is not None else bout.side
    names = {side, f"set {bout.set}"} | ({"last set"} if bout.last_set else set())
    assert cue.when in ("end", "rest", "switch") or not say.only or names & set(say.only), (event, say)


def _check_place(made: Made, segment: Segment, bout: Bout, cue: Cue, event: Event) -> None:
    """A cue of a repetition begins in it or in the one after it, a cue of a phase in that phase."""
    if cue.when in ("end", "rest", "switch"):
        return
    assert segment.start <= event.start
    assert event.end <= segment.end
    if event.rep is None:
        return
    pace = made.script.pace[0]
    begins = segment.start + paced((event.rep - 1) * bout.rep_length, pace)
    ends = segment.start + paced((event.rep + 1) * bout.rep_length, pace)
    assert begins <= event.start < ends
    phase = cue.when.removeprefix("at ").partition(" every ")[0]
    if phase in [name for name, _ in bout.phases]:
        into = (event.rep - 1) * bout.rep_length + bout.offset(phase)
        until = into + dict(bout.phases)[phase]
        assert segment.start + paced(into, pace) <= event.start <= segment.start + paced(until, pace)
        if "every" in cue.when:
            assert event.rep % 3 == 0
    if cue.when.startswith("rep "):
        assert event.rep == int(cue.when[4:])
    if cue.when.startswith("every "):
        assert event.rep % int(cue.when[6:]) == 0
