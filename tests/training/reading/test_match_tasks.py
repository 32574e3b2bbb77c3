from collections import Counter

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.domain import CertificationId, Language
from embeddings.match_weights import TextKind
from training.encoder.concept_split import Part, occupation_part, skill_part
from training.encoder.concepts import SKILL_ADDRESS, NamedConcept, Topic
from training.reading.match_sentences import sentence_around
from training.reading.match_tasks import (
    MatchTask,
    catalogue_tasks,
    chosen,
    same_group_task,
    sentence_tasks,
    skill_tasks,
    title_tasks,
)
from training.reading.rank_metrics import RankMetric


def concept(number: int, topic: Topic) -> NamedConcept:
    made = NamedConcept(f"{SKILL_ADDRESS}{number}", topic)
    made.add_names(Language.ES, [f"nombre {number}", f"alias {number}", f"otro {number}"])
    made.add_names(Language.EN, [f"name {number}", f"alias {number} b"])
    return made


SKILLS = [concept(number, Topic.SKILL) for number in range(200)]
OCCUPATIONS = [concept(number, Topic.OCCUPATION) for number in range(200)]


class TestSkillTasks:
    def test_ask_with_one_alias_of_each_skill_of_the_part_for_the_labels_of_all(self) -> None:
        tasks = {task.name: task for task in skill_tasks(SKILLS, Part.TUNE)}
        assert set(tasks) == {"skill es-es", "skill es-en", "skill en-es", "skill en-en"}
        tuned = {one.id for one in SKILLS if skill_part(one.id) is Part.TUNE}
        assert tuned
        across = tasks["skill es-en"]
        assert across.corpus == {one.id: one.names[Language.EN][0] for one in SKILLS}
        assert across.relevant == {f"q:{id_}": {id_} for id_ in tuned}
        by_id = {one.id: one for one in SKILLS}
        for query, text in across.queries.items():
            assert text in by_id[query.removeprefix("q:")].names[Language.ES][1:]

    def test_leave_out_aliases_that_are_the_label(self) -> None:
        same = concept(0, Topic.SKILL)
        same.id = next(one.id for one in SKILLS if skill_part(one.id) is Part.TUNE)
        same.names[Language.ES] = ["Redes", "Software"]
        same.names[Language.EN] = ["software", "programs"]
        tasks = {task.name: task for task in skill_tasks([same], Part.TUNE)}
        assert not tasks["skill es-en"].queries
        assert list(tasks["skill es-es"].queries.values()) == ["Software"]


class TestTitleTasks:
    def test_ask_with_titles_of_the_part_alone(self) -> None:
        tuned = [one for one in OCCUPATIONS if occupation_part(one.id) is Part.TUNE]
        tasks = {task.name: task for task in title_tasks(OCCUPATIONS, Part.TUNE)}
        same = tasks["title es-es"]
        assert set(same.queries) == set(same.corpus) == {name for one in tuned for name in one.names[Language.ES]}
        for one in tuned:
            label, *others = one.names[Language.ES]
            assert same.relevant[label] == set(others)
            assert tasks["title es-en"].relevant[f"q:{label}"] == set(one.names[Language.EN])


class TestSameGroupTask:
    def test_joins_the_groups_of_a_title_and_asks_nothing_of_lonely_ones(self) -> None:
        task = same_group_task("titles", {"a": ["x", "y"], "b": ["x", "z"], "c": ["w"]})
        assert task.relevant == {"x": {"y", "z"}, "y": {"x"}, "z": {"x"}}
        assert list(task.corpus) == ["x", "y", "z", "w"]


class TestSentenceTasks:
    def test_hold_names_of_what_is_relevant(self) -> None:
        (task, *_) = sentence_tasks(SKILLS, Part.REPORT, 30, seed=1)
        by_id = {one.id: one for one in SKILLS}
        assert {len(found) for found in task.relevant.values()} == {1, 2, 3, 4}
        for query, text in task.queries.items():
            for id_ in task.relevant[query]:
                assert any(name in text for name in by_id[id_].names[Language.ES])
                assert skill_part(id_) is Part.REPORT

    def test_are_equal_for_equal_seeds(self) -> None:
        assert sentence_tasks(SKILLS, Part.TUNE, 9, seed=3) == sentence_tasks(SKILLS, Part.TUNE, 9, seed=3)
        assert sentence_tasks(SKILLS, Part.TUNE, 9, seed=3) != sentence_tasks(SKILLS, Part.TUNE, 9, seed=4)

    def test_are_none_without_skills(self) -> None:
        assert sentence_tasks([], Part.TUNE, 9, seed=3) == []

    @pytest.mark.parametrize("language", Language)
    @pytest.mark.parametrize("n_names", [1, 2, 3, 4])
    def test_every_sentence_holds_all_its_names(self, language: Language, n_names: int) -> None:
        names = [f"<{number}>" for number in range(n_names)]
        for seed in range(30):
            text = sentence_around(names, language, np.random.default_rng(seed))
            assert Counter({name: text.count(name) for name in names}) == Counter(names)


class TestCatalogueTasks:
    def test_go_both_ways_without_reported_skills(self, catalogue: Catalogue) -> None:
        tasks = catalogue_tasks(catalogue, 50)
        assert {task.kind for task in tasks} == {TextKind.CERTIFICATION, TextKind.SUBJECT}
        assert len(tasks) == 2 * 2 * 2 * 2
        reported = {
            f"skill:{id_}"
            for id_, skill in catalogue.skills.items()
            if skill.esco_uri and skill_part(skill.esco_uri) is Part.REPORT
        }
        by_name = {task.name: task for task in tasks}
        forward = by_name["certification es-en, to skills"]
        backward = by_name["certification es-en, from skills"]
        assert not reported & set(forward.corpus)
        for thing, skills in forward.relevant.items():
            proved = catalogue.certifications[CertificationId(thing.removeprefix("thing:"))].skill_weights
            assert skills == {f"skill:{id_}" for id_ in proved} - reported
            assert all(thing in backward.relevant[skill] for skill in skills)


class TestChosen:
    def test_keeps_order_and_takes_the_same_ones_whatever_comes_with_them(self) -> None:
        ids = [str(number) for number in range(50)]
        some = chosen(ids, 10)
        assert some == sorted(some, key=ids.index)
        assert chosen(some, 10) == some
        assert set(chosen(ids, 5)) <= set(some)
        assert chosen(ids, None) == ids


class TestMatchTask:
    @pytest.mark.parametrize("relevant", [{"q": frozenset()}, {"q": frozenset({"q"})}, {"q": frozenset({"z"})}, {}])
    def test_refuses_what_has_no_right_answer(self, relevant: dict[str, frozenset[str]]) -> None:
        with pytest.raises(ValueError, match="relevant"):
            MatchTask("task", TextKind.SKILL, RankMetric.MRR, {"q": "x"}, {"q": "x", "a": "y"}, relevant)
