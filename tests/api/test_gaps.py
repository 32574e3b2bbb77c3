"""Gap reports over a real database, as a table and as JSON, from the tiny catalogue and a hashing encoder."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.academia.gap_json import gaps_json
from api.academia.gap_services import GapReport, found_curriculum, found_state, gap_report
from api.academia.gap_texts import gaps_text
from api.academia.plan_analysis import PlanAnalyst
from api.i18n import texts
from data.catalogue import Catalogue
from data.database import reading, writing
from data.domain import Language, SkillKind
from data.errors import NotFoundError, NotReadyError
from data.settings import Settings
from recommender.subject_fit import FitKey
from tests.api.ads import add_ads, embed_catalogue
from tests.api.small_bundle import ENCODER
from tests.data.rows import add_postings, posting_row


@pytest.fixture
def settings(tmp_path: Path, catalogue_folder: Path, database_url: str, catalogue: Catalogue) -> Settings:
    found = Settings(home=tmp_path, reference=catalogue_folder, database_url=database_url)
    embed_catalogue(found, catalogue)
    return found


def report_of(
    engine: sa.Engine, settings: Settings, catalogue: Catalogue, region: str | None = None, n: int = 10
) -> GapReport:
    with reading(engine) as connection:
        return gap_report(
            connection,
            PlanAnalyst(settings, catalogue, ENCODER),
            curriculum=found_curriculum(catalogue, "systems"),
            state=found_state(catalogue, region) if region else None,
            kinds=[SkillKind.HARD, SkillKind.LANGUAGE],
            n=n,
        )


class TestGapReport:
    def test_quotes_a_posting_of_the_region_and_the_syllabus(
        self, engine: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        add_ads(engine, 6, "python", "aws", state_id="MX-NLE")
        add_ads(engine, 6, "python", "aws", first=10)
        report = report_of(engine, settings, catalogue, "Jalisco")
        (shown,) = report.gaps
        assert (report.n_postings, shown.gap.skill_id, shown.gap.n_postings) == (6, "aws", 6)
        assert shown.evidence.posting_id in {f"board:{number}" for number in range(10, 16)}
        assert "aws" in shown.evidence.sentence
        assert shown.syllabus_sentence == catalogue.subjects[shown.gap.fit.subject_id].syllabus.es

    def test_speaks_of_the_whole_country_without_a_region(
        self, engine: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        add_ads(engine, 6, "python", "aws", state_id="MX-NLE")
        add_ads(engine, 4, "python", "aws", first=10)
        report = report_of(engine, settings, catalogue)
        assert (report.n_postings, report.gaps[0].gap.n_postings) == (10, 10)

    def test_is_equal_for_equal_data(self, engine: sa.Engine, settings: Settings, catalogue: Catalogue) -> None:
        add_ads(engine, 6, "python", "aws", "english")
        assert report_of(engine, settings, catalogue) == report_of(engine, settings, catalogue)

    def test_tells_what_to_do_where_nothing_was_imported_or_counted(
        self, engine: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        with pytest.raises(NotReadyError, match="rumbo import postings FILE"):
            report_of(engine, settings, catalogue)
        with writing(engine) as connection:
            add_postings(connection, posting_row("board:1"))
        with pytest.raises(NotReadyError, match="not read yet; run rumbo embed"):
            report_of(engine, settings, catalogue)

    def test_says_nothing_of_a_region_with_few_postings(
        self, engine: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        add_ads(engine, 4, "python", "aws")
        with pytest.raises(NotReadyError, match="fewer than 5 postings of the year up to 2026-10-01 in Jalisco"):
            report_of(engine, settings, catalogue, "MX-JAL")


class TestFoundCurriculum:
    def test_names_the_likest_for_an_unknown_one(self, catalogue: Catalogue) -> None:
        with pytest.raises(NotFoundError, match="nearest: systems"):
            found_curriculum(catalogue, "sistemas")


class TestFoundState:
    @pytest.mark.parametrize("name", ["MX-JAL", "14", "JC", "jalisco"])
    def test_is_known_by_every_code(self, catalogue: Catalogue, name: str) -> None:
        assert found_state(catalogue, name).id == "MX-JAL"

    def test_names_the_likest_for_an_unknown_one(self, catalogue: Catalogue) -> None:
        with pytest.raises(NotFoundError, match=r"nearest: MX-JAL \(Jalisco\)"):
            found_state(catalogue, "Jalsco")


class TestTexts:
    @pytest.mark.parametrize("key", [FitKey.NONE_NEAR, FitKey.NEAR_IN_MEANING])
    def test_the_table_and_the_json_say_the_same(
        self, engine: sa.Engine, settings: Settings, catalogue: Catalogue, key: FitKey
    ) -> None:
        add_ads(engine, 6, "python", "aws")
        report = report_of(engine, settings, catalogue)
        (shown,) = report.gaps
        fit = replace(shown.gap.fit, key=key)
        report = replace(report, gaps=(replace(shown, gap=replace(shown.gap, fit=fit)),))
        for language in Language:
            told = gaps_json(report, catalogue, texts(language))
            (row,) = told["gaps"]
            table = gaps_text(report, catalogue, texts(language))
            assert json.loads(json.dumps(told)) == told
            assert row["posting"]["sentence"] in table
            # What no subject is near to is not put into one.
            for said in (row["subject"]["id"], row["syllabus"]["sentence"]):
                assert (said in table) == (key is not FitKey.NONE_NEAR)
            assert row["why"]["sentence"] in table
            assert row["demand"] == {"n_postings": 6, "share": 1.0, "interval": [0.6097, 1.0]}
            assert row["skill"] == {"id": "aws", "label_es": "AWS", "label_en": "AWS", "uri": None, "kind": "hard"}
            assert told["notice"] in table

    def test_say_so_where_nothing_is_missing(self, engine: sa.Engine, settings: Settings, catalogue: Catalogue) -> None:
        add_ads(engine, 6, "python", "sql")
        table = gaps_text(report_of(engine, settings, catalogue), catalogue, texts(Language.EN))
        assert table.endswith("The plan covers everything that five or more postings ask for.")
