"""budget_tables"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('budget_table',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('total_won', sa.BigInteger(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_budget_table_district_id')),
    sa.ForeignKeyConstraint(['published_by_id'], ['resident.id'], name=op.f('fk_budget_table_published_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_table')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_budget_table_id_district_id')),
    sa.UniqueConstraint('published_by_id', 'once', name=op.f('uq_budget_table_published_by_id_once'))
    )
    with op.batch_alter_table('budget_table', schema=None) as batch_op:
        batch_op.create_index('ix_budget_table_year', ['district_id', 'year'], unique=False)

    op.create_table('budget_line',
    sa.Column('table_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('amount_won', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('amount_won >= 0', name=op.f('ck_budget_line_line_amount_not_negative')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_budget_line_district_id')),
    sa.ForeignKeyConstraint(['table_id', 'district_id'], ['budget_table.id', 'budget_table.district_id'], name=op.f('fk_budget_line_table_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_budget_line')),
    sa.UniqueConstraint('table_id', 'position', name=op.f('uq_budget_line_table_id_position'))
    )


def downgrade() -> None:
    op.drop_table('budget_line')
    with op.batch_alter_table('budget_table', schema=None) as batch_op:
        batch_op.drop_index('ix_budget_table_year')

    op.drop_table('budget_table')
