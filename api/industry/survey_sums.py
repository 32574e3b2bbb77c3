"""What companies say of the certified whom they hired, in sum: no company can be told from it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.programme.plan_figures import shown_counts
from api.small_groups import FEWEST_PEOPLE, shown_alone
from data.company_survey_store import CompanyAnswers, HireAgain, PayBand, Satisfaction

SILENT: Final = "silent"
"""Who hired but left a question out."""


@dataclass(frozen=True, slots=True)
class SurveySums:
    """A year's answers in sum; what would tell of one to four companies is ``None``.

    ``n_companies`` answered, of which ``n_hiring`` hired ``n_hired`` people in all. Counts are of companies that
    hired, by word. ``satisfaction`` and ``again`` are means over the people hired, as in the study of 2012.
    """

    n_companies: int | None
    n_hiring: int | None
    n_hired: int | None
    pay_bands: Mapping[str, int | None]
    satisfactions: Mapping[str, int | None]
    hire_again: Mapping[str, int | None]
    satisfaction: float | None
    again: float | None


def survey_sums(answers: Sequence[CompanyAnswers]) -> SurveySums:
    """Add up the answers of all companies to one year's questions."""
    hiring = [one for one in answers if one.n_hired]
    answered = shown_counts({"hiring": len(hiring), "others": len(answers) - len(hiring)})
    # Counts by word add up to the companies that hired: where these are hidden, so are all of them.
    is_shown = len(hiring) >= FEWEST_PEOPLE and answered["hiring"] is not None
    told = hiring if is_shown else []
    return SurveySums(
        shown_alone(len(answers)),
        answered["hiring"],
        sum(one.n_hired for one in hiring) if is_shown else None,
        _counts(told, PayBand, lambda one: one.pay_band),
        _counts(told, Satisfaction, lambda one: one.satisfaction),
        _counts(told, HireAgain, lambda one: one.would_hire_again),
        _mean(hiring, lambda one: one.satisfaction.score if one.satisfaction else None),
        _mean(hiring, _would_hire_again),
    )


def _counts(
    hiring: Sequence[CompanyAnswers], words: Iterable[str], word_of: Callable[[CompanyAnswers], str | None]
) -> Mapping[str, int | None]:
    """Companies by each of some words and by silence, in their order; ``None`` throughout where there are none."""
    counts = Counter(word_of(one) or SILENT for one in hiring)
    ordered = [*map(str, words), SILENT]
    if not hiring:
        return dict.fromkeys(ordered)
    shown = shown_counts({word: counts[word] for word in ordered})
    return {word: shown[word] for word in ordered}


def _mean(hiring: Sequence[CompanyAnswers], number_of: Callable[[CompanyAnswers], float | None]) -> float | None:
    """The mean over people hired of what their companies say; ``None`` where fewer than five companies say it."""
    pairs = [(one.n_hired, number) for one in hiring if (number := number_of(one)) is not None]
    if len(pairs) < FEWEST_PEOPLE:
        return None
    return sum(n * number for n, number in pairs) / sum(n for n, _ in pairs)


def _would_hire_again(one: CompanyAnswers) -> float | None:
    return None if one.would_hire_again is None else float(one.would_hire_again is HireAgain.YES)
