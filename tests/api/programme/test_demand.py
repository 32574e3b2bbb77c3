"""Demand by state, skill and quarter: numbers counted by hand from the postings that are put in."""

import re
from collections.abc import Sequence
from datetime import date

import pytest
import sqlalchemy as sa

from api.kept import Kept
from api.programme.demand_trend import DemandTrend, TrendKept, Wanted, demand_trend
from api.programme.specialised_states import specialised_states
from data.catalogue import Catalogue
from data.database import reading
from data.domain import Area, SkillId, StateId
from data.errors import NotReadyError
from recommender.forecast.quarters import Quarter
from tests.api.page_client import PageClient
from tests.api.table_reading import files_of
from tests.api.test_forecast_services import put
from tests.api.test_pages import n_statements

JALISCO, LEON = StateId("MX-JAL"), StateId("MX-NLE")
URL = "/programa/demanda"
# Of each quarter: postings of Jalisco for cloud and AWS together, of Jalisco for SQL, of Nuevo León for cloud.
QUARTERS = {date(2025, 10, 3): (20, 20, 5), date(2026, 1, 9): (30, 20, 10), date(2026, 4, 2): (30, 10, 10)}


def postings(day: date, n_cloud: int, n_sql: int, n_leon: int) -> Sequence[tuple[str, str, date, Sequence[str]]]:
    kinds = (("c", JALISCO, ["cloud", "aws"], n_cloud), ("s", JALISCO, ["sql"], n_sql), ("l", LEON, ["cloud"], n_leon))
    return [(f"{day}{kind}{number}", state, day, skills) for kind, state, skills, n in kinds for number in range(n)]


@pytest.fixture
def history(engine: sa.Engine, request: pytest.FixtureRequest) -> None:
    """Three quarters of postings, put in after what the application itself holds."""
    if "manager" in request.fixturenames:
        request.getfixturevalue("manager")
    put(engine, [one for day, numbers in QUARTERS.items() for one in postings(day, *numbers)], date(2026, 7, 15))


def trend_of(engine: sa.Engine, catalogue: Catalogue, wanted: Wanted) -> DemandTrend:
    with reading(engine) as connection:
        return demand_trend(connection, TrendKept(), wanted, catalogue)


@pytest.mark.usefixtures("history")
class TestDemandTrend:
    def test_counts_a_posting_once_however_many_skills_of_the_area_it_asks_for(
        self, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        trend = trend_of(engine, catalogue, Wanted(Area.CLOUD))
        assert trend.quarters == (Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2))
        assert trend.counts(JALISCO) == [20, 30, 30]
        assert trend.counts(None) == [25, 40, 40]

    def test_counts_one_skill(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        assert trend_of(engine, catalogue, Wanted(Area.CLOUD, SkillId("aws"))).counts(None) == [20, 30, 30]

    def test_expects_four_quarters_with_ends_around_the_mean(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        expected = trend_of(engine, catalogue, Wanted(Area.CLOUD)).expected(JALISCO)
        assert [one.quarter for one in expected] == [Quarter(2026, 3) + n for n in range(4)]
        assert all(one.low <= one.mean <= one.high for one in expected)

    def test_a_skill_that_nobody_asked_for_is_zero_throughout(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        assert trend_of(engine, catalogue, Wanted(Area.SOFT_SKILLS)).counts(None) == [0, 0, 0]

    def test_compares_the_newest_time_with_the_one_before(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        latest, before = trend_of(engine, catalogue, Wanted(Area.CLOUD)).spans()
        assert (latest.first, latest.last) == (Quarter(2026, 2), Quarter(2026, 2))
        assert before is not None
        assert before.first == Quarter(2026, 1)
        place = list(catalogue.states).index(JALISCO)
        # 30 of 40 in Jalisco, 40 of 50 in the country; a quarter before 30 of 50, and 40 of 60.
        assert latest.quotients.value[place] == pytest.approx((30 / 40) / (40 / 50))
        assert before.quotients.value[place] == pytest.approx((30 / 50) / (40 / 60))
        # Nuevo León has ten postings.
        assert latest.quotients.of(list(catalogue.states).index(LEON)) is None

    def test_asks_for_three_quarters(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        put(engine, [("late", "MX-JAL", date(2026, 4, 3), ["sql"])], date(2026, 5, 1))
        with pytest.raises(NotReadyError):
            trend_of(engine, catalogue, Wanted(Area.CLOUD))


class TestDemandPage:
    @pytest.mark.usefixtures("history")
    def test_every_number_leads_to_the_postings_that_it_counts(self, manager: PageClient) -> None:
        page = manager.get(f"{URL}?estado=MX-JAL&area=cloud").text
        links = re.findall(r'<a href="(/programa/demanda/vacantes[^"]+)">([\d,]+)', page)
        assert len(links) >= 3
        for url, number in links:
            origin = manager.get(url.replace("&amp;", "&")).text
            assert f'<p class="lead">{number} vacante' in origin

    @pytest.mark.usefixtures("history")
    def test_shows_the_sentence_of_a_posting_and_turns_pages(self, manager: PageClient) -> None:
        url = f"{URL}/vacantes?estado=MX-JAL&area=cloud&desde=2026-04-01&hasta=2026-06-30"
        first = manager.get(url).text
        assert "<q>s</q>" in first
        assert "salta=25" in first
        last = manager.get(f"{url}&salta=25").text
        assert last.count("<strong>Title") == 5
        assert "salta=0" in last

    @pytest.mark.usefixtures("history")
    def test_few_postings_hide_a_quotient(self, manager: PageClient) -> None:
        page = manager.get(f"{URL}?area=cloud").text
        (leon,) = re.findall(
            r'<tr><th scope="row"><a href="[^"]*estado=MX-NLE[^"]*">Nuevo León</a></th>(.*?)</tr>', page
        )
        assert leon.count("pocas vacantes") == 2
        assert "especializado" not in leon

    @pytest.mark.usefixtures("history")
    def test_page_and_file_tell_the_interval_and_what_it_says(self, manager: PageClient) -> None:
        page = manager.get(f"{URL}?area=cloud&lang=es").text
        # 30 of 40 in Jalisco and 10 of 10 elsewhere: with 80 in 100 in both, the difference of 25 in 100 would be 1.77
        # standard deviations, which is less than 1.96.
        assert re.search(r">0\.94 \(0\.88–1\.01\)</td><td class=\"amount\">no se distingue del país<", page)
        rows = files_of(manager, f"{URL}?area=cloud&lang=es")["especializacion"]
        (jalisco,) = (row for row in rows if row[0] == "Jalisco")
        value, low, high = map(float, jalisco[3:6])
        assert low < value == 0.9375 < 1 < high
        assert jalisco[6] == "no se distingue del país"

    @pytest.mark.usefixtures("history")
    def test_another_area_forgets_the_skill(self, manager: PageClient) -> None:
        page = manager.get(f"{URL}?area=cloud&habilidad=sql").text
        assert '<option value="cloud" selected>' in page
        assert 'value="sql"' not in page
        assert '<option value="sql" selected>' in manager.get(f"{URL}?habilidad=sql").text

    @pytest.mark.usefixtures("history")
    def test_asks_the_database_in_few_statements_and_fewer_the_second_time(self, manager: PageClient) -> None:
        # Who asks, and the stamp of the count; first the day, the first posting and the two counts as well.
        assert n_statements(manager, f"{URL}?area=cloud") == 6
        assert n_statements(manager, f"{URL}?area=cloud") == 2

    def test_without_a_history_says_so_and_names_clusters(self, manager: PageClient) -> None:
        page = manager.get(f"{URL}?area=cloud").text
        assert "no cubren tres trimestres" in page
        assert "West Cluster" in page

    @pytest.mark.parametrize(
        "wrong", ["desde=x&hasta=2026-01-01", "hasta=2026-01-01", "desde=2026-01-01&hasta=&salta=-1"]
    )
    def test_days_that_are_none_are_refused(self, manager: PageClient, wrong: str) -> None:
        assert manager.get(f"{URL}/vacantes?{wrong}").status_code == 422


class TestDemandCalls:
    @pytest.mark.usefixtures("history")
    def test_tell_what_the_page_does(self, manager: PageClient) -> None:
        found = manager.get("/v1/demand?area=cloud&state_id=MX-JAL&lang=en").json()
        assert found["wanted"] == {"id": "cloud", "name": "Cloud"}
        assert [(one["first_day"], one["n_postings"]) for one in found["known"]] == [
            ("2025-10-01", 20),
            ("2026-01-01", 30),
            ("2026-04-01", 30),
        ]
        assert [one["last_day"] for one in found["expected"]] == [
            "2026-09-30",
            "2026-12-31",
            "2027-03-31",
            "2027-06-30",
        ]
        country = manager.get("/v1/demand?skill_id=aws").json()
        assert country["region"] is None
        assert [one["n_postings"] for one in country["known"]] == [20, 30, 30]

    @pytest.mark.usefixtures("history")
    def test_list_the_states_page_by_page(self, manager: PageClient) -> None:
        first = manager.get("/v1/demand/specialisation?area=cloud&limit=1").json()
        (jalisco,) = first["items"]
        # 30 of 40 in Jalisco, 40 of 50 in the country.
        assert (jalisco["region"]["id"], jalisco["quotient"]) == ("MX-JAL", 0.938)
        assert jalisco["quotient_low"] < 0.938 < 1 < jalisco["quotient_high"]
        assert jalisco["specialisation"] == "unclear"
        next_page = f"/v1/demand/specialisation?area=cloud&limit=1&cursor={first['next_cursor']}"
        (leon,) = manager.get(next_page).json()["items"]
        assert (leon["n_postings"], leon["quotient"]) == (10, None)
        assert (leon["quotient_low"], leon["quotient_high"], leon["specialisation"]) == (None, None, None)

    def test_without_a_history_is_a_problem(self, manager: PageClient) -> None:
        answer = manager.get("/v1/demand?area=cloud")
        assert (answer.status_code, answer.json()["key"]) == (409, "error.few_quarters")
        assert manager.get("/v1/demand?state_id=MX-ZZZ").status_code == 404


@pytest.mark.usefixtures("history")
class TestSpecialisedStates:
    def test_are_those_of_every_area_that_stand_out_beyond_chance(
        self, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        # In the newest quarter Nuevo León has too few postings, and Jalisco asks for cloud as the country does.
        put(engine, postings(date(2026, 5, 2), 0, 40, 40), date(2026, 7, 15))
        with reading(engine) as connection:
            found = specialised_states(connection, Kept(), catalogue)
        assert found is not None
        assert (found.first, found.last) == (Quarter(2026, 2), Quarter(2026, 2))
        # Cloud: 50 of 50 in Nuevo León, 30 of 80 in Jalisco, 80 of 130 in both. SQL: 0 of 50, 50 of 80, 50 of 130.
        area_of_sql = catalogue.skills[SkillId("sql")].area
        assert {(one.area, one.state_id): round(one.quotient.value, 6) for one in found.states} == {
            (Area.CLOUD, LEON): round(50 / 50 / (80 / 130), 6),
            (area_of_sql, JALISCO): round(50 / 80 / (50 / 130), 6),
        }

    def test_stand_among_the_goals_and_lead_to_their_demand(self, manager: PageClient, engine: sa.Engine) -> None:
        put(engine, postings(date(2026, 5, 2), 0, 40, 40), date(2026, 7, 15))
        page = manager.get("/programa/metas").text
        assert '<a href="/programa/demanda?estado=MX-NLE&amp;area=cloud">Nuevo León</a> (1.62)' in page
        rows = files_of(manager, "/programa/metas")["especializacion"]
        assert [row[:3] for row in rows[1:]] == [
            ["Nube", "Nuevo León", "1.62"],
            ["Datos e inteligencia artificial", "Jalisco", "1.62"],
        ]

    def test_are_told_to_programs(self, manager: PageClient, engine: sa.Engine) -> None:
        put(engine, postings(date(2026, 5, 2), 0, 40, 40), date(2026, 7, 15))
        items = manager.get("/v1/programme/specialised-states?lang=en").json()["items"]
        assert [(one["area"], one["region"]["id"], one["quotient"]) for one in items] == [
            ("cloud", "MX-NLE", 1.625),
            ("data_ai", "MX-JAL", 1.625),
        ]
        # All of Nuevo León ask for cloud: there is no higher quotient.
        assert all(1 < one["quotient_low"] < one["quotient"] <= one["quotient_high"] for one in items)
        assert {(one["first_day"], one["last_day"]) for one in items} == {("2026-04-01", "2026-06-30")}


class TestWithoutQuarters:
    def test_nothing_is_said_of_specialisation(self, manager: PageClient) -> None:
        assert "menos de tres trimestres" in manager.get("/programa/metas").text
