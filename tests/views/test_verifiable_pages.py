"""Pages and doors of votes at level L2: assisted form, token and box, tracking, audit; no name reaches the box."""

import io
import json
import re
import zipfile

import pytest

from app.accounts.models import Resident
from app.extensions import db as database
from app.voting import services as voting_services
from app.voting.models import Paper
from app.voting.protocol import codes
from app.voting.protocol.canonical import b64, read, unb64
from app.voting.protocol.log import leaf_hash
from app.voting.protocol.proof_file import read_proof
from tests.conftest import sign_in
from tests.make import people, sealed, voting
from tests.statements import counted
from tests.verifier import verifier


@pytest.fixture
def paper(app):
    return sealed.paper()


@pytest.fixture
def url(paper):
    return f"/mapo/votes/{paper.id}"


def numbers(shown):
    """The two numbers of a receipt page."""
    return [re.search(rf'id="{name}"[^>]*>([^<]+)<', shown.html)[1] for name in ("tracker", "recovery")]


def test_without_scripts_a_resident_votes_changes_and_finds_the_ballot(page, paper, url):
    person = people.resident()
    shown = page(url, as_=person)
    assert "다시 투표할 수 있고" in shown.text
    review = page(f"{url}/ballot/review", data={"choice": ["p1", "p3"]})
    assert "서버가 대신 봉인합니다" in review.text
    seed = re.search(r'name="seed" value="([^"]+)"', review.html)[1]
    done = page(f"{url}/ballot/cast", data={"choice": ["p1", "p3"], "seed": seed})
    tracker, recovery = numbers(done)
    assert recovery == seed
    assert "시험 사업" not in done.text
    assert "내 표 확인으로 가는 QR 코드" in done.html
    again = page(f"{url}/ballot/cast", data={"choice": ["p1", "p3"], "seed": seed})
    assert numbers(again) == [tracker, recovery], "a second click"
    assert "투표함에 있습니다" in page(f"{url}/track", data={"tracker": tracker.lower()}).text
    assert "이미 투표하셨습니다" in page(url).text
    changed = page(f"{url}/ballot/review", data={"choice": ["p2"], "code": recovery})
    assert 'name="is_change"' in changed.html
    last = numbers(page(f"{url}/ballot/cast", data={"choice": ["p2"], "seed": recovery, "is_change": "y"}))[0]
    assert last != tracker
    assert "나중에 넣은 표로 바뀌었습니다" in page(f"{url}/track", data={"tracker": tracker}).text
    page(f"{url}/ballot/receipt", data={})
    assert "확인번호" not in page(f"{url}/ballot/receipt").text or "고를 것" in page(f"{url}/ballot/receipt").text


def test_a_press_before_the_sealing_script_sends_nothing_and_the_assisted_way_needs_no_script(page, url):
    sealing = page(f"{url}/ballot", as_=people.resident())
    awake = re.findall(r"<button[^>]*>선택 확인", re.sub(r"<noscript>.*?</noscript>", "", sealing.html, flags=re.DOTALL))
    assert len(awake) == 1 and " data-waits disabled>" in awake[0]
    assert "<noscript><button" in sealing.html
    assert f"{url}/ballot?assisted=1" in sealing.links()
    for assisted in (page(f"{url}/ballot?assisted=1"), page(f"{url}/ballot", data={"choice": ["p1"]})):
        assert "data-sealed" not in assisted.html and "data-waits" not in assisted.html
        assert "서버가 대신 봉인합니다" in assisted.text


def test_two_neighbours_on_one_device_never_share_what_it_keeps(page, url):
    def key(person):
        return re.search(r'data-voter="(\w*)"', page(f"{url}/ballot", as_=person).html)[1]

    one, other = people.resident(), people.resident()
    assert key(one) == key(one) != key(other)
    assert len(key(other)) == 24


def test_a_wrong_recovery_code_is_named_at_its_field(page, paper, url):
    person = people.resident()
    sealed.vote(paper, by=person)
    page(url, as_=person)
    for code in ("", "K7QX", "0" * 28):
        shown = page(f"{url}/ballot/review", data={"choice": ["p2"], "code": code}, status=422)
        assert "복구번호가 맞지 않습니다" in shown.text


def test_a_refused_choice_keeps_its_ticks(page, paper, url):
    page(url, as_=people.resident())
    shown = page(f"{url}/ballot/review", data={"choice": ["p1", "p2", "p3", "p4"]}, status=422)
    assert "최대 3개까지" in shown.text
    assert len(re.findall(r'name="choice"[^>]* checked', shown.html)) == 4


def test_the_plain_booth_leads_to_the_sealed_one_and_takes_nothing(page, client, paper, url):
    person = people.resident()
    assert f'action="{url}/ballot/review"' in page(url, as_=person).html
    assert client.post(f"{url}/review", data={"choice": "p1"}).location.endswith("/ballot")
    assert client.post(f"{url}/cast", data={"choice": "p1"}).status_code in (302, 409)
    assert page(f"{url}/check", as_=person).text.count("확인번호") > 0


def test_signed_out_and_closed_papers_are_told_as_usual(page, paper, url):
    assert "로그인하고 투표하기" in page(url).text
    voting_services.close(paper, by=None, role="")
    voting_services.count_paper(paper.id)
    assert "개표까지 끝난 투표입니다" in page(url, as_=people.resident()).text
    assert "누구나 검증하는 투표" in page(f"/mapo/results/{paper.id}").text


def test_token_and_box_take_a_ballot_from_a_program(client, paper, url):
    person = people.resident()
    mine = sealed.voter(paper)
    sign_in(client, person)
    answer = client.post(f"{url}/token", data={"blinded": b64(mine.blinded())})
    assert answer.status_code == 200
    token = mine.token(unb64(answer.json["signed"]))
    nobody = client.application.test_client()
    content = mine.envelope(token, {"names": ["p2"]}, 1)
    receipt = nobody.post(f"{url}/box", data=content)
    assert receipt.status_code == 200
    assert "Set-Cookie" not in receipt.headers
    assert unb64(read(receipt.data)["leaf"])
    known = nobody.get(f"{url}/box/{b64(mine.public)}")
    assert known.json == {"tok": b64(token), "ctr": 1}
    assert nobody.get(f"{url}/box/{'A' * 43}").status_code == 404
    again = client.post(f"{url}/token", data={"blinded": b64(sealed.voter(paper).blinded())})
    assert again.status_code in (409, 422)
    assert "이미 받으셨습니다" in again.json["error"]


@pytest.mark.parametrize(("content", "code"), [(b"{}", "WRONG_FIELDS"), (b"", "NOT_JSON"), (b"[" * 3000, "NOT_JSON")])
def test_the_box_refuses_by_name(client, paper, url, content, code):
    answer = client.post(f"{url}/box", data=content)
    assert answer.status_code == 409
    assert code in answer.json["error"]


def test_the_box_refuses_whoever_sends_a_name_along(client, paper, url):
    """T29."""
    sign_in(client, people.resident())
    assert client.post(f"{url}/box", data=b"{}").status_code == 400
    nobody = client.application.test_client()
    assert nobody.post(f"{url}/box", data=b"{}", headers={"Authorization": "Bearer x"}).status_code == 400
    assert nobody.post(f"{url}/box", data=b"x" * 5000).status_code == 400


def test_a_token_needs_a_person_and_a_token_of_the_form(client, paper, url):
    assert client.post(f"{url}/token", data={"blinded": "AAAA"}).status_code == 302
    sign_in(client, people.resident())
    assert client.post(f"{url}/token", data={"blinded": "not base64!"}).status_code in (409, 422)
    client.application.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"{url}/token", data={"blinded": b64(sealed.voter(paper).blinded())}).status_code == 400


def test_the_manifest_is_served_byte_for_byte(client, paper, url):
    assert client.get(f"{url}/manifest.json").data.decode() == sealed.side(paper).manifest


def test_an_observer_downloads_everything_and_checks_it(client, page, paper, url):
    ticket = sealed.vote(paper, ["p1"])
    assert "마감할 때까지 열리지 않습니다" in page(f"/mapo/results/{paper.id}/audit").text
    voting_services.close(paper, by=None, role="")
    voting_services.count_paper(paper.id)
    shown = page(f"/mapo/results/{paper.id}/audit")
    assert sealed.side(paper).election in shown.text
    report = verifier.verify(io.BytesIO(client.get(f"/mapo/results/{paper.id}/export.zip").data), receipts=[ticket.receipt])
    assert report.exit_code == 3
    assert client.get("/mapo/votes/verify.py").data == services_program()
    page_files = zipfile.ZipFile(io.BytesIO(client.get("/mapo/votes/verifier-page.zip").data))
    assert {"verify.html", "verify.js", "page.js", "evote-crypto.js"} <= set(page_files.namelist())
    leaf = leaf_hash(unb64(read(ticket.receipt)["leaf"]))
    proof = read_proof(client.get(f"{url}/proof/{leaf.hex()}").text)
    assert proof.check(sealed.side(paper).frozen.log).size == 7
    assert "공개 기록에 있습니다" in page(f"{url}/track", data={"tracker": codes.tracker(leaf)}).text
    assert client.get(f"{url}/proof/{'0' * 64}").status_code == 404


def services_program():
    from app.verifiable.views import PROGRAM

    return PROGRAM.read_bytes()


@pytest.mark.parametrize("typed", ["", "K7QX", "U" * 16, "x" * 70])
def test_a_mistyped_tracker_is_told(page, url, typed):
    page(f"{url}/track", data={"tracker": typed}, status=422)


def test_an_unknown_tracker_is_told(page, url):
    assert "없는 번호입니다" in page(f"{url}/track", data={"tracker": "0" * 16}).text


def test_pages_take_few_statements(app, client, paper, url):
    for _ in range(3):
        sealed.vote(paper)
    person_id = people.resident().id
    sign_in(client, database.session.get_one(Resident, person_id))
    for path in (f"{url}/ballot", f"{url}/track", f"/mapo/results/{paper.id}/audit", f"/mapo/results/{paper.id}"):
        with counted() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= 12, (path, len(statements))


def test_another_district_has_none_of_it(client, paper):
    for path in ("ballot", "manifest.json", "track", "box/" + "A" * 43, "proof/" + "0" * 64):
        assert client.get(f"/eunpyeong/votes/{paper.id}/{path}").status_code in (302, 404)
    assert client.get(f"/eunpyeong/results/{paper.id}/audit").status_code == 404
    assert client.get(f"/eunpyeong/results/{paper.id}/export.zip").status_code == 404


def test_a_plain_paper_has_no_sealed_pages(client, page, app):
    plain = voting.paper()
    for path in (f"/mapo/votes/{plain.id}/track", f"/mapo/votes/{plain.id}/manifest.json", f"/mapo/results/{plain.id}/audit"):
        assert client.get(path).status_code == 404
    assert "누구나 검증하는 투표" not in page(f"/mapo/results/{plain.id}").text


def test_nothing_on_the_way_says_what_was_chosen(client, paper, url):
    """The counted result aside, no page, log or export tells a choice before the close."""
    sealed.vote(paper, ["p4"])
    public = client.get(f"/mapo/results/{paper.id}/export.zip").data
    with __import__("zipfile").ZipFile(io.BytesIO(public)) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b'"names"' in text for text in texts.values())
    assert json.loads(texts["manifest.json"])["level"] == "L2"
    assert database.session.get_one(Paper, paper.id).ballots_sha256 is None


def test_the_result_of_few_voters_says_that_their_ballots_are_public(page, paper):
    sealed.vote(paper, ["p1"])
    voting_services.close(paper, by=None, role="")
    voting_services.count_paper(paper.id)
    shown = page(f"/mapo/results/{paper.id}").text
    assert "투표한 사람이 적은 선거인단이 있습니다" in shown
    assert "낱낱의 표를 공개하지 않는" not in shown
