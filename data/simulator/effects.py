"""What holding a certification does to the log-odds of dropping out, in each world."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.domain import Area
from data.simulator.areas import AREAS
from data.simulator.worlds import World

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moment:
    """What an effect may depend on; all arrays broadcast together, one entry a person and certification.

    ``interest`` has one more axis at the end, the areas. ``semester`` is at least 1. ``log_odds`` are those of
    leaving in a month for who holds nothing. ``is_null`` marks people on whom nothing has an effect in the default
    world.
    """

    interest: Matrix
    is_null: NDArray[np.bool_]
    semester: Matrix
    log_odds: Matrix
    area: NDArray[np.int64]


def change_of_log_odds(world: World, numbers: Mapping[str, Any], moment: Moment) -> Matrix:
    """Change of the monthly log-odds of leaving from one more certification, zero or negative, for who studies."""
    return _CHANGES[world](numbers, moment)


def least_change(world: World, numbers: Mapping[str, Any]) -> float:
    """The lowest value that the sum of somebody's changes can take."""
    return float(numbers["effect_cap"]) if world is World.DEFAULT else -np.inf


def _by_interest(numbers: Mapping[str, Any], moment: Moment) -> Matrix:
    """What one likes keeps one, the more the earlier; languages and soft skills keep the others a little."""
    top = np.argsort(-moment.interest, axis=-1, kind="stable")[..., : numbers["effect_interest_top"]]
    is_liked = (top == moment.area[..., None]).any(axis=-1)
    limit = numbers["effect_semester_limit"]
    early = np.clip((limit - moment.semester) / limit, 0.0, 1.0)
    is_soft = np.isin(moment.area, [AREAS.index(Area.ENGLISH), AREAS.index(Area.SOFT_SKILLS)])
    change = numbers["effect"] * is_liked * early + numbers["effect_soft"] * (is_soft & ~is_liked)
    return np.asarray(change * ~moment.is_null)


def _equal(numbers: Mapping[str, Any], moment: Moment) -> Matrix:
    shape = np.broadcast_shapes(moment.semester.shape, moment.area.shape)
    return np.full(shape, float(numbers["equal_effect"]))


def _falling(numbers: Mapping[str, Any], moment: Moment) -> Matrix:
    """Nearly all of the effect for the safest, nearly none for those most at risk."""
    distance = (moment.log_odds - numbers["falling_centre"]) / numbers["falling_width"]
    shape = np.broadcast_shapes(distance.shape, moment.area.shape)
    return np.asarray(np.broadcast_to(numbers["falling_effect"] / (1.0 + np.exp(distance)), shape))


_CHANGES: Final[Mapping[World, Callable[[Mapping[str, Any], Moment], Matrix]]] = {
    World.DEFAULT: _by_interest,
    World.EQUAL_EFFECT: _equal,
    World.FALLING_EFFECT: _falling,
}
