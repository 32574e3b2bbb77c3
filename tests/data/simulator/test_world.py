"""A small invented country of the shipped catalogue: what holds for its files, its truth and a killed run."""

import csv
import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue, read_catalogue
from data.errors import InputError
from data.importers.run import import_file
from data.settings import ROOT
from data.simulator import world
from data.simulator.parameters import frozen_hash, parameters_hash
from data.simulator.potential import drawn_grades
from data.simulator.truth import Truth, read_truth, read_world
from data.simulator.world import DEFAULT_UNTIL, TRUTH_FOLDER, is_world, month_starts, simulate

N_LEARNERS, N_MONTHS = 300, 12
DAYS = {
    "transcripts.csv": "completed_on",
    "impressions.csv": "shown_at",
    "feedback.csv": "answered_at",
    "enrolments.csv": "enrolled_on",
    "exam_results.csv": "taken_on",
    "outcomes.csv": "occurred_on",
}
IMPORTS = ("learners", "transcripts", "postings", "impressions", "feedback", "enrolments", "exam_results", "outcomes")


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_catalogue(ROOT / "data" / "reference")


@pytest.fixture(scope="module")
def country(shipped: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("country") / "world"
    simulate(shipped, out, n_learners=N_LEARNERS, n_months=N_MONTHS, seed=3)
    return out


@pytest.fixture(scope="module")
def truth(country: Path) -> Truth:
    return read_truth(country / TRUTH_FOLDER)


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestSimulate:
    def test_equal_arguments_give_equal_bytes_and_another_seed_others(
        self, shipped: Catalogue, country: Path, tmp_path: Path
    ) -> None:
        for seed in (3, 4):
            simulate(shipped, tmp_path / str(seed), n_learners=N_LEARNERS, n_months=N_MONTHS, seed=seed)
        first = content_of(country)
        assert content_of(tmp_path / "3") == first
        other = content_of(tmp_path / "4")
        assert other.keys() == first.keys()
        assert [name for name in first if other[name] == first[name]] == []

    @pytest.mark.parametrize(("n_learners", "n_months"), [(0, 12), (10, 0)])
    def test_refuses_a_country_of_nobody_or_no_time(
        self, shipped: Catalogue, tmp_path: Path, n_learners: int, n_months: int
    ) -> None:
        with pytest.raises(ValueError, match="at least 1"):
            simulate(shipped, tmp_path / "world", n_learners=n_learners, n_months=n_months, seed=1)

    def test_names_the_file_that_a_country_too_small_leaves_empty(self, shipped: Catalogue, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match=r"too small: no row for \w+\.csv; ask for more"):
            simulate(shipped, tmp_path / "world", n_learners=3, n_months=1, seed=1)
        assert not (tmp_path / "world").exists()

    def test_a_killed_run_leaves_no_half_country_and_can_be_run_again(
        self, shipped: Catalogue, country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "world"

        def kill(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(world.PartnerFiles, "write_postings", kill)
            with pytest.raises(KeyboardInterrupt):
                simulate(shipped, out, n_learners=N_LEARNERS, n_months=N_MONTHS, seed=3)
        assert not is_world(out)
        assert [path.name for path in tmp_path.iterdir()] == ["world.partial"]
        simulate(shipped, out, n_learners=N_LEARNERS, n_months=N_MONTHS, seed=3)
        assert [path.name for path in tmp_path.iterdir()] == ["world"]
        assert content_of(out) == content_of(country)

    def test_says_how_the_country_was_made(self, shipped: Catalogue, country: Path) -> None:
        assert read_world(country / TRUTH_FOLDER) == {
            "world": "default",
            "learners": N_LEARNERS,
            "learners_with_truth": N_LEARNERS,
            "months": N_MONTHS,
            "seed": 3,
            "until": DEFAULT_UNTIL.isoformat(),
            "parameters_sha256": parameters_hash(),
            "catalogue": shipped.digest,
        }

    def test_parameters_are_the_frozen_ones(self) -> None:
        assert parameters_hash() == frozen_hash()


class TestFiles:
    def test_load_without_a_rejected_row(self, country: Path, shipped: Catalogue, engine: sa.Engine) -> None:
        for kind in IMPORTS:
            path = country / ("postings.jsonl" if kind == "postings" else f"{kind}.csv")
            counts = import_file(kind, path, None, engine, shipped, b"key", date(2026, 11, 22)).as_dict()
            assert counts["rejected"] == 0, kind
            assert counts["new"] == counts["in"] > 0, kind

    @pytest.mark.parametrize(("name", "column"), DAYS.items())
    def test_hold_nothing_after_the_last_day(self, country: Path, name: str, column: str) -> None:
        assert max(row[column][:10] for row in rows_of(country, name)) <= DEFAULT_UNTIL.isoformat()

    def test_hold_nothing_that_a_drop_out_did_afterwards(self, country: Path) -> None:
        """A job found through an exam that was passed before is the one thing that may follow."""
        left = {
            row["external_id"]: row["occurred_on"]
            for row in rows_of(country, "outcomes.csv")
            if row["kind"] == "dropped_out"
        }
        assert left
        for name, column in DAYS.items():
            for row in rows_of(country, name):
                if row.get("kind") != "hired":
                    assert row[column][:10] <= left.get(row["external_id"], "9999"), (name, row)

    def test_let_everybody_leave_or_finish_once(self, country: Path) -> None:
        ends = Counter(row["external_id"] for row in rows_of(country, "outcomes.csv") if row["kind"] != "hired")
        assert max(ends.values()) == 1

    def test_show_lists_of_ten_different_certifications_with_their_places(self, country: Path) -> None:
        lists = defaultdict(list)
        for row in rows_of(country, "impressions.csv"):
            lists[row["list_id"]].append(row)
        for rows in lists.values():
            assert [int(row["rank"]) for row in rows] == list(range(1, len(rows) + 1))
            assert len({row["certification_id"] for row in rows}) == len(rows) <= 10
            assert len({(row["external_id"], row["shown_at"]) for row in rows}) == 1
            assert all(0 < float(row["propensity"]) <= 1 for row in rows)

    def test_show_nobody_what_is_held_refused_or_out_of_reach(self, country: Path, shipped: Catalogue) -> None:
        passed, refused = defaultdict(list), defaultdict(list)
        for row in rows_of(country, "exam_results.csv"):
            if row["passed"] == "True":
                passed[row["external_id"]].append((row["taken_on"], row["certification_id"]))
        for row in rows_of(country, "feedback.csv"):
            if row["answer"] == "never":
                refused[row["external_id"]].append((row["answered_at"], row["certification_id"]))
        for row in rows_of(country, "impressions.csv"):
            day, wanted = row["shown_at"][:10], shipped.certifications[row["certification_id"]]
            # Exams of a month are sat before its lists are shown, so that only whole months tell.
            held = {id_ for on, id_ in passed[row["external_id"]] if on < day[:8] + "01"}
            by_then = {id_ for on, id_ in passed[row["external_id"]] if on[:7] <= day[:7]}
            assert wanted.id not in held
            assert wanted.id not in {id_ for at, id_ in refused[row["external_id"]] if at < row["shown_at"]}
            assert all(group & by_then for group in wanted.prerequisites)

    def test_let_the_first_place_win_more_yes_than_the_last(self, country: Path) -> None:
        yes = {row["impression_id"] for row in rows_of(country, "feedback.csv") if row["answer"] == "yes"}
        shown, accepted = Counter(), Counter()
        for row in rows_of(country, "impressions.csv"):
            half = "upper" if int(row["rank"]) <= 3 else "lower" if int(row["rank"]) >= 8 else "middle"
            shown[half] += 1
            accepted[half] += row["impression_id"] in yes
        assert accepted["upper"] / shown["upper"] > 1.3 * accepted["lower"] / shown["lower"]

    def test_name_nobody_twice_and_mark_all_as_invented(self, country: Path) -> None:
        learners = rows_of(country, "learners.csv")
        assert len({row["external_id"] for row in learners}) == N_LEARNERS
        assert {row["is_invented"] for row in learners} == {"True"}
        with (country / "postings.jsonl").open(encoding="utf-8") as file:
            assert all(json.loads(line)["is_invented"] for line in file)


class TestTruth:
    def test_holds_chances(self, truth: Truth) -> None:
        for name in ("accept", "enrol", "passes", "job", "leave_without", "leave_with"):
            chances = getattr(truth, name)
            assert ((chances >= 0) & (chances <= 1)).all(), name

    def test_lets_a_certification_only_keep_people(self, truth: Truth) -> None:
        assert (truth.leave_with <= truth.leave_without[:, None] + 1e-6).all()
        assert (truth.leave_with < truth.leave_without[:, None] - 1e-3).any()

    def test_grades_the_whole_chain(self, truth: Truth) -> None:
        """Each grade is reached as often as the product of the chances up to it says."""
        reached = np.ones(truth.accept.shape)
        for grade, name in enumerate(("accept", "enrol", "passes", "job"), start=1):
            reached = reached * getattr(truth, name)
            found = (truth.grade >= grade).mean()
            error = np.sqrt((reached * (1 - reached)).sum()) / reached.size
            assert abs(found - reached.mean()) < 4 * error, name

    def test_knows_who_is_still_here(self, truth: Truth, country: Path) -> None:
        gone = {row["external_id"] for row in rows_of(country, "outcomes.csv") if row["kind"] == "dropped_out"}
        assert set(truth.external_ids[~truth.is_here].tolist()) == gone

    def test_keeps_keen_people_longer_whatever_they_hold(self, truth: Truth, country: Path) -> None:
        """Confounding: who takes certifications would have stayed more often without any."""
        studies = truth.leave_without > 0
        took = {row["external_id"] for row in rows_of(country, "enrolments.csv")}
        enrolled = np.isin(truth.external_ids, sorted(took))
        assert truth.leave_without[studies & enrolled].mean() < truth.leave_without[studies & ~enrolled].mean()

    def test_is_missed_by_name(self, tmp_path: Path) -> None:
        for read in (read_truth, read_world):
            with pytest.raises(InputError, match=str(tmp_path)):
                read(tmp_path)


class TestDrawnGrades:
    def test_stops_at_the_first_link_that_fails(self) -> None:
        always, never = np.ones((2, 3)), np.zeros((2, 3))
        rng = np.random.default_rng(1)
        chains = [(never, always, always, always), (always, never, always, always), (always, always, never, always)]
        for expected, chain in enumerate([*chains, (always, always, always, never), (always,) * 4]):
            assert (drawn_grades(rng, *chain) == expected).all()


class TestMonthStarts:
    def test_end_with_the_month_of_the_last_day(self) -> None:
        assert month_starts(date(2026, 2, 14), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
