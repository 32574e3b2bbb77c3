"""What all our JSON-LD shares: documents, names in one or both languages, skills, and how it stands inside a page."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from data.domain import Label, Language, Skill, SkillId
from data.schema_org import CONTEXT, OWN_PREFIX, URN

Thing = dict[str, Any]


def document(things: Iterable[Thing]) -> Thing:
    """A document of several things that carries its context with it."""
    return {"@context": CONTEXT, "@graph": list(things)}


def one_document(thing: Thing) -> Thing:
    """A document of one thing."""
    return {"@context": CONTEXT, **thing}


def script_text(thing: Thing) -> str:
    r"""A document as the text of a page's script: nothing in it can end the script or begin another.

    Examples
    --------
    >>> "</script>" in script_text({"name": "</script><b>"})
    False
    """
    text = json.dumps(one_document(thing), ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def urn(kind: str, id_: str) -> str:
    """The name of a thing of ours."""
    return f"{URN}{kind}:{id_}"


def own(column: str) -> str:
    """The term for a column that schema.org has no word for."""
    return f"{OWN_PREFIX}{column}"


def said(label: Label, language: Language | None) -> str | list[Thing]:
    """A name in one language; in both, each marked, where ``language`` is ``None`` and they differ."""
    if language is not None or label.es == label.en:
        return label.in_language(language or Language.ES)
    return [{"@value": label.in_language(one), "@language": one.value} for one in Language]


def area_term(area: str) -> Thing:
    """The field of work that a thing is about."""
    return {"@type": "DefinedTerm", "termCode": area, "inDefinedTermSet": f"{URN}area"}


def skill_terms(
    weights: Mapping[SkillId, float], skills: Mapping[SkillId, Skill], language: Language | None
) -> list[Thing]:
    """Skills as terms, heaviest first; each with ESCO's address where it is known."""
    heaviest_first = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {**skill_term(skills[id_], language), own("weight"): weight} for id_, weight in heaviest_first if id_ in skills
    ]


def skill_term(skill: Skill, language: Language | None) -> Thing:
    """One skill as a term."""
    term = {
        "@type": "DefinedTerm",
        "@id": urn("skill", skill.id),
        "termCode": skill.id,
        "name": said(skill.label, language),
    }
    return {**term, "sameAs": skill.esco_uri} if skill.esco_uri else term


def without_blanks(thing: Mapping[str, Any]) -> Thing:
    """A thing without fields of which nothing is known."""
    return {name: value for name, value in thing.items() if value not in (None, "", [], ())}
