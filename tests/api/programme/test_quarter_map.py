"""The map over time: postings of a quarter beside an earlier one, counted by hand from those that are put in."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from api.programme.demand_trend import TrendKept
from api.programme.quarter_changes import QuarterChanges, quarter_changes
from data.catalogue import Catalogue
from data.database import reading
from data.domain import Area, StateId
from recommender.forecast.quarters import Quarter
from tests.api.page_client import PageClient
from tests.api.table_reading import files_of
from tests.api.test_forecast_services import put

JALISCO, LEON = StateId("MX-JAL"), StateId("MX-NLE")
URL = "/programa/mapa"
# The first day of each quarter, and the postings for the cloud in Jalisco and in Nuevo León; one more there is for SQL.
QUARTERS = {
    date(2025, 4, 1): (10, 30),
    date(2025, 7, 1): (0, 5),
    date(2025, 10, 1): (0, 5),
    date(2026, 1, 1): (20, 20),
    date(2026, 4, 1): (40, 5),
}


@pytest.fixture
def history(engine: sa.Engine, request: pytest.FixtureRequest) -> None:
    """Five quarters of postings, put in after what the application itself holds."""
    if "manager" in request.fixturenames:
        request.getfixturevalue("manager")
    postings = []
    for day, numbers in QUARTERS.items():
        for state, n in zip((JALISCO, LEON), numbers, strict=True):
            postings += [(f"{day}{state}{number}", state, day, ["cloud"]) for number in range(n)]
        postings.append((f"{day}sql", LEON, day, ["sql"]))
    put(engine, postings, date(2026, 7, 15))


@pytest.mark.usefixtures("history")
class TestQuarterChanges:
    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """What is read from the database is tested on both kinds elsewhere."""
        return sqlite_url

    def changes(self, engine: sa.Engine, catalogue: Catalogue, *asked: Area | Quarter | None) -> QuarterChanges:
        with reading(engine) as connection:
            return quarter_changes(connection, TrendKept(), catalogue, *asked)

    def test_compare_the_newest_quarter_with_the_same_of_a_year_before(
        self, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        found = self.changes(engine, catalogue, Area.CLOUD)
        assert (found.before, found.now, found.is_of_a_year) == (Quarter(2025, 2), Quarter(2026, 2), True)
        told = {id_: (one.before, one.now, one.difference) for id_, one in found.states.items()}
        assert told == {JALISCO: (10, 40, 30), LEON: (30, 5, -25)}

    def test_without_an_area_count_all_postings(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        assert self.changes(engine, catalogue).states[LEON].now == 6

    def test_begin_with_the_oldest_quarter_where_a_year_before_is_not_known(
        self, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        found = self.changes(engine, catalogue, Area.CLOUD, Quarter(2026, 1))
        assert (found.before, found.is_of_a_year) == (Quarter(2025, 2), False)

    def test_quarters_that_are_not_known_ask_for_nothing(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        found = self.changes(engine, catalogue, Area.CLOUD, Quarter(1999, 1), Quarter(2025, 4))
        assert (found.before, found.now) == (Quarter(2025, 4), Quarter(2026, 2))


class TestMapOverTime:
    @pytest.mark.usefixtures("history")
    def test_map_and_file_tell_rises_falls_and_both_quarters(self, manager: PageClient) -> None:
        url = f"{URL}?ver=cambio&area=cloud&lang=es"
        page = manager.get(url).text
        assert '<option value="2026-2" selected>2T 2026</option>' in page
        assert re.search(r'aria-label="Jalisco\. Cambio de las vacantes: \+30\. .*?class="step-1"', page)
        assert re.search(r'aria-label="Nuevo León\. Cambio de las vacantes: -25\. .*?class="fall-1"', page)
        rows = files_of(manager, url)["mapa"]
        assert rows[0][1:3] == ["2T 2025", "2T 2026"]
        assert rows[1:] == [["Jalisco", "10", "40", "30", "más"], ["Nuevo León", "30", "5", "-25", "menos"]]
        for link, number in re.findall(r'<a href="(/programa/demanda/vacantes[^"]+)">(\d+)<', page):
            assert f'<p class="lead">{number} vacante' in manager.get(link.replace("&amp;", "&")).text

    @pytest.mark.usefixtures("history")
    def test_an_earlier_quarter_can_be_chosen(self, manager: PageClient) -> None:
        page = manager.get(f"{URL}?ver=vacantes&area=cloud&trimestre=2026-1&contra=2025-2&lang=es").text
        assert 'aria-label="Jalisco. Vacantes del trimestre: 20. ' in page
        assert "también puede contar la temporada" in page

    def test_says_what_has_no_history(self, manager: PageClient) -> None:
        assert "La oferta y la brecha son solo las del último conteo" in manager.get(f"{URL}?lang=es").text
        page = manager.get(f"{URL}?ver=cambio&lang=es").text
        assert "no cubren tres trimestres" in page
        assert 'id="trimestre"' not in page


class TestDemandChangesCall:
    @pytest.mark.usefixtures("history")
    def test_tells_what_the_map_does(self, manager: PageClient) -> None:
        jalisco, leon = manager.get("/v1/demand/changes?area=cloud").json()["items"]
        assert jalisco == {
            "region": {"id": "MX-JAL", "name": "Jalisco"},
            "first_day": "2026-04-01",
            "last_day": "2026-06-30",
            "n_postings": 40,
            "first_day_before": "2025-04-01",
            "last_day_before": "2025-06-30",
            "n_postings_before": 10,
            "difference": 30,
            "change": "more",
        }
        assert (leon["difference"], leon["change"]) == (-25, "less")
        (page,) = manager.get("/v1/demand/changes?quarter=2026-1&before=2025-4&limit=1").json()["items"]
        assert (page["n_postings_before"], page["n_postings"]) == (0, 20)

    @pytest.mark.usefixtures("history")
    def test_a_quarter_without_whole_postings_is_not_found(self, manager: PageClient) -> None:
        assert manager.get("/v1/demand/changes?quarter=2019-1").status_code == 404
        assert manager.get("/v1/demand/changes?before=2026-3").status_code == 404

    def test_without_a_history_is_a_problem(self, manager: PageClient) -> None:
        answer = manager.get("/v1/demand/changes")
        assert (answer.status_code, answer.json()["key"]) == (409, "error.few_quarters")
