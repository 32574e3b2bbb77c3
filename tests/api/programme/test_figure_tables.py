"""Tables of demand, studies and vouchers as files: typed, and with the small groups of their pages hidden."""

from datetime import date

import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import writing
from tests.api.page_client import PageClient
from tests.api.programme.test_demand import QUARTERS, postings
from tests.api.programme.test_vouchers import give
from tests.api.table_reading import files_of, links
from tests.api.test_follow_up import answer, create, put_certified
from tests.api.test_forecast_services import put


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is read from the database is tested on both kinds elsewhere."""
    return sqlite_url


class TestTablesOfFigures:
    def test_of_demand_have_numbers_where_the_page_has_words(self, manager: PageClient, engine: sa.Engine) -> None:
        put(engine, [one for day, numbers in QUARTERS.items() for one in postings(day, *numbers)], date(2026, 7, 15))
        found = files_of(manager, "/programa/demanda?area=cloud&estado=MX-JAL")
        assert [row[1:] for row in found["trimestres"][1:4]] == [["20", "", ""], ["30", "", ""], ["30", "", ""]]
        assert all(float(row[2]) <= float(row[1]) <= float(row[3]) for row in found["trimestres"][4:])
        # 30 of 40 in Jalisco, 40 of 50 in the country; Nuevo León has too few to tell.
        states = {row[0]: row[1:4] for row in found["especializacion"][1:]}
        assert states == {"Jalisco": ["30", "40", "0.9375"], "Nuevo León": ["10", "10", "pocas vacantes"]}

    def test_of_studies_have_days_and_shares_and_hide_what_the_page_hides(
        self, manager: PageClient, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        with writing(engine) as connection:
            put_certified(connection, next(iter(catalogue.certifications)))
        create(engine)
        (study,) = files_of(manager, "/programa/estudios")["estudios"][1:]
        assert study == ["2026-a", "2026-01-01", "2026-06-30", "2026-12-01", "80", "0", "0"]
        for number in range(40):
            answer(engine, f"s{number:02}", has_new_job=number < 10, wage_change=12.0)
        for number in range(2):
            answer(engine, f"p{number:02}", has_new_job=True, wage_change=12.0)
        found = files_of(manager, "/programa/estudios/2026-a")
        # Two professionals answered: they are hidden, and the students with them.
        assert [row[2:] for row in found["perfiles"][1:3]] == [["oculto", "oculto"]] * 2
        assert found["perfiles"][3][:2] == ["Todas", "80"]
        by_question = {row[0]: row[2:] for row in found["resultados"][1:] if row[1] == "Todas"}
        # Everybody's wage went up by twelve per cent.
        assert ["0.12", "0.12", "0.12", "42"] in by_question.values()
        assert "Profesionista" not in {row[1] for row in found["resultados"]}

    def test_of_vouchers_hide_small_groups(self, manager: PageClient, engine: sa.Engine) -> None:
        assert links(manager, "/programa/vales") == []
        give(engine)
        found = files_of(manager, "/programa/vales")
        assert set(found) == {"vales-por-estado", "vales-por-certificacion"}
        assert {cell for rows in found.values() for row in rows[1:] for cell in row[1:3]} == {"oculto"}
