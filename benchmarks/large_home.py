"""Makes a home with many people and postings out of a small one: its rows are repeated under ids of their own.

Usage: python -m benchmarks.large_home HOME OUT [--learners 100000] [--postings 50000]. HOME, with invented people, is
copied to OUT, which must not be there. Prints how many rows there are, as JSON. Lists that were shown are not repeated.
"""

import argparse
import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import sqlalchemy as sa

from data.catalogue import read_catalogue
from data.database import migrate, opened_engine, refresh_statistics
from data.settings import Settings
from data.tables import enrolment, exam_result, feedback, learner, posting, posting_skill, transcript, voucher
from embeddings.build import Kind, vector_path
from embeddings.vector_file import VectorFile
from recommender.people_files import PeopleFiles
from training.linking import recount_demand
from training.people_count import count_people

_OF_LEARNERS: Final = (learner, transcript, exam_result, enrolment, voucher, feedback)
_OF_POSTINGS: Final = (posting, posting_skill)
_IDS: Final = frozenset({"learner_id", "posting_id", "voucher_id"})
_MARK: Final = "-"
"""No original's id has it."""


def enlarge(settings: Settings, n_learners: int, n_postings: int) -> dict[str, int]:
    """Repeat learners with their records, and postings with their skills and vectors, and count all anew.

    Returns how many there are then, by table: so many as were asked for, or a few more.
    """
    catalogue, today = read_catalogue(settings.reference), datetime.now(UTC).date()
    with opened_engine(settings.sqlalchemy_url) as engine:
        migrate(engine)
        with engine.begin() as connection:
            _repeat_all(connection, _OF_LEARNERS, n_learners)
            n_rounds = _repeat_all(connection, _OF_POSTINGS, n_postings)
        _repeat_vectors(vector_path(settings.vectors_dir, Kind.POSTINGS), n_rounds)
        refresh_statistics(engine)
        recount_demand(engine, catalogue, today)
        count_people(engine, catalogue, PeopleFiles(settings.people_dir), today, lambda line: None)
        refresh_statistics(engine)
        with engine.begin() as connection:
            return {table.name: _n_rows(connection, table) for table in (*_OF_LEARNERS, *_OF_POSTINGS)}


def _repeat_all(connection: sa.Connection, tables: tuple[sa.Table, ...], n_wanted: int) -> int:
    """Repeat some tables until the first has so many rows; returns how often all is there then."""
    n_rounds = max(1, -(-n_wanted // max(1, _n_rows(connection, tables[0]))))
    for number in range(1, n_rounds):
        for table in tables:
            _repeat(connection, table, number)
    return n_rounds


def _repeat(connection: sa.Connection, table: sa.Table, number: int) -> None:
    """One more copy of a table's original rows, numbered anew where the table numbers its rows."""
    columns = [column for column in table.columns if column is not table.autoincrement_column]
    copied = [sa.literal(f"{number}{_MARK}").concat(column) if column.name in _IDS else column for column in columns]
    whose = next(column for column in columns if column.name in ("learner_id", "posting_id"))
    originals = sa.select(*copied).where(sa.not_(whose.contains(_MARK)))
    connection.execute(sa.insert(table).from_select([column.name for column in columns], originals))


def _repeat_vectors(path: Path, n_rounds: int) -> None:
    found = VectorFile.load(path)
    if any(_MARK in id_ for id_ in found.ids):
        return
    ids = [id_ if number == 0 else f"{number}{_MARK}{id_}" for number in range(n_rounds) for id_ in found.ids]
    vectors = np.tile(found.vectors, (n_rounds, 1))
    VectorFile(tuple(ids), found.text_hashes * n_rounds, vectors, found.fingerprint).save(path)


def _n_rows(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalars(sa.select(sa.func.count()).select_from(table)).one()


def main(arguments: list[str] | None = None) -> None:
    """Make it, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--learners", type=int, default=100_000)
    parser.add_argument("--postings", type=int, default=50_000)
    given = parser.parse_args(arguments)
    settings = Settings(home=Path(shutil.copytree(given.home, given.out)))
    sys.stdout.write(json.dumps(enlarge(settings, given.learners, given.postings), indent=1) + "\n")


if __name__ == "__main__":
    main()
