"""Every bundle of this installation: which one serves, which could follow, and what is known of each."""

from dataclasses import dataclass
from enum import StrEnum

from data.errors import NotFoundError
from data.settings import Settings
from recommender.bundle import bundle_folders, promoted_versions
from recommender.bundle_records import BundleRecord, kept_records


class BundleStanding(StrEnum):
    """What a bundle is to the service."""

    SERVED = "served"
    CHALLENGER = "challenger"
    FORMER = "former"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ListedBundle:
    """A bundle; ``record`` is ``None`` until the records are renewed, ``is_here`` false once its folder is gone."""

    version: str
    standing: BundleStanding
    is_here: bool
    record: BundleRecord | None

    @property
    def may_be_promoted(self) -> bool:
        """Whether the gate would let it pass, as far as is recorded."""
        is_free = self.standing is not BundleStanding.SERVED and self.is_here
        return is_free and self.record is not None and self.record.refusal is None


@dataclass(frozen=True, slots=True)
class BundleList:
    """All bundles, newest first; ``served`` is the version that serves and ``former`` the one to go back to."""

    bundles: tuple[ListedBundle, ...]
    served: str | None
    former: str | None

    @property
    def challenger(self) -> ListedBundle | None:
        """The one that could follow, if it is not the one that serves already."""
        return next((one for one in self.bundles if one.standing is BundleStanding.CHALLENGER), None)

    def of(self, version: str) -> ListedBundle:
        """One bundle.

        Raises
        ------
        NotFoundError
            If there is none of that version.
        """
        for one in self.bundles:
            if one.version == version:
                return one
        raise NotFoundError(f"there is no bundle {version}")


def list_bundles(settings: Settings) -> BundleList:
    """The bundles as they are now; no model is opened."""
    promoted = promoted_versions(settings.bundles_dir)
    records = {record.version: record for record in kept_records(settings.bundle_records_dir)}
    here = {folder.name for folder in bundle_folders(settings.bundles_dir)}
    # Records are in order; what is not recorded yet is newer than all of them, or was never trained here.
    versions = [*sorted((here | set(promoted)) - records.keys()), *records]
    listed = tuple(_listed(version, promoted, records.get(version), version in here) for version in versions)
    return BundleList(listed, promoted[-1] if promoted else None, promoted[-2] if len(promoted) > 1 else None)


def _listed(version: str, promoted: list[str], record: BundleRecord | None, is_here: bool) -> ListedBundle:
    standing = BundleStanding.OTHER
    if promoted and promoted[-1] == version:
        standing = BundleStanding.SERVED
    elif record is not None and record.is_challenger:
        standing = BundleStanding.CHALLENGER
    elif version in promoted:
        standing = BundleStanding.FORMER
    return ListedBundle(version, standing, is_here, record)
