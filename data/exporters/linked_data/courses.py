"""Plans of study as schema.org's EducationalOccupationalProgram, their subjects as Course."""

from collections.abc import Mapping
from typing import Final

from data.domain import Curriculum, Institution, InstitutionId, Language, Skill, SkillId, Subject, SubjectId
from data.exporters.linked_data.terms import Thing, area_term, own, said, skill_terms, urn, without_blanks

MONTHS_A_SEMESTER: Final = 6


def programme(
    plan: Curriculum,
    skills: Mapping[SkillId, Skill],
    institutions: Mapping[InstitutionId, Institution],
    language: Language | None = None,
    official_keys: Mapping[SubjectId, str] | None = None,
) -> Thing:
    """A plan with all its subjects, in one language, or in both so that an import reads back the same.

    ``official_keys`` are the school's own keys of subjects; blank ones are left out.
    """
    subjects = {one.id: one for one in plan.subjects}
    school = institutions.get(plan.institution_id) if plan.institution_id else None
    return without_blanks(
        {
            "@type": "EducationalOccupationalProgram",
            "@id": urn("plan", plan.id),
            "identifier": plan.id,
            "name": said(plan.label, language),
            "about": area_term(plan.area),
            "termDuration": f"P{MONTHS_A_SEMESTER}M",
            "timeToComplete": f"P{plan.n_semesters * MONTHS_A_SEMESTER}M",
            "provider": _school(school) if school else None,
            "hasCourse": [_course(one, subjects, skills, language, official_keys or {}) for one in plan.subjects],
        }
    )


def _course(
    one: Subject,
    subjects: Mapping[SubjectId, Subject],
    skills: Mapping[SkillId, Skill],
    language: Language | None,
    keys: Mapping[SubjectId, str],
) -> Thing:
    return without_blanks(
        {
            "@type": "Course",
            "@id": urn("subject", one.id),
            "identifier": one.id,
            "courseCode": keys.get(one.id),
            "name": said(one.label, language),
            "description": said(one.syllabus, language),
            "numberOfCredits": one.credits,
            "hasCourseInstance": _weekly(one.hours),
            "coursePrerequisites": [
                _needed(subjects[id_], language, keys.get(id_)) for id_ in sorted(one.prerequisite_ids)
            ],
            "teaches": skill_terms(one.skill_weights, skills, language),
            own("semester"): one.semester,
        }
    )


def _weekly(hours: int) -> Thing:
    """Classes of so many hours every week."""
    schedule = {"@type": "Schedule", "repeatFrequency": "P1W", "duration": f"PT{hours}H"}
    return {"@type": "CourseInstance", "courseSchedule": schedule}


def _needed(one: Subject, language: Language | None, key: str | None) -> Thing:
    return without_blanks(
        {
            "@type": "Course",
            "@id": urn("subject", one.id),
            "identifier": one.id,
            "courseCode": key,
            "name": said(one.label, language),
        }
    )


def _school(one: Institution) -> Thing:
    return {
        "@type": "CollegeOrUniversity",
        "@id": urn("institution", one.id),
        "identifier": one.id,
        "name": one.name,
    }
