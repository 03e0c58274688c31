"""Which voice a routine's language means, on the machine that runs the tests and on others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from voicecoach.errors import VoiceNotFound
from voicecoach.phrases.pack import languages, load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.speech.engine import Engine, Voice, choose
from voicecoach.speech.registry import open_engine

LISTED = ("en-US", "en-GB", "de", "es", "es-419", "es-MX", "fr-FR", "fr-BE", "pt", "pt-BR")


def chosen(wanted: str, listed: tuple[str, ...] = LISTED) -> str:
    voices = tuple(Voice(tag, tag, tag, "test") for tag in listed)
    return choose(voices, "", wanted, "test").language


@pytest.mark.parametrize(
    ("wanted", "voice"),
    [
        *(("en", "en-US"), ("en-GB", "en-GB"), ("en-AU", "en-GB"), ("en-CA", "en-US")),
        *(("de", "de"), ("de-AT", "de"), ("DE", "de"), ("fr", "fr-FR"), ("fr-CA", "fr-FR"), ("fr-BE", "fr-BE")),
        *(("es", "es"), ("es-ES", "es"), ("es-MX", "es-MX"), ("es-AR", "es-419"), ("es-ar", "es-419")),
        *(("pt", "pt"), ("pt-BR", "pt-BR"), ("pt-PT", "pt")),
    ],
)
def test_a_region_has_its_own_accent_or_the_nearest(wanted: str, voice: str) -> None:
    assert chosen(wanted) == voice


def test_a_region_without_a_near_accent_has_any_of_its_language() -> None:
    assert chosen("es-AR", ("fr-FR", "es-ES")) == "es-ES"
    assert chosen("pt-PT", ("pt-BR",)) == "pt-BR"


def test_no_other_language_stands_in() -> None:
    with pytest.raises(VoiceNotFound, match="'it'"):
        chosen("it")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = open_engine()
    yield engine
    engine.close()


@pytest.mark.parametrize("language", languages())
def test_the_machine_speaks_each_pack_in_its_own_voice(engine: Engine, language: str) -> None:
    """Each language has a voice of its own, and the same numbers do not sound as another language says them."""
    voice = engine.resolve("", language)
    assert voice.language.split("-")[0].casefold() == language.split("-")[0].casefold()
    wording = Wording(load_pack(language)[0])
    text = wording.prompt("dose_each_side", dose=wording.dose([(12, 12)] * 3)).spoken
    other = engine.resolve("", "en" if language != "en" else "de")
    own, foreign = (engine.speak(text, one.id, 150) for one in (voice, other))
    assert own.duration > 1000
    assert float(np.abs(own.samples).max()) > 0.05
    assert len(own.samples) != len(foreign.samples) or not np.array_equal(own.samples, foreign.samples)
