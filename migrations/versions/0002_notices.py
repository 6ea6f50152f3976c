"""notices"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice',
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('endpoint', sa.String(), nullable=False),
    sa.Column('link_values', sa.JSON(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_notice_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_notice_resident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_newest', ['resident_id', 'created_at'], unique=False)
        batch_op.create_index('ix_notice_unread', ['resident_id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.create_index('uq_notice_key', ['resident_id', 'district_id', 'code', 'key'], unique=True, sqlite_where=sa.text('read_at IS NULL AND key IS NOT NULL'), postgresql_where=sa.text('read_at IS NULL AND key IS NOT NULL'))

    op.create_table('notice_setting',
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('mail', sa.Enum('off', 'daily', name='mailrhythm', native_enum=False, length=40), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_notice_setting_resident_id')),
    sa.PrimaryKeyConstraint('resident_id', name=op.f('pk_notice_setting'))
    )


def downgrade() -> None:
    op.drop_table('notice_setting')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('uq_notice_key', sqlite_where=sa.text('read_at IS NULL AND key IS NOT NULL'), postgresql_where=sa.text('read_at IS NULL AND key IS NOT NULL'))
        batch_op.drop_index('ix_notice_unread', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
        batch_op.drop_index('ix_notice_newest')

    op.drop_table('notice')
