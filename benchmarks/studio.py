"""How soon the studio's page answers: a key, a slider, a click and an edited cue, in Chromium, as medians of twenty.

    python benchmarks/studio.py [ENGINE]

A script of 2,000 lines and the longest routine that comes along are edited and heard. Each line has the time from the
event to what is seen or heard, and the server's part of it. Needs playwright and Debian's chromium.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from voicecoach.resources import shipped
from voicecoach.studio.studio import OpenStudio

TIMES = 20
CUE = "squeeze your glutes"
AUDIO_AHEAD_MS = 30
"""Sound is scheduled so much ahead when the page says that it starts."""
WATCH = """() => {
  window.marks = {};
  const begun = {};
  const told = (what) => {
    if (!begun[what]) return;
    const from = begun[what];
    begun[what] = 0;
    requestAnimationFrame(() => setTimeout(() => {
      const asked = performance.getEntriesByType("resource").filter((one) => one.startTime >= from);
      const laid = asked.filter((one) => /api.(check|timeline|sound)$/.test(one.name));
      const served = laid.reduce((sum, one) => sum + one.responseStart - one.startTime, 0);
      (window.marks[what] ??= []).push([performance.now() - from, served]);
      performance.clearResourceTimings();
    }));
  };
  performance.setResourceTimingBufferSize(5000);
  addEventListener("keydown", (event) => {
    if (event.target.closest(".cm-content")) begun.diagnosed = begun.cue = event.timeStamp;
  }, true);
  addEventListener("input", (event) => { if (event.target.id === "pace-rest") begun.checked = event.timeStamp; }, true);
  addEventListener("pointerdown", (event) => { begun.playing = event.timeStamp; }, true);
  new MutationObserver((all) => {
    for (const { attributeName } of all) {
      told(attributeName.slice(5));
      if (attributeName === "data-playing" && document.body.dataset.playing) told("cue");
    }
  }).observe(document.body, { attributes: true });
}"""


def long_script() -> str:
    """Return a script of about 2,000 lines."""
    lines = ["title: Two thousand lines", "exercises:"]
    for number in range(1, 196):
        lines += [
            f"  move {number}:",
            f"    say: movement {number}",
            "    setup: Lie down, knees bent.",
            "    tempo: {open: 1s, squeeze: 1s, close: 1s}",
            "    do: 2x8",
            "    rest: 10s",
            "    cues:",
            "      rep 5: keep your ribs down",
            "      every 4: [slowly, steady]",
            "",
        ]
    return "\n".join([*lines, "routine:", *(f"  - move {number}" for number in range(1, 41))]) + "\n"


def tell(page: Page, what: str, mark: str, more: float = 0) -> None:
    """Print the median of what was measured."""
    found = page.evaluate(f"() => window.marks['{mark}'] ?? []")[-TIMES:]
    times, served = [one[0] + more for one in found], [one[1] for one in found]
    spread = f"{min(times):.0f} to {max(times):.0f}"
    print(f"{what:40} {statistics.median(times):5.0f} ms ({spread}, {len(times)} times)", end="")
    print(f", of which the server {statistics.median(served):.0f} ms", flush=True)


def wait(page: Page, mark: str, count: int) -> None:
    """Wait until something was seen or heard so often, and a little longer."""
    for _ in range(200):
        page.wait_for_timeout(100)
        if page.evaluate(f"() => (window.marks['{mark}'] ?? []).length") >= count:
            break
    page.wait_for_timeout(300)


def open_script(page: Page, url: str, name: str) -> None:
    page.goto("about:blank")
    page.goto(f"{url}#{name}")
    page.wait_for_selector("body[data-checked]")
    page.wait_for_timeout(1500)
    page.evaluate(WATCH)


def measure(page: Page, url: str, name: str, at: str) -> None:
    """Measure keys and sliders, then clicks and an edited cue."""
    open_script(page, url, name)
    page.locator(".cm-line", has_text=at).first.click()
    page.keyboard.press("End")
    for number in range(TIMES):
        page.keyboard.press("abcdefghijklmnopqrst"[number])
        wait(page, "diagnosed", number + 1)
    tell(page, f"{name}: key to diagnostic", "diagnosed")
    page.locator("#pace-rest").focus()
    for number in range(TIMES):
        page.keyboard.press("ArrowRight")
        wait(page, "checked", number + 1)
    tell(page, f"{name}: slider to length and picture", "checked")


def listen(page: Page, url: str, name: str) -> None:
    open_script(page, url, name)
    page.locator("#play").click()
    page.wait_for_selector("body[data-playing]", timeout=600_000)
    page.locator("#play").click()
    page.evaluate("() => { window.marks.playing = [] }")
    for number in range(TIMES):
        page.locator("#timeline").click(position={"x": 100 + 40 * number, "y": 30})
        wait(page, "playing", number + 1)
        page.locator("#play").click()
        page.wait_for_timeout(200)
    tell(page, f"{name}: click to sound", "playing", AUDIO_AHEAD_MS)
    page.keyboard.press("Control+f")
    page.keyboard.type(CUE)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("body[data-playing]")
    page.evaluate("() => { window.marks.cue = [] }")
    for number in range(TIMES):
        page.keyboard.press("abcdefghijklmnopqrst"[number])
        wait(page, "cue", number + 1)
    tell(page, f"{name}: edited cue to sound", "cue", AUDIO_AHEAD_MS)


def main() -> None:
    engine = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made)
        (folder / "long.yaml").write_text(long_script(), "utf-8")
        shutil.copy(shipped("scripts") / "band-glutes.yaml", folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        with OpenStudio(folder, "", print, voice=engine) as studio:
            measure(page, studio.url, "long.yaml", "setup:")
            measure(page, studio.url, "band-glutes.yaml", "setup:")
            listen(page, studio.url, "band-glutes.yaml")
        browser.close()


if __name__ == "__main__":
    main()
