"""The text encoders: a fast one for serving, and any sentence-transformers model in its place."""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from data.errors import NotReadyError
from embeddings.model_folder import (
    MAX_TOKENS,
    MODEL_NAME,
    ONNX_FILE,
    TOKENIZER_FILE,
    checked_bytes,
    read_manifest,
)
from embeddings.progress_bars import without_progress_bars
from embeddings.protocols import Encoder, TextRole, TokenVectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

E5_PREFIXES = {TextRole.QUERY: "query: ", TextRole.PASSAGE: "passage: "}
_MAX_CHARACTERS = 32 * MAX_TOKENS  # no piece is this long on average; spares the tokenizer whole books
_TEXTS_A_THREAD = 4  # fewer do not pay for starting one


def load_encoder(model: str | None, models_dir: Path) -> Encoder:
    """The encoder of the settings: the default one, or the sentence-transformers model of that name or path.

    Raises
    ------
    NotReadyError
        If the model is not on this machine; nothing is downloaded.
    BundleTamperedError
        If a file of the default encoder has changed since it was built.
    """
    if model is None:
        return OnnxEncoder.load(models_dir / MODEL_NAME)
    return SentenceTransformerEncoder.load(model)


def installed_fingerprint(model: str | None, models_dir: Path) -> str:
    """Fingerprint of the encoder of the settings, without loading it where its manifest tells.

    Raises
    ------
    NotReadyError
        If the model is not on this machine.
    """
    if model is None:
        return read_manifest(models_dir / MODEL_NAME).fingerprint
    return SentenceTransformerEncoder.load(model).fingerprint


def plain_case(text: str) -> str:
    """The text in lower case where it is all capitals, which the models have hardly seen; else as it is.

    It keeps its length, so that places in it stay places in the text.

    Examples
    --------
    >>> plain_case("AUDITORÍA DE SISTEMAS")
    'auditoría de sistemas'
    >>> plain_case("Bases de datos SQL")
    'Bases de datos SQL'
    """
    # The dotted capital I is the one letter that grows when it is lowered.
    return text.replace("İ", "I").lower() if text.isupper() else text


class OnnxEncoder:
    """The default encoder as it serves: ONNX Runtime in int8, without torch.

    Each text runs alone, so that its vector is the same to the last bit whatever other texts come with it.
    Dynamic quantisation would otherwise let the neighbours of a batch move it, by up to 0.01 of cosine.
    """

    def __init__(
        self,
        session: "InferenceSession",
        tokenizer: "Tokenizer",
        *,
        fingerprint: str,
        n_dims: int,
        n_threads: int,
    ) -> None:
        if n_threads < 1:
            raise ValueError(f"n_threads must be at least 1, got {n_threads}")
        self._session = session
        self._tokenizer = tokenizer
        self._fingerprint = fingerprint
        self._n_dims = n_dims
        self._n_threads = n_threads

    @classmethod
    def load(cls, folder: Path, n_threads: int | None = None) -> Self:
        """Load from the folder that ``rumbo init`` built; ``n_threads`` defaults to this process's cores."""
        import onnxruntime
        from tokenizers import Tokenizer

        manifest = read_manifest(folder)
        options = onnxruntime.SessionOptions()
        # Threads across texts, not within one: a short text is too little work to share.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            checked_bytes(folder, ONNX_FILE, manifest), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_buffer(checked_bytes(folder, TOKENIZER_FILE, manifest))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return cls(
            session,
            tokenizer,
            fingerprint=manifest.fingerprint,
            n_dims=manifest.n_dims,
            n_threads=n_threads or _n_cores(),
        )

    @property
    def fingerprint(self) -> str:
        """Identity of model and revision."""
        return self._fingerprint

    @property
    def n_dims(self) -> int:
        """Length of a vector."""
        return self._n_dims

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """Unit vectors of ``texts``, shape (n_texts, n_dims); text past the first 256 tokens is left out."""
        place_of = {text: place for place, text in enumerate(dict.fromkeys(_prepared(texts, role)))}
        distinct = list(place_of)
        vectors = np.empty((len(distinct), self._n_dims), dtype=np.float32)

        def fill(row: int) -> None:
            token_ids = self._tokenizer.encode(distinct[row]).ids
            (vectors[row],) = self._run(["text_vector"], token_ids)[0]

        self._for_each(fill, len(distinct))
        if len(distinct) == len(texts):
            return vectors
        return vectors[[place_of[text] for text in _prepared(texts, role)]]

    def token_vectors(self, texts: Sequence[str], role: TextRole) -> list[TokenVectors]:
        """What was read in each text, in their order; text past the first 256 tokens is left out."""
        prepared = _prepared(texts, role)
        n_before = len(E5_PREFIXES[role])
        found: dict[int, TokenVectors] = {}

        def fill(row: int) -> None:
            encoding = self._tokenizer.encode(prepared[row])
            text_vector, vectors = self._run(["text_vector", "token_vectors"], encoding.ids)
            places = np.array(encoding.offsets, dtype=np.int64) - n_before
            # Neither the prefix nor the marks of start and end, which stand at no place.
            own = places[:, 1] > 0
            found[row] = TokenVectors(text_vector[0], vectors[0][own], places[own])

        self._for_each(fill, len(prepared))
        return [found[row] for row in range(len(prepared))]

    def _run(self, outputs: Sequence[str], token_ids: Sequence[int]) -> list[NDArray[np.float32]]:
        found: list[NDArray[np.float32]] = self._session.run(
            outputs, {"input_ids": np.array([token_ids], dtype=np.int64)}
        )
        return found

    def _for_each(self, work: Callable[[int], None], n_texts: int) -> None:
        """Call ``work`` with the number of every text, in several threads where there is enough to do."""
        n_threads = max(1, min(self._n_threads, n_texts // _TEXTS_A_THREAD))

        def share(first: int) -> None:
            for row in range(first, n_texts, n_threads):
                work(row)

        if n_threads == 1:
            share(0)
            return
        with ThreadPoolExecutor(n_threads) as pool:
            # list() waits for the threads and lets their errors out.
            list(pool.map(share, range(n_threads)))


class SentenceTransformerEncoder:
    """Any sentence-transformers model that is on this machine.

    Its own prompts for queries and documents are used where it has them, e5's prefixes where its name says
    e5. A vector may differ in the last digits with the texts that it is encoded with.
    """

    def __init__(self, model: "SentenceTransformer", *, fingerprint: str, prompts: dict[TextRole, str]) -> None:
        self._model = model
        self._fingerprint = fingerprint
        self._prompts = prompts
        self._n_dims = int(cast(int, model.get_embedding_dimension()))
        # One model is not safe to run from several threads at once.
        self._lock = threading.Lock()

    @classmethod
    def load(cls, name: str) -> Self:
        """Load a model by path, or by its name on Hugging Face if it is in the local cache."""
        folder = _local_folder(name)
        from sentence_transformers import SentenceTransformer

        try:
            # Safetensors only: the older format is a pickle, which runs code when read.
            with without_progress_bars():
                model = SentenceTransformer(
                    str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
                )
        except (OSError, ValueError) as error:
            raise NotReadyError(f"{name} does not load as a sentence-transformers model: {error}") from error
        fingerprint = f"{Path(name).name}-{_content_hash(folder)[:12]}"
        return cls(model, fingerprint=fingerprint, prompts=_prompts(model, name))

    @property
    def fingerprint(self) -> str:
        """Name of the model, with a hash of its files."""
        return self._fingerprint

    @property
    def n_dims(self) -> int:
        """Length of a vector."""
        return self._n_dims

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """Unit vectors of ``texts``, shape (n_texts, n_dims)."""
        if not texts:
            return np.empty((0, self._n_dims), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(
                [plain_case(text)[:_MAX_CHARACTERS] for text in texts],
                prompt=self._prompts[role],
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _prepared(texts: Sequence[str], role: TextRole) -> list[str]:
    """The texts as the default encoder reads them."""
    return [E5_PREFIXES[role] + plain_case(text)[:_MAX_CHARACTERS] for text in texts]


def _n_cores() -> int:
    """Cores that this process may use, which in a container can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _local_folder(name: str) -> Path:
    """Folder of a model given by path or by name, without asking the network."""
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise NotReadyError(
            f"the model {name} is not on this machine; download it first, or leave the setting empty "
            "and run `rumbo init` for the default encoder"
        ) from error


def _content_hash(folder: Path) -> str:
    """Hash of the files that decide a model's vectors, with their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".txt", ".model", ".safetensors"} and path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _prompts(model: "SentenceTransformer", name: str) -> dict[TextRole, str]:
    own: dict[str, Any] = model.prompts
    if own.get("query") or own.get("document") or own.get("passage"):
        passage = own.get("document") or own.get("passage") or ""
        return {TextRole.QUERY: own.get("query") or "", TextRole.PASSAGE: passage}
    if "e5" in Path(name).name.lower():
        return E5_PREFIXES
    return dict.fromkeys(TextRole, "")
