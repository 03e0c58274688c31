"""From a script's text to a checked `Routine`, or to every reason why there is none.

Three stages add to one list of problems: files are read, the layers of the exercises in their steps are laid over
each other, and the routine is built. A part that cannot be read is left out and the rest is still checked, so that
one run reports all. Files come through `Files`: nothing here touches a disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from voicecoach.diagnostics import Diagnostic, Span, nearest
from voicecoach.script.effects import tell_idle, tell_unowed
from voicecoach.script.exercises import build_exercise, build_prompts
from voicecoach.script.fewer import with_fewer_sets
from voicecoach.script.keys import COUNTER, VOICE
from voicecoach.script.kinds import Problems
from voicecoach.script.layers import Layer, level_layer
from voicecoach.script.lengths import check_size
from voicecoach.script.model import Block, Level, Pace, Routine, Text
from voicecoach.script.music import read_music
from voicecoach.script.reading import Chain, Files, Script, Scripts
from voicecoach.script.steps import StepReader, exercise_names, keep_only
from voicecoach.script.texts import check_phonemes, check_silences
from voicecoach.script.tweaks import normal_name, read_tweaks
from voicecoach.script.values import read_minutes, read_pace, read_phrases, read_sounds, read_texts, read_voice


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the command line changes about a script. ``fewer`` sets are done in all, so that it is short enough."""

    level: Level = "normal"
    pace: Pace | None = None
    sets: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    language: str = ""
    fewer: int = 0


CheckWords = Callable[[Text, tuple[tuple[str, Text], ...]], Iterable[Diagnostic]]
"""Returns what is wrong with a script's language and its phrases, of which this package knows nothing."""


def check(
    file: str, files: Files, overrides: Overrides | None = None, check_words: CheckWords = lambda *_: ()
) -> tuple[Routine | None, tuple[Diagnostic, ...]]:
    """Return the routine of a script, None if it has errors, and all diagnostics in the order of the text."""
    routine, found = draft(file, files, overrides, check_words)
    return (None if has_errors(found) else routine), found


def draft(
    file: str, files: Files, overrides: Overrides | None = None, check_words: CheckWords = lambda *_: ()
) -> tuple[Routine | None, tuple[Diagnostic, ...]]:
    """Return what can be read of a routine, None where that is nothing, and all diagnostics in the order of the text.

    With errors it lacks what is wrong, and serves only to find more.
    """
    overrides = overrides or Overrides()
    problems = Problems()
    scripts = Scripts(files, read_tweaks(overrides.sets, overrides.language, problems), problems)
    routine = None
    script = scripts.read(file)
    if script is not None:
        blocks = layer(script, scripts, overrides, problems)
        routine = build(script, blocks, scripts, overrides.pace, check_words, problems)
    return routine, in_order(problems.found, file)


def has_errors(found: Iterable[Diagnostic]) -> bool:
    """Return whether any diagnostic is an error."""
    return any(one.severity == "error" for one in found)


OF_WORDS = (
    "unknown-placeholder", "placeholder-empty", "unknown-phrase", "unknown-sound", "missing-sound", "missing-music",
    "unknown-moment", "cue-misplaced", "unknown-voice",
)  # fmt: skip
"""Errors that leave out a text, a sound or a voice, and nothing of what is done, which can still be looked at."""


def is_complete(found: Iterable[Diagnostic]) -> bool:
    """Return whether a routine with these diagnostics has all that is to be done."""
    return all(one.severity != "error" or one.code in OF_WORDS for one in found)


def in_order(found: Iterable[Diagnostic], file: str) -> tuple[Diagnostic, ...]:
    """Return diagnostics in the order of the text, those of the main file first."""
    return tuple(sorted(found, key=lambda one: (one.span.file != file, one.span)))


_NEEDED = (("title", "title: and a name, which is spoken first"), ("routine", "routine: and a list of steps"))


def layer(script: Script, scripts: Scripts, overrides: Overrides, problems: Problems) -> tuple[Block, ...]:
    """Return the blocks of a script's steps, with each exercise as its layers, the level and the tweaks make it."""
    for key, what in _NEEDED:
        if key not in script.values and script.root.get(key) is None:
            problems.add("missing-key", f"a script needs {what}", script.start)
    blocks = _read_steps(script, scripts, overrides.level, problems)
    tell_unowed(blocks, problems)
    names = exercise_names(blocks)
    if overrides.only:
        only = tuple(Text(name, Span(f"--only {name}", 1, 1, 1, 2)) for name in overrides.only)
        blocks = _keep_only(blocks, only, names, "this script", problems)
    blocks = with_fewer_sets(blocks, overrides.fewer) if overrides.fewer else blocks
    scripts.tweaks.report_unused([one.key for one in script.library.values()] + names, problems)
    _check_unused(script, names, overrides.level, problems)
    if "routine" in script.values and not blocks and not problems.fatal:
        problems.add("empty-routine", "there is nothing to do in this routine", script.span_of("routine"))
    return blocks


def _read_steps(
    script: Script,
    scripts: Scripts,
    level: Level,
    problems: Problems,
    sets: int = 0,
    chain: Chain = (),
    section: Layer | None = None,
) -> tuple[Block, ...]:
    """Return the blocks of a script's routine, with as many ``sets`` of each exercise if an include asks for that.

    ``section`` holds the prompts and the style of the section in which the include stands.
    """
    if "routine" not in script.values:
        return ()
    chain = (*chain, script.file)

    def include(name: Text, only: tuple[Text, ...], inner_sets: int, span: Span, around: Layer) -> tuple[Block, ...]:
        other = scripts.include(script, name, chain)
        if other is None:
            return ()
        if "routine" not in other.values:
            help_ = "use the top-level include: to take exercises from it"
            problems.add("empty-routine", f"{other.file} has no routine: to include", span, help=help_)
        blocks = _read_steps(other, scripts, level, problems, inner_sets or sets, chain, around)
        return _keep_only(blocks, only, exercise_names(blocks), other.file, problems) if only else blocks

    steps = StepReader(
        library=script.library,
        defaults=script.defaults,
        prompts=script.values.get("prompts"),
        level=level,
        tweaks=scripts.tweaks,
        problems=problems,
        include=include,
        places=scripts.places(script),
        sets=sets,
        section=section or {},
    )
    blocks = steps.read(script.values["routine"].value)
    tell_idle(steps.uses, problems)
    return blocks


def _keep_only(
    blocks: tuple[Block, ...], only: tuple[Text, ...], known: list[str], where: str, problems: Problems
) -> tuple[Block, ...]:
    """Return the blocks with just some exercises, after a report of those that are not among the ``known``."""
    for one in only:
        if normal_name(one.text) not in {normal_name(name) for name in known}:
            message = f"there is no exercise '{one.text}' in the routine of {where}"
            problems.add("unknown-exercise", message, one.span, help=nearest(one.text, known))
    return keep_only(blocks, {normal_name(one.text) for one in only})


def _check_unused(script: Script, used: list[str], level: Level, problems: Problems) -> None:
    """Check definitions too that no step uses."""
    for definition in script.library.values():
        if definition.key not in used and definition.span.file == script.file:
            leveled = definition.overlaid(level_layer(definition.own, level))
            build_exercise(leveled, level, definition.span, problems)


def build(
    script: Script,
    blocks: tuple[Block, ...],
    scripts: Scripts,
    pace: Pace | None,
    check_words: CheckWords,
    problems: Problems,
) -> Routine:
    """Return the routine that a script's blocks and its other values make, at ``pace`` if that is given."""
    values = script.values
    plain: dict[str, Any] = {name: read.value for name, read in values.items()}
    title = plain.get("title", Text("", script.start))
    language = Text(plain.get("language", "en"), values["language"].span if "language" in values else title.span)
    phrases = read_phrases(plain.get("phrases"), problems)
    lexicon = read_texts(plain.get("lexicon"), "words by spelling", problems)
    for _, spoken in lexicon:
        check_phonemes(spoken.text, spoken.span, problems)
        check_silences(spoken, problems)
    places = scripts.places(script)
    problems.found += check_words(language, phrases)
    routine = Routine(
        title=title,
        language=language.text,
        voice=read_voice(values.get("voice"), VOICE, places.beside, problems),
        counter=read_voice(values["counter"], COUNTER, places.beside, problems) if "counter" in values else None,
        seed=plain.get("seed", 0),
        style=plain.get("style", "plain"),
        minutes=read_minutes(plain.get("minutes"), problems),
        pace=pace or read_pace(plain.get("pace"), problems),
        blocks=blocks,
        prompts=build_prompts(*[values["prompts"]] if "prompts" in values else []),
        equipment=plain.get("equipment", ()),
        safety=plain.get("safety", ()),
        phrases=phrases,
        lexicon=tuple((key, text.text) for key, text in lexicon),
        sounds=read_sounds(plain.get("sounds"), places.beside, places.exists, problems),
        music=read_music(plain["music"], places, problems) if "music" in plain else None,
        artist=plain["artist"].text if "artist" in plain else "voicecoach",
        album=plain["album"].text if "album" in plain else "Workouts",
        file=script.file,
    )  # fmt: skip
    check_size(routine, script.span_of("routine"), problems)
    return routine
