from typing import Any

import jsonschema_rs
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import app as application
from data.errors import StorageFullError
from tests.api.conftest import Clock
from tests.api.small_bundle import ENCODER
from tests.api.test_pages import rows

VISITOR = {
    "kind": "student",
    "state_id": "MX-JAL",
    "english": "B1",
    "weekly_hours": 6,
    "curriculum_id": "systems",
    "subject_ids": ["s-prog"],
    "certification_ids": ["acme-1"],
    "goal_occupation_id": "data-analyst",
}


class TestSuggestForLearner:
    def test_gives_a_ranked_list_with_reasons_in_the_language_asked_for(self, client: TestClient) -> None:
        answer = client.get("/v1/learners/ana/suggestions?k=2&lang=en").json()
        assert answer["learner_id"] == "ana"
        assert answer["language"] == "en"
        assert answer["data_as_of"] == "2026-11-01"
        assert [item["rank"] for item in answer["items"]] == [1, 2]
        whole = client.get("/v1/learners/ana/suggestions?lang=en").json()["items"]
        by_id = {item["certification"]["id"]: item for item in whole}
        demand = next(r for r in by_id["zen-1"]["reasons"] if r["key"] == "regional_demand")
        assert demand["sentence"] == "3 of 8 postings in Jalisco in the last 12 months ask for SQL."
        assert demand["quote"]["is_invented"] is True
        assert by_id["acme-1"]["price"]["learner_centavos"] == 33_300
        assert by_id["zen-1"]["price"]["learner_centavos"] is None

    def test_is_the_same_showing_within_half_an_hour(self, client: TestClient, clock: Clock) -> None:
        def ids() -> list[str]:
            items = client.get("/v1/learners/ana/suggestions").json()["items"]
            return [item["impression_id"] for item in items]

        first = ids()
        clock.pass_minutes(29)
        assert ids() == first
        clock.pass_minutes(2)
        assert not set(ids()) & set(first)

    @pytest.mark.parametrize(
        ("learner", "status", "key"), [("nobody", 404, "error.not_found"), ("real", 403, "error.forbidden")]
    )
    def test_answers_trouble_as_a_problem(self, client: TestClient, learner: str, status: int, key: str) -> None:
        answer = client.get(f"/v1/learners/{learner}/suggestions", headers={"accept-language": "en"})
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["key"] == key
        assert learner not in answer.text

    def test_without_a_bundle_is_a_503_problem_and_is_tried_again(self, client_without_bundle: TestClient) -> None:
        for _ in range(2):
            answer = client_without_bundle.get("/v1/learners/ana/suggestions")
            assert answer.status_code == 503
            assert answer.json()["key"] == "error.bundle_missing"

    @pytest.mark.parametrize("query", ["k=0", "k=21", "k=x", "lang=fr"])
    def test_refuses_wrong_queries(self, client: TestClient, query: str) -> None:
        answer = client.get(f"/v1/learners/ana/suggestions?{query}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"#/query/{query.split('=')[0]}"

    def test_refuses_zero_bytes(self, client: TestClient) -> None:
        assert client.get("/v1/learners/a%00/suggestions").status_code == 422
        body = {"impression_id": "a\x00", "answer": "yes"}
        assert client.post("/v1/learners/ana/answers", json=body).status_code == 422

    def test_a_commit_that_fails_is_not_a_200(self, web_app: FastAPI, client: TestClient) -> None:
        def full(_connection: sa.Connection) -> None:
            raise StorageFullError("no room")

        sa.event.listen(web_app.state.parts.engine, "commit", full)
        assert client.get("/v1/learners/ana/suggestions").status_code == 507


class TestAnswerSuggestion:
    def test_stores_the_answer(self, client: TestClient, engine: sa.Engine) -> None:
        item = client.get("/v1/learners/ana/suggestions").json()["items"][0]
        body = {"impression_id": item["impression_id"], "answer": "yes"}
        answer = client.post("/v1/learners/ana/answers", json=body)
        assert answer.status_code == 201
        assert answer.json() == {"certification_id": item["certification"]["id"], "answer": "yes"}
        assert rows(engine)["feedback"] == 1
        assert client.get("/v1/learners/ana/suggestions").json()["items"][0]["answer"] in ("yes", None)

    def test_to_anothers_impression_is_404(self, client: TestClient) -> None:
        item = client.get("/v1/learners/ana/suggestions").json()["items"][0]
        body = {"impression_id": item["impression_id"], "answer": "yes"}
        assert client.post("/v1/learners/eva/answers", json=body).status_code == 404

    def test_refuses_unknown_fields(self, client: TestClient) -> None:
        body = {"impression_id": "x", "answer": "yes", "anwser": "no"}
        answer = client.post("/v1/learners/ana/answers", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"pointer": "#/body/anwser", "detail": "No conocemos este campo."}]

    def test_refuses_a_body_that_is_no_text(self, client: TestClient) -> None:
        headers = {"content-type": "application/json"}
        answer = client.post("/v1/learners/ana/answers", content=b"\xff\xfe{", headers=headers)
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"


class TestSuggestForVisitor:
    def test_suggests_and_stores_nothing(self, client: TestClient, engine: sa.Engine) -> None:
        before = rows(engine)
        answer = client.post("/v1/suggestions", json=VISITOR)
        assert answer.status_code == 200
        assert answer.json()["learner_id"] is None
        assert {item["impression_id"] for item in answer.json()["items"]} == {None}
        assert "acme-1" not in [item["certification"]["id"] for item in answer.json()["items"]]
        assert rows(engine) == before

    def test_names_the_fields_that_the_catalogue_does_not_know(self, client: TestClient) -> None:
        answer = client.post("/v1/suggestions", json={**VISITOR, "state_id": "MX-XXX"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "#/state_id"


class TestHealth:
    def test_lives_without_a_bundle_but_is_not_ready(self, client_without_bundle: TestClient) -> None:
        assert client_without_bundle.get("/healthz").json() == {"status": "ok"}
        answer = client_without_bundle.get("/readyz")
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"

    def test_is_ready_with_one(self, client: TestClient) -> None:
        assert client.get("/readyz").json()["status"] == "ok"


class TestOpenApi:
    def test_has_stable_operation_ids_and_documents_400_where_there_is_a_body(self, client: TestClient) -> None:
        document = client.get("/v1/openapi.json").json()
        operations = [one for path in document["paths"].values() for one in path.values()]
        assert {one["operationId"] for one in operations} == {
            "suggestForLearner",
            "answerSuggestion",
            "suggestForVisitor",
            "suggestForMe",
            "mySkills",
            "sayOfSkill",
            "myObjection",
            "objectToAutomation",
            "myAllocation",
            "myGoals",
            "setGoals",
            "myConsents",
            "changeConsent",
            "myData",
            "myPerson",
            "correctPerson",
            "myRequests",
            "askForDecision",
            "myErasure",
            "askForErasure",
            "cancelErasure",
            "myMessages",
            "answerMessage",
            "myAnswers",
            "answerMySuggestion",
            "undoMyAnswer",
            "compareForMe",
            "myDemand",
            "myCertificationsByName",
            "readMySkills",
            "keepMySkills",
            "myObstacles",
            "myApplications",
            "applyForVoucher",
            "withdrawApplication",
            "myPath",
            "pathOfLearner",
            "listAllocations",
            "askForAllocation",
            "askForAllocationByLevers",
            "showUsualLevers",
            "showAllocationPlan",
            "listAllocationLimits",
            "compareAllocations",
            "listAllocationFiles",
            "downloadAllocationFile",
            "askWhatIf",
            "showAllocation",
            "showCertificate",
            "approveAllocation",
            "withdrawApproval",
            "publishAllocation",
            "extractSkills",
            "listSkills",
            "listOffers",
            "showOffer",
            "openOffer",
            "closeOffer",
            "listNeedFiles",
            "sendNeedFile",
            "showNeedFile",
            "listRefusedNeeds",
            "listNeeds",
            "readNeed",
            "postNeed",
            "showNeed",
            "changeNeed",
            "closeNeed",
            "reopenNeed",
            "listNeedSkills",
            "sayOfNeedSkill",
            "acceptNeedSkills",
            "peopleNearNeed",
            "listMessages",
            "sendMessage",
            "talentOfState",
            "listOwnPledges",
            "offerPledge",
            "withdrawPledge",
            "listPledges",
            "answerPledge",
            "showCompanyAnswers",
            "answerCompanySurvey",
            "sumCompanySurvey",
            "myVouchers",
            "listVoucherCounts",
            "listVoucherCountsByState",
            "listVoucherCountsByFund",
            "listVoucherFiles",
            "sendVoucherFile",
            "showVoucherFile",
            "listRefusedRedemptions",
            "redeemVoucher",
            "claimVoucher",
            "listCertifications",
            "showCertification",
            "listLinkedCertifications",
            "showLinkedCertification",
            "listLinkedCurricula",
            "showLinkedCurriculum",
            "listLinkedPlans",
            "showLinkedPlan",
            "listLinkedNeeds",
            "listPlans",
            "loadPlan",
            "checkPlan",
            "checkPlanFile",
            "showPlan",
            "removePlan",
            "showSubject",
            "changeSubject",
            "listSubjectSkills",
            "correctSubjectSkill",
            "listPlanGaps",
            "showPlanCoverage",
            "showCoverageCell",
            "askForCertificationInSubject",
            "showPrerequisites",
            "showTrainingNeeds",
            "comparePlans",
            "listComparablePlans",
            "listTeachers",
            "addTeacher",
            "assignSubject",
            "releaseSubject",
            "addHeldCertification",
            "removeHeldCertification",
            "listSentTranscripts",
            "sendTranscripts",
            "showSentTranscripts",
            "listRefusedTranscripts",
            "englishOfRegion",
            "showSchoolSettings",
            "changeSchoolSettings",
            "listRegions",
            "listStudies",
            "makeStudy",
            "showStudy",
            "writeStudyLetters",
            "showStudyResults",
            "demandOfRegion",
            "listCareers",
            "careersOfRegion",
            "listPrerequisites",
            "listOpenLearners",
            "showPrivacyNotice",
            "showAccount",
            "changeLanguage",
            "listKeys",
            "endKey",
            "endOtherSessions",
            "changePassword",
            "demandByQuarter",
            "listSpecialisation",
            "listDemandChanges",
            "listDemandPostings",
            "listFunds",
            "listAgreements",
            "showGoals",
            "listGoalGroups",
            "listEnrolment",
            "listSpecialisedStates",
            "listBalance",
            "listClusters",
            "listLearnerCounts",
            "listRequests",
            "answerRequest",
            "listRecord",
            "listOccupations",
            "occupationsByTitle",
            "health",
            "readiness",
            "listAccounts",
            "showUserAccount",
            "listOrganisations",
            "inviteAccount",
            "sendInvitationAgain",
            "blockAccount",
            "showAttention",
            "showExamination",
            "askForExamination",
            "listJobs",
            "showJob",
            "askForJob",
            "cancelJob",
            "retryJob",
            "sendImport",
            "downloadRefusedRows",
            "sendMendedFile",
            "listRefusedFiles",
            "showRefusedFile",
            "listRefusedRows",
            "showRefusedRow",
            "retryRefusedRow",
            "dismissRefusedFile",
            "listBundles",
            "showBundle",
            "askForBundleRecords",
            "rollBackBundle",
            "promoteBundle",
            "showDrift",
            "lookForDrift",
            "listBackups",
            "askForBackup",
            "checkBackup",
        }
        assert all("400" in one["responses"] for one in operations if "requestBody" in one)

    def test_has_examples_that_fit_of_every_request_and_answer(self, web_app: FastAPI, client: TestClient) -> None:
        document = client.get("/v1/openapi.json").json()
        wrong = []
        for operation in (one for path in document["paths"].values() for one in path.values()):
            contents = [operation.get("requestBody", {}).get("content", {})]
            contents += [one.get("content", {}) for status, one in operation["responses"].items() if status < "300"]
            for content in (shape for one in contents for shape in one.values()):
                schema = {**content["schema"], "components": document["components"]}
                shown = [content["example"]] if "example" in content else _named(schema).get("examples", [])
                if not shown or not all(jsonschema_rs.is_valid(schema, one) for one in shown):
                    wrong.append(operation["operationId"])
        assert wrong == []

    def test_names_the_limit_on_requests_everywhere_under_v1(self, client: TestClient) -> None:
        paths = client.get("/v1/openapi.json").json()["paths"]
        answers = [one["responses"] for path, item in paths.items() if "/v1/" in path for one in item.values()]
        assert all("Retry-After" in one["429"]["headers"] for one in answers)


def _named(schema: dict[str, Any]) -> dict[str, Any]:
    """The shape that a schema refers to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"].get(name, {})
    return found


class TestOccupationsByTitle:
    @pytest.fixture(autouse=True)
    def with_hashing_encoder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Letters and words in common are enough for titles of the tiny catalogue."""
        monkeypatch.setattr(application, "load_encoder", lambda _model, _folder: ENCODER)

    def test_finds_the_occupation_of_a_title(self, client: TestClient) -> None:
        found = client.get("/v1/occupations/by-title", params={"title": "Sr. Data Analyst - Remote", "k": 1}).json()

        assert found["title"] == "Sr. Data Analyst - Remote"
        assert [one["occupation_id"] for one in found["occupations"]] == ["data-analyst"]
        assert 0 <= found["occupations"][0]["probability"] <= 1

    def test_finds_none_where_a_title_names_no_job(self, client: TestClient) -> None:
        answer = client.get("/v1/occupations/by-title", params={"title": "URGENTE!!"})

        assert (answer.status_code, answer.json()["occupations"]) == (200, [])

    @pytest.mark.parametrize("query", ["", "?title=", "?title=x&k=0", f"?title={'x' * 501}"])
    def test_refuses_a_title_that_is_missing_or_too_long(self, client: TestClient, query: str) -> None:
        assert client.get(f"/v1/occupations/by-title{query}").status_code == 422
