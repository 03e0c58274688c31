"""A live coach that changes its pace finds the same place again, also amid rounds and beside a clock."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.compiling import RandomVoice
from tests.timeline.scripts import Data, compiled, scripts, some, voices
from voicecoach.live.playing.navigation import BEATS, Passage, anchors

PACES = st.sampled_from(["0.8", "1", "1.05", "1.3"])


@some(10)
@given(scripts(), voices, PACES, PACES)
def test_another_pace_keeps_the_order_and_every_count(
    script: Data, voice: RandomVoice, first: str, second: str
) -> None:
    old, new = (compiled({**script, "pace": pace}, voice) for pace in (first, second))
    beats = [{event.id for event in one.events if event.role in ("count", "last", "go")} for one in (old, new)]
    orders = [[event.id for event in one.events if event.id in beats[0] & beats[1]] for one in (old, new)]
    assert orders[0] == orders[1]
    passage = Passage(old, new)
    there = {event.id: event.start for event in new.events}
    alone = Counter(anchors(old).values())
    beats = [event for event in old.events if event.role in BEATS and event.id in there]
    for event in beats:
        # A second that is counted down before the end of work may change places with a count at another pace.
        flipped = [one for one in beats if (one.start <= event.start) != (there[one.id] <= there[event.id])]
        if alone[event.start] == 1 and not (event.role == "countdown" and flipped):
            assert passage.carry(event.start) == there[event.id]
    carried = [passage.carry(at) for at in range(0, old.duration, 1 + old.duration // 200)]
    assert carried == sorted(carried)
