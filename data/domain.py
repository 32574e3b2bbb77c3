"""The nouns every package shares: frozen, validated, free of input and output."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType, Self

SkillId = NewType("SkillId", str)
CertificationId = NewType("CertificationId", str)
OccupationId = NewType("OccupationId", str)
VendorId = NewType("VendorId", str)
InstitutionId = NewType("InstitutionId", str)
CurriculumId = NewType("CurriculumId", str)
SubjectId = NewType("SubjectId", str)
ClusterId = NewType("ClusterId", str)
StateId = NewType("StateId", str)
FundId = NewType("FundId", str)
LearnerId = NewType("LearnerId", str)
PostingId = NewType("PostingId", str)


class Language(StrEnum):
    """A language the catalogue and the pages are written in."""

    ES = "es"
    EN = "en"


class Area(StrEnum):
    """Field of work that a certification, skill or cluster belongs to."""

    SOFTWARE = "software"
    CLOUD = "cloud"
    DATA_AI = "data_ai"
    NETWORKS = "networks"
    SECURITY = "security"
    SERVICE_MANAGEMENT = "service_management"
    PROJECT_MANAGEMENT = "project_management"
    TESTING = "testing"
    BUSINESS_APPLICATIONS = "business_applications"
    BPO = "bpo"
    ENGLISH = "english"
    SOFT_SKILLS = "soft_skills"


BPO_AREAS = frozenset({Area.BPO, Area.ENGLISH, Area.SOFT_SKILLS})
"""Areas whose work counts as BPO; that of all others counts as IT."""


class WorkField(StrEnum):
    """The two fields that the programme serves."""

    IT = "it"
    BPO = "bpo"

    @classmethod
    def of(cls, area: Area) -> Self:
        """The field that an area belongs to."""
        return cls.BPO if area in BPO_AREAS else cls.IT


class Level(StrEnum):
    """Depth of a certification, from entry to expert."""

    FOUNDATION = "foundation"
    ASSOCIATE = "associate"
    PROFESSIONAL = "professional"
    EXPERT = "expert"

    @property
    def rank(self) -> int:
        """Place from 0 (foundation) to 3 (expert)."""
        return list(Level).index(self)


class SkillKind(StrEnum):
    """What sort of skill it is."""

    HARD = "hard"
    SOFT = "soft"
    LANGUAGE = "language"


class EnglishLevel(StrEnum):
    """Level of the Common European Framework; ``NONE`` stands below A1."""

    NONE = "none"
    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"

    @property
    def rank(self) -> int:
        """Place from 0 (none) to 6 (C2)."""
        return list(EnglishLevel).index(self)


class LearnerKind(StrEnum):
    """Who learns."""

    STUDENT = "student"
    PROFESSIONAL = "professional"
    TEACHER = "teacher"


class Answer(StrEnum):
    """What a learner says to a suggestion."""

    YES = "yes"
    NOT_NOW = "not_now"
    NEVER = "never"


class SkillSource(StrEnum):
    """How a learner came to say of a skill that they hold it."""

    STATED = "stated"
    TEXT = "text"


class ApplicationState(StrEnum):
    """How far an application for a voucher has come."""

    APPLIED = "applied"
    WITHDRAWN = "withdrawn"
    GRANTED = "granted"
    REFUSED = "refused"


class RequestKind(StrEnum):
    """What a learner asks of the people of the programme."""

    HUMAN_DECISION = "human_decision"


class OutcomeKind(StrEnum):
    """What later became of a learner."""

    DROPPED_OUT = "dropped_out"
    GRADUATED = "graduated"
    HIRED = "hired"


class StudyResult(StrEnum):
    """How a student came out of a course of study."""

    PASSED = "passed"
    DISTINCTION = "distinction"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class ConceptKind(StrEnum):
    """What a concept of a public classification stands for."""

    OCCUPATION = "occupation"
    SKILL = "skill"
    SKILL_GROUP = "skill_group"
    ISCO_GROUP = "isco_group"


class ConceptRelation(StrEnum):
    """How one concept refers to another: needs it, may need it, or is a part of it."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"
    BROADER = "broader"


class InstitutionKind(StrEnum):
    """What sort of institution of higher education it is, after Mexico's subsystems."""

    PUBLIC_UNIVERSITY = "public_university"
    TECHNOLOGICAL_INSTITUTE = "technological_institute"
    TECHNOLOGICAL_UNIVERSITY = "technological_university"
    POLYTECHNIC_UNIVERSITY = "polytechnic_university"
    PUBLIC_CENTRE = "public_centre"
    PRIVATE_UNIVERSITY = "private_university"


class ClusterKind(StrEnum):
    """Whether firms are joined by an association or by a place."""

    CLUSTER = "cluster"
    TECHNOLOGY_PARK = "technology_park"


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages."""

    es: str
    en: str

    def __post_init__(self) -> None:
        if not self.es or not self.en:
            raise ValueError(f"a label needs both languages, got es={self.es!r} en={self.en!r}")

    def in_language(self, language: Language) -> str:
        """The name in one language."""
        return self.es if language is Language.ES else self.en


@dataclass(frozen=True, slots=True)
class State:
    """A federal entity, in the three code systems that partners use."""

    id: StateId  # ISO 3166-2, such as MX-JAL
    label: Label
    inegi_code: str
    curp_code: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """A regional IT cluster or technology park; ``specialities`` are a judgement."""

    id: ClusterId
    name: str
    kind: ClusterKind
    state_id: StateId
    city: str
    latitude: float
    longitude: float
    specialities: frozenset[Area]


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that a person can do and an employer asks for."""

    id: SkillId
    label: Label
    kind: SkillKind
    area: Area
    aliases_es: tuple[str, ...] = ()
    aliases_en: tuple[str, ...] = ()
    broader_skill_id: SkillId | None = None
    esco_uri: str | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who issues a certification."""

    id: VendorId
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Certification:
    """A credential earned by exam.

    ``prerequisites`` is a conjunction of alternatives: every inner set needs at least one certification held.
    ``preparation_hours`` is an estimate. ``list_price_usd`` is ``None`` where no dated price is known: pages then
    say "price to be confirmed" and simulator and plans reckon with ``assumed_price_usd``, which no page shows.
    ``skill_weights`` are in (0, 1].
    """

    id: CertificationId
    vendor_id: VendorId
    name: str
    area: Area
    level: Level
    languages: frozenset[str]
    preparation_hours: int
    english_needed: EnglishLevel
    summary: Label
    skill_weights: dict[SkillId, float] = field(hash=False)
    prerequisites: tuple[frozenset[CertificationId], ...] = ()
    experience_months: int = 0
    exam_codes: tuple[str, ...] = ()
    validity_months: int | None = None
    list_price_usd: float | None = None
    assumed_price_usd: float = 200.0
    price_checked_at: date | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if self.preparation_hours <= 0:
            raise ValueError(f"certification {self.id}: hours must be positive, got {self.preparation_hours}")
        if not self.skill_weights:
            raise ValueError(f"certification {self.id} teaches no skill")
        bad = {s: w for s, w in self.skill_weights.items() if not 0 < w <= 1}
        if bad:
            raise ValueError(f"certification {self.id}: weights outside (0, 1]: {bad}")


@dataclass(frozen=True, slots=True)
class Occupation:
    """A job in the classifications of occupations; ``skill_weights`` are in (0, 1].

    ``isco_08`` and ``sinco_2019`` are four digits, ``None`` where not known.
    """

    id: OccupationId
    label: Label
    area: Area
    skill_weights: dict[SkillId, float] = field(hash=False)
    aliases_es: tuple[str, ...] = ()
    aliases_en: tuple[str, ...] = ()
    esco_uri: str | None = None
    isco_08: str | None = None
    sinco_2019: str | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """A university or technical institute."""

    id: InstitutionId
    name: str
    state_id: StateId
    kind: InstitutionKind

    @property
    def is_public(self) -> bool:
        """Whether public money keeps it."""
        return self.kind is not InstitutionKind.PRIVATE_UNIVERSITY


@dataclass(frozen=True, slots=True)
class Subject:
    """A course inside a curriculum; ``hours`` are weekly class hours, ``semester`` starts at 1.

    ``prerequisite_ids``: subjects of the same plan to be passed before.
    """

    id: SubjectId
    curriculum_id: CurriculumId
    label: Label
    semester: int
    hours: int
    credits: int
    syllabus: Label
    skill_weights: dict[SkillId, float] = field(hash=False)
    prerequisite_ids: frozenset[SubjectId] = frozenset()


@dataclass(frozen=True, slots=True)
class Curriculum:
    """A plan of study; ``institution_id`` is ``None`` for a typical plan of no named institution."""

    id: CurriculumId
    label: Label
    area: Area
    n_semesters: int
    institution_id: InstitutionId | None
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Learner:
    """What is known of a person, without any personal field.

    ``grade_mean`` is on Mexico's 0-100 scale and ``None`` where no subject was graded.
    """

    id: LearnerId
    kind: LearnerKind
    state_id: StateId
    english: EnglishLevel
    english_tested: bool
    weekly_hours: float
    institution_id: InstitutionId | None = None
    curriculum_id: CurriculumId | None = None
    started_on: date | None = None
    goal_occupation_id: OccupationId | None = None
    is_invented: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.weekly_hours <= 100:
            raise ValueError(f"learner {self.id}: weekly hours must be in (0, 100], got {self.weekly_hours}")


@dataclass(frozen=True, slots=True)
class LinkedSkill:
    """A skill found in a text; ``method`` says how, ``confidence`` is a calibrated chance in [0, 1]."""

    skill_id: SkillId
    sentence: str
    method: str
    confidence: float
