"""A small invented country of the shipped catalogue: what holds for its files, its truth and a killed run."""

import csv
import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue
from data.domain import CertificationId
from data.errors import InputError
from data.importers.run import import_file
from data.simulator import world
from data.simulator.parameters import frozen_hash, parameters_hash
from data.simulator.potential import drawn_grades
from data.simulator.truth import Truth, read_truth, read_world
from data.simulator.world import DEFAULT_UNTIL, TRUTH_FOLDER, is_world, lived_again, month_starts, simulate
from data.simulator.worlds import World
from tests.data.simulator.conftest import N_LEARNERS, N_MONTHS

DAYS = {
    "transcripts.csv": "completed_on",
    "impressions.csv": "shown_at",
    "feedback.csv": "answered_at",
    "enrolments.csv": "enrolled_on",
    "exam_results.csv": "taken_on",
    "outcomes.csv": "occurred_on",
    "vouchers.csv": "granted_on",
    "surveys.csv": "asked_on",
}
IMPORTS = ("learners", "transcripts", "postings", "impressions", "feedback", "enrolments", "exam_results", "outcomes")


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
                # A survey asks whoever passed, wherever they are.
                if name != "surveys.csv" and row.get("kind") != "hired":
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

    def test_redeem_a_voucher_for_each_enrolment_that_had_one(self, country: Path, shipped: Catalogue) -> None:
        enrolled = {
            (row["external_id"], row["certification_id"], row["enrolled_on"]): int(row["price_paid_centavos"])
            for row in rows_of(country, "enrolments.csv")
            if row["has_voucher"] == "True"
        }
        vouchers = rows_of(country, "vouchers.csv")
        redeemed = {
            (row["external_id"], row["certification_id"], row["redeemed_on"]): int(row["public_centavos"])
            for row in vouchers
            if row["redeemed_on"]
        }
        assert redeemed.keys() == enrolled.keys()
        assert 0 < len(redeemed) < len(vouchers)
        assert len({row["voucher_id"] for row in vouchers}) == len(vouchers)
        for key, public in redeemed.items():
            certification = shipped.certifications[CertificationId(key[1])]
            dollars = certification.list_price_usd or certification.assumed_price_usd
            agreement = shipped.agreements.get(certification.vendor_id)
            full = 100 * dollars * (1 - (agreement.discount if agreement else 0)) * 18.5
            assert public + enrolled[key] == pytest.approx(full, abs=1)
            assert public >= 0.35 * full - 1 > 0

    def test_ask_about_passed_exams_half_a_year_later_and_leave_blank_what_nobody_answered(self, country: Path) -> None:
        passed = {
            (row["external_id"], row["certification_id"]): date.fromisoformat(row["taken_on"])
            for row in rows_of(country, "exam_results.csv")
            if row["passed"] == "True"
        }
        surveys = rows_of(country, "surveys.csv")
        for row in surveys:
            asked_on = date.fromisoformat(row["asked_on"])
            assert 150 <= (asked_on - passed[row["external_id"], row["certification_id"]]).days <= 210
            answers = [row[name] for name in ("is_employed", "has_new_job", "salary_change_percent")]
            if not row["answered_on"]:
                assert answers == ["", "", ""]
            else:
                assert asked_on < date.fromisoformat(row["answered_on"]) <= DEFAULT_UNTIL
                assert answers[0] == "True" or answers[1:] == ["False", ""]
        assert 0 < sum(bool(row["answered_on"]) for row in surveys) < len(surveys)

    def test_say_new_job_in_a_survey_only_where_a_job_was_found(self, country: Path) -> None:
        hired = {
            (row["external_id"], row["certification_id"]): row["occurred_on"]
            for row in rows_of(country, "outcomes.csv")
            if row["kind"] == "hired"
        }
        for row in rows_of(country, "surveys.csv"):
            if row["answered_on"]:
                found_on = hired.get((row["external_id"], row["certification_id"]), "9999")
                assert (row["has_new_job"] == "True") == (found_on <= row["answered_on"])

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

    def test_keeps_the_first_learners_alone_where_asked(
        self, shipped: Catalogue, country: Path, truth: Truth, tmp_path: Path
    ) -> None:
        simulate(shipped, tmp_path / "world", n_learners=N_LEARNERS, n_months=N_MONTHS, seed=3, n_truth=40)
        found = read_truth(tmp_path / "world" / TRUTH_FOLDER)
        assert found.accept.shape == (40, len(shipped.certifications))
        np.testing.assert_array_equal(found.external_ids, truth.external_ids[:40])
        np.testing.assert_array_equal(found.leave_with, truth.leave_with[:40])
        for name, content in content_of(tmp_path / "world").items():
            assert name.startswith(TRUTH_FOLDER) or content == (country / name).read_bytes(), name

    def test_says_what_would_be_if_certifications_had_no_effect(self, truth: Truth) -> None:
        held_back = truth.leave_uncertified - truth.leave_without
        assert (held_back >= 0).all()
        assert 0 < (held_back > 1e-4).mean() < 0.5


class TestWorlds:
    @pytest.mark.parametrize("name", ["learners.csv", "postings.jsonl"])
    def test_have_the_same_people_and_postings(self, worlds: dict[World, Path], name: str) -> None:
        assert len({(folder / name).read_bytes() for folder in worlds.values()}) == 1

    def test_show_the_same_lists_in_the_first_month(self, worlds: dict[World, Path]) -> None:
        first_month = f"{month_starts(DEFAULT_UNTIL, N_MONTHS)[0]:%Y-%m}"
        lists = [rows_of(folder, "impressions.csv") for folder in worlds.values()]
        first = [[row for row in rows if row["shown_at"].startswith(first_month)] for rows in lists]
        assert first[0] == first[1] == first[2] != []

    def test_keep_all_but_dropping_out_as_it_is(self, worlds: dict[World, Path]) -> None:
        """Chances of those who hold the same are the same; only what a certification does to leaving differs."""
        one, other = (read_truth(worlds[world] / TRUTH_FOLDER) for world in (World.DEFAULT, World.FALLING_EFFECT))
        nothing_yet = np.array([True] * N_LEARNERS)
        for folder in worlds.values():
            took = {row["external_id"] for row in rows_of(folder, "exam_results.csv")}
            nothing_yet &= ~np.isin(one.external_ids, sorted(took))
        chosen = nothing_yet & one.is_here & other.is_here
        assert chosen.sum() > N_LEARNERS / 4
        np.testing.assert_array_equal(one.accept[chosen], other.accept[chosen])
        np.testing.assert_array_equal(one.leave_without[chosen], other.leave_without[chosen])
        assert (one.leave_with[chosen] != other.leave_with[chosen]).any()


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


class TestLivedAgain:
    def test_comes_to_the_same_life(self, shipped: Catalogue, country: Path, truth: Truth) -> None:
        life = lived_again(shipped, country)
        postings = [json.loads(line) for line in (country / "postings.jsonl").read_text(encoding="utf-8").splitlines()]
        states = [life.market.state_ids[number] for number in life.market.openings.state]
        assert states == [posting["state_id"] for posting in postings]
        assert (life.country.is_gone == ~truth.is_here).all()

    def test_refuses_a_country_that_would_turn_out_differently(
        self, shipped: Catalogue, country: Path, tmp_path: Path
    ) -> None:
        facts = read_world(country / TRUTH_FOLDER)
        (tmp_path / TRUTH_FOLDER).mkdir()
        changed = json.dumps({**facts, "parameters_sha256": "0" * 64})
        (tmp_path / TRUTH_FOLDER / "world.json").write_text(changed, encoding="utf-8")
        with pytest.raises(InputError, match="other parameters"):
            lived_again(shipped, tmp_path)
