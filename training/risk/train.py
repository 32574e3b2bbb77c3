"""``rumbo train risk``: from a table and its mapping to a folder with a model, its report and its card."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from data.errors import InputError
from recommender.table_risk.files import MANIFEST, RiskFacts, write_risk_model
from training.case_table.mapping import CaseMapping, read_mapping
from training.case_table.reading import CaseTable, read_cases
from training.reliability import reliability_svg
from training.risk.fit import fit_table_risk, outcome_of
from training.risk.judge import judge
from training.risk.leaks import refuse_leaks
from training.risk.report import LIMITS, RiskReport, model_card, report_json, report_text
from training.runs import ColumnKind, Run, Signature
from training.tracking import Tracker


def train_risk(
    table_path: Path,
    mapping_path: Path,
    out: Path,
    tracker: Tracker,
    progress: Callable[[str], None],
    *,
    early: bool,
    seed: int,
) -> RiskReport:
    """Read, look for leaks, judge, fit on all rows, write the folder ``out`` and log the run.

    ``early`` lets the model read only what is known at enrolment.

    Raises
    ------
    InputError
        If table or mapping cannot be used, a column knows the outcome, or ``out`` holds something else.
    """
    _check_out(out)
    mapping = read_mapping(mapping_path)
    table = _table(table_path, mapping_path, mapping, early=early)
    try:
        outcome = outcome_of(table)
        progress(f"{len(table)} rows, {table.frame.shape[1]} columns; looking for columns that know the outcome")
        refuse_leaks(table, outcome, mapping.trusted, seed)
    except InputError as error:
        raise InputError(f"{table_path}: {error.detail}") from error
    progress("judging on people whom the model does not see")
    judged = judge(table, mapping.categorical, seed)
    progress("fitting on all rows")
    fitted = fit_table_risk(table, mapping.categorical, seed)
    facts = RiskFacts(id=mapping.id, missing=mapping.missing, labels=mapping.labels)
    unfinished = out.absolute().with_name(f".{out.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    report = RiskReport(
        version=write_risk_model(unfinished, fitted.model, facts),
        early=early,
        seed=seed,
        data_sha256=_sha256(table_path),
        n_rows=len(table),
        n_left_out=table.n_left_out,
        columns=tuple(table.frame.columns),
        word_columns=frozenset(table.frame.select_dtypes(exclude="number").columns),
        forbidden=tuple(sorted(mapping.forbidden)),
        choice=fitted.choice,
        judgement=judged,
    )
    _write_report(unfinished, report)
    _put_in_place(unfinished, out)
    tracker.log_run(risk_run(report, out))
    return report


def _table(table_path: Path, mapping_path: Path, mapping: CaseMapping, *, early: bool) -> CaseTable:
    table = read_cases(table_path, mapping)
    if not early:
        return _with_columns(table, table_path)
    if mapping.known_at_enrolment is None:
        raise InputError(f"{mapping_path}: --early needs known_at_enrolment, the columns known at enrolment")
    return _with_columns(table.only(mapping.known_at_enrolment), table_path)


def _with_columns(table: CaseTable, path: Path) -> CaseTable:
    if not table.frame.shape[1]:
        raise InputError(f"{path}: the mapping leaves no column for the model to read")
    return table


def _check_out(out: Path) -> None:
    """Refuse to write over anything but an earlier model."""
    if out.exists() and not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} exists and is no risk model; name another folder")


def _write_report(folder: Path, report: RiskReport) -> None:
    content = json.dumps(report_json(report), indent=2, sort_keys=True, ensure_ascii=False)
    (folder / "report.json").write_text(content + "\n", encoding="utf-8")
    (folder / "report.txt").write_text(report_text(report), encoding="utf-8")
    (folder / "reliability.svg").write_text(reliability_svg(report.judgement.bins), encoding="utf-8")
    (folder / "model_card.md").write_text(model_card(report), encoding="utf-8")


def _put_in_place(finished: Path, out: Path) -> None:
    """Let a finished folder take the place of the one before."""
    former = finished.with_name(f".{out.name}.former")
    shutil.rmtree(former, ignore_errors=True)
    if out.exists():
        out.rename(former)
    finished.rename(out)
    shutil.rmtree(former, ignore_errors=True)


def risk_run(report: RiskReport, out: Path) -> Run:
    """What is written down of a training whose folder is ``out``."""
    return Run(
        experiment="risk",
        name=report.version,
        purpose="The probability that a student drops out, for tutors who decide whom to talk to first.",
        data_sha256=report.data_sha256,
        split=report.judgement.method,
        seed=report.seed,
        parameters={
            "early": report.early,
            "kind": report.choice.name,
            "weight_of_trees": report_json(report)["choice"]["weight_of_trees"],
        },
        metrics=report.judgement.figures,
        signature=Signature(
            inputs={
                name: ColumnKind.TEXT if name in report.word_columns else ColumnKind.NUMBER for name in report.columns
            },
            outputs={
                **dict.fromkeys(("probability", "low", "high"), ColumnKind.NUMBER),
                "reasons": ColumnKind.TEXT,
            },
        ),
        limits=LIMITS,
        plots={"reliability.svg": reliability_svg(report.judgement.bins)},
        files=(out / "report.json", out / "report.txt"),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
