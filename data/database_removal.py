"""Takes a database back to what it was before ``rumbo init``."""

from data.database import drop_tables, opened_engine, sqlite_file, writing


def remove_database(url: str) -> None:
    """Delete a SQLite file, or our tables on a server; tables of others stay.

    Raises
    ------
    DatabaseUnusableError
        If the server cannot be reached or its user may not drop the tables.
    """
    file = sqlite_file(url)
    if file is not None:
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            file.with_name(name).unlink(missing_ok=True)
        return
    with opened_engine(url) as engine, writing(engine) as connection:
        drop_tables(connection)
