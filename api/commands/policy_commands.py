"""``rumbo benchmark logged`` and ``rumbo drift``: what logs say of a policy, and how far the present has moved."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.commands.terminal import progress
from data.settings import Settings


def logged(
    log: Annotated[
        Path, typer.Argument(help="CSV: context_id, action, reward, propensity, further columns as context")
    ],
    target: Annotated[Path, typer.Option(help="CSV: context_id, action, probability of the policy to judge")],
    mapping: Annotated[Path | None, typer.Option(help="TOML file with the files' names of columns")] = None,
    cap: Annotated[
        float | None, typer.Option(min=0.001, help="Largest weight of capped_dr; default: the root of the choices")
    ] = None,
    seed: Annotated[int, typer.Option(help="Deals people into the folds of the reward model")] = 2026,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text")] = False,
) -> None:
    """Tell what a policy would have earned, by five estimators with intervals, or why the log cannot tell."""
    from training.off_policy.estimators import judge_policy
    from training.off_policy.logged_files import read_logged
    from training.off_policy.policy_report import judgement_json, judgement_text

    read = read_logged(log, target, mapping, seed=seed)
    judgement = judge_policy(read.choices, seed=seed, cap=cap, unsupported=read.unsupported)
    if as_json:
        facts = {"n_actions": read.n_actions, "reward_model": read.model, "unsupported_share": read.unsupported}
        typer.echo(json.dumps({**facts, **judgement_json(judgement)}, indent=2))
        return
    typer.echo(f"{read.n_actions} actions; the reward model sees {read.model}")
    typer.echo(judgement_text(judgement))


def drift(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day of showings to look at; default: all that are newer"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text")] = False,
) -> None:
    """Compare what was shown lately with what the served bundle learned from; exit code 1 if it should learn anew."""
    from recommender.drift import Drift
    from training.bundle_drift import drift_json, drift_text
    from training.drift_job import run_drift

    first_day: date | None = since.date() if since is not None else None
    report = run_drift(Settings(), first_day, progress())
    typer.echo(json.dumps(drift_json(report), indent=2) if as_json else drift_text(report))
    if report.drift is Drift.CHANGED:
        raise typer.Exit(1)


def print_policy_evaluation(settings: Settings, version: str, seed: int, out: Path | None) -> None:
    """Judge a bundle by logged answers for ``rumbo evaluate --policy``; ``out`` takes the figures as JSON, too."""
    from training.off_policy.policy_evaluation import policy_json, policy_text
    from training.off_policy.policy_job import run_evaluate_policy

    report = run_evaluate_policy(settings, version, seed, progress())
    if out is not None:
        out.write_text(json.dumps(policy_json(report), indent=2) + "\n", encoding="utf-8")
    typer.echo(policy_text(report))
