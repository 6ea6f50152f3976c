"""lines of budget items"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_line",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("amount_won", sa.BigInteger(), nullable=False),
        sa.Column("decided_won", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_won >= 0", name=op.f("ck_item_line_item_line_amount_not_negative")),
        sa.CheckConstraint("decided_won >= 0", name=op.f("ck_item_line_item_line_decided_not_negative")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_item_line_district_id")),
        sa.ForeignKeyConstraint(
            ["item_id", "district_id"], ["budget_item.id", "budget_item.district_id"], name=op.f("fk_item_line_item_id_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_line")),
        sa.UniqueConstraint("item_id", "position", name=op.f("uq_item_line_item_id_position")),
    )


def downgrade() -> None:
    op.drop_table("item_line")
