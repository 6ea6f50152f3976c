"""moderation: cases, reports, decisions, appeals, listed words"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('moderation_word',
    sa.Column('kind', sa.Enum('hold', 'allow', name='wordkind', native_enum=False, length=40), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_moderation_word_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_word')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_moderation_word_id_district_id'))
    )
    with op.batch_alter_table('moderation_word', schema=None) as batch_op:
        batch_op.create_index('uq_moderation_word_listed', ['district_id', 'kind', 'key'], unique=True, sqlite_where=sa.text('removed_at IS NULL'), postgresql_where=sa.text('removed_at IS NULL'))

    op.create_table('moderation_case',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('standing', sa.Enum('shown', 'waiting', 'held', 'hidden', name='standing', native_enum=False, length=40), nullable=False),
    sa.Column('cause', sa.Enum('report', 'word', 'link', 'awaits', 'rewritten', 'taken_up', name='cause', native_enum=False, length=40), nullable=True),
    sa.Column('matched', sa.Text(), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('points', sa.JSON(), nullable=False),
    sa.Column('claimed_by_id', sa.Integer(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('n_decisions', sa.Integer(), nullable=False),
    sa.Column('article', sa.Enum('1', '2', '3', '4', '5', '6', '7', '8', '9', name='article', native_enum=False, length=40), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['resident.id'], name=op.f('fk_moderation_case_author_id')),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['resident.id'], name=op.f('fk_moderation_case_claimed_by_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_moderation_case_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_case')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_moderation_case_id_district_id')),
    sa.UniqueConstraint('kind', 'subject_id', name=op.f('uq_moderation_case_kind_subject_id'))
    )
    with op.batch_alter_table('moderation_case', schema=None) as batch_op:
        batch_op.create_index('ix_moderation_case_author', ['author_id'], unique=False)
        batch_op.create_index('ix_moderation_case_queue', ['district_id', 'priority', 'queued_at'], unique=False, sqlite_where=sa.text('queued_at IS NOT NULL'), postgresql_where=sa.text('queued_at IS NOT NULL'))

    op.create_table('moderation_decision',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Enum('keep', 'hide', 'hold', 'warn', 'restore', name='verdict', native_enum=False, length=40), nullable=False),
    sa.Column('article', sa.Enum('1', '2', '3', '4', '5', '6', '7', '8', '9', name='article', native_enum=False, length=40), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('cause', sa.Enum('report', 'word', 'link', 'awaits', 'rewritten', 'taken_up', name='cause', native_enum=False, length=40), nullable=True),
    sa.Column('moderator_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('standing_before', sa.Enum('shown', 'waiting', 'held', 'hidden', name='standing', native_enum=False, length=40), nullable=False),
    sa.Column('standing_after', sa.Enum('shown', 'waiting', 'held', 'hidden', name='standing', native_enum=False, length=40), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('follows_appeal', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('author_id IS NULL OR author_id <> moderator_id', name=op.f('ck_moderation_decision_not_in_own_matter')),
    sa.ForeignKeyConstraint(['author_id'], ['resident.id'], name=op.f('fk_moderation_decision_author_id')),
    sa.ForeignKeyConstraint(['case_id', 'district_id'], ['moderation_case.id', 'moderation_case.district_id'], name=op.f('fk_moderation_decision_case_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_moderation_decision_district_id')),
    sa.ForeignKeyConstraint(['moderator_id'], ['resident.id'], name=op.f('fk_moderation_decision_moderator_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_decision')),
    sa.UniqueConstraint('case_id', 'ordinal', name=op.f('uq_moderation_decision_case_id_ordinal')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_moderation_decision_id_district_id')),
    sa.UniqueConstraint('id', 'moderator_id', 'district_id', name=op.f('uq_moderation_decision_id_moderator_id_district_id'))
    )
    with op.batch_alter_table('moderation_decision', schema=None) as batch_op:
        batch_op.create_index('ix_moderation_decision_author', ['author_id', 'id'], unique=False)
        batch_op.create_index('ix_moderation_decision_log', ['district_id', 'decided_at'], unique=False)

    op.create_table('moderation_appeal',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('first_moderator_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('is_granted', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('(answered_at IS NULL) = (answered_by_id IS NULL)', name=op.f('ck_moderation_appeal_answered_by_somebody')),
    sa.CheckConstraint('answered_by_id IS NULL OR answered_by_id <> first_moderator_id', name=op.f('ck_moderation_appeal_by_another')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['resident.id'], name=op.f('fk_moderation_appeal_answered_by_id')),
    sa.ForeignKeyConstraint(['decision_id', 'first_moderator_id', 'district_id'], ['moderation_decision.id', 'moderation_decision.moderator_id', 'moderation_decision.district_id'], name='fk_moderation_appeal_decision'),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_moderation_appeal_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_appeal')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_moderation_appeal_decision_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_moderation_appeal_id_district_id'))
    )
    op.create_table('moderation_report',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('reporter_id', sa.Integer(), nullable=True),
    sa.Column('article', sa.Enum('1', '2', '3', '4', '5', '6', '7', '8', '9', name='article', native_enum=False, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('borne_out', sa.Boolean(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id', 'district_id'], ['moderation_case.id', 'moderation_case.district_id'], name=op.f('fk_moderation_report_case_id_district_id')),
    sa.ForeignKeyConstraint(['decision_id', 'district_id'], ['moderation_decision.id', 'moderation_decision.district_id'], name=op.f('fk_moderation_report_decision_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_moderation_report_district_id')),
    sa.ForeignKeyConstraint(['reporter_id'], ['resident.id'], name=op.f('fk_moderation_report_reporter_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_report')),
    sa.UniqueConstraint('case_id', 'reporter_id', name=op.f('uq_moderation_report_case_id_reporter_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_moderation_report_id_district_id')),
    sa.UniqueConstraint('once', name=op.f('uq_moderation_report_once'))
    )
    with op.batch_alter_table('moderation_report', schema=None) as batch_op:
        batch_op.create_index('ix_moderation_report_reporter', ['reporter_id', 'created_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('moderation_report', schema=None) as batch_op:
        batch_op.drop_index('ix_moderation_report_reporter')

    op.drop_table('moderation_report')
    op.drop_table('moderation_appeal')
    with op.batch_alter_table('moderation_decision', schema=None) as batch_op:
        batch_op.drop_index('ix_moderation_decision_log')
        batch_op.drop_index('ix_moderation_decision_author')

    op.drop_table('moderation_decision')
    with op.batch_alter_table('moderation_case', schema=None) as batch_op:
        batch_op.drop_index('ix_moderation_case_queue', sqlite_where=sa.text('queued_at IS NOT NULL'), postgresql_where=sa.text('queued_at IS NOT NULL'))
        batch_op.drop_index('ix_moderation_case_author')

    op.drop_table('moderation_case')
    with op.batch_alter_table('moderation_word', schema=None) as batch_op:
        batch_op.drop_index('uq_moderation_word_listed', sqlite_where=sa.text('removed_at IS NULL'), postgresql_where=sa.text('removed_at IS NULL'))

    op.drop_table('moderation_word')
