"""What the player reads: a timeline that may grow, or change ahead of the playhead, while it is being played."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.audio.mixer import Mixer
from voicecoach.audio.placement import key_of
from voicecoach.audio.resample import resampled
from voicecoach.cache import Recent
from voicecoach.live.playing.music import LiveMusic, Under
from voicecoach.timeline.model import Phrase, Timeline
from voicecoach.units import HOUR, samples_at

_FAR = 24 * HOUR
HELD_BYTES = 32 << 20
"""How much sound is held in memory: almost six minutes of speech."""
AHEAD_S = 30
"""So many seconds of speech and tones are brought into memory before they are heard."""


class Clips:
    """Clips at the rate at which they are played; those used last are held, so that a timeline may say anything.

    A timeline that is replaced gets a new mixer; without this, the audio thread would resample everything again.
    """

    def __init__(self, speech: Callable[[Phrase], Clip], tones: Callable[[str], Clip], rate: int = SAMPLE_RATE) -> None:
        self.rate = rate
        self._speech, self._tones = speech, tones
        self._kept: Recent[Phrase | str, Clip] = Recent(HELD_BYTES, lambda clip: clip.samples.nbytes)

    def speech(self, phrase: Phrase) -> Clip:
        """Return the clip of a phrase."""
        return self._kept.get(phrase) or self._keep(phrase, self._speech(phrase))

    def tone(self, sound: str) -> Clip:
        """Return the clip of a sound."""
        return self._kept.get(sound) or self._keep(sound, self._tones(sound))

    def _keep(self, key: Phrase | str, clip: Clip) -> Clip:
        return self._kept.hold(key, Clip(resampled(clip.samples, clip.rate, self.rate), self.rate))


class Score:
    """The sound of a timeline for the player. One thread reads, another may give it a new timeline at any time.

    What has been heard must be the same in both, and so must whatever is close to the playhead: then the change is
    not heard, as a mixer's sound depends on nothing but what lies around each sample. ``length`` is in samples; before
    the timeline is complete nobody knows it, and it is more than a day has.
    """

    def __init__(self, clips: Clips, timeline: Timeline | None = None, music: LiveMusic | None = None) -> None:
        self.rate, self.length = clips.rate, samples_at(_FAR, clips.rate)
        self.position = 0
        self._clips, self._music = clips, music
        self._mixer: Mixer | None = None
        self._under: Under | None = None
        if timeline is not None:
            self.give(timeline, complete=True)

    def give(self, timeline: Timeline, *, complete: bool) -> None:
        """Play this from now on. While it is not ``complete``, its end is not the end."""
        mixer = Mixer(timeline, self._clips.speech, self._clips.tone, self.rate)
        self._warm(mixer, self.position)
        if self._music is not None:
            under = Under(self._music, timeline, self.rate, complete=complete, before=self._under)
            under.prepare(self.position)
            self._under = under
        self._mixer = mixer
        self.length = samples_at(timeline.duration if complete else _FAR, self.rate)

    def warm(self, position: int) -> None:
        """Have at hand what is heard soon after ``position``, so that reading there does not wait for the disk."""
        if self._mixer is not None:
            self._warm(self._mixer, position)

    def _warm(self, mixer: Mixer, position: int) -> None:
        for number in mixer.between(position, position + AHEAD_S * self.rate):
            mixer.clip(key_of(mixer.events[number]))

    def seek(self, position: int) -> None:
        """Read on from there."""
        self.position = min(max(position, 0), self.length)

    def read_int16(self, count: int) -> npt.NDArray[np.int16]:
        """Return the next ``count`` samples; fewer where the end is near."""
        mixer = self._mixer
        block = np.zeros(max(0, min(count, self.length - self.position)), np.int16)
        if mixer is not None:
            mixer.seek(self.position)
            heard = self._heard(mixer, len(block))
            block[: len(heard)] = heard
        self.position += len(block)
        return block

    def _heard(self, mixer: Mixer, count: int) -> npt.NDArray[np.int16]:
        if self._under is None:
            return mixer.read_int16(count)
        sound = mixer.read(count)
        sound += self._under.read(self.position, self.position + len(sound))
        return np.asarray(np.rint(np.clip(sound, -1, 1) * np.float32(32767)), np.int16)
