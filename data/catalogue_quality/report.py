"""Everything that is checked of a catalogue, in one report."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.catalogue import read_catalogue
from data.catalogue_quality.counts import counts
from data.catalogue_quality.duplicates import duplicates
from data.catalogue_quality.finding import Finding
from data.catalogue_quality.outliers import outliers
from data.catalogue_quality.prerequisites import needless_prerequisites
from data.catalogue_quality.programmes import contradicted
from data.catalogue_quality.staleness import never_checked, stale
from data.catalogue_quality.translations import untranslated
from data.reference_files import loanwords

CLEAN = "clean: hashes, ids, circles, duplicates, outliers, prerequisites, translations, dates, titles"


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What a catalogue holds, rows by file that nobody compared with a source yet, and what to look at."""

    counts: tuple[tuple[str, str], ...]
    never_checked: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check_catalogue(folder: Path, today: date) -> CatalogueReport:
    """Read a catalogue, which proves its integrity and that nothing goes in circles, and look for the rest.

    Raises
    ------
    CatalogueError
        If a file is not the one that the manifest describes, or a row is wrong; the detail names both.
    """
    catalogue = read_catalogue(folder)
    findings = (
        *duplicates(catalogue),
        *outliers(catalogue),
        *needless_prerequisites(catalogue),
        *untranslated(catalogue, loanwords(folder)),
        *stale(folder, today),
        *contradicted(folder),
    )
    return CatalogueReport(tuple(counts(catalogue)), never_checked(folder), findings)


def report_lines(report: CatalogueReport) -> list[str]:
    """The report as lines to print: counts, then findings, then a closing line."""
    width = max(len(name) for name, _ in report.counts)
    lines = [f"{name:<{width}}  {value}" for name, value in report.counts]
    unseen = ", ".join(f"{file} {n}" for file, n in report.never_checked.items() if n)
    lines.append(f"{'never compared with a source':<{width}}  {unseen or 'none'}")
    lines += [str(finding) for finding in report.findings]
    by_check = Counter(finding.check for finding in report.findings)
    total = ", ".join(f"{n} {check}" for check, n in sorted(by_check.items()))
    lines.append(f"to look at: {total}" if total else CLEAN)
    return lines
