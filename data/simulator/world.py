"""Makes an invented country and writes it as partners would send it, with the truth beside."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from data.catalogue import Catalogue
from data.errors import InputError
from data.simulator.event_log import Columns
from data.simulator.files import PartnerFiles
from data.simulator.history import Country
from data.simulator.invented_names import invented_people
from data.simulator.market import Market, draw_market
from data.simulator.offer import draw_offer
from data.simulator.parameters import parameters_hash, read_parameters
from data.simulator.people import draw_people, draw_selftaught
from data.simulator.potential import potential_outcomes
from data.simulator.responses import Responses
from data.simulator.surveys import draw_surveys
from data.simulator.transcripts import Transcripts, draw_transcripts
from data.simulator.truth import WORLD_FILE, Truth, read_world
from data.simulator.worlds import MOST_TRUTH, World

Progress = Callable[[str], None]

DEFAULT_UNTIL: Final = date(2026, 10, 31)
TRUTH_FOLDER: Final = "truth"


@dataclass(frozen=True, slots=True)
class Life:
    """All that a country came to: what its files tell, and what they do not, such as true skills and openings."""

    country: Country
    names: list[tuple[str, str]]
    market: Market
    transcripts: Transcripts
    surveys: Columns
    truth: Truth


def simulate(
    catalogue: Catalogue,
    out: Path,
    *,
    n_learners: int,
    n_months: int,
    seed: int,
    world: World = World.DEFAULT,
    n_truth: int = MOST_TRUTH,
    until: date = DEFAULT_UNTIL,
    progress: Progress = lambda _: None,
) -> None:
    """Write an invented country into ``out``: raw event files and ``truth/``; equal arguments give equal bytes.

    The folder appears whole or not at all: everything is written beside it first. ``truth/`` holds the first
    ``n_truth`` learners. Worlds of one seed have the same people, postings and lists until an effect differs.
    """
    if min(n_learners, n_months, n_truth) < 1:
        raise ValueError(
            f"learners, months and learners with truth must be at least 1, got {n_learners}, {n_months} and {n_truth}"
        )
    kept = min(n_truth, n_learners)
    life = _lived(catalogue, n_learners, n_months, seed, world, kept, until, progress)
    progress("writing files")
    partial = out.with_name(out.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    files = PartnerFiles(partial, catalogue, n_learners, until)
    files.write_learners(life.country.people, life.names)
    files.write_transcripts(life.transcripts, life.country.gone_on)
    files.write_events(life.country.events, life.country.dropped_out_on)
    files.write_surveys(life.surveys)
    files.write_postings(life.market)
    life.truth.save(
        partial / TRUTH_FOLDER,
        {
            "world": world.value,
            "learners": n_learners,
            "learners_with_truth": kept,
            "months": n_months,
            "seed": seed,
            "until": until.isoformat(),
            "parameters_sha256": parameters_hash(),
            "catalogue": catalogue.digest,
        },
    )
    shutil.rmtree(out, ignore_errors=True)
    partial.replace(out)


def lived_again(catalogue: Catalogue, folder: Path, progress: Progress = lambda _: None) -> Life:
    """The life that the files of ``folder`` tell of, lived once more from the seed that its truth names.

    Its ``truth`` is that of one person: working it out takes longest, and ``folder`` holds all of it.

    Raises
    ------
    InputError
        If the country was made with other parameters or for another catalogue, so that it would turn out differently.
    """
    facts = read_world(folder / TRUTH_FOLDER)
    if facts["parameters_sha256"] != parameters_hash() or facts["catalogue"] != catalogue.digest:
        raise InputError(f"{folder} was made with other parameters or for another catalogue; run rumbo simulate again")
    return _lived(
        catalogue,
        int(facts["learners"]),
        int(facts["months"]),
        int(facts["seed"]),
        World(str(facts["world"])),
        1,
        date.fromisoformat(str(facts["until"])),
        progress,
    )


def _lived(
    catalogue: Catalogue,
    n_learners: int,
    n_months: int,
    seed: int,
    world: World,
    n_truth: int,
    until: date,
    progress: Progress,
) -> Life:
    parameters = read_parameters()
    *streams, months_chance = np.random.SeedSequence(seed).spawn(9)
    people_rng, names_rng, market_rng, taste_rng, study_rng, skills_rng, truth_rng, survey_rng = map(
        np.random.default_rng, streams
    )
    months = month_starts(until, n_months)
    since = months[0] - timedelta(days=30 * parameters.market["lead_months"])
    progress(f"people: {n_learners}")
    people = draw_people(people_rng, catalogue, parameters, n_learners, until)
    names = invented_people(names_rng, n_learners)
    n_postings = max(50, round(parameters.market["postings_a_learner"] * n_learners))
    progress(f"postings: {n_postings}")
    market = draw_market(market_rng, catalogue, parameters, n_postings, since, until)
    offer = draw_offer(taste_rng, catalogue, parameters, market.demand)
    responses = Responses(people, offer, parameters, world)
    progress("transcripts")
    transcripts = draw_transcripts(study_rng, catalogue, parameters, people, until)
    skills = draw_selftaught(skills_rng, catalogue, parameters, people.goal)
    country = Country(catalogue, parameters, responses, transcripts, skills)
    ends = [*months[1:], until + timedelta(days=1)]
    for start, end, chance in zip(months, ends, months_chance.spawn(n_months), strict=True):
        progress(f"month {start:%Y-%m}")
        country.live_through(chance, start, end)
    country.study_until(until)
    exams = country.events.columns("exam_results")
    surveys = draw_surveys(survey_rng, parameters, people, exams, until.toordinal())
    progress(f"truth: {n_truth}")
    truth = potential_outcomes(truth_rng, catalogue, responses, country, until, n_truth)
    return Life(country, names, market, transcripts, surveys, truth)


def is_world(folder: Path) -> bool:
    """Whether a whole country stands in the folder."""
    return (folder / TRUTH_FOLDER / WORLD_FILE).is_file()


def month_starts(until: date, n_months: int) -> list[date]:
    """First days of the ``n_months`` months that end with the month of ``until``."""
    last = until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - n_months + 1, last + 1)]
