"""Plans of schools analysed over a real database, from the tiny catalogue and a hashing encoder."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from numpy.typing import NDArray

from api.academia.plan_analysis import PlanAnalysis, PlanAnalyst
from data.catalogue import Catalogue
from data.database import reading
from data.domain import Area, Curriculum, CurriculumId
from data.errors import InputError, NotFoundError, NotReadyError
from data.settings import Settings
from embeddings.protocols import TextRole
from embeddings.texts import subject_text
from recommender.subjects import Corrections
from recommender.teaching import TaughtSource
from tests.api.ads import AS_OF, add_ads, embed_catalogue
from tests.api.small_bundle import ENCODER
from tests.recommender.small_plans import subject


class CountingEncoder:
    """The hashing encoder, remembering what it was asked for."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.fingerprint = ENCODER.fingerprint
        self.n_dims = ENCODER.n_dims

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        self.texts += texts
        return ENCODER.encode(texts, role)


@pytest.fixture
def settings(tmp_path: Path, catalogue_folder: Path, database_url: str, catalogue: Catalogue) -> Settings:
    found = Settings(home=tmp_path, reference=catalogue_folder, database_url=database_url)
    embed_catalogue(found, catalogue)
    return found


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def analyst(settings: Settings, catalogue: Catalogue, encoder: CountingEncoder) -> PlanAnalyst:
    return PlanAnalyst(settings, catalogue, encoder)


@pytest.fixture
def plan(catalogue: Catalogue) -> Curriculum:
    """A school's own plan: ``x`` teaches SQL, ``y`` cloud computing and needs ``x``."""
    subjects = (
        subject("x", "mine", "Uno", {"sql": 0.9}),
        subject("y", "mine", "Dos", {"cloud": 1.0}, semester=2, needs="x"),
    )
    return replace(catalogue.curricula["systems"], id=CurriculumId("mine"), subjects=subjects)


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def analysed(
    engine: sa.Engine,
    analyst: PlanAnalyst,
    plan: Curriculum,
    corrections: Corrections | None = None,
    version: int = 1,
) -> PlanAnalysis:
    with reading(engine) as connection:
        return analyst.analyse(connection, plan, corrections or {}, version, None)


class TestAnalyse:
    def test_joins_gaps_coverage_and_graph(self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum) -> None:
        add_ads(engine, 6, "sql", "aws")
        found = analysed(engine, analyst, plan)
        assert (found.curriculum, found.state, found.as_of, found.n_postings) == (plan, None, AS_OF, 6)
        assert [gap.skill_id for gap in found.gaps] == ["aws"]
        assert [effort.gap for effort in found.efforts] == list(found.gaps)
        assert [one.area for one in found.coverage.areas] == [Area.CLOUD, Area.DATA_AI]
        assert found.graph.longest_chain == ("x", "y")
        assert found.catalogue.subjects["y"].label.es == "Dos"

    def test_encodes_only_the_subjects_of_the_plan_and_only_once(
        self, engine: sa.Engine, settings: Settings, catalogue: Catalogue, plan: Curriculum, encoder: CountingEncoder
    ) -> None:
        add_ads(engine, 6, "sql", "aws")
        for _ in range(2):
            analysed(engine, PlanAnalyst(settings, catalogue, encoder), plan)
        assert encoder.texts == [subject_text(one) for one in plan.subjects]

    def test_encodes_nothing_for_a_plan_of_the_catalogue(
        self, engine: sa.Engine, analyst: PlanAnalyst, catalogue: Catalogue, encoder: CountingEncoder
    ) -> None:
        add_ads(engine, 6, "python", "aws")
        found = analysed(engine, analyst, catalogue.curricula["systems"])
        assert found.catalogue is catalogue
        assert encoder.texts == []

    def test_is_kept_until_plan_region_or_postings_change(
        self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum, catalogue: Catalogue
    ) -> None:
        add_ads(engine, 6, "sql", "aws")
        first = analysed(engine, analyst, plan)
        with counted(engine) as sent:
            assert analysed(engine, analyst, plan) is first
        assert sum("SELECT" in statement for statement in sent) == 2
        assert analysed(engine, analyst, plan, version=2) is not first
        with reading(engine) as connection:
            assert analyst.analyse(connection, plan, {}, 1, catalogue.states["MX-JAL"]) is not first
        add_ads(engine, 4, "sql", "aws", first=10)
        assert [(gap.skill_id, gap.n_postings) for gap in analysed(engine, analyst, plan).gaps] == [("aws", 10)]

    def test_believes_corrections(self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum) -> None:
        add_ads(engine, 6, "sql", "aws")
        assert [gap.skill_id for gap in analysed(engine, analyst, plan).gaps] == ["aws"]
        assert analysed(engine, analyst, plan, {("y", "aws"): 0.8}, version=2).gaps == ()
        # Without SQL no posting for AWS is of the plan's field any more.
        missing = analysed(engine, analyst, plan, {("x", "sql"): 0.0}, version=3).gaps
        assert [gap.skill_id for gap in missing] == ["sql"]

    def test_says_whether_postings_are_invented_though_nothing_is_missing(
        self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum
    ) -> None:
        add_ads(engine, 6, "sql", "cloud", is_invented=False)
        assert not analysed(engine, analyst, plan).is_invented
        add_ads(engine, 1, "sql", "cloud", first=10)
        found = analysed(engine, analyst, plan)
        assert (found.gaps, found.is_invented) == ((), True)

    def test_waits_for_vectors_and_then_goes_on(
        self, engine: sa.Engine, tmp_path: Path, catalogue: Catalogue, catalogue_folder: Path, plan: Curriculum
    ) -> None:
        add_ads(engine, 6, "sql", "aws")
        settings = Settings(home=tmp_path / "empty", reference=catalogue_folder)
        analyst = PlanAnalyst(settings, catalogue, ENCODER)
        with pytest.raises(NotReadyError, match="run `rumbo embed`"):
            analysed(engine, analyst, plan)
        embed_catalogue(settings, catalogue)
        assert len(analysed(engine, analyst, plan).gaps) == 1

    def test_refuses_a_plan_without_subjects(self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum) -> None:
        add_ads(engine, 6, "sql", "aws")
        with pytest.raises(InputError, match="plan mine has no subject yet"):
            analysed(engine, analyst, replace(plan, subjects=()))

    def test_refuses_a_circle_and_a_borrowed_id(
        self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum
    ) -> None:
        add_ads(engine, 6, "sql", "aws")
        first, second = plan.subjects
        circle = replace(plan, subjects=(replace(first, prerequisite_ids=frozenset({second.id})), second))
        with pytest.raises(InputError, match="in a circle"):
            analysed(engine, analyst, circle)
        with pytest.raises(InputError, match="such as s-data of systems"):
            analysed(engine, analyst, replace(plan, subjects=(subject("s-data", "mine", "Uno"),)), version=2)

    def test_answers_many_threads_alike(self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum) -> None:
        add_ads(engine, 6, "sql", "aws")
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda version: analysed(engine, analyst, plan, version=version % 3), range(12)))
        assert {(one.gaps, one.coverage, one.graph) for one in found} == {
            (found[0].gaps, found[0].coverage, found[0].graph)
        }


class TestShownGaps:
    def test_quote_posting_and_syllabus(
        self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum, encoder: CountingEncoder
    ) -> None:
        add_ads(engine, 6, "sql", "aws")
        analysis = analysed(engine, analyst, plan)
        with reading(engine) as connection:
            (shown,) = analyst.shown_gaps(connection, analysis, analysis.gaps)
            assert shown.gap is analysis.gaps[0]
            assert shown.evidence.sentence.startswith("Se necesita dominar bien aws")
            assert shown.syllabus_sentence == analysis.catalogue.subjects[shown.gap.fit.subject_id].syllabus.es
            n_encoded = len(encoder.texts)
            assert analyst.shown_gaps(connection, analysis, analysis.gaps) == (shown,)
        assert len(encoder.texts) == n_encoded


class TestCellEvidence:
    def test_tells_what_is_behind_a_cell(self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum) -> None:
        add_ads(engine, 6, "sql", "cloud")
        add_ads(engine, 5, "sql", "aws", first=10)
        analysis = analysed(engine, analyst, plan, {("y", "aws"): 0.0})
        with reading(engine) as connection, counted(engine) as sent:
            cloud, aws = analyst.cell_evidence(connection, analysis, "y", Area.CLOUD)
        assert sum("SELECT" in statement for statement in sent) == 1
        assert (cloud.skill.skill_id, cloud.skill.n_postings, cloud.skill.coverage) == ("cloud", 6, 1.0)
        assert (cloud.skill.source, cloud.syllabus_sentence) == (TaughtSource.STATED, "Dos")
        assert "cloud" in cloud.evidence.sentence
        assert cloud.evidence.title.startswith("Title board:")
        assert (aws.skill.source, aws.syllabus_sentence) == (TaughtSource.CORRECTED, None)

    def test_is_refused_for_a_subject_of_another_plan(
        self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum
    ) -> None:
        add_ads(engine, 6, "sql", "aws")
        analysis = analysed(engine, analyst, plan)
        with reading(engine) as connection, pytest.raises(NotFoundError, match="plan mine has no subject 's-data'"):
            analyst.cell_evidence(connection, analysis, "s-data", Area.CLOUD)


class TestWithCertification:
    def test_tells_what_would_close(self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum) -> None:
        add_ads(engine, 6, "sql", "aws")
        change = analyst.with_certification(analysed(engine, analyst, plan), "acme-2", "y")
        assert change.closed == ("aws",)
        assert change.after.overall > change.before.overall

    @pytest.mark.parametrize(("certification_id", "subject_id"), [("acme-9", "y"), ("acme-2", "s-data")])
    def test_is_refused_for_what_is_not_there(
        self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum, certification_id: str, subject_id: str
    ) -> None:
        add_ads(engine, 6, "sql", "aws")
        analysis = analysed(engine, analyst, plan)
        with pytest.raises(NotFoundError, match=r"acme-9|s-data"):
            analyst.with_certification(analysis, certification_id, subject_id)


class TestComparison:
    def test_sets_a_plan_beside_one_of_the_catalogue(
        self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum, catalogue: Catalogue
    ) -> None:
        add_ads(engine, 6, "sql", "python")
        own = analysed(engine, analyst, plan, {("x", "python"): 0.0, ("y", "python"): 0.0})
        other = analysed(engine, analyst, catalogue.curricula["systems"])
        found = analyst.comparison(own, [other])
        assert [one.curriculum_id for one in found.plans] == ["mine", "systems"]
        assert [(one.skill_id, one.teachers[0].subject_id) for one in found.taught_elsewhere] == [("python", "s-prog")]


class TestTeacherNeeds:
    def test_are_of_the_plans_subjects(self, engine: sa.Engine, analyst: PlanAnalyst, plan: Curriculum) -> None:
        add_ads(engine, 6, "sql", "cloud")
        analysis = analysed(engine, analyst, plan)
        found = analyst.teacher_needs(analysis, {"x": np.zeros((1, len(analysis.catalogue.skills)), np.float32)})
        assert [(one.subject_id, [need.skill_id for need in one.needs]) for one in found.subjects] == [("x", ["sql"])]
        assert [one.subject_id for one in found.without_teacher] == ["y"]
