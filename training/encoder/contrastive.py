"""The loss that the encoder is trained by: each text must find the texts of the same thing among all others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from embeddings.encoder import E5_PREFIXES
from embeddings.protocols import TextRole
from training.encoder.views import TextBatch

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

SCALE = 50.0
"""Times the cosine; the inverse of the temperature."""
_POOLED, _SHORT_WINDOW, _LONG_WINDOW = 0.2, 0.5, 0.3
"""Weights of a sentence's score: of the whole, of its best three tokens, of its best eight."""
_SHORT, _LONG = 3, 8
_BETWEEN_QUERIES = 0.5
"""Weight of the two ways to ask finding each other."""
_TEXTS_A_RUN = 48
MAX_TOKENS = 48


class TrainedTexts:
    """Vectors of texts, through which gradients flow back into the model."""

    def __init__(self, model: "torch.nn.Module", tokenizer: "Tokenizer") -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._n_before = len(tokenizer.encode(_asked("")).ids) - 1
        """Tokens before a query's own: its start and those of its role; one more, its end, comes after them."""

    def pooled(self, texts: Sequence[str]) -> "torch.Tensor":
        """Unit vectors of whole texts, shape (n_texts, n_dims); texts of like length run together."""
        import torch

        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
        runs = [order[first : first + _TEXTS_A_RUN] for first in range(0, len(order), _TEXTS_A_RUN)]
        vectors = torch.cat([_mean(*self._run([tokens[place] for place in run])) for run in runs])
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.nn.functional.normalize(vectors[back], dim=-1)

    def sentence_scores(self, sentences: Sequence[str], passages: "torch.Tensor") -> "torch.Tensor":
        """How well each sentence matches each passage by its whole and its best windows; shape (n, m)."""
        import torch

        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(sentences))]
        states, mask = self._run(tokens)
        whole = torch.nn.functional.normalize(_mean(states, mask), dim=-1) @ passages.T
        n_own = (mask.sum(dim=1) - self._n_before - 1).clamp(min=1)
        own = states[:, self._n_before :]
        is_own = torch.arange(own.shape[1]) < n_own[:, None]
        own = own * is_own.unsqueeze(-1)
        short, long = (best_window(own, n_own, size, passages) for size in (_SHORT, _LONG))
        return _POOLED * whole + _SHORT_WINDOW * short + _LONG_WINDOW * long

    def _run(self, tokens: Sequence[Sequence[int]]) -> "tuple[torch.Tensor, torch.Tensor]":
        """Token vectors (n, longest, n_dims) and which of them are there (n, longest)."""
        import torch

        longest = max(map(len, tokens))
        ids = torch.ones(len(tokens), longest, dtype=torch.long)
        mask = torch.zeros(len(tokens), longest, dtype=torch.long)
        for row, some in enumerate(tokens):
            ids[row, : len(some)] = torch.tensor(some)
            mask[row, : len(some)] = 1
        return self._model(input_ids=ids, attention_mask=mask).last_hidden_state, mask


def batch_loss(texts: TrainedTexts, batch: TextBatch) -> "torch.Tensor":
    """Symmetric InfoNCE of both ways to ask against the passages, and of the ways against each other."""
    import torch

    n = len(batch.passages)
    asked = [_asked(text) for text in batch.in_other_language]
    context = [_asked(text) for text in batch.in_context]
    searched = [E5_PREFIXES[TextRole.PASSAGE] + text for text in batch.passages]
    mistaken = torch.tensor(batch.is_same) & ~torch.eye(n, dtype=torch.bool)
    if batch.has_sentences:
        vectors = texts.pooled([*searched, *asked])
        passages, other = vectors[:n], vectors[n:]
        in_context, between = texts.sentence_scores(context, vectors).tensor_split(2, dim=1)
    else:
        vectors = texts.pooled([*searched, *asked, *context])
        passages, other, own = vectors[:n], vectors[n : 2 * n], vectors[2 * n :]
        in_context, between = own @ passages.T, own @ other.T
    return (
        _info_nce(other @ passages.T, mistaken)
        + _info_nce(in_context, mistaken)
        + _BETWEEN_QUERIES * _info_nce(between, mistaken)
    )


def best_window(
    token_vectors: "torch.Tensor", n_tokens: "torch.Tensor", size: int, passages: "torch.Tensor"
) -> "torch.Tensor":
    """Best cosine between a passage and the mean of ``size`` neighbouring tokens.

    Parameters
    ----------
    token_vectors
        Shape (n, longest, n_dims), zero beyond each text's ``n_tokens`` (n,). A shorter text is one window.
    passages
        Unit vectors, shape (m, n_dims).

    Returns
    -------
    Shape (n, m).
    """
    import torch

    n, longest, n_dims = token_vectors.shape
    if longest < size:
        filling = token_vectors.new_zeros(n, size - longest, n_dims)
        token_vectors = torch.cat([token_vectors, filling], dim=1)
    sums = torch.cat([token_vectors.new_zeros(n, 1, n_dims), token_vectors.cumsum(dim=1)], dim=1)
    # Sums point where means do, and only the direction counts.
    windows = torch.nn.functional.normalize(sums[:, size:] - sums[:, :-size], dim=-1)
    starts = torch.arange(windows.shape[1])
    is_whole = (starts + size <= n_tokens[:, None]) | (starts == 0)
    cosines = windows @ passages.T
    return cosines.masked_fill(~is_whole.unsqueeze(-1), -1.0).amax(dim=1)


def _asked(text: str) -> str:
    return E5_PREFIXES[TextRole.QUERY] + text


def _mean(states: "torch.Tensor", mask: "torch.Tensor") -> "torch.Tensor":
    """Mean of the tokens that are there."""
    weights = mask.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(dim=1) / weights.sum(dim=1)


def _info_nce(cosines: "torch.Tensor", mistaken: "torch.Tensor") -> "torch.Tensor":
    """Cross entropy of the diagonal, by rows and by columns; pairs that may be the same thing are no negatives.

    Notes
    -----
    InfoNCE of van den Oord et al. (2018), arXiv:1807.03748, in both directions.
    """
    import torch

    scores = (SCALE * cosines).masked_fill(mistaken, float("-inf"))
    right = torch.arange(len(scores))
    loss = torch.nn.functional.cross_entropy
    return 0.5 * (loss(scores, right) + loss(scores.T, right))
