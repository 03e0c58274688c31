from __future__ import annotations

from collections.abc import Iterator

import pytest

from voicecoach.speech.engines.pyttsx3_engine import Pyttsx3Engine


@pytest.fixture(scope="module")
def pyttsx3_engine() -> Iterator[Pyttsx3Engine]:
    """The default engine, real, for tests that do not harm it."""
    engine = Pyttsx3Engine()
    yield engine
    engine.close()
