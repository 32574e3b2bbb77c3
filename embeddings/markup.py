"""Blanks HTML out of a text without moving a letter, so that offsets stay those of the original."""

import html
import re

_BLOCK_NAMES = (
    "address article aside blockquote body br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr html li main nav ol p"
    " pre section table tbody td tfoot th thead title tr ul"
)
_INLINE_NAMES = (
    "a abbr b base big button cite code col colgroup em font form head i iframe img input label link mark meta"
    " noscript object option s select small span strike strong sub sup svg textarea time u video"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_INLINE = frozenset(_INLINE_NAMES.split())
_UNREAD = frozenset(("script", "style"))
_TAG = re.compile(r"<!--|-->|<!doctype[^<>]*>|<(/?)([a-z][a-z0-9]*)(?:\s[^<>]*|/)?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z][a-z0-9]{1,30}|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)


def without_markup(text: str) -> str:
    r"""The text with tags, comments, scripts and entities blanked, as long as it was.

    A tag that parts blocks becomes a line break and blanks; an entity becomes its letter and blanks. Signs that are
    no known tag stay: ``List<String>``, ``a < b``.

    Examples
    --------
    >>> without_markup("<li>R&amp;D</li>")
    '\n   R&    D\n    '
    """
    if "<" in text:
        text = _without_tags(text)
    return _ENTITY.sub(_letter_of_entity, text) if "&" in text else text


def _without_tags(text: str) -> str:
    """One pass over the tags; what stands in an element that is never closed is kept."""
    parts: list[str] = []
    kept_to = 0
    unread_until = ""
    for match in _TAG.finditer(text):
        name, is_closing = (match[2] or match[0]).lower(), bool(match[1])
        if unread_until:
            if name == unread_until and (is_closing or name == "-->"):
                parts.append(" " * (match.end() - kept_to))
                kept_to, unread_until = match.end(), ""
            continue
        if name in _BLOCKS or name in _INLINE or name in _UNREAD or not match[2]:
            parts += (text[kept_to : match.start()], _blank(name, match))
            kept_to = match.end()
            unread_until = _end_of_unread(name, is_closing)
    parts.append(text[kept_to:])
    return "".join(parts)


def _end_of_unread(name: str, is_closing: bool) -> str:
    """Name of the tag that ends what this tag opens and nobody reads; empty if it is to be read."""
    if name == "<!--":
        return "-->"
    return name if name in _UNREAD and not is_closing else ""


def _blank(name: str, match: re.Match[str]) -> str:
    return ("\n" if name in _BLOCKS else " ").ljust(len(match[0]))


def _letter_of_entity(match: re.Match[str]) -> str:
    letters = html.unescape(match[0])
    # Unknown names come back as they are; a letter outside the text's range as nothing.
    return (letters if len(letters) == 1 else " " if not letters else match[0]).ljust(len(match[0]))
