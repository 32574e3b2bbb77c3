"""Whom and what conditions mean: learners that are alike in the named columns, and certifications."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.allocation.conditions import CERTIFICATIONS, SETS, VENDORS, What, Who
from data.allocation.scenario_tables import CertificationRows
from data.allocation.table import Table
from data.errors import InputError

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LearnerGroups:
    """Learners by their values in some columns: those of one group have all of them in common.

    Attributes
    ----------
    of_learner
        Shape (n_learners,): group of each.
    first
        Shape (n_groups,): a learner of each group.
    values
        The group's value in each column.
    """

    of_learner: Integers
    first: Integers
    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, table: Table, kept: Integers, columns: Sequence[str], also: Integers | None = None) -> Self:
        """Group the learners of the rows ``kept`` by columns, and by a number each, if there is one."""
        texts = {column: table.condition_values(column).take(pa.array(kept)) for column in columns}
        codes = [np.asarray(one.dictionary_encode().indices, np.int64) for one in texts.values()]
        group = np.zeros(len(kept), np.int64)
        first = np.zeros(1, np.int64)
        for code in [*codes, *([] if also is None else [also])]:
            number = np.unique(code, return_inverse=True)[1]
            _, first, group = np.unique(group * (number.max() + 1) + number, return_index=True, return_inverse=True)
        return cls(group, first, {name: tuple(one.take(pa.array(first)).to_pylist()) for name, one in texts.items()})

    def meant(self, who: Who) -> Mask:
        """Groups whose learners have one of the wanted values in every column."""
        found = np.ones(len(self.first), np.bool_)
        for column, wanted in who.values.items():
            found &= np.isin(np.array(self.values[column], dtype=object), np.array(wanted, dtype=object))
        return found


def certifications_meant(certifications: CertificationRows, what: What, where: str) -> Mask:
    """Certifications that ``what`` names, shape (n_certifications,).

    Raises
    ------
    InputError
        If a set, vendor or certification is in no row; the detail begins with ``where``.
    """
    found = np.full(len(certifications.ids), not what.values)
    for kind, wanted in what.values.items():
        for one in wanted:
            named = _named(certifications, kind, one)
            if not named.any():
                raise InputError(f"{where}: no row of {certifications.table.path.name} has the {kind} {one!r}")
            found |= named
    return found


def _named(certifications: CertificationRows, kind: str, wanted: str) -> Mask:
    if kind == SETS:
        return np.array([wanted in sets for sets in certifications.sets])
    ids = {VENDORS: certifications.vendor_ids, CERTIFICATIONS: certifications.ids}[kind]
    return np.asarray(np.array(ids.to_pylist(), dtype=object) == wanted)
