"""plans of votes and their rosters"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def upgrade() -> None:
    op.create_table(
        "poll_plan",
        sa.Column("state", _enum("planstate", "draft", "submitted", "frozen", "dropped"), nullable=False),
        sa.Column("origin", _enum("origin", "official", "citizen"), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("submitter_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("audience", _enum("audience", "residents", "committee", "roster", "site", "link"), nullable=False),
        sa.Column("is_sealed", sa.Boolean(), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_tried", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["resident.id"], name=op.f("fk_poll_plan_author_id")),
        sa.ForeignKeyConstraint(["submitter_id"], ["resident.id"], name=op.f("fk_poll_plan_submitter_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_poll_plan_district_id")),
        sa.ForeignKeyConstraint(
            ["paper_id", "district_id"], ["paper.id", "paper.district_id"], name=op.f("fk_poll_plan_paper_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_plan")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_poll_plan_id_district_id")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_poll_plan_paper_id")),
    )
    with op.batch_alter_table("poll_plan", schema=None) as batch_op:
        for column in ("state", "author_id", "submitter_id"):
            batch_op.create_index(batch_op.f(f"ix_poll_plan_{column}"), [column], unique=False)
    op.create_table(
        "roster_entry",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("contact", "email", "phone", "slip"), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=True),
        sa.Column("contact_hash", sa.String(length=64), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_roster_entry_district_id")),
        sa.ForeignKeyConstraint(
            ["plan_id", "district_id"], ["poll_plan.id", "poll_plan.district_id"], name=op.f("fk_roster_entry_plan_id_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["pass_id", "district_id"], ["voting_pass.id", "voting_pass.district_id"], name=op.f("fk_roster_entry_pass_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_entry")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_roster_entry_id_district_id")),
        sa.UniqueConstraint("plan_id", "contact_hash", name=op.f("uq_roster_entry_plan_id_contact_hash")),
    )


def downgrade() -> None:
    for table in ("roster_entry", "poll_plan"):
        op.drop_table(table)
