"""Checks of what happened in a written country: lists, exams, vouchers, drop-out, surveys."""

from collections.abc import Iterator

import pandas as pd

from data.simulator.check import Check
from data.simulator.exposure import student_months
from data.simulator.parameters import read_parameters
from data.simulator.written import WrittenCountry

_PAIR = ["external_id", "certification_id"]


def event_checks(country: WrittenCountry) -> Iterator[Check]:
    """Position bias, pass rates, drop-out, states of certifications, vouchers."""
    yield _position_check(country)
    yield Check("share of subjects passed", float(country.transcripts["passed"].mean()), 0.7, 0.92)
    yield Check("share of exams passed", float(country.exam_results["passed"].mean()), 0.35, 0.75)
    months = student_months(country)
    a_year = 1 - (1 - months["leaves"].sum() / months["months"].sum()) ** 12
    yield Check("students who drop out, a year", float(a_year), 0.05, 0.3)
    passed = country.exam_results[country.exam_results["passed"]]
    states = passed.merge(country.learners[["external_id", "state_id"]], on="external_id", validate="many_to_one")
    leading = float(states["state_id"].isin(read_parameters().people["leading_states"]).mean())
    words = "published: about half, by the programme in 2012; its students follow ANUIES here"
    yield Check("share of certifications in the four leading states", leading, 0.25, 0.6, words)
    yield Check("share of enrolments with a voucher", float(country.enrolments["has_voucher"].mean()), 0.4, 0.95)
    yield _voucher_check(country)


def survey_checks(country: WrittenCountry) -> Iterator[Check]:
    """Who answers, and what they say; none where the history is too short for a survey."""
    surveys = country.surveys.merge(country.learners[["external_id", "kind"]], on="external_id", validate="many_to_one")
    answers = surveys.dropna(subset="answered_on")
    if answers.empty:
        return
    yield Check("share of surveys answered", len(answers) / len(surveys), 0.2, 0.7)
    is_answered = surveys["answered_on"].notna()
    is_professional = surveys["kind"] == "professional"
    more = is_answered[is_professional].mean() - is_answered[~is_professional].mean()
    yield Check("answers of professionals, over those of others", float(more), 0.05, 0.6, "so answers need weights")
    new_jobs = float((answers["has_new_job"].astype(str) == "True").mean())
    words = "published: 27 % in the programme's survey of August 2012; not fitted to it"
    yield Check("new jobs among the answers", new_jobs, 0.02, 0.5, words)
    raised = pd.to_numeric(answers["salary_change_percent"]).mean()
    words = "published: 36 % for those already employed, August 2012"
    yield Check("mean change of salary, percent", float(raised), 25.0, 47.0, words)


def _position_check(country: WrittenCountry) -> Check:
    """How often yes is said to places 1-3 over how often to places 8-10, whatever stands there."""
    yes = country.feedback.loc[country.feedback["answer"] == "yes", "impression_id"]
    shown = country.impressions[["impression_id", "rank"]]
    accepted = shown["impression_id"].isin(yes)
    ratio = accepted[shown["rank"] <= 3].mean() / max(accepted[shown["rank"] >= 8].mean(), 1e-9)
    words = "times as many yes in the first three places as in the last three"
    return Check("position bias", float(ratio), 1.3, 3.5, words)


def _voucher_check(country: WrittenCountry) -> Check:
    """Share of enrolments with a voucher for which one was redeemed on that day, and of the reverse."""
    used = country.vouchers.dropna(subset="redeemed_on")
    used = used[[*_PAIR, "redeemed_on"]].rename(columns={"redeemed_on": "enrolled_on"})
    enrolled = country.enrolments.loc[country.enrolments["has_voucher"], [*_PAIR, "enrolled_on"]]
    both = used.merge(enrolled, how="outer", indicator=True, validate="one_to_one")
    return Check("vouchers redeemed that agree with an enrolment", float((both["_merge"] == "both").mean()), 1.0, 1.0)
