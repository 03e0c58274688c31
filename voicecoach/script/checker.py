"""From a script's text to a checked `Routine`, or to every reason why there is none.

Passes are plain functions that add to one list of problems; a part that cannot be read is left out and the rest is
still checked, so that one run reports all. Files come through `Files`: nothing here touches a disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from voicecoach.diagnostics import Diagnostic, Span, did_you_mean
from voicecoach.script import reader
from voicecoach.script.exercises import (
    Definition,
    Layer,
    build_exercise,
    build_prompts,
    level_layer,
    read_defaults,
    read_layer,
)
from voicecoach.script.keys import COUNTER, EXERCISE, TOP, VOICE
from voicecoach.script.kinds import Problems, Read, expect_mapping, read_keys
from voicecoach.script.lengths import check_size
from voicecoach.script.model import Block, Level, Pace, Routine, Text
from voicecoach.script.reader import Scalar
from voicecoach.script.steps import StepReader, duplicate_name, exercise_names, keep_only, refuse_reserved
from voicecoach.script.texts import check_phonemes
from voicecoach.script.tweaks import Tweaks, normal_name, read_tweaks
from voicecoach.script.values import read_pace, read_sounds, read_texts, read_voice

MAX_INCLUDES = 200
MAX_NESTED = 20


class Files(Protocol):
    """Where scripts come from. Both raise `OSError` or `ValueError` with a message for people."""

    def text(self, file: str) -> str:
        """The text of a script."""

    def beside(self, file: str, name: str) -> str:
        """The path of ``name`` as ``file`` means it."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line changes about a script."""

    level: Level = "normal"
    pace: Pace | None = None
    sets: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    language: str = ""


CheckWords = Callable[[Text, tuple[tuple[str, Text], ...]], Iterable[Diagnostic]]
"""Says what is wrong with a script's language and its phrases, of which this room knows nothing."""


def check(
    file: str, files: Files, options: Overrides | None = None, check_words: CheckWords = lambda *_: ()
) -> tuple[Routine | None, tuple[Diagnostic, ...]]:
    """The routine of a script, None if it has errors, and all diagnostics in the order of the text."""
    options = options or Overrides()
    problems = Problems()
    tweaks = read_tweaks(options.sets, options.language, problems)
    checker = _Checker(files, options, tweaks, problems, check_words)
    routine = checker.check_main(file)
    found = tuple(sorted(problems.found, key=lambda one: (one.span.file != file, one.span)))
    return (None if problems.fatal else routine), found


@dataclass
class _File:
    """A script that has been read: its top-level values and its exercises."""

    file: str
    root: reader.Mapping
    values: dict[str, Read[Any]]
    defaults: Layer = field(default_factory=dict)
    library: dict[str, Definition] = field(default_factory=dict)


@dataclass
class _Checker:
    files: Files
    options: Overrides
    tweaks: Tweaks
    problems: Problems
    check_words: CheckWords
    open: list[str] = field(default_factory=list)
    read: dict[str, _File | None] = field(default_factory=dict)
    included: int = 0

    def check_main(self, file: str) -> Routine | None:
        made = self._load(file, None)
        if made is None:
            return None
        self._require(made, "title", "title: and a name, which is spoken first")
        self._require(made, "routine", "routine: and a list of steps")
        blocks = self._steps(made, 0)
        names = exercise_names(blocks)
        blocks = self._only(blocks, names)
        self.tweaks.report_unused([one.key for one in made.library.values()] + names, self.problems)
        self._check_unused(made, names)
        if "routine" in made.values and not blocks and not self.problems.fatal:
            span = made.values["routine"].key_span
            self.problems.add("empty-routine", "there is nothing to do in this routine", span)
        return self._build(made, blocks)

    def _require(self, made: _File, key: str, what: str) -> None:
        if key not in made.values and made.root.get(key) is None:
            start = Span(made.file, 1, 1, 1, 2)
            self.problems.add("missing-key", f"a script needs {what}", start)

    def _load(self, file: str, span: Span | None) -> _File | None:
        if file in self.read:
            return self.read[file]
        self.read[file] = None
        text = self._text(file, span)
        if text is None:
            return None
        root, found = reader.read(file, text)
        self.problems.found += found
        if root is None:
            return None
        mapping = expect_mapping(root, "title, routine, …", self.problems)
        if mapping is None:
            return None
        mapping = self.tweaks.patch(mapping, main=span is None)
        values = read_keys(mapping, TOP, self.problems, "a script")
        made = _File(file, mapping, values)
        if "defaults" in values:
            made.defaults = read_defaults(values["defaults"].value, self.problems)
        self.open.append(file)
        for name in values["include"].value if "include" in values else ():
            other = self._include(made, name)
            made.library.update(other.library if other else {})
        self.open.pop()
        self._define(made)
        self.read[file] = made
        return made

    def _text(self, file: str, span: Span | None) -> str | None:
        try:
            return self.files.text(file)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8", "replace").split("\n")
            at = Span(file, len(before), len(before[-1]) + 1, len(before), len(before[-1]) + 2)
            message = f"{file} is not UTF-8 text: the byte 0x{error.object[error.start]:02x} has no meaning there"
            self.problems.add("bad-encoding", message, at, help="save it as UTF-8")
            return None
        except (OSError, ValueError) as error:
            at = span or Span(file, 1, 1, 1, 2)
            self.problems.add("unreadable", str(error), at, help="includes are relative to the file that includes")
            return None

    def _include(self, made: _File, name: Text) -> _File | None:
        file = self._beside(made, name.text, name.span)
        if file is None:
            return None
        if file in self.open:
            chain = " → ".join([*self.open[self.open.index(file) :], file])
            self.problems.add("include-cycle", f"the scripts include each other: {chain}", name.span)
            return None
        self.included += 1
        if self.included > MAX_INCLUDES or len(self.open) > MAX_NESTED:
            message = f"more than {MAX_INCLUDES} includes in all, or {MAX_NESTED} one inside another"
            if not any(problem.code == "too-many-includes" for problem in self.problems.found):
                self.problems.add("too-many-includes", message, name.span)
            return None
        return self._load(file, name.span)

    def _beside(self, made: _File, name: str, span: Span) -> str | None:
        """A path as a script means it, or None after a report; home folders may be unknown, and names too long."""
        try:
            file = self.files.beside(made.file, name)
            self.files.exists(file)
        except (OSError, ValueError, RuntimeError) as error:
            self.problems.add("unreadable", f"'{name}' is not a path that can be used here: {error}", span)
            return None
        return file

    def _define(self, made: _File) -> None:
        node = made.values["exercises"].value if "exercises" in made.values else None
        mapping = expect_mapping(node, "exercises by name", self.problems) if node is not None else None
        here: dict[str, Span] = {}
        for name, value in mapping.entries if mapping else ():
            key = normal_name(name.text)
            if refuse_reserved(name, self.problems):
                continue
            if key in here:
                duplicate_name(name, here[key], self.problems)
                continue
            here[key] = name.span
            own: Layer = {}
            if not (isinstance(value, Scalar) and value.is_null):
                own = read_layer(value, EXERCISE, self.problems, f"exercise '{name.text}'")
            prompts = made.values.get("prompts")
            made.library[key] = Definition(name.text, name.span, own, made.defaults, prompts)

    def _steps(self, made: _File, sets: int) -> tuple[Block, ...]:
        if "routine" not in made.values:
            return ()
        self.open.append(made.file)

        def include(name: Text, only: tuple[Text, ...], inner_sets: int, span: Span) -> tuple[Block, ...]:
            other = self._include(made, name)
            if other is None:
                return ()
            if "routine" not in other.values:
                help_ = "use the top-level include: to take exercises from it"
                self.problems.add("empty-routine", f"{other.file} has no routine: to include", span, help=help_)
            blocks = self._steps(other, inner_sets or sets)
            if not only:
                return blocks
            known = exercise_names(blocks)
            for one in only:
                self._check_name(one, known, other.file)
            return keep_only(blocks, {normal_name(one.text) for one in only})

        steps = StepReader(
            library=made.library,
            defaults=made.defaults,
            prompts=made.values.get("prompts"),
            level=self.options.level,
            tweaks=self.tweaks,
            problems=self.problems,
            include=include,
            sets=sets,
        )
        blocks = steps.read(made.values["routine"].value)
        self.open.pop()
        return blocks

    def _check_name(self, one: Text, known: list[str], where: str) -> None:
        if normal_name(one.text) not in {normal_name(name) for name in known}:
            message = f"there is no exercise '{one.text}' in the routine of {where}"
            self.problems.add("unknown-exercise", message, one.span, help=did_you_mean(one.text, known))

    def _only(self, blocks: tuple[Block, ...], names: list[str]) -> tuple[Block, ...]:
        if not self.options.only:
            return blocks
        for name in self.options.only:
            span = Span(f"--only {name}", 1, 1, 1, 2)
            self._check_name(Text(name, span), names, "this script")
        return keep_only(blocks, {normal_name(name) for name in self.options.only})

    def _check_unused(self, made: _File, used: list[str]) -> None:
        """Definitions that no step uses are checked all the same."""
        for definition in made.library.values():
            if definition.key not in used and definition.span.file == made.file:
                leveled = definition.overlaid(level_layer(definition.own, self.options.level))
                build_exercise(leveled, self.options.level, definition.span, self.problems)

    def _build(self, made: _File, blocks: tuple[Block, ...]) -> Routine | None:
        values = made.values
        plain = {name: read.value for name, read in values.items()}
        title = plain.get("title", Text("", Span(made.file, 1, 1, 1, 2)))
        language = Text(plain.get("language", "en"), values["language"].span if "language" in values else title.span)
        problems = self.problems
        phrases = read_texts(plain.get("phrases"), "phrases by name", problems)
        lexicon = read_texts(plain.get("lexicon"), "words by spelling", problems)
        for _, spoken in lexicon:
            check_phonemes(spoken.text, spoken.span, problems)

        def beside(name: str, span: Span) -> str | None:
            return self._beside(made, name, span)

        self.problems.found += self.check_words(language, phrases)
        routine = Routine(
            title=title,
            language=language.text,
            voice=read_voice(values.get("voice"), VOICE, beside, problems),
            counter=read_voice(values["counter"], COUNTER, beside, problems) if "counter" in values else None,
            seed=plain.get("seed", 0),
            pace=self.options.pace or read_pace(plain.get("pace"), problems),
            blocks=blocks,
            prompts=build_prompts(*[values["prompts"]] if "prompts" in values else []),
            phrases=phrases,
            lexicon=tuple((key, text.text) for key, text in lexicon),
            sounds=read_sounds(plain.get("sounds"), beside, self.files.exists, problems),
            artist=plain["artist"].text if "artist" in plain else "voicecoach",
            album=plain["album"].text if "album" in plain else "Workouts",
            file=made.file,
        )  # fmt: skip
        check_size(routine, values["routine"].key_span if "routine" in values else title.span, self.problems)
        return routine
