"""``rumbo follow-up``: studies of what became of the certified, from the draw to the results."""

import json
from dataclasses import asdict, astuple
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.commands.terminal import LanguageOption
from data.database import reading, ready_engine, writing
from data.domain import Language
from data.settings import Settings

follow_up_app = typer.Typer(
    help="Follow-up studies: draw people by lot, write to them, weigh their answers.", no_args_is_help=True
)

StudyArgument = Annotated[str, typer.Argument(metavar="STUDY", help="Name of the study, such as 2026-a")]


@follow_up_app.command("create")
def create(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="Its name: at most 32 letters")],
    passed_from: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of exams passed")],
    passed_until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of exams passed")],
    closes: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day for answers")],
    people: Annotated[int, typer.Option(min=1, help="How many to draw")],
    seed: Annotated[int, typer.Option(min=0, help="Of the draw; the same one draws the same people")] = 2026,
    odds: Annotated[float, typer.Option(help="How far the odds of those silent may differ, for the band")] = 2.0,
    points: Annotated[float, typer.Option(help="How far their changes of wage may differ, in points")] = 10.0,
) -> None:
    """Draw people by lot in strata of state and kind; the band is stated now, before any answer comes."""
    from api.programme.follow_up_services import create_study, new_study

    made = new_study(
        study,
        passed_from.date(),
        passed_until.date(),
        closes.date(),
        moment=datetime.now(UTC),
        seed=seed,
        reaches=(odds, points),
    )
    with ready_engine(Settings().sqlalchemy_url) as engine, writing(engine) as connection:
        n_people, n_drawn = create_study(connection, made, people)
    typer.echo(f"people: {n_people}, drawn: {n_drawn}, seed: {seed}")


@follow_up_app.command("list")
def list_studies() -> None:
    """List studies: name, time of exams, last day, drawn, invited, reminded, answered, with tabs between."""
    from data import follow_up_store

    with ready_engine(Settings().sqlalchemy_url) as engine, reading(engine) as connection:
        for study in follow_up_store.studies(connection):
            counts = follow_up_store.letter_counts(connection, study.study_id)
            days = (study.passed_from, study.passed_until, study.closes_on)
            typer.echo("\t".join((study.study_id, *map(str, days), *map(str, astuple(counts)))))


@follow_up_app.command("invite")
def invite(study: StudyArgument) -> None:
    """Write to everybody drawn who was not written to; stopped half-way, run it again."""
    _write(study, is_reminder=False)


@follow_up_app.command("remind")
def remind(study: StudyArgument) -> None:
    """Write once more to who was invited and is silent."""
    _write(study, is_reminder=True)


@follow_up_app.command("results")
def results(
    study: StudyArgument,
    lang: LanguageOption = Language.ES,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text")] = False,
) -> None:
    """Tell what the answers say of everybody, with 95 % intervals and the band stated beforehand."""
    from api.programme.follow_up_services import study_results
    from api.programme.follow_up_texts import results_text
    from data.catalogue import read_catalogue

    settings = Settings()
    catalogue = read_catalogue(settings.reference)
    with ready_engine(settings.sqlalchemy_url) as engine, reading(engine) as connection:
        found = study_results(connection, study, catalogue)
    typer.echo(json.dumps(asdict(found), indent=2, default=str) if as_json else results_text(found, catalogue, lang))


def _write(study: str, *, is_reminder: bool) -> None:
    from api.programme.follow_up_services import write_letters

    settings = Settings()
    with ready_engine(settings.sqlalchemy_url) as engine:
        letters = write_letters(engine, study, settings, lambda: datetime.now(UTC), is_reminder=is_reminder)
    typer.echo(f"letters: {letters.n_written}, without address or objecting: {letters.n_left_out}")
