"""The HTML file: sound, picture, words and sheet in one page, which opens from the disk and asks for nothing else.

The sound is an MP3 in base64. As long as browsers take it so, it stands in the address of the ``audio`` element, and
plays even where scripts do not run, as in the previews of phones. Longer ones stand in pieces that the script puts
together. Nothing but this page's own scripts and style is let run, by their hashes.
"""

from __future__ import annotations

import contextlib
import errno
import re
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from voicecoach.output import mp3
from voicecoach.output.file import Sink, failure, write_whole
from voicecoach.output.model import FileOptions, FileSound, Progress, Shelf, ignore_progress
from voicecoach.output.sheet.markup import chapter_list, head, player, sheet_of
from voicecoach.output.sheet.model import Sheet
from voicecoach.output.sheet.safe import html
from voicecoach.output.sheet.said import data
from voicecoach.phrases.pack import load_pack
from voicecoach.timeline.model import Timeline

ADDRESS_BYTES = 48_000_000
"""So many bytes of sound stand in an address. Browsers take more, but hold all of it in memory, some of them twice."""
PIECE = 6_000_000
"""Bytes of a piece of a longer sound; a multiple of three, so that each is whole base64."""
_ASSETS = Path(__file__).parent / "assets"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_PIECE_TAG = '<script type="application/octet-stream" class="sound">'
_TAKE = "soundInPage.take()"
_PIECE_END = f"</script><script>{_TAKE}</script>\n"
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='4' fill='%23125c63'/%3E%3Cpath d='M6 4l6 4-6 4z' fill='white'/%3E%3C/svg%3E"
)

check = mp3.check


def write(
    path: Path,
    sound: FileSound,
    timeline: Timeline,
    options: FileOptions = FileOptions(),  # noqa: B008 (frozen)
    progress: Progress = ignore_progress,
    shelf: Shelf | None = None,
) -> None:
    """Write the page of ``timeline`` with its ``sound``; without a sheet in ``options`` it has no exercises to print.

    Memory does not grow with the length of the sound. Raises ``UsageError`` before anything is made, ``OutputFailed``.
    """
    check(options, timeline.duration)
    with write_whole(path) as sink, _spare_file(path) as file:
        mp3.write_to(Sink(file, path), sound, timeline, options, progress, shelf)
        size = file.tell()
        file.seek(0)
        for part in _page(timeline, options, shelf, size):
            if part is None:
                _write_base64(sink, file, path, size)
            else:
                sink.write(part.encode())


@contextlib.contextmanager
def _spare_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file without a name on the disk of ``path``: elsewhere there may be less room, or it may be memory."""
    try:
        beside = path.resolve().parent if path.is_file() or not path.exists() else None
        file = tempfile.TemporaryFile(dir=beside, buffering=0)  # noqa: SIM115 (closed below)
    except OSError:
        try:
            file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 (closed below)
        except OSError as error:
            raise failure(path, error) from error
    with file:
        yield file


def _write_base64(sink: Sink, file: BinaryIO, path: Path, size: int) -> None:
    for start in range(0, size, PIECE):
        if start and size > ADDRESS_BYTES:
            sink.write((_PIECE_END + _PIECE_TAG).encode())
        try:
            piece = _read(file, min(PIECE, size - start))
        except OSError as error:
            raise failure(path, error) from error
        sink.write(b64encode(piece))


def _read(file: BinaryIO, size: int) -> bytes:
    """Read ``size`` bytes, which an unbuffered file may give in parts."""
    read = bytearray()
    while len(read) < size:
        part = file.read(size - len(read))
        if not part:
            raise OSError(errno.EIO, "the file that was written before has become shorter")
        read += part
    return bytes(read)


def _page(timeline: Timeline, options: FileOptions, shelf: Shelf | None, size: int) -> Iterator[str | None]:
    """Yield the page, with None where the sound of ``size`` bytes stands."""
    sheet = options.sheet or _bare_sheet(timeline)
    words = sheet.words
    title = html(timeline.title) or "voicecoach"
    no_script = "no_script" if size <= ADDRESS_BYTES else "no_sound"
    style, *scripts = (_asset(name) for name in ("style.css", "sound.js", "player.js"))
    yield from (
        "<!DOCTYPE html>\n",
        f'<html lang="{timeline.language if _LANGUAGE.fullmatch(timeline.language) else "und"}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, *scripts, _TAKE)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="format-detection" content="telephone=no">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="generator" content="voicecoach">',
        f"<title>{title}</title>",
        f'<link rel="icon" href="{_ICON}">',
        f"<style>{style}</style>",
        f"<script>{scripts[0]}</script>",
        "</head>",
        "<body>",
        *head(timeline, options, shelf, title),
        f'<noscript><p class="hint">{html(words[no_script])}</p></noscript>',
        "<main>",
        *player(timeline, words),
        *chapter_list(timeline.chapters, words),
        *sheet_of(timeline, sheet, title),
        "</main>",
        f'<script type="application/json" id="routine">{data(timeline, sheet)}</script>',
    )
    if size <= ADDRESS_BYTES:
        yield '<audio id="sound" controls preload="auto" src="data:audio/mpeg;base64,'
        yield None
        yield '"></audio>\n'
    else:
        yield f'<audio id="sound"></audio>\n{_PIECE_TAG}'
        yield None
        yield _PIECE_END
    yield f"<script>{scripts[1]}</script>\n</body>\n</html>\n"


def _bare_sheet(timeline: Timeline) -> Sheet:
    pack, _ = load_pack(timeline.language)
    return Sheet(words=pack.page, sides=pack.sides)


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8").replace("\r\n", "\n")


def _policy(style: str, *scripts: str) -> str:
    """Return what the page may do: run these scripts and the style, show its own pictures, play its own sound."""
    hashed = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, *scripts)]
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {hashed[0]}",
            f"script-src {' '.join(hashed[1:])}",
            "img-src data:",
            "media-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )
