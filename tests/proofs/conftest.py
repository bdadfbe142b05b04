"""Processes of their own for the proofs, all gone when the test is over."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
ACTOR = Path(__file__).with_name("actor.py")

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database on a disk, of each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/town.db"
    cluster: Cluster = request.getfixturevalue("own_cluster")
    return cluster.fresh()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start an actor with these arguments; it has said "ready" when it comes back."""
    with processes(ACTOR) as run:
        yield run


@contextmanager
def processes(program: Path) -> Iterator[Start]:
    """What starts this program with the arguments that it is given, and waits for its "ready"."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    try:
        yield run
    finally:
        for process in started:
            process.kill()
            process.communicate()
