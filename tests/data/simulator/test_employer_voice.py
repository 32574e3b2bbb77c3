"""An employer keeps its voice from ad to ad."""

import numpy as np
import pytest

from data.domain import EnglishLevel, Language
from data.simulator.employer_voice import BOILERPLATE
from data.simulator.posting_style import Tone
from tests.data.simulator.ads import make_voice, write


class TestDrawVoice:
    def test_gives_the_same_voice_for_the_same_seed_and_another_for_another(self) -> None:
        assert make_voice(3) == make_voice(3)
        assert make_voice(3).boilerplate != make_voice(4).boilerplate

    def test_has_every_paragraph_in_both_languages(self) -> None:
        for tone in Tone:
            for work in ("it", "bpo"):
                paragraphs = make_voice(2, tone=tone, work=work).boilerplate
                assert set(paragraphs) == set(Language)
                assert all(set(texts) == set(BOILERPLATE) for texts in paragraphs.values())
                assert not any(set("{}") & set(text) for texts in paragraphs.values() for text in texts.values())

    def test_writes_to_an_address_reserved_for_examples(self) -> None:
        assert make_voice(name="Xochlía y Asociados").contact.endswith("@xochliayasociados.example.com")

    def test_copies_its_paragraphs_into_its_ads(self) -> None:
        voice = make_voice(5)
        texts = [write(seed, voice, english=EnglishLevel.NONE, typing_error_share=0.0)[1] for seed in range(100)]
        about = voice.boilerplate[Language.ES]["about"]
        assert 10 <= np.sum([about in text for text in texts]) <= 90

    @pytest.mark.parametrize("changes", [{"name": " "}, {"city": ""}])
    def test_refuses_blank_names(self, changes: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="blank"):
            make_voice(**changes)  # type: ignore[arg-type]  # A mapping of keywords has no types of its own.
