"""What the player reads: a timeline that may grow, or change ahead of the playhead, while it is being played."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.audio.limiter import reach
from voicecoach.audio.mixer import Mixer, rounded
from voicecoach.audio.music.mix import limited_stereo
from voicecoach.audio.placement import key_of
from voicecoach.audio.resample import resampled
from voicecoach.cache import Recent
from voicecoach.live.playing.music import LiveMusic, Under
from voicecoach.live.playing.waiting import Waiting
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
    Clips are mono; ``channels`` is how many the device gets, the same in each.
    """

    def __init__(
        self, speech: Callable[[Phrase], Clip], tones: Callable[[str], Clip], rate: int = SAMPLE_RATE, channels: int = 1
    ) -> None:
        self.rate, self.channels = rate, channels
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
        self.rate, self.channels, self.length = clips.rate, clips.channels, samples_at(_FAR, clips.rate)
        self.position = 0
        self._clips, self._music = clips, music
        self._mixer: Mixer | None = None
        self._under: Under | None = None
        self._timeline: Timeline | None = None
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
        self._mixer, self._timeline = mixer, timeline
        self.length = samples_at(timeline.duration if complete else _FAR, self.rate)

    def warm(self, position: int) -> None:
        """Have at hand what is heard soon after ``position``, so that reading there waits for nothing."""
        if self._mixer is not None:
            self._warm(self._mixer, position)
        if self._under is not None:
            self._under.prepare(position)

    def _warm(self, mixer: Mixer, position: int) -> None:
        for number in mixer.between(position, position + AHEAD_S * self.rate):
            mixer.clip(key_of(mixer.events[number]))

    def waiting(self, at: int) -> Waiting | None:
        """Return what is heard while a player waits at ``at`` (ms): music, if there is any."""
        if self._music is None or self._timeline is None or self._under is None or self.channels == 1:
            return None
        return Waiting(self._music, self._timeline, at, self.rate, self._under)

    def seek(self, position: int) -> None:
        """Read on from there."""
        self.position = min(max(position, 0), self.length)

    def read_int16(self, count: int) -> npt.NDArray[np.int16]:
        """Return the next ``count`` samples, shape (n,) or (n, channels); fewer where the end is near."""
        mixer = self._mixer
        length = max(0, min(count, self.length - self.position))
        block = np.zeros((length, self.channels), np.int16)
        if mixer is not None:
            heard = self._alone(mixer, length) if self._under is None else self._mixed(mixer, self._under, length)
            block[: len(heard)] = heard
        self.position += length
        return block[:, 0] if self.channels == 1 else block

    def _alone(self, mixer: Mixer, count: int) -> npt.NDArray[np.int16]:
        mixer.seek(self.position)
        return mixer.read_int16(count)[:, None]

    def _mixed(self, mixer: Mixer, under: Under, count: int) -> npt.NDArray[np.int16]:
        """Mix with the music as :class:`~voicecoach.audio.music.mix.WithMusic` does for a file."""
        first, last, margin = self.position, min(self.position + count, mixer.length), reach(self.rate)
        sound = under.read(first, last)
        sound += mixer.float32(first - margin, last + margin)[:, None]
        sound = limited_stereo(sound, self.rate)[margin : margin + last - first]
        if self.channels == 1:  # the session began without music
            sound = sound.mean(axis=1, keepdims=True)
        return rounded(sound)
