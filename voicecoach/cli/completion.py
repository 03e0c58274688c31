"""Completion at Tab: what may stand where, among it the shipped routines and the exercises of the script at hand."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from voicecoach.resources import user_path
from voicecoach.visible import is_hidden

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
_SCRIPTS = (".yaml", ".yml")
_SOURCES = (".zwo", ".txt", ".md", *_SCRIPTS)

Completer = Callable[..., Iterator[str]]


def shell_code(shell: str) -> str:
    """Return what a shell has to read once, so that it asks this program at each Tab."""
    from argcomplete.shell_integration import shellcode

    return str(shellcode(["voicecoach"], shell=shell))


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks what may follow, and exit; return at once where no shell asks."""
    import argcomplete
    from argcomplete.completers import SuppressCompleter

    _teach(parser)
    argcomplete.autocomplete(parser, always_complete_options=False, default_completer=SuppressCompleter())


def _teach(parser: argparse.ArgumentParser) -> None:
    """Tell each option what it takes."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in dict.fromkeys(action.choices.values()):
                _teach(command)
        elif action.dest in _COMPLETERS and action.nargs != 0:
            action.completer = partial(_shown, _COMPLETERS[action.dest])  # type: ignore[attr-defined]


def _shown(completer: Completer, prefix: str, **known: Any) -> Iterator[str]:
    """Yield what can be seen whole: a shell cannot take up a name with line breaks, escape codes or broken characters.

    One file whose name is no UTF-8 would otherwise end the completion of all others.
    """
    yield from (one for one in completer(prefix, **known) if not any(map(is_hidden, one)))


def _files(prefix: str, *suffixes: str) -> Iterator[str]:
    """Yield the files that begin so and end in a suffix (any, where none is given), and folders to go on into."""
    folder, _, name = prefix.rpartition("/")
    at = user_path(f"{folder}/" if "/" in prefix else ".")
    try:
        found = sorted(at.iterdir())
    except OSError:
        return
    for one in found:
        if one.name.startswith(name) and (name.startswith(".") or not one.name.startswith(".")):
            path = f"{folder}/{one.name}" if "/" in prefix else one.name
            if one.is_dir():
                yield f"{path}/"
            elif not suffixes or one.suffix.lower() in suffixes:
                yield path


def _script(prefix: str, **_: Any) -> Iterator[str]:
    from voicecoach.resources import shipped_routines

    yield from _files(prefix, *_SCRIPTS)
    yield from (name for name in shipped_routines() if name.startswith(prefix))


def _sound(prefix: str, **_: Any) -> Iterator[str]:
    from voicecoach.output.formats import SOUNDING

    yield from _files(prefix, *SOUNDING)


def _sendable(prefix: str, **_: Any) -> Iterator[str]:
    """Yield scripts and rendered files."""
    from voicecoach.phone.offers import KINDS
    from voicecoach.resources import shipped_routines

    yield from _files(prefix, *_SCRIPTS, *KINDS)
    yield from (name for name in shipped_routines() if name.startswith(prefix))


def _address(prefix: str, **_: Any) -> Iterator[str]:
    """Yield the addresses of this machine."""
    from voicecoach.phone.addresses import find_addresses

    yield from (one.ip for one in find_addresses() if one.ip.startswith(prefix))


def _drawing(prefix: str, **_: Any) -> Iterator[str]:
    yield from _files(prefix, ".svg")


def _folder(prefix: str, **_: Any) -> Iterator[str]:
    yield from (one for one in _files(prefix) if one.endswith("/"))


def _picture(prefix: str, **_: Any) -> Iterator[str]:
    yield from _files(prefix, ".jpg", ".jpeg", ".png")


def _source(prefix: str, **_: Any) -> Iterator[str]:
    yield from _files(prefix, *_SOURCES)


def _exercise(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> Iterator[str]:
    """Yield the exercises of the script; where several may stand, behind those that stand already."""
    before, comma, begun = prefix.rpartition(",")
    yield from (f"{before}{comma}{name}" for name in _exercises(parsed_args) if name.startswith(begun))


def _value(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> Iterator[str]:
    """Yield the paths of ``--set``: what an exercise and ``defaults`` can be told."""
    from voicecoach.script.keys import DEFAULTS, EXERCISE

    name, dot, _begun = prefix.rpartition(".")
    if not dot:
        yield from (f"{one}." for one in ("defaults", *_exercises(parsed_args)) if one.startswith(prefix))
        return
    keys = DEFAULTS if name == "defaults" else EXERCISE
    yield from (path for key in keys if (path := f"{name}.{key.name}=").startswith(prefix))


def _exercises(parsed: argparse.Namespace) -> list[str]:
    """Return what the scripts at hand do; nothing of one that has errors, or is none."""
    from voicecoach.app import Request, load
    from voicecoach.errors import VoicecoachError
    from voicecoach.script.steps import exercise_names

    names: list[str] = []
    for script in getattr(parsed, "scripts", None) or [parsed.script]:
        try:
            routine, _ = load(Request(script)).require()
        except VoicecoachError:
            continue
        names += exercise_names(routine.blocks)
    return list(dict.fromkeys(names))


def _voice(prefix: str, **_: Any) -> Iterator[str]:
    """Yield the engines and the voices that come along; others are not looked for, which would take too long."""
    from voicecoach.speech.engines.hibari_voices import NAMES
    from voicecoach.speech.registry import engine_names

    yield from (name for name in (*engine_names(), *NAMES) if name.startswith(prefix))


def _language(prefix: str, **_: Any) -> Iterator[str]:
    from voicecoach.phrases.pack import languages

    yield from (tag for tag in languages() if tag.startswith(prefix))


_COMPLETERS: Mapping[str, Completer] = {
    "script": _script,
    "scripts": _sendable,
    "address": _address,
    "place": _script,
    "output": _sound,
    "svg": _drawing,
    "folder": _folder,
    "image": _picture,
    "source": _source,
    "file": _source,
    "only": _exercise,
    "begin": _exercise,
    "set": _value,
    "voice": _voice,
    "try_": _voice,
    "language": _language,
}
"""By the name under which the parser keeps the value."""
