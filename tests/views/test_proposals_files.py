"""Pictures and documents of proposals: sent in a plain form, handed out harmless, kept apart by district, taken off on record."""

from io import BytesIO
from pathlib import Path

import pytest

from app.core import files
from app.core.history import entries
from app.extensions import db
from app.proposals import queries, rules, services
from app.proposals.models import Attachment
from tests.conftest import sign_in
from tests.make import files as made
from tests.make import people, proposals


def send(browser, path, content, name="사진.jpg", status=200, **given):
    data = {"file": (BytesIO(content), name), **given}
    answer = browser.post(path, data=data, content_type="multipart/form-data", follow_redirects=True)
    assert answer.status_code == status, answer.text[:500]
    return people._checked(answer, status)


def stored_files(app):
    root = Path(app.config["INSTANCE_PATH"]) / "attachments" / "mapo"
    return {path.name for path in root.rglob("*") if path.is_file()}


def attached(owner, content=None, *, by, name="사진.jpg"):
    return services.attach(owner, BytesIO(content or made.picture()), by=by, name=name, alt="고장 난 계단")


def test_a_picture_goes_from_the_draft_to_the_proposal_and_is_shown(app, browser_of, writer):
    browser = browser_of(writer)
    before = stored_files(app)
    check = browser.write()
    page = send(browser, check.replace("check", "files"), made.located(), alt="물이 고인 계단")
    assert page.path == check
    assert page.all("img", alt="물이 고인 계단")
    send(browser, check.replace("check", "files"), made.hwpx(), "../../제안서.hwpx")
    (draft,) = queries.drafts(writer.id)
    picture, paper = queries.files(draft)
    assert (picture.name, paper.name) == ("사진.jpg", "제안서.hwpx")
    stranger = browser_of()
    assert stranger.get(f"/mapo/files/{picture.id}/full").status_code == 404, "a draft's files are its writer's"
    browser.send(check, seen=rules.seal(draft.answers))
    (proposal,) = queries.listing(people.district())
    shown = stranger.page(f"/mapo/proposals/{proposal.number}")
    assert shown.all("img", alt="물이 고인 계단")
    assert "제안서.hwpx" in shown.text
    assert len(stored_files(app) - before) == 3


def test_files_are_handed_out_so_that_they_can_do_no_harm(browser_of, writer):
    proposal = proposals.proposal(by=writer)
    kinds = {
        attached(proposal, by=writer).id: ("image/jpeg", "inline"),
        attached(proposal, made.pdf(), by=writer, name="계획.pdf").id: ("application/pdf", "attachment"),
        attached(proposal, made.hwp(), by=writer, name="계획.exe").id: ("application/x-hwp", "attachment"),
    }
    stranger = browser_of()
    for number, (media_type, how) in kinds.items():
        for size in ("full", "small"):
            answer = stranger.get(f"/mapo/files/{number}/{size}")
            assert answer.status_code == 200
            assert answer.mimetype == media_type
            assert answer.headers["Content-Disposition"].startswith(how)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        again = stranger.get(f"/mapo/files/{number}/full", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code in (200, 304)
    assert stranger.get("/mapo/files/999/full").status_code == 404


def test_a_file_of_another_district_is_not_there(browser_of, writer):
    people.district("jongno")
    file = attached(proposals.proposal(by=writer), by=writer)
    browser = browser_of(writer)
    for path in ("full", "small"):
        assert browser.get(f"/jongno/files/{file.id}/{path}").status_code == 404
    for path in ("remove", "describe"):
        assert browser.post(f"/jongno/files/{file.id}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "", "파일을 골라 주세요"),
        (b"<script>alert(1)</script>", "사진.jpg", "내용을 보고 판단합니다"),
        (b"MZ\x90\0", "계획.hwp", "내용을 보고 판단합니다"),
        (b"\xff\xd8\xff broken", "사진.jpg", "사진을 읽을 수 없습니다"),
        (b"x" * (rules.FILE_MAXIMUM_BYTES + 1), "큰.pdf", "15MB까지 올릴 수 있습니다"),
    ],
)
def test_what_is_no_picture_or_document_is_refused_in_the_form_and_leaves_nothing(app, browser_of, writer, content, name, said):
    browser = browser_of(writer)
    check, before = browser.write(), stored_files(app)
    page = send(browser, check.replace("check", "files"), content, name, status=422, alt="남겨 둘 설명")
    assert said in page.text
    assert page.all("input", name="alt")[-1]["value"] == "남겨 둘 설명"
    assert "3,000만원" in page.text, "the rest of the page stays"
    assert db.session.query(Attachment).count() == 0
    assert stored_files(app) == before


def test_more_than_the_whole_request_may_weigh_is_cut_off_and_other_routes_stay_small(app, browser_of, writer):
    browser = browser_of(writer)
    check = browser.write()
    answer = browser.post(
        check.replace("check", "files"),
        data=bytes(rules.UPLOAD_MAXIMUM_BYTES + 1),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert "40MB" in answer.text
    other = browser.post(check, data={"seen": "x" * 3_000_000})
    assert other.status_code == 413
    assert "2MB" in other.text


def test_there_is_an_end_to_files(browser_of, writer):
    proposal = proposals.proposal(by=writer)
    for _ in range(rules.FILES_PER_PROPOSAL):
        attached(proposal, by=writer)
    with pytest.raises(rules.TooManyFiles):
        attached(proposal, by=writer)
    assert "모두 붙였습니다" in browser_of(writer).page(f"/mapo/proposals/{proposal.number}/files").text


def test_a_file_is_taken_off_with_a_reason_that_stays_while_its_content_goes(app, browser_of, writer):
    proposal = proposals.proposal(by=writer)
    file = attached(proposal, by=writer)
    browser, other = browser_of(writer), browser_of(people.resident())
    assert other.post(f"/mapo/files/{file.id}/remove", data={"reason": "남의 사진"}).status_code == 403
    browser.page(f"/mapo/files/{file.id}/remove")
    browser.send(f"/mapo/files/{file.id}/remove", 422, reason="")
    browser.send(f"/mapo/files/{file.id}/remove", reason="다른 사람 얼굴이 보입니다")
    assert browser.get(f"/mapo/files/{file.id}/full").status_code == 404
    assert [entry.action for entry in entries(proposal)][-2:] == ["proposal.file_added", "proposal.file_removed"]
    assert entries(proposal)[-1].reason == "다른 사람 얼굴이 보입니다"
    assert not {file.stored, file.thumbnail} & stored_files(app)
    assert db.session.get(Attachment, file.id).removed_at is not None


def test_a_picture_can_be_described_later_and_its_words_hold_no_registration_number(browser_of, writer):
    draft = proposals.draft(writer)
    file = attached(draft, by=writer)
    browser = browser_of(writer)
    browser.send(f"/mapo/files/{file.id}/describe", alt="난간이 없는 계단")
    assert db.session.get(Attachment, file.id).alt == "난간이 없는 계단"
    assert browser.post(f"/mapo/files/{file.id}/describe", data={"alt": "900101-1234567"}).status_code == 422
    browser.send(f"/mapo/files/{file.id}/remove")
    assert queries.files(draft) == []


def test_a_swept_draft_takes_its_files_along(app, writer):
    people.district()
    draft = proposals.draft(writer)
    file = attached(draft, by=writer)
    services.forget_drafts(writer)
    assert not {file.stored, file.thumbnail} & stored_files(app)
    assert db.session.query(Attachment).count() == 0


def test_a_judged_proposal_keeps_the_files_it_has(browser_of, writer, monkeypatch):
    from tests.views.test_proposals_pages import Reviewing

    proposal = proposals.proposal(by=writer)
    file = attached(proposal, by=writer)
    monkeypatch.setattr(rules, "locks", [lambda subject: Reviewing()])
    browser = browser_of(writer)
    page = browser.page(f"/mapo/proposals/{proposal.number}/files")
    assert "부서가 검토하고 있습니다" in page.text
    assert not page.all("input", type="file")
    send(browser, f"/mapo/proposals/{proposal.number}/files", made.picture(), status=422)
    browser.send(f"/mapo/files/{file.id}/remove", 422, reason="그래도 뗍니다")
    assert files.path_of("attachments/mapo", file.stored).exists()


def test_a_file_sent_by_a_page_of_an_ended_session_changes_nothing(app, client, writer):
    people.district()
    draft = proposals.draft(writer)
    sign_in(client, writer)
    app.config["WTF_CSRF_ENABLED"] = True
    data = {"file": (BytesIO(made.picture()), "a.jpg")}
    answer = client.post(f"/mapo/propose/{draft.key}/files", data=data, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert db.session.query(Attachment).count() == 0
