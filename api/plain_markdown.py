"""The little Markdown that model cards are written in, as blocks that a template can show; nothing of it is HTML."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """``kind`` is ``heading``, ``items`` or ``text``; ``lines`` are the items, else one line."""

    kind: str
    lines: tuple[str, ...]


def blocks_of(markdown: str) -> tuple[Block, ...]:
    r"""Headings, lists and paragraphs in order; whatever else stands there is a paragraph.

    Examples
    --------
    >>> [(block.kind, block.lines) for block in blocks_of("# A\n\none\ntwo\n\n- x\n- y\n")]
    [('heading', ('A',)), ('text', ('one two',)), ('items', ('x', 'y'))]
    """
    return tuple(_blocks(markdown))


def _blocks(markdown: str) -> Iterator[Block]:
    for part in markdown.split("\n\n"):
        lines = [line for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("#"):
            yield Block("heading", (lines[0].lstrip("# "),))
        elif all(line.startswith("- ") for line in lines):
            yield Block("items", tuple(line.removeprefix("- ") for line in lines))
        else:
            yield Block("text", (" ".join(lines),))
