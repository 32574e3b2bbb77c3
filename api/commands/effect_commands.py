"""``rumbo effects``: what a treatment changed, for whom, and whether the estimate may carry a decision."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.commands.terminal import LanguageOption
from data.domain import Language
from data.errors import InputError

effects_app = typer.Typer(help="What a treatment changes.", no_args_is_help=True)


@effects_app.command("estimate")
def estimate(
    table: Annotated[Path, typer.Option(help="CSV, Excel or Parquet file, one row a case")],
    treatment: Annotated[str, typer.Option(help="Column that says what each case got")],
    outcome: Annotated[str, typer.Option(help="Column with what came of it: a number, or 0 and 1")],
    placebo: Annotated[
        list[str] | None, typer.Option(help="Outcome that the treatment cannot have changed; may be repeated")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="TOML file: columns, control, costs; see docs/formats.md")
    ] = None,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal estimates")] = 2026,
    out: Annotated[Path | None, typer.Option(help="Write here whom the budget should treat: id, arm")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text")] = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Estimate what a treatment changed on average, on the treated and by group, and doubt it."""
    from api.commands.effect_texts import answer_text, reason_text
    from api.i18n import texts
    from training.case_table.mapping import CaseMapping, read_mapping
    from training.effects.design import EffectDesign, read_design
    from training.effects.effect_table import read_effect_table
    from training.effects.estimate import estimate_effects
    from training.effects.plan_file import write_plan
    from training.effects.report import answer_json

    meaning = CaseMapping() if mapping is None else read_mapping(mapping)
    design = EffectDesign() if mapping is None else read_design(mapping)
    design = replace(design, placebos=tuple(dict.fromkeys([*design.placebos, *(placebo or [])])))
    _check_out(out, design.budget)
    cases = read_effect_table(table, meaning, design, treatment=treatment, outcome=outcome)
    answer, t = estimate_effects(cases, design, seed=seed, trusted=meaning.trusted), texts(lang)
    if as_json:
        found = answer_json(answer, lambda check: reason_text(check, t))
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        typer.echo(answer_text(answer, t))
    if out is not None:
        typer.echo(f"{out}: {write_plan(out, cases, answer.policy)}", err=True)


def _check_out(out: Path | None, budget: float | None) -> None:
    """Refuse a plan that could not be written before anything is computed."""
    if out is None:
        return
    if budget is None:
        raise InputError("--out needs a budget: say in the mapping [effects] budget = 100000")
    if not out.absolute().parent.is_dir():
        raise InputError(f"{out.parent} is no folder; the plan could not be written there")
