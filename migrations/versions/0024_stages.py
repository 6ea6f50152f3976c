"""courses, complaints, decisions by name, links of deliberation"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('complaint',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'handed_on', 'declined', name='complaintstate', native_enum=False, length=40), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['resident.id'], name=op.f('fk_complaint_asked_by_id')),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_complaint_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_complaint_district_id')),
    sa.ForeignKeyConstraint(['proposal_id', 'district_id'], ['proposal.id', 'proposal.district_id'], name=op.f('fk_complaint_proposal_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_complaint_id_district_id')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_complaint_proposal_id'))
    )
    op.create_table('complaint_consent',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_complaint_consent_district_id')),
    sa.ForeignKeyConstraint(['proposal_id', 'district_id'], ['proposal.id', 'proposal.district_id'], name=op.f('fk_complaint_consent_proposal_id_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_complaint_consent_resident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_consent')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_complaint_consent_proposal_id'))
    )
    op.create_table('course',
    sa.Column('cycle_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('governance_school', 'budget_school', name='coursekind', native_enum=False, length=40), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('outcome_note', sa.Text(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_course_capacity')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_course_days')),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_course_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_course_district_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['resident.id'], name=op.f('fk_course_opened_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_course_id_district_id')),
    sa.UniqueConstraint('opened_by_id', 'once', name=op.f('uq_course_opened_by_id_once'))
    )
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.create_index('ix_course_district', ['district_id', 'starts_on'], unique=False)

    op.create_table('enrolment',
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('enrolled', 'waiting', 'cancelled', 'completed', name='enrolmentstate', native_enum=False, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['course_id', 'district_id'], ['course.id', 'course.district_id'], name=op.f('fk_enrolment_course_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_enrolment_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_enrolment_resident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('course_id', 'resident_id', name=op.f('uq_enrolment_course_id_resident_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_enrolment_id_district_id'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index('ix_enrolment_resident', ['resident_id', 'state'], unique=False)

    op.create_table('selection_decision',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('part_fund', 'include', 'exclude', name='override', native_enum=False, length=40), nullable=False),
    sa.Column('amount_won', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount_won >= 0', name=op.f('ck_selection_decision_amount_not_negative')),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_selection_decision_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['resident.id'], name=op.f('fk_selection_decision_decided_by_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_selection_decision_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_selection_decision')),
    sa.UniqueConstraint('candidate_id', name=op.f('uq_selection_decision_candidate_id'))
    )
    with op.batch_alter_table('deliberation_record', schema=None) as batch_op:
        batch_op.add_column(sa.Column('link', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('version_ordinal', sa.Integer(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('deliberation_record', schema=None) as batch_op:
        batch_op.drop_column('version_ordinal')
        batch_op.drop_column('link')

    op.drop_table('selection_decision')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index('ix_enrolment_resident')

    op.drop_table('enrolment')
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_index('ix_course_district')

    op.drop_table('course')
    op.drop_table('complaint_consent')
    op.drop_table('complaint')
