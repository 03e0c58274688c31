"""A single clip as sound: for a voice that is tried, and the doctor's tone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from voicecoach.errors import DeviceMissing
from voicecoach.timeline.model import Event, Phrase, Timeline

if TYPE_CHECKING:
    from voicecoach.audio.clip import Clip
    from voicecoach.audio.devices.model import Output
    from voicecoach.audio.mixer import Mixer

_PATIENCE_S, _DRAIN_S = 2.0, 0.3


def sound_of(clip: Clip, words: str = "clip") -> Mixer:
    """Return the sound of a timeline in which ``clip`` says ``words``, and nothing else is heard."""
    from voicecoach.audio.mixer import Mixer

    event = Event("clip", "say", "say", 0, clip.duration, words, phrase=Phrase(words, 150))
    return Mixer(Timeline(words, "en", clip.duration, (event,), (), ()), lambda _: clip, lambda _: clip)


def play_clip(clip: Clip, output: Output) -> str:
    """Play a clip; return the name of the stream. Raises DeviceMissing where there is none, or it asks for no sound."""
    from voicecoach.live.playing.player import Player

    sound = sound_of(clip)
    player = Player(sound)
    stream = output.open(sound.rate, player.read)
    try:
        stream.start()
        deadline = time.monotonic() + clip.duration / 1000 + _PATIENCE_S
        while player.state != "finished" and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(_DRAIN_S)
    finally:
        stream.close()
    if player.state != "finished":
        raise DeviceMissing(f"{stream.name} asked for no sound")
    return stream.name
