"""The letters that Rumbo writes, and the limit on how many one asks for."""

from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api.accounts.mail import Letter
from api.i18n import Texts, texts
from api.web.rate_limit import Limit, Tries
from data.domain import Language
from data.settings import Settings

_BY_EMAIL: Final = Limit("letter to", 5, timedelta(hours=1))
_BY_ADDRESS: Final = Limit("letter asked from", 100, timedelta(hours=1))
"""A whole class may sign up in one hour from one network address."""


def count_letter(
    connection: sa.Connection, to: str, *, network_address: str, settings: Settings, moment: datetime
) -> None:
    """Count a letter that somebody without an account asks for.

    Raises
    ------
    TooManyTriesError
        If the address was written to too often, or too many letters were asked for from one network address.
    """
    asked = {_BY_EMAIL: to, _BY_ADDRESS: network_address}
    tries = Tries(connection, asked, secret=settings.pseudonym_secret, moment=moment)
    refusal = tries.refusal()
    if refusal is not None:
        raise refusal
    tries.count()


def confirmation_letter(to: str, language: Language, link: str) -> Letter:
    """Asks who signed up to confirm the address."""
    t = texts(language)
    return _letter(t, to, t("mail.confirmation.subject"), t("mail.confirmation.text"), link, t("mail.not_you"))


def taken_letter(to: str, language: Language, settings: Settings) -> Letter:
    """Tells who signed up that they have an account already."""
    t = texts(language)
    log_in, forgotten = f"{settings.address}/entrar", f"{settings.address}/contrasena"
    text = t("mail.taken.text", log_in=log_in, forgotten=forgotten)
    return _letter(t, to, t("mail.taken.subject"), text, t("mail.not_you"))


def invitation_letter(to: str, language: Language, link: str) -> Letter:
    """Invites somebody to make their account usable."""
    t = texts(language)
    return _letter(t, to, t("mail.invitation.subject"), t("mail.invitation.text"), link, t("mail.not_you"))


def reset_letter(to: str, language: Language, link: str) -> Letter:
    """Lets who forgot a password choose a new one."""
    t = texts(language)
    return _letter(t, to, t("mail.reset.subject"), t("mail.reset.text"), link, t("mail.not_you"))


def follow_up_letter(to: str, language: Language, link: str, closes_on: date, *, is_reminder: bool) -> Letter:
    """Asks what became of somebody who passed a certification."""
    t = texts(language)
    if is_reminder:
        subject = t("mail.follow_up.reminder.subject")
        text = t("mail.follow_up.reminder.text", closes_on=t.day(closes_on))
    else:
        subject = t("mail.follow_up.invitation.subject")
        text = t("mail.follow_up.invitation.text", closes_on=t.day(closes_on))
    return _letter(t, to, subject, text, link, t("mail.follow_up.free"), t("mail.follow_up.no_letters"))


def no_account_letter(to: str, language: Language, settings: Settings) -> Letter:
    """Tells who forgot a password that this address has no account."""
    t = texts(language)
    text = t("mail.no_account.text", sign_up=f"{settings.address}/registro")
    return _letter(t, to, t("mail.no_account.subject"), text, t("mail.not_you"))


def message_letter(to: str, language: Language, *, company: str, title: str, message: str, link: str) -> Letter:
    """Passes a company's message on to who agreed to it, without telling the company to whom it goes."""
    t = texts(language)
    subject = t("mail.message.subject", company=company)
    return _letter(
        t, to, subject, t("mail.message.text", company=company, title=title), message, t("mail.message.answer"), link
    )


def answer_letter(to: str, language: Language, *, company: str, settings: Settings) -> Letter:
    """Tells who said yes to a company that it now has their address, and how to take that back."""
    t = texts(language)
    text = t("mail.answered.text", company=company, own_data=f"{settings.address}/mi/datos")
    return _letter(t, to, t("mail.answered.subject", company=company), text)


def _letter(t: Texts, to: str, subject: str, *paragraphs: str) -> Letter:
    return Letter(to, subject, "\n\n".join((t("mail.hello"), *paragraphs, "Rumbo")) + "\n")
