"""execution of granted projects"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column, "district_id"], [f"{target}.id", f"{target}.district_id"], name=op.f(f"fk_{table}_{column}_district_id")
    )


def _tenant(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f(f"fk_{table}_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.create_table(
        "delivery",
        *_tenant("delivery"),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("preparing", "running", "closed", "stopped", name="deliverystate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("budget_won", sa.BigInteger(), nullable=False),
        sa.Column("spent_won", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("spent_won >= 0 AND spent_won <= budget_won", name=op.f("ck_delivery_spent_within_budget")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_delivery_ends_after_start")),
        _of("delivery", "item_id", "budget_item"),
        _of("delivery", "department_id", "department"),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_delivery_id_district_id")),
        sa.UniqueConstraint("item_id", name=op.f("uq_delivery_item_id")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_department", ["department_id", "state"], unique=False)
    op.create_table(
        "delivery_milestone",
        *_tenant("delivery_milestone"),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        _of("delivery_milestone", "delivery_id", "delivery"),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_delivery_milestone_id_district_id")),
    )
    with op.batch_alter_table("delivery_milestone", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_milestone_delivery", ["delivery_id"], unique=False)
    op.create_table(
        "delivery_spending",
        *_tenant("delivery_spending"),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("amount_won", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        _of("delivery_spending", "delivery_id", "delivery"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["resident.id"], name=op.f("fk_delivery_spending_recorded_by_id")),
        sa.UniqueConstraint("recorded_by_id", "once", name=op.f("uq_delivery_spending_recorded_by_id_once")),
    )
    with op.batch_alter_table("delivery_spending", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_spending_delivery", ["delivery_id"], unique=False)
    op.create_table(
        "delivery_delay",
        *_tenant("delivery_delay"),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("due_from", sa.Date(), nullable=False),
        sa.Column("due_to", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of("delivery_delay", "delivery_id", "delivery"),
        _of("delivery_delay", "milestone_id", "delivery_milestone"),
    )
    with op.batch_alter_table("delivery_delay", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_delay_delivery", ["delivery_id"], unique=False)
    op.create_table(
        "delivery_report",
        *_tenant("delivery_report"),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome", sa.Enum("reached", "partly", "missed", name="outcome", native_enum=False, length=40), nullable=False
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("lessons", sa.Text(), nullable=False),
        sa.Column("spent_won", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of("delivery_report", "delivery_id", "delivery"),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_delivery_report_delivery_id")),
    )
    op.create_table(
        "feedback_link",
        *_tenant("feedback_link"),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of("feedback_link", "delivery_id", "delivery"),
        _of("feedback_link", "proposal_id", "proposal"),
        sa.UniqueConstraint("delivery_id", "proposal_id", name=op.f("uq_feedback_link_delivery_id_proposal_id")),
    )
    with op.batch_alter_table("feedback_link", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_link_proposal", ["proposal_id"], unique=False)


def downgrade() -> None:
    for name in ("feedback_link", "delivery_report", "delivery_delay", "delivery_spending", "delivery_milestone", "delivery"):
        op.drop_table(name)
