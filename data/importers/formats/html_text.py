"""Takes the text out of HTML: of a description with tags, and the data that a page carries for programs."""

import re
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset(
    [
        "p",
        "br",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "section",
        "article",
        "header",
        "footer",
    ]
)
_SILENT: Final = frozenset({"script", "style"})
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED_TAG: Final = re.compile(r"&lt;/?[a-zA-Z]")


def plain_text(markup: str) -> str:
    r"""A text without tags, its paragraphs and list items on lines of their own.

    Examples
    --------
    >>> plain_text("<p>Buscamos</p><ul><li>SQL &amp; BI</li><li>C++</li></ul>")
    'Buscamos\nSQL & BI\nC++'
    >>> plain_text("salario < 20 000 y > 10 000")
    'salario < 20 000 y > 10 000'
    """
    if not _TAG.search(markup):
        if not _ESCAPED_TAG.search(markup):
            return markup.strip()
        # Some boards escape the tags a second time.
        markup = markup.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    parser = _TextParser()
    parser.feed(markup)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


class _TextParser(HTMLParser):
    """Collects the text between tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._n_silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line at a block."""
        self._n_silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line at the end of a block."""
        self._n_silent = max(0, self._n_silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep a piece of text; a line end in it is a blank."""
        if not self._n_silent:
            self.parts.append(re.sub(r"\s+", " ", data))
