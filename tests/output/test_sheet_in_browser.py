"""The HTML file in Chromium, opened from the disk: it plays, follows the sound, prints, and asks for nothing."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.output.builders import ArraySound, clamshell, noise
from tests.timeline.compiling import lay_out, routine_of
from voicecoach.output.lyrics import shown
from voicecoach.output.model import FileOptions
from voicecoach.output.sheet import page as page_module
from voicecoach.output.sheet.describe import describe
from voicecoach.output.sheet.page import write
from voicecoach.phrases.pack import load_pack
from voicecoach.phrases.wording import Wording
from voicecoach.timeline.model import Timeline

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the extra test")
ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium (a Debian package)")
HOSTILE = (
    """"'><img src=x onerror=hacked=1><script>hacked=1</script></script><!--</title></style> ${hacked} \\u2028 end"""
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a file; a request to anywhere, a message of the console and an error of the script fail the test."""
    contexts, wrong = [], []

    def open_file(path: Path, **options: Any) -> Any:
        context = chromium.new_context(offline=True, **options)
        contexts.append(context)
        tab = context.new_page()
        address = path.as_uri()
        own = (address, "data:", "blob:")
        tab.on("request", lambda request: request.url.startswith(own) or wrong.append(request.url))
        tab.on("console", lambda message: wrong.append(message.text))
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        tab.goto(address)
        return tab

    yield open_file
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def clamshell_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "a page.html"
    write(path, ArraySound(noise(288_000)), clamshell())
    return path


@pytest.fixture(scope="module")
def physio_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "physio.html"
    made((ROOT / "scripts" / "shoulder-physio.yaml").read_text("utf-8"), path)
    return path


def until(tab: Any, condition: str) -> None:
    """Wait for a condition; playwright's own way to wait is forbidden by the page's policy."""
    tab.evaluate(f"new Promise(done => {{ const ask = () => {condition} ? done() : setTimeout(ask, 5); ask(); }})")


def ready(tab: Any) -> Any:
    until(tab, "document.getElementById('sound').readyState >= 2")
    return tab


def seek(tab: Any, milliseconds: int) -> None:
    tab.evaluate(f"document.getElementById('sound').currentTime = {milliseconds / 1000}")
    until(tab, "!document.getElementById('sound').seeking")
    tab.evaluate("new Promise(requestAnimationFrame)")


def test_the_words_are_those_being_said(opened: Callable[..., Any], clamshell_file: Path) -> None:
    tab, spoken = ready(opened(clamshell_file)), list(clamshell().spoken())
    instants = [(event.start + event.end) // 2 for event in spoken]
    assert len(instants) > 10
    for instant in instants:
        seek(tab, instant)
        said = [event for event in spoken if event.start <= instant][-1]
        assert tab.inner_text("#words") == shown(said.text)
    seek(tab, 4000)
    assert (tab.inner_text("#what"), tab.inner_text("#left")) == ("Clamshell · right", "0:03")
    assert tab.inner_text("#then") == "Clamshell · left"


def test_it_plays_and_jumps(opened: Callable[..., Any], clamshell_file: Path) -> None:
    tab = ready(opened(clamshell_file))
    now = "Math.round(document.getElementById('sound').currentTime * 1000)"
    tab.keyboard.press("Space")
    until(tab, "document.getElementById('sound').currentTime > 0.3")
    until(tab, "document.getElementById('words').textContent === 'Band glutes. About a minute.'")
    tab.click("#play")
    assert tab.evaluate("document.getElementById('sound').paused")
    tab.click(".list li:nth-child(2) button")
    assert 6500 <= tab.evaluate(now) < 8000
    assert tab.get_attribute(".list li:nth-child(2) button", "aria-current") == "true"
    tab.click("#play")
    for key, place in (("n", 11_500), ("p", 6500), ("p", 1000), ("ArrowRight", 11_000), ("ArrowLeft", 1000)):
        tab.keyboard.press(key)
        assert tab.evaluate(now) == place, key
    box = tab.locator("#whole").bounding_box()
    tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + 10)
    assert abs(tab.evaluate(now) - 6000) < 100
    assert tab.evaluate("navigator.mediaSession.metadata.title").startswith("A rather long title")
    tab.evaluate("document.getElementById('sound').dispatchEvent(new Event('error'))")
    until(ready(tab), "document.getElementById('sound').src.startsWith('blob:')")
    assert abs(tab.evaluate(now) - 6000) < 100
    with tab.expect_download() as saved:
        tab.click("#save")
    assert saved.value.suggested_filename == "Band glutes.mp3"


def test_a_long_sound_plays_too(opened: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "ADDRESS_BYTES", 1000)
    monkeypatch.setattr(page_module, "PIECE", 30_000)
    write(tmp_path / "a.html", ArraySound(noise(288_000)), clamshell())
    tab = ready(opened(tmp_path / "a.html"))
    seek(tab, 9000)
    assert tab.inner_text("#words") == "two"
    assert abs(tab.evaluate("document.getElementById('sound').duration") - 12) < 0.05


def test_it_plays_where_scripts_do_not_run(opened: Callable[..., Any], clamshell_file: Path) -> None:
    tab = opened(clamshell_file, java_script_enabled=False)
    assert tab.locator("audio").is_visible()
    assert not tab.locator("#play").is_visible()
    assert "Scripts do not run here" in tab.inner_text("body")


SCRIPT = """\
title: HOSTILE
equipment: [HOSTILE]
safety: HOSTILE
exercises:
  HOSTILE:
    say: HOSTILE
    move: HOSTILE
    setup: HOSTILE
    movement: HOSTILE
    breathing: HOSTILE
    safety: HOSTILE
    do: 2x4 each side
    weight: HOSTILE
    cues: {every 2: HOSTILE}
routine:
  - section: HOSTILE
    steps: [HOSTILE, {say: HOSTILE}]
  - {repeat: 2, steps: [{exercise: plank, do: 10s}]}
"""


class Silence(ArraySound):
    """Digital silence, which is encoded at once."""

    def sounding(self) -> list[tuple[int, int]]:
        return []


def made(text: str, path: Path) -> Timeline:
    """Write the page of a script with silence for its sound."""
    routine = routine_of(text)
    timeline = lay_out(routine)
    sheet = describe(routine, Wording(load_pack(routine.language)[0]), timeline)
    sound = Silence(np.zeros(24 * timeline.duration, np.int16))
    write(path, sound, timeline, FileOptions(sheet=sheet, bitrate=8, cover=False))
    return timeline


def test_no_text_of_a_script_runs(opened: Callable[..., Any], tmp_path: Path) -> None:
    timeline = made(SCRIPT.replace("HOSTILE", json.dumps(HOSTILE.replace("${hacked}", ""))), tmp_path / "a.html")
    tab = ready(opened(tmp_path / "a.html"))
    for event in list(timeline.spoken())[:6]:
        seek(tab, (event.start + event.end) // 2)
    assert tab.evaluate("typeof hacked") == "undefined"
    assert tab.locator("img, iframe, object, form").count() == 0
    assert tab.locator("script").count() == 3
    assert tab.inner_text("h1").startswith("\"'><img src=x")
    assert tab.locator("dd", has_text="<script>hacked=1</script>").count() >= 7


def test_nothing_is_in_the_way_of_anybody(opened: Callable[..., Any], physio_file: Path) -> None:
    """Axe finds no violation in light and in dark, on a phone, with the player and the sheet of a whole routine."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    tab = ready(opened(physio_file, viewport={"width": 390, "height": 844}))
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(tab)
        assert found.violations_count == 0, found.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    assert tab.locator(".card").count() == 6
    assert tab.locator(".card input").count() == 2 + 1 + 2 + 2 + 4 + 4


LONG = """\
title: Long
routine:
  - exercise: endless
    do: 2x4
    setup: [SETUP]
    cues: {every 2: [CUES]}
  - {exercise: plank, do: 10s, setup: Down.}
"""


@pytest.mark.parametrize("long", [False, True], ids=["usual", "long"])
def test_it_prints_with_no_row_cut(opened: Callable[..., Any], physio_file: Path, tmp_path: Path, long: bool) -> None:
    """An exercise stands on one page, and where it is longer than a page, each of its rows does."""
    pdfium = pytest.importorskip("pypdfium2", reason="needs pypdfium2")
    if long:
        rows = ", ".join(f"'Row {n} {'of many words ' * 20}end {n}.'" for n in range(1, 30))
        cues = ", ".join(f"cue number {n} here" for n in range(1, 60))
        made(LONG.replace("SETUP", rows).replace("CUES", cues), tmp_path / "long.html")
    tab = ready(opened(tmp_path / "long.html" if long else physio_file))
    cards = [[_squeezed(row) for row in card] for card in tab.eval_on_selector_all(".card", TEXTS_OF_CARDS)]
    assert sum(map(len, cards)) > 20
    for paper in ("A4", "Letter"):
        document = pdfium.PdfDocument(tab.pdf(format=paper))
        pages = [_squeezed(one.get_textpage().get_text_range()) for one in document]
        rows_cut = [row for card in cards for row in card if not any(row in one for one in pages)]
        cards_cut = [card[0] for card in cards if not any(all(row in one for row in card) for one in pages)]
        assert (rows_cut, cards_cut) == ([], ["1Endless"] if long else [])
        assert not any("Savethesound" in one for one in pages)
        document.close()


TEXTS_OF_CARDS = (
    "cards => cards.map(card => [card.querySelector('h3'), ...card.querySelectorAll('dd')].map(e => e.innerText))"
)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\ufffe\u00ad\u200b]+", "", text)
