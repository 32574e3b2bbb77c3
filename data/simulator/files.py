"""The files that partners would send: names and dates instead of row numbers, and nothing after the last day."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import EnglishLevel
from data.simulator.answers import ANSWERS
from data.simulator.areas import KINDS
from data.simulator.csv_files import TextColumns, named, numbered, truth_words, where_known, write_csv
from data.simulator.days import NEVER, iso_days, iso_moments
from data.simulator.event_log import Columns, EventLog
from data.simulator.history import OUTCOMES
from data.simulator.market import Market, posting_rows
from data.simulator.people import People
from data.simulator.transcripts import Transcripts

_BLOCK: Final = 500_000
"""Impressions that are turned to text at once, to save memory."""


def external_ids(n: int) -> list[str]:
    """The numbers that the invented partner gives the first ``n`` people."""
    return [f"SM{person:07d}" for person in range(n)]


class PartnerFiles:
    """Writes an invented country into a folder; nothing dated after ``until`` is written."""

    def __init__(self, folder: Path, catalogue: Catalogue, n_learners: int, until: date) -> None:
        self._folder = folder
        self._people = external_ids(n_learners)
        self._until = until.toordinal()
        self._catalogue = catalogue
        self._certifications = list(catalogue.certifications)

    def write_learners(self, people: People, names: Sequence[tuple[str, str]]) -> None:
        """Who there is, with names and addresses that belong to nobody."""
        catalogue = self._catalogue
        goal = np.where(people.goal_is_stated, people.goal, -1)
        columns = {
            "external_id": pa.array(self._people),
            "name": pa.array([name for name, _ in names]),
            "email": pa.array([address for _, address in names]),
            "kind": named([kind.value for kind in KINDS], people.kind),
            "state_id": named(catalogue.states, people.state),
            "institution_id": named(catalogue.institutions, people.institution),
            "curriculum_id": named(catalogue.curricula, people.curriculum),
            "started_on": iso_days(people.started_day),
            "english": named([level.value for level in EnglishLevel], people.english),
            "english_tested": truth_words(people.english_is_tested),
            "weekly_hours": pa.array(people.weekly_hours.astype(np.int64)),
            "goal_occupation_id": named(catalogue.occupations, goal),
            "is_invented": truth_words(np.ones(len(people), bool)),
        }
        write_csv(self._folder / "learners.csv", [columns])

    def write_transcripts(self, attempts: Transcripts, gone_on: NDArray[np.int64]) -> None:
        """Attempts at subjects up to the day on which somebody left or graduated."""
        kept = np.flatnonzero(attempts.day < gone_on[attempts.person])
        subjects = [s.id for c in self._catalogue.curricula.values() for s in c.subjects]
        columns = {
            "external_id": named(self._people, attempts.person[kept]),
            "subject_id": named(subjects, attempts.subject[kept]),
            "completed_on": iso_days(attempts.day[kept]),
            "grade": pa.array(attempts.grade[kept].astype(np.int64)),
            "passed": truth_words(attempts.passed[kept]),
        }
        write_csv(self._folder / "transcripts.csv", [columns])

    def write_postings(self, market: Market) -> None:
        """Job ads, one JSON object a line."""
        with (self._folder / "postings.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in posting_rows(market))

    def write_events(self, events: EventLog, dropped_out_on: NDArray[np.int64]) -> None:
        """What happened to people, oldest first."""
        write_csv(self._folder / "impressions.csv", self._impressions(events.columns("impressions")))
        write_csv(self._folder / "feedback.csv", [self._feedback(events.columns("feedback"))])
        # Who left before the course began never enrolled; the plan to is no event. Likewise a voucher lapses then.
        last_day = np.minimum(dropped_out_on, self._until)
        enrolments = events.columns("enrolments")
        enrolments = _chosen(enrolments, enrolments["enrolled_on"] <= last_day[enrolments["person"]])
        self._write_dated("enrolments.csv", enrolments, "enrolled_on")
        vouchers = events.columns("vouchers")
        vouchers = _chosen(vouchers, vouchers["granted_on"] <= last_day[vouchers["person"]])
        is_redeemed = vouchers["redeemed_on"] <= last_day[vouchers["person"]]
        vouchers["redeemed_on"] = np.where(is_redeemed, vouchers["redeemed_on"], NEVER)
        self._write_dated("vouchers.csv", vouchers, "granted_on")
        exams = {name: column for name, column in events.columns("exam_results").items() if name != "hired_on"}
        self._write_dated("exam_results.csv", exams, "taken_on")
        self._write_dated("outcomes.csv", events.columns("outcomes"), "occurred_on")

    def write_surveys(self, surveys: Columns) -> None:
        """Who was asked after a passed exam, and the answers; a short history has none."""
        self._write_dated("surveys.csv", surveys, "asked_on", may_be_empty=True)

    def _impressions(self, columns: Columns) -> Iterator[TextColumns]:
        n = len(columns["person"])
        for start in range(0, max(n, 1), _BLOCK):
            part = {name: column[start : start + _BLOCK] for name, column in columns.items()}
            moments, moment = np.unique(part["shown_at"], return_inverse=True)
            yield {
                "impression_id": numbered("I", start + np.arange(len(moment)), 8),
                "external_id": named(self._people, part["person"]),
                "list_id": numbered("S", part["list"], 8),
                "certification_id": named(self._certifications, part["certification"]),
                "rank": pa.array(part["rank"]),
                "shown_at": iso_moments(moments).take(pa.array(moment)),
                "propensity": pa.array(_six_digits(part["propensity"])),
                "bundle_version": named(["old-system"], np.zeros(len(moment))),
            }

    def _feedback(self, columns: Columns) -> TextColumns:
        return {
            "external_id": named(self._people, columns["person"]),
            "certification_id": named(self._certifications, columns["certification"]),
            "answer": named([answer.value for answer in ANSWERS if answer], columns["answer"] - 1),
            "answered_at": iso_moments(columns["answered_at"]),
            "impression_id": numbered("I", columns["impression"], 8),
        }

    def _write_dated(self, name: str, columns: Columns, day: str, *, may_be_empty: bool = False) -> None:
        """Write rows with a person, a certification (-1: none) and a day, oldest first."""
        past = _chosen(columns, columns[day] <= self._until)
        ordered = _chosen(past, np.lexsort((past["certification"], past["person"], past[day])))
        write_csv(self._folder / name, [self._texts(ordered)], may_be_empty=may_be_empty)

    def _texts(self, columns: Columns) -> TextColumns:
        texts: dict[str, pa.Array] = {}
        if "granted_on" in columns:
            texts["voucher_id"] = numbered("V", np.arange(len(columns["person"])), 7)
        texts["external_id"] = named(self._people, columns["person"])
        texts["certification_id"] = named(self._certifications, columns["certification"])
        for name, column in columns.items():
            if name not in ("person", "certification"):
                texts[name] = _text(name, column)
        if "answered_on" in columns:
            is_known = columns["answered_on"] != NEVER
            for name in ("is_employed", "has_new_job", "salary_change_percent"):
                texts[name] = where_known(texts[name], is_known)
        return texts


def _text(name: str, column: NDArray[np.generic]) -> pa.Array:
    """A column as a file holds it, by its name's ending and its type."""
    if name == "kind":
        return named([outcome.value for outcome in OUTCOMES], column)
    if name.endswith("_on"):
        return iso_days(column.astype(np.int64))
    if column.dtype == np.bool_:
        return truth_words(column.astype(np.bool_))
    if column.dtype.kind == "f":
        is_known = ~np.isnan(column)
        whole = pa.array(np.where(is_known, column, 0).astype(np.int64)).cast(pa.string())
        return where_known(whole, is_known)
    return pa.array(column)


def _chosen(columns: Columns, rows: NDArray[np.bool_] | NDArray[np.int64]) -> Columns:
    return {name: column[rows] for name, column in columns.items()}


def _six_digits(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances in (0, 1] rounded to six significant digits."""
    scale = 10.0 ** (5 - np.floor(np.log10(chances)))
    return np.asarray(np.rint(chances * scale) / scale)
