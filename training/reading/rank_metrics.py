"""How good a ranking is, from the ranks at which one query's relevant texts were found."""

from collections.abc import Callable, Sequence
from enum import StrEnum

_PLACES = 5


class RankMetric(StrEnum):
    """The measure of a task."""

    MRR = "mrr"
    MAP = "map"
    RP_5 = "rp_5"

    def __call__(self, ranks: Sequence[int], n_relevant: int) -> float:
        """Its value for one query, in [0, 1]; ``ranks`` begin at 1 and rise, those never found are left out.

        Raises
        ------
        ValueError
            If nothing is relevant, or more was found than is relevant.
        """
        if n_relevant < 1 or len(ranks) > n_relevant:
            raise ValueError(f"{len(ranks)} ranks for {n_relevant} relevant texts")
        return _MEASURES[self](ranks, n_relevant)


def reciprocal_rank(ranks: Sequence[int], n_relevant: int) -> float:
    """One over the rank of the first relevant text; 0 where none was found.

    Examples
    --------
    >>> reciprocal_rank([4, 9], 2)
    0.25
    """
    return 1.0 / ranks[0] if ranks else 0.0


def average_precision(ranks: Sequence[int], n_relevant: int) -> float:
    """Mean over the relevant texts of the share of relevant ones down to each; 0 for one that was not found.

    Examples
    --------
    >>> average_precision([1, 4], 2)
    0.75
    """
    return sum(number / rank for number, rank in enumerate(ranks, start=1)) / n_relevant


def r_precision_at_5(ranks: Sequence[int], n_relevant: int) -> float:
    """Relevant texts among the first five, of as many as could be there.

    Examples
    --------
    >>> r_precision_at_5([1, 5, 6], 3)
    0.6666666666666666
    """
    return sum(rank <= _PLACES for rank in ranks) / min(_PLACES, n_relevant)


_MEASURES: dict[RankMetric, Callable[[Sequence[int], int], float]] = {
    RankMetric.MRR: reciprocal_rank,
    RankMetric.MAP: average_precision,
    RankMetric.RP_5: r_precision_at_5,
}
