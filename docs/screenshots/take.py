"""Take the README's pictures from a running demo: python docs/screenshots/take.py http://localhost:8000 (needs Playwright and Chromium).

They leave smaller where Pillow is installed; the README shows them as they are either way.
"""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PASSWORD = "decide-seoul-demo"  # noqa: S105 - printed by `flask demo accounts`
COLOURS = 64
TICKED = 3
# name, address, size, what stands at the top of the picture
PICTURES = [
    ("home-phone", "/", PHONE, None),
    ("proposal-desktop", "/seoul/proposals/SEOUL-2025-0007", DESKTOP, "#status"),
    ("ballot-phone", "/seoul/votes/2", PHONE, ".choices"),
    ("results-desktop", "/seoul/results/1", DESKTOP, None),
]


def main(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        page = browser.new_context(base_url=base, locale="ko-KR", timezone_id="Asia/Seoul", reduced_motion="reduce").new_page()
        page.goto("/sign-in")
        page.fill("[name=email]", "citizen@example.test")
        page.fill("[name=password]", PASSWORD)
        page.locator("main form").get_by_role("button", name="로그인").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        for name, path, size, top in PICTURES:
            page.set_viewport_size(size)
            page.goto(path)
            tick(page)
            if top:
                page.locator(top).first.evaluate("element => element.scrollIntoView({block: 'start'})")
            picture = HERE / f"{name}.png"
            page.screenshot(path=picture, animations="disabled")
            shrink(picture)
        browser.close()


def tick(page: Page) -> None:
    """On a ballot, choose a few and let the bar below count them."""
    for box in page.locator(".choice input").all()[:TICKED]:
        box.check()
    if page.locator(".choice input:checked").count():
        page.get_by_text(f"{TICKED}개 선택").wait_for()


def shrink(picture: Path) -> None:
    if find_spec("PIL"):
        from PIL import Image

        Image.open(picture).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
