"""Questions with known answers for the matcher, made of the names of concepts and of the catalogue."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from data.catalogue import Catalogue
from data.domain import Language, SkillId
from embeddings.match_weights import TextKind
from embeddings.sentences import plain
from training.encoder.concept_split import Part, skill_part
from training.encoder.concepts import NamedConcept, Topic, part_of
from training.reading.match_sentences import sentence_around
from training.reading.rank_metrics import RankMetric

_LANGUAGE_PAIRS = tuple(product(Language, repeat=2))


@dataclass(frozen=True, slots=True)
class MatchTask:
    """Queries, the texts to choose from, and which of these are right, all by id.

    A query whose id is in the corpus stands there itself; it is left out of its own ranking.
    """

    name: str
    kind: TextKind
    metric: RankMetric
    queries: Mapping[str, str] = field(repr=False)
    corpus: Mapping[str, str] = field(repr=False)
    relevant: Mapping[str, frozenset[str]] = field(repr=False)

    def __post_init__(self) -> None:
        if set(self.queries) != set(self.relevant):
            raise ValueError(f"{self.name}: every query must have its relevant texts")
        for query, relevant in self.relevant.items():
            if not relevant or query in relevant or not relevant <= self.corpus.keys():
                raise ValueError(f"{self.name}: the relevant texts of {query} must be others of the corpus")


def skill_tasks(concepts: Iterable[NamedConcept], part: Part, n_queries: int | None = None) -> list[MatchTask]:
    """From one alias of each skill of a part to the labels of all skills, within and across languages.

    An alias that is spelled as the label it looks for asks nothing, and is left out.
    """
    skills = [one for one in concepts if one.topic is Topic.SKILL and all(one.names.values())]
    tasks = []
    for asked, offered in _LANGUAGE_PAIRS:
        queries = {}
        for skill in skills:
            aliases = [name for name in skill.names[asked][1:] if plain(name) != plain(skill.names[offered][0])]
            if aliases and part_of(skill) is part:
                queries[skill.id] = min(aliases, key=_draw)
        some = chosen(queries, n_queries)
        tasks.append(
            MatchTask(
                f"skill {asked}-{offered}",
                TextKind.SKILL,
                RankMetric.MRR,
                {f"q:{id_}": queries[id_] for id_ in some},
                {skill.id: skill.names[offered][0] for skill in skills},
                {f"q:{id_}": frozenset({id_}) for id_ in some},
            )
        )
    return tasks


def sentence_tasks(concepts: Iterable[NamedConcept], part: Part, n_queries: int, seed: int) -> list[MatchTask]:
    """From sentences around one to four skills of a part to the labels of all skills, within and across languages."""
    skills = [one for one in concepts if one.topic is Topic.SKILL and all(one.names.values())]
    usable = sorted((one for one in skills if part_of(one) is part), key=lambda one: one.id)
    if not usable:
        return []
    rng = np.random.default_rng(seed)
    tasks = []
    for asked, offered in _LANGUAGE_PAIRS:
        queries, relevant = {}, {}
        for number in range(n_queries):
            n_skills = min(int(rng.integers(1, 5)), len(usable))
            some = [usable[place] for place in rng.choice(len(usable), n_skills, replace=False)]
            names = [skill.names[asked][int(rng.integers(len(skill.names[asked])))] for skill in some]
            queries[f"q:{number}"] = sentence_around(names, asked, rng)
            relevant[f"q:{number}"] = frozenset(skill.id for skill in some)
        corpus = {skill.id: skill.names[offered][0] for skill in skills}
        name = f"sentence {asked}-{offered}"
        tasks.append(MatchTask(name, TextKind.SENTENCE, RankMetric.RP_5, queries, corpus, relevant))
    return tasks


def title_tasks(concepts: Iterable[NamedConcept], part: Part, n_queries: int | None = None) -> list[MatchTask]:
    """From each title to the other titles of its occupations, among those of a part, within and across languages."""
    occupations = [one for one in concepts if one.topic is Topic.OCCUPATION and part_of(one) is part]
    titles = {
        language: {occupation.id: occupation.names[language] for occupation in occupations} for language in Language
    }
    tasks = [same_group_task(f"title {one}-{one}", titles[one], n_queries) for one in Language]
    tasks += [
        _across_groups_task(f"title {asked}-{offered}", titles[asked], titles[offered], n_queries)
        for asked, offered in _LANGUAGE_PAIRS
        if asked is not offered
    ]
    return tasks


def same_group_task(name: str, titles: Mapping[str, Sequence[str]], n_queries: int | None = None) -> MatchTask:
    """From each distinct title to those that share a group with it, where there are any."""
    groups = _groups_by_text(titles)
    relevant = {}
    for title, its in groups.items():
        others = {other for group in its for other in titles[group]} - {title}
        if others:
            relevant[title] = frozenset(others)
    some = chosen(relevant, n_queries)
    return MatchTask(
        name,
        TextKind.TITLE,
        RankMetric.MAP,
        {title: title for title in some},
        {title: title for title in groups},
        {title: relevant[title] for title in some},
    )


def _across_groups_task(
    name: str, asked: Mapping[str, Sequence[str]], offered: Mapping[str, Sequence[str]], n_queries: int | None
) -> MatchTask:
    relevant = {
        f"q:{title}": frozenset(other for group in its for other in offered[group])
        for title, its in _groups_by_text(asked).items()
        if any(offered[group] for group in its)
    }
    some = chosen(relevant, n_queries)
    return MatchTask(
        name,
        TextKind.TITLE,
        RankMetric.MAP,
        {id_: id_.removeprefix("q:") for id_ in some},
        {title: title for title in _groups_by_text(offered)},
        {id_: relevant[id_] for id_ in some},
    )


def catalogue_tasks(catalogue: Catalogue, n_queries: int) -> list[MatchTask]:
    """Between certifications or subjects and their skills, both ways and in both languages, without reported skills."""
    skills = {
        id_: skill
        for id_, skill in catalogue.skills.items()
        if skill.esco_uri is None or skill_part(skill.esco_uri) is not Part.REPORT
    }
    proved = {str(one.id): one.skill_weights for one in catalogue.certifications.values()}
    taught = {str(one.id): one.skill_weights for one in catalogue.subjects.values()}
    tasks = []
    for language in Language:
        certifications = {
            str(one.id): f"{one.name}. {one.summary.in_language(language)}" for one in catalogue.certifications.values()
        }
        subjects = {
            str(one.id): f"{one.label.in_language(language)}. {one.syllabus.in_language(language)}"
            for one in catalogue.subjects.values()
        }
        for offered in Language:
            labels = {id_: skill.label.in_language(offered) for id_, skill in skills.items()}
            for kind, texts, links in (
                (TextKind.CERTIFICATION, certifications, proved),
                (TextKind.SUBJECT, subjects, taught),
            ):
                tasks += _both_ways(f"{kind} {language}-{offered}", kind, texts, labels, links, n_queries)
    return tasks


def _both_ways(
    name: str,
    kind: TextKind,
    texts: Mapping[str, str],
    labels: Mapping[SkillId, str],
    links: Mapping[str, Mapping[SkillId, float]],
    n_queries: int,
) -> list[MatchTask]:
    """From things to their skills, and from skills to the things."""
    skills_of = {
        f"thing:{id_}": [f"skill:{skill}" for skill in skills if skill in labels] for id_, skills in links.items()
    }
    things_of: dict[str, list[str]] = {}
    for thing, skills in skills_of.items():
        for skill in skills:
            things_of.setdefault(skill, []).append(thing)
    things = {f"thing:{id_}": text for id_, text in texts.items()}
    skills_by_id = {f"skill:{id_}": label for id_, label in labels.items()}
    return [
        _linked_task(f"{name}, to skills", kind, things, skills_by_id, skills_of, n_queries),
        _linked_task(f"{name}, from skills", kind, skills_by_id, things, things_of, n_queries),
    ]


def _linked_task(
    name: str,
    kind: TextKind,
    asked: Mapping[str, str],
    offered: Mapping[str, str],
    links: Mapping[str, Sequence[str]],
    n_queries: int,
) -> MatchTask:
    some = chosen([id_ for id_, found in links.items() if found], n_queries)
    return MatchTask(
        name,
        kind,
        RankMetric.RP_5,
        {id_: asked[id_] for id_ in some},
        offered,
        {id_: frozenset(links[id_]) for id_ in some},
    )


def chosen(ids: Iterable[str], n_ids: int | None) -> list[str]:
    """At most ``n_ids`` of the ids, always the same ones, in their order; all of them for ``None``."""
    some = list(ids)
    if n_ids is None or len(some) <= n_ids:
        return some
    kept = set(sorted(some, key=_draw)[:n_ids])
    return [id_ for id_ in some if id_ in kept]


def _draw(text: str) -> str:
    """A fixed order that has nothing to do with the text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _groups_by_text(titles: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for group, texts in titles.items():
        for text in texts:
            groups.setdefault(text, []).append(group)
    return groups
