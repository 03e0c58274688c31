"""``voices``: lists the installed voices by language, speaks with one, or fetches another."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from voicecoach.audio.clip import Clip
from voicecoach.cli.aloud import play_clip, sound_of
from voicecoach.cli.printing import say, tell
from voicecoach.cli.progress import Progress, warn
from voicecoach.diagnostics import nearest
from voicecoach.errors import DeviceMissing, EngineFailed, UsageError, VoiceNotFound
from voicecoach.resources import user_path
from voicecoach.speech.engine import ANY_LANGUAGE, Voice
from voicecoach.speech.engines.piper_voices import INSTALL
from voicecoach.speech.registry import AUTO, BUILT_IN, engine_names, open_engine
from voicecoach.timeline.model import Phrase

_ON_DEMAND = tuple(one.name for one in BUILT_IN if one.on_demand)
_NATURAL = tuple(one.name for one in BUILT_IN if one.natural)
_NONE_HERE = "no voice of that engine is here yet", "get one: voicecoach voices --get LANGUAGE, such as de"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def voices_command(arguments: Namespace) -> int:
    """List, try or fetch."""
    if arguments.output and not arguments.try_:
        raise UsageError("-o goes with --try NAME", "voicecoach voices --try heart -o heart.wav")
    if arguments.get:
        return _get(arguments.get)
    if arguments.try_:
        return _try(arguments)
    return _list(arguments.language, arguments.engine)


def _list(language: str, engine: str) -> int:
    names = [engine] if engine != AUTO else [name for name in engine_names() if name not in _ON_DEMAND]
    found: list[Voice] = []
    failures: list[VoiceNotFound | EngineFailed] = []
    for name in names:
        try:
            found += _voices(name, language)
        except (VoiceNotFound, EngineFailed) as failure:  # noqa: PERF203 (a handful of engines)
            failures.append(failure)
    if not found:
        raise failures[-1] if failures else VoiceNotFound(*_NONE_HERE)
    for voice in sorted(found, key=lambda voice: (voice.language.lower(), names.index(voice.engine), voice.name)):
        say(f"{voice.language:<12} {voice.name:<34} {voice.engine}:{voice.id}")
    if engine == AUTO and sys.stdout.isatty():
        tell(*_proposals(found, language))
    return 0


def _proposals(found: list[Voice], language: str) -> Iterator[str]:
    """Say which natural voices can be fetched: hibari's others, and one for each language that has none."""
    from voicecoach.phrases.pack import find_language, languages, load_pack
    from voicecoach.speech.engines.hibari_voices import known_voices

    with suppress(EngineFailed):
        absent = [one.voice for one in known_voices() if not one.here and _speaks(one.voice.language, language)]
        if absent:
            names = ", ".join(f"{voice.name} ({voice.language}, {voice.gender})" for voice in absent)
            yield f"more natural voices: voicecoach voices --get NAME, of {names}"
    natural = {find_language(voice.language) for voice in found if voice.engine in _NATURAL}
    missing = [tag for tag in languages() if tag not in natural and _speaks(tag, language)]
    if missing:
        names = ", ".join(f"{tag} ({load_pack(tag)[0].natural_voice})" for tag in missing)
        yield f"a natural voice of another language: {_first()}voicecoach voices --get LANGUAGE, of {names}"


def _voices(name: str, language: str) -> list[Voice]:
    engine = open_engine(name)
    try:
        if language:
            engine.resolve("", language)
        return [voice for voice in engine.voices() if _speaks(voice.language, language)]
    finally:
        engine.close()


def _speaks(language: str, wanted: str) -> bool:
    return not wanted or language.lower().split("-")[0] == wanted.lower().split("-")[0] or language == ANY_LANGUAGE


def _try(arguments: Namespace) -> int:
    from voicecoach.script.model import VoiceChoice as Wanted
    from voicecoach.speech.bank import Bank
    from voicecoach.speech.choice import asked_for

    language = arguments.language or "en"
    target = user_path(arguments.output) if arguments.output else None
    if target is not None and target.suffix.lower() != ".wav":
        raise UsageError(f"{target} is no .wav file", f"voicecoach voices --try {arguments.try_} -o FILE.wav")
    wanted = asked_for(arguments.try_, Wanted(arguments.engine))
    command = wanted.name if wanted.engine == "command" else ""
    engine = open_engine(wanted.engine, language, (wanted.name,), command=command, warn=warn)
    try:
        bank = Bank(engine, voice=wanted.name, language=language)
        speaker = bank.speaker()
        spoken = arguments.text or _line(arguments.language or _language_of(speaker, language))
        clip = bank.clip(Phrase(spoken, 150))
    finally:
        engine.close()
    tell(f"voice: {speaker.name} ({engine.name})")
    if target is None:
        _play(clip, arguments.try_)
    else:
        _write(clip, spoken, target)
    return 0


def _language_of(voice: Voice, usual: str) -> str:
    return usual if voice.language == ANY_LANGUAGE else voice.language


def _line(language: str) -> str:
    """Return what a coach says in a language, from its phrase pack."""
    from voicecoach.phrases.pack import load_pack
    from voicecoach.phrases.wording import Wording

    wording = Wording(load_pack(language)[0])
    counts = ", ".join(wording.count(number).spoken for number in (1, 2, 3))
    return f"{wording.dose([(12, 12)] * 3)}. {counts}. {wording.prompt('done').spoken}"


def _write(clip: Clip, spoken: str, target: Path) -> None:
    from voicecoach.output.formats import write_file

    sound = sound_of(clip, spoken)
    write_file(target, sound.timeline, sound)
    say(str(target))


def _play(clip: Clip, name: str) -> None:
    from voicecoach.audio.devices.registry import open_output

    try:
        play_clip(clip, open_output())
    except DeviceMissing as missing:
        raise DeviceMissing(str(missing), f"hear it from a file: voicecoach voices --try {name} -o FILE.wav") from None


def _get(name: str) -> int:
    """Fetch a voice by its name, or the one that is proposed for a language."""
    from voicecoach.phrases.pack import find_language, load_pack
    from voicecoach.speech.engines.hibari_voices import NAMES

    engine, colon, plain = name.rpartition(":")
    if colon and engine not in _NATURAL:
        raise UsageError(f"the voices of '{engine}' cannot be fetched", "voicecoach voices --get emma, or --get de")
    if not colon and _LANGUAGE.fullmatch(plain) and find_language(plain):
        plain = load_pack(plain)[0].natural_voice
    if engine == "hibari" or (not colon and plain.casefold() in NAMES):
        return _get_hibari(plain.casefold())
    if not colon and (near := nearest(plain, NAMES)).close:
        raise VoiceNotFound(f"there is no voice named '{plain}'", near.question, near)
    return _get_piper(plain)


def _get_hibari(name: str) -> int:
    from voicecoach.speech.engines.hibari_voices import NAMES, fetch_voice, known_voices

    known = next((one for one in known_voices() if one.voice.id == name), None)
    if known is None:
        raise VoiceNotFound(f"hibari has no voice '{name}'", f"there are: {', '.join(NAMES)}")
    if known.bundled:
        say(f"{name} is here already")
    else:
        with Progress() as progress:
            say(str(fetch_voice(known, progress.fetching)))
    say("  licence: Apache-2.0", f"  next: voicecoach voices --try {name}")
    return 0


def _get_piper(name: str) -> int:
    from voicecoach.speech.engines.piper_download import fetch_voice, licence_of

    with Progress() as progress:
        model = fetch_voice(name, progress.fetching)
    say(
        str(model),
        f"  licence, as its card says: {licence_of(model) or 'not told; look at where it comes from'}",
        f"  next: {_first()}voicecoach voices --try piper:{model.stem}",
    )
    return 0


def _first() -> str:
    """Say how to install Piper, where it is not."""
    with suppress(EngineFailed):
        open_engine("piper").identity()
        return ""
    return f"{INSTALL}, then "
