"""votes at level L2: opening keys held elsewhere, witnesses, ballots on paper"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def _table(name: str, *columns: sa.Column | sa.Constraint, paper: bool = False) -> None:
    keys = [sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f(f"fk_{name}_district_id"))]
    if paper:
        both = op.f(f"fk_{name}_paper_id_district_id")
        keys.append(sa.ForeignKeyConstraint(["paper_id", "district_id"], ["paper.id", "paper.district_id"], name=both))
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        *columns,
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("id", "district_id", name=op.f(f"uq_{name}_id_district_id")),
    )


def upgrade() -> None:
    with op.batch_alter_table("issued_token", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        channel = sa.Enum("online", "paper", name="channel", native_enum=False, length=40)
        batch_op.add_column(sa.Column("channel", channel, server_default="online", nullable=False))
        batch_op.add_column(sa.Column("station", sa.String(length=40), server_default="", nullable=False))
    _table(
        "opening_key",
        sa.Column("public", sa.String(length=43), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.UniqueConstraint("public", name=op.f("uq_opening_key_public")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_opening_key_paper_id")),
        paper=True,
    )
    _table(
        "vote_witness",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    _table(
        "officer_key",
        sa.Column("resident_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("public", sa.String(length=43), nullable=False),
        sa.Column("locked", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_officer_key_resident_id")),
        sa.UniqueConstraint("district_id", "resident_id", name=op.f("uq_officer_key_district_id_resident_id")),
    )
    _table(
        "paper_batch",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(length=40), nullable=False),
        sa.Column("style", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=40), nullable=False),
        sa.Column("first_signature", sa.String(length=86), nullable=False),
        sa.Column("second_name", sa.String(length=40), nullable=True),
        sa.Column("second_signature", sa.String(length=86), nullable=True),
        sa.ForeignKeyConstraint(["first_id"], ["resident.id"], name=op.f("fk_paper_batch_first_id")),
        sa.UniqueConstraint("paper_id", "station", "style", name=op.f("uq_paper_batch_paper_id_station_style")),
        paper=True,
    )


def downgrade() -> None:
    for table in ("paper_batch", "officer_key", "vote_witness", "opening_key"):
        op.drop_table(table)
    with op.batch_alter_table("issued_token", schema=None, table_kwargs={"sqlite_with_rowid": False}) as batch_op:
        batch_op.drop_column("station")
        batch_op.drop_column("channel")
