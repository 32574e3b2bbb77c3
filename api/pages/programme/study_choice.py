"""The form of a new follow-up study: its fields as typed, and the study that they mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from starlette.datastructures import FormData

from api.i18n import Texts
from api.programme.follow_up_services import new_study
from api.programme.levers import seed_of
from api.web.forms import text_field
from data.errors import InputError
from data.follow_up_store import Study

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_MOST_PEOPLE: Final = 100_000
_FIELDS: Final = ("name", "passed_from", "passed_until", "closes_on", "people", "odds", "points")
_HALF_A_YEAR: Final = 182


@dataclass(frozen=True, slots=True)
class StudyForm:
    """What was typed, by field, and what is wrong with it; ``study`` is there where nothing is."""

    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    study: Study | None = None
    n_people: int = 0


def usual_form(today: date) -> StudyForm:
    """A study of who passed in the last half year, open for two months; odds and points of docs/follow_up.md."""
    first, last = today - timedelta(days=_HALF_A_YEAR), today - timedelta(days=1)
    values = (
        f"{today.year}-{'a' if today.month <= 6 else 'b'}",
        first.isoformat(),
        last.isoformat(),
        (today + timedelta(days=60)).isoformat(),
        "400",
        "2",
        "10",
    )
    return StudyForm(dict(zip(_FIELDS, values, strict=True)))


def read_form(form: FormData, moment: datetime, t: Texts) -> StudyForm:
    """The study that a form means, or what is wrong with which field; the seed is the day's, which nobody chooses."""
    typed = {name: text_field(form, name, 40) for name in _FIELDS}
    errors: dict[str, str] = {}
    if not _NAME.fullmatch(typed["name"]):
        errors["name"] = t("page.study.wrong_name")
    days = {name: _day(typed[name]) for name in ("passed_from", "passed_until", "closes_on")}
    errors |= {name: t("page.study.wrong_day") for name, day in days.items() if day is None}
    numbers = {name: _number(typed[name]) for name in ("people", "odds", "points")}
    errors |= {name: t("page.study.wrong_number") for name, number in numbers.items() if number is None}
    people, odds, points = (numbers[name] or 0.0 for name in ("people", "odds", "points"))
    if "people" not in errors and not (1 <= people <= _MOST_PEOPLE and people == int(people)):
        errors["people"] = t("page.study.wrong_number")
    first, last, closes_on = days["passed_from"], days["passed_until"], days["closes_on"]
    if closes_on is not None and closes_on < moment.date():
        errors["closes_on"] = t("page.study.closed_already")
    if errors or first is None or last is None or closes_on is None:
        return StudyForm(typed, errors)
    try:
        study = new_study(
            typed["name"], first, last, closes_on, moment=moment, seed=seed_of(moment.date()), reaches=(odds, points)
        )
    except InputError:
        wrong = "odds" if odds < 1 else "passed_until"
        return StudyForm(typed, {wrong: t("page.study.wrong_odds" if odds < 1 else "page.study.wrong_order")})
    return StudyForm(typed, study=study, n_people=int(people))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    """A number from 0 on, with a point or a comma."""
    plain = text.replace(",", ".")
    return float(plain) if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", plain) else None
