"""The tables of a scenario, checked cell by cell; ids are checked against each other where the problem is built."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.allocation.conditions import What, Who
from data.allocation.scenario import TablePaths
from data.allocation.table import UNLIMITED, Table

Integers = NDArray[np.int64]
T = TypeVar("T")

_MONTHS: Final = 12


class Payer(StrEnum):
    """Whose money a fund is; of each kind at most one pays for a voucher.

    A ceiling pays nothing: it bounds the prices of all vouchers that it means, whoever pays them.
    """

    FEDERAL = "federal"
    STATE = "state"
    COMPANY = "company"
    CEILING = "ceiling"


PAYING: Final = (Payer.FEDERAL, Payer.STATE, Payer.COMPANY)


@dataclass(frozen=True, slots=True)
class CertificationRows:
    """Certifications in the file's order; ``seats`` is `UNLIMITED` where none are stated, ``price`` in centavos."""

    table: Table
    ids: pa.Array
    vendor_ids: pa.Array
    seats: Integers
    price: Integers
    minimum_group: Integers
    sets: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, table: Table) -> Self:
        """Check a table."""
        table.unique(["certification_id"])
        return cls(
            table,
            table.ids("certification_id"),
            table.ids("vendor_id"),
            table.counts("seats", blank=UNLIMITED),
            table.centavos("price_pesos"),
            table.counts("minimum_group", blank=0),
            tuple(
                frozenset(filter(None, (one.strip() for one in text.split(";"))))
                for text in table.optional_texts("sets")
            ),
        )


@dataclass(frozen=True, slots=True)
class LearnerRows:
    """Learners in the file's order; ``own_limit`` in centavos is `UNLIMITED` where none is stated."""

    table: Table
    ids: pa.Array
    objects: NDArray[np.bool_]
    own_limit: Integers

    @classmethod
    def of(cls, table: Table) -> Self:
        """Check a table."""
        table.unique(["learner_id"])
        return cls(
            table, table.ids("learner_id"), table.truths("objects"), table.centavos("own_limit_pesos", blank=UNLIMITED)
        )


@dataclass(frozen=True, slots=True)
class FundRows:
    """Funds in the file's order: ``budget`` and ``cap`` in centavos, ``share`` in basis points."""

    table: Table
    ids: tuple[str, ...]
    payer: tuple[Payer, ...]
    budget: Integers
    share: Integers
    cap: Integers
    who: tuple[Who, ...]
    what: tuple[What, ...]

    @classmethod
    def of(cls, table: Table) -> Self:
        """Check a table."""
        table.unique(["fund_id"])
        return cls(
            table,
            tuple(table.ids("fund_id").to_pylist()),
            _parsed(table, "kind", Payer, required=True),
            table.centavos("budget_pesos"),
            table.shares("share"),
            table.centavos("cap_pesos", blank=UNLIMITED),
            _parsed(table, "who", Who.parsed),
            _parsed(table, "what", What.parsed),
        )


@dataclass(frozen=True, slots=True)
class VendorRows:
    """Most vouchers of a vendor's certifications together; `UNLIMITED` where none are stated."""

    table: Table
    ids: tuple[str, ...]
    seats: Integers

    @classmethod
    def of(cls, table: Table) -> Self:
        """Check a table."""
        table.unique(["vendor_id"])
        return cls(table, tuple(table.ids("vendor_id").to_pylist()), table.counts("seats", blank=UNLIMITED))


@dataclass(frozen=True, slots=True)
class TierRows:
    """Prices by volume: from ``least`` vouchers of the vendor on, ``share`` basis points of the price."""

    table: Table
    vendor_ids: tuple[str, ...]
    least: Integers
    share: Integers

    @classmethod
    def of(cls, table: Table) -> Self:
        """Check a table."""
        table.unique(["vendor_id", "least"])
        return cls(table, tuple(table.ids("vendor_id").to_pylist()), table.counts("least"), table.shares("share"))


class ArrivalYear(StrEnum):
    """The year in which a learner came."""

    LAST = "last"
    THIS = "this"


@dataclass(frozen=True, slots=True)
class ArrivalRows:
    """When learners came: ``month`` from 1; ``group`` is what forecasts tell apart."""

    table: Table
    is_last_year: NDArray[np.bool_]
    month: Integers
    groups: tuple[str, ...]

    @classmethod
    def of(cls, table: Table) -> Self:
        """Check a table."""
        table.unique(["learner_id"])
        years = _parsed(table, "year", ArrivalYear, required=True)
        months = table.counts("month")
        for row in np.flatnonzero((months < 1) | (months > _MONTHS))[:1]:
            raise table.trouble(int(row), "month", f"is not from 1 to {_MONTHS}; correct it")
        is_last_year = np.array([one is ArrivalYear.LAST for one in years])
        return cls(table, is_last_year, months, tuple(table.ids("group").to_pylist()))


@dataclass(frozen=True, slots=True)
class GivenRows:
    """Vouchers that were given: the columns of a run's ``vouchers.csv``, of which ``funds`` are those that pay."""

    table: Table
    learner_ids: tuple[str, ...]
    certification_ids: tuple[str, ...]
    funds: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, table: Table) -> Self:
        """Check a table."""
        table.unique(["learner_id"])
        payers = (table.optional_texts(f"{payer}_fund") for payer in PAYING)
        return cls(
            table,
            tuple(table.ids("learner_id").to_pylist()),
            tuple(table.ids("certification_id").to_pylist()),
            tuple(frozenset(filter(None, funds)) for funds in zip(*payers, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class ScenarioTables:
    """All tables of a scenario; the options are checked where their ids become rows."""

    options: Table
    certifications: CertificationRows
    learners: LearnerRows
    funds: FundRows
    vendors: VendorRows | None
    tiers: TierRows | None
    arrivals: ArrivalRows | None
    given: GivenRows | None

    @classmethod
    def read(cls, paths: TablePaths) -> Self:
        """Read all files.

        Raises
        ------
        ScenarioError
            If a file or a cell is wrong; the detail names file, row, column and what to do.
        """
        return cls(
            Table.read(paths.options),
            CertificationRows.of(Table.read(paths.certifications)),
            LearnerRows.of(Table.read(paths.learners)),
            FundRows.of(Table.read(paths.funds)),
            None if paths.vendors is None else VendorRows.of(Table.read(paths.vendors)),
            None if paths.tiers is None else TierRows.of(Table.read(paths.tiers)),
            None if paths.arrivals is None else ArrivalRows.of(Table.read(paths.arrivals)),
            None if paths.given is None else GivenRows.of(Table.read(paths.given)),
        )


def _parsed(table: Table, column: str, parse: Callable[[str], T], *, required: bool = False) -> tuple[T, ...]:
    """Each cell of a column through ``parse``, whose ValueError becomes the row's error."""
    texts = table.ids(column).to_pylist() if required else table.optional_texts(column)
    found = []
    for row, text in enumerate(texts):
        try:
            found.append(parse(text))
        except ValueError as error:
            raise table.trouble(row, column, f"{error}; correct it") from error
    return tuple(found)
