"""Tables of follow-up studies as files."""

from collections.abc import Iterable, Mapping
from typing import Final

from api.i18n import Texts
from api.pages.people_counts import count_number, shown_number
from api.programme.follow_up_services import StudyResults
from api.programme.follow_up_texts import asked_text, group_name
from api.programme.split_figures import SplitRow, SplitTable
from data.catalogue import Catalogue
from data.exporters.tables import Cell, Share, Table
from data.follow_up_store import LetterCounts, Study
from recommender.follow_up.report import QuestionResult
from recommender.follow_up.results import Estimate

_PERCENT: Final = 100


def studies_table(studies: Iterable[tuple[Study, LetterCounts]], t: Texts) -> Table:
    """Studies with their days; few people are hidden."""
    headings = (
        "page.studies.study",
        "page.study.field_from",
        "page.study.field_until",
        "page.studies.closes_on",
        "page.study.drawn",
        "page.study.invited",
        "page.study.answered",
    )
    rows = (
        (
            study.study_id,
            study.passed_from,
            study.passed_until,
            study.closes_on,
            *(count_number(n, t) for n in (counts.n_drawn, counts.n_invited, counts.n_answered)),
        )
        for study, counts in studies
    )
    return Table("estudios", t("page.studies.title"), tuple(map(t, headings)), rows)


def answered_table(name: str, caption: str, split: SplitTable, names: Mapping[str, str], t: Texts) -> Table:
    """Who answered, by group and in all; what would tell of few is hidden, and so is its share."""

    def row(one: SplitRow, group: str) -> tuple[Cell, ...]:
        answered = one.parts[0]
        share = Share(answered / one.whole) if one.whole and answered is not None else t("page.people.hidden")
        return (group, shown_number(one.whole, t), shown_number(answered, t), share)

    headings = ("page.run.group", "page.study.drawn", "page.study.answered", "page.run.share")
    rows = [*(row(one, names[one.group]) for one in split.rows), row(split.total, t("page.study.everybody"))]
    return Table(name, caption, tuple(map(t, headings)), rows)


def results_table(results: StudyResults, catalogue: Catalogue, t: Texts) -> Table:
    """Each question's result for everybody, then for its groups; a change of wage is a share, too."""

    def rows_of(one: QuestionResult) -> Iterable[tuple[Cell, ...]]:
        asked, is_share = asked_text(one.asked, t), one.asked.is_share
        yield (asked, t("page.study.everybody"), *_cells(one.estimate, is_share=is_share))
        for group in one.groups:
            yield (asked, group_name(group, catalogue, t), *_cells(group.estimate, is_share=is_share))

    headings = (
        "tables.question",
        "page.run.group",
        "page.study.weighted",
        "tables.low",
        "tables.high",
        "page.study.answers_heading",
    )
    rows = (row for one in results.questions for row in rows_of(one))
    return Table("resultados", t("page.study.results"), tuple(map(t, headings)), rows)


def _cells(one: Estimate, *, is_share: bool) -> tuple[Cell, ...]:
    unit = 1 if is_share else _PERCENT
    return (*(Share(number / unit) for number in (one.value, one.low, one.high)), one.n_answers)
