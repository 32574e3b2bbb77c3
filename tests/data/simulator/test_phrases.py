"""Every phrase of every register can be said."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.domain import EnglishLevel, Language
from data.simulator import phrases
from data.simulator.phrases import Pools, phrase_pools, read_tables
from data.simulator.posting_style import Tone

# Values that the code gives; every other slot must be a pool.
VALUES = {"employer", "city", "role", "contact", "skills", "ask", "wishes", "items", "level", "task"}
REGISTERS = [(language, work, tone) for language in Language for work in ("it", "bpo") for tone in Tone]


def slots_of(pools: Pools) -> Iterator[tuple[str, str]]:
    for pool, templates in pools.items():
        for template in templates:
            for slot in template[1::2]:
                yield pool, slot


class TestPhrasePools:
    @pytest.mark.parametrize(("language", "work", "tone"), REGISTERS)
    def test_fills_every_slot(self, language: Language, work: str, tone: Tone) -> None:
        pools = phrase_pools(language, work, tone)
        assert {pool for pool in pools if not pools[pool]} == set()
        assert {(pool, slot) for pool, slot in slots_of(pools) if slot not in pools and slot not in VALUES} == set()

    @pytest.mark.parametrize(("language", "work", "tone"), REGISTERS)
    def test_never_leads_back_to_the_same_pool(self, language: Language, work: str, tone: Tone) -> None:
        pools = phrase_pools(language, work, tone)
        leads = {pool: {slot for at, slot in slots_of(pools) if at == pool} & pools.keys() for pool in pools}
        done: set[str] = set()
        while ready := {pool for pool in leads if pool not in done and leads[pool] <= done}:
            done |= ready
        assert set(pools) - done == set()

    @pytest.mark.parametrize("language", Language)
    def test_has_no_braces_left_in_its_literal_parts(self, language: Language) -> None:
        literals = [
            part
            for register in read_tables(language)
            for templates in phrase_pools(language, register).values()
            for template in templates
            for part in template[::2]
        ]
        assert [part for part in literals if re.search("[{}]", part)] == []

    @pytest.mark.parametrize("language", Language)
    def test_states_every_level_of_english(self, language: Language) -> None:
        assert {f"level_{level.value}" for level in EnglishLevel if level is not EnglishLevel.NONE} <= set(
            phrase_pools(language, "it", Tone.STARTUP)
        )

    def test_replaces_a_pool_or_adds_to_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = tmp_path / "es"
        folder.mkdir()
        (folder / "one.toml").write_text(
            '[common]\na = ["1"]\nb = ["2"]\n[it]\na = ["...", "3 {b}"]\nb = ["4"]\n', encoding="utf-8"
        )
        monkeypatch.setattr(phrases, "FOLDER", tmp_path)
        uncached = phrases.read_tables.__wrapped__
        monkeypatch.setattr(phrases, "read_tables", uncached)
        assert phrase_pools.__wrapped__(Language.ES, "it") == {"a": (("1",), ("3 ", "b", "")), "b": (("4",),)}
        (folder / "two.toml").write_text('[it]\na = ["5"]\n', encoding="utf-8")
        with pytest.raises(ValueError, match=r"two.toml repeats pools of \[it\]: a"):
            uncached(Language.ES)
