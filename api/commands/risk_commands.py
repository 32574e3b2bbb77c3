"""``rumbo train risk`` and ``rumbo score risk``: drop-out risk on an institution's own table."""

import json
from pathlib import Path
from typing import Annotated

import typer

from api.commands.terminal import LanguageOption, progress
from data.domain import Language
from data.errors import InputError
from data.settings import Settings

score_app = typer.Typer(help="Let a fitted model speak of new rows.", no_args_is_help=True)


def register(train_app: typer.Typer) -> None:
    """Add ``rumbo train risk``."""
    train_app.command("risk")(train_risk)


def train_risk(
    table: Annotated[Path, typer.Option(help="CSV, Excel or Parquet file, a row a case")],
    mapping: Annotated[Path, typer.Option(help="TOML file that says what the columns mean; see docs/formats.md")],
    out: Annotated[Path, typer.Option(help="Folder for the model, its report and its card")],
    early: Annotated[bool, typer.Option("--early", help="Read only the columns known at enrolment")] = False,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal models")] = 2026,
) -> None:
    """Fit and judge a model of who drops out."""
    from training.risk.report import report_text
    from training.risk.train import train_risk as fit
    from training.tracking import Tracker

    report = fit(table, mapping, out, Tracker(Settings().mlruns), progress(), early=early, seed=seed)
    typer.echo(report_text(report), nl=False)


@score_app.command("risk")
def score_risk(
    model: Annotated[Path, typer.Option(help="Folder that rumbo train risk wrote")],
    table: Annotated[Path, typer.Option(help="CSV, Excel or Parquet file with the columns that the model reads")],
    out: Annotated[Path, typer.Option(help="CSV file to write: id, probability, low, high, reasons")],
    lang: LanguageOption = Language.ES,
) -> None:
    """Give each row the probability that the student drops out, its 95 % interval and reasons."""
    from api.commands.risk_texts import drift_json, drift_text, reasons
    from api.i18n import texts
    from data.atomic_file import replaced_file
    from recommender.table_risk.files import load_risk_model
    from training.risk.score import read_for, write_scores

    if not out.absolute().parent.is_dir():
        raise InputError(f"{out.parent} is no folder; the scores could not be written there")
    t, tell = texts(lang), progress()
    fitted, facts = load_risk_model(model)
    cases = read_for(table, fitted, facts)
    tell(f"{len(cases)} rows read")
    found = fitted.assess(cases.frame)
    drift = fitted.reference.compare(fitted.encoding, cases.frame, found.probability)
    tell("probabilities, intervals and contributions worked out")
    write_scores(out, cases, found, reasons(fitted, facts, cases.frame, found.contributions, t))
    beside = out.with_suffix(".drift.json")
    with replaced_file(beside) as file:
        file.write((json.dumps(drift_json(drift), indent=2, ensure_ascii=False) + "\n").encode())
    typer.echo(f"{out}: {len(cases)}; {beside}")
    typer.echo(drift_text(drift, facts, t))
