"""Topics as people see and use them without JavaScript, who may do what in which phase, and what a page costs."""

import re

import pytest
from flask import g

from app.core.permits import Who, permits
from app.districts.states import Role
from app.extensions import db as database
from app.moderation import queries as moderation_queries
from app.moderation.states import Verdict
from app.opinions import queries, services
from app.opinions.states import Choice, TopicState
from tests.make import opinions, people, proposals
from tests.make.opinions import crowd, later
from tests.statements import counted

MOST_STATEMENTS = 12


@pytest.fixture
def visit(page):
    """page(), as separate requests: nothing the request before has put on `g` lives on."""

    def go(*given, **options):
        for name in list(g):
            g.pop(name)
        database.session.rollback()
        return page(*given, **options)

    return go


def at(topic, rest=""):
    return f"/{topic.district.slug}/opinions/{topic.id}{rest}"


def asked(shown):
    return [int(field["value"]) for field in shown.all("input", name="statement_id")]


# Who may do what in which phase

G, A, C = TopicState.GATHERING, TopicState.ANSWERING, TopicState.CLOSED
WHO = {
    "stranger": Who(),
    "unconfirmed": Who(1),
    "citizen": Who(1, assurance=1),
    "officer": Who(1, frozenset({"officer"}), assurance=1),
    "moderator": Who(1, frozenset({"moderator"}), assurance=1),
    "coordinator": Who(1, frozenset({"coordinator"}), assurance=1),
}
STAFF, CONFIRMED = {"moderator", "coordinator"}, {"citizen", "officer", "moderator", "coordinator"}
MAY = {
    "topic.read": {G: set(WHO), A: set(WHO), C: set(WHO)},
    "topic.run": {G: STAFF, A: STAFF, C: STAFF},
    "statement.write": {G: CONFIRMED, A: CONFIRMED, C: set()},
    "opinion.give": {G: set(), A: CONFIRMED, C: set()},
    "opinion.own": {G: CONFIRMED, A: CONFIRMED, C: CONFIRMED},
}


@pytest.mark.parametrize("permission", MAY)
def test_who_may_do_what_in_which_phase(app, permission):
    table = app.extensions["decide.permissions"]
    for state in TopicState:
        topic = opinions.AT[state]()
        may = {name for name, who in WHO.items() if permits(table, permission, who, topic)}
        assert may == MAY[permission][state], (permission, state)


def test_opening_a_topic_is_for_those_who_run_them(app):
    table = app.extensions["decide.permissions"]
    assert {name for name, who in WHO.items() if permits(table, "topic.open", who)} == STAFF


def test_a_stranger_is_asked_to_sign_in_and_an_unconfirmed_person_to_confirm(visit, app):
    topic = opinions.answering()
    assert visit(at(topic, "/answer")).path == "/sign-in"
    assert visit(at(topic, "/answer"), as_=people.resident(verified=False)).path == "/verify"


# Answering


def test_a_person_answers_everything_without_javascript_takes_one_back_and_reviews(visit, app):
    topic, person = opinions.answering(seeds=4), people.resident()
    seen, shown = [], visit(at(topic, "/answer"), as_=person)
    for turn in range(4):
        (number,) = asked(shown)
        assert f"{turn} / 4" in shown.text and number not in seen
        assert visit(at(topic, "/answer")).html.count("answers") and asked(visit(at(topic, "/answer"))) == [number]
        seen.append(number)
        shown = visit(at(topic, "/answer"), data={"statement_id": number, "value": ["agree", "disagree", "pass", "agree"][turn]})
    assert "모든 문장에 답했습니다" in shown.text and asked(shown) == []
    shown = visit(at(topic, "/undo"), data={})
    assert asked(shown) == [seen[-1]]
    review = visit(at(topic, "/mine"))
    assert [number for number, pressed in pairs(review) if pressed] == seen[2::-1]
    review = visit(at(topic, "/answer"), data={"statement_id": seen[0], "value": "pass", "next": "mine"})
    assert review.path == at(topic, "/mine")
    assert queries.own_answers(queries.participant(topic, person.id))[seen[0]] == Choice.PASS


def pairs(shown):
    """(statement, which answer is pressed) in the review."""
    found = []
    for part in shown.html.split('name="statement_id" value="')[1:]:
        number = int(part.partition('"')[0])
        pressed = re.findall(r'value="(\w+)" aria-pressed="true"', part.partition("</form>")[0])
        found.append((number, pressed))
    return found


def test_ones_own_answers_are_on_no_page_a_browser_keeps_and_on_nobody_elses(visit, app, client):
    topic, person, other = opinions.answering(), people.resident(), people.official(people.district(), Role.MODERATOR)
    words = opinions.statements(topic)[0].text
    opinions.answer(topic, opinions.statements(topic)[0], Choice.DISAGREE, by=person)
    visit(at(topic, "/mine"), as_=person)
    for path in ("/mine", "/answer"):
        shown = visit(at(topic, path))
        assert shown.answer.headers["Cache-Control"] == "no-store"
        assert words in shown.text
    shown = visit(at(topic, "/mine"), as_=other)
    assert words not in shown.text and "아직 답한 문장이 없습니다" in shown.text


def test_everything_can_be_struck_out_even_after_the_end(visit, app):
    topic, person = opinions.answering(), people.resident()
    opinions.answer(topic, opinions.statements(topic)[0], by=person)
    services.close(topic)
    assert "모두 지우기" in visit(at(topic, "/mine"), as_=person).text
    assert "1개를 지웠습니다" in visit(at(topic, "/forget"), data={}).text
    assert queries.participant(topic, person.id) is None


@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 404), ({"statement_id": "x", "value": "agree"}, 404), ({"statement_id": 9**19, "value": "agree"}, 404),
     ({"statement_id": -1, "value": "agree"}, 404), ({"statement_id": "own", "value": "maybe"}, 404),
     ({"statement_id": "other", "value": "agree"}, 404)],
)  # fmt: skip
def test_odd_answers_are_no_answers(visit, app, data, status):
    topic, other = opinions.answering(), opinions.answering()
    known = {"own": opinions.statements(topic)[0].id, "other": opinions.statements(other)[0].id}
    data = {name: known.get(value, value) for name, value in data.items()}
    visit(at(topic, "/answer"), status=status, data=data, as_=people.resident())
    assert queries.people(topic) == 0


def test_without_the_consent_the_pages_lead_to_it_and_the_answer_is_refused(visit, app):
    topic, person = opinions.answering(), people.resident(opinion=False)
    for path in ("", "/answer", "/write"):
        assert f"/me/consents?next={at(topic, path).replace('/', '%2F')}" in str(visit(at(topic, path), as_=person).links()) or (
            f"/me/consents?next={at(topic, path)}" in str(visit(at(topic, path)).links())
        )
    visit(at(topic, "/answer"), status=409, data={"statement_id": opinions.statements(topic)[0].id, "value": "agree"})


@pytest.mark.parametrize(("state", "words"), [(G, "아직 문장을 모으고 있습니다"), (C, "마친 공론입니다")])
def test_before_and_after_the_answering_page_says_so(visit, app, state, words):
    topic = opinions.AT[state]()
    assert words in visit(at(topic, "/answer"), as_=people.resident()).text
    visit(at(topic, "/answer"), status=403, data={"statement_id": 1, "value": "agree"})


# Writing and deciding


def test_a_sentence_is_written_hinted_at_sent_and_decided(visit, app):
    topic, author = opinions.answering(seeds=3), people.resident()
    first = opinions.statement(topic, text="밤 10시 뒤에는 음악을 틀지 말아야 한다.")
    near = {"text": "밤 10시 뒤에는 음악을 틀면 안 된다.", "once": "abc1"}
    shown = visit(at(topic, "/write"), data=near, as_=author)
    assert "비슷한 문장이 있습니다" in shown.text and first.text in shown.text and len(queries.comparable(topic)) == 4
    shown = visit(at(topic, "/write"), data=near | {"anyway": "y"})
    assert shown.path == at(topic, "/mine") and "확인을 기다림" in shown.text
    moderator = people.official(topic.district, Role.MODERATOR)
    shown = visit(at(topic), as_=moderator)
    assert "확인을 기다리는 문장 1개" in shown.text and "/mapo/moderation?kind=statement" in shown.links()
    assert near["text"] in visit("/mapo/moderation?kind=statement").text
    case = moderation_queries.of_subject("statement", queries.written_in(topic, author.id)[0].id)
    shown = visit(f"/mapo/moderation/cases/{case.id}")
    assert near["text"] in shown.text and topic.question in shown.text
    visit(f"/mapo/moderation/cases/{case.id}/decide", data={"verdict": "keep", "seen": case.n_decisions})
    assert near["text"] in visit(at(topic, "/statements")).text
    opinions.decide(queries.written_in(topic, author.id)[0], Verdict.HIDE, reason="이미 있는 문장과 같은 문장입니다.")
    shown = visit(at(topic, "/statements"))
    assert near["text"] not in shown.text and "이미 있는 문장과 같은 문장입니다." in shown.text
    assert "이미 있는 문장과 같은 문장입니다." in visit(at(topic, "/mine"), as_=author).text


def test_a_statement_can_be_reported_where_it_is_read_and_answered(visit, app):
    topic = opinions.answering()
    visit("/help", as_=people.resident())
    for path in ("/statements", "/answer"):
        (link, *_) = [one for one in visit(at(topic, path)).links() if "/moderation/report/statement/" in one]
        assert visit(link).status == 200


@pytest.mark.parametrize(
    ("text", "words"), [("", "빠뜨리지 말고"), ("가" * 141, "140자까지"), ("좋을까요, 나쁠까요?", "묻는 문장에는")]
)
def test_a_sentence_that_will_not_do_comes_back_with_the_reason(visit, app, text, words):
    topic = opinions.answering()
    shown = visit(at(topic, "/write"), status=422, data={"text": text}, as_=people.resident())
    assert words in shown.text and (not text or text in shown.html)


def test_statements_never_name_their_author(visit, app):
    topic, author = opinions.answering(), people.resident("남다른이름")
    opinions.statement(topic, by=author)
    moderator = people.official(topic.district, Role.MODERATOR)
    opinions.statement(topic, by=author, shown=False)
    for path in ("", "/statements", "/answer"):
        assert "남다른이름" not in visit(at(topic, path), as_=moderator).text, path


# Running


def test_a_topic_is_opened_corrected_started_closed_and_opened_again(visit, app):
    place = people.district()
    coordinator = people.official(place, Role.COORDINATOR)
    assert "새 공론 주제 열기" in visit("/mapo/opinions", as_=coordinator).text
    visit("/mapo/opinions/new")
    filled = {"question": "동네 숲길에 불을 켜야 할까요?", "background": "**사실**입니다.", "answers_from": "2099-01-02",
              "closes_at": "2099-02-01", "moderation": "after", "seeds": "불을 켜야 한다.\n\n불을 끄는 편이 낫다."}  # fmt: skip
    assert "늦어야 합니다" in visit("/mapo/opinions/new", status=422, data=filled | {"closes_at": "2099-01-01"}).text
    shown = visit("/mapo/opinions/new", data=filled)
    (topic,) = queries.current(place)
    assert shown.path == at(topic) and "<strong>사실</strong>" in shown.html
    assert "공개된 문장이 3개 이상" in visit(at(topic, "/start")).text
    visit(at(topic, "/plant"))
    visit(at(topic, "/plant"), data={"text": "센서로 켜지는 불이 좋다."})
    visit(at(topic, "/edit"))
    assert "이유를" in visit(at(topic, "/edit"), status=422, data=filled).text
    visit(at(topic, "/edit"), data=filled | {"reason": "기간을 늘렸습니다.", "closes_at": "2099-03-01"})
    shown = visit(at(topic, "/start"), data={})
    assert "응답 받는 중" in shown.text and "설명이나 일정을 고쳤습니다" in shown.text
    visit(at(topic, "/reopen"), status=404)
    visit(at(topic, "/nonsense"), status=404)
    visit(at(topic, "/edit"))
    visit(at(topic, "/close"))
    assert "이유를" in visit(at(topic, "/close"), status=422, data={"reason": ""}).text
    assert "마친 공론입니다" in visit(at(topic, "/close"), data={"reason": "충분히 모였습니다."}).text
    visit(at(topic, "/reopen"))
    assert (
        "늦어야 합니다"
        in visit(at(topic, "/reopen"), status=422, data={"reason": "더 듣습니다.", "closes_at": "2020-01-01"}).text
    )
    assert "응답 받는 중" in visit(at(topic, "/reopen"), data={"reason": "더 듣습니다.", "closes_at": "2099-01-01"}).text


def test_a_topic_about_a_proposal_points_at_it(visit, app):
    place = people.district()
    proposal, coordinator = proposals.proposal(place), people.official(place, Role.COORDINATOR)
    form = visit(f"/mapo/opinions/new?kind=proposal&about={proposal.id}", as_=coordinator)
    kept = {name: form.all("input", name=name)[0]["value"] for name in ("about_kind", "about_id")}
    assert kept == {"about_kind": "proposal", "about_id": str(proposal.id)}
    filled = {
        "question": "이 제안을 어떻게 볼까요?",
        "answers_from": "2099-01-02",
        "closes_at": "2099-02-01",
        "moderation": "before",
    }
    topic_page = visit("/mapo/opinions/new", data=filled | kept)
    assert f"/mapo/proposals/{proposal.number}" in topic_page.links()


def test_a_person_finds_their_topics_on_their_own_page(visit, app):
    topic, person = opinions.answering(), people.resident()
    opinions.answer(topic, opinions.statements(topic)[0], by=person)
    assert at(topic, "/mine") in visit("/me", as_=person).links()


# What a page costs


def test_no_page_of_a_topic_costs_more_statements_with_more_in_it(visit, app):
    topic, person = opinions.answering(seeds=4), people.official(people.district(), Role.MODERATOR)
    costs = []
    for _ in range(2):
        for path in ("", "/statements", "/answer", "/mine", "/write"):
            visit(at(topic, path), as_=person)
            for name in list(g):
                g.pop(name)
            with counted() as sent:
                visit(at(topic, path))
            costs.append(len(sent))
        visit("/mapo/opinions")
        with counted() as sent:
            visit("/mapo/opinions")
        costs.append(len(sent))
        for _ in range(3):
            opinions.statement(topic)
        opinions.statement(topic, shown=False)
        opinions.answer(topic, opinions.statements(topic)[0], by=person)
        opinions.gathering()
    assert max(costs) <= MOST_STATEMENTS, costs


# The map


@pytest.fixture
def mapped(app):
    """A topic with a map of forty people."""
    topic = opinions.answering(seeds=12)
    crowd(topic, 40)
    with later(1):
        services.draw_map(topic)
    return topic


def test_before_there_are_enough_people_the_map_says_how_many_are_needed(visit, app):
    topic = opinions.answering()
    shown = visit(at(topic, "/map"))
    assert "20명이 되면 그립니다" in shown.text and "<figure" not in shown.html
    assert "아직 자료가 없습니다" in visit(at(topic, "/data")).text
    for name in ("comments", "participants-votes"):
        visit(at(topic, f"/{name}.csv"), status=404)


def test_the_map_draws_groups_and_tells_everything_drawn_in_words(visit, mapped):
    shown = visit(at(mapped, "/map"))
    for words in (
        "40명의 생각이 2개의 모둠",
        "함께하는 생각",
        "갈리는 생각",
        "모둠마다 더 많이 하는 말",
        "어떻게 그렸나요?",
        "가 모둠",
    ):
        assert words in shown.text, words
    drawing = shown.html.partition("<figure")[2].partition("</figure>")[0]
    assert 'role="img"' in drawing and "가 모둠 " in drawing
    assert 'class="me"' not in drawing
    assert min(int(n) for n in re.findall(r'r="(\d+)', drawing)) >= 8
    assert drawing.count("<circle") <= 8  # forty people are at most eight dots
    kept = queries.newest_map(mapped)
    assert all(dot[2] >= 5 for group in kept.result["groups"] for dot in group["dots"])
    shown = visit(at(mapped, "/statements"))
    assert shown.text.count("동의") >= 24


def test_ones_own_place_is_for_oneself_alone(visit, mapped):
    person = people.resident()
    for one in opinions.statements(mapped):
        opinions.answer(mapped, one, by=person)
    shown = visit(at(mapped, "/map"), as_=person)
    assert 'class="me"' in shown.html and "나에게만 보입니다" in shown.text
    assert shown.answer.headers["Cache-Control"] == "no-store"
    other = visit(at(mapped, "/map"), as_=people.resident())
    assert 'class="me"' not in other.html and "문장 7개 이상에 답하면" in other.text


def test_earlier_maps_stay_and_say_that_they_are_earlier(visit, mapped):
    with later(2):
        crowd(mapped, 10)
        services.draw_map(mapped)
    _newest, older = queries.maps(mapped)
    shown = visit(at(mapped, "/map"))
    assert at(mapped, f"/maps/{older.id}") in shown.links() and "data-renewed-topic" in shown.html
    shown = visit(at(mapped, f"/maps/{older.id}"))
    assert "지난 지도입니다" in shown.text and "40명의" in shown.text and "data-renewed-topic" not in shown.html
    other = opinions.answering()
    visit(at(other, f"/maps/{older.id}"), status=404)
    visit(f"/seoul/opinions/{mapped.id}/maps/{older.id}", status=404)


def test_the_files_come_as_files_and_the_page_explains_them(visit, mapped, client):
    shown = visit(at(mapped, "/data"))
    for name in ("comments", "participants-votes"):
        assert at(mapped, f"/{name}.csv") in shown.links()
        answer = client.get(at(mapped, f"/{name}.csv"))
        assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    assert len(client.get(at(mapped, "/participants-votes.csv")).text.splitlines()) == 41


def test_readers_of_a_map_hear_of_the_next_one(live, mapped):
    socket = live(f"opinions:{mapped.id}")
    with later(2):
        crowd(mapped, 6)
        services.draw_map(mapped)
    (heard,) = socket.get_received("/live")
    assert (heard["name"], heard["args"]) == ("map", [{"topic": mapped.id}])


def test_the_map_costs_few_statements(visit, mapped):
    person = people.resident()
    for one in opinions.statements(mapped):
        opinions.answer(mapped, one, by=person)
    for path in ("/map", "/data", "/statements", ""):
        visit(at(mapped, path), as_=person)
        for name in list(g):
            g.pop(name)
        with counted() as sent:
            visit(at(mapped, path))
        assert len(sent) <= MOST_STATEMENTS, (path, sent)
