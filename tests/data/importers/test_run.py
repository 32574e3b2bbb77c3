import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.import_memory import measured, write_postings
from data.catalogue import Catalogue
from data.errors import InputError, StorageFullError
from data.importers.counts import ImportCounts
from data.importers.mapping import ColumnMapping
from data.importers.text_forms import TextForms
from data.tables import metadata
from tests.data.importers.partner_files import Importing, posting, write_csv, write_jsonl
from tests.data.importers.test_interactions import GOOD

# Enough for several batches and more room than the database has when its growth is stopped.
N_ROWS = 9_000

_CHILD = """
import sys, time
from datetime import date
from pathlib import Path
from data.catalogue import read_catalogue
from data.database import open_engine
from data.importers.run import import_file

url, file, catalogue, mark = sys.argv[1:]

def wait_after_two_batches(n_read, share):
    if n_read >= 8_000:
        Path(mark).touch()
        time.sleep(600)

import_file("postings", Path(file), None, open_engine(url), read_catalogue(Path(catalogue)), b"k",
            date(2026, 11, 22), wait_after_two_batches)
"""


@pytest.fixture
def many_postings(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "many.jsonl", [posting(str(n)) for n in range(N_ROWS)])


class TestImportFile:
    def test_tells_how_many_rows_are_read(self, importing: Importing, many_postings: Path) -> None:
        assert importing.file("postings", many_postings) == ImportCounts(n_in=N_ROWS, new=N_ROWS)
        n_read, shares = zip(*importing.progress, strict=True)
        assert n_read == (4_000, 8_000, N_ROWS)
        assert list(shares) == sorted(shares)
        assert shares[0] == pytest.approx(4 / 9, abs=0.02)
        assert shares[-1] == 1.0
        assert importing.file("postings", many_postings) == ImportCounts(n_in=N_ROWS, unchanged=N_ROWS)

    def test_a_repeated_key_counts_once_however_far_away(self, importing: Importing, tmp_path: Path) -> None:
        rows = [posting(str(n)) for n in range(5_000)]
        path = write_jsonl(tmp_path / "far.jsonl", [*rows, posting("7", title="Otra"), posting("7")])
        assert importing.file("postings", path) == ImportCounts(n_in=5_002, new=5_000, duplicate=2)

    def test_long_texts_come_in_smaller_batches(self, importing: Importing, tmp_path: Path) -> None:
        rows = [posting(str(n), description=f"{n} " + "x" * 190_000) for n in range(100)]
        importing.file("postings", write_jsonl(tmp_path / "long.jsonl", rows))
        assert [n_read for n_read, _ in importing.progress] == [85, 100]

    def test_a_file_without_rows_is_fine(self, importing: Importing, tmp_path: Path) -> None:
        (tmp_path / "none.csv").write_text("posting_id,title,description,state_id,posted_on\n", encoding="utf-8")
        assert importing.file("postings", tmp_path / "none.csv") == ImportCounts()

    def test_reads_dates_words_and_numbers_as_the_mapping_says(self, importing: Importing, tmp_path: Path) -> None:
        importing.learners()
        content = "Matrícula;Hecho;Fecha\nA1;Baja;07/10/2026\nB2; EGRESADO ;2026-09-01\nB2;;01/02/2026\n"
        (tmp_path / "o.csv").write_text(content, encoding="cp1252")
        mapping = ColumnMapping(
            columns={"kind": "Hecho"},
            words={"kind": {"baja": "dropped_out", "egresado": "graduated", "": "hired"}},
            forms=TextForms(date_format="%d/%m/%Y"),
        )
        assert importing.file("outcomes", tmp_path / "o.csv", mapping) == ImportCounts(n_in=3, new=3)
        stored = {row[2:4] for row in importing.stored()["outcome"]}
        assert stored == {
            ("dropped_out", date(2026, 10, 7)),
            ("graduated", date(2026, 9, 1)),
            ("hired", date(2026, 2, 1)),
        }

    def test_refuses_an_unknown_kind(self, importing: Importing, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no kind of import 'wishes'; known are postings, learners"):
            importing.file("wishes", tmp_path / "x.csv")

    def test_refuses_a_mapping_of_another_kind(self, importing: Importing, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "p.csv", [posting("1")])
        with pytest.raises(InputError, match=r"columns\.rank"):
            importing.file("postings", path, ColumnMapping(columns={"rank": "x"}))

    def test_an_unreadable_file_changes_nothing(self, importing: Importing, tmp_path: Path) -> None:
        before = importing.stored()
        (tmp_path / "empty.csv").write_text("", encoding="utf-8")
        (tmp_path / "noise.csv").write_bytes(bytes(range(256)) * 9)
        for name in ("empty.csv", "noise.csv", "absent.csv", "."):
            with pytest.raises(InputError):
                importing.file("postings", tmp_path / name)
        assert importing.stored() == before


class TestADryRun:
    def test_counts_as_the_import_would_and_keeps_nothing(self, importing: Importing, tmp_path: Path) -> None:
        importing.rows("postings", posting("1"), posting("2"))
        before = importing.stored()
        rows = [posting("1"), posting("2", title="Otra"), posting("3"), posting("3"), posting("4", state_id="Atlantis")]
        path = write_csv(tmp_path / "next.csv", rows)
        tried = importing.file("postings", path, dry_run=True)
        assert tried == ImportCounts(n_in=5, new=1, updated=1, unchanged=1, duplicate=1, rejected=1)
        assert importing.told == [(6, "state_id is not known")]
        assert importing.stored() == before
        assert importing.file("postings", path) == tried
        assert importing.reasons() == [(6, "state_id is not known")]


def peak_memory(folder: Path, n_megabytes: int, url: str) -> float:
    """Peak of resident memory of an import in a process of its own, in megabytes."""
    path = folder / f"{n_megabytes}.csv"
    n_rows = write_postings(path, n_megabytes * 1_000_000)
    figures = measured(path, url)
    path.unlink()
    assert figures["new"] == n_rows
    return figures["megabytes_peak"]


class TestMemory:
    def test_does_not_grow_with_the_rows(self, tmp_path: Path) -> None:
        # Both are beyond what the database holds in memory of any import.
        small, large = (peak_memory(tmp_path, n, f"sqlite:///{tmp_path}/{n}.db") for n in (35, 70))
        assert large < small + 15

    @pytest.mark.full
    def test_of_a_gigabyte_stays_below_half_of_it(self, tmp_path: Path, database_url: str) -> None:
        assert peak_memory(tmp_path, 1_000, database_url) < 500


class TestAFullDisk:
    def test_leaves_the_database_as_before(
        self, sqlite_engine: sa.Engine, catalogue: Catalogue, many_postings: Path, tmp_path: Path
    ) -> None:
        importing = Importing(sqlite_engine, catalogue, tmp_path)
        importing.rows("postings", posting("first"))
        before = importing.stored()

        def stop_growth(connection: sa.Connection) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 300")

        sa.event.listen(importing.engine, "begin", stop_growth)
        with pytest.raises(StorageFullError, match="no room"):
            importing.file("postings", many_postings)
        assert importing.stored() == before
        sa.event.remove(importing.engine, "begin", stop_growth)
        importing.engine.dispose()
        assert importing.file("postings", many_postings) == ImportCounts(n_in=N_ROWS, new=N_ROWS)


class TestAKill:
    def test_leaves_the_database_as_before_and_a_second_run_completes(
        self, importing: Importing, many_postings: Path, catalogue_folder: Path, tmp_path: Path
    ) -> None:
        importing.rows("postings", posting("first"))
        before = importing.stored()
        mark = tmp_path / "mark"
        arguments = [
            importing.engine.url.render_as_string(hide_password=False),
            str(many_postings),
            str(catalogue_folder),
            str(mark),
        ]
        root = Path(__file__).resolve().parents[3]
        child = subprocess.Popen([sys.executable, "-c", _CHILD, *arguments], cwd=root)
        deadline = time.monotonic() + 60
        while not mark.exists():
            assert child.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        assert importing.stored() == before
        assert importing.file("postings", many_postings) == ImportCounts(n_in=N_ROWS, new=N_ROWS)


WORDS = st.sampled_from(["a", "b", "A  ", "&lt;", "", "ñ", "x" * 401, "a\0"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "posting_id": st.sampled_from(["1", "2", "3", "4", ""]),
            "title": WORDS,
            "description": WORDS,
            "state_id": st.sampled_from(["MX-JAL", "19", "Atlantis"]),
            "posted_on": st.sampled_from(["2026-01-01", "2027-01-01", "yesterday"]),
            "n_positions": st.sampled_from(["", "1", "2", "-1"]),
        }
    ),
    max_size=30,
)


class TestCounts:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(earlier=ROWS, rows=ROWS)
    def test_add_up_and_a_second_import_changes_nothing(
        self, importing: Importing, tmp_path: Path, earlier: list[dict[str, str]], rows: list[dict[str, str]]
    ) -> None:
        with importing.engine.begin() as connection:
            for table in ("posting", "rejected_row"):
                connection.execute(sa.delete(metadata.tables[table]))
        importing.rows("postings", posting("0"), *earlier)
        first = importing.rows("postings", posting("0"), *rows)
        assert first.adds_up
        assert first.n_in == len(rows) + 1
        before = importing.stored()
        second = importing.file("postings", tmp_path / "postings.csv")
        assert second.adds_up
        assert (second.n_changed, second.rejected) == (0, first.rejected)
        assert importing.stored() == before


class TestPrivacy:
    def test_personal_fields_stay_in_one_table(self, importing: Importing) -> None:
        person = {
            "external_id": "EXT-4711",
            "kind": "student",
            "state_id": "MX-JAL",
            "english": "B1",
            "name": "Zoraida Quetzal",
            "email": "zoraida@partner.example",
            "birth_year": "1987",
        }
        bad = [
            person | {"external_id": "EXT-4711", "english": "Zoraida Quetzal"},
            person | {"email": "EXT-4711"},
        ]
        importing.rows("learners", person, *bad)
        for kind, row in GOOD.items():
            mine = row | {"external_id": "EXT-4711"}
            importing.rows(kind, mine, mine | {"certification_id": "zoraida@partner.example"})
        stored = importing.stored()
        assert "Zoraida" in str(stored.pop("person"))
        assert all(stored[name] for name in ("learner", "impression", "feedback", "exam_result", "rejected_row"))
        for table, rows in stored.items():
            for secret in ("zoraida", "quetzal", "ext-4711", "1987"):
                assert secret not in str(rows).lower(), table
