"""The privacy notice: by purpose, for a private or a public operator, with the version that accounts accept."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from api.i18n import Texts, texts
from data.domain import Language
from data.settings import OperatorKind, Settings


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the notice: a heading and its sentences."""

    title: str
    sentences: tuple[str, ...]


def notice_sections(settings: Settings, t: Texts) -> tuple[Section, ...]:
    """The whole notice in one language."""
    return tuple(_sections(settings, t))


def notice_version(settings: Settings) -> str:
    """Changes whenever a word of the notice does, in either language: the first letters of the text's sha256."""
    shown = [notice_sections(settings, texts(language)) for language in Language]
    return sha256(repr(shown).encode()).hexdigest()[:16]


def _sections(settings: Settings, t: Texts) -> Iterator[Section]:
    name = settings.operator_name or t("privacy.no_name")
    contact = settings.operator_contact or t("privacy.no_contact")
    is_public = settings.operator_kind is OperatorKind.PUBLIC
    yield Section(
        t("privacy.who.title"),
        (
            t("privacy.who.text", name=name, contact=contact),
            t("privacy.who.public") if is_public else t("privacy.who.private"),
        ),
    )
    yield Section(
        t("privacy.what.title"),
        (
            t("privacy.what.account"),
            t("privacy.what.profile"),
            t("privacy.what.history"),
            t("privacy.what.use"),
            t("privacy.what.limits"),
            t("privacy.what.never"),
        ),
    )
    yield Section(
        t("privacy.why.title"),
        (t("privacy.why.service"), t("privacy.why.vouchers"), t("privacy.why.models"), t("privacy.why.figures")),
    )
    yield Section(t("privacy.automated.title"), (t("privacy.automated.text"), t("privacy.automated.object")))
    yield Section(
        t("privacy.others.title"),
        (t("privacy.others.schools"), t("privacy.others.companies"), t("privacy.others.nobody")),
    )
    yield Section(
        t("privacy.rights.title"),
        (
            t("privacy.rights.arco"),
            t("privacy.rights.how", contact=contact),
            t("privacy.rights.public") if is_public else t("privacy.rights.private"),
        ),
    )
    yield Section(t("privacy.keeping.title"), (t("privacy.keeping.unconfirmed"), t("privacy.keeping.erased")))
    yield Section(t("privacy.cookies.title"), (t("privacy.cookies.text"),))
    yield Section(t("privacy.changes.title"), (t("privacy.changes.text"),))
