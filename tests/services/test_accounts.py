"""What an account promises."""

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app import create_app
from app.accounts import export, jobs, queries, rules, services
from app.accounts.models import CodePurpose, ConsentKind, EmailCode, Resident
from app.core import clock
from app.core.history import HistoryEntry
from app.districts.states import Role
from app.extensions import db as database
from tests.make import people
from tests.parallel import at_once

BOTH = {ConsentKind.TERMS, ConsentKind.PRIVACY}


def sign_up(**given):
    fields = {
        "email": "new@example.test", "display_name": "새 주민", "birth_date": date(1990, 1, 1), "home_district": None, "consents": BOTH
    }  # fmt: skip
    return services.sign_up(**fields | given)


def how_many_residents():
    return database.session.scalar(select(func.count()).select_from(Resident))


def test_a_second_account_for_the_same_address_is_refused(app):
    people.resident(email="One@Example.test")
    with pytest.raises(services.EmailTaken):
        people.resident(email="one@example.test")


def test_of_two_people_who_take_an_address_at_the_same_moment_one_is_refused(app):
    answers = at_once(app, [lambda: sign_up().id, lambda: sign_up().id])
    assert sorted(type(answer).__name__ for answer in answers) == ["EmailTaken", "int"]
    assert how_many_residents() == 1


def test_a_form_sent_twice_makes_one_account(app):
    answers = at_once(app, [lambda: sign_up(once="a" * 32).id, lambda: sign_up(once="a" * 32).id])
    assert answers[0] == answers[1]
    assert how_many_residents() == 1


def test_the_key_of_a_form_opens_no_account_of_another_address_nor_later_nor_once_it_is_confirmed(app):
    resident = sign_up(once="k" * 32)
    assert sign_up(once="k" * 32, email="other@example.test").id != resident.id
    with pytest.raises(services.EmailTaken):
        sign_up(once="another key", email="other@example.test")
    with clock.travel(clock.now() + timedelta(minutes=11)), pytest.raises(services.EmailTaken):
        sign_up(once="k" * 32)
    services.redeem_code(resident.email, CodePurpose.VERIFY, services.issue_code(resident.email, CodePurpose.VERIFY))
    with pytest.raises(services.EmailTaken):
        sign_up(once="k" * 32)


@pytest.mark.parametrize("missing", sorted(BOTH))
def test_the_needed_consents_are_asked_one_by_one(app, missing):
    with pytest.raises(rules.ConsentMissing) as refusal:
        sign_up(consents=set(ConsentKind) - {missing})
    assert refusal.value.field == missing.value


def test_a_code_works_once_and_confirms_the_address(app):
    resident = people.resident(verified=False)
    code = services.issue_code(resident.email, CodePurpose.SIGN_IN)
    assert services.redeem_code(resident.email, CodePurpose.SIGN_IN, code).assurance == 1
    with pytest.raises(services.WrongCode):
        services.redeem_code(resident.email, CodePurpose.SIGN_IN, code)


def test_a_code_may_be_pasted_with_spaces_hyphens_or_full_width_digits(app):
    resident = people.resident()
    for write in (
        lambda c: f" {c[:3]} {c[3:]} ",
        lambda c: f"{c[:3]}-{c[3:]}",
        lambda c: c.translate({48 + n: 0xFF10 + n for n in range(10)}),
    ):
        code = services.issue_code(resident.email, CodePurpose.SIGN_IN)
        assert services.redeem_code(resident.email, CodePurpose.SIGN_IN, write(code)).id == resident.id


def wrong(code):
    return "000000" if code != "000000" else "111111"


def test_five_wrong_tries_use_a_code_up(app):
    resident = people.resident()
    code = services.issue_code(resident.email, CodePurpose.SIGN_IN)
    for _ in range(5):
        with pytest.raises(services.WrongCode):
            services.redeem_code(resident.email, CodePurpose.SIGN_IN, wrong(code))
    with pytest.raises(services.WrongCode):
        services.redeem_code(resident.email, CodePurpose.SIGN_IN, code)


def test_the_fifth_try_may_still_be_the_right_one(app):
    resident = people.resident()
    code = services.issue_code(resident.email, CodePurpose.SIGN_IN)
    for _ in range(4):
        with pytest.raises(services.WrongCode):
            services.redeem_code(resident.email, CodePurpose.SIGN_IN, wrong(code))
    assert services.redeem_code(resident.email, CodePurpose.SIGN_IN, code)


def test_of_two_who_use_one_code_at_the_same_moment_one_gets_in(app):
    resident = people.resident()
    email, code = resident.email, services.issue_code(resident.email, CodePurpose.SIGN_IN)
    answers = at_once(app, [lambda: services.redeem_code(email, CodePurpose.SIGN_IN, code).id] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["WrongCode", "int"]


def test_of_two_codes_asked_for_at_the_same_moment_one_works(app):
    """The newest: the mail that comes last holds the number to type."""
    email = people.resident().email
    codes = at_once(app, [lambda: services.issue_code(email, CodePurpose.SIGN_IN)] * 2)
    works = []
    for code in codes:
        try:
            works.append(services.redeem_code(email, CodePurpose.SIGN_IN, code).email)
        except services.WrongCode:
            continue
    assert works == [email]


def test_the_most_talkative_log_tells_no_address_code_or_hash(tmp_path, caplog):
    for name in ("", "sqlalchemy"):
        caplog.set_level(logging.DEBUG, name)
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'talkative.sqlite3'}", "TESTING": True})
    with app.app_context():
        database.create_all()
        people.resident(email="quiet@example.test", password=people.PASSWORD)
        code = services.issue_code("quiet@example.test", CodePurpose.SIGN_IN)
        services.send_code("quiet@example.test", CodePurpose.VERIFY)
        services.redeem_code("quiet@example.test", CodePurpose.SIGN_IN, code)
        queries.by_email("quiet@example.test")
        database.session.remove()
        database.engine.dispose()
    logging.getLogger("sqlalchemy.engine").setLevel(logging.NOTSET)
    told = " ".join(record.getMessage() for record in caplog.records)
    assert "SELECT" in told
    assert not [word for word in ("quiet@example.test", code, people.PASSWORD, "$argon2") if word in told]


def test_a_code_dies_after_ten_minutes(app):
    resident = people.resident()
    code, start = services.issue_code(resident.email, CodePurpose.SIGN_IN), clock.now()
    with clock.travel(start + timedelta(minutes=10, seconds=1)), pytest.raises(services.WrongCode):
        services.redeem_code(resident.email, CodePurpose.SIGN_IN, code)


def test_a_new_code_ends_the_one_before_it(app):
    resident = people.resident()
    first, second = (services.issue_code(resident.email, CodePurpose.SIGN_IN) for _ in range(2))
    if first != second:
        with pytest.raises(services.WrongCode):
            services.redeem_code(resident.email, CodePurpose.SIGN_IN, first)
    assert services.redeem_code(resident.email, CodePurpose.SIGN_IN, second)


@pytest.mark.parametrize("purpose", list(CodePurpose))
def test_a_code_is_good_for_its_purpose_only(app, purpose):
    resident = people.resident()
    code = services.issue_code(resident.email, purpose)
    for other in set(CodePurpose) - {purpose}:
        with pytest.raises(services.WrongCode):
            services.redeem_code(resident.email, other, code)


def test_codes_for_two_purposes_live_side_by_side(app):
    resident = people.resident()
    codes = {purpose: services.issue_code(resident.email, purpose) for purpose in CodePurpose}
    for purpose in reversed(CodePurpose):
        assert services.redeem_code(resident.email, purpose, codes[purpose]).id == resident.id


def test_nothing_is_kept_that_would_give_a_code_away(app):
    resident = people.resident()
    code = services.issue_code(resident.email, CodePurpose.SIGN_IN)
    row = database.session.scalars(select(EmailCode)).one()
    assert code not in row.code_hash
    assert len(row.code_hash) == 64


def test_a_code_is_mailed_and_appears_in_no_log_of_any_level(app, caplog):
    resident = people.resident()
    for name in ("", "sqlalchemy"):
        caplog.set_level(logging.DEBUG, name)
    for name in ("huey", "sqlalchemy.engine", "app"):
        caplog.set_level(logging.DEBUG, logger=name)
    services.send_code(resident.email, CodePurpose.SIGN_IN)
    code = people.mailed_code(app, resident.email)
    assert any(record.name.startswith("huey") for record in caplog.records), "the queue did not speak: the test proves nothing"
    assert not [record for record in caplog.records if code in record.getMessage() or code in str(record.args)]


def test_an_address_without_an_account_gets_no_mail(app):
    services.send_code("nobody@example.test", CodePurpose.SIGN_IN)
    assert people.letters(app, "nobody@example.test") == []


def test_no_mail_leaves_when_the_transaction_fails(app, monkeypatch):
    resident = people.resident()
    before = len(people.letters(app, resident.email))
    monkeypatch.setattr(database.session, "commit", lambda: (_ for _ in ()).throw(RuntimeError("disk full")))
    with pytest.raises(RuntimeError):
        services.send_code(resident.email, CodePurpose.SIGN_IN)
    monkeypatch.undo()
    assert len(people.letters(app, resident.email)) == before


def test_whoever_proves_an_address_first_evicts_the_stranger_who_signed_up_with_it(app):
    resident = people.resident(verified=False, password=people.PASSWORD)
    session_id = resident.get_id()
    services.redeem_code(resident.email, CodePurpose.SIGN_IN, services.issue_code(resident.email, CodePurpose.SIGN_IN))
    assert not people.again(resident).has_password
    assert resident.get_id() != session_id


def test_confirming_from_within_the_account_keeps_its_password(app):
    resident = people.resident(verified=False, password=people.PASSWORD)
    services.redeem_code(resident.email, CodePurpose.VERIFY, services.issue_code(resident.email, CodePurpose.VERIFY))
    assert services.by_password(resident.email, people.PASSWORD).id == resident.id


def test_a_wrong_password_no_password_and_no_account_are_refused_alike(app):
    with_one, without = people.resident(password=people.PASSWORD), people.resident()
    sentences = set()
    for email, password in (
        (with_one.email, "not this one"),
        (without.email, people.PASSWORD),
        ("x@example.test", people.PASSWORD),
    ):
        with pytest.raises(services.WrongPassword) as refusal:
            services.by_password(email, password)
        sentences.add((refusal.value.sentence, refusal.value.field, refusal.value.status))
    assert len(sentences) == 1


def test_a_password_is_changed_by_whoever_knows_it_or_has_just_proved_the_address(app):
    resident = people.resident(password=people.PASSWORD)
    with pytest.raises(services.WrongCurrentPassword):
        services.set_password(resident, "another long one", current="guess")
    services.set_password(resident, "another long one", current=people.PASSWORD)
    services.set_password(resident, "a third long one", is_proved=True)
    assert services.by_password(resident.email, "a third long one")
    assert resident.session_epoch == 2


def test_an_open_session_alone_cannot_set_a_first_password(app):
    with pytest.raises(services.ProofNeeded):
        services.set_password(people.resident(), "a long enough one")


def test_a_consent_is_withdrawn_and_given_again_and_every_turn_is_kept(app):
    resident = people.resident()
    services.check_opinion_consent(resident)
    services.withdraw_consent(resident, ConsentKind.OPINION)
    with pytest.raises(services.OpinionConsentMissing):
        services.check_opinion_consent(resident)
    services.give_consent(resident, ConsentKind.OPINION)
    services.give_consent(resident, ConsentKind.OPINION)
    turns = [(c.kind, c.withdrawn_at is None) for c in queries.consents(resident) if c.kind is ConsentKind.OPINION]
    assert turns == [(ConsentKind.OPINION, False), (ConsentKind.OPINION, True)]


@pytest.mark.parametrize("kind", sorted(BOTH))
def test_consents_the_account_rests_on_are_withdrawn_by_closing_it(app, kind):
    with pytest.raises(services.ConsentIsNeeded):
        services.withdraw_consent(people.resident(), kind)


def test_a_closed_account_holds_nothing_of_the_person(app):
    place = people.district()
    resident = people.official(place, Role.COORDINATOR)
    services.set_password(resident, people.PASSWORD, is_proved=True)
    email, name, number = resident.email, resident.display_name, resident.id
    services.close(resident)
    kept = " ".join(str(value) for value in database.session.execute(select(Resident.__table__)).one())
    assert email not in kept
    assert name not in kept
    assert "1990" not in kept
    assert resident.display_name == "탈퇴한 주민"
    assert (resident.id, resident.is_active, resident.assurance, queries.consented(resident)) == (number, False, 0, set())
    assert queries.hats(resident) == []
    entry = database.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert (entry.action, entry.actor_id) == ("role.revoked", number)
    with pytest.raises(services.WrongPassword):
        services.by_password(email, people.PASSWORD)


def test_the_address_of_a_closed_account_is_free_again(app):
    first = people.resident(email="again@example.test")
    services.close(first)
    second = people.resident(email="again@example.test")
    services.close(second)
    assert first.id != second.id


def test_used_up_codes_and_squatted_addresses_are_thrown_away_by_the_hour(app):
    start = clock.now()
    stale, confirmed = people.resident(verified=False), people.resident()
    services.issue_code(stale.email, CodePurpose.VERIFY)
    with clock.travel(start + timedelta(minutes=9)):
        jobs.throw_away.call_local()
        assert database.session.scalar(select(func.count()).select_from(EmailCode)) == 1
    with clock.travel(start + timedelta(days=13)):
        fresh = people.resident(verified=False)
        jobs.throw_away.call_local()
        assert database.session.scalar(select(func.count()).select_from(EmailCode)) == 0
        assert people.again(stale).is_active
    with clock.travel(start + timedelta(days=14, seconds=5)):
        jobs.throw_away.call_local()
    assert [people.again(one).is_active for one in (stale, confirmed, fresh)] == [False, True, True]


def test_the_document_about_a_person_holds_all_sections_and_no_secrets(app):
    place = people.district()
    resident = people.official(place, Role.OFFICER)
    services.set_password(resident, people.PASSWORD, is_proved=True)
    sections = export.of(resident)["sections"]
    assert sections["profile"]["email"] == resident.email
    assert {one["kind"] for one in sections["consents"]} == {"terms", "privacy", "opinion"}
    assert sections["roles"][0]["district"] == "mapo"
    assert resident.password_hash not in str(sections)


def test_a_hat_is_given_to_confirmed_accounts_only(app):
    place = people.district()
    unconfirmed = people.resident(verified=False)
    with pytest.raises(services.NoSuchAccount):
        services.appoint_by_email(place, email="nobody@example.test", role=Role.AUDITOR)
    with pytest.raises(services.AddressNotConfirmed):
        services.appoint_by_email(place, email=unconfirmed.email, role=Role.AUDITOR)
    with pytest.raises(rules.BadEmail):
        services.appoint_by_email(place, email="no address", role=Role.AUDITOR)
    confirmed = people.resident()
    assert services.appoint_by_email(place, email=confirmed.email.upper(), role=Role.AUDITOR).resident_id == confirmed.id


def test_a_changed_profile_is_checked_like_a_new_one(app):
    resident = people.resident()
    with pytest.raises(rules.TooYoung):
        services.change_profile(resident, display_name="새 이름", birth_date=clock.today(), home_district=None)
    services.change_profile(resident, display_name="새  이름", birth_date=date(1980, 5, 5), home_district=people.district())
    assert (resident.display_name, resident.birth_date, resident.home_district_id) == (
        "새 이름",
        date(1980, 5, 5),
        people.district().id,
    )
