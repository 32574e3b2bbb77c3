"""CatBoost models as ``.cbm`` files, a format that holds trees and no code."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catboost import CatBoost


def save_trees(path: Path, model: "CatBoost") -> None:
    """Write a model without the time and the random id that CatBoost adds: equal models, equal files.

    A sum of models keeps them once for each of its parts, under a key that begins with the part's name.
    """
    metadata = model.get_metadata()
    for key in list(metadata):
        if key.rpartition(":")[2] in ("train_finish_time", "model_guid"):
            del metadata[key]
    model.save_model(str(path))


def load_trees(path: Path) -> "CatBoost":
    """The model in a file that ``save_trees`` wrote."""
    from catboost import CatBoost

    model = CatBoost()
    model.load_model(str(path))
    return model
