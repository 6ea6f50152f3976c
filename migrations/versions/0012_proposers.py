"""proposing together"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal_proposer",
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("resident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_proposal_proposer_district_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id", "district_id"], ["proposal.id", "proposal.district_id"], name=op.f("fk_proposal_proposer_proposal_id_district_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_proposal_proposer_resident_id")),
        sa.PrimaryKeyConstraint("proposal_id", "resident_id", name=op.f("pk_proposal_proposer")),
    )
    with op.batch_alter_table("proposal_proposer", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_proposer_resident", ["resident_id"], unique=False)
    # Whoever began a proposal proposes it: they consented by publishing it.
    op.execute(
        "INSERT INTO proposal_proposer (proposal_id, resident_id, district_id, since, consented_at) "
        "SELECT id, author_id, district_id, published_at, published_at FROM proposal WHERE author_id IS NOT NULL"
    )
    op.create_table(
        "proposal_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=True),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "accepted", "declined", "taken_back", name="invitationstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_proposal_invitation_district_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["resident.id"], name=op.f("fk_proposal_invitation_invited_by_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id", "district_id"],
            ["proposal.id", "proposal.district_id"],
            name=op.f("fk_proposal_invitation_proposal_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_invitation")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_proposal_invitation_id_district_id")),
        sa.UniqueConstraint("proposal_id", "address_hash", name=op.f("uq_proposal_invitation_proposal_id_address_hash")),
    )
    with op.batch_alter_table("proposal_invitation", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_invitation_address", ["address_hash"], unique=False)
        batch_op.create_index("ix_proposal_invitation_inviter", ["invited_by_id", "invited_at"], unique=False)


def downgrade() -> None:
    op.drop_table("proposal_invitation")
    op.drop_table("proposal_proposer")
