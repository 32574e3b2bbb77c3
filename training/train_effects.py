"""``rumbo train effects``: fits the effect on dropping out, writes its report and logs the run."""

from typing import Final

import sqlalchemy as sa

from data.atomic_file import replaced_file
from data.catalogue import read_catalogue
from data.database import reading
from data.errors import NotReadyError
from data.held_job import Reporter
from data.settings import Settings
from recommender.arrays import catalogue_arrays
from training.build_bundle import seen_learners
from training.datasets import dropout_rows
from training.effect_report import effect_run, effect_text
from training.fit_effects import EffectFit, fit_effects
from training.fit_risk import WINDOW_DAYS, fit_risk
from training.job_runs import Counts, Progress, Runner, run_job
from training.records import read_records

REPORT: Final = "effects/report.txt"
"""The last report, under the home folder."""


def run_train_effects(settings: Settings, seed: int, progress: Progress, run: Runner = run_job) -> EffectFit:
    """Learn from what was imported, as ``rumbo train ranker`` does, and keep the report.

    Raises
    ------
    NotReadyError
        If too little was imported to learn from.
    """
    from training.tracking import Tracker

    found: list[EffectFit] = []

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        arrays = catalogue_arrays(read_catalogue(settings.reference))
        try:
            with reading(engine) as connection:
                records = read_records(connection)
            report("months of students")
            seen = seen_learners(records)
            risk = fit_risk(*dropout_rows(records, arrays, seen, WINDOW_DAYS))
            fit = fit_effects(records, arrays, risk, seen, seed)
        except ValueError as error:
            raise NotReadyError(f"{error}; run rumbo import first") from error
        with replaced_file(settings.home / REPORT) as file:
            file.write((effect_text(fit) + "\n").encode())
        report("writing the run to MLflow")
        Tracker(settings.mlruns).log_run(effect_run(fit, seed))
        found.append(fit)
        return {"months": fit.n_months, "holder_leavers": fit.n_holder_leavers}

    run(settings, "train effects", {"seed": seed}, work, progress)
    return found[0]
