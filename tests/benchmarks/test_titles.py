import numpy as np
import pytest

from benchmarks.titles import gender_pairs, precisions, read_titles, relevant_titles, top_ten_changed
from training.encoder.concept_split import Part, occupation_part

OCCUPATIONS = {
    "cajera": frozenset({"u1"}),
    "cajero": frozenset({"u1"}),
    "cobrador": frozenset({"u1", "u2"}),
    "recaudador": frozenset({"u2"}),
}
RANKINGS = {
    "cajera": ["cajero", "recaudador", "cobrador"],
    "recaudador": ["cajera", "cobrador", "cajero"],
}


class TestReadTitles:
    def test_takes_the_titles_of_one_part_with_all_their_occupations(self) -> None:
        uris = [f"http://esco/occupation/{number}" for number in range(40)]
        tune = [uri for uri in uris if occupation_part(uri) is Part.TUNE][:2]
        report = next(uri for uri in uris if occupation_part(uri) is Part.REPORT)
        lines = [f"isco\t{tune[0]}\tb\ta\n", f"isco\t{tune[1]}\ta\tc\n", f"isco\t{report}\ta\tz\n"]

        assert read_titles(lines, Part.TUNE) == {"a": {*tune}, "b": {tune[0]}, "c": {tune[1]}}


class TestRelevantTitles:
    def test_share_an_occupation_and_are_another_title(self) -> None:
        assert relevant_titles(OCCUPATIONS, "cajera", hard=False) == {"cajero", "cobrador"}

    def test_leave_out_the_other_gender_where_hard(self) -> None:
        assert relevant_titles(OCCUPATIONS, "cajera", hard=True) == {"cobrador"}


class TestPrecisions:
    def test_are_those_of_the_relevant_titles(self) -> None:
        # cajera: ranks 1 and 3 of two relevant, (1 + 2/3) / 2; recaudador: rank 2 of one.
        np.testing.assert_allclose(precisions(RANKINGS, OCCUPATIONS, hard=False), [5 / 6, 1 / 2])

    def test_close_the_ranking_where_the_other_gender_is_left_out(self) -> None:
        np.testing.assert_allclose(precisions(RANKINGS, OCCUPATIONS, hard=True), [1 / 2, 1 / 2])

    def test_are_not_a_number_where_nothing_is_relevant(self) -> None:
        assert np.isnan(precisions({"a": ["b"]}, {"a": frozenset({"u"}), "b": frozenset({"v"})}, hard=False)).all()


class TestGenderPairs:
    def test_are_equal_but_for_the_ending(self) -> None:
        assert gender_pairs(["cajero", "Cajera", "cajeros", "jefe de caja", "jefa de caja", "cobrador"]) == [
            ("cajero", "Cajera"),
            ("jefe de caja", "jefa de caja"),
        ]


class TestTopTenChanged:
    @pytest.mark.parametrize(("others", "changed"), [("abcdefghij", 0.0), ("jihgfedcba", 0.0), ("abcdefghxy", 0.2)])
    def test_counts_titles_that_one_gender_alone_has(self, others: str, changed: float) -> None:
        rankings = {"cajero": ["cajera", *"abcdefghij", *"xy"], "cajera": ["cajero", *others, *"zw"]}

        assert top_ten_changed(rankings, [("cajero", "cajera")]) == pytest.approx(changed)
