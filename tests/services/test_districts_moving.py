"""A district leaves for its own server: packed, unpacked into an empty instance, the same to the last byte; or not at all."""

import json
import stat
import zipfile

import pytest
from sqlalchemy import select

from app.accounts import queries as residents
from app.accounts.models import Resident
from app.budget import queries as budget
from app.budget.itemized import LineDraft
from app.budget.services import items, lines
from app.budget.states import Decision, Stage
from app.core import clock
from app.core.history import HistoryEntry
from app.districts import moving, queries
from app.districts.models import District
from app.districts.moving import archive, rows, services
from app.districts.states import Role
from app.extensions import db as database
from app.proposals.queries import listing
from app.voting.rules import VoteIsOpen
from tests.make import budget as make


@pytest.fixture(scope="module")
def packed(_application, _demo_file, tmp_path_factory):
    """Eunpyeong of the demo in a file, and its manifest."""
    from tests.conftest import _on_copy

    folder = tmp_path_factory.mktemp("packed")
    with _application.app_context():
        for _ in _on_copy(_application, _demo_file, folder):
            manifest = services.pack(queries.by_slug("eunpyeong"), folder / "eunpyeong.zip", folder)
    return folder / "eunpyeong.zip", manifest


def test_the_file_is_for_its_owner_alone(packed):
    assert stat.S_IMODE(packed[0].stat().st_mode) == 0o600


def test_every_table_of_the_house_is_in_it(packed):
    assert set(packed[1]["tables"]) == set(database.metadata.tables) - {"district", "email_code", "proposal_entry"}
    assert packed[1]["tables"]["proposal"]["rows"] > 5


@pytest.mark.parametrize(
    "table", ["cycle_draft", "cycle_amendment", "stage_pass", "stage_deadline", "funding_choice", "published_figures"]
)
def test_what_was_planned_amended_and_published_goes_along(packed, table):
    assert packed[1]["tables"][table]["rows"] > 0


def test_what_comes_out_is_what_went_in(packed, app, tmp_path):
    services.unpack(packed[0], tmp_path)
    place = queries.by_slug("eunpyeong")
    assert place.is_open
    again = services.pack(place, tmp_path / "again.zip", tmp_path)
    assert again["tables"] == packed[1]["tables"]


def test_people_of_other_districts_stay_where_they_are(packed, app, tmp_path):
    services.unpack(packed[0], tmp_path)
    assert residents.by_email("coordinator@example.test") is not None
    with zipfile.ZipFile(packed[0]) as file:
        names = {json.loads(line)["email"] for line in file.read("tables/resident.jsonl").splitlines()}
        districts = {json.loads(line)["district_id"] for line in file.read("tables/proposal.jsonl").splitlines()}
    assert districts == {"eunpyeong"} and len(names) > 0


def test_life_goes_on_in_the_new_place(packed, app, tmp_path):
    from tests.make import people, proposals

    services.unpack(packed[0], tmp_path)
    place = queries.by_slug("eunpyeong")
    newcomer = people.resident("새 주민", email="newcomer@example.test")
    proposal = proposals.proposal(place, by=newcomer)
    assert proposal.id > 0 and proposal.number.startswith("EUNPYEONG-")
    (known, *_) = listing(place)
    assert known.id in {one.id for one in listing(place, text=known.current.title)}


def test_an_instance_in_use_takes_nothing_in(packed, demo, tmp_path):
    before = database.session.scalar(select(HistoryEntry.id).order_by(HistoryEntry.id.desc()).limit(1))
    with pytest.raises(services.InstanceInUse):
        services.unpack(packed[0], tmp_path)
    assert database.session.scalar(select(HistoryEntry.id).order_by(HistoryEntry.id.desc()).limit(1)) == before


def _changed(source, target, name, change):
    """A copy of the archive with one entry rewritten."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)
    return target


@pytest.mark.parametrize(
    ("name", "change", "refusal"),
    [
        ("tables/proposal.jsonl", lambda text: text.replace(b"web", b"post", 1), archive.DigestDiffers),
        ("tables/comment.jsonl", lambda text: b"\n".join(text.split(b"\n")[1:]), archive.DigestDiffers),
        ("manifest.json", lambda text: text.replace(b'"schema": "', b'"schema": "9'), services.OtherSchema),
        ("manifest.json", lambda text: text.replace(b"decide-seoul-district", b"something-else"), archive.NotAnArchive),
        ("manifest.json", lambda text: b"{", archive.NotAnArchive),
    ],
)
def test_a_file_that_was_changed_is_refused_and_leaves_nothing_behind(packed, app, tmp_path, name, change, refusal):
    with pytest.raises(refusal):
        services.unpack(_changed(packed[0], tmp_path / "changed.zip", name, change), tmp_path)
    for table in rows.tables():
        assert database.session.execute(select(table).limit(1)).first() is None, table.name


def test_a_file_that_names_a_place_outside_its_folder_is_refused(packed, app, tmp_path):
    def climb(text):
        manifest = json.loads(text)
        return json.dumps(manifest | {"files": {"../evil": "0" * 64}}).encode()

    changed = _changed(packed[0], tmp_path / "changed.zip", "manifest.json", climb)
    with pytest.raises(archive.DigestDiffers):
        services.unpack(changed, tmp_path)
    assert not (tmp_path.parent / "evil").exists()


def test_files_travel_with_their_district(demo, tmp_path):
    assert "attachments" in moving.folders
    (tmp_path / "attachments" / "eunpyeong" / "ab").mkdir(parents=True)
    (tmp_path / "attachments" / "eunpyeong" / "ab" / "cd").write_bytes(b"%PDF")
    manifest = services.pack(queries.by_slug("eunpyeong"), tmp_path / "e.zip", tmp_path)
    assert list(manifest["files"]) == ["attachments/eunpyeong/ab/cd"]
    with archive.Reader(tmp_path / "e.zip") as reader:
        ((place, content),) = reader.files()
    assert (str(place), content) == ("attachments/eunpyeong/ab/cd", b"%PDF")


def test_a_district_with_an_open_vote_is_not_packed(demo, tmp_path):
    with pytest.raises(VoteIsOpen):
        services.pack(queries.by_slug("seoul"), tmp_path / "seoul.zip", tmp_path)
    assert not (tmp_path / "seoul.zip").exists()


def test_the_commands_say_what_they_did(packed, app, tmp_path):
    runner = app.test_cli_runner()
    done = runner.invoke(args=["district", "import", str(packed[0])])
    assert done.exit_code == 0 and "same SHA-256" in done.output
    again = runner.invoke(args=["district", "import", str(packed[0])])
    assert again.exit_code == 2 and "INSTANCE_IN_USE" in again.output
    out = tmp_path / "out.zip"
    assert runner.invoke(args=["district", "export", "eunpyeong", str(out)]).exit_code == 0 and out.exists()
    assert runner.invoke(args=["district", "export", "eunpyeong", str(out)]).exit_code == 2


# A bill with what its items are for, line by line


def lines_of(district):
    """Number -> decision, what it came to, and every line, as the bill of this district stands."""
    (cycle,) = budget.cycles(district)
    return {
        one.candidate.proposal.number: (
            one.decision, one.amount_won, one.decided_amount_won,
            [(line.position, line.name, line.basis, line.amount_won, line.decided_won) for line in one.lines],
        )
        for one in budget.items(cycle)
    }  # fmt: skip


def itemize(item, by, *amounts):
    drafts = [LineDraft(f"항목 {n}", f"{won:,}원 × 1식", won) for n, won in enumerate(amounts, start=1)]
    return lines.write(
        budget.item(item_place(item), item.candidate.cycle_id, item.id), by=by, role=Role.COORDINATOR, drafts=drafts
    )


def item_place(item):
    return database.session.get_one(District, item.district_id)


@pytest.fixture(scope="module")
def bill(_application, tmp_path_factory):
    """A district of two items with lines, one of them decided by line, in a file; with what its bill said."""
    from tests.conftest import _lay_out, _on_copy

    folder = tmp_path_factory.mktemp("bill")
    _lay_out(f"sqlite:///{folder / 'empty.sqlite3'}")
    with _application.app_context():
        for _ in _on_copy(_application, str(folder / "empty.sqlite3"), folder):
            made = make.at(Stage.BUDGETING)
            first, second = budget.items(made.cycle)
            for one in (first, second):
                itemize(one, made.coordinator, one.amount_won - 20 * make.MILLION, 15 * make.MILLION, 5 * make.MILLION)
            make.issue_statement(made)
            item = budget.item(made.district, made.cycle.id, first.id)
            left = {item.lines[1].id: 3 * make.MILLION}
            given = {"decision": Decision.AMENDED, "amount_won": None, "reason": make.REASON, "decided_on": clock.today()}
            items.decide(item, by=made.coordinator, lines_won=left, **given)
            told, place = lines_of(made.district), queries.by_slug(made.district.slug)
            manifest = services.pack(place, folder / "bill.zip", folder)
    return folder / "bill.zip", manifest, told


def test_the_lines_of_a_bill_come_out_as_they_went_in(bill, app, tmp_path):
    services.unpack(bill[0], tmp_path)
    place = queries.by_slug("mapo")
    assert bill[1]["tables"]["item_line"]["rows"] == 6
    assert lines_of(place) == bill[2]
    assert [line[4] is None for _, _, _, every in bill[2].values() for line in every] == [False] * 3 + [True] * 3
    assert services.pack(place, tmp_path / "again.zip", tmp_path)["tables"] == bill[1]["tables"]


def test_the_bill_goes_on_in_the_new_place_with_new_lines(bill, app, tmp_path):
    services.unpack(bill[0], tmp_path)
    (cycle,) = budget.cycles(queries.by_slug("mapo"))
    pending = next(one for one in budget.items(cycle) if one.decision is Decision.PENDING)
    clerk = database.session.get_one(Resident, cycle.opened_by_id)
    number, before = pending.candidate.proposal.number, bill[2]
    itemize(pending, clerk, pending.amount_won)
    after = lines_of(queries.by_slug("mapo"))
    assert [line[3] for line in after[number][3]] == [pending.amount_won]
    assert {one: told for one, told in after.items() if one != number} == {
        one: told for one, told in before.items() if one != number
    }
