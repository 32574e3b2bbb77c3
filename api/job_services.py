"""What pages and API do with jobs beyond the queue itself: keep to the installation's folder, take uploads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from data.errors import InputError
from data.importers.shipped_mappings import shipped_mappings
from data.job_commands import COMMANDS, OF_THE_PROGRAMME, AskedArguments, command_of, paths_in
from data.job_queue import JobQueue
from data.rights import AccountId
from data.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form: the name that the browser gives it, and what is in it."""

    name: str
    content: BinaryIO


def asked_by(command: str, account_id: AccountId) -> dict[str, str]:
    """The argument that puts who asks on record, for the commands that do; an unknown command is refused later."""
    known = COMMANDS.get(command)
    return {"asked_by": account_id} if known is not None and issubclass(known.arguments, AskedArguments) else {}


def ask(
    queue: JobQueue, home: Path, command: str, arguments: Mapping[str, Any], account_id: AccountId, now: datetime
) -> int:
    """Queue a command of somebody on the network; returns the job's number.

    Whoever asks cannot put another's name on record.

    Raises
    ------
    InputError
        If the command or an argument is not known, or names a file outside the installation's own folder: whoever may
        call this service need not be allowed to read all that the service's user can. Or if the command is the
        programme's own, which decides and writes in its name.
    """
    if command in OF_THE_PROGRAMME:
        raise InputError(f"{command!r} is asked for by the programme alone, on its own pages")
    given = {**arguments, **asked_by(command, account_id)}
    checked = command_of(command).checked(given)
    for path in set(paths_in(checked.model_dump())) - set(shipped_mappings().values()):
        if not path.resolve().is_relative_to(home.resolve()):
            raise InputError(f"{path.name} lies outside the folder of this installation; use the command line")
    return queue.enqueue(command, given, now)


def cancel(queue: JobQueue, uploads_dir: Path, number: int, now: datetime) -> None:
    """Cancel a job, and delete the files that came in for it if it had not begun."""
    queue.cancel(number, now)
    job = queue.job(number)
    if job.finished_at is not None:
        Uploads(uploads_dir).discard(job, queue)


def import_uploaded(
    queue: JobQueue,
    uploads: Uploads,
    kind: str,
    file: Upload,
    mapping: Upload | None,
    most_bytes: int,
    now: datetime,
    *,
    organisation_id: str | None = None,
) -> int:
    """Keep the files of a form and queue their import; returns the job's number.

    ``organisation_id`` is the school or company that sends them: they can touch its own learners or postings alone.

    Raises
    ------
    InputError
        If there is no such kind of import.
    UploadTooLargeError
        If a file is larger than ``most_bytes``; nothing is kept then.
    """
    with uploads.new_folder() as folder:
        arguments: dict[str, Any] = {"kind": kind, "organisation_id": organisation_id}
        arguments |= {"path": uploads.keep(file.content, file.name, folder, most_bytes)}
        if mapping is not None:
            arguments["mapping"] = uploads.keep(mapping.content, f"mapping-{mapping.name}", folder, most_bytes)
        return queue.enqueue("import", arguments, now)
