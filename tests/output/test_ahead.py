"""What is encoded while the voice still speaks is what the file then takes, and changes no byte of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from voicecoach.app import Request, Studio, load
from voicecoach.errors import EngineFailed
from voicecoach.output.formats import write_file
from voicecoach.output.model import FileOptions

SCRIPT = """
title: Two exercises
exercises:
  bridge: {setup: Lie on your back., do: 3x8, cues: {every 3: [ribs down, squeeze], rest: shake your legs}}
  row: {setup: Band around both feet., do: 2x6 each side, rest: 20s}
routine: [bridge, row]
"""


def render(folder: Path, monkeypatch: pytest.MonkeyPatch, options: FileOptions | None) -> tuple[bytes, int, int]:
    """The file, and how much was kept of encoded sound before it was written and after."""
    folder.mkdir()
    monkeypatch.setenv("VOICECOACH_CACHE", str(folder / "cache"))
    script, target = folder / "two.yaml", folder / "two.mp3"
    script.write_text(SCRIPT)
    routine, pack = load(Request(str(script))).require()
    with Studio(routine, pack) as studio:
        timeline = studio.timeline(mp3=options)
        before = studio.encoded.stats().entries
        write_file(target, timeline, studio.sound(timeline, 24_000), FileOptions(), shelf=studio.encoded)
        return target.read_bytes(), before, studio.encoded.stats().entries


def test_most_is_encoded_before_the_last_phrase_is_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, before, all_kept = render(tmp_path / "plain", monkeypatch, None)
    assert before == 0
    early, before, kept = render(tmp_path / "early", monkeypatch, FileOptions())
    assert early == plain
    assert before > 0.9 * all_kept
    assert kept <= all_kept + 2, "more was made in vain than the title's length explains"


def test_a_voice_that_fails_in_the_middle_ends_the_head_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICECOACH_CACHE", str(tmp_path))
    script = tmp_path / "two.yaml"
    script.write_text(SCRIPT)
    routine, pack = load(Request(str(script))).require()
    with Studio(routine, pack) as studio:
        speak = studio.engine.speak

        def fail_late(text: str, voice: str, rate: int) -> object:
            if "feet" in text:
                raise EngineFailed("enough", "")
            return speak(text, voice, rate)

        monkeypatch.setattr(studio.engine, "speak", fail_late)
        with pytest.raises(EngineFailed, match="enough"):
            studio.timeline(mp3=FileOptions())
        assert studio.encoded.stats().entries > 0
