"""codes that stand for voters; who made a paper and whether it is listed; papers that the database itself keeps from being edited"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KEPT = ("title", "introduction", "format", "rule", "budget", "currency", "language", "digest", "lot_secret", "opens_at", "closes_at",
        "min_age", "imported", "origin", "is_listed")  # fmt: skip
STEP_DOWN = "(OLD.level = 'L2' AND NEW.level <> 'L2')"
PARTS = ("paper_option", "electorate")


def _frozen(dialect: str) -> list[str]:
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'a paper is frozen'); END"
        changed = " OR ".join([*(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT), STEP_DOWN])
        return [
            f"CREATE TRIGGER paper_frozen BEFORE UPDATE ON paper WHEN OLD.state <> 'draft' AND ({changed}) {refuse}",
            f"CREATE TRIGGER paper_stays BEFORE DELETE ON paper {refuse}",
            *(
                f"CREATE TRIGGER {part}_no_{verb.lower()} BEFORE {verb} ON {part} {refuse}"
                for part in PARTS
                for verb in ("UPDATE", "DELETE")
            ),
        ]
    changed = " OR ".join([*(f"OLD.{name}::text IS DISTINCT FROM NEW.{name}::text" for name in KEPT), STEP_DOWN])
    return [
        "CREATE FUNCTION paper_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a paper is frozen'; END $$",
        f"CREATE TRIGGER paper_frozen BEFORE UPDATE ON paper FOR EACH ROW WHEN (OLD.state <> 'draft' AND ({changed})) "
        "EXECUTE FUNCTION paper_refuse()",
        "CREATE TRIGGER paper_stays BEFORE DELETE ON paper FOR EACH ROW EXECUTE FUNCTION paper_refuse()",
        *(
            f"CREATE TRIGGER {part}_frozen BEFORE UPDATE OR DELETE ON {part} FOR EACH ROW EXECUTE FUNCTION paper_refuse()"
            for part in PARTS
        ),
    ]


def _within(table: str, target: str) -> sa.ForeignKeyConstraint:
    column = f"{target}_id"
    return sa.ForeignKeyConstraint(
        [column, "district_id"], [f"{target}.id", f"{target}.district_id"], name=op.f(f"fk_{table}_{column}_district_id")
    )


def _of_district(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f(f"fk_{table}_district_id"))


def upgrade() -> None:
    with op.batch_alter_table("paper", schema=None) as batch_op:
        origin = sa.Enum("official", "citizen", name="origin", native_enum=False, length=40)
        batch_op.add_column(sa.Column("origin", origin, server_default="official", nullable=False))
        batch_op.add_column(sa.Column("is_listed", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "voting_pass",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("electorate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        _of_district("voting_pass"),
        _within("voting_pass", "paper"),
        _within("voting_pass", "electorate"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_pass")),
        sa.UniqueConstraint("id", "district_id", name=op.f("uq_voting_pass_id_district_id")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_voting_pass_paper_id_number")),
        sa.UniqueConstraint("paper_id", "code_hash", name=op.f("uq_voting_pass_paper_id_code_hash")),
    )
    op.create_table(
        "bearer_entry",
        sa.Column("paper_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bearer", sa.String(length=64), nullable=False),
        sa.Column("electorate_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        _of_district("bearer_entry"),
        _within("bearer_entry", "paper"),
        _within("bearer_entry", "electorate"),
        sa.PrimaryKeyConstraint("paper_id", "bearer", name=op.f("pk_bearer_entry")),
        sqlite_with_rowid=False,
    )
    for statement in _frozen(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute("DROP TRIGGER paper_frozen ON paper")
        op.execute("DROP TRIGGER paper_stays ON paper")
        for part in PARTS:
            op.execute(f"DROP TRIGGER {part}_frozen ON {part}")
        op.execute("DROP FUNCTION paper_refuse()")
    else:
        for name in ("paper_frozen", "paper_stays", *(f"{part}_no_{verb}" for part in PARTS for verb in ("update", "delete"))):
            op.execute(f"DROP TRIGGER {name}")
    for table in ("bearer_entry", "voting_pass"):
        op.drop_table(table)
    with op.batch_alter_table("paper", schema=None) as batch_op:
        for column in ("hidden_at", "is_listed", "origin"):
            batch_op.drop_column(column)
