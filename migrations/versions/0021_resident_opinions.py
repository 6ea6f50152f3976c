"""residents' opinion statements"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resident_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id", "district_id"], ["cycle.id", "cycle.district_id"], name=op.f("fk_resident_opinion_cycle_id_district_id")
        ),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_resident_opinion_district_id")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["resident.id"], name=op.f("fk_resident_opinion_issued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_opinion")),
        sa.UniqueConstraint("cycle_id", "edition", name=op.f("uq_resident_opinion_cycle_id_edition")),
    )


def downgrade() -> None:
    op.drop_table("resident_opinion")
