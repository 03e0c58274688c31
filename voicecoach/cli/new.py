"""``new``: writes a script to begin with, from a template or from a file of another format."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from argparse import Namespace
from pathlib import Path

from voicecoach.errors import OutputFailed, SourceUnreadable, UsageError


def new(arguments: Namespace) -> int:
    """Write a commented template that renders as it is, or a script made ``--from`` a file."""
    if arguments.source:
        return _convert(arguments)
    if not arguments.file:
        raise UsageError("new needs the name of the script to write", "voicecoach new my-routine.yaml")
    path = _named(arguments.file)
    title = _decoded(arguments.title or path.stem.replace("-", " ").replace("_", " ").capitalize())
    template = (Path(__file__).parent / "template.yaml").read_text("utf-8")
    quoted = "'" + _speakable(title).replace("'", "''") + "'"
    _write(path, template.replace("TITLE", quoted))
    print(f"{path}\n  next: voicecoach show {path}, then voicecoach render {path}")
    return 0


def _decoded(name: str) -> str:
    """Return what a name on the command line says in UTF-8, also where the locale is ASCII."""
    return os.fsencode(name).decode("utf-8", "replace")


def _speakable(title: str) -> str:
    """Return the title as a script may have it: braces, which have a meaning there, become parentheses."""
    from voicecoach.diagnostics import Span
    from voicecoach.script.kinds import Problems
    from voicecoach.script.reader import Scalar
    from voicecoach.script.texts import SPEECH

    title = title.translate({ord("{"): "(", ord("}"): ")"})
    problems = Problems()
    SPEECH.read(Scalar(title, Span("--title", 1, 1, 1, 2)), problems)
    if problems.found or not title.isprintable():
        reason = problems.found[0].message if problems.found else "it has characters that cannot be shown"
        raise UsageError(f"--title cannot be a title: {reason}", "a title is a line of words")
    return title


def _convert(arguments: Namespace) -> int:
    """Convert a file to a script, and print line by line what the script lacks."""
    from voicecoach.intake.formats import convert

    file = "<stdin>" if arguments.source == "-" else arguments.source
    if arguments.source == "-" and not arguments.file:
        raise UsageError("what is read from standard input has no name", "voicecoach new --from - my-routine.yaml")
    path = _named(arguments.file or f"{Path(file).stem}.yaml")
    _refuse_existing(path)
    try:
        name = _decoded(path.name) if file == "<stdin>" else ""
        converted = convert(_decoded(file), _read(arguments.source), _decoded(arguments.title), name)
    except SourceUnreadable as error:
        print(error, file=sys.stderr)
        if error.remedy:
            print(f"  help: {error.remedy}", file=sys.stderr)
        return error.exit_code
    for remark in converted.remarks:
        print(remark, file=sys.stderr)
    _write(path, converted.script)
    count = f", {len(converted.remarks)} remark(s)" if converted.remarks else ""
    article = "an" if converted.format[0] in "aeiou" else "a"
    print(f"{path}: from {article} {converted.format}{count}\n  next: read it, then voicecoach show {path}")
    return 0


def _read(name: str) -> bytes:
    """Read one byte more than is allowed at most, so that a file that is too large can be refused."""
    from voicecoach.script.reader import MAX_BYTES

    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        if not stat.S_ISREG(Path(name).stat().st_mode):
            remedy = (
                "name a file in it" if Path(name).is_dir() else "pipe it in: voicecoach new --from - my-routine.yaml"
            )
            raise UsageError(f"{name} is no file that can be read", remedy)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{name} cannot be read: {reason}", "name a .zwo file, a w2a file, or a text") from error


def _named(name: str) -> Path:
    """Return the path of a script to write; its suffix may be left out."""
    path = Path(name)
    if name.endswith(("/", os.sep)) or path.name in ("", ".."):
        raise UsageError(f"{name} is a folder, and new writes a file", f"voicecoach new {path / 'my-routine.yaml'}")
    return path if path.suffix else path.with_suffix(".yaml")


def _refuse_existing(path: Path) -> None:
    if os.path.lexists(path):
        raise UsageError(f"{path} exists already and was left as it is", "choose another name")


def _write(path: Path, text: str) -> None:
    """Write a new file, whole or not at all."""
    created = False
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            created = True
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists already and was left as it is", "choose another name") from None
    except OSError as error:
        if created:
            with contextlib.suppress(OSError):
                path.unlink()
        raise OutputFailed(f"{path} cannot be written: {error.strerror}", "choose another folder") from error
