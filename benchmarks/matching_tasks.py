"""The public data that the matcher is judged on, as tasks: skills across languages, Spanish titles, sentences."""

import csv
from pathlib import Path

from data.domain import Language
from embeddings.match_weights import TextKind
from training.encoder.concept_split import Part, occupation_part
from training.encoder.concepts import SKILL_ADDRESS, NamedConcept, Topic, read_esco
from training.reading.match_tasks import MatchTask, same_group_task, skill_tasks
from training.reading.rank_metrics import RankMetric

_NO_LABEL = frozenset({"LABEL NOT PRESENT", "UNDERSPECIFIED"})


def parallel_skill_tasks(data: Path, part: Part, n_queries: int | None) -> list[MatchTask]:
    """Aliases of a part's skills to the labels of all skills that the parallel table joins, in every direction."""
    esco = read_esco(data / "esco")
    skills = []
    with (data / "esco" / "en_es_parallel_skills.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            skill = NamedConcept(SKILL_ADDRESS + row["id"], Topic.SKILL)
            skill.add_names(Language.ES, [row["label_es"], *row["alt_es"].splitlines()])
            known = esco.get(skill.id)
            skill.add_names(Language.EN, [row["label_en"], *(known.names[Language.EN] if known else ())])
            skills.append(skill)
    return skill_tasks(skills, part, n_queries)


def spanish_title_task(data: Path, part: Part, n_queries: int | None) -> MatchTask:
    """Each title to those that share an occupation with it, among the titles of a part's occupations."""
    titles: dict[str, dict[str, None]] = {}
    with (data / "job_titles" / "title_pairs_es.tsv").open(encoding="utf-8", newline="") as file:
        for _isco, occupation, *pair in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if occupation_part(occupation) is part:
                titles.setdefault(occupation, {}).update(dict.fromkeys(pair))
    return same_group_task("Spanish titles", {one: list(texts) for one, texts in titles.items()}, n_queries)


def sentence_task(data: Path, n_queries: int | None) -> MatchTask:
    """Labelled sentences of advertisements, both validation files together, to the English labels of ESCO's skills.

    A label counts where it is one of the list's, whatever its case; labels that say that none fits are left out.
    """
    folder = data / "skill_sentences"
    labels = (folder / "esco_labels_en.txt").read_text(encoding="utf-8").split("\n")
    corpus = {label.strip().lower(): label.strip() for label in labels if label.strip()}
    relevant: dict[str, set[str]] = {}
    for name in ("esco_tech_validation.csv", "esco_house_validation.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                label = row["label"].strip()
                if label not in _NO_LABEL and label.lower() in corpus:
                    relevant.setdefault(row["sentence"], set()).add(label.lower())
    some = dict(list(relevant.items())[:n_queries])
    return MatchTask(
        "sentences",
        TextKind.SENTENCE,
        RankMetric.RP_5,
        {f"q:{number}": sentence for number, sentence in enumerate(some)},
        corpus,
        {f"q:{number}": frozenset(found) for number, found in enumerate(some.values())},
    )
