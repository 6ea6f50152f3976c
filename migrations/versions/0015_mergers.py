"""mergers of proposals"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal_merger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum("asked", "done", "declined", "cancelled", "undone", name="mergerstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["resident.id"], name=op.f("fk_proposal_merger_asked_by_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_proposal_merger_district_id")),
        sa.ForeignKeyConstraint(
            ["target_id", "district_id"], ["proposal.id", "proposal.district_id"], name=op.f("fk_proposal_merger_target_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_merger")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_proposal_merger_id_district_id")),
    )
    with op.batch_alter_table("proposal_merger", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_merger_target", ["target_id"], unique=False)
    op.create_table(
        "proposal_merger_part",
        sa.Column("merger_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("proposal_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("consented_by_id", sa.Integer(), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["consented_by_id"], ["resident.id"], name=op.f("fk_proposal_merger_part_consented_by_id")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_proposal_merger_part_district_id")),
        sa.ForeignKeyConstraint(
            ["merger_id", "district_id"],
            ["proposal_merger.id", "proposal_merger.district_id"],
            name=op.f("fk_proposal_merger_part_merger_id_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id", "district_id"],
            ["proposal.id", "proposal.district_id"],
            name=op.f("fk_proposal_merger_part_proposal_id_district_id"),
        ),
        sa.PrimaryKeyConstraint("merger_id", "proposal_id", name=op.f("pk_proposal_merger_part")),
    )
    with op.batch_alter_table("proposal_merger_part", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_merger_part_proposal", ["proposal_id"], unique=False)
    op.create_table(
        "proposal_merger_trace",
        sa.Column("merger_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind", sa.Enum("endorsement", "proposer", "dropped", name="trace", native_enum=False, length=40), nullable=False
        ),
        sa.Column("resident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_proposal_merger_trace_district_id")),
        sa.ForeignKeyConstraint(
            ["merger_id", "district_id"],
            ["proposal_merger.id", "proposal_merger.district_id"],
            name=op.f("fk_proposal_merger_trace_merger_id_district_id"),
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_proposal_merger_trace_resident_id")),
        sa.PrimaryKeyConstraint("merger_id", "kind", "resident_id", name=op.f("pk_proposal_merger_trace")),
    )


def downgrade() -> None:
    op.drop_table("proposal_merger_trace")
    op.drop_table("proposal_merger_part")
    op.drop_table("proposal_merger")
