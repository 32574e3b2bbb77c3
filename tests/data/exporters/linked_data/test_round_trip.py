import dataclasses
import json
import socket
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue, read_catalogue
from data.domain import EnglishLevel, Language, PostingId, SkillId, StateId
from data.exporters.linked_data.courses import programme
from data.exporters.linked_data.credentials import credential
from data.exporters.linked_data.postings import job_posting
from data.exporters.linked_data.terms import document, script_text, skill_term
from data.importers.catalogue_import import CatalogueImport, import_catalogue
from data.importers.formats.html_text import plain_text
from data.importers.formats.job_posting import posting_fields
from data.importers.plan_file import PlanOutline, read_plan
from data.importers.postings import content_hash
from data.need_store import NeedTerms
from data.published_posting_store import PublishedPosting
from tests.catalogue_files import write_catalogue
from tests.data.importers.partner_files import TODAY, Importing
from tests.data.plans import make_plan, make_subject
from tests.factories import make_skill

POSTING = PublishedPosting(
    PostingId("acme:4711"),
    "Analista de datos",
    "Buscamos a quien domine SQL & List<String>.\nDeseable: Python, C++ < 3 años.",
    "Acme",
    StateId("MX-NLE"),
    "es",
    3,
    date(2026, 10, 1),
    [SkillId("sql"), SkillId("python")],
    NeedTerms(EnglishLevel.B2, 25_000_00, 32_000_50, date(2026, 12, 31)),
)


def read_back(kind: str, things: list[dict[str, object]], folder: Path) -> tuple[CatalogueImport, Catalogue]:
    """Import a document into a catalogue that has nothing of the kind."""
    path = folder / "things.jsonld"
    path.write_text(json.dumps(document(things)), encoding="utf-8")
    bare = {"certifications": (), "certification_skills": ()} if kind == "certifications" else {}
    if kind == "curricula":
        bare = {"curricula": (), "subjects": (), "subject_skills": (), "subject_prerequisites": ()}
    found = import_catalogue(kind, path, None, write_catalogue(folder / "bare", **bare), folder / "kept", today=TODAY)
    return found, read_catalogue(found.folder)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return read_catalogue(write_catalogue(tmp_path_factory.mktemp("reference") / "full"))


class TestRoundTrip:
    def test_certifications_are_read_back_the_same(self, catalogue: Catalogue, tmp_path: Path) -> None:
        things = [credential(one, catalogue) for one in catalogue.certifications.values()]
        found, again = read_back("certifications", things, tmp_path)
        assert (found.counts.n_in, found.counts.new, found.rejected) == (5, 5, ())
        assert again.certifications == catalogue.certifications

    def test_plans_are_read_back_the_same(self, catalogue: Catalogue, tmp_path: Path) -> None:
        things = [programme(one, catalogue.skills, catalogue.institutions) for one in catalogue.curricula.values()]
        found, again = read_back("curricula", things, tmp_path)
        assert (found.counts.n_in, found.counts.new, found.rejected) == (4, 4, ())
        assert again.curricula == catalogue.curricula

    def test_a_school_reads_its_own_plan_back(self, catalogue: Catalogue, tmp_path: Path) -> None:
        plan = make_plan()
        keys = {one.id: one.id.partition("-")[2].upper() for one in plan.subjects}
        path = tmp_path / "plan.jsonld"
        path.write_text(json.dumps(document([programme(plan, {}, {}, official_keys=keys)])), encoding="utf-8")
        outline = PlanOutline(plan.id, plan.label, plan.area)
        read = read_plan(path, outline, catalogue, TODAY)
        assert read.rejected == ()
        assert read.subjects == plan.subjects
        assert read.official_keys == keys

    def test_a_posting_is_read_back_the_same(self, catalogue: Catalogue) -> None:
        found = posting_fields(job_posting(POSTING, catalogue))
        assert {name: found[name] for name in found if not name.startswith("@")} == {
            "title": POSTING.title,
            "datePosted": "2026-10-01",
            "validThrough": "2026-12-31",
            "totalJobOpenings": 3,
            "inLanguage": "es",
            "posting_id": "4711",
            "description": POSTING.description,
            "employer": "Acme",
            "state_id": "Nuevo León",
            "posted_on": "2026-10-01",
            "language": "es",
            "n_positions": "3",
            "expires_on": "2026-12-31",
            "pay_from": "25000.0",
            "pay_to": "32000.5",
            "pay_currency": "MXN",
            "pay_period": "MONTH",
            "english": "B2",
        }

    def test_a_posting_of_a_file_is_stored_with_the_same_text(
        self, catalogue: Catalogue, importing: Importing, tmp_path: Path
    ) -> None:
        path = tmp_path / "postings.jsonld"
        path.write_text(json.dumps(document([job_posting(POSTING, catalogue)])), encoding="utf-8")
        assert importing.file("postings", path).new == 1
        (row,) = importing.stored()["posting"]
        assert {POSTING.title, POSTING.description, "Acme", "MX-NLE", 3, date(2026, 10, 1)} <= set(row)

    @given(lines=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40), max_size=5))
    @settings(max_examples=60, deadline=None)
    def test_any_text_comes_back_but_for_its_white_space(self, catalogue: Catalogue, lines: list[str]) -> None:
        one = dataclasses.replace(POSTING, description="\n".join(lines))
        markup = job_posting(one, catalogue).get("description", "")
        assert content_hash("", plain_text(str(markup))) == content_hash("", one.description)


class TestWhatIsWritten:
    def test_says_both_languages_in_full_and_one_for_the_public(self, catalogue: Catalogue) -> None:
        one = next(iter(catalogue.certifications.values()))
        assert credential(one, catalogue)["description"] == [
            {"@value": "Uno", "@language": "es"},
            {"@value": "One", "@language": "en"},
        ]
        assert credential(one, catalogue, Language.EN)["description"] == "One"

    def test_keeps_assumed_prices_from_the_public(self, catalogue: Catalogue) -> None:
        assumed = "rumbo:assumed_price_usd"
        for one in catalogue.certifications.values():
            assert assumed in credential(one, catalogue)
            assert assumed not in credential(one, catalogue, Language.ES)

    def test_names_esco_where_it_is_known(self) -> None:
        uri = "http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742"
        cloud = make_skill("cloud", "nube", "cloud")
        known = skill_term(dataclasses.replace(cloud, esco_uri=uri), Language.ES)
        assert (known["sameAs"], known["termCode"], known["name"]) == (uri, "cloud", "nube")
        assert "sameAs" not in skill_term(cloud, Language.ES)

    def test_names_a_state_that_the_catalogue_lost_by_its_id(self, catalogue: Catalogue) -> None:
        lost = dataclasses.replace(POSTING, state_id=StateId("MX-OLD"))
        assert job_posting(lost, catalogue)["jobLocation"]["address"]["addressRegion"] == "MX-OLD"

    def test_states_no_pay_where_the_company_states_none(self, catalogue: Catalogue) -> None:
        silent = dataclasses.replace(POSTING, terms=NeedTerms())
        assert not {"baseSalary", "validThrough"} & set(job_posting(silent, catalogue))

    @given(name=st.text())
    @settings(max_examples=60, deadline=None)
    def test_stands_in_a_page_without_ending_its_script(self, name: str) -> None:
        text = script_text({"@type": "Course", "name": f"</script><!--{name}"})
        assert "<" not in text
        assert ">" not in text
        assert json.loads(text)["name"] == f"</script><!--{name}"


def test_nothing_is_fetched(catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    thing = {**credential(next(iter(catalogue.certifications.values())), catalogue)}
    path = tmp_path / "far.jsonld"
    path.write_text(json.dumps({"@context": "https://acme.example/context.jsonld", "@graph": [thing]}))
    shipped = write_catalogue(tmp_path / "full")
    found = import_catalogue("certifications", path, None, shipped, tmp_path / "kept", today=TODAY)
    assert found.rejected == (
        (
            1,
            "its context 'https://acme.example/context.jsonld' is not known and contexts are never fetched; write"
            ' schema.org\'s terms with "@context": "https://schema.org"',
        ),
    )


def test_a_subject_says_its_hours_of_every_week() -> None:
    plan = make_plan("pwest", make_subject(hours=6))
    (course,) = programme(plan, {}, {})["hasCourse"]
    assert course["hasCourseInstance"]["courseSchedule"] == {
        "@type": "Schedule",
        "repeatFrequency": "P1W",
        "duration": "PT6H",
    }
