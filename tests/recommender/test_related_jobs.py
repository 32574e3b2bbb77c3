import pytest

from data.catalogue import Catalogue
from data.domain import CertificationId, OccupationId
from recommender.related_jobs import coverage, related_jobs


class TestCoverage:
    def test_is_the_share_of_the_jobs_weights_that_is_proved(self, catalogue: Catalogue) -> None:
        # cloud-engineer: cloud 1.0, aws 0.8, english 0.4; acme-2: cloud 0.6, aws 1.0.
        job = catalogue.occupations[OccupationId("cloud-engineer")]
        assert coverage(catalogue.certifications[CertificationId("acme-2")], job) == pytest.approx((0.6 + 0.8) / 2.2)

    def test_is_nothing_without_a_common_skill(self, catalogue: Catalogue) -> None:
        job = catalogue.occupations[OccupationId("data-analyst")]
        assert coverage(catalogue.certifications[CertificationId("acme-1")], job) == 0.0


class TestRelatedJobs:
    def test_names_covered_jobs_and_what_is_common_heaviest_first(self, catalogue: Catalogue) -> None:
        found = related_jobs(catalogue.certifications[CertificationId("zen-2")], catalogue.occupations, 5)
        assert [job.occupation_id for job in found] == ["data-analyst"]
        # python: 0.6 * 1.0; sql: 1.0 * 0.3.
        assert found[0].skill_ids == ("python", "sql")
        assert found[0].coverage == pytest.approx(0.9 / 1.6)

    def test_stops_at_n(self, catalogue: Catalogue) -> None:
        assert related_jobs(catalogue.certifications[CertificationId("zen-2")], catalogue.occupations, 0) == ()
