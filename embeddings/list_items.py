"""Takes apart queries that list several things: each item says one thing better than the list says all."""

import re

_SEPARATOR = re.compile(r"[,;:|/•·●\n\t]+|\s(?:y|e|o|and|or|&)\s")
_FEWEST_ITEMS = 3
_MOST_WORDS = 4
"""Of an item. Longer ones are clauses, and prose loses by being cut."""


def list_items(text: str) -> list[str]:
    """Items of a text that looks like a list; the whole text alone where it is prose.

    Examples
    --------
    >>> list_items("Manejo de: Excel, SQL y Power BI.")
    ['Manejo de', 'Excel', 'SQL', 'Power BI']
    >>> list_items("Revisa los contratos de proveedores extranjeros, y avisa al cliente, si hay demoras")
    ['Revisa los contratos de proveedores extranjeros, y avisa al cliente, si hay demoras']
    """
    items = [item for part in _SEPARATOR.split(text) if (item := part.strip(" .-–—*"))]
    if len(items) < _FEWEST_ITEMS or any(len(item.split()) > _MOST_WORDS for item in items):
        return [text]
    return items
