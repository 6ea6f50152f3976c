"""What every table promises: districts cannot leak into each other, and the ballot box leads to nobody."""

from sqlalchemy import ForeignKeyConstraint

from app.extensions import db as database

NOT_OF_ONE_DISTRICT = {"notice_setting", "district", "resident", "consent", "email_code"}


def tables(app):
    return database.metadata.tables.values()


def test_every_table_of_a_district_says_which(app):
    for table in tables(app):
        if table.name not in NOT_OF_ONE_DISTRICT:
            assert not table.c.district_id.nullable, table.name


def test_every_reference_between_rows_of_districts_carries_the_district(app):
    for table in tables(app):
        for constraint in table.constraints:
            if not isinstance(constraint, ForeignKeyConstraint) or constraint.referred_table.name in NOT_OF_ONE_DISTRICT:
                continue
            pairs = {(e.parent.name, e.column.name) for e in constraint.elements}
            assert ("district_id", "district_id") in pairs, (table.name, pairs)


def test_no_foreign_key_path_leads_from_the_ballot_box_to_a_resident(app):
    seen, todo = set(), {"ballot", "envelope", "log_leaf", "log_head", "sealed_paper", "issued_token"}
    while todo:
        name = todo.pop()
        seen.add(name)
        todo |= {fk.column.table.name for fk in database.metadata.tables[name].foreign_keys} - seen
    assert "resident" not in seen
    assert "roll_entry" not in seen


def test_every_instant_is_stored_with_its_zone(app):
    from sqlalchemy import DateTime

    from app.core.tables import Instant

    naive = [c for table in tables(app) for c in table.c if isinstance(c.type, DateTime) and not isinstance(c.type, Instant)]
    assert not naive
