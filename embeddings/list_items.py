"""Takes apart queries that list several things: each item says one thing better than the list says all."""

import re

_SEPARATOR = re.compile(r"[,;:|/•·●\n\t]+|\s(?:y|e|o|and|or|&)\s")
_LEAD_IN = re.compile(r"^[^,;:]{1,40}:\s")
_FEWEST_ITEMS, _MOST_ITEMS = 3, 50
_MOST_WORDS = 4
"""Of an item. Longer ones are clauses, and prose loses by being cut."""


def list_items(text: str) -> list[str]:
    """Distinct items of a text that looks like a list, the first 50; the whole text alone where it is prose.

    What leads to the list ("Requisitos:") is no item.

    Examples
    --------
    >>> list_items("Manejo de: Excel, SQL y Power BI.")
    ['Excel', 'SQL', 'Power BI']
    >>> list_items("Revisa los contratos de proveedores extranjeros, y avisa al cliente, si hay demoras")
    ['Revisa los contratos de proveedores extranjeros, y avisa al cliente, si hay demoras']
    """
    listed = _LEAD_IN.sub("", text)
    items = dict.fromkeys(item for part in _SEPARATOR.split(listed) if (item := part.strip(" .-–—*")))
    if len(items) < _FEWEST_ITEMS or any(len(item.split()) > _MOST_WORDS for item in items):
        return [text]
    return list(items)[:_MOST_ITEMS]
