"""A scenario: the TOML file that says which tables an allocation reads and which rules its plan keeps to."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from data.allocation.conditions import What, Who
from data.domain import Label
from data.errors import InputError

EVERYBODY: Final = Who()
EVERYTHING: Final = What()


class ScenarioError(InputError):
    """A scenario or one of its tables cannot be used; the detail names file, row or entry, and what to do."""


def _label(given: object) -> object:
    """A name in both languages, from one text or from ``{es = ..., en = ...}``."""
    if isinstance(given, str):
        return Label(given, given)
    if isinstance(given, dict) and set(given) == {"es", "en"} and all(isinstance(one, str) for one in given.values()):
        return Label(given["es"], given["en"])
    return given


def _texts(given: object) -> tuple[str, ...]:
    """One or several values as the text that a table has them in."""
    several = given if isinstance(given, list) else [given]
    if not several or any(isinstance(one, list | dict) for one in several):
        raise ValueError("a value or a list of values is expected")
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in several)


def _who(given: object) -> object:
    return Who({column: _texts(one) for column, one in given.items()}) if isinstance(given, dict) else given


def _what(given: object) -> object:
    return What({kind: _texts(one) for kind, one in given.items()}) if isinstance(given, dict) else given


Share = Annotated[float, Field(ge=0, le=1, strict=True, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, strict=True)]
RuleName = Annotated[Label, BeforeValidator(_label)]
WhoEntry = Annotated[Who, BeforeValidator(_who)]
WhatEntry = Annotated[What, BeforeValidator(_what)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class TablePaths(_Section):
    """Files of the tables, CSV or Parquet by their ending, as seen from the scenario's folder."""

    options: Path
    certifications: Path
    learners: Path
    funds: Path
    vendors: Path | None = None
    tiers: Path | None = None
    arrivals: Path | None = None
    given: Path | None = None


class DatabaseTables(_Section):
    """The tables are taken from the database and written into ``folder``, where anybody can check them later.

    ``who``: learners with an open application and what they applied for, or all learners and the ``options`` best that
    each could begin. ``budget_shares``: the part of a fund's budget that the plan may spend, by fund; all of a fund
    that is not named.
    """

    folder: Path
    who: Literal["applicants", "everybody"] = "applicants"
    options: Annotated[int, Field(ge=1, strict=True)] = 10
    budget_shares: dict[str, Share] = Field(default_factory=dict)

    @property
    def table_paths(self) -> TablePaths:
        """Files in the folder."""
        return TablePaths(
            options=self.folder / "options.parquet",
            certifications=self.folder / "certifications.csv",
            learners=self.folder / "learners.parquet",
            funds=self.folder / "funds.csv",
            vendors=self.folder / "vendors.csv",
        )


class Target(_Section):
    """Vouchers of some learners for some certifications, bounded below, above or both.

    A bound is a number, or a share of the learners meant, rounded up below and down above. ``for_each`` names a column
    of learners: the rule then holds once for each of its values.
    """

    name: RuleName
    who: WhoEntry = EVERYBODY
    what: WhatEntry = EVERYTHING
    least: Count | None = None
    least_share: Share | None = None
    most: Count | None = None
    most_share: Share | None = None
    for_each: str | None = None

    @model_validator(mode="after")
    def _check_bounds(self) -> Self:
        bounds = (self.least, self.least_share, self.most, self.most_share)
        if all(one is None for one in bounds):
            raise ValueError("a target needs least, least_share, most or most_share")
        if None not in bounds[:2] or None not in bounds[2:]:
            raise ValueError("a bound is either a number or a share")
        return self


class ParityRule(_Section):
    """Shares of learners with a voucher differ by at most ``gap`` between any two values of a column."""

    column: str
    gap: Share


class Lottery(_Section):
    """``share`` of the seats given is drawn among applicants whose values lie within ``band`` of each other."""

    share: Share = 0.1
    band: Share = 0.05


class Year(_Section):
    """Learners come month by month: those of ``month`` (1 to 12) are decided about, with who is still expected in mind.

    The table of arrivals says when each learner came, this year and last, the one of what was given which vouchers of
    the earlier months there are.
    """

    month: Annotated[int, Field(ge=1, le=12, strict=True)]


class Scenario(_Section):
    """All that decides a plan, beside the tables themselves.

    Attributes
    ----------
    own_share
        Least share of the price that every learner pays.
    floor
        Every voucher is worth at least this share of what its holder could get at best; 0 asks nothing.
    """

    seed: Count
    tables: TablePaths | None = None
    from_database: DatabaseTables | None = None
    own_share: Share = 0.0
    floor: Share = 0.0
    targets: tuple[Target, ...] = ()
    parity: tuple[ParityRule, ...] = ()
    lottery: Lottery = Lottery()
    year: Year | None = None

    @model_validator(mode="after")
    def _check_tables(self) -> Self:
        if (self.tables is None) is (self.from_database is None):
            raise ValueError("either [tables] or [from_database] is needed")
        return self

    @model_validator(mode="after")
    def _check_year(self) -> Self:
        has_arrivals = self.tables is not None and self.tables.arrivals is not None
        if (self.year is not None) is not has_arrivals:
            raise ValueError("[year] needs the table arrivals in [tables], and that table needs [year]")
        if self.year is None:
            if self.tables is not None and self.tables.given is not None:
                raise ValueError("the table given is of the earlier months of a [year]")
            return self
        if self.parity or self.table_paths.tiers is not None:
            raise ValueError("parity and tiers are of a whole year's plan; leave them out where there is a [year]")
        if any((one.least_share, one.most_share) != (None, None) for one in self.targets):
            raise ValueError("how many will apply in a [year] is not known; bound targets by least and most")
        return self

    @property
    def table_paths(self) -> TablePaths:
        """Where the tables stand, whoever wrote them."""
        if self.from_database is not None:
            return self.from_database.table_paths
        assert self.tables is not None  # noqa: S101 - checked when the scenario was made
        return self.tables


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file; the paths in it are made absolute.

    Raises
    ------
    ScenarioError
        If the file is missing, is no TOML, or an entry is missing, unknown or out of range.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ScenarioError(f"{path} is not there") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path.name} is no TOML: {error}") from error
    _make_absolute(given, path.absolute().parent)
    try:
        return Scenario.model_validate(given)
    except ValidationError as error:
        raise ScenarioError(f"{path.name}: {_troubles(error)}; see docs/formats.md") from error


def _make_absolute(given: dict[str, Any], folder: Path) -> None:
    for section, names in (("tables", TablePaths.model_fields), ("from_database", ("folder",))):
        entries = given.get(section)
        if isinstance(entries, dict):
            entries |= {name: folder / entries[name] for name in names if isinstance(entries.get(name), str)}


def _troubles(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part + 1) if isinstance(part, int) else part for part in one['loc']) or 'scenario'}: "
        f"{one['msg'].removeprefix('Value error, ')}"
        for one in error.errors(include_input=False, include_url=False)
    )
