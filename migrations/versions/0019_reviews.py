"""the review's parts, own findings, interim replies, objections and estimate"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('interim_reply',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_interim_reply_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_interim_reply_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_interim_reply_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interim_reply')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_interim_reply_id_district_id'))
    )
    with op.batch_alter_table('interim_reply', schema=None) as batch_op:
        batch_op.create_index('ix_interim_reply_candidate', ['candidate_id', 'id'], unique=False)

    op.create_table('review_appeal',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'upheld', 'dismissed', name='appealstate', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('filed_by_id', sa.Integer(), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('decided_by_id <> filed_by_id', name=op.f('ck_review_appeal_not_by_its_author')),
    sa.CheckConstraint('decided_by_id <> reviewer_id', name=op.f('ck_review_appeal_not_by_the_reviewer')),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_review_appeal_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['resident.id'], name=op.f('fk_review_appeal_decided_by_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_review_appeal_district_id')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['resident.id'], name=op.f('fk_review_appeal_filed_by_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['resident.id'], name=op.f('fk_review_appeal_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_appeal')),
    sa.UniqueConstraint('candidate_id', name=op.f('uq_review_appeal_candidate_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_review_appeal_id_district_id'))
    )
    op.create_table('review_part',
    sa.Column('candidate_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('executing', 'cooperating', name='partkind', native_enum=False, length=40), nullable=False),
    sa.Column('opinion', sa.Text(), nullable=False),
    sa.Column('opinion_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['candidate_id', 'district_id'], ['candidate.id', 'candidate.district_id'], name=op.f('fk_review_part_candidate_id_district_id')),
    sa.ForeignKeyConstraint(['department_id', 'district_id'], ['department.id', 'department.district_id'], name=op.f('fk_review_part_department_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_review_part_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_part')),
    sa.UniqueConstraint('candidate_id', 'department_id', name=op.f('uq_review_part_candidate_id_department_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_review_part_id_district_id'))
    )
    with op.batch_alter_table('review_part', schema=None) as batch_op:
        batch_op.create_index('ix_review_part_department', ['department_id'], unique=False)

    op.create_table('own_finding',
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('verdict', sa.Enum('eligible', 'ineligible', name='verdict', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_own_finding_district_id')),
    sa.ForeignKeyConstraint(['review_id', 'district_id'], ['department_review.id', 'department_review.district_id'], name=op.f('fk_own_finding_review_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_finding')),
    sa.UniqueConstraint('review_id', 'code', name=op.f('uq_own_finding_review_id_code'))
    )
    with op.batch_alter_table('department_review', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cost_won', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('cost_basis', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('finished_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_department_review_finished_by_id'), 'resident', ['finished_by_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('department_review', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_department_review_finished_by_id'), type_='foreignkey')
        batch_op.drop_column('finished_by_id')
        batch_op.drop_column('due_at')
        batch_op.drop_column('cost_basis')
        batch_op.drop_column('cost_won')

    op.drop_table('own_finding')
    with op.batch_alter_table('review_part', schema=None) as batch_op:
        batch_op.drop_index('ix_review_part_department')

    op.drop_table('review_part')
    op.drop_table('review_appeal')
    with op.batch_alter_table('interim_reply', schema=None) as batch_op:
        batch_op.drop_index('ix_interim_reply_candidate')

    op.drop_table('interim_reply')
