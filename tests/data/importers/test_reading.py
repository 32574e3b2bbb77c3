import csv
import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError
from data.importers.reading import MAX_LINE, SourceRow, open_every_column, open_rows

ENCODINGS = [
    *("utf-8", "utf-8-sig", "cp1252", "latin-1", "cp850", "mac_roman"),
    *("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
]


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
    @pytest.mark.parametrize("encoding", ENCODINGS)
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", ":"])
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

    def test_finds_columns_by_names_alike_and_by_spanish_ones(self, tmp_path: Path) -> None:
        content = "NOMBRE COMPLETO;Correo_Electrónico;Matrícula\nAna;a@x.mx;A1\n".encode("cp1252")
        rows = rows_of(written(tmp_path, content), ("external_id", "name"), ("email",))
        assert rows == [SourceRow(2, {"external_id": "A1", "name": "Ana", "email": "a@x.mx"})]

    @pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "\ufeffsep=;"])
    def test_takes_the_delimiter_that_a_first_line_announces(self, tmp_path: Path, first: str) -> None:
        rows = rows_of(written(tmp_path, f"{first}\r\nid;name\r\n1;a,b\r\n".encode()))
        assert rows == [SourceRow(3, {"id": "1", "name": "a,b"})]

    def test_reads_a_quoted_header_behind_a_mark_and_over_two_lines(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, '\ufeff"id","the\nname"\n1,x\n'.encode()), ("id", "the name"))
        assert rows == [SourceRow(3, {"id": "1", "the name": "x"})]

    def test_takes_blank_cells_beyond_the_header_for_none(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, b"id,name\n1,a,,\n2,b,,c\n"))
        assert [row.problem is None for row in rows] == [True, False]

    def test_a_column_that_nobody_asked_for_may_be_there_twice(self, tmp_path: Path) -> None:
        assert rows_of(written(tmp_path, b"x,id,x,name\n7,1,8,a\n")) == [SourceRow(2, {"id": "1", "name": "a"})]

    def test_a_header_alone_is_a_file_without_rows(self, tmp_path: Path) -> None:
        assert rows_of(written(tmp_path, b"id,name\n")) == []

    def test_keeps_a_nul_for_the_check_of_fields(self, tmp_path: Path) -> None:
        assert rows_of(written(tmp_path, b"id,name\n1,a\0b\n2,and more of a text\n"))[0].values["name"] == "a\0b"

    def test_reads_quotation_marks_as_signs_where_the_cells_fit(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, b'id,name\n1,"Foo" Bar\n2,"a"b,c\n3,d\n'))
        assert rows[0] == SourceRow(2, {"id": "1", "name": '"Foo" Bar'})
        assert rows[1] == SourceRow(3, {}, "the row's quotation marks do not match")
        assert rows[2].values == {"id": "3", "name": "d"}

    def test_a_quote_that_never_closes_does_not_swallow_the_rows_after_it(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, b'id,name\n1,a\n2,"open\n3,c\n4,d\n'))
        assert [(row.line, row.problem) for row in rows] == [
            (2, None),
            (3, "the row's quotation marks do not match"),
            (4, None),
            (5, None),
        ]

    @pytest.mark.parametrize("quote", ["", '"'])
    def test_refuses_a_cell_of_ten_megabytes_and_goes_on(self, tmp_path: Path, quote: str) -> None:
        content = f"id,name\n1,{quote}{'x' * 10_000_000}{quote}\n2,b\n".encode()
        assert rows_of(written(tmp_path, content)) == [
            SourceRow(2, {}, "the row is too long"),
            SourceRow(3, {"id": "2", "name": "b"}),
        ]

    @given(
        names=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), max_size=8),
        delimiter=st.sampled_from([",", ";", "\t", "|"]),
    )
    def test_reads_what_a_csv_writer_wrote(
        self, tmp_path_factory: pytest.TempPathFactory, names: list[str], delimiter: str
    ) -> None:
        path = tmp_path_factory.mktemp("written") / "f.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, delimiter=delimiter).writerows([["id", "name"], *([n, x] for n, x in enumerate(names))])
        assert [row.values for row in rows_of(path)] == [{"id": str(n), "name": x} for n, x in enumerate(names)]

    @given(
        noise=st.binary(max_size=400),
        start=st.sampled_from(
            [b"", b"id,name\n", b'{"id": "', b"[{", b"PK\x03\x04", b"\x1f\x8b", b"<html>", b"| id |"]
        ),
        name=st.sampled_from(["f.csv", "f.json", "f.jsonl", "f.md", "f.html", "f"]),
    )
    def test_any_bytes_give_rows_or_an_input_error(
        self, tmp_path_factory: pytest.TempPathFactory, noise: bytes, start: bytes, name: str
    ) -> None:
        with suppress(InputError):
            rows = rows_of(written(tmp_path_factory.mktemp("noise"), start + noise, name))
            assert all(isinstance(row, SourceRow) for row in rows)

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


class TestJsonDocuments:
    @pytest.mark.parametrize("name", ["f.json", "f.jsonl", "f"])
    def test_reads_one_array(self, tmp_path: Path, name: str) -> None:
        content = '[\n {"id": 1, "name": "ñ"},\n {"id": 2.5, "name": null}]'.encode("utf-16")
        assert rows_of(written(tmp_path, content, name)) == [
            SourceRow(1, {"id": "1", "name": "ñ"}),
            SourceRow(2, {"id": "2.5", "name": ""}),
        ]

    def test_reads_one_object_over_several_lines(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, b'{\n "id": 1,\n "name": "x"\n}\n', "f.json"))
        assert rows == [SourceRow(1, {"id": "1", "name": "x"})]

    @pytest.mark.parametrize("content", [b'[{"id": 1, "name": "x"}, {"id"', b'[{"id": 1, "name": "x"}] tail'])
    def test_a_cut_off_or_damaged_array_is_an_error_of_the_file(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(InputError, match=r"f\.json: is not well-formed JSON after object 1"):
            rows_of(written(tmp_path, content, "f.json"))

    def test_an_object_without_end_is_not_held_in_memory(self, tmp_path: Path) -> None:
        content = b'[{"id": 1, "name": "' + b"x" * (3 * MAX_LINE) + b'"}]'
        with pytest.raises(InputError, match="too long"):
            rows_of(written(tmp_path, content, "f.json"))

    def test_something_other_than_an_object_is_a_bad_row(self, tmp_path: Path) -> None:
        rows = rows_of(written(tmp_path, b'[{"id": 1, "name": "x"}, 7]', "f.json"))
        assert rows[1] == SourceRow(2, {}, "the row is not a JSON object")


class TestShare:
    @pytest.mark.parametrize("name", ["f.csv", "f.csv.gz"])
    def test_grows_to_one(self, tmp_path: Path, name: str) -> None:
        content = b"id,name\n" + b"".join(b"%d,%s\n" % (n, os.urandom(20).hex().encode()) for n in range(20_000))
        path = written(tmp_path, gzip.compress(content) if name.endswith(".gz") else content, name)
        shares = []
        with open_rows(path, ["id"], []) as rows:
            for n, _ in enumerate(rows):
                if n % 1_000 == 0:
                    shares.append(rows.share())
            shares.append(rows.share())
        assert shares == sorted(shares)
        assert shares[0] < 0.2
        assert 0.4 < shares[10] < 0.65
        assert shares[-1] == 1.0


class TestOpenEveryColumn:
    def test_gives_all_columns_and_leaves_lists_empty(self, tmp_path: Path) -> None:
        with open_every_column(written(tmp_path, b"a;b;;c\n1;2;3;4\n")) as rows:
            assert list(rows) == [SourceRow(2, {"a": "1", "b": "2", "c": "4"})]
        with open_every_column(written(tmp_path, b'{"a": 1, "b": [2]}\n', "f.jsonl")) as rows:
            assert list(rows) == [SourceRow(1, {"a": "1", "b": ""})]


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
            (b"PK\x03\x04rest", "a zip file or a spreadsheet"),
            (b"\xd0\xcf\x11\xe0rest", r"an old \(.xls\) or password-protected spreadsheet"),
            (b"%PDF-1.7 ...", "a PDF file"),
            (bytes(range(256)) * 20, "a binary file"),
            (b"\nid,name\n", "the first line must be the header"),
            (b"id,title\n1,x\n", "the header lacks name"),
            (b"id,name,name\n1,x,y\n", "the header has name more than once"),
            (b"id,name," + b"x" * MAX_LINE + b"\n", "too long to be a header"),
            (b'"id,name\n1,x\n', "the header lacks id, name"),
        ],
    )
    def test_names_file_and_reason(self, tmp_path: Path, content: bytes, message: str) -> None:
        with pytest.raises(InputError, match=rf"f\.csv: .*{message}"):
            rows_of(written(tmp_path, content, "f.csv"))

    def test_names_a_zip_inside_gzip(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="a zip file"):
            rows_of(written(tmp_path, gzip.compress(b"PK\x03\x04rest"), "f.csv.gz"))

    def test_refuses_a_sheet_of_another_format(self, tmp_path: Path) -> None:
        path = written(tmp_path, b"id,name\n")
        with pytest.raises(InputError, match="no Excel file"), open_rows(path, ["id"], [], sheet="Hoja1"):
            pass

    def test_leaves_the_errors_of_the_caller_alone(self, tmp_path: Path) -> None:
        path = written(tmp_path, b"id,name\n1,x\n")
        with pytest.raises(FileNotFoundError), open_rows(path, ["id"], []):
            (tmp_path / "gone").read_bytes()

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
