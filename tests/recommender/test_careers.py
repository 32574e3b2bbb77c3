from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from data.catalogue import Catalogue
from data.domain import CertificationId, Level, SkillId, StateId, WorkField
from recommender.arrays import catalogue_arrays
from recommender.careers import CareerCounts, careers_of, count_careers, first_certifications, proved_share
from tests.factories import JALISCO, NUEVO_LEON, make_certification

DAY = date(2026, 11, 1)
ANALYST, CLOUD = "data-analyst", "cloud-engineer"


def counts_of(catalogue: Catalogue, *postings: tuple[StateId, str | None, tuple[str, ...]]) -> CareerCounts:
    """Counts of postings given as state, occupation and skills."""
    arrays = catalogue_arrays(catalogue)
    skills = np.zeros((len(postings), arrays.n_skills), np.float32)
    for row, (_, _, names) in enumerate(postings):
        skills[row, [arrays.skill_row[name] for name in names]] = 1
    states = np.array([arrays.state_row[state] for state, _, _ in postings], np.int64)
    occupations = [arrays.occupation_row[name] if name else -1 for _, name, _ in postings]
    return count_careers(DAY, False, states, np.array(occupations, np.int64), csr_array(skills), arrays)


@pytest.fixture
def counts(catalogue: Catalogue) -> CareerCounts:
    return counts_of(
        catalogue,
        (JALISCO, ANALYST, ("sql", "teamwork")),
        (JALISCO, ANALYST, ("sql", "python")),
        (JALISCO, CLOUD, ("aws",)),
        (JALISCO, None, ()),
        (NUEVO_LEON, ANALYST, ("sql", "english")),
        (NUEVO_LEON, CLOUD, ("aws", "cloud")),
    )


class TestCountCareers:
    def test_counts_postings_by_state_and_occupation(self, counts: CareerCounts, catalogue: Catalogue) -> None:
        assert list(catalogue.occupations) == [ANALYST, CLOUD]
        assert counts.postings.tolist() == [4, 2]
        assert counts.offered.tolist() == [[2, 1], [1, 1]]

    def test_a_field_counts_only_postings_of_its_occupations(self, counts: CareerCounts, catalogue: Catalogue) -> None:
        assert counts.in_field(None, catalogue).tolist() == [4, 2]
        assert counts.in_field(WorkField.IT, catalogue).tolist() == [3, 2]
        assert counts.in_field(WorkField.BPO, catalogue).tolist() == [0, 0]


class TestCareersOf:
    def test_gives_share_interval_skills_and_where_to_begin(self, counts: CareerCounts, catalogue: Catalogue) -> None:
        (career,) = careers_of(counts, JALISCO, catalogue, None, n=5, n_skills=2, n_certifications=3)
        assert (career.occupation_id, career.n_postings, career.share) == (ANALYST, 2, 0.5)
        # Wilson's interval of 2 of 4, as the tables give it.
        assert (career.low, career.high) == pytest.approx((0.150, 0.850), abs=0.001)
        # All three of the country's postings ask for SQL; teamwork is soft; English and Python stand in one each.
        assert [(one.skill_id, round(one.share, 3)) for one in career.skills] == [("sql", 1.0), ("english", 0.333)]
        # SQL and Python are 4/5 of what is asked; zen-1 proves 3/5, zen-2 (0.3 x 3 + 1) / 5: more than half of it.
        assert career.certification_ids == ("zen-1", "zen-2")

    def test_leaves_out_what_a_single_posting_offers(self, counts: CareerCounts, catalogue: Catalogue) -> None:
        assert careers_of(counts, NUEVO_LEON, catalogue, None, n=5, n_skills=2, n_certifications=3) == ()

    def test_keeps_to_a_field(self, counts: CareerCounts, catalogue: Catalogue) -> None:
        assert careers_of(counts, JALISCO, catalogue, WorkField.BPO, n=5, n_skills=2, n_certifications=3) == ()

    def test_puts_what_most_postings_offer_first_and_ties_by_id(self, catalogue: Catalogue) -> None:
        pairs = [(JALISCO, name, ()) for name in (ANALYST, CLOUD, ANALYST, CLOUD)]
        found = careers_of(counts_of(catalogue, *pairs), JALISCO, catalogue, None, n=5, n_skills=2, n_certifications=3)
        assert [career.occupation_id for career in found] == [CLOUD, ANALYST]


def first(**changed: dict[str, object]) -> tuple[str, ...]:
    """Which of some certifications to begin with where SQL and Python are asked for alike."""
    found = {CertificationId(name): make_certification(name, **facts) for name, facts in changed.items()}
    return first_certifications({SkillId("sql"): 1.0, SkillId("python"): 1.0}, found, 3)


class TestFirstCertifications:
    def test_leave_out_what_is_no_beginning(self) -> None:
        needs = (frozenset({CertificationId("a")}),)
        assert first(a={"level": Level.ASSOCIATE}, b={"level": Level.PROFESSIONAL}, c={"prerequisites": needs}) == (
            "a",
        )

    def test_prefer_an_exam_in_spanish_among_comparable_ones(self) -> None:
        both = {SkillId("sql"): 1.0, SkillId("python"): 1.0}
        english = frozenset({"en"})
        assert first(a={"skill_weights": both, "languages": english}, b={}) == ("b", "a")
        # One that proves less than half as much is no alternative, in whichever language.
        weak = {SkillId("python"): 0.9}
        assert first(a={"skill_weights": both, "languages": english}, b={"skill_weights": weak}) == ("a",)

    def test_prefer_what_proves_more_then_the_shorter_preparation(self) -> None:
        less = {SkillId("python"): 0.8}
        found = first(a={"skill_weights": less}, b={"preparation_hours": 50}, c={"preparation_hours": 40})
        assert found == ("c", "b", "a")

    def test_are_none_where_nothing_asked_for_is_proved(self) -> None:
        assert first(a={"skill_weights": {SkillId("aws"): 1.0}}) == ()

    @given(st.dictionaries(st.sampled_from(["sql", "python", "aws"]), st.floats(0.01, 1), min_size=1))
    def test_a_certification_of_everything_asked_proves_all_of_it(self, shares: dict[str, float]) -> None:
        asked = {SkillId(name): share for name, share in shares.items()}
        whole = make_certification(skill_weights=dict.fromkeys(asked, 1.0))
        assert proved_share(whole, asked) == pytest.approx(1.0)
