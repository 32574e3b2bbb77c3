"""Makes an invented country and writes it as partners would send it, with the truth beside."""

import csv
import json
import shutil
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from data.catalogue import Catalogue
from data.domain import EnglishLevel
from data.simulator.history import Country
from data.simulator.invented_names import invented_people
from data.simulator.market import draw_market, posting_rows
from data.simulator.parameters import parameters_hash, read_parameters
from data.simulator.people import KINDS, People, draw_people
from data.simulator.responses import Responses, draw_offer
from data.simulator.transcripts import Transcripts, day_of, draw_transcripts
from data.simulator.truth import WORLD_FILE, Truth, drawn_grades, within_a_year

Progress = Callable[[str], None]

DEFAULT_UNTIL = date(2026, 10, 31)
TRUTH_FOLDER = "truth"


def simulate(
    catalogue: Catalogue,
    out: Path,
    *,
    n_learners: int,
    n_months: int,
    seed: int,
    until: date = DEFAULT_UNTIL,
    progress: Progress = lambda _: None,
) -> None:
    """Write an invented country into ``out``: raw event files and ``truth/``; equal arguments give equal bytes.

    The folder appears whole or not at all: everything is written beside it first.
    """
    if n_learners < 1 or n_months < 1:
        raise ValueError(f"learners and months must be at least 1, got {n_learners} and {n_months}")
    parameters = read_parameters()
    streams = np.random.SeedSequence(seed).spawn(6)
    people_rng, market_rng, taste_rng, study_rng, life_rng, truth_rng = map(np.random.default_rng, streams)
    months = month_starts(until, n_months)
    since = months[0] - timedelta(days=30 * parameters.market["lead_months"])

    progress(f"people: {n_learners}")
    people = draw_people(people_rng, catalogue, parameters, n_learners, until)
    names = invented_people(people_rng, n_learners)
    n_postings = max(50, round(parameters.market["postings_a_learner"] * n_learners))
    progress(f"postings: {n_postings}")
    market = draw_market(market_rng, catalogue, parameters, n_postings, since, until)
    offer = draw_offer(taste_rng, catalogue, parameters, market.demand)
    responses = Responses(people, offer, parameters)
    transcripts = draw_transcripts(study_rng, catalogue, parameters, people, until)
    country = Country(life_rng, catalogue, parameters, responses, transcripts)
    for start, end in zip(months, [*months[1:], until + timedelta(days=1)], strict=True):
        progress(f"month {start:%Y-%m}")
        country.live_through(start, end)
    country.study_until(until)

    progress("writing files")
    partial = out.with_name(out.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    writer = _Writer(partial, catalogue, until)
    writer.write_learners(people, names)
    writer.write_transcripts(transcripts, country)
    writer.write_events(country)
    with (partial / "postings.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in posting_rows(market))
    _truth(truth_rng, catalogue, responses, country, until).save(
        partial / TRUTH_FOLDER,
        {
            "learners": n_learners,
            "months": n_months,
            "seed": seed,
            "until": until.isoformat(),
            "parameters_sha256": parameters_hash(),
            "catalogue": catalogue.digest,
        },
    )
    shutil.rmtree(out, ignore_errors=True)
    partial.replace(out)


def is_world(folder: Path) -> bool:
    """Whether a whole country stands in the folder."""
    return (folder / TRUTH_FOLDER / WORLD_FILE).is_file()


def month_starts(until: date, n_months: int) -> list[date]:
    """First days of the ``n_months`` months that end with the month of ``until``."""
    last = until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - n_months + 1, last + 1)]


def external_id(person: int) -> str:
    """The number that the invented partner gives a person."""
    return f"SM{person:07d}"


def _truth(
    rng: np.random.Generator, catalogue: Catalogue, responses: Responses, country: Country, until: date
) -> Truth:
    semester = responses.people.semester(until)
    accept = responses.accept(country.skills, semester)
    enrol = responses.enrol(with_voucher=True)
    passes = responses.passes(country.skills)
    job = responses.job(semester)
    change = country.effect[:, None] + responses.effect(semester)
    without = responses.leave(country.fail_share, semester, country.effect)
    return Truth(
        external_ids=np.array([external_id(i) for i in range(len(responses.people))]),
        certification_ids=np.array(list(catalogue.certifications)),
        accept=accept.astype(np.float32),
        enrol=enrol.astype(np.float32),
        passes=passes.astype(np.float32),
        job=job.astype(np.float32),
        leave_without=within_a_year(without).astype(np.float32),
        leave_with=within_a_year(responses.leave(country.fail_share, semester, change)).astype(np.float32),
        grade=drawn_grades(rng, accept, enrol, passes, job),
        is_here=~country.is_gone,
    )


class _Writer:
    """Writes row numbers as the ids that partners use; nothing dated after ``until`` is written."""

    def __init__(self, folder: Path, catalogue: Catalogue, until: date) -> None:
        self._folder = folder
        self._until = until
        self._catalogue = catalogue
        self._certifications = list(catalogue.certifications)
        self._subjects = [s.id for c in catalogue.curricula.values() for s in c.subjects]

    def write_learners(self, people: People, names: list[tuple[str, str]]) -> None:
        states, institutions = list(self._catalogue.states), list(self._catalogue.institutions)
        curricula, occupations = list(self._catalogue.curricula), list(self._catalogue.occupations)
        self._write(
            "learners.csv",
            (
                {
                    "external_id": external_id(i),
                    "name": names[i][0],
                    "email": names[i][1],
                    "kind": KINDS[people.kind[i]].value,
                    "state_id": states[people.state[i]],
                    "institution_id": institutions[people.institution[i]],
                    "curriculum_id": curricula[people.curriculum[i]],
                    "started_on": people.started_on[i].isoformat(),
                    "english": list(EnglishLevel)[int(people.english[i])].value,
                    "english_tested": bool(people.english_is_tested[i]),
                    "weekly_hours": people.weekly_hours[i],
                    "goal_occupation_id": occupations[people.goal[i]] if people.goal_is_stated[i] else "",
                    "is_invented": True,
                }
                for i in range(len(people))
            ),
        )

    def write_transcripts(self, attempts: Transcripts, country: Country) -> None:
        kept = np.flatnonzero(attempts.day < country.gone_on[attempts.person])
        self._write(
            "transcripts.csv",
            (
                {
                    "external_id": external_id(int(attempts.person[i])),
                    "subject_id": self._subjects[attempts.subject[i]],
                    "completed_on": day_of(attempts.day[i]).isoformat(),
                    "grade": int(attempts.grade[i]),
                    "passed": bool(attempts.passed[i]),
                }
                for i in kept
            ),
        )

    def write_events(self, country: Country) -> None:
        events = country.events
        impressions = (
            {
                "impression_id": f"I{number:08d}",
                "external_id": external_id(row["person"]),
                "list_id": f"S{row['list']:08d}",
                "certification_id": self._certifications[row["certification"]],
                "rank": row["rank"],
                "shown_at": f"{row['shown_at'].isoformat()}Z",
                "propensity": f"{row['propensity']:.6g}",
                "bundle_version": "old-system",
            }
            for number, row in enumerate(events.impressions)
        )
        self._write("impressions.csv", impressions)
        self._write(
            "feedback.csv",
            (
                {
                    "external_id": external_id(row["person"]),
                    "certification_id": self._certifications[row["certification"]],
                    "answer": row["answer"],
                    "answered_at": f"{row['answered_at'].isoformat()}Z",
                    "impression_id": f"I{row['impression']:08d}",
                }
                for row in events.feedback
            ),
        )
        # Who left before the course began never enrolled; the plan to is no event.
        begun = [row for row in events.enrolments if row["enrolled_on"].toordinal() <= country.last_day(row["person"])]
        self._write_dated("enrolments.csv", begun, "enrolled_on")
        self._write_dated("exam_results.csv", events.exam_results, "taken_on")
        self._write_dated("outcomes.csv", events.outcomes, "occurred_on")

    def _write_dated(self, name: str, rows: list[dict[str, Any]], day: str) -> None:
        """Write rows with a person, a certification (-1: none) and a day, oldest first."""
        past = sorted((row for row in rows if row[day] <= self._until), key=lambda row: (row[day], row["person"]))
        self._write(name, ({**self._named(row), **{day: row[day].isoformat()}} for row in past))

    def _named(self, row: dict[str, Any]) -> dict[str, Any]:
        number = row["certification"]
        rest = {key: value for key, value in row.items() if key not in ("person", "certification")}
        return {
            "external_id": external_id(row["person"]),
            "certification_id": self._certifications[number] if number >= 0 else "",
            **rest,
        }

    def _write(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        found = iter(rows)
        with (self._folder / name).open("w", encoding="utf-8", newline="") as file:
            first = next(found, None)
            if first is None:
                raise ValueError(f"the country is too small: no row for {name}; ask for more learners or months")
            writer = csv.DictWriter(file, fieldnames=list(first), lineterminator="\n")
            writer.writeheader()
            writer.writerow(first)
            writer.writerows(found)
