"""``rumbo allocate explain``, ``what-if`` and ``prices``: questions about an allocation."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.terminal import LanguageOption
from data.domain import Language, LearnerId

_FolderArgument = Annotated[Path, typer.Argument(help="Folder that rumbo allocate wrote")]
_ScenarioOption = Annotated[Path | None, typer.Option(help="The scenario, if it was moved since")]
_CHANGE_HELP = "fund:ID=+PESOS, seats:ID=+N, drop-vendor:ID, target:NAME=N, drop-target:NAME, parity:COLUMN=GAP"
_JsonOption = Annotated[bool, typer.Option("--json", help="Print the answer as JSON")]


def register(allocate_app: typer.Typer) -> None:
    """Add the commands to ``rumbo allocate``."""
    allocate_app.command("explain")(explain)
    allocate_app.command("what-if")(what_if)
    allocate_app.command("prices")(prices)


def explain(
    folder: _FolderArgument,
    learner: Annotated[str, typer.Argument(help="Id of a learner of the scenario")],
    scenario: _ScenarioOption = None,
    as_json: _JsonOption = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Say why a learner got what they got, and which changes would have given them a voucher.

    Of a run that was applied, the learner's own page says the same from then on.
    """
    from api.allocation.decision_services import decision_for, opened
    from api.allocation.decision_texts import decision_text
    from api.i18n import texts

    decision = decision_for(opened(folder, scenario), LearnerId(learner))
    _keep(folder, scenario, LearnerId(learner), decision.as_json())
    _show(decision.as_json, lambda: decision_text(decision, texts(lang)), as_json)


def what_if(
    scenario: Annotated[Path, typer.Argument(help="TOML file with tables and rules; see docs/formats.md")],
    change: Annotated[
        list[str] | None,
        typer.Option(help=_CHANGE_HELP),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="Another scenario of the same learners, certifications and funds")
    ] = None,
    as_json: _JsonOption = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Say what changes would do: vouchers, value, states, funds, certifications; or what money they lack."""
    from api.allocation.what_if_services import answer
    from api.allocation.what_if_texts import answer_json, answer_text
    from api.i18n import texts

    found = answer(scenario, change or (), against)
    _show(lambda: answer_json(found), lambda: answer_text(found, texts(lang)), as_json)


def prices(
    folder: _FolderArgument,
    scenario: _ScenarioOption = None,
    rules: Annotated[bool, typer.Option("--rules", help="Also what each rule costs; solves once without each")] = False,
    as_json: _JsonOption = False,
    lang: LanguageOption = Language.ES,
) -> None:
    """Say what one more peso of each fund and one more seat of each certification are worth."""
    from api.allocation.what_if_services import prices as found_prices
    from api.allocation.what_if_texts import prices_json, prices_text
    from api.i18n import texts

    found = found_prices(folder, scenario, with_rules=rules)
    _show(lambda: prices_json(found), lambda: prices_text(found, texts(lang)), as_json)


def _show(values: Callable[[], dict[str, Any]], text: Callable[[], str], as_json: bool) -> None:
    typer.echo(json.dumps(values(), ensure_ascii=False, indent=2) if as_json else text())


def _keep(folder: Path, scenario: Path | None, learner_id: LearnerId, facts: dict[str, Any]) -> None:
    """Let the learner's page tell the changes, too, if this installation applied the run."""
    from api.allocation.allocation_services import check
    from data import decision_store
    from data.database import is_at_newest_revision, opened_engine, writing
    from data.settings import Settings

    settings = Settings()
    with opened_engine(settings.sqlalchemy_url) as engine:
        if not is_at_newest_revision(engine):
            return
        run = check(settings, folder, scenario).run
        if run is not None and run.applied_at is not None:
            with writing(engine) as connection:
                if learner_id in decision_store.learners_decided(connection, run.id):
                    decision_store.put_decisions(connection, run.id, [(learner_id, facts)], run.applied_at)
