"""Finding files: the shipped sounds and routines, and the folders of the user."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Literal

from voicecoach.diagnostics import nearest
from voicecoach.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent

BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
"""How a script may begin, and how it is encoded then; without one it is UTF-8."""


def shipped(kind: str) -> Path:
    """Return the folder ``scripts`` or ``sounds``: beside the package in a checkout, inside it in a wheel."""
    bundled = _PACKAGE / "bundled" / kind
    return bundled if bundled.is_dir() else _PACKAGE.parent / kind


def user_folder(kind: Literal["cache", "data"]) -> Path:
    """Return what ``VOICECOACH_CACHE`` or ``VOICECOACH_DATA`` names, otherwise the system's folder for this."""
    if named := os.environ.get(f"VOICECOACH_{kind.upper()}"):
        return Path(named)
    import platformdirs

    find = {"cache": platformdirs.user_cache_dir, "data": platformdirs.user_data_dir}[kind]
    return Path(find("voicecoach", appauthor=False))


def read_limited(path: Path, limit: int) -> bytes:
    """Read a file that a script names: at most ``limit`` bytes and one more, which shows that it is too large.

    Raises ``OSError`` for what is no plain file: a device may never end, a pipe may never begin.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is a folder, a device or a pipe, not a file", str(path))
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(limit + 1) or b""


def find_script(name: str) -> str:
    """Return the file meant by ``name``: a path, also without ``.yaml``, or the name of a shipped routine.

    Raises ``UsageError``.
    """
    path = Path(name)
    if path.is_file():
        return name
    for suffix in (".yaml", ".yml"):
        if Path(f"{name}{suffix}").is_file():
            return f"{name}{suffix}"
    own = shipped("scripts") / Path(name if name.endswith(".yaml") else f"{name}.yaml")
    if path.name == name and own.is_file():
        return str(own)
    if path.is_dir():
        raise UsageError(f"{name} is a folder, not a routine script", _what_there_is(path))
    folder = path.parent if path.parent.is_dir() else Path()
    raise UsageError(f"there is no routine script '{name}'", _meant(name, folder) or _what_there_is(folder))


def _meant(name: str, folder: Path) -> str:
    """Return a question for the script that a wrong name may mean; nothing where none is near."""
    here = (str(path.with_suffix("")) for path in scripts_in(folder))
    return nearest(name, [*shipped_routines(), *here]).question


def shipped_routines() -> tuple[str, ...]:
    """List the names of the routines that come along."""
    return tuple(sorted(path.stem for path in shipped("scripts").glob("*.yaml")))


def scripts_in(folder: Path) -> list[Path]:
    """List the files of a folder that may be scripts."""
    return sorted(path for path in folder.glob("*.y*ml") if path.is_file())


def _what_there_is(folder: Path) -> str:
    here = [str(path) for path in scripts_in(folder)[:8]]
    found = f"scripts here: {', '.join(here)}; " if here else ""
    return f"{found}shipped routines: {', '.join(shipped_routines())}"


def user_path(text: str | Path) -> Path:
    """Return a path in which ``~`` is written out; that of somebody who is not known here stays as it is."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 (Path.expanduser raises RuntimeError)
