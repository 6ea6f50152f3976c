"""What a count means, worked out after it in parts; the seed of the lot; language of a paper, area of an option."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper", sa.Column("language", sa.String(length=8), server_default="ko", nullable=False))
    op.add_column("paper", sa.Column("lot_secret", sa.String(length=64), nullable=True))
    op.add_column("paper", sa.Column("ballots_sha256", sa.String(length=64), nullable=True))
    op.add_column("paper_option", sa.Column("area", sa.String(), server_default="", nullable=False))
    op.create_table(
        "tally_analysis",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_tally_analysis_district_id")),
        sa.ForeignKeyConstraint(
            ["paper_id", "district_id"], ["paper.id", "paper.district_id"], name=op.f("fk_tally_analysis_paper_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_analysis")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_tally_analysis_id_district_id")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_tally_analysis_paper_id")),
    )
    op.create_table(
        "tally_analysis_part",
        sa.Column("analysis_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["analysis_id", "district_id"],
            ["tally_analysis.id", "tally_analysis.district_id"],
            name=op.f("fk_tally_analysis_part_analysis_id_district_id"),
        ),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_tally_analysis_part_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_analysis_part")),
        sa.UniqueConstraint("analysis_id", "name", name=op.f("uq_tally_analysis_part_analysis_id_name")),
    )


def downgrade() -> None:
    op.drop_table("tally_analysis_part")
    op.drop_table("tally_analysis")
    with op.batch_alter_table("paper_option") as option:
        option.drop_column("area")
    with op.batch_alter_table("paper") as paper:
        for name in ("ballots_sha256", "lot_secret", "language"):
            paper.drop_column(name)
