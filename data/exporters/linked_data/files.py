"""Writes documents of JSON-LD as files, thing by thing, so that memory does not grow with their number."""

import json
from collections.abc import Iterable
from pathlib import Path

from data.atomic_file import replaced_file
from data.exporters.linked_data.terms import Thing
from data.schema_org import CONTEXT


def write_document(out: Path, things: Iterable[Thing]) -> int:
    """Write a document with its context and a thing a line; returns how many things there are."""
    n_things = 0
    with replaced_file(out) as file:
        file.write(f'{{\n"@context": {json.dumps(CONTEXT)},\n"@graph": ['.encode())
        for thing in things:
            text = json.dumps(thing, ensure_ascii=False)
            file.write(f"{',' if n_things else ''}\n{text}".encode())
            n_things += 1
        file.write(b"\n]}\n")
    return n_things
