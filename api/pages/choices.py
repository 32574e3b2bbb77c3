"""Options of select fields and checkbox groups."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from api.i18n import Texts
from data.catalogue import Catalogue
from data.domain import Area


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Choices under one heading; ``n_chosen`` of them are chosen."""

    label: str
    options: tuple[Option, ...]

    @property
    def n_chosen(self) -> int:
        """How many are chosen."""
        return sum(option.is_chosen for option in self.options)


def options(pairs: Iterable[tuple[str, str]], chosen: str | Collection[str]) -> tuple[Option, ...]:
    """Options from (value, label) pairs."""
    values = {chosen} if isinstance(chosen, str) else set(chosen)
    return tuple(Option(value, label, value in values) for value, label in pairs)


def state_options(catalogue: Catalogue, t: Texts, chosen: str) -> tuple[Option, ...]:
    """The federal entities, by name."""
    return options(by_label((state.id, t.label(state.label)) for state in catalogue.states.values()), chosen)


def goal_options(catalogue: Catalogue, t: Texts, chosen: str) -> Iterator[OptionGroup]:
    """Jobs to aim at, by area."""
    for area in Area:
        jobs = [(one.id, t.label(one.label)) for one in catalogue.occupations.values() if one.area is area]
        if jobs:
            yield OptionGroup(t.word(area), options(by_label(jobs), chosen))


def curriculum_options(catalogue: Catalogue, t: Texts, chosen: str) -> tuple[Option, ...]:
    """Plans of study, by name."""
    return options(by_label((one.id, t.label(one.label)) for one in catalogue.curricula.values()), chosen)


def by_label(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs in the order of their labels, without regard to accents and capitals."""
    plain = str.maketrans("áéíóúüñ", "aeiouun")
    return sorted(pairs, key=lambda pair: pair[1].lower().translate(plain))
