"""What is said beside the facts of a plan of study."""

from api.i18n import Texts
from data.domain import Curriculum


def prerequisites_note(curriculum: Curriculum, t: Texts) -> str | None:
    """Who says which subject needs which; ``None`` for a plan whose subjects need no others."""
    has_any = any(subject.prerequisite_ids for subject in curriculum.subjects)
    return t("plan.prerequisites_judged") if has_any else None
