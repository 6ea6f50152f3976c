"""comments are weighed: stances, votes and their scores, wordings, followers; roots are numbered"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

NUMBERED = (
    "UPDATE comment SET root_no = (SELECT count(*) FROM comment AS other WHERE other.thread_id = comment.thread_id"
    " AND other.depth = 0 AND other.id <= comment.id) WHERE depth = 0",
    "UPDATE thread SET n_roots = (SELECT count(*) FROM comment WHERE comment.thread_id = thread.id AND comment.depth = 0)",
    "UPDATE comment SET wilson = -1, bridging = -1 WHERE removed_at IS NOT NULL",
)


def upgrade() -> None:
    op.create_table('thread_follow',
    sa.Column('thread_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('resident_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('is_muted', sa.Boolean(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_thread_follow_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_thread_follow_resident_id')),
    sa.ForeignKeyConstraint(['thread_id', 'district_id'], ['thread.id', 'thread.district_id'], name=op.f('fk_thread_follow_thread_id_district_id')),
    sa.PrimaryKeyConstraint('thread_id', 'resident_id', name=op.f('pk_thread_follow'))
    )
    with op.batch_alter_table('thread_follow', schema=None) as batch_op:
        batch_op.create_index('ix_thread_follow_resident', ['resident_id'], unique=False)

    op.create_table('thread_side',
    sa.Column('thread_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('resident_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('declared', sa.String(), nullable=False),
    sa.Column('lean', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_thread_side_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_thread_side_resident_id')),
    sa.ForeignKeyConstraint(['thread_id', 'district_id'], ['thread.id', 'thread.district_id'], name=op.f('fk_thread_side_thread_id_district_id')),
    sa.PrimaryKeyConstraint('thread_id', 'resident_id', name=op.f('pk_thread_side'))
    )
    with op.batch_alter_table('thread_side', schema=None) as batch_op:
        batch_op.create_index('ix_thread_side_resident', ['resident_id'], unique=False)

    op.create_table('comment_vote',
    sa.Column('comment_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('resident_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('value IN (-1, 1)', name=op.f('ck_comment_vote_value')),
    sa.ForeignKeyConstraint(['comment_id', 'thread_id', 'district_id'], ['comment.id', 'comment.thread_id', 'comment.district_id'], name=op.f('fk_comment_vote_comment_id_thread_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_comment_vote_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_comment_vote_resident_id')),
    sa.PrimaryKeyConstraint('comment_id', 'resident_id', name=op.f('pk_comment_vote'))
    )
    with op.batch_alter_table('comment_vote', schema=None) as batch_op:
        batch_op.create_index('ix_comment_vote_resident', ['resident_id', 'thread_id'], unique=False)

    op.create_table('comment_wording',
    sa.Column('comment_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('ordinal', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id', 'district_id'], ['comment.id', 'comment.district_id'], name=op.f('fk_comment_wording_comment_id_district_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_comment_wording_district_id')),
    sa.PrimaryKeyConstraint('comment_id', 'ordinal', name=op.f('pk_comment_wording'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('root_no', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('stance', sa.Enum('pro', 'con', 'question', 'opinion', name='stance', native_enum=False, length=40), server_default='opinion', nullable=False))
        batch_op.add_column(sa.Column('edition', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('n_edits', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('n_up', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('n_down', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('up_pro', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('down_pro', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('up_con', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('down_con', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('wilson', sa.Double(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('bridging', sa.Double(), server_default='0', nullable=False))
        batch_op.drop_index(batch_op.f('ix_comment_branch'))
        batch_op.drop_index(batch_op.f('ix_comment_depth'))
        batch_op.create_index('ix_comment_bridging', ['thread_id', 'bridging', 'wilson', 'id'], unique=False, sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.create_index('ix_comment_discussed', ['thread_id', 'n_descendants', 'id'], unique=False, sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.create_index('ix_comment_near', ['root_id', 'path'], unique=False, sqlite_where=sa.text('depth < 3'), postgresql_where=sa.text('depth < 3'))
        batch_op.create_index('ix_comment_roots', ['thread_id', 'root_no'], unique=False, sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.create_index('ix_comment_stance', ['thread_id', 'stance', 'bridging', 'wilson', 'id'], unique=False, sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.create_index('ix_comment_supported', ['thread_id', 'wilson', 'id'], unique=False, sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))

    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.add_column(sa.Column('n_roots', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('edition', sa.Integer(), server_default='1', nullable=False))

    for statement in NUMBERED:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('thread', schema=None) as batch_op:
        batch_op.drop_column('edition')
        batch_op.drop_column('n_roots')

    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index('ix_comment_supported', sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.drop_index('ix_comment_stance', sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.drop_index('ix_comment_roots', sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.drop_index('ix_comment_near', sqlite_where=sa.text('depth < 3'), postgresql_where=sa.text('depth < 3'))
        batch_op.drop_index('ix_comment_discussed', sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.drop_index('ix_comment_bridging', sqlite_where=sa.text('depth = 0'), postgresql_where=sa.text('depth = 0'))
        batch_op.create_index(batch_op.f('ix_comment_depth'), ['thread_id', 'depth', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_branch'), ['root_id', 'path'], unique=False)
        batch_op.drop_column('bridging')
        batch_op.drop_column('wilson')
        batch_op.drop_column('down_con')
        batch_op.drop_column('up_con')
        batch_op.drop_column('down_pro')
        batch_op.drop_column('up_pro')
        batch_op.drop_column('n_down')
        batch_op.drop_column('n_up')
        batch_op.drop_column('n_edits')
        batch_op.drop_column('edited_at')
        batch_op.drop_column('edition')
        batch_op.drop_column('stance')
        batch_op.drop_column('root_no')

    op.drop_table('comment_wording')
    with op.batch_alter_table('comment_vote', schema=None) as batch_op:
        batch_op.drop_index('ix_comment_vote_resident')

    op.drop_table('comment_vote')
    with op.batch_alter_table('thread_side', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_side_resident')

    op.drop_table('thread_side')
    with op.batch_alter_table('thread_follow', schema=None) as batch_op:
        batch_op.drop_index('ix_thread_follow_resident')

    op.drop_table('thread_follow')
