import ast
import re
import tomllib
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import jinja2.meta
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from api.i18n import LOCALES_DIR, WORD_PREFIXES, texts
from api.pages.academia.add_certification import AddCertificationPage
from api.pages.academia.cell import CellPage
from api.pages.academia.comparison import PlanComparisonPage
from api.pages.academia.english import EnglishPage
from api.pages.academia.overview import OverviewPage
from api.pages.academia.plan_visit import NoAnalysisPage
from api.pages.academia.prerequisites import PrerequisitesPage
from api.pages.academia.report import ReportPage
from api.pages.academia.training_needs import TrainingPage
from api.pages.account.keys import KeysPage
from api.pages.account.own import OwnAccountPage
from api.pages.account.password_page import PasswordPage
from api.pages.account.password_reset import ForgottenPage
from api.pages.account.privacy import PrivacyPage
from api.pages.account.sent import SentPage
from api.pages.account.sign_up import SignUpPage
from api.pages.account.users import UsersPage
from api.pages.career import CareerPage
from api.pages.careers import CareersPage
from api.pages.certification import CertificationPage
from api.pages.certifications import CertificationsPage
from api.pages.error import ErrorPage
from api.pages.explore import ExplorePage
from api.pages.frame import TEMPLATES_DIR, environment
from api.pages.industry.need import NeedPage
from api.pages.industry.need_files import NeedFilePage, NeedFilesPage
from api.pages.industry.need_form_page import NeedFormPage
from api.pages.industry.needs import NeedsPage
from api.pages.industry.new_need import PastePage
from api.pages.industry.people import NearPeoplePage
from api.pages.industry.pledges import PledgesPage
from api.pages.industry.start import RegionPage
from api.pages.industry.supply import SupplyPage
from api.pages.industry.survey import CompanySurveyPage
from api.pages.jobs import JobPage, JobsPage
from api.pages.learner import LearnerPage
from api.pages.operation.backups import BackupsPage
from api.pages.operation.drift import DriftPage
from api.pages.operation.files import RefusedFilePage, RefusedFilesPage
from api.pages.operation.model import ModelPage
from api.pages.operation.model_changes import ModelChangePage
from api.pages.operation.models import ModelsPage
from api.pages.operation.row import RefusedRowPage
from api.pages.operation.start import OperationPage
from api.pages.prerequisite_map import PrerequisiteMapPage
from api.pages.programme.approval import ApprovalPage
from api.pages.programme.companies import CompaniesPage
from api.pages.programme.comparison import RunComparisonPage
from api.pages.programme.demand import DemandPage
from api.pages.programme.demand_postings import DemandPostingsPage
from api.pages.programme.funds import FundsPage
from api.pages.programme.goals import ProgrammeGoalsPage
from api.pages.programme.map import MapPage
from api.pages.programme.new_run import NewRunPage
from api.pages.programme.pledges import OffersPage
from api.pages.programme.proof import ProofPage
from api.pages.programme.record import RecordPage
from api.pages.programme.run import RunPage
from api.pages.programme.runs import RunsPage
from api.pages.programme.start import ProgrammePage
from api.pages.programme.studies import NewStudyPage, StudiesPage
from api.pages.programme.study import LettersPage, StudyPage
from api.pages.programme.voucher_files import VoucherFilePage
from api.pages.programme.vouchers import VoucherLifePage
from api.pages.start import StartPage
from api.pages.student.comparison import ComparisonPage
from api.pages.student.demand import NearDemandPage
from api.pages.student.goals import GoalsPage
from api.pages.student.messages import MessagesPage, OneMessagePage
from api.pages.student.next_steps import NextStepsPage
from api.pages.student.own_data import OwnDataPage
from api.pages.student.path import PathPage
from api.pages.student.skill_text import SkillTextPage
from api.pages.student.skills import SkillsPage
from api.pages.student.unranked import UnrankedPage
from api.pages.student.vouchers import VouchersPage
from api.pages.survey import SurveyPage, ThanksPage
from data.domain import Language

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    StartPage,
    LearnerPage,
    ExplorePage,
    ErrorPage,
    CertificationsPage,
    CertificationPage,
    PrerequisiteMapPage,
    JobsPage,
    JobPage,
    NextStepsPage,
    UnrankedPage,
    ComparisonPage,
    SkillsPage,
    SkillTextPage,
    GoalsPage,
    PathPage,
    NearDemandPage,
    VouchersPage,
    OwnDataPage,
    ProgrammePage,
    RegionPage,
    NeedsPage,
    NeedFormPage,
    PastePage,
    NeedPage,
    NeedFilesPage,
    NeedFilePage,
    NearPeoplePage,
    SupplyPage,
    PledgesPage,
    CompanySurveyPage,
    CompaniesPage,
    OffersPage,
    MapPage,
    DemandPage,
    DemandPostingsPage,
    FundsPage,
    VoucherLifePage,
    VoucherFilePage,
    StudiesPage,
    NewStudyPage,
    StudyPage,
    LettersPage,
    ProgrammeGoalsPage,
    RunsPage,
    NewRunPage,
    RunPage,
    ApprovalPage,
    ProofPage,
    RunComparisonPage,
    RecordPage,
    OperationPage,
    RefusedFilesPage,
    RefusedFilePage,
    RefusedRowPage,
    ModelsPage,
    ModelPage,
    ModelChangePage,
    DriftPage,
    BackupsPage,
    MessagesPage,
    OneMessagePage,
    SignUpPage,
    SentPage,
    PasswordPage,
    ForgottenPage,
    OwnAccountPage,
    KeysPage,
    PrivacyPage,
    UsersPage,
    CareersPage,
    CareerPage,
    EnglishPage,
    OverviewPage,
    CellPage,
    AddCertificationPage,
    PrerequisitesPage,
    PlanComparisonPage,
    TrainingPage,
    ReportPage,
    NoAnalysisPage,
    SurveyPage,
    ThanksPage,
)
KEY = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+")


def messages(language: Language) -> Catalog:
    with (LOCALES_DIR / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def keys_used() -> set[str]:
    """Every string of code and templates that may be a key, and the words of the closed sets."""
    found: set[str] = set()
    for path in sorted((ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                found.add(node.value)
    for path in sorted(TEMPLATES_DIR.rglob("*.html")):
        found.update(re.findall(r"\bt(?:\.count)?\(['\"]([a-z_.]+)['\"]", path.read_text(encoding="utf-8")))
    for words, prefix in WORD_PREFIXES.items():
        found.update(f"{prefix}.{word.value.lower()}" for word in words)
    return found | error_keys()


def error_keys() -> set[str]:
    """The message key of every expected error, in whichever package it is defined."""
    packages = ("data", "embeddings", "recommender", "training", "api")
    sources = [path.read_text(encoding="utf-8") for name in packages for path in (ROOT / name).rglob("*.py")]
    return {key for source in sources for key in re.findall(r'^    key = "(error\.[a-z_]+)"', source, re.M)}


class TestCatalogues:
    def test_hold_the_same_keys_with_the_same_named_values(self) -> None:
        spanish, english = messages(Language.ES), messages(Language.EN)
        assert {m.id for m in spanish} == {m.id for m in english}
        for message in spanish:
            if message.id:
                other = english[message.id if isinstance(message.id, str) else message.id[0]]
                assert other is not None
                for ours, theirs in zip(_forms(message.string), _forms(other.string), strict=True):
                    assert ours.strip(), message.id
                    assert theirs.strip(), message.id
                    assert _names(ours) == _names(theirs), message.id

    def test_hold_every_key_that_is_used_and_no_other(self) -> None:
        known, prefixes = texts(Language.ES).keys, {key.split(".")[0] for key in texts(Language.ES).keys}
        files = {path.name for path in TEMPLATES_DIR.rglob("*.html")}
        used = {key for key in keys_used() if key.split(".")[0] in prefixes} - files
        assert used - known == set()
        assert known - used == set()

    def test_an_unknown_key_is_an_error(self) -> None:
        with pytest.raises(KeyError, match=r"no\.such\.key"):
            texts(Language.EN)("no.such.key")

    def test_counts_take_singular_and_plural(self) -> None:
        t = texts(Language.ES)
        assert t.count("time.hours", 1) == "1 hora"
        assert t.count("time.hours", 1200) == "1,200 horas"


class TestTexts:
    def test_writes_pesos_dates_and_shares_as_in_mexico(self) -> None:
        t = texts(Language.ES)
        assert t.money(123_450) == "$1,234.50"
        assert t.whole_money(-123_450) == "-$1,234"
        assert t.whole_money(-1) == "$0"
        assert t.percent(0.73) == "73%"
        assert t.day(date(2026, 11, 22)) == "22 de noviembre de 2026"
        assert t.month(date(2026, 11, 1)) == "nov 2026"
        assert t.listed(["a", "b", "c"]) == "a, b y c"

    def test_tells_pesos_from_dollars_in_english(self) -> None:
        assert texts(Language.EN).money(123_450) == "MX$1,234.50"


class TestTemplates:
    @pytest.mark.parametrize("path", sorted(TEMPLATES_DIR.rglob("*.html")), ids=lambda path: path.name)
    def test_use_nothing_but_the_page_and_texts(self, path: Path) -> None:
        source = path.read_text(encoding="utf-8")
        names = jinja2.meta.find_undeclared_variables(environment().parse(source))
        own = {
            "_card.html": {"card"},
            "_card_actions.html": {"card"},
            "_skill_button.html": {"page", "line", "button"},
            "_buttons.html": {"buttons"},
            "_job.html": {"job"},
            "_prerequisites.html": {"picture", "label"},
            "_bar_chart.html": {"chart"},
            "_gantt_chart.html": {"chart"},
            "_line_chart.html": {"chart"},
            "_state_map.html": {"map"},
            "_chart_table.html": {"table"},
            "_heat_map.html": {"map", "has_evidence"},
            "_heat_row.html": {"row"},
            "_gap.html": {"gap", "has_links"},
            "_posting.html": {"quote"},
            "_syllabus.html": {"quote"},
            "_bottlenecks.html": {"rows", "has_links", "caption"},
            "_graph.html": {"picture"},
            "_change.html": {"page", "change"},
            "_compared.html": {"compared", "with_alike"},
            "_training.html": {"training", "has_links"},
            "_needs.html": {"subject", "has_links"},
            "_report.html": {"report"},
            "_field_form.html": {"fields"},
            "_teacher.html": {"page", "teacher"},
            "_pledge_facts.html": {"line"},
            "_skill_search.html": {"page", "label"},
            "_state_choice.html": {"page", "url"},
            "_sent_file.html": {"sent"},
            "_refused_rows.html": {"sent"},
            "_message.html": {"page", "line"},
            "_slider.html": {"page", "slider"},
            "_clusters.html": {"clusters"},
            "_cluster_map.html": {"places"},
            "_options.html": {"choices"},
            "_plan.html": {"page", "plan"},
            "_drift_columns.html": {"columns"},
        }.get(path.name, {"page"})
        assert names <= own | {"t"}

    @pytest.mark.parametrize("page", PAGES)
    def test_pages_are_frozen_dataclasses_with_a_frame(self, page: type) -> None:
        assert is_dataclass(page)
        assert page.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert "frame" in {field.name for field in fields(page)}


class TestVendoredFiles:
    def test_are_as_published(self) -> None:
        vendor = ROOT / "api" / "static" / "vendor"
        packages = tomllib.loads((vendor / "VENDOR.toml").read_text(encoding="utf-8"))["package"]
        listed = {name: digest for package in packages for name, digest in package["sha256"].items()}
        found = {
            path.relative_to(vendor).as_posix(): sha256(path.read_bytes()).hexdigest()
            for path in vendor.rglob("*")
            if path.is_file() and path.name != "VENDOR.toml"
        }
        assert found == listed
        assert all(package["licence"] and package["source"] for package in packages)


def _forms(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def _names(form: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", form))
