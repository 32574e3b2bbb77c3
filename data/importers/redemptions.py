"""Imports what vendors report: which vouchers were redeemed, and when."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from data.importers.fields import Fields
from data.importers.kinds import ImportContext, ImportKind, Loaded, ParsedRow
from data.upsert import Changes
from data.voucher_life_store import mark_redeemed, vouchers_by_code

_CODE_LENGTH: Final = 64
UNKNOWN_CODE: Final = "code is of no voucher"


def _parse(fields: Fields, _context: ImportContext) -> dict[str, Any]:
    """One redemption."""
    return {"code": fields.text("code", _CODE_LENGTH), "redeemed_on": fields.day("redeemed_on")}


def _load(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
    """Mark a batch; codes that are of no voucher and days on which one could not be redeemed are refused."""
    known = vouchers_by_code(connection, {row.values["code"] for row in rows})
    days, refused = {}, []
    for row in rows:
        code, day = row.values["code"], row.values["redeemed_on"]
        found = known.get(code)
        trouble = UNKNOWN_CODE if found is None else found.trouble(day)
        if found is None or trouble is not None:
            refused.append((row.line, trouble or UNKNOWN_CODE))
        else:
            days[found.voucher_id] = day
    n_marked = mark_redeemed(connection, days)
    return Loaded(Changes(0, n_marked, len(days) - n_marked), rejected=tuple(refused))


REDEMPTIONS: Final = ImportKind(required=("code", "redeemed_on"), optional=(), key=("code",), parse=_parse, load=_load)
