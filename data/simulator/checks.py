"""Checks a written country against what its data card states: shares, confounding, position bias, effects, texts."""

from pathlib import Path

from data.catalogue import Catalogue
from data.simulator.check import Check
from data.simulator.check_causes import confounding_checks, effect_checks
from data.simulator.check_events import event_checks, survey_checks
from data.simulator.check_people import people_checks
from data.simulator.check_postings import posting_checks
from data.simulator.world import TRUTH_FOLDER
from data.simulator.written import read_country


def country_checks(folder: Path, catalogue: Catalogue) -> list[Check]:
    """All checks of the country in a folder; they read its files and its truth, never the simulator's own state.

    Raises
    ------
    InputError
        If the folder holds no whole country.
    """
    country = read_country(folder, folder / TRUTH_FOLDER)
    return [
        *people_checks(country, catalogue),
        *posting_checks(country.postings, catalogue),
        *event_checks(country),
        *survey_checks(country),
        *confounding_checks(country),
        *effect_checks(country),
    ]
