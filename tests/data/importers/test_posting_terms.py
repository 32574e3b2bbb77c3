import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import reading, writing
from data.domain import EnglishLevel, StateId
from data.exporters.linked_data.postings import job_posting
from data.exporters.linked_data.terms import document
from data.importers.company_scope import company_scope
from data.importers.counts import ImportCounts
from data.importers.posting_terms import WITH_OTHER_PAY
from data.importers.run import import_file
from data.need_store import NeedTerms, needs_of
from data.published_posting_store import PublishedPosting
from data.rights import CompanyRights, OrganisationId, Role
from tests.api.people import put_organisation
from tests.data.importers.partner_files import KEY, TODAY

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
MONTH = {
    "@type": "MonetaryAmount",
    "currency": "MXN",
    "value": {"minValue": 25000, "maxValue": 32000.5, "unitText": "MONTH"},
}


class Company:
    """A company that sends files of its own postings."""

    def __init__(self, engine: sa.Engine, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue, self.engine, self._path = catalogue, engine, folder / "needs.jsonld"
        with writing(engine) as connection:
            self.rights = CompanyRights(OrganisationId(put_organisation(connection, "acme", Role.INDUSTRY)))
        self.told: list[str] = []

    def send(self, *postings: dict[str, Any]) -> ImportCounts:
        self._path.write_text(json.dumps(document(postings)), encoding="utf-8")
        with reading(self.engine) as connection:
            scope = company_scope(connection, self.rights.organisation_id, MOMENT)
        self.told = []
        return import_file(
            "postings",
            self._path,
            None,
            self.engine,
            self.catalogue,
            KEY,
            TODAY,
            company=scope,
            tell_rejected=lambda line, reason: self.told.append(reason),
        )

    def terms(self) -> list[NeedTerms]:
        with reading(self.engine) as connection:
            return [one.terms for one in needs_of(connection, self.rights)]


@pytest.fixture
def company(engine: sa.Engine, catalogue: Catalogue, tmp_path: Path) -> Company:
    return Company(engine, catalogue, tmp_path)


def posting(**more: object) -> dict[str, Any]:
    return {
        "@type": "JobPosting",
        "identifier": "7",
        "title": "Analista",
        "description": "SQL",
        "datePosted": "2026-11-01",
        "jobLocation": "Jalisco",
        **more,
    }


class TestTermsOfACompanysOwn:
    def test_are_kept(self, company: Company) -> None:
        assert company.send(posting(baseSalary=MONTH, validThrough="2027-01-31T23:59:00-06:00")).new == 1
        assert company.terms() == [NeedTerms(None, 25_000_00, 32_000_50, date(2027, 1, 31))]

    def test_follow_a_newer_file_and_stay_where_it_is_silent(self, company: Company) -> None:
        company.send(posting(baseSalary=MONTH, validThrough="2026-12-31"))
        assert company.send(posting(validThrough="2027-01-31")).updated == 1
        assert company.terms() == [NeedTerms(None, 25_000_00, 32_000_50, date(2027, 1, 31))]
        assert company.send(posting(validThrough="2027-01-31")).unchanged == 1

    @pytest.mark.parametrize(
        "salary",
        [
            {**MONTH, "currency": "USD"},
            {"currency": "MXN", "value": {"value": 150, "unitText": "HOUR"}},
            {"currency": "MXN", "minValue": 300000, "unitText": "YEAR"},
        ],
    )
    def test_leave_out_other_pay_and_count_it(self, company: Company, salary: dict[str, Any]) -> None:
        counts = company.send(posting(baseSalary=salary))
        assert (counts.new, counts.notes) == (1, {WITH_OTHER_PAY: 1})
        assert company.terms() == [NeedTerms()]

    @pytest.mark.parametrize(
        ("more", "reason"),
        [
            ({"validThrough": "pronto"}, "expires_on is not an ISO date"),
            ({"baseSalary": {"currency": "MXN", "minValue": 9, "maxValue": 8}}, "pay_to is below pay_from"),
            ({"baseSalary": {"currency": "MXN", "value": "a convenir"}}, "pay_from is not a number"),
            ({"rumbo:english": "B7"}, "english is not one of none, A1, A2, B1, B2, C1, C2"),
        ],
    )
    def test_refuse_the_row_where_they_are_malformed(self, company: Company, more: dict[str, Any], reason: str) -> None:
        assert company.send(posting(**more)).rejected == 1
        assert company.told == [reason]

    def test_of_our_own_files_come_back_the_same(self, company: Company) -> None:
        terms = NeedTerms(EnglishLevel.B2, None, 18_500_50, date(2026, 12, 31))
        company.send(posting())
        with reading(company.engine) as connection:
            (one,) = needs_of(connection, company.rights)
        published = PublishedPosting(
            one.posting_id, one.title, one.description, "acme", StateId("MX-JAL"), "es", 1, one.posted_on, (), terms
        )
        assert company.send(job_posting(published, company.catalogue)).updated == 1
        assert company.terms() == [terms]
