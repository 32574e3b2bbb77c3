"""A school's learners and what they studied, sent as a file by a program, and what became of it."""

from api.dependencies import own_school
from api.routes.school.plans import TAG
from api.routes.sent_files import FileCalls, OperationIds, file_calls
from data.rights import institution_of
from data.scopes import Scope

router = file_calls(
    FileCalls(
        prefix="/v1/school/transcripts",
        tag=TAG,
        kind="learners",
        sender=own_school,
        reading=Scope.TRANSCRIPTS_READ,
        writing=Scope.TRANSCRIPTS_WRITE,
        ids=OperationIds("listSentTranscripts", "sendTranscripts", "showSentTranscripts", "listRefusedTranscripts"),
        may_send=institution_of,
        status=409,
    )
)
