"""Imports vouchers that were given to learners, redeemed or not."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from data.importers.fields import MOST_CENTAVOS, Fields, RowError
from data.importers.kinds import (
    ImportContext,
    ImportKind,
    Loaded,
    ParsedRow,
    learner_id_in,
    split_by_learner,
    split_by_owner,
)
from data.voucher_store import put_vouchers, voucher_owners

_ID_LENGTH: Final = 64


def _parse(fields: Fields, context: ImportContext) -> dict[str, Any]:
    """One voucher."""
    granted_on = fields.day("granted_on")
    redeemed_on = fields.if_given("redeemed_on", fields.day)
    if redeemed_on is not None and redeemed_on < granted_on:
        raise RowError("redeemed_on is before granted_on")
    return {
        "voucher_id": fields.text("voucher_id", _ID_LENGTH),
        "learner_id": learner_id_in(fields, context),
        "certification_id": fields.known("certification_id", context.catalogue.certifications),
        "granted_on": granted_on,
        "redeemed_on": redeemed_on,
        "public_centavos": fields.integer("public_centavos", 0, MOST_CENTAVOS),
    }


def _load(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
    """Store a batch; an id that already stands for somebody else's voucher is refused."""
    mine, lost = split_by_learner(connection, rows)
    owners = voucher_owners(connection, {row.values["voucher_id"] for row in mine})
    good, foreign = split_by_owner(mine, "voucher_id", owners)
    return Loaded(put_vouchers(connection, [row.values for row in good]), rejected=(*lost, *foreign))


VOUCHERS: Final = ImportKind(
    required=("voucher_id", "external_id", "certification_id", "granted_on", "public_centavos"),
    optional=("redeemed_on",),
    key=("voucher_id",),
    parse=_parse,
    load=_load,
)
