"""Works out the truth of a country on its last day: every potential outcome of its first people."""

from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.simulator.files import external_ids
from data.simulator.history import Country
from data.simulator.responses import Responses
from data.simulator.truth import Truth

Matrix = NDArray[np.float64]

_BLOCK: Final = 256
"""People whose potential outcomes are worked out at once, to save memory."""


def potential_outcomes(
    rng: np.random.Generator, catalogue: Catalogue, responses: Responses, country: Country, until: date, n: int
) -> Truth:
    """The truth of the first ``n`` people."""
    semester = responses.people.semester(until)
    log_odds = responses.leaving_log_odds(semester, country.fail_share)
    first = slice(0, n)
    blocks = [
        _block(rng, responses, country, np.arange(start, min(start + _BLOCK, n)), semester)
        for start in range(0, n, _BLOCK)
    ]
    stays = responses.leave(log_odds, country.effect, semester)[first]
    uncertified = responses.leave(log_odds, np.zeros_like(country.effect), semester)[first]
    return Truth(
        external_ids=np.array(external_ids(n)),
        certification_ids=np.array(list(catalogue.certifications)),
        **{name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]},
        leave_without=within_a_year(stays).astype(np.float32),
        leave_uncertified=within_a_year(uncertified).astype(np.float32),
        keenness=responses.people.keenness[first].astype(np.float32),
        is_here=~country.is_gone[first],
    )


def _block(
    rng: np.random.Generator,
    responses: Responses,
    country: Country,
    people: NDArray[np.int64],
    semester: NDArray[np.float64],
) -> dict[str, NDArray[Any]]:
    """The matrices of some people, all certifications."""
    person, certification = people[:, None], np.arange(len(responses.offer))[None, :]
    overlap = responses.overlap(person, certification, country.skills)
    accept = responses.accept(person, certification, overlap, semester)
    enrol = responses.enrol(person, responses.price_pesos(person, certification))
    passes = responses.passes(person, certification, overlap)
    job = responses.job(person, certification, semester)
    log_odds = responses.leaving_log_odds(semester, country.fail_share)[person]
    change = country.effect[person] + responses.effect(person, certification, semester, country.fail_share)
    leave_with = within_a_year(responses.leave(log_odds, change, semester[person]))
    chances = {"accept": accept, "enrol": enrol, "passes": passes, "job": job, "leave_with": leave_with}
    return {
        **{name: matrix.astype(np.float32) for name, matrix in chances.items()},
        "grade": drawn_grades(rng, accept, enrol, passes, job),
    }


def drawn_grades(
    rng: np.random.Generator, accept: Matrix, enrol: Matrix, passes: Matrix, job: Matrix
) -> NDArray[np.int8]:
    """Draw how far each person would come with each certification: the length of the chain of successes."""
    reached = np.ones(accept.shape, bool)
    grade = np.zeros(accept.shape, np.int8)
    for chance in (accept, enrol, passes, job):
        reached &= rng.random(chance.shape) < chance
        grade += reached
    return grade


def within_a_year(monthly: Matrix) -> Matrix:
    """Chance of at least one event in twelve months of equal monthly chance."""
    return np.asarray(1.0 - (1.0 - monthly) ** 12)
