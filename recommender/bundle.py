"""A bundle: the folder of models, vectors and prices that training writes, the service reads, nobody edits.

Its manifest holds the sha256 of every file; nothing is opened before its hash has been compared. The formats
hold numbers and trees, never code: CatBoost's .cbm, .npz without pickles, FAISS, JSON.
"""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from data.catalogue import Catalogue
from data.errors import BundleMissingError, BundleTamperedError, ForeignIndexError, NotReadyError
from embeddings.index import VectorIndex
from recommender.additive_model import AdditiveModel
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.behaviour import Behaviour
from recommender.effects import EffectModel
from recommender.features import FEATURES
from recommender.ranker import BoostedModel, Calibration, Models, Odds
from recommender.risk import RiskModel
from recommender.texts import TextVectors
from recommender.value import ShadowPrices, Worth

MANIFEST = "manifest.json"
POINTER = "current.json"
_EFFECTS_FILE = "effects.json"
_WORTH_FILE = "worth.json"
_CALIBRATIONS = ("accept_chance", "pass_chance")
_NEEDED = ("version", "fingerprint", "catalogue", "features", "behaviour_as_of", "pesos_per_dollar")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that a suggestion is computed from, apart from the learner and the region's demand."""

    version: str
    manifest: dict[str, Any]
    arrays: CatalogueArrays
    catalogue: Catalogue
    models: Models
    risk: RiskModel
    effects: EffectModel
    behaviour: Behaviour
    vectors: TextVectors
    index: VectorIndex
    worth: Worth
    prices: ShadowPrices
    pesos_per_dollar: float


def write_bundle(
    folder: Path,
    *,
    models: Models,
    risk: RiskModel,
    effects: EffectModel,
    behaviour: Behaviour,
    vectors: TextVectors,
    index: VectorIndex,
    worth: Worth,
    prices: ShadowPrices,
    facts: dict[str, Any],
) -> str:
    """Write every file and, last, the manifest; return the version, which follows from the content alone.

    ``facts`` goes into the manifest as it is and must hold ``catalogue`` (digest), ``pesos_per_dollar`` and
    ``made_at``.
    """
    folder.mkdir(parents=True)
    models.odds.accept.save(folder / "accept.cbm")
    models.odds.additive.save(folder / "additive.npz")
    models.outcome.save(folder / "outcome.cbm")
    models.passing.save(folder / "passing.cbm")
    _write_json(folder / "calibrations.json", {name: asdict(getattr(models, name)) for name in _CALIBRATIONS})
    _write_json(folder / "blend.json", {"additive_share": models.odds.additive_share})
    _write_json(folder / "risk.json", asdict(risk))
    _write_json(folder / _EFFECTS_FILE, asdict(effects))
    _write_json(folder / _WORTH_FILE, {"worth": asdict(worth), **_price_lists(prices)})
    np.savez(folder / "behaviour.npz", **{name: getattr(behaviour, name) for name in Behaviour.ARRAYS})
    np.savez(
        folder / "vectors.npz",
        certifications=vectors.certifications,
        occupations=vectors.occupations,
        skills=vectors.skills,
    )
    index.save(folder / "certifications")
    files = {path.name: _sha256(path) for path in sorted(folder.iterdir())}
    manifest = {
        "fingerprint": vectors.fingerprint,
        "features": list(FEATURES),
        "behaviour_as_of": behaviour.as_of.isoformat(),
        "files": files,
        **facts,
    }
    version = _version_of(manifest)
    _write_json(folder / MANIFEST, {"version": version, **manifest})
    return version


def write_repriced(folder: Path, bundles_dir: Path, prices: ShadowPrices, source: str) -> str:
    """Copy a bundle with other shadow prices; ``source`` says in its manifest whose they are. Returns the version.

    The copy appears whole or not at all, in ``bundles_dir``, and may be served and rolled back like any bundle.

    Raises
    ------
    BundleTamperedError
        If the manifest of the bundle in ``folder`` cannot be read.
    """
    manifest = read_manifest(folder)
    partial = bundles_dir / f"{os.getpid()}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(folder, partial)
    worth = _read_json(partial / _WORTH_FILE)
    _write_json(partial / _WORTH_FILE, worth | _price_lists(prices))
    files = manifest["files"] | {_WORTH_FILE: _sha256(partial / _WORTH_FILE)}
    manifest |= {"files": files, "prices_from": source}
    manifest["version"] = _version_of(manifest)
    _write_json(partial / MANIFEST, manifest)
    if (bundles_dir / manifest["version"]).exists():
        shutil.rmtree(partial)  # The same prices were set before.
    else:
        partial.replace(bundles_dir / manifest["version"])
    return str(manifest["version"])


def load_bundle(folder: Path, catalogue: Catalogue, fingerprint: str) -> Bundle:
    """Check and open a bundle.

    Raises
    ------
    BundleTamperedError
        If a file is missing, unreadable or not the one that the manifest describes.
    ForeignIndexError
        If its vectors come from another encoder than ``fingerprint``.
    NotReadyError
        If it was made for another catalogue or another set of features.
    """
    manifest = read_manifest(folder)
    missing = [key for key in _NEEDED if key not in manifest]
    # A file dropped from the list would be opened unchecked, so that the list is checked against the version.
    if missing or manifest["version"] != _version_of(manifest):
        raise BundleTamperedError(f"bundle {folder.name}: the manifest is not the one that was written")
    for name, expected in manifest["files"].items():
        if _sha256_of(folder / name) != expected:
            raise BundleTamperedError(f"bundle {folder.name}: {name} is not the file that was written; promote another")
    if manifest["fingerprint"] != fingerprint:
        raise ForeignIndexError(
            f"bundle {folder.name} holds vectors of {manifest['fingerprint']},"
            f" the encoder here is {fingerprint};"
            " run rumbo embed, rumbo index, rumbo train ranker, rumbo promote"
        )
    is_older = manifest["features"] != list(FEATURES) or _EFFECTS_FILE not in manifest["files"]
    if manifest["catalogue"] != catalogue.digest or is_older:
        raise NotReadyError(
            f"bundle {folder.name} was made for another catalogue or set of features;"
            " run rumbo embed, rumbo index, rumbo train ranker, rumbo promote"
        )
    return _open(folder, manifest, catalogue)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a bundle folder; an unreadable one counts as tampered with."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {**manifest, "files": dict(manifest["files"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleTamperedError(f"bundle {folder.name}: manifest cannot be read ({error})") from error


def current_bundle_folder(bundles_dir: Path) -> Path:
    """Folder of the promoted bundle.

    Raises
    ------
    BundleMissingError
        If nothing was promoted yet.
    """
    try:
        pointer = json.loads((bundles_dir / POINTER).read_text(encoding="utf-8"))
        return bundles_dir / str(pointer["version"])
    except FileNotFoundError as error:
        raise BundleMissingError("no bundle is promoted; run rumbo train ranker, then rumbo promote") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BundleTamperedError(f"{POINTER} cannot be read ({error}); run rumbo promote") from error


def bundle_folders(bundles_dir: Path) -> tuple[Path, ...]:
    """Folders of whole bundles, by name; what a stopped build left behind is none."""
    found = (path.parent for path in bundles_dir.glob(f"*/{MANIFEST}"))
    return tuple(sorted(folder for folder in found if folder.suffix != ".partial"))


def promoted_versions(bundles_dir: Path) -> list[str]:
    """Versions promoted so far, oldest first, the served one last; empty where none is or the pointer is damaged."""
    try:
        pointer = json.loads((bundles_dir / POINTER).read_text(encoding="utf-8"))
        return [*pointer.get("earlier", []), pointer["version"]]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return []


def point_to(bundles_dir: Path, versions: list[str]) -> None:
    """Serve the last of ``versions`` from now on, in one atomic step; the others are kept for a rollback."""
    temporary = bundles_dir / (POINTER + ".partial")
    _write_json(temporary, {"version": versions[-1], "earlier": versions[:-1]})
    temporary.replace(bundles_dir / POINTER)


def _open(folder: Path, manifest: dict[str, Any], catalogue: Catalogue) -> Bundle:
    calibrations = {
        name: Calibration(found["intercept"], found["slope"])
        for name, found in _read_json(folder / "calibrations.json").items()
    }
    blend = _read_json(folder / "blend.json")
    risk, worth = _read_json(folder / "risk.json"), _read_json(folder / _WORTH_FILE)
    with np.load(folder / "behaviour.npz", allow_pickle=False) as found:
        behaviour = Behaviour(date.fromisoformat(manifest["behaviour_as_of"]), **dict(found))
    with np.load(folder / "vectors.npz", allow_pickle=False) as found:
        vectors = TextVectors(manifest["fingerprint"], **dict(found))
    arrays = catalogue_arrays(catalogue)
    return Bundle(
        version=manifest["version"],
        manifest=manifest,
        arrays=arrays,
        catalogue=catalogue,
        models=Models(
            odds=Odds(
                BoostedModel.load(folder / "accept.cbm"),
                AdditiveModel.load(folder / "additive.npz"),
                blend["additive_share"],
            ),
            outcome=BoostedModel.load(folder / "outcome.cbm"),
            passing=BoostedModel.load(folder / "passing.cbm"),
            **calibrations,
        ),
        risk=RiskModel(risk["intercept"], tuple(risk["coefficients"])),
        effects=_effects(_read_json(folder / _EFFECTS_FILE)),
        behaviour=behaviour,
        vectors=vectors,
        index=VectorIndex.load(folder / "certifications"),
        worth=Worth(**worth["worth"]),
        # Bundles made before prices were told apart by state hold one price of money.
        prices=ShadowPrices(np.broadcast_to(worth["money"], (arrays.n_states,)), np.array(worth["seats"])),
        pesos_per_dollar=manifest["pesos_per_dollar"],
    )


def _price_lists(prices: ShadowPrices) -> dict[str, list[float]]:
    return {"money": prices.money.tolist(), "seats": prices.seats.tolist()}


def _effects(found: dict[str, Any]) -> EffectModel:
    return EffectModel(tuple(found["coefficients"]), tuple(map(tuple, found["covariance"])), found["is_known"])


def _version_of(manifest: dict[str, Any]) -> str:
    """Hash of all that a list is computed from: every file and the facts that serving reads; not when it was made."""
    content = {key: manifest[key] for key in (*_NEEDED, "files") if key != "version"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]


def _write_json(path: Path, content: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(content, indent=1, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sha256_of(path: Path) -> str | None:
    """The hash, or ``None`` where the file cannot be read."""
    try:
        return _sha256(path)
    except OSError:
        return None
