"""``check --fix``: shows repairs as a difference, asks, and writes them whole or not at all."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from voicecoach.app import Loaded, Request, check_voices, load
from voicecoach.cli.printing import ask, flush, say, say_styled, tell
from voicecoach.diagnostics import YAML_LINE_BREAK, Diagnostic
from voicecoach.errors import OutputFailed
from voicecoach.resources import BYTE_ORDER_MARKS, read_limited
from voicecoach.script.reader import MAX_BYTES

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def fix(request: Request, loaded: Loaded, *, sure: bool) -> tuple[Loaded, bool]:
    """Repair a script and all that it includes; return it loaded again, and whether repairs were refused."""
    from voicecoach.script.fixes import changed, repair

    def check(texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
        return check_voices(load(request, texts)).diagnostics

    unreadable = {one.span.file for one in loaded.diagnostics if one.code == "bad-encoding"}
    texts = {file: text for file, text in loaded.files.read.items() if file not in unreadable}
    repaired = repair(texts, check)
    files = changed(texts, repaired.texts)
    if not files:
        return loaded, False
    for file in files:
        for line in _difference(file, texts[file], repaired.texts[file]):
            say_styled(line, _style(line))
    for one in repaired.done:
        say(f"{one.file}:{one.line}: {one.what}")
    flush()
    if not (sure or _agreed(len(repaired.done), files)):
        return loaded, True
    for file in files:
        _write(Path(file), texts[file], repaired.texts[file])
    say(f"repaired: {', '.join(files)}")
    return load(request), False


def _difference(file: str, old: str, new: str) -> Iterator[str]:
    before, after = (YAML_LINE_BREAK.split(text) for text in (old, new))
    return difflib.unified_diff(before, after, fromfile=file, tofile=f"{file} (repaired)", lineterm="")


def _style(line: str) -> str:
    coloured = sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
    return _COLOURS.get(line[:1], "") if coloured else ""


def _agreed(count: int, files: Sequence[str]) -> bool:
    """Ask a person at a terminal, and return whether the answer is yes; nobody is asked elsewhere."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        tell(f"nothing was changed; --fix --yes makes {_changes(count)}")
        return False
    answer = ask(f"make {_changes(count)} in {', '.join(files)}? [y/N] ")
    return answer.strip().lower() in ("y", "yes")


def _changes(count: int) -> str:
    return "this change" if count == 1 else f"these {count} changes"


def _write(path: Path, old: str, new: str) -> None:
    """Write the new text in the file's own encoding. Raises ``OutputFailed``, also if the file has changed."""
    from voicecoach.output.file import write_whole

    try:
        data = read_limited(path, 2 * MAX_BYTES)
    except OSError as error:
        raise OutputFailed(f"{path} cannot be read again: {error.strerror or error}", "try again") from error
    mark, encoding = next(((mark, name) for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), (b"", "utf-8"))
    if data[len(mark) :] != old.encode(encoding):
        raise OutputFailed(f"{path} has been changed meanwhile, and was left as it is", "run check --fix again")
    with write_whole(path) as sink:
        sink.write(mark + new.encode(encoding))
