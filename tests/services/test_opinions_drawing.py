"""Drawing maps: when, what is kept, what is never kept, one's own place, downloads, on both databases."""

import csv
import io

import pytest
from sqlalchemy import select

from app.core import clock
from app.moderation.states import Verdict
from app.opinions import exports, jobs, picture, queries, rules, services
from app.opinions.map import Model
from app.opinions.models import Snapshot, Topic
from tests.make import opinions
from tests.make.opinions import crowd, later
from tests.parallel import at_once

SEEDS = 12


@pytest.fixture
def topic(db):
    return opinions.answering(seeds=SEEDS)


def test_a_map_is_drawn_once_there_are_enough_people_and_not_again_without_enough_change(topic):
    crowd(topic, 19)
    with later(1):
        assert services.draw_map(topic) is None
        crowd(topic, 1, first=1)
    with later(2):
        first = services.draw_map(topic)
        assert (first.n_people, first.n_groups) == (20, 2)
        assert services.draw_map(topic) is None
        crowd(topic, 4)
    with later(3):
        assert services.draw_map(topic) is None  # four people changed: too few to hide in
        crowd(topic, 1)
    with later(4):
        assert services.draw_map(topic).n_people == 25
        assert [one.n_people for one in queries.maps(topic)] == [25, 20]


def test_the_last_map_is_drawn_at_the_close_whatever_changed(topic):
    crowd(topic, 30)
    with later(1):
        services.draw_map(topic)
        crowd(topic, 1)
    with later(2):
        services.close(topic)  # the job runs at once in tests
        assert [one.n_people for one in queries.maps(topic)] == [31, 30]
        jobs.draw_map.call_local(topic.id, True)
        assert len(queries.maps(topic)) == 2


def test_due_topics_are_found_and_drawn_by_the_clock(topic, db):
    crowd(topic, 24)
    quiet = opinions.answering(seeds=SEEDS)
    assert queries.due_for_map() == [topic.id]
    with later(1):
        jobs.draw_due.call_local()
        assert [len(queries.maps(one)) for one in (topic, quiet)] == [1, 0]
        assert queries.due_for_map() == []


def test_only_the_newest_map_keeps_its_matrix_and_nobody_is_named_in_any(topic, db):
    crowd(topic, 40)
    with later(1):
        services.draw_map(topic)
        crowd(topic, 10)
    with later(2):
        services.draw_map(topic)
    db.session.expire_all()
    newest, older = queries.maps(topic)
    assert newest.matrix and older.matrix is None
    told = f"{newest.result}{newest.model}"
    assert "participant_id" not in told and "resident" not in told
    assert {len(one) for one in newest.model["directions"]} == {SEEDS}


def test_a_refused_statement_is_on_no_later_map_and_on_no_page_of_an_earlier_one(topic, db):
    crowd(topic, 30)
    with later(1):
        kept = services.draw_map(topic)
    gone = opinions.statements(topic)[0]
    opinions.decide(gone, Verdict.HIDE)
    drawn = picture.of(kept, queries.texts(topic))
    shown = [
        line.id for line in (*drawn.unites, *drawn.divides, *drawn.lines.values(), *(one for g in drawn.groups for one in g.says))
    ]
    assert gone.id not in shown and shown
    with later(2):
        crowd(topic, 6)
        assert str(gone.id) not in services.draw_map(topic).result["table"]


def test_ones_own_place_is_with_those_who_think_alike(topic, db):
    ids = crowd(topic, 40)
    with later(1):
        kept = services.draw_map(topic)
    model, letters = Model.from_json(kept.model), []
    for resident_id in ids:
        x, y, letter = model.place(queries.own_answers(queries.participant(topic, resident_id)))
        letters.append(letter)
        spot = picture.spot(kept, (x, y, letter))
        assert 0 <= spot[0] <= picture.WIDTH and 0 <= spot[1] <= picture.HEIGHT
    assert sum(one == other for one, other in zip(letters[::2], letters[2::2], strict=False)) >= 17
    assert letters[0] != letters[1]


def test_the_map_tells_routing_which_statements_divide(topic, db):
    crowd(topic, 40)
    with later(1):
        services.draw_map(topic)
    db.session.expire_all()
    far = {one.number: one.extremity for one in opinions.statements(topic)}
    assert min(far[n] for n in (2, 3, 5, 6)) > max(far[n] for n in (1, 4, 7))


def test_the_downloads_are_a_polis_export_without_people(topic, db):
    crowd(topic, 36)
    with later(1):
        kept = services.draw_map(topic)
    numbers = queries.numbers(topic)
    votes = list(csv.DictReader(io.StringIO(exports.votes_csv(kept, numbers).decode())))
    assert len(votes) == 36 and list(votes[0])[:6] == [
        "participant",
        "group-id",
        "n-comments",
        "n-votes",
        "n-agree",
        "n-disagree",
    ]
    assert list(votes[0])[6:] == [str(n) for n in range(1, SEEDS + 1)]
    assert {row["group-id"] for row in votes} == {"0", "1"} and {row["n-comments"] for row in votes} == {""}
    for row in votes:
        cells = [row[str(n)] for n in range(1, SEEDS + 1)]
        assert (row["n-agree"], row["n-disagree"]) == (str(cells.count("1")), str(cells.count("-1")))
    comments = list(csv.DictReader(io.StringIO(exports.comments_csv(kept, numbers).decode())))
    polis = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
    assert list(comments[0])[:8] == polis and {row["author-id"] for row in comments} == {""}
    for row in comments:
        assert int(row["agrees"]) == sum(line[row["comment-id"]] == "1" for line in votes)
        assert len(row["datetime"]) == 10


def test_two_workers_draw_one_map(app, db):
    topic = opinions.answering(seeds=SEEDS)
    crowd(topic, 24)
    number = topic.id
    with later(1):
        travelled = clock.now()

    def act():
        with clock.travel(travelled):
            kept = services.draw_map(db.session.get(Topic, number))
            return kept.id if kept else None

    done = at_once(app, [act] * 3)
    assert not [one for one in done if isinstance(one, Exception)], done
    db.session.rollback()
    assert len(db.session.scalars(select(Snapshot)).all()) == 1 == len([one for one in done if one])


def test_few_people_get_a_map_but_no_lines_of_single_people(topic):
    crowd(topic, rules.PEOPLE_FOR_DOWNLOAD - 1)
    with later(1):
        kept = services.draw_map(topic)
    assert kept.matrix is None
    assert (
        exports.votes_csv(kept, queries.numbers(topic)).decode().strip()
        == "participant,group-id,n-comments,n-votes,n-agree,n-disagree"
    )
