"""Claim: a phone's browser does a voter's part of a verifiable ballot in well under a second.

One run, one page of the house in a headless Chromium, RSA-2048: reading the manifest, blinding, finishing the token, sealing and signing,
reading the receipt; medians of BALLOTS ballots, also with the processor slowed four and six times as Chromium's own tools do it to
stand for phones. The server's part is done outside the measured time.
"""

import logging
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.update(INSTANCE_PATH=tempfile.mkdtemp(prefix="browser-"), JOBS="immediate", DATABASE_URL="")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Page, sync_playwright

from app import create_app
from app.districts import services as districts
from app.extensions import db
from app.voting.protocol import blind
from app.voting.protocol.canonical import b64, unb64
from tests.browser import ARGUMENTS, CHROMIUM, serving
from tests.make import verifiable

BALLOTS, SLOWED = 30, (1, 4, 6)
STEPS = ("manifest", "blind", "token", "seal", "receipt")
BEGIN = """async ([text, hex]) => {
  const v = globalThis.v = await import('/static/js/verifiable.js');
  const at = [performance.now()];
  globalThis.voter = v.Voter.fresh(v.readManifest(text, hex), 'citizens');
  at.push(performance.now());
  globalThis.kept = await voter.blind();
  at.push(performance.now());
  return [v.b64(kept.blinded), at[1] - at[0], at[2] - at[1]];
}"""
SEAL = """async (signed) => {
  const at = [performance.now()];
  const token = await voter.token(v.unb64(signed), kept.inverse);
  at.push(performance.now());
  globalThis.made = voter.envelope(token, {names: ['p1', 'p2', 'p3']}, 1);
  at.push(performance.now());
  return [made, at[1] - at[0], at[2] - at[1]];
}"""
READ = """(receipt) => {
  const begin = performance.now();
  voter.receipt(receipt, made);
  return performance.now() - begin;
}"""


def ballot(page: Page, vote: verifiable.Vote, person: str) -> list[float]:
    """Milliseconds of each step."""
    asked, *first = page.evaluate(BEGIN, [vote.manifest.data.decode(), vote.election.hex()])
    made, *second = page.evaluate(SEAL, b64(vote.issue(person, "citizens", unb64(asked))))
    return [*first, *second, page.evaluate(READ, vote.put(made.encode()).decode())]


def main() -> None:
    if CHROMIUM is None or not shutil.which(CHROMIUM):
        print("no Chromium: nothing measured")
        return
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    issuer = blind.new_issuer()
    verifiable.issuer = lambda style: issuer  # type: ignore[assignment]
    vote = verifiable.Vote(verifiable.paper(20), roll=10**6)
    app = create_app({"RATELIMIT_ENABLED": False})
    with app.app_context():
        db.create_all()
        districts.lay_out()
        with serving(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(base_url=address)
            page.goto("/help")
            tools = page.context.new_cdp_session(page)
            usual = 0.0
            for slowed in SLOWED:
                tools.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
                usual = say(slowed, [ballot(page, vote, f"{slowed}/{n}") for n in range(BALLOTS)], usual)
            browser.close()
        db.session.remove()


def say(slowed: int, rows: list[list[float]], usual: float) -> float:
    """A line, and the median of a whole ballot at full speed."""
    whole = statistics.median(map(sum, rows))
    parts: list[Any] = [
        f"{name} {statistics.median(column):.0f}" for name, column in zip(STEPS, zip(*rows, strict=True), strict=True)
    ]
    print(
        f"processor slowed {slowed} x: {whole:.0f} ms a ballot ({', '.join(parts)}), {whole / (usual or whole):.1f} x", flush=True
    )
    return usual or whole


if __name__ == "__main__":
    main()
