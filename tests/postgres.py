"""A PostgreSQL of the tests' own: a cluster in a temporary folder, and an empty database for each test.

With LOTSE_TEST_POSTGRES=required, as CI sets it, a machine without PostgreSQL fails; otherwise the tests that
need it are skipped, and the end of the run says so.
"""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

REQUIRED = os.environ.get("LOTSE_TEST_POSTGRES") == "required"
MISSING = "PostgreSQL is not installed (Debian: apt install postgresql)"
NOT_RUN = "HALF WAS NOT RUN: {count} of these tests need PostgreSQL."
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/bin",
)
MEMORY, ROOM = Path("/dev/shm"), 4 << 30  # bytes
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "4GB",  # no checkpoints in between
    "autovacuum": "off",
    "log_statement": "none",
}
EMPTY = """
DO $$ DECLARE name text; BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_migrations' LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
END $$
"""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest version there is."""
    found = [path.parent for place in PLACES for path in Path("/").glob(f"{place[1:]}/initdb")]
    if (on_path := shutil.which("initdb")) is not None:
        found.append(Path(on_path).parent)
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()], default=None)


@dataclass
class Cluster:
    """A server that can be stopped, frozen and started again."""

    programs: Path
    folder: Path
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    made: set[str] = field(default_factory=set)

    @classmethod
    @contextlib.contextmanager
    def open(cls, programs: Path, where: Path | None = None) -> Iterator["Cluster"]:
        """Make one in a folder of its own in `where`, start it, and leave nothing of it."""
        # The path of a socket has to be short, which pytest's own folders are not.
        folder = Path(tempfile.mkdtemp(prefix="lotse-pg-", dir=where))
        cluster = cls(programs, folder)
        try:
            if os.geteuid() == 0:
                shutil.chown(folder, "postgres", "postgres")
            cluster._run(
                "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"
            )
            with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
                for name, value in {**SETTINGS, "unix_socket_directories": folder}.items():
                    file.write(f"{name} = '{value}'\n")
            cluster.start()
            yield cluster
        finally:
            with contextlib.suppress(OSError, subprocess.CalledProcessError, ValueError):
                cluster.thaw()
                cluster.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def fresh(self, template: str = "template0") -> str:
        """The address of a new database, a copy of `template`."""
        name = f"town_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def shared(self, name: str) -> str:
        """The address of the database of this name, made at the first call."""
        if name not in self.made:
            self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            self.made.add(name)
        return self.url(name)

    def empty(self, url: str) -> None:
        """Send everybody away who still uses a database, and delete every row; the tables stay."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(EMPTY)

    def drop(self, url: str) -> None:
        """Remove a database, whoever still uses it."""
        self.execute(f"DROP DATABASE {name_of(url)} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run one statement as the administrator."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._run("pg_ctl", "--wait", "--silent", f"--log={self.folder}/log", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `immediate` is a crash, `fast` ends every connection in good order."""
        self._run("pg_ctl", "--wait", "--silent", f"--mode={mode}", "stop")

    def freeze(self) -> None:
        """Let all its processes stand still, as a machine does whose disk has gone."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        first = int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split("\n")[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        for process in (first, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, which)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), f"--pgdata={self.folder}/data", *arguments]
        if os.geteuid() == 0:  # which PostgreSQL refuses to run as
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        subprocess.run(
            command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", timeout=60
        )


def name_of(url: str) -> str:
    """The database in an address of `Cluster.url`."""
    return url.partition("@/")[2].partition("?")[0]


def demanded() -> Path:
    """The programs; without them the test is skipped, or fails where CI demands them."""
    found = programs()
    if found is None:
        if REQUIRED:
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for all tests of this process, in memory where there is room."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    with Cluster.open(demanded(), MEMORY if roomy else None) as cluster:
        yield cluster


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test alone, on a disk; it may be stopped and frozen."""
    with Cluster.open(demanded()) as cluster:
        yield cluster


@pytest.fixture
def postgres(cluster: Cluster) -> Iterator[str]:
    """The address of an empty database of this test."""
    url = cluster.fresh()
    yield url
    cluster.drop(url)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run for want of PostgreSQL."""
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("PostgreSQL", red=True, bold=True)
        terminalreporter.write_line(NOT_RUN.format(count=len(skipped)), red=True)
        terminalreporter.write_line(f"{MISSING}.")
