"""How the work of scheduling grows with a routine: ten times the events should cost about ten times as much.

``python -m benchmarks --only scheduling`` prints, for routines of up to 100,000 events, the
seconds spent and how often a phrase was measured, and the ratio to the routine before. Speech is made up, so that
nothing but planning and scheduling is measured.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from voicecoach.compiler import compile_timeline
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.script.checker import check
from voicecoach.timeline.model import Phrase, Timeline

SIZES = (1_000, 10_000, 100_000)
CUES = "cues: {every 4: [ribs down, squeeze at the top], half: half of it is done, last 3: heels stay together}"


@dataclass
class CountingVoice:
    """60 ms a character; counts how often it is asked."""

    asked: int = 0

    def speech(self, phrase: Phrase) -> int:
        self.asked += 1
        return max(60, len(phrase.text) * 60 * 150 // phrase.rate)

    def tone(self, sound: str) -> int:  # noqa: ARG002
        return 200


@dataclass(frozen=True)
class OneFile:
    content: str

    def text(self, file: str) -> str:  # noqa: ARG002
        return self.content

    def beside(self, file: str, name: str) -> str:  # noqa: ARG002
        return name

    def exists(self, path: str) -> bool:  # noqa: ARG002
        return False


def scripts(events: int) -> Iterator[tuple[str, str]]:
    """Three shapes: many short sets, sets as long as they may be, and those without cues."""
    yield "many sets", _script(5, 10, events // 160, CUES)
    yield "long sets", _script(1, 1000, max(1, events // 4_500), CUES)
    yield "only counts", _script(1, 1000, max(1, events // 1_100), "")


def _script(sets: int, reps: int, times: int, cues: str) -> str:
    exercise = f"{{exercise: squat, do: {sets}x{reps}, rep: 300ms, rest: 1s, ready: 1s, {cues}}}"
    inner = min(times, 1000)
    steps = f"[{{repeat: {inner}, steps: [{exercise}]}}]"
    return f"title: t\nroutine: [{{repeat: {times // inner}, steps: {steps}}}]\n"


def measure(text: str) -> tuple[Timeline, float, int]:
    routine, found = check("bench.yaml", OneFile(text))
    if routine is None:
        raise SystemExit(str(found))
    pack, _ = load_pack(routine.language, routine.phrases)
    voice = CountingVoice()
    start = time.perf_counter()
    timeline = compile_timeline(routine, Wording(pack, routine.lexicon), voice)
    return timeline, time.perf_counter() - start, voice.asked


def main() -> None:
    before: dict[str, tuple[int, float, int]] = {}
    print(f"{'shape':<12} {'events':>8} {'seconds':>8} {'asked':>9}   per event, against the routine before")
    for size in SIZES:
        for shape, text in scripts(size):
            timeline, seconds, asked = measure(text)
            events = len(timeline.events)
            ratio = ""
            if shape in before:
                fewer, quicker, less = before[shape]
                ratio = (
                    f"time x {seconds / quicker / (events / fewer):.2f}, asked x {asked / less / (events / fewer):.2f}"
                )
            before[shape] = events, seconds, asked
            print(f"{shape:<12} {events:>8,} {seconds:>8.2f} {asked:>9,}   {ratio}")


if __name__ == "__main__":
    main()
