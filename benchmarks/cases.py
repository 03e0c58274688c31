"""What is measured: for each workload the ways to make its sound, each a step in a round of all of them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Cost, Failed, run
from benchmarks.peers import command_line, write_texts
from benchmarks.workloads import LONG_SCRIPT, TEN_HOURS, TEN_MINUTES, THIRTY_MINUTES, WITH_A_BED, Workload

BENCHMARKS = Path(__file__).resolve().parent
PYTHON = sys.executable
LAME, ENCODING, FFMPEG, BY_HAND, NOTHING = "lame", "lame, plain", "ffmpeg", "by hand", "python -c pass"
Step = tuple[str, Callable[[], Cost]]


@dataclass(frozen=True)
class Case:
    """A workload in a folder of its own. ``steps`` are run in turn, again in each round."""

    workload: Workload
    folder: Path
    references: tuple[str, ...] = (LAME,)
    edits: bool = True
    renders: bool = True
    peers: Mapping[str, str] = field(default_factory=dict)
    engine: str = "auto"

    def prepare(self) -> None:
        """What the references need: the routine's sound for lame, its timeline for the by-hand way."""
        self._write("script.yaml", self.workload.script())
        for name, script in self.workload.edits():
            self._write(f"{name}.yaml", script)
        if not {LAME, FFMPEG}.isdisjoint(self.references):
            self._coach("render", "script.yaml", "-q", "-o", self.folder / "sound.wav")
        if BY_HAND in self.references:
            show = [PYTHON, "-m", "voicecoach", "show", "--json", "script.yaml"]
            shell = f"{' '.join(show)} > timeline.json"
            run(["sh", "-c", f"cd {self.folder} && {shell}"], self._environment("cache"))
            write_texts(self.folder)

    def steps(self) -> Iterator[Step]:
        """Every way, the references first; the edits start from the cache that the first render left."""
        yield from self._others()
        if self.renders:
            yield "cold", self._cold
            yield "unchanged", lambda: self._render("script.yaml")
        else:
            yield "check", lambda: self._coach("check", "script.yaml")
        if self.edits:
            for name, _ in self.workload.edits():
                yield name, lambda name=name: self._edited(name)  # type: ignore[misc]

    def _others(self) -> Iterator[Step]:
        if LAME in self.references:
            yield LAME, lambda: run(lame(self.folder))
            yield ENCODING, lambda: run([*lame(self.folder), "--noreplaygain"])
        if FFMPEG in self.references:
            yield FFMPEG, lambda: run(ffmpeg(self.folder))
        if BY_HAND in self.references:
            paths = [self.folder / "timeline.json", self.folder / "byhand.mp3"]
            yield BY_HAND, lambda: run([PYTHON, BENCHMARKS / "byhand.py", *paths])
        for name, command in self.peers.items():
            line = command_line(command, self.folder)
            try:
                run(line, folder=self.folder)
            except (Failed, OSError) as error:
                print(f"{name} is left out: {error}")
            else:
                yield name, lambda line=line: run(line, folder=self.folder)  # type: ignore[misc]
        if NOTHING in self.references:
            yield NOTHING, lambda: run([PYTHON, "-c", "pass"])

    def _cold(self) -> Cost:
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        return self._render("script.yaml")

    def _edited(self, name: str) -> Cost:
        other = self.folder / "edited cache"
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(self.folder / "cache", other)
        return self._render(f"{name}.yaml", "edited cache")

    def _render(self, script: str, cache: str = "cache") -> Cost:
        return self._coach("render", script, "-q", "-o", self.folder / "coach.mp3", cache=cache)

    def _coach(self, command: str, script: str, *arguments: str | Path, cache: str = "cache") -> Cost:
        words = [PYTHON, "-m", "voicecoach", command, self.folder / script, *arguments]
        return run(words, self._environment(cache))

    def _environment(self, cache: str) -> dict[str, str]:
        path = os.pathsep.join(filter(None, (str(BENCHMARKS.parent), os.environ.get("PYTHONPATH"))))
        return {
            "VOICECOACH_CACHE": str(self.folder / cache),
            "VOICECOACH_ENGINE": self.engine,
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "",
        }

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, "utf-8")


def lame(folder: Path) -> list[str | Path]:
    """The usual encoder as it is usually called; it also looks how loud the sound is, unless told not to.

    That took a quarter of its time on one machine, and nine tenths on another, where digital silence was slow for it.
    """
    return ["lame", "--quiet", "-q", "5", "--cbr", "-b", "64", folder / "sound.wav", folder / "lame.mp3"]


def ffmpeg(folder: Path) -> list[str | Path]:
    """What most people encode stereo with, at its own settings; it too has LAME within."""
    sound = ["-i", folder / "sound.wav", "-c:a", "libmp3lame", "-b:a", "128k"]
    return ["ffmpeg", "-nostdin", "-v", "error", "-y", *sound, folder / "ffmpeg.mp3"]


def cases(folder: Path, peers: Mapping[str, str], engine: str = "auto") -> dict[str, Case]:
    """All cases by name, each with a folder in ``folder`` and spoken by ``engine``; ``peers`` by name, as commands."""
    made = (
        Case(TEN_MINUTES, folder / "10m", (LAME, BY_HAND), peers=peers, engine=engine),
        Case(THIRTY_MINUTES, folder / "30m", engine=engine),
        Case(WITH_A_BED, folder / "music", (FFMPEG,), edits=False, engine=engine),
        Case(TEN_HOURS, folder / "10h", (), edits=False, engine=engine),
        Case(LONG_SCRIPT, folder / "lines", (NOTHING,), edits=False, renders=False),
    )
    for case in made:
        case.folder.mkdir(parents=True, exist_ok=True)
    return {case.workload.name: case for case in made}
