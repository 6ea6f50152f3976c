"""pictures and documents of proposals"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Enum("image", "pdf", "hwp", "hwpx", name="filekind", native_enum=False, length=40), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        sa.Column("thumbnail", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(draft_id IS NULL) <> (proposal_id IS NULL)", name=op.f("ck_attachment_place")),
        sa.ForeignKeyConstraint(["added_by_id"], ["resident.id"], name=op.f("fk_attachment_added_by_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_attachment_district_id")),
        sa.ForeignKeyConstraint(
            ["draft_id", "district_id"], ["proposal_draft.id", "proposal_draft.district_id"], name=op.f("fk_attachment_draft_id_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "district_id"], ["proposal.id", "proposal.district_id"], name=op.f("fk_attachment_proposal_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_attachment_id_district_id")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_draft", ["draft_id"], unique=False)
        batch_op.create_index("ix_attachment_proposal", ["proposal_id"], unique=False)


def downgrade() -> None:
    op.drop_table("attachment")
