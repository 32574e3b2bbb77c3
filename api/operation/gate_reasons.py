"""Why the gate refused a bundle, in the reader's language; the gate gives its reasons in English."""

import re
from typing import Final

from api.i18n import Texts
from api.known_phrases import Phrases, known_phrase

_BUNDLE: Final = r"bundle \w+"
_ERROR: Final = "GateError: "

_REASONS: Final[Phrases] = tuple(
    (re.compile(pattern.replace("BUNDLE", _BUNDLE)), key)
    for pattern, key in (
        ("BUNDLE was not evaluated; run rumbo evaluate", "gate.not_evaluated"),
        (
            "BUNDLE does not lead every rival: the interval of its smallest lead starts at (?P<low>.+)",
            "gate.behind_a_rival",
        ),
        (r"BUNDLE was not compared with (?P<champion>\w+), which serves; run rumbo evaluate", "gate.not_compared"),
        (
            r"BUNDLE is not clearly better than (?P<champion>\w+): NDCG@10 differs by (?P<difference>.+);"
            " at least (?P<margin>.+) and an interval above 0 are needed",
            "gate.not_better",
        ),
        (
            r"BUNDLE is worse than (?P<champion>\w+) for some: NDCG@10 differs by (?P<groups>.+);"
            " an interval below (?P<bound>.+) is not borne",
            "gate.worse_for_some",
        ),
        ("BUNDLE is not registered.*", "gate.not_registered"),
        ("there is no challenger; run rumbo train ranker", "gate.no_challenger"),
        ("no bundle served before this one", "gate.no_former"),
    )
)


def said_refusal(detail: str, t: Texts) -> str:
    """The gate's reason in the reader's language; one that is not known here stays as it is."""
    return _said(detail, t) or detail


def said_gate_message(message: str, t: Texts) -> str | None:
    """What a failed job says, if the gate said it; ``None`` where something else did."""
    return _said(message.removeprefix(_ERROR), t) if message.startswith(_ERROR) else None


def _said(detail: str, t: Texts) -> str | None:
    known = known_phrase(detail, _REASONS)
    return None if known is None else t(known[0], **known[1])
