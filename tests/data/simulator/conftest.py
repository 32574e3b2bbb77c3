"""Small invented countries of the shipped catalogue, made once for all tests of the simulator. Read them only."""

from pathlib import Path

import pytest

from data.catalogue import Catalogue, read_catalogue
from data.settings import ROOT
from data.simulator.world import simulate
from data.simulator.worlds import World

N_LEARNERS, N_MONTHS, SEED = 300, 12, 3


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    return read_catalogue(ROOT / "data" / "reference")


@pytest.fixture(scope="session")
def worlds(shipped: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> dict[World, Path]:
    """One country a world, equal in all else."""
    folder = tmp_path_factory.mktemp("worlds")
    for world in World:
        simulate(shipped, folder / world, n_learners=N_LEARNERS, n_months=N_MONTHS, seed=SEED, world=world)
    return {world: folder / world for world in World}


@pytest.fixture(scope="session")
def country(worlds: dict[World, Path]) -> Path:
    return worlds[World.DEFAULT]
