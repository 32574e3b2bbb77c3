import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.errors import InputError
from data.importers.reading import MAX_LINE, SourceRow, open_rows


def rows_of(path: Path, required: tuple[str, ...] = ("id", "name"), optional: tuple[str, ...] = ()) -> list[SourceRow]:
    with open_rows(path, required, optional) as rows:
        return list(rows)


def written(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up the rights of root, who may read every file; anybody else stays who they are."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "cp850", "mac_roman"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_finds_encoding_delimiter_and_line_ends(
        self, tmp_path: Path, encoding: str, delimiter: str, end: str
    ) -> None:
        lines = (("id", "name"), ("1", "Programación en español"), ("2", "Análisis y diseño de señales"))
        content = "".join(delimiter.join(line) + end for line in lines).encode(encoding)
        assert rows_of(written(tmp_path, content)) == [
            SourceRow(2, {"id": "1", "name": "Programación en español"}),
            SourceRow(3, {"id": "2", "name": "Análisis y diseño de señales"}),
        ]

    def test_keeps_the_first_line_of_a_row_over_several(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, b'id,name\n1,"two\nlines"\n\n2,b\n'))
        assert [(row.line, row.values["name"]) for row in rows] == [(2, "two\nlines"), (5, "b")]

    def test_leaves_out_other_columns_and_fills_absent_optional_ones(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, b"extra,name,id,\nx,n,1,\n"), optional=("note",))
        assert rows == [SourceRow(2, {"name": "n", "id": "1", "note": ""})]

    def test_says_what_is_wrong_with_a_row_and_goes_on(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, b"id,name\n1\n2,b\n3,c,d\n"))
        assert [row.problem is None for row in rows] == [False, True, False]
        assert rows[0].line == 2

    def test_takes_a_file_with_a_few_broken_bytes_as_utf_8(self, tmp_path: Path) -> None:
        content = "id,name\n1,señal\n2,señora\n3,ñandú\n".encode() + b"4,se\xf1al\n"
        rows = rows_of(written(tmp_path, content))
        assert rows[0].values["name"] == "señal"
        assert rows[3].values["name"] == "se\udcf1al"

    def test_an_unclosed_quote_spoils_its_rows_alone(self, tmp_path: Path) -> None:
        long = b'id,name\n1,a\n2,"open\n' + b"3,filler\n" * (MAX_LINE // 9) + b'4,"closed"\n5,e\n'
        rows = rows_of(written(tmp_path, long))
        assert rows[0].values == {"id": "1", "name": "a"}
        assert rows[1] == SourceRow(3, {}, "the row is too long")
        assert rows[-1].values == {"id": "5", "name": "e"}


class TestJsonLines:
    def test_reads_plain_values_as_texts(self, tmp_path: Path) -> None:
        line = json.dumps({"id": 7, "name": "ñ", "ok": True, "none": None, "share": 0.5, "other": []})
        rows = rows_of(written(tmp_path, f"{line}\n\n".encode(), "f.jsonl"), optional=("ok", "none", "share", "absent"))
        assert rows == [SourceRow(1, {"id": "7", "name": "ñ", "ok": "true", "none": "", "share": "0.5", "absent": ""})]

    @pytest.mark.parametrize(
        "line",
        ["[1]", "{", "7", "[" * 100_000, '{"id": ' + "9" * 5_000 + "}", '{"id": {"a": 1}, "name": "x"}'],
    )
    def test_says_what_is_wrong_with_a_line_and_goes_on(self, tmp_path: Path, line: str) -> None:
        path = written(tmp_path, f'{line}\n{{"id": 1, "name": "x"}}\n'.encode(), "f.jsonl")
        bad, good = rows_of(path)
        assert bad.line == 1
        assert bad.problem is not None
        assert good == SourceRow(2, {"id": "1", "name": "x"})

    def test_is_known_without_its_suffix(self, tmp_path: Path) -> None:
        assert len(rows_of(written(tmp_path, b'{"id": 1, "name": "x"}\n', "postings.txt"))) == 1


class TestGzip:
    @pytest.mark.parametrize("name", ["f.csv.gz", "f.csv"])
    def test_is_unpacked_whatever_the_name(self, tmp_path: Path, name: str) -> None:
        path = written(tmp_path, gzip.compress(b"id,name\n1,x\n"), name)
        assert rows_of(path) == [SourceRow(2, {"id": "1", "name": "x"})]

    def test_cut_off_is_named(self, tmp_path: Path) -> None:
        packed = gzip.compress(b"id,name\n" + os.urandom(5_000).hex().encode())
        with pytest.raises(InputError, match=r"f\.csv\.gz: the gzip file is damaged or cut off"):
            rows_of(written(tmp_path, packed[:-2_000], "f.csv.gz"))


class TestUnreadable:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "the file is empty"),
            (b" \n\n ", "the file is empty"),
            (b"PK\x03\x04rest", "a spreadsheet or zip file"),
            (b"%PDF-1.7 ...", "a PDF file"),
            (bytes(range(256)) * 20, "a binary file"),
            (b"\nid,name\n", "the first line must be the header"),
            (b"id,title\n1,x\n", "the header lacks name"),
            (b"id,name,name\n1,x,y\n", "the header has name more than once"),
            (b'[{"id": 1}]', "one JSON array"),
        ],
    )
    def test_names_file_and_reason(self, tmp_path: Path, content: bytes, message: str) -> None:
        name = "f.json" if content.startswith(b"[") else "f.csv"
        with pytest.raises(InputError, match=rf"{name}: .*{message}"):
            rows_of(written(tmp_path, content, name))

    def test_names_a_folder_and_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="is a folder"):
            rows_of(tmp_path)
        with pytest.raises(InputError, match="there is no such file"):
            rows_of(tmp_path / "none.csv")

    def test_names_a_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(InputError, match="is no ordinary file"):
            rows_of(tmp_path / "pipe")

    def test_names_a_file_without_permission(self, tmp_path: Path) -> None:
        path = written(tmp_path, b"id,name\n")
        path.chmod(0)
        with as_nobody(), pytest.raises(InputError, match="may not be read"):
            rows_of(path)
