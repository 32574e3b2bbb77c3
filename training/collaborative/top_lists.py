"""The best unseen items of every learner, as arrays and as a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scorer, scores_of_unseen, top_items
from training.collaborative.interaction_log import ITEM, LEARNER, InteractionLog
from training.list_metrics import NOTHING, Lists

_BLOCK: Final = 2_000


@dataclass(frozen=True, slots=True)
class TopLists:
    """``items`` and ``scores`` have shape (n_learners, k), best first; ``NOTHING`` and NaN where a list is shorter."""

    items: Lists
    scores: NDArray[np.float32]

    @property
    def n_empty(self) -> int:
        """Learners with nothing unseen left."""
        return int((self.items == NOTHING).all(axis=1).sum())


def top_lists(scorer: Scorer, histories: Histories, k: int) -> TopLists:
    """Score block by block, as all scores at once would not fit into memory."""
    items, scores = [], []
    for start in range(0, histories.n_learners, _BLOCK):
        part = histories.of(np.arange(start, min(start + _BLOCK, histories.n_learners)))
        unseen = scores_of_unseen(scorer, part)
        top = top_items(unseen, k)
        items.append(top)
        scores.append(np.where(top == NOTHING, np.nan, np.take_along_axis(unseen, np.maximum(top, 0), axis=1)))
    return TopLists(np.concatenate(items), np.concatenate(scores).astype(np.float32))


def write_top_lists(path: Path, log: InteractionLog, lists: TopLists) -> int:
    """Write Parquet with ``learner_id``, ``item_id``, ``rank`` (from 1) and ``score``; returns the number of rows.

    Learners come in the order in which they first occur in the log. The file is whole or it is not there.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    items, scores = lists.items[log.reading_order], lists.scores[log.reading_order]
    learners, places = np.nonzero(items != NOTHING)
    table = pa.table(
        {
            LEARNER: pa.array(log.learner_ids[log.reading_order][learners]),
            ITEM: pa.array(log.item_ids[items[learners, places]]),
            "rank": pa.array((places + 1).astype(np.int32)),
            "score": pa.array(scores[learners, places]),
        }
    )
    with replaced_file(path) as file:
        pq.write_table(table, file)
    return len(learners)
