import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.domain import Language
from data.errors import BundleTamperedError, InputError, NotReadyError
from recommender.table_risk.files import MANIFEST, RiskFacts, load_risk_model, write_risk_model
from recommender.table_risk.model import TableRisk
from tests.training.risk.conftest import student_table, students
from training.case_table.reading import CaseTable
from training.chance_metrics import SortedChances
from training.risk.fit import FittedRisk, fit_table_risk

FACTS = RiskFacts("matricula", frozenset({"NP"}), {"promedio": {Language.ES: "promedio", Language.EN: "average"}})


def bent_table(n: int, seed: int) -> tuple[CaseTable, np.ndarray]:
    """Who has two numbers on the same side of 0 leaves: no straight line sees that."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": rng.normal(size=n), "b": rng.normal(size=n)})
    chances = np.where(frame["a"] * frame["b"] > 0, 0.7, 0.2)
    return CaseTable(np.arange(n).astype(np.str_), frame, rng.random(n) < chances, None, {}), chances


@pytest.fixture(scope="module")
def fitted() -> FittedRisk:
    return fit_table_risk(student_table(800, seed=0), frozenset({"plan"}), seed=7)


@pytest.fixture(scope="module")
def bent() -> FittedRisk:
    return fit_table_risk(bent_table(1500, seed=0)[0], frozenset(), seed=7, n_members=3)


class TestFitTableRisk:
    def test_comes_near_the_true_chances_of_new_students(self, fitted: FittedRisk) -> None:
        frame, truth = students(4000, seed=11)
        found = fitted.model.probabilities(frame)
        assert np.abs(found - truth).mean() < 0.05
        happened = np.random.default_rng(1).random(4000) < truth
        assert SortedChances(found, happened).calibration_error(np.ones(4000)) < 0.05

    def test_trees_win_where_no_straight_line_fits(self, bent: FittedRisk) -> None:
        assert bent.choice.tree_weight > 0
        assert bent.choice.gain.mean > 0
        assert bent.choice.losses["boosted trees"] < bent.choice.losses["logistic regression"]

    def test_what_columns_add_leads_to_the_probability(self, fitted: FittedRisk, bent: FittedRisk) -> None:
        """Rows with equal sums have equal probabilities, and a larger sum never has a smaller one."""
        for model, frame in ((fitted.model, students(300, 1)[0]), (bent.model, bent_table(300, 1)[0].frame)):
            found = model.assess(frame)
            order = np.argsort(found.contributions.sum(axis=1))
            assert (np.diff(found.probability[order]) >= -1e-12).all()
            np.testing.assert_allclose(found.probability, model.probabilities(frame), atol=1e-12)
            assert ((found.low <= found.probability) & (found.probability <= found.high)).all()

    def test_reads_missing_and_unseen_values(self, fitted: FittedRisk) -> None:
        frame = pd.DataFrame(
            {
                "promedio": [np.nan, 1e9, 8.0],
                "plan": pd.Series(["civil", None, "medicina"], dtype="str"),
                "trabaja": [1.0, np.nan, 0.0],
            }
        )
        found = fitted.model.assess(frame)
        assert np.isfinite(found.probability).all()
        assert ((found.low > 0) & (found.high < 1)).all()

    def test_no_rows_are_no_probabilities(self, fitted: FittedRisk) -> None:
        assert fitted.model.assess(students(5, 1)[0].iloc[:0]).probability.shape == (0,)

    def test_the_order_of_new_rows_changes_nothing(self, fitted: FittedRisk) -> None:
        frame = students(50, 2)[0]
        np.testing.assert_allclose(
            fitted.model.probabilities(frame.iloc[::-1])[::-1], fitted.model.probabilities(frame), rtol=1e-12
        )

    def test_refuses_a_table_with_too_few_of_an_outcome(self) -> None:
        table = student_table(100, seed=0)
        few = CaseTable(table.ids, table.frame, np.arange(100) < 7, None, {})
        with pytest.raises(InputError, match="happened in 7 of 100 rows; at least 20"):
            fit_table_risk(few, frozenset(), seed=1)

    def test_a_model_to_be_judged_only_has_no_intervals(self, bent: FittedRisk) -> None:
        model = TableRisk(
            **{
                name: None if name == "members" else getattr(bent.model, name)
                for name in TableRisk.__dataclass_fields__
            }
        )
        with pytest.raises(ValueError, match="has no members"):
            model.assess(bent_table(5, 1)[0].frame)


class TestIntervals:
    """Low to high should hold the true chance of about 95 of 100 students."""

    def test_hold_the_true_chance(self, fitted: FittedRisk) -> None:
        frame, truth = students(4000, seed=12)
        found = fitted.model.assess(frame)
        covered = ((found.low <= truth) & (truth <= found.high)).mean()
        assert covered >= 0.85
        assert (found.high - found.low).mean() < 0.3

    @pytest.mark.full
    def test_hold_it_in_many_tables(self) -> None:
        frame, truth = students(2000, seed=13)
        covered = []
        for seed in range(20):
            found = fit_table_risk(student_table(800, seed=100 + seed), frozenset(), seed).model.assess(frame)
            covered.append(float(((found.low <= truth) & (truth <= found.high)).mean()))
        assert 0.90 <= np.mean(covered) <= 0.995

    def test_are_wider_with_fewer_students(self, fitted: FittedRisk) -> None:
        few = fit_table_risk(student_table(200, seed=0), frozenset(), seed=7).model.assess(students(500, 1)[0])
        many = fitted.model.assess(students(500, 1)[0])
        assert (few.high - few.low).mean() > (many.high - many.low).mean()


class TestRiskModelFiles:
    @pytest.fixture
    def folder(self, bent: FittedRisk, tmp_path: Path) -> Path:
        write_risk_model(tmp_path, bent.model, FACTS)
        return tmp_path

    def test_a_model_comes_back_as_it_was(self, folder: Path, bent: FittedRisk) -> None:
        model, facts = load_risk_model(folder)
        assert facts == FACTS
        frame = bent_table(200, 5)[0].frame
        for name in ("probability", "low", "high", "contributions"):
            np.testing.assert_array_equal(getattr(model.assess(frame), name), getattr(bent.model.assess(frame), name))

    def test_holds_no_file_that_runs(self, folder: Path) -> None:
        assert {path.suffix for path in folder.iterdir()} == {".json", ".npz", ".cbm"}

    def test_equal_seeds_make_equal_files(self, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
        again = tmp_path_factory.mktemp("again")
        write_risk_model(again, fit_table_risk(bent_table(1500, seed=0)[0], frozenset(), 7, n_members=3).model, FACTS)
        for path in folder.iterdir():
            assert (again / path.name).read_bytes() == path.read_bytes(), path.name

    @pytest.mark.parametrize("name", ["trees.cbm", "member_00.cbm", "arrays.npz", "model.json", "encoding.json"])
    def test_a_changed_or_missing_file_is_refused(self, folder: Path, name: str) -> None:
        content = bytearray((folder / name).read_bytes())
        content[len(content) // 2] ^= 1
        (folder / name).write_bytes(content)
        with pytest.raises(BundleTamperedError, match=name):
            load_risk_model(folder)
        (folder / name).unlink()
        with pytest.raises(BundleTamperedError, match=name):
            load_risk_model(folder)

    def test_a_file_taken_off_the_manifest_is_noticed(self, folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text())
        del manifest["files"]["trees.cbm"]
        (folder / MANIFEST).write_text(json.dumps(manifest))
        with pytest.raises(BundleTamperedError, match="not the one that was written"):
            load_risk_model(folder)

    def test_a_folder_without_a_model_names_the_command(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadyError, match="rumbo train risk --out"):
            load_risk_model(tmp_path)
