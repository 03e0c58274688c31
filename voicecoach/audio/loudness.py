"""Loudness: how loud a piece of sound is to a listener, and making it as loud as its place in a routine asks.

Every clip is levelled once, by itself, so the whole mix never has to be measured. A clip is judged as it
will be heard, among silences: the 400 ms windows that BS.1770 slides over the mix also catch its edges, and
they count here as they will there. So any row of levelled clips measures what each of them measures, and a
300 ms count stands beside a sentence without being lost.

Source: ITU-R BS.1770-5 (K-weighting, gates, true peak), EBU Tech 3341 (momentary loudness). Loudness is in
LUFS, peaks in dBTP; silence is ``-inf`` in both.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voicecoach.audio.clip import Samples
from voicecoach.audio.limiter import CEILING_DBTP, envelope, gains, limited_fully

SPEECH_LUFS = -19.0
"""What a mono mix of speech measures: the podcasting level (-16 LUFS in stereo) for one channel."""
MOST_LIMITING_DB = 8.0
"""Deepest cut that still sounds clean; a clip that would need more stays below its level instead."""

_WINDOW_MS, _HOP_MS = 400, 10
_ABSOLUTE_GATE_LUFS, _RELATIVE_GATE_LU = -70.0, -10.0
_OFFSET_LU = -0.691
_CLOSE_ENOUGH_LU = 0.02
_MOST_TRIALS = 12
_LEAST_YIELDED = 0.2
_TAIL_S = 0.1

Floats = npt.NDArray[np.float64]


def loudness(samples: Samples, rate: int) -> float:
    """Measure the integrated loudness in LUFS of mono ``samples`` with silence around them.

    The windows move in 10 ms steps rather than the standard's 100 ms: a short clip's level then does not
    depend on where it falls on the meter's grid.
    """
    return _integrated(_window_powers(_weighted(samples, rate), rate))


def momentary_loudness(samples: Samples, rate: int) -> float:
    """Measure the loudness in LUFS of the loudest 400 ms, with silence around: what a tone or a tick is judged by."""
    return _loudest(_window_powers(_weighted(samples, rate), rate))


def true_peak(samples: Samples) -> float:
    """Measure the highest level in dBTP of the wave that a converter draws through ``samples`` (any rate)."""
    return decibels(float(envelope(samples, float(np.abs(samples).max(initial=0.0))).max(initial=0.0)))


def normalise_speech(samples: Samples, rate: int) -> Samples:
    """Bring speech (trimmed, mono) to :data:`SPEECH_LUFS` as heard in a mix, with peaks below ``CEILING_DBTP``."""
    return level(samples, rate, SPEECH_LUFS)


def level(samples: Samples, rate: int, target: float, *, momentary: bool = False) -> Samples:
    """Bring ``samples`` to ``target`` LUFS (integrated, or momentary) with peaks limited; same length.

    Limiting takes loudness away, so the gain is raised until the limited sound is as loud as it should be,
    by what each dB of it has yielded, but never so far that peaks are cut by more than :data:`MOST_LIMITING_DB`.
    Silence stays silence.
    """
    samples = samples.astype(np.float32)
    measure = _loudest if momentary else _integrated
    weighted = _weighted(samples, rate)
    missing = target - measure(_window_powers(weighted, rate))
    if missing == math.inf:
        return samples
    ceiling = amplitude(CEILING_DBTP)
    heights = envelope(samples, float(np.abs(samples).max()) * amplitude(-MOST_LIMITING_DB))
    peak = decibels(float(heights.max()))
    gain, most, yielded = 0.0, CEILING_DBTP + MOST_LIMITING_DB - peak, 1.0
    for _ in range(_MOST_TRIALS):
        step = missing / yielded
        gain = min(gain + step, most)
        factor = amplitude(gain)
        if gain + peak <= CEILING_DBTP:
            return np.asarray(samples * factor)
        curve = factor * gains(heights, ceiling / factor, rate)
        remaining = target - measure(_window_powers(_shaped(weighted, curve), rate))
        if abs(remaining) < _CLOSE_ENOUGH_LU or gain >= most:
            break
        missing, yielded = remaining, min(1.0, max(_LEAST_YIELDED, (missing - remaining) / step))
    return limited_fully(samples * curve, ceiling, rate)


def decibels(height: float) -> float:
    """Convert an amplitude to a level in dB relative to full scale."""
    return 20 * math.log10(height) if height > 0 else -math.inf


def amplitude(level_db: float) -> float:
    """Convert a level in dB relative to full scale to an amplitude."""
    return float(10 ** (level_db / 20))


def _lufs(power: float) -> float:
    return _OFFSET_LU + 10 * math.log10(power) if power > 0 else -math.inf


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET_LU) / 10))


def _integrated(powers: Floats) -> float:
    heard = powers[powers > _power(_ABSOLUTE_GATE_LUFS)]
    if not len(heard):
        return -math.inf
    gate = heard.mean() * 10 ** (_RELATIVE_GATE_LU / 10)
    return _lufs(float(heard[heard > gate].mean()))


def _loudest(powers: Floats) -> float:
    return _lufs(float(powers.max(initial=0.0)))


def _window_powers(weighted: Samples, rate: int) -> Floats:
    """Return the mean square of every 400 ms window that touches the sound, one each 10 ms."""
    hop, hops = rate * _HOP_MS // 1000, _WINDOW_MS // _HOP_MS
    sums = np.add.reduceat(weighted * weighted, np.arange(0, len(weighted), hop))
    touching = (len(weighted) - round(rate * _TAIL_S)) // hop + hops
    return np.asarray(np.convolve(sums, np.full(hops, 1 / (hop * hops)))[:touching])


def _shaped(weighted: Samples, curve: Samples) -> Samples:
    """Multiply ``weighted`` by ``curve``, as if that had been done before weighting: the curve is slow enough.

    Against weighting anew, loudness is off by at most 0.001 LU.
    """
    return np.asarray(weighted * np.append(curve, np.full(len(weighted) - len(curve), curve[-1])))


def _weighted(samples: Samples, rate: int) -> Samples:
    """Weigh ``samples`` as the ear does, with 100 ms for what rings on: after those it is 200 dB down.

    Filtered in the frequency domain, in overlapping blocks: one response does for every length, and a block stays
    in the processor's cache.
    """
    ring = round(rate * _TAIL_S)
    block = 1 << (3 * ring).bit_length()
    step = block - ring
    padded = np.zeros(-(-(len(samples) + ring) // step) * step + ring, np.float32)
    padded[ring : ring + len(samples)] = samples
    blocks = np.lib.stride_tricks.sliding_window_view(padded, block)[::step]
    filtered = np.fft.irfft(np.fft.rfft(blocks) * _k_response(block, rate), block)
    return np.asarray(filtered[:, ring:].ravel()[: len(samples) + ring], np.float32)


@lru_cache(maxsize=4)
def _k_response(size: int, rate: int) -> npt.NDArray[np.complex64]:
    """Return the response of BS.1770's two filters at any rate: +4 dB above 1.7 kHz, low cut at 38 Hz.

    By bilinear transform. Source: the analogue prototypes behind the standard's 48 kHz coefficients, as libebur128
    derives them.
    """
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    k, q = math.tan(math.pi * 1681.974450955533 / rate), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    head = (high + band * k / q + k * k) + 2 * (k * k - high) * z + (high - band * k / q + k * k) * z**2
    head = head / ((1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z**2)
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    low = (1 - z) ** 2 * (1 + k / q + k * k)
    low = low / ((1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z**2)
    return np.asarray(head * low, np.complex64)
