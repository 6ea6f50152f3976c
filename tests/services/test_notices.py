"""Notices: told once while unread, read by their owner alone, mailed once a day in the language chosen."""

import ast
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.services import close
from app.core import clock
from app.core.transaction import transaction
from app.extensions import db as database
from app.notices import jobs, queries, services, wording
from app.notices.models import MailRhythm, Notice
from tests.house.source import modules
from tests.make import people

wording.learn({"test.happened": "‘%(title)s’에 일이 있었습니다."})


@pytest.fixture
def mapo(db):
    return people.district("mapo")


def tell(district, *residents, **given):
    details = {"title": "골목 놀이터"} | given
    services.tell([one.id for one in residents], "test.happened", district=district, link=("proposals.index", {}), **details)


def of(resident):
    return list(database.session.scalars(select(Notice).where(Notice.resident_id == resident.id).order_by(Notice.id)))


def test_everybody_named_gets_one_line(mapo):
    ann, ben = people.resident("가"), people.resident("나")
    tell(mapo, ann, ben, ann)
    assert [len(of(one)) for one in (ann, ben)] == [1, 1]
    assert wording.sentence(of(ann)[0]) == "‘골목 놀이터’에 일이 있었습니다."
    assert queries.unread(ann.id) == 1


def test_the_same_key_counts_up_while_it_is_unread_and_starts_anew_once_read(mapo):
    ann = people.resident("가")
    tell(mapo, ann, key="thread:1")
    tell(mapo, ann, key="thread:1", title="새 제목")
    (only,) = of(ann)
    assert (only.times, only.details["title"]) == (2, "새 제목")
    services.read(only)
    tell(mapo, ann, key="thread:1")
    assert [notice.times for notice in of(ann)] == [2, 1]
    tell(mapo, ann, key="thread:2")
    assert queries.unread(ann.id) == 2


def test_a_whole_district_is_told_at_once(mapo, monkeypatch):
    monkeypatch.setattr(services, "ROWS_PER_STATEMENT", 2)
    crowd = [people.resident("여럿") for _ in range(5)]
    tell(mapo, *crowd, key="all")
    tell(mapo, *crowd, key="all")
    assert [[notice.times for notice in of(one)] for one in crowd] == [[2]] * 5


def test_a_refused_service_tells_nobody(mapo):
    ann = people.resident("가")

    @transaction
    def fails():
        tell(mapo, ann)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert of(ann) == []


def test_reading_all_leaves_other_peoples_alone(mapo):
    ann, ben = people.resident("가"), people.resident("나")
    tell(mapo, ann, ben)
    services.read_all(ann)
    assert (queries.unread(ann.id), queries.unread(ben.id)) == (0, 1)
    assert queries.mine(ann.id, of(ben)[0].id) is None


def test_the_daily_mail_tells_each_notice_once_and_only_to_those_who_want_it(mapo, app):
    ann, ben, unsure = people.resident("가"), people.resident("나"), people.resident("다", verified=False)
    services.choose(ben, mail=MailRhythm.OFF, language="ko")
    services.choose(ann, mail=MailRhythm.DAILY, language="en")
    tell(mapo, ann, ben, unsure)
    for _ in range(2):
        jobs.mail_the_unread()
    (letter,) = people.letters(app, ann.email)
    assert "골목 놀이터" in letter.get_content() and "once a day" in letter.get_content()
    assert people.letters(app, ben.email) == [] and people.letters(app, unsure.email) == []


def test_what_was_read_is_forgotten_in_time_and_what_a_closed_account_was_told_at_once(mapo):
    ann, ben = people.resident("가"), people.resident("나")
    tell(mapo, ann, ben)
    services.read_all(ann)
    close(ben)
    services.forget_old()
    assert len(of(ann)) == 1 and of(ben) == []
    with clock.travel(clock.now() + timedelta(days=181)):
        services.forget_old()
    assert of(ann) == []


def test_every_code_told_has_its_sentence():
    """tell(…, "code", …) and NOTICES in that room's labels belong together."""
    told = {
        node.args[1].value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "tell"
        and len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    }  # fmt: skip
    assert {code for code in told if not wording.is_known(code)} == set()
