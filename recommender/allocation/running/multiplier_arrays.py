"""The proof of a bound as named arrays: the parts of the problem and the multipliers of each, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.allocation.run_folder import RunFolderError
from recommender.allocation.national.nodes import Fixing, ProvenNode
from recommender.allocation.plan import Multipliers

_VECTORS = ("seat", "budget", "at_most", "at_least")
_PARITIES = ("above", "below")


def arrays_of(nodes: Sequence[ProvenNode]) -> dict[str, NDArray[Any]]:
    """Arrays of every node, named after its number; choices are pairs of a row and what it is fixed to."""
    arrays: dict[str, NDArray[Any]] = {}
    for number, node in enumerate(nodes):
        named: dict[str, NDArray[Any]] = {name: getattr(node.multipliers, name) for name in _VECTORS}
        for name in _PARITIES:
            named |= {f"{name}.{place}": one for place, one in enumerate(getattr(node.multipliers, name))}
        named["tiers"] = _pairs(node.fixing.tiers)
        named["is_open"] = _pairs(node.fixing.is_open)
        arrays |= {f"{number}.{name}": one for name, one in named.items()}
    return arrays


def nodes_in(arrays: Mapping[str, NDArray[Any]]) -> tuple[ProvenNode, ...]:
    """The nodes of arrays.

    Raises
    ------
    RunFolderError
        If there is no node, an array is missing, or a multiplier is below 0 or no number.
    """
    numbers = sorted({int(name.split(".")[0]) for name in arrays if name.split(".")[0].isdecimal()})
    if not numbers:
        raise RunFolderError("the multipliers prove nothing: there are none")
    try:
        return tuple(_node(arrays, number) for number in numbers)
    except (KeyError, ValueError) as error:
        raise RunFolderError(f"the multipliers prove nothing: {error}") from error


def _node(arrays: Mapping[str, NDArray[Any]], number: int) -> ProvenNode:
    own = {name.removeprefix(f"{number}."): one for name, one in arrays.items() if name.startswith(f"{number}.")}
    seat, budget, at_most, at_least = (np.asarray(own[name], np.float64) for name in _VECTORS)
    above, below = (
        tuple(np.asarray(own[f"{name}.{place}"], np.float64) for place in range(_count(own, name)))
        for name in _PARITIES
    )
    tiers = {int(vendor): int(tier) for vendor, tier in own["tiers"]}
    is_open = {int(row): bool(opened) for row, opened in own["is_open"]}
    return ProvenNode(Fixing(tiers, is_open), Multipliers(seat, budget, at_most, at_least, above, below))


def _count(own: Mapping[str, NDArray[Any]], name: str) -> int:
    return sum(one.startswith(f"{name}.") for one in own)


def _pairs(choices: Mapping[int, int]) -> NDArray[np.int64]:
    return np.array(sorted(choices.items()), np.int64).reshape(-1, 2)
