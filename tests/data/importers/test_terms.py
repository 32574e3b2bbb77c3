from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.terms import end_of_term

JUNE, DECEMBER = date(2024, 6, 30), date(2024, 12, 31)


class TestEndOfTerm:
    @pytest.mark.parametrize(
        ("term", "end"),
        [
            *((term, JUNE) for term in ("2024-1", "2024/1", "1-2024", "20241", "2024A", "2024-I", "ENE-JUN 2024")),
            *((term, DECEMBER) for term in ("2024-2", "2024 2", "2024b", "2024-II", "AGO-DIC 2024", "AGO/DIC/2024")),
            ("Agosto - Diciembre 2024", DECEMBER),
            ("Ene.-Jun. 2024", JUNE),
            ("Otoño 2024", DECEMBER),
            ("Primavera 2024", JUNE),
            ("Fall 2024", DECEMBER),
            ("AGO 2024 - ENE 2025", date(2025, 1, 31)),
            ("sept-dic 2024", DECEMBER),
            ("ene-feb 2024", date(2024, 2, 29)),
            ("VERANO 2024", date(2024, 7, 31)),
        ],
    )
    def test_is_the_last_day_of_its_last_month(self, term: str, end: date) -> None:
        assert end_of_term(term) == end

    @pytest.mark.parametrize("term", ["", "2024", "AGO-DIC", "2024-3", "2024-12", "2024-1-2", "ab 2024", "2024-06-30"])
    def test_is_none_for_what_is_no_term(self, term: str) -> None:
        assert end_of_term(term) is None

    @given(st.text())
    def test_never_fails(self, term: str) -> None:
        found = end_of_term(term)
        assert found is None or found.month in range(1, 13)
