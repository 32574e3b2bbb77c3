"""Gives the operator's pages something to show: two bundles, a look for drift, an examination, a checked backup."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from data.backups import BackupCheck, keep_check, new_backup_file
from data.catalogue import read_catalogue
from data.findings import Finding, keep_findings
from data.rejected_store import refused_files, rows_of_file
from data.settings import Settings
from recommender.bundle import current_bundle_folder, point_to, read_manifest, write_repriced
from recommender.bundle_records import BundleRecord, Figure, keep_records
from recommender.drift import ColumnDrift, Drift
from recommender.value import ShadowPrices
from training.bundle_drift import DriftReport, RateChange, drift_json
from training.metrics import Interval

_CARD = "# ranker: {version}\n\nOrders certifications.\n\n- Seed: 2026\n\n## Limits\n\n- The people are invented.\n"


def furnish_operation(settings: Settings, moment: datetime) -> dict[str, str]:
    """What the tour fills into addresses: the served ``version``, and ``other_version``, which served before."""
    served, other = _two_bundles(settings)
    _look_for_drift(settings, served)
    findings = [
        Finding("disk", True, "79 GB free"),
        Finding("indexes", False, "vectors.npz is missing; run `rumbo index`"),
    ]
    keep_findings(settings.findings_file, findings, moment)
    archive = new_backup_file(settings.backups_dir, moment)
    archive.write_bytes(b"x" * 2_000_000)
    keep_check(archive, BackupCheck(moment, True, "40 tables, 187430 rows, 31 files"))
    return {"version": served, "other_version": other}


def refused_place(connection: sa.Connection) -> dict[str, str]:
    """The file and line of a refused row that can be mended."""
    file = next(one for one in refused_files(connection) if Path(one.file).is_file())
    return {"file_id": file.id, "line": str(rows_of_file(connection, file, 1)[0].line)}


def _two_bundles(settings: Settings) -> tuple[str, str]:
    folder = current_bundle_folder(settings.bundles_dir)
    n_states = len(read_catalogue(settings.reference).states)
    with np.load(folder / "vectors.npz", allow_pickle=False) as found:
        n_certifications = len(found["certifications"])
    prices = ShadowPrices(np.full(n_states, 0.5), np.full(n_certifications, 1_000.0))
    other = write_repriced(folder, settings.bundles_dir, prices, "a tour of the pages")
    point_to_served(settings, folder.name, other)
    return folder.name, other


def point_to_served(settings: Settings, served: str, other: str) -> None:
    """Let one bundle serve and the other be what served before, of which it is recorded that the gate would pass it."""
    point_to(settings.bundles_dir, [other, served])
    manifest = read_manifest(settings.bundles_dir / served)
    figures = (Figure("ndcg_10", 0.6123, 0.6012, 0.6234), Figure("ndcg_10_least_lead", 0.0213))
    record = BundleRecord(
        served,
        str(manifest["made_at"]),
        str(manifest.get("data_sha256", "0" * 64)),
        str(manifest.get("data_as_of", "2026-10-31")),
        False,
        figures,
        None,
        _CARD.format(version=served),
        "Invented data (Synthetic Mexico): simulated potential outcomes, not results of a programme.",
    )
    records = {record.version: record, other: replace(record, version=other, is_challenger=True)}
    keep_records(settings.bundle_records_dir, records)


def _look_for_drift(settings: Settings, version: str) -> None:
    columns = tuple(
        ColumnDrift(name, index, distance, unseen, 0.0, 0.01, drift)
        for name, index, distance, unseen, drift in (
            ("state_id", 0.31, None, 0.08, Drift.CHANGED),
            ("demand_share", 0.14, 0.09, 0.0, Drift.WATCH),
            ("english_gap", 0.02, 0.01, 0.0, Drift.NONE),
        )
    )
    rates = {"yes": RateChange(0.21, 0.14, Interval(-0.07, -0.09, -0.05), 4_000, Drift.CHANGED)}
    report = DriftReport(version, "since 2026-11-01", 4_000, columns, rates)
    settings.drift_file.write_text(json.dumps(drift_json(report)), encoding="utf-8")
