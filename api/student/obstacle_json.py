"""What stands between a learner and a certification, as JSON."""

from pydantic import Field

from api.i18n import Texts
from api.schemas.catalogue import named_certification
from api.schemas.common import BodyOut, NamedOut
from api.student.obstacle_texts import obstacle_text
from data.catalogue import Catalogue
from data.domain import CertificationId
from recommender.suggestion import Obstacle, ObstacleKey


class ObstacleOut(BodyOut):
    """Why a certification cannot be begun, or need not: a key for programs, a sentence for people."""

    key: ObstacleKey
    sentence: str
    missing: list[list[NamedOut]] = Field(description="One certification of each inner list must be held first")


class ObstaclesOut(BodyOut):
    """What stands between a learner and a certification; a voucher can be applied for where the list is empty."""

    certification: NamedOut
    obstacles: list[ObstacleOut]


def obstacles_out(
    certification_id: CertificationId, found: tuple[Obstacle, ...], catalogue: Catalogue, t: Texts
) -> ObstaclesOut:
    """The obstacles of one certification."""
    return ObstaclesOut(
        certification=named_certification(certification_id, catalogue),
        obstacles=[obstacle_out(one, catalogue, t) for one in found],
    )


def obstacle_out(one: Obstacle, catalogue: Catalogue, t: Texts) -> ObstacleOut:
    """One obstacle in the caller's language."""
    return ObstacleOut(
        key=one.key,
        sentence=obstacle_text(one, catalogue, t),
        missing=[[named_certification(id_, catalogue) for id_ in sorted(group)] for group in one.missing],
    )
