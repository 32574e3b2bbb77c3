from pathlib import Path

import sqlalchemy as sa

from data.database import opened_engine
from data.settings import Settings
from tests.training.country import add_people
from training.demo import reset


class TestReset:
    def test_takes_away_all_but_the_encoder(self, tmp_path: Path, database_url: str) -> None:
        settings = Settings(home=tmp_path / "home", mlruns=tmp_path / "mlruns", models=None, database_url=database_url)
        for folder in (settings.models_dir, settings.world_dir, settings.bundles_dir, settings.mlruns / "artifacts"):
            folder.mkdir(parents=True)
        (settings.mlruns / "mlflow.db").touch()
        with opened_engine(database_url) as engine:
            add_people(engine, "ana")
        reset(settings)
        assert list(settings.home.iterdir()) == [settings.models_dir]
        assert list(settings.mlruns.iterdir()) == []
        with opened_engine(database_url) as engine:
            assert sa.inspect(engine).get_table_names() == []

    def test_leaves_the_file_of_home_where_another_database_is_used(self, tmp_path: Path, database_url: str) -> None:
        home = tmp_path / "home"
        home.mkdir()
        (home / "rumbo.db").write_text("mine", encoding="utf-8")
        reset(Settings(home=home, mlruns=tmp_path / "mlruns", database_url=database_url))
        assert (home / "rumbo.db").read_text(encoding="utf-8") == "mine"
