from datetime import timedelta

import sqlalchemy as sa

from benchmarks.ranking_worlds import accepted_histories
from data.catalogue import Catalogue
from data.domain import LearnerId
from recommender.arrays import CatalogueArrays, catalogue_arrays
from tests.training.country import SHOWN_AT, add_answer, add_people, records_in


class TestAcceptedHistories:
    def test_hold_what_was_accepted_in_order_and_nothing_else(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        arrays: CatalogueArrays = catalogue_arrays(catalogue)
        add_people(engine, "ana", "eva")
        add_answer(engine, "ana", "zen-1", None, at=SHOWN_AT + timedelta(days=3))
        add_answer(engine, "ana", "acme-2", None)
        add_answer(engine, "eva", "zen-2", None, "not_now")
        seen = frozenset({LearnerId("ana")})
        histories, rows, everybody = accepted_histories(records_in(engine), arrays, seen, [LearnerId("eva")])
        assert everybody == ["ana", "eva"]
        assert rows.tolist() == [1]
        assert histories.lengths.tolist() == [2, 0]
        assert [arrays.certification_ids[item] for item in histories.items] == ["acme-2", "zen-1"]
