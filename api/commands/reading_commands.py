"""Commands that fit what reads texts: encoder, matcher, reader of skills, knowledge of boilerplate."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.commands.terminal import echo_counts, progress
from data.reference_files import SHIPPED
from data.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands to ``rumbo train``."""
    app.command("encoder")(train_encoder)
    app.command("matcher")(train_matcher)
    app.command("skills")(train_skills)
    app.command("boilerplate")(train_boilerplate)


def train_encoder(
    esco: Annotated[Path, typer.Option(help="Folder of ESCO's CSV files, in Spanish and English")],
    onet: Annotated[Path, typer.Option(help="Folder with O*NET's Technology_Skills.txt")],
    out: Annotated[Path | None, typer.Option(help="Folder of the adapter; default: where rumbo init looks")] = None,
    goes_on: Annotated[
        bool, typer.Option("--continue", help="Start from the adapter in use, such as after an import of skills")
    ] = False,
    steps: Annotated[int, typer.Option(min=1, help="Batches of each of the two runs")] = 240,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal adapters on one kind of machine")] = 2026,
) -> None:
    """Teach the encoder the words of work in both languages; about 40 minutes on two cores. Then: rumbo init, embed."""
    from embeddings.adapter import own_adapter_folder
    from training.encoder.fit_encoder import EncoderTraining
    from training.encoder.fit_encoder import train_encoder as train

    settings = Settings()
    training = EncoderTraining(n_steps=steps, seed=seed)
    folder = out or own_adapter_folder(settings.models_dir)
    figures = train(settings, esco=esco, onet=onet, out=folder, goes_on=goes_on, training=training, progress=progress())
    typer.echo(figures.text())


def train_matcher(
    esco: Annotated[Path, typer.Option(help="Folder of ESCO's CSV files, in Spanish and English")],
    out: Annotated[Path | None, typer.Option(help="Folder of the weights; default: that of the program")] = None,
    queries: Annotated[int, typer.Option(min=1, help="Queries of each task at most")] = 150,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal sentences, and so equal weights")] = 2026,
) -> None:
    """Learn how much meaning and letters count when texts are matched; up to 8 minutes on two cores."""
    from embeddings.match_weights import SHIPPED_WEIGHTS
    from training.reading.fit_matcher import train_matcher as train

    folder = out or SHIPPED_WEIGHTS.parent
    for kind, fit in train(
        Settings(), esco=esco, out=folder, n_queries=queries, seed=seed, progress=progress()
    ).items():
        typer.echo(f"{kind}: {fit.mean:.4f}, the encoder alone {fit.mean_of_encoder:.4f}")
    if out is None:
        typer.echo("next: python -m data.catalogue, which renews the manifest")


def train_skills(
    spans: Annotated[Path, typer.Option(help="Folder with spans_train.jsonl", file_okay=False)],
    postings: Annotated[Path, typer.Option(help="Advertisements with lists of hard and soft skills, JSON lines")],
    out: Annotated[Path | None, typer.Option(help="Folder of the model; default: the shipped one's place")] = None,
) -> None:
    """Fit the reader of skills on labelled texts."""
    from training.reading.train_skills import run_train_skills

    figures = run_train_skills(Settings(), spans, postings, out, progress())
    typer.echo(", ".join(f"{name} {value:.3f}" for name, value in figures.items()))


def train_boilerplate(
    out: Annotated[Path, typer.Option(help="Folder of the weights and their card")] = SHIPPED / "models",
) -> None:
    """Fit the model that knows sentences which ask for no skill, on the shipped sentences."""
    from training.reading.fit_boilerplate import boilerplate_run
    from training.reading.fit_boilerplate import train_boilerplate as fit
    from training.tracking import Tracker

    figures = fit(SHIPPED, out, progress())
    Tracker(Settings().mlruns).log_run(boilerplate_run(out, figures))
    echo_counts(asdict(figures))
