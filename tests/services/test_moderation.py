"""What moderation promises: a report changes nothing by itself, a person decides, another answers the appeal, everything can be undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.errors import Busy, ChangedMeanwhile, IllegalTransition
from app.core.history import HistoryEntry, entries
from app.extensions import db
from app.moderation import kinds, queries, rules, services
from app.moderation.models import Appeal, Case, Decision, Report
from app.moderation.states import AGAINST, STANDINGS, Article, Cause, Standing, Verdict, WordKind
from app.notices.models import Notice
from tests.make import comments, moderation, people
from tests.make.people import again
from tests.parallel import at_once
from tests.statements import counted


def told(person):
    return list(db.session.scalars(select(Notice.code).where(Notice.resident_id == person.id).order_by(Notice.id)))


@pytest.fixture
def writer(app):
    return people.resident("글쓴이")


@pytest.fixture
def comment(writer):
    return comments.comment(comments.thread(), by=writer)


def test_a_report_opens_a_case_and_changes_nothing_else(comment, writer):
    case = moderation.reported(comment)
    assert case.is_open and case.standing is Standing.SHOWN and case.cause is Cause.REPORT
    assert again(comment).removed_at is None
    assert told(writer) == []


def test_a_hundred_reports_hide_nothing(comment):
    for _ in range(100):
        case = moderation.reported(comment, article=Article.THREAT)
    assert again(comment).removed_at is None
    assert again(case).standing is Standing.SHOWN
    assert case.priority <= 10 * 4 + rules.REPORTERS_MAXIMUM_POINTS + rules.TRUST_POINTS


def test_nobody_reports_the_same_twice_or_their_own(comment, writer):
    reporter = people.resident()
    moderation.reported(comment, by=reporter)
    with pytest.raises(rules.ReportedAlready):
        moderation.reported(comment, by=reporter)
    with pytest.raises(rules.OwnPost):
        moderation.reported(comment, by=writer)


def test_the_same_form_sent_twice_is_one_report(comment):
    for _ in range(2):
        services.report("comment", comment, by=None, article=Article.SPAM, once="abc")
    assert db.session.query(Report).count() == 1


def test_visitors_may_report_and_count_together_as_one_of_low_accuracy(comment):
    for _ in range(3):
        case = services.report("comment", comment, by=None, article=Article.SPAM)
    assert case.points["reporters"] == rules.REPORTER_POINTS * rules.VISITOR_ACCURACY_PERCENT // 100
    assert case.points["n_reports"] == 3


@pytest.mark.parametrize(
    ("verdict", "standing", "notice", "outcome"),
    [
        (Verdict.KEEP, Standing.SHOWN, [], "report.not_borne_out"),
        (Verdict.WARN, Standing.SHOWN, ["moderation.warned"], "report.borne_out"),
        (Verdict.HOLD, Standing.HELD, ["moderation.held"], "report.borne_out"),
        (Verdict.HIDE, Standing.HIDDEN, ["moderation.hidden"], "report.borne_out"),
    ],
)
def test_each_decision_tells_author_and_reporter_and_is_on_record(comment, writer, verdict, standing, notice, outcome):
    reporter = people.resident()
    case = moderation.reported(comment, by=reporter)
    decision = moderation.decided(case, verdict)
    assert again(case).standing is standing and not case.is_open
    assert (again(comment).removed_at is not None) is (standing is not Standing.SHOWN)
    assert told(writer) == notice
    assert told(reporter) == [outcome]
    assert [entry.actor_id for entry in entries(case)] == [decision.moderator_id]
    assert db.session.scalars(select(Report.borne_out)).one() is (verdict in AGAINST)


def test_what_an_author_is_told_never_names_the_reporter(comment, writer):
    reporter = people.resident("신고자")
    moderation.decided(moderation.reported(comment, by=reporter, words="아주 무례합니다"))
    kept = [
        repr(one.details) + repr(one.link_values)
        for one in db.session.scalars(select(Notice).where(Notice.resident_id == writer.id))
    ]
    assert kept
    assert not any(reporter.display_name in text or "무례" in text for text in kept)
    assert not db.session.scalars(select(HistoryEntry.id).where(HistoryEntry.actor_id == reporter.id)).all()


@pytest.mark.parametrize("verdict", sorted(AGAINST))
def test_a_decision_against_somebody_names_a_rule_and_a_reason(comment, verdict):
    case, moderator = moderation.reported(comment), moderation.moderator()
    with pytest.raises(rules.ArticleMissing):
        services.decide(case, verdict, by=moderator, reason=moderation.REASON)
    with pytest.raises(rules.ReasonMissing):
        services.decide(case, verdict, by=moderator, article=Article.SPAM, reason="짧음")
    with pytest.raises(rules.ReasonNamesSomebody):
        services.decide(case, verdict, by=moderator, article=Article.SPAM, reason="이 사람 번호는 010-1234-5678 입니다.")
    assert again(case).n_decisions == 0


def test_nobody_decides_in_a_matter_of_their_own(comment, writer, app):
    reporter = moderation.moderator()
    case = moderation.reported(comment, by=reporter)
    for one in (reporter, writer):
        with pytest.raises(rules.OwnCase):
            moderation.decided(case, by=one)


def test_the_database_refuses_a_decision_of_the_author(comment, writer):
    case = moderation.reported(comment)
    db.session.add(
        Decision(
            district_id=case.district_id, case_id=case.id, ordinal=1, verdict=Verdict.KEEP, moderator_id=writer.id, author_id=writer.id,
            standing_before=Standing.SHOWN, standing_after=Standing.SHOWN, decided_at=clock.now(),
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_two_moderators_who_decide_at_once_make_one_decision(app, comment):
    case, pair = moderation.reported(comment), [moderation.moderator(), moderation.moderator()]
    case_id, ids = case.id, [one.id for one in pair]
    db.session.commit()

    def act(number, verdict):
        from app.accounts import queries as accounts

        case = queries.by_id(people.district(), case_id)
        return services.decide(
            case, verdict, by=accounts.by_id(number), article=Article.RESPECT, reason=moderation.REASON, seen=0
        ).id

    results = at_once(app, [lambda: act(ids[0], Verdict.HIDE), lambda: act(ids[1], Verdict.KEEP)])
    refused = [one for one in results if isinstance(one, Exception)]
    assert len(refused) == 1 and isinstance(refused[0], rules.DecidedMeanwhile), results
    assert db.session.query(Decision).count() == 1


def test_two_who_ask_for_the_next_case_at_once_get_different_ones(app):
    for _ in range(2):
        moderation.reported()
    ids = [moderation.moderator().id for _ in range(2)]
    db.session.commit()

    def act(number):
        from app.accounts import queries as accounts

        return services.claim_next(people.district(), by=accounts.by_id(number)).id

    results = at_once(app, [lambda: act(ids[0]), lambda: act(ids[1])])
    assert len(set(results)) == 2, results


def test_two_people_who_report_something_new_at_once_share_one_case(app, comment):
    comment_id, ids = comment.id, [people.resident().id for _ in range(2)]
    db.session.commit()

    def act(number):
        from app.accounts import queries as accounts
        from app.comments import queries as talks

        row = talks.by_id(people.district(), comment_id)
        return services.report("comment", row, by=accounts.by_id(number), article=Article.SPAM).id

    first, second = at_once(app, [lambda: act(ids[0]), lambda: act(ids[1])])
    assert first == second
    assert db.session.get(Case, first).points["n_reports"] == 2


def test_what_another_moderator_looks_at_is_left_to_them_for_some_minutes(comment):
    case, first, second = moderation.reported(comment), moderation.moderator(), moderation.moderator()
    services.claim(case, by=first)
    with pytest.raises(rules.ClaimedByAnother):
        moderation.decided(case, by=second)
    with pytest.raises(rules.ClaimedByAnother):
        services.claim(case, by=second)
    assert services.claim_next(people.district(), by=second) is None
    with clock.travel(clock.now() + timedelta(minutes=rules.CLAIM_MINUTES, seconds=1)):
        moderation.decided(case, by=second)


def test_a_moderator_who_saw_an_older_state_is_refused(comment):
    case, moderator = moderation.reported(comment), moderation.moderator()
    services.undo(moderation.decided(case, Verdict.KEEP, by=moderator), by=moderator)
    with pytest.raises(rules.DecidedMeanwhile):
        services.decide(case, Verdict.KEEP, by=moderator, seen=0)


def test_a_report_after_the_decision_opens_the_case_again_unless_the_post_is_out_of_sight(comment):
    case = moderation.reported(comment)
    moderation.decided(case, Verdict.KEEP)
    assert not again(case).is_open
    moderation.reported(comment)
    assert again(case).is_open
    moderation.decided(case, Verdict.HIDE)
    with pytest.raises(rules.OutOfSightAlready):
        moderation.reported(comment)


@pytest.mark.parametrize("verdict", [Verdict.KEEP, Verdict.WARN, Verdict.HOLD, Verdict.HIDE])
def test_undoing_puts_everything_back_as_it_was(comment, verdict):
    case = moderation.reported(comment)
    waiting_since, moderator = case.queued_at, moderation.moderator()
    decision = moderation.decided(case, verdict, by=moderator)
    with pytest.raises(rules.NotYourDecision):
        services.undo(decision, by=moderation.moderator())
    services.undo(decision, by=moderator)
    assert again(case).is_open and case.queued_at == waiting_since and case.standing is Standing.SHOWN and not case.reason
    assert again(comment).removed_at is None
    assert db.session.scalars(select(Report.borne_out)).one() is None
    assert [entry.action for entry in entries(case)][-1] == "moderation.undone"
    with pytest.raises(rules.TooLateToUndo):
        services.undo(decision, by=moderator)
    moderation.decided(case, verdict, by=moderator)


def test_undoing_ends_after_two_minutes_and_restoring_does_not(comment, writer):
    moderator = moderation.moderator()
    decision = moderation.decided(moderation.reported(comment), by=moderator)
    assert rules.UNDO_SECONDS >= 30
    with clock.travel(clock.now() + timedelta(seconds=rules.UNDO_SECONDS + 1)):
        with pytest.raises(rules.TooLateToUndo):
            services.undo(decision, by=moderator)
        services.restore(decision.case, by=moderator, reason="다시 보니 규칙에 어긋나지 않습니다.")
    assert again(comment).removed_at is None
    assert told(writer) == ["moderation.hidden", "moderation.restored"]


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("action", ["keep", "warn", "hold", "hide", "restore", "screen"])
def test_the_table_of_standings_is_the_only_way_anything_moves(app, standing, action):
    from app.core.states import advance

    allowed = {
        Standing.SHOWN: {"keep", "warn", "hold", "hide", "screen"},
        Standing.WAITING: {"keep", "warn", "hold", "hide", "screen"},
        Standing.HELD: {"restore", "screen"},
        Standing.HIDDEN: {"restore"},
    }
    if action in allowed[standing]:
        assert advance(STANDINGS, standing, action) in Standing
    else:
        with pytest.raises(IllegalTransition):
            advance(STANDINGS, standing, action)


def test_only_a_persons_decision_leads_to_held_or_hidden():
    """개인정보 보호법 제37조의2: a machine may let a post wait for a person, and nothing else."""
    machine = {after for row in STANDINGS.values() for action, after in row.items() if action == "screen"}
    assert machine == {Standing.WAITING}
    assert not Decision.__table__.c.moderator_id.nullable


def test_an_appeal_goes_to_a_different_moderator(comment, writer):
    first, second = moderation.moderator(), moderation.moderator()
    decision = moderation.decided(moderation.reported(comment), by=first)
    made = services.appeal(decision, by=writer, words="사람이 아니라 정책을 비판한 글입니다.")
    assert told(second) == ["appeal.made"] and told(first) == []
    with pytest.raises(rules.SameModerator):
        services.answer(made, by=first, is_granted=False, reason=moderation.REASON)
    services.answer(made, by=second, is_granted=True, reason="정책에 대한 비판으로 보는 것이 맞습니다.")
    assert again(comment).removed_at is None
    assert again(decision).case.standing is Standing.SHOWN
    assert told(writer) == ["moderation.hidden", "appeal.granted"]
    assert [one.verdict for one in queries.decisions(decision.case)] == [Verdict.HIDE, Verdict.RESTORE]
    assert db.session.scalars(select(Report.borne_out)).one() is False
    with pytest.raises(rules.AnsweredAlready):
        services.answer(made, by=second, is_granted=False, reason=moderation.REASON)


def test_the_database_refuses_an_answer_of_the_one_who_decided(comment, writer):
    first = moderation.moderator()
    made = services.appeal(
        moderation.decided(moderation.reported(comment), by=first), by=writer, words="다시 살펴봐 주시기 바랍니다."
    )
    with pytest.raises(IntegrityError):
        db.session.execute(update(Appeal).where(Appeal.id == made.id).values(answered_by_id=first.id, answered_at=clock.now()))
    db.session.rollback()
    elsewhere = update(Appeal).where(Appeal.id == made.id).values(first_moderator_id=writer.id)
    with pytest.raises(IntegrityError):  # nor can the first moderator be talked away
        db.session.execute(elsewhere)
    db.session.rollback()


def test_an_appeal_that_is_refused_leaves_the_decision(comment, writer):
    decision = moderation.decided(moderation.reported(comment))
    made = services.appeal(decision, by=writer, words="다시 살펴봐 주시기 바랍니다.")
    services.answer(made, by=moderation.moderator(), is_granted=False, reason="모욕하는 표현이 분명히 있습니다.")
    assert again(decision).case.standing is Standing.HIDDEN
    assert told(writer)[-1] == "appeal.refused"
    with pytest.raises(rules.AppealedAlready):
        services.appeal(decision, by=writer, words="그래도 다시 살펴봐 주시기 바랍니다.")


def test_only_the_author_appeals_in_time_and_only_what_is_in_force(comment, writer):
    moderator = moderation.moderator()
    decision = moderation.decided(moderation.reported(comment), by=moderator)
    with pytest.raises(rules.NotAppealable):
        services.appeal(decision, by=people.resident(), words="제 글은 아니지만 이상합니다.")
    with pytest.raises(rules.AppealTooShort):
        services.appeal(decision, by=writer, words="왜요")
    with clock.travel(clock.now() + timedelta(days=rules.APPEAL_DAYS, seconds=1)), pytest.raises(rules.TooLateToAppeal):
        services.appeal(decision, by=writer, words="늦었지만 다시 살펴봐 주세요.")
    services.restore(decision.case, by=moderator, reason="다시 보니 규칙에 어긋나지 않습니다.")
    with pytest.raises(rules.NotAppealable):
        services.appeal(decision, by=writer, words="이미 다시 보이지만 억울합니다.")


def test_a_warning_can_be_appealed_and_taken_back(comment, writer):
    decision = moderation.decided(moderation.reported(comment), Verdict.WARN)
    made = services.appeal(decision, by=writer, words="주의를 받을 글이 아니라고 생각합니다.")
    services.answer(made, by=moderation.moderator(), is_granted=True, reason="주의를 줄 만한 표현은 아니었습니다.")
    assert queries.trust(writer.id) == 100


def test_a_decision_under_appeal_is_not_undone_silently(comment, writer):
    moderator = moderation.moderator()
    decision = moderation.decided(moderation.reported(comment), by=moderator)
    services.appeal(decision, by=writer, words="다시 살펴봐 주시기 바랍니다.")
    with pytest.raises(rules.TooLateToUndo):
        services.undo(decision, by=moderator)


@pytest.fixture
def listed(app):
    by = moderation.moderator()
    services.list_word(people.district(), "바보", kind=WordKind.HOLD, by=by, role="moderator")
    services.list_word(people.district(), "바보온달", kind=WordKind.ALLOW, by=by, role="moderator")


def test_a_listed_word_lets_a_post_wait_and_says_so_to_its_author(comment, writer, listed):
    assert services.screen("comment", comment, "이런 바.보 같은", by=writer)
    case = queries.of_subject("comment", comment.id)
    assert case.standing is Standing.WAITING and case.is_open and case.cause is Cause.WORD and case.matched == "바보"
    assert again(comment).removed_at is not None
    assert told(writer) == ["moderation.waits"]
    assert case.n_decisions == 0
    assert [(entry.action, entry.actor_id) for entry in entries(case)] == [("moderation.waits", None)]
    moderation.decided(case, Verdict.KEEP)
    assert again(comment).removed_at is None
    assert told(writer) == ["moderation.waits", "moderation.released"]


def test_other_words_pass(comment, writer, listed):
    assert not services.screen("comment", comment, "바보온달 이야기를 읽었습니다", by=writer)
    assert queries.of_subject("comment", comment.id) is None


def test_a_word_taken_off_the_list_stops_nothing(comment, writer, listed):
    word = next(one for one in queries.listed(people.district()) if one.word == "바보")
    services.unlist_word(word, by=moderation.moderator(), role="moderator")
    assert not services.screen("comment", comment, "바보", by=writer)
    services.list_word(people.district(), "바 보", kind=WordKind.HOLD, by=moderation.moderator(), role="moderator")
    with pytest.raises(rules.ListedAlready):
        services.list_word(people.district(), "바보", kind=WordKind.HOLD, by=moderation.moderator(), role="moderator")
    with pytest.raises(rules.ListedWordTooShort):
        services.list_word(people.district(), "바!", kind=WordKind.HOLD, by=moderation.moderator(), role="moderator")


def test_links_of_new_accounts_wait_and_those_of_others_do_not(comment, writer, app):
    assert services.screen("comment", comment, "여기 보세요 https://example.test/a", by=writer)
    with clock.travel(clock.now() + timedelta(hours=rules.NEW_ACCOUNT_HOURS)):
        later = comments.comment(comments.thread(), by=writer)
        assert not services.screen("comment", later, "여기 보세요 https://example.test/a", by=writer)


def test_a_held_post_that_is_mended_waits_for_a_second_look(comment, writer):
    case = moderation.reported(comment)
    moderation.decided(case, Verdict.HOLD)
    assert services.screen("comment", comment, "고친 글입니다", by=writer)
    assert again(case).standing is Standing.WAITING and case.cause is Cause.REWRITTEN
    assert again(comment).removed_at is not None
    moderation.decided(case, Verdict.KEEP)
    assert again(comment).removed_at is None


def test_what_awaits_approval_is_in_the_queue_by_itself(comment, writer):
    case = services.submit("comment", comment)
    assert case.is_open and case.standing is Standing.WAITING and case.cause is Cause.AWAITS
    assert services.submit("comment", comment).id == case.id
    moderation.decided(case, Verdict.KEEP)
    assert again(case).standing is Standing.SHOWN


def test_a_moderator_takes_up_what_nobody_reported(comment, writer):
    moderator = moderation.moderator()
    case = services.take_up("comment", comment, by=moderator)
    assert case.cause is Cause.TAKEN_UP
    moderation.decided(case, by=moderator)
    with pytest.raises(rules.OutOfSightAlready):
        services.take_up("comment", comment, by=moderator)


def test_what_its_author_takes_away_leaves_the_queue(comment):
    reporter = people.resident()
    case = moderation.reported(comment, by=reporter)
    services.gone("comment", comment)
    assert not again(case).is_open
    assert told(reporter) == ["report.gone"]
    with pytest.raises(rules.NothingToDecide):
        moderation.decided(case)


def test_the_queue_begins_with_what_presses_most(app):
    mild, grave = moderation.reported(article=Article.SPAM), moderation.reported(article=Article.THREAT)
    lines = queries.queue(people.district()).lines
    assert [case.id for case, _ in lines] == [grave.id, mild.id]
    assert queries.queue(people.district(), order="oldest").lines[0][0].id == mild.id
    assert queries.queue(people.district(), cause="word").total == 0
    assert services.claim_next(people.district(), by=moderation.moderator()).id == grave.id


def test_the_reports_of_those_who_were_right_weigh_more(app):
    right, wrong, moderator = people.resident(), people.resident(), moderation.moderator()
    for _ in range(rules.ACCURACY_MINIMUM_REPORTS):
        moderation.decided(moderation.reported(by=right), Verdict.HIDE, by=moderator)
        moderation.decided(moderation.reported(by=wrong), Verdict.KEEP, by=moderator)
        with_time(right, wrong)
    assert queries.accuracies([right.id, wrong.id]) == {right.id: 100, wrong.id: 0}
    assert moderation.reported(by=people.resident()).points["reporters"] == 5


def with_time(*people_):
    """Reports of an hour ago: the pace is not what this is about."""
    db.session.execute(update(Report).values(created_at=clock.now() - timedelta(hours=2)))
    db.session.commit()


def test_too_many_reports_are_told_when_to_come_back(app):
    reporter = people.resident()
    for _ in range(rules.NEW_REPORTS_PER_HOUR):
        moderation.reported(by=reporter)
    with pytest.raises(rules.TooFastWhenNew) as refused:
        moderation.reported(by=reporter)
    assert ":" in refused.value.params["at"]
    with clock.travel(clock.now() + timedelta(hours=1, seconds=1)):
        moderation.reported(by=reporter)


def test_the_queue_costs_the_same_whatever_its_length(app):
    for _ in range(12):
        moderation.reported()
    db.session.expire_all()
    place = people.district()
    with counted() as sent:
        assert len(queries.queue(place).lines) == 12
    assert len(sent) <= 4 + 12  # the test's own kind loads row by row
    with counted() as sent:
        queries.figures(place)
    assert len(sent) == 2


def test_figures_tell_how_long_it_took(app):
    case = moderation.reported()
    with clock.travel(clock.now() + timedelta(minutes=30)):
        moderation.decided(case)
        moderation.reported()
        figures = queries.figures(people.district())
    assert (figures.median_minutes, figures.decided, figures.under_hour) == (30, 1, 1)


def test_the_log_leaves_out_what_was_undone_at_once(app):
    moderator = moderation.moderator()
    services.undo(moderation.decided(by=moderator), by=moderator)
    moderation.decided(by=moderator)
    lines, _, _ = queries.log(people.district())
    assert len(lines) == 1
    ((_, numbers, granted),) = queries.months(people.district())
    assert numbers == {Verdict.HIDE: 1} and granted == 0


def test_notes_are_told_in_one_statement_and_only_of_what_is_public(app):
    reported, hidden = moderation.reported(), moderation.decided().case
    place, ids = people.district(), [reported.subject_id, hidden.subject_id]
    with counted() as sent:
        notes = queries.notes(place, "comment", ids)
    assert list(notes) == [hidden.subject_id] and len(sent) == 1
    with counted() as sent:
        assert queries.notes(place, "comment", []) == {}
    assert not sent


def test_every_kind_that_is_registered_says_what_it_must(app):
    for name in kinds.names():
        kind = kinds.of(name)
        assert kind.label and callable(kind.hide) and callable(kind.restore)


def test_a_report_and_a_decision_at_once_lose_neither(app, comment):
    """The report is answered by the decision, opens the case again, or is told that the post is out of sight: never left between."""
    case, moderator, late = moderation.reported(comment), moderation.moderator(), people.resident()
    case_id, comment_id, moderator_id, late_id = case.id, comment.id, moderator.id, late.id
    db.session.commit()

    def report():
        from app.accounts import queries as accounts
        from app.comments import queries as talks

        row = talks.by_id(people.district(), comment_id)
        return services.report("comment", row, by=accounts.by_id(late_id), article=Article.SPAM)

    def keep():
        from app.accounts import queries as accounts

        return services.decide(queries.by_id(people.district(), case_id), Verdict.KEEP, by=accounts.by_id(moderator_id))

    results = at_once(app, [report, keep])
    assert not any(isinstance(one, Exception) for one in results), results
    case = queries.by_id(people.district(), case_id)
    waiting = queries.open_reports(case)
    assert case.is_open is bool(waiting)


def test_two_moderators_who_answer_an_appeal_at_once_give_one_answer(app, comment, writer):
    made = services.appeal(moderation.decided(moderation.reported(comment)), by=writer, words="다시 살펴봐 주시기 바랍니다.")
    made_id, ids = made.id, [moderation.moderator().id for _ in range(2)]
    db.session.commit()

    def act(number, is_granted):
        from app.accounts import queries as accounts

        found = queries.appeal(people.district(), made_id)
        return services.answer(found, by=accounts.by_id(number), is_granted=is_granted, reason=moderation.REASON).id

    results = at_once(app, [lambda: act(ids[0], True), lambda: act(ids[1], False)])
    refused = [one for one in results if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [rules.AnsweredAlready], results
    assert db.session.query(Decision).filter_by(verdict=Verdict.RESTORE).count() <= 1


def test_the_author_edits_while_a_moderator_decides(app, comment, writer):
    """Both go through, or one of them is asked to try again: the post never ends up decided on and in the queue without a cause."""
    case = moderation.reported(comment)
    moderation.decided(case, Verdict.HOLD)
    services.screen("comment", comment, "다시 쓴 글", by=writer)
    case_id, comment_id, writer_id, moderator_id = case.id, comment.id, writer.id, moderation.moderator().id
    db.session.commit()

    def edit():
        from app.accounts import queries as accounts
        from app.comments import queries as talks
        from app.comments import services as conversations

        return conversations.edit(
            talks.by_id(people.district(), comment_id), by=accounts.by_id(writer_id), body="한 번 더 고친 글"
        )

    def keep():
        from app.accounts import queries as accounts

        return services.decide(queries.by_id(people.district(), case_id), Verdict.KEEP, by=accounts.by_id(moderator_id))

    results = at_once(app, [edit, keep])
    assert all(not isinstance(one, Exception) or isinstance(one, Busy | ChangedMeanwhile) for one in results), results
    case, row = queries.by_id(people.district(), case_id), moderation.row(queries.by_id(people.district(), case_id))
    assert (row.removed_at is not None) is case.is_out_of_sight
    assert case.is_open is (case.standing is Standing.WAITING)


def test_whoever_leaves_takes_their_words_to_moderators_along(app, comment, writer):
    from app.accounts import services as accounts

    reporter = people.resident()
    decision = moderation.decided(moderation.reported(comment, by=reporter, words="제 이름은 비밀입니다"))
    services.appeal(decision, by=writer, words="저는 어디 사는 누구입니다.")
    accounts.close(reporter)
    accounts.close(writer)
    db.session.expire_all()
    assert db.session.scalars(select(Report.words)).one() == "" and db.session.scalars(select(Appeal.words)).one() == ""
    assert db.session.query(Decision).count() == 1


def test_the_export_tells_what_was_reported_and_decided_but_not_by_whom(app, comment, writer):
    from app.accounts import export

    reporter, moderator = people.resident(), moderation.moderator()
    moderation.decided(moderation.reported(comment, by=reporter, words="무례합니다"), by=moderator)
    assert export.of(reporter)["sections"]["reports"][0]["words"] == "무례합니다"
    (told_,) = export.of(writer)["sections"]["moderation"]
    assert told_["verdict"] == "hide" and moderator.display_name not in repr(told_) and "무례" not in repr(told_)


def test_the_desk_tells_moderators_what_waits_and_what_they_may_answer(app, comment, writer):
    from app.core import desk
    from app.core.permits import Who

    first, second = moderation.moderator(), moderation.moderator()
    services.appeal(moderation.decided(moderation.reported(comment), by=first), by=writer, words="다시 살펴봐 주시기 바랍니다.")
    moderation.reported()

    def tasks(person):
        who = Who(resident_id=person.id, roles=frozenset({"moderator"}))
        with app.test_request_context("/mapo/desk"):
            return [task.text for pile in desk.piles(people.district(), who) for task in pile.tasks]

    assert tasks(first) == ["검토할 글 1건"]
    assert set(tasks(second)) == {"검토할 글 1건", "이의 신청에 답하기"}
