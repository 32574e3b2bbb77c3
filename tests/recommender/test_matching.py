"""Matches over the tiny catalogue: skills sql, python, cloud, aws (part of cloud), english, teamwork."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.domain import EnglishLevel, LearnerKind, PostingId, SkillId, StateId
from recommender.arrays import CatalogueArrays
from recommender.match_reasons import MatchReason, MatchReasonKey, match_reasons
from recommender.matching import MatchParts, MatchWeights, match_parts, profile_vectors, rungs_of, skill_rarity
from recommender.posting_needs import DESIRABLE, PostingFacts, PostingNeeds, Rung, needs_of, rough_needs, rung_of
from recommender.profile import Profiles
from recommender.skill_credit import skill_credit
from tests.factories import make_exam, make_history, make_profiles, make_transcript

JALISCO = "MX-JAL"


def posting(*skill_ids: str, title: str = "Analista", text: str = "", state_id: str = JALISCO) -> PostingFacts:
    """A posting whose sentences name one skill each."""
    sentences = {SkillId(name): f"Se pide {name}." for name in skill_ids}
    description = "\n".join([*sentences.values(), text])
    return PostingFacts(PostingId("board:1"), title, description, StateId(state_id), sentences)


def needs(catalogue: Catalogue, arrays: CatalogueArrays, *postings: PostingFacts) -> PostingNeeds:
    """What postings ask for, with vectors that are like nothing."""
    vectors = np.zeros((len(postings), arrays.n_skills), np.float32)
    return needs_of(postings, vectors, catalogue.skills, arrays)


def parts(catalogue: Catalogue, arrays: CatalogueArrays, asked: PostingNeeds, people: Profiles) -> MatchParts:
    """Parts where each skill is as rare as any other."""
    vectors = np.eye(arrays.n_skills, dtype=np.float32)
    rarity = np.ones(arrays.n_skills, np.float32)
    return match_parts(asked, people, vectors, rarity, skill_credit(catalogue.skills), arrays)


def reasons(
    catalogue: Catalogue, arrays: CatalogueArrays, asked: PostingNeeds, people: Profiles
) -> dict[MatchReasonKey, MatchReason]:
    """Reasons of the first posting and the first person, by key."""
    rarity = np.ones(arrays.n_skills, np.float32)
    found = match_reasons(
        0, 0, asked, people, parts(catalogue, arrays, asked, people), rarity, skill_credit(catalogue.skills), arrays
    )
    return {reason.key: reason for reason in found}


class TestNeedsOf:
    def test_desirable_skills_weigh_less(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        sentences = {SkillId("sql"): "Indispensable SQL.", SkillId("python"): "Deseable Python."}
        text = "Requisitos\nIndispensable SQL.\nDeseable Python."
        asked = needs(catalogue, arrays, PostingFacts(PostingId("p"), "Analista", text, StateId(JALISCO), sentences))
        row = asked.weights.toarray()[0]
        assert (row[arrays.skill_row["sql"]], row[arrays.skill_row["python"]]) == (1.0, pytest.approx(DESIRABLE))

    def test_what_the_company_says_wins_over_what_is_read(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        sentences = {SkillId("sql"): "Indispensable SQL.", SkillId("python"): "Deseable Python."}
        said = {SkillId("sql"): False, SkillId("python"): True}
        text = "Requisitos\nIndispensable SQL.\nDeseable Python."
        facts = PostingFacts(PostingId("p"), "Analista", text, StateId(JALISCO), sentences, said)
        for asked in (needs(catalogue, arrays, facts), rough_needs([facts], np.zeros((1, 2), np.float32), arrays)):
            row = asked.weights.toarray()[0]
            assert (row[arrays.skill_row["sql"]], row[arrays.skill_row["python"]]) == (pytest.approx(DESIRABLE), 1.0)

    def test_reads_english_and_rung_and_passes_over_lost_skills(
        self, catalogue: Catalogue, arrays: CatalogueArrays
    ) -> None:
        asked = needs(catalogue, arrays, posting("sql", "lost", title="Analista Sr", text="Inglés avanzado (C1)."))
        assert asked.weights.nnz == 1
        assert asked.english[0] == EnglishLevel.C1.rank
        assert asked.rung[0] == Rung.SENIOR

    @pytest.mark.parametrize(
        ("title", "rung"),
        [
            ("Becario de soporte", Rung.ENTRY),
            ("Programador Jr.", Rung.JUNIOR),
            ("Tester Semi Senior", Rung.MIDDLE),
            ("Líder técnico", Rung.SENIOR),
            ("Analista II", Rung.MIDDLE),
            ("Ingeniera de datos", -1),
        ],
    )
    def test_rungs_are_read_from_titles(self, title: str, rung: int) -> None:
        assert rung_of(title) == rung


class TestMatchParts:
    def test_skills_are_the_weighted_share_that_is_proved(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        people = make_profiles(arrays, make_history(exams=[make_exam("zen-1")]), make_history())
        found = parts(catalogue, arrays, needs(catalogue, arrays, posting("sql", "aws")), people)
        np.testing.assert_allclose(found.skills, [[0.5, 0.0]])

    def test_a_narrower_skill_proves_most_of_a_broader_one(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        people = make_profiles(arrays, make_history(exams=[make_exam("acme-3")]))
        found = parts(catalogue, arrays, needs(catalogue, arrays, posting("cloud")), people)
        np.testing.assert_allclose(found.skills, [[0.8]])

    def test_text_compares_the_posting_with_what_the_person_can_do(
        self, catalogue: Catalogue, arrays: CatalogueArrays
    ) -> None:
        people = make_profiles(arrays, make_history(exams=[make_exam("zen-2")]), make_history())
        vectors = profile_vectors(people, np.eye(arrays.n_skills, dtype=np.float32))
        asked = replace(needs(catalogue, arrays, posting("aws")), vectors=vectors[:1])
        np.testing.assert_allclose(parts(catalogue, arrays, asked, people).text, [[1.0, 0.0]], atol=1e-6)

    def test_state_english_and_level_fall_with_what_is_short(
        self, catalogue: Catalogue, arrays: CatalogueArrays
    ) -> None:
        people = make_profiles(
            arrays,
            make_history(english=EnglishLevel.B1, kind=LearnerKind.PROFESSIONAL),
            make_history(english=EnglishLevel.C1, state_id=StateId("MX-NLE")),
        )
        ad = posting("sql", title="Analista Senior", text="Inglés C1.")
        found = parts(catalogue, arrays, needs(catalogue, arrays, ad), people)
        np.testing.assert_allclose(found.state, [[1, 0]])
        np.testing.assert_allclose(found.english, [[1 / 3, 1]], rtol=1e-6)
        np.testing.assert_allclose(found.level, [[2 / 3, 0]], rtol=1e-6)

    def test_a_posting_without_skills_is_scored_by_the_rest(
        self, catalogue: Catalogue, arrays: CatalogueArrays
    ) -> None:
        found = parts(catalogue, arrays, needs(catalogue, arrays, posting()), make_profiles(arrays, make_history()))
        assert found.skills[0, 0] == 0
        assert 0 < found.score(MatchWeights())[0, 0] < 1

    @given(st.lists(st.sampled_from(["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]), max_size=5))
    def test_one_more_certification_never_lowers_the_skills_and_a_score_stays_in_range(
        self, catalogue: Catalogue, arrays: CatalogueArrays, held: list[str]
    ) -> None:
        exams = [make_exam(name) for name in held]
        people = make_profiles(arrays, *(make_history(exams=exams[:count]) for count in range(len(exams) + 1)))
        found = parts(catalogue, arrays, needs(catalogue, arrays, posting("sql", "aws", "cloud", "python")), people)
        assert (np.diff(found.skills[0]) >= 0).all()
        scores = found.score(MatchWeights())
        assert ((scores >= 0) & (scores <= 1)).all()

    def test_a_pair_scores_the_same_alone_and_among_others(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        people = make_profiles(
            arrays, make_history(exams=[make_exam("zen-1")]), make_history([make_transcript("s-data", 83.0)])
        )
        asked = needs(catalogue, arrays, posting("sql", "aws"), posting("python", text="Inglés B2"))
        together = parts(catalogue, arrays, asked, people).score(MatchWeights())
        alone = parts(
            catalogue, arrays, needs(catalogue, arrays, posting("sql", "aws")), people.take(np.array([1]))
        ).score(MatchWeights())
        assert alone[0, 0] == together[0, 1]


class TestSkillRarity:
    def test_rises_as_fewer_postings_ask(self) -> None:
        rarity = skill_rarity(np.array([100, 10, 1, 0]), 100)
        assert rarity[0] < rarity[1] < rarity[2] == rarity[3]


class TestRungsOf:
    def test_follow_studies_work_and_certifications_for_experts(self, arrays: CatalogueArrays) -> None:
        people = make_profiles(
            arrays,
            make_history(),
            make_history(kind=LearnerKind.PROFESSIONAL),
            make_history(kind=LearnerKind.PROFESSIONAL, exams=[make_exam("acme-3")]),
        )
        assert rungs_of(people, arrays).tolist() == [Rung.ENTRY, Rung.MIDDLE, Rung.SENIOR]


class TestMatchReasons:
    def test_name_skills_held_and_missing_and_the_quickest_certification(
        self, catalogue: Catalogue, arrays: CatalogueArrays
    ) -> None:
        people = make_profiles(arrays, make_history(exams=[make_exam("zen-1")], english=EnglishLevel.A1))
        found = reasons(catalogue, arrays, needs(catalogue, arrays, posting("sql", "python", text="Inglés B1")), people)
        assert found[MatchReasonKey.SKILLS_HELD].skill_ids == ("sql",)
        assert found[MatchReasonKey.SKILLS_MISSING].skill_ids == ("python",)
        closes = found[MatchReasonKey.CLOSES_GAP]
        assert (closes.certification_id, closes.hours, closes.skill_ids) == ("zen-2", 40, ("python",))
        assert found[MatchReasonKey.ENGLISH_SHORT].english is EnglishLevel.B1
        assert MatchReasonKey.SAME_STATE in found

    def test_name_no_certification_that_the_person_may_not_take(
        self, catalogue: Catalogue, arrays: CatalogueArrays
    ) -> None:
        people = make_profiles(arrays, make_history())
        found = reasons(catalogue, arrays, needs(catalogue, arrays, posting("aws")), people)
        # acme-2 and acme-3 prove it, and want acme-1 first, which proves the broader cloud alone.
        assert MatchReasonKey.CLOSES_GAP not in found

    def test_miss_nothing_where_all_is_held(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        people = make_profiles(arrays, make_history(exams=[make_exam("zen-1")], state_id=StateId("MX-NLE")))
        found = reasons(catalogue, arrays, needs(catalogue, arrays, posting("sql")), people)
        assert set(found) == {MatchReasonKey.SKILLS_HELD, MatchReasonKey.OTHER_STATE}
