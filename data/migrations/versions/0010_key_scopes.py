"""Room for every scope that there is on one key."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account_session") as table:
        table.alter_column("scopes", existing_type=sa.String(400), type_=sa.String(1000))
