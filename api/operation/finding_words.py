"""What was found of the installation or a backup, in the reader's language; who examines them tells it in English."""

import re
from collections.abc import Mapping
from typing import Final

from api.i18n import Texts
from api.known_phrases import Phrases, known_phrase

_PARTS: Final[Mapping[str, str]] = {
    "disk": "finding.part_disk",
    "catalogue": "finding.part_catalogue",
    "encoder": "finding.part_encoder",
    "database": "finding.part_database",
    "jobs": "frame.jobs",
    "indexes": "finding.part_indexes",
    "bundle": "page.operation.served",
    "drift": "way.operation.drift",
}

_SHOWINGS: Final = r"(?P<showings>\d+) showings since (?P<since>\S+): "

_PHRASES: Final[Phrases] = tuple(
    (re.compile(pattern), key)
    for pattern, key in (
        (r"(?P<free>\d+) GB free", "finding.disk_free"),
        (r"only (?P<free>\S+) GB are free in (?P<folder>.+); make room", "finding.disk_full"),
        (
            r"(?P<certifications>\d+) certifications, (?P<skills>\d+) skills, (?P<occupations>\d+) occupations;"
            " every hash agrees",
            "finding.catalogue",
        ),
        (
            r"(?P<file>\S+) is not the file that \S+ describes \(sha256 differs\);.+run: (?P<command>.+)",
            "finding.catalogue_changed",
        ),
        (r"(?P<file>\S+) is missing in (?P<folder>.+)", "finding.file_missing"),
        (r"the model (?P<model>.+) is not on this machine; .+", "finding.encoder_missing"),
        (r"(?P<kind>\w+) at the newest revision", "finding.database"),
        ("SQLite finds damage: .+; restore a backup", "finding.database_damaged"),
        ("there is no database at (?P<file>.+); run rumbo init", "finding.database_missing"),
        ("the database's tables are missing or old; run rumbo init", "finding.database_old"),
        (r"(?P<waiting>\d+) waiting, (?P<running>\d+) running", "page.operation.jobs_now"),
        (r"(?P<waiting>\d+) waiting, (?P<running>\d+) running, (?P<killed>\d+) found killed", "finding.jobs_settled"),
        (r"(?P<killed>\d+) jobs were killed and wait; run rumbo worker", "finding.jobs_killed"),
        (
            r"certifications (?P<certifications>\d+), occupations (?P<occupations>\d+), skills (?P<skills>\d+),"
            r" subjects (?P<subjects>\d+), postings (?P<postings>\d+)",
            "finding.indexes",
        ),
        (r"index of \w+ is of another encoder; run .+", "finding.index_foreign"),
        ("(?P<file>.+) is missing; run `rumbo index`", "finding.index_missing"),
        (
            "(the index )?(?P<file>.+) (is damaged|is not the one that was saved|cannot be read); run `rumbo index`",
            "finding.index_damaged",
        ),
        (r"(?P<bundle>\S+) is served; every hash agrees", "finding.bundle"),
        ("no bundle is promoted; run .+", "finding.bundle_missing"),
        (
            r"bundle (?P<bundle>\S+): (?P<file>\S+) is not the file that was written; promote another",
            "finding.bundle_changed",
        ),
        (
            r"bundle (?P<bundle>\S+): (the manifest is not the one that was written|manifest cannot be read .+)",
            "finding.bundle_manifest",
        ),
        (r"bundle (?P<bundle>\S+) (holds vectors of|was made for another) .+", "finding.bundle_foreign"),
        ("(bundle .+ )?not looked at yet; run rumbo drift", "page.operation.not_looked"),
        (f"{_SHOWINGS}.+, too few showings to tell; .+", "finding.drift_too_few"),
        (f"{_SHOWINGS}none, .+", "finding.drift_none"),
        (f"{_SHOWINGS}watch, .+", "finding.drift_watch"),
        (f"{_SHOWINGS}changed, .+", "finding.drift_changed"),
        (r"(?P<tables>\d+) tables, (?P<rows>\d+) rows, (?P<files>\d+) files", "finding.backup"),
        ("no manifest at its end; .+", "finding.backup_cut_off"),
        (
            r"(?P<file>.+) is not (the one that was written|what was saved); use another backup",
            "finding.backup_changed",
        ),
        ("is damaged, or no archive of rumbo backup.*", "finding.backup_damaged"),
    )
)


def part_name(part: str, t: Texts) -> str:
    """A part of the installation; one that is not known here stays as it is."""
    return t(_PARTS[part]) if part in _PARTS else part


def said_finding(detail: str, t: Texts) -> str | None:
    """What was found, in the reader's language; ``None`` where it is told in English alone."""
    known = known_phrase(detail, _PHRASES)
    return None if known is None else t(known[0], **known[1])
