"""Voices that a script names and no engine has: told by `check`, as far as that is known without starting an engine."""

from __future__ import annotations

import pytest

from tests.timeline.compiling import routine_of
from voicecoach.errors import EngineFailed, VoiceNotFetched, VoiceNotFound
from voicecoach.speech import unknown
from voicecoach.speech.engine import Voice, choose
from voicecoach.speech.unknown import unknown_voices

HAS = {"hibari": {"heart": "en"}, "piper": {}, "pico": {"de-DE": "de", "it-IT": "it"}, "pyttsx3": {"gmw/nl": "nl"}}
"""The voices of this machine, with their languages; piper is not installed, and hibari's emma is not fetched."""


class Listed:
    """An engine with the voices of HAS, which can only be asked for them."""

    def __init__(self, name: str) -> None:
        self.name = name

    def look_up(self, name: str, language: str) -> Voice:
        if self.name == "piper":
            raise EngineFailed("piper is not installed")
        if (self.name, name) == ("hibari", "emma"):
            raise VoiceNotFetched("emma is not on this machine yet")
        return choose(
            [Voice(one, one, tag, self.name) for one, tag in HAS[self.name].items()], name, language, self.name
        )


class Silence:
    """An engine that cannot tell what voices it has."""


def opened(name: str) -> object:
    if name == "acme":
        return Silence()
    if name not in HAS:
        raise VoiceNotFound(f"there is no speech engine '{name}'", "there are others")
    return Listed(name)


@pytest.mark.parametrize(
    ("voice", "cue", "told"),
    [
        ("heart", "heart", []),
        ("", "emma", []),  # can be fetched
        ("", "haert", ["error: the speech engine 'hibari' has no voice 'haert'"]),
        ("", "Brunhilde", ["warning: the speech engine 'hibari' has no voice 'Brunhilde'"]),
        ("de-DE", "it-IT", []),  # both are of one engine
        ("heart", "de-DE", ["warning: the speech engine 'hibari' has no voice 'de-DE'"]),  # each is of another one
        (
            "nl",
            "gmw/nk",
            ["error: the speech engine 'pyttsx3' has no voice 'gmw/nk'"],
        ),  # the nearest is meant
        ("{engine: pico}", "it-ITT", ["error: the speech engine 'pico' has no voice 'it-ITT'"]),
        ("{engine: pico, name: heart}", "it-IT", ["warning: the speech engine 'pico' has no voice 'heart'"]),
        ("{engine: piper, name: joe}", "joe", []),  # not installed: nobody knows
        ("{engine: acme}", "joe", []),
        ("{engine: robot}", "joe", ["warning: there is no speech engine 'robot'"]),
        ("{engine: command, command: say}", "joe", []),
    ],
)
def test_an_unknown_voice_is_told(voice: str, cue: str, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unknown, "open_engine", opened)
    monkeypatch.delenv("VOICECOACH_ENGINE")
    steps = f"[{{exercise: Squat, do: 2x5, cues: {{rep 2: {{say: up, voice: {cue}}}}}}}]"
    routine = routine_of(f"{{title: T, voice: {voice or 'heart'}, routine: [{{repeat: 2, steps: {steps}}}]}}")
    found = list(unknown_voices(routine))
    assert [f"{one.severity}: {one.message}" for one in found] == told


def test_a_machine_that_chooses_its_engine_does_not_make_a_script_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unknown, "open_engine", opened)
    monkeypatch.setenv("VOICECOACH_ENGINE", "pico")
    routine = routine_of("{title: T, voice: de-DR, routine: [exercise: Squat]}")
    assert [one.severity for one in unknown_voices(routine)] == ["warning"]
