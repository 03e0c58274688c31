"""Whose voice it is: what the script says, what the person at the command line wants instead, and what it may run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from voicecoach.diagnostics import Span
from voicecoach.resources import user_path
from voicecoach.script.model import Block, Exercise, Routine, VoiceChoice
from voicecoach.script.walk import walk

COMMAND = "command"


def with_voice(routine: Routine, asked: str = "", rate: int = 0, *, allow_command: bool = False) -> Routine:
    """Return the routine with the voice and the rate that a person asked for, if any.

    A script's own command is dropped here unless that was allowed: nothing behind this can run it.
    """
    from voicecoach.speech.registry import AUTO, engine_names

    voice = routine.voice if allow_command else replace(routine.voice, command="")
    if voice.engine == AUTO and voice.name and voice.name.partition(":")[0] in engine_names():
        voice = asked_for(voice.name, voice)  # as `voicecoach voices` lists it
    if asked:
        voice = replace(asked_for(asked, voice), command="")
        if voice.engine == COMMAND:
            voice = replace(voice, command=voice.name, name="")
    if rate:
        voice = replace(voice, rate=rate)
    counter = routine.counter
    if counter is not None and asked:
        counter = replace(counter, name="")
    return replace(routine, voice=_placed(voice), counter=_placed(counter) if counter else None)


def asked_for(asked: str, voice: VoiceChoice) -> VoiceChoice:
    """Return the voice that a person means by ``--voice``, where ``voice`` is the one in use."""
    from voicecoach.speech.registry import AUTO, engine_names

    if voice.engine == COMMAND:
        voice = replace(voice, engine=AUTO)
    engine, colon, name = asked.partition(":")
    if asked.endswith(".onnx") and engine != "piper":
        return replace(voice, engine="piper", name=asked)
    if colon:
        return replace(voice, engine=engine, name=name)
    if engine in (*engine_names(), AUTO):
        return replace(voice, engine=engine, name="")
    return replace(voice, name=asked)


def voices_of(routine: Routine) -> tuple[str, ...]:
    """Return every voice that a routine names, once; an empty name is any of its language."""
    return tuple(dict.fromkeys(name for name, _ in named_voices(routine)))


def named_voices(routine: Routine) -> Iterator[tuple[str, Span | None]]:
    """Yield each place where a routine names a voice, first that of the coach, which may have no name."""
    yield routine.voice.name, routine.voice.span
    if routine.counter:
        yield routine.counter.name, routine.counter.span
    yield from _cue_voices(routine.blocks)


def _cue_voices(blocks: Iterable[Block]) -> Iterator[tuple[str, Span | None]]:
    """Yield the voices that cues name for themselves."""
    for block in walk(blocks):
        if isinstance(block, Exercise):
            texts = (text for variant in block.variants for cue in variant.cues for text in cue.texts)
            yield from ((text.voice, text.voice_span) for text in texts if text.voice)


def _placed(voice: VoiceChoice) -> VoiceChoice:
    """Return a voice with an absolute path, for what a name means is remembered between runs."""
    if not voice.name.endswith(".onnx"):
        return voice
    return replace(voice, name=str(user_path(voice.name).absolute()))
