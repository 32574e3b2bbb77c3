"""Errors that a caller may want to handle, all under one root.

Programming mistakes stay ``ValueError`` and ``TypeError``; everything here can happen in a correct program.
"""


class AppError(Exception):
    """Root of the project's expected errors.

    ``status`` is the HTTP status a web caller sees; ``key`` names the message in the gettext catalogues, so that
    no page text is written beside the logic. ``detail`` is for logs and the command line and holds no personal data.
    """

    status = 500
    key = "error.internal"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFoundError(AppError):
    """A named record does not exist."""

    status = 404
    key = "error.not_found"


class InputError(AppError):
    """A file or form cannot be read as what it claims to be; the detail says where and what to do."""

    status = 422
    key = "error.input"


class TextTooLongError(AppError):
    """A text is longer than what is read in one piece; the detail gives both sizes."""

    status = 413
    key = "error.text_too_long"


class ForbiddenError(AppError):
    """The caller may not do this."""

    status = 403
    key = "error.forbidden"


class BundleMissingError(AppError):
    """No bundle is promoted, so nothing can be suggested yet."""

    status = 503
    key = "error.bundle_missing"


class BundleTamperedError(AppError):
    """A file of a bundle is not the one its manifest describes."""

    status = 503
    key = "error.bundle_tampered"


class ForeignIndexError(AppError):
    """An index holds vectors of another encoder; a search across two spaces returns plausible nonsense."""

    status = 503
    key = "error.foreign_index"


class NotReadyError(AppError):
    """An earlier step has not been run; the detail names the command."""

    status = 503
    key = "error.not_ready"


class StorageFullError(AppError):
    """The disk or database has no room; nothing of the failed step was kept."""

    status = 507
    key = "error.storage_full"


class CatalogueError(AppError):
    """A reference file is wrong; the detail names file and row."""

    status = 500
    key = "error.catalogue"


class GateError(AppError):
    """A challenger did not pass the promotion gate."""

    status = 409
    key = "error.gate"
