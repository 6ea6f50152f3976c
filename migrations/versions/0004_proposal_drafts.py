"""drafts of proposals"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=True),
        sa.Column("visitor", sa.String(), nullable=True),
        sa.Column("continues", sa.String(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("hands", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(resident_id IS NULL) <> (visitor IS NULL)", name=op.f("ck_proposal_draft_owner")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_proposal_draft_district_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_proposal_draft_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_draft")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_proposal_draft_id_district_id")),
        sa.UniqueConstraint("key", name=op.f("uq_proposal_draft_key")),
    )
    with op.batch_alter_table("proposal_draft", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_draft_resident", ["resident_id", "district_id"], unique=False)
        batch_op.create_index("ix_proposal_draft_visitor", ["visitor"], unique=False)
        batch_op.create_index("ix_proposal_draft_saved", ["saved_at"], unique=False)


def downgrade() -> None:
    op.drop_table("proposal_draft")
