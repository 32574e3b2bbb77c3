from api.industry.survey_form import SurveyValues, checked_answers
from api.industry.survey_sums import SILENT, survey_sums
from data.company_survey_store import CompanyAnswers, HireAgain, PayBand, Satisfaction

GOOD = CompanyAnswers(2, PayBand.FROM_20_TO_35, Satisfaction.HIGH, HireAgain.YES)
BAD = CompanyAnswers(10, PayBand.BELOW_12, Satisfaction.VERY_LOW, HireAgain.NO)
NOBODY = CompanyAnswers(0)


class TestSurveySums:
    def test_weigh_by_people_hired(self) -> None:
        sums = survey_sums([GOOD] * 5 + [BAD] * 5)
        # Ten people at 4 and fifty at 1.
        assert (sums.n_companies, sums.n_hiring, sums.n_hired) == (10, 10, 60)
        assert sums.satisfaction == 1.5
        assert sums.again == 1 / 6
        assert sums.pay_bands == {
            "below_12": 5,
            "from_12_to_20": 0,
            "from_20_to_35": 5,
            "from_35_to_50": 0,
            "above_50": 0,
            SILENT: 0,
        }

    def test_tell_nothing_of_fewer_than_five_companies(self) -> None:
        sums = survey_sums([GOOD] * 4)
        assert (sums.n_companies, sums.n_hiring, sums.n_hired, sums.satisfaction) == (None, None, None, None)
        assert set(sums.hire_again.values()) == {None}

    def test_hide_what_would_tell_a_few(self) -> None:
        sums = survey_sums([GOOD] * 8 + [BAD] * 2)
        # With ten in all, the eight would tell the two.
        assert sums.hire_again == {"yes": None, "no": None, "unsure": 0, SILENT: 0}
        assert sums.n_hired == 36

    def test_hide_how_many_hired_where_it_would_tell_the_few_who_did_not(self) -> None:
        sums = survey_sums([GOOD] * 8 + [NOBODY] * 2)
        assert (sums.n_companies, sums.n_hiring, sums.n_hired) == (10, None, None)
        assert set(sums.pay_bands.values()) == {None}
        assert sums.satisfaction == 4

    def test_count_silence_and_leave_it_out_of_means(self) -> None:
        sums = survey_sums([GOOD] * 5 + [CompanyAnswers(100)] * 5)
        assert (sums.satisfactions["high"], sums.satisfactions[SILENT], sums.satisfaction) == (5, 5, 4)


class TestCheckedAnswers:
    def test_of_who_hired_nobody_are_nothing_else(self) -> None:
        assert checked_answers(SurveyValues("0", "above_50", "high", "yes")) == NOBODY

    def test_may_leave_all_but_the_number_out(self) -> None:
        assert checked_answers(SurveyValues("3")) == CompanyAnswers(3)

    def test_name_the_field_that_is_wrong(self) -> None:
        wrong = checked_answers(SurveyValues("-1", "much", "6", "perhaps"))
        assert isinstance(wrong, dict)
        assert sorted(wrong) == ["n_hired", "pay_band", "satisfaction", "would_hire_again"]
