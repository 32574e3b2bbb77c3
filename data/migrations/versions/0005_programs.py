"""What programs need: names, scopes and the last use of their keys."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _keys()


def _keys() -> None:
    op.add_column("account_session", sa.Column("name", sa.String(80)))
    op.add_column("account_session", sa.Column("scopes", sa.String(400)))
    op.add_column("account_session", sa.Column("last_used_at", sa.DateTime()))
