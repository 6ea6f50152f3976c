"""The second verifier, a local page without any server: it says what the first one says, on good exports and on every bent one."""

import base64
import io
import json
import random

import pytest

from app.voting.ballot import choice_from_json
from app.voting.protocol import export
from app.voting.protocol.canonical import canonical, read
from tests.browser import accessible, reflows
from tests.house.source import ROOT
from tests.make import attacks, protocol_vectors, verifiable
from tests.rules.protocol import test_verifier_recount as recount
from tests.verifier import verifier

PAGE = ROOT / "verifier" / "verify.html"
RUN = """async ([data, given]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const report = await Verifier.verify(bytes(data), {
    receipts: given.receipts.map(bytes), previous: given.previous && bytes(given.previous), head: given.head, election: given.election,
  });
  return [report.exit, report.failures(), report.findings.filter((one) => one[1] === 'warning').map((one) => one[0])];
}"""


@pytest.fixture
def local(browser):
    """The page from the disk, with the network cut."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(PAGE.as_uri())
    yield page
    context.close()
    assert not faults


def text(data):
    return base64.b64encode(data).decode()


def both(page, data, **given):
    """What each of the two says: exit code, failed checks, warnings."""
    old, head = given.get("previous"), given.get("head")
    asked = {
        "receipts": [text(one) for one in given.get("receipts", [])], "previous": text(old.getvalue()) if old else None, "head": head,
        "election": given.get("election"),
    }  # fmt: skip
    report = verifier.verify(io.BytesIO(data), **given)
    warned = [check for check, level, *_ in report.findings if level == "warning"]
    mine = [report.exit_code, sorted(report.failures()), warned]
    return page.evaluate(RUN, [text(data), asked]), mine


def test_both_verifiers_agree_on_good_exports_and_on_every_attack(local):
    vote, cast = verifiable.usual(witnessed=True)
    waiting = vote.zip().getvalue()
    vote.finish()
    attacks_on = {"open": (waiting, {}), "honest": (vote.zip().getvalue(), {"receipts": [one.receipt for one in cast]})}
    for bend in (*attacks.BENT, attacks.no_witness):
        files = vote.files()
        bend(files, vote)
        attacks_on[bend.__name__] = (export.zipped(files), {})
    for name, make in attacks.LIES.items():
        case = make(*verifiable.usual())
        attacks_on[name] = (export.zipped(case.files), case.given)
    strange, _ = verifiable.usual(witnessed=True)
    attacks.strange_ballots(strange)
    attacks_on["strange"] = (strange.finish().zip().getvalue(), {})
    styled = attacks.with_styles()
    styled.open_and_count()
    attacks_on["ballots of districts"] = (styled.zip().getvalue(), {})
    attacks_on["paper"] = (export.zipped(attacks.with_paper()), {})
    attacks_on["no zip"] = (b"PK\3\4 and nothing", {})
    attacks_on["foreign file"] = (export.zipped({**vote.files(), "extra.txt": b""}), {})
    attacks_on["published"] = ((protocol_vectors.FOLDER / "export.zip").read_bytes(), {})
    for name, (data, given) in attacks_on.items():
        theirs, mine = both(local, data, **given)
        assert theirs == mine, name
    assert len(attacks_on) > 50


def test_both_refuse_one_flipped_bit_anywhere(local):
    """T21, bounded: some bits of every file."""
    vote, _ = verifiable.usual(witnessed=True)
    files = vote.finish().files()
    chance = random.Random(20260302)
    for name, content in sorted(files.items()):
        for place in [0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(6))]:
            flipped = bytearray(content)
            flipped[place] ^= 1 << chance.randrange(8)
            theirs, mine = both(local, export.zipped({**files, name: bytes(flipped)}))
            assert theirs[0] == mine[0] == 2, (name, place)


def some_elections():
    """A few random boxes under every format and rule there is, with strange ballots among them; rule and format may not fit."""
    chance = random.Random(20260303)
    said = [
        {"names": ["p1"]}, {"names": ["p1", "p2"]}, {"names": ["p3", "p1", "p5"]}, {"names": ["p4"]}, {"names": ["p2", "p2"]},
        {"names": ["가", "😀", "\uffff"]},
        {"ranking": ["p2", "p1"]}, {"ranking": ["p3", "p2", "p1"]}, {"ranking": ["p5"]}, {"ranking": ["p1", "p4"]}, {"none": True},
        {"points": {"p1": 3, "p2": 2}}, {"points": {"p3": 5}}, {"points": {"p4": 1, "p5": 0}}, {"points": {"p1": -1}}, {"none": 1},
        {"unreadable": "BAD_SEAL"},
    ]  # fmt: skip
    for form in recount.FORMATS.values():
        ranked = recount.RANKED if form is recount.FORMATS["ranking"] else {}
        for rule in {**recount.UNWEIGHTED, **ranked}.values():
            question = verifiable.paper(format=form, rule=rule, budget=chance.choice([40, 60, 100]))
            yield question, [("citizens", one) for one in chance.choices(said, k=chance.choice([0, 5, 14]))]
    for form, rule in (("approval", "greedy"), ("ranking", "score"), ("grades", "score"), ("knapsack", "shares")):
        question = attacks.styled(format=recount.FORMATS[form], rule=recount.UNWEIGHTED[rule])
        yield question, [(chance.choice(sorted(attacks.AREAS)), one) for one in chance.choices(said, k=14)]
    for rule in recount.WEIGHTED.values():
        question = verifiable.paper(rule=rule, weights=recount.SHARES)
        yield question, [(chance.choice(sorted(recount.SHARES)), one) for one in chance.choices(said, k=14)]


def test_its_count_is_the_platforms_count(local):
    """Every format under every rule: what the page recomputes is what the platform publishes."""
    asked, expected = [], []
    for question, given in some_elections():
        piles = {}
        for style, one in given:
            choice = choice_from_json(one)
            piles.setdefault(style, {})[choice] = piles.get(style, {}).get(choice, 0) + 1
        asked.append([canonical(question).decode(), [[style, json.dumps(one)] for style, one in given]])
        expected.append(read(canonical(verifiable.counted(question, piles).to_json()), 10**7))
    script = """([all, lot]) => all.map(([paper, given]) =>
      Verifier.recount(JSON.parse(paper), given.map(([style, text]) => [style, JSON.parse(text)]), lot))"""
    for (question, given), theirs, result in zip(asked, local.evaluate(script, [asked, verifiable.LOT]), expected, strict=True):
        for name, value in theirs.items():
            told = result[name]
            if name == "outcomes":
                told = {key: {part: one[part] for part in ("selected", "score", "votes")} for key, one in told.items()}
            assert value == told, (name, question, given)


def test_an_observer_opens_the_page_and_reads_the_verdict(local, tmp_path):
    vote, cast = verifiable.usual(witnessed=True)
    good, bad, receipt = tmp_path / "good.zip", tmp_path / "bad.zip", tmp_path / "receipt.json"
    good.write_bytes(vote.finish().zip().getvalue())
    receipt.write_bytes(cast[1].receipt)
    files = vote.files()
    attacks.change_result(files, vote)
    bad.write_bytes(export.zipped(files))
    local.set_input_files("#export", good)
    local.set_input_files("#receipts", receipt)
    local.get_by_role("button", name="검증하기").click()
    local.get_by_text("모든 검사를 통과했습니다.").wait_for()
    assert local.locator("#findings li").count() >= 17
    local.set_input_files("#export", bad)
    local.get_by_role("button", name="검증하기").click()
    local.get_by_text("이 결과를 믿지 마십시오").wait_for()
    local.get_by_label("Show the findings in English").check()
    assert "Do not trust this result" in local.locator("#verdict").inner_text()
    accessible(local)
    reflows(local)


def test_its_vendored_part_is_the_one_of_the_platform_in_another_wrapping():
    """A page from the disk cannot load modules: the same bundle, with its exports as one object."""
    module = (ROOT / "app/static/vendor/evote-crypto.esm.min.js").read_text()
    wrapped = (ROOT / "verifier/evote-crypto.js").read_text()
    body, _, rest = module.partition("export{")
    names, _, notes = rest.partition("};")
    pairs = [pair.split(" as ") for pair in names.split(",")]
    returned = ",".join(f"{outer}:{inner}" for inner, outer in pairs)
    assert wrapped == f"const evoteCrypto=(()=>{{{body}return{{{returned}}};}})();{notes}"
