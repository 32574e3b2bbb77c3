"""``rumbo privacy``: erases the data of learners who asked for it, once their day has come."""

import typer

from api.commands.terminal import today
from data import own_data_store
from data.database import opened_engine, writing
from data.settings import Settings
from recommender.people_files import PeopleFiles

privacy_app = typer.Typer(help="Learners who asked for their data to be deleted.", no_args_is_help=True)


@privacy_app.command("due")
def list_due() -> None:
    """List the learners whose data are due for erasure, by pseudonym."""
    with opened_engine(Settings().sqlalchemy_url) as engine, engine.connect() as connection:
        due = own_data_store.due_for_erasure(connection, today())
        for learner_id, erase_on in due:
            n_rows = sum(own_data_store.own_counts(connection, learner_id).values())
            typer.echo(f"{learner_id}  due since {erase_on}  {n_rows} rows")
    typer.echo(f"due: {len(due)}")


@privacy_app.command("erase")
def erase_due() -> None:
    """Erase all data of the learners who are due; a learner is erased whole or not at all, so it may be repeated."""
    n_learners = n_rows = 0
    settings = Settings()
    with opened_engine(settings.sqlalchemy_url) as engine:
        with engine.connect() as connection:
            due = own_data_store.due_for_erasure(connection, today())
        # Before the rows go: whoever is stopped in between does both again.
        PeopleFiles(settings.people_dir).forget(learner_id for learner_id, _ in due)
        for learner_id, _ in due:
            with writing(engine) as connection:
                erased = own_data_store.erase(connection, learner_id, today())
            n_learners += erased > 0
            n_rows += erased
    typer.echo(f"learners erased: {n_learners}, with rows: {n_rows}")
