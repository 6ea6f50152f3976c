"""opinions"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('opinion_topic',
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('background', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('gathering', 'answering', 'closed', name='topicstate', native_enum=False, length=40), nullable=False),
    sa.Column('moderation', sa.Enum('before', 'after', name='moderation', native_enum=False, length=40), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answers_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('about_kind', sa.String(), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('n_statements', sa.Integer(), nullable=False),
    sa.Column('lock_version', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['resident.id'], name=op.f('fk_opinion_topic_author_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_opinion_topic_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_topic')),
    sa.UniqueConstraint('author_id', 'once', name=op.f('uq_opinion_topic_author_id_once')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_opinion_topic_id_district_id'))
    )
    with op.batch_alter_table('opinion_topic', schema=None) as batch_op:
        batch_op.create_index('ix_opinion_topic_about', ['about_kind', 'about_id'], unique=False)
        batch_op.create_index('ix_opinion_topic_list', ['district_id', 'state', 'closes_at'], unique=False)

    op.create_table('opinion_map',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('n_people', sa.Integer(), nullable=False),
    sa.Column('n_groups', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('model', sa.JSON(), nullable=False),
    sa.Column('matrix', sa.LargeBinary(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_opinion_map_district_id')),
    sa.ForeignKeyConstraint(['topic_id', 'district_id'], ['opinion_topic.id', 'opinion_topic.district_id'], name=op.f('fk_opinion_map_topic_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_map')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_opinion_map_id_district_id'))
    )
    with op.batch_alter_table('opinion_map', schema=None) as batch_op:
        batch_op.create_index('ix_opinion_map_newest', ['topic_id', 'id'], unique=False)

    op.create_table('opinion_participant',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('resident_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('n_given', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_opinion_participant_district_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_opinion_participant_resident_id')),
    sa.ForeignKeyConstraint(['topic_id', 'district_id'], ['opinion_topic.id', 'opinion_topic.district_id'], name=op.f('fk_opinion_participant_topic_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_participant')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_opinion_participant_id_district_id')),
    sa.UniqueConstraint('id', 'topic_id', 'district_id', name=op.f('uq_opinion_participant_id_topic_id_district_id')),
    sa.UniqueConstraint('topic_id', 'resident_id', name=op.f('uq_opinion_participant_topic_id_resident_id'))
    )
    with op.batch_alter_table('opinion_participant', schema=None) as batch_op:
        batch_op.create_index('ix_opinion_participant_changed', ['topic_id', 'changed_at'], unique=False)
        batch_op.create_index('ix_opinion_participant_resident', ['resident_id'], unique=False)

    op.create_table('opinion_statement',
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('search_text', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('pending', 'approved', 'refused', name='statementstate', native_enum=False, length=40), nullable=False),
    sa.Column('is_seed', sa.Boolean(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refusal', sa.Text(), nullable=False),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('n_agree', sa.Integer(), nullable=False),
    sa.Column('n_disagree', sa.Integer(), nullable=False),
    sa.Column('n_pass', sa.Integer(), nullable=False),
    sa.Column('extremity', sa.Double(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('n_agree >= 0 AND n_disagree >= 0 AND n_pass >= 0', name=op.f('ck_opinion_statement_answers')),
    sa.ForeignKeyConstraint(['author_id'], ['resident.id'], name=op.f('fk_opinion_statement_author_id')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_opinion_statement_district_id')),
    sa.ForeignKeyConstraint(['topic_id', 'district_id'], ['opinion_topic.id', 'opinion_topic.district_id'], name=op.f('fk_opinion_statement_topic_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion_statement')),
    sa.UniqueConstraint('author_id', 'once', name=op.f('uq_opinion_statement_author_id_once')),
    sa.UniqueConstraint('id', 'district_id', name=op.f('uq_opinion_statement_id_district_id')),
    sa.UniqueConstraint('id', 'topic_id', 'district_id', name=op.f('uq_opinion_statement_id_topic_id_district_id')),
    sa.UniqueConstraint('topic_id', 'number', name=op.f('uq_opinion_statement_topic_id_number'))
    )
    with op.batch_alter_table('opinion_statement', schema=None) as batch_op:
        batch_op.create_index('ix_opinion_statement_state', ['topic_id', 'state', 'number'], unique=False)

    op.create_table('opinion_answer',
    sa.Column('participant_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('statement_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.SmallInteger(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.CheckConstraint('value IN (-1, 0, 1)', name=op.f('ck_opinion_answer_value')),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_opinion_answer_district_id')),
    sa.ForeignKeyConstraint(['participant_id', 'topic_id', 'district_id'], ['opinion_participant.id', 'opinion_participant.topic_id', 'opinion_participant.district_id'], name=op.f('fk_opinion_answer_participant_id_topic_id_district_id')),
    sa.ForeignKeyConstraint(['statement_id', 'topic_id', 'district_id'], ['opinion_statement.id', 'opinion_statement.topic_id', 'opinion_statement.district_id'], name=op.f('fk_opinion_answer_statement_id_topic_id_district_id')),
    sa.PrimaryKeyConstraint('participant_id', 'statement_id', name=op.f('pk_opinion_answer'))
    )
    with op.batch_alter_table('opinion_answer', schema=None) as batch_op:
        batch_op.create_index('ix_opinion_answer_statement', ['statement_id'], unique=False)
        batch_op.create_index('ix_opinion_answer_topic', ['topic_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('opinion_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_opinion_answer_topic')
        batch_op.drop_index('ix_opinion_answer_statement')

    op.drop_table('opinion_answer')
    with op.batch_alter_table('opinion_statement', schema=None) as batch_op:
        batch_op.drop_index('ix_opinion_statement_state')

    op.drop_table('opinion_statement')
    with op.batch_alter_table('opinion_participant', schema=None) as batch_op:
        batch_op.drop_index('ix_opinion_participant_resident')
        batch_op.drop_index('ix_opinion_participant_changed')

    op.drop_table('opinion_participant')
    with op.batch_alter_table('opinion_map', schema=None) as batch_op:
        batch_op.drop_index('ix_opinion_map_newest')

    op.drop_table('opinion_map')
    with op.batch_alter_table('opinion_topic', schema=None) as batch_op:
        batch_op.drop_index('ix_opinion_topic_list')
        batch_op.drop_index('ix_opinion_topic_about')

    op.drop_table('opinion_topic')
