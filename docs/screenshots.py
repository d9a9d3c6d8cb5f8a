"""Take the pictures of Neo4j Browser that the pages show: ``python docs/screenshots.py``.

Needs the extras ``server`` and ``docs``, and a Chromium (``CHROMIUM`` names it). A server of its own is started, the sample plans are
ingested, and the Browser is used as a person would: log in, drop the style sheet and the saved queries, run them. A statement that the
Browser answers with an error ends the run.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from graph import server
from graph.server import Server
from queries import browser

DOCS = Path(__file__).parent
OUT = DOCS / "pictures"
WINDOW = {"width": 1280, "height": 800}
WAIT = 2500  # milliseconds until an answer that came is drawn
PATIENCE = 120_000  # milliseconds until it must have come
RUNNING = 2  # lines of a frame whose answer has not come
SHOWN = {"01_rests_on": "browser-rests-on", "02_plan": "browser-plan", "derived_tasks": "browser-question"}
DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0)), files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const at = document.elementFromPoint(600, 600);
  for (const kind of ["dragenter", "dragover", "drop"])
    at.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: files}));
}"""


def login(page: Page, running: Server) -> None:
    """As the first visit of a person: the password goes into the form."""
    page.goto(running.browser)
    page.get_by_test_id("password").fill(running.password_file.read_text(encoding="utf-8").strip())
    page.get_by_test_id("connect").click()
    page.get_by_text("You are connected as user").first.wait_for()


def drop(page: Page, name: str, data: bytes) -> None:
    """A file dropped on the page."""
    page.evaluate(DROP, [name, base64.b64encode(data).decode()])
    page.wait_for_timeout(1000)


def run(page: Page, text: str) -> Locator:
    """Put a text into the editor and run it; its frame."""
    page.get_by_test_id("activeEditor").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(WAIT)
    frame = page.get_by_test_id("frame").first
    for _ in range(PATIENCE // WAIT):
        if frame.inner_text().count("\n") > RUNNING:
            break
        page.wait_for_timeout(WAIT)
    else:
        sys.exit(f"no answer from the Browser to: {text}")
    page.wait_for_timeout(WAIT)
    said = " ".join(frame.inner_text().split())
    if "ERROR" in said or "no records" in said:
        sys.exit(f"the Browser answers: {said}")
    return frame


def take(page: Page, running: Server) -> None:
    """All the pictures, and every saved query once."""
    login(page, running)
    drop(page, browser.STYLE, browser.style().encode())
    drop(page, browser.SAVED, browser.archive("vi"))
    for path, text in browser.saved("vi"):
        frame, name = run(page, text), Path(path).stem
        if name in SHOWN:
            frame = run(page, text)  # once more, when the server has its plan
        print(name, frame.inner_text().count("\n"), "lines")
        if name in SHOWN:
            frame.screenshot(path=OUT / f"{SHOWN[name]}.png")
        if name == "02_plan":
            page.get_by_test_id("navigationFavorites").click()
            for folder in browser.FOLDERS.values():
                page.get_by_text(folder["vi"], exact=True).click()
            page.wait_for_timeout(WAIT)
            page.screenshot(path=OUT / "browser-saved.png")
            page.get_by_test_id("navigationFavorites").click()
            page.wait_for_timeout(WAIT)


def main() -> None:
    """Start, ingest, look, stop."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        os.environ["CANCU_HOME"] = home
        running, _ = server.start(ports=(0, 0))
        try:
            cancu = [sys.executable, "-m", "cancu", "ingest", str(DOCS.parent / "corpus" / "samples"), "--store", running.store, "-q"]
            subprocess.run(cancu, check=True, stdout=subprocess.DEVNULL)
            program = os.environ.get("CHROMIUM") or shutil.which("chromium")
            chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            page = chromium.new_page(viewport=WINDOW)
            take(page, running)
            chromium.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()
