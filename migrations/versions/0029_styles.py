"""what an electorate's ballot offers, where it does not offer the whole paper"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("electorate", sa.Column("areas", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("electorate", "areas")
