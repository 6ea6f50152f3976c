"""The voter's program in a real browser against the Python side: keys, blinding, sealing, receipts, codes agree byte for byte."""

import json
import re
from hashlib import sha256

import pytest
import segno

from app.verifiable.services import PROGRAM
from app.voting.protocol import codes
from app.voting.protocol.canonical import b64, canonical, unb64
from app.voting.protocol.envelope import answer, checked
from app.voting.protocol.log import leaf_hash
from app.voting.protocol.voter import Voter
from tests.house.source import APP
from tests.make import protocol_vectors, verifiable
from tests.verifier import verifier

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
KNOWN = json.loads((protocol_vectors.FOLDER / "vectors.json").read_text())
AS_TEXT = "const v = await import('/static/js/verifiable.js'); const hex = (b) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');"


@pytest.fixture
def run(visit):
    """run(script, *given): an async function's body in a page of the house; `v` is the module under test."""
    page = visit("/help")

    def call(script, *given):
        return page.evaluate(f"async (given) => {{ {AS_TEXT} {script} }}", list(given))

    return call


def test_the_published_vectors_come_out_of_the_browser(run):
    got = run(
        """
        const manifest = v.readManifest(given[0], given[1]);
        const voter = new v.Voter(manifest, 'citizens', v.readRecovery(given[2]));
        return [manifest.hex, hex(voter.public), hex(voter.randomizer), hex(voter.seed), voter.recovery];
        """,
        KNOWN["manifest"], KNOWN["E"], KNOWN["recovery_code"].lower().replace("0", "o"),
    )  # fmt: skip
    assert got == [KNOWN["E"], KNOWN["ballot_key"], KNOWN["randomizer"], KNOWN["seed"], KNOWN["recovery_code"]]


def test_a_ballot_made_in_the_browser_goes_the_whole_way(run):
    """Blinded there, signed here, sealed there, checked, promised and opened here, receipt checked there; the verifier agrees."""
    vote, _ = verifiable.usual(witnessed=True)
    manifest = vote.manifest.data.decode()
    asked = run(
        """
        const manifest = v.readManifest(given[0], given[1]);
        globalThis.voter = v.Voter.fresh(manifest, 'citizens');
        globalThis.kept = await voter.blind();
        return v.b64(kept.blinded);
        """,
        manifest, vote.election.hex(),
    )  # fmt: skip
    signed = vote.issue("in the browser", "citizens", unb64(asked))
    first, second = run(
        """
        globalThis.token = await voter.token(v.unb64(given[0]), kept.inverse);
        globalThis.made = [voter.envelope(token, {names: ['p4']}, 1), voter.envelope(token, {names: ['p1', 'p2', 'p3']}, 2, '복숭아')];
        return made;
        """,
        b64(signed),
    )
    assert len(first.encode()) == len(second.encode())
    receipts = [vote.put(first.encode()), vote.put(second.encode())]
    trackers = run("return given.map((text, i) => voter.receipt(text, made[i]));", *[text.decode() for text in receipts])
    envelope = checked(vote.manifest, second.encode())
    assert trackers == [codes.tracker(leaf_hash(checked(vote.manifest, one.encode()).leaf)) for one in (first, second)]
    assert answer(vote.manifest, vote.opening, envelope) == {"names": ["p1", "p2", "p3"]}
    vote.finish()
    report = verifier.verify(vote.zip(), receipts=receipts)
    assert report.exit_code == 0, list(report.lines("en"))


def test_the_recovery_code_of_the_browser_is_the_one_of_the_other_side(run):
    vote = verifiable.Vote()
    code, public = run(
        "const voter = v.Voter.fresh(v.readManifest(given[0]), 'citizens'); return [voter.recovery, hex(voter.public)];",
        vote.manifest.data.decode(),
    )
    assert Voter(vote.manifest, "citizens", codes.read_recovery(code)).public.hex() == public


def test_the_browser_refuses_what_it_must_not_trust(run):
    """T14: another manifest, a key of the issuer's choice, a receipt for another ballot or without the log's promise."""
    vote, other = verifiable.Vote(), verifiable.Vote()
    stranger = verifiable.issuer("stranger")
    refused = """
        const no = async (work) => { try { await work(); return false; } catch { return true; } };
        const manifest = v.readManifest(given[0]);
        const voter = v.Voter.fresh(manifest, 'citizens');
    """
    asked = run(
        f"{refused} globalThis.voter = voter; globalThis.kept = await voter.blind(); return v.b64(kept.blinded);",
        vote.manifest.data.decode(),
    )
    tagging = stranger.sign(bytes(1) + unb64(asked)[1:])
    cast = vote.cast("person", {"names": ["p1"]})
    assert run(
        f"""{refused}
        return Promise.all([
          no(() => v.readManifest(given[1], manifest.hex)), no(() => v.readManifest(given[0] + ' ')),
          no(() => new v.Voter(manifest, 'committee', v.random(16))), no(() => globalThis.voter.token(v.unb64(given[2]), kept.inverse)),
          no(() => voter.receipt(given[3], given[4])), no(() => v.canonical({{a: 1.5}})), no(() => v.unb64('YR')),
          v.readRecovery('K7QX') === null,
        ]);
        """,
        vote.manifest.data.decode(), other.manifest.data.decode(), b64(tagging), cast.receipt.decode(), cast.envelope.decode(),
    ) == [True] * 8  # fmt: skip


def test_a_qr_code_drawn_in_the_browser_is_the_one_of_the_library_on_the_server(run, monkeypatch):
    """But for a byte too many that segno puts before its padding where the data end with a byte; readers skip it."""
    monkeypatch.setattr(segno.encoder, "write_padding_bits", lambda buff, version, length: buff.extend([0] * (-length % 8)))
    texts = [
        "a",
        "확인",
        *(f"https://vote.example.org/mapo/votes/{7 * n}/track#{'K7QX-2M9P-' * n}" for n in range(1, 13)),
        "x" * 180,
    ]
    drawn = run("const { matrix } = await import('/static/js/qr.js'); return given.map(matrix);", *texts)
    for text, rows in zip(texts, drawn, strict=True):
        ours = ["".join(map(str, row)) for row in rows]
        known = segno.make(text.encode(), error="m", mode="byte", micro=False, boost_error=False)
        masks = [
            segno.make(text.encode(), error="m", mode="byte", version=known.version, mask=mask, boost_error=False)
            for mask in range(8)
        ]
        assert ours in [["".join(map(str, row)) for row in one.matrix] for one in masks], text
    assert run("const { matrix } = await import('/static/js/qr.js'); return matrix(given[0]);", "x" * 181) is None


def test_the_hash_of_the_program_covers_everything_the_sealed_page_imports():
    todo, found = ["js/cast.js"], set()
    while todo:
        found.add(name := todo.pop())
        inside = re.findall(r"""(?:from|import\()\s*['"](\.[^'"]+)['"]""", (APP / "static" / name).read_text())
        todo += {
            str((APP / "static" / name).parent.joinpath(one).resolve().relative_to(APP / "static")) for one in inside
        } - found
    assert found == set(PROGRAM)


@pytest.mark.parametrize(
    "value", [{"b": 1, "a": [True, None, '가\n"\\/']}, {"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3}, [{"1": {}, "10": []}]]
)
def test_both_sides_spell_the_same_json(run, value):
    assert run("return v.canonical(given[0]);", value) == canonical(value).decode()


def test_the_vendored_program_is_the_one_that_was_listed():
    listed = (APP / "static" / "vendor" / "VENDORED.md").read_text()
    for path in (APP / "static" / "vendor").glob("*.js"):
        assert sha256(path.read_bytes()).hexdigest() in listed, path.name
