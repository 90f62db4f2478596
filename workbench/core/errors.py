"""Errors of the user's world. Anything else that is raised is a bug of ours."""


class WorkbenchError(Exception):
    """Something in the user's world is not as it must be: what happened, and what cures it.

    Attributes:
        message: what happened, naming the file or value, and what was kept.
        cure: what the person can do next; may be empty.
    """

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.message} {self.cure}".strip()


class BadInputError(WorkbenchError):
    """A file or value that came from outside cannot be used."""


class UsageError(BadInputError):
    """A word or number that a person gave cannot be meant, whatever the project and the files are."""


class UnreadableError(BadInputError):
    """The project's file is torn as a whole, or its disk gives something else than was written, be it for a while."""


class MissingError(WorkbenchError):
    """Something that was named does not exist."""


class ProjectBusyError(WorkbenchError):
    """Another process holds the project."""


class ProjectTooNewError(WorkbenchError):
    """The project was written by a newer version of the program."""


class StorageError(WorkbenchError):
    """The disk did not take or give what was asked of it; what was in memory is kept."""


class DiskFullError(StorageError):
    """There is no room left on the disk of the project; what was in memory is kept."""


class DamagedError(StorageError):
    """What the disk gives is not what was written: trying again does not help."""


class NotEnoughLabelsError(WorkbenchError):
    """There is too little painted to do what was asked."""


class WorkerError(WorkbenchError):
    """The worker process reported a failure of the user's world, or ended before its answer."""
