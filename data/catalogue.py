"""The catalogue: every noun that ships with the program, read from the reference files and checked."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from data.catalogue_checks import check_no_circle, check_references, check_subject_order, check_unique
from data.catalogue_rows import (
    agreement,
    certification,
    cluster,
    curriculum,
    fund,
    institution,
    keyed,
    occupation,
    skill,
    skill_weights,
    state,
    state_graduates,
    subject,
    subject_needs,
    vendor,
)
from data.domain import (
    Certification,
    CertificationId,
    Cluster,
    ClusterId,
    Curriculum,
    CurriculumId,
    FundId,
    Institution,
    InstitutionId,
    Occupation,
    OccupationId,
    Skill,
    SkillId,
    State,
    StateId,
    Subject,
    SubjectId,
    Vendor,
    VendorId,
)
from data.errors import CatalogueError
from data.funding import Agreement, Fund
from data.manifest import NAME, check_files, manifest_digest, read_manifest, renew_manifest
from data.reference_files import COLUMNS
from data.settings import Settings
from data.state_graduates import StateGraduates

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All reference nouns by id, in file order; every id that one names is there."""

    states: dict[StateId, State] = field(hash=False)
    clusters: dict[ClusterId, Cluster] = field(hash=False)
    vendors: dict[VendorId, Vendor] = field(hash=False)
    skills: dict[SkillId, Skill] = field(hash=False)
    certifications: dict[CertificationId, Certification] = field(hash=False)
    occupations: dict[OccupationId, Occupation] = field(hash=False)
    institutions: dict[InstitutionId, Institution] = field(hash=False)
    curricula: dict[CurriculumId, Curriculum] = field(hash=False)
    subjects: dict[SubjectId, Subject] = field(hash=False)
    agreements: dict[VendorId, Agreement] = field(hash=False)
    funds: dict[FundId, Fund] = field(hash=False)
    graduates: dict[StateId, StateGraduates] = field(hash=False)
    # Sha256 of the manifest: equal digests mean equal catalogues.
    digest: str
    # Where it was read from; rules for titles of degrees stand beside its files.
    folder: Path = field(compare=False)


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue of a folder of reference files.

    Raises
    ------
    CatalogueError
        If a file is not the one that the manifest describes, or a row is wrong; the detail names both.
    """
    entries = read_manifest(folder)
    unlisted = sorted(set(COLUMNS) - {entry.name for entry in entries})
    if unlisted:
        raise CatalogueError(f"{NAME} has no entry for {', '.join(unlisted)}")
    check_files(folder, entries)
    return catalogue_of(folder)


def catalogue_of(folder: Path) -> Catalogue:
    """The nouns of a folder whose manifest is not asked, as for one that was just written.

    Raises
    ------
    CatalogueError
        If a row is wrong; the detail names file and line.
    """
    proved = skill_weights(folder, "certification_skills.csv", "certification_id")
    needed = skill_weights(folder, "occupation_skills.csv", "occupation_id")
    taught = skill_weights(folder, "subject_skills.csv", "subject_id")
    needs = subject_needs(folder)
    subjects = keyed(folder, "subjects.csv", lambda row: subject(row, taught, needs))
    catalogue = Catalogue(
        states=keyed(folder, "states.csv", state),
        clusters=keyed(folder, "clusters.csv", cluster),
        vendors=keyed(folder, "vendors.csv", vendor),
        skills=keyed(folder, "skills.csv", skill),
        certifications=keyed(folder, "certifications.csv", lambda row: certification(row, proved)),
        occupations=keyed(folder, "occupations.csv", lambda row: occupation(row, needed)),
        institutions=keyed(folder, "institutions.csv", institution),
        curricula=keyed(folder, "curricula.csv", lambda row: curriculum(row, subjects)),
        subjects=subjects,
        agreements=keyed(folder, "agreements.csv", agreement),
        funds=keyed(folder, "funds.csv", fund),
        graduates=keyed(folder, "graduates_by_state.csv", state_graduates),
        digest=manifest_digest(folder),
        folder=folder,
    )
    _check(catalogue, folder)
    return catalogue


def _check(catalogue: Catalogue, folder: Path) -> None:
    """Check what no single row can show."""
    check_references(
        folder,
        {
            "states.csv": catalogue.states,
            "vendors.csv": catalogue.vendors,
            "skills.csv": catalogue.skills,
            "certifications.csv": catalogue.certifications,
            "occupations.csv": catalogue.occupations,
            "institutions.csv": catalogue.institutions,
            "curricula.csv": catalogue.curricula,
            "subjects.csv": catalogue.subjects,
        },
    )
    check_subject_order(folder, catalogue.subjects)
    check_no_circle(
        "certifications.csv",
        {id_: frozenset().union(*one.prerequisites) for id_, one in catalogue.certifications.items()},
    )
    check_no_circle(
        "skills.csv",
        {id_: [one.broader_skill_id] for id_, one in catalogue.skills.items() if one.broader_skill_id},
    )
    states = catalogue.states.values()
    check_unique("states.csv", "inegi_code", [one.inegi_code for one in states])
    check_unique("states.csv", "curp_code", [one.curp_code for one in states])


def main() -> None:
    """Renew rows and hashes of the manifest after a change, unless the changed catalogue is wrong."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    folder = Settings().reference
    catalogue_of(folder)
    entries = renew_manifest(folder)
    log.info("%s describes %d files", folder / NAME, len(entries))


if __name__ == "__main__":
    main()
