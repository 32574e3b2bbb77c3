from pathlib import Path

import numpy as np
import pytest

from data.errors import InputError
from embeddings.match import Matches
from embeddings.match_files import read_texts, write_run


class TestReadTexts:
    def test_reads_ids_and_texts_in_order(self, tmp_path: Path) -> None:
        path = tmp_path / "texts.tsv"
        path.write_bytes("\ufeffb\tredes\r\na\tcon\ttabulador \nc\t\nd\tniño\u2028x".encode())
        assert list(read_texts(path).items()) == [
            ("b", "redes"),
            ("a", "con\ttabulador "),
            ("c", ""),
            ("d", "niño\u2028x"),
        ]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"a\tx\nno tab\n", "line 2: no tab"),
            (b"a\tx\n\n", "line 2: no tab"),
            (b"a\tx\n \ty\n", "line 2: the id is empty"),
            (b"a\tx\nb\ty\na\tz\n", "line 3: the id 'a' was there before"),
            ("a\tx\nb\tñ\n".encode("latin-1"), "line 2: not UTF-8"),
            (b"", "is empty"),
            (b"a\0\xff\tx", "line 1: not UTF-8"),
        ],
    )
    def test_names_file_line_and_what_is_wrong(self, tmp_path: Path, content: bytes, message: str) -> None:
        path = tmp_path / "texts.tsv"
        path.write_bytes(content)
        with pytest.raises(InputError, match=message) as caught:
            read_texts(path)
        assert str(path) in caught.value.detail

    def test_names_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        for path in (tmp_path, tmp_path / "none.tsv"):
            with pytest.raises(InputError, match="no such file"):
                read_texts(path)


class TestWriteRun:
    def test_writes_a_line_a_match(self, tmp_path: Path) -> None:
        places = np.array([[1, 0], [0, 1]])
        scores = np.array([[0.9, 0.25], [0.5, 0.1234567]], dtype=np.float32)
        write_run(tmp_path / "run.tsv", Matches(("q", "r"), ("x", "y"), places, scores))
        expected = "q\ty\t1\t0.900000\nq\tx\t2\t0.250000\nr\tx\t1\t0.500000\nr\ty\t2\t0.123457\n"
        assert (tmp_path / "run.tsv").read_text(encoding="utf-8") == expected
