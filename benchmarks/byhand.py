"""A routine made the usual way by hand: pyttsx3 says each phrase into a file, pydub lays the files over silence.

``python benchmarks/byhand.py TIMELINE.json OUT.mp3``, with what ``voicecoach show --json`` printed: the by-hand
way is spared the planning, and says each phrase once, however often it is heard.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import tempfile
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
SOUNDS = Path(__file__).resolve().parent.parent / "sounds"
RATE = 22_050


def main(source: str, target: str) -> None:
    from pydub import AudioSegment

    timeline = json.loads(Path(source).read_text("utf-8"))
    mix = AudioSegment.silent(timeline["duration_ms"], frame_rate=RATE)
    with tempfile.TemporaryDirectory() as folder:
        files = speak(sorted({event["text"] for event in timeline["events"] if event["kind"] == "say"}), Path(folder))
        files |= {sound.stem: sound for sound in SOUNDS.glob("*.wav")}
        clips = {name: AudioSegment.from_file(file) for name, file in files.items()}
        for event in timeline["events"]:
            name = event["text"] if event["kind"] == "say" else event["sound"]
            mix = mix.overlay(clips[name], position=event["start_ms"])
    mix.export(target, format="mp3", bitrate="64k")


def speak(phrases: list[str], folder: Path) -> dict[str, Path]:
    """One file a phrase. One run each: two phrases queued before a run write only the last of them."""
    if sys.platform == "linux":
        import espeakng_loader

        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        os.chdir(Path(espeakng_loader.get_data_path()).parent)
        os.environ["ESPEAK_DATA_PATH"] = "."
    import pyttsx3

    engine = pyttsx3.init()
    engine.setProperty("rate", 150)
    files = {}
    for number, phrase in enumerate(phrases):
        files[phrase] = folder / f"{number}.wav"
        engine.save_to_file(phrase, str(files[phrase]))
        engine.runAndWait()
    return files


if __name__ == "__main__":
    main(*sys.argv[1:])
