"""Months that students of a written country were at risk of dropping out, with and without a certification."""

import pandas as pd

from data.domain import LearnerKind, OutcomeKind
from data.simulator.written import WrittenCountry

_DAYS_A_MONTH = 365.25 / 12


def student_months(country: WrittenCountry) -> pd.DataFrame:
    """Up to two rows a student: months studied and drop-outs (0 or 1) before and after the first certification.

    Columns ``external_id``, ``is_certified``, ``months`` (positive) and ``leaves``. Time counts from the first month of
    lists, or from the start of the studies if that is later, to the last day or the day of leaving or graduating.
    """
    students = country.learners.loc[
        country.learners["kind"] == LearnerKind.STUDENT.value, ["external_id", "started_on"]
    ].set_index("external_id")
    ends = country.outcomes[country.outcomes["kind"] != OutcomeKind.HIRED.value].set_index("external_id")
    passed = country.exam_results[country.exam_results["passed"]]
    last = pd.Timestamp(country.until)
    first = country.first_day
    start = students["started_on"].where(students["started_on"] > first, first)
    end = ends["occurred_on"].reindex(students.index).fillna(last)
    leaves = (ends["kind"] == OutcomeKind.DROPPED_OUT.value).reindex(students.index, fill_value=False)
    certified_on = passed.groupby("external_id")["taken_on"].min().reindex(students.index)
    turn = certified_on.where(certified_on > start, start).where(certified_on < end, end)
    before = pd.DataFrame({"is_certified": False, "days": turn - start, "leaves": leaves & (turn == end)})
    after = pd.DataFrame({"is_certified": True, "days": end - turn, "leaves": leaves & (turn < end)})
    both = pd.concat([before, after]).reset_index()
    both["months"] = both["days"].dt.days / _DAYS_A_MONTH
    return both.loc[both["months"] > 0, ["external_id", "is_certified", "months", "leaves"]]
