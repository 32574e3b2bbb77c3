"""Tables of a plan's pages as files, with the figures that can be worked out by hand."""

from tests.api.academia.plan_pages.words import PLAN
from tests.api.academia.schools import Schools
from tests.api.table_reading import files_of


class TestTablesOfAPlan:
    def test_have_the_numbers_of_its_pages(self, analysed: Schools) -> None:
        files = files_of(analysed.west, PLAN)
        # Python is asked for by 6 postings, SQL by 7, AWS by 6; covered are 1, 0.5 and 0: 9.5 of 19.
        assert files["materias"][1][:3] == ["Todo el plan", "", "0.5"]
        assert [row[:2] for row in files["materias"][2:]] == [["Programación", "1"], ["Bases", "2"]]
        assert {row[0]: row[2] for row in files["areas"][1:]}["Software"] == "1"
        (gap,) = [row for row in files["brechas"][1:] if row[0] == "AWS"]
        assert (gap[1], gap[2], gap[5]) == ("6", "0.8571", "0")

    def test_say_what_hangs_on_each_subject(self, analysed: Schools) -> None:
        rows = files_of(analysed.west, f"{PLAN}/seriacion")["seriacion"]
        assert {row[0]: row[5] for row in rows[1:]} == {"Programación": "", "Bases": "Programación"}

    def test_compare_with_other_plans(self, analysed: Schools) -> None:
        rows = files_of(analysed.west, f"{PLAN}/comparar")["areas"]
        assert len(rows[0]) == 3
        assert rows[1][:2] == ["Todo el plan", "0.5"]
