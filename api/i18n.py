"""Texts, money, shares and dates in the reader's language; texts come from ``api/locales``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from data.account_list_store import AccountState
from data.audit_store import AuditAction
from data.certification_search import PriceRange
from data.company_survey_store import HireAgain, PayBand, Satisfaction
from data.domain import (
    Answer,
    Area,
    ClusterKind,
    EnglishLevel,
    Label,
    Language,
    LearnerKind,
    Level,
    SkillKind,
    WorkField,
)
from data.job_store import JobState
from data.need_skill_store import SkillWord
from data.need_store import NeedState
from data.pledge_store import PledgeState
from data.rights import Role
from data.run_standing_store import RunStanding
from data.voucher_life_store import VoucherState
from recommender.posting_change import Change
from recommender.specialisation import Specialisation

LOCALES_DIR: Final = Path(__file__).resolve().parent / "locales"

LOCALE_NAMES: Final[Mapping[Language, str]] = {Language.ES: "es_MX", Language.EN: "en_US"}

WORD_PREFIXES: Final[Mapping[type[StrEnum], str]] = {
    AccountState: "account_state",
    Answer: "answer",
    Area: "area",
    AuditAction: "audit_action",
    Change: "change",
    ClusterKind: "cluster_kind",
    EnglishLevel: "english",
    HireAgain: "hire_again",
    JobState: "job_state",
    LearnerKind: "kind",
    Level: "level",
    NeedState: "need_state",
    PayBand: "pay_band",
    PledgeState: "pledge_state",
    PriceRange: "price_range",
    Role: "role",
    RunStanding: "run_standing",
    Satisfaction: "satisfaction",
    SkillKind: "skill_kind",
    SkillWord: "need_skill",
    Specialisation: "specialisation",
    VoucherState: "voucher_state",
    WorkField: "work_field",
}
"""First part of the message key of each closed set of words; the word itself is the second."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything a page or an answer needs to speak one language."""

    language: Language
    messages: GNUTranslations
    keys: frozenset[str]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its named values filled in.

        Raises
        ------
        KeyError
            If the catalogue has no such key.
        """
        return self.messages.gettext(self._known(key)).format(**values)

    def count(self, key: str, n: int, **values: object) -> str:
        """The text of a key in the singular or plural that ``n`` asks for; ``n`` is also a named value."""
        shown = self.number(n)
        return self.messages.ngettext(self._known(key), key, n).format(n=shown, **values)

    def word(self, word: StrEnum) -> str:
        """The name of a member of a closed set of words, such as a level."""
        return self(f"{WORD_PREFIXES[type(word)]}.{word.value.lower()}")

    def label(self, label: Label) -> str:
        """The name of a thing of the catalogue."""
        return label.in_language(self.language)

    def money(self, centavos: float) -> str:
        """Mexican pesos, such as ``$1,234.50``."""
        pesos = Decimal(round(centavos)) / 100
        return format_currency(pesos, "MXN", locale=self._locale)

    def whole_money(self, centavos: float) -> str:
        """Mexican pesos without centavos, for amounts that are estimates."""
        pesos = Decimal(round(centavos / 100)) + 0  # -0 would show a minus sign
        return format_currency(pesos, "MXN", locale=self._locale, currency_digits=False, format="¤#,##0;-¤#,##0")

    def dollars(self, amount: float) -> str:
        """United States dollars, with their code, as a peso sign looks the same."""
        return f"{format_decimal(round(amount, 2), locale=self._locale)} USD"

    def percent(self, share: float) -> str:
        """A share of 1 as a whole percentage."""
        return format_percent(share, locale=self._locale)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with thousands separated and at most ``decimals`` places."""
        return format_decimal(round(value, decimals) + 0, locale=self._locale)

    def day(self, day: date) -> str:
        """A date in words, such as ``22 de noviembre de 2026``."""
        return format_date(day, format="long", locale=self._locale)

    def month(self, day: date) -> str:
        """A month with its year, in short, such as ``nov 2026``."""
        return format_date(day, format="MMM y", locale=self._locale)

    def listed(self, items: Iterable[str]) -> str:
        """Items as a phrase: ``a, b y c``; empty for none."""
        return format_list(list(items), locale=self._locale)

    def language_name(self, code: str) -> str:
        """A language by its ISO 639-1 code; the code itself where it has no name here."""
        return str(Locale.parse(self._locale).languages.get(code, code))

    @property
    def _locale(self) -> str:
        return LOCALE_NAMES[self.language]

    def _known(self, key: str) -> str:
        if key not in self.keys:
            raise KeyError(f"no text for {key!r} in {self.language}")
        return key


@cache
def texts(language: Language) -> Texts:
    """The texts of one language, read from its ``messages.po`` once; it needs no compile step."""
    path = LOCALES_DIR / language.value / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language.value, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    keys = (message.id for message in catalogue if message.id)
    return Texts(
        language,
        GNUTranslations(compiled),
        frozenset(key if isinstance(key, str) else key[0] for key in keys),
    )


def language_of_header(accept_language: str) -> Language | None:
    """The language of ours that a browser's ``Accept-Language`` likes best; ``None`` for neither.

    Examples
    --------
    >>> language_of_header("fr;q=0.9, en-GB;q=0.8, es;q=0.7")
    <Language.EN: 'en'>
    """
    best: tuple[float, Language] | None = None
    for part in accept_language.lower().split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted, weight = Language(tag.split("-")[0].strip()), float(quality or 1)
        except ValueError:
            continue
        if weight > 0 and (best is None or weight > best[0]):
            best = weight, wanted
    return None if best is None else best[1]
