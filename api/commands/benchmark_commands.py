"""Commands that run the models on anybody's tables, beside the platform's own data."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.policy_commands import logged
from api.commands.terminal import progress
from data.errors import InputError

if TYPE_CHECKING:
    from training.collaborative.choice import Choice

benchmark_app = typer.Typer(help="Run the models on a table of yours.", no_args_is_help=True)
benchmark_app.command("logged")(logged)


@benchmark_app.command("interactions")
def interactions(
    train: Annotated[Path, typer.Argument(help="CSV or Parquet with learner_id, item_id and, if known, time")],
    out: Annotated[Path, typer.Option(help="Parquet file to write: learner_id, item_id, rank, score")],
    k: Annotated[int, typer.Option("--k", "-k", min=1, help="Length of each learner's list")] = 10,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal lists")] = 2026,
) -> None:
    """Choose on the log itself how next items are found, and write each learner's best unseen items."""
    from recommender.collaborative.exposure import spread_lists
    from recommender.collaborative.source import scores_of_unseen
    from recommender.collaborative.top_lists import learner_blocks
    from training.collaborative.choice import choose_and_fit
    from training.collaborative.interaction_log import read_interactions
    from training.collaborative.top_file import write_top_lists

    if out.is_dir():
        raise InputError(f"{out} is a folder; --out names the Parquet file to write")
    tell = progress()
    log = read_interactions(train)
    histories = log.histories
    typer.echo(f"learners {histories.n_learners}, items {histories.n_items}, interactions {histories.n_events}")
    typer.echo(f"repeated pairs left out: {log.n_repeated}; times: {log.time_kind}")
    choice = choose_and_fit(histories, k, seed, tell)
    typer.echo(_choice_text(choice, k))
    tell("scoring every learner")
    rows = learner_blocks(histories.n_learners)
    lists = spread_lists((scores_of_unseen(choice.scorer, histories.of(some)) for some in rows), k)
    n_rows = write_top_lists(out, log, lists)
    typer.echo(f"written: {out}, {n_rows} rows; learners with nothing unseen left: {lists.n_empty}")


def _choice_text(choice: "Choice", k: int) -> str:
    """What was chosen, how every method was set, and how well each did on learners that chose nothing else."""
    if not choice.validation:
        return f"chosen: {choice.name}; nobody took two items, so that nothing could be compared"
    lines = [f"NDCG@{k} of the next item of {choice.n_judged} learners kept apart (95 % bootstrap intervals):"]
    lines += [
        f"  {name:<18} {interval!s:<26} {choice.settings.get(name, '')}"
        for name, interval in sorted(choice.validation.items(), key=lambda entry: -entry[1].mean)
    ]
    return "\n".join([*lines, f"chosen: {choice.name}"])
