"""``rumbo allocate`` on a month of a year: what is told of what is kept back, and what is not to be had of a month."""

from pathlib import Path

import pytest

from data.allocation import run_folder
from tests.api.command_line import Rumbo
from tests.scenario_files import write_month_scenario


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """The first of two months."""
    return write_month_scenario(tmp_path / "scenario")


class TestCommands:
    def test_decides_a_month_and_verifies_it(self, rumbo: Rumbo, scenario: Path, tmp_path: Path) -> None:
        run = tmp_path / "run"
        told = rumbo("allocate", scenario, "--out", run, "--lang", "en")
        assert told.code == 0
        lines = told.out.splitlines()
        certificate = run_folder.read_json(run, run_folder.CERTIFICATE)
        assert lines[0] == f"{certificate['vouchers']} vouchers for 20 people"
        value, expected = (round(certificate["year"][name], 2) for name in ("month_value", "expected_value"))
        assert lines[3] == (
            f"Month 1: of this value {value:g} is of this month, and {expected:g} is what the 20 people still expected"
            " this year would bring"
        )
        slack = certificate["constraints"]["budget:federal"]["slack"]
        assert lines[4] == f"Kept back of federal: MX${slack / 100:,.2f}"
        assert "Se guarda de federal: $" in rumbo("allocate", scenario, "--out", tmp_path / "again").out
        assert rumbo("allocate", "verify", run).code == 0

    def test_tells_why_but_no_change_and_no_price_of_a_rule(self, rumbo: Rumbo, scenario: Path, tmp_path: Path) -> None:
        run = tmp_path / "run"
        assert rumbo("allocate", scenario, "--out", run).code == 0
        told = rumbo("allocate", "explain", run, "this-02", "--lang", "en")
        assert told.code == 0
        assert "solving" not in told.out
        assert rumbo("allocate", "prices", run).code == 0
        assert "leave --rules out" in rumbo("allocate", "prices", run, "--rules").complaint
        assert "[year]" in rumbo("allocate", "what-if", scenario, "--change", "fund:federal=1").complaint
