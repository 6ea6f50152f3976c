"""words that mean the same to a search, in sets"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('synonym_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_synonym_set_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym_set')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_synonym_set_id_district_id'))
    )
    op.create_table('synonym',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('set_id', sa.Integer(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_synonym_district_id')),
    sa.ForeignKeyConstraint(['set_id', 'district_id'], ['synonym_set.id', 'synonym_set.district_id'], name=op.f('fk_synonym_set_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym')),
    sa.UniqueConstraint('district_id', 'key', name=op.f('uq_synonym_district_id_key')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_synonym_id_district_id'))
    )
    with op.batch_alter_table('synonym', schema=None) as batch_op:
        batch_op.create_index('ix_synonym_set', ['set_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('synonym', schema=None) as batch_op:
        batch_op.drop_index('ix_synonym_set')

    op.drop_table('synonym')
    op.drop_table('synonym_set')
