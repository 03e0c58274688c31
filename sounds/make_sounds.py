"""Draws the palette: one WAV a meaning, told apart by contour, number of notes and timbre rather than by volume.

Run it as ``python sounds/make_sounds.py [FOLDER]``; a test draws the palette again and compares. All notes lie
between 0.8 and 2.5 kHz, where small speakers and ears in a gym are best, with harmonics that carry them over
noise, and rise over 10 ms (a tick over 1 ms) so that nothing clicks. Levels are those of ``audio/sounds.py``.

    count      a dry woodblock                  work    two notes up, a fifth: go
    rest       two notes down, slow: let go     switch  three notes, there and back
    countdown  one plain pip                    half    the same note twice
    done       four notes up to a held chord    bell    a struck bell, long
    wake       faint noise, for loudspeakers that sleep in silence and swallow first words
"""

from __future__ import annotations

import sys
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voicecoach.audio.loudness import level
from voicecoach.audio.sounds import LEVELS

RATE = 24_000
Wave = npt.NDArray[np.float64]

C6, D6, E6, G6, B5, C7, D7, E7 = 1046.5, 1174.7, 1318.5, 1568.0, 987.8, 2093.0, 2349.3, 2637.0


def seconds(milliseconds: int) -> Wave:
    return np.arange(milliseconds * RATE // 1000) / RATE


def ramps(length: int, rise_ms: float, fall_ms: float) -> Wave:
    """1 with raised-cosine ends."""
    shape = np.ones(length)
    for milliseconds, end in ((rise_ms, 1), (fall_ms, -1)):
        frames = min(int(milliseconds * RATE / 1000), length)
        shape[::end][:frames] *= 0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / frames)
    return shape


def note(
    hertz: float, milliseconds: int, *, decay_ms: float = 1e9, harmonics: Sequence[float] = (1, 0.35, 0.18, 0.08)
) -> Wave:
    """A tone with harmonics (relative amplitudes), 10 ms up and 30 ms down at most."""
    t = seconds(milliseconds)
    tone = sum(a * np.sin(2 * np.pi * hertz * (n + 1) * t) for n, a in enumerate(harmonics) if hertz * (n + 1) < 11_000)
    return np.asarray(tone * np.exp(-t * 1000 / decay_ms) * ramps(len(t), 10, min(30, milliseconds / 4)))


def placed(milliseconds: int, *parts: tuple[int, Wave]) -> Wave:
    """Waves added from the ms that stands before each, in a sound of a given length."""
    whole = np.zeros(milliseconds * RATE // 1000)
    for start, part in parts:
        first = start * RATE // 1000
        whole[first : first + len(part)] += part
    return whole


def noise(milliseconds: int, low: float, high: float) -> Wave:
    """Pink-ish noise between two frequencies, the same in every run (a plain linear congruence: no library decides)."""
    length, state, values = milliseconds * RATE // 1000, 1, []
    for _ in range(length):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        values.append(state / 2**30 - 1)
    spectrum = np.fft.rfft(values)
    frequency = np.fft.rfftfreq(length, 1 / RATE)
    band = (frequency >= low) & (frequency <= high)
    spectrum[~band] = 0
    spectrum[band] /= np.sqrt(frequency[band])
    return np.asarray(np.fft.irfft(spectrum, length))


def count() -> Wave:
    t = seconds(80)
    block = np.sin(2 * np.pi * 1150 * t) * np.exp(-t / 0.022) + 0.7 * np.sin(2 * np.pi * 1890 * t) * np.exp(-t / 0.016)
    knock = noise(80, 1500, 6000) * np.exp(-t / 0.0025)
    return np.asarray((block + 0.3 * knock / np.abs(knock).max()) * ramps(len(t), 1, 15))


def work() -> Wave:
    return placed(200, (0, note(C6, 80)), (70, note(G6, 130, harmonics=(1, 0.45, 0.25, 0.1))))


def rest() -> Wave:
    mellow = (1, 0.25, 0.06)
    return placed(
        640, (0, note(E6, 260, decay_ms=220, harmonics=mellow)), (220, note(B5, 420, decay_ms=180, harmonics=mellow))
    )


def switch() -> Wave:
    return placed(420, (0, note(D6, 110)), (140, note(G6, 110)), (280, note(D6, 140)))


def countdown() -> Wave:
    return note(C6, 120, harmonics=(1, 0.2, 0.1))


def half() -> Wave:
    clear = (1, 0.12, 0.3, 0.05)
    return placed(330, (0, note(E6, 120, harmonics=clear)), (180, note(E6, 150, decay_ms=140, harmonics=clear)))


def done() -> Wave:
    chord = [(420, a * note(f, 780, decay_ms=260)) for f, a in ((C6, 0.6), (E6, 0.5), (G6, 0.5), (C7, 0.7))]
    return placed(
        1200, (0, note(C6, 150, decay_ms=120)), (140, note(E6, 150, decay_ms=120)), (280, note(G6, 150, decay_ms=120)),
        *chord,
    )  # fmt: skip


def wake() -> Wave:
    hiss = noise(350, 200, 5000)
    return hiss * ramps(len(hiss), 60, 60)


def bell() -> Wave:
    t = seconds(1600)
    partials = (
        (0.5, 0.35, 0.7), (1, 1, 0.55), (1.19, 0.6, 0.4), (1.5, 0.35, 0.3), (2, 0.6, 0.25), (2.74, 0.3, 0.12),
        (3.76, 0.2, 0.07),
    )  # fmt: skip
    struck = sum(a * np.sin(2 * np.pi * D6 * ratio * t) * np.exp(-t / tau) for ratio, a, tau in partials)
    return np.asarray(struck * ramps(len(t), 2, 200))


DRAWN: dict[str, Callable[[], Wave]] = {
    "count": count, "work": work, "rest": rest, "switch": switch, "countdown": countdown, "half": half, "done": done,
    "wake": wake, "bell": bell,
}  # fmt: skip


def draw(sound: str) -> npt.NDArray[np.int16]:
    """One sound of the palette at its level, 16 bit."""
    levelled = level(DRAWN[sound]().astype(np.float32), RATE, LEVELS[sound], momentary=True)
    return np.asarray(np.rint(levelled * 32768), np.int16)


def main(folder: Path) -> None:
    for sound in DRAWN:
        with wave.open(str(folder / f"{sound}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(draw(sound).astype("<i2").tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
