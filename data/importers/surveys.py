"""Imports follow-up surveys: who was asked after a certification, and what was answered."""

from typing import Any, Final

from data.importers.fields import Fields, RowError
from data.importers.kinds import ImportContext, ImportKind, learner_id_in, load_of_learners
from data.survey_store import SURVEY_KEY, put_survey_answers

_LOWEST_CHANGE, _HIGHEST_CHANGE = -100.0, 1_000.0


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """One question; a person who did not answer leaves all that follows ``asked_on`` blank."""
    asked_on = fields.day("asked_on")
    answered_on = fields.if_given("answered_on", fields.day)
    answers = {
        "is_employed": fields.if_given("is_employed", fields.boolean),
        "has_new_job": fields.if_given("has_new_job", fields.boolean),
        "salary_change_percent": fields.if_given(
            "salary_change_percent", lambda name: fields.number(name, _LOWEST_CHANGE, _HIGHEST_CHANGE)
        ),
    }
    if answered_on is None and any(answer is not None for answer in answers.values()):
        raise RowError("answered_on is missing, though there are answers")
    if answered_on is not None and answered_on < asked_on:
        raise RowError("answered_on is before asked_on")
    return {
        "learner_id": learner_id_in(fields, context),
        "certification_id": fields.known("certification_id", context.catalogue.certifications),
        "asked_on": asked_on,
        "answered_on": answered_on,
        **answers,
    }


SURVEYS: Final = ImportKind(
    required=("external_id", "certification_id", "asked_on"),
    optional=("answered_on", "is_employed", "has_new_job", "salary_change_percent"),
    key=SURVEY_KEY,
    parse=_parse,
    load=load_of_learners(put_survey_answers),
)
