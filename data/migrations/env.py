"""Runs the revisions on the connection that `data.database.migrate` hands over."""

from alembic import context

from data.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # The caller owns the transaction, so that a killed migration leaves nothing behind.
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
