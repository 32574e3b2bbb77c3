"""``rumbo evaluate --policy`` from the database to the run: reads, judges, keeps the figures."""

import sqlalchemy as sa

from data.held_job import Reporter
from data.settings import Settings
from training.job_runs import Counts, Progress, run_unrecorded
from training.jobs import bundle_of, champion_of, inputs_of
from training.off_policy.policy_evaluation import PolicyReport, evaluate_policy, policy_metrics, policy_text


def run_evaluate_policy(settings: Settings, version: str, seed: int, progress: Progress) -> PolicyReport:
    """Judge a bundle, and the one that serves beside it, by logged answers, and keep the figures with its run."""
    from training.tracking import Tracker

    found: list[PolicyReport] = []

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        inputs = inputs_of(settings, engine)
        champion, _ = champion_of(settings, version, inputs)
        judged = evaluate_policy(bundle_of(settings, version, inputs), champion, inputs, seed=seed, progress=report)
        Tracker(settings.mlruns).log_metrics(version, policy_metrics(judged), policy_text(judged), file="policy.txt")
        found.append(judged)
        return {"places": judged.judgements[version].n_choices}

    run_unrecorded(settings, "evaluate", {}, work, progress)
    return found[0]
