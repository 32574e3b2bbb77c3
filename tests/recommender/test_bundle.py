"""Tests of the folder that training writes and the service reads."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.errors import BundleMissingError, BundleTamperedError, ForeignIndexError, NotReadyError
from recommender.behaviour import Behaviour
from recommender.bundle import (
    MANIFEST,
    POINTER,
    Bundle,
    current_bundle_folder,
    load_bundle,
    point_to,
    promoted_versions,
    read_manifest,
    write_bundle,
    write_repriced,
)
from recommender.demand import RegionalDemand
from recommender.features import FEATURES
from recommender.suggest import suggest
from recommender.value import ShadowPrices
from tests.api.small_bundle import ENCODER, promote_small_bundle
from tests.factories import TODAY, make_history, make_transcript


@pytest.fixture
def folder(bundles_dir: Path, tmp_path: Path) -> Path:
    """A copy of the bundle that a test may damage."""
    return Path(shutil.copytree(current_bundle_folder(bundles_dir), tmp_path / "bundle"))


def rewritten(bundle: Bundle, folder: Path, **changed: Any) -> str:
    """Write an opened bundle to another folder, with parts of it changed."""
    parts: dict[str, Any] = {
        "models": bundle.models,
        "risk": bundle.risk,
        "effects": bundle.effects,
        "behaviour": bundle.behaviour,
        "vectors": bundle.vectors,
        "index": bundle.index,
        "worth": bundle.worth,
        "prices": bundle.prices,
        "facts": {
            "catalogue": bundle.catalogue.digest,
            "pesos_per_dollar": bundle.pesos_per_dollar,
            "made_at": "2026-11-02T00:00:00Z",
        },
    }
    return write_bundle(folder, **{**parts, **changed})


def edit_manifest(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    edit(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


class TestRoundTrip:
    def test_opens_what_was_written(self, bundle: Bundle, catalogue: Catalogue, tmp_path: Path) -> None:
        version = rewritten(bundle, tmp_path / "again")
        again = load_bundle(tmp_path / "again", catalogue, ENCODER.fingerprint)
        assert again.version == version
        assert (again.risk, again.worth) == (bundle.risk, bundle.worth)
        np.testing.assert_array_equal(again.prices.money, bundle.prices.money)
        assert again.models.accept_chance == bundle.models.accept_chance
        rows = np.random.default_rng(1).random((9, len(FEATURES))).astype(np.float32)
        np.testing.assert_array_equal(again.models.score(rows), bundle.models.score(rows))
        np.testing.assert_array_equal(again.models.odds.additive.score(rows), bundle.models.odds.additive.score(rows))
        assert again.effects == bundle.effects
        assert again.index.ids == bundle.index.ids
        assert (again.behaviour.as_of, again.pesos_per_dollar) == (bundle.behaviour.as_of, 18.5)
        np.testing.assert_array_equal(again.prices.seats, bundle.prices.seats)
        for name in Behaviour.ARRAYS:
            np.testing.assert_array_equal(getattr(again.behaviour, name), getattr(bundle.behaviour, name))
        for name in ("certifications", "occupations", "skills"):
            np.testing.assert_array_equal(getattr(again.vectors, name), getattr(bundle.vectors, name))

    def test_keeps_an_effect_that_is_not_known_yet(self, bundle: Bundle, catalogue: Catalogue, tmp_path: Path) -> None:
        rewritten(bundle, tmp_path / "again", effects=replace(bundle.effects, is_known=False))
        assert not load_bundle(tmp_path / "again", catalogue, ENCODER.fingerprint).effects.is_known

    def test_suggests_the_same_as_before(self, bundle: Bundle, catalogue: Catalogue, tmp_path: Path) -> None:
        rewritten(bundle, tmp_path / "again")
        again = load_bundle(tmp_path / "again", catalogue, ENCODER.fingerprint)
        demand = RegionalDemand.empty(TODAY, bundle.arrays)
        person = make_history([make_transcript()])
        lists = [suggest(person, bundle=one, demand=demand, as_of=TODAY, today=TODAY) for one in (bundle, again)]
        assert lists[0].items == lists[1].items

    def test_the_version_follows_from_the_content_alone(
        self, bundle: Bundle, catalogue: Catalogue, tmp_path: Path
    ) -> None:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
        # Fitted anew from the same rows, at another moment.
        assert promote_small_bundle(tmp_path / "one", catalogue) == bundle.version
        assert promote_small_bundle(tmp_path / "two", catalogue, seed=2) != bundle.version

    def test_refuses_to_write_over_a_bundle(self, bundle: Bundle, folder: Path) -> None:
        with pytest.raises(FileExistsError):
            rewritten(bundle, folder)


class TestLoadBundle:
    def test_notices_every_file_that_was_changed_cut_or_removed(
        self, folder: Path, catalogue: Catalogue, tmp_path: Path
    ) -> None:
        names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
        kinds = {name.rpartition(".")[2] for name in names}
        assert kinds == {"cbm", "json", "npz", "faiss"}
        for name in names:
            content = (folder / name).read_bytes()
            middle = len(content) // 2
            flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
            for damaged in (flipped, content[:-1], b"", None):
                if damaged is None:
                    (folder / name).unlink()
                else:
                    (folder / name).write_bytes(damaged)
                with pytest.raises(BundleTamperedError, match=name):
                    load_bundle(folder, catalogue, ENCODER.fingerprint)
            (folder / name).write_bytes(content)
        load_bundle(folder, catalogue, ENCODER.fingerprint)

    @pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"{}", b'{"files": 3}', b"\xff"])
    def test_notices_a_manifest_that_is_missing_or_none(
        self, folder: Path, catalogue: Catalogue, content: bytes | None
    ) -> None:
        if content is None:
            (folder / MANIFEST).unlink()
        else:
            (folder / MANIFEST).write_bytes(content)
        with pytest.raises(BundleTamperedError, match="manifest"):
            load_bundle(folder, catalogue, ENCODER.fingerprint)

    @pytest.mark.parametrize("key", ["version", "fingerprint", "catalogue", "features", "pesos_per_dollar"])
    def test_notices_a_fact_that_was_taken_out(self, folder: Path, catalogue: Catalogue, key: str) -> None:
        edit_manifest(folder, lambda manifest: manifest.pop(key))
        with pytest.raises(BundleTamperedError, match="manifest"):
            load_bundle(folder, catalogue, ENCODER.fingerprint)

    def test_notices_a_file_taken_off_the_list(self, folder: Path, catalogue: Catalogue) -> None:
        # Otherwise the changed file would be opened without its hash being compared.
        edit_manifest(folder, lambda manifest: manifest["files"].pop("risk.json"))
        (folder / "risk.json").write_text('{"intercept": 9.0, "coefficients": [0, 0, 0, 0, 0]}')
        with pytest.raises(BundleTamperedError, match="manifest"):
            load_bundle(folder, catalogue, ENCODER.fingerprint)

    def test_refuses_vectors_of_another_encoder(self, folder: Path, catalogue: Catalogue) -> None:
        with pytest.raises(ForeignIndexError, match=ENCODER.fingerprint):
            load_bundle(folder, catalogue, "other-encoder")

    def test_refuses_another_catalogue(self, folder: Path, catalogue: Catalogue) -> None:
        with pytest.raises(NotReadyError, match="another catalogue"):
            load_bundle(folder, replace(catalogue, digest="0" * 64), ENCODER.fingerprint)

    def test_refuses_a_bundle_from_before_effects_were_learned(
        self, bundle: Bundle, tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("recommender.bundle._EFFECTS_FILE", "older.json")
        rewritten(bundle, tmp_path / "older")
        monkeypatch.undo()
        with pytest.raises(NotReadyError, match="rumbo train ranker"):
            load_bundle(tmp_path / "older", catalogue, ENCODER.fingerprint)

    def test_refuses_another_order_of_features(
        self, folder: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert read_manifest(folder)["features"] == list(FEATURES)
        monkeypatch.setattr("recommender.bundle.FEATURES", FEATURES[::-1])
        with pytest.raises(NotReadyError, match="set of features"):
            load_bundle(folder, catalogue, ENCODER.fingerprint)


class TestWriteRepriced:
    def test_a_certification_whose_seats_ran_out_falls_in_the_list(
        self, bundle: Bundle, folder: Path, catalogue: Catalogue, tmp_path: Path
    ) -> None:
        demand, person = RegionalDemand.empty(TODAY, bundle.arrays), make_history([make_transcript()])
        before = suggest(person, bundle=bundle, demand=demand, as_of=TODAY, today=TODAY).items
        seats = bundle.prices.seats.copy()
        seats[bundle.arrays.certification_row[before[0].certification_id]] += 1e9
        version = write_repriced(folder, tmp_path, ShadowPrices(bundle.prices.money, seats), "march")
        repriced = load_bundle(tmp_path / version, catalogue, ENCODER.fingerprint)
        assert version == repriced.version != bundle.version
        after = suggest(person, bundle=repriced, demand=demand, as_of=TODAY, today=TODAY).items
        assert [one.certification_id for one in after] == [one.certification_id for one in (*before[1:], before[0])]
        assert repriced.manifest["prices_from"] == "march"

    def test_equal_prices_are_one_bundle(self, bundle: Bundle, folder: Path, tmp_path: Path) -> None:
        first, second = (write_repriced(folder, tmp_path, bundle.prices, source) for source in ("one", "two"))
        assert first == second
        assert not list(tmp_path.glob("*.partial"))


class TestPointer:
    def test_nothing_is_promoted_at_first(self, tmp_path: Path) -> None:
        assert promoted_versions(tmp_path) == []
        with pytest.raises(BundleMissingError, match="rumbo promote"):
            current_bundle_folder(tmp_path)

    def test_serves_the_last_and_keeps_the_others(self, tmp_path: Path) -> None:
        point_to(tmp_path, ["a"])
        point_to(tmp_path, ["a", "b"])
        assert current_bundle_folder(tmp_path) == tmp_path / "b"
        assert promoted_versions(tmp_path) == ["a", "b"]
        assert [path.name for path in tmp_path.iterdir()] == [POINTER]

    @pytest.mark.parametrize("content", ["", "[]", '{"versions": 1}'])
    def test_notices_a_damaged_pointer(self, tmp_path: Path, content: str) -> None:
        (tmp_path / POINTER).write_text(content)
        with pytest.raises(BundleTamperedError, match=POINTER):
            current_bundle_folder(tmp_path)

    def test_a_pointer_to_no_folder_is_noticed_on_loading(self, tmp_path: Path, catalogue: Catalogue) -> None:
        point_to(tmp_path, ["gone"])
        with pytest.raises(BundleTamperedError, match="gone"):
            load_bundle(current_bundle_folder(tmp_path), catalogue, ENCODER.fingerprint)
