"""The folder of a risk model: JSON, arrays and trees, nothing that runs when it is read, and a hash of each file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from data.domain import Language
from data.errors import BundleTamperedError, NotReadyError
from recommender.table_risk.calibration import RiskCalibration
from recommender.table_risk.drift import DriftReference
from recommender.table_risk.encoding import CaseEncoding
from recommender.table_risk.linear import LinearScorer
from recommender.table_risk.members import Members
from recommender.table_risk.model import TableRisk
from recommender.table_risk.trees import TreeScorer
from recommender.tree_files import load_trees, save_trees

MANIFEST: Final = "manifest.json"
_FORM: Final = 1
"""Raised with every change of what the files mean."""


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """How a new table is read for the model, and what its columns are called."""

    id: str | None
    missing: frozenset[str]
    labels: Mapping[str, Mapping[Language, str]]

    def label(self, column: str, language: Language) -> str:
        """What people call a column; its own name where nothing was said."""
        return self.labels.get(column, {}).get(language, column)

    def as_json(self) -> dict[str, Any]:
        """Plain lists and texts, in an order that is always the same."""
        return {
            "id": self.id,
            "missing": sorted(self.missing),
            "labels": {column: dict(names) for column, names in sorted(self.labels.items())},
        }


def write_risk_model(folder: Path, model: TableRisk, facts: RiskFacts) -> str:
    """Write a model with members into an empty folder, the manifest last; return its version, a hash of the content.

    Raises
    ------
    ValueError
        If the model has no members.
    """
    if model.members is None:
        raise ValueError("a model without members has no intervals and is not kept")
    trees = {} if model.trees is None else {"trees": model.trees.model}
    trees |= {f"member_{place:02}": member for place, member in enumerate(model.members.trees)}
    for name, found in trees.items():
        save_trees(folder / f"{name}.cbm", found)
    np.savez(folder / "arrays.npz", **_arrays(model))
    _write_json(folder / "facts.json", facts.as_json())
    _write_json(folder / "encoding.json", model.encoding.as_json())
    _write_json(folder / "model.json", _settings(model, model.members))
    files = {path.name: _sha256(path) for path in sorted(folder.iterdir())}
    version = _version(files)
    _write_json(folder / MANIFEST, {"form": _FORM, "version": version, "files": files})
    return version


def load_risk_model(folder: Path) -> tuple[TableRisk, RiskFacts]:
    """Check and open a folder that `write_risk_model` wrote.

    Raises
    ------
    NotReadyError
        If the folder holds no risk model, or one of another version of the program.
    BundleTamperedError
        If a file is missing, unreadable or not the one that was written.
    """
    check_files(folder)
    try:
        return _open(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleTamperedError(f"{folder}: the model cannot be read ({error}); fit it again") from error


def check_files(folder: Path) -> None:
    """Compare every file with the manifest; see `load_risk_model`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        form, version, files = manifest["form"], manifest["version"], dict(manifest["files"])
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotReadyError(f"{folder} holds no risk model; make one with rumbo train risk --out {folder}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleTamperedError(f"{folder}: {MANIFEST} cannot be read ({error}); fit the model again") from error
    if form != _FORM:
        raise NotReadyError(f"{folder} was written by another version of rumbo; fit the model again")
    # A file dropped from the list would be opened unchecked, so that the list is checked, too.
    if version != _version(files):
        raise BundleTamperedError(f"{folder}: {MANIFEST} is not the one that was written; fit the model again")
    for name, expected in files.items():
        if not (folder / name).is_file() or _sha256(folder / name) != expected:
            raise BundleTamperedError(f"{folder}: {name} is not the file that was written; fit the model again")


def _arrays(model: TableRisk) -> dict[str, Any]:
    members = model.members
    arrays: dict[str, Any] = {
        "weights": model.linear.weights,
        "centre": model.linear.centre,
        "mean": model.reference.mean,
        "covariance": model.reference.covariance,
        "member_weights": members.weights if members else np.zeros((0, 0)),
    }
    if model.trees is not None:
        arrays |= {"first_leaf": model.trees.first_leaf, "leaf_contributions": model.trees.leaf_contributions}
    return arrays


def _settings(model: TableRisk, members: Members) -> dict[str, Any]:
    reference = model.reference
    return {
        "linear_base": model.linear.base,
        "trees_base": None if model.trees is None else model.trees.base,
        "tree_weight": model.tree_weight,
        "calibration": asdict(model.calibration),
        "members": {
            "calibrations": [asdict(calibration) for calibration in members.calibrations],
            "n_trees": len(members.trees),
            "scale": members.scale,
            "reach": members.reach,
        },
        "reference": {
            "n_rows": reference.n_rows,
            "edges": {name: list(edges) for name, edges in reference.edges.items()},
            "counts": {name: list(counts) for name, counts in reference.counts.items()},
            "chance_edges": list(reference.chance_edges),
            "chance_counts": list(reference.chance_counts),
            "mean_chance": reference.mean_chance,
        },
    }


def _open(folder: Path) -> tuple[TableRisk, RiskFacts]:
    settings, facts = _read_json(folder / "model.json"), _read_json(folder / "facts.json")
    encoding = CaseEncoding.from_json(_read_json(folder / "encoding.json"))
    with np.load(folder / "arrays.npz", allow_pickle=False) as found:
        arrays = dict(found)
    trees = None
    if settings["trees_base"] is not None:
        trees = TreeScorer(
            load_trees(folder / "trees.cbm"),
            arrays["first_leaf"],
            arrays["leaf_contributions"],
            settings["trees_base"],
        )
    members, reference = settings["members"], settings["reference"]
    model = TableRisk(
        encoding=encoding,
        linear=LinearScorer(arrays["weights"], arrays["centre"], encoding.dense_owners(), settings["linear_base"]),
        trees=trees,
        tree_weight=settings["tree_weight"],
        calibration=RiskCalibration(**settings["calibration"]),
        members=Members(
            weights=arrays["member_weights"],
            trees=tuple(load_trees(folder / f"member_{place:02}.cbm") for place in range(members["n_trees"])),
            calibrations=tuple(RiskCalibration(**found) for found in members["calibrations"]),
            scale=members["scale"],
            reach=members["reach"],
        ),
        reference=DriftReference(
            n_rows=reference["n_rows"],
            edges={name: tuple(edges) for name, edges in reference["edges"].items()},
            counts={name: tuple(counts) for name, counts in reference["counts"].items()},
            chance_edges=tuple(reference["chance_edges"]),
            chance_counts=tuple(reference["chance_counts"]),
            mean_chance=reference["mean_chance"],
            mean=arrays["mean"],
            covariance=arrays["covariance"],
        ),
    )
    return model, RiskFacts(
        id=facts["id"],
        missing=frozenset(facts["missing"]),
        labels={
            column: {Language(code): name for code, name in names.items()} for column, names in facts["labels"].items()
        },
    )


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _read_json(path: Path) -> Any:  # noqa: ANN401 - JSON holds anything
    return json.loads(path.read_text(encoding="utf-8"))


def _version(files: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:12]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
