import csv
import errno
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue, read_catalogue
from data.catalogue_tables import CatalogueTables
from data.catalogue_versions import current_catalogue, keep_catalogue
from data.domain import CertificationId, CurriculumId, SkillId, SubjectId, VendorId
from data.errors import InputError, StorageFullError
from data.exporters.rejected_rows import write_rejected
from data.importers.catalogue_import import CatalogueImport, import_catalogue
from data.importers.mapping import ColumnMapping
from data.importers.text_forms import TextForms
from data.job_store import last_jobs
from data.manifest import read_manifest
from data.rejected_store import rejected_rows
from data.settings import Settings
from tests.catalogue_files import write_catalogue
from training.imports import run_import

TODAY = date(2026, 11, 25)

CERTIFICATION = {
    "certification_id": "acme-9",
    "vendor_id": "acme",
    "name": "Acme Nine",
    "area": "cloud",
    "level": "associate",
    "languages": "es|en",
    "preparation_hours": "40",
    "english_needed": "B1",
    "summary_es": "Nueve",
    "summary_en": "Nine",
    "skills": "cloud:0.5|aws",
}
SUBJECT = {
    "subject_id": "n-1",
    "curriculum_id": "night",
    "curriculum_label_es": "Plan nocturno",
    "curriculum_label_en": "Evening plan",
    "area": "data_ai",
    "n_semesters": "2",
    "label_es": "Consultas",
    "label_en": "Queries",
    "semester": "1",
    "hours": "4",
    "credits": "4",
    "syllabus_es": "Consultas y reportes",
    "syllabus_en": "Queries and reports",
    "skills": "sql:0.8",
}
SKILL = {"skill_id": "go", "label_es": "lenguaje Go", "label_en": "Go language", "kind": "hard", "area": "software"}


class Operator:
    """An operator with a tiny catalogue, who imports files into it."""

    def __init__(self, folder: Path) -> None:
        self.shipped = write_catalogue(folder / "shipped")
        self.catalogues = folder / "home" / "catalogues"
        self._file = folder / "file.csv"

    @property
    def folder(self) -> Path:
        return current_catalogue(self.catalogues) or self.shipped

    @property
    def catalogue(self) -> Catalogue:
        return read_catalogue(self.folder)

    def write(self, rows: list[dict[str, str]]) -> Path:
        columns = list(dict.fromkeys(name for row in rows for name in row))
        with self._file.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns)
            writer.writeheader()
            writer.writerows(rows)
        return self._file

    def imports(
        self,
        kind: str,
        *rows: dict[str, str],
        replace: bool = False,
        dry_run: bool = False,
        mapping: ColumnMapping | None = None,
    ) -> CatalogueImport:
        return self.import_path(kind, self.write(list(rows)), replace=replace, dry_run=dry_run, mapping=mapping)

    def import_path(
        self,
        kind: str,
        path: Path,
        *,
        replace: bool = False,
        dry_run: bool = False,
        mapping: ColumnMapping | None = None,
    ) -> CatalogueImport:
        return import_catalogue(
            kind,
            path,
            mapping,
            self.folder,
            self.catalogues,
            today=TODAY,
            replace=replace,
            dry_run=dry_run,
        )


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


class TestImportCertifications:
    def test_adds_a_certification_with_its_skills(self, operator: Operator) -> None:
        done = operator.imports("certifications", CERTIFICATION)
        assert done.counts.as_dict() == {
            "in": 1,
            "new": 1,
            "updated": 0,
            "unchanged": 0,
            "duplicate": 0,
            "rejected": 0,
            "outside_scope": 0,
        }
        added = operator.catalogue.certifications[CertificationId("acme-9")]
        assert added.skill_weights == {"cloud": 0.5, "aws": 1.0}
        assert added.list_price_usd is None
        assert list(operator.catalogue.certifications)[:5] == ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]

    def test_leaves_the_shipped_catalogue_as_it_is(self, operator: Operator) -> None:
        before = {path.name: path.read_bytes() for path in operator.shipped.iterdir()}
        operator.imports("certifications", CERTIFICATION)
        assert {path.name: path.read_bytes() for path in operator.shipped.iterdir()} == before

    def test_changes_nothing_the_second_time(self, operator: Operator) -> None:
        first = operator.imports("certifications", CERTIFICATION)
        again = operator.imports("certifications", CERTIFICATION)
        assert (again.counts.unchanged, again.counts.n_changed, again.folder) == (1, 0, first.folder)

    def test_puts_a_changed_row_in_the_place_of_the_old_one(self, operator: Operator) -> None:
        row = {**CERTIFICATION, "certification_id": "acme-2", "skills": "aws:0.9"}
        assert operator.imports("certifications", row).counts.updated == 1
        assert list(operator.catalogue.certifications) == ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]
        assert operator.catalogue.certifications[CertificationId("acme-2")].skill_weights == {"aws": 0.9}

    def test_brings_a_new_vendor_along(self, operator: Operator) -> None:
        operator.imports("certifications", {**CERTIFICATION, "vendor_id": "nova", "vendor_name": "Nova"})
        assert operator.catalogue.vendors[VendorId("nova")].name == "Nova"

    def test_takes_two_certifications_of_a_new_vendor_from_two_sources(self, operator: Operator) -> None:
        first = {**CERTIFICATION, "vendor_id": "nova", "vendor_name": "Nova", "source": "one.example"}
        second = {**first, "certification_id": "acme-10", "name": "Acme Ten", "source": "two.example"}
        assert operator.imports("certifications", first, second).counts.new == 2

    def test_keeps_the_old_catalogue_where_there_is_no_room(
        self, operator: Operator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_tables: CatalogueTables, _folder: Path) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(CatalogueTables, "write", full)
        with pytest.raises(StorageFullError):
            operator.imports("certifications", CERTIFICATION)
        assert operator.folder == operator.shipped

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"vendor_id": "nova"}, "vendor_id 'nova' does not exist"),
            ({"skills": "cooking"}, "skill_id 'cooking' does not exist"),
            ({"skills": ""}, "teaches no skill"),
            ({"skills": "cloud:2"}, "not in (0, 1]"),
            ({"skills": "cloud:much"}, "is no number"),
            ({"skills": "cloud|cloud"}, "is there twice"),
            ({"prerequisites": "nobody"}, "prerequisite 'nobody' does not exist"),
            ({"level": "wizard"}, "level must be one of foundation"),
            ({"preparation_hours": ""}, "preparation_hours is empty"),
            ({"list_price_usd": "90"}, "list_price_usd without price_checked_at"),
            ({"certification_id": "two words"}, "is no id"),
        ],
    )
    def test_refuses_a_bad_row_with_line_and_reason_and_loads_the_good_one(
        self, operator: Operator, changed: dict[str, str], reason: str
    ) -> None:
        bad = {**CERTIFICATION, "certification_id": "bad", **changed}
        done = operator.imports("certifications", CERTIFICATION, bad)
        assert (done.counts.new, done.counts.rejected) == (1, 1)
        assert done.counts.adds_up
        assert done.rejected[0][0] == 3
        assert reason in done.rejected[0][1]
        assert "acme-9" in operator.catalogue.certifications

    def test_refuses_what_builds_on_a_refused_row(self, operator: Operator) -> None:
        first = {**CERTIFICATION, "certification_id": "one", "vendor_id": "nova"}
        second = {**CERTIFICATION, "certification_id": "two", "prerequisites": "one"}
        third = {**CERTIFICATION, "certification_id": "three", "prerequisites": "two"}
        done = operator.imports("certifications", third, second, first)
        assert [line for line, _ in done.rejected] == [2, 3, 4]

    def test_cuts_a_reason_to_what_can_be_kept(self, operator: Operator) -> None:
        done = operator.imports("certifications", {**CERTIFICATION, "prerequisites": "x" * 5_000})
        assert len(done.rejected[0][1]) == 400

    def test_counts_a_second_row_of_one_id_as_a_duplicate(self, operator: Operator) -> None:
        done = operator.imports("certifications", CERTIFICATION, {**CERTIFICATION, "name": "Other"})
        assert (done.counts.new, done.counts.duplicate) == (1, 1)
        assert operator.catalogue.certifications[CertificationId("acme-9")].name == "Acme Nine"

    def test_changes_nothing_where_prerequisites_would_go_in_a_circle(self, operator: Operator) -> None:
        with pytest.raises(InputError, match=r"nothing was changed.*circle"):
            operator.imports(
                "certifications", {**CERTIFICATION, "certification_id": "acme-1", "prerequisites": "acme-3"}
            )
        assert operator.folder == operator.shipped
        assert list(operator.catalogues.iterdir()) == []

    def test_replaces_all_when_asked(self, operator: Operator) -> None:
        done = operator.imports("certifications", CERTIFICATION, replace=True)
        assert done.n_removed == 5
        assert list(operator.catalogue.certifications) == ["acme-9"]

    def test_takes_columns_and_constants_from_a_mapping(self, operator: Operator) -> None:
        row = {**CERTIFICATION, "titulo": CERTIFICATION["name"]}
        del row["name"], row["area"]
        mapping = ColumnMapping(columns={"name": "titulo"}, constants={"area": "networks"})
        operator.imports("certifications", row, mapping=mapping)
        assert operator.catalogue.certifications[CertificationId("acme-9")].area == "networks"

    def test_says_in_the_manifest_where_the_rows_came_from(self, operator: Operator) -> None:
        operator.imports("certifications", CERTIFICATION)
        source = {entry.name: entry.source for entry in read_manifest(operator.folder)}
        assert source["certifications.csv"] == "test; extended on 2026-11-25 from file.csv"
        assert source["skills.csv"] == "test"


class TestImportSkills:
    def test_adds_and_changes(self, operator: Operator) -> None:
        changed = {**SKILL, "skill_id": "aws", "label_es": "nube de Amazon", "area": "cloud", "broader_skill_id": "go"}
        done = operator.imports("skills", SKILL, changed)
        assert (done.counts.new, done.counts.updated) == (1, 1)
        assert operator.catalogue.skills[SkillId("aws")].broader_skill_id == "go"

    def test_never_takes_away_what_others_need(self, operator: Operator) -> None:
        with pytest.raises(InputError, match=r"nothing was changed.*'cloud' does not exist"):
            operator.imports("skills", SKILL, replace=True)
        assert "sql" in operator.catalogue.skills


class TestImportCurricula:
    def test_adds_a_plan_subject_by_subject(self, operator: Operator) -> None:
        second = {**SUBJECT, "subject_id": "n-2", "semester": "2", "skills": "", "syllabus_es": "x", "syllabus_en": "y"}
        done = operator.imports("curricula", SUBJECT, second)
        assert done.counts.new == 2
        plan = operator.catalogue.curricula[CurriculumId("night")]
        assert (plan.label.en, plan.n_semesters, [one.id for one in plan.subjects]) == (
            "Evening plan",
            2,
            ["n-1", "n-2"],
        )
        assert operator.catalogue.subjects[SubjectId("n-2")].skill_weights == {}

    def test_refuses_a_subject_after_the_last_semester(self, operator: Operator) -> None:
        done = operator.imports("curricula", {**SUBJECT, "semester": "3"})
        assert done.rejected == ((2, "n-1 lies after the last semester"),)

    def test_refuses_a_row_that_contradicts_its_plan_and_changes_nothing_the_second_time(
        self, operator: Operator
    ) -> None:
        second = {**SUBJECT, "subject_id": "n-2", "n_semesters": "3", "syllabus_es": "x", "syllabus_en": "y"}
        for expected in ((1, 0, 1), (0, 1, 1)):
            done = operator.imports("curricula", SUBJECT, second)
            assert (done.counts.new, done.counts.unchanged, done.counts.rejected) == expected
            assert done.rejected == ((3, "what it says of night differs from an earlier row"),)
        assert operator.catalogue.curricula[CurriculumId("night")].n_semesters == 2

    def test_replacing_removes_plans_without_a_subject(self, operator: Operator) -> None:
        operator.imports("curricula", SUBJECT, replace=True)
        assert list(operator.catalogue.curricula) == ["night"]


class TestMendedRows:
    def test_of_the_catalogue_are_forgotten(self, operator: Operator, engine: sa.Engine, tmp_path: Path) -> None:
        url = engine.url.render_as_string(hide_password=False)
        settings = Settings(home=operator.catalogues.parent, reference=operator.shipped, database_url=url)
        path = operator.write([SKILL, SKILL | {"skill_id": "rust", "kind": "rusty"}])
        run_import(settings, "skills", path, None, lambda line: None, TODAY)
        out = tmp_path / "out.csv"
        with engine.connect() as connection:
            assert write_rejected(rejected_rows(connection, "skills"), out).n_written == 1
        out.write_text(out.read_text(encoding="utf-8").replace("rusty", "hard"), encoding="utf-8")
        settings = settings.model_copy(update={"reference": operator.folder})
        assert run_import(settings, "skills", out, None, lambda line: None, TODAY)["new"] == 1
        with engine.connect() as connection:
            assert rejected_rows(connection, "skills") == ()


class TestRunImport:
    @pytest.fixture
    def settings(self, operator: Operator, database_url: str) -> Settings:
        return Settings(home=operator.catalogues.parent, reference=operator.shipped, database_url=database_url)

    def test_keeps_refused_rows_and_reads_the_new_catalogue_from_then_on(
        self, operator: Operator, settings: Settings, engine: sa.Engine
    ) -> None:
        path = operator.write([CERTIFICATION, {**CERTIFICATION, "certification_id": "bad", "vendor_id": "nova"}])
        told: list[str] = []
        counts = run_import(settings, "certifications", path, None, told.append, TODAY)
        assert (counts["new"], counts["rejected"]) == (1, 1)
        assert any(line.endswith("embed, index, train ranker, evaluate, promote") for line in told)
        with engine.connect() as connection:
            assert [row.reason for row in rejected_rows(connection, "certifications")] == [
                "vendor_id 'nova' does not exist"
            ]
        read_again = Settings(home=settings.home, reference=operator.shipped)
        assert "acme-9" in read_catalogue(read_again.reference).certifications

    def test_a_dry_run_counts_and_keeps_nothing(
        self, operator: Operator, engine: sa.Engine, settings: Settings
    ) -> None:
        path = operator.write([CERTIFICATION, {**CERTIFICATION, "certification_id": "bad", "vendor_id": "nova"}])
        told: list[str] = []
        tried = run_import(settings, "certifications", path, None, told.append, TODAY, dry_run=True)
        assert told == ["line 3: vendor_id 'nova' does not exist"]
        assert current_catalogue(operator.catalogues) is None
        assert list(operator.catalogues.iterdir()) == []
        with engine.connect() as connection:
            assert rejected_rows(connection, "certifications") == ()
            assert last_jobs(connection, 1) == ()
        assert run_import(settings, "certifications", path, None, told.append, TODAY) == tried

    def test_a_dry_run_proves_the_catalogue_as_a_whole(self, operator: Operator) -> None:
        with pytest.raises(InputError, match="the catalogue would be wrong"):
            operator.imports("skills", SKILL, replace=True, dry_run=True)

    def test_reads_dates_and_numbers_as_the_mapping_says(self, operator: Operator) -> None:
        row = {**CERTIFICATION, "list_price_usd": "1.250,50", "price_checked_at": "07/10/2026"}
        mapping = ColumnMapping(forms=TextForms(date_format="%d/%m/%Y", decimal_comma=True))
        done = operator.imports("certifications", row, mapping=mapping)
        assert done.rejected == ()
        (stored,) = CatalogueTables(operator.folder).rows("certifications.csv", "acme-9")
        assert (stored["list_price_usd"], stored["price_checked_at"]) == ("1250.50", "2026-10-07")

    def test_refuses_to_replace_what_is_no_catalogue(self, operator: Operator, settings: Settings) -> None:
        with pytest.raises(InputError, match="only certifications, skills, curricula can be replaced"):
            run_import(settings, "learners", operator.write([SKILL]), None, lambda _: None, TODAY, replace=True)


class TestKeepCatalogue:
    def test_equal_catalogues_are_one_folder(self, operator: Operator, tmp_path: Path) -> None:
        first = keep_catalogue(write_catalogue(tmp_path / "a"), operator.catalogues)
        second = keep_catalogue(write_catalogue(tmp_path / "b"), operator.catalogues)
        assert first == second == current_catalogue(operator.catalogues)
        assert not (tmp_path / "b").exists()

    def test_without_one_the_shipped_catalogue_is_used(self, operator: Operator) -> None:
        assert current_catalogue(operator.catalogues) is None
