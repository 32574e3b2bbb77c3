"""Turns rows of the reference files into the nouns of the catalogue, one function a noun."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from data.domain import (
    Area,
    Certification,
    CertificationId,
    Cluster,
    ClusterId,
    ClusterKind,
    Curriculum,
    CurriculumId,
    EnglishLevel,
    FundId,
    Institution,
    InstitutionId,
    InstitutionKind,
    Level,
    Occupation,
    OccupationId,
    Skill,
    SkillId,
    SkillKind,
    State,
    StateId,
    Subject,
    SubjectId,
    Vendor,
    VendorId,
)
from data.funding import Agreement, Fund, FundKind
from data.reference_files import ReferenceRow, reference_rows
from data.state_graduates import StateGraduates

SkillWeights = Mapping[str, dict[SkillId, float]]
SubjectNeeds = Mapping[str, frozenset[SubjectId]]

Id = TypeVar("Id", bound=str)
Noun = TypeVar("Noun")

# Ids stand in web addresses and in columns of 64 letters.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_INEGI = re.compile(r"\d{2}")
_FOUR_DIGITS = re.compile(r"\d{4}")
_CURP = re.compile(r"[A-Z]{2}")
_MOST = 2**31 - 1


def keyed(folder: Path, file: str, noun: Callable[[ReferenceRow], tuple[Id, Noun]]) -> dict[Id, Noun]:
    """The nouns of a file by id, in its order.

    Raises
    ------
    CatalogueError
        If an id is malformed or there twice, or a noun refuses its values.
    """
    found: dict[Id, Noun] = {}
    for row in reference_rows(folder, file):
        try:
            id_, built = noun(row)
        except ValueError as error:
            raise row.error(str(error)) from error
        check_id(row, id_)
        if id_ in found:
            raise row.error(f"{id_} is there twice")
        found[id_] = built
    return found


def check_id(row: ReferenceRow, id_: str) -> None:
    """Refuse an id that could not stand in a web address.

    Raises
    ------
    CatalogueError
        Naming the row.
    """
    if not _ID.fullmatch(id_):
        raise row.error(f"{id_!r} is no id: letters, digits, dots and hyphens, at most 64")


def skill_weights(folder: Path, file: str, owner: str) -> SkillWeights:
    """Weights of skills by the id in column ``owner``, which names a skill at most once."""
    found: defaultdict[str, dict[SkillId, float]] = defaultdict(dict)
    for row in reference_rows(folder, file):
        weights, skill_id = found[row.text(owner)], SkillId(row.text("skill_id"))
        if skill_id in weights:
            raise row.error(f"{skill_id} is there twice for one {owner}")
        weights[skill_id] = row.weight()
    return dict(found)


def subject_needs(folder: Path) -> SubjectNeeds:
    """The subjects to be passed before each one that needs any, each named once."""
    found: defaultdict[str, set[SubjectId]] = defaultdict(set)
    for row in reference_rows(folder, "subject_prerequisites.csv"):
        needs, needed_id = found[row.text("subject_id")], SubjectId(row.text("needs_subject_id"))
        if needed_id in needs:
            raise row.error(f"{needed_id} is there twice for one subject_id")
        needs.add(needed_id)
    return {id_: frozenset(needs) for id_, needs in found.items()}


def state(row: ReferenceRow) -> tuple[StateId, State]:
    """A federal entity."""
    id_ = StateId(row.text("state_id"))
    return id_, State(
        id=id_,
        label=row.label("label"),
        inegi_code=_matching(row, "inegi_code", _INEGI),
        curp_code=_matching(row, "curp_code", _CURP),
        latitude=row.number("latitude", 14.0, 33.0),
        longitude=row.number("longitude", -119.0, -86.0),
    )


def cluster(row: ReferenceRow) -> tuple[ClusterId, Cluster]:
    """A regional IT cluster."""
    id_ = ClusterId(row.text("cluster_id"))
    return id_, Cluster(
        id=id_,
        name=row.text("name"),
        kind=row.word("kind", ClusterKind),
        state_id=StateId(row.text("state_id")),
        city=row.text("city"),
        latitude=row.number("latitude", 14.0, 33.0),
        longitude=row.number("longitude", -119.0, -86.0),
        specialities=row.words("specialities", Area),
    )


def vendor(row: ReferenceRow) -> tuple[VendorId, Vendor]:
    """Who issues certifications."""
    id_ = VendorId(row.text("vendor_id"))
    return id_, Vendor(id=id_, name=row.text("name"), url=row.optional("url"))


def skill(row: ReferenceRow) -> tuple[SkillId, Skill]:
    """A skill."""
    id_ = SkillId(row.text("skill_id"))
    broader = row.optional("broader_skill_id")
    return id_, Skill(
        id=id_,
        label=row.label("label"),
        kind=row.word("kind", SkillKind),
        area=row.word("area", Area),
        aliases_es=row.texts("aliases_es"),
        aliases_en=row.texts("aliases_en"),
        broader_skill_id=SkillId(broader) if broader else None,
        esco_uri=row.optional("esco_uri"),
    )


def certification(row: ReferenceRow, proved: SkillWeights) -> tuple[CertificationId, Certification]:
    """A certification with the skills it proves."""
    id_ = CertificationId(row.text("certification_id"))
    has_price, has_validity = row.optional("list_price_usd"), row.optional("validity_months")
    if has_price and not row.optional("price_checked_at"):
        raise row.error("list_price_usd without price_checked_at")
    return id_, Certification(
        id=id_,
        vendor_id=VendorId(row.text("vendor_id")),
        name=row.text("name"),
        area=row.word("area", Area),
        level=row.word("level", Level),
        languages=_languages(row),
        preparation_hours=row.integer("preparation_hours", 1, 5_000),
        english_needed=row.word("english_needed", EnglishLevel),
        summary=row.label("summary"),
        skill_weights=proved.get(id_, {}),
        prerequisites=row.prerequisites("prerequisites"),
        experience_months=row.integer("experience_months", 0, 240) if row.optional("experience_months") else 0,
        exam_codes=row.texts("exam_codes"),
        validity_months=row.integer("validity_months", 1, 240) if has_validity else None,
        list_price_usd=row.number("list_price_usd", 0.0, 20_000.0) if has_price else None,
        assumed_price_usd=row.number("assumed_price_usd", 0.0, 20_000.0),
        price_checked_at=row.day("price_checked_at") if row.optional("price_checked_at") else None,
        url=row.optional("url"),
    )


def occupation(row: ReferenceRow, needed: SkillWeights) -> tuple[OccupationId, Occupation]:
    """A job with the skills it needs."""
    id_ = OccupationId(row.text("occupation_id"))
    return id_, Occupation(
        id=id_,
        label=row.label("label"),
        area=row.word("area", Area),
        skill_weights=needed.get(id_, {}),
        aliases_es=row.texts("aliases_es"),
        aliases_en=row.texts("aliases_en"),
        esco_uri=row.optional("esco_uri"),
        isco_08=_matching(row, "isco_08", _FOUR_DIGITS) if row.optional("isco_08") else None,
        sinco_2019=_matching(row, "sinco_2019", _FOUR_DIGITS) if row.optional("sinco_2019") else None,
    )


def institution(row: ReferenceRow) -> tuple[InstitutionId, Institution]:
    """A university or institute."""
    id_ = InstitutionId(row.text("institution_id"))
    return id_, Institution(
        id=id_,
        name=row.text("name"),
        state_id=StateId(row.text("state_id")),
        kind=row.word("kind", InstitutionKind),
    )


def subject(row: ReferenceRow, taught: SkillWeights, needs: SubjectNeeds) -> tuple[SubjectId, Subject]:
    """A subject with the skills it teaches and the subjects it needs."""
    id_ = SubjectId(row.text("subject_id"))
    return id_, Subject(
        id=id_,
        curriculum_id=CurriculumId(row.text("curriculum_id")),
        label=row.label("label"),
        semester=row.integer("semester", 1, 12),
        hours=row.integer("hours", 0, 40),
        credits=row.integer("credits", 0, 60),
        syllabus=row.label("syllabus"),
        skill_weights=taught.get(id_, {}),
        prerequisite_ids=needs.get(id_, frozenset()),
    )


def curriculum(row: ReferenceRow, subjects: Mapping[SubjectId, Subject]) -> tuple[CurriculumId, Curriculum]:
    """A plan of study with its subjects, in file order."""
    id_ = row.text("curriculum_id")
    return curriculum_of_row(row, tuple(one for one in subjects.values() if one.curriculum_id == id_))


def curriculum_of_row(row: ReferenceRow, own: tuple[Subject, ...]) -> tuple[CurriculumId, Curriculum]:
    """A plan of study and its ``own`` subjects."""
    id_ = CurriculumId(row.text("curriculum_id"))
    n_semesters = row.integer("n_semesters", 1, 12)
    if not own:
        raise row.error(f"{id_} has no subject")
    late = [one.id for one in own if one.semester > n_semesters]
    if late:
        raise row.error(f"{late[0]} lies after the last semester")
    institution_id = row.optional("institution_id")
    return id_, Curriculum(
        id=id_,
        label=row.label("label"),
        area=row.word("area", Area),
        n_semesters=n_semesters,
        institution_id=InstitutionId(institution_id) if institution_id else None,
        subjects=own,
    )


def agreement(row: ReferenceRow) -> tuple[VendorId, Agreement]:
    """A vendor's volume agreement."""
    id_ = VendorId(row.text("vendor_id"))
    return id_, Agreement(
        vendor_id=id_,
        discount=row.number("discount", 0.0, 1.0),
        seats_a_year=row.integer("seats_a_year", 0, _MOST),
        minimum_group=row.integer("minimum_group", 1, 10_000),
    )


def fund(row: ReferenceRow) -> tuple[FundId, Fund]:
    """Money for vouchers; a state's fund names its state."""
    id_ = FundId(row.text("fund_id"))
    kind, state_id = row.word("kind", FundKind), row.optional("state_id")
    if kind is FundKind.STATE and state_id is None:
        raise row.error("a fund of a state names no state_id")
    return id_, Fund(
        id=id_,
        kind=kind,
        label=row.label("label"),
        state_id=StateId(state_id) if state_id else None,
        share_paid=row.number("share_paid", 0.0, 1.0),
        budget_centavos=row.integer("budget_centavos", 0, 10**15),
    )


def state_graduates(row: ReferenceRow) -> tuple[StateId, StateGraduates]:
    """Students and graduates of one state."""
    id_ = StateId(row.text("state_id"))
    return id_, StateGraduates(
        state_id=id_,
        cycle=row.text("cycle"),
        enrolled=row.integer("enrolled", 0, 10**8),
        new_entrants=row.integer("new_entrants", 0, 10**8),
        graduates=row.integer("graduates", 0, 10**8),
        degrees=row.integer("degrees", 0, 10**8),
    )


def _languages(row: ReferenceRow) -> frozenset[str]:
    """Languages that an exam is offered in, as ISO 639-1 codes."""
    found = frozenset(row.texts("languages"))
    if not found or not all(_LANGUAGE.fullmatch(code) for code in found):
        raise row.error("languages must be ISO 639-1 codes such as es|en")
    return found


def _matching(row: ReferenceRow, column: str, pattern: re.Pattern[str]) -> str:
    value = row.text(column)
    if not pattern.fullmatch(value):
        raise row.error(f"{column} is malformed: {value!r}")
    return value
