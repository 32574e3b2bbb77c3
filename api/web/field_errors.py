"""What is wrong with single fields of what somebody sent: beside each field of a form, by pointer in a problem."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.errors import InputError


class FieldsError(InputError):
    """Fields that cannot be taken; ``keys`` has the key of the text that says why, by field."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__(f"fields that cannot be taken: {', '.join(keys)}")
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something in a body cannot be taken, in the words of an import; ``line`` is of a text with several."""

    pointer: str
    reason: str
    line: int | None = None


class ReasonsError(InputError):
    """Rows or fields that an import would refuse, too; ``reasons`` are said in the caller's language."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(f"rows or fields that cannot be taken: {len(reasons)}")
        self.reasons = reasons
