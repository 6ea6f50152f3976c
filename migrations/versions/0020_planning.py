"""planning: drafts and amendments of cycles, stages that pass once, money and figures between city and districts"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('funding_cap',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('standard', 'integrated', 'separated', name='districtfundingtype', native_enum=False, length=40), nullable=False),
    sa.Column('component', sa.Enum('fixed_amount', 'innovation_plan', 'integration_cost', 'dong_plan', name='fundingcomponent', native_enum=False, length=40), nullable=False),
    sa.Column('cap_won', sa.BigInteger(), nullable=False),
    sa.Column('is_per_dong', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('cap_won >= 0', name=op.f('ck_funding_cap_cap_not_negative')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_funding_cap_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_funding_cap')),
    sa.UniqueConstraint('district_id', 'year', 'kind', 'component', name=op.f('uq_funding_cap_district_id_year_kind_component')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_funding_cap_id_district_id'))
    )
    op.create_table('region',
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('name_ko', sa.String(), nullable=False),
    sa.Column('name_en', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_region_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region')),
    sa.UniqueConstraint('district_id', 'name_ko', name=op.f('uq_region_district_id_name_ko')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_region_id_district_id'))
    )
    op.create_table('funding_choice',
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('standard', 'integrated', 'separated', name='districtfundingtype', native_enum=False, length=40), nullable=False),
    sa.Column('dong_count', sa.Integer(), nullable=False),
    sa.Column('total_won', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['resident.id'], name=op.f('fk_funding_choice_by_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_funding_choice_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_funding_choice')),
    sa.UniqueConstraint('district_id', 'year', 'ordinal', name=op.f('uq_funding_choice_district_id_year_ordinal')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_funding_choice_id_district_id'))
    )
    op.create_table('region_member',
    sa.Column('region_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_region_member_district_id')),
    sa.ForeignKeyConstraint(['member_id'], ['district.id'], name=op.f('fk_region_member_member_id')),
    sa.ForeignKeyConstraint(['region_id', 'district_id'], ['region.id', 'region.district_id'], name=op.f('fk_region_member_region_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_region_member')),
    sa.UniqueConstraint('district_id', 'member_id', name=op.f('uq_region_member_district_id_member_id'))
    )
    op.create_table('cycle_amendment',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('setting', sa.String(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['resident.id'], name=op.f('fk_cycle_amendment_by_id')),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_cycle_amendment_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_cycle_amendment_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cycle_amendment')),
    sa.UniqueConstraint('cycle_id', 'ordinal', name=op.f('uq_cycle_amendment_cycle_id_ordinal'))
    )
    op.create_table('cycle_draft',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('policy', sa.JSON(), nullable=False),
    sa.Column('calendar', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cycle_id', sa.Integer(), nullable=True),
    sa.Column('discarded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['resident.id'], name=op.f('fk_cycle_draft_by_id')),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_cycle_draft_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_cycle_draft_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cycle_draft')),
    sa.UniqueConstraint('cycle_id', name=op.f('uq_cycle_draft_cycle_id')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_cycle_draft_id_district_id'))
    )
    with op.batch_alter_table('cycle_draft', schema=None) as batch_op:
        batch_op.create_index('ix_cycle_draft_district', ['district_id', 'id'], unique=False)

    op.create_table('published_figures',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['resident.id'], name=op.f('fk_published_figures_by_id')),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_published_figures_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_published_figures_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_published_figures')),
    sa.UniqueConstraint('cycle_id', 'ordinal', name=op.f('uq_published_figures_cycle_id_ordinal')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_published_figures_id_district_id'))
    )
    op.create_table('stage_hold',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('intake', 'department_review', 'first_screening', 'deliberation', 'final_submission', 'second_screening', 'final_selection', 'budgeting', 'closed', name='stage', native_enum=False, length=40), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('codes', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_stage_hold_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_stage_hold_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_hold')),
    sa.UniqueConstraint('cycle_id', 'stage', 'due_at', name=op.f('uq_stage_hold_cycle_id_stage_due_at'))
    )
    op.create_table('stage_pass',
    sa.Column('cycle_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('intake', 'department_review', 'first_screening', 'deliberation', 'final_submission', 'second_screening', 'final_selection', 'budgeting', 'closed', name='stage', native_enum=False, length=40), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['resident.id'], name=op.f('fk_stage_pass_by_id')),
    sa.ForeignKeyConstraint(['cycle_id', 'district_id'], ['cycle.id', 'cycle.district_id'], name=op.f('fk_stage_pass_cycle_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_stage_pass_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_pass')),
    sa.UniqueConstraint('cycle_id', 'stage', name=op.f('uq_stage_pass_cycle_id_stage'))
    )
    with op.batch_alter_table('candidate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_event', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('cycle', schema=None) as batch_op:
        batch_op.add_column(sa.Column('amended', sa.JSON(), server_default='{}', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('cycle', schema=None) as batch_op:
        batch_op.drop_column('amended')

    with op.batch_alter_table('candidate', schema=None) as batch_op:
        batch_op.drop_column('is_event')

    op.drop_table('stage_pass')
    op.drop_table('stage_hold')
    op.drop_table('published_figures')
    with op.batch_alter_table('cycle_draft', schema=None) as batch_op:
        batch_op.drop_index('ix_cycle_draft_district')

    op.drop_table('cycle_draft')
    op.drop_table('cycle_amendment')
    op.drop_table('region_member')
    op.drop_table('funding_choice')
    op.drop_table('region')
    op.drop_table('funding_cap')
