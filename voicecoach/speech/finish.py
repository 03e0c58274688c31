"""Finishing what an engine wrote for the mixer, so that a word is on its beat and as loud as all others."""

from __future__ import annotations

from voicecoach.audio.clip import SAMPLE_RATE, Clip, to_pcm
from voicecoach.audio.loudness import normalise_speech
from voicecoach.audio.resample import resampled
from voicecoach.speech.trim import faded, trimmed


def finished(raw: Clip) -> bytes:
    """Return ``raw`` trimmed to its onset, at ``SAMPLE_RATE``, levelled, padded to whole ms, as 16-bit PCM.

    Empty where nothing is heard.
    """
    sound = trimmed(raw.samples, raw.rate)
    if not len(sound):
        return b""
    return to_pcm(faded(normalise_speech(resampled(sound, raw.rate, SAMPLE_RATE), SAMPLE_RATE), SAMPLE_RATE))
