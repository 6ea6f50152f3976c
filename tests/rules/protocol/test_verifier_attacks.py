"""Every attack of the list, planted in an otherwise honest export: the verifier must name the check that found it."""

import io
import random
import zipfile

import pytest

from app.voting.ballot import names
from app.voting.protocol import export, leaves
from app.voting.protocol.log import leaf_hash
from tests.make import attacks, verifiable
from tests.verifier import verifier


def found(files, **given):
    """The checks that failed."""
    return verifier.verify(io.BytesIO(export.zipped(files)), **given).failures()


@pytest.fixture(scope="module")
def honest():
    vote, cast = verifiable.usual(witnessed=True)
    vote.finish()
    return vote, cast


@pytest.fixture
def files(honest):
    return dict(honest[0].files())


def test_an_honest_vote_passes_every_check(honest, files):
    vote, cast = honest
    report = verifier.verify(vote.zip(), receipts=[one.receipt for one in cast], election=vote.election.hex())
    assert report.exit_code == 0, list(report.lines("en"))
    checks = {check for check, level, *_ in report.findings if level == "ok"}
    assert checks == {f"V{n}" for n in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17)}


def test_every_finding_is_told_in_both_languages(honest):
    report = verifier.verify(honest[0].zip())
    assert len(list(report.lines("ko"))) == len(list(report.lines("en"))) == len(report.findings) + 1
    assert all(korean and english and korean != english for _, _, korean, english in report.findings)


@pytest.mark.parametrize(("attack", "check"), attacks.BENT.items(), ids=lambda one: getattr(one, "__name__", one))
def test_a_bent_export_is_named(honest, files, attack, check):
    attack(files, honest[0])
    assert files != honest[0].files(), "the attack did nothing"
    assert check in found(files)


def test_what_no_witness_has_signed_is_never_called_good(honest, files):
    """T22: the operator leaves the witnesses out. Nothing in the signatures is wrong, and the verifier says what is missing."""
    attacks.no_witness(files, honest[0])
    report = verifier.verify(io.BytesIO(export.zipped(files)))
    assert report.exit_code == 3
    assert {check for check, level, *_ in report.findings if level == "warning"} == {"V5", "V6"}


def test_every_check_says_one_line_at_least(honest, files):
    del files["result.json"]
    for given in (honest[0].files(), files, {}, {"manifest.json": b"{}"}):
        report = verifier.verify(io.BytesIO(export.zipped(given)))
        assert {check for check, *_ in report.findings} == set(verifier.CHECKS)


def test_one_flipped_bit_anywhere_fails(honest, files):
    """T21: any bit of any file."""
    chance = random.Random(20260301)
    for name, content in sorted(files.items()):
        for place in [0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(25))]:
            flipped = bytearray(content)
            flipped[place] ^= 1 << chance.randrange(8)
            assert found({**files, name: bytes(flipped)}), (name, place)


@pytest.mark.parametrize("name", ["manifest.json", "log.jsonl", "checkpoints.txt", "result.json", "ballots/0001.jsonl"])
def test_a_missing_or_empty_file_fails(files, name):
    assert found({other: content for other, content in files.items() if other != name})
    assert found({**files, name: b""})


@pytest.mark.parametrize("name", ["extra.txt", "../manifest.json", "ballots/0001.json", "paper/a b.json"])
def test_a_file_that_does_not_belong_fails(files, name):
    assert found({**files, name: b"{}"})


def test_what_is_no_zip_fails_and_does_not_break_down(tmp_path):
    for content in (b"", b"PK\3\4", b"not a zip at all"):
        assert verifier.verify(io.BytesIO(content)).exit_code == 2
    assert verifier.verify(str(tmp_path / "missing.zip")).exit_code == 2


def test_a_doubled_file_fails(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in files:
            archive.writestr(name, files[name])
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("result.json", files["result.json"])
    assert verifier.verify(stream).exit_code == 2


# --- a dishonest operator, who holds every key of the server and signs his lies ---


@pytest.fixture
def open_vote():
    return verifiable.usual()


@pytest.mark.parametrize("name", sorted(attacks.LIES))
def test_a_lie_of_the_operator_is_named_by_the_check_that_sees_it(open_vote, name):
    case = attacks.LIES[name](*open_vote)
    assert found(case.files, **case.given) == case.fails


def test_before_the_close_a_promise_may_still_be_kept(open_vote):
    vote, _ = open_vote
    waiting = vote.cast("late", names(["p4"]))
    report = verifier.verify(vote.zip(), receipts=[waiting.receipt])
    assert report.exit_code == 3
    assert ("V17", "warning") in {(check, level) for check, level, *_ in report.findings}


def test_an_honest_log_continues_what_was_published(open_vote):
    vote, _ = open_vote
    old, noted = vote.zip(), vote.heads[-1]
    vote.finish()
    assert verifier.verify(vote.zip(), previous=old).exit_code == 0
    assert verifier.verify(vote.zip(), head=noted).exit_code == 0
    assert verifier.verify(vote.zip()).exit_code == 3, "without any witness the verifier must not say that all is well"


def test_a_forged_receipt_is_called_what_it_is(open_vote):
    case = attacks.LIES["a_forged_receipt"](*open_vote)
    report = verifier.verify(io.BytesIO(export.zipped(case.files)), **case.given)
    assert "signature does not hold" in "\n".join(report.lines("en"))


# --- voters who send nonsense: each is one spoiled ballot, counted once, and both counts agree ---


def test_strange_ballots_are_spoiled_once_and_both_counts_agree():
    vote, _ = verifiable.usual(witnessed=True)
    attacks.strange_ballots(vote)
    vote.close()
    result = vote.open_and_count()
    assert result.spoiled["BAD_PADDING"] == 2
    assert result.spoiled["UNKNOWN_OPTION"] == 1
    assert "<b>my own code</b>" not in result.spoiled
    assert sum(result.spoiled.values()) == 17
    report = verifier.verify(vote.zip())
    assert report.exit_code == 0, list(report.lines("en"))


def test_what_another_districts_ballot_offers_is_spoiled_and_both_counts_agree():
    vote = attacks.with_styles()
    result = vote.open_and_count()
    assert result.spoiled == {"NOT_ON_THIS_BALLOT": 2}
    assert {code: (cast["valid"], cast["spoiled"]) for code, cast in result.ballots_cast.items()} == {
        "mapo": (2, 1),
        "eunpyeong": (2, 1),
    }
    assert [result.outcomes[code].votes for code in ("p1", "p4", "p5", "p6")] == [2, 2, 1, 1]
    report = verifier.verify(vote.zip())
    assert report.exit_code == 0, list(report.lines("en"))


@pytest.mark.parametrize("areas", ["마포구", [1], 7, {"마포구": True}])
def test_areas_that_are_no_list_of_names_fail_the_count(areas):
    question = attacks.styled()
    count = verifier.Count(question, {})
    assert count.offered["mapo"] == {"p1", "p2", "p3", "p4"}
    question["electorates"][0]["areas"] = areas
    with pytest.raises(ValueError, match="areas"):
        verifier.Count(question, {})


def test_paper_ballots_are_counted_with_the_others():
    assert found(attacks.with_paper()) == set()


# --- the program itself ---


def test_the_command_answers_by_its_exit_code(honest, tmp_path, capsys):
    vote, cast = honest
    good, bad, receipt = tmp_path / "good.zip", tmp_path / "bad.zip", tmp_path / "receipt.json"
    good.write_bytes(vote.zip().getvalue())
    receipt.write_bytes(cast[0].receipt)
    broken = vote.files()
    attacks.change_result(broken, vote)
    bad.write_bytes(export.zipped(broken))
    assert verifier.main([str(good), "--receipt", str(receipt), "--lang", "en"]) == 0
    assert "Every check holds." in capsys.readouterr().out
    assert verifier.main([str(bad)]) == 2
    assert "믿지 마십시오" in capsys.readouterr().out


def test_leaves_lie_in_the_order_of_their_hashes(honest):
    """T27: within an epoch nothing tells which ballot came first."""
    vote, _ = honest
    batch = [line for line in vote.leaves[2:6] if b'"ballot"' in line]
    assert len(batch) == 4
    assert batch == sorted(batch, key=leaf_hash)
    assert leaves.read_leaf(batch[0], vote.election)["t"] == "ballot"
