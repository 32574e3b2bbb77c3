"""Tables of the operator's pages as files: figures as numbers, and nothing of what stands in refused rows."""

import json

import pytest
import sqlalchemy as sa

from data.database import writing
from data.findings import Finding, keep_findings
from data.rejected_store import RejectedRow, put_rejected, refused_files
from data.settings import Settings
from tests.api.conftest import START
from tests.api.operation.conftest import CHALLENGER, RECORD, put_bundles
from tests.api.operation.test_drift_and_backups import COLUMNS, RATES
from tests.api.page_client import PageClient
from tests.api.table_reading import files_of, links
from training.bundle_drift import DriftReport, drift_json


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is read from the database is tested on both kinds elsewhere."""
    return sqlite_url


class TestTablesOfOperation:
    def test_tell_figures_as_numbers_with_the_ends_of_their_intervals(
        self, operator: PageClient, settings: Settings
    ) -> None:
        put_bundles(settings, RECORD, CHALLENGER, promoted=["aaaa"])
        bundles = files_of(operator, "/operacion/modelos?lang=en")["modelos"]
        assert bundles[0][4:7] == ["NDCG@10", "95%: from", "95%: to"]
        assert [row[:3] for row in bundles[1:]] == [
            ["bbbb", "candidate", "2026-11-19 08:00:00"],
            ["aaaa", "in service", "2026-11-10 08:00:00"],
        ]
        assert bundles[2][3:7] == ["d" * 64, "0.6123", "0.6012", "0.6234"]
        figures = files_of(operator, "/operacion/modelos/aaaa")["cifras"]
        assert figures[1:] == [["ndcg_10", "0.6123", "0.6012", "0.6234"], ["rows", "12.0", "", ""]]

    def test_tell_drift_in_shares(self, operator: PageClient, settings: Settings) -> None:
        report = DriftReport("aaaa", "since 2026-11-01", 4_000, COLUMNS, RATES)
        settings.drift_file.write_text(json.dumps(drift_json(report)), encoding="utf-8")
        found = files_of(operator, "/operacion/deriva")
        assert found["proporciones"][1][2:] == ["0.21", "0.14", "-0.07", "-0.09", "-0.05"]
        assert found["movidas"][1] == ["state_id", "cambió", "0.314", "", "0.08", "0.02"]
        assert found["iguales"][1][2:] == ["0.021", "0.012", "0", "0"]

    def test_tell_what_the_last_examination_found(self, operator: PageClient, settings: Settings) -> None:
        assert links(operator, "/operacion") == []
        keep_findings(settings.findings_file, [Finding("bundle", False, "it is gone")], START)
        assert files_of(operator, "/operacion")["instalacion"][1:] == [["Modelo en servicio", "revisar", "it is gone"]]

    def test_have_every_refused_row_with_its_reason_and_nothing_of_what_stood_in_it(
        self, operator: PageClient, engine: sa.Engine
    ) -> None:
        with writing(engine) as connection:
            put_rejected(
                connection, [RejectedRow("postings", "/a/p.csv", line, "title is missing") for line in range(2, 252)]
            )
            (file,) = refused_files(connection)
        found = files_of(operator, "/operacion/filas")
        assert (found["archivos"][1][0], found["archivos"][1][2]) == ("p.csv", "250")
        assert [row[2] for row in found["motivos"][1:]] == ["250"]
        rows = files_of(operator, f"/operacion/filas/{file.id}")["filas"]
        # The page shows the first two hundred.
        assert [int(row[0]) for row in rows[1:]] == list(range(2, 252))
        assert len(rows[0]) == 2
