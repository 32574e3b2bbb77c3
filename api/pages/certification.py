"""A certification's own page: facts, skills, what must be held before as a picture and in words, jobs it leads to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.dependencies import ID_PATTERN, AccountDep, CatalogueDep, PageTextsDep, PartsDep
from api.i18n import Texts
from api.pages.addresses import certification_target, path_url, voucher_url
from api.pages.certification_facts import facts
from api.pages.frame import Frame, frame_of, render
from api.pages.prerequisite_picture import PrerequisitePicture, certification_url, picture_of
from data.catalogue import Catalogue
from data.domain import Certification, CertificationId, SkillId
from data.errors import NotFoundError
from data.exporters.linked_data.credentials import credential
from data.exporters.linked_data.terms import script_text
from data.rights import is_student
from recommender.arrays import PROOF_WEIGHT
from recommender.prerequisites import surroundings
from recommender.related_jobs import related_jobs

N_JOBS: Final = 6
MOST_SHARED_SKILLS: Final = 4
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill and how much the exam is about it, in words; ``is_proof`` where it counts as proved."""

    name: str
    kind: str
    percent: str
    is_proof: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A certification to go to."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job, how much of it is proved, and the skills that both have."""

    name: str
    percent: str
    skills: str


@dataclass(frozen=True, slots=True)
class CertificationPage:
    """All that ``certification.html`` may use; each of ``groups`` must be met by any one of its links."""

    frame: Frame
    name: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    url: str | None
    voucher_url: str | None
    path_url: str | None
    skills: tuple[SkillRow, ...]
    groups: tuple[tuple[Link, ...], ...]
    opens: tuple[Link, ...]
    picture: PrerequisitePicture | None
    jobs: tuple[JobRow, ...]
    linked_data_url: str
    linked_data: Markup


@router.get("/certificaciones/{certification_id}")
def show_certification(
    request: Request,
    certification_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)],
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    account: AccountDep,
) -> HTMLResponse:
    """Show one certification; learners who are logged in may go on to apply for a voucher."""
    one = catalogue.certifications.get(CertificationId(certification_id))
    if one is None:
        raise NotFoundError(f"no certification {certification_id!r}")
    has_path = is_student(account)
    content = CertificationPage(
        frame=frame_of(request, t, one.name, shows_invented=False),
        name=one.name,
        summary=t.label(one.summary),
        facts=tuple(facts(one, catalogue, t, parts.settings)),
        url=one.url,
        voucher_url=voucher_url(one.id) if has_path else None,
        path_url=path_url(certification_target(one.id)) if has_path else None,
        skills=tuple(_skills(one, catalogue, t)),
        groups=tuple(tuple(_link(id_, catalogue) for id_ in sorted(group)) for group in one.prerequisites),
        opens=tuple(_opened(one.id, catalogue)),
        picture=picture_of(surroundings(one.id, catalogue.certifications), catalogue, one.id),
        jobs=tuple(_jobs(one, catalogue, t)),
        linked_data_url=f"/v1/linked-data/certifications/{quote(one.id, safe='')}?lang={t.language.value}",
        # Nothing in it can end the script that it stands in.
        linked_data=Markup(script_text(credential(one, catalogue, t.language))),  # noqa: S704
    )
    return render(request, "certification.html", content, t)


def _skills(one: Certification, catalogue: Catalogue, t: Texts) -> Iterator[SkillRow]:
    """Skills, heaviest first, equal ones by name."""
    named = ((weight, catalogue.skills[skill_id]) for skill_id, weight in one.skill_weights.items())
    for weight, skill in sorted(named, key=lambda pair: (-pair[0], t.label(pair[1].label))):
        yield SkillRow(t.label(skill.label), t.word(skill.kind), t.percent(weight), weight >= PROOF_WEIGHT)


def _link(certification_id: CertificationId, catalogue: Catalogue) -> Link:
    return Link(certification_url(certification_id), catalogue.certifications[certification_id].name)


def _opened(certification_id: CertificationId, catalogue: Catalogue) -> Iterator[Link]:
    """Certifications that ask for this one, alone or among others."""
    for other in catalogue.certifications.values():
        if any(certification_id in group for group in other.prerequisites):
            yield _link(other.id, catalogue)


def _jobs(one: Certification, catalogue: Catalogue, t: Texts) -> Iterator[JobRow]:
    for job in related_jobs(one, catalogue.occupations, N_JOBS):
        shared: tuple[SkillId, ...] = job.skill_ids[:MOST_SHARED_SKILLS]
        skills = t.listed(t.label(catalogue.skills[skill_id].label) for skill_id in shared)
        yield JobRow(t.label(catalogue.occupations[job.occupation_id].label), t.percent(job.coverage), skills)
