"""What keeps a learner from a certification, in words."""

from collections.abc import Mapping
from typing import Final

from api.i18n import Texts
from data.catalogue import Catalogue
from recommender.suggestion import Obstacle, ObstacleKey

_KEYS: Final[Mapping[ObstacleKey, str]] = {
    ObstacleKey.HELD: "obstacle.held",
    ObstacleKey.PREREQUISITES: "obstacle.prerequisites",
    ObstacleKey.ENGLISH: "obstacle.english",
}


def obstacle_text(obstacle: Obstacle, catalogue: Catalogue, t: Texts) -> str:
    """One obstacle as a sentence; what must be held first is named, alternatives joined by "or"."""
    groups = (
        t("obstacle.any_of").join(sorted(catalogue.certifications[id_].name for id_ in group))
        for group in obstacle.missing
    )
    return t(_KEYS[obstacle.key], missing=t.listed(groups))
