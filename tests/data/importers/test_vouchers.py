from datetime import date

import pytest
import sqlalchemy as sa

from data.importers.counts import ImportCounts
from data.tables import voucher
from tests.data.importers.partner_files import Importing

VOUCHER = {
    "voucher_id": "v1",
    "external_id": "A1",
    "certification_id": "acme-1",
    "granted_on": "2026-03-01",
    "redeemed_on": "2026-04-01",
    "public_centavos": "150000",
}


class TestVouchers:
    def test_are_stored_once(self, importing: Importing) -> None:
        importing.learners()
        rows = (VOUCHER, VOUCHER | {"voucher_id": "v2", "redeemed_on": ""})
        assert importing.rows("vouchers", *rows) == ImportCounts(n_in=2, new=2)
        before = importing.stored()
        assert importing.rows("vouchers", *rows, VOUCHER) == ImportCounts(n_in=3, unchanged=2, duplicate=1)
        assert importing.stored() == before
        with importing.engine.connect() as connection:
            stored = connection.execute(
                sa.select(voucher.c.redeemed_on, voucher.c.public_centavos).order_by(voucher.c.voucher_id)
            ).all()
        assert [tuple(row) for row in stored] == [(date(2026, 4, 1), 150_000), (None, 150_000)]

    def test_a_redeemed_one_is_updated(self, importing: Importing) -> None:
        importing.learners()
        importing.rows("vouchers", VOUCHER | {"redeemed_on": ""})
        assert importing.rows("vouchers", VOUCHER) == ImportCounts(n_in=1, updated=1)

    def test_of_somebody_else_keeps_its_owner(self, importing: Importing) -> None:
        importing.learners()
        importing.rows("vouchers", VOUCHER)
        assert importing.rows("vouchers", VOUCHER | {"external_id": "B2"}) == ImportCounts(n_in=1, rejected=1)
        assert importing.reasons() == [(2, "voucher_id belongs to another learner")]

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"external_id": "Z9"}, "external_id is not known"),
            ({"certification_id": "witchcraft"}, "certification_id is not known"),
            ({"redeemed_on": "2026-02-28"}, "redeemed_on is before granted_on"),
            ({"granted_on": "2026-12-24"}, "granted_on is in the future"),
            ({"public_centavos": "-1"}, "public_centavos is not between 0 and 2000000000"),
            ({"voucher_id": ""}, "voucher_id is missing"),
        ],
    )
    def test_a_wrong_one_is_refused(self, importing: Importing, changed: dict[str, str], reason: str) -> None:
        importing.learners()
        assert importing.rows("vouchers", VOUCHER | changed) == ImportCounts(n_in=1, rejected=1)
        assert importing.reasons() == [(2, reason)]
