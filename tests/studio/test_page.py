"""The page in a real browser, with its real server: what a coach does on it, and what must not happen on it."""

import json
import re
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="needs playwright")
pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("needs Debian's chromium", allow_module_level=True)

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright  # noqa: E402

from voicecoach.studio.studio import OpenStudio  # noqa: E402

ROUTINE = """title: Morning
voice: {engine: silent}
defaults: {ready: 5s}
routine:
  - exercise: Squat
    do: 2x4
    rest: 10s
    cues:
      rep 2: chest up
  - exercise: Plank
    do: 20s
"""
HOSTILE = "<img src=x onerror='document.title=666'><script>document.title=666</script>"
NAMES_WIDTH, SPEECH = 72, 123
"""Where in the timeline the lanes begin, and the middle of that of speech."""
PATIENCE_MS = 20_000
"""A machine that does much else at once is no reason to fail."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "morning.yaml").write_text(ROUTINE, "utf-8")
    return tmp_path


@pytest.fixture
def studio(folder: Path) -> Iterator[OpenStudio]:
    with _studio(folder) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, studio: OpenStudio) -> Iterator[Page]:
    yield from _page(browser, studio)


def _studio(folder: Path) -> OpenStudio:
    return OpenStudio(folder, "title: TITLE\nroutine:\n  - exercise: Squat\n", print, first="morning.yaml")


def _page(browser: Browser, studio: OpenStudio, *, bypass_csp: bool = False) -> Iterator[Page]:
    """Open the page; whatever it complains of, or asks of another host, fails the test."""
    context = browser.new_context(viewport={"width": 1300, "height": 850}, bypass_csp=bypass_csp)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None)
    page.on("request", lambda asked: None if asked.url.startswith(studio.url) else wrong.append(asked.url))
    page.goto(f"{studio.url}#morning.yaml")
    page.wait_for_selector("body[data-checked]")
    yield page
    context.close()
    assert wrong == []


def _write(page: Page, text: str) -> None:
    """Write at the end of the script."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def _line(page: Page) -> Locator:
    return page.locator(".cm-activeLine")


def _timeline(studio: OpenStudio, text: str = ROUTINE) -> dict:
    body = json.dumps({"name": "morning.yaml", "text": text, "pace": {}}).encode()
    asked = urllib.request.Request(f"{studio.url}api/timeline", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        return json.load(answer)["timeline"]


def _click_at(page: Page, timeline: dict, instant: int, y: int) -> None:
    canvas = page.locator("#timeline")
    width = canvas.evaluate("canvas => canvas.clientWidth") - NAMES_WIDTH
    canvas.click(position={"x": NAMES_WIDTH + instant / timeline["length_ms"] * width, "y": y})


def test_a_mistake_is_told_as_one_types_and_mended_by_a_click(page):
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("    rst: 5s")
    problem = page.locator(".problem-error")
    expect(problem).to_contain_text("rst")
    expect(page.locator(".remarked-error")).to_have_text("rst")
    expect(page.locator("#stale")).to_be_visible()
    problem.locator(".fix").click()
    expect(_line(page)).to_have_text("    rest: 5s")
    expect(page.locator(".problem-error")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(_line(page)).to_have_text("    rst: 5s")


def test_an_event_leads_to_its_line_and_a_line_to_its_events(page, studio):
    timeline = _timeline(studio)
    cue = next(event for event in timeline["events"] if event["kind"] == "cue")
    _click_at(page, timeline, (cue["start"] + cue["end"]) // 2, SPEECH)
    expect(_line(page)).to_contain_text("rep 2: chest up")
    expect(page.locator("#lit")).to_have_text("2")
    page.locator(".cm-line", has_text="do: 20s").click()
    lit = sum(event["line"] == 11 for event in timeline["events"])
    expect(page.locator("#lit")).to_have_text(str(lit))


def test_the_timeline_is_walked_and_zoomed_with_the_keyboard(page):
    canvas = page.locator("#timeline")
    canvas.focus()
    for key in ("Home", "PageDown", "PageDown", "+", "+", "ArrowRight", "ArrowLeft", "0"):
        page.keyboard.press(key)
    expect(canvas).to_have_attribute("aria-valuetext", re.compile(r"^0:\d\d\.\d, .+"))
    page.keyboard.press("End")
    expect(canvas).to_have_attribute("aria-valuenow", canvas.get_attribute("aria-valuemax"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("look closer")


def test_a_slider_tells_the_old_and_new_length_and_writes_it_into_the_script(page):
    before = page.locator("#length-new").inner_text()
    page.locator("#pace-movement").focus()
    page.keyboard.press("End")
    expect(page.locator("#length-new")).not_to_have_text(before)
    expect(page.locator("#length-old")).to_have_text(before)
    after = page.locator("#length-new").inner_text()
    page.locator("#pace-write").click()
    expect(page.locator(".cm-content")).to_contain_text("pace: {move: 2")
    expect(page.locator("#pace-write")).to_be_disabled()
    expect(page.locator("#length-new")).to_have_text(after)


def test_a_length_out_of_reach_is_told_and_not_written(page):
    page.locator("#pace-minutes").fill("50")
    expect(page.locator("#pace-remarks")).to_contain_text("cannot be made to last 50:00")
    expect(page.locator("#pace-state")).to_have_text("It cannot be made to last so long, and stays as it is.")
    expect(page.locator("#pace-write")).to_be_disabled()
    page.locator("#pace-minutes").fill("")
    expect(page.locator("#pace-state")).to_be_empty()


def test_a_field_of_the_form_changes_the_script(page):
    page.locator("#exercises").select_option(label="Squat")
    field = page.locator("#field-do")
    expect(field).to_have_value("2x4")
    field.fill("3x5")
    field.press("Enter")
    expect(page.locator(".cm-content")).to_contain_text("do: 3x5")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".cm-content")).to_contain_text("do: 2x4")
    expect(field).to_have_value("2x4")
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(".cm-content")).to_contain_text("do: 3x5")
    field.fill("many")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".cm-content")).to_contain_text("do: 3x5")


def test_an_exercise_is_added_as_on_a_whiteboard(page):
    page.locator("#add-words").fill("Row 3x8, 20s rest")
    page.locator("#add-words").press("Enter")
    expect(_line(page)).to_have_text("  - {exercise: Row, do: 3x8, rest: 20s}")
    expect(page.locator("#form-title")).to_have_text("Row")
    page.locator("#add-words").fill("nothing to do")
    page.locator("#add-words").press("Enter")
    expect(page.locator("#add-error")).to_contain_text("No exercise")


def test_sound_starts_at_the_play_head_and_goes_on_through_changes(page):
    page.locator(".cm-line", has_text="do: 20s").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("body[data-playing]")).to_have_count(1)
    expect(page.locator(".heard")).not_to_have_count(0)
    first = page.locator("#now").inner_text()
    expect(page.locator("#now")).not_to_have_text(first)
    _write(page, "    cues: {at 5s: long neck}\n")
    expect(page.locator(".problem-error")).to_have_count(0)
    expect(page.locator("#play")).to_have_text("Stop")
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_text("Play")
    expect(page.locator(".heard")).to_have_count(0)


def test_a_change_is_heard_while_lengths_are_still_guessed(page):
    """Each answer asked for the next one, without end, and what had been typed was never heard."""
    asked = []

    def guessing(route):
        asked.append(route.request.post_data_json["text"])
        answer = route.fetch()
        found = answer.json()
        found["timeline"]["guessed"] = 7
        route.fulfill(response=answer, json=found)

    page.route("**/api/timeline", guessing)
    _write(page, "    # quicker\n")
    expect(page.locator("#guess")).to_contain_text("7 sentences not spoken yet")
    page.locator(".cm-line", has_text="do: 2x4").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#play")).to_have_text("Stop")
    _write(page, "    cues: {at 5s: long neck}\n")
    page.wait_for_timeout(500)
    expect(page.locator("#play")).to_have_text("Stop")
    before = len(asked)
    page.wait_for_timeout(1000)
    assert len(asked) <= before + 3
    expect(page.locator("#play")).to_have_text("Stop")


def test_what_changed_in_another_tab_is_not_overwritten(browser, page, studio, folder):
    for other in _page(browser, studio):
        _write(other, "# from the other tab\n")
        other.keyboard.press("Control+s")
        expect(other.locator("#saved")).to_have_text("Saved")
    _write(page, "# from this tab\n")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("mark")).to_have_text(["# from this tab\n", "# from the other tab\n"])
    dialog.get_by_role("button", name="Keep both").click()
    expect(page.locator("#file")).to_have_text("morning-2.yaml")
    assert (folder / "morning.yaml").read_text("utf-8") == ROUTINE + "# from the other tab\n"
    assert (folder / "morning-2.yaml").read_text("utf-8") == ROUTINE + "# from this tab\n"


def test_a_file_that_changed_on_the_disk_is_followed_where_nothing_was_typed(page, folder):
    (folder / "morning.yaml").write_text(ROUTINE.replace("Morning", "Evening"), "utf-8")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#title")).to_have_text("Evening")
    expect(page.locator("#saved")).to_have_text("Saved")


def test_unsaved_text_outlives_the_tab(browser, page, studio):
    _write(page, "# not saved\n")
    expect(page.locator("#saved")).to_have_text("Not saved yet")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(f"{studio.url}#morning.yaml")
    expect(again.locator(".cm-content")).to_contain_text("# not saved")
    expect(again.locator("#message")).to_contain_text("not saved yet")


def test_the_page_tells_that_the_server_is_gone_and_goes_on_when_it_is_back(browser, folder):
    studio = _studio(folder)
    for page in _page(browser, studio):
        studio.__exit__(None, None, None)
        _write(page, "    rest: 5s\n")
        expect(page.locator("#gone")).to_be_visible()
        with _studio(folder):
            expect(page.locator("#gone")).to_be_hidden()
            page.keyboard.press("Control+s")
            expect(page.locator("#saved")).to_have_text("Saved")
            assert (folder / "morning.yaml").read_text("utf-8") == f"{ROUTINE}    rest: 5s\n"
            page.goto("about:blank")


def test_texts_of_a_script_run_nothing(browser, folder):
    hostile = (
        ROUTINE.replace("Morning", f'"{HOSTILE}"').replace("Squat", f'"{HOSTILE}"').replace("chest up", f'"{HOSTILE}"')
    )
    (folder / "morning.yaml").write_text(hostile + f'    "{HOSTILE}": 1\n', "utf-8")
    (folder / "other.yaml").write_text(hostile, "utf-8")
    with _studio(folder) as studio:
        for page in _page(browser, studio):
            expect(page.locator(".problem-error")).to_contain_text("<img")
            page.goto(f"{studio.url}#other.yaml")
            expect(page.locator("#title")).to_have_text(HOSTILE)
            page.locator("#exercises").select_option(index=1)
            expect(page.locator("#form-title")).to_have_text(HOSTILE)
            page.locator("#timeline").hover(position={"x": 300, "y": 90})
            page.locator("#open").click()
            expect(page.get_by_role("dialog")).to_contain_text("<img")
            assert page.title() == "other.yaml – studio"
            assert page.locator("img").count() == 0


def test_a_routine_is_made_from_a_whiteboard_with_remarks(page, folder):
    page.keyboard.press("o")
    page.locator("input[value=board]").check()
    page.locator("#new-board").fill("Leg day\nSquats 3x12\nzzz 7//2\nPlank 3x40s")
    page.locator("#new-name").fill("legs")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".remarked-row", has_text="zzz 7//2")).to_contain_text("not understood")
    page.keyboard.press("Escape")
    expect(page.locator("#title")).to_have_text("Leg day")
    assert "Squats" in (folder / "legs.yaml").read_text("utf-8")


def test_nothing_is_in_the_way_of_people_who_see_or_hear_it_otherwise(browser, studio):
    def violations() -> list[tuple[str, list[str]]]:
        found = Axe().run(page).response["violations"]
        return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]

    for page in _page(browser, studio, bypass_csp=True):  # axe is put into the page
        _write(page, "    rst: 5s\n")
        expect(page.locator(".problem-error")).to_have_count(1)
        page.locator(".cm-line", has_text="do: 2x4").click()
        expect(page.locator("#field-do")).to_be_visible()
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert violations() == []
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        page.set_viewport_size({"width": 800, "height": 1000})
        for key in ("o", "?"):
            page.locator("#timeline").focus()
            page.keyboard.press(key)
            page.wait_for_selector("dialog")
            assert violations() == []  # of the dialog: what lies behind it is inert
            page.keyboard.press("Escape")
        assert violations() == []
