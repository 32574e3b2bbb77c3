"""How an ad is laid out: prose or lists, its marks and headings."""

from dataclasses import dataclass
from enum import StrEnum

from data.simulator.dice import Dice


class Tone(StrEnum):
    """How an employer speaks; each has a register of phrases of this name."""

    STARTUP = "startup"
    CORPORATE = "corporate"
    CONSULTANCY = "consultancy"
    GOVERNMENT = "government"
    CALL_CENTRE = "call_centre"


class Arrangement(StrEnum):
    """How several items stand together."""

    PROSE = "prose"
    LINES = "lines"
    ONE_LINE = "one_line"
    INLINE = "inline"


_ARRANGEMENTS = (
    [Arrangement.PROSE] * 7 + [Arrangement.LINES] * 8 + [Arrangement.ONE_LINE] * 2 + [Arrangement.INLINE] * 3
)
_MARKS = ("• ", "• ", "• ", "- ", "- ", "* ", "– ", "✔ ", "· ", "> ", "{n}. ", "{n}) ", "")
_LIVELY_MARKS = ("✅ ", "👉 ", "🔹 ", "📌 ", "➡️ ", "⭐ ")
_LIVELY_TONES = frozenset({Tone.STARTUP, Tone.CALL_CENTRE})
_HEADINGS = ("{}:", "{}:", "{}", "**{}**", "{}.-", "== {} ==", "[{}]", "{} >>", "# {}", "*{}:*", "—{}—")
_GAPS = {
    Arrangement.PROSE: (" ", "\n", "\n\n"),
    Arrangement.LINES: ("\n", "\n\n"),
    Arrangement.ONE_LINE: (" ",),
    Arrangement.INLINE: ("\n", "\n\n", " "),
}


@dataclass(frozen=True, slots=True)
class PostingStyle:
    """Habits of layout.

    ``mark`` goes before an item and may count it with ``{n}``, ``item_end`` after it; ``heading`` holds ``{}``;
    ``gap`` goes between sections.
    """

    arrangement: Arrangement
    mark: str
    item_end: str
    heading: str
    is_heading_loud: bool
    gap: str

    @property
    def in_lists(self) -> bool:
        """Whether requirements stand as items under a heading."""
        return self.arrangement is not Arrangement.PROSE

    def headed(self, heading: str, text: str) -> str:
        """A heading and a paragraph."""
        between = "\n" if self.arrangement is Arrangement.LINES else " "
        return self._head(heading) + between + text

    def listed(self, heading: str, items: list[str]) -> str:
        """A heading and its items."""
        head = self._head(heading)
        if self.arrangement is Arrangement.INLINE:
            return f"{head} {'; '.join(items)}."
        lines = [self.mark.format(n=number) + item + self.item_end for number, item in enumerate(items, start=1)]
        if self.item_end == ";":
            lines[-1] = lines[-1][:-1] + "."
        return (" " if self.arrangement is Arrangement.ONE_LINE else "\n").join([head, *lines])

    def _head(self, heading: str) -> str:
        head = self.heading.format(heading).replace("?:", "?")
        return head.upper() if self.is_heading_loud else head


def draw_style(dice: Dice, tone: Tone) -> PostingStyle:
    """Habits of layout as employers of a tone have them."""
    arrangement = dice.one_of(_ARRANGEMENTS)
    is_flat = arrangement in (Arrangement.ONE_LINE, Arrangement.INLINE)
    marks = _MARKS + _LIVELY_MARKS if tone in _LIVELY_TONES else _MARKS
    return PostingStyle(
        arrangement=arrangement,
        mark="• " if arrangement is Arrangement.ONE_LINE else dice.one_of(marks),
        item_end=dice.one_of((".", ";") if is_flat else ("", "", "", ".", ";")),
        heading="{}:" if is_flat else dice.one_of(_HEADINGS),
        is_heading_loud=dice.happens(0.3),
        gap=dice.one_of(_GAPS[arrangement]),
    )
