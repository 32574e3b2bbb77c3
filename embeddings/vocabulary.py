"""The tokenizer of the default encoder, and the part of its vocabulary that Spanish and English use.

A multilingual model spends four fifths of its size on pieces of other scripts. Keeping only the rows of the
embedding that Spanish and English reach changes no vector of a text in those languages.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
_WORD_START = "▁"
_LANGUAGES = ("es", "en")
_N_WORDS = 150_000  # a language; the lists' tails beyond are mostly names and typing errors
_N_SHOUTED_WORDS = 20_000
_BATCH = 50_000


def build_tokenizer(pieces: Sequence[str], scores: NDArray[np.float32]) -> "Tokenizer":
    """The unigram tokenizer of XLM-RoBERTa over ``pieces``, whose place is their id.

    Raises
    ------
    ValueError
        If the special pieces are not where the model has them: the first four ids and the last.
    """
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    if (*pieces[:4], pieces[-1]) != SPECIAL_PIECES:
        raise ValueError(f"special pieces expected at both ends, got {(*pieces[:4], pieces[-1])}")
    start, padding, end, unknown, mask = SPECIAL_PIECES
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores.tolist(), strict=True)), unk_id=3))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(_character_rules()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(_WORD_START, prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(_WORD_START, prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {end} {end} $B {end}",
        special_tokens=[(start, 0), (end, 2)],
    )
    tokenizer.add_special_tokens([start, padding, end, unknown, AddedToken(mask, lstrip=True)])
    return tokenizer


def pieces_in_use(tokenizer: "Tokenizer", pieces: Sequence[str]) -> NDArray[np.int64]:
    """Ids of the pieces that Spanish and English reach, ascending; the special ones are always among them."""
    used = np.zeros(len(pieces), dtype=bool)
    used[[0, 1, 2, 3, len(pieces) - 1]] = True
    used[[i for i, piece in enumerate(pieces) if _is_plain_character(piece)]] = True
    for words in _batches(_word_forms()):
        for encoding in tokenizer.encode_batch_fast(words, add_special_tokens=False):
            used[encoding.ids] = True
    return np.flatnonzero(used).astype(np.int64)


def without_accents(text: str) -> str:
    """The text as typed in a hurry.

    Examples
    --------
    >>> without_accents("Administración de pequeñas tiendas")
    'Administracion de pequenas tiendas'
    """
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def _is_plain_character(piece: str) -> bool:
    """Whether a piece is one Latin letter, digit or sign, with or without the mark of a word's start.

    These carry every word that no list holds: product names, codes, misspellings.
    """
    character = piece.removeprefix(_WORD_START) or piece
    if len(character) != 1:
        return False
    is_sign = unicodedata.category(character)[0] in "PS" and character < "\u2700"
    return character < "\u0250" or is_sign


def _word_forms() -> Iterator[str]:
    """Frequent words as people write them: plain, capitalised, without accents, in capitals."""
    import wordfreq

    for language in _LANGUAGES:
        for place, word in enumerate(wordfreq.top_n_list(language, _N_WORDS)):
            yield word
            yield word.capitalize()
            bare = without_accents(word)
            if bare != word:
                yield bare
                yield bare.capitalize()
            if place < _N_SHOUTED_WORDS:
                yield word.upper()


def _batches(words: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for word in words:
        batch.append(word)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _character_rules() -> bytes:
    """The compiled ``nmt_nfkc`` rules that the model was trained with.

    sentencepiece writes them into every model it trains, so the smallest possible training yields them.
    """
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as schema

    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["uno dos tres"] * 20),
        model_writer=written,
        vocab_size=16,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    model = schema.ModelProto.FromString(written.getvalue())
    return cast(bytes, model.normalizer_spec.precompiled_charsmap)
