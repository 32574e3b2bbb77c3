"""``rumbo path`` over a small installation."""

import json
import shutil
from pathlib import Path

import pytest

from api import app as application
from data.database import opened_engine
from tests.api.command_line import Rumbo
from tests.api.conftest import fill
from tests.api.small_bundle import ENCODER


@pytest.fixture
def installed(database: str, home: Path, bundle_template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People, postings, a bundle and the encoder that it was made with."""
    monkeypatch.setattr(application, "installed_fingerprint", lambda model, models_dir: ENCODER.fingerprint)
    with opened_engine(database) as engine:
        fill(engine)
    shutil.copytree(bundle_template, home / "bundles")


@pytest.mark.usefixtures("installed")
class TestPath:
    def test_tells_the_steps_and_that_nothing_is_better(self, rumbo: Rumbo) -> None:
        found = rumbo("path", "ana", "--target", "certification:acme-2", "--trade-off", "--lang", "en")
        assert found.code == 0, found.err
        assert " 1. Acme One (certification)" in found.out
        assert " 2. Acme Two (certification)" in found.out
        assert "It has to be passed before Acme Two." in found.out
        assert "Proven: there is no better path (fewest hours)." in found.out
        assert "Other paths" in found.out

    def test_reads_skills_from_a_file_and_prints_json(self, rumbo: Rumbo, tmp_path: Path) -> None:
        file = tmp_path / "skills.txt"
        file.write_text("SQL\n\nnube\n", encoding="utf-8")
        found = rumbo("path", "ana", "--target", f"skills:{file}", "--json", "--start", "2026-12-01")
        answer = json.loads(found.out)
        assert {step["id"] for step in answer["steps"]} == {"zen-1", "acme-1"}
        assert answer["start"] == "2026-12-01"
        assert answer["is_proven"] is True

    def test_lists_what_is_within_reach(self, rumbo: Rumbo) -> None:
        found = rumbo("path", "ana", "--start", "2026-12-01", "--by", "2027-12-31", "--hours-a-week", 6, "--lang", "en")
        assert "by December 27, 2027" in found.out
        assert "Zenith SQL" in found.out

    def test_says_why_there_is_no_path(self, rumbo: Rumbo) -> None:
        found = rumbo(
            *("path", "ana", "--target", "certification:acme-3", "--start", "2026-12-01", "--by", "2026-12-31"),
            *("--saved", 10, "--lang", "en"),
        )
        assert found.code == 0
        assert "Not reachable, because:" in found.out
        assert "The money is not enough: you would have MX$10 together" in found.out
        assert "The hours are not enough" in found.out

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("ana", "--target", "certification:nothing"), "certification:nothing"),
            (("ana", "--target", "skills:SKILLS"), "line 2: the catalogue has no skill 'magic'"),
            (("ana",), "--target"),
            (("nobody", "--target", "certification:acme-1"), "nobody"),
            (("ana", "--target", "certification:acme-1", "--hours-a-week", 0), "hours a week from 1 to 60"),
            (("ana", "--target", "certification:acme-1", "--money", -5), "pesos from 0"),
            (("ana", "--target", "certification:acme-1", "--by", "2020-01-01"), "2020-01-01"),
        ],
    )
    def test_names_what_is_wrong(self, rumbo: Rumbo, tmp_path: Path, words: tuple[object, ...], said: str) -> None:
        file = tmp_path / "skills.txt"
        file.write_text("sql\nmagic\n", encoding="utf-8")
        found = rumbo("path", *(str(word).replace("SKILLS", str(file)) for word in words))
        assert found.code == 1
        assert said in found.complaint
