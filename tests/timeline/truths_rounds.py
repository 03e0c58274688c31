"""What must be true of supersets, circuits, tabatas, emoms and amraps beside the lengths of their work and rests."""

from __future__ import annotations

import re

from tests.timeline.expected import Stretch, Turn
from tests.timeline.made import Made, pause_start
from tests.timeline.truths import tag_of
from voicecoach.timeline.model import Event, Segment

LONG = 60_000
"""A rest in which there is room for all that may be said of it, by any voice."""
CALLS = (600_000, 300_000, 60_000)


def check_clocks(made: Made) -> None:
    """A turn of an emom begins on its instant; later only after a pause that grew, or where the one before was late."""
    works = {at: segment for (segment, _), at in zip(made.works(), _places(made), strict=True)}
    grown = {match.segment.end for match in made.matched if match.segment.end - match.segment.start > match.nominal}
    late: dict[int, bool] = {}
    for at, one in enumerate(made.wanted):
        if one.kind != "until":
            continue
        due = works[one.anchor].start + one.length
        end = works[min(place for place in works if place > at)].start if one.move else _end_of(made, at)
        assert end is None or end >= due, (one, end - due)
        behind = end is not None and end > due
        assert not behind or end in grown or late.get(one.clock) or _grew_within(made, works, at, one), (one, end, due)
        late[one.clock] = behind


def _places(made: Made) -> list[int]:
    return [at for at, one in enumerate(made.wanted) if one.kind == "work"]


def _end_of(made: Made, at: int) -> int | None:
    """Where the last rest of an emom ends, None where nothing was left of it."""
    return next((match.segment.end for match in made.matched if match.stretch == at), None)


def _grew_within(made: Made, works: dict[int, Segment], at: int, one: Stretch) -> bool:
    """Whether speech between an emom's last instant and this one took more time than the script has for it."""
    before = max([one.anchor, *(place for place in range(at) if made.wanted[place].clock == one.clock)])
    first = works[min(place for place in works if place >= before)].start
    last = works[max(place for place in works if place < at)].end
    said = [segment for segment in made.timeline.segments if segment.kind == "say" and segment.start >= last]
    return bool(said) or any(
        match.segment.end - match.segment.start > match.nominal
        for match in made.matched
        if first <= match.segment.start < last
    )


def check_announcements(made: Made) -> None:
    """Rounds are announced in their order, before their first work, and never twice; in a long rest, always."""
    announced = {event.id for event in made.timeline.events if event.id.endswith("/round")}
    for segment, stretch in _pauses(made):
        turn = stretch.turn
        events = [event for event in _before(made, segment) if event.id in announced]
        announced -= {event.id for event in events}
        due = turn is not None and turn.index % turn.stations == 0
        assert len(events) <= int(due), (stretch, events)
        if turn is None or not due:
            continue
        assert all(event.text == _round_words(turn) for event in events), (turn, events)
        wanted = dict(made.script.prompts).get("set", "yes") == "yes"
        assert wanted or not events
        if wanted and stretch.kind == "rested" and segment.start - pause_start(made, segment) > LONG:
            assert events, stretch
    assert not announced


NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _round_words(turn: Turn) -> str:
    last = turn.round == turn.rounds
    return "Last round." if last else f"Round {NUMBERS[turn.round]} of {NUMBERS[turn.rounds]}."


def _pauses(made: Made) -> list[tuple[Segment, Stretch]]:
    """The first work of each exercise or turn, with what lies before it."""
    works = dict(zip(_places(made), (segment for segment, _ in made.works()), strict=True))
    return [(works[at + 1], one) for at, one in enumerate(made.wanted) if one.move is not None and at + 1 in works
            and one.kind in ("ready", "rested", "until")]  # fmt: skip


def _before(made: Made, segment: Segment) -> list[Event]:
    """What is said from the end of the work before a work."""
    works = [one.end for one in made.timeline.segments if one.kind == "work" and one.end <= segment.start]
    return made.within(max(works, default=0), segment.start)


def check_setups(made: Made) -> None:
    """A set-up is told in the pause before the first work, each text once; in later rounds no more."""
    told = {event.id for event in made.timeline.spoken() if re.search(r"/ready/setup|/station\d+/setup", event.id)}
    for segment, stretch in _pauses(made):
        assert stretch.move is not None
        tags = [text.rpartition(" ")[2] for text in stretch.move.setup]
        events = [event for event in _before(made, segment) if event.id in told and tag_of(event) in tags]
        told -= {event.id for event in events}
        assert [tag_of(event) for event in events] == (tags if stretch.news else []), stretch
    forms = {form.say.rpartition(" ")[2] for one in made.wanted if one.move for form in one.move.forms}
    setups = {form.setup.rpartition(" ")[2] for one in made.wanted if one.move for form in one.move.forms}
    texts = {event.id: tag_of(event) for event in made.timeline.events}
    assert {texts[name] for name in told} <= forms | setups, "a set-up is told where it was not due"


def check_amraps(made: Made) -> None:
    """What is left of a long time is told at ten, five and one minute, each within seconds of its instant."""
    for segment, stretch in made.works():
        assert stretch.move is not None
        calls = [
            event for event in made.within(segment.start, segment.end) if event.kind == "say" and "/left-" in event.id
        ]
        if stretch.move.key != "amrap":
            assert not calls
            continue
        for event in calls:
            left = 1000 * int(re.findall(r"/left-(\d+)s", event.id)[0])
            assert left in CALLS, event
            assert segment.end - left <= event.start <= segment.end - left + 4000, (event, segment)
        assert len({event.id for event in calls}) == len(calls)
