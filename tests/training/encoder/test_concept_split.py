"""Parts of concepts."""

from collections import Counter

import pytest

from training.encoder.concept_split import Part, occupation_part, skill_part

URIS = [f"http://data.europa.eu/esco/skill/{number}" for number in range(20_000)]


class TestParts:
    def test_a_tenth_of_the_skills_reports_and_a_twentieth_tunes(self) -> None:
        shares = Counter(map(skill_part, URIS))
        assert shares[Part.REPORT] / len(URIS) == pytest.approx(0.10, abs=0.01)
        assert shares[Part.TUNE] / len(URIS) == pytest.approx(0.05, abs=0.01)

    def test_half_of_the_occupations_reports_and_a_tenth_tunes(self) -> None:
        shares = Counter(map(occupation_part, URIS))
        assert shares[Part.REPORT] / len(URIS) == pytest.approx(0.50, abs=0.015)
        assert shares[Part.TUNE] / len(URIS) == pytest.approx(0.10, abs=0.01)

    def test_a_concept_never_changes_its_part(self) -> None:
        # Published figures rest on these.
        assert skill_part("http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d") is Part.TRAIN
        occupation = "http://data.europa.eu/esco/occupation/f2b15a0e-e65a-438a-affb-29b9d50b77d1"
        assert occupation_part(occupation) is Part.TRAIN
