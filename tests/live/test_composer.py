"""Composing ahead: drafts that only grow, boundaries outside of sets, and in the end what a file gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.live.routines import Ruler, loaded_from, scripts
from voicecoach.app import Loaded, Studio
from voicecoach.compiler import compile_timeline
from voicecoach.errors import EngineFailed
from voicecoach.live.playing.composer import Composer, Draft, compose
from voicecoach.phrases.wording import Wording
from voicecoach.timeline.model import Event, Phrase

TWO = """
title: Two
exercises:
  clam: {do: 2x6, sides: each, rep: 2s}
  plank: {do: 1x30s}
routine: [clam, {say: Halfway through all of it.}, plank]
"""


class ColdStage(Ruler):
    """Nothing is known before it is prepared, as with an empty cache."""

    def __init__(self) -> None:
        self.prepared: list[Phrase] = []
        self.measured: list[Phrase] = []

    def known(self, phrase: Phrase) -> int | None:
        return self.speech(phrase) if phrase in self.prepared else None

    def prepare(self, phrases: Iterable[Phrase]) -> None:
        self.prepared += phrases


class WarmStage(Ruler):
    """Everything is known, as in a second run."""

    def known(self, phrase: Phrase) -> int | None:
        return self.speech(phrase)

    def prepare(self, phrases: Iterable[Phrase]) -> None:
        """There is nothing to do."""


def drafts_of(loaded: Loaded, stage: ColdStage | WarmStage) -> Iterator[Draft]:
    routine, pack = loaded.require()
    return compose(routine, Wording(pack, routine.lexicon), stage)


def heard_before(until: int, draft: Draft) -> list[Event]:
    """But for the lead-in of the words after ``until``: no set waits for it."""
    events = [event for event in draft.timeline.events if event.start < until]
    return [event for event in events if event.sound != "wake" or event.end < until]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=scripts())
def test_drafts_grow_and_never_end_inside_a_set(text: str, tmp_path: Path) -> None:
    drafts = list(drafts_of(loaded_from(text, tmp_path), ColdStage()))
    last = drafts[-1]
    assert [draft.complete for draft in drafts] == [False] * (len(drafts) - 1) + [True]
    assert last.until == last.total == last.timeline.duration
    for draft in drafts[:-1]:
        assert heard_before(draft.until, draft) == heard_before(draft.until, last)
        for segment in last.timeline.segments:
            assert not (segment.kind == "work" and segment.start < draft.until < segment.end)
        assert abs(draft.total - last.total) < max(5_000, last.total // 10)
    assert [draft.until for draft in drafts] == sorted(draft.until for draft in drafts)


def test_a_countdown_never_begins_before_its_set_is_ready(tmp_path: Path) -> None:
    drafts = list(drafts_of(loaded_from(TWO, tmp_path), ColdStage()))
    for draft in drafts[:-1]:
        counted = [event for event in draft.timeline.events if event.role == "countdown" and event.start < draft.until]
        works = [one for one in draft.timeline.segments if one.kind == "work" and one.start <= draft.until]
        assert len(counted) >= 3 * len(works) - 3
        for event in counted:
            assert any(event.start < one.start <= event.start + 3_000 for one in works) or any(
                one.start <= event.start < one.end for one in works
            )


def test_the_lead_in_of_words_after_a_silence_is_never_played_past(tmp_path: Path) -> None:
    text = TWO.replace("[clam, {say: Halfway through all of it.}, plank]", "[clam, {rest: 20s}, {say: Half.}, plank]")
    *drafts, last = drafts_of(loaded_from(text, tmp_path), ColdStage())
    wakes = [event for event in last.timeline.events if event.sound == "wake"]
    assert {wake.start for wake in wakes} & {draft.until for draft in drafts}
    assert not [wake for wake in wakes for draft in drafts if wake.start < draft.until <= wake.end]


def test_the_first_draft_needs_no_more_than_the_first_words(tmp_path: Path) -> None:
    stage = ColdStage()
    first = next(drafts_of(loaded_from(TWO, tmp_path), stage))
    texts = {phrase.text for phrase in stage.prepared}
    assert "Two." in texts
    assert len(texts) <= 4
    assert any(event.kind == "say" and event.start < first.until for event in first.timeline.events)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=scripts())
def test_a_second_run_gets_what_a_file_gets_at_once(text: str, tmp_path: Path) -> None:
    loaded = loaded_from(text, tmp_path)
    routine, pack = loaded.require()
    (only,) = drafts_of(loaded, WarmStage())
    assert only.complete
    assert only.timeline == compile_timeline(routine, Wording(pack, routine.lexicon), Ruler())


def test_a_first_run_comes_to_the_same_beats(tmp_path: Path) -> None:
    """With the total not spoken, nothing depends on the estimate."""
    loaded = loaded_from(TWO.replace("title: Two", "title: Two\nprompts: {total: no}"), tmp_path)
    routine, pack = loaded.require()
    *_, last = drafts_of(loaded, ColdStage())
    assert last.timeline == compile_timeline(routine, Wording(pack, routine.lexicon), Ruler())


@pytest.mark.usefixtures("own_cache")
def test_real_speech_composed_cold_and_warm(tmp_path: Path) -> None:
    text = "title: Hi\nroutine: [{exercise: clam, do: 1x2, rep: 2s, ready: 2s}]\n"
    loaded = loaded_from(text, tmp_path, voice="auto")
    routine, pack = loaded.require()
    with Studio(routine, pack) as studio:
        composer = Composer(routine, studio.wording, studio)
        composer.start()
        composer.join(60)
        assert composer.error is None
        assert composer.draft is not None
        assert composer.draft.timeline == studio.timeline()


def test_what_goes_wrong_is_kept_for_whoever_waits(tmp_path: Path) -> None:
    class Mute(ColdStage):
        def prepare(self, phrases: Iterable[Phrase]) -> None:
            raise EngineFailed("the voice died", "wake it")

    routine, pack = loaded_from(TWO, tmp_path).require()
    composer = Composer(routine, Wording(pack, routine.lexicon), Mute())
    composer.start()
    composer.join(60)
    assert isinstance(composer.error, EngineFailed)
    assert composer.draft is None


def test_estimates_are_near_what_the_voice_needs(tmp_path: Path) -> None:
    """The first draft's total is what the screen shows for the first seconds."""
    loaded = loaded_from(TWO, tmp_path, voice="auto")
    routine, pack = loaded.require()
    with Studio(routine, pack) as studio:
        drafts = list(compose(routine, studio.wording, studio))
    assert len(drafts) > 1
    assert abs(drafts[0].total - drafts[-1].total) < drafts[-1].total // 20
