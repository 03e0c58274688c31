"""Scripts that stand in memory, and how to check them."""

from __future__ import annotations

import posixpath
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from voicecoach.diagnostics import Diagnostic
from voicecoach.script.checker import Overrides, check
from voicecoach.script.model import Block, Exercise, Repeat, Routine


@dataclass(frozen=True)
class MemoryFiles:
    """Files by their paths; paths are written with slashes, and relative ones are beside the file that names them."""

    texts: Mapping[str, str]

    def text(self, file: str) -> str:
        if file not in self.texts:
            raise FileNotFoundError(f"there is no file {file}")
        return textwrap.dedent(self.texts[file])

    def beside(self, file: str, name: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(file), name))

    def exists(self, path: str) -> bool:
        return path in self.texts

    def is_folder(self, path: str) -> bool:
        return False


def check_files(
    texts: Mapping[str, str], options: Overrides | None = None, main: str = "main.yaml"
) -> tuple[Routine | None, tuple[Diagnostic, ...]]:
    return check(main, MemoryFiles(texts), options)


def made_of(text: str, options: Overrides | None = None, **others: str) -> Routine:
    """The routine of a script without errors; ``others`` are files beside it by their stems."""
    files = {"main.yaml": text, **{f"{stem}.yaml": other for stem, other in others.items()}}
    routine, found = check_files(files, options)
    assert routine is not None, [f"{one.span}: {one.code}: {one.message}" for one in found]
    return routine


def codes_of(text: str, options: Overrides | None = None, **others: str) -> list[str]:
    files = {"main.yaml": text, **{f"{stem}.yaml": other for stem, other in others.items()}}
    return [one.code for one in check_files(files, options)[1]]


def exercises_in(blocks: tuple[Block, ...]) -> list[Exercise]:
    found: list[Exercise] = []
    for block in blocks:
        if isinstance(block, Exercise):
            found.append(block)
        elif isinstance(block, Repeat):
            found += exercises_in(block.steps)
    return found


def reps_of(exercise: Exercise) -> tuple[int, ...]:
    return tuple(dose.reps for dose in exercise.variants[0].doses)


def times_of(exercise: Exercise) -> tuple[int, ...]:
    return tuple(dose.time for dose in exercise.variants[0].doses)


def cues_of(exercise: Exercise) -> dict[str, list[str]]:
    return {cue.key: [one.say.text for one in cue.texts] for cue in exercise.variants[0].cues}
