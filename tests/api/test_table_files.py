"""Tables of pages as files: with the rights, filters and hidden figures of their page."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from api.pages.frame import TEMPLATES_DIR
from data.catalogue import Catalogue
from data.database import writing
from data.findings import Finding, keep_findings
from data.rejected_store import RejectedRow, put_rejected, refused_files
from data.rights import Role
from data.settings import Settings
from recommender.people_files import PeopleFiles
from tests.api.command_line import Rumbo
from tests.api.conftest import START
from tests.api.operation.conftest import CHALLENGER, RECORD, put_bundles
from tests.api.operation.test_drift_and_backups import COLUMNS, RATES
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.programme.test_demand import QUARTERS, postings
from tests.api.programme.test_vouchers import give
from tests.api.test_follow_up import answer, create, put_certified
from tests.api.test_forecast_services import put
from training.bundle_drift import DriftReport, drift_json
from training.people_count import count_people

PAGES: Final = Path(TEMPLATES_DIR).parent / "pages"
WITHOUT: Final = {
    "academia/add_certification.html": "a trial that nothing keeps",
    "academia/kardex_file.html": "refused rows come from the sender's own file",
    "academia/new_plan.html": "what was just sent, before it is stored",
    "academia/plan_preview.html": "what was just sent, before it is stored",
    "academia/report.html": "the same tables as on the pages of the plan, and one file of all",
    "academia/report_file.html": "a file itself",
    "certification.html": "JSON-LD of the certification has the same",
    "explore.html": "facts of one suggestion beneath its sentence",
    "industry/file.html": "refused rows come from the sender's own file",
    "learner.html": "facts of one suggestion beneath its sentence",
    "programme/proof.html": "the run's own files are beside it",
    "programme/voucher_file.html": "refused rows come from the sender's own file",
    "student/comparison.html": "three columns to look at side by side",
    "student/next_steps.html": "facts of one suggestion beneath its sentence",
    "student/own_data.html": "everything can be taken away at once there",
}
"""Templates with a table and no file of it, and why."""


@cache
def parts_of(template: str) -> frozenset[str]:
    """A template with all that it includes and extends."""
    text = (TEMPLATES_DIR / template).read_text(encoding="utf-8")
    named = re.findall(r'{%-? *(?:include|extends) "([^"]+)"', text)
    return frozenset({template}).union(*(parts_of(name) for name in named))


def rendered() -> Iterator[tuple[str, str]]:
    """Each template that a page fills in, and the function that it does so with."""
    for path in sorted(PAGES.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        yield from ((name, call) for call, name in re.findall(r'(render\w*)\(\s*[\w.]+, "([\w/]+\.html)"', source))


def has_table(template: str) -> bool:
    return any("<table" in (TEMPLATES_DIR / part).read_text(encoding="utf-8") for part in parts_of(template))


def csv_of(client: PageClient, url: str) -> list[list[str]]:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def links(client: PageClient, url: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+formato=[^"]+)"', client.get(url).text)]


def tables_of(client: PageClient, url: str) -> dict[str, list[list[str]]]:
    """Rows of each table of a page by its name; every file of them opens and has a cell for each heading."""
    found = {}
    for link in links(client, url):
        (name,) = re.findall(r"tabla=([^&]+)", link)
        if link.endswith("csv"):
            found[name] = csv_of(client, link)
            assert len({len(row) for row in found[name]}) == 1, link
        else:
            assert load_workbook(io.BytesIO(client.get(link).content)).sheetnames == [name[:31]]
    return found


class TestEveryPage:
    def test_with_a_table_sends_it_as_a_file_or_is_an_exception_with_a_reason(self) -> None:
        with_table = {name: call for name, call in rendered() if has_table(name)}
        without = {name for name, call in with_table.items() if call != "render_tables"}
        assert without - WITHOUT.keys() == set()
        assert WITHOUT.keys() - without == set()


class TestCertifications:
    def test_sends_all_that_fit_in_the_visitors_language(self, client: PageClient) -> None:
        rows = csv_of(client, "/certificaciones?formato=csv&lang=en")
        assert rows[0][:3] == ["Name", "Issued by", "Level"]
        assert [row[-1] for row in rows[1:]] == ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]
        assert rows[1][4:6] == ["100.0", "20"]
        found = csv_of(client, "/certificaciones?q=sql&formato=csv")[1:]
        assert [row[-1] for row in found] == ["zen-1", "zen-2"]

    def test_sends_excel_with_numbers(self, client: PageClient) -> None:
        answer = client.get("/certificaciones?formato=xlsx")
        assert answer.headers["content-disposition"] == 'attachment; filename="certificaciones.xlsx"'
        sheet = load_workbook(io.BytesIO(answer.content))["certificaciones"]
        assert [cell.value for cell in sheet[2]][4:6] == [100, 20]

    def test_keeps_the_filters_in_its_links(self, client: PageClient) -> None:
        urls = links(client, "/certificaciones?q=sql&lang=es")
        assert urls == [
            "/certificaciones?q=sql&lang=es&tabla=certificaciones&formato=csv",
            "/certificaciones?q=sql&lang=es&tabla=certificaciones&formato=xlsx",
        ]

    @pytest.mark.parametrize("query", ["formato=pdf", "formato=", "formato=csv&tabla=otra"])
    def test_shows_the_page_where_there_is_no_such_file(self, client: PageClient, query: str) -> None:
        assert client.get(f"/certificaciones?{query}").headers["content-type"].startswith("text/html")


ROUTES: Final = {
    Role.MANAGER: [
        "/programa",
        "/programa/fondos",
        "/programa/metas",
        "/programa/mapa",
        "/programa/bitacora",
        "/programa/empresas",
    ],
    Role.INDUSTRY: ["/industria?state=MX-JAL", "/industria/talento?state=MX-JAL"],
    Role.ACADEMIA: ["/academia/ingles"],
    Role.STUDENT: ["/mi/demanda"],
}


class TestFiles:
    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """What is read from the database is tested on both kinds elsewhere."""
        return sqlite_url

    @pytest.mark.parametrize("role", ROUTES)
    def test_have_as_many_cells_as_headings(
        self, client: PageClient, engine: sa.Engine, settings: Settings, catalogue: Catalogue, role: Role
    ) -> None:
        logged_in(client, engine, role, learner_id="ana" if role is Role.STUDENT else None)
        if role is Role.INDUSTRY:
            # Talent is told once a job has counted people.
            count_people(engine, catalogue, PeopleFiles(settings.people_dir), START.date(), lambda line: None)
        for page in ROUTES[role]:
            assert tables_of(client, page), page

    def test_are_for_those_alone_who_may_see_the_page(self, client: PageClient, engine: sa.Engine) -> None:
        logged_in(client, engine, Role.INDUSTRY)
        assert client.get("/programa/fondos?formato=csv").status_code == 403

    def test_hide_what_the_page_hides(self, client: PageClient, engine: sa.Engine) -> None:
        logged_in(client, engine, Role.MANAGER)
        rows = dict(csv_of(client, "/programa?formato=csv")[1:])
        assert rows == {"Jalisco": "menos de 5", "Nuevo León": "menos de 5"}


class TestOperatorsFiles:
    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """What is read from the database is tested on both kinds elsewhere."""
        return sqlite_url

    @pytest.fixture
    def operator(self, client_without_bundle: PageClient, engine: sa.Engine) -> PageClient:
        """Somebody who looks after the service."""
        return logged_in(client_without_bundle, engine, Role.OPERATOR)

    def test_tell_figures_as_numbers_with_the_ends_of_their_intervals(
        self, operator: PageClient, settings: Settings
    ) -> None:
        put_bundles(settings, RECORD, CHALLENGER, promoted=["aaaa"])
        bundles = tables_of(operator, "/operacion/modelos?lang=en")["modelos"]
        assert bundles[0][4:7] == ["NDCG@10", "95%: from", "95%: to"]
        assert [row[:3] for row in bundles[1:]] == [
            ["bbbb", "candidate", "2026-11-19 08:00:00"],
            ["aaaa", "in service", "2026-11-10 08:00:00"],
        ]
        assert bundles[2][3:7] == ["d" * 64, "0.6123", "0.6012", "0.6234"]
        figures = tables_of(operator, "/operacion/modelos/aaaa")["cifras"]
        assert figures[1:] == [["ndcg_10", "0.6123", "0.6012", "0.6234"], ["rows", "12.0", "", ""]]

    def test_tell_drift_in_shares(self, operator: PageClient, settings: Settings) -> None:
        report = DriftReport("aaaa", "since 2026-11-01", 4_000, COLUMNS, RATES)
        settings.drift_file.write_text(json.dumps(drift_json(report)), encoding="utf-8")
        found = tables_of(operator, "/operacion/deriva")
        assert found["proporciones"][1][2:] == ["0.21", "0.14", "-0.07", "-0.09", "-0.05"]
        assert found["movidas"][1] == ["state_id", "cambió", "0.314", "", "0.08", "0.02"]
        assert found["iguales"][1][2:] == ["0.021", "0.012", "0", "0"]

    def test_tell_what_the_last_examination_found(self, operator: PageClient, settings: Settings) -> None:
        assert links(operator, "/operacion") == []
        keep_findings(settings.findings_file, [Finding("bundle", False, "it is gone")], START)
        assert tables_of(operator, "/operacion")["instalacion"][1:] == [["bundle", "revisar", "it is gone"]]

    def test_have_every_refused_row_with_its_reason_and_nothing_of_what_stood_in_it(
        self, operator: PageClient, engine: sa.Engine
    ) -> None:
        with writing(engine) as connection:
            put_rejected(
                connection, [RejectedRow("postings", "/a/p.csv", line, "title is missing") for line in range(2, 252)]
            )
            (file,) = refused_files(connection)
        found = tables_of(operator, "/operacion/filas")
        assert (found["archivos"][1][0], found["archivos"][1][2]) == ("p.csv", "250")
        assert [row[2] for row in found["motivos"][1:]] == ["250"]
        rows = tables_of(operator, f"/operacion/filas/{file.id}")["filas"]
        # The page shows the first two hundred.
        assert [int(row[0]) for row in rows[1:]] == list(range(2, 252))
        assert len(rows[0]) == 2


class TestManagersFiles:
    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """What is read from the database is tested on both kinds elsewhere."""
        return sqlite_url

    @pytest.fixture
    def manager(self, client_without_bundle: PageClient, engine: sa.Engine) -> PageClient:
        """Nothing is ranked on these pages."""
        return logged_in(client_without_bundle, engine, Role.MANAGER)

    def test_of_demand_have_numbers_where_the_page_has_words(self, manager: PageClient, engine: sa.Engine) -> None:
        put(engine, [one for day, numbers in QUARTERS.items() for one in postings(day, *numbers)], date(2026, 7, 15))
        found = tables_of(manager, "/programa/demanda?area=cloud&estado=MX-JAL")
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
        (study,) = tables_of(manager, "/programa/estudios")["estudios"][1:]
        assert study == ["2026-a", "2026-01-01", "2026-06-30", "2026-12-01", "80", "0", "0"]
        for number in range(40):
            answer(engine, f"s{number:02}", has_new_job=number < 10, wage_change=12.0)
        for number in range(2):
            answer(engine, f"p{number:02}", has_new_job=True, wage_change=12.0)
        found = tables_of(manager, "/programa/estudios/2026-a")
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
        found = tables_of(manager, "/programa/vales")
        assert set(found) == {"vales-por-estado", "vales-por-certificacion"}
        assert {cell for rows in found.values() for row in rows[1:] for cell in row[1:3]} == {"oculto"}


class TestTheCommand:
    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """One kind of database is enough for what a command writes."""
        return sqlite_url

    @pytest.mark.usefixtures("database")
    def test_writes_csv_and_excel_in_a_language(self, rumbo: Rumbo, tmp_path: Path) -> None:
        out = tmp_path / "c.csv"
        assert rumbo("export", "table", "certifications", "--out", out, "--lang", "en").out == f"{out}\n"
        lines = out.read_text(encoding="utf-8-sig").splitlines()
        assert lines[0].startswith("Name,Issued by,")
        assert len(lines) == 6
        excel = tmp_path / "s.xlsx"
        assert rumbo("export", "table", "skills", "--out", excel).code == 0
        assert load_workbook(excel)["habilidades"].max_row == 7
        assert rumbo("export", "table", "demand", "--out", tmp_path / "d.csv").code == 0

    @pytest.mark.usefixtures("database")
    def test_refuses_another_kind_of_file(self, rumbo: Rumbo, tmp_path: Path) -> None:
        ran = rumbo("export", "table", "skills", "--out", tmp_path / "s.pdf")
        assert (ran.code, "name a file that ends with .csv or .xlsx" in ran.err) == (1, True)
