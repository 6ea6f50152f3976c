"""the panel of a plan"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_seat",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Enum("chair", "member", name="post", native_enum=False, length=40), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on >= since_on", name=op.f("ck_draft_seat_draft_term")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_draft_seat_district_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_draft_seat_resident_id")),
        sa.ForeignKeyConstraint(
            ["draft_id", "district_id"], ["cycle_draft.id", "cycle_draft.district_id"], name=op.f("fk_draft_seat_draft_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_seat")),
        sa.UniqueConstraint("draft_id", "resident_id", name=op.f("uq_draft_seat_draft_id_resident_id")),
    )


def downgrade() -> None:
    op.drop_table("draft_seat")
