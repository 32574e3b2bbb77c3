import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from data.errors import InputError, NotFoundError
from data.exporters.rejected_rows import Exported, write_rejected
from data.importers.counts import ImportCounts
from data.importers.mapping import ColumnMapping
from data.rejected_store import rejected_rows
from tests.data.importers.partner_files import Importing, posting, write_csv, write_jsonl

GOOD, BAD, WORSE = posting("1"), posting("2", state_id="Atlantis"), posting("3", title="", extra="suyo, propio\nde él")


def export(importing: Importing, out: Path, file: Path | None = None, kind: str = "postings") -> Exported:
    with importing.engine.connect() as connection:
        rows = rejected_rows(connection, kind)
    return write_rejected(rows, out, file)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def mend(path: Path, **changed: str) -> None:
    write_csv(path, [row | changed for row in read(path)])


class TestWriteRejected:
    def test_writes_rows_as_they_stand_with_place_and_reason(self, importing: Importing, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "p.csv", [GOOD, BAD, WORSE])
        importing.file("postings", path)
        assert export(importing, tmp_path / "out.csv") == Exported(n_written=2, n_unreadable=0)
        place = {"rejected_file": str(path)}
        assert read(tmp_path / "out.csv") == [
            place | {"rejected_line": "3", "rejected_reason": "state_id is not known"} | BAD | {"extra": ""},
            place | {"rejected_line": "4", "rejected_reason": "title is missing"} | WORSE,
        ]

    def test_reads_json_and_excel_again(self, importing: Importing, tmp_path: Path) -> None:
        lines = write_jsonl(tmp_path / "p.jsonl", [GOOD, BAD | {"n_positions": 3}])
        workbook = Workbook()
        for row in (list(GOOD), list(GOOD.values()), list((BAD | {"posting_id": "9"}).values())):
            workbook.active.append(row)
        workbook.save(tmp_path / "p.xlsx")
        for path in (lines, tmp_path / "p.xlsx"):
            importing.file("postings", path)
        export(importing, tmp_path / "out.csv")
        found = [(row["rejected_file"], row["posting_id"], row["n_positions"]) for row in read(tmp_path / "out.csv")]
        assert found == [(str(lines), "2", "3"), (str(tmp_path / "p.xlsx"), "9", "")]
        export(importing, tmp_path / "one.csv", lines)
        assert [row["posting_id"] for row in read(tmp_path / "one.csv")] == ["2"]

    def test_counts_rows_that_have_no_columns(self, importing: Importing, tmp_path: Path) -> None:
        path = tmp_path / "p.jsonl"
        path.write_text(f"{json.dumps(BAD)}\nno JSON\n", encoding="utf-8")
        importing.file("postings", path)
        assert export(importing, tmp_path / "out.csv") == Exported(n_written=1, n_unreadable=1)

    def test_refuses_a_file_that_changed_or_went(self, importing: Importing, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "p.csv", [GOOD, BAD])
        importing.file("postings", path)
        write_csv(path, [BAD, GOOD, GOOD])
        with pytest.raises(InputError, match=r"p\.csv: has changed since it was imported; import it again first"):
            export(importing, tmp_path / "out.csv")
        path.unlink()
        with pytest.raises(InputError, match=r"p\.csv: is no longer there"):
            export(importing, tmp_path / "out.csv")
        assert not (tmp_path / "out.csv").exists()

    def test_says_that_there_is_nothing_to_mend(self, importing: Importing, tmp_path: Path) -> None:
        with pytest.raises(NotFoundError, match="no row of this kind is refused"):
            export(importing, tmp_path / "out.csv")

    def test_never_writes_over_the_file_itself(self, importing: Importing, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "p.csv", [BAD])
        importing.file("postings", path)
        with pytest.raises(InputError, match="is the file that holds the refused rows"):
            export(importing, path)


class TestFixAndRetry:
    def test_of_a_mended_row_leaves_nothing_behind(self, importing: Importing, tmp_path: Path) -> None:
        mapping = ColumnMapping(columns={"posting_id": "folio"})
        renamed = [{"folio": row["posting_id"], **row} for row in (GOOD, BAD, WORSE)]
        path = write_csv(tmp_path / "p.csv", renamed)
        out = tmp_path / "out.csv"
        importing.file("postings", path, mapping)
        export(importing, out)
        mend(out, state_id="MX-NLE")
        assert importing.file("postings", out, mapping) == ImportCounts(n_in=2, new=1, rejected=1)
        assert importing.reasons() == [(4, "title is missing")]
        assert importing.file("postings", out, mapping) == ImportCounts(n_in=2, unchanged=1, rejected=1)
        assert importing.reasons() == [(4, "title is missing")]
        mend(out, title="Analista")
        importing.file("postings", out, mapping)
        assert importing.reasons() == []

    def test_tells_the_new_reason_of_a_row_that_is_still_bad(self, importing: Importing, tmp_path: Path) -> None:
        path, out = write_csv(tmp_path / "p.csv", [BAD]), tmp_path / "out.csv"
        importing.file("postings", path)
        export(importing, out)
        mend(out, state_id="MX-NLE", posted_on="mañana")
        importing.file("postings", out)
        with importing.engine.connect() as connection:
            (row,) = rejected_rows(connection, "postings")
        assert (row.file, row.line, row.reason) == (str(path), 2, "posted_on is not an ISO date")
        assert export(importing, out).n_written == 1

    def test_in_the_original_file_forgets_the_lines_that_are_good(self, importing: Importing, tmp_path: Path) -> None:
        path = write_csv(tmp_path / "p.csv", [BAD, GOOD, WORSE])
        importing.file("postings", path)
        write_csv(path, [BAD | {"state_id": "MX-NLE"}, GOOD, WORSE])
        importing.file("postings", path)
        assert importing.reasons() == [(4, "title is missing")]
        write_csv(path, [GOOD])
        importing.file("postings", path)
        assert importing.reasons() == []
