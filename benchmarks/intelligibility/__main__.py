"""``python -m benchmarks.intelligibility --engine piper``: what two recognisers understand of a voice.

Needs ``pip install '.[ear]'``. Prints, for each set of phrases and each level of noise, the word error rate and the
numbers recognised; then how evenly loud and how fast the phrases are. ``--misheard`` lists what was taken for what.

Whisper, where it understands nothing, sometimes says one sentence fifty times. A phrase counts with no more mistakes
than it has words; the rate in brackets counts them all.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.intelligibility.corpus import SETS, counts
from benchmarks.intelligibility.gym import noise_at
from benchmarks.intelligibility.listening import Counter, Whisper, framed
from benchmarks.intelligibility.scoring import NUMBERS, errors, words_of
from voicecoach.audio.clip import SAMPLE_RATE, Clip
from voicecoach.audio.loudness import loudness
from voicecoach.speech.bank import Bank
from voicecoach.speech.registry import open_engine
from voicecoach.timeline.model import Phrase

CLEAN = math.inf


@dataclass(frozen=True, slots=True)
class Heard:
    """One phrase, what was understood, and how many of its words were not."""

    said: str
    heard: str
    wrong: int
    words: int


def main(argv: Sequence[str] | None = None) -> None:
    """Listen to one voice."""
    arguments = _arguments(argv)
    engine = open_engine(arguments.engine)
    try:
        bank = Bank(engine, voice=arguments.voice)
        print(f"{bank.speaker().id} ({engine.identity()}), {arguments.rate} words a minute, load {_load()}")
        for name in arguments.sets.split(","):
            clips = _spoken(bank, SETS[name](), arguments.rate)
            _report_shape(name, clips)
            for ratio in _ratios(arguments.noise):
                _report_phrases(name, ratio, clips, Whisper(arguments.threads), misheard=arguments.misheard)
        numbers = _spoken(bank, counts(), arguments.rate)
        for ratio in _ratios(arguments.noise):
            _report_numbers(ratio, numbers)
    finally:
        engine.close()
    print(f"load {_load()}")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("benchmarks.intelligibility", description=__doc__.splitlines()[0])
    parser.add_argument("--engine", default="auto")
    parser.add_argument("--voice", default="")
    parser.add_argument("--rate", type=int, default=150, help="words a minute")
    parser.add_argument("--sets", default="shipped,own", help="phrases, by comma: shipped, own")
    parser.add_argument(
        "--noise", default="clean,10,5,0", help="dB by which speech is louder than the gym; clean: none"
    )
    parser.add_argument("--threads", type=int, default=1, help="of the recogniser")
    parser.add_argument("--misheard", action="store_true", help="list what was misheard")
    return parser.parse_args(argv)


def _ratios(text: str) -> list[float]:
    return [CLEAN if part == "clean" else float(part) for part in text.split(",")]


def _spoken(bank: Bank, texts: Sequence[str], rate: int) -> dict[str, Clip]:
    phrases = {text: Phrase(text, rate) for text in texts}
    bank.prepare(phrases.values(), lambda done, total, _: print(f"\r{done}/{total}", end="", file=sys.stderr))
    print("\r", end="", file=sys.stderr)
    return {text: bank.clip(phrase) for text, phrase in phrases.items()}


def _report_shape(name: str, clips: dict[str, Clip]) -> None:
    levels = [loudness(clip.samples, SAMPLE_RATE) for clip in clips.values()]
    paces = {text: len(words_of(text)) * 60_000 / clip.duration for text, clip in clips.items()}
    total = sum(len(words_of(text)) for text in clips) * 60_000 / sum(clip.duration for clip in clips.values())
    sentences = [pace for text, pace in paces.items() if len(words_of(text)) >= 5]
    print(
        f"{name}: {len(clips)} phrases, {min(levels):.1f} to {max(levels):.1f} LUFS "
        f"(deviation {statistics.pstdev(levels):.2f}); {total:.0f} words a minute, "
        f"sentences {statistics.mean(sentences):.0f} (deviation {statistics.pstdev(sentences):.0f})"
    )


def _report_phrases(name: str, ratio: float, clips: dict[str, Clip], listener: Whisper, *, misheard: bool) -> None:
    found = []
    for index, (text, clip) in enumerate(clips.items()):
        noise = None if ratio == CLEAN else noise_at(ratio, index)
        heard = listener.transcribe(framed(clip.samples, noise))
        found.append(Heard(text, heard, *errors(text, heard)))
    words = sum(one.words for one in found)
    wrong, raw = sum(min(one.wrong, one.words) for one in found), sum(one.wrong for one in found)
    whole = sum(not one.wrong for one in found)
    print(
        f"{name} {_named(ratio)}: word error rate {wrong / words:.3f} (with repetitions {raw / words:.3f}), "
        f"{whole} of {len(found)} phrases right"
    )
    if misheard:
        for one in found:
            if one.wrong:
                print(f"    {one.wrong}/{one.words}  {one.said!r} -> {one.heard[:120]!r}")
    sys.stdout.flush()


def _report_numbers(ratio: float, clips: dict[str, Clip]) -> None:
    listener = Counter()
    wrong = []
    for index, (wanted, clip) in enumerate(zip(NUMBERS, clips.values(), strict=True)):
        noise = None if ratio == CLEAN else noise_at(ratio, 1000 + index)
        heard = listener.recognise(framed(clip.samples, noise))
        if heard != wanted:
            wrong.append(f"{wanted} -> {heard or 'nothing'}")
    print(f"numbers {_named(ratio)}: {len(NUMBERS) - len(wrong)} of {len(NUMBERS)}  {', '.join(wrong)}")
    sys.stdout.flush()


def _named(ratio: float) -> str:
    return "clean" if ratio == CLEAN else f"at {ratio:g} dB"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


if __name__ == "__main__":
    main()
