"""How far speech is above the music under it: ``python -m benchmarks.stems band-glutes pulse``.

The speech of a routine and its music, ducked, are measured apart, as BS.1770 does for stereo. For each 3 seconds (the
short-term window of EBU Tech 3341) with at least one second of words in them, both are compared over just those moments
in which words sound: between them music may be as loud as it likes. What is 24 dB softer than speech is no sound.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from voicecoach.app import Request, Studio, load
from voicecoach.audio.loudness import _weighted
from voicecoach.audio.mixer import Mixer
from voicecoach.timeline.model import Timeline

RATE = 44_100
HOP = RATE // 100
WINDOW, LEAST_SPOKEN = 300, 100
"""So many hundredths of a second."""
SOFTEST_WORD, SOFTEST_MUSIC = 1e-4, 1e-6
_BLOCK_S = 20

Floats = npt.NDArray[np.float64]


def powers(studio: Studio, timeline: Timeline, seconds: int) -> tuple[Floats, Floats]:
    """The weighted power of words and of music in each hundredth of a second, of both channels together."""
    words = replace(timeline, events=tuple(event for event in timeline.events if event.kind == "say"))
    mixer = Mixer(words, studio.bank.clip, studio.palette.clip, RATE)
    track = studio.music(timeline, RATE)
    last = min(mixer.length, seconds * RATE)
    spoken, played = [], []
    for first in range(0, last, _BLOCK_S * RATE):
        end = min(last, first + _BLOCK_S * RATE)
        spoken.append(2 * _hops(mixer.float32(first, end)))
        played.append(sum(_hops(side) for side in track.read(first, end).T))
    return np.concatenate(spoken), np.concatenate(played)


def _hops(side: npt.NDArray[np.float32]) -> Floats:
    weighted = _weighted(np.ascontiguousarray(side), RATE)[: len(side) // HOP * HOP].astype(np.float64)
    return (weighted.reshape(-1, HOP) ** 2).mean(axis=1)


def above(words: Floats, music: Floats) -> Floats:
    """How many LU words are above music in each window that has enough of both, one each tenth of a second."""
    sounding = (words > SOFTEST_WORD) & (music > SOFTEST_MUSIC)
    spoken, played, count = (
        np.convolve(values, np.ones(WINDOW), "valid")[::10] for values in (words * sounding, music * sounding, sounding)
    )
    enough = count > LEAST_SPOKEN - 0.5
    return 10 * np.log10(spoken[enough] / played[enough])


def lines(arguments: argparse.Namespace) -> Iterator[str]:
    routine, pack = load(Request(arguments.script, music=arguments.music)).require()
    with Studio(routine, pack) as studio:
        found = above(*powers(studio, studio.timeline(), arguments.seconds))
    yield f"{arguments.script}, {arguments.music}: {len(found)} windows"
    yield f"  median {np.median(found):.1f} LU, 1 % below {np.percentile(found, 1):.1f}, least {found.min():.1f}"
    yield f"  {100 * (found < 10).mean():.1f} % of them below 10 LU"


def main() -> None:
    parser = argparse.ArgumentParser("python -m benchmarks.stems", description=__doc__)
    parser.add_argument("script")
    parser.add_argument("music", help="a bed, a sound file or a folder")
    parser.add_argument("--seconds", type=int, default=540, help="so much of the routine (default 540)")
    print(*lines(parser.parse_args()), sep="\n")


if __name__ == "__main__":
    main()
