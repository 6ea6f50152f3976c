"""One paper of the city, a ballot for each home district: who gets which, what is refused, what is spoiled, how it is counted and verified."""

import io
from fractions import Fraction

import pytest
from sqlalchemy import select

from app.core import clock
from app.districts import queries as districts
from app.districts.states import Role
from app.extensions import db as database
from app.polls import rules, services
from app.polls.states import Audience, Kind
from app.verifiable import services as sealing
from app.verifiable.services import paper as desk
from app.voting import booth
from app.voting import queries as voting
from app.voting import rules as voting_rules
from app.voting import services as voting_services
from app.voting.ballot import GradesFormat
from app.voting.models import Ballot, Paper
from app.voting.protocol import keyfile
from app.voting.rules import SMALLEST_STYLE, ElectorateDraft, OptionDraft
from app.voting.states import Standing
from app.voting.tally import GreedyRule
from app.voting.tally.rules import PotBy, Pots
from tests.make import people, polls, sealed
from tests.make import voting as papers
from tests.verifier import verifier

OPTIONS = [
    OptionDraft("1", "온 도시의 안", cost=30),
    OptionDraft("2", "마포의 안", cost=20, area="마포구"),
    OptionDraft("3", "은평의 안", cost=20, area="은평구"),
    OptionDraft("4", "마포의 다른 안", cost=25, area="마포구"),
]
BODIES = [
    ElectorateDraft("mapo", "마포구", "Mapo-gu", Fraction(1, 2), rules.AT_HOME, 1, ("마포구",)),
    ElectorateDraft("rest", "은평구 외 23개 구", "Eunpyeong-gu and 23 other districts", Fraction(1, 2), rules.AT_HOME, 2, ("은평구", "종로구")),
]  # fmt: skip
POTS = GreedyRule(pots=Pots(PotBy.DISTRICT, (("", 40), ("마포구", 30), ("은평구", 10))))


def neighbour(slug):
    return people.resident(home=districts.by_slug(slug))


def city():
    people.district()
    return people.district("seoul")


def terms(**given):
    return {"place": city(), "electorates": BODIES, "options": OPTIONS, "budget": 100, "rule": GreedyRule()} | given


def crowd(slug, number):
    people.crowd(people.district(slug), number)


def test_everybody_gets_the_ballot_of_their_home_and_whoever_told_none_gets_none(app):
    paper = papers.paper(**terms())
    mapo, jongno, nowhere, elsewhere = neighbour("mapo"), neighbour("jongno"), people.resident(), neighbour("gangnam")
    assert [voting.electorate_of(paper, person, []).code for person in (mapo, jongno)] == ["mapo", "rest"]
    assert [option.code for option in voting.electorate_of(paper, mapo, []).offered] == ["1", "2", "4"]
    assert [option.code for option in voting.electorate_of(paper, jongno, []).offered] == ["1", "3"]
    assert {voting.standing(paper, person, []) for person in (nowhere, elsewhere)} == {Standing.NO_ELECTORATE}


def test_what_a_ballot_does_not_offer_is_refused_in_the_booth_by_name(app):
    paper = papers.paper(**terms())
    for cast in (
        lambda: papers.vote(paper, ["1", "3"], neighbour("mapo")),
        lambda: papers.vote(paper, ["2"], neighbour("jongno")),
    ):
        with pytest.raises(booth.ChoiceRefused) as refusal:
            cast()
        assert refusal.value.code == "NOT_ON_THIS_BALLOT"
        assert refusal.value.params["title"] in ("은평의 안", "마포의 안")
    assert not database.session.scalars(select(Ballot)).all()


def test_pots_of_districts_are_filled_from_the_votes_of_all_ballots(app):
    paper = papers.paper(**terms(rule=POTS))
    for slug, codes in [("mapo", "12"), ("mapo", "24"), ("mapo", "4"), ("eunpyeong", "13"), ("jongno", "3")]:
        papers.vote(paper, list(codes), neighbour(slug))
    result = papers.counted(paper).result
    assert result["selected"] == ["2", "1"], "of Mapo's 30 one fits; the 10 of Eunpyeong do not buy its option"
    assert {code: cast["valid"] for code, cast in result["ballots_cast"].items()} == {"mapo": 3, "rest": 2}
    assert not result["weights"], "every vote counts alike"


def test_a_sealed_vote_of_two_ballots_is_spoiled_where_it_must_be_and_both_counts_agree(app):
    paper = sealed.paper(**terms(rule=POTS))
    sealed.vote(paper, ["1", "2"], neighbour("mapo"), style="mapo")
    sealed.vote(paper, ["3"], neighbour("jongno"), style="rest")
    sealed.vote(paper, ["1", "4"], neighbour("eunpyeong"), style="rest")
    with pytest.raises(booth.ChoiceRefused):
        sealing.assist(paper, by=neighbour("mapo"), raw_choice=["3"], seed=b"s" * 16)
    sealing.assist(paper, by=neighbour("mapo"), raw_choice=["4"], seed=b"t" * 16)
    with clock.travel(paper.closes_at):
        result = papers.counted(paper).result
    assert result["spoiled"] == {"NOT_ON_THIS_BALLOT": 1}
    assert result["ballots_cast"]["rest"] == {"valid": 1, "spoiled": 1, "none": 0}
    report = verifier.verify(io.BytesIO(sealing.exported(paper)))
    assert report.exit_code == 3, "nobody witnesses this log"
    assert not report.failures(), list(report.lines("en"))
    assert sealed.side(paper).frozen.paper["electorates"][0]["areas"] == ["마포구"]


def test_a_mark_on_paper_for_what_that_ballot_does_not_offer_is_spoiled_too(app, monkeypatch):
    locked = keyfile.locked
    monkeypatch.setattr(keyfile, "locked", lambda *given, **_: locked(*given, cost_bits=10))
    officers = [people.official(city(), role) for role in (Role.CLERK, Role.COORDINATOR)]
    for one in officers:
        desk.make_key(city(), by=one, passphrase="long enough words")
    paper = sealed.paper(**terms())
    for slug, code in (("mapo", "mapo"), ("mapo", "mapo"), ("jongno", "rest")):
        assert desk.hand_out(paper, by=officers[0], email=neighbour(slug).email, station="hall").code == code
    voting_services.close(paper, by=None, role="")
    for style, rows in (("mapo", "1 2\n3"), ("rest", "1 3")):
        batch = desk.enter(paper, by=officers[0], station="hall", style=style, rows=rows, passphrase="long enough words")
        desk.confirm(paper, batch, by=officers[1], passphrase="long enough words")
    result = voting_services.count_paper(paper.id).result
    assert result["spoiled"] == {"NOT_ON_THIS_BALLOT": 1}
    assert result["outcomes"]["3"]["votes"] == 1
    assert not verifier.verify(io.BytesIO(sealing.exported(paper))).failures()


def test_a_token_of_one_ballot_does_not_open_the_other(app):
    paper = sealed.paper(**terms())
    by, mine, other = neighbour("mapo"), sealed.voter(paper, "mapo"), sealed.voter(paper, "rest")
    token = sealed.token(paper, by, mine)
    with pytest.raises(sealing.rules.EnvelopeNotTaken, match="BAD_TOKEN"):
        sealing.put(paper, other.envelope(token, {"names": ["1"]}, 1))


def test_whoever_moves_house_meanwhile_changes_the_ballot_they_have_cast(app):
    paper = sealed.paper(**terms())
    by = neighbour("mapo")
    sealing.assist(paper, by=by, raw_choice=["2"], seed=b"s" * 16)
    by.home_district_id = districts.by_slug("eunpyeong").id
    database.session.commit()
    assert voting.electorate_of(paper, by, []).code == "mapo"
    sealing.assist(paper, by=by, raw_choice=["4"], seed=b"s" * 16, is_change=True)


def test_papers_without_areas_say_nothing_of_them(app):
    paper = papers.paper()
    assert all("areas" not in body for body in voting_services.manifest(people.district(), paper)["electorates"])
    assert not paper.has_styles


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"options": OPTIONS[1:2]}, voting_rules.BallotEmpty),
        ({"options": [*OPTIONS, OptionDraft("5", "강남의 안", area="강남구")]}, voting_rules.AreaOnNoBallot),
        ({"format": GradesFormat(default=1)}, voting_rules.RuleDoesNotFit),
    ],
)
def test_a_paper_on_which_somebody_could_choose_nothing_is_not_opened(app, given, refusal):
    with pytest.raises(refusal):
        papers.paper(**terms(**given))


# --- the plan of such a vote ---


def plan(**given):
    return polls.plan(
        polls.coordinator(city()), **({"place": city(), "audience": Audience.DISTRICTS, "options": OPTIONS} | given)
    )


def test_a_plan_of_the_city_becomes_one_paper_with_a_ballot_for_each_large_district(app):
    crowd("mapo", SMALLEST_STYLE)
    crowd("eunpyeong", SMALLEST_STYLE + 1)
    crowd("jongno", 3)
    people.resident(verified=False, home=districts.by_slug("jongno"))
    made = plan(is_sealed=False)
    shown = {style.name_ko: style.people for style in services.ballots(made)}
    assert shown == {"마포구 외 23개 구": SMALLEST_STYLE + 3, "은평구": SMALLEST_STYLE + 1}
    services.submit(made, by=database.session.get_one(people.Resident, made.author_id))
    paper = services.confirm(made, by=polls.coordinator(city()), role="coordinator", seen=services.fingerprint(made))
    assert [(body.code, len(body.areas)) for body in paper.electorates] == [("mapo-and-23", 24), ("eunpyeong", 1)]
    assert {body.weight for body in paper.electorates} == {Fraction(1, 2)}
    assert [len(body.offered) for body in paper.electorates] == [3, 2]
    with clock.travel(paper.opens_at):
        assert voting.standing(paper, neighbour("dobong"), []) is Standing.MAY_VOTE


def test_a_plan_is_read_again_where_its_ballots_have_changed_since(app):
    crowd("mapo", SMALLEST_STYLE)
    crowd("eunpyeong", SMALLEST_STYLE)
    made, second = plan(is_sealed=False), polls.coordinator(city())
    services.submit(made, by=database.session.get_one(people.Resident, made.author_id))
    seen = services.fingerprint(made)
    crowd("jongno", SMALLEST_STYLE)
    with pytest.raises(rules.PlanChanged):
        services.confirm(made, by=second, role="coordinator", seen=seen)


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (OPTIONS, []),
        (polls.OPTIONS, ["AREA_MISSING"]),
        ([OptionDraft("1", "가", area="마포구"), OptionDraft("2", "나", area="한강구")], ["AREA_ON_NO_BALLOT", "BALLOT_EMPTY"]),
    ],
)  # fmt: skip
def test_a_plan_says_what_its_ballots_lack(app, options, codes):
    crowd("mapo", SMALLEST_STYLE)
    crowd("eunpyeong", SMALLEST_STYLE)
    assert [one.code for one in services.lacks(plan(options=options))] == codes


def test_a_district_has_no_districts(app):
    with pytest.raises(rules.OnlyTheCityHasDistricts):
        polls.plan(polls.coordinator(), audience=Audience.DISTRICTS)


def test_a_trial_goes_through_any_of_the_ballots(app):
    crowd("mapo", SMALLEST_STYLE)
    crowd("eunpyeong", SMALLEST_STYLE)
    paper = services.trial_paper(plan(kind=Kind.APPROVAL))
    assert [len(body.offered) for body in paper.electorates] == [3, 2]
    assert not database.session.scalars(select(Paper)).all()
