"""Sends letters: through a mail server, or into a folder where none is named."""

import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Final, Protocol
from uuid import uuid4

from data.atomic_file import replaced_file
from data.errors import AppError
from data.settings import Settings

log = logging.getLogger(__name__)

_PATIENCE_SECONDS: Final = 10.0


class MailError(AppError):
    """A letter could not be sent; what it was for was not done either."""

    status = 503
    key = "error.mail"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in plain text to one address."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Takes letters; ``delivers`` says whether they reach people without an operator's help."""

    @property
    def delivers(self) -> bool:
        """Whether letters leave this machine."""

    def send(self, letter: Letter) -> Path | None:
        """Send a letter; returns the file where it stayed on this machine.

        Raises
        ------
        MailError
            If it was not taken.
        """


def mailer_of(settings: Settings) -> Mailer:
    """The mail server that the settings name, else the folder."""
    if settings.smtp_host is None:
        return OutboxMailer(settings.outbox_dir, settings.mail_from)
    password = settings.smtp_password.get_secret_value()
    return SmtpMailer(
        settings.smtp_host, settings.smtp_port, settings.mail_from, user=settings.smtp_user, password=password
    )


class OutboxMailer:
    """Leaves each letter as one ``.eml`` file that its owner alone may read, as it may hold a link that lets in."""

    delivers = False

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, letter: Letter) -> Path:
        """Write a letter; it is there whole or not at all.

        Raises
        ------
        MailError
            If the folder cannot be written to.
        """
        path = self._folder / f"{uuid4().hex}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with replaced_file(path, mode=0o600) as file:
                file.write(_message(letter, self._sender).as_bytes())
        except OSError as error:
            raise MailError(f"no letter can be written into {self._folder}: {error.strerror}") from error
        return path


class SmtpMailer:
    """Hands letters to a mail server, never without TLS."""

    delivers = True

    def __init__(self, host: str, port: int, sender: str, *, user: str | None = None, password: str = "") -> None:
        self._host = host
        self._port = port
        self._sender = sender
        self._user = user
        self._password = password

    def send(self, letter: Letter) -> None:
        """Send a letter at once.

        Raises
        ------
        MailError
            If the server is away, has no valid certificate, or refuses log-in, sender or addressee.
        """
        try:
            with smtplib.SMTP(self._host, self._port, timeout=_PATIENCE_SECONDS) as server:
                server.starttls(context=ssl.create_default_context())
                if self._user is not None:
                    server.login(self._user, self._password)
                server.send_message(_message(letter, self._sender))
        except (smtplib.SMTPException, OSError) as error:
            # The server's own words may repeat the address.
            log.error("a letter was not sent: %s", type(error).__name__)
            raise MailError(
                f"the mail server {self._host}:{self._port} took no letter ({type(error).__name__}); check RUMBO_SMTP_*"
            ) from error


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable" if not letter.text.isascii() else "7bit")
    return message
