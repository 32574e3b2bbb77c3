"""Invented job ads name what they must, nothing else, and do not read alike."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from data import simulator
from data.domain import Area, EnglishLevel, Label, Language, Occupation, OccupationId, SkillKind
from data.simulator.posting_style import Tone
from tests.data.simulator.ads import OCCUPATIONS, POOL, ads, has_name, make_skill, make_voice, plain, write

SKILLS_FILE = Path(simulator.__file__).parents[1] / "reference" / "skills.csv"
# Spanish ads promise "prestaciones de ley", though the word alone is also an alias of payroll.
SAID_ANYWAY = {"prestaciones"}


@pytest.mark.parametrize("language", Language)
class TestWritePosting:
    def test_writes_the_same_ad_for_the_same_seed(self, language: Language) -> None:
        assert ads(language, 20) == ads(language, 20)
        assert write(1, language=language) != write(2, language=language)

    def test_names_every_skill(self, language: Language) -> None:
        for ad in ads(language):
            for skill in (*ad.required, *ad.desired):
                assert has_name(ad.description, skill), (skill.id, ad.description)

    def test_names_no_other_skill_of_the_pool(self, language: Language) -> None:
        for ad in ads(language):
            others = [skill for skill in POOL if skill not in (*ad.required, *ad.desired)]
            assert [skill.id for skill in others if has_name(ad.text, skill)] == []

    @pytest.mark.parametrize("tone", Tone)
    @pytest.mark.parametrize("area", [Area.SOFTWARE, Area.BPO])
    def test_names_no_skill_of_the_reference_files(self, language: Language, tone: Tone, area: Area) -> None:
        with SKILLS_FILE.open(encoding="utf-8", newline="") as file:
            cells = [row[column] for row in csv.DictReader(file) for column in row if column[:5] in ("label", "alias")]
        by_first_word: dict[str, set[str]] = {}
        for name in {plain(name) for cell in cells for name in cell.split("|") if name}:
            by_first_word.setdefault(re.findall(r"\w+", name)[0], set()).add(name)
        job = Occupation(OccupationId("zz"), Label("zzjob", "zzjob"), area, {})
        work = "bpo" if area is Area.BPO else "it"
        found = {
            (match.group(), text[max(0, match.start() - 30) : match.end() + 30])
            for seed in range(150)
            for text in [
                plain(
                    "\n".join(
                        write(
                            seed,
                            make_voice(seed, tone=tone, work=work),
                            language=language,
                            occupation=job,
                            english=EnglishLevel.NONE,
                            typing_error_share=0.0,
                        )
                    )
                )
            ]
            for word in set(re.findall(r"\w+", text))
            for name in by_first_word.get(word, ())
            if name in text
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        }
        assert {hit for hit in found if hit[0] not in SAID_ANYWAY} == set()

    def test_is_60_to_200_words_long(self, language: Language) -> None:
        lengths = [len(ad.description.split()) for ad in ads(language)]
        assert min(lengths) >= 60
        assert max(lengths) <= 200

    def test_ends_what_names_a_skill(self, language: Language) -> None:
        # A sentence splitter must neither cut a skill's name nor glue a requirement to the next section.
        for ad in ads(language):
            pieces = re.split(r"[.\n;•]", ad.description)
            for skill in ad.required:
                assert min(len(piece.split()) for piece in pieces if has_name(piece, skill)) <= 45

    def test_leaves_no_slot_unfilled(self, language: Language) -> None:
        for ad in ads(language):
            assert not re.search(r"[{}\ue000-\uf8ff]|  |,,|\.\.| de de ", ad.text), ad.text
            assert "\n" not in ad.title

    def test_states_the_english_asked_for(self, language: Language) -> None:
        # "Semana inglesa" is a schedule, not a language.
        word = re.compile({Language.ES: r"\bingles\b", Language.EN: r"\benglish\b"}[language])
        texts = [plain(write(seed, language=language, typing_error_share=0.0)[1]) for seed in range(100)]
        assert all(word.search(text) for text in texts)
        silent = [plain(write(seed, language=language, english=EnglishLevel.NONE)[1]) for seed in range(100)]
        assert not any(word.search(text) for text in silent)

    def test_makes_some_ads_untidy(self, language: Language) -> None:
        texts = [ad.description for ad in ads(language)]
        assert 0.02 < np.mean([text.isupper() for text in texts]) < 0.12
        assert 0.1 < np.mean(["\n" not in text for text in texts]) < 0.5


class TestWritePostingDetails:
    def test_words_a_call_centre_job_differently(self) -> None:
        for language, word in (
            (Language.ES, "folio|campana|titular|diadema"),
            (Language.EN, "folio|campaign|holder|headset"),
        ):
            counts = [
                sum(bool(re.search(word, plain(write(s, language=language, occupation=job)[1]))) for s in range(200))
                for job in (OCCUPATIONS[2], OCCUPATIONS[0])
            ]
            assert counts[0] > 2 * counts[1]

    def test_writes_titles_for_both_genders_shortened_and_in_english(self) -> None:
        titles = " ".join(write(seed)[0] for seed in range(300))
        for form in (
            "Desarrollador Web",
            "Desarrolladora Web",
            "Desarrollador(a) Web",
            "Desarrollador/a Web",
            "Desarr. Web",
            "Web Developer",
        ):
            assert form in titles

    def test_joins_with_e_before_an_i_sound(self) -> None:
        pair = [make_skill("zza"), make_skill("izz")]
        texts = [plain(write(seed, required=pair, desired=[])[1]) for seed in range(60)]
        assert any("zza e izz" in text for text in texts)
        assert not any("y izz" in text for text in texts)

    def test_keeps_typing_errors_out_of_skills(self) -> None:
        skill = make_skill("abcdefgh")
        texts = [write(seed, required=[skill], typing_error_share=1.0)[1] for seed in range(300)]
        assert all("abcdefgh" in text.lower() for text in texts)

    def test_makes_typing_errors_at_the_stated_rate(self) -> None:
        # Without errors the same dice write on, so an ad differs from its clean twin only if it was misspelt.
        pairs = [
            (write(seed, typing_error_share=0.3)[1], write(seed, typing_error_share=0.0)[1]) for seed in range(1000)
        ]
        differing = np.mean([len(set(a.lower().split()) ^ set(b.lower().split())) > 0 for a, b in pairs])
        assert 0.25 < differing < 0.6

    def test_adds_versions_to_products_only(self) -> None:
        product, plain_skill = make_skill("Zzprod"), make_skill("zzplain")
        version = re.compile("(?:versi[oó]n|versiones)", re.IGNORECASE)

        def with_version(skill_name: str, seed: int) -> bool:
            skill = {"Zzprod": product, "zzplain": plain_skill}[skill_name]
            text = write(seed, required=[skill], desired=[])[1]
            pieces = [piece for piece in re.split(r"[.\n;•]", text) if skill_name.lower() in piece.lower()]
            return any(version.search(piece) for piece in pieces)

        assert sum(with_version("Zzprod", seed) for seed in range(200)) >= 10
        assert sum(with_version("zzplain", seed) for seed in range(200)) <= 5

    def test_mixes_languages_in_some_ads(self) -> None:
        english_words = re.compile(r"\b(?:the|our|your|with)\b")
        texts = [write(seed, english=EnglishLevel.NONE)[1].lower() for seed in range(300)]
        share = np.mean([bool(english_words.search(text)) for text in texts])
        assert 0.01 < share < 0.2

    def test_asks_soft_skills_and_languages_in_words_of_their_own(self) -> None:
        skills = [make_skill("zzsoft", SkillKind.SOFT), make_skill("zztongue", SkillKind.LANGUAGE)]
        assert all(has_name(write(seed, required=skills)[1], skill) for seed in range(50) for skill in skills)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"required": []}, "at least one"),
            ({"desired": POOL[:1]}, "asked for twice"),
            ({"city": ""}, "blank"),
        ],
    )
    def test_refuses_wrong_arguments(self, changes: dict[str, object], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            write(1, **changes)
