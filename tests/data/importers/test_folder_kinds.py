from pathlib import Path

import pytest

from data.database import opened_engine
from data.errors import InputError
from data.importers.folder_kinds import FOLDER_KINDS
from data.job_store import last_jobs
from data.settings import Settings
from tests.data.importers.partner_files import TODAY
from training.imports import run_import


@pytest.fixture
def settings(tmp_path: Path, catalogue_folder: Path, database_url: str) -> Settings:
    """Settings of a new installation with a migrated database."""
    return Settings(home=tmp_path / "home", reference=catalogue_folder, database_url=database_url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "esco"
    path.mkdir()
    (path / "skills_es.csv").write_text(
        "conceptType,conceptUri,preferredLabel,altLabels,description\n"
        "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/sql,SQL,,Consultas.\n",
        encoding="utf-8",
    )
    return path


class TestRunImport:
    def test_takes_a_folder_as_it_takes_a_file(self, settings: Settings, folder: Path) -> None:
        told: list[str] = []
        counts = run_import(settings, "esco", folder, None, told.append, TODAY)
        assert (counts["in"], counts["new"]) == (1, 1)
        assert told == ["esco: skills_es.csv: version 1.2, es, 1 rows"]
        with opened_engine(settings.sqlalchemy_url) as engine, engine.connect() as connection:
            (job,) = last_jobs(connection, 5)
        assert (job.command, job.arguments["kind"], job.arguments["path"]) == ("import", "esco", str(folder))
        assert job.counts == counts

    def test_refuses_a_mapping_for_a_folder(self, settings: Settings, folder: Path) -> None:
        with pytest.raises(InputError, match="esco takes no mapping"):
            run_import(settings, "esco", folder, Path("oulad"), lambda _: None, TODAY)

    def test_refuses_to_replace_a_folder(self, settings: Settings, folder: Path) -> None:
        with pytest.raises(InputError, match="can be replaced"):
            run_import(settings, "esco", folder, None, lambda _: None, TODAY, replace=True)

    def test_names_every_kind_where_one_is_unknown(self, settings: Settings, folder: Path) -> None:
        with pytest.raises(InputError, match="no kind of import 'wishes'") as error:
            run_import(settings, "wishes", folder, None, lambda _: None, TODAY)
        for kind in ("postings", "interactions", "programmes", *FOLDER_KINDS, "certifications"):
            assert kind in error.value.detail
