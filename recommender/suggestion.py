"""What the recommender answers: suggestions with worth, price and reasons, as keys and values, no prose."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from data.domain import CertificationId, FundId, LearnerId, SkillId, StateId


class ReasonKey(StrEnum):
    """Why a certification is suggested; the edge turns a key and its values into a sentence."""

    GOAL_SKILLS = "goal_skills"
    REGIONAL_DEMAND = "regional_demand"
    NEXT_ON_PATH = "next_on_path"
    SIMILAR_LEARNERS = "similar_learners"
    FITS_STUDIES = "fits_studies"
    ENGLISH_FITS = "english_fits"
    ENGLISH_STRETCH = "english_stretch"
    EXPLORATION = "exploration"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; ``skill_ids`` and ``certification_ids`` name what it speaks of, most important first.

    For ``REGIONAL_DEMAND``: ``n_postings`` of the ``n_postings_in_state`` postings in ``state_id`` ask for
    the first skill.
    For ``ENGLISH_*``: ``english`` is the level needed. ``weight`` orders reasons (higher first).
    """

    key: ReasonKey
    weight: float
    skill_ids: tuple[SkillId, ...] = ()
    certification_ids: tuple[CertificationId, ...] = ()
    state_id: StateId | None = None
    n_postings: int = 0
    n_postings_in_state: int = 0
    english: str | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """Pesos of one exam, in centavos; ``None`` where no dated list price is known.

    ``learner_centavos`` is what is left for the learner after the vendor's discount and the funds in
    ``fund_ids``. ``planned_centavos`` is the list price or, where unknown, the assumption that plans use;
    never shown as a fact.
    """

    list_centavos: int | None
    learner_centavos: int | None
    discount: float
    subsidy_share: float
    fund_ids: tuple[FundId, ...]
    planned_centavos: int
    planned_subsidy_centavos: int


@dataclass(frozen=True, slots=True)
class ValueTerms:
    """The worth of one voucher in centavos, term by term; ``recommender.value`` says what each means."""

    benefit: float
    regional_worth: float
    retention_worth: float
    seat_price: float
    money_price: float

    @property
    def total(self) -> float:
        """The sum that orders the list."""
        return self.benefit + self.regional_worth + self.retention_worth - self.seat_price - self.money_price


@dataclass(frozen=True, slots=True)
class RiskChange:
    """Change of the chance of dropping out within a year (negative is good), and the ends of its 95 % interval."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A certification put to a learner, with its place and why it is there.

    Chances are calibrated probabilities. ``risk_change`` is what holding it does, ``None`` where that is not known yet
    or the learner does not study (``is_studying``). ``weeks`` is preparation hours over the learner's weekly hours.
    """

    certification_id: CertificationId
    rank: int
    value: ValueTerms
    accept_chance: float
    pass_chance: float
    is_studying: bool
    risk_change: RiskChange | None
    price: Price
    weeks: float
    skills_added: tuple[SkillId, ...]
    skills_held: tuple[SkillId, ...]
    reasons: tuple[Reason, ...]
    propensity: float
    is_exploration: bool
    features: tuple[float, ...] = field(repr=False)


class ObstacleKey(StrEnum):
    """Why a learner cannot begin a certification, or need not."""

    HELD = "held"
    PREREQUISITES = "prerequisites"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One obstacle; each of ``missing`` is a group of which one certification must be held first."""

    key: ObstacleKey
    missing: tuple[frozenset[CertificationId], ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a certification would be for a learner.

    ``obstacles`` is empty where it can be begun; ``n_postings`` counts the postings of the learner's state by skill.
    """

    suggestion: Suggestion
    obstacles: tuple[Obstacle, ...]
    n_postings: dict[SkillId, int] = field(hash=False)


@dataclass(frozen=True, slots=True)
class SuggestionList:
    """A ranked list for one learner (``None``: a visitor of the public form), from data of ``data_as_of``."""

    learner_id: LearnerId | None
    bundle_version: str
    data_as_of: date
    items: tuple[Suggestion, ...]
    n_eligible: int
