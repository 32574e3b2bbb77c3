"""Every number of the invented country says where it comes from, and an assumption lies in its own range."""

import re
import tomllib

import pytest

from data.simulator.parameters import PARAMETERS_FILE

LINES = PARAMETERS_FILE.read_text(encoding="utf-8").splitlines()
NUMBERS = [line for line in LINES if re.match(r"\w+ = ", line)]
LABEL = re.compile(r"  # (?:published: \S.*|assumption (?P<low>-?[\d.]+)\.\.(?P<high>-?[\d.]+)(?:: .*)?)$")


def numbers_in(value: object) -> list[float]:
    """All numbers of a value of the file."""
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers_in(part)]
    if isinstance(value, list):
        return [number for part in value for number in numbers_in(part)]
    return [value] if isinstance(value, int | float) else []


def test_there_are_numbers() -> None:
    assert len(NUMBERS) > 90


@pytest.mark.parametrize("line", NUMBERS)
def test_each_is_published_or_an_assumption_within_its_range(line: str) -> None:
    found = LABEL.search(line)
    assert found, line
    if found["low"] is not None:
        (value,) = tomllib.loads(line).values()
        assert all(float(found["low"]) <= number <= float(found["high"]) for number in numbers_in(value))


@pytest.mark.parametrize("line", NUMBERS)
def test_each_stands_in_the_data_card(line: str) -> None:
    card = (PARAMETERS_FILE.parents[2] / "docs" / "cards" / "synthetic-mexico.md").read_text(encoding="utf-8")
    name, rest = line.split(" = ", 1)
    value, label = rest.split("  # ")
    assert f"| `{name}` | {value.replace(chr(34), '')} | {label} |" in card
