"""Packages that come with an extra of voicecoach: asked for before anything is rendered."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from voicecoach.errors import EncoderMissing


def load(package: str, extra: str, what: str) -> Any:
    """Import a package, or raise ``EncoderMissing`` with the command that installs it; ``what`` it writes is named."""
    try:
        return import_module(package)
    except (ImportError, OSError) as error:
        absent = isinstance(error, ModuleNotFoundError) and error.name == package
        why = "is not installed" if absent else f"cannot be loaded ({error})"
        message = f"{what} needs the package {package}, which {why}"
        again = "" if absent else "--force-reinstall "
        remedy = f"pip install {again}'voicecoach[{extra}]' (from a checkout: '.[{extra}]')"
        raise EncoderMissing(message, remedy) from None
