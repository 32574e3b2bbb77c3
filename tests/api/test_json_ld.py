"""JSON-LD by the API, on the public page of a certification, as a school's file and by the command."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.industry.need_services import post_need
from data import need_store
from data.catalogue import Catalogue
from data.database import writing
from data.domain import Language, StateId
from data.importers.formats.linked_data import linked_rows
from data.need_store import NeedTerms, NeedText
from data.rights import CompanyRights, OrganisationId, Role, SchoolRights
from tests.api.command_line import Rumbo
from tests.api.conftest import START
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.data.importers.partner_files import posting, write_jsonl
from tests.data.plans import add_plan, make_plan

ROOT = "/v1/linked-data"
TEXT = NeedText("Analista </script>", "Buscamos SQL", StateId("MX-JAL"), 2)


def whole(client: PageClient, path: str) -> list[dict[str, object]]:
    """Every thing of a list, read part by part."""
    things: list[dict[str, object]] = []
    url: str | None = f"{path}?limit=2"
    while url is not None:
        answer = client.get(url)
        assert answer.headers["content-type"] == "application/ld+json"
        things += answer.json()["@graph"]
        link = re.fullmatch('<(.+)>; rel="next"', answer.headers.get("link", ""))
        url = link[1] if link else None
    return things


class TestTheApi:
    def test_lists_every_certification_once(self, client: PageClient, catalogue: Catalogue) -> None:
        found = whole(client, f"{ROOT}/certifications")
        assert [one["identifier"] for one in found] == list(catalogue.certifications)

    def test_speaks_the_callers_language_and_carries_its_context(self, client: PageClient) -> None:
        shown = client.get(f"{ROOT}/certifications/acme-1?lang=en").json()
        assert shown["@context"]["@vocab"] == "https://schema.org/"
        assert (shown["@type"], shown["description"]) == ("EducationalOccupationalCredential", "One")
        assert "rumbo:assumed_price_usd" not in shown

    def test_shows_plans_with_their_courses(self, client: PageClient) -> None:
        shown = client.get(f"{ROOT}/curricula/systems").json()
        assert [one["identifier"] for one in shown["hasCourse"]] == ["s-prog", "s-data", "s-net", "s-team"]
        assert whole(client, f"{ROOT}/curricula")[0]["name"] == "Ingeniería en Sistemas"

    @pytest.mark.parametrize("path", ["certifications/none", "curricula/none"])
    def test_knows_nothing_else(self, client: PageClient, path: str) -> None:
        assert client.get(f"{ROOT}/{path}").status_code == 404

    def test_gives_a_school_its_own_plans(self, client: PageClient, engine: sa.Engine) -> None:
        logged_in(client, engine, Role.ACADEMIA)
        with writing(engine) as connection:
            add_plan(connection, SchoolRights(OrganisationId("org-academia"), None), make_plan("pown"))
        (plan,) = whole(client, f"{ROOT}/plans")
        assert plan["identifier"] == "pown"
        file = client.get("/academia/planes/pown/plan.jsonld")
        assert file.headers["content-disposition"] == 'attachment; filename="plan-de-estudios.jsonld"'
        rows = [one.values["label_es"] for one in linked_rows(file.json(), ["label_es"])]
        assert rows == ["Materia pown-a1", "Materia pown-a2"]

    def test_gives_a_company_its_own_needs_while_they_are_open(self, client: PageClient, engine: sa.Engine) -> None:
        logged_in(client, engine, Role.INDUSTRY)
        rights = CompanyRights(OrganisationId("org-industry"))
        terms = NeedTerms(pay_from_centavos=25_000_00, expires_on=date(2026, 12, 31))
        with writing(engine) as connection:
            post_need(connection, rights, TEXT, terms, START)
            post_need(connection, rights, TEXT, NeedTerms(expires_on=date(2026, 1, 1)), START)
            closed = post_need(connection, rights, TEXT, NeedTerms(), START)
            need_store.close_need(connection, rights, closed, START.date())
        (shown,) = whole(client, f"{ROOT}/needs")
        assert shown["title"] == TEXT.title
        assert shown["validThrough"] == "2026-12-31"
        assert shown["baseSalary"] == {
            "@type": "MonetaryAmount",
            "currency": "MXN",
            "value": {"@type": "QuantitativeValue", "minValue": 25000.0, "unitText": "MONTH"},
        }
        assert f"{ROOT}/needs" in client.get("/industria/vacantes").text


class TestThePage:
    @pytest.mark.parametrize("language", list(Language))
    def test_carries_the_certification(self, client: PageClient, language: Language) -> None:
        page = client.get(f"/certificaciones/acme-1?lang={language.value}").text
        (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        assert json.loads(script) == client.get(f"{ROOT}/certifications/acme-1?lang={language.value}").json()
        assert f'href="{ROOT}/certifications/acme-1?lang={language.value}"' in page


class TestTheCommand:
    @pytest.fixture
    def database_url(self, sqlite_url: str) -> str:
        """One kind of database is enough for what a command writes."""
        return sqlite_url

    @pytest.mark.parametrize(("kind", "n_things", "n_rows"), [("certifications", 5, 5), ("curricula", 1, 4)])
    @pytest.mark.usefixtures("database")
    def test_writes_what_an_import_reads(
        self, rumbo: Rumbo, tmp_path: Path, kind: str, n_things: int, n_rows: int
    ) -> None:
        out = tmp_path / f"{kind}.jsonld"
        assert rumbo("export", "jsonld", kind, "--out", out).out == f"{out}: {n_things}\n"
        ran = rumbo("import", kind, out, "--dry-run")
        assert f"in {n_rows}, new 0, " in ran.out
        assert "rejected 0" in ran.out

    @pytest.mark.usefixtures("database")
    def test_writes_open_postings_that_are_the_same_when_read_again(self, rumbo: Rumbo, tmp_path: Path) -> None:
        day = datetime.now(UTC).date()
        old = posting("3", posted_on=(day - timedelta(days=400)).isoformat())
        rows = [posting(id_, posted_on=day.isoformat()) for id_ in ("1", "2")]
        rumbo("import", "postings", write_jsonl(tmp_path / "p.jsonl", [*rows, old]))
        out = tmp_path / "postings.jsonld"
        assert rumbo("export", "jsonld", "postings", "--out", out).out == f"{out}: 2\n"
        assert "in 2, new 0, updated 0, unchanged 2," in rumbo("import", "postings", out, "--dry-run").out
