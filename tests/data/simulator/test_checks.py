"""The checks of a written country: they hold for what the simulator writes, and fail where it was tampered with."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.errors import InputError
from data.simulator.check import Check
from data.simulator.checks import country_checks
from data.simulator.truth import TRUTH_FILE
from data.simulator.world import TRUTH_FOLDER, simulate
from data.simulator.worlds import World


@pytest.fixture(scope="module")
def town(shipped: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country large enough for its figures to be steady."""
    out = tmp_path_factory.mktemp("town") / "world"
    simulate(shipped, out, n_learners=1_500, n_months=12, seed=8, n_truth=300)
    return out


@pytest.fixture
def copied_town(town: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(town, tmp_path / "town"))


def failed(folder: Path, catalogue: Catalogue) -> set[str]:
    return {check.name for check in country_checks(folder, catalogue) if not check.holds}


def rewrite(path: Path, change: Callable[[list[list[str]]], None]) -> None:
    """Change the cells of a CSV file, header first."""
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    change(rows)
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")


def everybody_in(state_id: str) -> Callable[[list[list[str]]], None]:
    def change(rows: list[list[str]]) -> None:
        place = rows[0].index("state_id")
        for row in rows[1:]:
            row[place] = state_id

    return change


def mirrored_ranks(rows: list[list[str]]) -> None:
    place = rows[0].index("rank")
    for row in rows[1:]:
        row[place] = str(11 - int(row[place]))


def every_second_redeemed_later(rows: list[list[str]]) -> None:
    place = rows[0].index("redeemed_on")
    for row in rows[1::2]:
        row[place] = row[place] and "2026-10-30"


class TestCountryChecks:
    def test_all_hold_for_a_country_as_written(self, town: Path, shipped: Catalogue) -> None:
        found = country_checks(town, shipped)
        assert [check.line for check in found if not check.holds] == []
        assert len(found) > 20

    @pytest.mark.parametrize("world", World)
    def test_effects_are_those_of_the_world(self, worlds: dict[World, Path], world: World, shipped: Catalogue) -> None:
        effects = {"students without any effect", "spread of effects", "correlation of effect and risk"}
        assert failed(worlds[world], shipped) & effects == set()

    @pytest.mark.parametrize("pretended", [World.EQUAL_EFFECT, World.FALLING_EFFECT])
    def test_a_world_under_anothers_name_fails(self, copied_town: Path, pretended: World, shipped: Catalogue) -> None:
        path = copied_town / TRUTH_FOLDER / "world.json"
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "world": pretended}), encoding="utf-8")
        assert "students without any effect" in failed(copied_town, shipped)

    @pytest.mark.parametrize(
        ("file", "change", "check"),
        [
            ("learners.csv", everybody_in("MX-YUC"), "states of students"),
            ("learners.csv", everybody_in("MX-YUC"), "share of certifications in the four leading states"),
            ("impressions.csv", mirrored_ranks, "position bias"),
            ("vouchers.csv", every_second_redeemed_later, "vouchers redeemed that agree with an enrolment"),
        ],
    )
    def test_fails_where_a_file_says_something_else(
        self,
        copied_town: Path,
        shipped: Catalogue,
        file: str,
        change: Callable[[list[list[str]]], None],
        check: str,
    ) -> None:
        rewrite(copied_town / file, change)
        assert check in failed(copied_town, shipped)

    def test_fails_where_certifications_explain_all_of_the_naive_difference(
        self, copied_town: Path, shipped: Catalogue
    ) -> None:
        path = copied_town / TRUTH_FOLDER / TRUTH_FILE
        with np.load(path) as arrays:
            truth = dict(arrays)
        truth["leave_uncertified"] = np.minimum(0.99, truth["leave_without"] + np.float32(0.3))
        np.savez(path, **truth)
        assert "confounding, naive less true" in failed(copied_town, shipped)

    def test_fails_where_all_postings_read_alike(self, copied_town: Path, shipped: Catalogue) -> None:
        path = copied_town / "postings.jsonl"
        first, *others = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
        rows = [first, *({**row, "description": first["description"]} for row in others)]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        assert "distinct share of 4-grams of words" in failed(copied_town, shipped)

    @pytest.mark.parametrize("name", ["learners.csv", "postings.jsonl", "truth/world.json"])
    def test_names_a_file_that_is_missing(self, copied_town: Path, shipped: Catalogue, name: str) -> None:
        (copied_town / name).unlink()
        with pytest.raises(InputError, match=name):
            country_checks(copied_town, shipped)

    def test_names_a_file_without_a_column(self, copied_town: Path, shipped: Catalogue) -> None:
        rewrite(copied_town / "impressions.csv", lambda rows: rows[0].__setitem__(rows[0].index("rank"), "place"))
        with pytest.raises(InputError, match=r"impressions\.csv: cannot be read .*rank"):
            country_checks(copied_town, shipped)


class TestCheck:
    @pytest.mark.parametrize(("value", "holds"), [(0.1, True), (0.3, True), (0.31, False), (float("nan"), False)])
    def test_holds_within_its_range_alone(self, value: float, holds: bool) -> None:
        check = Check("share", value, 0.1, 0.3)
        assert check.holds is holds
        assert check.line.startswith("ok" if holds else "FAILS")
