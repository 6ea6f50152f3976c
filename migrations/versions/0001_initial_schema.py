"""initial schema"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

# History refuses change and removal in the database itself.
APPEND_ONLY = {
    "sqlite": [
        "CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
        "CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION history_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$",
        "CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE ON history FOR EACH ROW EXECUTE FUNCTION history_refuse()",
    ],
}


def upgrade() -> None:
    op.create_table('district',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('name_ko', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('kind', sa.Enum('city', 'district', name='districtkind', native_enum=False, length=40), nullable=False),
    sa.Column('status', sa.Enum('closed', 'pilot', 'open', name='districtstatus', native_enum=False, length=40), nullable=False),
    sa.Column('col', sa.Integer(), nullable=True),
    sa.Column('row', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_district')),
    sa.UniqueConstraint('code', name=op.f('uq_district_code')),
    sa.UniqueConstraint('slug', name=op.f('uq_district_slug'))
    )
    op.create_table('email_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('purpose', sa.Enum('sign_in', 'verify', 'prove', name='codepurpose', native_enum=False, length=40), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_email_code'))
    )
    with op.batch_alter_table('email_code', schema=None) as batch_op:
        batch_op.create_index('ix_email_code_email', ['email', 'purpose'], unique=False)

    op.create_table('department',
    sa.Column('name_ko', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_department_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department')),
    sa.UniqueConstraint('district_id', 'name_ko', name=op.f('uq_department_district_id_name_ko')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_department_id_district_id'))
    )
    op.create_table('history',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_role', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_history_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history'))
    )
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.create_index('ix_history_district', ['district_id', 'id'], unique=False)
        batch_op.create_index('ix_history_subject', ['subject_kind', 'subject_id', 'id'], unique=False)

    op.create_table('paper',
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('introduction', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'open', 'closed', 'counted', name='paperstate', native_enum=False, length=40), nullable=False),
    sa.Column('format', sa.JSON(), nullable=False),
    sa.Column('rule', sa.JSON(), nullable=False),
    sa.Column('budget', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('min_age', sa.Integer(), nullable=False),
    sa.Column('imported', sa.Boolean(), nullable=False),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_paper_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_paper_id_district_id'))
    )
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_closes_at'), ['closes_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_paper_state'), ['state'], unique=False)

    op.create_table('proposal_counter',
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_proposal_counter_district_id')),
    sa.PrimaryKeyConstraint('district_id', 'year', name=op.f('pk_proposal_counter'))
    )
    op.create_table('resident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('email_verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('display_name', sa.String(), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=False),
    sa.Column('home_district_id', sa.Integer(), nullable=True),
    sa.Column('session_epoch', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('once', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['home_district_id'], ['district.id'], name=op.f('fk_resident_home_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resident')),
    sa.UniqueConstraint('email', name=op.f('uq_resident_email')),
    sa.UniqueConstraint('once', name=op.f('uq_resident_once'))
    )
    op.create_table('thread',
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('n_comments', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_thread_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_thread')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_thread_id_district_id'))
    )
    op.create_table('comment',
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('root_id', sa.Integer(), nullable=True),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('path', sa.Text().with_variant(sa.Text(collation='C'), 'postgresql'), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('body_html', sa.Text(), nullable=False),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('n_children', sa.Integer(), nullable=False),
    sa.Column('n_descendants', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_by_role', sa.String(), nullable=False),
    sa.Column('removed_reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['resident.id'], name=op.f('fk_comment_author_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_comment_district_id')),
    sa.ForeignKeyConstraint(['parent_id', 'thread_id', 'district_id'], ['comment.id', 'comment.thread_id', 'comment.district_id'], name=op.f('fk_comment_parent_id_thread_id_district_id')),
    sa.ForeignKeyConstraint(['root_id', 'thread_id', 'district_id'], ['comment.id', 'comment.thread_id', 'comment.district_id'], name=op.f('fk_comment_root_id_thread_id_district_id')),
    sa.ForeignKeyConstraint(['thread_id', 'district_id'], ['thread.id', 'thread.district_id'], name=op.f('fk_comment_thread_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment')),
    sa.UniqueConstraint('author_id', 'once', name=op.f('uq_comment_author_id_once')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_comment_id_district_id')),
    sa.UniqueConstraint('id', 'thread_id', 'district_id', name=op.f('uq_comment_id_thread_id_district_id'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index('ix_comment_author', ['author_id', 'created_at'], unique=False)
        batch_op.create_index('ix_comment_branch', ['root_id', 'path'], unique=False)
        batch_op.create_index('ix_comment_depth', ['thread_id', 'depth', 'id'], unique=False)
        batch_op.create_index('ix_comment_path', ['thread_id', 'path'], unique=False)

    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('terms', 'privacy', 'opinion', 'news', name='consentkind', native_enum=False, length=40), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_consent_resident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_resident_id'), ['resident_id'], unique=False)

    op.create_table('cycle',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('intake', 'department_review', 'first_screening', 'deliberation', 'final_submission', 'second_screening', 'final_selection', 'budgeting', 'closed', name='stage', native_enum=False, length=40), nullable=False),
    sa.Column('frozen_policy', sa.JSON(), nullable=False),
    sa.Column('envelope_won', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('paper_id', sa.Integer(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('official', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_cycle_district_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['resident.id'], name=op.f('fk_cycle_opened_by_id')),
    sa.ForeignKeyConstraint(['paper_id', 'district_id'], ['paper.id', 'paper.district_id'], name=op.f('fk_cycle_paper_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cycle')),
    sa.UniqueConstraint('district_id', 'name', 'year', name=op.f('uq_cycle_district_id_name_year')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_cycle_id_district_id')),
    sa.UniqueConstraint('opened_by_id', 'once', name=op.f('uq_cycle_opened_by_id_once'))
    )
    with op.batch_alter_table('cycle', schema=None) as batch_op:
        batch_op.create_index('ix_cycle_paper', ['paper_id'], unique=False)

    op.create_table('electorate',
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_ko', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('weight_numerator', sa.BigInteger(), nullable=False),
    sa.Column('weight_denominator', sa.BigInteger(), nullable=False),
    sa.Column('eligible_role', sa.String(length=40), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_electorate_district_id')),
    sa.ForeignKeyConstraint(['paper_id', 'district_id'], ['paper.id', 'paper.district_id'], name=op.f('fk_electorate_paper_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_electorate')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_electorate_id_district_id')),
    sa.UniqueConstraint('paper_id', 'code', name=op.f('uq_electorate_paper_id_code')),
    sa.UniqueConstraint('paper_id', 'rank', name=op.f('uq_electorate_paper_id_rank'))
    )
    op.create_table('paper_option',
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=80), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('cost', sa.BigInteger(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('ref', sa.String(), nullable=True),
    sa.Column('withdrawn', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_paper_option_district_id')),
    sa.ForeignKeyConstraint(['paper_id', 'district_id'], ['paper.id', 'paper.district_id'], name=op.f('fk_paper_option_paper_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_option')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_paper_option_id_district_id')),
    sa.UniqueConstraint('paper_id', 'code', name=op.f('uq_paper_option_paper_id_code')),
    sa.UniqueConstraint('paper_id', 'position', name=op.f('uq_paper_option_paper_id_position'))
    )
    op.create_table('proposal',
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('track', sa.Enum('collaborative', 'general', name='budgettrack', native_enum=False, length=40), nullable=False),
    sa.Column('field', sa.Enum('transport', 'safety', 'environment', 'welfare', 'culture', 'education', 'economy', 'housing', 'other', name='field', native_enum=False, length=40), nullable=False),
    sa.Column('state', sa.Enum('published', 'withdrawn', name='proposalstate', native_enum=False, length=40), nullable=False),
    sa.Column('channel', sa.Enum('web', 'post', 'visit', 'import', name='channel', native_enum=False, length=40), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('endorsement_count', sa.Integer(), nullable=False),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('endorsement_count >= 0', name=op.f('ck_proposal_endorsements')),
    sa.ForeignKeyConstraint(['author_id'], ['resident.id'], name=op.f('fk_proposal_author_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_proposal_district_id')),
    sa.ForeignKeyConstraint(['thread_id', 'district_id'], ['thread.id', 'thread.district_id'], name=op.f('fk_proposal_thread_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('author_id', 'once', name=op.f('uq_proposal_author_id_once')),
    sa.UniqueConstraint('district_id', 'number', name=op.f('uq_proposal_district_id_number')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_proposal_id_district_id'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index('ix_proposal_endorsed', ['district_id', 'state', 'endorsement_count'], unique=False)
        batch_op.create_index('ix_proposal_newest', ['district_id', 'state', 'published_at'], unique=False)
        batch_op.create_index('ix_proposal_thread', ['thread_id'], unique=True)

    op.create_table('role_grant',
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('officer', 'panelist', 'committee', 'moderator', 'coordinator', 'auditor', name='role', native_enum=False, length=40), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_role_grant_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_role_grant_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_role_grant_resident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('district_id', 'resident_id', 'role', name=op.f('uq_role_grant_district_id_resident_id_role')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_role_grant_id_district_id'))
    )
    op.create_table('tally_result',
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('official', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_tally_result_district_id')),
    sa.ForeignKeyConstraint(['paper_id', 'district_id'], ['paper.id', 'paper.district_id'], name=op.f('fk_tally_result_paper_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tally_result')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_tally_result_id_district_id')),
    sa.UniqueConstraint('paper_id', name=op.f('uq_tally_result_paper_id'))
    )
    op.create_table('ballot',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('electorate_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_ballot_district_id')),
    sa.ForeignKeyConstraint(['electorate_id', 'district_id'], ['electorate.id', 'electorate.district_id'], name=op.f('fk_ballot_electorate_id_district_id')),
    sa.ForeignKeyConstraint(['paper_id', 'district_id'], ['paper.id', 'paper.district_id'], name=op.f('fk_ballot_paper_id_district_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_ballot')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ballot_paper_id'), ['paper_id'], unique=False)

    op.create_table('endorsement',
    sa.Column('proposal_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('resident_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_endorsement_district_id')),
    sa.ForeignKeyConstraint(['proposal_id', 'district_id'], ['proposal.id', 'proposal.district_id'], name=op.f('fk_endorsement_proposal_id_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_endorsement_resident_id')),
    sa.PrimaryKeyConstraint('proposal_id', 'resident_id', name=op.f('pk_endorsement'))
    )
    with op.batch_alter_table('endorsement', schema=None) as batch_op:
        batch_op.create_index('ix_endorsement_resident', ['resident_id', 'district_id'], unique=False)

    op.create_table('proposal_version',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('initial', 'revised', 'final', name='versionkind', native_enum=False, length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('idea', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('cost_won', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['resident.id'], name=op.f('fk_proposal_version_author_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_proposal_version_district_id')),
    sa.ForeignKeyConstraint(['proposal_id', 'district_id'], ['proposal.id', 'proposal.district_id'], name=op.f('fk_proposal_version_proposal_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_version')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_proposal_version_id_district_id')),
    sa.UniqueConstraint('proposal_id', 'ordinal', name=op.f('uq_proposal_version_proposal_id_ordinal'))
    )
    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.create_index('uq_proposal_version_current', ['proposal_id'], unique=True, sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.create_table('roll_entry',
    sa.Column('paper_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('resident_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('electorate_id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_roll_entry_district_id')),
    sa.ForeignKeyConstraint(['electorate_id', 'district_id'], ['electorate.id', 'electorate.district_id'], name=op.f('fk_roll_entry_electorate_id_district_id')),
    sa.ForeignKeyConstraint(['paper_id', 'district_id'], ['paper.id', 'paper.district_id'], name=op.f('fk_roll_entry_paper_id_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_roll_entry_resident_id')),
    sa.PrimaryKeyConstraint('paper_id', 'resident_id', name=op.f('pk_roll_entry')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('roll_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roll_entry_resident_id'), ['resident_id'], unique=False)

    op.create_table('screening_round',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('paper', 'in_depth', name='screeningkind', native_enum=False, length=40), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_screening_round_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_screening_round_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_round')),
    sa.UniqueConstraint('cycle_id', 'kind', name=op.f('uq_screening_round_cycle_id_kind')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_screening_round_id_district_id'))
    )
    op.create_table('stage_deadline',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('intake', 'department_review', 'first_screening', 'deliberation', 'final_submission', 'second_screening', 'final_selection', 'budgeting', 'closed', name='stage', native_enum=False, length=40), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_stage_deadline_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_stage_deadline_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_deadline')),
    sa.UniqueConstraint('cycle_id', 'stage', name=op.f('uq_stage_deadline_cycle_id_stage'))
    )
    op.create_table('candidate',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('track', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('nominated', 'ineligible', 'eligible', 'first_rejected', 'first_passed', 'final_submitted', 'second_rejected', 'second_passed', 'not_selected', 'selected', 'adopted', 'amended', 'cut', name='candidatestate', native_enum=False, length=40), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('final_version_id', sa.Integer(), nullable=True),
    sa.Column('cost_won', sa.BigInteger(), nullable=True),
    sa.Column('option_code', sa.String(), nullable=True),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('cost_won >= 0', name=op.f('ck_candidate_cost_not_negative')),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_candidate_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_candidate_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_candidate_district_id')),
    sa.ForeignKeyConstraint(['final_version_id', 'district_id'], ['proposal_version.id', 'proposal_version.district_id'], name=op.f('fk_candidate_final_version_id_district_id')),
    sa.ForeignKeyConstraint(['proposal_id', 'district_id'], ['proposal.id', 'proposal.district_id'], name=op.f('fk_candidate_proposal_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_candidate')),
    sa.UniqueConstraint('cycle_id', 'option_code', name=op.f('uq_candidate_cycle_id_option_code')),
    sa.UniqueConstraint('district_id', 'proposal_id', name=op.f('uq_candidate_district_id_proposal_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_candidate_id_district_id'))
    )
    with op.batch_alter_table('candidate', schema=None) as batch_op:
        batch_op.create_index('ix_candidate_cycle_state', ['cycle_id', 'state'], unique=False)
        batch_op.create_index('ix_candidate_department', ['department_id', 'state'], unique=False)

    op.create_table('budget_item',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('amount_won', sa.BigInteger(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('decision', sa.Enum('pending', 'adopted', 'amended', 'cut', name='decision', native_enum=False, length=40), nullable=False),
    sa.Column('decided_amount_won', sa.BigInteger(), nullable=True),
    sa.Column('decision_reason', sa.String(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_budget_item_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_budget_item_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_budget_item_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_item')),
    sa.UniqueConstraint('candidate_id', name=op.f('uq_budget_item_candidate_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_budget_item_id_district_id'))
    )
    op.create_table('deliberation_record',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Enum('governance_school', 'workshop', 'coaching_forum', name='deliberationstep', native_enum=False, length=40), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('attendance', sa.Integer(), nullable=False),
    sa.Column('outcome_note', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_deliberation_record_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_deliberation_record_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliberation_record')),
    sa.UniqueConstraint('candidate_id', 'step', name=op.f('uq_deliberation_record_candidate_id_step'))
    )
    op.create_table('department_review',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_department_review_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_department_review_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_department_review_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department_review')),
    sa.UniqueConstraint('candidate_id', name=op.f('uq_department_review_candidate_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_department_review_id_district_id'))
    )
    op.create_table('recusal',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('panelist_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_recusal_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_recusal_district_id')),
    sa.ForeignKeyConstraint(['panelist_id'], ['resident.id'], name=op.f('fk_recusal_panelist_id')),
    sa.ForeignKeyConstraint(['round_id', 'district_id'], ['screening_round.id', 'screening_round.district_id'], name=op.f('fk_recusal_round_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recusal')),
    sa.UniqueConstraint('round_id', 'candidate_id', 'panelist_id', name=op.f('uq_recusal_round_id_candidate_id_panelist_id'))
    )
    op.create_table('score_sheet',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('panelist_id', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('points BETWEEN 0 AND 100', name=op.f('ck_score_sheet_points_on_scale')),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_score_sheet_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_score_sheet_district_id')),
    sa.ForeignKeyConstraint(['panelist_id'], ['resident.id'], name=op.f('fk_score_sheet_panelist_id')),
    sa.ForeignKeyConstraint(['round_id', 'district_id'], ['screening_round.id', 'screening_round.district_id'], name=op.f('fk_score_sheet_round_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sheet')),
    sa.UniqueConstraint('round_id', 'candidate_id', 'panelist_id', name=op.f('uq_score_sheet_round_id_candidate_id_panelist_id'))
    )
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.create_index('ix_score_sheet_panelist', ['panelist_id', 'round_id'], unique=False)

    op.create_table('screening_outcome',
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('points_sum', sa.Integer(), nullable=False),
    sa.Column('sheet_count', sa.Integer(), nullable=False),
    sa.Column('cost_won', sa.BigInteger(), nullable=False),
    sa.Column('is_passed', sa.Boolean(), nullable=False),
    sa.Column('reason_code', sa.String(), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_screening_outcome_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_screening_outcome_district_id')),
    sa.ForeignKeyConstraint(['round_id', 'district_id'], ['screening_round.id', 'screening_round.district_id'], name=op.f('fk_screening_outcome_round_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening_outcome')),
    sa.UniqueConstraint('round_id', 'candidate_id', name=op.f('uq_screening_outcome_round_id_candidate_id')),
    sa.UniqueConstraint('round_id', 'rank', name=op.f('uq_screening_outcome_round_id_rank'))
    )
    op.create_table('selection_outcome',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('is_selected', sa.Boolean(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('score', sa.String(), nullable=False),
    sa.Column('reason', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_selection_outcome_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_selection_outcome_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_outcome')),
    sa.UniqueConstraint('candidate_id', name=op.f('uq_selection_outcome_candidate_id'))
    )
    op.create_table('review_finding',
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('criterion', sa.Enum('legality', 'already_underway', 'feasibility', name='criterion', native_enum=False, length=40), nullable=False),
    sa.Column('verdict', sa.Enum('eligible', 'ineligible', name='verdict', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_review_finding_district_id')),
    sa.ForeignKeyConstraint(['review_id', 'district_id'], ['department_review.id', 'department_review.district_id'], name=op.f('fk_review_finding_review_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_finding')),
    sa.UniqueConstraint('review_id', 'criterion', name=op.f('uq_review_finding_review_id_criterion'))
    )

    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('review_finding')
    op.drop_table('selection_outcome')
    op.drop_table('screening_outcome')
    with op.batch_alter_table('score_sheet', schema=None) as batch_op:
        batch_op.drop_index('ix_score_sheet_panelist')

    op.drop_table('score_sheet')
    op.drop_table('recusal')
    op.drop_table('department_review')
    op.drop_table('deliberation_record')
    op.drop_table('budget_item')
    with op.batch_alter_table('candidate', schema=None) as batch_op:
        batch_op.drop_index('ix_candidate_department')
        batch_op.drop_index('ix_candidate_cycle_state')

    op.drop_table('candidate')
    op.drop_table('stage_deadline')
    op.drop_table('screening_round')
    with op.batch_alter_table('roll_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roll_entry_resident_id'))

    op.drop_table('roll_entry')
    with op.batch_alter_table('proposal_version', schema=None) as batch_op:
        batch_op.drop_index('uq_proposal_version_current', sqlite_where=sa.text('is_current'), postgresql_where=sa.text('is_current'))

    op.drop_table('proposal_version')
    with op.batch_alter_table('endorsement', schema=None) as batch_op:
        batch_op.drop_index('ix_endorsement_resident')

    op.drop_table('endorsement')
    with op.batch_alter_table('ballot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ballot_paper_id'))

    op.drop_table('ballot')
    op.drop_table('tally_result')
    op.drop_table('role_grant')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_proposal_thread')
        batch_op.drop_index('ix_proposal_newest')
        batch_op.drop_index('ix_proposal_endorsed')

    op.drop_table('proposal')
    op.drop_table('paper_option')
    op.drop_table('electorate')
    with op.batch_alter_table('cycle', schema=None) as batch_op:
        batch_op.drop_index('ix_cycle_paper')

    op.drop_table('cycle')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_resident_id'))

    op.drop_table('consent')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index('ix_comment_path')
        batch_op.drop_index('ix_comment_depth')
        batch_op.drop_index('ix_comment_branch')
        batch_op.drop_index('ix_comment_author')

    op.drop_table('comment')
    op.drop_table('thread')
    op.drop_table('resident')
    op.drop_table('proposal_counter')
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_state'))
        batch_op.drop_index(batch_op.f('ix_paper_closes_at'))

    op.drop_table('paper')
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.drop_index('ix_history_subject')
        batch_op.drop_index('ix_history_district')

    op.drop_table('history')
    op.drop_table('department')
    with op.batch_alter_table('email_code', schema=None) as batch_op:
        batch_op.drop_index('ix_email_code_email')

    op.drop_table('email_code')
    op.drop_table('district')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_refuse()")
