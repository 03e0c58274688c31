"""Each key of an exercise, wherever it stands, changes what is heard, or a diagnostic says that it does not."""

from __future__ import annotations

import pytest

from tests.timeline.compiling import FILE, QUICK, checked, lay_out, timeline_of
from voicecoach.script.keys import EXERCISE

VALUES = {
    "say": "Other words",
    "setup": "Lie down flat.",
    "movement": "[Lift up., Come down.]",
    "move": "Slide the band.",
    "side_words": '"on the {side} side"',
    "breathing": "Breathe evenly.",
    "safety": "Your neck stays long.",
    "demo": "1",
    "do": "4x9",
    "sets": "5",
    "reps": "14",
    "time": "52s",
    "until": "done",
    "weight": "20 kg",
    "rep": "2500ms",
    "tempo": "3-1-2-0",
    "starts": "lift",
    "count": "down",
    "count_on": "lift",
    "ready": "7s",
    "rest": "47s",
    "switch": "11s",
    "sides": "[left, right]",
    "switch_after": "exercise",
    "variants": "[{say: one}, {say: two}]",
    "fade": "yes",
    "cues": "{start: here we go}",
    "prompts": "{go: no}",
    "style": "quiet",
    "easier": "{say: Less}",
    "harder": "{say: More}",
}
BASES = (
    "do: 8",
    "do: 2x8, weight: 5 kg",
    "do: 30s",
    "do: 2x30s, sides: each",
    "do: 2x3s hold",
    "do: 2x4, until: done",
    "do: 2x8, tempo: {up: 1s, down: 2s}",
    "do: 2x8, sides: alternate, tempo: 2-1-3-1",
    "do: 8, sides: left, cues: {rep 3: slowly}",
    "do: 8, variants: [{say: aa}, {say: bb}]",
)
STEP = "{{{}}}"
PLACES = {
    "step": "{}",
    "sides": "{{sides: each, steps: [{}]}}",
    "superset": "{{superset: 2, steps: [{}, other]}}",
    "circuit": "{{circuit: 2, rest: 10s, steps: [other, {}]}}",
    "tabata": "{{tabata: {{rounds: 4, work: 40s, steps: [other, {}]}}}}",
    "emom": "{{emom: 12m, every: 3m, steps: [{}, other]}}",
    "first of an amrap": "{{amrap: 2m, steps: [{}, other]}}",
    "amrap": "{{amrap: 2m, steps: [other, {}]}}",
}
CASES = [("step", base) for base in BASES] + [(place, "do: 8") for place in PLACES]
VACUOUS = {"style": ("hold", "until"), "count": ("until",)}
"""What a key asks for cannot come in this work: no more is said than that."""


def script(place: str, base: str, more: str = "") -> str:
    """The exercise is defined with the base, and its step has one key more."""
    step = PLACES[place].format(STEP.format(f"exercise: squat, {more}" if more else "exercise: squat"))
    defined = f"exercises: {{squat: {{{base}}}, other: {{do: 8}}}}\n"
    return f"title: T\n{defined}routine: [{step}]\n"


def told_of(text: str, level: str = "normal") -> set[tuple[str, str]]:
    return {(one.code, one.message.split(":")[0]) for one in checked(text, level)[1]}


def heard(text: str, level: str = "normal") -> object:
    """All that a listener can tell, but for where the script says it."""
    routine, _ = checked(text, level)
    made = lay_out(routine, QUICK) if routine else None
    events = [(one.start, one.end, one.text, one.sound, one.phrase) for one in made.events] if made else []
    segments = [(one.kind, one.label, one.start, one.end, one.open) for one in made.segments] if made else []
    return events, segments


def test_each_key_has_a_value_here() -> None:
    assert set(VALUES) == {key.name for key in EXERCISE}


@pytest.mark.parametrize(("place", "base"), CASES)
def test_a_key_is_heard_or_told(place: str, base: str) -> None:
    plain = script(place, base)
    told, before = told_of(plain), {level: heard(plain, level) for level in ("easy", "normal", "hard")}
    lost = []
    for key, value in VALUES.items():
        level = {"easier": "easy", "harder": "hard"}.get(key, "normal")
        one = script(place, base, f"{key}: {value}")
        vacuous = f"{key}: {value}" in base or any(word in base for word in VACUOUS.get(key, ()))
        if not vacuous and told_of(one, level) <= told and heard(one, level) == before[level]:
            lost.append(key)
    assert lost == []


def test_a_key_that_is_heard_at_one_of_its_places_is_not_told() -> None:
    shared = "title: T\nexercises: {{squat: {{do: 12, rest: 40s, switch: 8s}}}}\nroutine: [{}]\n"
    assert told_of(shared.format("squat")) == {("no-effect", "rest"), ("no-effect", "switch")}
    assert told_of(shared.format("squat, squat: {sets: 2, sides: each}")) == set()
    assert told_of(shared.format("{circuit: 2, rest: 5s, steps: [squat, {exercise: Dip}]}, squat: {sets: 2}")) == {
        ("no-effect", "switch")
    }


def test_a_key_that_is_heard_at_one_level_is_not_told_at_another() -> None:
    assert told_of("title: T\nroutine: [{exercise: Dip, do: 12, rest: 40s, harder: {sets: 3}}]\n") == set()
    assert told_of("title: T\nroutine: [{exercise: Dip, do: 12, rest: 40s, harder: {reps: 15}}]\n") != set()


def test_a_tweak_that_changes_nothing_is_told_and_one_can_give_a_key_its_effect() -> None:
    text = "title: T\nroutine: [{exercise: Dip, do: 12}, {exercise: Row, do: 12, rest: 30s}]\n"
    found = {
        tweak: [one.span.file for one in checked(text, sets=(tweak,))[1]] for tweak in ("Dip.rest=9s", "Row.sets=2")
    }
    assert found == {"Dip.rest=9s": [FILE, "--set Dip.rest=9s"], "Row.sets=2": []}


def test_a_default_is_meant_for_others_too() -> None:
    defaults = "defaults: {rest: 40s, switch: 8s, count: down}"
    assert told_of(f"title: T\n{defaults}\nroutine: [{{exercise: Dip, do: 40s}}]\n") == set()


def test_an_amrap_has_the_style_and_the_prompts_of_its_section() -> None:
    steps = "[{{amrap: 4m, say: Finisher, steps: [{{exercise: Dip}}]}}]"
    section = f"title: T\nroutine:\n  - section: Last\n    {{}}\n    steps: {steps}\n"
    assert "half-way" in said(section.format("style: lively"))
    assert "half-way" not in said(section.format("style: quiet"))
    assert "Finisher." in said(section.format("style: quiet"))
    assert "Finisher." not in said(section.format("prompts: {name: no}"))


def said(text: str) -> list[str]:
    return [one.text for one in timeline_of(text).spoken()]
