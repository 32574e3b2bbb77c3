"""Says part by part whether an archive is whole, and whether an installation is what its archive held."""

from pathlib import Path

from data.catalogue import read_catalogue
from data.errors import AppError, BundleMissingError
from data.findings import Finding
from data.manifest import read_manifest
from data.settings import Settings
from recommender.bundle import current_bundle_folder, load_bundle
from recommender.bundle import read_manifest as read_bundle_manifest
from training.archives.archive import Manifest, file_parts, sha256_of


def archive_findings(manifest: Manifest, settings: Settings) -> list[Finding]:
    """What an archive holds that was read whole, one line a part."""
    made = f"made {manifest.made_at} by version {manifest.program_version}, revision {manifest.revision}"
    return [
        Finding("archive", True, made),
        Finding("database", True, f"{len(manifest.tables)} tables, {manifest.n_rows} rows"),
        *(Finding(name, True, f"{len(manifest.files_of(name))} files") for name in file_parts(settings)),
    ]


def installation_findings(manifest: Manifest, settings: Settings) -> list[Finding]:
    """Compare the files of an installation, read anew, with those of the archive that it was restored from.

    The rows of the database are compared before they are committed; see ``training/archives/restore.py``.
    """
    return [
        Finding("database", True, f"{len(manifest.tables)} tables, {manifest.n_rows} rows read back equal"),
        *(_files(name, place, manifest.files_of(name)) for name, place in file_parts(settings).items()),
        _reference(manifest, settings),
        _served_bundle(settings),
    ]


def _files(name: str, place: Path, expected: dict[str, str]) -> Finding:
    paths = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
    found = {(Path(name) / path.relative_to(place)).as_posix(): sha256_of(path) for path in paths}
    wrong = sorted(dict(found.items() ^ expected.items()))
    if wrong:
        return Finding(name, False, f"{wrong[0]} is not the archive's; restore again")
    return Finding(name, True, f"{len(found)} files; every hash agrees")


def _reference(manifest: Manifest, settings: Settings) -> Finding:
    """Whether the reference files here are those of the installation that was saved."""
    here = {entry.name: entry.sha256 for entry in read_manifest(settings.reference_in_use)}
    other = sorted(dict(here.items() ^ manifest.reference.items()))
    if other:
        remedy = "install the version that was saved, or embed, index, train, evaluate and promote"
        return Finding("reference", False, f"{other[0]} is another one than when the backup was made; {remedy}")
    return Finding("reference", True, f"{len(here)} files; every hash agrees")


def _served_bundle(settings: Settings) -> Finding:
    """Whether the bundle that the pointer names opens; its encoder may be built later."""
    try:
        folder = current_bundle_folder(settings.bundles_dir)
        fingerprint = str(read_bundle_manifest(folder).get("fingerprint"))
        bundle = load_bundle(folder, read_catalogue(settings.reference_in_use), fingerprint)
    except BundleMissingError:
        return Finding("served", True, "no bundle was served")
    except AppError as error:
        return Finding("served", False, error.detail)
    return Finding("served", True, f"bundle {bundle.version} opens; every hash agrees")
