import numpy as np
import pytest
from scipy.sparse import csr_array

from data.catalogue import Catalogue
from recommender.arrays import catalogue_arrays
from recommender.posting_occupations import NO_OCCUPATION, occupations_of_postings


def occupation(catalogue: Catalogue, title: str, *skills: str) -> str | None:
    """Id of the occupation that a posting of a title and skills offers."""
    arrays = catalogue_arrays(catalogue)
    row = np.zeros((1, arrays.n_skills), np.float32)
    row[0, [arrays.skill_row[name] for name in skills]] = 1
    (found,) = occupations_of_postings([title], csr_array(row), catalogue.occupations, arrays.occupation_skills)
    return None if found == NO_OCCUPATION else arrays.occupation_ids[found]


class TestOccupationsOfPostings:
    @pytest.mark.parametrize(
        "title", ["Analista de Datos", "URGENTE: analista de datos Jr. (CDMX)", "Buscamos Data Analyst para planta"]
    )
    def test_the_title_decides_whatever_the_skills(self, catalogue: Catalogue, title: str) -> None:
        assert occupation(catalogue, title, "cloud", "aws") == "data-analyst"

    def test_the_skills_decide_where_the_title_names_no_occupation(self, catalogue: Catalogue) -> None:
        assert occupation(catalogue, "Mago de infraestructura", "cloud", "aws") == "cloud-engineer"
        assert occupation(catalogue, "", "sql") == "data-analyst"

    def test_is_none_where_the_skills_come_near_to_nothing(self, catalogue: Catalogue) -> None:
        # Cosine of English alone with the cloud engineer: 0.4 / sqrt(1 + 0.64 + 0.16) = 0.30, below 0.4.
        assert occupation(catalogue, "Chofer", "english") is None
        assert occupation(catalogue, "Chofer") is None

    def test_takes_no_postings(self, catalogue: Catalogue) -> None:
        arrays = catalogue_arrays(catalogue)
        nothing = csr_array((0, arrays.n_skills), dtype=np.float32)
        assert occupations_of_postings([], nothing, catalogue.occupations, arrays.occupation_skills).tolist() == []
