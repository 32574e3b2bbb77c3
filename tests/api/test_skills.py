"""Tests of reading skills by the JSON API and by the command; the encoder is a small one."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api import skill_texts
from api.cli import app
from data.database import writing
from data.domain import SkillId
from data.plan_store import correct_skill
from data.settings import Settings
from tests.api.small_bundle import ENCODER
from tests.data.plans import MOMENT, PROGRAMMING, WEST, add_plan, add_school, make_plan

TEXT = "Requisitos: Python, Docker, SQL Server y Java 8."


@pytest.fixture(autouse=True)
def small_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skill_texts, "load_encoder", lambda model, models_dir: ENCODER)


class TestExtractSkills:
    def test_answers_each_skill_with_its_place_and_sentence(self, client_without_bundle: TestClient) -> None:
        (answer,) = client_without_bundle.post("/v1/skills/extract", json={"id": "p1", "text": TEXT}).json()
        assert answer["id"] == "p1"
        by_surface = {skill["surface"]: skill for skill in answer["skills"]}
        assert {"Python", "Docker", "Java 8"} <= by_surface.keys()
        python = by_surface["Python"]
        assert TEXT[python["start"] : python["end"]] == "Python"
        assert (python["kind"], python["skill_id"], python["required"], python["negated"]) == (
            "hard",
            "python",
            True,
            False,
        )

    def test_answers_several_texts_in_their_order(self, client_without_bundle: TestClient) -> None:
        answer = client_without_bundle.post("/v1/skills/extract", json={"texts": ["", TEXT]}).json()
        assert [len(one["skills"]) > 0 for one in answer] == [False, True]

    @pytest.mark.parametrize(("language", "word"), [("es", "largo"), ("en", "long")])
    def test_refuses_more_than_200_kb_in_both_languages(
        self, client_without_bundle: TestClient, language: str, word: str
    ) -> None:
        answer = client_without_bundle.post(f"/v1/skills/extract?lang={language}", json={"texts": ["á" * 60_000] * 2})
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["key"] == "error.text_too_long"
        assert word in answer.json()["title"]

    @pytest.mark.parametrize("body", [{}, {"text": "a", "texts": ["b"]}, {"texts": []}, {"text": 1}, {"texto": "a"}])
    def test_refuses_any_other_body(self, client_without_bundle: TestClient, body: dict[str, object]) -> None:
        assert client_without_bundle.post("/v1/skills/extract", json=body).status_code == 422


class TestExtractCommand:
    @pytest.fixture
    def run(self, settings: Settings, engine: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Run":
        for name, value in (
            ("HOME", tmp_path),
            ("REFERENCE", settings.reference),
            ("DATABASE_URL", settings.database_url or ""),
        ):
            monkeypatch.setenv(f"RUMBO_{name}", str(value))
        return Run(tmp_path)

    def test_writes_a_line_for_each_text_and_the_same_a_second_time(self, run: "Run") -> None:
        lines = [json.dumps({"id": "a", "text": TEXT}), json.dumps({"id": "b", "text": ""})]
        assert run(*lines)[0] == 0
        first = run.out.read_bytes()
        assert run(*lines)[0] == 0
        assert run.out.read_bytes() == first
        found = [json.loads(line) for line in first.splitlines()]
        assert [row["id"] for row in found] == ["a", "b"]
        assert found[1]["skills"] == []
        assert "Python" in {skill["surface"] for skill in found[0]["skills"]}

    def test_names_bad_lines_and_keeps_the_good(self, run: "Run") -> None:
        code, told = run("no json", json.dumps({"id": "a", "text": TEXT}), "[1]", json.dumps({"id": 3, "text": ""}), "")
        assert code == 1
        for number in (1, 3, 4):
            assert f"line {number}:" in told
        assert len(run.out.read_text(encoding="utf-8").splitlines()) == 1

    def test_refuses_a_text_that_is_too_long(self, run: "Run") -> None:
        code, told = run(json.dumps({"id": "a", "text": "x" * 200_001}))
        assert code == 1
        assert "line 1: the text takes 200,001 bytes" in told


class Run:
    """Runs the command over given lines."""

    def __init__(self, folder: Path) -> None:
        self._texts, self.out = folder / "texts.jsonl", folder / "skills.jsonl"

    def __call__(self, *lines: str) -> tuple[int, str]:
        self._texts.write_text("".join(f"{line}\n" for line in lines if line), encoding="utf-8")
        result = CliRunner().invoke(app, ["skills", "extract", str(self._texts), str(self.out)])
        return result.exit_code, " ".join(result.output.split())


class TestCorrections:
    def test_writes_examples_to_learn_from_without_a_school(
        self, engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with writing(engine) as connection:
            add_school(connection, WEST)
            add_plan(connection, WEST, make_plan())
            correct_skill(connection, WEST, PROGRAMMING, SkillId("python"), 0.7, MOMENT)
            correct_skill(connection, WEST, PROGRAMMING, SkillId("sql"), 0.0, MOMENT)
        monkeypatch.setenv("RUMBO_DATABASE_URL", engine.url.render_as_string(hide_password=False))
        out = tmp_path / "corrections.jsonl"
        done = CliRunner().invoke(app, ["skills", "corrections", "--out", str(out)])
        assert done.exit_code == 0, done.output
        text = f"Materia {PROGRAMMING}\nVariables y ciclos"
        assert [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] == [
            {"text": text, "skill_id": "python", "weight": 0.7},
            {"text": text, "skill_id": "sql", "weight": 0.0},
        ]
