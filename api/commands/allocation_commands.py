"""``rumbo allocate``: who gets which voucher, with a proof that anybody can check."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from typer.core import TyperGroup

from api.commands.terminal import LanguageOption, progress
from data.domain import Language
from data.errors import InputError
from data.settings import Settings

FolderArgument = Annotated[Path, typer.Argument(help="Folder that rumbo allocate wrote")]
ScenarioOption = Annotated[Path | None, typer.Option(help="The scenario, if it was moved since")]
_RUN: Final = "run"


class _RunUnlessNamed(TyperGroup):
    """``rumbo allocate SCENARIO.toml`` is ``rumbo allocate run SCENARIO.toml``."""

    # The class that typer declares here is private to it; its own context is one of them.
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and args[0] not in (*self.commands, "--help"):
            args = [_RUN, *args]
        return super().parse_args(ctx, args)


allocate_app = typer.Typer(
    cls=_RunUnlessNamed,
    help="Give vouchers by a scenario (rumbo allocate SCENARIO.toml --out DIR), or check such a run.",
    no_args_is_help=True,
)


@allocate_app.command(_RUN)
def allocate(
    scenario: Annotated[Path, typer.Argument(help="TOML file with tables and rules; see docs/formats.md")],
    out: Annotated[Path, typer.Option(help="New folder for plan, multipliers, prices and certificate")],
    warm: Annotated[Path | None, typer.Option(help="Folder of an earlier run: begin with its prices")] = None,
    queue: Annotated[bool, typer.Option("--queue", help="Let a worker do it; see rumbo jobs")] = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Find who gets which voucher and who pays, and write the plan with its proof.

    Where the rules cannot be met together, tell the smallest extra budget that would meet them.
    """
    from api.allocation.what_if_services import missing_money
    from api.allocation.what_if_texts import missing_text
    from api.commands import job_commands
    from api.commands.allocation_texts import certificate_text
    from api.i18n import texts
    from data.allocation.scenario import read_scenario
    from data.database import is_at_newest_revision, opened_engine
    from recommender.allocation.running.run import UnmetRulesError, run_scenario
    from training.allocation import run_allocate

    settings = Settings()
    if queue and warm is not None:
        raise InputError("--warm begins at once; leave --queue out")
    if queue:
        job_commands.enqueue("allocate", {"scenario": scenario, "out": out})
        return
    with opened_engine(settings.sqlalchemy_url) as engine:
        has_database = is_at_newest_revision(engine)
    t = texts(lang)
    try:
        if has_database or read_scenario(scenario).from_database is not None:
            certificate = run_allocate(settings, scenario, out, progress(), warm=warm)
        else:
            certificate = run_scenario(scenario, out, progress(), warm)
            typer.echo(t("allocation.unrecorded"), err=True)
    except UnmetRulesError as error:
        national, names = error.built.national, error.built.names
        typer.echo(missing_text(missing_money(national, names), names, t))
        raise
    typer.echo(certificate_text(certificate, t))


@allocate_app.command("verify")
def verify(folder: FolderArgument, scenario: ScenarioOption = None, lang: LanguageOption = Language.ES) -> None:
    """Compute a run again from its inputs, plan and multipliers; exit code 1 on any difference."""
    from api.allocation.allocation_services import check
    from api.commands.allocation_texts import check_text
    from api.i18n import texts

    checked = check(Settings(), folder, scenario)
    typer.echo(check_text(checked, texts(lang)))
    if checked.differences:
        raise typer.Exit(1)


@allocate_app.command("apply")
def apply(folder: FolderArgument, scenario: ScenarioOption = None, lang: LanguageOption = Language.ES) -> None:
    """Verify a run of this installation, give its vouchers and answer the applications that it decided about."""
    from api.allocation import allocation_services
    from api.i18n import texts
    from data.database import check_tables, opened_engine, writing

    t, settings = texts(lang), Settings()
    with opened_engine(settings.sqlalchemy_url) as engine:
        check_tables(engine)
        read = allocation_services.ReadRun.of(folder, scenario)
        with writing(engine) as connection:
            applied = allocation_services.apply(connection, read, t, datetime.now(UTC), settings.voucher_days)
    typer.echo(t("allocation.applied", given=applied.given, refused=applied.refused, left_open=applied.left_open))
