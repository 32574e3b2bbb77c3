"""Finds the state that a partner's file means, in any of the code systems or by its Spanish name."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from data.domain import State, StateId

# Names in use beside those of the catalogue; official long forms and the capital's former name.
_OTHER_NAMES: Final = {
    "MX-CMX": ("CDMX", "D.F.", "Distrito Federal"),
    "MX-COA": ("Coahuila", "Coahuila de Zaragoza"),
    "MX-MEX": ("Estado de México", "Edo. de México", "Edomex"),
    "MX-MIC": ("Michoacán", "Michoacán de Ocampo"),
    "MX-QUE": ("Querétaro", "Querétaro de Arteaga"),
    "MX-VER": ("Veracruz", "Veracruz de Ignacio de la Llave"),
}

_GAPS: Final = re.compile(r"[^a-z0-9]+")


class StateFinder:
    """Finds states by ISO id, INEGI number, CURP letters or name, whatever the case and accents."""

    def __init__(self, states: Iterable[State]) -> None:
        self._ids: dict[str, StateId] = {}
        for state in states:
            names = (
                state.id,
                state.inegi_code,
                state.inegi_code.lstrip("0"),
                state.curp_code,
                state.label.es,
                *_OTHER_NAMES.get(state.id, ()),
            )
            for name in names:
                self._ids[_plain(name)] = state.id

    def find(self, name: str) -> StateId | None:
        """The state that ``name`` stands for, if any."""
        return self._ids.get(_plain(name))

    def is_known(self, name: str) -> bool:
        """Whether ``name`` stands for a state."""
        return self.find(name) is not None


def _plain(name: str) -> str:
    """Lower-case letters and digits without accents, other signs as single blanks."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return _GAPS.sub(" ", "".join(sign for sign in letters if not unicodedata.combining(sign))).strip()
