"""panels: seats, marks, meetings; the recused do not score"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SAME = "{other}.round_id = NEW.round_id AND {other}.candidate_id = NEW.candidate_id AND {other}.panelist_id = NEW.panelist_id"
SHEET_STANDS = f"SELECT 1 FROM score_sheet WHERE {SAME.format(other='score_sheet')} AND score_sheet.voided_at IS NULL"  # noqa: S608
STAYS_AWAY = f"SELECT 1 FROM recusal WHERE {SAME.format(other='recusal')}"  # noqa: S608
TRIGGERS = (("score_sheet_not_recused", "score_sheet", STAYS_AWAY), ("recusal_not_scored", "recusal", SHEET_STANDS))
RECUSED_DO_NOT_SCORE = {
    "sqlite": [
        f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN EXISTS ({other}) BEGIN SELECT RAISE(ABORT, 'the recused do not score'); END"
        for name, table, other in TRIGGERS
    ],
    "postgresql": [
        statement
        for name, table, other in TRIGGERS
        for statement in (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS ({other}) THEN "
            "RAISE EXCEPTION 'the recused do not score' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        )
    ],
}



def upgrade() -> None:
    op.create_table('panel_meeting',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('paper', 'in_depth', name='screeningkind', native_enum=False, length=40), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('is_quorate', sa.Boolean(), nullable=False),
    sa.Column('minutes', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('present BETWEEN 0 AND seats', name=op.f('ck_panel_meeting_present_have_seats')),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_panel_meeting_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_panel_meeting_district_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['resident.id'], name=op.f('fk_panel_meeting_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_meeting')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_panel_meeting_id_district_id')),
    sa.UniqueConstraint('written_by_id', 'once', name=op.f('uq_panel_meeting_written_by_id_once'))
    )
    with op.batch_alter_table('panel_meeting', schema=None) as batch_op:
        batch_op.create_index('ix_panel_meeting_cycle', ['cycle_id', 'held_on'], unique=False)

    op.create_table('panel_seat',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('post', sa.Enum('chair', 'member', name='post', native_enum=False, length=40), nullable=False),
    sa.Column('since_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('until_on >= since_on', name=op.f('ck_panel_seat_term')),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_panel_seat_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_panel_seat_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_panel_seat_resident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_seat')),
    sa.UniqueConstraint('cycle_id', 'resident_id', name=op.f('uq_panel_seat_cycle_id_resident_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_panel_seat_id_district_id'))
    )
    op.create_table('panel_attendance',
    sa.Column('meeting_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('seat_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_panel_attendance_district_id')),
    sa.ForeignKeyConstraint(['meeting_id', 'district_id'], ['panel_meeting.id', 'panel_meeting.district_id'], name=op.f('fk_panel_attendance_meeting_id_district_id')),
    sa.ForeignKeyConstraint(['seat_id', 'district_id'], ['panel_seat.id', 'panel_seat.district_id'], name=op.f('fk_panel_attendance_seat_id_district_id')),
    sa.PrimaryKeyConstraint('meeting_id', 'seat_id', name=op.f('pk_panel_attendance'))
    )
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('recorded_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_recusal_recorded_by_id'), 'resident', ['recorded_by_id'], ['id'])

    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.add_column(sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_score_sheet_sums', ['round_id', 'candidate_id', 'voided_at', 'points'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_score_sheet_id_district_id'), ['id', 'district_id'])
    op.create_table('sheet_mark',
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('points >= 0', name=op.f('ck_sheet_mark_mark_not_negative')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_sheet_mark_district_id')),
    sa.ForeignKeyConstraint(['sheet_id', 'district_id'], ['score_sheet.id', 'score_sheet.district_id'], name=op.f('fk_sheet_mark_sheet_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_mark')),
    sa.UniqueConstraint('sheet_id', 'code', name=op.f('uq_sheet_mark_sheet_id_code'))
    )
    for statement in RECUSED_DO_NOT_SCORE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER score_sheet_not_recused ON score_sheet")
        op.execute("DROP TRIGGER recusal_not_scored ON recusal")
        op.execute("DROP FUNCTION score_sheet_not_recused()")
        op.execute("DROP FUNCTION recusal_not_scored()")
    else:
        op.execute("DROP TRIGGER score_sheet_not_recused")
        op.execute("DROP TRIGGER recusal_not_scored")
    op.drop_table("sheet_mark")
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_score_sheet_id_district_id'), type_='unique')
        batch_op.drop_index('ix_score_sheet_sums')
        batch_op.drop_column('voided_at')

    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_recusal_recorded_by_id'), type_='foreignkey')
        batch_op.drop_column('recorded_by_id')

    op.drop_table('panel_attendance')
    op.drop_table('panel_seat')
    with op.batch_alter_table('panel_meeting', schema=None) as batch_op:
        batch_op.drop_index('ix_panel_meeting_cycle')

    op.drop_table('panel_meeting')
