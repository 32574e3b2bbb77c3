"""Promotes and rolls back on the record, and writes down for pages what is known of each bundle."""

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from data.audit_store import AuditAction, put_on_record
from data.database import is_at_newest_revision, sqlite_file, writing
from data.errors import BundleTamperedError, GateError
from data.rights import AccountId
from data.settings import Settings
from recommender.bundle import bundle_folders, promoted_versions, read_manifest
from recommender.bundle_records import BundleRecord, Figure, keep_records
from training.job_runs import opened
from training.promote import check_gate, promote, rollback
from training.tracking import CARD_FILE, CHALLENGER, REPORT_FILE, Tracker

_FACTS: Final = ("made_at", "data_sha256", "data_as_of")


def serve_challenger(
    settings: Settings, version: str | None, engine: sa.Engine | None, asked_by: str | None = None
) -> str:
    """Promote the challenger or the version named, and put that on record; returns the version.

    Raises
    ------
    GateError
        If the gate refuses it; the records then say why.
    """
    try:
        served = promote(settings.bundles_dir, Tracker(settings.mlruns), version)
        _put_on_record(engine, AuditAction.BUNDLE_PROMOTED, served, asked_by)
    finally:
        renew_records(settings)
    return served


def serve_former(settings: Settings, engine: sa.Engine | None, asked_by: str | None = None) -> str:
    """Serve the bundle that served before, and put that on record; returns its version.

    Raises
    ------
    GateError
        If none served before.
    """
    served = rollback(settings.bundles_dir, Tracker(settings.mlruns))
    _put_on_record(engine, AuditAction.BUNDLE_ROLLED_BACK, served, asked_by)
    renew_records(settings)
    return served


def at_terminal(settings: Settings, version: str | None, *, back: bool = False) -> str:
    """Promote or go ``back`` by hand; a database that is not there must not keep anybody from going back."""
    file = sqlite_file(settings.sqlalchemy_url)
    if file is not None and not file.is_file():
        return serve_former(settings, None) if back else serve_challenger(settings, version, None)
    with opened(settings) as found:
        engine = found if is_at_newest_revision(found) else None
        return serve_former(settings, engine) if back else serve_challenger(settings, version, engine)


def renew_records(settings: Settings) -> int:
    """Write down what is known now of every bundle whose folder is there; returns how many there are."""
    tracker = Tracker(settings.mlruns)
    registered, challenger = set(tracker.versions()), tracker.version_of(CHALLENGER)
    served = promoted_versions(settings.bundles_dir)
    champion = served[-1] if served else None
    records = {}
    for folder in bundle_folders(settings.bundles_dir):
        try:
            manifest = read_manifest(folder)
        except BundleTamperedError:
            continue
        known = tracker if folder.name in registered else None
        records[folder.name] = _record(manifest, folder.name, known, champion, is_challenger=folder.name == challenger)
    keep_records(settings.bundle_records_dir, records)
    return len(records)


def _record(
    manifest: dict[str, Any], version: str, tracker: Tracker | None, champion: str | None, *, is_challenger: bool
) -> BundleRecord:
    return BundleRecord(
        version,
        **{name: str(manifest.get(name, "")) for name in _FACTS},
        is_challenger=is_challenger,
        figures=_figures(tracker.metrics_of(version)) if tracker else (),
        refusal=_refusal(version, champion, tracker) if tracker else f"bundle {version} is not registered",
        card=tracker.text_of(version, CARD_FILE) if tracker else "",
        report=tracker.text_of(version, REPORT_FILE) if tracker else "",
    )


def _refusal(version: str, champion: str | None, tracker: Tracker) -> str | None:
    try:
        check_gate(version, champion, tracker)
    except GateError as error:
        return error.detail
    return None


def _figures(metrics: dict[str, float]) -> tuple[Figure, ...]:
    """The figures with their intervals, by name."""
    ends = {f"{name}{end}" for name in metrics for end in ("_low", "_high")}
    return tuple(
        Figure(name, value, metrics.get(f"{name}_low"), metrics.get(f"{name}_high"))
        for name, value in sorted(metrics.items())
        if name not in ends
    )


def _put_on_record(engine: sa.Engine | None, action: AuditAction, version: str, asked_by: str | None) -> None:
    if engine is not None:
        with writing(engine) as connection:
            actor = AccountId(asked_by) if asked_by else None
            put_on_record(connection, action, version, datetime.now(UTC), actor)
