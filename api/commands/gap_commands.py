"""``rumbo gaps``: what a plan of study misses of what postings ask for."""

import json
from typing import Annotated

import typer

from api.commands.terminal import LanguageOption
from data.domain import Language, SkillKind
from data.settings import Settings


def gaps(
    curriculum: Annotated[str, typer.Argument(help="Id of a plan of study, shipped or imported")],
    region: Annotated[
        str | None, typer.Option(help="State by ISO id, INEGI or CURP code, or name; default: the whole country")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=500, help="Most gaps to show")] = 10,
    soft: Annotated[bool, typer.Option("--soft", help="Also soft skills, which ads name as a matter of form")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table")] = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Tell which skills a region's postings ask for and a plan of study misses, and where they would fit."""
    from api.academia.gap_json import gaps_json
    from api.academia.gap_services import found_curriculum, found_state, gap_report
    from api.academia.gap_texts import gaps_text
    from api.academia.plan_analysis import PlanAnalyst
    from api.i18n import texts
    from data.catalogue import read_catalogue
    from data.database import opened_engine, reading
    from embeddings.encoder import load_encoder

    settings, t = Settings(), texts(lang)
    catalogue = read_catalogue(settings.reference)
    plan = found_curriculum(catalogue, curriculum)
    state = found_state(catalogue, region) if region else None
    kinds = [kind for kind in SkillKind if soft or kind is not SkillKind.SOFT]
    with opened_engine(settings.sqlalchemy_url) as engine, reading(engine) as connection:
        encoder = load_encoder(settings.encoder, settings.models_dir)
        analyst = PlanAnalyst(settings, catalogue, encoder)
        report = gap_report(connection, analyst, curriculum=plan, state=state, kinds=kinds, n=top)
    if as_json:
        typer.echo(json.dumps(gaps_json(report, catalogue, t), ensure_ascii=False, indent=2))
    else:
        typer.echo(gaps_text(report, catalogue, t))
