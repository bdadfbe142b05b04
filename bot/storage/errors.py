"""What storage refuses: one class per fact, and the fact is the first line of its docstring."""

from typing import Literal

Kind = Literal["unique", "check", "not null", "foreign key"]


class StorageError(Exception):
    """Storage could not do what was asked."""

    def __init__(self, detail: str = "") -> None:
        fact = (type(self).__doc__ or type(self).__name__).partition("\n")[0]
        super().__init__(f"{fact} {detail}" if detail else fact)


class DatabaseAway(StorageError):
    """The database can't be used just now; nothing of this transaction may be relied on.

    Full disk, read-only folder, input/output error, closed. What has been acknowledged before stays.
    """


class DatabaseBusy(DatabaseAway):
    """Another program has kept the database locked for too long."""


class DatabaseFull(DatabaseAway):
    """The disk under the database is full."""


class DatabaseDamaged(DatabaseAway):
    """The database file is damaged, or is no database."""


class DatabaseUnsafe(StorageError):
    """The database can't keep what it is asked to keep here."""


class DatabaseLocked(StorageError):
    """Another Digitallotse already serves this database; one file has one server."""


class BackupFailed(StorageError):
    """The backup could not be made, so nothing was begun that rests on it."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(f"({reason})" if reason else "")
        self.reason = reason
        """What was in the way, in the words of whoever said so."""


class ToolMissing(BackupFailed):
    """PostgreSQL is backed up by pg_dump and pg_restore, and they are not installed."""


class DatabaseFilled(BackupFailed):
    """The database holds something already; a backup is restored into an empty one."""


class NoBackup(StorageError):
    """The file is no whole database of a Digitallotse."""


class UnknownEngine(StorageError):
    """The address of a database is sqlite:///folder/name.db or postgresql://user@host/name."""


class DriverMissing(StorageError):
    """PostgreSQL needs a driver that isn't installed: pip install "digitallotse[postgres]"."""


class SchemaTooNew(StorageError):
    """The database was written by a newer Digitallotse; please update the program.

    It is refused rather than used: an older program would neither delete a newer table's rows in time
    nor show them to the person they are about.
    """


class MigrationBroken(StorageError):
    """A migration can't be used."""


class QueriesBroken(StorageError):
    """A file of named queries can't be used."""


class UnknownQuery(StorageError):
    """No query has this name."""


class WrongParameters(StorageError):
    """The parameters given are not those that the query names."""


class TooManyRows(StorageError):
    """One row was expected and more came."""


class RowMismatch(StorageError):
    """A row doesn't fit the type it shall become."""


class UnfitValue(StorageError):
    """A value can't be stored."""


class TransactionOver(StorageError):
    """This transaction has ended; it must not be kept beyond its function."""


class ConstraintBroken(StorageError):
    """The database guards a rule that this change would break.

    `kind` says which sort of rule. `name` is the name it has in its migration; without a name there it
    is what PostgreSQL would call it (`seat_pkey`, `seat_tenant_place_key`), for "not null" it is
    `table.column`, for "foreign key" it is empty, since SQLite doesn't tell.
    """

    def __init__(self, kind: Kind, name: str = "") -> None:
        super().__init__(f"({kind}: {name})" if name else f"({kind})")
        self.kind: Kind = kind
        self.name = name
