"""``rumbo train risk`` and ``rumbo score risk`` on files as a school has them."""

import csv
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tests.api.command_line import Rumbo
from tests.training.risk.conftest import MAPPING, student_files, student_table

__all__ = ["student_files"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def new_students(folder: Path, **columns: object) -> Path:
    """Thirty new students without an outcome, some of whose columns are as given."""
    table = student_table(30, seed=8)
    path = folder / "nuevos.csv"
    table.frame.assign(matricula=[f"A{place}" for place in range(30)], sexo="F", **columns).to_csv(path, index=False)
    return path


@pytest.fixture
def model(rumbo: Rumbo, student_files: tuple[Path, Path], tmp_path: Path) -> Path:
    table, mapping = student_files
    finished = rumbo("train", "risk", "--table", table, "--mapping", mapping, "--out", tmp_path / "model")
    assert finished.code == 0, finished.err
    assert "a tutor with time for the 10%" in finished.out
    return tmp_path / "model"


class TestRisk:
    def test_trains_scores_and_tells_why(self, rumbo: Rumbo, model: Path, tmp_path: Path) -> None:
        new, out = new_students(tmp_path, promedio=[6.1] + [8.0] * 29), tmp_path / "s.csv"
        finished = rumbo("score", "risk", "--model", model, "--table", new, "--out", out)
        assert finished.code == 0, finished.err
        rows = rows_of(out)
        assert list(rows[0]) == ["id", "probability", "low", "high", "reasons"]
        assert [row["id"] for row in rows] == [f"A{place}" for place in range(30)]
        for row in rows:
            assert 0.0 < float(row["low"]) <= float(row["probability"]) <= float(row["high"]) < 1.0
        assert rows[0]["reasons"].startswith("promedio 6.1: sube el riesgo")
        assert "trabaja además de estudiar" in " ".join(row["reasons"] for row in rows)
        english = rumbo("score", "risk", "--model", model, "--table", new, "--out", out, "--lang", "en")
        assert english.code == 0
        assert rows_of(out)[0]["reasons"].startswith("promedio 6.1: raises the risk")
        self._check_folder(model)

        unknown = new_students(tmp_path, promedio=np.nan, plan="civil")
        assert rumbo("score", "risk", "--model", model, "--table", unknown, "--out", out).code == 0
        for row in rows_of(out):
            assert "nan" not in row["reasons"]
            assert len(row["reasons"].split("; ")) <= 3

        new = new_students(tmp_path, promedio=5.0, plan="medicina")
        drifted = rumbo("score", "risk", "--model", model, "--table", new, "--out", out)
        assert drifted.code == 0, drifted.err
        assert "AVISO" in drifted.out
        found = json.loads(out.with_suffix(".drift.json").read_text(encoding="utf-8"))
        assert found["warning"] is True
        unseen = {column["column"]: column["unseen"] for column in found["columns"]}
        assert unseen["plan"] == pytest.approx(1.0)

        words = new_students(tmp_path, promedio="alto")
        refused = rumbo("score", "risk", "--model", model, "--table", words, "--out", out)
        assert refused.code == 1
        assert "promedio: 'alto' is no number" in refused.complaint

        (model / "model.json").write_text("{}", encoding="utf-8")
        tampered = rumbo("score", "risk", "--model", model, "--table", new, "--out", out)
        assert tampered.code == 1
        assert "model.json is not the file that was written" in tampered.complaint

    @staticmethod
    def _check_folder(model: Path) -> None:
        report = json.loads((model / "report.json").read_text(encoding="utf-8"))
        assert report["judged"]["rows"] == 400
        assert {group["word"] for group in report["judged"]["groups"]} == {"F", "M"}
        auc = report["judged"]["figures"]["auc"]
        assert auc["low"] < auc["mean"] < auc["high"]
        assert "<title>" in (model / "reliability.svg").read_text(encoding="utf-8")
        card = (model / "model_card.md").read_text(encoding="utf-8")
        assert "A probability is not an effect" in card
        assert "promedio_final" in card

    def test_a_future_grade_stops_the_training_until_it_is_forbidden(
        self, rumbo: Rumbo, student_files: tuple[Path, Path], tmp_path: Path
    ) -> None:
        table, mapping = student_files
        mapping.write_text(MAPPING.replace('forbidden = ["promedio_final"]', ""), encoding="utf-8")
        finished = rumbo("train", "risk", "--table", table, "--mapping", mapping, "--out", tmp_path / "model")
        assert finished.code == 1
        assert f"{table}: promedio_final alone tells the outcome almost perfectly" in finished.complaint
        assert "name it under forbidden" in finished.complaint
        assert not (tmp_path / "model").exists()

    def test_early_reads_only_what_is_known_at_enrolment(
        self, rumbo: Rumbo, student_files: tuple[Path, Path], tmp_path: Path
    ) -> None:
        table, mapping = student_files
        out = tmp_path / "model"
        assert tomllib.loads(MAPPING)["known_at_enrolment"] == ["promedio", "plan"]
        assert rumbo("train", "risk", "--table", table, "--mapping", mapping, "--out", out, "--early").code == 0
        assert json.loads((out / "report.json").read_text(encoding="utf-8"))["columns"] == ["promedio", "plan"]

    def test_does_not_write_over_another_folder(
        self, rumbo: Rumbo, student_files: tuple[Path, Path], tmp_path: Path
    ) -> None:
        table, mapping = student_files
        finished = rumbo("train", "risk", "--table", table, "--mapping", mapping, "--out", tmp_path)
        assert finished.code == 1
        assert "exists and is no risk model" in finished.complaint
        assert table.exists()
