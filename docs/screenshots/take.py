"""Take the README's pictures from a running demo: python docs/screenshots/take.py http://localhost:8000 (needs Playwright and Chromium)."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PASSWORD = "decide-seoul-demo"  # noqa: S105 - the demo prints it
PICTURES = [
    ("home-phone", "/", PHONE, None),
    ("proposal-desktop", "/seoul/proposals/SEOUL-2025-0007", DESKTOP, "#status, h2:has-text('처리 현황')"),
    ("ballot-phone", "/seoul/votes/2", PHONE, None),
    ("results-desktop", "/seoul/results/1", DESKTOP, None),
]


def main(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for name, path, size, anchor in PICTURES:
            context = browser.new_context(base_url=base, viewport=size, locale="ko-KR", reduced_motion="reduce")
            page = context.new_page()
            page.goto("/sign-in")
            page.fill("[name=email]", "citizen@example.test")
            page.fill("[name=password]", PASSWORD)
            page.locator("main form").get_by_role("button", name="로그인").click()
            page.goto(path)
            if anchor:
                page.locator(anchor).first.evaluate("element => element.scrollIntoView({block: 'start'})")
            page.screenshot(path=HERE / f"{name}.png", animations="disabled")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
