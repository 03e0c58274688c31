"""How long the studio makes its page wait: ``python -m benchmarks.studio_server``, medians of twenty over real HTTP.

A page adds what the browser takes: to draw, and to begin a sound. On a busy machine the least of the twenty, in
brackets, says more than their median.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 20
LINES = 2_000
ROUTINE = "band-glutes"
FIRST_BYTES = 44 + 24_000 * 2 // 10
"""The head of a WAV and a tenth of a second."""


class Page:
    """Asks a studio what its page asks."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def ask(self, method: str, path: str, body: Any = None, most: int = -1) -> Any:
        connection = http.client.HTTPConnection(str(self._parts.hostname), self._parts.port)
        connection.request(
            method, self._parts.path + path, json.dumps(body) if body else None, {"Content-Type": "application/json"}
        )
        data = connection.getresponse().read(most) if most > 0 else connection.getresponse().read()
        connection.close()
        return data if most > 0 else json.loads(data)

    def post(self, call: str, **body: Any) -> Any:
        return self.ask("POST", f"api/{call}", body)


def long_script(text: str) -> str:
    """A library of `LINES` lines, and a routine of the usual length."""
    head, exercises, routine = re.split(r"^(?=exercises:|routine:)", text, maxsplit=2, flags=re.MULTILINE)
    library, number = exercises, 0
    while library.count("\n") + routine.count("\n") < LINES:
        number += 1
        library += re.sub(r"^  (\w[\w '-]*):", rf"  \1 {number}:", exercises.split("\n", 1)[1], flags=re.MULTILINE)
    return head + library + routine


def timed(name: str, ask: Callable[[int], Any]) -> None:
    took = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        ask(number)
        took.append((time.perf_counter() - began) * 1000)
    print(f"{name:<58} {statistics.median(took):6.0f} ms  ({min(took):.0f})")


def measure(page: Page, texts: dict[str, str]) -> None:
    name, long = f"{ROUTINE}.yaml", "long.yaml"
    text = texts[name]
    timed(
        f"key: check of {texts[long].count(chr(10)):,} lines",
        lambda n: page.post("check", name=long, text=texts[long] + "\n" * n),
    )
    timed("     its timeline", lambda n: page.post("timeline", name=long, text=texts[long] + "\n" * n))
    timed(f"key: check of {name}", lambda n: page.post("check", name=name, text=text + "\n" * n))
    timed("     its timeline", lambda n: page.post("timeline", name=name, text=text + "\n" * n))
    timed("     completion", lambda n: page.post("complete", text=text + "\n" * n, line=text.count("\n"), column=3))
    timed("     form", lambda n: page.post("form", text=text + "\n" * n, line=text.count("\n")))
    timed(
        "pace: another movement",
        lambda n: page.post("timeline", name=name, text=text, pace={"movement": 1 + (n + 1) / 50}),
    )
    timed("      other minutes", lambda n: page.post("timeline", name=name, text=text, pace={"minutes": 36 + n / 4}))
    length = page.post("timeline", name=name, text=text)["timeline"]["length_ms"]

    def click(at: int, words: str = text) -> None:
        sound = page.post("sound", name=name, text=words)["id"]
        page.ask("GET", f"api/sound/{sound}?from={at}", most=FIRST_BYTES)

    while "draft" in page.post("sound", name=name, text=text):
        page.ask("GET", f"api/sound/{page.post('sound', name=name, text=text)['id']}", most=1 << 40)
    timed("click: first sound, all of it spoken", lambda n: click(length * n // ROUNDS))

    def edit(number: int) -> None:
        words = re.sub(r"^title: .*", f"title: The {number} bands", text, flags=re.MULTILINE)
        page.post("timeline", name=name, text=words)
        click(0, words)

    timed("edited words: timeline, spoken, first sound", edit)


def scripts() -> Iterator[tuple[str, str]]:
    text = (ROOT / "scripts" / f"{ROUTINE}.yaml").read_text("utf-8")
    yield f"{ROUTINE}.yaml", text
    yield "long.yaml", long_script(text)


def main() -> None:
    parser = argparse.ArgumentParser("python -m benchmarks.studio_server", description=__doc__)
    parser.add_argument("--voice", default="pyttsx3", help="the voice that speaks (default: pyttsx3)")
    chosen = parser.parse_args()
    texts = dict(scripts())
    with tempfile.TemporaryDirectory(prefix="voicecoach-studio-benchmark-") as folder:
        os.environ["VOICECOACH_DATA"] = str(Path(folder) / "data")
        from voicecoach.studio.studio import OpenStudio

        for name, text in texts.items():
            (Path(folder) / name).write_text(text, "utf-8")
        with OpenStudio(Path(folder), "", print, voice=chosen.voice) as studio:
            measure(Page(studio.url), texts)


if __name__ == "__main__":
    main()
