"""Settings of one installation, read once at the edge from ``RUMBO_*`` variables and passed on as arguments."""

from pathlib import Path
from typing import Self

from pydantic import Field, PrivateAttr, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from data.catalogue_versions import current_catalogue

ROOT = Path(__file__).resolve().parent.parent


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
    pseudonym_key: SecretStr = SecretStr("demo-only-change-me")
    upload_megabytes: int = Field(default=200, gt=0, description="Largest file that a page takes")
    erase_after_days: int = Field(default=30, ge=0, description="Days from the wish to be deleted to the erasure")
    pesos_per_dollar: float = Field(default=18.5, gt=0, description="Exchange rate for list prices in dollars")
    pesos_per_dollar_on: str = Field(default="assumed", description="Day of that rate, shown beside prices")

    _shipped_reference: Path = PrivateAttr()

    @model_validator(mode="after")
    def _use_own_catalogue(self) -> Self:
        """Read the operator's catalogue where an import made one."""
        self._shipped_reference = self.reference
        self.reference = self.reference_in_use
        return self

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
    def uploads_dir(self) -> Path:
        """Folder of files that came in by a page and wait for their import."""
        return self.home / "uploads"

    @property
    def world_dir(self) -> Path:
        """Folder where the demo's invented country is written."""
        return self.home / "world"
