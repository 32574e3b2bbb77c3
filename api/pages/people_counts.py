"""Numbers of people as pages tell them: those that would tell of one to four people are hidden."""

from api.i18n import Texts
from api.small_groups import shown_alone


def shown_text(n: int | None, t: Texts) -> str:
    """A number of people that may be hidden."""
    return t("page.people.hidden") if n is None else t.number(n)


def shown_number(n: int | None, t: Texts) -> int | str:
    """The same in a file, where numbers are numbers."""
    return t("page.people.hidden") if n is None else n


def count_number(n: int, t: Texts) -> int | str:
    """A number of people that stands alone, in a file."""
    return shown_number(shown_alone(n), t)


def count_text(n: int, t: Texts) -> str:
    """A number of people that stands alone."""
    return shown_text(shown_alone(n), t)
