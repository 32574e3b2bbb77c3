"""What each table that may hold rows of a learner is called on the page of their data."""

from collections.abc import Mapping
from typing import Final

TABLE_KEYS: Final[Mapping[str, str]] = {
    "account": "table.account",
    "account_person": "table.account_person",
    "account_session": "table.account_session",
    "allocation_decision": "table.allocation_decision",
    "allocation_draw": "table.allocation_draw",
    "contact": "table.contact",
    "enrolment": "table.enrolment",
    "exam_result": "table.exam_result",
    "feedback": "table.feedback",
    "follow_up_sample": "table.follow_up_sample",
    "letter_refusal": "table.letter_refusal",
    "impression": "table.impression",
    "learner": "table.learner",
    "learner_consent": "table.learner_consent",
    "learner_request": "table.learner_request",
    "learner_skill": "table.learner_skill",
    "learner_standing": "table.learner_standing",
    "one_time_token": "table.one_time_token",
    "outcome": "table.outcome",
    "person": "table.person",
    "study_outcome": "table.study_outcome",
    "subject_teacher": "table.subject_teacher",
    "survey_answer": "table.survey_answer",
    "transcript": "table.transcript",
    "voucher": "table.voucher",
    "voucher_terms": "table.voucher_terms",
    "voucher_application": "table.voucher_application",
}
