"""Rendered files, and a server that hands them out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.output.builders import ArraySound, clamshell, noise
from voicecoach.output.mp3 import write as write_mp3
from voicecoach.phone.addresses import Address
from voicecoach.phone.offers import Offer, make_offer
from voicecoach.phone.server import Server

AFTER_THE_END = 1_500_000
HERE = Address("127.0.0.1", "lo")


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds with three chapters, and behind them so many bytes that a download can break on its way."""
    path = tmp_path_factory.mktemp("rendered") / "clamshell.mp3"
    write_mp3(path, ArraySound(noise(288_000)), clamshell("Hips & <knees>"))
    path.write_bytes(path.read_bytes() + random.Random(1).randbytes(AFTER_THE_END))
    return path


def mark_as_part(path: Path, number: int, count: int) -> None:
    """Give a file the number that `render --split` gives it."""
    from mutagen.id3 import ID3, TRCK

    tags = ID3(path)
    tags.add(TRCK(text=f"{number}/{count}"))
    tags.save(path, v2_version=3)


@pytest.fixture
def offer(rendered: Path) -> Offer:
    return make_offer(rendered)


@pytest.fixture
def server(offer: Offer) -> Iterator[Server]:
    """At all addresses of this machine; shown is 127.0.0.1."""
    with Server([HERE], 0) as server:
        server.serve([offer])
        yield server
