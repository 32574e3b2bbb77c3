"""The learned part of reading skills, as shipped: tagger, scorer, calibration, threshold; checked by hash."""

import json
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from data.errors import BundleTamperedError, NotReadyError
from data.reference_files import SHIPPED
from embeddings.calibration import Calibration
from embeddings.hashed_linear import HashedLinear
from embeddings.skill_tagger import SkillTagger

SHIPPED_MODEL: Final = SHIPPED / "models" / "skills"
WEIGHTS_FILE: Final = "weights.npz"
CARD_FILE: Final = "card.json"


@dataclass(frozen=True, slots=True)
class SkillModel:
    """``threshold`` is the least probability at which a skill is told; ``digest`` names the weights."""

    tagger: SkillTagger
    scorer: HashedLinear
    calibration: Calibration
    threshold: float
    digest: str = ""

    def probabilities(self, rows: list[list[str]]) -> NDArray[np.float64]:
        """Chance of each candidate, given the names of its features; shape (n_rows,)."""
        scores = self.scorer(rows)
        return self.calibration(scores[:, 0])

    def save(self, folder: Path, card: dict[str, Any]) -> None:
        """Write weights and card; equal models make equal bytes."""
        written = BytesIO()
        np.savez_compressed(
            written,
            allow_pickle=False,
            tagger_weights=self.tagger.model.weights.astype(np.float16),
            tagger_bias=self.tagger.model.bias,
            scorer_weights=self.scorer.weights.astype(np.float16),
            scorer_bias=self.scorer.bias,
            calibration=np.array([self.calibration.scores, self.calibration.chances]),
            threshold=np.array(self.threshold),
        )
        content = written.getvalue()
        with replaced_file(folder / WEIGHTS_FILE) as file:
            file.write(content)
        card = {**card, "file": WEIGHTS_FILE, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
        with replaced_file(folder / CARD_FILE) as file:
            file.write(json.dumps(card, indent=2, ensure_ascii=False).encode() + b"\n")

    @classmethod
    def load(cls, folder: Path = SHIPPED_MODEL) -> Self:
        """Read what ``save`` wrote.

        Raises
        ------
        NotReadyError
            If there is no such model.
        BundleTamperedError
            If the weights are not those that the card describes.
        """
        try:
            expected = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))["sha256"]
            content = (folder / WEIGHTS_FILE).read_bytes()
        except (FileNotFoundError, KeyError) as error:
            raise NotReadyError(f"no model of skills in {folder}; run rumbo train skills") from error
        digest = sha256(content).hexdigest()
        if digest != expected:
            raise BundleTamperedError(f"{folder / WEIGHTS_FILE} is not the file that its card describes")
        with np.load(BytesIO(content), allow_pickle=False) as stored:
            scores, chances = stored["calibration"].tolist()
            return cls(
                SkillTagger(HashedLinear(_floats(stored["tagger_weights"]), stored["tagger_bias"])),
                HashedLinear(_floats(stored["scorer_weights"]), stored["scorer_bias"]),
                Calibration(tuple(scores), tuple(chances)),
                float(stored["threshold"]),
                digest,
            )


def _floats(values: NDArray[np.float16]) -> NDArray[np.float32]:
    return values.astype(np.float32)
