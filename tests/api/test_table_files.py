"""Tables of pages as files: with the rights, filters and hidden figures of their page."""

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from api.pages.frame import TEMPLATES_DIR
from data.catalogue import Catalogue
from data.rights import Role
from data.settings import Settings
from recommender.people_files import PeopleFiles
from tests.api.command_line import Rumbo
from tests.api.conftest import START
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.table_reading import csv_of, files_of, links
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
    Role.MANAGER: ["/programa", "/programa/fondos", "/programa/metas", "/programa/mapa", "/programa/empresas"],
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
            assert files_of(client, page), page

    def test_are_for_those_alone_who_may_see_the_page(self, client: PageClient, engine: sa.Engine) -> None:
        logged_in(client, engine, Role.INDUSTRY)
        assert client.get("/programa/fondos?formato=csv").status_code == 403

    def test_hide_what_the_page_hides(self, client: PageClient, engine: sa.Engine) -> None:
        logged_in(client, engine, Role.MANAGER)
        rows = dict(csv_of(client, "/programa?formato=csv")[1:])
        assert rows == {"Jalisco": "oculto", "Nuevo León": "oculto"}


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
