"""What Alembic runs for every migration: on the connection it is given, all in one transaction."""

from alembic import context

from tickets.schema import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
