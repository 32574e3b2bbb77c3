"""``rumbo path``: an invented learner's best path to a target, proven, or what stands in its way."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.terminal import LanguageOption
from data.domain import Language, LearnerId
from data.errors import InputError
from data.settings import Settings
from recommender.paths.problem import Objective

if TYPE_CHECKING:
    from data.catalogue import Catalogue
    from recommender.paths.building import Wish

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day, such as 2026-12-31")]


def path(
    learner_id: Annotated[str, typer.Argument(help="Pseudonymous id of an invented learner")],
    target: Annotated[
        str | None, typer.Option(help="certification:ID, occupation:URI or skills:FILE; default: all within reach")
    ] = None,
    objective: Annotated[Objective, typer.Option(help="What there should be least of")] = Objective.HOURS,
    hours_a_week: Annotated[float | None, typer.Option(help="Default: what the learner stated")] = None,
    money: Annotated[float | None, typer.Option(help="Pesos a month; default: no limit")] = None,
    saved: Annotated[float, typer.Option(help="Pesos that are there from the start")] = 0.0,
    start: Day = None,
    by: Day = None,
    vouchers: Annotated[bool, typer.Option(help="Whether to reckon with a voucher for each exam")] = True,
    with_trade_off: Annotated[bool, typer.Option("--trade-off", help="Up to five paths, none better in all")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text")] = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Find the best path to a target, or what is within reach by a day, and say why each step is on it."""
    from api.app import bundle_holder
    from api.i18n import texts
    from api.path_services import PathQuestion, find_path, find_within_reach
    from api.path_texts import path_json, path_text, reach_text
    from data.account_store import rights_over_invented
    from data.catalogue import read_catalogue
    from data.database import opened_engine, reading
    from recommender.paths.building import Wish

    settings, t, moment = Settings(), texts(lang), datetime.now(UTC)
    if target is None and by is None:
        raise InputError("say where to with --target, or by when with --by to see what is within reach")
    catalogue = read_catalogue(settings.reference)
    question = PathQuestion(
        wish=Wish() if target is None else _wish(target, catalogue),
        objective=objective,
        hours_a_week=hours_a_week,
        pesos_a_month=money,
        pesos_saved=saved,
        start=start.date() if start else None,
        by=by.date() if by else None,
        expects_vouchers=vouchers,
        with_trade_off=with_trade_off,
    )
    bundle = bundle_holder(settings, catalogue).current()
    with opened_engine(settings.sqlalchemy_url) as engine, reading(engine) as connection:
        rights = rights_over_invented(connection, LearnerId(learner_id))
        if target is None:
            problem, found = find_within_reach(connection, bundle, rights, question, moment)
            typer.echo(reach_text(problem, found, question.start or moment.date(), catalogue, t))
            return
        answer = find_path(connection, bundle, rights, question, moment)
    if as_json:
        typer.echo(json.dumps(path_json(answer, catalogue, t), ensure_ascii=False, indent=2))
    else:
        typer.echo(path_text(answer, catalogue, t))


def _wish(target: str, catalogue: "Catalogue") -> "Wish":
    """The wish that an option names; skills stand in a file, one a line."""
    from api.path_services import skills_named, wish_of
    from recommender.paths.building import wish_of_skills

    if not target.startswith("skills:"):
        return wish_of(target, catalogue)
    file = Path(target.removeprefix("skills:"))
    return wish_of_skills(skills_named(file.read_text(encoding="utf-8-sig").splitlines(), catalogue))
