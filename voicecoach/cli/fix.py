"""``check --fix``: shows repairs as a difference, asks, and writes them whole or not at all."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from voicecoach.app import Loaded, Request, load
from voicecoach.diagnostics import YAML_LINE_BREAK, Diagnostic
from voicecoach.errors import OutputFailed

_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}
_PLAIN = "\x1b[0m"


def fix(request: Request, loaded: Loaded, *, sure: bool) -> tuple[Loaded, bool]:
    """Repair a script and all that it includes; return it loaded again, and whether repairs were refused."""
    from voicecoach.script.fixes import changed, repair

    def check(texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
        return load(request, texts).diagnostics

    unreadable = {one.span.file for one in loaded.diagnostics if one.code == "bad-encoding"}
    texts = {file: text for file, text in loaded.files.read.items() if file not in unreadable}
    repaired = repair(texts, check)
    files = changed(texts, repaired.texts)
    if not files:
        return loaded, False
    for file in files:
        for line in _difference(file, texts[file], repaired.texts[file]):
            print(line)
    for one in repaired.done:
        print(f"{one.file}:{one.line}: {one.what}")
    sys.stdout.flush()
    if not (sure or _agreed(len(repaired.done), files)):
        return loaded, True
    for file in files:
        _write(Path(file), texts[file], repaired.texts[file])
    print(f"repaired: {', '.join(files)}")
    return load(request), False


def _difference(file: str, old: str, new: str) -> Iterator[str]:
    coloured = sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
    before, after = (YAML_LINE_BREAK.split(text) for text in (old, new))
    for line in difflib.unified_diff(before, after, fromfile=file, tofile=f"{file} (repaired)", lineterm=""):
        shown = "".join(c if c.isprintable() or c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in line)
        colour = _COLOURS.get(line[0], "") if coloured else ""
        yield f"{colour}{shown}{_PLAIN}" if colour else shown


def _agreed(count: int, files: Sequence[str]) -> bool:
    """Ask a person at a terminal, and return whether the answer is yes; nobody is asked elsewhere."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(f"nothing was changed; --fix --yes makes {_changes(count)}", file=sys.stderr)
        return False
    print(f"make {_changes(count)} in {', '.join(files)}? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _changes(count: int) -> str:
    return "this change" if count == 1 else f"these {count} changes"


def _write(path: Path, old: str, new: str) -> None:
    """Write the new text in the file's own encoding. Raises ``OutputFailed``, also if the file has changed."""
    from voicecoach.output.file import write_whole

    try:
        data = path.read_bytes()
    except OSError as error:
        raise OutputFailed(f"{path} cannot be read again: {error.strerror or error}", "try again") from error
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    if data[len(mark) :] != old.encode(encoding):
        raise OutputFailed(f"{path} has been changed meanwhile, and was left as it is", "run check --fix again")
    with write_whole(path) as sink:
        sink.write(mark + new.encode(encoding))


_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
