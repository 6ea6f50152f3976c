"""official replies"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reply_policy',
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('frozen', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('adopted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('adopted_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['adopted_by_id'], ['resident.id'], name=op.f('fk_reply_policy_adopted_by_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_reply_policy_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_policy')),
    sa.UniqueConstraint('district_id', 'ordinal', name=op.f('uq_reply_policy_district_id_ordinal')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_reply_policy_id_district_id'))
    )
    op.create_table('reply_case',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.Enum('department', 'debate', 'mayor', name='level', native_enum=False, length=40), nullable=False),
    sa.Column('state', sa.Enum('collecting', 'lapsed', 'waiting', 'assigned', 'answered', name='casestate', native_enum=False, length=40), nullable=False),
    sa.Column('policy_id', sa.Integer(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('measure', sa.Enum('endorsements', 'participants', name='measure', native_enum=False, length=40), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('reached_on', sa.Date(), nullable=True),
    sa.Column('assign_by', sa.Date(), nullable=True),
    sa.Column('assigned_on', sa.Date(), nullable=True),
    sa.Column('clock_from', sa.Date(), nullable=True),
    sa.Column('first_due_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('extensions', sa.Integer(), nullable=False),
    sa.Column('reopenings', sa.Integer(), nullable=False),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('extensions >= 0', name=op.f('ck_reply_case_extensions')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_reply_case_district_id')),
    sa.ForeignKeyConstraint(['lead_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_reply_case_lead_id_district_id')),
    sa.ForeignKeyConstraint(['policy_id', 'district_id'], ['reply_policy.id', 'reply_policy.district_id'], name=op.f('fk_reply_case_policy_id_district_id')),
    sa.ForeignKeyConstraint(['proposal_id', 'district_id'], ['proposal.id', 'proposal.district_id'], name=op.f('fk_reply_case_proposal_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_case')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_reply_case_id_district_id')),
    sa.UniqueConstraint('proposal_id', 'level', name=op.f('uq_reply_case_proposal_id_level'))
    )
    with op.batch_alter_table('reply_case', schema=None) as batch_op:
        batch_op.create_index('ix_reply_case_desk', ['district_id', 'state', 'due_on'], unique=False)
        batch_op.create_index('ix_reply_case_lead', ['lead_id', 'state'], unique=False)

    op.create_table('official_reply',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('interim', 'final', name='replykind', native_enum=False, length=40), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Enum('accepted', 'partly', 'underway', 'later', 'rejected', 'debate_held', 'debate_refused', name='verdict', native_enum=False, length=40), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('next_step', sa.Text(), nullable=False),
    sa.Column('links', sa.JSON(), nullable=False),
    sa.Column('position', sa.String(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['resident.id'], name=op.f('fk_official_reply_author_id')),
    sa.ForeignKeyConstraint(['case_id', 'district_id'], ['reply_case.id', 'reply_case.district_id'], name=op.f('fk_official_reply_case_id_district_id')),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_official_reply_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_official_reply_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_official_reply')),
    sa.UniqueConstraint('case_id', 'kind', 'ordinal', name=op.f('uq_official_reply_case_id_kind_ordinal'))
    )
    op.create_table('reply_assignment',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('lead', 'executing', 'cooperating', name='assignmentkind', native_enum=False, length=40), nullable=False),
    sa.Column('assigned_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('days_late', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id', 'district_id'], ['reply_case.id', 'reply_case.district_id'], name=op.f('fk_reply_assignment_case_id_district_id')),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_reply_assignment_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_reply_assignment_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_assignment'))
    )
    with op.batch_alter_table('reply_assignment', schema=None) as batch_op:
        batch_op.create_index('ix_reply_assignment_department', ['department_id', 'kind'], unique=False)
        batch_op.create_index('uq_reply_assignment_standing', ['case_id', 'department_id'], unique=True, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('reply_assignment', schema=None) as batch_op:
        batch_op.drop_index('uq_reply_assignment_standing', sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))
        batch_op.drop_index('ix_reply_assignment_department')

    op.drop_table('reply_assignment')
    op.drop_table('official_reply')
    with op.batch_alter_table('reply_case', schema=None) as batch_op:
        batch_op.drop_index('ix_reply_case_lead')
        batch_op.drop_index('ix_reply_case_desk')

    op.drop_table('reply_case')
    op.drop_table('reply_policy')
