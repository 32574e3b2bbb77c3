"""Months at risk of a few students, worked out by hand."""

from dataclasses import dataclass, field
from datetime import date
from typing import cast

import pandas as pd

from data.simulator.exposure import student_months
from data.simulator.written import WrittenCountry


@dataclass
class Files:
    """The things of a country that exposure reads: twelve months of 2026."""

    learners: pd.DataFrame
    outcomes: pd.DataFrame
    exam_results: pd.DataFrame
    until: date = date(2026, 12, 31)
    first_day: pd.Timestamp = field(default_factory=lambda: pd.Timestamp("2026-01-01"))


def frame(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    """A frame whose columns named after days hold days."""
    found = pd.DataFrame(rows, columns=columns.split())
    return found.assign(**{name: pd.to_datetime(found[name]) for name in found if name.endswith("_on")})


def test_time_is_split_at_the_first_certification() -> None:
    files = Files(
        learners=frame(
            "external_id kind started_on",
            ("stays", "student", "2024-08-15"),
            ("leaves", "student", "2026-07-01"),
            ("leaves certified", "student", "2024-08-15"),
            ("graduates", "student", "2022-01-20"),
            ("works", "professional", "2010-08-15"),
        ),
        outcomes=frame(
            "external_id kind occurred_on",
            ("leaves", "dropped_out", "2026-07-31"),
            ("leaves certified", "dropped_out", "2026-07-03"),
            ("leaves certified", "hired", "2026-05-05"),
            ("graduates", "graduated", "2026-03-02"),
        ),
        exam_results=frame(
            "external_id taken_on passed",
            ("stays", "2026-04-01", False),
            ("leaves certified", "2026-03-01", False),
            ("leaves certified", "2026-05-03", True),
            ("leaves certified", "2026-06-03", True),
            ("works", "2026-05-03", True),
        ),
    )
    found = student_months(cast("WrittenCountry", files))
    days = (found["months"] * 365.25 / 12).round().astype(int)
    rows = set(zip(found["external_id"], found["is_certified"], days, found["leaves"], strict=True))
    assert rows == {
        ("stays", False, 364, False),
        ("leaves", False, 30, True),
        ("leaves certified", False, 122, False),
        ("leaves certified", True, 61, True),
        ("graduates", False, 60, False),
    }
