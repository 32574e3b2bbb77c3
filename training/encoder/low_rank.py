"""Low-rank changes of a model's linear layers (LoRA): trained while the layers themselves stay as they are."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from embeddings.adapter import LowRankChange, quantised

if TYPE_CHECKING:
    import torch

_SCALE = 2.0
"""Times the product of the two factors, as in Hu et al. (2021), arXiv:2106.09685."""


def add_low_rank(layers: "torch.nn.Module", rank: int, seed: int) -> dict[str, "torch.nn.Module"]:
    """Let every linear layer inside ``layers`` learn a change of at most this rank; all else is frozen.

    Returns
    -------
    The layers with their changes by the name they have inside ``layers``. A change starts at zero.
    """
    import torch

    class ChangedLinear(torch.nn.Module):
        def __init__(self, linear: torch.nn.Linear, generator: torch.Generator) -> None:
            super().__init__()
            self.linear = linear
            start = torch.randn(rank, linear.in_features, generator=generator) / math.sqrt(linear.in_features)
            self.right = torch.nn.Parameter(start)
            self.left = torch.nn.Parameter(torch.zeros(linear.out_features, rank))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            change = torch.nn.functional.linear(torch.nn.functional.linear(x, self.right), self.left)
            out: torch.Tensor = self.linear(x) + _SCALE * change
            return out

    for parameter in layers.parameters():
        parameter.requires_grad = False
    generator = torch.Generator().manual_seed(seed)
    changed: dict[str, torch.nn.Module] = {}
    for name, linear in list(_linear_layers(layers)):
        parent = layers.get_submodule(name.rpartition(".")[0])
        changed[name] = ChangedLinear(linear, generator)
        setattr(parent, name.rpartition(".")[2], changed[name])
    return changed


def changes_of(changed: dict[str, "torch.nn.Module"]) -> dict[str, "np.ndarray[tuple[int, int], np.dtype[np.float32]]"]:
    """The learned change of each layer's weight, shape (n_out, n_in)."""
    return {
        name: (_SCALE * (layer.get_parameter("left") @ layer.get_parameter("right")))
        .detach()
        .numpy()
        .astype(np.float32)
        for name, layer in changed.items()
    }


def mean_change(
    runs: Sequence[dict[str, "np.ndarray[tuple[int, int], np.dtype[np.float32]]"]], rank: int
) -> dict[str, LowRankChange]:
    """The mean change of several runs, in as few ranks as asked, in eight bits."""
    mean = {}
    for name in runs[0]:
        change = np.mean([run[name] for run in runs], axis=0, dtype=np.float64)
        left, sizes, right = np.linalg.svd(change, full_matrices=False)
        # The sizes are shared between the factors, so that neither loses more when it is rounded.
        roots = np.sqrt(sizes[:rank])
        mean[name] = quantised(left[:, :rank] * roots, roots[:, None] * right[:rank])
    return mean


def _linear_layers(layers: "torch.nn.Module") -> Iterator[tuple[str, "torch.nn.Linear"]]:
    import torch

    for name, layer in layers.named_modules():
        if isinstance(layer, torch.nn.Linear):
            yield name, layer
