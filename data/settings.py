"""Settings of one installation, read once at the edge from ``RUMBO_*`` variables and passed on as arguments."""

from enum import StrEnum
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.catalogue_versions import current_catalogue
from data.errors import InputError

ROOT = Path(__file__).resolve().parent.parent

DEMO_PSEUDONYM_KEY: Final = "demo-only-change-me"
LOCAL_URL: Final = "http://127.0.0.1:8000"


class OperatorKind(StrEnum):
    """Which law on personal data who runs the service answers to."""

    PRIVATE = "private"
    PUBLIC = "public"


class Settings(BaseSettings):
    """Where things are and how the service behaves; every field has a working default."""

    model_config = SettingsConfigDict(env_prefix="RUMBO_")

    home: Path = Field(default=ROOT / "data" / "local", description="Folder of everything that is made here")
    database_url: str | None = Field(default=None, description="SQLAlchemy URL; default: SQLite in home")
    reference: Path = Field(
        default=ROOT / "data" / "reference",
        description="Folder of the catalogue that imports extend; the extended copy in home takes its place",
    )
    mlruns: Path = Field(default=ROOT / "mlruns", description="Folder of MLflow's store")
    encoder: str | None = Field(default=None, description="A sentence-transformers name or path instead of ours")
    models: Path | None = Field(default=None, description="Folder of encoders; default: home / models")
    # Keys the pseudonyms of learners: whoever holds it can link external ids to learner ids.
    pseudonym_key: SecretStr = SecretStr(DEMO_PSEUDONYM_KEY)
    upload_megabytes: int = Field(default=200, gt=0, description="Largest file that a page takes")
    erase_after_days: int = Field(default=30, ge=0, description="Days from the wish to be deleted to the erasure")
    voucher_days: int = Field(default=180, gt=0, description="Days from the day that a voucher is given to its last")
    pesos_per_dollar: float = Field(default=18.5, gt=0, description="Exchange rate for list prices in dollars")
    pesos_per_dollar_on: str = Field(default="assumed", description="Day of that rate, shown beside prices")

    public_url: str | None = Field(default=None, description="Address that people open, such as https://rumbo.example")
    allowed_hosts: str = Field(default="", description="Further host names that the service answers to, with commas")
    trusted_proxy: str = Field(default="", description="Address of the proxy whose word on who asks is taken")

    key_requests_per_minute: int = Field(default=600, ge=0, description="Of one key or log-in to the API; 0: no limit")
    address_requests_per_minute: int = Field(default=1200, ge=0, description="Of one network address; 0: no limit")

    smtp_host: str | None = Field(default=None, description="Mail server; without one letters stay in home / outbox")
    smtp_port: int = Field(default=587, gt=0, le=65535)
    smtp_user: str | None = Field(default=None, description="Who logs in to the mail server; default: nobody")
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = Field(default="rumbo@localhost", description="Sender of letters")

    operator_name: str | None = Field(default=None, description="Who answers for personal data, in the privacy notice")
    operator_contact: str | None = Field(default=None, description="Where to write about personal data")
    operator_kind: OperatorKind = OperatorKind.PRIVATE

    _shipped_reference: Path = PrivateAttr()

    @model_validator(mode="after")
    def _use_own_catalogue(self) -> Self:
        """Read the operator's catalogue where an import made one."""
        self._shipped_reference = self.reference
        self.reference = self.reference_in_use
        return self

    @model_validator(mode="after")
    def _check_public_url(self) -> Self:
        """Refuse an address to which no path can be added.

        Raises
        ------
        InputError
            If it is anything but scheme, host and port.
        """
        parts = urlsplit(self.address)
        if (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or self.address != f"{parts.scheme}://{parts.netloc}"
        ):
            raise InputError(f"RUMBO_PUBLIC_URL is {self.public_url!r}; it must look like https://rumbo.example")
        return self

    @property
    def address(self) -> str:
        """Scheme, host and port that people open; never taken from a request, which can say anything."""
        return self.public_url or LOCAL_URL

    @property
    def is_https(self) -> bool:
        """Whether people open the service through TLS, so that its cookies need not travel without."""
        return self.address.startswith("https:")

    @property
    def has_demo_key(self) -> bool:
        """Whether the key of pseudonyms is the one that everybody knows."""
        return self.pseudonym_key.get_secret_value() == DEMO_PSEUDONYM_KEY

    @property
    def own_hosts(self) -> tuple[str, ...]:
        """Host names that the settings let the service answer to, beside those of this machine."""
        further = (host.strip() for host in self.allowed_hosts.split(","))
        return (urlsplit(self.address).hostname or "", *(host for host in further if host))

    @property
    def outbox_dir(self) -> Path:
        """Folder of letters where no mail server is named."""
        return self.home / "outbox"

    @property
    def demo_log_ins_file(self) -> Path:
        """File with the log-ins of the demo's accounts."""
        return self.home / "demo_log_ins.txt"

    @property
    def reference_in_use(self) -> Path:
        """What ``reference`` is now, as the pointer to the operator's catalogues may have moved since it was read."""
        return current_catalogue(self.catalogues_dir) or self._shipped_reference

    @property
    def catalogues_dir(self) -> Path:
        """Folder of the operator's own catalogues; see ``data/catalogue_versions.py``."""
        return self.home / "catalogues"

    @property
    def pseudonym_secret(self) -> bytes:
        """The key of pseudonyms, as bytes."""
        return self.pseudonym_key.get_secret_value().encode()

    @property
    def sqlalchemy_url(self) -> str:
        """The database to use."""
        return self.database_url or f"sqlite:///{self.home / 'rumbo.db'}"

    @property
    def models_dir(self) -> Path:
        """Folder of built encoders."""
        return self.models or self.home / "models"

    @property
    def vectors_dir(self) -> Path:
        """Folder of vectors, one file a kind."""
        return self.home / "vectors"

    @property
    def match_cache_dir(self) -> Path:
        """Folder of vectors of corpora that texts were matched with; may be deleted at any time."""
        return self.home / "match_cache"

    @property
    def indexes_dir(self) -> Path:
        """Folder of FAISS indexes, one pair of files a kind."""
        return self.home / "indexes"

    @property
    def bundles_dir(self) -> Path:
        """Folder of bundles and the pointer to the served one."""
        return self.home / "bundles"

    @property
    def bundle_records_dir(self) -> Path:
        """Folder of what is known of each bundle, for pages; see ``recommender/bundle_records.py``."""
        return self.home / "bundle_records"

    @property
    def backups_dir(self) -> Path:
        """Folder of the backups that a page or the API asked for."""
        return self.home / "backups"

    @property
    def drift_file(self) -> Path:
        """What the last look for drift found."""
        return self.home / "drift.json"

    @property
    def findings_file(self) -> Path:
        """What the last examination of this installation found."""
        return self.home / "doctor.json"

    @property
    def people_dir(self) -> Path:
        """Folder of what people can do and will be able to, as last counted."""
        return self.home / "people"

    @property
    def uploads_dir(self) -> Path:
        """Folder of files that came in by a page and wait for their import."""
        return self.home / "uploads"

    @property
    def world_dir(self) -> Path:
        """Folder where the demo's invented country is written."""
        return self.home / "world"
