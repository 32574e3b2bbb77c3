"""Tests of the loss and of low-rank changes, on a small model with random weights."""

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from embeddings.vocabulary import build_tokenizer
from training.encoder.contrastive import TrainedTexts, batch_loss, best_window
from training.encoder.low_rank import add_low_rank, changes_of, mean_change
from training.encoder.views import TextBatch

LETTERS = "abcdefghijklmnopqrstuvwxyz:"
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, *("▁" + letter for letter in LETTERS), "<mask>"]


@pytest.fixture
def tokenizer() -> Tokenizer:
    return build_tokenizer(PIECES, -np.ones(len(PIECES), dtype=np.float32))


@pytest.fixture
def model() -> torch.nn.Module:
    from transformers import BertConfig, BertModel

    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    return BertModel(config, add_pooling_layer=False).train(False)


def _batch(n: int = 4, *, has_sentences: bool) -> TextBatch:
    words = ["red", "nube", "dato", "voz"][:n]
    return TextBatch(
        tuple(words),
        tuple(word + "s" for word in words),
        tuple("con " + word + " y mas" for word in words),
        has_sentences,
        np.eye(n, dtype=bool),
    )


class TestBestWindow:
    def test_is_the_best_of_all_windows(self) -> None:
        rng = np.random.default_rng(4)
        lengths = [1, 2, 3, 6]
        tokens = np.zeros((4, 6, 5))
        for row, length in enumerate(lengths):
            tokens[row, :length] = rng.normal(size=(length, 5))
        passages = rng.normal(size=(3, 5))
        passages /= np.linalg.norm(passages, axis=1, keepdims=True)
        expected = np.empty((4, 3))
        for row, length in enumerate(lengths):
            windows = [tokens[row, first : first + 3] for first in range(max(1, length - 2))]
            means = np.array([window[: min(3, length)].mean(axis=0) for window in windows])
            means /= np.linalg.norm(means, axis=1, keepdims=True)
            expected[row] = (means @ passages.T).max(axis=0)
        found = best_window(torch.tensor(tokens), torch.tensor(lengths), 3, torch.tensor(passages))
        np.testing.assert_allclose(found.numpy(), expected, atol=1e-9)

    def test_takes_texts_that_are_all_shorter_than_a_window(self) -> None:
        tokens = torch.ones(1, 2, 4)
        found = best_window(tokens, torch.tensor([2]), 8, torch.full((1, 4), 0.5))
        np.testing.assert_allclose(found.numpy(), [[1.0]], atol=1e-6)


class TestPooled:
    def test_does_not_depend_on_the_texts_beside_it(self, model: torch.nn.Module, tokenizer: Tokenizer) -> None:
        texts = TrainedTexts(model, tokenizer)
        with torch.no_grad():
            alone = texts.pooled(["red"])
            among = texts.pooled(["una palabra mas larga", "red", "voz"])
        np.testing.assert_allclose(among[1], alone[0], atol=1e-5)


class TestBatchLoss:
    @pytest.mark.parametrize("has_sentences", [True, False])
    def test_falls_when_it_is_followed(self, model: torch.nn.Module, tokenizer: Tokenizer, has_sentences: bool) -> None:
        model.requires_grad_(False)
        changed = add_low_rank(model.encoder, 4, seed=1)
        learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
        assert len(learned) == 2 * len(changed) == 2 * 12
        optimiser = torch.optim.AdamW(learned, lr=1e-2)
        texts, batch = TrainedTexts(model, tokenizer), _batch(has_sentences=has_sentences)
        losses = []
        for _ in range(25):
            loss = batch_loss(texts, batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(float(loss.detach()))
        assert losses[-1] < 0.5 * losses[0]

    def test_does_not_push_apart_what_may_be_the_same(self, model: torch.nn.Module, tokenizer: Tokenizer) -> None:
        batch = _batch(2, has_sentences=False)
        same = TextBatch(*(getattr(batch, name) for name in list(batch.__slots__)[:4]), np.ones((2, 2), dtype=bool))
        assert float(batch_loss(TrainedTexts(model, tokenizer), same).detach()) == pytest.approx(0.0, abs=1e-6)


class TestLowRank:
    def test_changes_nothing_at_its_start(self, model: torch.nn.Module, tokenizer: Tokenizer) -> None:
        texts = TrainedTexts(model, tokenizer)
        with torch.no_grad():
            before = texts.pooled(["red", "nube"])
            changed = add_low_rank(model.encoder, 4, seed=1)
            np.testing.assert_array_equal(texts.pooled(["red", "nube"]), before)
        assert not any(change.any() for change in changes_of(changed).values())

    def test_mean_of_two_runs_needs_the_ranks_of_both(self) -> None:
        rng = np.random.default_rng(2)
        runs = [{"a": (rng.normal(size=(20, 3)) @ rng.normal(size=(3, 30))).astype(np.float32)} for _ in range(2)]
        expected = (runs[0]["a"] + runs[1]["a"]) / 2
        size = np.abs(expected).max()
        np.testing.assert_allclose(mean_change(runs, 6)["a"].matrix(), expected, atol=0.03 * size)
        assert np.abs(mean_change(runs, 2)["a"].matrix() - expected).max() > 0.1 * size
