from dataclasses import replace

from api.i18n import texts
from api.plan_texts import prerequisites_note
from data.catalogue import Catalogue
from data.domain import CurriculumId, Language


class TestPrerequisitesNote:
    def test_says_whose_judgement_they_are(self, catalogue: Catalogue) -> None:
        plan = catalogue.curricula[CurriculumId("systems")]
        assert "criterio nuestro" in (prerequisites_note(plan, texts(Language.ES)) or "")
        assert "our judgement" in (prerequisites_note(plan, texts(Language.EN)) or "")

    def test_is_left_out_where_there_are_none(self, catalogue: Catalogue) -> None:
        plan = catalogue.curricula[CurriculumId("systems")]
        bare = replace(plan, subjects=tuple(replace(one, prerequisite_ids=frozenset()) for one in plan.subjects))
        assert prerequisites_note(bare, texts(Language.ES)) is None
