"""The promises of every timeline, held against random routines and random lengths of speech.

``HYPOTHESIS_PROFILE`` chooses how many routines: ``dev`` 60, ``ci`` 500 (always the same ones), ``nightly`` 10,000.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings

from tests.timeline import truths, truths_beats, truths_rounds
from tests.timeline.made import lay_out, make
from tests.timeline.routines import Voice, scripts, voices
from tests.timeline.scripts import Script
from tests.timeline.truths_cues import check_cues

CHECKS = (
    truths.check_voices,
    truths_beats.check_beats,
    truths.check_lengths,
    truths.check_chapters,
    truths.check_speech,
    truths.check_ids,
    truths.check_sources,
    truths_beats.check_ticks,
    truths.check_strict,
    check_cues,
    truths_rounds.check_clocks,
    truths_rounds.check_announcements,
    truths_rounds.check_setups,
    truths_rounds.check_amraps,
)
EXAMPLES = {"dev": 60, "ci": 500, "nightly": 10_000}
PROFILE = os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")


@settings(
    max_examples=EXAMPLES[PROFILE],
    derandomize=PROFILE == "ci",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(scripts(), voices)
def test_what_must_be_true_of_every_timeline(script: Script, voice: Voice) -> None:
    made = make(script, voice)
    for check in CHECKS:
        check(made)


@settings(max_examples=max(10, EXAMPLES[PROFILE] // 10), derandomize=PROFILE == "ci", deadline=None)
@given(scripts(), voices)
def test_the_same_script_and_voice_give_the_same_timeline(script: Script, voice: Voice) -> None:
    made = make(script, voice)
    assert lay_out(made.routine, voice) == made.timeline
    assert make(script, voice).timeline == made.timeline
