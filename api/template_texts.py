"""What the Excel template for learners says in one language."""

from api.i18n import Texts
from data.domain import EnglishLevel, LearnerKind
from data.exporters.learner_template import TemplateTexts


def template_texts(t: Texts) -> TemplateTexts:
    """The texts of the template in the language of ``t``."""
    return TemplateTexts(
        language=t.language,
        help_sheet=t("template.help_sheet"),
        lists_sheet=t("template.lists_sheet"),
        subjects_sheet=t("template.subjects_sheet"),
        instructions=(
            t("template.help.purpose"),
            t("template.help.example"),
            t("template.help.learners"),
            t("template.help.transcripts"),
            t("template.help.grades"),
            t("template.help.period"),
            t("template.help.privacy"),
            t("template.help.import"),
        ),
        example_name=t("template.example_name"),
        yes=t("template.yes"),
        no=t("template.no"),
        subject_headings=(t("template.subject.id"), t("template.subject.name"), t("template.subject.plan")),
        kinds={kind: t.word(kind) for kind in LearnerKind},
        levels={level: t.word(level) for level in EnglishLevel},
    )
