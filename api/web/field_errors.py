"""What is wrong with single fields of what somebody sent: beside each field of a form, by pointer in a problem."""

from collections.abc import Mapping

from data.errors import InputError


class FieldsError(InputError):
    """Fields that cannot be taken; ``keys`` has the key of the text that says why, by field."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__(f"fields that cannot be taken: {', '.join(keys)}")
        self.keys = keys
