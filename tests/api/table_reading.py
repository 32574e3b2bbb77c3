"""Reads the files that pages link to below their tables."""

import csv
import io
import re

from tests.api.page_client import PageClient


def csv_of(client: PageClient, url: str) -> list[list[str]]:
    answer = client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def links(client: PageClient, url: str) -> list[str]:
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+formato=[^"]+)"', client.get(url).text)]


def files_of(client: PageClient, url: str) -> dict[str, list[list[str]]]:
    """Every table of a page as rows of CSV, by name; each has as many cells in a row as headings."""
    found = {}
    for link in links(client, url):
        if link.endswith("formato=csv"):
            rows = csv_of(client, link)
            assert len({len(row) for row in rows}) == 1, link
            found[re.findall(r"tabla=([\w-]+)", link)[0]] = rows
        else:
            assert client.get(link).content.startswith(b"PK"), link
    return found
