"""intake slips"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('intake_slip',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('paper_number', sa.String(), nullable=False),
    sa.Column('claim_hash', sa.String(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['district_id'], ['district.id'], name=op.f('fk_intake_slip_district_id')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['resident.id'], name=op.f('fk_intake_slip_entered_by_id')),
    sa.ForeignKeyConstraint(['proposal_id', 'district_id'], ['proposal.id', 'proposal.district_id'], name=op.f('fk_intake_slip_proposal_id_district_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intake_slip')),
    sa.UniqueConstraint('entered_by_id', 'once', name=op.f('uq_intake_slip_entered_by_id_once')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_intake_slip_proposal_id'))
    )
    with op.batch_alter_table('intake_slip', schema=None) as batch_op:
        batch_op.create_index('ix_intake_slip_newest', ['district_id', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('intake_slip', schema=None) as batch_op:
        batch_op.drop_index('ix_intake_slip_newest')

    op.drop_table('intake_slip')
