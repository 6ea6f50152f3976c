"""Claim: with 5,000 people × 300 statements in the database a map is read, drawn and kept within 3 s of one core, and answering one more
statement (the press and the next card) costs what it costs in a topic of 20 people, within a factor of three."""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.update(OPENBLAS_NUM_THREADS="1", INSTANCE_PATH=tempfile.mkdtemp(prefix="opinions-"), JOBS="immediate", DATABASE_URL="")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from datetime import date, timedelta

from bench_opinions import crowd

from app import create_app
from app.accounts import services as accounts
from app.accounts.models import ConsentKind, Resident
from app.core import clock
from app.districts import queries as districts
from app.districts import services as district_services
from app.extensions import db
from app.opinions import queries, services
from app.opinions.map import UNSEEN
from app.opinions.models import Answer, Participant, Statement, Topic

SECONDS, FACTOR = 3.0, 3.0


def filled(place, by, people: int, statements: int) -> Topic:
    """A topic with so many answers, written straight into the tables."""
    start, end = clock.now() + timedelta(hours=1), clock.now() + timedelta(days=9)
    given = {"question": "큰 주제를 함께 생각합니다", "background": "", "answers_from": start, "closes_at": end}
    topic = services.open_topic(
        place, by=by, role="coordinator", seeds=[f"{n}번째 생각이 옳다고 본다." for n in range(statements)], **given
    )
    services.start(topic)
    ids = [one.id for one in db.session.query(Statement).filter_by(topic_id=topic.id).order_by(Statement.number)]
    first = db.session.query(Resident).count() + 1
    now, key = clock.now(), {"topic_id": topic.id, "district_id": place.id}
    born = {"birth_date": date(1990, 1, 1), "display_name": "시험", "session_epoch": 0, "created_at": now}
    db.session.execute(
        db.insert(Resident), [born | {"id": first + n, "email": f"r{first + n}@example.test"} for n in range(people)]
    )
    base = db.session.query(Participant).count() + 1
    rows = [key | {"id": base + n, "resident_id": first + n, "seed": n, "n_given": 99, "changed_at": now} for n in range(people)]
    db.session.execute(db.insert(Participant), rows)
    votes = crowd(people, statements)
    at, column = (votes.values != UNSEEN).nonzero()
    cells = zip(at.tolist(), column.tolist(), votes.values[at, column].tolist(), strict=True)
    db.session.execute(
        db.insert(Answer),
        [key | {"participant_id": base + n, "statement_id": ids[c], "value": v, "place": c + 1} for n, c, v in cells],
    )
    db.session.commit()
    return topic


def answering(app, topic: Topic, person: Resident, times: int = 30) -> float:
    """Median milliseconds of one press and the card that follows."""
    app.config["WTF_CSRF_ENABLED"] = False
    client, path, taken = app.test_client(), f"/mapo/opinions/{topic.id}/answer", []
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = person.get_id(), True
    numbers = [one.id for one in queries.standings(topic)][:times]
    for number in numbers:
        begin = time.perf_counter()
        answer = client.post(path, data={"statement_id": number, "value": "agree"}, follow_redirects=True)
        taken.append((time.perf_counter() - begin) * 1000)
        assert answer.status_code == 200
    return sorted(taken)[len(taken) // 2]


def main() -> int:
    app = create_app({"RATELIMIT_ENABLED": False})
    with app.app_context():
        db.create_all()
        district_services.lay_out()
        place = districts.by_slug("mapo")
        district_services.change_status(place, "start_pilot")
        consents = {ConsentKind.TERMS, ConsentKind.PRIVACY, ConsentKind.OPINION}
        born = date(1990, 1, 1)
        person = accounts.sign_up(
            email="me@example.test", display_name="시험 사람", birth_date=born, home_district=None, consents=consents
        )
        person.email_verified_at = clock.now()
        db.session.commit()
        small, large = filled(place, person, 20, 30), filled(place, person, 5000, 300)
        usual, busy = answering(app, small, person), answering(app, large, person)
        db.session.remove()
        begin, own = time.perf_counter(), time.process_time()
        kept = services.draw_map(db.session.get_one(Topic, large.id))
        wall, own = time.perf_counter() - begin, time.process_time() - own
        answers = kept.result["answers"]
    print(f"read, drawn and kept in {wall:.2f} s, {own:.2f} s of one core: {answers:,} answers")
    print(
        f"one press and the next card: {usual:.1f} ms among 20 people, {busy:.1f} ms among 5,000 × 300: ratio {busy / usual:.1f}"
    )
    ok = own < SECONDS and busy < FACTOR * usual
    print("OK" if ok else "MISSED", f"(limits: {SECONDS} s, ratio {FACTOR})")
    return 0 if ok else 1


if __name__ == "__main__":
    raise SystemExit(main())
