"""The page in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.live.terminals import wait_until
from voicecoach.phone import server as serving
from voicecoach.phone.offers import Offer, files_in, make_offer
from voicecoach.phone.server import Server

from .conftest import AFTER_THE_END, HERE, mark_as_part

CHROMIUM = shutil.which("chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
STARTS = (0, 6.5, 11.5)
BROKEN_OFF = "net::ERR_CONTENT_LENGTH_MISMATCH"
KEYS = """
window.keys = {};
navigator.mediaSession.setActionHandler = (name, action) => { window.keys[name] = action; };
"""
SLOWLY = "document.querySelector('audio').defaultPlaybackRate = document.querySelector('audio').playbackRate = 0.25"
"""So that on a busy machine too, little has been played when the next key is pressed."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs the browser chromium (Debian's package has it)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--mute-audio"])
        with closing(browser):
            yield browser


@pytest.fixture
def open_page(browser: Any, server: Server) -> Iterator[Any]:
    """Open the page as a phone does; at the end, nothing was asked of anybody else, and nothing went wrong."""
    asked, wrong, contexts = [], [], []

    def open_page(url: str = server.urls[0], **options: Any) -> Any:
        context = browser.new_context(**PHONE, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.add_init_script(KEYS)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [one for one in wrong if BROKEN_OFF not in one] == []
    assert all(url.startswith(("http://127.0.0.1:", "blob:http://127.0.0.1:")) for url in asked)


def time_of(page: Any) -> float:
    return page.evaluate("document.querySelector('audio').currentTime")


def is_loaded(page: Any) -> None:
    page.get_by_text("Loaded: it plays without a network").wait_for()


def plays_from(page: Any, start: float) -> None:
    page.wait_for_function(
        "start => { const a = document.querySelector('audio');"
        " return !a.paused && a.currentTime > start + 0.05 && a.currentTime < start + 2; }",
        arg=start,
    )


def test_it_plays_and_goes_to_chapters_by_hand_and_by_the_keys_of_a_headset(open_page: Any) -> None:
    page = open_page()
    page.evaluate(SLOWLY)
    page.get_by_role("button", name="Play").click()
    plays_from(page, 0)
    page.get_by_role("button", name="Left & <right>").click()
    plays_from(page, STARTS[1])
    assert page.locator("[aria-current]").inner_text().split() == ["0:07", "Left", "&", "<right>"]
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Left & <right>"
    assert page.evaluate("navigator.mediaSession.metadata.artist") == "Hips & <knees>"
    assert page.evaluate("navigator.mediaSession.metadata.artwork.length") == 1
    page.evaluate("keys.previoustrack()")
    plays_from(page, STARTS[0])
    page.evaluate("keys.nexttrack()")
    plays_from(page, STARTS[1])
    page.evaluate("keys.seekto({seekTime: 10})")
    plays_from(page, 10)
    page.evaluate("keys.previoustrack()")
    plays_from(page, STARTS[1])
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Pause").click()
    assert STARTS[2] <= time_of(page) < STARTS[2] + 0.5
    assert page.evaluate("[keys.seekforward, keys.seekbackward]") == [None, None]


def test_once_loaded_it_plays_when_the_computer_is_gone(open_page: Any, offer: Offer) -> None:
    with Server([HERE], 0) as server:
        server.serve([offer])
        page = open_page(server.urls[0])
        is_loaded(page)
        wait_until(lambda: any("has loaded into its page" in line for line in server.fetches.news()), "the news")
    page.context.set_offline(True)
    page.get_by_role("button", name="Left & <right>").click()
    plays_from(page, STARTS[1])


def test_a_load_that_breaks_is_taken_up_again(open_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks = [700_000, 1_200_000]
    whole = serving._Handler._send_part

    def send_less(self: Any, file: Any, content: Any, offer: Any, first: int, last: int) -> None:
        whole(self, file, content, offer, first, min(last, breaks.pop(0)) if breaks else last)
        self.close_connection = True

    monkeypatch.setattr(serving._Handler, "_send_part", send_less)
    page = open_page()
    is_loaded(page)
    assert breaks == []


def test_nothing_about_it_keeps_anybody_out(open_page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page()
    is_loaded(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_javascript_files_can_be_downloaded_and_played(open_page: Any, rendered: Path) -> None:
    page = open_page(java_script_enabled=False)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "Hips & (knees).mp3"
    assert Path(download.value.path()).read_bytes() == rendered.read_bytes()
    assert page.locator("audio[controls]").is_visible()
    assert not page.get_by_role("button", name="Play").is_visible()


def test_of_several_files_one_plays_at_a_time(open_page: Any, rendered: Path) -> None:
    offers: list[Offer] = []
    for _ in range(2):
        offers.append(make_offer(rendered, offers))
    with Server([HERE], 0) as server:
        server.serve(offers)
        page = open_page(server.urls[0])
        for number in range(2):
            page.get_by_role("button", name="Play").nth(0).click()
            page.wait_for_function("number => !document.querySelectorAll('audio')[number].paused", arg=number)
        assert page.evaluate("[...document.querySelectorAll('audio')].map((one) => one.paused)") == [True, False]


def test_parts_of_a_routine_are_played_one_after_the_other(open_page: Any, rendered: Path, tmp_path: Path) -> None:
    for number, name in ((2, "Bridge"), (1, "Hips")):
        path = tmp_path / f"{number:02} {name}.mp3"
        path.write_bytes(rendered.read_bytes()[:-AFTER_THE_END])
        mark_as_part(path, number, 2)
    offers = [make_offer(path) for path in files_in(tmp_path)]
    assert [offer.name for offer in offers] == ["01 Hips.mp3", "02 Bridge.mp3"]
    with Server([HERE], 0) as server:
        server.serve(offers)
        page = open_page(server.urls[0])
        page.locator("article").nth(0).locator("ol button").nth(2).click()
        playing = (
            "number => { const a = document.querySelectorAll('audio')[number]; return !a.paused && a.currentTime < 5 }"
        )
        page.wait_for_function(playing, arg=1)
        assert "Hips" in page.get_by_role("heading", level=2).nth(0).inner_text()
        assert page.get_by_role("heading", level=1).inner_text() == "2 parts"
