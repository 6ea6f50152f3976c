"""votes at level L2: sealed papers, issued tokens, envelopes, the log and its heads"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _within(table: str) -> list:
    return [
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f(f"fk_{table}_district_id")),
        sa.ForeignKeyConstraint(
            ["paper_id", "district_id"], ["paper.id", "paper.district_id"], name=op.f(f"fk_{table}_paper_id_district_id")
        ),
    ]


def upgrade() -> None:
    with op.batch_alter_table("paper", schema=None) as batch_op:
        level = sa.Enum("L0", "L2", name="level", native_enum=False, length=40)
        batch_op.add_column(sa.Column("level", level, server_default="L0", nullable=False))
    op.create_table(
        "sealed_paper",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("election", sa.String(length=64), nullable=False),
        sa.Column("vault", sa.String(length=32), nullable=False),
        sa.Column("is_one_batch", sa.Boolean(), nullable=False),
        sa.Column("last_epoch_at", sa.DateTime(timezone=True), nullable=False),
        *_within("sealed_paper"),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_sealed_paper")),
        sa.UniqueConstraint("election", name=op.f("uq_sealed_paper_election")),
    )
    op.create_table(
        "issued_token",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nym", sa.String(length=64), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("style", sa.String(length=40), nullable=False),
        sa.Column("blinded_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        *_within("issued_token"),
        sa.PrimaryKeyConstraint("paper_id", "nym", name=op.f("pk_issued_token")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "envelope",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("style", sa.String(length=40), nullable=False),
        sa.Column("public", sa.String(length=43), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("is_logged", sa.Boolean(), nullable=False),
        *_within("envelope"),
        sa.PrimaryKeyConstraint("paper_id", "leaf_hash", name=op.f("pk_envelope")),
        sa.UniqueConstraint("paper_id", "public", "counter", name=op.f("uq_envelope_paper_id_public_counter")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("envelope", schema=None) as batch_op:
        batch_op.create_index("ix_envelope_waiting", ["paper_id", "is_logged"], unique=False)
    op.create_table(
        "log_leaf",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        *_within("log_leaf"),
        sa.PrimaryKeyConstraint("paper_id", "place", name=op.f("pk_log_leaf")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_head",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        *_within("log_head"),
        sa.PrimaryKeyConstraint("paper_id", "size", name=op.f("pk_log_head")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("log_head", "log_leaf", "envelope", "issued_token", "sealed_paper"):
        op.drop_table(table)
    with op.batch_alter_table("paper", schema=None) as batch_op:
        batch_op.drop_column("level")
