"""Starting the voice that ``play`` most likely needs before its script is read, so that it is ready sooner."""

from __future__ import annotations

import os
import re
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from voicecoach.errors import UsageError
from voicecoach.resources import find_script, read_limited
from voicecoach.script.reader import MAX_BYTES
from voicecoach.speech.registry import AUTO, CHOICE

if TYPE_CHECKING:
    from voicecoach.speech.engines.hibari_engine import HibariEngine

_ANOTHER = re.compile(r"^(?:voice\s*:|language\s*:(?!\s*[\"']?en\b))", re.MULTILINE)


def likely_engine(arguments: Namespace) -> HibariEngine | None:
    """Start the usual voice where neither the command line, nor the environment, nor the script asks for another.

    It is only a guess: whoever reads the script decides, and closes what it does not need.
    """
    if arguments.voice or arguments.language or os.environ.get(CHOICE, AUTO) not in (AUTO, ""):
        return None
    try:
        text = read_limited(Path(find_script(arguments.script)), MAX_BYTES).decode("utf-8")
    except (UsageError, OSError, ValueError):
        return None
    return None if _ANOTHER.search(text) else _started()


def _started() -> HibariEngine:
    from voicecoach.speech.engines.hibari_engine import HibariEngine

    engine = HibariEngine()
    engine.warm()
    return engine
