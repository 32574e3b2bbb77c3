"""Column names and dtypes of the frames that cross a function; names equal those of the tables."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import pandas as pd


class Col(StrEnum):
    """Every column name of a shared frame."""

    LEARNER = "learner_id"
    CERTIFICATION = "certification_id"
    IMPRESSION = "impression_id"
    LIST = "list_id"
    POSTING = "posting_id"
    SKILL = "skill_id"
    STATE = "state_id"
    SUBJECT = "subject_id"
    INSTITUTION = "institution_id"
    CURRICULUM = "curriculum_id"
    GOAL = "goal_occupation_id"
    KIND = "kind"
    RANK = "rank"
    SHOWN_AT = "shown_at"
    PROPENSITY = "propensity"
    BUNDLE_VERSION = "bundle_version"
    FEATURES = "features"
    ANSWER = "answer"
    ANSWERED_AT = "answered_at"
    ACCEPTED = "accepted"
    ENROLLED_ON = "enrolled_on"
    PRICE_PAID = "price_paid_centavos"
    HAS_VOUCHER = "has_voucher"
    GRANTED_ON = "granted_on"
    DRAWN_AT = "drawn_at"
    IS_DRAWN = "is_drawn"
    TAKEN_ON = "taken_on"
    PASSED = "passed"
    OCCURRED_ON = "occurred_on"
    COMPLETED_ON = "completed_on"
    GRADE = "grade"
    STARTED_ON = "started_on"
    ENGLISH = "english"
    ENGLISH_TESTED = "english_tested"
    WEEKLY_HOURS = "weekly_hours"
    IS_INVENTED = "is_invented"
    IS_HELD = "is_held"
    SOURCE = "source"
    STATED_AT = "stated_at"
    POSTED_ON = "posted_on"
    N_POSITIONS = "n_positions"
    IS_NEED = "is_need"
    ENDED_ON = "ended_on"


Dtypes = Mapping[Col, str]

DAY: Final = "datetime64[us]"
MOMENT: Final = "datetime64[us, UTC]"

LEARNERS: Dtypes = {
    Col.LEARNER: "str",
    Col.KIND: "str",
    Col.STATE: "str",
    Col.INSTITUTION: "str",
    Col.CURRICULUM: "str",
    Col.STARTED_ON: DAY,
    Col.ENGLISH: "str",
    Col.ENGLISH_TESTED: "bool",
    Col.WEEKLY_HOURS: "float64",
    Col.GOAL: "str",
    Col.IS_INVENTED: "bool",
}
TRANSCRIPTS: Dtypes = {
    Col.LEARNER: "str",
    Col.SUBJECT: "str",
    Col.COMPLETED_ON: DAY,
    Col.GRADE: "float64",
    Col.PASSED: "bool",
}
IMPRESSIONS: Dtypes = {
    Col.IMPRESSION: "str",
    Col.LEARNER: "str",
    Col.LIST: "str",
    Col.CERTIFICATION: "str",
    Col.RANK: "int64",
    Col.SHOWN_AT: MOMENT,
    Col.PROPENSITY: "float64",
    Col.BUNDLE_VERSION: "str",
    Col.FEATURES: "object",
}
FEEDBACK: Dtypes = {
    Col.LEARNER: "str",
    Col.CERTIFICATION: "str",
    Col.IMPRESSION: "str",
    Col.ANSWER: "str",
    Col.ANSWERED_AT: MOMENT,
}
ENROLMENTS: Dtypes = {
    Col.LEARNER: "str",
    Col.CERTIFICATION: "str",
    Col.ENROLLED_ON: DAY,
    Col.PRICE_PAID: "int64",
    Col.HAS_VOUCHER: "bool",
}
VOUCHERS: Dtypes = {
    Col.LEARNER: "str",
    Col.CERTIFICATION: "str",
    Col.GRANTED_ON: DAY,
}
DRAWS: Dtypes = {
    Col.LEARNER: "str",
    Col.DRAWN_AT: MOMENT,
    Col.PROPENSITY: "float64",
    Col.IS_DRAWN: "bool",
}
EXAM_RESULTS: Dtypes = {
    Col.LEARNER: "str",
    Col.CERTIFICATION: "str",
    Col.TAKEN_ON: DAY,
    Col.PASSED: "bool",
}
OUTCOMES: Dtypes = {
    Col.LEARNER: "str",
    Col.KIND: "str",
    Col.OCCURRED_ON: DAY,
    Col.CERTIFICATION: "str",
}
LEARNER_SKILLS: Dtypes = {
    Col.LEARNER: "str",
    Col.SKILL: "str",
    Col.IS_HELD: "bool",
    Col.SOURCE: "str",
    Col.STATED_AT: MOMENT,
}
POSTINGS: Dtypes = {
    Col.POSTING: "str",
    Col.STATE: "str",
    Col.POSTED_ON: DAY,
    Col.N_POSITIONS: "int64",
    Col.IS_NEED: "bool",
    Col.ENDED_ON: DAY,
}
POSTING_SKILLS: Dtypes = {
    Col.POSTING: "str",
    Col.SKILL: "str",
    Col.STATE: "str",
    Col.POSTED_ON: DAY,
    Col.N_POSITIONS: "int64",
}


def check_columns(frame: pd.DataFrame, dtypes: Dtypes) -> pd.DataFrame:
    """The frame itself, once it is known to have each column with its dtype; further columns are allowed.

    Raises
    ------
    ValueError
        If a column is absent or of another dtype; the message names every one.
    """
    wrong = [
        f"{name} is {frame[name].dtype if name in frame else 'absent'}, not {dtype}"
        for name, dtype in dtypes.items()
        if name not in frame or str(frame[name].dtype) != dtype
    ]
    if wrong:
        raise ValueError("; ".join(wrong))
    return frame
