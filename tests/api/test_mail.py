import logging
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.accounts.mail import Letter, MailError, OutboxMailer, SmtpMailer, mailer_of
from data.settings import Settings

LETTER = Letter("ana@example.mx", "Confirma tu contraseña", "Hola:\n\nhttp://127.0.0.1:8000/registro/abc\n")
SENDER = "rumbo@example.mx"
USER, PASSWORD = "rumbo", "of the mail server"


class Received(Message):
    """Keeps the letters that a mail server was given."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[dict[str, str]] = []

    def handle_message(self, message: object) -> None:
        from email.message import Message as Parsed

        assert isinstance(message, Parsed)
        text = message.get_payload(decode=True)
        assert isinstance(text, bytes)
        self.letters.append({**dict(message.items()), "text": text.decode()})


class Server(Controller):
    """A mail server on any free port, which the library's own first visit does not ask for."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the key and the certificate of ``localhost``, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    moment = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    plain = serialization.NoEncryption()
    encoding = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(encoding)
    )
    return path


def _is_known(_server: object, _session: object, _envelope: object, _mechanism: str, given: object) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()))


@pytest.fixture
def received() -> Received:
    return Received()


@pytest.fixture
def port(certificate: Path, received: Received) -> Iterator[int]:
    """Port of a real mail server that takes letters after STARTTLS and a log-in alone."""
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Server(
        received,
        hostname="127.0.0.1",
        port=0,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_is_known,
    )
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


class TestSmtp:
    def test_delivers_through_tls(
        self, port: int, received: Received, certificate: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        settings = Settings(
            smtp_host="localhost", smtp_port=port, smtp_user=USER, smtp_password=PASSWORD, mail_from=SENDER
        )
        assert mailer_of(settings).delivers
        assert mailer_of(settings).send(LETTER) is None
        (letter,) = received.letters
        assert (letter["From"], letter["To"]) == (SENDER, LETTER.to)
        assert letter["text"].replace("\r\n", "\n") == LETTER.text

    def test_trusts_no_unknown_certificate(self, port: int, received: Received) -> None:
        with pytest.raises(MailError, match="SSLCertVerificationError"):
            SmtpMailer("localhost", port, SENDER, user=USER, password=PASSWORD).send(LETTER)
        assert received.letters == []

    def test_says_that_the_server_refused_the_log_in_and_logs_no_address(
        self,
        port: int,
        received: Received,
        certificate: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with caplog.at_level(logging.DEBUG, "api"), pytest.raises(MailError, match="RUMBO_SMTP") as error:
            SmtpMailer("localhost", port, SENDER, user=USER, password="wrong").send(LETTER)  # noqa: S106
        assert received.letters == []
        assert LETTER.to not in caplog.text + str(error.value)

    def test_says_that_no_server_answers(self) -> None:
        with pytest.raises(MailError, match="localhost:1 "):
            SmtpMailer("localhost", 1, SENDER).send(LETTER)


class TestOutbox:
    def test_keeps_a_letter_for_its_owner_alone(self, tmp_path: Path) -> None:
        path = OutboxMailer(tmp_path / "outbox", SENDER).send(LETTER)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert list(path.parent.iterdir()) == [path]

    def test_is_used_where_no_server_is_named(self, tmp_path: Path) -> None:
        mailer = mailer_of(Settings(home=tmp_path))
        assert not mailer.delivers
        mailer.send(LETTER)
        assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
