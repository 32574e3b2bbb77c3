"""The commands that can be queued: what arguments each takes, and which wait for each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.domain import Language
from data.errors import InputError
from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.folder_kinds import FOLDER_KINDS
from data.importers.run import KINDS
from data.importers.shipped_mappings import mapping_file

FILE_KINDS: Final = (*KINDS, *CATALOGUE_KINDS)
"""Kinds of import that read one file."""
IMPORT_KINDS: Final = (*FILE_KINDS, *FOLDER_KINDS)


class ArgumentsError(InputError):
    """Arguments that a command does not take; ``troubles`` has pydantic's word for what is wrong, by argument."""

    def __init__(self, detail: str, troubles: Mapping[str, str]) -> None:
        super().__init__(detail)
        self.troubles = troubles


class Lane(StrEnum):
    """Jobs of one lane run one at a time, in the order asked for.

    A file of transcripts counts on the learners of the file before it, and a bundle on the vectors of the embed before
    it. Lanes besides each other only share what several may read.
    """

    IMPORTS = "imports"
    MODELS = "models"
    BACKUPS = "backups"
    CHECKS = "checks"
    PROGRAMME = "programme"


class JobArguments(BaseModel):
    """Arguments of a command as they stand in the queue; an unknown one is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known_kind(kind: str) -> str:
    if kind not in IMPORT_KINDS:
        raise ValueError(f"there is no kind of import {kind!r}; known are {', '.join(IMPORT_KINDS)}")
    return kind


def _whole(path: Path) -> Path:
    """The absolute path, as a worker may run in another folder."""
    return path.absolute()


def _there(path: Path) -> Path:
    """The absolute path of a file or folder that is there."""
    if not path.exists():
        raise ValueError(f"{path} is not there")
    return _whole(path)


def _mapping(named: Path) -> Path:
    """The absolute path of a mapping, which may be one that ships with the program, by its name."""
    return _there(mapping_file(named))


_AnyPath = Annotated[Path, AfterValidator(_whole)]


class ImportArguments(JobArguments):
    """One file or folder; ``replace`` is for kinds of the catalogue, ``sheet`` for workbooks.

    ``organisation_id`` is the school or company that sends the file: it can touch its own learners or postings alone.
    """

    kind: Annotated[str, AfterValidator(_known_kind)]
    path: Annotated[Path, AfterValidator(_there)]
    mapping: Annotated[Path, AfterValidator(_mapping)] | None = None
    replace: bool = False
    sheet: str | None = Field(default=None, max_length=100)
    organisation_id: str | None = Field(default=None, max_length=32)

    @model_validator(mode="after")
    def _check_sender(self) -> Self:
        if self.organisation_id is not None and self.kind not in ("learners", "postings"):
            raise ValueError("organisation_id goes with the kinds learners and postings alone")
        return self


class TrainArguments(JobArguments):
    """Equal seeds give equal models."""

    seed: int = Field(default=2026, ge=0)


class EvaluateArguments(TrainArguments):
    """``bundle`` is the challenger unless named, ``world`` the demo's country."""

    bundle: Annotated[str, Field(pattern="^[0-9a-f]{1,64}$")] | None = None
    world: _AnyPath | None = None


class AskedArguments(JobArguments):
    """``asked_by`` is the account that asks, which the record names; at a terminal there is none."""

    asked_by: Annotated[str, Field(max_length=32)] | None = None


class PromoteArguments(AskedArguments):
    """``version`` is the challenger unless named."""

    version: Annotated[str, Field(pattern="^[0-9a-f]{1,64}$")] | None = None


class DriftArguments(JobArguments):
    """``since`` is the first day of showings to look at, by default the first that the served bundle did not see."""

    since: date | None = None


class AllocateArguments(AskedArguments):
    """A scenario, and a folder that is not there yet; ``run_id`` and ``asked_by`` are recorded with the run."""

    scenario: Annotated[Path, AfterValidator(_there)]
    out: _AnyPath
    run_id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")] | None = None


class PublishArguments(JobArguments):
    """An approved allocation; who asked is put on record, and ``language`` is that of the answers to applications."""

    run_id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    asked_by: Annotated[str, Field(max_length=32)]
    language: Language


class LetterArguments(JobArguments):
    """A follow-up study, and whether its letters are reminders."""

    study_id: Annotated[str, Field(min_length=1, max_length=32)]
    is_reminder: bool


class BackupArguments(JobArguments):
    """An archive that is not there yet."""

    out: _AnyPath


class CheckBackupArguments(JobArguments):
    """An archive that is there."""

    archive: Annotated[Path, AfterValidator(_there)]


PATH_ARGUMENTS: Final = ("path", "mapping", "world", "scenario", "out", "archive")
"""Arguments that name a file or a folder."""


@dataclass(frozen=True, slots=True)
class JobCommand:
    """A command that a worker can run; jobs of the lanes in ``waits_for`` that were asked for earlier go first."""

    name: str
    arguments: type[JobArguments]
    lane: Lane
    waits_for: frozenset[Lane]

    @classmethod
    def of(cls, name: str, arguments: type[JobArguments], lane: Lane, *also_after: Lane) -> Self:
        """A command of a lane, which also waits for other lanes."""
        return cls(name, arguments, lane, frozenset({lane, *also_after}))

    def checked(self, arguments: Mapping[str, Any]) -> JobArguments:
        """Arguments that the command takes.

        Raises
        ------
        ArgumentsError
            If one is unknown, missing or not well-formed; the detail names each.
        """
        try:
            return self.arguments.model_validate(dict(arguments))
        except ValidationError as error:
            raise _arguments_error(self.name, error) from error


COMMANDS: Final[Mapping[str, JobCommand]] = {
    command.name: command
    for command in (
        JobCommand.of("import", ImportArguments, Lane.IMPORTS),
        JobCommand.of("embed", JobArguments, Lane.MODELS, Lane.IMPORTS),
        JobCommand.of("index", JobArguments, Lane.MODELS, Lane.IMPORTS),
        JobCommand.of("train ranker", TrainArguments, Lane.MODELS, Lane.IMPORTS),
        JobCommand.of("train effects", TrainArguments, Lane.MODELS, Lane.IMPORTS),
        JobCommand.of("evaluate", EvaluateArguments, Lane.MODELS, Lane.IMPORTS),
        JobCommand.of("promote", PromoteArguments, Lane.MODELS, Lane.IMPORTS),
        # Back to a bundle that served already, whatever is being imported.
        JobCommand.of("rollback", AskedArguments, Lane.MODELS),
        JobCommand.of("bundles", JobArguments, Lane.MODELS),
        JobCommand.of("drift", DriftArguments, Lane.MODELS, Lane.IMPORTS),
        JobCommand.of("allocate", AllocateArguments, Lane.MODELS, Lane.IMPORTS),
        JobCommand.of("backup", BackupArguments, Lane.BACKUPS),
        JobCommand.of("check backup", CheckBackupArguments, Lane.CHECKS, Lane.BACKUPS),
        JobCommand.of("doctor", JobArguments, Lane.CHECKS),
        JobCommand.of("publish", PublishArguments, Lane.PROGRAMME),
        JobCommand.of("follow-up letters", LetterArguments, Lane.PROGRAMME),
    )
}

OF_THE_PROGRAMME: Final = frozenset({"publish", "follow-up letters"})
"""Commands that managers ask for on pages of their own, and nobody by name."""


def command_of(name: str) -> JobCommand:
    """The command of a name.

    Raises
    ------
    InputError
        If it cannot be queued.
    """
    if name not in COMMANDS:
        raise InputError(f"{name!r} cannot be queued; known are {', '.join(COMMANDS)}")
    return COMMANDS[name]


def paths_in(arguments: Mapping[str, Any]) -> tuple[Path, ...]:
    """The files and folders that arguments name."""
    return tuple(Path(arguments[name]) for name in PATH_ARGUMENTS if arguments.get(name) is not None)


def _arguments_error(command: str, error: ValidationError) -> ArgumentsError:
    """What is wrong with which argument, without the values."""
    found = [(".".join(map(str, one["loc"])), one["type"], one["msg"]) for one in error.errors(include_input=False)]
    detail = "; ".join(f"{name}: {text.removeprefix('Value error, ')}" for name, _, text in found)
    return ArgumentsError(f"{command}: {detail}", {name: kind for name, kind, _ in found})
