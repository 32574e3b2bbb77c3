"""Writes everybody's lists as a table, with ids as they were given."""

from pathlib import Path

import numpy as np

from data.atomic_file import replaced_file
from recommender.collaborative.top_lists import NO_ITEM, TopLists
from training.collaborative.interaction_log import ITEM, LEARNER, InteractionLog


def write_top_lists(path: Path, log: InteractionLog, lists: TopLists) -> int:
    """Write Parquet with ``learner_id``, ``item_id``, ``rank`` (from 1) and ``score``; returns the number of rows.

    Learners come in the order in which they first occur in the log. The file is whole or it is not there.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    items, scores = lists.items[log.reading_order], lists.scores[log.reading_order]
    learners, places = np.nonzero(items != NO_ITEM)
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
