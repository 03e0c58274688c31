"""The instruments of the made beds, each a short sum of partials or shaped noise.

All are mellow: partials end below 7 kHz and fall with their number, attacks are soft except on what marks the beat, and
nothing sounds below 45 Hz, where a phone has no bass. Struck notes die away by themselves; pads and noise are loops
without a seam, and whoever plays them gives them their rise and fall.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from voicecoach.audio.music.model import Samples2

LOOPS = frozenset({"pad", "drone", "surf", "foam"})
_PAD_SECONDS, _NOISE_SECONDS = 5, 17
_TOP_HERTZ, _NOISE_HERTZ = 7_000.0, 8_000.0
_FADE = 0.2
_BEATER = ((620, 0.45), (930, 0.45), (1480, 0.42))
"""The blow on a drum, in hertz and heights: by it a beat is heard at once, and on a loudspeaker that has no bass."""

Wave = npt.NDArray[np.float64]
Partials = tuple[tuple[float, float, float], ...]
"""For each partial: its frequency over the note's, its height, and the seconds in which it falls to a third."""


class Sound(NamedTuple):
    """An instrument that plays some notes (MIDI numbers, 69 is 440 Hz), from the left (-1) to the right (1)."""

    instrument: str
    notes: tuple[int, ...] = ()
    pan: float = 0.0


def hertz(note: float) -> float:
    """Return the frequency of a MIDI note."""
    return float(440 * 2 ** ((note - 69) / 12))


def play(sound: Sound, rate: int) -> Samples2:
    """Return the stereo samples of a sound: a struck note to its end, or a loop."""
    if sound.instrument in LOOPS:
        return _LOOPS[sound.instrument](sound, rate)
    waves = [_STRUCK[sound.instrument](note, rate) for note in sound.notes or (0,)]
    wave = np.zeros(max(map(len, waves)))
    for one in waves:
        wave[: len(one)] += one
    angle = (sound.pan + 1) * np.pi / 4
    gains = np.array([np.cos(angle), np.sin(angle)]) * np.sqrt(2)
    return np.asarray(wave[:, None] * gains, np.float32)


def _pluck(note: float, rate: int) -> Wave:
    """Sound between a harp and an electric piano."""
    ring = 0.65 * 2 ** ((60 - note) / 24)
    string = tuple((n * (1 + 0.0004 * n * n), n**-1.25, ring / (0.55 + 0.45 * n)) for n in range(1, 13))
    return _rung(note, rate, string, 3.5)


def _mallet(note: float, rate: int) -> Wave:
    """Sound as a marimba's bars do, tuned to the double octave, with the soft blow of the mallet."""
    ring = 0.5 * 2 ** ((60 - note) / 18)
    knock = tuple((ratio, height, 0.018) for ratio, height in ((1.5, 0.25), (2.6, 0.22), (5.2, 0.1)))
    return _rung(
        note, rate, ((1, 1, ring), (3.98, 0.3, ring / 3), (9.6, 0.1, ring / 8), (2, 0.12, ring / 2), *knock), 2
    )


def _glow(note: float, rate: int) -> Wave:
    """Sound as a bowl does that is touched rather than struck."""
    return _rung(note, rate, ((1, 1, 1.5), (1.003, 0.4, 1.3), (2, 0.3, 1.0), (3.01, 0.12, 0.6), (4.1, 0.05, 0.4)), 40)


def _bass(note: float, rate: int) -> Wave:
    """Sound as a bass that is plucked with the thumb: its harmonics carry it where a loudspeaker is small."""
    return _rung(note, rate, tuple((n, n**-1.15, 0.42 / n**0.45) for n in range(1, 9)), 4)


def _kick(_: float, rate: int, *, beater: bool = True) -> Wave:
    """Sound as a soft bass drum: a fall from 190 to 56 Hz."""
    return _drum(rate, 56, 136, 0.026, 0.11, ((1, 1, 1), (3.1, 0.22, 0.12), (6.3, 0.1, 0.06)), beater=beater)


def _tom(_: float, rate: int, *, beater: bool = True) -> Wave:
    """Sound as a low drum with a skin, let ring."""
    modes = ((1, 1, 1), (1.59, 0.5, 0.4), (2.3, 0.3, 0.22), (4.1, 0.12, 0.08))
    return _drum(rate, 78, 44, 0.03, 0.2, modes, beater=beater)


def _brush(_: float, rate: int) -> Wave:
    """Sound as a brush on a skin."""
    return _burst(rate, 300, 2600, 1.5, 45)


def _shaker(_: float, rate: int) -> Wave:
    """Sound as a shaker far away."""
    return _burst(rate, 1800, 6200, 14, 38)


_STRUCK: dict[str, Callable[[float, int], Wave]] = {
    "pluck": _pluck,
    "mallet": _mallet,
    "glow": _glow,
    "bass": _bass,
    "kick": _kick,
    "tom": _tom,
    "soft kick": partial(_kick, beater=False),
    "soft tom": partial(_tom, beater=False),
    "brush": _brush,
    "shaker": _shaker,
}


def _rung(note: float, rate: int, partials: Partials, attack_ms: float) -> Wave:
    """Return partials that begin together and die away each in its own time."""
    base = hertz(note)
    wave = np.zeros(int(4 * max(ring for _, _, ring in partials) * rate))
    for ratio, height, ring in partials:
        if base * ratio < min(_TOP_HERTZ, 0.45 * rate):
            part = height * _ringing(base * ratio, ring, min(len(wave), int(7 * ring * rate)), rate)
            wave[: len(part)] += part
    return _finished(wave, rate, attack_ms)


def _ringing(frequency: float, ring: float, count: int, rate: int) -> Wave:
    """Return ``count`` samples of a sine that dies away: the powers of one number, from two short tables."""
    step = complex(-1 / ring, 2 * np.pi * frequency) / rate
    blocks = np.exp(step * 512 * np.arange(-(-count // 512)))
    return np.asarray(np.outer(blocks, np.exp(step * np.arange(512))).imag.ravel()[:count])


def _drum(
    rate: int, low: float, fall: float, bend: float, ring: float, modes: Partials, *, beater: bool = True
) -> Wave:
    """Return a drum whose pitch falls to ``low`` hertz; ``modes`` are partials with their share of the ringing."""
    t = _seconds(4.5 * ring, rate)
    turns = low * t - fall * bend * np.expm1(-t / bend)
    parts = [height * np.sin(2 * np.pi * ratio * turns) * np.exp(-t / (ring * share)) for ratio, height, share in modes]
    if beater:
        parts += [height * np.sin(2 * np.pi * pitch * t) * np.exp(-t / 0.006) for pitch, height in _BEATER]
    return _finished(np.sum(parts, axis=0), rate, 1.2)


def _burst(rate: int, low: float, high: float, attack_ms: float, ring_ms: float) -> Wave:
    t = _seconds(8 * ring_ms / 1000, rate)
    frequency = np.fft.rfftfreq(len(t), 1 / rate)
    share = np.exp(-((np.log(np.maximum(frequency, 1) / np.sqrt(low * high)) / np.log(high / low) * 2) ** 2))
    spectrum = np.exp(2j * np.pi * _chance(len(frequency), int(low))) * share / np.sqrt(np.maximum(frequency, 1))
    return _finished(np.fft.irfft(spectrum, len(t)) * np.exp(-t * 1000 / ring_ms), rate, attack_ms)


def _finished(wave: Wave, rate: int, attack_ms: float) -> Wave:
    """Return the wave with a soft beginning and end, without any direct current, 1 high at its highest."""
    rise, fall = max(2, int(rate * attack_ms / 1000)), max(2, int(len(wave) * _FADE))
    window = np.ones(len(wave))
    window[:rise] = np.sin(np.pi / 2 * np.arange(rise) / rise)
    window[-fall:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(1, fall + 1) / fall)
    wave = wave * window
    hump = np.sin(np.pi * np.arange(len(wave)) / len(wave)) ** 2
    wave -= hump * (wave.sum() / hump.sum())
    return np.asarray(wave / np.abs(wave).max())


def _seconds(length: float, rate: int) -> Wave:
    return np.arange(int(length * rate)) / rate


def _pad(sound: Sound, rate: int) -> Samples2:
    """Sound as many players on the same chord: each partial is a narrow band of its own, wide to both sides."""
    return _ensemble(sound.notes, rate, slope=1.4, width=0.0028, turn=1.25)


def _drone(sound: Sound, rate: int) -> Samples2:
    """Sound as low strings on an open fifth."""
    return _ensemble(sound.notes, rate, slope=1.2, width=0.002, turn=0.7)


def _ensemble(notes: tuple[int, ...], rate: int, slope: float, width: float, turn: float) -> Samples2:
    """Return a loop of harmonics with the ``slope`` of their heights and the ``width`` of each over its frequency.

    Left and right differ in their phases by about ``turn`` radians: wide, and yet whole where both are added.
    """
    length = _PAD_SECONDS * rate
    heights = np.zeros(length // 2 + 1)
    for note in notes:
        for n in range(1, 17):
            centre, spread = hertz(note) * n, hertz(note) * n * width
            if centre < 0.9 * min(_TOP_HERTZ, rate / 2):
                first = int((centre - 4 * spread) * _PAD_SECONDS)
                band = np.arange(first, int((centre + 4 * spread) * _PAD_SECONDS) + 2)
                shape = np.exp(-(((band / _PAD_SECONDS - centre) / spread) ** 2) / 2)
                heights[band] += n**-slope * shape / np.sqrt(np.sum(shape**2)) * min(1.0, (220 / hertz(note)) ** 0.3)
    return _loop(heights, length, turn, sum(notes))


def _surf(_: Sound, rate: int) -> Samples2:
    """Sound as water that moves: low noise."""
    return _noise(rate, 130, 900, 0.8, 1)


def _foam(_: Sound, rate: int) -> Samples2:
    """Sound as a wave that runs out over sand."""
    return _noise(rate, 450, 3000, 0.6, 2)


_LOOPS: dict[str, Callable[[Sound, int], Samples2]] = {"pad": _pad, "drone": _drone, "surf": _surf, "foam": _foam}


def _noise(rate: int, low: float, high: float, slope: float, seed: int) -> Samples2:
    length = _NOISE_SECONDS * rate
    frequency = np.maximum(np.fft.rfftfreq(length, 1 / rate), 1)
    heights = frequency**-slope / np.sqrt((1 + (low / frequency) ** 6) * (1 + (frequency / high) ** 5))
    heights[(frequency < 40) | (frequency > _NOISE_HERTZ)] = 0
    return _loop(heights * np.sqrt(-np.log(_chance(len(heights), seed + 50) + 1e-9)), length, 1.3, seed)


def _loop(heights: Wave, length: int, turn: float, seed: int) -> Samples2:
    """Return a loop with these heights of its spectrum and phases by chance, a fifth of full scale on average."""
    heights = heights.copy()
    heights[0] = heights[-1] = 0
    phases = 2 * np.pi * _chance(len(heights), seed)
    apart = (_chance(len(heights), seed + 1000) - 0.5) * np.sqrt(12) * turn
    sides = [np.fft.irfft(heights * np.exp(1j * (phases + sign * apart / 2)), length) for sign in (-1, 1)]
    loop = np.stack(sides, axis=1)
    return np.asarray(loop * (0.2 / np.sqrt(np.mean(loop**2))), np.float32)


def _chance(count: int, seed: int) -> Wave:
    """Return numbers in 0…1 that are the same in every run and with every numpy."""
    return np.asarray(np.random.PCG64(seed).random_raw(count) / 2**64)
