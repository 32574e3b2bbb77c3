"""``rumbo allocate explain``, ``what-if`` and ``prices``, and what managers ask by the network."""

import json
from pathlib import Path

import pytest

from api.allocation.what_if_services import answer, asked
from api.allocation.what_if_texts import answer_json, answer_text
from api.i18n import texts
from data.domain import Language
from data.errors import InputError
from tests.api.command_line import Rumbo
from tests.scenario_files import write_larger_scenario, write_scenario


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """Diego wants Java alone, and its only place is worth more to Beto."""
    return write_scenario(tmp_path / "scenario", {"certifications.csv": ("java,oracle,2,", "java,oracle,1,")})


class TestCommands:
    def test_explain_a_run_and_price_its_limits(self, rumbo: Rumbo, scenario: Path, tmp_path: Path) -> None:
        run = tmp_path / "run"
        assert rumbo("allocate", scenario, "--out", run).code == 0
        told = rumbo("allocate", "explain", run, "diego", "--lang", "en")
        assert told.code == 0
        assert told.out.startswith("The places of java went to those who make most of them.")
        assert "- 1 more place in java" in told.out
        facts = json.loads(rumbo("allocate", "explain", run, "diego", "--json").out)
        assert (facts["reason"], facts["certification_id"]) == ("seats", "java")
        assert "lo decidirá una persona" in rumbo("allocate", "explain", run, "fer").out
        assert "nobody is not among the learners" in rumbo("allocate", "explain", run, "nobody").complaint
        seats = json.loads(rumbo("allocate", "prices", run, "--json").out)["seat"]
        assert seats["java"] > 0
        assert seats["excel"] == 0

    def test_what_if_needs_a_change_that_can_be_read(self, rumbo: Rumbo, scenario: Path) -> None:
        ended = rumbo("allocate", "what-if", scenario, "--change", "fund:nowhere=1")
        assert ended.code == 1
        assert "no fund 'nowhere'" in ended.complaint


class TestAnswer:
    def test_compares_values_vouchers_and_money(self, scenario: Path) -> None:
        found = answer_json(answer(scenario, ["seats:java=+1"]))
        # Diego's Java is worth 5.
        assert found["value"][1] - found["value"][0] == 5
        assert found["vouchers"] == [4, 5]
        assert found["by_fund_centavos"]["federal"][1] >= found["by_fund_centavos"]["federal"][0]

    def test_hides_groups_of_one_to_four(self, scenario: Path) -> None:
        found = answer(scenario, ["seats:java=+1"])
        assert answer_json(found)["by_state"] == {}
        text = answer_text(found, texts(Language.EN))
        assert "MX-JAL" not in text
        assert "fewer than five people" in text

    def test_shows_large_groups(self, tmp_path: Path) -> None:
        found = answer(write_larger_scenario(tmp_path), ["seats:java=-7"])
        assert answer_json(found)["by_certification"]["java"] == [12, 5]
        assert "java: 12 → 5 (-7)" in answer_text(found, texts(Language.ES))

    def test_names_the_smallest_extra_budget(self, scenario: Path) -> None:
        found = answer(scenario, ["fund:federal=-5000", "drop-target:Nube", "target:Docentes=2"])
        # Of the two teachers Beto has his state's fund; Elena needs half of 500 pesos for Excel.
        assert answer_json(found) == {
            "possible": False,
            "missing": {"by_money": True, "extra_centavos": {"federal": 25_000}},
        }
        assert answer_text(found, texts(Language.EN)).endswith("federal: MX$250.00.")

    def test_says_where_money_would_not_do(self, scenario: Path) -> None:
        text = answer_text(answer(scenario, ["target:Docentes=3"]), texts(Language.EN))
        assert "no way was found with more money either: Teachers" in text

    def test_compares_with_another_scenario_of_the_same_people(self, scenario: Path, tmp_path: Path) -> None:
        other = write_scenario(tmp_path / "other", {"scenario.toml": ("least = 1", "least = 0")})
        assert answer_json(answer(scenario, [], other))["vouchers"] == [4, 5]

    def test_refuses_a_scenario_of_others(self, scenario: Path, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="has other learners"):
            answer(scenario, [], write_larger_scenario(tmp_path / "larger"))

    def test_the_network_asks_about_the_installations_own_scenarios_alone(self, scenario: Path) -> None:
        home = scenario.parent
        assert answer_json(asked(home, scenario.name, ["seats:java=+1"]))["vouchers"] == [4, 5]
        with pytest.raises(InputError, match="outside the folder"):
            asked(home / "home", "../scenario.toml", ["seats:java=+1"])
